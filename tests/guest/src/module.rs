// SPDX-License-Identifier: MIT OR Apache-2.0

//! Loading and unloading modules like insmod and rmmod, but with the errno (init_module(2), delete_module(2)).

use std::ffi::CString;
use std::fs::{self, File};
use std::thread;
use std::time::{Duration, Instant};

use klink::events::Journal;
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::system::{delete_module, finit_module};

/// How long a module may stay in use after its users are gone: a killed process closes its sockets when it gets the
/// processor, and emulated guests are slow.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A loaded module. It is unloaded at the end, and the test fails if that is impossible.
#[derive(Debug)]
#[must_use = "a module that is dropped is unloaded"]
pub struct Module {
    name: &'static str,
}

impl Module {
    /// Loads `/lib/klink/NAME.ko`.
    ///
    /// # Errors
    /// The errno of finit_module(2), which is the module's own if its initialisation fails.
    pub fn load(name: &'static str, parameters: &str) -> Result<Self, Errno> {
        let path = format!("/lib/klink/{name}.ko");
        let file = File::open(&path).unwrap_or_else(|error| panic!("cannot open {path}: {error}"));
        let parameters = CString::new(parameters).expect("parameters have no NUL");
        finit_module(file, &parameters, 0).map(|()| Self { name })
    }

    /// Unloads the module at once.
    ///
    /// # Errors
    /// Fails with `EAGAIN` while a process has a socket of its protocol.
    pub fn try_unload(&self) -> Result<(), Errno> {
        delete(self.name)
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        if self.name == "klink_events" {
            // Readers that have it mapped keep it otherwise, as they would for its user.
            let _ = Journal::open().and_then(|mut journal| journal.close());
        }
        if let (Err(errno), false) = (unload(self.name), thread::panicking()) {
            panic!("cannot unload {}: {errno}", self.name);
        }
    }
}

/// The tests' modules that are loaded, in an order in which they can be unloaded.
pub fn loaded() -> Vec<String> {
    let modules = fs::read_to_string("/proc/modules").expect("cannot read /proc/modules");
    let names = modules.lines().filter_map(|line| line.split(' ').next());
    names
        .filter(|name| name.starts_with("klink_") || *name == "exercise")
        .map(str::to_owned)
        .collect()
}

/// Unloads a module as soon as it is no longer in use; does nothing if it is not loaded.
///
/// # Errors
/// Fails with `EAGAIN` if it stays in use for longer than ten seconds.
pub fn unload(name: &str) -> Result<(), Errno> {
    let deadline = Instant::now() + TIMEOUT;
    loop {
        match delete(name) {
            Ok(()) | Err(Errno::NOENT) => return Ok(()),
            Err(Errno::AGAIN) if Instant::now() < deadline => {
                thread::sleep(Duration::from_millis(1))
            }
            Err(errno) => return Err(errno),
        }
    }
}

fn delete(name: &str) -> Result<(), Errno> {
    let name = CString::new(name).expect("module names have no NUL");
    delete_module(&name, OFlags::NONBLOCK.bits() as i32)
}
