// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tests that need a network and mounts of their own.

use std::process::Command;

use klink_tests_support::is_root;

/// Set where that is so.
const INSIDE: &str = "KLINK_TEST_NAMESPACE";

/// Whether this is in namespaces of their own. If not, the test of this name has been run again where it is.
pub(crate) fn is_inside(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        run("ip link set lo up");
        return true;
    }
    let mut again = Command::new("unshare");
    again.args(["--net", "--mount"]);
    if !is_root() {
        again.args(["--user", "--map-root-user"]);
    }
    again.arg(std::env::current_exe().unwrap());
    again.args(["--exact", test, "--nocapture"]).env(INSIDE, "");
    let output = again
        .output()
        .unwrap_or_else(|error| panic!("unshare: {error}"));
    let printed = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && printed.contains("1 passed"),
        "{test}, which needs root or a user namespace:\n{printed}{said}"
    );
    false
}

/// Runs a command, whose words have no blanks.
pub(crate) fn run(command: &str) {
    let mut words = command.split(' ');
    let output = Command::new(words.next().unwrap()).args(words).output();
    let output = output.unwrap_or_else(|error| panic!("{command}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}: {said}");
}
