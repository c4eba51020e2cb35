// SPDX-License-Identifier: MIT OR Apache-2.0

//! Messages as the C libraries print them: libnl's `nl_msg_dump`, libmnl's `mnl_nlmsg_fprintf`.

use klink::{Flags, Header};

use super::reading::SIZE_MAX;
use crate::bytes::Bytes;
use crate::shown::Shown;

const LIBNL: &str = "BEGIN NETLINK MESSAGE";
const LIBMNL: &str = "| message length |";

pub(super) fn is_libnl(text: &str) -> bool {
    text.contains(LIBNL)
}

pub(super) fn is_libmnl(text: &str) -> bool {
    text.contains(LIBMNL)
}

/// `.seq = 1 ...`, as a number that C has printed with a sign.
fn field(line: &str, name: &str) -> Option<u32> {
    let value = line.trim().strip_prefix(name)?.trim().strip_prefix('=')?;
    number(value.trim().split(' ').next()?)
}

fn number(digits: &str) -> Option<u32> {
    let number: i64 = digits.parse().ok()?;
    u32::try_from(number)
        .ok()
        .or_else(|| i32::try_from(number).ok().map(|number| number as u32))
}

/// Reads libnl's, where each section names itself and its length.
pub(super) fn libnl(text: &str) -> Result<Vec<Shown>, String> {
    let mut shown = Vec::new();
    // The bytes so far, and how many hexadecimal ones are still to come.
    let mut message: Option<Vec<u8>> = None;
    let mut octets = 0;
    // Whether what follows is not as it was.
    let mut hidden = false;
    for (number, line) in (1..).zip(text.lines()) {
        let wrong = |what: &str| format!("line {number}: {what} in libnl's text: {line:?}");
        let content = line.trim();
        if content.is_empty() {
            continue;
        }
        if content.contains(LIBNL) {
            if message.replace(Vec::new()).is_some() {
                return Err(wrong("a message without an end"));
            }
            continue;
        }
        let Some(bytes) = &mut message else {
            return Err(wrong("something else"));
        };
        if content.contains("END NETLINK MESSAGE") {
            let header = Header::read(bytes).map_err(|_| wrong("a message without a header"))?;
            let len = header.len as usize;
            let fits = match hidden {
                true => bytes.len() <= len,
                false => bytes.len() == len,
            };
            if octets != 0 || !fits {
                return Err(wrong("a message of another length than its header says"));
            }
            let mut whole = Shown::whole(message.take().unwrap_or_default());
            whole.len = len;
            whole.remark = std::mem::take(&mut hidden).then(|| {
                String::from("libnl does not show the request that an error is about as it was")
            });
            shown.push(whole);
            continue;
        }
        if hidden {
            continue;
        }
        // Its length is not the one that it had.
        if content.starts_with("[ORIGINAL MESSAGE]") && octets == 0 {
            hidden = true;
            continue;
        }
        if let Some((section, len)) = content
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("] "))
        {
            if octets != 0 {
                return Err(wrong("a section that is too short"));
            }
            let len = len.strip_suffix(" octets").and_then(|len| len.parse().ok());
            let len: usize = len
                .filter(|&len| len <= SIZE_MAX)
                .ok_or_else(|| wrong("no length"))?;
            octets = match section {
                "NETLINK HEADER" | "GENERIC NETLINK HEADER" | "ERRORMSG" => 0,
                "PAYLOAD" | "PADDING" | "HEADER" | "FAMILY HEADER" => len,
                _ => attribute(section, len, bytes).ok_or_else(|| wrong("something else"))?,
            };
            continue;
        }
        if octets == 0 && content.starts_with('.') {
            add_field(content, bytes).ok_or_else(|| wrong("an unknown field"))?;
            continue;
        }
        // 16 bytes a line, and their characters after.
        let here = octets.min(16);
        let digits = content
            .get(..3 * here - usize::from(here > 0))
            .filter(|_| here > 0);
        let row = digits.and_then(|digits| Bytes::parse(digits).ok());
        let row = row
            .filter(|row| row.0.len() == here)
            .ok_or_else(|| wrong("something else"))?;
        bytes.extend(row.0);
        octets -= here;
    }
    match message {
        None => Ok(shown),
        Some(_) => Err(String::from("the last message of libnl's text has no end")),
    }
}

/// Adds the header of an attribute, and returns how many bytes of it follow as such.
fn attribute(section: &str, len: usize, bytes: &mut Vec<u8>) -> Option<usize> {
    let kind = section.strip_prefix("ATTR ")?;
    let (kind, nested) = match kind.strip_suffix(" NESTED") {
        Some(kind) => (kind, true),
        None => (kind, false),
    };
    let kind: u16 = match kind {
        "PADDING" => 0,
        _ => kind.parse().ok()?,
    };
    let flag = if nested { 0x8000 } else { 0 };
    bytes.extend(u16::try_from(len + 4).ok()?.to_ne_bytes());
    bytes.extend((kind | flag).to_ne_bytes());
    Some(if nested { 0 } else { len })
}

