// SPDX-License-Identifier: MIT OR Apache-2.0
//! The results of unit tests inside modules, from the kernel's log: KUnit runs them whenever a module is loaded, and
//! writes KTAP (the kernel's Documentation/dev-tools/ktap.rst).

use std::collections::BTreeMap;

/// The cases of all suites that ran, by `suite::case`, and whether each passed in every run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Results {
    cases: BTreeMap<String, bool>,
}

impl Results {
    /// Finds the results in the lines of the kernel's log.
    pub fn of_log(lines: &[String]) -> Self {
        // The kernel's own suites run before the first process starts.
        let boot = lines
            .iter()
            .rposition(|line| line.ends_with(" as init process"));
        let mut results = Results::default();
        let mut suite = "";
        for line in lines.get(boot.unwrap_or(0)..).unwrap_or_default() {
            let text = line
                .split_once("] ")
                .map_or(line.as_str(), |(_, text)| text);
            if let Some(name) = text.trim_start().strip_prefix("# Subtest: ") {
                suite = name;
            } else if let Some((passed, case)) = case(text) {
                *results
                    .cases
                    .entry(format!("{suite}::{case}"))
                    .or_insert(true) &= passed;
            }
        }
        results
    }

    /// The cases that failed.
    pub fn failed(&self) -> impl Iterator<Item = &str> {
        self.cases
            .iter()
            .filter(|(_, passed)| !**passed)
            .map(|(case, _)| case.as_str())
    }

    /// The number of cases.
    pub fn len(&self) -> usize {
        self.cases.len()
    }
}

/// Parses the line of a case, which is indented, unlike that of a suite: `    not ok 2 name`.
fn case(text: &str) -> Option<(bool, &str)> {
    let result = text.strip_prefix("    ")?.trim_start();
    let (passed, rest) = match result.strip_prefix("not ok ") {
        Some(rest) => (false, rest),
        None => (true, result.strip_prefix("ok ")?),
    };
    let (number, name) = rest.split_once(' ')?;
    number.parse::<u32>().ok()?;
    // `# SKIP reason` or `# time=1ms` may follow.
    let name = name.split(" #").next()?.trim_start_matches("- ");
    Some((passed, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
        [    8.1]     # Subtest: rust_kernel_fmt\n\
        [    8.1]     not ok 1 escaping\n\
        [    8.2] Run /init as init process\n\
        [    9.1] KTAP version 1\n\
        [    9.1] 1..1\n\
        [    9.1]     KTAP version 1\n\
        [    9.1]     # Subtest: klink_wire\n\
        [    9.1]     1..2\n\
        [    9.1]     ok 1 aligned\n\
        [    9.1]     # cut: ASSERTION FAILED at wire.rs:18\n\
        [    9.1]     not ok 2 cut # time=1ms\n\
        [    9.1] # klink_wire: pass:1 fail:1 skip:0 total:2\n\
        [    9.1] not ok 1 klink_wire\n\
        [   10.1]     # Subtest: klink_wire\n\
        [   10.1]     ok 1 aligned\n\
        [   10.1]     ok 2 cut\n";

    #[test]
    fn a_case_passes_only_if_it_passes_whenever_it_runs() {
        let results = Results::of_log(&LOG.lines().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(results.len(), 2);
        assert_eq!(results.failed().collect::<Vec<_>>(), ["klink_wire::cut"]);
    }
}
