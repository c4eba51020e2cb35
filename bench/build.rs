// SPDX-License-Identifier: MIT OR Apache-2.0

//! Compiles the columns that are written in C.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=src/columns");
    // At a fixed address nothing is relocated: a column's memory does not grow with the tables of other columns.
    println!("cargo::rustc-link-arg=-no-pie");
    cc::Build::new()
        .file("src/columns/floor.c")
        .opt_level(2)
        .compile("floor");
    if env::var_os("CARGO_FEATURE_LIBMNL").is_some() {
        cc::Build::new()
            .file("src/columns/libmnl.c")
            .opt_level(2)
            .compile("libmnl_column");
        println!("cargo::rustc-link-lib=mnl");
    }
}
