// SPDX-License-Identifier: MIT OR Apache-2.0

//! Keeps a copy of the routes, and prints each change, for as many seconds as its argument says: `cargo run --example
//! routes --features rt-route -- 5`

use std::time::Duration;

use klink::families::rt_route::{RouteAttrs, Routes};
use klink::typed::Change;

fn main() -> Result<(), klink::Error> {
    let seconds = std::env::args()
        .nth(1)
        .and_then(|seconds| seconds.parse().ok());
    let mut routes = Routes::open()?;
    routes.set_timeout(Some(Duration::from_secs(seconds.unwrap_or(0))));
    loop {
        match routes.next() {
            Ok(Change::Added(route)) => print("+", &route),
            Ok(Change::Changed { new, .. }) => print("~", &new),
            Ok(Change::Removed(route)) => print("-", &route),
            Err(error) if error.is_timeout() => break,
            Err(error) => return Err(error),
        }
    }
    println!("{} routes, {} dumps", routes.iter().count(), routes.dumps());
    Ok(())
}

fn print(what: &str, route: &RouteAttrs<'_>) {
    let (to, by) = (route.dst(), route.gateway());
    println!(
        "{what} {to:?} by {by:?} on {:?} in table {:?}",
        route.oif(),
        route.table()
    );
}
