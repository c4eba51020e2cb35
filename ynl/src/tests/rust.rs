// SPDX-License-Identifier: MIT OR Apache-2.0

//! klink's families are made of the descriptions, for programs and for its modules.

use std::path::Path;

use super::tables::is_written;
use crate::{families, rust_kernel, Spec};

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

#[test]
fn the_families_of_klinks_modules_are_as_generated() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (description, file) in [
        ("specs/klink_demo.yaml", "kernel/demo/family.rs"),
        ("specs/klink_events.yaml", "kernel/events/family.rs"),
        (
            "kernel/tests/fault_genl/klink_fault.yaml",
            "kernel/tests/fault_genl/family.rs",
        ),
    ] {
        let text = std::fs::read_to_string(root.join(description)).unwrap();
        let text = rust_kernel(&text).unwrap_or_else(|error| panic!("{description}: {error}"));
        is_written(&root.join(file), &text);
    }
}
