// SPDX-License-Identifier: MIT OR Apache-2.0

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use klink_protocol::events::{
    event, field, Action, EventHeader, Kind, TaskContext, TaskIds, TcpChange,
};

use crate::wire::{Attr, Attrs, Malformed};

/// One event. Its [`Kind`] determines which attributes it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    header: EventHeader,
    attrs: Attrs<'a>,
}

macro_rules! numbers {
    ($($(#[doc = $doc:literal])* $name:ident = $kind:ident;)*) => {$(
        $(#[doc = $doc])*
        #[inline]
        pub fn $name(&self) -> Option<u32> {
            self.attr(event::$kind)?.u32().ok()
        }
    )*};
}

macro_rules! strings {
    ($($(#[doc = $doc:literal])* $name:ident = $kind:ident;)*) => {$(
        $(#[doc = $doc])*
        pub fn $name(&self) -> Option<&'a [u8]> {
            self.attr(event::$kind).map(Attr::string)
        }
    )*};
}

impl<'a> Event<'a> {
    #[inline]
    pub(super) const fn new(header: EventHeader, attrs: Attrs<'a>) -> Self {
        Self { header, attrs }
    }

    pub(super) fn read(mut attrs: Attrs<'a>) -> Result<Self, Malformed> {
        let header = EventHeader::take(&mut attrs)?;
        Ok(Self { header, attrs })
    }

    pub(super) const fn header(&self) -> &EventHeader {
        &self.header
    }

    /// Its sequence number in the journal.
    #[inline]
    pub fn seq(&self) -> u64 {
        self.header.seq
    }

    /// The time of the event since boot, including suspend (`CLOCK_BOOTTIME`).
    #[inline]
    pub fn time(&self) -> Duration {
        Duration::from_nanos(self.header.time)
    }

    /// [`Event::time`] in nanoseconds.
    #[inline]
    pub fn time_ns(&self) -> u64 {
        self.header.time
    }

    /// The CPU that the event occurred on.
    #[inline]
    pub fn cpu(&self) -> u32 {
        self.header.cpu
    }

    /// The kind of the event.
    #[inline]
    pub fn kind(&self) -> Kind {
        self.header.kind
    }

    /// All attributes except the header: see [`klink_protocol::events::event`].
    #[inline]
    pub fn attrs(&self) -> Attrs<'a> {
        self.attrs
    }

    /// The thread that the event is about, if it is about a thread.
    #[inline]
    pub fn task(&self) -> Option<TaskIds> {
        TaskIds::read(self.attrs)
    }

    /// The context of that thread: its cgroup and namespaces, and when its process was started.
    #[inline]
    pub fn context(&self) -> Option<TaskContext> {
        TaskContext::read(self.attrs)
    }

    numbers! {
        /// The status given to exit(2).
        status = STATUS;
        /// The signal that killed the thread.
        signal = SIGNAL;
        /// The network device's index.
        ifindex = IFINDEX;
        /// The network device's flags, `IFF_*`.
        flags = FLAGS;
        /// The network device's MTU in bytes.
        mtu = MTU;
        /// The length of the address's prefix in bits.
        prefix = PREFIX;
    }

    strings! {
        /// The thread's name, which need not be UTF-8.
        comm = COMM;
        /// The thread's new name.
        new_comm = NEW_COMM;
        /// The program, as passed to execve(2); see [`Event::is_cut`].
        path = PATH;
        /// The network device's name.
        ifname = IFNAME;
        /// The module's name, including that of a module that publishes events.
        module = MODULE;
        /// The text of a marker, the argument of a reboot, or the text that a module has published.
        text = TEXT;
    }

    /// Whether the path was longer than the part that is here.
    pub fn is_cut(&self) -> bool {
        self.attr(event::CUT).is_some()
    }

    /// The program's arguments, of which each need not be UTF-8, if the module was loaded with `args`; see
    /// [`Event::is_args_cut`].
    pub fn args(&self) -> Option<impl Iterator<Item = &'a [u8]>> {
        let bytes = self.attr(event::ARGS)?.payload();
        let bytes = bytes.strip_suffix(&[0]).unwrap_or(bytes);
        Some(bytes.split(|byte| *byte == 0))
    }

    /// Whether the arguments were longer than the part that is here.
    pub fn is_args_cut(&self) -> bool {
        self.attr(event::ARGS_CUT).is_some()
    }

    /// Whether the thread was its process's last.
    pub fn is_last_thread(&self) -> bool {
        self.attr(event::LAST_THREAD).is_some()
    }

    /// The kind whose source was switched on or off.
    pub fn source(&self) -> Option<Kind> {
        let kind = self.attr(event::SOURCE)?.u32().ok()?;
        Some(Kind(kind.try_into().unwrap_or(u8::MAX)))
    }

    /// The change of the device, address, module, machine or source.
    pub fn action(&self) -> Option<Action> {
        self.attr(event::ACTION)?.u32().ok().map(Action)
    }

    /// The address.
    pub fn address(&self) -> Option<IpAddr> {
        self.ip(event::ADDRESS)
    }

    /// The change of a TCP socket's state.
    pub fn tcp(&self) -> Option<TcpChange> {
        TcpChange::read(self.attrs)
    }

    /// The TCP socket's address and port on this side.
    pub fn local(&self) -> Option<SocketAddr> {
        Some((self.ip(event::LOCAL)?, self.tcp()?.local_port).into())
    }

    /// The address and port on the other side of the TCP socket; zeros if there is none.
    pub fn remote(&self) -> Option<SocketAddr> {
        Some((self.ip(event::REMOTE)?, self.tcp()?.remote_port).into())
    }

    /// The names and values that a module has published; unreadable ones are left out.
    pub fn fields(&self) -> impl Iterator<Item = (&'a [u8], FieldValue<'a>)> {
        let fields = self.attrs.into_iter().filter_map(Result::ok);
        fields
            .filter(|attr| attr.kind() == event::FIELD)
            .filter_map(|attr| FieldValue::read(attr.nested()))
    }

    fn ip(&self, kind: u16) -> Option<IpAddr> {
        let bytes = self.attr(kind)?.payload();
        let v4 = || <[u8; 4]>::try_from(bytes).map(|bytes| Ipv4Addr::from(bytes).into());
        let v6 = || <[u8; 16]>::try_from(bytes).map(|bytes| Ipv6Addr::from(bytes).into());
        v4().or_else(|_| v6()).ok()
    }

    #[inline]
    fn attr(&self, kind: u16) -> Option<Attr<'a>> {
        self.attrs.find(kind)
    }
}

/// The value of a field in an event that a module has published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldValue<'a> {
    /// A number.
    Number(u64),
    /// A number that may be negative.
    Signed(i64),
    /// Text, which need not be UTF-8.
    Text(&'a [u8]),
}

impl<'a> FieldValue<'a> {
    fn read(field: Attrs<'a>) -> Option<(&'a [u8], Self)> {
        let name = field.find(field::NAME)?.string();
        let value = if let Some(number) = field.find(field::NUMBER) {
            Self::Number(number.uint().ok()?)
        } else if let Some(number) = field.find(field::SIGNED) {
            Self::Signed(number.sint().ok()?)
        } else {
            Self::Text(field.find(field::TEXT)?.string())
        };
        Some((name, value))
    }
}

/// An [`Event`] that borrows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedEvent {
    header: EventHeader,
    attrs: Vec<u8>,
}

impl OwnedEvent {
    /// The event.
    pub fn event(&self) -> Event<'_> {
        Event {
            header: self.header,
            attrs: Attrs::new(&self.attrs),
        }
    }
}

impl From<Event<'_>> for OwnedEvent {
    fn from(event: Event<'_>) -> Self {
        Self {
            header: event.header,
            attrs: event.attrs.rest().to_vec(),
        }
    }
}
