// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo lab run` and `cargo lab shell`: one command in a guest that has all modules and programs of this project.

use std::borrow::Borrow;
use std::fs;
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{ensure, Context, Result};
use klink_lab_init::{FromGuest, Job, Status, ToGuest};

use crate::arch::Arch;
use crate::build::{self, Checkout, Profile};
use crate::cache::{Cache, Cached};
use crate::cli::MachineArgs;
use crate::emulator::Emulator;
use crate::guest::{Ending, Guest, Sender, Spec};
use crate::image::Image;
use crate::kernels::Flavour;
use crate::log::Log;
use crate::progress::say;
use crate::qemu::Accelerator;
use crate::reference_tools::ReferenceTools;
use crate::terminal::Terminal;
use crate::{kvm, stock_modules};

/// The command, and the guest's first process.
const PROGRAMS: [&str; 2] = ["klink", "klink-lab-init"];

/// The signal that kills a program that writes to a closed pipe.
const SIGPIPE: u8 = 13;

/// The driver of the network card that reaches the host.
const NETWORK_DRIVER: &str = "virtio_net";

/// Sets up that card, then runs the command. The addresses are those of QEMU's user network.
const HOST_NETWORK: &str = "\
    modprobe virtio_net && ip address add 10.0.2.15/24 dev eth0 && ip link set eth0 up || {\n\
    echo 'lab: the guest has no network to the host' >&2\n\
    exit 125\n\
    }\n\
    exec \"$@\"\n";

/// The ordinary user in the guest.
const USER: u32 = 1000;

/// The content of a guest, in addition to the stock kernel.
#[derive(Debug, Default)]
pub struct Content {
    /// Files for /lib/klink.
    pub modules: Vec<PathBuf>,
    /// The first process.
    pub init: PathBuf,
    /// Files for /usr/bin.
    pub programs: Vec<PathBuf>,
    /// Files and folders for /job.
    pub copies: Vec<PathBuf>,
    /// Test binaries for /job/tests, with their names.
    pub tests: Vec<(String, PathBuf)>,
    /// Modules of the stock kernel, by name.
    pub stock_modules: Vec<String>,
    /// Programs of other projects.
    pub reference_tools: Option<ReferenceTools>,
}

impl Content {
    /// Adds modules, of which each must have a unique name.
    pub fn add_modules(&mut self, modules: Vec<PathBuf>) {
        for module in modules {
            if self
                .modules
                .iter()
                .all(|other| other.file_name() != module.file_name())
            {
                self.modules.push(module);
            }
        }
    }
}

/// Builds this project's modules, or `only` those of these folders, and its programs for an architecture, and `programs`
/// besides, while `prepare` sets up the kernel that the modules are for. Returns what that returned, too.
///
/// # Errors
/// Fails if they do not build, or if `prepare` does.
pub fn build<K: Borrow<Cached>>(
    checkout: &Checkout,
    arch: Arch,
    only: &[String],
    programs: &[String],
    profile: Profile,
    prepare: impl FnOnce() -> Result<K>,
) -> Result<(K, Content)> {
    let more = programs.iter().map(String::as_str);
    let programs: Vec<&str> = PROGRAMS.into_iter().chain(more).collect();
    thread::scope(|scope| {
        let programs = scope.spawn(|| {
            // The kernel's part takes longer, and often only one processor: the compiler gets what that leaves, and a
            // quarter where that leaves nothing. This is the priority of the thread, and of what it starts.
            let _ = rustix::process::nice(5);
            checkout.build_programs(arch, &programs, profile)
        });
        let prepared = prepare()?;
        let modules = checkout.build_modules(prepared.borrow(), only)?;
        let mut programs = programs
            .join()
            .ok()
            .context("building the programs failed")??;
        let init = programs
            .remove("klink-lab-init")
            .context("cargo built no program klink-lab-init")?;
        let content = Content {
            modules,
            init,
            programs: programs.into_values().collect(),
            ..Content::default()
        };
        Ok((prepared, content))
    })
}

/// A command to run in a guest, and how to run it.
#[derive(Debug, Default)]
pub struct Task {
    pub words: Vec<String>,
    /// Environment variables as `NAME=value`.
    pub environment: Vec<String>,
    /// Whether the command gets this terminal, if there is one.
    pub interactive: bool,
    /// The time limit, if there is one.
    pub limit: Option<Duration>,
}

