// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink do`: one operation of a family, by its specification.

use clap::Args;
use klink::Flags;
use klink_ynl::client::Reply;

use crate::exit::{statuses, Failure};
use crate::family::{explain, objects, Specified};
use crate::flags;
use crate::output::Pretty;
use crate::session::Session;

/// Asks for one operation of a family, by its specification, and shows what comes back.
///
/// Requests and answers are JSON in the form of the specification, and what is shown can be sent again: `klink dump
/// rt-route getroute --json | klink do rt-route newroute --flags create,replace --json -`. What the specification does
/// not explain is shown as hexadecimal digits under a name that begins with @, and can be sent so.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Do {
    #[command(flatten)]
    specified: Specified,

    /// The operation, such as getlink.
    operation: String,

    /// The request, as a JSON object; - is standard input, with one object after the other.
    object: Option<String>,

    /// Further flags of the request: names, such as create,excl, or a number.
    #[arg(long, value_name = "FLAGS", value_parser = flags::parse)]
    flags: Option<Flags>,
}

pub(crate) fn run(arguments: &Do, session: &mut Session) -> Result<(), Failure> {
    let mut client = arguments.specified.open(session)?;
    let operation = &arguments.operation;
    let flags = arguments.flags.unwrap_or(Flags::NONE);
    let mut objects = objects(arguments.object.as_deref());
    let transaction = client.family().needs_transaction(operation);
    if transaction.map_err(|error| explain(client.family(), &error, false))? {
        let changes = objects.collect::<Result<Vec<_>, _>>()?;
        let made = client.transaction(operation, &changes, flags);
        return made.map_err(|error| explain(client.family(), &error, false));
    }
    objects.try_for_each(|object| {
        let mut shown = Ok(());
        let show = |reply: Reply<'_>| {
            if shown.is_ok() {
                shown = session.output.show(&Pretty(reply));
            }
        };
        let ack = client.request_with(operation, &object?, flags, show);
        let ack = ack.map_err(|error| explain(client.family(), &error, false))?;
        shown?;
        if !ack.is_plain_success() {
            session.remark(&ack.to_string());
        }
        Ok(())
    })?;
    session.output.flush()
}
