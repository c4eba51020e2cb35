// SPDX-License-Identifier: MIT OR Apache-2.0

//! The `klink` command.

#![forbid(unsafe_code)]

mod chat;
mod cli;
mod exit;
mod input;
mod output;
mod send;

use std::process::ExitCode;

use clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand as NOTHING_TYPED;
use clap::Parser;

use crate::cli::{Cli, Command};
use crate::exit::Status;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help and version, where they were asked for or nothing was.
        Err(error) if !error.use_stderr() || error.kind() == NOTHING_TYPED => error.exit(),
        Err(error) => {
            eprintln!("klink: {}; see klink --help", one_line(&error));
            return ExitCode::from(Status::Usage as u8);
        }
    };
    let ended = match cli.command {
        Command::Chat(chat) => chat::run(&chat),
        Command::Send(send) => send::run(&send),
    };
    let Err(failure) = ended else {
        return ExitCode::from(Status::Done as u8);
    };
    if let Some(message) = failure.message {
        eprintln!("klink: {message}");
    }
    ExitCode::from(failure.status as u8)
}

/// What is wrong with the arguments, without the usage and the hints that clap puts behind it.
fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let first = text.split("\n\n").next().unwrap_or(&text);
    let first = first.strip_prefix("error: ").unwrap_or(first);
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}
