// SPDX-License-Identifier: MIT OR Apache-2.0

//! The campaign: senders with and without privileges, and the activity around them.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use anyhow::{ensure, Context, Result};

use crate::autoload;
use crate::caller;
use crate::churn::Churn;
use crate::expected;
use crate::progress::{Progress, LOOK};
use crate::rows::PAST_THE_HEADER;
use crate::signals::over;
use crate::tally::{Section, Tally};

/// The permanent senders, by user: the ordinary user twice, and root.
const SENDERS: [u32; 3] = [USER, USER, 0];

/// The guest's ordinary user.
const USER: u32 = 1000;

/// The number of datagrams that a visitor from another network namespace sends before the namespace is removed.
const VISIT: u64 = 192;

/// The modules for safe calls: the one that publishes, and the one that it publishes to.
const CALLERS: [&str; 2] = ["/lib/klink/klink_events.ko", "/lib/klink/klink_attack.ko"];

/// The number of processes that request calls at the same time, and of those that send from namespaces of their own all
/// the time.
const AT_ONCE: u64 = 2;

/// How often the progress of the senders is reported.
const REPORT: Duration = Duration::from_secs(30);

/// The settings of a campaign.
#[derive(Clone, Debug)]
pub struct Campaign {
    pub seed: u64,
    pub datagrams: u64,
    /// The number of safe calls from a module.
    pub calls: u64,
    /// The modules under attack, which are loaded and unloaded throughout.
    pub modules: Vec<PathBuf>,
    /// The families under attack.
    pub families: Vec<String>,
}

