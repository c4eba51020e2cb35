// SPDX-License-Identifier: MIT OR Apache-2.0

//! The kinds of messages that the crate's descriptions know, with the names that the kernel's headers have for them.

use std::collections::BTreeSet;
use std::path::Path;

use super::descriptions;
use super::headers::{claims, counterparts, exception, Counterparts};
use crate::{kind_name, kind_number, Family, Spec};
use klink_wire::Protocol;

/// A line a kind and description.
fn lines() -> String {
    let known = counterparts();
    let nothing = Counterparts::default();
    let mut kinds = BTreeSet::new();
    for (raw, spec) in descriptions() {
        let Family::Raw(protocol) = spec.family() else {
            continue;
        };
        let known = known.get(spec.name()).unwrap_or(&nothing);
        let (numbers, _) = claims(&raw, &spec, known);
        for claim in numbers {
            let is_operation = claim.key.starts_with("operations.");
            if !is_operation || exception(&known.none, &claim.key).is_some() {
                continue;
            }
            let name = claim.expression.rsplit(' ').next().unwrap_or_default();
            let kind = u16::try_from(claim.described).unwrap();
            kinds.insert((protocol.0, kind, spec.name().to_owned(), name.to_owned()));
        }
    }
    let mut text = String::new();
    for (protocol, kind, family, name) in kinds {
        text.push_str(&format!("{protocol} {kind} {family} {name}\n"));
    }
    text
}

#[test]
fn kinds_are_in_the_tables() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tables/kinds.txt");
    super::tables::is_written(&file, &lines());
}

#[test]
fn every_operation_has_its_kind() {
    for family in crate::families() {
        let spec = Spec::inside(family).unwrap();
        let Family::Raw(protocol) = spec.family() else {
            continue;
        };
        for operation in spec.operations() {
            for kind in operation.request().into_iter().chain(operation.reply()) {
                assert!(
                    kind_name(protocol, kind).is_some(),
                    "{family} {}",
                    operation.name()
                );
            }
        }
    }
}

#[test]
fn kinds_have_the_names_of_the_headers() {
    for (protocol, kind, name) in [
        (Protocol::ROUTE, 16, "RTM_NEWLINK"),
        (Protocol::ROUTE, 80, "RTM_NEWNETCONF"),
        (Protocol::SOCK_DIAG, 20, "SOCK_DIAG_BY_FAMILY"),
        (Protocol::NETFILTER, 0x0a06, "NFT_MSG_NEWRULE"),
        (Protocol::NETFILTER, 0x0102, "IPCTNL_MSG_CT_DELETE"),
        (Protocol::XFRM, 16, "XFRM_MSG_NEWSA"),
        (Protocol::AUDIT, 1320, "AUDIT_EOE"),
    ] {
        assert_eq!(kind_name(protocol, kind), Some(name));
        assert_eq!(kind_number(protocol, name), Some(kind));
    }
    assert_eq!(kind_name(Protocol::ROUTE, 9999), None);
    assert_eq!(kind_number(Protocol::AUDIT, "RTM_NEWLINK"), None);
}
