// SPDX-License-Identifier: MIT OR Apache-2.0

//! The storm: a process of its own that forks, so its cost does not depend on the size of a collector.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{ensure, Context, Result};

use crate::clock;

/// The plan of a storm: processes that end at once, then processes that run a program that ends at once.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub forks: u32,
    pub execs: u32,
    /// The wait before each.
    pub gap: Duration,
    /// Whether processes have no memory of their own (vfork(2)), which is faster if only the number of events counts.
    pub light: bool,
}

impl Plan {
    /// The number of process events that it causes.
    pub fn events(&self) -> u64 {
        2 * u64::from(self.forks) + 3 * u64::from(self.execs)
    }
}

/// The cost of the forks without exec.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Nanoseconds of processor time of the storm and its children, for each.
    pub cpu: f64,
    /// Nanoseconds that passed, for each.
    pub wall: f64,
}

/// A storm that waits for its start.
pub struct Storm {
    child: Child,
    out: BufReader<ChildStdout>,
    plan: Plan,
}

impl Storm {
    pub fn prepare(plan: Plan) -> Result<Self> {
        let numbers = [
            plan.forks,
            plan.execs,
            plan.gap.as_micros() as u32,
            plan.light.into(),
        ];
        let mut child = Command::new("/proc/self/exe")
            .arg("storm")
            .args(numbers.map(|number| number.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the storm")?;
        let out = child.stdout.take().context("the storm has no output")?;
        let mut storm = Self {
            child,
            out: BufReader::new(out),
            plan,
        };
        storm.line()?;
        Ok(storm)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Starts the storm, and waits until it is over.
    pub fn run(&mut self) -> Result<Cost> {
        let input = self.child.stdin.as_mut();
        writeln!(input.context("the storm has no input")?, "go")?;
        let line = self.line()?;
        let mut numbers = line
            .split_whitespace()
            .filter_map(|word| word.parse::<u64>().ok());
        let mut next = || numbers.next().context("the storm does not report its cost");
        let forks = f64::from(self.plan.forks.max(1));
        Ok(Cost {
            cpu: next()? as f64 / forks,
            wall: next()? as f64 / forks,
        })
    }

    /// Ends the process, after whose events there are no more.
    pub fn end(mut self) -> Result<()> {
        drop(self.child.stdin.take());
        ensure!(self.child.wait()?.success(), "the storm failed");
        Ok(())
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.out.read_line(&mut line)?;
        ensure!(!line.is_empty(), "the storm failed");
        Ok(line)
    }
}

/// The process itself.
pub fn main(words: &[String]) -> Result<()> {
    let number = |index: usize| -> Result<u32> {
        let word = words.get(index).context("storm FORKS EXECS GAP LIGHT")?;
        word.parse()
            .with_context(|| format!("{word} is not a number"))
    };
    let (forks, execs, gap, light) = (number(0)?, number(1)?, number(2)?, number(3)? != 0);
    clock::pin(0);
    let mut input = String::new();
    println!("ready");
    io::stdin().read_line(&mut input)?;
    let (cpu, begin) = (clock::cpu_with_children(), Instant::now());
    for _ in 0..forks {
        if gap > 0 {
            std::thread::sleep(Duration::from_micros(gap.into()));
        }
        fork(light, || {})?;
    }
    let (cpu, wall) = (clock::cpu_with_children() - cpu, begin.elapsed());
    let (program, argument) = (c"/proc/self/exe".as_ptr(), c"nothing".as_ptr());
    let arguments = [program, argument, std::ptr::null()];
    for _ in 0..execs {
        // SAFETY: The strings and the list exist until the other program runs.
        fork(false, || unsafe {
            libc::execv(program, arguments.as_ptr());
        })?;
    }
    println!("{} {}", cpu.as_nanos(), wall.as_nanos());
    io::stdin().read_line(&mut input)?;
    Ok(())
}

/// Makes a process that runs a function and ends, and waits for its end.
#[inline(always)]
fn fork(light: bool, run: impl FnOnce()) -> Result<()> {
    let flags = libc::SIGCHLD
        | if light {
            libc::CLONE_VM | libc::CLONE_VFORK
        } else {
            0
        };
    // SAFETY: The child does nothing but system calls. Without memory of its own it does only one, which leaves this
    // one's as it is, as `clone_and_end` has no frame to come back from.
    let pid = unsafe {
        if light {
            clone_and_end(flags)
        } else {
            match libc::fork() {
                0 => {
                    run();
                    libc::_exit(0)
                }
                pid => pid,
            }
        }
    };
    ensure!(pid > 0, "cannot fork: {}", io::Error::last_os_error());
    let mut status = 0;
    // SAFETY: The status outlives the call.
    let waited = unsafe { libc::waitpid(pid, &mut status, 0) };
    ensure!(
        waited == pid && status == 0,
        "a child of the storm failed: {status:#x}"
    );
    Ok(())
}

/// clone(2), whose child calls _exit(2) with the very next instructions: it touches no stack, which it shares.
unsafe fn clone_and_end(flags: i32) -> i32 {
    let result: i64;
    // SAFETY: The child, which gets 0, leaves with exit_group and never goes past the assembly; the parent waits until
    // then and goes on with all registers but those that a system call changes.
    unsafe {
        std::arch::asm!(
            "syscall",
            "test rax, rax",
            "jnz 2f",
            "xor edi, edi",
            "mov eax, 231",
            "syscall",
            "2:",
            inlateout("rax") libc::SYS_clone => result,
            inlateout("rdi") i64::from(flags) => _,
            in("rsi") 0,
            in("rdx") 0,
            in("r10") 0,
            in("r8") 0,
            out("rcx") _,
            out("r11") _,
        );
    }
    result as i32
}
