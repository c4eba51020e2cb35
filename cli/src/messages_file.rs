// SPDX-License-Identifier: MIT OR Apache-2.0

//! Files of messages as they are: a saved datagram, or what `rtmon` writes, which puts times between them.

use std::time::Duration;

use klink::{Message, Messages, Protocol};

use crate::shown::Shown;
use crate::time::Time;

/// `NLMSG_TSTAMP` of iproute2's rtmon: seconds and microseconds, 32 bits each.
const TIME: u16 = 15;

/// Reads messages from a file's beginning to its end, or, `always`, all bytes as they are.
pub(crate) fn read(bytes: &[u8], always: bool) -> Result<Vec<Shown>, String> {
    let messages: Result<Vec<_>, _> = Messages::new(bytes).collect();
    match messages {
        Ok(messages) if messages.iter().any(|message| message.header.kind == TIME) => Ok(timed(&messages)),
        Ok(_) => Ok(vec![Shown::whole(bytes.to_vec())]),
        Err(_) if always => Ok(vec![Shown::whole(bytes.to_vec())]),
        Err(malformed) => Err(format!(
            "neither a capture nor a text, and no messages ({malformed}): --format raw shows what there is"
        )),
    }
}

fn timed(messages: &[Message<'_>]) -> Vec<Shown> {
    let mut time = None;
    let mut shown = Vec::new();
    for message in messages {
        if message.header.kind == TIME {
            time = stamp(message.payload).or(time);
            continue;
        }
        let mut datagram = message.header.to_bytes().to_vec();
        datagram.extend(message.payload);
        shown.push(Shown {
            time,
            protocol: Some(Protocol::ROUTE.into()),
            ..Shown::whole(datagram)
        });
    }
    shown
}

fn stamp(payload: &[u8]) -> Option<Time> {
    let word = |at: usize| {
        payload
            .get(at..)
            .and_then(|rest| rest.first_chunk())
            .map(|&word| u32::from_ne_bytes(word))
    };
    let (seconds, micros) = (word(0)?, word(4)?);
    Some(Time(
        Duration::from_secs(seconds.into()) + Duration::from_micros(micros.into()),
    ))
}
