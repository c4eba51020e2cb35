// SPDX-License-Identifier: MIT OR Apache-2.0

//! Unmodified programs of other projects, with the demo family: the kernel's own `ynl` with klink's specification, a C
//! program that uses libmnl, and iproute2's `genl`.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use klink_tests_guest::{Guest, USER};

const YNL: &str = "/job/ynl/tools/net/ynl/pyynl/cli.py";
const SCHEMA: &str = "/job/ynl/Documentation/netlink/genetlink.yaml";
const SPEC: &str = "/job/specs/klink_demo.yaml";
const PLAIN: &str = "/tmp/klink_demo.yaml";

/// Writes the specification without klink's own forms, which the kernel's schema does not have: a line each.
fn leave_out_own_forms() {
    let spec = std::fs::read_to_string(SPEC).unwrap();
    let is_own = |line: &str| {
        ["required:", "reject:"]
            .iter()
            .any(|key| line.trim().starts_with(key))
    };
    let plain = spec.lines().filter(|line| !is_own(line));
    let plain: String = plain.flat_map(|line| [line, "\n"]).collect();
    std::fs::write(PLAIN, plain).unwrap();
}

/// A lamp in JSON, with its attributes in their order.
fn lamp(id: u32, brightness: u32, green: u8, changes: u64) -> String {
    format!(
        "{{\"id\": {id}, \"name\": \"lamp\", \"brightness\": {brightness}, \
         \"color\": {{\"red\": 255, \"green\": {green}, \"blue\": 255}}, \"changes\": {changes}}}"
    )
}

fn ynl(schema: &[&str], arguments: &[&str]) -> Child {
    Command::new("python3")
        .args([YNL, "--spec", PLAIN, "--output-json"])
        .args(schema)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The output of a program, which must succeed.
fn printed(program: Child) -> String {
    let output = program.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:#?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn ynl_reads_sets_watches_and_prints_the_policy() {
    let guest = Guest::enter();
    let _demo = guest.load("klink_demo", "");
    leave_out_own_forms();
    // Once with the specification checked against the kernel's schema, which takes some time.
    let change = r#"{"id": 3, "brightness": 50, "color": {"green": 7}}"#;
    let watch = ["--subscribe", "changes", "--duration", "1"];
    let set = ["--do", "set", "--json", change];
    let said = printed(ynl(&["--schema", SCHEMA], &[watch, set].concat()));
    let set = lamp(3, 50, 7, 1);
    assert_eq!(
        said,
        format!("null\n{{\"name\": \"changed\", \"msg\": {set}}}\n")
    );

    let unchecked = ["--no-schema"];
    let get = ynl(&unchecked, &["--do", "get", "--json", r#"{"id": 3}"#]);
    let dump = ynl(&unchecked, &["--dump", "get"]);
    let policy = ynl(&unchecked, &["--do", "set", "--policy"]);
    let beyond = ynl(&unchecked, &["--do", "get", "--json", r#"{"id": 8}"#]);
    assert_eq!(printed(get), format!("{set}\n"));
    let mut lamps: Vec<_> = (0..8).map(|id| lamp(id, 0, 255, 0)).collect();
    lamps[3] = set;
    assert_eq!(printed(dump), format!("[{}]\n", lamps.join(", ")));
    let policy = printed(policy);
    for rule in [
        r#""id": {"min-value": 0, "max-value": 7, "type": "u32"}"#,
        r#""name": {"max-length": 15, "type": "nul-string"}"#,
        r#""brightness": {"min-value": 0, "max-value": 100, "type": "u32"}"#,
        r#""green": {"min-value": 0, "max-value": 255, "type": "u8"}"#,
    ] {
        assert!(policy.contains(rule), "{rule}: {policy}");
    }
    let output = beyond.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("integer out of range") && said.contains("'bad-attr': '.id'"),
        "{said}"
    );
}

#[test]
fn libmnl_gets_dumps_and_sets() {
    let guest = Guest::enter();
    let _demo = guest.load("klink_demo", "");
    let program = |arguments: &[&str]| {
        let mut command = Command::new("/job/libmnl_demo");
        command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    };
    let lamp = |id, brightness, green, changes| {
        format!("lamp {id} lamp brightness {brightness} red 255 green {green} blue 255 changes {changes}\n")
    };
    let set = printed(program(&["set", "5", "100", "0"]).spawn().unwrap());
    assert_eq!(set, "");
    let get = printed(program(&["get", "5"]).uid(USER).spawn().unwrap());
    assert_eq!(get, lamp(5, 100, 0, 1));
    let dump = printed(program(&["dump"]).uid(USER).spawn().unwrap());
    let lamps = (0..8).map(|id| match id {
        5 => lamp(5, 100, 0, 1),
        id => lamp(id, 0, 255, 0),
    });
    assert_eq!(dump, lamps.collect::<String>());
    for (arguments, uid, words) in [
        (
            &["set", "5", "101", "0"][..],
            0,
            "Numerical result out of range",
        ),
        (&["set", "5", "1", "0"], USER, "Operation not permitted"),
        (&["get", "8"], USER, "Numerical result out of range"),
    ] {
        let output = program(arguments).uid(uid).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said, format!("the kernel answers: {words}\n"));
    }
}

#[test]
fn genl_describes_the_family_and_its_policies() {
    let guest = Guest::enter();
    let _demo = guest.load("klink_demo", "");
    let genl = |what: &str| {
        let mut command = Command::new("genl");
        command.args(["ctrl", what, "name", "klink-demo"]);
        printed(command.stdout(Stdio::piped()).spawn().unwrap())
    };
    let family = genl("get");
    for words in [
        "Name: klink-demo",
        "Version: 0x1  header size: 0  max attribs: 0",
        "can doit; can dumpit; has policy",
        "requires admin permission; can doit; has policy",
        "name: changes",
    ] {
        assert!(family.contains(words), "{words}: {family}");
    }
    let policy = genl("policy");
    for words in [
        "attr[1]: type=U32 range:[0,7]",
        "attr[2]: type=NUL_STRING max len:15",
        "attr[3]: type=U32 range:[0,100]",
        "attr[4]: type=NESTED policy:",
        "attr[3]: type=U8 range:[0,255]",
    ] {
        assert!(policy.contains(words), "{words}: {policy}");
    }
}
