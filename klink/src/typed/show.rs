// SPDX-License-Identifier: MIT OR Apache-2.0

//! The one walk over a view: what it shows, and to whom.

use std::fmt;
use std::net::IpAddr;

/// A single value of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shown<'v> {
    /// A number without a sign.
    Unsigned(u64),
    /// A number with a sign.
    Signed(i64),
    /// A number that is read in hexadecimal digits.
    Hex(u64),
    /// A string.
    Text(&'v str),
    /// The name of a value, or of a bit.
    Name(&'static str),
    /// Bytes.
    Bytes(&'v [u8]),
    /// Bytes that are read in groups, such as a key.
    Groups(&'v [u8]),
    /// A hardware address.
    Mac(&'v [u8]),
    /// A UUID, of 16 bytes.
    Uuid(&'v [u8]),
    /// An IP address.
    Ip(IpAddr),
    /// An attribute that has no more to say than that it is there.
    Present,
    /// Bytes that are not what the description says.
    Undecodable(&'v [u8]),
}

/// Receives the values of a view, one after another.
pub trait Sink {
    /// The name of what comes next in a map; `multi` if there may be several of it.
    fn key(&mut self, name: &str, multi: bool);
    /// A value.
    fn value(&mut self, value: Shown<'_>);
    /// A list begins, or else a map.
    fn begin(&mut self, list: bool);
    /// The list or map ends.
    fn end(&mut self);
}

/// How deep a walk goes: deeper than any family does, and shallow enough to recurse.
const MAX_DEPTH: usize = 32;

/// A walk on its way.
pub struct Walk<'s> {
    sink: &'s mut dyn Sink,
    depth: usize,
}

impl<'s> Walk<'s> {
    /// A walk that shows to `sink`.
    pub fn new(sink: &'s mut dyn Sink) -> Self {
        Self { sink, depth: 0 }
    }

    /// The name of what comes next.
    pub fn key(&mut self, name: &str, multi: bool) {
        self.sink.key(name, multi);
    }

    /// A value.
    pub fn value(&mut self, value: Shown<'_>) {
        self.sink.value(value);
    }

    /// A map of what `inner` shows; `bytes` if it is too deep.
    pub fn map(&mut self, bytes: &[u8], inner: &mut dyn FnMut(&mut Walk<'_>)) {
        self.inside(false, bytes, inner);
    }

    /// A list of what `inner` shows; `bytes` if it is too deep.
    pub fn list(&mut self, bytes: &[u8], inner: &mut dyn FnMut(&mut Walk<'_>)) {
        self.inside(true, bytes, inner);
    }

    fn inside(&mut self, list: bool, bytes: &[u8], inner: &mut dyn FnMut(&mut Walk<'_>)) {
        if self.depth >= MAX_DEPTH {
            return self.sink.value(Shown::Undecodable(bytes));
        }
        self.sink.begin(list);
        inner(&mut Walk {
            sink: &mut *self.sink,
            depth: self.depth + 1,
        });
        self.sink.end();
    }
}

impl fmt::Debug for Walk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk").field("depth", &self.depth).finish()
    }
}

/// Writes what a walk shows as one line, such as `{mtu: 1500, linkinfo: {kind: "vlan"}}`.
pub fn debug(f: &mut fmt::Formatter<'_>, fields: &mut dyn FnMut(&mut Walk<'_>)) -> fmt::Result {
    debug_value(f, &mut |walk| walk.map(&[], fields))
}

/// [`debug`] of what is no map.
pub(crate) fn debug_value(
    f: &mut fmt::Formatter<'_>,
    show: &mut dyn FnMut(&mut Walk<'_>),
) -> fmt::Result {
    let mut sink = Line {
        f,
        result: Ok(()),
        first: true,
        named: false,
        open: Vec::new(),
    };
    show(&mut Walk::new(&mut sink));
    sink.result
}

struct Line<'f, 'g> {
    f: &'f mut fmt::Formatter<'g>,
    result: fmt::Result,
    /// Whether nothing stands in front of the next in its list or map.
    first: bool,
    /// Whether its name does.
    named: bool,
    /// Which of those around it are lists.
    open: Vec<bool>,
}

impl Line<'_, '_> {
    fn write(&mut self, text: fmt::Arguments<'_>) {
        self.result = self.result.and_then(|()| self.f.write_fmt(text));
    }

    fn comma(&mut self) {
        if !std::mem::take(&mut self.first) && !std::mem::take(&mut self.named) {
            self.write(format_args!(", "));
        }
        self.named = false;
    }

    fn bytes(&mut self, bytes: &[u8], between: &str) {
        for (index, byte) in bytes.iter().enumerate() {
            let between = if index == 0 { "" } else { between };
            self.write(format_args!("{between}{byte:02x}"));
        }
    }
}

impl Sink for Line<'_, '_> {
    fn key(&mut self, name: &str, _: bool) {
        self.comma();
        self.write(format_args!("{name}: "));
        self.named = true;
    }

    fn value(&mut self, value: Shown<'_>) {
        self.comma();
        match value {
            Shown::Unsigned(number) => self.write(format_args!("{number}")),
            Shown::Signed(number) => self.write(format_args!("{number}")),
            Shown::Hex(number) => self.write(format_args!("{number:#x}")),
            Shown::Text(text) => self.write(format_args!("{text:?}")),
            Shown::Name(name) => self.write(format_args!("{name}")),
            Shown::Bytes(bytes) => self.bytes(bytes, ""),
            Shown::Groups(bytes) => self.bytes(bytes, " "),
            Shown::Mac(bytes) => self.bytes(bytes, ":"),
            Shown::Uuid(bytes) => self.bytes(bytes, ""),
            Shown::Ip(address) => self.write(format_args!("{address}")),
            Shown::Present => self.write(format_args!("true")),
            Shown::Undecodable(bytes) => {
                self.write(format_args!("@"));
                self.bytes(bytes, "");
            }
        }
    }

    fn begin(&mut self, list: bool) {
        self.comma();
        self.write(format_args!("{}", if list { '[' } else { '{' }));
        self.first = true;
        self.open.push(list);
    }

    fn end(&mut self) {
        self.first = false;
        let list = self.open.pop().unwrap_or_default();
        self.write(format_args!("{}", if list { ']' } else { '}' }));
    }
}