impl Campaign {
    /// Runs the campaign, prints the table, and returns whether all of it was reached.
    ///
    /// # Errors
    /// Fails if something could not be done, or a module did not unload at the end.
    pub fn run(&self) -> Result<bool> {
        autoload::prepare(&self.modules)?;
        let _ = fs::remove_file(over());
        // All of its modules except the first, which the second needs, are loaded and unloaded.
        let (events, attack) = match self.calls {
            0 => (&[][..], &[][..]),
            _ => CALLERS.split_at(1),
        };
        let events = Churn::new(&paths(events), self.seed)?;
        let modules = [self.modules.clone(), paths(attack)].concat();
        let churn = Churn::new(&modules, self.seed)?;
        let progress = Progress::new(self.datagrams);
        let tally = Mutex::new(expected::rows(&self.families, self.calls != 0));
        let start = Instant::now();
        thread::scope(|scope| {
            let around = [
                scope.spawn(|| churn.run(&progress).map(|lines| merge(&tally, &lines))?),
                scope.spawn(|| self.visitors(&tally, &progress)),
                scope.spawn(|| report(&progress)),
            ];
            let senders: Vec<_> = (0..SENDERS.len())
                .map(|number| {
                    scope.spawn({
                        let (tally, progress) = (&tally, &progress);
                        move || self.sender(number, tally, progress)
                    })
                })
                .collect();
            let callers: Vec<_> = (0..AT_ONCE)
                .map(|number| {
                    let (tally, progress) = (&tally, &progress);
                    let share = self.calls.div_ceil(AT_ONCE);
                    scope.spawn(move || {
                        let seed = self.seed.wrapping_add(number);
                        let wait = |made| progress.wait_for_part(made, share);
                        let lines = caller::run(seed, share, wait)?;
                        merge(tally, &lines)
                    })
                })
                .collect();
            let strangers: Vec<_> = (0..AT_ONCE)
                .map(|number| {
                    let tally = &tally;
                    scope.spawn(move || self.stranger(number, tally))
                })
                .collect();
            let join = |thread: thread::ScopedJoinHandle<'_, Result<()>>| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err(anyhow::anyhow!("a thread panicked")))
            };
            let senders = senders.into_iter().chain(callers).map(join);
            let senders = senders.collect::<Vec<_>>();
            progress.end();
            fs::write(over(), "")?;
            let around = around.into_iter().chain(strangers).map(join);
            let around = around.collect::<Vec<_>>();
            senders.into_iter().chain(around).collect::<Result<()>>()
        })?;
        let seconds = start.elapsed().as_secs_f64();
        churn.unload_all()?;
        events.unload_all()?;
        let mut tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
        let loaded = fs::read_to_string(autoload::LOADED).unwrap_or_default();
        let row = tally.row(Section::Event, expected::BY_NAME);
        tally.add(row, loaded.lines().count() as u64);
        print!("{tally}");
        Ok(self.report(&tally, seconds))
    }

    fn report(&self, tally: &Tally, seconds: f64) -> bool {
        let sent = tally.of(Section::Datagram, expected::SENT);
        let past = tally.of(Section::Datagram, PAST_THE_HEADER);
        let made = tally.sum(Section::Made);
        println!(
            "seed {}: {made} calls and {sent} datagrams in {seconds:.0} s, {:.0} a second, {:.0} % past the header",
            self.seed,
            sent as f64 / seconds,
            100.0 * past as f64 / sent.max(1) as f64,
        );
        let zeros = tally.zeros();
        zeros
            .iter()
            .for_each(|row| println!("never reached: {row}"));
        let enough = sent >= self.datagrams && 2 * past > sent && made >= self.calls;
        if !enough {
            println!("too few datagrams, too few past the header, or too few calls");
        }
        zeros.is_empty() && enough
    }

    /// One sender, from its start to its end.
    fn sender(&self, number: usize, tally: &Mutex<Tally>, progress: &Progress) -> Result<()> {
        let user = SENDERS.get(number).copied().unwrap_or(USER);
        let share = self.datagrams.div_ceil(SENDERS.len() as u64);
        let mut command = Command::new(env::current_exe()?);
        let mut command = self.orders(&mut command, number as u64, share, &self.families);
        command = command.uid(user).gid(user);
        let mut last = 0;
        let ended = watch(command, tally, |count| {
            progress.add(count - last);
            last = count;
        });
        // Nobody waits for one that failed.
        progress.add(share.saturating_sub(last));
        ended.with_context(|| format!("sender {number} failed"))
    }

    /// Visitors from other network namespaces, one after the other.
    fn visitors(&self, tally: &Mutex<Tally>, progress: &Progress) -> Result<()> {
        let mut number = SENDERS.len() as u64;
        while !progress.is_over() {
            let mut command = Command::new("unshare");
            command.arg("-Urn").arg(env::current_exe()?);
            // The modules' families do not exist there; the controller does.
            let families = ["nlctrl".to_owned()];
            let command = self
                .orders(&mut command, number, VISIT, &families)
                .uid(USER)
                .gid(USER);
            watch(command, tally, |_| ()).with_context(|| format!("visitor {number} failed"))?;
            let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
            tally.note(Section::Event, "network namespace came and went");
            number += 1;
        }
        Ok(())
    }

    /// A process that sends from a namespace that is older than the modules' sockets.
    fn stranger(&self, number: u64, tally: &Mutex<Tally>) -> Result<()> {
        let mut command = Command::new("unshare");
        let seed = self.seed.wrapping_add(number).to_string();
        command
            .arg("-Urn")
            .arg(env::current_exe()?)
            .args(["stranger", "--seed", &seed]);
        watch(command.uid(USER).gid(USER), tally, |_| ())
            .with_context(|| format!("stranger {number} failed"))
    }

    fn orders<'c>(
        &self,
        command: &'c mut Command,
        number: u64,
        datagrams: u64,
        families: &[String],
    ) -> &'c mut Command {
        command.arg("send").args([
            "--seed",
            &self.seed.to_string(),
            "--number",
            &number.to_string(),
        ]);
        command.args(["--datagrams", &datagrams.to_string()]);
        families.iter().fold(command, |command, family| {
            command.args(["--family", family])
        })
    }
}

/// Runs a sender; reports to `progress` how many datagrams it has sent, and adds its table at its end.
fn watch(command: &mut Command, tally: &Mutex<Tally>, mut progress: impl FnMut(u64)) -> Result<()> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start a sender")?;
    let mut lines = Vec::new();
    for line in child
        .stdout
        .take()
        .into_iter()
        .flat_map(|output| BufReader::new(output).lines())
    {
        let line = line?;
        match line.strip_prefix("sent ") {
            Some(count) => progress(count.parse()?),
            None => lines.push(line),
        }
    }
    let status = child.wait()?;
    ensure!(status.success(), "{status}");
    merge(tally, &lines)
}

fn merge(tally: &Mutex<Tally>, lines: &[String]) -> Result<()> {
    let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
    lines.iter().try_for_each(|line| tally.add_line(line))
}

fn report(progress: &Progress) -> Result<()> {
    let mut last = Instant::now();
    while !progress.is_over() {
        sleep(LOOK);
        if last.elapsed() >= REPORT {
            last = Instant::now();
            println!("{} of {} datagrams", progress.sent(), progress.datagrams());
        }
    }
    Ok(())
}

fn paths(files: &[&str]) -> Vec<PathBuf> {
    files.iter().map(PathBuf::from).collect()
}
