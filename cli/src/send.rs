// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink send`: one text, one reply.

use std::os::unix::ffi::OsStrExt;

use klink::echo::Client;
use klink::Protocol;

use crate::cli::{Send, Wait};
use crate::exit::Failure;
use crate::output;

pub(crate) fn run(send: &Send) -> Result<(), Failure> {
    let mut client = open(send.protocol, &send.wait)?;
    let reply = client
        .say(send.text.as_bytes())
        .map_err(|error| Failure::explain(&error, send.protocol))?;
    output::show(reply)
}

/// A socket whose answers are waited for as long as the user asked.
pub(crate) fn open(protocol: Protocol, wait: &Wait) -> Result<Client, Failure> {
    let opened = Client::open(protocol).and_then(|mut client| {
        client.set_timeout(Some(wait.timeout))?;
        Ok(client)
    });
    opened.map_err(|error| Failure::explain(&error, protocol))
}
