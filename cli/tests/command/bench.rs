// SPDX-License-Identifier: MIT OR Apache-2.0

//! Measurements of the running kernel.

use crate::namespace::Namespace;
use crate::run::{fails, klink, objects, parse, prints, Running};

#[test]
fn round_trips_have_quantiles() {
    for arguments in [
        &["route", "-n", "100"][..],
        &["generic", "-n", "100"],
        &[
            "sock_diag",
            "--type",
            "20",
            "--hex",
            "1000000000000000",
            "-n",
            "100",
        ],
    ] {
        let output = klink(&[&["bench", "round-trips", "--json"], arguments].concat());
        if arguments.contains(&"--type") {
            // A request for no socket at all is refused, and reported like any refusal.
            assert_eq!(output.status.code(), Some(6), "{output:?}");
            continue;
        }
        let result = &objects(&output)[0];
        assert_eq!(result["round_trips"], 100);
        let number = |name: &str| result[name].as_f64().unwrap();
        assert!(
            0.0 < number("p50_us") && number("p50_us") <= number("p99_us"),
            "{result}"
        );
        assert!(
            number("p99_us") <= number("max_us") && number("per_second") > 0.0,
            "{result}"
        );
    }
    let shown = prints(&klink(&["bench", "round-trips", "route", "--for", "0.05"]));
    assert!(
        shown.starts_with("ROUTE: ") && shown.contains(" round trips in "),
        "{shown}"
    );
}

#[test]
fn events_are_counted() {
    let namespace = Namespace::new();
    let command = namespace.klink(&[
        "bench",
        "events",
        "route:link",
        "-n",
        "2",
        "--timeout",
        "10",
        "--json",
        "--buffer",
        "100000",
    ]);
    let (running, _) = Running::start(command, "listening to ROUTE:link");
    // The kernel doubles the requested size.
    let sockets = objects(&namespace.output(&["stat", "route", "--json"]));
    assert!(
        sockets.iter().any(|socket| socket["buffer"] == 200_000),
        "{sockets:?}"
    );
    namespace.ip("link set lo up");
    namespace.ip("link set lo down");
    let output = running.output();
    let text = prints(&output);
    let result = &parse(&text)[0];
    assert_eq!(
        (&result["messages"], &result["lost"]),
        (&2.into(), &0.into())
    );
    let silent = ["bench", "events", "nlctrl", "--quiet", "--timeout", "0.1"];
    fails(&silent, 5, &["nlctrl:notify", "no message within 100ms"]);
    let silent = prints(&klink(&[
        "bench", "events", "nlctrl", "--quiet", "--for", "0.1",
    ]));
    assert_eq!(silent, "");
}

#[test]
fn what_cannot_be_measured_is_reported() {
    fails(
        &["bench", "round-trips", "31"],
        3,
        &["31", "EPROTONOSUPPORT", "insmod"],
    );
    fails(
        &["bench", "round-trips", "route", "hi", "--timeout", "0.1"],
        5,
        &["ROUTE", "100ms"],
    );
    fails(
        &["bench", "round-trips", "route", "--hex", "00"],
        2,
        &["--type"],
    );
    fails(
        &["bench", "events", "nosuch"],
        3,
        &["nosuch", "klink genl list"],
    );
    fails(&["bench", "events", "usersock"], 2, &["klink recv"]);
    assert_eq!(klink(&["bench"]).status.code(), Some(2));
}
