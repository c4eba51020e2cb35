// SPDX-License-Identifier: GPL-2.0

//! The sources: one for each kind of event, switched on and off one by one.

use kernel::prelude::*;
use kernel::sync::{new_mutex, Arc, Mutex};

use klink_kernel::hook::{
    Addresses4, Addresses6, Chain, Devices, Exec, Exit, Fork, Hang, Listener, Missing, Modules,
    Notifier, OomVictim, Point, Publications, Reboots, Rename, Tracepoint,
};
use klink_kernel::log_error;
use klink_kernel::protocol::events::{Kind, State};

use super::journal::Journal;

mod hang;
mod module;
mod net;
mod oom;
mod process;
mod publish;
mod reboot;

/// What keeps a source going, until it is dropped.
enum Hooks {
    Point {
        _it: Tracepoint<Journal>,
    },
    Chain {
        _it: Notifier<Journal>,
    },
    Chains {
        _both: [Notifier<Journal>; 2],
    },
    Publications {
        _it: Publications<Journal>,
    },
    /// Nothing: what comes is sent.
    None,
}

/// Starts the source of a kind.
fn start(kind: Kind, journal: Arc<Journal>) -> Result<Hooks, Missing> {
    match kind {
        Kind::FORK => point::<Fork>(journal),
        Kind::EXEC => point::<Exec>(journal),
        Kind::EXIT => point::<Exit>(journal),
        Kind::COMM => point::<Rename>(journal),
        Kind::UID => Err(process::NO_UID),
        Kind::DEVICE => chain::<Devices>(journal),
        Kind::ADDRESS => Ok(Hooks::Chains {
            _both: [
                Notifier::new::<Addresses4>(journal.clone())?,
                Notifier::new::<Addresses6>(journal)?,
            ],
        }),
        Kind::MODULE => chain::<Modules>(journal),
        Kind::OOM => point::<OomVictim>(journal),
        Kind::HANG => point::<Hang>(journal),
        Kind::REBOOT => chain::<Reboots>(journal),
        // Markers come when an administrator sends them.
        Kind::MARK => Ok(Hooks::None),
        Kind::PUBLISH => Ok(Hooks::Publications {
            _it: Publications::receive(journal)?,
        }),
        _ => Err(Missing::Lacks("this module has no such source")),
    }
}

fn point<P: Point>(journal: Arc<Journal>) -> Result<Hooks, Missing>
where
    Journal: Listener<P>,
{
    Tracepoint::attach::<P>(journal).map(|it| Hooks::Point { _it: it })
}

fn chain<C: Chain>(journal: Arc<Journal>) -> Result<Hooks, Missing>
where
    Journal: Listener<C>,
{
    Notifier::new::<C>(journal).map(|it| Hooks::Chain { _it: it })
}

/// All sources and their state.
#[pin_data]
pub(super) struct Sources {
    #[pin]
    all: Mutex<[Source; Kind::COUNT]>,
}

enum Source {
    Off,
    On { _hooks: Hooks },
    Unavailable(&'static str),
}

impl Source {
    fn start(kind: Kind, journal: &Arc<Journal>) -> Self {
        match start(kind, journal.clone()) {
            Ok(hooks) => Self::On { _hooks: hooks },
            Err(Missing::Lacks(reason)) => Self::Unavailable(reason),
            Err(Missing::Refused(error)) => {
                log_error!(
                    "cannot start source {}: errno {}",
                    kind.name().unwrap_or_default(),
                    error.to_errno()
                );
                Self::Unavailable("the kernel refused to register it: see its log")
            }
        }
    }
}

impl Sources {
    /// All are off.
    pub(super) fn new() -> impl PinInit<Self, Error> {
        try_pin_init!(Self { all <- new_mutex!([const { Source::Off }; Kind::COUNT]) })
    }

    /// Switches those in the mask on, where the kernel has them, and markers, for nobody has to send any.
    pub(super) fn start(&self, journal: &Arc<Journal>, wanted: u64) {
        for &kind in Kind::ALL {
            if (wanted | Kind::MARK.bit()) & kind.bit() != 0 {
                self.switch(journal, kind, true);
            }
        }
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
