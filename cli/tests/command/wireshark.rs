// SPDX-License-Identifier: MIT OR Apache-2.0

//! The output of dissectors in tshark. ynl/src/tests/wireshark.rs tests that they show every value of every family.

use std::fs;

use klink_ynl::Spec;
use serde_json::{json, Value};

use crate::described::digits;
use crate::dissectors::Dissectors;
use crate::namespace::Namespace;
use crate::run::{command, fails, klink, klink_with, objects, prints};
use crate::scratch::Scratch;

/// A number that no family of this machine has.
const ID: u16 = 900;

const MULTI: u16 = 2;

/// The message in which the controller names a family.
fn introduction(family: &str) -> String {
    let nlctrl = Spec::inside("nlctrl").unwrap();
    let operation = nlctrl.operation("getfamily").unwrap();
    let object = json!({"family-id": ID, "family-name": family});
    let mut payload = nlctrl.encode(operation, &object).unwrap();
    // CTRL_CMD_NEWFAMILY
    payload[0] = 1;
    digits(16, 0, &payload)
}

/// Answers about lamps, in a capture that klink has written.
fn lamps(capture: &Scratch, lamps: &[Value]) {
    let demo = Spec::inside("klink-demo").unwrap();
    let get = demo.operation("get").unwrap();
    let mut text = introduction("klink-demo");
    for lamp in lamps {
        let payload = demo.encode(get, lamp).unwrap();
        text += &format!("\n\n{}", digits(ID, MULTI, &payload));
    }
    write(capture, "generic", &text);
}

/// Writes a capture of a text in digits.
fn write(capture: &Scratch, protocol: &str, text: &str) {
    let decode = ["decode", "--format", "hex", "--protocol", protocol];
    let decode = [&decode[..], &["--write", capture.name(), "--quiet"]].concat();
    prints(&klink_with(&decode, text.as_bytes()));
}

fn red() -> Value {
    json!({"id": 3, "name": "a \"red\" \u{f6}ne", "brightness": 70, "color": {"red": 255, "green": 1}, "changes": 5_000_000_000_u64})
}

const LAMP: [&str; 6] = [
    "klink_demo.lamp.id",
    "klink_demo.lamp.name",
    "klink_demo.lamp.brightness",
    "klink_demo.color.red",
    "klink_demo.color.green",
    "klink_demo.lamp.changes",
];

#[test]
fn a_lamp_in_wireshark_is_what_decode_shows() {
    let capture = Scratch::new("dissected-lamps.pcap");
    lamps(&capture, &[red(), json!({"id": 4, "name": "blue"})]);
    let decoded = objects(&klink(&["decode", "--json", capture.name()]));
    let decoded: Vec<_> = decoded
        .iter()
        .filter(|shown| shown["family"] == "klink-demo")
        .collect();
    assert_eq!(decoded.len(), 2);
    let dissectors = Dissectors::new("lamps", ["klink-demo"]);
    let fields = [&["klink_demo.operation"], &LAMP[..]].concat();
    let shown = dissectors.values(&capture, "klink_demo", &fields);
    for (decoded, shown) in decoded.iter().zip(&shown) {
        let msg = &decoded["msg"];
        let text = |value: &Value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        let color = &msg["color"];
        let wanted = [
            &decoded["operation"],
            &msg["id"],
            &msg["name"],
            &msg["brightness"],
            &color["red"],
            &color["green"],
            &msg["changes"],
        ];
        assert_eq!(shown, &wanted.map(text));
    }
    assert_eq!(shown.len(), 2);
    let all = dissectors.tshark(&capture, &["-Y", "klink_demo.lamp.color", "-V"]);
    assert!(all.contains("Netlink family klink-demo, by klink, get\n"));
    assert!(!all.contains("Expert Info"), "{all}");
    let line = dissectors.tshark(&capture, &["-Y", "klink_demo.lamp.color"]);
    assert!(line.contains(" klink-demo "), "{line}");
}

#[test]
fn a_filter_finds_one_lamp_of_many() {
    let capture = Scratch::new("filtered-lamps.pcap");
    let all: Vec<_> = (0..8)
        .map(|id| json!({"id": id, "name": format!("lamp {id}")}))
        .collect();
    lamps(&capture, &all);
    let dissectors = Dissectors::new("filter", ["klink-demo"]);
    for filter in [
        "klink_demo.lamp.name == \"lamp 5\"",
        "klink_demo.lamp.id > 4 && klink_demo.lamp.id < 6",
        "klink_demo.operation == \"get\" && klink_demo.lamp.name contains \"5\"",
    ] {
        let found = dissectors.values(&capture, filter, &["klink_demo.lamp.id"]);
        assert_eq!(found, [["5"]], "{filter}");
    }
}

