// SPDX-License-Identifier: MIT OR Apache-2.0

//! Makes a table with a chain, both or none of them, reads the chain, and deletes the table, with rustables. It needs
//! root.

use rustables::{list_chains_for_table, Batch, Chain, MsgType, ProtocolFamily, Table};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let table = Table::new(ProtocolFamily::Ipv4).with_name("klink-example");
    let chain = Chain::new(&table).with_name("in");
    let mut batch = Batch::new();
    batch.add(&table, MsgType::Add);
    batch.add(&chain, MsgType::Add);
    batch.send()?;

    for chain in list_chains_for_table(&table)? {
        println!(
            "chain {:?} of table {:?}",
            chain.get_name(),
            chain.get_table()
        );
    }

    let mut batch = Batch::new();
    batch.add(&table, MsgType::Del);
    batch.send()?;
    Ok(())
}
