// SPDX-License-Identifier: MIT OR Apache-2.0

//! The command line: the one definition that the parser, the help text, the manual pages and the completions come from.
//! The arguments of a command are in the command's file.

use clap::{Parser, Subcommand};

use crate::commands::{
    bench, chat, decode, doctor, dump, events, extcap, generate, genl, listen, monitor, r#do,
    record, recv, replay, send, stat,
};
use crate::exit::statuses;
use crate::options::Options;

/// Talks to kernel modules over netlink.
#[derive(Debug, Parser)]
#[command(name = "klink", version, after_help = statuses(), max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) options: Options,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Chat(chat::Chat),
    Send(send::Send),
    Recv(recv::Recv),
    Genl(genl::Genl),
    Stat(stat::Stat),
    Do(r#do::Do),
    Dump(dump::Dump),
    Listen(listen::Listen),
    Events(events::Events),
    Monitor(monitor::Monitor),
    Decode(decode::Decode),
    Record(record::Record),
    Replay(replay::Replay),
    Doctor(doctor::Doctor),
    Bench(bench::Bench),
    Extcap(extcap::Extcap),
    Generate(generate::Generate),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn definition_is_sound() {
        Cli::command().debug_assert();
    }
}
