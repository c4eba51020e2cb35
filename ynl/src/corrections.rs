// SPDX-License-Identifier: MIT OR Apache-2.0

//! Corrections of the kernel's specifications: `specs/corrections` of the project, in their own form,
//! laid over a specification when it is read.
//!
//! Items with a name are mended by name: a key that is given replaces, one that is `null` is taken away. What is not there
//! is added, if it is whole and its number is free, so that a kernel's own later name for it goes first. The members of a
//! struct are replaced where they lie elsewhere than they should.

use serde_json::{Map, Value};

/// Corrections by family, without their proofs: made of `specs/corrections` by a test.
macro_rules! corrections {
    ($($family:literal)*) => {
        const ALL: &[(&str, &str)] = &[
            $(($family, include_str!(concat!("../tables/corrections/", $family, ".json")))),*
        ];
    };
}

corrections! {
    "conntrack" "devlink" "ethtool" "fou" "nftables" "nlctrl" "ovs_flow" "rt-addr" "rt-link" "rt-neigh" "rt-route" "rt-rule" "tc"
}

/// The corrections of a family.
pub(crate) fn of(family: &str) -> Option<Value> {
    let (_, text) = ALL.iter().find(|(name, _)| *name == family)?;
    serde_json::from_str(text).ok()
}

/// Which families have corrections.
#[cfg(test)]
pub(crate) fn families() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(name, _)| *name)
}

/// Lays corrections over a specification. Gives those that change nothing, by where they stand.
pub(crate) fn lay_over(specification: &mut Value, corrections: &Value) -> Vec<String> {
    let mut laid = Laid {
        place: Vec::new(),
        idle: Vec::new(),
    };
    laid.value(specification, corrections);
    laid.idle
}

/// The keys that identify an item, and the key of the reason.
const IDENTITIES: [&str; 2] = ["name", "value"];
const PROOF: &str = "doc";

struct Laid {
    /// Names of what is being corrected, from the outside in.
    place: Vec<String>,
    idle: Vec<String>,
}

impl Laid {
    /// Whether anything changed.
    fn value(&mut self, base: &mut Value, over: &Value) -> bool {
        match (base, over) {
            (Value::Object(base), Value::Object(over)) => self.object(base, over),
            (Value::Array(base), Value::Array(over))
                if over.iter().all(|one| name(one).is_some()) =>
            {
                self.list(base, over)
            }
            (base, over) if base == over => false,
            (base, over) => {
                *base = over.clone();
                true
            }
        }
    }

    fn object(&mut self, base: &mut Map<String, Value>, over: &Map<String, Value>) -> bool {
        let mut changed = false;
        for (key, over) in over.iter().filter(|(key, _)| *key != PROOF) {
            changed |= match base.get_mut(key) {
                Some(_) if over.is_null() => base.remove(key).is_some(),
                None if over.is_null() => false,
                Some(Value::Array(base)) if key == "members" => members(base, over),
                Some(base) => {
                    self.place.push(key.clone());
                    let changed = self.value(base, over);
                    self.place.pop();
                    changed
                }
                None => {
                    base.insert(key.clone(), over.clone());
                    true
                }
            };
        }
        changed
    }

    fn list(&mut self, base: &mut Vec<Value>, over: &[Value]) -> bool {
        let mut changed = false;
        for over in over {
            let Some(known) = name(over) else { continue };
            self.place.push(known.to_owned());
            let index = base.iter().position(|base| name(base) == Some(known));
            let is_free = self.is_whole(over) && !is_taken(base, over);
            let this = match index.and_then(|index| base.get_mut(index)) {
                Some(base) => {
                    // An entry that is no more than a name.
                    if base.is_string() && over.is_object() {
                        *base = serde_json::json!({ "name": known });
                    }
                    self.value(base, over)
                }
                None if is_free => {
                    base.push(over.clone());
                    true
                }
                None => false,
            };
            if !this {
                self.idle.push(self.place.join("."));
            }
            self.place.pop();
            changed |= this;
        }
        changed
    }

    /// Whether something can be added, or only mends what is there.
    fn is_whole(&self, added: &Value) -> bool {
        let has = |keys: &[&str]| keys.iter().any(|key| added.get(key).is_some());
        match self.place.iter().rev().nth(1).map(String::as_str) {
            Some("definitions" | "attributes") => has(&["type"]),
            Some("attribute-sets") => has(&["attributes"]),
            Some("sub-messages") => has(&["formats"]),
            Some("formats") => has(&["attribute-set", "fixed-header"]),
            Some("entries") => added.is_string() || has(&["value"]),
            Some("list") => has(&["do", "dump", "notify", "event", "value"]),
            _ => true,
        }
    }
}

/// The identity of an item in a list: its name, or, in a sub-message, the value that selects it.
fn name(value: &Value) -> Option<&str> {
    let named = || IDENTITIES.iter().find_map(|key| value.get(key)?.as_str());
    value.as_str().or_else(named)
}

