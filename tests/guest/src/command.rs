// SPDX-License-Identifier: MIT OR Apache-2.0

//! The `klink` command, and others.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Output, Stdio};

/// `klink ARGUMENTS`, not yet started.
pub fn klink(arguments: &[&str]) -> Command {
    let mut command = Command::new("klink");
    command.args(arguments);
    command
}

/// The output of a command, which must succeed.
#[track_caller]
pub fn prints(command: &mut Command) -> String {
    printed(&command.output().unwrap())
}

/// The output of a command with this input.
#[track_caller]
pub fn prints_with(command: &mut Command, input: &str) -> String {
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // The input fits into the pipe.
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    printed(&child.wait_with_output().unwrap())
}

#[track_caller]
fn printed(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", output.status);
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Checks that a command ends with this status, and prints one line with all of these words.
#[track_caller]
pub fn fails(command: &mut Command, status: i32, words: &[&str]) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is missing: {said}");
    }
}

/// The output of a shell script.
#[track_caller]
pub fn shell(script: &str) -> String {
    prints(Command::new("sh").args(["-c", script]))
}

/// Starts it and waits until it listens.
pub fn listens(command: &mut Command) -> Child {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut remark = String::new();
    BufReader::new(child.stderr.take().unwrap())
        .read_line(&mut remark)
        .unwrap();
    assert!(remark.contains("listening to"), "{remark}");
    child
}
