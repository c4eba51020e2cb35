// SPDX-License-Identifier: MIT OR Apache-2.0

//! The environment of every guest test: loading and unloading modules, an ordinary user, the kernel's log.
//!
//! ```no_run
//! use klink_tests_guest::{as_user, Guest};
//!
//! let guest = Guest::enter();
//! let _echo = guest.load("klink_echo", "greeting=hi");
//! as_user(|| { /* talk to it */ });
//! assert!(guest.logged("hi"));
//! ```
//!
//! [`Guest::enter`] waits until no other test is in the guest, whether they run as threads or as processes. When the
//! test ends, its modules are unloaded, and a warning in the kernel's log fails it.

#![forbid(unsafe_code)]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used)]

pub mod command;
pub mod family;
pub mod log;
pub mod module;
pub mod namespace;
pub mod peer;
pub mod reference;
pub mod replay;
pub mod screen;
pub mod terminal;

use std::fs::{self, File};
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

use rustix::fs::{flock, FlockOperation};
use rustix::process::{getuid, Gid, Uid};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};

use crate::log::KernelLog;
use crate::module::Module;

/// The user and group that hostile messages come from.
pub const USER: u32 = 1000;

/// One test's time in the guest.
#[derive(Debug)]
pub struct Guest {
    log: Mutex<KernelLog>,
    expected: Mutex<Vec<&'static str>>,
    _turn: File,
}

impl Guest {
    /// Waits for its turn, cleans up after a failed test, and marks the kernel's log.
    ///
    /// # Panics
    /// Panics outside of the lab's guests.
    pub fn enter() -> Self {
        assert!(
            in_the_lab() && getuid().is_root(),
            "guest tests load kernel modules and run in the lab's guests only: run `cargo lab test`"
        );
        let turn = File::create("/run/klink-tests").expect("cannot create /run/klink-tests");
        flock(&turn, FlockOperation::LockExclusive).expect("cannot lock /run/klink-tests");
        for left in module::loaded() {
            module::unload(&left).expect("a failed test has left its module in use");
        }
        Self {
            log: Mutex::new(KernelLog::from_now()),
            expected: Mutex::default(),
            _turn: turn,
        }
    }

    /// Loads `/lib/klink/NAME.ko` with parameters as insmod takes them.
    pub fn load(&self, name: &'static str, parameters: &str) -> Module {
        Module::load(name, parameters).unwrap_or_else(|errno| {
            panic!(
                "cannot load {name} {parameters}: {errno}, log: {:#?}",
                self.log()
            )
        })
    }

    /// Declares that lines with these words do not fail the test, because it provokes them.
    pub fn expects(&self, words: &'static str) {
        let mut expected = self.expected.lock().unwrap_or_else(PoisonError::into_inner);
        expected.push(words);
    }

    /// The kernel's log since the test began, without levels and times.
    pub fn log(&self) -> Vec<String> {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.read()
            .iter()
            .map(|record| record.text.clone())
            .collect()
    }

    /// Whether a line since the test began contains this.
    pub fn logged(&self, text: &str) -> bool {
        self.log().iter().any(|line| line.contains(text))
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let expected = self.expected.lock().unwrap_or_else(PoisonError::into_inner);
        let trouble: Vec<_> = log
            .read()
            .iter()
            .filter(|record| record.is_trouble())
            .filter(|record| !expected.iter().any(|words| record.text.contains(words)))
            .collect();
        if !thread::panicking() {
            assert!(
                trouble.is_empty(),
                "the kernel's log has trouble: {trouble:#?}"
            );
        }
    }
}

/// Runs `talk` in a thread that belongs to an ordinary user, without any capability.
pub fn as_user<T: Send>(talk: impl FnOnce() -> T + Send) -> T {
    as_uid(USER, talk)
}

/// [`as_user`] with these ids of user and group.
pub fn as_uid<T: Send>(id: u32, talk: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let user = scope.spawn(|| {
            let (uid, gid) = (Uid::from_raw(id), Gid::from_raw(id));
            set_thread_groups(&[]).expect("setgroups");
            set_thread_res_gid(gid, gid, gid).expect("setresgid");
            set_thread_res_uid(uid, uid, uid).expect("setresuid");
            talk()
        });
        user.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn in_the_lab() -> bool {
    let ports = fs::read_dir("/sys/class/virtio-ports");
    ports.into_iter().flatten().flatten().any(|port| {
        fs::read_to_string(port.path().join("name"))
            .is_ok_and(|name| name.trim_end() == klink_lab_init::PORT)
    })
}
