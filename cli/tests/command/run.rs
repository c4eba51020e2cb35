// SPDX-License-Identifier: MIT OR Apache-2.0

//! Helpers that run `klink`.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, Command, ExitStatus, Output, Stdio};
use std::thread;

use rustix::process::{kill_process, Pid, Signal};
use serde_json::Value;

/// `klink ARGUMENTS` without input, not yet started.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klink"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Runs `klink ARGUMENTS` to its end.
pub(crate) fn klink(arguments: &[&str]) -> Output {
    command(arguments).output().expect("klink does not start")
}

/// [`klink`] with this on its standard input.
pub(crate) fn klink_with(arguments: &[&str], input: &[u8]) -> Output {
    output_with(&mut command(arguments), input)
}

/// Runs any command to its end with this on its standard input.
pub(crate) fn output_with(command: &mut Command, input: &[u8]) -> Output {
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command does not start");
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A command that gives up leaves a broken pipe.
    let writer = thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the command does not end");
    let _ = writer.join().unwrap();
    output
}

/// The output of a command, which must succeed and print nothing on standard error.
#[track_caller]
pub(crate) fn prints(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    String::from_utf8(output.stdout.clone()).expect("the output is not UTF-8")
}

/// The JSON objects that a command prints, one per line.
#[track_caller]
pub(crate) fn objects(output: &Output) -> Vec<Value> {
    parse(&prints(output))
}

/// Parses lines of JSON objects.
#[track_caller]
pub(crate) fn parse(text: &str) -> Vec<Value> {
    let object =
        |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    text.lines().map(object).collect()
}

/// Checks that a command prints only one line on standard error, with all of these words, and ends with this status.
#[track_caller]
pub(crate) fn fails(arguments: &[&str], status: i32, words: &[&str]) {
    failed(&klink(arguments), status, words);
}

/// [`fails`] for a command that has run.
#[track_caller]
pub(crate) fn failed(output: &Output, status: i32, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert!(said.starts_with("klink: "), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is missing: {said}");
    }
}

/// A `klink` that listens. Killed if the test fails before it ends.
pub(crate) struct Running {
    child: Child,
    remarks: BufReader<ChildStderr>,
}

impl Running {
    /// Starts it and waits until it reports on standard error that it listens; the report must contain `start`.
    #[track_caller]
    pub(crate) fn start(mut command: Command, start: &str) -> (Self, String) {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("klink does not start");
        let mut remarks = BufReader::new(child.stderr.take().unwrap());
        let mut remark = String::new();
        remarks.read_line(&mut remark).unwrap();
        assert!(remark.contains(start), "{start:?} is missing: {remark}");
        (Self { child, remarks }, remark)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Closes the pipe to which the command prints.
    pub(crate) fn stop_reading(&mut self) {
        drop(self.child.stdout.take());
    }

    /// Waits for the command to end by itself; its status.
    pub(crate) fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Waits for the command to end by itself; its output.
    pub(crate) fn output(mut self) -> Output {
        let mut stdout = Vec::new();
        let mut stderr = Vec::new();
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_end(&mut stdout)
            .unwrap();
        self.remarks.read_to_end(&mut stderr).unwrap();
        let status = self.child.wait().unwrap();
        Output {
            status,
            stdout,
            stderr,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
