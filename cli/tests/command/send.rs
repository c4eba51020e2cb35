// SPDX-License-Identifier: MIT OR Apache-2.0

//! Messages to the kernel, and its replies.

use crate::run::{fails, klink, klink_with, objects, prints};

/// The header of `RTM_GETLINK` for link 1.
const LO: &str = "00000000 01000000 00000000 00000000";

#[test]
fn a_request_is_answered_and_the_answer_shown() {
    let output = klink(&["send", "route", "--type", "18", "--hex", LO]);
    let shown = prints(&output);
    assert!(shown.starts_with("RTM_NEWLINK 1 lo mtu 65536 "), "{shown}");
    assert!(shown.contains("\n  ifname lo\n"), "{shown}");
}

#[test]
fn objects_have_every_attribute() {
    let output = klink(&["send", "route", "--type", "18", "--hex", LO, "--json"]);
    let objects = objects(&output);
    assert_eq!(objects.len(), 1);
    let link = &objects[0];
    assert_eq!(
        (&link["type"], &link["name"]),
        (&16.into(), &"RTM_NEWLINK".into())
    );
    assert_eq!(
        (&link["family"], &link["operation"]),
        (&"rt-link".into(), &"getlink".into())
    );
    assert_eq!(link["msg"]["ifname"], "lo");
    assert!(link["attributes"].is_null());
    assert!(link["payload"].as_str().unwrap().contains("6c6f00"));
}

#[test]
fn a_dump_is_read_to_its_end() {
    let output = klink(&[
        "send", "generic", "--type", "16", "--flags", "dump", "--hex", "03020000",
    ]);
    let shown = prints(&output);
    assert!(shown.contains("nlctrl getfamily nlctrl id 16"), "{shown}");
}

#[test]
fn bytes_come_from_a_file_or_standard_input() {
    let datagram = [
        &[32, 0, 0, 0, 18, 0, 1, 0, 7, 0, 0, 0, 0, 0, 0, 0],
        &[0, 0, 0, 0, 1, 0, 0, 0][..],
        &[0; 8],
    ]
    .concat();
    let output = klink_with(&["send", "route", "--datagram", "--file", "-"], &datagram);
    assert!(
        prints(&output).starts_with("RTM_NEWLINK 1 lo "),
        "{output:?}"
    );
    let output = klink_with(
        &["send", "route", "--type", "18", "--file", "-"],
        &datagram[16..],
    );
    assert!(
        prints(&output).starts_with("RTM_NEWLINK 1 lo "),
        "{output:?}"
    );
    fails(
        &["send", "route", "--file", "/nosuch"],
        1,
        &["/nosuch", "No such file", "standard input"],
    );
}

#[test]
fn quiet_leaves_the_status() {
    let output = klink(&["send", "route", "--type", "18", "--hex", LO, "--quiet"]);
    assert_eq!(prints(&output), "");
}

#[test]
fn a_refusal_is_shown_with_the_kernels_reasons() {
    let nosuch = "00000000 fe000000 00000000 00000000";
    let words = ["ENODEV", "rtnetlink(7)"];
    fails(
        &["send", "route", "--type", "18", "--hex", nosuch],
        6,
        &words,
    );
    // Strict checking: a dump with an attribute that cannot filter.
    let words = ["ROUTE", "EINVAL", "rtnetlink(7)"];
    fails(
        &[
            "send",
            "route",
            "--datagram",
            "--hex",
            "11000000 1200 0500 01000000 00000000 00",
        ],
        6,
        &words,
    );
    // The controller publishes its policies.
    let get = ["send", "generic", "--type", "16", "--hex", "03020000"];
    fails(&get, 6, &["EINVAL", "klink genl policy"]);
}

#[test]
fn a_program_that_is_not_there_is_reported() {
    let words = ["ECONNREFUSED", "4294967000", "klink stat"];
    fails(&["send", "usersock", "hi", "--to", "4294967000"], 3, &words);
}

#[test]
fn what_cannot_be_sent_is_wrong_usage() {
    for (arguments, words) in [
        (&["--hex", "1g"][..], &["\"1g\"", "00 to ff"][..]),
        (&["--hex", "123"], &["odd", "two digits per byte"]),
        (&["hi", "--hex", "12"], &["--hex"]),
        (&["hi", "--to", "0"], &["port id", "klink stat"]),
        (&["hi", "--to", "7", "--group", "1"], &["--group"]),
        (&["hi", "--group", "nosuch"], &["nosuch", "number"]),
        (&["hi", "--group", "0"], &["start at 1"]),
        (&["hi", "--datagram"], &["--datagram"]),
        (&["hi", "--flags", "ack"], &["--type"]),
        (&["hi", "--type", "16", "--flags", "akc"], &["akc", "echo"]),
        (&["hi", "--type", "65536"], &["65536"]),
    ] {
        fails(&[&["send", "usersock"], arguments].concat(), 2, words);
    }
}
