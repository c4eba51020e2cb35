// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink chat`: sends a greeting, then line after line, and shows each reply.

mod input;

use clap::Args;
use klink::echo::{self, Client};
use klink::Protocol;

use self::input::Input;
use crate::exit::{statuses, Failure};
use crate::options;
use crate::output::Text;
use crate::session::Session;

/// Holds a conversation: sends a greeting, then each line of input, and shows the replies.
///
/// On a terminal, lines can be edited and have a history. From a pipe, lines are sent unchanged (spaces, UTF-8 and
/// other bytes are kept), without a CR before the newline. A NUL is appended to each. Bytes of a reply that cannot be
/// displayed are shown as \x.. escapes. The command ends at the end of input (Ctrl-D), or at the first line that gets
/// no reply.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Chat {
    /// Protocol: number below 32, or name such as ROUTE.
    #[arg(default_value_t = echo::PROTOCOL, value_parser = options::protocol)]
    protocol: Protocol,
}

/// The first message, so that a conversation begins with a reply from the other side.
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

/// Sends one message and shows the reply.
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