#[test]
fn messages_of_the_other_byte_order_are_shown() {
    let capture = Scratch::new("dissected-other-order.pcap");
    for big in [false, true] {
        let half = |value: u16| {
            if big {
                value.to_be_bytes()
            } else {
                value.to_le_bytes()
            }
        };
        let word = |value: u32| {
            if big {
                value.to_be_bytes()
            } else {
                value.to_le_bytes()
            }
        };
        let attribute = |kind: u16, payload: &[u8]| {
            let len = 4 + payload.len();
            let mut all = [half(len as u16), half(kind)].concat();
            all.extend(payload);
            all.resize(len.next_multiple_of(4), 0);
            all
        };
        let message = |kind: u16, payload: &[u8]| {
            let head = [
                word(16 + payload.len() as u32),
                [half(kind), half(0)].concat().try_into().unwrap(),
            ];
            [&head.concat()[..], &[0; 8], payload].concat()
        };
        let family = [attribute(1, &half(ID)), attribute(2, b"klink-demo\0")].concat();
        let family = message(16, &[&[1, 2, 0, 0], &family[..]].concat());
        let lamp = |id| {
            let color = attribute(4, &attribute(2, &[9]));
            let lamp = [attribute(1, &word(id)), attribute(3, &word(1 << 24)), color].concat();
            message(ID, &[&[1, 1, 0, 0], &lamp[..]].concat())
        };
        // Two in one datagram.
        let lamps = [lamp(2), lamp(3)].concat();
        let mut file = word(0xa1b2_c3d4).to_vec();
        file.extend([half(2), half(4)].concat());
        file.extend([0, 0, 262_144, 253].map(word).concat());
        for datagram in [family, lamps] {
            let len = 16 + datagram.len() as u32;
            file.extend([0, 0, len, len].map(word).concat());
            file.extend([0, 0, 0x03, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16]);
            file.extend(datagram);
        }
        fs::write(capture.path(), file).unwrap();
        let dissectors = Dissectors::new("order", ["klink-demo", "nlctrl"]);
        let shown = dissectors.values(&capture, "klink_demo", &LAMP);
        assert_eq!(shown, [["2,3", "", "16777216,16777216", "", "9,9", ""]]);
        let names = [
            "klink_nlctrl.ctrl_attrs.family_id",
            "klink_nlctrl.ctrl_attrs.family_name",
        ];
        let shown = dissectors.values(&capture, "klink_nlctrl", &names);
        assert_eq!(shown, [[ID.to_string().as_str(), "klink-demo"]]);
    }
}

