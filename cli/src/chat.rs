// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink chat`: a greeting, then line by line, each with its reply.

use klink::echo::Client;
use klink::Protocol;

use crate::cli::Chat;
use crate::exit::Failure;
use crate::input::Input;
use crate::{output, send};

/// What is said first, so that a conversation begins with a sign of life from the other side.
const GREETING: &[u8] = b"Hello from user space";

pub(crate) fn run(chat: &Chat) -> Result<(), Failure> {
    let mut client = send::open(chat.protocol, &chat.wait)?;
    let mut input = Input::open()?;
    exchange(&mut client, chat.protocol, GREETING)?;
    while let Some(line) = input.next()? {
        exchange(&mut client, chat.protocol, &line)?;
    }
    Ok(())
}

fn exchange(client: &mut Client, protocol: Protocol, text: &[u8]) -> Result<(), Failure> {
    let reply = client
        .say(text)
        .map_err(|error| Failure::explain(&error, protocol))?;
    output::show(reply)
}
