// SPDX-License-Identifier: MIT OR Apache-2.0

//! Runs the columns of a workload in turn and computes the medians.

use std::env;
use std::fmt::Arguments;
use std::io::{self, IsTerminal};
use std::process::{Command, Output};

use crate::column::Column;
use crate::columns;
use crate::namespace;
use crate::workload::{Kind, Run, Workload, ROUTES};

/// The number of timed rounds; in each, every column runs once.
const ROUNDS: usize = 9;

/// The figures of one column in one workload.
pub struct Measured {
    pub column: &'static str,
    /// Median over the rounds of processor time as a ratio to the floor's in the same round.
    pub cpu_ratio: f64,
    /// Median of nanoseconds of processor time per unit.
    pub nanoseconds: f64,
    /// User instructions per unit.
    pub instructions: f64,
    /// System calls per call unit.
    pub syscalls: f64,
    /// The maximum resident memory, in KiB.
    pub rss_kib: u64,
}

/// Lets all columns do a little of the work, without measuring. Different checksums are an error.
pub fn check(workload: &Workload, columns: &[&Column]) -> Result<(), String> {
    prepare(workload)?;
    let mut sums = Vec::new();
    for column in columns {
        let (run, _) = start(workload, column, workload.counted[0], &[])?;
        sums.push([run.sum; 2]);
    }
    same_work(workload, columns, sums)
}

fn prepare(workload: &Workload) -> Result<(), String> {
    if let Kind::Dump = workload.kind {
        namespace::flush_routes()?;
        columns::insert(ROUTES);
    }
    Ok(())
}

/// Measures all columns, of which the first is the floor. Different checksums are an error.
pub fn workload(workload: &Workload, columns: &[&Column]) -> Result<Vec<Measured>, String> {
    prepare(workload)?;
    let runs = rounds(workload, columns)?;
    let mut measured = Vec::new();
    let [short, long] = workload.counted;
    let (mut instructions_sums, mut syscalls_sums) = (Vec::new(), Vec::new());
    for (index, column) in columns.iter().enumerate() {
        progress(format_args!("{}: counting {}", workload.name, column.name));
        let instructions = [
            count_instructions(workload, column, short)?,
            count_instructions(workload, column, long)?,
        ];
        let syscalls = [
            count_syscalls(workload, column, short)?,
            count_syscalls(workload, column, long)?,
        ];
        instructions_sums.push(instructions.map(|(sum, _)| sum));
        syscalls_sums.push(syscalls.map(|(sum, _)| sum));
        let per_length = |[short_count, long_count]: [(u64, u64); 2]| {
            (long_count.1 as f64 - short_count.1 as f64) / (long - short) as f64
        };
        let times = runs.iter().map(|round| round[index].time.as_nanos() as f64);
        let floor = runs.iter().map(|round| round[0].time.as_nanos() as f64);
        measured.push(Measured {
            column: column.name,
            cpu_ratio: median(times.clone().zip(floor).map(|(time, floor)| time / floor)),
            nanoseconds: median(times) / (workload.timed * workload.units) as f64,
            instructions: per_length(instructions) / workload.units as f64,
            syscalls: per_length(syscalls),
            rss_kib: runs
                .iter()
                .map(|round| round[index].peak_memory)
                .max()
                .unwrap_or(0),
        });
    }
    progress(format_args!(""));
    for sums in [instructions_sums, syscalls_sums] {
        same_work(workload, columns, sums)?;
    }
    Ok(measured)
}

/// One run per column in each round, interleaved, after a round that does not count.
fn rounds(workload: &Workload, columns: &[&Column]) -> Result<Vec<Vec<Run>>, String> {
    let mut rounds = Vec::new();
    for number in 0..=ROUNDS {
        let mut round = Vec::new();
        for column in columns {
            progress(format_args!(
                "{}: round {number} of {ROUNDS}, {}",
                workload.name, column.name
            ));
            let (run, _) = start(workload, column, workload.timed, &[])?;
            round.push(run);
        }
        same_work(
            workload,
            columns,
            round.iter().map(|run| [run.sum; 2]).collect(),
        )?;
        rounds.push(round);
    }
    Ok(rounds.split_off(1))
}

fn same_work(workload: &Workload, columns: &[&Column], sums: Vec<[u64; 2]>) -> Result<(), String> {
    match sums.iter().position(|sum| *sum != sums[0]) {
        None => Ok(()),
        Some(other) => Err(format!(
            "{}: {} and {} did not do the same work: checksums {:?} and {:?}",
            workload.name, columns[0].name, columns[other].name, sums[0], sums[other]
        )),
    }
}

/// The checksum, and the user instructions of the whole process.
fn count_instructions(
    workload: &Workload,
    column: &Column,
    length: u64,
) -> Result<(u64, u64), String> {
    let valgrind = [
        "valgrind",
        "--tool=callgrind",
        "--callgrind-out-file=/dev/null",
    ];
    let (run, stderr) = start(workload, column, length, &valgrind)?;
    let count = stderr
        .lines()
        .find_map(|line| line.split_once("Collected : "))
        .and_then(|(_, count)| count.parse().ok());
    Ok((
        run.sum,
        count.ok_or(format!("valgrind printed no count:\n{stderr}"))?,
    ))
}

/// The checksum, and the system calls of the whole process.
fn count_syscalls(workload: &Workload, column: &Column, length: u64) -> Result<(u64, u64), String> {
    let (run, stderr) = start(
        workload,
        column,
        length,
        &["strace", "--follow-forks", "--summary-only"],
    )?;
    let total = stderr.lines().find(|line| line.ends_with(" total"));
    let count = total
        .and_then(|line| line.split_whitespace().nth(3))
        .and_then(|count| count.parse().ok());
    Ok((
        run.sum,
        count.ok_or(format!("strace printed no total:\n{stderr}"))?,
    ))
}

/// Runs the column in a process of its own, under `tool` if there is one; returns its report and its standard error.
fn start(
    workload: &Workload,
    column: &Column,
    length: u64,
    tool: &[&str],
) -> Result<(Run, String), String> {
    if let Kind::Insert = workload.kind {
        namespace::flush_routes()?;
    }
    let program = env::current_exe().map_err(|error| format!("own path: {error}"))?;
    let mut command = match tool {
        [] => Command::new(program),
        [tool, args @ ..] => {
            let mut command = Command::new(tool);
            command.args(args).arg(program);
            command
        }
    };
    command.args(["run", column.name, workload.name, &length.to_string()]);
    let output = command
        .output()
        .map_err(|error| format!("{}: {error}", command.get_program().to_string_lossy()))?;
    let Output {
        status,
        stdout,
        stderr,
    } = output;
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    if !status.success() {
        return Err(format!(
            "{} in {}: {status}\n{stderr}",
            column.name, workload.name
        ));
    }
    let mut run: Run = String::from_utf8_lossy(&stdout).parse()?;
    if let Kind::Insert = workload.kind {
        run.sum = columns::dump();
    }
    Ok((run, stderr))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Replaces the line that shows the progress.
fn progress(what: Arguments) {
    if io::stderr().is_terminal() {
        eprint!("\r\x1b[K{what}");
    }
}
