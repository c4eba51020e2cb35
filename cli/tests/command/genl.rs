// SPDX-License-Identifier: MIT OR Apache-2.0

//! Families as the kernel describes them.

use crate::run::{fails, klink, objects, prints};

#[test]
fn the_controller_is_in_the_list() {
    let list = prints(&klink(&["genl", "list"]));
    let nlctrl = list.lines().find(|line| line.starts_with("nlctrl "));
    let nlctrl = nlctrl.expect("no nlctrl");
    assert!(
        nlctrl.contains("id 16 ") && nlctrl.ends_with("groups notify"),
        "{nlctrl}"
    );
    let objects = objects(&klink(&["genl", "list", "--json"]));
    assert_eq!(objects.len(), list.lines().count());
    let names: Vec<_> = objects
        .iter()
        .map(|family| family["family"].as_str())
        .collect();
    assert!(names.is_sorted(), "{names:?}");
}

#[test]
fn a_family_has_operations_and_groups() {
    let shown = prints(&klink(&["genl", "show", "nlctrl"]));
    assert!(shown.contains("\n  command 3   do dump\n"), "{shown}");
    assert!(shown.contains("\n  group 16 notify\n"), "{shown}");
    let family = &objects(&klink(&["genl", "show", "nlctrl", "--json"]))[0];
    assert_eq!(
        (&family["family"], &family["id"]),
        (&"nlctrl".into(), &16.into())
    );
    assert_eq!(family["groups"][0]["name"], "notify");
    assert_eq!(family["operations"][0]["do"], true);
    assert!(family["operations"][0]["admin"].is_null());
}

#[test]
fn a_policy_has_rules() {
    let shown = prints(&klink(&["genl", "policy", "nlctrl"]));
    assert!(
        shown.contains("\n  command 3   do by policy 0 dump by policy"),
        "{shown}"
    );
    assert!(
        shown.contains("\n    2   nul-string of at most 15 bytes\n"),
        "{shown}"
    );
    let policy = &objects(&klink(&["genl", "policy", "nlctrl", "--json"]))[0];
    let name = &policy["policies"][0]["attributes"][1];
    assert_eq!(
        (&name["type"], &name["kind"], &name["max_len"]),
        (&2.into(), &"nul-string".into(), &15.into())
    );
}

#[test]
fn a_family_that_is_not_there_is_told() {
    for command in ["show", "policy"] {
        fails(
            &["genl", command, "nosuch"],
            3,
            &["\"nosuch\"", "not found", "klink genl list"],
        );
    }
    let long = "x".repeat(70_000);
    fails(&["genl", "show", &long], 1, &["resolve"]);
    assert_eq!(klink(&["genl"]).status.code(), Some(2));
    fails(&["genl", "lits"], 2, &["lits", "--help"]);
}
