// SPDX-License-Identifier: MIT OR Apache-2.0

//! Captures of every kind that Wireshark reads, as they come.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use rustix::process::Signal;

use crate::namespace::Namespace;
use crate::record::tshark;
use crate::run::{command, failed, klink, klink_with, objects, output_with, prints, Running};
use crate::scratch::Scratch;

fn fault(name: &str) -> String {
    format!("{}/tests/faults/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Numbers in one byte order.
#[derive(Clone, Copy)]
struct Order {
    big: bool,
}

impl Order {
    fn word(self, word: u32) -> [u8; 4] {
        match self.big {
            true => word.to_be_bytes(),
            false => word.to_le_bytes(),
        }
    }

    fn half(self, half: u16) -> [u8; 2] {
        match self.big {
            true => half.to_be_bytes(),
            false => half.to_le_bytes(),
        }
    }

    fn block(self, kind: u32, body: &[u8]) -> Vec<u8> {
        let mut body = body.to_vec();
        body.resize(body.len().next_multiple_of(4), 0);
        let len = self.word(12 + body.len() as u32);
        [&self.word(kind)[..], &len, &body, &len].concat()
    }

    fn section(self) -> Vec<u8> {
        let version = [self.half(1), self.half(0)].concat();
        self.block(
            0x0a0d_0d0a,
            &[&self.word(0x1a2b_3c4d)[..], &version, &[0xff; 8]].concat(),
        )
    }

    /// An interface of a link type, with options.
    fn interface(self, link: u16, options: &[(u16, &[u8])]) -> Vec<u8> {
        let mut body = [&self.half(link)[..], &[0; 6]].concat();
        for (code, value) in options {
            body.extend(self.half(*code));
            body.extend(self.half(value.len() as u16));
            body.extend(*value);
            body.resize(body.len().next_multiple_of(4), 0);
        }
        self.block(1, &body)
    }

    fn packet(self, interface: u32, time: u64, packet: &[u8]) -> Vec<u8> {
        let len = self.word(packet.len() as u32);
        let (high, low) = (self.word((time >> 32) as u32), self.word(time as u32));
        let head = [&self.word(interface)[..], &high, &low, &len, &len].concat();
        self.block(6, &[&head[..], packet].concat())
    }

    fn pcap(self, packets: &[&[u8]]) -> Vec<u8> {
        let version = [self.half(2), self.half(4)].concat();
        let mut file = [&self.word(0xa1b2_c3d4)[..], &version, &[0; 8]].concat();
        file.extend(self.word(262_144));
        file.extend(self.word(253));
        for packet in packets {
            let len = self.word(packet.len() as u32);
            file.extend([&self.word(7)[..], &self.word(5), &len, &len].concat());
            file.extend(*packet);
        }
        file
    }
}

/// The head of protocol 30, from the kernel.
const HEAD: [u8; 16] = [0, 0, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30];

/// A packet whose message has this number and this many bytes of payload.
fn packet(seq: u32, payload: usize) -> Vec<u8> {
    let len = 16 + payload as u32;
    let mut packet = [&HEAD[..], &len.to_ne_bytes()].concat();
    packet.extend(99u16.to_ne_bytes());
    packet.extend([0; 2]);
    packet.extend(seq.to_ne_bytes());
    packet.extend([0; 4]);
    packet.resize(HEAD.len() + len as usize, 0x55);
    packet
}

/// The sequence numbers and times that a capture shows.
#[track_caller]
fn seen(file: &[u8]) -> Vec<(u64, String)> {
    let all = objects(&klink_with(&["decode", "--json"], file));
    let seen = all.iter().map(|object| {
        let time = object["time"].as_str().unwrap_or("none").to_owned();
        (object["seq"].as_u64().unwrap(), time)
    });
    seen.collect()
}

#[test]
fn wireshark_s_formats_and_compression_are_read() {
    for name in ["link.pcapng", "link.pcap.gz"] {
        let shown = prints(&klink(&["decode", &fault(name)]));
        assert!(
            shown.contains("ROUTE to a program: RTM_NEWLINK 5 eth0 mtu 1500 up carrier"),
            "{name}: {shown}"
        );
    }
}

#[test]
fn a_short_packet_hides_none_behind_it() {
    let output = klink(&["decode", &fault("short-cooked.pcap")]);
    assert!(prints(&output).contains("RTM_GETLINK"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("4 bytes at byte 24, shorter than its head"),
        "{said}"
    );
}

#[test]
fn a_protocol_above_255_has_its_number() {
    let output = klink(&["decode", "--json", &fault("proto300.pcap")]);
    assert_eq!(objects(&output)[0]["protocol"], "300");
    // No socket has it.
    let output = klink(&["replay", &fault("proto300.pcap")]);
    failed(&output, 1, &["no socket has the protocol 300"]);
}

#[test]
fn both_byte_orders_are_read() {
    for big in [false, true] {
        let order = Order { big };
        let one = packet(1, 4);
        let time = "1970-01-01T00:00:07.000005Z";
        assert_eq!(seen(&order.pcap(&[&one])), [(1, time.to_owned())]);
        let blocks = [order.section(), order.interface(253, &[])].concat();
        let file = [blocks, order.packet(0, 7_000_005, &one)].concat();
        assert_eq!(seen(&file), [(1, time.to_owned())]);
        // A section of the other order after it.
        let other = Order { big: !big };
        let second = [other.section(), other.interface(253, &[])].concat();
        let second = [second, other.packet(0, 7_000_005, &packet(2, 0))].concat();
        assert_eq!(seen(&[file, second].concat()).len(), 2);
    }
}

#[test]
fn messages_of_the_other_byte_order_say_so() {
    let mut message = packet(0x0100_0000, 4);
    message[16..20].reverse();
    message[20..22].reverse();
    let file = Order { big: false }.pcap(&[&message]);
    let output = klink_with(&["decode"], &file);
    let shown = prints(&output);
    assert!(
        shown.contains("type 99 4 bytes of a machine with the other byte order")
            && shown.contains("seq 1\n"),
        "{shown}"
    );
}

#[test]
fn times_have_every_resolution() {
    let order = Order { big: false };
    let halves = 3u64 << 19;
    type Options = &'static [(u16, &'static [u8])];
    let resolutions: [(Options, u64, &str); 6] = [
        (&[], 1_500_000, "1970-01-01T00:00:01.500000Z"),
        (&[(9, &[0])], 1, "1970-01-01T00:00:01.000000Z"),
        (&[(9, &[3])], 1500, "1970-01-01T00:00:01.500000Z"),
        (&[(9, &[9])], 1_500_000_000, "1970-01-01T00:00:01.500000Z"),
        (&[(9, &[0x80 | 20])], halves, "1970-01-01T00:00:01.500000Z"),
        (
            &[(9, &[3]), (14, &[60, 0, 0, 0, 0, 0, 0, 0])],
            1500,
            "1970-01-01T00:01:01.500000Z",
        ),
    ];
    for (options, time, expected) in resolutions {
        let blocks = [order.section(), order.interface(253, options)].concat();
        let file = [blocks, order.packet(0, time, &packet(1, 0))].concat();
        assert_eq!(seen(&file), [(1, expected.to_owned())], "{options:?}");
    }
}

#[test]
fn interfaces_of_other_links_are_passed_over() {
    let order = Order { big: false };
    let one = packet(1, 0);
    // The device `any`, in its second form: protocol, 2 bytes, index, hardware, packet type, 9 bytes of address.
    let any = [
        &[0, 30, 0, 0, 0, 0, 0, 1, 3, 0x38, 0, 0][..],
        &[0; 8],
        &packet(2, 0)[HEAD.len()..],
    ];
    let file = [
        order.section(),
        order.interface(1, &[]),
        order.interface(253, &[]),
        order.interface(276, &[]),
        order.packet(0, 0, b"an Ethernet frame"),
        order.packet(1, 0, &one),
        order.packet(2, 0, &any.concat()),
        // A simple packet, of the first interface, and one of an interface without a description.
        order.block(3, &[&order.word(4)[..], b"abcd"].concat()),
        order.packet(9, 0, &one),
        order.block(0x0bad, b"something else"),
        order.packet(1, 0, &packet(3, 0)),
    ];
    let output = klink_with(&["decode", "--json"], &file.concat());
    let found: Vec<_> = objects(&output)
        .iter()
        .map(|object| object["seq"].clone())
        .collect();
    assert_eq!(found, [1, 2, 3]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("interface 9, which is not described"),
        "{said}"
    );
    let none = [&file[0][..], &file[1], &file[4]].concat();
    failed(
        &klink_with(&["decode"], &none),
        1,
        &["link type 1, not of netlink"],
    );
}

#[test]
fn a_broken_block_hides_none_behind_it() {
    let order = Order { big: false };
    let mut broken = order.packet(0, 0, &packet(1, 0));
    broken[20..24].copy_from_slice(&order.word(9999));
    let file = [
        order.section(),
        order.interface(253, &[]),
        broken,
        order.packet(0, 0, &packet(2, 0)),
    ];
    let output = klink_with(&["decode", "--json"], &file.concat());
    assert_eq!(objects(&output)[0]["seq"], 2);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("a block of type 6 at byte 48"), "{said}");
}

