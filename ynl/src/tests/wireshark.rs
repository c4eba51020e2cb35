// SPDX-License-Identifier: MIT OR Apache-2.0

//! Compares the output of all families' dissectors in Wireshark with the results of decoding.

use std::path::{Path, PathBuf};

use klink_wire::Protocol;
use serde_json::Value;

use super::random::{Random, Writer};
use super::SEEDS;
use crate::catalogue::{sockets, Role};
use crate::{families, text, Family, Spec};

/// How many messages are made of each operation.
const MESSAGES: u64 = 3;

/// The packet types of requests and of others.
const TO_KERNEL: u8 = 7;

/// A folder of one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("klink-wireshark-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let file = self.0.join(name);
        std::fs::write(&file, bytes).unwrap();
        file
    }

    /// The output of tshark for a capture with these dissectors.
    fn tshark(&self, scripts: &[PathBuf], capture: &Path, arguments: &[&str]) -> String {
        let mut tshark = klink_tests_support::tshark();
        for script in scripts {
            tshark
                .arg("-X")
                .arg(format!("lua_script:{}", script.display()));
        }
        let output = tshark
            .args(arguments)
            .arg("-n")
            .arg("-r")
            .arg(capture)
            .env("HOME", &self.0)
            .env_remove("XDG_CONFIG_HOME")
            .output()
            .expect("tshark does not start: tests/tools.sh tshark:tshark installs it");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        let wrong = |line: &str| line.contains("Lua") || line.contains("lua");
        let wrong: Vec<_> = said.lines().filter(|line| wrong(line)).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        let error = shown.lines().find(|line| line.contains("Lua Error"));
        assert_eq!(error, None);
        shown
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A capture in the making, of link type 253.
struct Capture(Vec<u8>);

impl Capture {
    fn new() -> Self {
        let mut file = 0xa1b2_c3d4u32.to_ne_bytes().to_vec();
        file.extend([2u16.to_ne_bytes(), 4u16.to_ne_bytes()].concat());
        for word in [0, 0, 262_144, 253u32] {
            file.extend(word.to_ne_bytes());
        }
        Self(file)
    }

    fn add(&mut self, protocol: Protocol, packet_type: u8, kind: u16, payload: &[u8]) {
        let len = 16 + u32::try_from(payload.len()).unwrap();
        for word in [0, 0, 16 + len, 16 + len] {
            self.0.extend(word.to_ne_bytes());
        }
        self.0.extend([0, packet_type, 0x03, 0x38]);
        self.0.extend([0; 11]);
        self.0.push(protocol.0);
        self.0.extend(len.to_ne_bytes());
        self.0.extend(kind.to_ne_bytes());
        self.0
            .extend([1, 0, 0, 0, 0, 0, 0, 0, 0, 0].map(|byte: u8| byte));
        self.0.extend(payload);
    }

    /// Names a family as the controller does.
    fn introduce(&mut self, name: &str, id: u16) {
        let mut payload = vec![1, 2, 0, 0, 6, 0, 1, 0];
        payload.extend([id.to_ne_bytes(), [0; 2]].concat());
        let len = u16::try_from(4 + name.len() + 1).unwrap();
        payload.extend([len.to_ne_bytes(), 2u16.to_ne_bytes()].concat());
        payload.extend(name.as_bytes());
        payload.push(0);
        payload.resize(payload.len().next_multiple_of(4), 0);
        self.add(Protocol::GENERIC, 0, 16, &payload);
    }
}

fn scripts(folder: &Folder) -> Vec<PathBuf> {
    let script = |family: &str| {
        let script = Spec::inside(family).unwrap().wireshark();
        folder.write(&format!("{family}.lua"), script)
    };
    families().map(script).collect()
}

/// Random messages of all operations: each with its family, its packet's place, and what is in it.
fn messages(
    capture: &mut Capture,
    mut change: impl FnMut(&mut Vec<u8>),
) -> Vec<(String, usize, Value)> {
    let (mut packets, mut all) = (0, Vec::new());
    for (index, family) in families().enumerate() {
        let spec = Spec::inside(family).unwrap();
        let id = match family {
            "nlctrl" => 16,
            _ => 100 + u16::try_from(index).unwrap(),
        };
        let protocol = match spec.family() {
            Family::Raw(protocol) => protocol,
            Family::Generic { .. } => Protocol::GENERIC,
        };
        if protocol == Protocol::GENERIC && id != 16 {
            capture.introduce(spec.name(), id);
            packets += 1;
        }
        for asked in spec.operations() {
            let Some(number) = asked.request() else {
                continue;
            };
            let (asked, _) = spec.operation_of(number, Role::Request).unwrap();
            for seed in 1..=MESSAGES {
                let mut writer = Writer::new(&spec, seed.wrapping_mul(SEEDS)).strict();
                let message = writer.message(asked);
                let mut payload = spec.encode(asked, &message).unwrap();
                if let (Protocol::SOCK_DIAG, 20, Some(first)) =
                    (protocol, number, payload.first_mut())
                {
                    *first = (0..=255).find(|one| sockets(*one) == Some(family)).unwrap();
                }
                change(&mut payload);
                let decoded = serde_json::to_value(spec.decode_request(asked, &payload)).unwrap();
                let kind = match protocol {
                    Protocol::GENERIC => id,
                    _ => number,
                };
                capture.add(protocol, TO_KERNEL, kind, &payload);
                all.push((format!("{family} {}", asked.name()), packets, decoded));
                packets += 1;
            }
        }
    }
    all
}

/// A field in Wireshark: what it is called, how it is shown, its plain value, and its bytes, of which not all are shown.
#[derive(Debug)]
struct Shown {
    label: String,
    text: String,
    plain: String,
    bytes: String,
}

/// The fields of each packet.
fn fields(pdml: &str) -> Vec<Vec<Shown>> {
    let attribute = |line: &str, name: &str| {
        let (_, behind) = line.split_once(&format!(" {name}=\""))?;
        let (value, _) = behind.split_once('"')?;
        let value = value.replace("&quot;", "\"").replace("&lt;", "<");
        Some(value.replace("&gt;", ">").replace("&amp;", "&"))
    };
    let field = |line: &str| {
        let name = attribute(line, "name")?;
        if !name.starts_with("klink_") {
            return None;
        }
        let shown = attribute(line, "showname")?;
        let (label, text) = shown.split_once(": ").unwrap_or((&shown, ""));
        // So Wireshark 4.4 marks a value of which it shows the beginning.
        let label = label.strip_suffix(" […]").unwrap_or(label);
        Some(Shown {
            label: label.to_owned(),
            text: text.to_owned(),
            plain: attribute(line, "show").unwrap_or_default(),
            bytes: attribute(line, "value").unwrap_or_default(),
        })
    };
    let packets = pdml.split("<packet>").skip(1);
    packets
        .map(|packet| packet.lines().filter_map(field).collect())
        .collect()
}

/// The single values of an object, each with the name that it has in the description.
fn leaves<'v>(name: &'v str, value: &'v Value, into: &mut Vec<(&'v str, &'v Value)>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match key.chars().next() {
                    // The index in an array; what is not explained.
                    Some('0'..='9') | None => leaves(name, value, into),
                    Some('@') if key != "@hex" => {}
                    Some('@') => into.push((name, value)),
                    Some(_) => leaves(key, value, into),
                }
            }
        }
        Value::Array(array) => array.iter().for_each(|value| leaves(name, value, into)),
        value => into.push((name, value)),
    }
}

