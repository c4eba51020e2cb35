// SPDX-License-Identifier: MIT OR Apache-2.0
//! The guest's first process: mounts the file systems, runs one command, relays its input and output over the lab's
//! channel, and ends the guest.
#![forbid(unsafe_code)]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use klink_lab_init::{leaks, FromGuest, Job, Size, Status, ToGuest, BEAT_MILLIS, HANG_BEATS, PORT};
use rustix::event::{poll, PollFd, PollFlags};
use rustix::fs::OFlags;
use rustix::mount::{mount, MountFlags};
use rustix::process::{getpid, kill_process, wait, Pid, Signal, WaitOptions, WaitStatus};
use rustix::pty::{grantpt, openpt, ptsname, unlockpt, OpenptFlags};
use rustix::system::{reboot, sethostname, RebootCommand};
use rustix::termios::{tcsetwinsize, Winsize};
use rustix::thread::{sched_setaffinity, CpuSet};

/// How long processes that a command has left running may take to die, and their output to arrive.
const END_OF_COMMAND: Duration = Duration::from_secs(2);

fn main() {
    if let Err(error) = boot() {
        // The console is the only output that still works: the lab shows it when the guest ends without a status.
        eprintln!("klink-lab-init: {error}");
    }
    // QEMU exits instead of restarting the machine. Every kernel can restart, while powering off requires ACPI. If the
    // restart fails, the first process ends, which panics the kernel: the guest ends in both cases.
    let _ = reboot(RebootCommand::Restart);
}

fn boot() -> io::Result<()> {
    mount_system()?;
    let port = open_port()?;
    let channel = Channel(Arc::new(Mutex::new(port.try_clone()?)));
    let log = KernelLog::open()?;
    channel.send(&FromGuest::Up)?;
    start_heartbeats(&channel)?;
    {
        let (channel, log) = (channel.clone(), log.clone());
        thread::spawn(move || log.follow(&channel));
    }
    let (frames, input) = mpsc::sync_channel(4);
    let (dismiss, dismissed) = mpsc::channel();
    thread::spawn(move || receive(port, &frames, &dismiss));
    let ended = match run(input, &channel) {
        Ok(status) => FromGuest::Ended(status),
        Err(error) => FromGuest::Failed(error.to_string()),
    };
    let leaks = look_for_leaks()?;
    log.forward(&channel)?;
    if !leaks.is_empty() {
        channel.send(&FromGuest::Kmsg(leaks.into()))?;
    }
    channel.send(&ended)?;
    // A lab that does not reply is gone, so the guest need not stay.
    let _ = dismissed.recv_timeout(END_OF_COMMAND);
    Ok(())
}

/// Passes on the frames from the lab to their consumers, until the lab dismisses the guest.
fn receive(mut port: File, frames: &SyncSender<ToGuest>, dismiss: &Sender<()>) {
    while let Ok(Some(frame)) = ToGuest::read(&mut port) {
        if frame == ToGuest::Dismiss {
            let _ = dismiss.send(());
            return;
        }
        let _ = frames.send(frame);
    }
}

/// Starts the heartbeats: the first processor sends them, and each processor checks whether the others still take their
/// turns, because a guest can do much even when one of them is stuck.
fn start_heartbeats(channel: &Channel) -> io::Result<()> {
    let count = thread::available_parallelism()?.get();
    let turns: Arc<Vec<AtomicU64>> = Arc::new((0..count).map(|_| AtomicU64::new(0)).collect());
    for own in 0..count {
        let (channel, turns) = (channel.clone(), Arc::clone(&turns));
        thread::spawn(move || {
            let mut only_this = CpuSet::new();
            only_this.set(own);
            if sched_setaffinity(None, &only_this).is_err() {
                return;
            }
            // For each processor: its turns when they last changed, and this one's own turn at that time.
            let mut seen = vec![(0, 0); turns.len()];
            loop {
                let now = turns[own].fetch_add(1, Ordering::Relaxed) + 1;
                if own == 0 && channel.send(&FromGuest::Beat).is_err() {
                    return;
                }
                for (processor, (theirs, at)) in seen.iter_mut().enumerate() {
                    let current = turns[processor].load(Ordering::Relaxed);
                    if current != *theirs {
                        (*theirs, *at) = (current, now);
                    } else if now - *at == HANG_BEATS {
                        let _ = channel.send(&FromGuest::Hangs(processor as u16));
                    }
                }
                thread::sleep(Duration::from_millis(BEAT_MILLIS));
            }
        });
    }
    Ok(())
}

/// The kernel's leaks, as records of its log.
fn look_for_leaks() -> io::Result<String> {
    // A frame of the channel has room for a few hundred leaks.
    Ok(leaks::find()?
        .lines()
        .take(8_000)
        .map(|line| format!("4,0,0,-;kmemleak: {line}\n"))
        .collect())
}

