// SPDX-License-Identifier: MIT OR Apache-2.0

use std::any::type_name;
use std::process::Command;

use klink_tests_support::is_root;

/// Mounts the folder that `ip netns` writes to, then becomes the test.
const INSIDE: &str = "mount -t tmpfs none /run && exec \"$@\"";

/// Runs a test's body as root: directly if root runs it, and otherwise once more, in a process of its own, in a user
/// namespace with a network namespace that belongs to it.
///
/// `body` must be a closure of the test function itself, whose name says which test to run there.
pub fn privileged<F: FnOnce()>(body: F) {
    if is_root() {
        return body();
    }
    let (_, name) = type_name::<F>()
        .trim_end_matches("::{{closure}}")
        .split_once("::")
        .unwrap_or_else(|| panic!("{} is no closure of a test", type_name::<F>()));
    let program = std::env::current_exe().unwrap_or_else(|error| panic!("which test: {error}"));
    let allowed = unshare().arg("true").output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        panic!(
            "this test needs root, or a user namespace, which this machine does not allow: run it as root, or allow \
             user namespaces (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces or \
             kernel.apparmor_restrict_unprivileged_userns; in a container, its security profile)"
        );
    }
    let mut again = unshare();
    again.args(["sh", "-c", INSIDE, "sh"]).arg(program);
    let output = again.args(["--exact", name, "--nocapture"]).output();
    let output = output.unwrap_or_else(|error| panic!("unshare: {error}"));
    let printed = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && printed.contains("1 passed"),
        "{name} in a user namespace:\n{printed}{complaint}"
    );
}

fn unshare() -> Command {
    let mut unshare = Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--net", "--mount"]);
    unshare
}
