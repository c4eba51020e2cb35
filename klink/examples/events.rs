// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sets a marker in the journal of events and prints all events up to it, as root and with `klink_events.ko`: `cargo
//! run --features tokio --example events`

use klink::events::{Item, Journal, Start};
use klink::tokio::Reader;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), klink::Error> {
    let mut reader = Reader::open(Start::Oldest)?;
    let marker = Journal::open()?.emit("the example was here")?;
    loop {
        match reader.next().await? {
            Item::Event(event) => {
                let kind = event.kind().name().unwrap_or("new kind");
                println!(
                    "{} {:?} {kind} {:?}",
                    event.seq(),
                    event.time(),
                    event.task()
                );
                if event.seq() == marker {
                    return Ok(());
                }
            }
            Item::Gap(gap) => println!("{} to {} are lost", gap.first, gap.last),
            Item::Restart => println!("the journal was restarted"),
        }
    }
}