fn number(text: &str) -> Option<i128> {
    match text.strip_prefix("0x") {
        Some(digits) => i128::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

fn is_same(name: &str, value: &Value, shown: &Shown) -> bool {
    let is_flag = shown.label.strip_suffix(" flag") == Some(name);
    if shown.label != name && !is_flag {
        return false;
    }
    match value {
        Value::Bool(_) => shown.text == "True",
        Value::Number(value) => {
            let value = value
                .as_i64()
                .map(i128::from)
                .or(value.as_u64().map(i128::from));
            let (value, shown) = (value.unwrap(), number(&shown.plain));
            // Or the bits that have no name.
            shown.is_some_and(|shown| shown == value || value > 0 && shown & value == value)
        }
        Value::String(text) => {
            let digits = |text: &str| text.replace([':', ' '], "").to_lowercase();
            shown.text == *text
                || shown.bytes == text::hex(text.as_bytes())
                || shown.text.starts_with(&format!("{text} ("))
                || shown.bytes == digits(text)
                || text.is_empty() && shown.text == "<MISSING>"
                || number(text).is_some_and(|value| number(&shown.plain) == Some(value))
        }
        _ => false,
    }
}

#[test]
fn every_value_is_shown_with_its_name() {
    let folder = Folder::new("values");
    let mut capture = Capture::new();
    let messages = messages(&mut capture, |_| {});
    let capture = folder.write("all.pcap", capture.0);
    let shown = folder.tshark(&scripts(&folder), &capture, &["-T", "pdml"]);
    let mut packets = fields(&shown);
    let mut values = 0;
    for (name, packet, object) in &messages {
        let shown = &mut packets[*packet];
        let mut wanted = Vec::new();
        leaves("", object, &mut wanted);
        // Numbers may be seen for others: those that are the same come first.
        wanted.sort_by_key(|(_, value)| value.is_number());
        for (label, value) in wanted {
            let found = shown.iter().position(|one| is_same(label, value, one));
            let found = found.unwrap_or_else(|| {
                panic!(
                    "{name}, packet {packet}: {label} {value} is not in {:#?}\n{object:#}",
                    shown
                        .iter()
                        .filter(|one| one.label.starts_with(label))
                        .collect::<Vec<_>>()
                )
            });
            shown.remove(found);
            values += 1;
        }
    }
    println!("{values} values of {} messages", messages.len());
    assert!(values > 10_000, "{values}");
}

#[test]
fn damaged_messages_are_no_error_of_lua() {
    let folder = Folder::new("damaged");
    let (mut capture, mut random) = (Capture::new(), Random(11));
    messages(&mut capture, |payload| {
        random.damage(payload, 6);
        if random.below(3) == 0 {
            payload.truncate(random.below(payload.len() + 1));
        }
        if random.below(6) == 0 {
            *payload = random.bytes(96);
        }
    });
    // A nest in a nest in a nest, deeper than anybody goes.
    let mut nests = Vec::new();
    for _ in 0..1000 {
        let len = u16::try_from(nests.len() + 4).unwrap();
        nests = [&len.to_ne_bytes()[..], &[22, 0x80], &nests].concat();
    }
    capture.add(Protocol::ROUTE, 0, 16, &[vec![0; 16], nests].concat());
    let capture = folder.write("all.pcap", capture.0);
    let shown = folder.tshark(&scripts(&folder), &capture, &["-V"]);
    assert!(shown.contains("not as described"));
    let deep = shown.matches("@22").count();
    assert!((30..100).contains(&deep), "{deep}");
}

/// Nests in nests by one of its attributes, and by another flags, of which each has 32 names.
fn endless() -> Spec {
    let bits: Vec<_> = (0..32).map(|bit| format!("bit{bit}")).collect();
    Spec::parse(&format!(
        "
name: endless
protocol: netlink-raw
protonum: 30
definitions: [{{name: bits, type: flags, entries: [{}]}}]
attribute-sets:
  - name: all
    attributes:
      - {{name: nest, type: nest, nested-attributes: all}}
      - {{name: nests, type: indexed-array, sub-type: nest, nested-attributes: all}}
      - {{name: bits, type: u32, enum: bits}}
      - {{name: kind, type: string}}
      - {{name: data, type: sub-message, sub-message: data, selector: kind}}
operations: {{list: [{{name: go, value: 20, attribute-set: all, event: {{}}}}]}}
sub-messages: [{{name: data, formats: [{{value: all, attribute-set: all}}]}}]
",
        bits.join(", ")
    ))
    .unwrap()
}

fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(4 + payload.len()).unwrap();
    let mut all = [len.to_ne_bytes(), kind.to_ne_bytes()].concat();
    all.extend(payload);
    all.resize(all.len().next_multiple_of(4), 0);
    all
}

#[test]
fn endless_messages_have_an_end_in_wireshark() {
    let folder = Folder::new("endless");
    let script = folder.write("endless.lua", endless().wireshark());
    let mut capture = Capture::new();
    let behind = attribute(4, b"behind\0");
    for kinds in [&[1][..], &[2, 1], &[1, 2, 3], &[5]] {
        let mut nests = Vec::new();
        for kind in kinds.iter().cycle().take(1000) {
            nests = [attribute(*kind, &nests), attribute(4, b"all\0")].concat();
        }
        let protocol = Protocol(30);
        capture.add(protocol, 0, 20, &[nests, behind.clone()].concat());
    }
    // As many bytes as a packet of Wireshark's has.
    let bits = attribute(3, &[0xff; 4]).repeat(32_000);
    capture.add(Protocol(30), 0, 20, &bits);
    let data = [attribute(5, &[]).repeat(60_000), behind].concat();
    capture.add(Protocol(30), 0, 20, &data);
    let capture = folder.write("endless.pcap", capture.0);
    let shown = folder.tshark(&[script], &capture, &["-V"]);
    assert_eq!(shown.matches("    kind: behind").count(), 5);
    assert!(
        shown
            .matches("Expert Info (Error/Malformed): too deep")
            .count()
            >= 3
    );
    assert_eq!(shown.matches("): too many values to show]").count(), 1);
}
