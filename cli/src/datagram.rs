// SPDX-License-Identifier: MIT OR Apache-2.0

//! The content of a datagram, in words: messages, or that of a protocol with rules of its own.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use klink::uevent::Uevent;
use klink::{Flags, Header, Message, Messages, Protocol};
use klink_ynl::Role;
use serde::Serialize;

use crate::known::Known;
use crate::message::Described;
use crate::output::{Escaped, Hex};

/// A protocol that does not exist.
const UNKNOWN: Protocol = Protocol(u8::MAX);

/// Part of a datagram.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Item<'a> {
    Message(Box<Described<'a>>),
    Uevent(Properties<'a>),
    Junk(Junk<'a>),
}

/// All that is in a datagram of `len` bytes, of which the first are there. `role` is what is known of its way.
pub(crate) fn items<'a>(
    protocol: Option<Protocol>,
    datagram: &'a [u8],
    len: usize,
    known: &'a Known,
    role: Option<Role>,
) -> Vec<Item<'a>> {
    if protocol.is_none_or(|protocol| protocol == Protocol::KOBJECT_UEVENT) {
        if let Some(uevent) = Properties::read(datagram) {
            return vec![Item::Uevent(uevent)];
        }
    }
    let protocol = protocol.unwrap_or(UNKNOWN);
    let describe = |message| {
        known.remember(protocol, &message);
        Box::new(Described::new(protocol, message, known, role))
    };
    if let Some(record) = audit_record(protocol, datagram) {
        return vec![Item::Message(describe(record))];
    }
    let mut items = Vec::new();
    let mut messages = Messages::new(datagram);
    loop {
        let rest = messages.rest();
        let Some(message) = messages.next() else {
            return items;
        };
        match message {
            Ok(message) => items.push(Item::Message(describe(message))),
            // The kernel ignores it.
            Err(_) if !items.is_empty() && rest.iter().all(|&byte| byte == 0) => {}
            Err(malformed) => items.push(match (Header::read(rest), rest.get(Header::LEN..)) {
                (Ok(header), Some(payload)) if is_cut(header, rest, datagram, len) => {
                    let missing = header.len as usize - rest.len();
                    Item::Message(Box::new(describe(Message { header, payload }).cut(missing)))
                }
                (Ok(header), Some(payload)) if is_foreign(rest) => {
                    Item::Message(Box::new(Described::byte_swapped(swapped(header), payload)))
                }
                _ => Item::Junk(Junk {
                    junk: Hex(rest),
                    malformed: malformed.to_string(),
                }),
            }),
        }
    }
}

/// Whether the rest of a datagram is the beginning of its last message.
fn is_cut(header: Header, rest: &[u8], datagram: &[u8], len: usize) -> bool {
    let missing = len.saturating_sub(datagram.len());
    missing > 0 && (rest.len()..=rest.len() + missing).contains(&(header.len as usize))
}

/// A record of audit (`kernel/audit.c`): what goes to one receiver has a length without its header, or none at all.
fn audit_record(protocol: Protocol, datagram: &[u8]) -> Option<Message<'_>> {
    /// `AUDIT_FIRST_USER_MSG`: below are requests and their answers.
    const FIRST_RECORD: u16 = 1100;
    if protocol != Protocol::AUDIT {
        return None;
    }
    let header = Header::read(datagram).ok()?;
    let payload = datagram.get(Header::LEN..)?;
    let is_record = header.kind >= FIRST_RECORD && !header.flags.contains(Flags::REQUEST);
    let len = header.len as usize;
    let short = len == 0 || (len <= payload.len() && payload.len() - len < 4);
    (is_record && short).then_some(Message { header, payload })
}

/// Whether these are messages of a machine with the other byte order, from their beginning to their end.
fn is_foreign(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while !rest.is_empty() {
        let Ok(header) = Header::read(rest) else {
            return false;
        };
        let len = header.len.swap_bytes() as usize;
        if len < Header::LEN || len > rest.len() {
            return false;
        }
        rest = rest.get(klink::wire::align(len)..).unwrap_or(&[]);
    }
    true
}

