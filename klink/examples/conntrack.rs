// SPDX-License-Identifier: MIT OR Apache-2.0

//! Prints the connections that the kernel tracks, and then what becomes of them for as many seconds as its argument says:
//! `cargo run --example conntrack --features conntrack -- 5`. It needs root.

use std::time::Duration;

use klink::families::conntrack::{Conntrack, ConntrackAttrs, Group, Notification};

fn main() -> Result<(), klink::Error> {
    let mut events = Conntrack::listen([Group::New, Group::Update, Group::Destroy])?;
    let mut conntrack = Conntrack::open()?;
    let mut connections = conntrack.get(|all| all).dump()?;
    while let Some(connection) = connections.next()? {
        print("there is", &connection);
    }

    let seconds = std::env::args().nth(1);
    let seconds = seconds.and_then(|seconds| seconds.parse().ok());
    let limit = Duration::from_secs(seconds.unwrap_or(0));
    events.listener().set_timeout(Some(limit));
    loop {
        match events.next() {
            Ok(Notification::NewNtf(connection)) => print("new", &connection),
            Ok(Notification::DeleteNtf(connection)) => print("gone", &connection),
            Ok(Notification::Lost(lost)) => println!("{} datagrams lost", lost.drops),
            Ok(_) => {}
            Err(error) if error.is_timeout() => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

fn print(what: &str, connection: &ConntrackAttrs<'_>) {
    println!("{what}: {:?}", connection.tuple_orig());
}
