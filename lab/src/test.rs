// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo lab test`: runs the guest tests on each kernel, in one guest per kernel and all guests in parallel, and
//! checks the kernels' logs afterwards.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use klink_lab_init::{FromGuest, Status};

use crate::build::{Checkout, Profile};
use crate::cache::{Cache, Cached};
use crate::cli::{MachineArgs, FAILED};
use crate::ktap::Results;
use crate::log::Log;
use crate::module_guide;
use crate::progress::say;
use crate::reference_tools::ReferenceTools;
use crate::run::{self, Content, Task};

/// The folder of C programs and modules for tests: a .c file becomes a program in /job, a folder a module in
/// /lib/klink.
const FIXTURES: &str = "tests/guest/fixtures";

/// The folder of the program that docs/events.md shows.
const EVENTS_IN_C: &str = "docs/events";

/// A program that uses libmnl.
const LIBMNL: &str = "tests/guest/reference/libmnl_demo.c";

/// The test that makes one of everything, for which it needs [`STOCK_MODULES`].
const OF_EVERYTHING: &str = "references";

/// The kernel's modules for what a test makes.
const STOCK_MODULES: &str = "\
    8021q act_bpf act_connmark act_csum act_ct act_ctinfo act_gact act_gate act_mirred act_mpls act_nat act_pedit \
    act_police act_sample act_simple act_skbedit act_skbmod act_tunnel_key act_vlan af_packet_diag ah4 authenc \
    bonding bridge cls_basic cls_flow cls_flower cls_fw cls_matchall cls_route cls_u32 deflate dummy echainiv em_cmp \
    em_ipset em_meta em_nbyte em_text em_u32 esp4 esp6 fou gcm geneve ifb inet_diag ip6_gre ip6_tunnel ip6_vti ip_gre \
    ip_set_bitmap_ip ip_set_bitmap_port ip_set_hash_ip ip_set_hash_ipmark ip_set_hash_ipport ip_set_hash_mac \
    ip_set_hash_net ip_set_hash_netiface ip_set_hash_netportnet ip_set_list_set ip_vti ipcomp ipip ipvlan macsec \
    macvlan macvtap mpls_iptunnel mpls_router mptcp_diag nf_conntrack nf_conntrack_ftp nf_conntrack_netlink \
    nf_flow_table_inet nf_log_syslog nfnetlink_cttimeout nfnetlink_log nfnetlink_queue nft_chain_nat nft_connlimit \
    nft_ct nft_fib_inet nft_flow_offload nft_hash nft_limit nft_log nft_masq nft_nat nft_numgen nft_osf nft_queue \
    nft_quota nft_redir nft_reject_inet nft_socket nft_synproxy nft_tproxy nft_xfrm nlmon raw_diag sch_cake sch_cbs \
    sch_choke sch_codel sch_drr sch_etf sch_ets sch_fq sch_fq_pie sch_gred sch_hfsc sch_hhf sch_htb sch_ingress \
    sch_mqprio sch_multiq sch_netem sch_pie sch_plug sch_prio sch_qfq sch_red sch_sfb sch_sfq sch_skbprio sch_tbf \
    seqiv sit tcp_bbr tcp_dctcp tcp_diag tcp_vegas team tls udp_diag unix_diag veth vrf vsock vsock_diag \
    vsock_loopback vxlan wireguard xfrm_interface xfrm_ipcomp xfrm_user";

/// The default time limit of the tests on one kernel.
const LIMIT: Duration = Duration::from_secs(3600);

/// Runs every test binary, even after one has failed. No guest gets the lab's input. `$ORDER` is an option of `ls`.
const SCRIPT: &str = "\
    exec </dev/null\n\
    status=0\n\
    for test in $(ls $ORDER /job/tests/*); do\n\
    echo\n\
    echo \"     Running ${test##*/}\"\n\
    \"$test\" \"$@\" || status=1\n\
    done\n\
    exit $status\n";

/// The tests to run in each guest.
pub struct Tests {
    pub machine: MachineArgs,
    pub filter: Option<String>,
    pub arguments: Vec<String>,
}

/// A kernel with everything that a guest needs to run the tests on it.
pub struct Prepared<'c> {
    cached: &'c Cached,
    content: Content,
}

/// The results of the tests on one kernel.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

