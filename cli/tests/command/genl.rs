// SPDX-License-Identifier: MIT OR Apache-2.0

//! Families as the kernel describes them.

use crate::run::{command, fails, klink, objects, prints};
use crate::scratch::Scratch;

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
    assert!(
        shown.contains("\n  command 3   getfamily do dump\n"),
        "{shown}"
    );
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
        shown.contains("\n  command 3   getfamily do by policy 0 dump by policy"),
        "{shown}"
    );
    assert!(
        shown.contains("\n    2   family-name nul-string of at most 15 bytes\n"),
        "{shown}"
    );
    let policy = &objects(&klink(&["genl", "policy", "nlctrl", "--json"]))[0];
    let name = &policy["policies"][0]["attributes"][1];
    assert_eq!(
        (&name["type"], &name["kind"], &name["max_len"]),
        (&2.into(), &"nul-string".into(), &15.into())
    );
    assert_eq!(
        (&name["name"], &policy["policies"][0]["name"]),
        (&"family-name".into(), &"ctrl-attrs".into())
    );
    assert_eq!(policy["differences"], serde_json::json!([]));
}

#[test]
fn a_description_that_is_wrong_is_reported() {
    let folder = Scratch::new("wrong-specs");
    std::fs::create_dir(folder.path()).unwrap();
    let wrong = "
name: nlctrl
protocol: genetlink-legacy
attribute-sets:
  - name: names
    attributes:
      - {name: family-id, type: u32}
      - {name: family-name, type: string, checks: {max-len: 9}}
operations:
  enum-model: directional
  list:
    - {name: getfamily, attribute-set: names, do: {request: {value: 3}, reply: {value: 1}}}
    - {name: more, attribute-set: names, do: {request: {value: 10}, reply: {value: 10}}}
";
    std::fs::write(folder.path().join("nlctrl.yaml"), wrong).unwrap();
    let run = |arguments: &[&str]| {
        let mut klink = command(arguments);
        klink.env("KLINK_SPECS", folder.path()).output().unwrap()
    };
    let shown = prints(&run(&["genl", "show", "nlctrl"]));
    assert!(
        shown.contains(
            "\n  differs: command 10 more: the description has a do, the kernel has none"
        ),
        "{shown}"
    );
    assert!(
        shown.contains("\n  group 16 notify not described\n"),
        "{shown}"
    );
    let shown = prints(&run(&["genl", "policy", "nlctrl"]));
    for line in [
        "names family-id: u32 in the description, u16 from 0 to 65535 in the kernel",
        "names family-name: bytes: at most 9 in the description, 15 in the kernel",
    ] {
        assert!(shown.contains(&format!("\n  differs: {line}\n")), "{shown}");
    }
    let rules = &objects(&run(&["genl", "policy", "nlctrl", "--json"]))[0];
    assert_eq!(rules["differences"].as_array().unwrap().len(), 2);
    std::fs::remove_dir_all(folder.path()).unwrap();
}

#[test]
fn a_family_that_is_not_there_is_reported() {
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