/// Mounts the kernel's file systems and brings the loopback device up.
fn mount_system() -> io::Result<()> {
    let mounts = [
        ("proc", "/proc", ""),
        ("sysfs", "/sys", ""),
        ("devtmpfs", "/dev", "mode=0755"),
        ("devpts", "/dev/pts", "mode=0620,gid=5,ptmxmode=0666"),
        ("tmpfs", "/dev/shm", "mode=1777"),
        ("tmpfs", "/tmp", "mode=1777"),
        ("tmpfs", "/run", "mode=0755"),
        ("cgroup2", "/sys/fs/cgroup", ""),
        ("debugfs", "/sys/kernel/debug", ""),
        ("tracefs", "/sys/kernel/tracing", ""),
    ];
    for (kind, target, options) in mounts {
        // A mount point in sysfs exists only if the kernel was built with its file system.
        if target.starts_with("/sys/") && !Path::new(target).exists() {
            continue;
        }
        fs::create_dir_all(target)?;
        let options = std::ffi::CString::new(options)?;
        mount(
            kind,
            target,
            kind,
            MountFlags::empty(),
            Some(options.as_c_str()),
        )
        .map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("cannot mount {kind} on {target}: {error}"),
            )
        })?;
    }
    for (link, target) in [
        ("fd", "fd"),
        ("stdin", "fd/0"),
        ("stdout", "fd/1"),
        ("stderr", "fd/2"),
    ] {
        let (target, link) = (
            Path::new("/proc/self").join(target),
            Path::new("/dev").join(link),
        );
        match symlink(target, link) {
            // Another process has booted this guest, and made them.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => made?,
        }
    }
    sethostname(b"lab")?;
    Command::new("/bin/ip")
        .args(["link", "set", "lo", "up"])
        .status()?;
    Ok(())
}

/// Opens the lab's virtio-serial port, found by its name.
fn open_port() -> io::Result<File> {
    for entry in fs::read_dir("/sys/class/virtio-ports")? {
        let entry = entry?;
        if fs::read_to_string(entry.path().join("name")).is_ok_and(|name| name.trim_end() == PORT) {
            return OpenOptions::new()
                .read(true)
                .write(true)
                .open(Path::new("/dev").join(entry.file_name()));
        }
    }
    Err(io::Error::new(
        io::ErrorKind::NotFound,
        format!("no virtio-serial port has the name {PORT}"),
    ))
}

/// The sending side of the lab's channel, shared by the threads.
#[derive(Clone)]
struct Channel(Arc<Mutex<File>>);

impl Channel {
    fn send(&self, frame: &FromGuest) -> io::Result<()> {
        frame.write(&mut *lock(&self.0))
    }
}

/// The kernel's log from its first record on.
#[derive(Clone)]
struct KernelLog(Arc<Mutex<File>>);

impl KernelLog {
    fn open() -> io::Result<Self> {
        let file = rustix::fs::open(
            "/dev/kmsg",
            OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC,
            0.into(),
        )?;
        Ok(KernelLog(Arc::new(Mutex::new(file.into()))))
    }

    fn follow(&self, channel: &Channel) {
        let Ok(file) = lock(&self.0).try_clone() else {
            return;
        };
        loop {
            let mut readable = [PollFd::new(&file, PollFlags::IN)];
            if poll(&mut readable, None).is_err() || self.forward(channel).is_err() {
                return;
            }
        }
    }

    /// Sends every record that has not been sent.
    fn forward(&self, channel: &Channel) -> io::Result<()> {
        let mut file = lock(&self.0);
        let mut record = vec![0; 16 << 10];
        let mut records = Vec::new();
        loop {
            match file.read(&mut record) {
                Ok(length) => records.extend_from_slice(&record[..length]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                // EPIPE: the ring has overwritten records that were not read; the next read continues after them.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    records.extend_from_slice(
                        b"4,0,0,-;[the kernel's log wrapped: records are lost here]\n",
                    );
                }
                Err(error) => return Err(error),
            }
            if records.len() > 64 << 10 {
                channel.send(&FromGuest::Kmsg(std::mem::take(&mut records)))?;
            }
        }
        if records.is_empty() {
            return Ok(());
        }
        channel.send(&FromGuest::Kmsg(records))
    }
}

/// Runs the job that the lab sends, until it and everything it started have ended.
fn run(input: Receiver<ToGuest>, channel: &Channel) -> io::Result<Status> {
    let job = match input.recv() {
        Ok(ToGuest::Run(job)) => job,
        frame => {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("expected a job, got {frame:?}"),
            ))
        }
    };
    let (relays, relays_done) = mpsc::channel();
    let child = match job.terminal {
        Some(size) => start_on_terminal(&job, size, input, channel, &relays)?,
        None => start_on_pipes(&job, input, channel, &relays)?,
    };
    drop(relays);
    let status = reap_until(child.id())?;
    kill_the_rest();
    // Nothing is sent on this channel: it disconnects when the last relay has ended.
    let _ = relays_done.recv_timeout(END_OF_COMMAND);
    Ok(status)
}

