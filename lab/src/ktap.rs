// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the unit tests inside modules say, as the kernel's log has it: KUnit runs them whenever a module is loaded, and
//! writes KTAP (the kernel's Documentation/dev-tools/ktap.rst).

use std::collections::BTreeMap;

/// The cases of all suites that ran, by `suite::case`, and whether each passed in every run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Results {
    cases: BTreeMap<String, bool>,
}

impl Results {
    /// Finds them in the lines of the kernel's log.
    pub fn of_log(lines: &[String]) -> Self {
        let mut results = Results::default();
        let mut suite = "";
        let mut is_in_module = false;
        for line in lines {
            let text = line
                .split_once("] ")
                .map_or(line.as_str(), |(_, text)| text);
            let comment = text.trim_start();
            if let Some(name) = comment.strip_prefix("# Subtest: ") {
                (suite, is_in_module) = (name, false);
            } else if comment.starts_with("# module: ") {
                // The kernel's own suites, which run at boot, have no such line.
                is_in_module = true;
            } else if let Some((passed, case)) = case(text).filter(|_| is_in_module) {
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

    /// How many cases there are.
    pub fn len(&self) -> usize {
        self.cases.len()
    }
}

/// Reads the line of one case, which is indented, while a suite's is not: `    not ok 2 name`.
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
        [    9.1] KTAP version 1\n\
        [    9.1] 1..1\n\
        [    9.1]     KTAP version 1\n\
        [    9.1]     # Subtest: klink_wire\n\
        [    9.1]     # module: klink_echo\n\
        [    9.1]     1..2\n\
        [    9.1]     ok 1 aligned\n\
        [    9.1]     # cut: ASSERTION FAILED at wire.rs:18\n\
        [    9.1]     not ok 2 cut # time=1ms\n\
        [    9.1] # klink_wire: pass:1 fail:1 skip:0 total:2\n\
        [    9.1] not ok 1 klink_wire\n\
        [   10.1]     # Subtest: klink_wire\n\
        [   10.1]     # module: klink_echo\n\
        [   10.1]     ok 1 aligned\n\
        [   10.1]     ok 2 cut\n";

    #[test]
    fn a_case_passes_only_if_it_passes_whenever_it_runs() {
        let results = Results::of_log(&lines(LOG));
        assert_eq!(results.len(), 2);
        assert_eq!(results.failed().collect::<Vec<_>>(), ["klink_wire::cut"]);
    }

    #[test]
    fn the_kernels_own_cases_do_not_count() {
        let boot = "[ 1.0]     # Subtest: rust_kernel_fmt\n[ 1.0]     ok 1 escaping\n[ 1.0] ok 1 rust_kernel_fmt\n";
        assert_eq!(Results::of_log(&lines(boot)), Results::default());
    }

    fn lines(log: &str) -> Vec<String> {
        log.lines().map(str::to_owned).collect()
    }
}
