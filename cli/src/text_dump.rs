// SPDX-License-Identifier: MIT OR Apache-2.0

//! Datagrams in texts: hexadecimal dumps, and what strace writes.

use std::collections::BTreeMap;

use klink::Protocol;

use crate::bytes::Bytes;
use crate::capture::To;
use crate::options;

/// A datagram that a text shows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) protocol: Option<Protocol>,
    pub(crate) to: Option<To>,
    pub(crate) datagram: Vec<u8>,
}

/// Reads hexadecimal digits, plain or as `xxd`, `hexdump -C` and Wireshark print them. An empty line, or an offset of
/// 0, begins the next datagram.
pub(crate) fn hex(text: &str) -> Result<Vec<Shown>, String> {
    let mut datagrams = vec![Vec::new()];
    let mut is_dump = false;
    for (number, line) in text.lines().enumerate() {
        let (offset, digits) = columns(line);
        let len = datagrams.last().map_or(0, Vec::len);
        if is_dump && usize::from_str_radix(line.trim(), 16) == Ok(len) {
            // The end of `hexdump`'s: an offset alone.
            continue;
        }
        is_dump = offset.is_some();
        if line.trim().is_empty() || offset == Some(0) {
            datagrams.push(Vec::new());
        }
        let bytes =
            Bytes::parse(digits).map_err(|error| format!("line {}: {error}", number + 1))?;
        if let Some(datagram) = datagrams.last_mut() {
            datagram.extend(bytes.0);
        }
    }
    datagrams.retain(|datagram| !datagram.is_empty());
    let shown = |datagram| Shown {
        protocol: None,
        to: None,
        datagram,
    };
    Ok(datagrams.into_iter().map(shown).collect())
}

/// The offset that a line of a dump begins with, and its digits without what is beside them.
fn columns(line: &str) -> (Option<usize>, &str) {
    let line = line.trim();
    let (before, bars) = match line.split_once('|') {
        Some((digits, _)) => (digits, true),
        None => (line, false),
    };
    let word = before.split(' ').next().unwrap_or("");
    let rest = before.get(word.len()..).unwrap_or("");
    let (digits, colon) = match word.strip_suffix(':') {
        Some(digits) => (digits, true),
        None => (word, false),
    };
    let is_offset = (4..=8).contains(&digits.len())
        && (colon || rest.starts_with("  ") || (bars && rest.is_empty()));
    match usize::from_str_radix(digits, 16) {
        Ok(offset) if is_offset => {
            let rest = rest.trim_start();
            // xxd puts the characters behind two blanks, Wireshark behind three.
            let gap = if colon { "  " } else { "   " };
            let end = if bars { None } else { rest.find(gap) };
            (
                Some(offset),
                end.and_then(|end| rest.get(..end)).unwrap_or(rest),
            )
        }
        _ => (None, line),
    }
}

/// Whether a text is strace's.
pub(crate) fn is_strace(text: &str) -> bool {
    text.contains("nlmsg_len=") || text.contains("(AF_NETLINK,")
}

/// Reads what strace wrote with `-e read=all -e write=all`: the bytes below each call, the protocol by the descriptor.
pub(crate) fn strace(text: &str) -> Result<Vec<Shown>, String> {
    let mut strace = Strace::default();
    for line in text.lines() {
        strace.line(line);
    }
    strace.end();
    match strace.shown {
        shown if shown.is_empty() => Err(String::from(
            "strace has written no bytes of netlink messages: run it with `-e read=all -e write=all`",
        )),
        shown => Ok(shown),
    }
}

/// Columns of 16 bytes in strace's dumps.
const DIGITS: usize = 48;

#[derive(Default)]
struct Strace {
    /// Descriptors of netlink sockets, by process.
    sockets: BTreeMap<(String, u32), Protocol>,
    /// Calls that another process's lines interrupt.
    unfinished: BTreeMap<String, Call>,
    call: Option<Call>,
    datagram: Vec<u8>,
    shown: Vec<Shown>,
}

/// A call that sends or receives.
#[derive(Clone)]
struct Call {
    protocol: Option<Protocol>,
    to: To,
}

impl Strace {
    fn line(&mut self, line: &str) {
        if let Some(dump) = line.trim_start().strip_prefix("| ") {
            // The digits have a fixed width, and the characters follow without a mark.
            let (offset, digits) = dump.split_once("  ").unwrap_or((dump, ""));
            let digits = digits.get(..DIGITS).unwrap_or(digits);
            if offset.bytes().all(|digit| digit == b'0') {
                self.end();
            }
            if let (Some(_), Ok(bytes)) = (&self.call, Bytes::parse(digits)) {
                self.datagram.extend(bytes.0);
            }
            return;
        }
        if line.starts_with(" * ") {
            return;
        }
        self.end();
        self.call = None;
        let (process, call) = process(line);
        self.called(process, call);
    }

