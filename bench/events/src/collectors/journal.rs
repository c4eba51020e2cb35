// SPDX-License-Identifier: MIT OR Apache-2.0

use std::ops::ControlFlow;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{bail, ensure, Context, Result};
use klink::events::{self, EventInPlace, Item, ItemInPlace, Reader, Start};
use klink::tap::{self, Direction};
use klink::Protocol;

use crate::collector::{Account, Collector, Kind, Seen, Tally, WAIT};

const MODULE: &str = "/lib/klink/klink_events.ko";

/// The number of datagrams that klink's sockets for generic netlink have received.
static DATAGRAMS: AtomicU64 = AtomicU64::new(0);

/// Counts datagrams from now on, which takes some time for each.
pub fn count_datagrams() -> Result<()> {
    tap::install(|datagram| {
        if matches!(datagram.direction, Direction::From { .. })
            && datagram.protocol == Protocol::GENERIC
        {
            DATAGRAMS.fetch_add(1, Ordering::Relaxed);
        }
        ControlFlow::Continue(())
    })?;
    Ok(())
}

/// The transport of the journal's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Copied out of the memory that is mapped.
    Mapped,
    /// Read in place, in that memory.
    InPlace,
    Dumps,
}

/// The journal, as klink's reader follows it. The module is loaded as long as this exists.
pub struct Journal {
    // In the order in which they are dropped.
    reader: Reader,
    status: events::Journal,
    transport: Transport,
    /// The minimum time from one look at the journal to the next.
    pause: Duration,
    /// The number of its first event.
    first: u64,
    _module: Option<Module>,
}

impl Journal {
    pub fn open(bytes: u32, transport: Transport, pause: Duration) -> Result<Self> {
        let module = Module::load(bytes)?;
        Self::follow(Some(module), transport, pause)
    }

    /// Another reader of the journal, which exists no longer than the one that has loaded the module.
    pub fn another(&self) -> Result<Self> {
        Self::follow(None, self.transport, self.pause)
    }

    fn follow(module: Option<Module>, transport: Transport, pause: Duration) -> Result<Self> {
        let mut reader = Reader::open(Start::Now)?;
        reader.set_timeout(Some(WAIT));
        if transport == Transport::Dumps {
            reader.use_dumps();
        }
        ensure!(reader.try_next()?.is_none(), "events of no source");
        ensure!(
            reader.is_mapped() == (transport != Transport::Dumps),
            "the memory is not mapped: {:?}",
            reader.why_dumps()
        );
        let first = reader.cursor().next;
        let status = events::Journal::open()?;
        DATAGRAMS.store(0, Ordering::Relaxed);
        Ok(Self {
            reader,
            status,
            transport,
            pause,
            first,
            _module: module,
        })
    }
}

impl Collector for Journal {
    fn read(&mut self, tally: &mut Tally) -> Result<()> {
        if self.transport == Transport::InPlace {
            return self.read_in_place(tally);
        }
        let pause = self.pause;
        loop {
            match self.reader.next() {
                Ok(item) => note(tally, item)?,
                Err(error) if error.is_timeout() => return Ok(()),
                Err(error) => return Err(error.into()),
            }
            if pause > Duration::ZERO {
                // The events of this wake-up, without waiting; new events cause another wake-up.
                while let Some(item) = self.reader.try_next()? {
                    note(tally, item)?;
                }
                thread::sleep(pause);
            }
        }
    }

    fn account(&mut self) -> Result<Option<Account>> {
        let datagrams = DATAGRAMS.load(Ordering::Relaxed);
        let (status, _) = self.status.status()?;
        Ok(Some(Account {
            appended: status.next - self.first,
            datagrams,
        }))
    }
}

impl Journal {
    fn read_in_place(&mut self, tally: &mut Tally) -> Result<()> {
        let seen = |event: &EventInPlace<'_>| {
            let task = event.task()?;
            Some(Seen {
                kind: kind(event.kind())?,
                process: task.tgid,
                parent: Some(task.ppid),
                time: Some(event.time_ns()),
            })
        };
        loop {
            match self.reader.next_in_place(seen) {
                Ok(ItemInPlace::Event(seen)) => tally.note(seen.context("an event of no thread")?),
                Ok(ItemInPlace::Gap(gap)) => tally.lose(Some(gap.count())),
                Ok(ItemInPlace::Restart) => bail!("another journal"),
                Err(error) if error.is_timeout() => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

fn kind(kind: events::Kind) -> Option<Kind> {
    match kind {
        events::Kind::FORK => Some(Kind::Fork),
        events::Kind::EXEC => Some(Kind::Exec),
        events::Kind::EXIT => Some(Kind::Exit),
        _ => None,
    }
}

#[inline(always)] // As the others' are, which are smaller.
fn note(tally: &mut Tally, item: Item<'_>) -> Result<()> {
    let event = match item {
        Item::Event(event) => event,
        Item::Gap(gap) => {
            tally.lose(Some(gap.count()));
            return Ok(());
        }
        Item::Restart => bail!("another journal"),
    };
    let kind = kind(event.kind()).context("an event of a kind that is off")?;
    let task = event.task().context("an event of no thread")?;
    tally.note(Seen {
        kind,
        process: task.tgid,
        parent: Some(task.ppid),
        time: Some(event.time_ns()),
    });
    Ok(())
}

/// The module, loaded with the sources that the other methods have.
struct Module;

impl Module {
    fn load(bytes: u32) -> Result<Self> {
        let size = format!("size={bytes}");
        let status = Command::new("insmod")
            .args([MODULE, &size, "sources=fork,exec,exit"])
            .status()
            .context("cannot start insmod")?;
        ensure!(status.success(), "{MODULE} cannot be loaded: {status}");
        Ok(Self)
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        match Command::new("rmmod").arg("klink_events").status() {
            Ok(status) if status.success() => {}
            other => eprintln!("bench-events: klink_events stays loaded: {other:?}"),
        }
    }
}
