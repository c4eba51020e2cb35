// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink-abuse`: hostile datagrams by the million, made along the structure that the kernel publishes.
//!
//! It runs in a guest (`make abuse`): senders with and without privileges, readers that stall, network namespaces that
//! are made and removed, modules that are unloaded under traffic. Everything is determined by a seed, and each datagram
//! by the seed, its sender and its number, so `klink-abuse send --seed S --number SENDER --from N --datagrams 1` sends
//! one again.
#![forbid(unsafe_code)]
#![expect(
    unreachable_pub,
    reason = "in a program, `pub` says what a module offers to the others"
)]

mod attribute;
mod autoload;
mod caller;
mod campaign;
mod churn;
mod datagram;
mod expected;
mod family;
mod framing;
mod names;
mod progress;
mod rows;
mod sender;
mod signals;
mod tally;
mod text;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::campaign::Campaign;
use crate::sender::Orders;

/// Sends hostile datagrams and prints what they reached; fails if a required item was not reached.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    campaign: CampaignArgs,
}

#[derive(Debug, Args)]
struct CampaignArgs {
    /// Seed of the campaign [default: a new one]
    #[arg(long)]
    seed: Option<u64>,
    /// Number of datagrams
    #[arg(long, default_value_t = 1_000_000)]
    datagrams: u64,
    /// Number of safe calls of `klink_attack.ko`, which is loaded with the modules that it needs
    #[arg(long, default_value_t = 100_000)]
    calls: u64,
    /// Generic netlink family to attack (repeatable)
    #[arg(long = "family", value_name = "NAME")]
    families: Vec<String>,
    /// Modules to attack
    #[arg(value_name = "FILE", required = true)]
    modules: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run as one process that sends from a namespace until the campaign ends
    Stranger {
        #[arg(long)]
        seed: u64,
    },
    /// Run as one sender
    Send {
        #[arg(long)]
        seed: u64,
        /// Number of the sender in the campaign
        #[arg(long)]
        number: u64,
        /// Number of the first datagram
        #[arg(long, default_value_t = 0)]
        from: u64,
        /// Number of datagrams
        #[arg(long)]
        datagrams: u64,
        /// Generic netlink family to attack (repeatable)
        #[arg(long = "family", value_name = "NAME")]
        families: Vec<String>,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("klink-abuse: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<bool> {
    match cli.command {
        None => {
            let CampaignArgs {
                seed,
                datagrams,
                calls,
                modules,
                families,
            } = cli.campaign;
            let seed = seed.unwrap_or_else(|| fastrand::u64(..));
            println!("seed {seed}");
            Campaign {
                seed,
                datagrams,
                calls,
                modules,
                families,
            }
            .run()
        }
        Some(Command::Stranger { seed }) => {
            let tally = caller::stranger(seed, || signals::over().exists())?;
            print!("{}", tally.to_lines());
            Ok(true)
        }
        Some(Command::Send {
            seed,
            number,
            from,
            datagrams,
            families,
        }) => {
            let orders = Orders {
                seed,
                number,
                from,
                datagrams,
                families,
            };
            let tally = sender::run(&orders, |sent| println!("sent {sent}"))?;
            print!("{}", tally.to_lines());
            Ok(true)
        }
    }
}