#[test]
fn what_wireshark_knows_stays_beside_it() {
    let namespace = Namespace::new();
    namespace.ip("link set lo up");
    let dissectors = Dissectors::new("beside", ["nlctrl", "rt-link", "rt-addr"]);
    let capture = Scratch::new("dissected-families.pcap");
    let record = [
        "dump",
        "nlctrl",
        "getfamily",
        "--json",
        "--record",
        capture.name(),
    ];
    let dumped = objects(&namespace.output(&record));
    let answers = "klink_nlctrl.operation == \"getfamily\" && netlink.hdr_flags.request == 0";
    let fields = [
        "klink_nlctrl.ctrl_attrs.family_name",
        "genl.ctrl.family_name",
    ];
    let names = |field: usize| {
        let shown = dissectors.values(&capture, answers, &fields);
        let names = shown.iter().flat_map(|line| line[field].split(','));
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    let wanted = dumped
        .iter()
        .map(|family| family["family-name"].as_str().unwrap());
    let wanted: Vec<_> = wanted.collect();
    // The recording begins with a list of its own.
    assert!(names(0).ends_with(
        &wanted
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    ));
    assert_eq!(names(0), names(1));

    let capture = Scratch::new("dissected-links.pcap");
    let record = [
        "dump",
        "rt-link",
        "getlink",
        "--json",
        "--record",
        capture.name(),
    ];
    let link = objects(&namespace.output(&record)).remove(0);
    let shown = dissectors.values(
        &capture,
        "klink_rt_link.ifinfomsg.ifi_flags.flag == \"loopback\" && klink_rt_link.link_attrs.mtu > 100",
        &[
            "klink_rt_link.link_attrs.ifname",
            "klink_rt_link.link_attrs.mtu",
            "klink_rt_link.link_attrs.address",
            "klink_rt_link.ifinfomsg.ifi_flags.flag",
        ],
    );
    let flags = link["ifi-flags"].as_array().unwrap().iter();
    let flags: Vec<_> = flags.map(|flag| flag.as_str().unwrap()).collect();
    let mtu = link["mtu"].to_string();
    let address = link["address"].as_str().unwrap().replace(':', "");
    assert_eq!(shown.len(), 1);
    let shown: Vec<_> = shown[0]
        .iter()
        .map(|value| value.replace(':', ""))
        .collect();
    assert_eq!(shown, ["lo", mtu.as_str(), &address, &flags.join(",")]);

    let capture = Scratch::new("dissected-addresses.pcap");
    prints(&namespace.output(&["dump", "rt-addr", "getaddr", "--record", capture.name()]));
    let address = "klink_rt_addr.addr_attrs.local.ipv4";
    let shown = dissectors.values(&capture, &format!("{address} == 127.0.0.0/8"), &[address]);
    assert!(shown[0][0].contains("127.0.0.1"), "{shown:?}");
}

#[test]
fn every_family_s_dissector_loads() {
    let dissectors = Dissectors::new("all", klink_ynl::families());
    let capture = Scratch::new("dissected-all.pcap");
    lamps(&capture, &[red()]);
    let known: Vec<_> = klink_ynl::families()
        .map(|family| {
            let word = Spec::inside(family).unwrap().name().replace('-', "_");
            let word = word.strip_prefix("klink_").unwrap_or(&word);
            format!("klink_{word}.operation == \"get\"")
        })
        .collect();
    // A filter with a name that Wireshark does not know is an error.
    let shown = dissectors.tshark(&capture, &["-Y", &known.join(" || ")]);
    assert_eq!(shown.lines().count(), 1, "{shown}");
}

#[test]
fn damaged_lamps_hide_nothing_behind_them() {
    let capture = Scratch::new("dissected-damage.pcap");
    let mut text = introduction("klink-demo");
    // A number of three bytes, a name without end, a flag of no use; then a name. Then a length beyond the end.
    let broken = [
        7, 0, 1, 0, 1, 2, 3, 0, 6, 0, 2, 0, 0xff, 0xfe, 0, 0, 9, 0, 9, 0, 1, 2, 3, 4, 5, 0, 0, 0,
    ];
    let good = [8, 0, 2, 0, b'r', b'e', b'd', 0];
    let beyond = [40, 0, 3, 0, 1];
    let payload = [&[1, 1, 0, 0], &broken[..], &good, &beyond].concat();
    text += &format!("\n\n{}", digits(ID, 0, &payload));
    for len in 0..payload.len() {
        text += &format!("\n\n{}", digits(ID, 0, &payload[..len]));
    }
    write(&capture, "generic", &text);
    let dissectors = Dissectors::new("damage", ["klink-demo"]);
    let shown = dissectors.tshark(&capture, &["-Y", "klink_demo.lamp.name == \"red\"", "-V"]);
    for part in [
        "id: Not as described: 010203",
        "name: Not as described: fffe",
        "@9: Unknown attribute: 0102030405",
        "Rest: Not as described: 2800030001",
        "Expert Info (Error/Malformed): bytes after the last",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let found = dissectors.values(&capture, "klink_demo.malformed", &["frame.number"]);
    assert!(found.len() > 10, "{found:?}");
}

#[test]
fn a_name_is_never_code() {
    let folder = Scratch::new("odd-specs");
    fs::create_dir_all(folder.path()).unwrap();
    let names = [
        "a\"b", "a\\", "]]--", "a\nb", "a\u{0}b", "é", "a-b", "a_b", "%s%n", "",
    ];
    let attributes: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(index, name)| json!({"name": name, "type": "u32", "value": index + 1, "enum": "e\"\\"}))
        .collect();
    let spec = json!({
        "name": "odd\"\\]]\n",
        "protocol": "netlink-raw",
        "protonum": 30,
        "definitions": [{"name": "e\"\\", "type": "enum", "entries": ["\"..os.exit(9)..\"", "\\", "%d"]}],
        "attribute-sets": [{"name": "\"}", "attributes": attributes}],
        "operations": {"list": [
            {"name": "\")os.exit(9)--", "value": 20, "attribute-set": "\"}", "event": {}},
        ]},
    });
    let file = folder.path().join("odd.yaml");
    fs::write(&file, spec.to_string()).unwrap();
    let generate = [
        "generate",
        "wireshark",
        "odd\"\\]]\n",
        "--spec",
        file.to_str().unwrap(),
    ];
    let script = prints(&klink(&generate));
    fs::remove_dir_all(folder.path()).unwrap();
    let mut dissectors = Dissectors::new("odd", []);
    dissectors.add("odd", &script);
    let mut payload = Vec::new();
    for kind in 1..=names.len() as u16 {
        payload.extend([8u16.to_ne_bytes(), kind.to_ne_bytes()].concat());
        payload.extend(u32::from(kind % 3).to_ne_bytes());
    }
    let capture = Scratch::new("dissected-odd.pcap");
    write(&capture, "30", &digits(20, 0, &payload));
    let fields = [
        "klink_odd_____.__.a_b",
        "klink_odd_____.__.a_b_2",
        "klink_odd_____.operation",
    ];
    let shown = dissectors.values(&capture, "klink_odd_____", &fields);
    assert_eq!(shown, [["1", "1", "\")os.exit(9)--"]]);
    let shown = dissectors.tshark(&capture, &["-V"]);
    for part in [
        "a\"b: \\ (1)",
        "]]--: \"..os.exit(9)..\" (0)",
        "(no name): \\ (1)",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn a_family_without_description_has_no_dissector() {
    fails(
        &["generate", "wireshark", "nosuch"],
        1,
        &["nosuch", "--spec", "rt-link, "],
    );
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs/klink_demo.yaml");
    let other = ["generate", "wireshark", "wireguard", "--spec", file];
    fails(&other, 2, &["klink-demo, not of wireguard"]);
    let mut same = command(&["generate", "wireshark", "klink_demo", "--spec", file]);
    let inside = prints(&klink(&["generate", "wireshark", "klink-demo"]));
    assert_eq!(prints(&same.output().unwrap()), inside);
}
