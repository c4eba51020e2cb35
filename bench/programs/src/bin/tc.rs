// SPDX-License-Identifier: MIT OR Apache-2.0

//! Prints the queueing disciplines of all links, with the options of some, with rtnetlink.

use futures_util::TryStreamExt;
use rtnetlink::packet_route::tc::{TcAttribute, TcOption, TcQdiscFqCodelOption};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (connection, handle, _) = rtnetlink::new_connection()?;
    tokio::spawn(connection);
    let mut qdiscs = handle.qdisc().get().execute();
    while let Some(qdisc) = qdiscs.try_next().await? {
        let (mut kind, mut options) = (String::from("?"), Vec::new());
        for attribute in qdisc.attributes {
            match attribute {
                TcAttribute::Kind(value) => kind = value,
                TcAttribute::Options(value) => options = value,
                _ => {}
            }
        }
        let (index, handle) = (qdisc.header.index, qdisc.header.handle);
        print!("link {index}: {kind} {:x}:{:x}", handle.major, handle.minor);
        let limit = options.iter().find_map(|option| match option {
            TcOption::FqCodel(TcQdiscFqCodelOption::Limit(limit)) => Some(limit),
            _ => None,
        });
        match limit {
            Some(limit) => println!(" limit {limit}"),
            None => println!(" {options:?}"),
        }
    }
    Ok(())
}
