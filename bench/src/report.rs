// SPDX-License-Identifier: MIT OR Apache-2.0

//! The figures as tables for people and as JSON for programs.

use std::fmt::Write;
use std::{fs, io};

use crate::measure::Measured;
use crate::workload::Workload;

const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/bench");

/// A Markdown table of one workload.
pub fn table(workload: &Workload, columns: &[Measured]) -> String {
    let Workload {
        name,
        unit,
        call_unit,
        ..
    } = workload;
    let mut text = format!(
        "\n### {name}\n\n| column | cpu x floor | cpu ns per {unit} | user instructions per {unit} \
         | system calls per {call_unit} | peak memory, KiB |\n| --- | ---: | ---: | ---: | ---: | ---: |\n"
    );
    for Measured {
        column,
        cpu_ratio,
        nanoseconds,
        instructions,
        syscalls,
        rss_kib,
    } in columns
    {
        let syscalls = significant(*syscalls);
        writeln!(text, "| {column} | {cpu_ratio:.2} | {nanoseconds:.0} | {instructions:.0} | {syscalls} | {rss_kib} |")
            .unwrap();
    }
    text
}

/// Writes target/bench/results.json; returns its path.
pub fn write_json(results: &[(&Workload, Vec<Measured>)]) -> io::Result<String> {
    let mut lines = Vec::new();
    for (workload, columns) in results {
        for Measured {
            column,
            cpu_ratio,
            instructions,
            syscalls,
            rss_kib,
            ..
        } in columns
        {
            let instructions = (instructions * 10.0).round() / 10.0;
            lines.push(format!(
                r#"  {{"workload": "{}", "column": "{column}", "cpu_ratio": {cpu_ratio:.3}, "instructions": {instructions}, "syscalls": {}, "rss_kib": {rss_kib}}}"#,
                workload.name,
                significant(*syscalls),
            ));
        }
    }
    fs::create_dir_all(DIRECTORY)?;
    let path = format!("{DIRECTORY}/results.json");
    fs::write(&path, format!("[\n{}\n]\n", lines.join(",\n")))?;
    Ok(path)
}

/// Three significant digits below 10, no decimals above.
fn significant(number: f64) -> String {
    match number {
        10.0.. => format!("{number:.0}"),
        1.0.. => format!("{number:.2}"),
        _ => format!("{number:.4}"),
    }
}
