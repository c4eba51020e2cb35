// SPDX-License-Identifier: MIT OR Apache-2.0

//! Prints the queueing disciplines of all links, with the options of some: `cargo run --example tc --features tc`

use klink::families::tc::{AttrsOptions, Tc};

fn main() -> Result<(), klink::Error> {
    let mut tc = Tc::open()?;
    let mut qdiscs = tc.getqdisc(|all| all).dump()?;
    while let Some(qdisc) = qdiscs.next()? {
        let header = qdisc.header();
        let (major, minor) = (header.handle() >> 16, header.handle() & 0xffff);
        print!(
            "link {}: {} {major:x}:{minor:x}",
            header.ifindex(),
            qdisc.kind().unwrap_or("?")
        );
        match qdisc.options() {
            Some(AttrsOptions::FqCodel(options)) => println!(" limit {:?}", options.limit()),
            Some(AttrsOptions::Tbf(options)) => println!(" rate {:?}", options.rate64()),
            Some(options) => println!(" {options:?}"),
            None => println!(),
        }
    }
    Ok(())
}
