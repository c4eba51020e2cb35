// SPDX-License-Identifier: MIT OR Apache-2.0

//! Each message finds its description.

use klink_wire::{genl, Flags, Header, Message, Protocol};
use serde_json::{json, Value};

use super::random::Random;
use crate::{Catalogue, Folders, Role, Spec};

fn message(kind: u16, flags: Flags, payload: &[u8]) -> Message<'_> {
    let header = Header {
        len: 0,
        kind,
        flags,
        seq: 0,
        claimed_portid: 0,
    };
    Message { header, payload }
}

/// Family, operation and content of a message.
fn described(
    catalogue: &Catalogue,
    protocol: Protocol,
    message: Message<'_>,
    generic: Option<&str>,
) -> Option<(String, String, Value)> {
    let found = catalogue.describe(protocol, &message, generic, None)?;
    Some((
        found.family().to_owned(),
        found.operation().name().to_owned(),
        serde_json::to_value(found.message()).unwrap(),
    ))
}

#[test]
fn every_operation_finds_its_description() {
    let catalogue = Catalogue::default();
    for family in crate::families() {
        let spec = Spec::inside(family).unwrap();
        let crate::Family::Raw(protocol) = spec.family() else {
            continue;
        };
        // The address family that distinguishes the diagnostics of sockets.
        let first = match family {
            "unix-diag" => 1,
            "inet-diag" => 2,
            "netlink-diag" => 16,
            "packet-diag" => 17,
            "vsock-diag" => 40,
            _ => 0,
        };
        let payload = [first; 256];
        for operation in spec.operations() {
            let name = operation.name();
            for (kind, flags) in [
                (operation.request(), Flags::REQUEST),
                (operation.reply(), Flags::NONE),
                (operation.reply(), Flags::MULTI),
            ] {
                let Some(kind) = kind else { continue };
                let message = message(kind, flags, &payload);
                let found = catalogue.describe(protocol, &message, None, None);
                let found = found.unwrap_or_else(|| panic!("{family} {name}"));
                assert_eq!(found.family(), family, "{name}");
                if flags == Flags::REQUEST {
                    assert_eq!(found.operation().name(), name);
                }
            }
        }
    }
}

#[test]
fn a_notification_is_what_listeners_see() {
    let catalogue = Catalogue::default();
    for family in crate::families() {
        let spec = Spec::inside(family).unwrap();
        let crate::Family::Raw(protocol) = spec.family() else {
            continue;
        };
        for kind in spec.operations().iter().filter_map(|one| one.reply()) {
            let payload = [2; 64];
            let message = message(kind, Flags::NONE, &payload);
            let Some(found) = catalogue.describe(protocol, &message, None, None) else {
                assert_eq!(protocol, Protocol::SOCK_DIAG);
                continue;
            };
            if found.family() == family {
                let listened = spec.notification(kind).unwrap();
                assert_eq!(found.operation().name(), listened.name());
                assert_eq!(
                    serde_json::to_string(&found.message()).unwrap(),
                    serde_json::to_string(&spec.decode(listened, &payload)).unwrap()
                );
            }
        }
    }
}

#[test]
fn requests_about_sockets_differ_from_answers() {
    let catalogue = Catalogue::default();
    let request = [2, 6, 2, 0, 0x02, 0, 0, 0];
    let asked = message(20, Flags::REQUEST | Flags::DUMP, &request);
    let (family, operation, msg) = described(&catalogue, Protocol::SOCK_DIAG, asked, None).unwrap();
    assert_eq!((family.as_str(), operation.as_str()), ("inet-diag", "get"));
    assert_eq!(msg["states"], json!(["established"]));
    let answer = message(20, Flags::MULTI, &[16, 3, 0, 1, 7, 0, 0, 0]);
    let (family, _, msg) = described(&catalogue, Protocol::SOCK_DIAG, answer, None).unwrap();
    assert_eq!(family, "netlink-diag");
    assert_eq!(msg["portid"], 7);
    for unknown in [&[99][..], &[]] {
        let message = message(20, Flags::NONE, unknown);
        assert_eq!(
            described(&catalogue, Protocol::SOCK_DIAG, message, None),
            None
        );
    }
}

#[test]
fn generic_families_go_by_their_names() {
    let catalogue = Catalogue::default();
    let header = genl::Header { cmd: 3, version: 1 };
    let mut payload = header.to_bytes().to_vec();
    payload.extend([8, 0, 2, 0]);
    payload.extend(b"x\0\0\0");
    let asked = message(16, Flags::REQUEST, &payload);
    let of = |name| described(&catalogue, Protocol::GENERIC, asked, name);
    let expected = ("nlctrl", "getfamily", json!({"family-name": "x"}));
    let (family, operation, msg) = of(Some("nlctrl")).unwrap();
    assert_eq!((family.as_str(), operation.as_str(), msg), expected);
    assert_eq!(of(Some("nosuch")), None);
    assert_eq!(of(None), None);
    // In a family's name, `_` and `-` are the same.
    assert!(catalogue.family("net_shaper").is_some() && catalogue.family("net-shaper").is_some());
    assert!(
        catalogue.family("rt-link").is_none(),
        "this is no generic one"
    );
}