fn swapped(header: Header) -> Header {
    Header {
        len: header.len.swap_bytes(),
        kind: header.kind.swap_bytes(),
        flags: Flags(header.flags.0.swap_bytes()),
        seq: header.seq.swap_bytes(),
        claimed_portid: header.claimed_portid.swap_bytes(),
    }
}

impl Item<'_> {
    /// With its attributes, for a person too.
    pub(crate) fn whole(self) -> Self {
        match self {
            Self::Message(message) => Self::Message(Box::new(message.whole())),
            Self::Uevent(uevent) => Self::Uevent(Properties {
                whole: true,
                ..uevent
            }),
            junk => junk,
        }
    }
}

impl Display for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(message) => message.fmt(f),
            Self::Uevent(uevent) => uevent.fmt(f),
            Self::Junk(junk) => junk.fmt(f),
        }
    }
}

/// Bytes that are no message.
#[derive(Serialize)]
pub(crate) struct Junk<'a> {
    junk: Hex<'a>,
    malformed: String,
}

impl Display for Junk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no netlink message ({}): {}", self.malformed, self.junk)
    }
}

/// A uevent's properties: the kernel's, or those that udev sends on.
pub(crate) struct Properties<'a> {
    properties: Vec<(&'a [u8], &'a [u8])>,
    by_udev: bool,
    whole: bool,
}

impl<'a> Properties<'a> {
    /// `None` where a datagram is no uevent.
    pub(crate) fn read(datagram: &'a [u8]) -> Option<Self> {
        let by_udev = datagram.starts_with(b"libudev\0");
        let bytes = match by_udev {
            true => udev_properties(datagram)?,
            false => {
                let summary = datagram.split(|&byte| byte == 0).next()?;
                let at = summary.iter().position(|&byte| byte == b'@')?;
                let action = summary.get(..at).filter(|action| !action.is_empty())?;
                action
                    .iter()
                    .all(|byte| byte.is_ascii_lowercase())
                    .then_some(datagram)?
            }
        };
        Some(Self {
            properties: Uevent::read(bytes).properties().collect(),
            by_udev,
            whole: false,
        })
    }

    fn get(&self, key: &str) -> &'a [u8] {
        let mut properties = self.properties.iter();
        let found = properties.find(|(known, _)| *known == key.as_bytes());
        found.map_or(&[], |&(_, value)| value)
    }
}

/// The properties after udev's header (systemd's `sd-device/device-monitor.c`): where they begin, how long they are.
fn udev_properties(datagram: &[u8]) -> Option<&[u8]> {
    let word = |at: usize| {
        datagram
            .get(at..)
            .and_then(|rest| rest.first_chunk())
            .map(|&word| u32::from_ne_bytes(word))
    };
    let magic = datagram.get(8..12)?;
    if magic != 0xfeed_cafe_u32.to_be_bytes() {
        return None;
    }
    let (begin, len) = (word(16)? as usize, word(20)? as usize);
    let rest = datagram.get(begin..)?;
    Some(rest.get(..len).unwrap_or(rest))
}

impl Serialize for Properties<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Object<'a> {
            uevent: BTreeMap<std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>>,
            /// Properties that are not UTF-8.
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            bytes: BTreeMap<std::borrow::Cow<'a, str>, Hex<'a>>,
            #[serde(skip_serializing_if = "std::ops::Not::not")]
            udev: bool,
        }
        let text = String::from_utf8_lossy;
        let properties = || self.properties.iter();
        let is_bytes = |value: &[u8]| std::str::from_utf8(value).is_err();
        let object = Object {
            uevent: properties()
                .map(|(key, value)| (text(key), text(value)))
                .collect(),
            bytes: properties()
                .filter(|(_, value)| is_bytes(value))
                .map(|(key, value)| (text(key), Hex(value)))
                .collect(),
            udev: self.by_udev,
        };
        object.serialize(serializer)
    }
}

impl Display for Properties<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let get = |key| Escaped(self.get(key));
        write!(
            f,
            "{} {} {}",
            get("ACTION"),
            get("DEVPATH"),
            get("SUBSYSTEM")
        )?;
        if self.by_udev {
            f.write_str(" by udev")?;
        }
        if self.whole {
            for (key, value) in &self.properties {
                write!(f, "\n  {}={}", Escaped(key), Escaped(value))?;
            }
        }
        Ok(())
    }
}