/// Boots a guest, which ends with this thread, and runs a task in it. The output of the task is passed to `output`.
/// Returns how the task ended, and the kernel's log.
///
/// # Errors
/// Fails if the guest ended before the task; see [`Lost`].
pub fn run(
    cache: &Cache,
    cached: &Cached,
    machine: &MachineArgs,
    content: &Content,
    task: Task,
    output: impl FnMut(FromGuest) -> io::Result<()>,
) -> Result<(Status, Log)> {
    let emulator = Emulator::find(cache, cached.kernel.arch)?
        .context("QEMU has disappeared from the cache: another program removes files there")?;
    ensure!(
        !machine.host_network || !matches!(cached.kernel.flavour, Flavour::Debug(_)),
        "the debug kernel has no driver for a network card: use --host-network with another --kernel"
    );
    let image = image(cached, content, machine.host_network)?;
    let kernel = cached.folder.join("vmlinux");
    let mut spec = Spec {
        emulator: &emulator,
        accelerator: Accelerator::Emulation,
        kernel: &kernel,
        image: &image,
        processors: machine.smp,
        memory: machine.mem.unwrap_or(cached.kernel.memory()),
        parameters: &machine.kernel_parameter,
        host_network: machine.host_network,
    };
    spec.accelerator = if machine.count_instructions {
        Accelerator::Counting
    } else {
        kvm::choose(cache, &spec)?
    };
    let mut guest = Guest::boot(&spec)?;
    let size = Terminal::size().filter(|_| task.interactive);
    let mut environment = task.environment;
    if let (Some(_), Ok(kind)) = (size, std::env::var("TERM")) {
        environment.push(format!("TERM={kind}"));
    }
    let job = Job {
        terminal: size,
        environment,
        words: command(task.words, machine.host_network),
    };
    let mut terminal = None;
    let started = |channel: Sender| {
        if size.is_some() {
            terminal = Terminal::take(channel.clone()).ok();
        }
        thread::spawn(move || forward_input(&channel, size.is_some()));
    };
    let ending = guest.run(job, task.limit, started, output);
    drop(terminal);
    if let Some(path) = &machine.log {
        let log = guest.log().lines().join("\n") + "\n";
        fs::write(path, log)
            .with_context(|| format!("cannot write the kernel's log to {}", path.display()))?;
    }
    match ending {
        Ok(Ending::Ended(status)) => Ok((status, guest.take_log())),
        Ok(Ending::Lost(reason)) => Err(Lost {
            reason,
            log: guest.log().lines(),
        }
        .into()),
        // The reader of the output is gone: the status is that of a shell for a program that SIGPIPE has killed.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            Ok((Status::Signaled(SIGPIPE), guest.take_log()))
        }
        Err(error) => Err(error).context("cannot pass the guest's output on"),
    }
}

/// Passes the task's output on to the lab's own output.
pub fn pass_on(frame: FromGuest) -> io::Result<()> {
    fn write(mut out: impl Write, bytes: &[u8]) -> io::Result<()> {
        out.write_all(bytes)?;
        out.flush()
    }
    match frame {
        FromGuest::Stdout(bytes) => write(io::stdout(), &bytes),
        FromGuest::Stderr(bytes) => write(io::stderr(), &bytes),
        _ => Ok(()),
    }
}

/// Prints the complaints in the kernel's log; returns whether there are any.
pub fn complains(log: &Log) -> bool {
    let complaints = log.complaints();
    for complaint in &complaints {
        say(format_args!("the kernel complains: {complaint}"));
    }
    if !complaints.is_empty() {
        say("use --log FILE to write the whole log");
    }
    !complaints.is_empty()
}

/// A guest that was lost, with its kernel's log.
#[derive(Debug)]
pub struct Lost {
    reason: String,
    log: Vec<String>,
}

impl std::error::Error for Lost {}

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}\nThe kernel's log:\n{}",
            self.reason,
            self.log.join("\n")
        )
    }
}

