// SPDX-License-Identifier: MIT OR Apache-2.0
//! One guest from its start to its end: QEMU, the two sockets to it, and the check that it is still alive.
//!
//! The guest inherits everything that it needs from the host as open files, so nothing is left of it when the lab is
//! killed.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{ensure, Context, Result};
use klink_lab_init::{FromGuest, Job, Status, ToGuest};
use rustix::fs::MemfdFlags;
use rustix::io::FdFlags;
use signal_hook::consts::{SIGABRT, SIGSEGV};

use crate::emulator::Emulator;
use crate::host;
use crate::log::{self, Crash, Log};
use crate::progress::say;
use crate::qemu::{self, Accelerator, Machine};

/// How long a guest may take to boot. An emulated guest needs two seconds, one of the debug kernel twenty; on a machine
/// that is many times overloaded they still make it.
const BOOT: Duration = Duration::from_secs(180);
/// How long a guest may send no heartbeat before it counts as hung. The kernel's own detector of lockups, which reports
/// the place, takes 20 seconds, so it comes first if it still works.
const SILENCE: Duration = Duration::from_secs(30);
/// How long QEMU may take to exit after the guest has ended, or is about to end.
const POWER_OFF: Duration = Duration::from_secs(3);
/// How often a guest is started if QEMU crashes before the guest is up. This can happen when it emulates several
/// processors: "iotlb_to_section: Assertion" is a race while the firmware maps its memory (QEMU's issue 1921).
const STARTS: u32 = 3;
/// The signals by which a program crashes.
const OWN_FAULTS: [i32; 2] = [SIGABRT, SIGSEGV];

const TOO_SMALL: &str = "its memory is too small for its files (increase --mem)";

/// Whether QEMU is the reason for a crash while the guest boots: of the guest's kernel, if it crashed, and of QEMU itself,
/// by its signal.
///
/// A kernel that boots replaces instructions by breakpoints for a moment, while its other processors run. Where QEMU
/// executes such a breakpoint after it has gone, the kernel does not know it.
fn is_emulators_fault(crash: Option<&Crash>, signal: Option<i32>) -> bool {
    match crash {
        Some(Crash::Oops(text)) => text.starts_with("Oops: int3"),
        Some(Crash::Panic(_)) => false,
        None => signal.is_some_and(|signal| OWN_FAULTS.contains(&signal)),
    }
}

/// The specification of a guest.
#[derive(Clone, Copy)]
pub struct Spec<'a> {
    pub emulator: &'a Emulator,
    pub accelerator: Accelerator,
    pub kernel: &'a Path,
    pub image: &'a [u8],
    pub processors: u32,
    /// The memory in MiB.
    pub memory: u32,
    /// Kernel parameters in addition to those that all guests have.
    pub parameters: &'a [String],
    /// Whether it reaches the host's loopback.
    pub host_network: bool,
}

/// The end of a guest.
#[derive(Debug, PartialEq, Eq)]
pub enum Ending {
    /// The command ended with this status.
    Ended(Status),
    /// The guest or the lab failed before that, for this reason.
    Lost(String),
}

/// A guest that has been started.
pub struct Guest {
    qemu: Child,
    complaints: Option<JoinHandle<String>>,
    channel: Sender,
    events: Receiver<GuestEvent>,
    log: Log,
    /// The reason why the guest did not come up, if it did not.
    failure: Option<String>,
}

enum GuestEvent {
    Frame(FromGuest),
    Console(Vec<u8>),
    /// One of the two sockets has ended; both end with QEMU.
    Closed,
}

/// The lab's side of the channel, shared by all threads that write to it.
#[derive(Clone)]
pub struct Sender(Arc<Mutex<UnixStream>>);