fn start_on_pipes(
    job: &Job,
    input: Receiver<ToGuest>,
    channel: &Channel,
    relays: &Sender<()>,
) -> io::Result<Child> {
    let mut child = command(&job.words, job)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take();
    thread::spawn(move || {
        for frame in input {
            let ToGuest::Stdin(bytes) = frame else {
                continue;
            };
            let written = stdin
                .as_mut()
                .is_some_and(|stdin| stdin.write_all(&bytes).is_ok());
            if bytes.is_empty() || !written {
                stdin = None;
            }
        }
    });
    if let Some(stdout) = child.stdout.take() {
        relay(stdout, FromGuest::Stdout, channel, relays);
    }
    if let Some(stderr) = child.stderr.take() {
        relay(stderr, FromGuest::Stderr, channel, relays);
    }
    Ok(child)
}

fn start_on_terminal(
    job: &Job,
    size: Size,
    input: Receiver<ToGuest>,
    channel: &Channel,
    relays: &Sender<()>,
) -> io::Result<Child> {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    grantpt(&master)?;
    unlockpt(&master)?;
    let name = ptsname(&master, Vec::new())?.to_string_lossy().into_owned();
    let mut master = File::from(master);
    resize(&master, size)?;
    let slave = OpenOptions::new().read(true).write(true).open(name)?;
    // setsid makes the terminal the controlling one, so that Ctrl-C reaches the command.
    let words: Vec<String> = ["/bin/setsid", "-c"]
        .iter()
        .map(|&word| word.to_owned())
        .chain(job.words.clone())
        .collect();
    let child = command(&words, job)
        .stdin(slave.try_clone()?)
        .stdout(slave.try_clone()?)
        .stderr(slave)
        .spawn()?;
    relay(master.try_clone()?, FromGuest::Stdout, channel, relays);
    thread::spawn(move || {
        for frame in input {
            let _ = match frame {
                // A terminal sees the end of the lab's input as Ctrl-D.
                ToGuest::Stdin(bytes) if bytes.is_empty() => master.write_all(&[4]),
                ToGuest::Stdin(bytes) => master.write_all(&bytes),
                ToGuest::Resize(size) => resize(&master, size),
                ToGuest::Run(_) | ToGuest::Dismiss => Ok(()),
            };
        }
    });
    Ok(child)
}

fn command(words: &[String], job: &Job) -> Command {
    let mut command = Command::new("/bin/sh");
    // The shell finds the program on the PATH, and gives the statuses 126 and 127 their usual meaning.
    command
        .args(["-c", "exec \"$@\"", "sh"])
        .args(words)
        .current_dir("/job")
        .env_clear();
    command.envs([
        (
            "PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ),
        ("HOME", "/root"),
        ("USER", "root"),
        ("SHELL", "/bin/sh"),
        ("LANG", "C.UTF-8"),
    ]);
    command.envs(
        job.environment
            .iter()
            .filter_map(|variable| variable.split_once('=')),
    );
    command
}

/// Sends the output of `source`, until its end, in frames that `frame` makes.
fn relay(
    mut source: impl Read + Send + 'static,
    frame: fn(Vec<u8>) -> FromGuest,
    channel: &Channel,
    done: &Sender<()>,
) {
    let (channel, done) = (channel.clone(), done.clone());
    thread::spawn(move || {
        let _done = done;
        let mut buffer = vec![0; 64 << 10];
        loop {
            match source.read(&mut buffer) {
                // A terminal returns EIO after its last user has closed it.
                Ok(0) | Err(_) => return,
                Ok(length) if channel.send(&frame(buffer[..length].to_vec())).is_err() => return,
                Ok(_) => {}
            }
        }
    });
}

fn resize(terminal: &File, size: Size) -> io::Result<()> {
    let size = Winsize {
        ws_row: size.rows,
        ws_col: size.columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    Ok(tcsetwinsize(terminal, size)?)
}

/// Reaps every process that ends, as the first process has to, until the process `id` has ended.
fn reap_until(id: u32) -> io::Result<Status> {
    loop {
        match wait(WaitOptions::empty()) {
            Ok(Some((pid, status))) if pid.as_raw_nonzero().get().unsigned_abs() == id => {
                return Ok(outcome(status))
            }
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn outcome(status: WaitStatus) -> Status {
    let byte = |number: i32| u8::try_from(number).unwrap_or(u8::MAX);
    match status.terminating_signal() {
        Some(signal) => Status::Signaled(byte(signal)),
        None => Status::Exited(byte(status.exit_status().unwrap_or(i32::from(u8::MAX)))),
    }
}

/// Kills the processes that the command has left running, so that its output ends.
fn kill_the_rest() {
    let deadline = Instant::now() + END_OF_COMMAND;
    loop {
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let pid = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
                .and_then(Pid::from_raw);
            // Kernel threads ignore it.
            if let Some(pid) = pid.filter(|&pid| pid != getpid()) {
                let _ = kill_process(pid, Signal::KILL);
            }
        }
        match wait(WaitOptions::NOHANG) {
            Err(_) => return,
            Ok(_) if Instant::now() > deadline => return,
            Ok(Some(_)) => {}
            Ok(None) => thread::sleep(Duration::from_millis(1)),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
