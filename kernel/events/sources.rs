// SPDX-License-Identifier: GPL-2.0

//! The sources: one for each kind of event, switched on and off one by one.

use kernel::prelude::*;
use kernel::sync::{new_mutex, Arc, Mutex};

use klink_kernel::hook::{Ids, Missing};
use klink_kernel::log_error;
use klink_kernel::protocol::events::{event, Kind, State};
use klink_kernel::wire::NoRoom;

use super::journal::{Attributes, Journal};

mod hang;
mod module;
mod net;
mod oom;
mod process;
mod reboot;

/// What keeps a source going, until it is dropped.
trait Hook: Send + Sync {}

impl<T: Send + Sync> Hook for T {}

/// Starts the source of a kind.
fn start(kind: Kind, journal: Arc<Journal>) -> Result<KBox<dyn Hook>, Missing> {
    Ok(match kind {
        Kind::FORK => KBox::new(process::fork(journal)?, GFP_KERNEL)?,
        Kind::EXEC => KBox::new(process::exec(journal)?, GFP_KERNEL)?,
        Kind::EXIT => KBox::new(process::exit(journal)?, GFP_KERNEL)?,
        Kind::COMM => KBox::new(process::comm(journal)?, GFP_KERNEL)?,
        Kind::UID => return Err(process::NO_UID),
        Kind::DEVICE => KBox::new(net::device(journal)?, GFP_KERNEL)?,
        Kind::ADDRESS => KBox::new(net::address(journal)?, GFP_KERNEL)?,
        Kind::MODULE => KBox::new(module::module(journal)?, GFP_KERNEL)?,
        Kind::OOM => KBox::new(oom::oom(journal)?, GFP_KERNEL)?,
        Kind::HANG => KBox::new(hang::hang(journal)?, GFP_KERNEL)?,
        Kind::REBOOT => KBox::new(reboot::reboot(journal)?, GFP_KERNEL)?,
        // Markers come when an administrator sends them.
        Kind::MARK => KBox::new((), GFP_KERNEL)?,
        _ => return Err(Missing::Lacks("this module has no such source")),
    })
}

/// All sources and their state.
#[pin_data]
pub(super) struct Sources {
    #[pin]
    all: Mutex<[Source; Kind::COUNT]>,
}

enum Source {
    Off,
    On { _hook: KBox<dyn Hook> },
    Unavailable(&'static str),
}

impl Source {
    fn start(kind: Kind, journal: &Arc<Journal>) -> Self {
        match start(kind, journal.clone()) {
            Ok(hook) => Self::On { _hook: hook },
            Err(Missing::Lacks(reason)) => Self::Unavailable(reason),
            Err(Missing::Refused(error)) => {
                log_error!("cannot start source {:?}: {error:?}", kind.name());
                Self::Unavailable("the kernel refused to register it: see its log")
            }
        }
    }
}

impl Sources {
    /// Those in the mask are on, where the kernel has them. Markers are always, for nobody has to send any.
    pub(super) fn new(journal: &Arc<Journal>, wanted: u64) -> Result<impl PinInit<Self, Error>> {
        let all = core::array::from_fn(|number| {
            let kind = Kind(number as u8);
            if number == 0 || (wanted | Kind::MARK.bit()) & kind.bit() == 0 {
                Source::Off
            } else {
                Source::start(kind, journal)
            }
        });
        Ok(try_pin_init!(Self { all <- new_mutex!(all) }))
    }

    /// Whether a source is on, and why not if it is unavailable. One that is off may prove so when it is switched on.
    pub(super) fn state(&self, kind: Kind) -> (State, &'static str) {
        match self.all.lock().get(usize::from(kind.0)) {
            Some(Source::On { .. }) => (State::ON, ""),
            Some(Source::Unavailable(reason)) => (State::UNAVAILABLE, reason),
            Some(Source::Off) | None => (State::OFF, ""),
        }
    }

    /// Switches a source, and returns what it is then.
    pub(super) fn switch(&self, journal: &Arc<Journal>, kind: Kind, on: bool) -> State {
        let mut all = self.all.lock();
        let Some(source) = all.get_mut(usize::from(kind.0)) else {
            return State::UNAVAILABLE;
        };
        match (&*source, on) {
            (Source::On { .. }, false) => *source = Source::Off,
            (Source::Off | Source::Unavailable(_), true) => *source = Source::start(kind, journal),
            _ => {}
        }
        match source {
            Source::On { .. } => State::ON,
            Source::Off => State::OFF,
            Source::Unavailable(_) => State::UNAVAILABLE,
        }
    }
}

/// Writes who a thread is.
pub(super) fn put_task(attributes: &mut Attributes<'_, '_>, ids: &Ids) -> Result<(), NoRoom> {
    attributes.put_u32(event::PID, ids.pid)?;
    attributes.put_u32(event::TGID, ids.tgid)?;
    attributes.put_u32(event::PPID, ids.ppid)?;
    attributes.put_u32(event::UID, ids.uid)?;
    attributes.put_string(event::COMM, ids.comm())
}