#[test]
fn the_way_that_a_message_went_names_it() {
    let catalogue = Catalogue::default();
    let of = |flags, role| {
        let message = message(16, flags, &[0; 16]);
        let found = catalogue.describe(Protocol::ROUTE, &message, None, role);
        found.unwrap().operation().name()
    };
    assert_eq!(of(Flags::MULTI, None), "getlink");
    assert_eq!(of(Flags::NONE, None), "newlink-ntf");
    assert_eq!(of(Flags::REQUEST, None), "newlink");
    assert_eq!(of(Flags::NONE, Some(Role::Answer)), "getlink");
    assert_eq!(of(Flags::MULTI, Some(Role::Notification)), "newlink-ntf");
    assert_eq!(of(Flags::NONE, Some(Role::Request)), "newlink");
    // A dump is all that there is to ask for.
    let address = message(20, Flags::MULTI, &[0; 8]);
    let found = catalogue.describe(Protocol::ROUTE, &address, None, None);
    assert_eq!(found.unwrap().operation().name(), "getaddr");
}

#[test]
fn a_connector_s_request_differs_from_its_events() {
    let catalogue = Catalogue::default();
    let mut payload = [1u32, 1, 0, 0].map(u32::to_ne_bytes).concat();
    payload.extend([4, 0, 0, 0, 1, 0, 0, 0]);
    let message = message(Header::DONE, Flags::NONE, &payload);
    let request = Some(Role::Request);
    let found = catalogue.describe(Protocol::CONNECTOR, &message, None, request);
    let found = found.unwrap();
    assert_eq!(found.operation().name(), "proc-mcast");
    let object = serde_json::to_value(found.message()).unwrap();
    assert_eq!(object["op"], "listen");
}

#[test]
fn what_has_no_description_has_none() {
    let catalogue = Catalogue::default();
    let of = |protocol, kind| {
        described(
            &catalogue,
            protocol,
            message(kind, Flags::NONE, &[0; 64]),
            None,
        )
    };
    assert_eq!(of(Protocol::ROUTE, 9999), None);
    assert_eq!(of(Protocol::ROUTE, Header::ERROR), None);
    assert_eq!(of(Protocol(30), 16), None);
    assert!(of(Protocol::CONNECTOR, Header::DONE).is_some());
}

#[test]
fn users_descriptions_go_before_those_inside() {
    let folder = std::env::temp_dir().join(format!("klink-catalogue-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    let own = "\
protocol: netlink-raw
attribute-sets: [{name: a, attributes: [{name: lamp, type: u8}]}]
operations:
  list: [{name: shine, value: 20, attribute-set: a, event: {}}]
";
    write(
        "rt-addr.yaml",
        &format!("name: rt-addr\nprotonum: 0\n{own}"),
    );
    write("lamps.yaml", &format!("name: lamps\nprotonum: 30\n{own}"));
    write("broken.yaml", "name: [");
    let catalogue = Catalogue::new(Folders::new([folder.clone()]));
    let of = |protocol, kind| {
        let payload = [5, 0, 1, 0, 7, 0, 0, 0];
        let message = message(kind, Flags::NONE, &payload);
        described(&catalogue, protocol, message, None)
    };
    let lamp = |family: &str| (family.to_owned(), "shine".to_owned(), json!({"lamp": 7}));
    assert_eq!(of(Protocol::ROUTE, 20), Some(lamp("rt-addr")));
    assert_eq!(of(Protocol(30), 20), Some(lamp("lamps")));
    assert_eq!(of(Protocol::ROUTE, 16), None, "nothing else was asked for");
    assert_eq!(catalogue.failures().count(), 0, "nobody has needed it");
    assert!(catalogue.family("broken").is_none());
    let failures: Vec<_> = catalogue.failures().map(ToString::to_string).collect();
    assert!(
        failures.len() == 1 && failures[0].contains("broken.yaml"),
        "{failures:?}"
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn any_bytes_have_a_description_or_none() {
    let catalogue = Catalogue::default();
    let mut random = Random(5);
    for round in 0..20_000usize {
        let len = random.below(80);
        let payload: Vec<_> = (0..len).map(|_| random.below(256) as u8 & 0x1f).collect();
        let protocol = Protocol([0, 4, 6, 9, 11, 12, 16, 30][random.below(8)]);
        let subsystem = [0, 1, 2, 3, 4, 6, 10, 5][random.below(8)] << 8;
        let kind = match protocol {
            Protocol::NETFILTER => subsystem | random.below(40) as u16,
            Protocol::AUDIT => 1000 + random.below(40) as u16,
            _ => random.below(128) as u16,
        };
        let roles = [Role::Request, Role::Answer, Role::Notification];
        let role = roles.get(random.below(4)).copied();
        let families: Vec<_> = crate::families().collect();
        let generic = families[round % families.len()];
        let message = message(kind, Flags(random.below(16) as u16), &payload);
        if let Some(found) = catalogue.describe(protocol, &message, Some(generic), role) {
            serde_json::to_string(&found.message()).unwrap();
            let offset = random.below(100);
            found.path(offset);
            found.path_of_missing(Some(offset), kind);
        }
    }
}

/// The cost of a family's first message, in an optimized build, beside reading its description.
#[test]
#[ignore = "measures: cargo test --release --package klink-ynl --lib -- --ignored --nocapture first_message"]
fn the_first_message_takes_under_a_millisecond() {
    let start = std::time::Instant::now();
    let catalogue = Catalogue::default();
    assert!(described(
        &catalogue,
        Protocol(30),
        message(16, Flags::NONE, &[]),
        None
    )
    .is_none());
    println!("{:?}", start.elapsed());
    assert!(start.elapsed().as_micros() < 1000);
}
