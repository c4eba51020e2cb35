// SPDX-License-Identifier: MIT OR Apache-2.0

//! klink's families are made of the descriptions.

use std::path::Path;

use super::tables::is_written;
use crate::{families, Spec};

#[test]
fn the_families_of_klink_are_as_generated() {
    let klink = Path::new(env!("CARGO_MANIFEST_DIR")).join("../klink");
    let read = |file: &str| std::fs::read_to_string(klink.join(file)).unwrap();
    let (modules, features) = (read("src/families.rs"), read("Cargo.toml"));
    let mut lines = 0;
    for family in families() {
        let text = Spec::inside(family).unwrap().rust_user();
        let name = family.replace('-', "_");
        is_written(&klink.join(format!("src/families/{name}.rs")), &text);
        assert!(
            modules.contains(&format!("    {name} \"{family}\"\n")),
            "{family}"
        );
        assert!(
            features.contains(&format!("\n{family} = [\"typed\"]\n")),
            "{family}"
        );
        let all = features
            .lines()
            .find(|line| line.starts_with("families = "));
        assert!(all.unwrap().contains(&format!("\"{family}\"")), "{family}");
        lines += text.lines().count();
    }
    println!("{lines} lines");
    assert!(lines <= 25_000, "{lines} lines");
}
