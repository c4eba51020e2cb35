// SPDX-License-Identifier: MIT OR Apache-2.0

//! Datagrams in texts. A text is understood or refused: no bytes are taken for others.

mod debug;
mod grid;
mod literal;
mod reading;
mod strace;
mod views;

use klink::wire::align;
use klink::Messages;

use self::reading::Reading;
use crate::capture::{Head, To};
use crate::shown::Shown;

/// Whether a text is strace's.
pub(crate) use self::strace::is_strace;
/// Reads what strace wrote.
pub(crate) use self::strace::read as strace;

/// Reads bytes in any textual form: digits in rows as hexdump, xxd, od, tcpdump and Wireshark print them, or plain;
/// literals of C, Go, Rust and Python; what libmnl and libnl print. An empty line, or an offset of 0, begins the next
/// datagram.
pub(crate) fn bytes(text: &str) -> Result<Vec<Shown>, String> {
    let text = without_colours(text);
    if debug::is_libnl(&text) {
        return debug::libnl(&text);
    }
    if debug::is_libmnl(&text) {
        return debug::libmnl(&text);
    }
    let readings = match grid::readings(&text) {
        Ok(readings) => readings,
        Err(error) => match views::readings(&text) {
            Some(readings) => readings,
            None if literal::is_literal(&text) => literal::readings(&text)?,
            None => return Err(error),
        },
    };
    let datagrams = settle(readings)?;
    Ok(datagrams.into_iter().map(shown).collect())
}

/// The reading that all agree on. If they do not, the one that is messages from its beginning to its end.
fn settle(readings: Vec<Reading>) -> Result<Vec<Vec<u8>>, String> {
    let meant = |reading: &&Reading| {
        let whole = |datagram: &Vec<u8>| is_netlink(datagram, reading.exact);
        reading.datagrams.iter().all(whole)
    };
    let agreed = |chosen: &[&Reading]| match chosen {
        [first, rest @ ..] if rest.iter().all(|other| other.datagrams == first.datagrams) => {
            Some(first.datagrams.clone())
        }
        _ => None,
    };
    let messages: Vec<_> = readings.iter().filter(meant).collect();
    if let Some(datagrams) = agreed(&messages) {
        return Ok(datagrams);
    }
    let likely: Vec<_> = readings.iter().filter(|reading| reading.likely).collect();
    let certain = likely.iter().any(|reading| reading.exact);
    match agreed(&likely) {
        Some(datagrams) if messages.is_empty() && certain => Ok(datagrams),
        _ => {
            let mut forms: Vec<_> = readings
                .iter()
                .map(|reading| reading.form.as_str())
                .collect();
            forms.dedup();
            forms.truncate(3);
            Err(format!(
                "the digits are no netlink messages, or are so in several ways ({}): use `hexdump -C` or `xxd`, which print \
                 the characters, too",
                forms.join("; ")
            ))
        }
    }
}

/// A datagram, or a packet of a capture with its head in front.
fn shown(bytes: Vec<u8>) -> Shown {
    let head = bytes
        .split_first_chunk()
        .and_then(|(head, datagram)| Some((Head::read(head)?, datagram)));
    match head {
        Some((head, datagram)) => Shown {
            protocol: Some(head.protocol),
            to: Some(To::read(head.packet_type, datagram)),
            ..Shown::whole(datagram.to_vec())
        },
        None => Shown::whole(bytes),
    }
}

/// Whether bytes are messages from their beginning to their end, or a uevent. Where the end is not known, they end with
/// a message and not in its padding.
fn is_netlink(bytes: &[u8], exact: bool) -> bool {
    let bytes = match bytes.split_first_chunk() {
        Some((head, datagram)) if Head::read(head).is_some() => datagram,
        _ => bytes,
    };
    let mut end = 0;
    for message in Messages::new(bytes) {
        let Ok(message) = message else {
            return exact && is_uevent(bytes);
        };
        end = align(end) + message.header.len as usize;
    }
    end == bytes.len() || (exact && end > 0 && align(end) == bytes.len())
}

/// `add@/devices/x`, or udev's.
fn is_uevent(bytes: &[u8]) -> bool {
    let action = bytes.split(|&byte| byte == b'@').next().unwrap_or(&[]);
    let rest = bytes.get(action.len()..).unwrap_or(&[]);
    bytes.starts_with(b"libudev\0")
        || (rest.starts_with(b"@/")
            && action.iter().all(u8::is_ascii_lowercase)
            && bytes.ends_with(&[0]))
}