/// The exit status for the end of a command: its own, or 128 plus the number of the signal that killed it, as in a
/// shell.
pub fn exit_status(status: Status) -> u8 {
    match status {
        Status::Exited(status) => status,
        Status::Signaled(signal) => {
            say(format_args!("signal {signal} killed the command"));
            signal.saturating_add(128)
        }
    }
}

/// Interprets one word as a script, several as a program and its arguments, and none as a shell.
fn command(words: Vec<String>, host_network: bool) -> Vec<String> {
    let words = match words.as_slice() {
        [] => vec!["sh".to_owned()],
        [script] => ["sh", "-c", script].map(str::to_owned).to_vec(),
        _ => words,
    };
    if !host_network {
        return words;
    }
    let before = ["sh", "-c", HOST_NETWORK, "sh"].map(str::to_owned);
    before.into_iter().chain(words).collect()
}

/// The guest's file system.
fn image(cached: &Cached, content: &Content, host_network: bool) -> Result<Vec<u8>> {
    let mut image = Image::new();
    const BUSYBOX: &str = "usr/bin/busybox";
    let guest = cached.toolchain.join(cached.kernel.arch.guest_root());
    image.file("bin/busybox", 0o755, &read(&guest.join(BUSYBOX))?)?;
    // The same package for this machine has the same programs.
    let applets = Command::new(cached.toolchain.join(BUSYBOX))
        .arg("--list")
        .output()
        .context("cannot ask busybox for its programs")?;
    for applet in String::from_utf8_lossy(&applets.stdout)
        .lines()
        .filter(|&applet| applet != "busybox")
    {
        image.link(Path::new("bin").join(applet), "busybox")?;
    }
    let passwd =
        format!("root:x:0:0:root:/root:/bin/sh\nuser:x:{USER}:{USER}:user:/home/user:/bin/sh\n");
    image.file("etc/passwd", 0o644, passwd.as_bytes())?;
    image.file(
        "etc/group",
        0o644,
        format!("root:x:0:\ntty:x:5:\nuser:x:{USER}:\n").as_bytes(),
    )?;
    for folder in ["root", "sbin", "usr/sbin", "usr/local/bin", "var/tmp"] {
        image.folder(folder)?;
    }
    image.folder_of("home/user", USER, 0o755)?;
    image.folder_of("job", 0, 0o1777)?;
    image.folder("lib/klink")?;
    image.file("init", 0o755, &read(&content.init)?)?;
    for module in &content.modules {
        let name = module.file_name().unwrap_or_default();
        let module = read(&build::stripped(cached, module)?)?;
        image.file(Path::new("lib/klink").join(name), 0o644, &module)?;
    }
    for program in &content.programs {
        let name = program.file_name().unwrap_or_default();
        image.file(Path::new("usr/bin").join(name), 0o755, &read(program)?)?;
    }
    for (name, file) in &content.tests {
        image.file(Path::new("job/tests").join(name), 0o755, &read(file)?)?;
    }
    for source in &content.copies {
        let full = source
            .canonicalize()
            .with_context(|| format!("cannot copy {}", source.display()))?;
        let name = full
            .file_name()
            .with_context(|| format!("cannot copy {}: it has no name", source.display()))?;
        image.copy(Path::new("job").join(name), &full)?;
    }
    if let Some(reference_tools) = &content.reference_tools {
        reference_tools.add(&mut image)?;
    }
    let always = stock_modules::ALWAYS.into_iter();
    let always = always.chain(host_network.then_some(NETWORK_DRIVER));
    stock_modules::add(
        &mut image,
        cached,
        always
            .map(str::to_owned)
            .chain(content.stock_modules.iter().cloned()),
    )?;
    image.finish()
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Sends standard input and its end. The guest gets the terminal only if the task has one itself.
fn forward_input(channel: &Sender, interactive: bool) {
    let mut input = io::stdin();
    let mut buffer = vec![0; 32 << 10];
    if interactive || !input.is_terminal() {
        loop {
            let bytes = match input.read(&mut buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Ok(0) | Err(_) => break,
                Ok(length) => buffer[..length].to_vec(),
            };
            if channel.send(&ToGuest::Stdin(bytes)).is_err() {
                return;
            }
        }
    }
    let _ = channel.send(&ToGuest::Stdin(Vec::new()));
}
