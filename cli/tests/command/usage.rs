// SPDX-License-Identifier: MIT OR Apache-2.0

//! Help, and errors in arguments.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::run::{command, failed, fails, klink};

#[test]
fn help_lists_each_exit_status() {
    for arguments in [
        &["--help"][..],
        &["chat", "--help"],
        &["send", "--help"],
        &["recv", "--help"],
        &["help", "send"],
    ] {
        let output = klink(arguments);
        let help = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        for status in [
            "  0  ", "  1  ", "  2  ", "  3  ", "  4  ", "  5  ", "  6  ", "  130  ",
        ] {
            assert!(
                help.contains(status),
                "{arguments:?}: no {status:?}: {help}"
            );
        }
    }
}

#[test]
fn nothing_typed_is_answered_with_help() {
    let output = klink(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Usage: klink [OPTIONS] <COMMAND>"));
}

#[test]
fn send_is_shown_as_it_is_typed() {
    let usage = "klink send [OPTIONS] <PROTOCOL> <TEXT|--hex <DIGITS>|--file <PATH>>";
    let output = klink(&["send", "--help"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains(usage));
    let folder = std::env::temp_dir().join(format!("klink-pages-{}", std::process::id()));
    klink(&["generate", "man", folder.to_str().unwrap()]);
    let page = std::fs::read_to_string(folder.join("klink-send.1")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let at = |word: &str| page.find(word).unwrap();
    assert!(at("PROTOCOL") < at("TEXT"), "{page}");
}

#[test]
fn wrong_usage_is_one_line() {
    for (arguments, words) in [
        (&["chap"][..], &["chap", "--help"][..]),
        (&["send"], &["missing: <PROTOCOL> <TEXT|"]),
        (&["send", "30"], &["<TEXT|--hex <DIGITS>|--file <PATH>>"]),
        (&["send", "32", "hi"], &["32", "below 32"]),
        (&["send", "4294967326", "hi"], &["4294967326", "below 32"]),
        (&["send", "--", "-1", "hi"], &["-1", "give its number"]),
        (&["send", "", "hi"], &["give its number"]),
        (&["chat", "NOSUCH"], &["NOSUCH", "give its number"]),
        (&["chat", "--timeout", "0"], &["0", "seconds"]),
        (&["chat", "--timeout", "soon"], &["soon", "seconds"]),
        (&["chat", "30", "31"], &["31"]),
        (&["events", "watch", "--follow"], &["--follow"]),
        (&["events", "--follow", "watch"], &["watch"]),
    ] {
        fails(arguments, 2, words);
    }
}

#[test]
fn wrong_usage_leads_to_the_help_of_its_command() {
    for (arguments, help) in [
        (&["nosuch"][..], "see klink --help"),
        (&["--timeout", "x", "dump"], "see klink dump --help"),
        (&["dump"], "see klink dump --help"),
        (&["genl", "policy"], "see klink genl policy --help"),
        (&["send", "30", "--nosuch"], "see klink send --help"),
    ] {
        let output = klink(arguments);
        failed(&output, 2, &[]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.trim_end().ends_with(help), "{said}");
    }
}

#[test]
fn a_picture_needs_a_terminal_and_people() {
    for arguments in [
        &["events", "watch"][..],
        &["events", "watch", "--json"],
        &["events", "watch", "--quiet"],
    ] {
        fails(arguments, 2, &["klink events --follow"]);
    }
}

#[test]
fn protocol_without_owner() {
    let words = [
        "protocol 31",
        "EPROTONOSUPPORT",
        "insmod klink_echo.ko protocol=31",
        "make demo",
    ];
    fails(&["send", "31", "hi"], 3, &words);
    fails(&["chat", "31"], 3, &words);
}

#[test]
fn protocol_that_the_kernel_does_not_hear() {
    let words = ["USERSOCK", "ECONNREFUSED", "network namespace"];
    fails(&["send", "usersock", "hi"], 3, &words);
    fails(&["chat", "2"], 3, &words);
}

#[test]
fn nobody_answers_in_time() {
    let begin = Instant::now();
    let words = ["ROUTE", "no reply within 300ms", "dmesg", "--timeout"];
    fails(&["send", "--timeout", "0.3", "ROUTE", "hi"], 5, &words);
    assert!(begin.elapsed() >= Duration::from_millis(300));
    fails(&["chat", "--timeout", "0.3", "NETLINK_ROUTE"], 5, &words);
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[test]
fn help_into_a_closed_pipe_is_no_failure() {
    let mut child = command(&["--help"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("klink does not start");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("klink does not end");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let show = format!("{} genl show nlctrl", env!("CARGO_BIN_EXE_klink"));
    let on_a_terminal = |variables: &[(&str, &str)]| {
        let mut script = std::process::Command::new("script");
        script.args(["--quiet", "--return", "--command", &show, "/dev/null"]);
        script
            .env_remove("NO_COLOR")
            .env("TERM", "xterm")
            .stdin(Stdio::null());
        let output = script.envs(variables.iter().copied()).output();
        String::from_utf8(output.expect("script does not start").stdout).unwrap()
    };
    assert!(on_a_terminal(&[]).contains("\x1b[1mnlctrl"));
    for variables in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let shown = on_a_terminal(&[variables]);
        assert!(
            shown.starts_with("nlctrl ") && !shown.contains('\x1b'),
            "{shown}"
        );
    }
    let piped = command(&["genl", "show", "nlctrl"])
        .env("TERM", "xterm")
        .output();
    assert!(!piped.unwrap().stdout.contains(&b'\x1b'));
}
