// SPDX-License-Identifier: MIT OR Apache-2.0

//! Prints links when they are added, changed or removed, for as many seconds as the argument says or for ever: `cargo
//! run --example listen -- 10`

use std::time::Duration;

use klink::route::{self, Change, Link};
use klink::{Listener, Notification, Protocol};

fn main() -> Result<(), klink::Error> {
    let seconds = std::env::args()
        .nth(1)
        .and_then(|seconds| seconds.parse().ok());
    let mut listener = Listener::open(Protocol::ROUTE)?;
    listener.join(route::group::LINK)?;
    listener.set_timeout(seconds.map(Duration::from_secs));
    loop {
        match listener.next() {
            Ok(Notification::Message(notification)) => match Link::change(notification.message)? {
                Some(Change::New(link)) if link.is_up() => println!("{} is up", name(&link)),
                Some(Change::New(link)) => println!("{} is down", name(&link)),
                Some(Change::Deleted(link)) => println!("{} is gone", name(&link)),
                None => {}
            },
            Ok(Notification::Lost(lost)) => println!("{} events lost", lost.drops),
            Err(error) if error.is_timeout() => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

fn name<'a>(link: &Link<'a>) -> &'a str {
    link.ifname().unwrap_or("?")
}
