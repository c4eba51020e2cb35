// SPDX-License-Identifier: MIT OR Apache-2.0

//! Messages between programs.

use std::time::{Duration, Instant};

use crate::run::{command, fails, klink, objects, prints, Running};

fn recv(arguments: &[&str]) -> (Running, String) {
    let command = command(&[&["recv", "usersock"], arguments].concat());
    let (running, remark) = Running::start(command, "klink: portid ");
    let portid = remark.trim().rsplit(' ').next().unwrap().to_owned();
    (running, portid)
}

#[test]
fn a_datagram_goes_from_program_to_program() {
    let (receiver, portid) = recv(&["--count", "2", "--json", "--timeout", "10"]);
    prints(&klink(&[
        "send",
        "usersock",
        "good morning",
        "--to",
        &portid,
        "--no-wait",
    ]));
    prints(&klink(&[
        "send",
        "usersock",
        "--hex",
        "00ff",
        "--datagram",
        "--to",
        &portid,
        "--no-wait",
    ]));
    let received = objects(&receiver.output());
    assert_eq!(received.len(), 2);
    assert_ne!(received[0]["sender"], 0);
    assert_eq!(
        received[0]["messages"][0]["payload"],
        "676f6f64206d6f726e696e6700"
    );
    assert_eq!(received[1]["bytes"], "00ff");
    assert_eq!(received[1]["messages"].as_array().unwrap().len(), 0);
}

#[test]
fn a_group_of_programs_hears_too() {
    let (receiver, _) = recv(&["--group", "29,30", "-n", "1", "--json", "--timeout", "10"]);
    prints(&klink(&["send", "usersock", "--group", "30", "to all"]));
    let received = objects(&receiver.output());
    assert_eq!(received[0]["group"], 30);
}

#[test]
fn time_ends_it() {
    let begin = Instant::now();
    let silent = ["recv", "usersock", "--quiet", "--timeout", "0.2"];
    fails(
        &silent,
        5,
        &["USERSOCK", "no message within 200ms", "--timeout"],
    );
    // The command was asked to listen for this long, and did.
    assert_eq!(prints(&klink(&["recv", "usersock", "--for", "0.2"])), "");
    assert!(begin.elapsed() < Duration::from_secs(5));
    let (receiver, portid) = recv(&["--timeout", "0.5", "--json"]);
    prints(&klink(&[
        "send",
        "usersock",
        "hi",
        "--to",
        &portid,
        "--no-wait",
    ]));
    assert_eq!(objects(&receiver.output()).len(), 1);
}

#[test]
fn what_cannot_be_received_is_reported() {
    fails(&["recv", "31"], 3, &["31", "EPROTONOSUPPORT"]);
    fails(
        &["recv", "route", "--group", "nosuch"],
        2,
        &["nosuch", "ipv4-route"],
    );
    fails(&["recv", "usersock", "--count", "0"], 2, &["0", "--count"]);
    fails(&["recv", "usersock", "--for=-1"], 2, &["--for", "positive"]);
}
