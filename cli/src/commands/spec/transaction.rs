// SPDX-License-Identifier: MIT OR Apache-2.0

//! Changes that the kernel takes between a beginning and an end only, all of them or none: those of nf_tables
//! (`nfnetlink_rcv_batch()`).

use klink::{Flags, Plain, Writer};
use klink_ynl::Operation;
use serde_json::{json, Value};

use super::Peer;
use crate::exit::Failure;
use crate::session::Session;

/// The most bytes of one datagram, which a transaction is.
const BYTES: usize = 64 << 10;

/// The operations around a family's changes.
pub(super) struct Frame<'p> {
    peer: &'p Peer,
    operation: &'p Operation,
    begin: (&'p Operation, Vec<u8>),
    end: (&'p Operation, Vec<u8>),
}

impl<'p> Frame<'p> {
    /// Those around this one, if it needs any.
    pub(super) fn around(
        peer: &'p Peer,
        operation: &'p Operation,
    ) -> Result<Option<Self>, Failure> {
        let found = |name: &str| peer.spec.operation(name).ok();
        let (Some(begin), Some(end)) = (found("batch-begin"), found("batch-end")) else {
            return Ok(None);
        };
        let is_frame = [begin.name(), end.name()].contains(&operation.name());
        let Some(request) = operation
            .request()
            .filter(|_| !operation.answers() && !is_frame)
        else {
            return Ok(None);
        };
        // The subsystem is the upper half of a message's type.
        let whose = json!({"res-id": request >> 8});
        Ok(Some(Self {
            peer,
            operation,
            begin: (begin, peer.encode(begin, &whose)?),
            end: (end, peer.encode(end, &whose)?),
        }))
    }

    /// Makes changes.
    pub(super) fn send(
        &self,
        objects: impl Iterator<Item = Result<Value, Failure>>,
        flags: Flags,
        session: &Session,
    ) -> Result<(), Failure> {
        let Self {
            peer, operation, ..
        } = *self;
        let payloads: Result<Vec<_>, Failure> = objects
            .map(|object| peer.encode(operation, &object?))
            .collect();
        let payloads = payloads?;
        let bytes: usize = payloads.iter().map(|payload| payload.len() + 32).sum();
        if bytes > BYTES {
            return Err(Failure::usage(format!(
                "a transaction has at most {BYTES} bytes, and these objects make {bytes}: send fewer at once"
            )));
        }
        let mut socket = session.socket(peer.protocol)?;
        let (begin, end) = (self.request(&self.begin), self.request(&self.end));
        let mut batch = socket.batch();
        batch.pack(u32::MAX);
        let explain = |error| Failure::explain(&error, peer.protocol);
        batch.push(&begin).map_err(explain)?;
        for payload in &payloads {
            let change = peer.asks(operation, payload).flags(flags);
            batch.push(&change).map_err(explain)?;
        }
        batch.push(&end).map_err(explain)?;
        let outcome = batch.finish_transaction().map_err(explain)?;
        let Some(failure) = outcome.failures.first() else {
            return Ok(());
        };
        let payload = failure.index.checked_sub(1);
        let payload = payload.and_then(|index| payloads.get(index));
        let payload = payload.map_or(&[][..], Vec::as_slice);
        Err(peer.refused(operation, payload, &failure.verdict, false))
    }

    fn request<'a>(
        &'a self,
        (operation, payload): &'a (&Operation, Vec<u8>),
    ) -> Plain<impl Fn(&mut Writer<'_>) -> Result<(), klink::wire::NoRoom> + 'a> {
        self.peer.asks(operation, payload)
    }
}
