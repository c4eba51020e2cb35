// SPDX-License-Identifier: MIT OR Apache-2.0

//! The numbers of operations, most of which a specification leaves to be counted.

use crate::model::{Layout, Operation};
use crate::yaml;

/// Operations with their numbers. Requests and answers are numbered as one, or each for itself. `layout` is
/// of a fixed header and an attribute set, by name.
pub(super) fn numbered(
    raw: &yaml::Family,
    layout: impl Fn(Option<&str>, Option<&str>) -> Result<Layout, String>,
) -> Result<Vec<Operation>, String> {
    let directional = match raw.operations.enum_model.as_deref() {
        None | Some("unified") => false,
        Some("directional") => true,
        Some(model) => {
            return Err(format!(
                "enum-model {model:?} is neither unified nor directional"
            ))
        }
    };
    let list = &raw.operations.list;
    let mut operations = Vec::new();
    let (mut next_request, mut next_reply) = (1u16, 1u16);
    for operation in list {
        let is_notification = operation.notify.is_some() || operation.event.is_some();
        let mode = operation.once.as_ref().or(operation.dump.as_ref());
        let (request, reply);
        if !directional {
            let value = operation.value.unwrap_or(next_request);
            next_request = value.saturating_add(1);
            request = (!is_notification).then_some(value);
            reply = Some(value);
        } else if is_notification {
            let value = operation.value.unwrap_or(next_reply);
            next_reply = value.saturating_add(1);
            (request, reply) = (None, Some(value));
        } else {
            let value = |half: Option<&yaml::Half>| {
                half.and_then(|half| half.value).filter(|&value| value != 0)
            };
            let answer = mode.and_then(|mode| mode.reply.as_ref());
            let asked = value(mode.and_then(|mode| mode.request.as_ref())).unwrap_or(next_request);
            next_request = asked.saturating_add(1);
            next_reply = value(answer).unwrap_or(next_reply);
            request = Some(asked);
            reply = answer.map(|_| next_reply);
            next_reply = next_reply.saturating_add(answer.is_some().into());
        }
        // A notification is what the operation that it names answers.
        let notified = operation
            .notify
            .as_ref()
            .and_then(|name| list.iter().find(|known| known.name == *name));
        let described = if operation.attribute_set.is_none() {
            notified
        } else {
            None
        };
        let set = described.unwrap_or(operation).attribute_set.as_deref();
        let header = operation
            .fixed_header
            .as_deref()
            .or(raw.operations.fixed_header.as_deref());
        operations.push(Operation {
            name: operation.name.clone(),
            request,
            reply,
            can_do: operation.once.is_some(),
            can_dump: operation.dump.is_some(),
            answers: operation
                .once
                .as_ref()
                .is_some_and(|once| once.reply.is_some()),
            is_notification,
            group: operation.mcgrp.clone(),
            asked: {
                let asked = mode.and_then(|mode| mode.request.as_ref());
                let other = asked.and_then(|asked| asked.fixed_header.as_deref());
                let others = asked.and_then(|asked| asked.attribute_set.as_deref());
                layout(other.or(header), others.or(set))?
            },
            layout: layout(header, set)?,
        });
    }
    Ok(operations)
}
