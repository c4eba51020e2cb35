// SPDX-License-Identifier: MIT OR Apache-2.0

//! One message of any protocol, as text.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use klink::genl::Family;
use klink::wire::extack::{Ack, Done};
use klink::wire::{genl, ExtAck};
use klink::{route, sock_diag, Errno, Flags, Header, Message, Names, Protocol};
use serde::Serialize;

use crate::attributes::{self, Attribute, Tree};
use crate::output::{Escaped, Hex, Styled, BOLD, RED};
use crate::{flags, kinds, objects};

/// Generic netlink families by message type, which differs from boot to boot.
#[derive(Default)]
pub(crate) struct Families(BTreeMap<u16, Family>);

impl Families {
    pub(crate) fn add(&mut self, family: Family) {
        self.0.insert(family.id(), family);
    }

    pub(crate) fn get(&self, kind: u16) -> Option<&Family> {
        self.0.get(&kind)
    }

    pub(crate) fn named(&self, name: &str) -> Option<&Family> {
        self.0.values().find(|family| family.name() == name)
    }

    /// Takes note of a family that a message of the controller describes.
    pub(crate) fn learn(&mut self, message: &Message<'_>) {
        if message.header.kind != genl::ctrl::ID {
            return;
        }
        if let Ok((header, attrs)) = genl::Header::read(message) {
            if header.cmd == genl::ctrl::cmd::NEW_FAMILY {
                if let Ok(family) = Family::read(attrs) {
                    self.add(family);
                }
            }
        }
    }
}

impl FromIterator<Family> for Families {
    fn from_iter<I: IntoIterator<Item = Family>>(families: I) -> Self {
        let mut known = Self::default();
        families.into_iter().for_each(|family| known.add(family));
        known
    }
}

/// A message, described.
#[derive(Serialize)]
pub(crate) struct Described<'a> {
    #[serde(rename = "type")]
    kind: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<u8>,
    flags: Vec<String>,
    seq: u32,
    portid: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Refusal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    /// Bytes of it that are not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<usize>,
    attributes: Vec<Attribute<'a>>,
    payload: Hex<'a>,
    /// Whether the text shows the attributes.
    #[serde(skip)]
    whole: bool,
    /// Whether the payload has nothing that the words do not say.
    #[serde(skip)]
    says_all: bool,
}

/// The content of an acknowledgement or of the end of a dump.
#[derive(Serialize)]
pub(crate) struct Refusal {
    errno: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<u32>,
}

impl<'a> Described<'a> {
    pub(crate) fn new(protocol: Protocol, message: Message<'a>, families: &Families) -> Self {
        let header = message.header;
        let control = header.kind < Header::MIN_KIND;
        let family = match protocol {
            Protocol::GENERIC if !control => families.get(header.kind),
            _ => None,
        };
        let generic = (protocol == Protocol::GENERIC && !control)
            .then(|| genl::Header::read(&message).ok())
            .flatten();
        let (skip, names) = layout(protocol, &message, family);
        Self {
            kind: header.kind,
            name: match family {
                Some(family) => Some(family.name().to_owned()),
                None => kinds::name(protocol, header.kind),
            },
            command: generic.map(|(header, _)| header.cmd),
            flags: flags(header.flags, header.kind),
            seq: header.seq,
            portid: header.claimed_portid,
            error: match protocol {
                // Here it does not end a dump.
                Protocol::CONNECTOR if header.kind == Header::DONE => None,
                _ => Refusal::read(&message),
            },
            about: objects::about(protocol, &message),
            attributes: match skip {
                Some(skip) => attributes::read(message.attrs(skip), names),
                None => Vec::new(),
            },
            payload: Hex(message.payload),
            cut: None,
            whole: false,
            says_all: protocol == Protocol::AUDIT && header.kind >= 1100,
        }
    }

    /// A message of a machine with the other byte order, whose header has been turned round.
    pub(crate) fn foreign(header: Header, payload: &'a [u8]) -> Self {
        Self {
            kind: header.kind,
            name: None,
            command: None,
            flags: flags(header.flags, header.kind),
            seq: header.seq,
            portid: header.claimed_portid,
            error: None,
            about: Some(format!(
                "{} bytes of a machine with the other byte order: decode them there",
                payload.len()
            )),
            attributes: Vec::new(),
            payload: Hex(payload),
            cut: None,
            whole: false,
            says_all: false,
        }
    }

    /// Without its last bytes.
    pub(crate) fn cut(mut self, missing: usize) -> Self {
        self.cut = Some(missing);
        self
    }

    /// Includes the attributes in the text.
    pub(crate) fn whole(mut self) -> Self {
        self.whole = true;
        self
    }
}

impl Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bold = |name: &dyn Display| Styled(f.alternate(), BOLD, name).to_string();
        match &self.name {
            Some(name) => f.write_str(&bold(name))?,
            None => f.write_str(&bold(&format_args!("type {}", self.kind)))?,
        }
        if let Some(command) = self.command {
            write!(f, " command {command}")?;
        }
        match (&self.error, &self.about) {
            (Some(error), _) => {
                let error = Styled(f.alternate() && error.errno.is_some(), RED, error);
                write!(f, " {error}")?;
            }
            (None, Some(about)) => write!(f, " {about}")?,
            (None, None) => write!(f, " {} bytes", self.payload.0.len())?,
        }
        if !self.flags.is_empty() {
            write!(f, ", {}", self.flags.join(" "))?;
        }
        if self.seq != 0 {
            write!(f, ", seq {}", self.seq)?;
        }
        if let Some(missing) = self.cut {
            write!(f, ", cut: {missing} bytes are missing")?;
        }
        if self.whole && !self.attributes.is_empty() {
            Tree(&self.attributes).fmt(f)?;
        } else if self.whole && !self.says_all && !self.payload.0.is_empty() {
            write!(f, "\n  {}", self.payload)?;
        }
        Ok(())
    }
}

