// SPDX-License-Identifier: MIT OR Apache-2.0

//! A network namespace for one test. It does not need root: for other users the namespace belongs to a user namespace
//! of its own, which root cannot have in a chroot.

use std::io::Read;
use std::process::{Child, Command, Output, Stdio};

use klink_tests_support::is_root;

use crate::run;

/// The options with which nsenter enters the user namespace.
const OWN_RIGHTS: [&str; 2] = ["--user", "--preserve-credentials"];

/// A process that holds the namespace until it is dropped.
pub(crate) struct Namespace(Child);

impl Namespace {
    /// Makes a namespace with only `lo`, which is down.
    pub(crate) fn new() -> Self {
        let mut unshare = Command::new("unshare");
        if !is_root() {
            unshare.args(["--user", "--map-root-user"]);
        }
        let mut child = unshare
            .args(["--net", "sh", "-c", "echo; exec cat"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("unshare does not start: it is part of util-linux");
        let ready = child.stdout.as_mut().unwrap().read(&mut [0]);
        assert_eq!(
            ready.unwrap(),
            1,
            "unshare: user namespaces are not allowed here"
        );
        Self(child)
    }

    /// The namespace as an argument of `--netns`.
    pub(crate) fn pid(&self) -> String {
        self.0.id().to_string()
    }

    /// A program in the namespace, with all capabilities there.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--target", &self.pid(), "--net"]);
        if !is_root() {
            command.args(OWN_RIGHTS);
        }
        command.arg(program).args(arguments).stdin(Stdio::null());
        command
    }

    /// `klink` in the namespace.
    pub(crate) fn klink(&self, arguments: &[&str]) -> Command {
        self.command(env!("CARGO_BIN_EXE_klink"), arguments)
    }

    /// `klink` outside of the namespace, with the permission to enter it.
    pub(crate) fn klink_outside(&self, arguments: &[&str]) -> Command {
        let klink = env!("CARGO_BIN_EXE_klink");
        let mut command = if is_root() {
            Command::new(klink)
        } else {
            let mut command = Command::new("nsenter");
            command.args(["--target", &self.pid()]).args(OWN_RIGHTS);
            command.arg(klink);
            command
        };
        command.args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs `ip` in the namespace; the arguments must not contain spaces.
    #[track_caller]
    pub(crate) fn ip(&self, arguments: &str) {
        let arguments: Vec<_> = arguments.split(' ').collect();
        let output = self
            .command("ip", &arguments)
            .output()
            .expect("nsenter does not start");
        run::prints(&output);
    }

    /// Runs `klink` in the namespace to its end.
    pub(crate) fn output(&self, arguments: &[&str]) -> Output {
        self.klink(arguments)
            .output()
            .expect("nsenter does not start")
    }
}

/// `klink` without any capability of root, where the test runs.
pub(crate) fn klink_without_rights(arguments: &[&str]) -> Command {
    let klink = env!("CARGO_BIN_EXE_klink");
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--bounding-set=-all", "--inh-caps=-all", "--reuid", "0"]);
        command.arg(klink);
        command
    } else {
        Command::new(klink)
    };
    command.args(arguments).stdin(Stdio::null());
    command
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_namespace_is_entered_by_process_and_path() {
    let namespace = Namespace::new();
    namespace.ip("link add there type bridge");
    let get = ["send", "route", "--type", "18", "--flags", "dump", "--hex"];
    let get = [&get[..], &["00000000000000000000000000000000", "--netns"]].concat();
    for place in [namespace.pid(), format!("/proc/{}/ns/net", namespace.pid())] {
        let arguments = [&get[..], &[&place]].concat();
        let output = namespace.klink_outside(&arguments).output().unwrap();
        assert!(run::prints(&output).contains("\n  ifname there\n"));
    }
}

#[test]
fn what_is_no_namespace_is_reported() {
    for (place, words) in [
        ("nosuch", &["namespace nosuch:", "ENOENT"][..]),
        ("../x", &["namespace ../x:", "ENOENT"]),
        ("4294967295", &["process 4294967295:", "ENOENT"]),
        ("/dev/null", &["namespace /dev/null:", "EINVAL"]),
    ] {
        run::fails(&["send", "route", "hi", "--netns", place], 1, words);
        run::fails(
            &["send", "route", "hi", "--netns", place],
            1,
            &["ip netns list"],
        );
    }
}

#[test]
fn a_namespace_of_others_is_not_permitted() {
    let output = klink_without_rights(&["send", "route", "hi", "--netns", "1"]).output();
    run::failed(&output.unwrap(), 4, &["process 1:", "sudo"]);
}

#[test]
fn a_number_that_is_a_name_too_is_refused() {
    let namespace = Namespace::new();
    let pid = namespace.pid();
    // A folder of names that only this test sees, with one that is a process, and one that is none.
    let script = "mount -t tmpfs none /run && mkdir /run/netns && touch /run/netns/$1 /run/netns/4294967294 && \
                  mount --bind /proc/self/ns/net /run/netns/$1 && \
                  mount --bind /proc/self/ns/net /run/netns/4294967294 && \
                  \"$0\" stat --netns 4294967294 >/dev/null && exec \"$0\" stat --netns $1";
    let mut unshare = Command::new("unshare");
    if !is_root() {
        unshare.args(["--user", "--map-root-user"]);
    }
    unshare.args([
        "--mount",
        "sh",
        "-c",
        script,
        env!("CARGO_BIN_EXE_klink"),
        &pid,
    ]);
    let output = unshare.output().unwrap();
    let path = format!("/run/netns/{pid}");
    run::failed(&output, 2, &["the name of", &path, "/ns/net"]);
}
