// SPDX-License-Identifier: MIT OR Apache-2.0

//! Compares klink with other netlink libraries that do the same work: processor time, instructions, system calls,
//! memory.
//!
//! `klink-bench` measures everything, `klink-bench dump klink neli` only these workloads and columns, and `klink-bench
//! check` nothing: it checks that all columns run and do the same work. It needs root for a network namespace of its
//! own, in which everything happens. Each measurement is a process of its own, which is this program again:
//! `klink-bench run COLUMN WORKLOAD LENGTH`.

#![deny(unsafe_code)]

mod clock;
mod column;
mod columns;
mod fill;
mod measure;
mod namespace;
mod report;
#[allow(unsafe_code)]
mod sys;
mod workload;

use std::env;
use std::process::ExitCode;

use column::Column;
use workload::Workload;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match words[..] {
        ["run", column, workload, length] => run(column, workload, length),
        ["check"] => check(),
        _ => bench(&words),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("klink-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One measurement, in this process.
fn run(column: &str, workload: &str, length: &str) -> Result<(), String> {
    let column = columns::all()
        .into_iter()
        .find(|one| one.name == column)
        .ok_or(format!("no column {column}"))?;
    let workload = workload::ALL
        .iter()
        .find(|one| one.name == workload)
        .ok_or(format!("no workload {workload}"))?;
    let length = length
        .parse()
        .map_err(|error| format!("{length}: {error}"))?;
    println!(
        "{}",
        workload
            .run(&column, length)
            .ok_or(format!("{} cannot {}", column.name, workload.name))?
    );
    Ok(())
}

/// Checks that all compiled columns run, in a second or two.
fn check() -> Result<(), String> {
    namespace::enter()?;
    let columns = columns::all();
    for workload in &workload::ALL {
        let columns: Vec<&Column> = columns
            .iter()
            .filter(|column| workload.can(column))
            .collect();
        measure::check(workload, &columns)?;
        println!(
            "{}: {} columns did the same work",
            workload.name,
            columns.len()
        );
    }
    Ok(())
}

/// Makes all measurements, or those of the named workloads and columns.
fn bench(names: &[&str]) -> Result<(), String> {
    let (workloads, columns) = select(names)?;
    namespace::enter()?;
    let mut results = Vec::new();
    for workload in workloads {
        let columns: Vec<&Column> = columns
            .iter()
            .filter(|column| workload.can(column))
            .collect();
        let measured = measure::workload(workload, &columns)?;
        print!("{}", report::table(workload, &measured));
        results.push((workload, measured));
    }
    if names.is_empty() {
        let path =
            report::write_json(&results).map_err(|error| format!("results.json: {error}"))?;
        println!("\nwritten to {path}");
    }
    Ok(())
}

fn select(names: &[&str]) -> Result<(Vec<&'static Workload>, Vec<Column>), String> {
    let is_workload = |name: &str| workload::ALL.iter().any(|workload| workload.name == name);
    let (mut workloads, mut columns): (Vec<_>, _) =
        (workload::ALL.iter().collect(), columns::all());
    let known: Vec<&str> = workloads
        .iter()
        .map(|one| one.name)
        .chain(columns.iter().map(|one| one.name))
        .collect();
    if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
        return Err(format!("{unknown}: not one of {}", known.join(", ")));
    }
    if names.iter().any(|name| is_workload(name)) {
        workloads.retain(|workload| names.contains(&workload.name));
    }
    if names.iter().any(|name| !is_workload(name)) {
        columns.retain(|column| column.name == columns::FLOOR || names.contains(&column.name));
    }
    Ok((workloads, columns))
}
