// SPDX-License-Identifier: GPL-2.0

//! The sources: one for each kind of event, switched on and off one by one.

use kernel::prelude::*;
use kernel::sync::{new_mutex, Arc, Mutex};

use klink_kernel::hook::{
    Addresses4, Addresses6, Devices, Exec, Exit, Fork, Hang, Hook, Listener, Missing, Modules,
    OomVictim, ProcessContext, Publications, Reboots, Rename, Setup, Source as EventSource, Task,
    TcpStates,
};
use klink_kernel::protocol::events::{event, Action, Kind, State};
use klink_kernel::{log_error, netlink};

use super::journal::Journal;

mod hang;
mod module;
mod net;
mod oom;
mod process;
mod publish;
mod reboot;
mod tcp;

/// The hooks of a source.
enum Hooks {
    One([Hook; 1]),
    Two([Hook; 2]),
    /// No hook: such events are sent.
    None,
}

impl Hooks {
    /// The hooks of a kind, which are not started yet.
    #[inline(never)]
    fn new(setup: &mut Setup, kind: Kind, journal: Arc<Journal>) -> Result<Self, Missing> {
        match kind {
            Kind::FORK => one::<Fork>(setup, journal),
            Kind::EXEC => one::<Exec>(setup, journal),
            Kind::EXIT => one::<Exit>(setup, journal),
            Kind::COMM => one::<Rename>(setup, journal),
            Kind::UID => Err(process::NO_UID),
            Kind::DEVICE => one::<Devices>(setup, journal),
            Kind::ADDRESS => Ok(Self::Two([
                Hook::new::<Addresses4, _>(setup, journal.clone())?,
                Hook::new::<Addresses6, _>(setup, journal)?,
            ])),
            Kind::MODULE => one::<Modules>(setup, journal),
            Kind::OOM => one::<OomVictim>(setup, journal),
            Kind::HANG => one::<Hang>(setup, journal),
            Kind::REBOOT => one::<Reboots>(setup, journal),
            // These events occur when an administrator sends a marker, or switches a source.
            Kind::MARK | Kind::SWITCH => Ok(Self::None),
            Kind::PUBLISH => one::<Publications>(setup, journal),
            Kind::TCP => one::<TcpStates>(setup, journal),
            _ => Err(Missing::Lacks("this module has no such source")),
        }
    }

    fn all(&self) -> &[Hook] {
        match self {
            Self::One(hooks) => hooks,
            Self::Two(hooks) => hooks,
            Self::None => &[],
        }
    }

    fn start(&self, context: &ProcessContext<'_>) -> netlink::Result {
        let started = self.all().iter().try_for_each(|hook| hook.start(context));
        if started.is_err() {
            self.stop(context)?;
        }
        started
    }

    fn stop(&self, context: &ProcessContext<'_>) -> netlink::Result {
        self.all().iter().try_for_each(|hook| hook.stop(context))
    }
}

fn one<E: EventSource>(setup: &mut Setup, journal: Arc<Journal>) -> Result<Hooks, Missing>
where
    Journal: Listener<E>,
{
    Ok(Hooks::One([Hook::new::<E, _>(setup, journal)?]))
}

/// All sources and their state.
#[pin_data]
pub(super) struct Sources {
    #[pin]
    all: Mutex<[Source; Kind::COUNT]>,
}

enum Source {
    Off(Hooks),
    On(Hooks),
    Unavailable(&'static str),
}

impl Source {
    #[inline(never)]
    fn new(setup: &mut Setup, number: usize, journal: &Arc<Journal>, wanted: u64) -> Self {
        let kind = Kind(number as u8);
        match Hooks::new(setup, kind, journal.clone()) {
            Ok(hooks) if wanted & kind.bit() == 0 => Self::Off(hooks),
            Ok(hooks) => match hooks.start(&setup.process()) {
                Ok(()) => Self::On(hooks),
                Err(error) => {
                    refused(kind, error);
                    Self::Off(hooks)
                }
            },
            Err(Missing::Lacks(reason)) => Self::Unavailable(reason),
            Err(Missing::Refused(error)) => {
                refused(kind, error);
                Self::Unavailable("the kernel refused to register it: see its log")
            }
        }
    }
}

/// Appends the event that the running thread switches a source.
fn switched(journal: &Journal, kind: Kind, action: Action) {
    Task::with_current(|task| {
        journal.append_task(Kind::SWITCH, &task, |attributes| {
            attributes.put_u32(event::ACTION, action.0)?;
            attributes.put_u32(event::SOURCE, kind.0.into())
        });
    });
}

fn refused(kind: Kind, error: netlink::Error) {
    log_error!(
        "cannot start source {}: errno {}",
        kind.name().unwrap_or_default(),
        error.to_errno()
    );
}

impl Sources {
    /// Prepares all sources, and starts those in the mask that the kernel supports, and those that are always on.
    pub(super) fn new(setup: &mut Setup, journal: &Arc<Journal>, wanted: u64) -> Result<Arc<Self>> {
        let wanted = wanted | Kind::MARK.bit() | Kind::SWITCH.bit();
        let all = core::array::from_fn(|number| Source::new(setup, number, journal, wanted));
        Arc::pin_init(try_pin_init!(Self { all <- new_mutex!(all) }), GFP_KERNEL)
    }

    /// Whether a source is on, and the reason if it is unavailable.
    pub(super) fn state(&self, kind: Kind) -> (State, &'static str) {
        match self.all.lock().get(usize::from(kind.0)) {
            Some(Source::On(_)) => (State::ON, ""),
            Some(Source::Unavailable(reason)) => (State::UNAVAILABLE, reason),
            Some(Source::Off(_)) | None => (State::OFF, ""),
        }
    }

    /// Switches a source, and returns its new state. A change is an event of the running thread.
    ///
    /// The event comes before the source goes off, and after it has gone on: missing events happened between the two.
    /// Other threads that switch wait meanwhile, so that the last event of a source shows its state.
    pub(super) fn switch(
        &self,
        kind: Kind,
        on: bool,
        journal: &Journal,
        context: &ProcessContext<'_>,
    ) -> netlink::Result<State> {
        let mut all = self.all.lock();
        let Some(source) = all.get_mut(usize::from(kind.0)) else {
            return Ok(State::UNAVAILABLE);
        };
        let hooks = match source {
            Source::On(_) if on => return Ok(State::ON),
            Source::Off(_) if !on => return Ok(State::OFF),
            Source::Off(hooks) | Source::On(hooks) => hooks,
            Source::Unavailable(_) => return Ok(State::UNAVAILABLE),
        };
        let record = |action| switched(journal, kind, action);
        if on {
            hooks.start(context)?;
            record(Action::ON);
        } else {
            record(Action::OFF);
            // Each hook checks the context before it stops, so if one fails, none has stopped.
            hooks.stop(context).inspect_err(|_| record(Action::ON))?;
        }
        let hooks = core::mem::replace(hooks, Hooks::None);
        let (switched, state) = match on {
            true => (Source::On(hooks), State::ON),
            false => (Source::Off(hooks), State::OFF),
        };
        *source = switched;
        Ok(state)
    }
}
