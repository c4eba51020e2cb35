// SPDX-License-Identifier: MIT OR Apache-2.0

//! Changes that the kernel takes between a beginning and an end only, all of them or none: those of nf_tables
//! (`nfnetlink_rcv_batch()`).

use klink::Flags;
use serde_json::{json, Value};

use super::error::ClientError;
use super::family::KernelFamily;
use super::request::Ask;
use super::Client;
use crate::model::Operation;

/// The most bytes of one datagram, which a transaction is.
const BYTES: usize = 64 << 10;

/// The operations around a family's changes.
struct Frame<'f> {
    begin: &'f Operation,
    end: &'f Operation,
    /// Names the subsystem.
    object: Value,
}

impl<'f> Frame<'f> {
    /// Returns the frame of an operation, if it needs one.
    fn of(family: &'f KernelFamily, operation: &Operation) -> Option<Self> {
        let found = |name: &str| family.spec().operation(name).ok();
        let (begin, end) = (found("batch-begin")?, found("batch-end")?);
        let is_frame = [begin.name(), end.name()].contains(&operation.name());
        let request = operation.request()?;
        (!operation.answers() && !is_frame).then(|| Self {
            begin,
            end,
            // The upper half of a message's type.
            object: json!({"res-id": request >> 8}),
        })
    }
}

impl KernelFamily {
    /// Whether the kernel takes an operation in a transaction only: [`Client::transaction`].
    ///
    /// # Errors
    /// It cannot be asked for.
    pub fn needs_transaction(&self, operation: &str) -> Result<bool, ClientError> {
        Ok(Frame::of(self, self.request(operation)?).is_some())
    }
}

impl Client {
    /// Makes changes in one transaction: all of them, or none if the kernel refuses one.
    ///
    /// # Errors
    /// [`ClientError::Refused`] is of the first that the kernel refuses.
    pub fn transaction(
        &mut self,
        operation: &str,
        objects: &[Value],
        flags: Flags,
    ) -> Result<(), ClientError> {
        let family = &self.family;
        let operation = family.request(operation)?;
        let frame = Frame::of(family, operation);
        let ends = frame.as_ref().map(|frame| {
            let ask = |operation| Ask::new(family, operation, &frame.object, Flags::NONE);
            (ask(frame.begin), ask(frame.end))
        });
        let (begin, end) = ends.unzip();
        let changes = objects
            .iter()
            .map(|object| Ask::new(family, operation, object, flags));
        let requests: Vec<_> = begin.into_iter().chain(changes).chain(end).collect();

        let mut batch = self.socket.batch();
        batch.pack(u32::MAX);
        for request in &requests {
            batch
                .push(request)
                .map_err(|error| request.explain(error))?;
            // Nothing is sent before the end.
            if batch.bytes() > BYTES {
                return Err(ClientError::TransactionTooLong { limit: BYTES });
            }
        }
        let outcome = batch.finish_transaction()?;
        let refused = outcome.failures.first().and_then(|failure| {
            let request = requests.get(failure.index)?;
            Some(request.refused(&failure.ack))
        });
        refused.map_or(Ok(()), Err)
    }
}