    /// Takes in the line of a system call.
    fn called(&mut self, process: &str, line: &str) {
        if let Some(resumed) = line.strip_prefix("<... ") {
            // What it received is known only now.
            if resumed.contains("resumed>") {
                self.call = self.unfinished.remove(process);
            }
            return;
        }
        let Some((name, arguments)) = line.split_once('(') else {
            return;
        };
        let name = name.rsplit(' ').next().unwrap_or(name);
        if name == "socket" && arguments.starts_with("AF_NETLINK,") {
            if let Some((protocol, descriptor)) = opened(arguments) {
                self.sockets
                    .insert((process.to_owned(), descriptor), protocol);
            }
            return;
        }
        let digits = arguments.split(|c: char| !c.is_ascii_digit()).next();
        let Some(descriptor) = digits.and_then(|digits| digits.parse().ok()) else {
            return;
        };
        let key = (process.to_owned(), descriptor);
        let to = match name {
            "close" => {
                self.sockets.remove(&key);
                return;
            }
            "sendto" | "sendmsg" | "write" | "send" => To::Kernel,
            "recvfrom" | "recvmsg" | "read" | "recv" => To::User,
            _ => return,
        };
        // Threads share descriptors, and the text may begin after the socket was opened. But other processes read files.
        let may_be_shared = !matches!(name, "read" | "write");
        let other = |(_, known): &(String, u32)| may_be_shared && *known == descriptor;
        let known = self.sockets.get(&key).copied();
        let protocol = known.or_else(|| {
            let mut sockets = self.sockets.iter();
            sockets
                .find(|(key, _)| other(key))
                .map(|(_, &protocol)| protocol)
        });
        let peeks = line.contains("MSG_PEEK");
        if peeks || (protocol.is_none() && !line.contains("nlmsg_len=")) {
            return;
        }
        let call = Call { protocol, to };
        if line.ends_with("<unfinished ...>") {
            self.unfinished.insert(process.to_owned(), call);
        } else {
            self.call = Some(call);
        }
    }

    /// Ends the datagram that was being read.
    fn end(&mut self) {
        let datagram = std::mem::take(&mut self.datagram);
        if let (Some(call), false) = (&self.call, datagram.is_empty()) {
            self.shown.push(Shown {
                protocol: call.protocol,
                to: Some(call.to),
                datagram,
            });
        }
    }
}

/// Splits off the process that `strace -f` puts in front: `[pid 7] ` or `7 `.
fn process(line: &str) -> (&str, &str) {
    if let Some((process, call)) = line
        .strip_prefix("[pid")
        .and_then(|rest| rest.split_once("] "))
    {
        return (process.trim(), call);
    }
    match line.split_once(' ') {
        Some((process, call)) if process.bytes().all(|byte| byte.is_ascii_digit()) => {
            (process, call.trim_start())
        }
        _ => ("", line),
    }
}

/// Protocol and descriptor of `AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3`.
fn opened(arguments: &str) -> Option<(Protocol, u32)> {
    let (arguments, result) = arguments.rsplit_once(") = ")?;
    let protocol = arguments.rsplit(", ").next()?;
    let descriptor = result.split(|c: char| !c.is_ascii_digit()).next()?;
    let protocol = match protocol.strip_prefix("0x") {
        // A number, and in a comment that it has no name.
        Some(digits) => Protocol(u8::from_str_radix(digits.split(' ').next()?, 16).ok()?),
        None => options::protocol(protocol).ok()?,
    };
    Some((protocol, descriptor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_in_many_layouts() {
        let header = [
            20, 0, 0, 0, 18, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0x7c, 0, 0, 0,
        ];
        for text in [
            "14000000120001030100000000000000 7c000000",
            "14 00 00 00 12 00 01 03 01 00 00 00 00 00 00 00\n7c 00 00 00\n",
            "00000000: 1400 0000 1200 0103 0100 0000 0000 0000  ................\n00000010: 7c00 0000                                |...\n",
            "00000000  14 00 00 00 12 00 01 03  01 00 00 00 00 00 00 00  |................|\n00000010  7c 00 00 00                                       ||...|\n00000014\n",
            "0000   14 00 00 00 12 00 01 03 01 00 00 00 00 00 00 00   ................\n0010   7c 00 00 00                                       |...\n",
        ] {
            let shown = hex(text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(shown.len(), 1, "{text}");
            assert_eq!(shown[0].datagram, header, "{text}");
        }
        assert_eq!(hex("14 00\n\n12 00\n").unwrap().len(), 2);
        assert_eq!(hex("0000  14 00\n0000  12 00\n").unwrap().len(), 2);
        assert!(hex("14\nxx\n").unwrap_err().starts_with("line 2: \"xx\""));
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
        let shown = strace(text).unwrap();
        let ways: Vec<_> = shown.iter().map(|shown| shown.to).collect();
        assert_eq!(ways, [Some(To::Kernel), Some(To::User)]);
        assert!(shown
            .iter()
            .all(|shown| shown.protocol == Some(Protocol::ROUTE)));
        assert_eq!((shown[0].datagram.len(), shown[1].datagram.len()), (20, 4));
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
";
        let shown = strace(text).unwrap();
        assert_eq!(shown[0].protocol, Some(Protocol(30)));
        assert_eq!(shown[1].protocol, Some(Protocol::GENERIC));
        assert_eq!(shown.len(), 2, "another process's file is no socket");
        assert!(strace("sendto(3, [{nlmsg_len=20}]) = 20")
            .unwrap_err()
            .contains("-e read=all"));
    }
}
