// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo lab test`: the guest tests on each kernel, in one guest a kernel, and a look at the kernel's log afterwards.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use klink_lab_init::FromGuest;

use crate::build::Checkout;
use crate::cache::{Cache, Cached};
use crate::cli::MachineArgs;
use crate::guide;
use crate::ktap::Results;
use crate::peers::Peers;
use crate::progress::say;
use crate::run::{self, Task};

/// Where C programs and modules that tests use lie: a .c file is a program for /job, a folder a module for /lib/klink.
const FIXTURES: &str = "tests/guest/fixtures";

/// A program on libmnl.
const LIBMNL: &str = "tests/guest/peers/libmnl_demo.c";

/// How long the tests may take on one kernel, unless the user says otherwise.
const LIMIT: Duration = Duration::from_secs(3600);

/// Runs every test binary, also after one has failed.
const SCRIPT: &str = "\
    status=0\n\
    for test in /job/tests/*; do\n\
    echo\n\
    echo \"     Running ${test##*/}\"\n\
    \"$test\" \"$@\" || status=1\n\
    done\n\
    exit $status\n";

/// What tests run on.
pub struct Lab<'a> {
    pub cache: &'a Cache,
    pub cached: &'a Cached,
    pub peers: &'a Peers,
    /// The folder of the kernel's specifications.
    pub specs: &'a Path,
}

/// What came of the tests on one kernel.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

/// Runs the tests on one kernel; gives whether all is well.
///
/// # Errors
/// The lab, or the guest, did not get as far as the tests' result.
pub fn run(
    lab: &Lab<'_>,
    machine: &MachineArgs,
    filter: Option<&str>,
    arguments: &[String],
) -> Result<bool> {
    let &Lab {
        cache,
        cached,
        peers,
        specs,
    } = lab;
    let checkout = Checkout::find()?;
    let mut content = run::build(&checkout, cached)?;
    let fixtures = checkout.root.join(FIXTURES);
    content.copies = checkout.build_c_programs(&fixtures)?;
    content
        .copies
        .push(checkout.build_with_libmnl(cached, peers, LIBMNL)?);
    content.copies.push(checkout.root.join("specs"));
    // From the folder of the specifications to that of all that belongs to them.
    content
        .copies
        .extend(specs.ancestors().nth(3).map(Path::to_owned));
    content.peers = Some(peers.clone());
    let folders = fs::read_dir(&fixtures)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    for folder in folders.filter(|path| path.is_dir()) {
        content
            .modules
            .extend(checkout.build_module(cached, &folder)?);
    }
    let guide = guide::follow(&checkout, cached)?;
    content.copies.push(guide.program);
    content.add_modules(guide.modules);
    content.tests = checkout.build_tests()?;

    say(format_args!(
        "testing on kernel {}",
        cached.kernel.release()
    ));
    let limit = Some(machine.time.map_or(LIMIT, |limit| limit.0));
    let words = ["sh", "-c", SCRIPT, "sh"]
        .into_iter()
        .chain(filter)
        .map(str::to_owned);
    // Tests load and unload modules, of which there is one for all of them.
    let environment = vec!["RUST_TEST_THREADS=1".to_owned()];
    let task = Task {
        words: words.chain(arguments.iter().cloned()).collect(),
        environment,
        interactive: false,
        limit,
    };
    let mut text = Vec::new();
    let output = |frame: &FromGuest| -> io::Result<()> {
        if let FromGuest::Stdout(bytes) = frame {
            text.extend_from_slice(bytes);
        }
        run::pass_on(frame)
    };
    let (status, log) = run::run(cache, cached, machine, &content, task, output)?;

    let count = count(&String::from_utf8_lossy(&text));
    let complains = run::complains(&log);
    let inside = Results::of_log(&log.lines());
    for failed in inside.failed() {
        say(format_args!("a unit test inside a module fails: {failed}"));
    }
    if inside.len() > 0 {
        let failed = inside.failed().count();
        say(format_args!(
            "unit tests inside modules: {} passed, {failed} failed",
            inside.len() - failed
        ));
    }
    let any = count.passed > 0;
    if !any {
        let filter = filter.context("the guest tests have no test")?;
        say(format_args!(
            "no guest test has {filter} in its name: see `cargo lab test -- --list`"
        ));
    }
    say(format_args!(
        "kernel {}: {} passed, {} failed",
        cached.kernel.release(),
        count.passed,
        count.failed
    ));
    Ok(status == 0 && any && !complains && inside.failed().next().is_none())
}

/// Adds up the results that test binaries print.
fn count(output: &str) -> Count {
    let mut sum = Count::default();
    for result in output
        .lines()
        .filter_map(|line| line.strip_prefix("test result: "))
    {
        let number = |what: &str| {
            let field = result
                .split([';', '.'])
                .find_map(|field| field.trim().strip_suffix(what));
            field
                .and_then(|number| number.trim().parse::<u64>().ok())
                .unwrap_or(0)
        };
        sum.passed += number("passed");
        sum.failed += number("failed");
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_added_up() {
        let output = "running 2 tests\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.00s\n\
            test result: FAILED. 10 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(
            count(output),
            Count {
                passed: 12,
                failed: 3
            }
        );
        assert_eq!(count("running 0 tests\n"), Count::default());
    }
}
