// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink dump`: all objects of a family's operation, by its specification.

use clap::Args;
use klink_ynl::client::ClientError;

use crate::exit::{statuses, Failure};
use crate::family::{explain, objects, Specified};
use crate::output::Pretty;
use crate::session::Session;

/// Asks for all objects of an operation, by the family's specification, and shows them one by one.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Dump {
    #[command(flatten)]
    specified: Specified,

    /// The operation, such as getlink.
    operation: String,

    /// The request, as a JSON object.
    object: Option<String>,
}

pub(crate) fn run(arguments: &Dump, session: &mut Session) -> Result<(), Failure> {
    let mut client = arguments.specified.open(session)?;
    for object in objects(arguments.object.as_deref()) {
        let object = object?;
        let mut failure = Ok(());
        let dumped = (|| -> Result<(), ClientError> {
            let mut replies = client.dump(&arguments.operation, &object)?;
            while let (Some(reply), true) = (replies.next()?, failure.is_ok()) {
                failure = session.output.show(&Pretty(reply));
            }
            Ok(())
        })();
        dumped.map_err(|error| explain(client.family(), &error, true))?;
        failure?;
    }
    session.output.flush()
}