/// Whether something in a list that counts has the number of what is to be added.
fn is_taken(base: &[Value], added: &Value) -> bool {
    let Some(number) = added.get("value").and_then(Value::as_i64) else {
        return false;
    };
    // Operations share their numbers with notifications.
    if ["do", "dump", "notify", "event"]
        .iter()
        .any(|key| added.get(key).is_some())
    {
        return false;
    }
    let is_attribute = added.get("type").is_some();
    let mut next = i64::from(is_attribute);
    base.iter().any(|value| {
        let own = value.get("value").and_then(Value::as_i64).unwrap_or(next);
        next = own.saturating_add(1);
        own == number
    })
}

/// The keys of a member's layout.
const LAYOUT: [&str; 5] = ["type", "len", "struct", "sub-type", "byte-order"];

/// Replaces the members of a struct, unless the bytes are what they should be, or it has grown since.
fn members(base: &mut Vec<Value>, over: &Value) -> bool {
    let Some(over) = over.as_array() else {
        return false;
    };
    let same = |base: &Value, over: &Value| {
        let said = over
            .as_object()
            .into_iter()
            .flat_map(Map::keys)
            .map(String::as_str);
        let said = said.filter(|key| ![PROOF, "name"].contains(key));
        said.chain(LAYOUT).all(|key| base.get(key) == over.get(key))
    };
    let right =
        base.len() >= over.len() && base.iter().zip(over).all(|(base, over)| same(base, over));
    if right {
        return false;
    }
    base.clone_from(over);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_correction_mends_by_name() {
        let mut specification = json!({"attribute-sets": [
            {"name": "a", "attributes": [{"name": "x", "type": "u16", "checks": {"max": 7}}]},
        ]});
        let over = json!({"attribute-sets": [
            {"name": "a", "attributes": [{"name": "x", "byte-order": "big-endian", "checks": null}]},
        ]});
        assert_eq!(lay_over(&mut specification, &over), [""; 0]);
        let right = json!({"attribute-sets": [
            {"name": "a", "attributes": [{"name": "x", "type": "u16", "byte-order": "big-endian"}]},
        ]});
        assert_eq!(specification, right);
        let idle = lay_over(&mut specification, &over);
        assert_eq!(idle, ["attribute-sets.a.attributes.x", "attribute-sets.a"]);
        assert_eq!(specification, right);
    }

    #[test]
    fn what_is_added_yields_to_a_name_of_the_kernels() {
        let base = json!({"attribute-sets": [{"name": "a", "attributes": [
            {"name": "x", "type": "u16"}, {"name": "theirs", "type": "u32"},
        ]}]});
        let over = json!({"attribute-sets": [{"name": "a", "attributes": [
            {"name": "ours", "type": "u16", "value": 2},
        ]}]});
        let mut specification = base.clone();
        assert!(!lay_over(&mut specification, &over).is_empty());
        assert_eq!(specification, base);
    }

    #[test]
    fn what_only_mends_is_not_added() {
        let base = json!({"attribute-sets": [{"name": "a", "attributes": []}]});
        let over = json!({"attribute-sets": [{"name": "a", "attributes": [
            {"name": "x", "byte-order": "big-endian"},
        ]}]});
        let mut specification = base.clone();
        lay_over(&mut specification, &over);
        assert_eq!(specification, base);
    }

    #[test]
    fn members_are_replaced_where_they_lie_wrong() {
        let wrong = json!([{"name": "a", "type": "u8"}, {"name": "b", "type": "u32"}]);
        let right = json!([
            {"name": "a", "type": "u8"}, {"name": "pad", "type": "pad", "len": 3}, {"name": "b", "type": "u32"},
        ]);
        let of = |members: &Value| json!({"definitions": [{"name": "s", "type": "struct", "members": members}]});
        let over = json!({"definitions": [{"name": "s", "members": right}]});
        let mut specification = of(&wrong);
        assert!(lay_over(&mut specification, &over).is_empty());
        assert_eq!(specification, of(&right));
        // A later kernel's has more.
        let mut grown = right.clone();
        grown
            .as_array_mut()
            .unwrap()
            .push(json!({"name": "c", "type": "u32"}));
        let mut specification = of(&grown);
        assert!(!lay_over(&mut specification, &over).is_empty());
        assert_eq!(specification, of(&grown));
    }

    #[test]
    fn an_entry_without_a_value_gets_one() {
        let mut specification =
            json!({"definitions": [{"name": "e", "type": "enum", "entries": ["a", "b"]}]});
        let over = json!({"definitions": [{"name": "e", "entries": [{"name": "b", "value": 7}]}]});
        assert!(lay_over(&mut specification, &over).is_empty());
        assert_eq!(
            specification,
            json!({"definitions": [{"name": "e", "type": "enum", "entries": ["a", {"name": "b", "value": 7}]}]})
        );
    }
}
