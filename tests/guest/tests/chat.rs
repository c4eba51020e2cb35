// SPDX-License-Identifier: MIT OR Apache-2.0

//! The command as people use it: on a terminal, in a pipe, with klink's module and with the exercise's.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};
use std::thread;

use klink::echo::GREETING;
use klink_tests_guest::terminal::Terminal;
use klink_tests_guest::{Guest, USER};

const UP: &str = "\x1b[A";
const LEFT: &str = "\x1b[D";
const CTRL_A: &str = "\x01";
const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const ENTER: &str = "\r";

/// `klink ARGUMENTS` as an ordinary user.
fn klink(arguments: &[&str]) -> Command {
    let mut command = Command::new("klink");
    command.args(arguments).uid(USER).gid(USER);
    command
}

/// Runs it to its end with this on a pipe as its input.
fn pipe(mut command: Command, input: &[u8]) -> Output {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A command that gives up leaves a broken pipe.
    let writer = thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join().unwrap();
    output
}

#[track_caller]
fn ends(output: &Output, status: i32, stdout: &str, stderr: &[&str]) {
    assert_eq!(output.status.code(), Some(status), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    for words in stderr {
        assert!(said.contains(words), "{words:?} is missing: {said}");
    }
    let lines = usize::from(!stderr.is_empty());
    assert_eq!(said.lines().count(), lines, "{said}");
}

/// The texts that a module logged, in order, as the kernel's log shows them.
fn texts(guest: &Guest, before: &str) -> Vec<String> {
    let log = guest.log();
    let texts = log
        .iter()
        .filter_map(|line| Some(line.split_once(before)?.1.to_owned()));
    texts.collect()
}

fn greetings(count: usize) -> String {
    format!("{GREETING}\n").repeat(count)
}

#[test]
fn send_does_one_exchange() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let output = klink(&["send", "30", "  two  blanks "]).output().unwrap();
    ends(&output, 0, &greetings(1), &[]);
    assert_eq!(texts(&guest, " says "), ["\"  two  blanks \""]);
}

#[test]
fn chat_greets_and_sends_each_line_of_a_pipe() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let input = b"  whole  lines \n\nend of line\r\nno end";
    ends(&pipe(klink(&["chat"]), input), 0, &greetings(5), &[]);
    let said = [
        "Hello from user space",
        "  whole  lines ",
        "",
        "end of line",
        "no end",
    ];
    assert_eq!(
        texts(&guest, " says "),
        said.map(|text| format!("\"{text}\""))
    );
}

#[test]
fn chat_of_nothing_is_a_greeting() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    ends(&pipe(klink(&["chat"]), b""), 0, &greetings(1), &[]);
}

#[test]
fn chat_passes_utf8_and_other_bytes() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    ends(
        &pipe(klink(&["chat"]), b"\xe5\x8f\x8b\n\xff\xfe\n"),
        0,
        &greetings(3),
        &[],
    );
    let said = texts(&guest, " says ");
    // The module shows a character as it is and other bytes escaped; the log's reader escapes both.
    assert_eq!(
        said.last_chunk().unwrap(),
        &[r#""\xe5\x8f\x8b""#, r#""\x5cxff\x5cxfe""#]
    );
}

#[test]
fn chat_carries_a_line_of_100_kb() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let line = [b'x'; 100_000];
    ends(&pipe(klink(&["chat"]), &line), 0, &greetings(2), &[]);
}

#[test]
fn chat_refuses_what_it_cannot_send_whole() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let said = ["klink: ", "NUL", "remove it"];
    ends(
        &pipe(klink(&["chat"]), b"a\na\0b\nc\n"),
        1,
        &greetings(2),
        &said,
    );
    assert_eq!(texts(&guest, " says ").len(), 2);
    let long = vec![b'x'; 1_000_000];
    let said = ["klink: ", "EMSGSIZE", "send less"];
    ends(&pipe(klink(&["chat"]), &long), 1, &greetings(1), &said);
}

#[test]
fn chat_shows_what_is_not_text_escaped() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "greeting=\x1b[2J\u{7}\u{e9}");
    let output = klink(&["send", "30", "hi"]).output().unwrap();
    ends(&output, 0, "\\u{1b}[2J\\u{7}\u{e9}\n", &[]);
}

#[test]
fn chat_ends_when_nobody_reads() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let script = "yes | { klink chat; echo status $? >&2; } | head -n 1";
    let output = Command::new("sh")
        .args(["-c", script])
        .uid(USER)
        .gid(USER)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), greetings(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "status 0\n");
}

#[test]
fn chat_on_a_terminal_edits_and_remembers() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let mut terminal = Terminal::run(&["klink", "chat"]);
    terminal.sees(GREETING);
    terminal.types(&["helo", LEFT, "l", ENTER]);
    terminal.sees(GREETING);
    terminal.types(&[UP, CTRL_A, "oh, ", ENTER]);
    terminal.sees(GREETING);
    terminal.types(&["日本語", ENTER]);
    terminal.sees(GREETING);
    terminal.types(&[CTRL_D]);
    assert_eq!(terminal.status(), Some(0));
    let said = texts(&guest, " says ");
    let escaped = r#""\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e""#;
    assert_eq!(
        said.get(1..).unwrap(),
        ["\"hello\"", "\"oh, hello\"", escaped]
    );
}

#[test]
fn chat_on_a_terminal_is_interrupted() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let mut terminal = Terminal::run(&["klink", "chat"]);
    terminal.sees(GREETING);
    terminal.types(&["half a line", CTRL_C]);
    assert_eq!(terminal.status(), Some(130));
    assert_eq!(texts(&guest, " says ").len(), 1);
}

#[test]
fn chat_works_with_the_exercises_module() {
    let guest = Guest::enter();
    let _exercise = guest.load("exercise", "");
    ends(
        &pipe(klink(&["chat"]), b"two words\nbye\n"),
        0,
        &greetings(3),
        &[],
    );
    let said = ["Hello from user space", "two words", "bye"];
    assert_eq!(
        texts(&guest, "exercise: got "),
        said.map(|text| format!("\"{text}\""))
    );
}

#[test]
fn a_module_that_refuses_is_quoted() {
    let guest = Guest::enter();
    let exercise = guest.load("exercise", "error=1");
    let output = klink(&["send", "30", "hi"]).output().unwrap();
    ends(&output, 4, "", &["klink: ", "EPERM", "sudo"]);
    drop(exercise);
    let _exercise = guest.load("exercise", "error=22");
    let output = klink(&["send", "30", "hi"]).output().unwrap();
    ends(
        &output,
        6,
        "",
        &["klink: ", "EINVAL", "does not accept plain text"],
    );
}

#[test]
fn nobody_there_is_explained() {
    let guest = Guest::enter();
    let output = pipe(klink(&["chat"]), b"");
    ends(
        &output,
        3,
        "",
        &[
            "klink: ",
            "protocol 30",
            "EPROTONOSUPPORT",
            "insmod klink_echo.ko",
        ],
    );
    // The module receives only in the initial network namespace.
    let _echo = guest.load("klink_echo", "");
    let elsewhere = Command::new("unshare")
        .args(["-n", "klink", "send", "30", "hi"])
        .output();
    ends(
        &elsewhere.unwrap(),
        3,
        "",
        &["klink: ", "ECONNREFUSED", "network namespace", "nsenter"],
    );
}
