// SPDX-License-Identifier: MIT OR Apache-2.0

//! Makes a table with a chain, both or none of them, reads the chain, and deletes the table: `cargo run --example
//! nftables --features nftables`. It needs root.

use klink::families::nftables::{self, Nftables};
use klink::{Error, Flags};

/// `NFPROTO_IPV4`.
const IPV4: u8 = 2;

fn main() -> Result<(), Error> {
    let table = "klink-example";
    let mut nft = Nftables::open()?;
    let mut changes = nft.begin();
    let made = nftables::newtable(|it| it.header(|header| header.nfgen_family(IPV4)).name(table));
    changes.add(&made.flags(Flags::CREATE | Flags::EXCL))?;
    let made = nftables::newchain(|it| {
        it.header(|header| header.nfgen_family(IPV4))
            .table(table)
            .name("in")
    });
    changes.add(&made.flags(Flags::CREATE))?;
    changes.commit()?;

    let mut chains = nft.getchain(|all| all).dump()?;
    while let Some(chain) = chains.next()? {
        println!("chain {:?} of table {:?}", chain.name(), chain.table());
    }
    drop(chains);

    let mut changes = nft.begin();
    changes.add(&nftables::deltable(|it| {
        it.header(|header| header.nfgen_family(IPV4)).name(table)
    }))?;
    changes.commit()
}
