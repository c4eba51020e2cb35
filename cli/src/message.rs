// SPDX-License-Identifier: MIT OR Apache-2.0

//! One message of any protocol, as text.

use std::fmt::{self, Display};

use klink::genl::Family;
use klink::wire::extack::{Ack, Done};
use klink::wire::{genl, ExtAck};
use klink::{Errno, Flags, Header, Message, Protocol};
use klink_ynl::{Decoded, Role};
use serde::Serialize;

use crate::attributes::{self, Attribute, Guessed};
use crate::known::{Known, RequestPosition};
use crate::output::{Escaped, Hex, Styled, BOLD, RED};
use crate::tree::Tree;
use crate::{flags, kinds, objects};

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
    /// The family and the operation, by the description, and what it makes of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    msg: Option<Decoded<'a>>,
    /// The attributes that can be guessed where there is no description.
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<Vec<Attribute<'a>>>,
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
    /// The names on the way to both, by the description of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing_attribute: Option<String>,
}

impl<'a> Described<'a> {
    /// `role` is what is known of the way that the message went.
    pub(crate) fn new(
        protocol: Protocol,
        message: Message<'a>,
        known: &'a Known,
        role: Option<Role>,
    ) -> Self {
        let header = message.header;
        let control = header.kind < Header::MIN_KIND;
        let family = known.family(protocol, header.kind);
        let generic = (protocol == Protocol::GENERIC && !control)
            .then(|| genl::Header::read(&message).ok())
            .flatten();
        let described = known.describe(protocol, &message, role);
        Self {
            kind: header.kind,
            name: match (family, described) {
                (Some(family), _) => Some(family.name().to_owned()),
                (None, Some(described)) if generic.is_some() => Some(described.family().to_owned()),
                (None, _) => kinds::name(protocol, header.kind),
            },
            command: generic.map(|(header, _)| header.cmd),
            flags: flags(header.flags, header.kind),
            seq: header.seq,
            portid: header.claimed_portid,
            error: match protocol {
                // Here it does not end a dump.
                Protocol::CONNECTOR if header.kind == Header::DONE => None,
                _ => Refusal::read(protocol, &message, known),
            },
            about: objects::about(protocol, &message),
            attributes: match (described, attributes_at(protocol, header.kind, family)) {
                (Some(_), _) => None,
                (None, Some(skip)) => Some(attributes::read(message.attrs(skip))),
                (None, None) => Some(Vec::new()),
            },
            family: described.map(|described| described.family()),
            operation: described.map(|described| described.operation().name()),
            msg: described.map(|described| described.message()),
            payload: Hex(message.payload),
            cut: None,
            whole: false,
            says_all: protocol == Protocol::AUDIT && header.kind >= 1100,
        }
    }

    /// A message of a machine with the other byte order, whose header has been turned round.
    pub(crate) fn byte_swapped(header: Header, payload: &'a [u8]) -> Self {
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
            family: None,
            operation: None,
            msg: None,
            attributes: Some(Vec::new()),
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
        match (self.command, self.operation) {
            (Some(_), Some(operation)) => write!(f, " {operation}")?,
            (Some(command), None) => write!(f, " command {command}")?,
            (None, _) => {}
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
        if !self.whole || self.says_all || self.payload.0.is_empty() {
            return Ok(());
        }
        match (&self.msg, &self.attributes) {
            (Some(msg), _) => Tree(msg).fmt(f),
            (None, Some(attributes)) if !attributes.is_empty() => Guessed(attributes).fmt(f),
            _ => write!(f, "\n  {}", self.payload),
        }
    }
}

impl Refusal {
    fn read(protocol: Protocol, message: &Message<'_>, known: &Known) -> Option<Self> {
        match message.header.kind {
            Header::ERROR => {
                let ack = Ack::read(message).ok()?;
                let place = |to| known.path(protocol, ack.request, ack.request_payload, to);
                let offset = ack
                    .extack
                    .offset
                    .map(|offset| RequestPosition::Offset(offset as usize));
                let missing = ack.extack.missing.and_then(|kind| {
                    Some(RequestPosition::Missing {
                        nest: ack.extack.missing_nest.map(|nest| nest as usize),
                        kind: u16::try_from(kind).ok()?,
                    })
                });
                Some(Self {
                    attribute: offset.and_then(place),
                    missing_attribute: missing.and_then(place),
                    ..Self::new(ack.errno, &ack.extack)
                })
            }
            Header::DONE => {
                let done = Done::read(message).ok()?;
                Some(Self::new(done.errno, &done.extack))
            }
            _ => None,
        }
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
            attribute: None,
            missing_attribute: None,
        }
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.errno.as_deref().unwrap_or("success"))?;
        if let Some(message) = &self.message {
            write!(f, ": {}", Escaped(message.as_bytes()))?;
        }
        match (&self.attribute, self.offset) {
            (Some(attribute), _) => write!(f, ", attribute {attribute}")?,
            (None, Some(offset)) => write!(f, ", at byte {offset}")?,
            (None, None) => {}
        }
        match (&self.missing_attribute, self.missing) {
            (Some(missing), _) => write!(f, ", missing attribute {missing}"),
            (None, Some(missing)) => write!(f, ", missing attribute {missing}"),
            (None, None) => Ok(()),
        }
    }
}

/// The size of the header before the attributes of a message that has no description; `None` if there are no attributes
/// or their position is unknown.
fn attributes_at(protocol: Protocol, kind: u16, family: Option<&Family>) -> Option<usize> {
    match (protocol, kind) {
        (_, ..Header::MIN_KIND) => None,
        (Protocol::GENERIC, _) => Some(genl::Header::LEN + family.map_or(0, Family::header_len)),
        // `struct nfgenmsg`
        (Protocol::NETFILTER, _) => Some(4),
        // `struct rtgenmsg`
        (Protocol::ROUTE, 88..=90) => Some(4),
        _ => None,
    }
}

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
        let known = Known::default();
        let described = Described::new(Protocol(30), message, &known, None);
        assert_eq!(described.to_string(), "type 99 3 bytes, seq 7");
        assert_eq!(
            described.whole().to_string(),
            "type 99 3 bytes, seq 7\n  616263"
        );
    }
}
