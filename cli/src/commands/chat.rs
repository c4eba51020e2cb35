// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink chat`: a greeting, then line by line, each with its reply.

mod input;

use clap::Args;
use klink::echo::{self, Client};
use klink::Protocol;

use self::input::Input;
use crate::exit::{Failure, Status};
use crate::options;
use crate::output::Text;
use crate::session::Session;

/// Holds a conversation: greets, then sends every line and shows what comes back.
///
/// Lines come from a terminal, with editing and history, or from a pipe, as they are: blanks, UTF-8 and other bytes
/// stay, CR before the end of line goes. Each is sent with a NUL behind it. Bytes of a reply that cannot be shown
/// appear as \x.. escapes. Ends at end of input (Ctrl-D), or at the first line that nobody answers.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Chat {
    /// Number below 32, or name, such as ROUTE.
    #[arg(default_value_t = echo::PROTOCOL, value_parser = options::protocol)]
    protocol: Protocol,
}

/// What is said first, so that a conversation begins with a sign of life from the other side.
const GREETING: &[u8] = b"Hello from user space";

pub(crate) fn run(chat: &Chat, session: &mut Session) -> Result<(), Failure> {
    let mut client = session.echo_client(chat.protocol)?;
    let mut input = Input::open()?;
    exchange(&mut client, chat.protocol, GREETING, session)?;
    while let Some(line) = input.next()? {
        exchange(&mut client, chat.protocol, &line, session)?;
    }
    Ok(())
}

/// Says one thing and shows the answer.
pub(crate) fn exchange(
    client: &mut Client,
    protocol: Protocol,
    text: &[u8],
    session: &mut Session,
) -> Result<(), Failure> {
    let reply = client
        .say(text)
        .map_err(|error| Failure::explain(&error, protocol))?;
    session.output.show(&Text(reply))?;
    session.output.flush()
}
