// SPDX-License-Identifier: MIT OR Apache-2.0

//! Other namespaces, and users in them.

use std::env;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Output, Stdio};

use klink::Netns;

use crate::USER;

/// A network namespace of its own, which is removed when this is dropped.
#[derive(Debug)]
pub struct Elsewhere(Child);

impl Elsewhere {
    /// Makes it.
    pub fn new() -> Self {
        let mut keeper = Command::new("unshare")
            .args(["-n", "sh", "-c", "echo there && exec sleep 1000"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("cannot start unshare");
        let mut line = [0; 6];
        let mut said = keeper.stdout.take().expect("it is piped");
        said.read_exact(&mut line).expect("no other namespace");
        Self(keeper)
    }

    /// A process in the namespace.
    pub fn pid(&self) -> u32 {
        self.0.id()
    }

    /// The namespace, for opening sockets in it.
    pub fn netns(&self) -> Netns {
        Netns::of_process(self.0.id()).expect("the namespace is gone")
    }
}

impl Default for Elsewhere {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        // This fails only if the process has ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs an ignored test of the same program as an ordinary user who is root in namespaces of their own: `-U` for users,
/// `-n` for networks. A process has to start there, because one with threads cannot enter a user namespace.
pub fn as_root_elsewhere(namespaces: &str, test: &str) -> Output {
    let this = env::current_exe().expect("no path of the test itself");
    Command::new("unshare")
        .arg(namespaces)
        .arg("-r")
        .arg(this)
        .args(["--exact", test, "--ignored", "--nocapture"])
        .uid(USER)
        .gid(USER)
        .output()
        .expect("cannot start unshare")
}
