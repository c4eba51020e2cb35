// SPDX-License-Identifier: MIT OR Apache-2.0

//! The `klink` command.

#![forbid(unsafe_code)]

mod attributes;
mod bytes;
mod capture;
mod cli;
mod commands;
mod datagram;
mod deadline;
mod exit;
mod family;
mod flags;
mod groups;
mod json;
mod kinds;
mod known;
mod message;
mod messages_file;
mod objects;
mod options;
mod output;
mod recording;
mod session;
mod shown;
mod stream;
mod target;
mod text_dump;
mod time;
mod tree;

use std::env;
use std::process::ExitCode;

use clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand as NOTHING_TYPED;
use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser};

use crate::cli::{Cli, Command};
use crate::commands::{
    bench, chat, decode, doctor, dump, events, extcap, generate, genl, listen, monitor, r#do,
    record, recv, replay, send, stat,
};
use crate::exit::{Failure, Status};
use crate::session::Session;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help and version, if requested, or without any arguments.
        Err(error) if !error.use_stderr() || error.kind() == NOTHING_TYPED => error.exit(),
        Err(error) => {
            eprintln!(
                "klink: {}; see {} --help",
                one_line(&error),
                typed_command()
            );
            return ExitCode::from(Status::Usage as u8);
        }
    };
    let status = match run(cli) {
        Ok(()) => Status::Done as u8,
        Err(failure) => failure.report(),
    };
    ExitCode::from(status)
}

fn run(cli: Cli) -> Result<(), Failure> {
    let session = &mut Session::new(cli.options)?;
    deadline::enforce(session.deadline());
    let done = run_command(cli.command, session);
    // If recording fails, the command has failed, too.
    session.end_recording().and(done)
}

fn run_command(command: Command, session: &mut Session) -> Result<(), Failure> {
    match command {
        Command::Chat(chat) => chat::run(&chat, session),
        Command::Send(send) => send::run(&send, session),
        Command::Recv(recv) => recv::run(&recv, session),
        Command::Genl(genl) => genl::run(&genl, session),
        Command::Stat(stat) => stat::run(&stat, session),
        Command::Do(arguments) => r#do::run(&arguments, session),
        Command::Dump(arguments) => dump::run(&arguments, session),
        Command::Listen(arguments) => listen::run(&arguments, session),
        Command::Events(events) => events::run(&events, session),
        Command::Monitor(monitor) => monitor::run(&monitor, session),
        Command::Decode(decode) => decode::run(&decode, session),
        Command::Record(record) => record::run(&record, session),
        Command::Replay(replay) => replay::run(&replay, session),
        Command::Doctor(doctor) => doctor::run(&doctor, session),
        Command::Bench(bench) => bench::run(&bench, session),
        Command::Extcap(extcap) => extcap::run(&extcap, session),
        Command::Generate(generate) => generate::run(&generate, Cli::command(), session),
    }
}

/// The command that was typed, such as `klink genl policy`, as far as there is such a command.
fn typed_command() -> String {
    let mut command = Cli::command();
    let mut name = command.get_name().to_owned();
    for word in env::args_os().skip(1) {
        if let Some(inner) = command.find_subcommand(word) {
            name = format!("{name} {}", inner.get_name());
            command = inner.clone();
        }
    }
    name
}

/// The error in the arguments, without the usage and the hints that clap appends.
fn one_line(error: &clap::Error) -> String {
    if let (Some(ContextValue::Strings(missing)), Some(ContextValue::StyledStr(usage))) = (
        error.get(ContextKind::InvalidArg),
        error.get(ContextKind::Usage),
    ) {
        // In the order of the usage; clap has groups first.
        let (usage, mut missing) = (usage.to_string(), missing.clone());
        missing.sort_by_key(|argument| usage.find(argument.as_str()));
        return format!("missing: {}", missing.join(" "));
    }
    let text = error.to_string();
    let first = text.split("\n\n").next().unwrap_or(&text);
    let first = first.strip_prefix("error: ").unwrap_or(first);
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}
