// SPDX-License-Identifier: MIT OR Apache-2.0

//! Loads and unloads modules while datagrams arrive.

use std::ffi::CString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{bail, Context, Result};
use fastrand::Rng;
use klink_lab_init::leaks;
use rustix::io::Errno;
use rustix::system::{delete_module, finit_module};

use crate::autoload::load_by_name;
use crate::progress::Progress;
use crate::signals::unloading;
use crate::tally::{Section, Tally};

/// The mean number of datagrams from one attempt to unload a module to the next.
const EVERY: u64 = 800;

/// The number of attempts that a short campaign has at least.
const ATTEMPTS: u64 = 40;

/// How long senders are asked to make room for one attempt to unload.
const ATTEMPT: Duration = Duration::from_secs(1);

/// How long unloading may take when there are no senders any more.
const LAST_ATTEMPT: Duration = Duration::from_secs(10);

/// The modules under attack, loaded.
pub struct Churn {
    modules: Vec<Module>,
    seed: u64,
}

struct Module {
    name: String,
    file: PathBuf,
}

impl Churn {
    /// Loads the modules in these files.
    pub fn new(files: &[PathBuf], seed: u64) -> Result<Self> {
        let module = |file: &PathBuf| {
            let name = file
                .file_stem()
                .and_then(|name| name.to_str())
                .with_context(|| format!("no module: {}", file.display()))?;
            let module = Module {
                name: name.to_owned(),
                file: file.clone(),
            };
            module.load()?;
            Ok(module)
        };
        Ok(Self {
            modules: files.iter().map(module).collect::<Result<_>>()?,
            seed,
        })
    }

    /// Unloads and loads modules until the campaign ends; returns the lines of a table of it.
    pub fn run(&self, progress: &Progress) -> Result<Vec<String>> {
        let every = EVERY.min(progress.datagrams() / ATTEMPTS);
        let mut tally = Tally::default();
        let mut random = Rng::with_seed(self.seed);
        for module in &self.modules {
            tally.row(Section::Event, &module.unloaded());
        }
        while !progress.is_over() {
            progress.wait_for_more(random.u64(..=2 * every));
            load_by_name(random.u8(..4) == 0)?;
            let Some(module) = random.choice(&self.modules) else {
                return Ok(Vec::new());
            };
            File::create(unloading())?;
            let unloaded = module.unload(ATTEMPT, || tally.note(Section::Event, &module.busy()))?;
            fs::remove_file(unloading())?;
            if unloaded {
                tally.note(Section::Event, &module.unloaded());
                sleep(Duration::from_millis(random.u64(..20)));
                module.load()?;
            }
        }
        Ok(tally.to_lines().lines().map(str::to_owned).collect())
    }

    /// Unloads all modules, when they are no longer in use.
    ///
    /// # Errors
    /// Fails if one of them stays busy.
    pub fn unload_all(&self) -> Result<()> {
        for module in self.modules.iter().rev() {
            if !module.unload(LAST_ATTEMPT, || ())? {
                bail!("{} stays busy, although it is no longer used", module.name);
            }
        }
        Ok(())
    }
}

impl Module {
    fn unloaded(&self) -> String {
        format!("{} unloaded under traffic", self.name)
    }

    fn busy(&self) -> String {
        format!("{} too busy to be unloaded", self.name)
    }

    fn load(&self) -> Result<()> {
        let file = File::open(Path::new(&self.file))
            .with_context(|| format!("cannot open {}", self.file.display()))?;
        // The detector would report what the module leaks on purpose.
        let parameters = match self.name == "klink_attack" && Path::new(leaks::DETECTOR).exists() {
            true => c"forget=0",
            false => c"",
        };
        match finit_module(&file, parameters, 0) {
            // A process has already asked for it by name.
            Err(Errno::EXIST | Errno::BUSY) => Ok(()),
            loaded => {
                loaded.with_context(|| format!("the kernel does not load {}", self.file.display()))
            }
        }
    }

    /// Tries until it succeeds, or this time is over; calls `busy` once if it does not succeed at once.
    fn unload(&self, limit: Duration, busy: impl FnOnce()) -> Result<bool> {
        /// Without this flag the call would wait for the module's last user, uninterruptibly.
        const O_NONBLOCK: i32 = 0o4000;
        let name = CString::new(self.name.as_str())?;
        let start = Instant::now();
        let mut busy = Some(busy);
        loop {
            match delete_module(&name, O_NONBLOCK) {
                Ok(()) | Err(Errno::NOENT) => return Ok(true),
                Err(Errno::WOULDBLOCK | Errno::BUSY) if start.elapsed() < limit => {
                    if let Some(busy) = busy.take() {
                        busy();
                    }
                    sleep(Duration::from_millis(1));
                }
                Err(Errno::WOULDBLOCK | Errno::BUSY) => return Ok(false),
                Err(error) => {
                    return Err(error)
                        .with_context(|| format!("the kernel does not unload {}", self.name))
                }
            }
        }
    }
}