/// A text without the sequences that give it colours.
fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut parts = text.split("\x1b[");
    plain.push_str(parts.next().unwrap_or(""));
    for part in parts {
        let end = part.find(|c: char| !(c.is_ascii_digit() || c == ';'));
        let rest = end.and_then(|end| part.get(end..));
        match rest.and_then(|rest| rest.strip_prefix(['m', 'K'])) {
            Some(rest) => plain.push_str(rest),
            None => {
                plain.push_str("\x1b[");
                plain.push_str(part);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use klink::Protocol;

    fn datagrams(text: &str) -> Result<Vec<Vec<u8>>, String> {
        let shown = bytes(text)?;
        Ok(shown.into_iter().map(|shown| shown.datagram).collect())
    }

    /// A message of 20 bytes; in the other order of its words it is none.
    const MESSAGE: [u8; 20] = [
        20, 0, 0, 0, 18, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0x7c, 0, 0, 0,
    ];

    #[test]
    fn hexadecimal_in_many_layouts() {
        for text in [
            "14000000120001030100000000000000 7c000000",
            "14 00 00 00 12 00 01 03 01 00 00 00 00 00 00 00\n7c 00 00 00\n",
            "0x14,0x00,0x00:00 1200 0103 01000000 00000000 7c000000",
            "00000000: 1400 0000 1200 0103 0100 0000 0000 0000  ................\n00000010: 7c00 0000                                |...\n",
            "00000000  14 00 00 00 12 00 01 03  01 00 00 00 00 00 00 00  |................|\n00000010  7c 00 00 00                                       ||...|\n00000014\n",
            "0000   14 00 00 00 12 00 01 03 01 00 00 00 00 00 00 00   ................\n0010   7c 00 00 00                                       |...\n",
            "\x1b[32m14 00 00 00 12 00 01 03 01 00 00 00 00 00 00 00\x1b[0m 7c 00 00 00",
        ] {
            assert_eq!(datagrams(text), Ok(vec![MESSAGE.to_vec()]), "{text}");
        }
        assert_eq!(datagrams("14 00\n\n12 00\n").unwrap().len(), 2);
        assert!(datagrams("14\nxx\n")
            .unwrap_err()
            .starts_with("line 2: \"xx\""));
    }

    #[test]
    fn what_may_be_several_things_is_refused() {
        for text in [
            // Words of either order, offsets or data, a literal of C or of Rust.
            "0000000 0014 0000\n0000004\n",
            "14000000 1200\n",
            "0000  14 00\n",
            "\"\\01\"",
            // Lines without a count, and one that is missing.
            "14 00\n*\n12 00\n",
            "00000000: 1400  ..\n00000003: 00  .\n",
            "00000000: 1400  .x\n",
            "{ 0x14, 300 }",
            "printf(\"\\x14\")",
        ] {
            assert!(datagrams(text).is_err(), "{text}: {:?}", datagrams(text));
        }
    }

    #[test]
    fn a_squeezed_dump_has_a_limit() {
        let text = "00000000  00 00  |..|\n*\n7ffffff0\n";
        assert!(datagrams(text).is_err());
    }

    #[test]
    fn strace_with_bytes() {
        let text = "\
socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3
socket(AF_INET, SOCK_STREAM, 0) = 5
write(5, \"GET\", 3) = 3
 | 00000  47 45 54                                          GET              |
sendto(3, [{nlmsg_len=20, nlmsg_type=RTM_GETLINK}], 20, 0, NULL, 0) = 20
 | 00000  14 00 00 00 12 00 01 03  01 00 00 00 00 00 00 00  ................ |
 | 00010  00 00 00 00                                       ....             |
recvmsg(3, {msg_iov=[{iov_base=NULL}]}, MSG_PEEK|MSG_TRUNC) = 20
 * 20 bytes in buffer 0
 | 00000  ff ff                                             ..               |
recvmsg(3, {msg_iov=[{iov_base=[{nlmsg_len=20}]}]}, 0) = 20
 * 20 bytes in buffer 0
 | 00000  10 00 00 00                                       ....             |
";
        let (shown, _) = strace(text).unwrap();
        let ways: Vec<_> = shown.iter().map(|shown| shown.to).collect();
        assert_eq!(ways, [Some(To::Kernel), Some(To::User)]);
        assert!(shown
            .iter()
            .all(|shown| shown.protocol == Some(Protocol::ROUTE.into())));
        assert_eq!((shown[0].datagram.len(), shown[1].datagram.len()), (20, 4));
        // A row that is missing, or not whole.
        let without = text.replacen(" | 00000  14", " | 00010  14", 1);
        assert!(strace(&without).unwrap_err().starts_with("line 6: "));
    }

    #[test]
    fn strace_of_several_processes() {
        let text = "\
7  socket(AF_NETLINK, SOCK_RAW, 0x1e /* NETLINK_??? */) = 3
[pid 8] socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC) = 3
[pid 8] recvfrom(3,  <unfinished ...>
7  write(3, \"\\20\\0\\0\\0\", 4) = 4
 | 00000  10 00 00 00                                       ....             |
[pid 8] <... recvfrom resumed>\"\", 4, 0, NULL, NULL) = 4
 | 00000  11 00 00 00                                       ....             |
9  read(3, \"\\177ELF\", 4) = 4
 | 00000  7f 45 4c 46                                       .ELF             |
7  close(3) = 0
7  openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY) = 3
7  read(3, \"root\", 4) = 4
 | 00000  72 6f 6f 74                                       root             |
7  io_uring_enter(5, 1, 0, 0, NULL, 8) = 1
";
        let (shown, remarks) = strace(text).unwrap();
        assert_eq!(shown[0].protocol, Some(Protocol(30).into()));
        assert_eq!(shown[1].protocol, Some(Protocol::GENERIC.into()));
        assert_eq!(shown.len(), 2, "another process's file is no socket");
        assert!(remarks[0].contains("io_uring"));
        assert!(strace("sendto(3, [{nlmsg_len=20}]) = 20")
            .unwrap_err()
            .contains("-e read=all"));
    }
}