#[test]
fn a_cut_packet_shows_what_there_is() {
    let (whole, cut) = (Scratch::new("whole.pcapng"), Scratch::new("cut.pcap"));
    fs::copy(fault("link.pcapng"), whole.path()).unwrap();
    let editcap = Command::new("editcap")
        .args(["-F", "pcap", "-s", "60", whole.name(), cut.name()])
        .status();
    assert!(editcap.unwrap().success());
    let shown = prints(&klink(&["decode", cut.name()]));
    assert!(
        shown.contains("RTM_NEWLINK 5 eth0 up carrier, MULTI, seq 7, cut: 8 bytes are missing\n  ifi-family 0\n")
            && shown.contains("\n  ifname eth0\n"),
        "{shown}"
    );
    let object = &objects(&klink(&["decode", "--json", cut.name()]))[1];
    assert_eq!(object["cut"], 8);
    // Written again, it is still a part.
    let again = Scratch::new("cut-again.pcap");
    prints(&klink(&["decode", cut.name(), "--write", again.name()]));
    assert_eq!(prints(&klink(&["decode", again.name()])), shown);
}

#[test]
fn what_comes_before_a_capture_s_end_is_shown() {
    let order = Order { big: false };
    let pcap = order.pcap(&[&packet(1, 0), &packet(2, 40)]);
    let blocks = [order.section(), order.interface(253, &[])].concat();
    let pcapng = [
        blocks,
        order.packet(0, 0, &packet(1, 0)),
        order.packet(0, 0, &packet(2, 40)),
    ];
    for (file, words) in [
        (pcap, "in the middle of a packet"),
        (pcapng.concat(), "in the middle of a block"),
    ] {
        let output = klink_with(&["decode"], &file[..file.len() - 70]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(words), "{said}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("seq 1"));
    }
}

#[test]
fn packets_from_a_pipe_are_shown_as_they_come() {
    let mut child = command(&["decode"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let file = Order { big: false }.pcap(&[&packet(1, 0), &packet(2, 0)]);
    let (first, second) = file.split_at(24 + 16 + 32);
    let mut line = String::new();
    for (part, seq) in [(first, "seq 1"), (second, "seq 2")] {
        stdin.write_all(part).unwrap();
        line.clear();
        stdout.read_line(&mut line).unwrap();
        assert!(line.contains(seq), "{line}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_long_capture_takes_no_more_memory() {
    let one = packet(1, 60_000);
    let file = Order { big: false }.pcap(&vec![&one[..]; 1200]);
    assert!(file.len() > 64 << 20);
    let compressed = Scratch::new("long.zst");
    let mut zstd = Command::new("zstd");
    output_with(zstd.args(["-q", "-f", "-o", compressed.name()]), &file);
    for file in [&file[..], &fs::read(compressed.path()).unwrap()] {
        let mut limited = Command::new("sh");
        // KiB of address space.
        let script = "ulimit -v 65536; exec \"$0\" decode --quiet";
        limited.args(["-c", script, env!("CARGO_BIN_EXE_klink")]);
        let output = output_with(&mut limited, file);
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
fn a_compression_that_needs_much_memory_is_refused() {
    let file = Order { big: false }.pcap(&[&packet(1, 3000)]);
    let decode = |window: &str| {
        // From a pipe, so that the window is not made as small as the file.
        let output = output_with(Command::new("zstd").args(["-q", "-c", window]), &file);
        klink_with(&["decode"], &output.stdout)
    };
    assert!(prints(&decode("--long=25")).contains("seq 1"));
    failed(
        &decode("--long=27"),
        1,
        &["128 MiB", "zstd -d --memory=128MB"],
    );
}

#[test]
fn a_damaged_compression_is_an_error() {
    let file = Order { big: false }.pcap(&[&packet(1, 3000)]);
    for (tool, from_end) in [("gzip", 8), ("zstd", 4), ("lz4", 4)] {
        let output = output_with(Command::new(tool).args(["-q", "-c"]), &file);
        let mut compressed = output.stdout;
        // The check over all.
        let at = compressed.len() - from_end;
        compressed[at] ^= 1;
        let output = klink_with(&["decode"], &compressed);
        assert_eq!(output.status.code(), Some(1), "{tool}: {output:?}");
    }
}

#[test]
fn pcapng_is_written_where_the_name_says_so() {
    let capture = Scratch::new("links.d");
    let name = format!("{}.pcapng", capture.name());
    let namespace = Namespace::new();
    let arguments = [
        "record",
        &name,
        "route:link",
        "--buffer",
        "1",
        "--timeout",
        "4",
    ];
    let (running, _) = Running::start(namespace.klink(&arguments), "listening to");
    // Asleep, it loses some.
    running.signal(Signal::STOP);
    let changes = "link add blue type bridge\nlink del blue\n".repeat(6);
    let mut ip = namespace.command("ip", &["-batch", "-"]);
    let changed = output_with(&mut ip, changes.as_bytes());
    assert!(changed.status.success(), "{changed:?}");
    running.signal(Signal::CONT);
    let said = prints(&running.output());
    let path = Scratch::at(&name);
    let shown = tshark(&path, &["-V"]);
    assert!(shown.contains("Interface name: ROUTE:link"), "{shown}");
    assert!(!said.contains(" 0 lost"), "{said}");
    let info = Command::new("tshark")
        .args(["-r", &name, "-T", "fields", "-e", "frame.comment"])
        .output();
    let comments = String::from_utf8(info.unwrap().stdout).unwrap();
    let again = prints(&klink(&["decode", &name]));
    assert!(again.contains("RTM_NEWLINK"), "{again}");
    // What was lost at the end has no packet after it, and stands in the statistics.
    let mut file = Vec::new();
    fs::File::open(&name)
        .unwrap()
        .read_to_end(&mut file)
        .unwrap();
    let lost: u64 = said
        .split_whitespace()
        .rev()
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let statistics = u64::from_ne_bytes(file[file.len() - 16..file.len() - 8].try_into().unwrap());
    assert_eq!(statistics, lost, "{comments}");
    // So is a pipe, on request.
    let piped = klink(&["record", "-", "nlctrl", "--pcapng", "--for", "0.1"]);
    assert!(
        piped.stdout.starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]),
        "{piped:?}"
    );
    // `--record` and `--write` do so, too.
    let own = format!("{}-own.pcapng", capture.name());
    prints(&klink(&["genl", "show", "nlctrl", "--record", &own]));
    let own = Scratch::at(&own);
    assert!(!tshark(&own, &[]).is_empty());
    let written = Scratch::at(&format!("{}-written.pcapng", capture.name()));
    prints(&klink(&["decode", own.name(), "--write", written.name()]));
    assert_eq!(
        prints(&klink(&["decode", own.name()])),
        prints(&klink(&["decode", written.name()]))
    );
}
