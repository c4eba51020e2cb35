// SPDX-License-Identifier: MIT OR Apache-2.0

//! Prints the routes, then each that is added or removed for as many seconds as the argument says or for ever: `cargo
//! run --features tokio --example tokio -- 10`

use std::time::Duration;

use klink::route::{self, Change, Route};
use klink::tokio::{Listener, Socket};
use klink::{Notification, Protocol};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), klink::Error> {
    let seconds = std::env::args().nth(1).and_then(|word| word.parse().ok());
    let limit = seconds.map_or(Duration::MAX, Duration::from_secs);
    let mut listener = Listener::open(Protocol::ROUTE)?;
    listener.join(route::group::IPV4_ROUTE)?;
    let mut socket = Socket::open(Protocol::ROUTE)?;
    print_all(&mut socket).await?;
    // The listener stays usable if the timeout drops its future.
    while let Ok(event) = tokio::time::timeout(limit, listener.next()).await {
        match event? {
            Notification::Message(event) => match Route::change(event.message)? {
                Some(Change::New(route)) => print("new", &route),
                Some(Change::Deleted(route)) => print("deleted", &route),
                None => {}
            },
            Notification::Lost(_) => print_all(&mut socket).await?,
        }
    }
    Ok(())
}

async fn print_all(socket: &mut Socket) -> Result<(), klink::Error> {
    let mut routes = socket.dump(route::Routes::v4()).await?;
    while let Some(route) = routes.next().await? {
        print("there", &route);
    }
    Ok(())
}

fn print(what: &str, route: &Route) {
    match route.dst() {
        Some(dst) => print!("{what}: {dst}/{}", route.dst_len()),
        None => print!("{what}: default"),
    }
    println!(" in table {}", route.table());
}
