// SPDX-License-Identifier: MIT OR Apache-2.0

//! The program, and what it shows of a stream.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

use klink_forward::subject::subject;
use serde_json::Value;

use crate::journal::Plan;
use crate::nats::{connect, LIMIT};

/// The program.
pub(crate) fn klink_forward(arguments: &[&str]) -> Output {
    let program = Command::new(env!("CARGO_BIN_EXE_klink-forward"))
        .args(arguments)
        .output();
    program.unwrap()
}

/// The rows of `klink-forward check`, one per journal, which must be right.
pub(crate) fn checked(url: &str) -> Vec<Value> {
    checked_with(&["check", "--json", url])
}

pub(crate) fn checked_with(arguments: &[&str]) -> Vec<Value> {
    let output = klink_forward(arguments);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{text}");
    let rows: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for row in &rows {
        let number = |name: &str| row[name].as_u64().unwrap();
        let sum = number("stored") + number("lost") + number("left_out");
        assert_eq!(sum, number("last") + 1 - number("first"), "{row}");
    }
    rows
}

pub(crate) fn total(rows: &[Value], name: &str) -> u64 {
    rows.iter().map(|row| row[name].as_u64().unwrap()).sum()
}

/// Waits until the stream has all events of the last journal.
pub(crate) async fn wait_for_all(url: &str, plan: &Plan) {
    wait_for(url, plan, plan.events).await;
}

/// Waits until the stream has this event of the last journal.
pub(crate) async fn wait_for(url: &str, plan: &Plan, number: u64) {
    let context = connect(url).await;
    let subject = subject("host", plan.last_journal());
    let begin = Instant::now();
    loop {
        if let Ok(stream) = context.get_stream("EVENTS").await {
            if let Ok(last) = stream.get_last_raw_message_by_subject(&subject).await {
                let last = last.headers.get("Klink-Last").unwrap();
                if last.as_str().parse::<u64>().unwrap() >= number {
                    return;
                }
            }
        }
        assert!(
            begin.elapsed() < LIMIT,
            "the stream does not get event {number}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The status of the program and what it says, which ends with a next step.
pub(crate) fn refused(arguments: &[&str]) -> (i32, String) {
    let output = klink_forward(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    (output.status.code().unwrap(), said)
}

/// Waits until a forwarder has said this.
pub(crate) fn wait_until_said(log: &Path, text: &str) {
    let begin = Instant::now();
    loop {
        let said = fs::read_to_string(log).unwrap_or_default();
        if said.contains(text) {
            return;
        }
        assert!(begin.elapsed() < LIMIT, "it does not say `{text}`: {said}");
        sleep(Duration::from_millis(20));
    }
}
