// SPDX-License-Identifier: MIT OR Apache-2.0

//! Makes modules of the crate's examples, so that a test runs the code that readers copy.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    for example in [
        "conntrack",
        "devlink",
        "events",
        "hello",
        "nftables",
        "wireguard",
        "your_family",
    ] {
        let path = format!("../../klink/examples/{example}.rs");
        println!("cargo::rerun-if-changed={path}");
        let text = fs::read_to_string(path)?;
        let lines = text.lines().filter(|line| !line.starts_with("//!"));
        let lines = lines.collect::<Vec<_>>().join("\n");
        let module = lines
            .replace("\nfn main()", "\npub(crate) fn main()")
            .replace("\nasync fn main()", "\npub(crate) async fn main()");
        fs::write(Path::new(&out).join(format!("{example}.rs")), module)?;
    }
    Ok(())
}
