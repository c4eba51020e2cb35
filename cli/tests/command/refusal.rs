// SPDX-License-Identifier: MIT OR Apache-2.0

//! Attributes that the kernel objects to have the names of the request's description.

use klink_ynl::Spec;
use serde_json::{json, Value};

use crate::described::{digits, REQUEST};
use crate::namespace::Namespace;
use crate::run::{klink_with, objects, prints};
use crate::scratch::Scratch;

/// An acknowledgement with an extended one that points at a byte of the request, or says what is missing.
fn refusal(request: &str, is_capped: bool, details: &[(u16, u32)]) -> String {
    let request: Vec<_> = (0..request.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&request[at..at + 2], 16).unwrap())
        .collect();
    let mut payload = (-22i32).to_ne_bytes().to_vec();
    payload.extend(if is_capped {
        &request[..16]
    } else {
        &request[..]
    });
    for (kind, value) in details {
        payload.extend([8, 0]);
        payload.extend(kind.to_ne_bytes());
        payload.extend(value.to_ne_bytes());
    }
    digits(2, if is_capped { 0x300 } else { 0x200 }, &payload)
}

#[test]
fn a_refusal_names_the_attribute() {
    let spec = Spec::inside("rt-link").unwrap();
    let object =
        json!({"ifname": "blue", "linkinfo": {"kind": "bridge", "data": {"ageing-time": 5}}});
    let payload = spec
        .encode(spec.operation("newlink").unwrap(), &object)
        .unwrap();
    let request = digits(16, REQUEST, &payload);
    // Header, ifinfomsg, ifname, and two headers and a name of 8 bytes.
    let at = 16 + 16 + 12 + 4 + 12 + 4;
    let offset = [(2, at)];
    // The kernel repeats the request, or it was seen before.
    for text in [
        refusal(&request, false, &offset),
        format!("{request}\n\n{}", refusal(&request, true, &offset)),
    ] {
        let json = ["decode", "--json", "--protocol", "route"];
        let error = objects(&klink_with(&json, text.as_bytes())).pop().unwrap()["error"].clone();
        assert_eq!(
            (&error["errno"], &error["offset"]),
            (&json!("EINVAL"), &json!(at))
        );
        assert_eq!(error["attribute"], "linkinfo.data.ageing-time");
        let shown = prints(&klink_with(
            &["decode", "--protocol", "route"],
            text.as_bytes(),
        ));
        let words = "NLMSG_ERROR EINVAL, attribute linkinfo.data.ageing-time, ";
        assert!(shown.contains(words), "{shown}");
    }
    // Nobody knows the request.
    let alone = refusal(&request, true, &offset);
    let shown = prints(&klink_with(
        &["decode", "--protocol", "route"],
        alone.as_bytes(),
    ));
    assert!(shown.contains(&format!("EINVAL, at byte {at}")), "{shown}");
    // Of what is missing, the kernel gives the type and the nest.
    let text = refusal(&request, false, &[(5, 2), (6, 16 + 16 + 12)]);
    let json = ["decode", "--json", "--protocol", "route"];
    let error = objects(&klink_with(&json, text.as_bytes())).remove(0)["error"].clone();
    assert_eq!(
        (&error["missing"], &error["missing_attribute"]),
        (&json!(2), &json!("linkinfo.data"))
    );
}

#[test]
fn what_is_sent_is_refused_by_name() {
    let namespace = Namespace::new();
    let spec = Spec::inside("rt-link").unwrap();
    let newlink = spec.operation("newlink").unwrap();
    let object = json!({"ifname": "blue", "linkinfo": {"kind": "bridge", "data": {"vlan-default-pvid": {"@hex": "01"}}}});
    let payload = spec.encode(newlink, &object).unwrap();
    let hex: String = payload.iter().map(|byte| format!("{byte:02x}")).collect();
    // CREATE and EXCL.
    let send = [
        "send", "route", "--type", "16", "--flags", "0x604", "--hex", &hex,
    ];
    let output = namespace.output(&send);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(6), "{said}");
    assert!(
        said.contains("attribute linkinfo.data.vlan-default-pvid"),
        "{said}"
    );
    // As a datagram, which nobody matches with its answer.
    let datagram = digits(16, 0x605, &payload);
    let output = namespace.output(&["send", "route", "--datagram", "--hex", &datagram]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(6), "{said}");
    assert!(
        said.contains("attribute linkinfo.data.vlan-default-pvid"),
        "{said}"
    );
    // And again from a capture.
    let capture = Scratch::new("refused.pcap");
    let write = ["decode", "--protocol", "route", "--write", capture.name()];
    prints(&klink_with(&write, datagram.as_bytes()));
    let output = namespace.output(&["replay", capture.name(), "--json"]);
    assert_eq!(output.status.code(), Some(6));
    let text = String::from_utf8(output.stdout).unwrap();
    let answer: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(
        answer["error"]["attribute"],
        "linkinfo.data.vlan-default-pvid"
    );
}
