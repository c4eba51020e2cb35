// SPDX-License-Identifier: MIT OR Apache-2.0

//! Findings on a machine without klink's modules.

use serde_json::Value;

use crate::namespace::Namespace;
use crate::run::{failed, fails, klink, objects, prints};

fn finding<'f>(findings: &'f [Value], check: &str) -> &'f Value {
    let finding = findings.iter().find(|finding| finding["check"] == check);
    finding.unwrap_or_else(|| panic!("no {check}: {findings:?}"))
}

#[test]
fn each_finding_has_a_level_and_a_next_step() {
    let findings = objects(&klink(&["doctor", "31", "--json"]));
    for finding in &findings {
        let level = finding["level"].as_str().unwrap();
        assert!(["ok", "note"].contains(&level), "{finding}");
        assert_eq!(level != "ok", finding["next"].is_string(), "{finding}");
    }
    assert_eq!(finding(&findings, "sockets")["level"], "ok");
    let protocol = finding(&findings, "protocol");
    assert_eq!(protocol["finding"], "31 is free: no module uses it");
    let next = protocol["next"].as_str().unwrap();
    assert!(next.contains("insmod klink_echo.ko protocol=31"), "{next}");
    let table = prints(&klink(&["doctor", "route"]));
    assert!(
        table.contains("\nok      protocol   ROUTE exists, as part of the kernel\n"),
        "{table}"
    );
    assert_eq!(table.lines().count(), findings.len());
}

#[test]
fn rights_are_those_of_the_user() {
    let namespace = Namespace::new();
    let drop = [
        "-c",
        "exec setpriv --bounding-set=-all --inh-caps=-all --reuid 0 \"$@\"",
        "sh",
    ];
    let arguments = [
        &drop[..],
        &[env!("CARGO_BIN_EXE_klink"), "doctor", "--json"],
    ]
    .concat();
    let output = namespace.command("sh", &arguments).output().unwrap();
    let findings = objects(&output);
    let rights = finding(&findings, "rights");
    assert_eq!(rights["level"], "note", "{rights}");
    let mut with = namespace.klink(&["doctor", "--json"]);
    let findings = objects(&with.output().unwrap());
    assert_eq!(finding(&findings, "rights")["level"], "ok");
}

#[test]
fn what_does_not_work_is_a_problem() {
    // A sandbox without netlink, simulated by strace.
    let mut strace = std::process::Command::new("strace");
    strace.args([
        "-f",
        "-o",
        "/dev/null",
        "-e",
        "inject=socket:error=EAFNOSUPPORT",
    ]);
    strace.args([env!("CARGO_BIN_EXE_klink"), "doctor", "--quiet"]);
    let output = strace.output().expect("strace does not start");
    failed(
        &output,
        1,
        &["2 of 10 checks", "apply the fix given with each"],
    );
    fails(&["doctor", "nosuch"], 2, &["nosuch"]);
}
