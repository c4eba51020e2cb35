// SPDX-License-Identifier: MIT OR Apache-2.0

//! `--record`: what klink's own sockets send and receive, into a capture.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use klink::tap::{self, Direction, TappedDatagram};
use klink::Protocol;

use crate::capture::{Packet, To, Writer};
use crate::exit::Failure;
use crate::time::Time;

/// A recording of all sockets that are opened after it begins.
pub(crate) struct Recording(Arc<Mutex<State>>);

struct State {
    capture: Writer,
    failure: Option<Failure>,
}

impl Recording {
    pub(crate) fn begin(path: &Path) -> Result<Self, Failure> {
        let mut capture = Writer::create(path, "klink")?;
        capture.flush()?;
        let state = Arc::new(Mutex::new(State {
            capture,
            failure: None,
        }));
        let shared = Arc::clone(&state);
        tap::install(move |datagram| {
            let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
            state.add(datagram)
        })
        .map_err(|error| Failure::explain(&error, Protocol::GENERIC))?;
        Ok(Self(state))
    }

    /// Why it is not complete, if it is not.
    pub(crate) fn end(&self) -> Result<(), Failure> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match state.failure.take() {
            Some(failure) => Err(failure),
            None => state.capture.end(),
        }
    }
}

impl State {
    /// Each datagram is written at once, so that the capture is whole however the command ends.
    fn add(&mut self, datagram: &TappedDatagram<'_>) -> ControlFlow<()> {
        if self.failure.is_none() {
            let packet = Packet {
                time: Some(Time::now()),
                protocol: datagram.protocol.into(),
                to: match datagram.direction {
                    Direction::ToKernel => To::Kernel,
                    Direction::ToGroups(_) | Direction::From { group: Some(_), .. } => To::Group,
                    Direction::ToUser(_) | Direction::From { group: None, .. } => To::User,
                },
                datagram: datagram.bytes,
                len: datagram.len,
            };
            let added = self.capture.add(&packet);
            self.failure = added.and_then(|()| self.capture.flush()).err();
        }
        match self.failure {
            None => ControlFlow::Continue(()),
            Some(_) => ControlFlow::Break(()),
        }
    }
}