fn add_field(content: &str, bytes: &mut Vec<u8>) -> Option<()> {
    for (name, size) in [
        (".nlmsg_len", 4),
        (".type", 2),
        (".flags", 2),
        (".seq", 4),
        (".port", 4),
        (".error", 4),
        (".cmd", 1),
        (".version", 1),
        (".unused", 2),
    ] {
        let Some(value) = field(content, name) else {
            continue;
        };
        match size {
            4 => bytes.extend(value.to_ne_bytes()),
            2 => bytes.extend(u16::try_from(value).ok()?.to_ne_bytes()),
            _ => bytes.push(u8::try_from(value).ok()?),
        }
        return Some(());
    }
    None
}

const NONE: Header = Header {
    len: 0,
    kind: 0,
    flags: Flags::NONE,
    seq: 0,
    claimed_portid: 0,
};

/// Reads libmnl's: four bytes a line, headers in words. It shows four of the flags, and not the last bytes of a length
/// that is no multiple of four.
pub(super) fn libmnl(text: &str) -> Result<Vec<Shown>, String> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut header = NONE;
    let mut end = |message: Option<Shown>| match message {
        Some(message) if message.datagram.len() > message.len => Err(String::from(
            "libmnl's text has more bytes than the message's header says",
        )),
        message => {
            shown.extend(message);
            Ok(())
        }
    };
    let mut message: Option<Shown> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let wrong = |what: &str| format!("line {number}: {what} in libmnl's text: {line:?}");
        let content = line.trim();
        if content.is_empty()
            || content
                .bytes()
                .all(|byte| matches!(byte, b'-' | b'\t' | b' '))
        {
            continue;
        }
        let (left, right) = content
            .split_once('\t')
            .ok_or_else(|| wrong("something else"))?;
        let left = left.trim_matches([' ', '|']);
        let label = right
            .trim_start_matches('|')
            .split('|')
            .next()
            .unwrap_or("")
            .trim();
        let value = || self::number(left).ok_or_else(|| wrong("no number"));
        let rest = message.as_mut().ok_or_else(|| wrong("no header"));
        match label {
            "message length" => {
                end(message.take())?;
                header = Header {
                    len: value()?,
                    ..NONE
                };
                let mut begun = Shown::whole(header.to_bytes().to_vec());
                begun.len = header.len as usize;
                begun.remark = Some(String::from(
                    "libmnl shows REQUEST, MULTI, ACK and ECHO, and no other flag",
                ));
                message = Some(begun);
                continue;
            }
            "type" => {
                let (kind, flags) = left.split_once('|').ok_or_else(|| wrong("no flags"))?;
                let kind = kind.trim().parse().map_err(|_| wrong("no type"))?;
                header.kind = kind;
                header.flags = [
                    ('R', Flags::REQUEST),
                    ('M', Flags::MULTI),
                    ('A', Flags::ACK),
                    ('E', Flags::ECHO),
                ]
                .into_iter()
                .filter(|(letter, _)| flags.contains(*letter))
                .fold(Flags::NONE, |all, (_, flag)| all | flag);
            }
            "sequence number" => header.seq = value()?,
            "port ID" => header.claimed_portid = value()?,
            "extra header" | "data" | "" => {
                let word = Bytes::parse(left).map_err(|error| wrong(&error))?;
                let datagram = &mut rest?.datagram;
                datagram.extend(word.0);
                if datagram.len() > SIZE_MAX {
                    return Err(wrong("more than 16 MiB"));
                }
                continue;
            }
            "len" => {
                let mut parts = left.split('|');
                let mut next = || parts.next().unwrap_or("").trim();
                let (len, flags, kind) = (next().parse::<u16>(), next(), next().parse::<u16>());
                let (Ok(len), Ok(kind)) = (len, kind) else {
                    return Err(wrong("no attribute"));
                };
                let nested = if flags.contains('N') { 0x8000 } else { 0 };
                let network = if flags.contains('B') { 0x4000 } else { 0 };
                let datagram = &mut rest?.datagram;
                datagram.extend(len.to_ne_bytes());
                datagram.extend((kind | nested | network).to_ne_bytes());
                continue;
            }
            _ => return Err(wrong("something else")),
        }
        if let Some(place) = rest?.datagram.first_chunk_mut() {
            *place = header.to_bytes();
        }
    }
    end(message)?;
    Ok(shown)
}