impl Refusal {
    fn read(message: &Message<'_>) -> Option<Self> {
        let (errno, extack) = match message.header.kind {
            Header::ERROR => Ack::read(message).ok().map(|ack| (ack.errno, ack.extack)),
            Header::DONE => Done::read(message)
                .ok()
                .map(|done| (done.errno, done.extack)),
            _ => None,
        }?;
        Some(Self::new(errno, &extack))
    }

    fn new(errno: u32, extack: &ExtAck<'_>) -> Self {
        Self {
            errno: (errno != 0)
                .then(|| i32::try_from(errno).ok())
                .flatten()
                .map(|errno| match Errno(errno).name() {
                    Some(name) => name.to_owned(),
                    None => errno.to_string(),
                }),
            message: extack
                .message
                .map(|message| String::from_utf8_lossy(message).into_owned()),
            offset: extack.offset,
            missing: extack.missing,
        }
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.errno.as_deref().unwrap_or("success"))?;
        if let Some(message) = &self.message {
            write!(f, ": {}", Escaped(message.as_bytes()))?;
        }
        if let Some(offset) = self.offset {
            write!(f, ", at byte {offset}")?;
        }
        if let Some(missing) = self.missing {
            write!(f, ", missing attribute {missing}")?;
        }
        Ok(())
    }
}

/// The size of the header before the attributes, and the attributes' names; `None` if there are no attributes or their
/// position is unknown.
fn layout(
    protocol: Protocol,
    message: &Message<'_>,
    family: Option<&Family>,
) -> (Option<usize>, Option<&'static Names>) {
    let (kind, payload) = (message.header.kind, message.payload);
    if kind < Header::MIN_KIND {
        return (None, None);
    }
    let names = match (protocol, kind) {
        (Protocol::GENERIC, _) => {
            let own = family.map_or(0, Family::header_len);
            return (Some(genl::Header::LEN + own), None);
        }
        (Protocol::NETFILTER, _) => return (Some(4), None),
        (Protocol::ROUTE, 16..=19) => route::Link::NAMES,
        (Protocol::ROUTE, 20..=23) => route::Address::NAMES,
        (Protocol::ROUTE, 24..=27) => route::Route::NAMES,
        (Protocol::ROUTE, 28..=31) => route::Neighbour::NAMES,
        (Protocol::ROUTE, 32..=35) => route::Rule::NAMES,
        // `struct tcmsg`
        (Protocol::ROUTE, 36..=47 | 100..=102) => return (Some(20), None),
        // `struct nhmsg`, `struct rtgenmsg`
        (Protocol::ROUTE, 104..=106) => return (Some(8), None),
        (Protocol::ROUTE, 88..=90) => return (Some(4), None),
        // Requests and replies have different headers.
        (Protocol::SOCK_DIAG, _) if message.header.flags.contains(Flags::REQUEST) => {
            return (None, None)
        }
        (Protocol::SOCK_DIAG, 20) => match payload.first().map(|&family| i32::from(family)) {
            Some(AF_UNIX) => sock_diag::UnixSocket::NAMES,
            Some(AF_INET | AF_INET6) => sock_diag::InetSocket::NAMES,
            Some(AF_NETLINK) => sock_diag::NetlinkSocket::NAMES,
            _ => return (None, None),
        },
        _ => return (None, None),
    };
    // A dump may be requested with less than a header.
    if payload.len() < names.header {
        return (None, None);
    }
    (Some(names.header), Some(names))
}

const AF_UNIX: i32 = 1;
const AF_INET: i32 = 2;
const AF_INET6: i32 = 10;
const AF_NETLINK: i32 = 16;

/// The flags by name. Flags of the upper byte mean different things in different messages, and are shown as numbers
/// unless the type decides their meaning.
fn flags(flags: Flags, kind: u16) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = flags.0;
    let mut take = |flag: Flags, name: &str| {
        if flags.contains(flag) {
            rest &= !flag.0;
            names.push(name.to_owned());
        }
    };
    for (flag, name) in flags::COMMON {
        take(flag, name);
    }
    if kind == Header::ERROR {
        take(Flags::CAPPED, "CAPPED");
        take(Flags::ACK_TLVS, "ACK_TLVS");
    } else if flags.contains(Flags::REQUEST | Flags::DUMP) {
        take(Flags::DUMP, "DUMP");
    }
    if rest != 0 {
        names.push(format!("{rest:#x}"));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_that_are_the_same_everywhere_have_names() {
        let shown = |bits, kind| flags(Flags(bits), kind).join(" ");
        assert_eq!(shown(0x305, 18), "REQUEST ACK DUMP");
        assert_eq!(shown(0x605, 16), "REQUEST ACK 0x600");
        assert_eq!(shown(0x300, Header::ERROR), "CAPPED ACK_TLVS");
        assert_eq!(shown(0, 16), "");
    }

    #[test]
    fn a_message_of_nobody_s_is_bytes() {
        let header = Header {
            len: 19,
            kind: 99,
            flags: Flags::NONE,
            seq: 7,
            claimed_portid: 3,
        };
        let message = Message {
            header,
            payload: b"abc",
        };
        let described = Described::new(Protocol(30), message, &Families::default());
        assert_eq!(described.to_string(), "type 99 3 bytes, seq 7");
        assert_eq!(
            described.whole().to_string(),
            "type 99 3 bytes, seq 7\n  616263"
        );
    }
}