/// Builds everything that the tests on one kernel need; `specs` is the folder of that kernel's specifications.
///
/// # Errors
/// Fails if it does not build.
pub fn prepare<'c>(
    cached: &'c Cached,
    reference_tools: &ReferenceTools,
    specs: &Path,
) -> Result<Prepared<'c>> {
    let checkout = Checkout::find()?;
    let arch = cached.kernel.arch;
    let (_, mut content) = run::build(&checkout, arch, &[], &[], Profile::Quick, || Ok(cached))?;
    let fixtures = checkout.root.join(FIXTURES);
    for folder in [FIXTURES, EVENTS_IN_C] {
        let programs = checkout.build_c_programs(cached, folder)?;
        content.copies.extend(programs);
    }
    content
        .copies
        .push(checkout.build_with_libmnl(cached, reference_tools, LIBMNL)?);
    content.copies.push(checkout.root.join("specs"));
    // From the folder of the specifications to its parent, which has the tools, too.
    content
        .copies
        .extend(specs.ancestors().nth(3).map(Path::to_owned));
    content.reference_tools = Some(reference_tools.clone());
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
    content.add_modules(module_guide::follow(&checkout, cached)?);
    content.tests = checkout.build_tests(arch)?;
    if cached.kernel.is_debug() {
        // It has no modules but klink's.
        content.tests.retain(|(name, _)| name != OF_EVERYTHING);
    } else {
        let stock_modules = STOCK_MODULES.split_whitespace().map(str::to_owned);
        content.stock_modules = stock_modules.collect();
    }
    Ok(Prepared { cached, content })
}

/// Runs the tests on each kernel, all in parallel; the output of each kernel is printed after all output of the
/// previous one. Returns the lab's exit status.
pub fn run(cache: &Cache, kernels: &[Prepared<'_>], tests: &Tests) -> u8 {
    thread::scope(|scope| {
        // Guests that wait at the same time would leave processors idle, so every second one begins with the last test.
        let orders = ["", "-r"].into_iter().cycle();
        let runs = kernels.iter().zip(orders).map(|(kernel, order)| {
            let release = kernel.cached.kernel.release();
            let mut machine = tests.machine.clone();
            if let (Some(log), true) = (&mut machine.log, kernels.len() > 1) {
                log.as_mut_os_string().push(format!("-{release}"));
            }
            // Unbounded: no guest waits for its output to be printed.
            let (sender, frames) = mpsc::channel();
            let run = scope.spawn(move || boot(cache, kernel, &machine, tests, order, &sender));
            (release, frames, run)
        });
        let runs: Vec<_> = runs.collect();
        let mut status = 0;
        for (release, frames, run) in runs {
            say(format_args!("testing on kernel {release}"));
            let text = pass_on(frames);
            let run = run.join().ok().context("the run failed");
            status = status.max(match run.and_then(|run| run) {
                Ok((ended, log)) => {
                    let is_well = sum_up(&release, tests, &text, &log);
                    u8::from(run::exit_status(ended) != 0 || !is_well)
                }
                Err(error) => {
                    say(format_args!("kernel {release}: {error:#}"));
                    FAILED
                }
            });
        }
        status
    })
}

/// Runs the tests on one kernel, in a guest that ends with this thread.
fn boot(
    cache: &Cache,
    kernel: &Prepared<'_>,
    machine: &MachineArgs,
    tests: &Tests,
    order: &str,
    frames: &Sender<FromGuest>,
) -> Result<(Status, Log)> {
    let words = ["sh", "-c", SCRIPT, "sh"].map(str::to_owned);
    let words = words.into_iter().chain(tests.filter.clone());
    let task = Task {
        words: words.chain(tests.arguments.iter().cloned()).collect(),
        environment: vec![
            // Tests load and unload modules, which all of them share.
            "RUST_TEST_THREADS=1".to_owned(),
            format!("ORDER={order}"),
        ],
        interactive: false,
        limit: Some(machine.time.map_or(LIMIT, |limit| limit.0)),
    };
    let output = |frame| {
        let closed = |_| io::Error::from(ErrorKind::BrokenPipe);
        frames.send(frame).map_err(closed)
    };
    run::run(cache, kernel.cached, machine, &kernel.content, task, output)
}

/// Passes a guest's output on until it ends, or is no longer read; returns the output of the tests.
fn pass_on(frames: Receiver<FromGuest>) -> String {
    let mut text = Vec::new();
    for frame in frames {
        if let FromGuest::Stdout(bytes) = &frame {
            text.extend_from_slice(bytes);
        }
        if let Err(error) = run::pass_on(frame) {
            say(format_args!("cannot pass on the guest's output: {error}"));
            break;
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Prints the results of the tests on one kernel; returns whether all passed, as far as the output shows.
fn sum_up(release: &str, tests: &Tests, text: &str, log: &Log) -> bool {
    let count = count(text);
    let complains = run::complains(log);
    let inside = Results::of_log(&log.lines());
    for failed in inside.failed() {
        say(format_args!("a unit test inside a module fails: {failed}"));
    }
    let failed_inside = inside.failed().count();
    if inside.len() > 0 {
        say(format_args!(
            "unit tests inside modules: {} passed, {failed_inside} failed",
            inside.len() - failed_inside
        ));
    }
    let any = count.passed != 0 || count.failed != 0;
    match &tests.filter {
        _ if any => {}
        Some(filter) => say(format_args!(
            "no guest test has {filter} in its name: `cargo lab test -- --list` lists the tests"
        )),
        None => say("there are no guest tests"),
    }
    say(format_args!(
        "kernel {release}: {} passed, {} failed",
        count.passed, count.failed
    ));
    any && count.failed == 0 && !complains && failed_inside == 0
}

/// Adds up the results in the output of test binaries.
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