impl Sender {
    /// Sends a frame.
    ///
    /// # Errors
    /// Fails if the guest is gone.
    pub fn send(&self, frame: &ToGuest) -> io::Result<()> {
        frame.write(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Guest {
    /// Starts a guest, which ends with the thread that calls this, and waits until it is up. If it does not come up,
    /// [`Guest::run`] returns the reason.
    ///
    /// # Errors
    /// Fails if QEMU does not start.
    pub fn boot(spec: &Spec<'_>) -> Result<Self> {
        let mut start = 1;
        loop {
            let mut guest = Guest::start(spec)?;
            if guest.is_up_within(BOOT) {
                return Ok(guest);
            }
            let otherwise = format!("the guest did not come up within {} s", BOOT.as_secs());
            let reason = guest.why_lost(otherwise);
            if start == STARTS || !guest.emulator_is_at_fault() {
                guest.failure = Some(reason);
                return Ok(guest);
            }
            say(format_args!("{reason}: starting the guest again"));
            start += 1;
        }
    }

    /// Starts QEMU. The guest ends with the thread that calls this.
    ///
    /// # Errors
    /// Fails if the files cannot fit into the memory, and if QEMU does not start.
    pub fn start(spec: &Spec<'_>) -> Result<Self> {
        // The kernel keeps the image until it has unpacked all of it.
        let (files, memory) = (spec.image.len() >> 20, spec.memory as usize);
        ensure!(
            files < memory / 2,
            "the guest has {files} MiB of files and {memory} MiB of memory: {TOO_SMALL}"
        );
        let initrd = rustix::fs::memfd_create("klink-initrd", MemfdFlags::CLOEXEC)?;
        let mut initrd = File::from(initrd);
        initrd
            .write_all(spec.image)
            .context("no memory for the guest's initial file system")?;
        let (channel, qemu_channel) = UnixStream::pair()?;
        let (console, qemu_console) = UnixStream::pair()?;
        for file in [initrd.as_fd(), qemu_channel.as_fd(), qemu_console.as_fd()] {
            rustix::io::fcntl_setfd(file, FdFlags::empty())?;
        }
        let arguments = qemu::arguments(&Machine {
            arch: spec.emulator.arch(),
            accelerator: spec.accelerator,
            counter_khz: host::counter_khz(),
            kernel: spec.kernel.to_owned(),
            initrd: format!("/proc/self/fd/{}", initrd.as_raw_fd()).into(),
            processors: spec.processors,
            memory: spec.memory,
            parameters: spec.parameters.to_owned(),
            channel: qemu_channel.as_raw_fd(),
            console: qemu_console.as_raw_fd(),
            host_network: spec.host_network,
        });
        let mut command = spec.emulator.command()?;
        command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut qemu = command.spawn().context("cannot start QEMU")?;
        let complaints = qemu
            .stderr
            .take()
            .map(|stderr| thread::spawn(move || io::read_to_string(stderr).unwrap_or_default()));

        // Bounded: if the command's output is not read, the guest has to wait instead of filling the lab's memory.
        let (sender, events) = mpsc::sync_channel(64);
        let input = BufReader::with_capacity(128 << 10, channel.try_clone()?);
        let frames = sender.clone();
        thread::spawn(move || read_frames(input, &frames));
        thread::spawn(move || read_console(console, &sender));
        let channel = Sender(Arc::new(Mutex::new(channel)));
        Ok(Guest {
            qemu,
            complaints,
            channel,
            events,
            log: Log::default(),
            failure: None,
        })
    }

    /// Waits until the guest is up, at most for this long.
    pub fn is_up_within(&mut self, limit: Duration) -> bool {
        let deadline = Instant::now() + limit;
        loop {
            match self
                .events
                .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            {
                Ok(GuestEvent::Frame(FromGuest::Up)) => return true,
                Ok(GuestEvent::Console(bytes)) => self.log.add_console(&bytes),
                Ok(GuestEvent::Frame(_)) => {}
                Ok(GuestEvent::Closed) | Err(_) => return false,
            }
        }
    }

    /// Runs a command until it ends. Its output is passed to `output`; `started` is called with the channel when the
    /// command begins.
    ///
    /// # Errors
    /// Fails if `output` fails.
    pub fn run(
        &mut self,
        job: Job,
        limit: Option<Duration>,
        started: impl FnOnce(Sender),
        mut output: impl FnMut(FromGuest) -> io::Result<()>,
    ) -> io::Result<Ending> {
        if let Some(reason) = self.failure.take() {
            return Ok(Ending::Lost(reason));
        }
        if self.channel.send(&ToGuest::Run(job)).is_err() {
            return Ok(Ending::Lost(
                self.why_lost("the guest accepted no command".to_owned()),
            ));
        }
        started(self.channel.clone());
        let start = Instant::now();
        let mut last_frame = start;
        loop {
            let silence = SILENCE.saturating_sub(last_frame.elapsed());
            let left = limit.map(|limit| limit.saturating_sub(start.elapsed()));
            if let (Some(Duration::ZERO), Some(limit)) = (left, limit) {
                let reason = format!(
                    "the command exceeded its limit of {} s (--time)",
                    limit.as_secs()
                );
                return Ok(Ending::Lost(reason));
            }
            let frame = match self
                .events
                .recv_timeout(left.unwrap_or(silence).min(silence))
            {
                Ok(GuestEvent::Frame(frame)) => frame,
                Ok(GuestEvent::Console(bytes)) => {
                    self.log.add_console(&bytes);
                    continue;
                }
                Err(RecvTimeoutError::Timeout) if last_frame.elapsed() < SILENCE => continue,
                Err(RecvTimeoutError::Timeout) => {
                    let reason =
                        format!("the guest hangs: no heartbeat for {} s", SILENCE.as_secs());
                    return Ok(Ending::Lost(reason));
                }
                Ok(GuestEvent::Closed) | Err(RecvTimeoutError::Disconnected) => {
                    let otherwise = "the guest ended before the command".to_owned();
                    return Ok(Ending::Lost(self.why_lost(otherwise)));
                }
            };
            match frame {
                FromGuest::Ended(status) => {
                    self.dismiss();
                    self.wait(POWER_OFF);
                    return Ok(Ending::Ended(status));
                }
                FromGuest::Failed(reason) => {
                    return Ok(Ending::Lost(format!(
                        "the guest cannot run the command: {reason}"
                    )));
                }
                FromGuest::Hangs(processor) => {
                    let reason = format!("the guest hangs: its processor {processor} has stopped");
                    return Ok(Ending::Lost(reason));
                }
                FromGuest::Kmsg(records) => {
                    self.log.add_records(&records);
                    if log::reports_lost_files(&records) {
                        return Ok(Ending::Lost(format!(
                            "files are missing in the guest: {TOO_SMALL}"
                        )));
                    }
                }
                FromGuest::Stdout(_) | FromGuest::Stderr(_) => output(frame)?,
                FromGuest::Up | FromGuest::Beat => {}
            }
            // Set after the output: while that is not read, the guest is silent through no fault of its own.
            last_frame = Instant::now();
        }
    }

    /// Lets the guest end. This is done in a thread, because a guest that accepts nothing any more must not delay the
    /// lab.
    fn dismiss(&self) {
        let channel = self.channel.clone();
        thread::spawn(move || channel.send(&ToGuest::Dismiss));
    }

    /// The kernel's log so far.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The kernel's log, after the guest has ended.
    pub fn take_log(&mut self) -> Log {
        std::mem::take(&mut self.log)
    }

    /// Collects the reasons of an unexpected end.
    fn why_lost(&mut self, otherwise: String) -> String {
        let ended = self.wait(POWER_OFF);
        match (self.log.crash(), ended) {
            (Some(Crash::Oops(text)), _) => format!("the guest's kernel oopsed: {text}"),
            // It also runs out of memory while it unpacks its files.
            (Some(Crash::Panic(text)), _) if text.contains("deadlocked on memory") => {
                format!("the guest's kernel panicked: {text}: {TOO_SMALL}")
            }
            (Some(Crash::Panic(text)), _) => format!("the guest's kernel panicked: {text}"),
            (None, Some(status)) if !status.success() => {
                let complaints = self
                    .complaints
                    .take()
                    .and_then(|thread| thread.join().ok())
                    .unwrap_or_default();
                let complaint = complaints.lines().last().unwrap_or("no reason given");
                format!("QEMU failed ({status}): {complaint}")
            }
            _ => otherwise,
        }
    }

    /// Whether QEMU is the reason why the guest did not come up.
    fn emulator_is_at_fault(&mut self) -> bool {
        let ended = self.qemu.try_wait().ok().flatten();
        let signal = ended.and_then(|status| status.signal());
        is_emulators_fault(self.log.crash().as_ref(), signal)
    }

    /// Waits for QEMU to exit, and keeps the console's output.
    fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let deadline = Instant::now() + limit;
        loop {
            match self.events.recv_timeout(Duration::from_millis(5)) {
                Ok(GuestEvent::Console(bytes)) => self.log.add_console(&bytes),
                Ok(GuestEvent::Frame(FromGuest::Kmsg(records))) => self.log.add_records(&records),
                Ok(_) => {}
                // Both sockets have ended and have been read to their ends.
                Err(RecvTimeoutError::Disconnected) => {
                    if let Ok(Some(status)) = self.qemu.try_wait() {
                        return Some(status);
                    }
                    thread::sleep(Duration::from_millis(1));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            if Instant::now() >= deadline {
                return None;
            }
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        // This fails only if QEMU has exited.
        let _ = self.qemu.kill();
        let _ = self.qemu.wait();
    }
}

fn read_frames(mut input: impl Read, events: &SyncSender<GuestEvent>) {
    while let Ok(Some(frame)) = FromGuest::read(&mut input) {
        if events.send(GuestEvent::Frame(frame)).is_err() {
            return;
        }
    }
    let _ = events.send(GuestEvent::Closed);
}

fn read_console(mut console: impl Read, events: &SyncSender<GuestEvent>) {
    let mut buffer = vec![0; 4 << 10];
    while let Ok(length @ 1..) = console.read(&mut buffer) {
        if events
            .send(GuestEvent::Console(buffer[..length].to_vec()))
            .is_err()
        {
            return;
        }
    }
    let _ = events.send(GuestEvent::Closed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_qemu_does_is_its_fault() {
        let oops = |text: &str| Crash::Oops(text.to_owned());
        let stale = oops("Oops: int3: 0000 [#1] SMP NOPTI");
        assert!(is_emulators_fault(Some(&stale), None));
        assert!(is_emulators_fault(None, Some(SIGABRT)));
        assert!(!is_emulators_fault(None, Some(9)));
        assert!(!is_emulators_fault(None, None));
        let other = oops("Oops: general protection fault: 0000 [#1] SMP NOPTI");
        assert!(!is_emulators_fault(Some(&other), Some(SIGABRT)));
        let panic = Crash::Panic("VFS: Unable to mount root fs".to_owned());
        assert!(!is_emulators_fault(Some(&panic), Some(SIGABRT)));
    }
}
