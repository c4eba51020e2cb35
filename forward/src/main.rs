// SPDX-License-Identifier: MIT OR Apache-2.0

//! The `klink-forward` program.

#![forbid(unsafe_code)]

mod cli;

use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufWriter, IsTerminal};
use std::process::ExitCode;

use clap::Parser;
use klink_forward::core::Core;
use klink_forward::failure::{Failure, Status};
use klink_forward::forward::forward;
use klink_forward::journal::{Journal, Kernel};
use klink_forward::metrics::Metrics;
use klink_forward::nats::Access;
use klink_forward::{check, machine, tail};
use tokio::signal::unix::{signal, SignalKind};

use crate::cli::{Cli, Command, Forward};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if !error.use_stderr() => error.exit(),
        Err(error) => {
            let what = format!("{}; see klink-forward --help", one_line(&error));
            return ExitCode::from(Failure::new(Status::Usage, what).report());
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => Err(Failure::new(Status::Failed, error)),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => ExitCode::from(failure.report()),
    }
}

/// The error in the arguments, without the usage and the hints that clap appends.
fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let first = text.split("\n\n").next().unwrap_or(&text);
    let first = first.strip_prefix("error: ").unwrap_or(first);
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let stop = stop()?;
    let mut output = BufWriter::new(io::stdout());
    match cli.command {
        None => {
            let (forward, access) = cli.forward.with_access()?;
            Err(run_forward(forward, &access, stop).await)
        }
        Some(Command::Create(create)) => {
            let access = create.access.access();
            let wanted = create.wanted();
            until(stop, access.create(&wanted)).await
        }
        Some(Command::Check(check)) => {
            let connection = check.access.access().connect("klink-forward check").await?;
            let checked = check::check(&connection, check.silent, check.json, &mut output);
            until(stop, checked).await
        }
        Some(Command::Tail(tail)) => {
            let mut selection = tail.selection();
            selection.styled = is_styled();
            let connection = tail.access.access().connect("klink-forward tail").await?;
            until(stop, tail::tail(&connection, &selection, &mut output)).await
        }
        #[cfg(feature = "watch")]
        Some(Command::Watch(watch)) => {
            let access = watch.access.access();
            let drawn = klink_forward::watch::watch(&access, watch.silent, is_styled());
            until(stop, drawn).await
        }
    }
}

/// Whether standard output is a terminal that wants colours.
fn is_styled() -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal() && !no_color
}

async fn run_forward(
    arguments: Forward,
    access: &Access,
    stop: impl Future<Output = ()>,
) -> Failure {
    // The journal first: without it the server is not of interest.
    let mut journal = Kernel::new(arguments.kinds.clone());
    let place = match journal.open(None) {
        Ok(place) => place,
        Err(error) => return Failure::journal(&error),
    };
    let (host, boot) = match arguments
        .host()
        .and_then(|host| Ok((host, machine::boot()?)))
    {
        Ok(both) => both,
        Err(failure) => return failure,
    };
    let connection = match access.connect(&format!("klink-forward {host}")).await {
        Ok(connection) => connection,
        Err(failure) => return failure,
    };
    let limit = match connection.check_limits(&host) {
        Ok(limit) => limit,
        Err(failure) => return failure,
    };
    // Random, as the keys of a hash table are.
    let forwarder = RandomState::new().hash_one(std::process::id());
    let sink = connection.sink(&host, &boot, forwarder);
    let mut core = Core::new(forwarder, &boot, limit, place.journal);
    if !arguments.kinds.is_empty() {
        core.leaves_out();
    }
    let mut metrics = Metrics::new(arguments.metrics);
    forward(&mut core, &mut journal, &sink, &mut metrics, stop).await
}

/// Done at the first Ctrl-C or SIGTERM.
fn stop() -> Result<impl Future<Output = ()>, Failure> {
    let caught = |kind| signal(kind).map_err(|error| Failure::new(Status::Failed, error));
    let (mut interrupt, mut terminate) = (
        caught(SignalKind::interrupt())?,
        caught(SignalKind::terminate())?,
    );
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

async fn until(
    stop: impl Future<Output = ()>,
    work: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    tokio::select! {
        () = stop => Err(Failure::INTERRUPTED),
        done = work => done,
    }
}
