// SPDX-License-Identifier: MIT OR Apache-2.0

//! klink's families read and write what the engine does: each line of theirs is also one here, which writes what it is
//! about from JSON with the method that it has become.

mod fill;
mod json;

use klink::typed::Walk;
use klink::wire::{Builder, Flags, Header, Message, Slice};
use klink::Request as _;
use serde_json::Value;

use self::fill::{FillBody, Got};
use self::json::Json;
use super::random::{Random, Writer};
use super::SEEDS;
use crate::model::{Layout, Operation, Shape};
use crate::{families, Family, Spec};

/// How many messages are made of each operation.
const MESSAGES: u64 = 12;

/// The id of families of generic netlink.
const ID: u16 = 77;

/// An operation as generated code has it.
struct Generated {
    name: &'static str,
    asked: fn(u16, Message<'_>) -> Option<Value>,
    reply: fn(u16, Message<'_>) -> Option<Value>,
    /// The results of the methods of a reply's set.
    got: fn(u16, Message<'_>) -> Option<Value>,
    /// A payload of what JSON says.
    put: fn(&Value) -> Vec<u8>,
    numbers: (u16, u16),
}

/// Writes what JSON says.
struct Filling<'v>(&'v Value);

impl<'v, P: FillBody<'v>> klink::typed::Writes<P> for Filling<'v> {
    fn write_to(&self, put: P) {
        put.fill(self.0);
    }
}

fn shown<'a>(body: &impl klink::typed::Body<'a>) -> Value {
    let mut json = Json::default();
    Walk::new(&mut json).map(&[], &mut |walk| body.fields(walk));
    json.value()
}

fn generated<O: klink::typed::Operation>() -> Generated
where
    for<'w, 'v> O::Put<'w>: FillBody<'v>,
    for<'a> O::Reply<'a>: Got,
{
    Generated {
        name: O::NAME,
        asked: |kind, message| {
            let body = klink::typed::asked::<O>(kind, message).ok()?;
            Some(shown(&body))
        },
        reply: |kind, message| {
            let body = klink::typed::reply::<O>(kind, message).ok()?;
            Some(shown(&body))
        },
        got: |kind, message| {
            let body = klink::typed::reply::<O>(kind, message).ok()?;
            body.got().map(Value::Object)
        },
        put: |value| {
            let request = klink::typed::ask::<O, _>(ID, Filling(value));
            let mut room = vec![0; 1 << 18];
            let mut slice = Slice::new(&mut room);
            let mut message = Builder::new(&mut slice, ID, Flags::REQUEST, 0).unwrap();
            request.write(&mut message).unwrap();
            let written = message.written_mut()[Header::LEN..].to_vec();
            message.finish().unwrap();
            written
        },
        numbers: (O::REQUEST, O::REPLY),
    }
}

macro_rules! modules {
    ($($module:ident $family:literal)*) => {
        $(
            #[allow(unused_imports, non_snake_case)]
            mod $module {
                mod klink {
                    pub(super) use super::super::fill::{
                        family_enum, family_flags, family_message, family_operations, family_set, family_struct,
                    };
                    pub(super) use ::klink::{typed, HardwareAddress};
                }

                use ::klink::families::$module::*;

                include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../klink/src/families/", stringify!($module), ".rs"));
            }
        )*

        fn all() -> Vec<(&'static str, Vec<Generated>)> {
            vec![$(($family, $module::operations())),*]
        }
    };
}

modules! {
    audit "audit"
    binder "binder"
    connector "connector"
    conntrack "conntrack"
    dev_energymodel "dev-energymodel"
    devlink "devlink"
    dpll "dpll"
    drm_ras "drm_ras"
    ethtool "ethtool"
    fou "fou"
    handshake "handshake"
    inet_diag "inet-diag"
    ipset "ipset"
    klink_demo "klink_demo"
    klink_events "klink_events"
    lockd "lockd"
    mptcp_pm "mptcp_pm"
    net_shaper "net_shaper"
    netdev "netdev"
    netlink_diag "netlink-diag"
    nflog "nflog"
    nfqueue "nfqueue"
    nfsd "nfsd"
    nftables "nftables"
    nl80211 "nl80211"
    nlctrl "nlctrl"
    ovpn "ovpn"
    ovs_datapath "ovs_datapath"
    ovs_flow "ovs_flow"
    ovs_packet "ovs_packet"
    ovs_vport "ovs_vport"
    packet_diag "packet-diag"
    psp "psp"
    rt_addr "rt-addr"
    rt_link "rt-link"
    rt_mdb "rt-mdb"
    rt_neigh "rt-neigh"
    rt_netconf "rt-netconf"
    rt_nexthop "rt-nexthop"
    rt_route "rt-route"
    rt_rule "rt-rule"
    rt_vlan "rt-vlan"
    sunrpc_cache "sunrpc_cache"
    tc "tc"
    tcp_metrics "tcp_metrics"
    team "team"
    unix_diag "unix-diag"
    vsock_diag "vsock-diag"
    wireguard "wireguard"
    xfrm "xfrm"
}

/// The operation, so that what is encoded is laid out so.
fn laid_out(operation: &Operation, layout: Layout) -> Operation {
    Operation {
        name: operation.name.clone(),
        request: operation.request.or(operation.reply),
        reply: operation.reply,
        can_do: true,
        can_dump: true,
        answers: true,
        is_notification: false,
        group: None,
        asked: layout,
        layout,
    }
}

/// A message with a payload. In generic netlink, its first byte is the command.
fn message<'a>(spec: &Spec, payload: &'a mut [u8], number: u16) -> (u16, Message<'a>) {
    let kind = match spec.family() {
        Family::Raw(_) => number,
        Family::Generic { .. } => {
            if let Some(cmd) = payload.first_mut() {
                *cmd = number as u8;
            }
            ID
        }
    };
    let header = Header {
        len: (Header::LEN + payload.len()) as u32,
        kind,
        flags: Flags::NONE,
        seq: 0,
        claimed_portid: 0,
    };
    (kind, Message { header, payload })
}

/// Arrays whose elements are numbered, with numbers from 1.
fn renumbered(value: &Value) -> Value {
    match value {
        Value::Array(elements) => {
            let inner = |value: &Value| {
                let object = value.as_object().filter(|object| object.len() == 1)?;
                let (key, value) = object.iter().next()?;
                key.parse::<u16>().ok().map(|_| renumbered(value))
            };
            let numbered: Option<Vec<_>> = elements.iter().map(inner).collect();
            Value::Array(numbered.unwrap_or_else(|| elements.iter().map(renumbered).collect()))
        }
        Value::Object(object) => {
            let each = object
                .iter()
                .map(|(key, value)| (key.clone(), renumbered(value)));
            Value::Object(each.collect())
        }
        value => value.clone(),
    }
}

/// Without the lengths of records, which the engine does not show where they say no more than can be seen.
fn without_lengths(spec: &Spec, mut value: Value) -> Value {
    let attributes = spec.sets.iter().flat_map(|set| set.attributes.iter());
    let lengths = attributes.filter_map(|attribute| match attribute.shape {
        Shape::Records { layout, length } => spec.headers.get(layout.header?)?.names.get(length),
        _ => None,
    });
    for length in lengths {
        remove(length, &mut value);
    }
    value
}

fn remove(name: &str, value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.shift_remove(name);
            object.values_mut().for_each(|value| remove(name, value));
        }
        Value::Array(array) => array.iter_mut().for_each(|value| remove(name, value)),
        _ => {}
    }
}

/// Where what a view shows is neither what the engine says nor absent, although the engine can read it.
fn disagreement(shown: &Value, engine: &Value) -> Option<String> {
    let is_hex = |value: &Value| value.get("@hex").is_some();
    if is_hex(shown) || is_hex(engine) || engine.get("@rest").is_some() {
        return None;
    }
    match (shown, engine) {
        (Value::Object(shown), Value::Object(engine)) => {
            let known = shown.iter().filter(|(key, _)| !key.starts_with('@'));
            known
                .into_iter()
                .find_map(|(key, value)| match engine.get(key) {
                    Some(engine) => Some(format!("{key}.{}", disagreement(value, engine)?)),
                    None => Some(format!("{key}: {value}")),
                })
        }
        (Value::Array(shown), Value::Array(engine)) if shown.len() == engine.len() => {
            let mut both = shown.iter().zip(engine);
            both.find_map(|(shown, engine)| disagreement(shown, engine))
        }
        // One that cannot be read as an array is a single one.
        (Value::Array(_), _) | (_, Value::Array(_)) => None,
        (shown, engine) => (shown != engine).then(|| format!("{shown} and {engine}")),
    }
}

/// Where two values differ, and how.
fn difference(one: &Value, other: &Value) -> String {
    let keys = |value: &Value| -> Vec<String> {
        match value {
            Value::Object(object) => object.keys().cloned().collect(),
            Value::Array(array) => (0..array.len()).map(|index| index.to_string()).collect(),
            _ => Vec::new(),
        }
    };
    let get = |value: &Value, key: &str| match value {
        Value::Array(array) => array.get(key.parse::<usize>().ok()?).cloned(),
        value => value.get(key).cloned(),
    };
    let all = keys(one).into_iter().chain(keys(other));
    for key in all {
        match (get(one, &key), get(other, &key)) {
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) => return format!("{key}.{}", difference(&one, &other)),
            (one, other) => return format!("{key}: {one:?} and {other:?}"),
        }
    }
    format!("{one} and {other}")
}

type Case<'c> = (&'c Spec, &'c Operation, &'c Generated, bool, u64);

/// Each operation of each family, as it is asked for and as it is answered, with numbers to make messages of.
fn for_each(mut case: impl FnMut(Case<'_>)) {
    let all = all();
    assert!(all.iter().map(|(family, _)| *family).eq(families()));
    for (family, generated) in &all {
        let spec = std::rc::Rc::new(Spec::inside(family).unwrap());
        fill::set_spec(&spec);
        let mut described: Vec<_> = spec.operations().iter().collect();
        described.sort_by_key(|operation| operation.request.is_none());
        assert_eq!(described.len(), generated.len(), "{family}");
        for (operation, generated) in described.into_iter().zip(generated) {
            assert_eq!(operation.name(), generated.name, "{family}");
            for is_reply in [false, true] {
                for seed in 1..=MESSAGES {
                    case((&spec, operation, generated, is_reply, seed));
                }
            }
        }
    }
}

/// A random message and how it is laid out.
fn random(
    (spec, operation, _, is_reply, seed): Case<'_>,
    strict: bool,
) -> Option<(Operation, Value)> {
    let layout = match is_reply {
        true => operation.layout,
        false => operation.request.map(|_| operation.asked)?,
    };
    let operation = laid_out(operation, layout);
    let writer = Writer::new(spec, seed.wrapping_mul(SEEDS));
    let mut writer = if strict { writer.strict() } else { writer };
    let value = writer.message(&operation);
    Some((operation, value))
}

fn read(case: Case<'_>, payload: &mut [u8]) -> Option<Value> {
    let (spec, _, generated, is_reply, _) = case;
    let (asked, reply) = generated.numbers;
    let (kind, message) = message(spec, payload, if is_reply { reply } else { asked });
    match is_reply {
        true => (generated.reply)(kind, message),
        false => (generated.asked)(kind, message),
    }
}

#[test]
fn families_read_what_the_engine_writes() {
    let (mut cases, mut wrong) = (0, Vec::new());
    for_each(|case| {
        let Some((operation, value)) = random(case, true) else {
            return;
        };
        let name = format!("{} {}, seed {}", case.0.name(), operation.name(), case.4);
        let mut payload = case.0.encode(&operation, &value).unwrap();
        let engine = serde_json::to_value(case.0.decode(&operation, &payload)).unwrap();
        let engine = without_lengths(case.0, engine);
        let read = read(case, &mut payload).map(|read| without_lengths(case.0, read));
        match read {
            Some(read) if read == engine => {}
            Some(read) => wrong.push(format!("{name}: {}", difference(&read, &engine))),
            None => wrong.push(format!("{name}: refused")),
        }
        cases += 1;
    });
    assert_eq!(
        wrong,
        Vec::<String>::new(),
        "{} of {cases} differ",
        wrong.len()
    );
    println!("{cases} messages read");
}

/// Without empty lists: a method gives the same of none.
fn without_empty(mut value: Value) -> Value {
    if let Value::Object(object) = &mut value {
        object.retain(|_, value| *value != Value::Array(Vec::new()));
        object
            .values_mut()
            .for_each(|value| *value = without_empty(value.take()));
    }
    if let Value::Array(array) = &mut value {
        array
            .iter_mut()
            .for_each(|value| *value = without_empty(value.take()));
    }
    value
}

#[test]
fn methods_give_what_the_engine_says() {
    let (mut cases, mut wrong) = (0, Vec::new());
    for_each(|case| {
        let (spec, _, generated, is_reply, seed) = case;
        let Some((operation, value)) = random(case, true).filter(|_| is_reply) else {
            return;
        };
        let name = format!("{} {}, seed {seed}", spec.name(), operation.name());
        let mut payload = spec.encode(&operation, &value).unwrap();
        let engine = serde_json::to_value(spec.decode(&operation, &payload)).unwrap();
        let mut engine = without_lengths(spec, engine);
        // A header has views of its own.
        if let (Some((_, names)), Some(engine)) =
            (spec.header(operation.layout), engine.as_object_mut())
        {
            names
                .iter()
                .for_each(|name| drop(engine.shift_remove(name)));
        }
        let (kind, message) = message(spec, &mut payload, generated.numbers.1);
        let Some(got) = (generated.got)(kind, message) else {
            return;
        };
        let (got, engine) = (
            without_empty(without_lengths(spec, got)),
            without_empty(engine),
        );
        if got != engine {
            wrong.push(format!("{name}: {}", difference(&got, &engine)));
        }
        cases += 1;
    });
    assert_eq!(
        wrong,
        Vec::<String>::new(),
        "{} of {cases} differ",
        wrong.len()
    );
    println!("{cases} messages read by methods");
}

#[test]
fn the_engine_reads_what_families_write() {
    let (mut cases, mut wrong) = (0, Vec::new());
    for_each(|case| {
        let (spec, _, generated, is_reply, seed) = case;
        if is_reply {
            return;
        }
        let Some((operation, value)) = random(case, true) else {
            return;
        };
        let name = format!("{} {}, seed {seed}", spec.name(), operation.name());
        let payload = spec.encode(&operation, &value).unwrap();
        let wanted = serde_json::to_value(spec.decode(&operation, &payload)).unwrap();
        let written = (generated.put)(&value);
        let back = serde_json::to_value(spec.decode(&operation, &written)).unwrap();
        let (back, wanted) = (renumbered(&back), renumbered(&wanted));
        if back != wanted {
            wrong.push(format!("{name}: {}", difference(&back, &wanted)));
        }
        cases += 1;
    });
    assert_eq!(
        wrong,
        Vec::<String>::new(),
        "{} of {cases} differ",
        wrong.len()
    );
    println!("{cases} messages written");
}

#[test]
fn damaged_messages_agree_or_are_absent() {
    let (mut cases, mut refused, mut chance) = (0, 0, Random(5));
    let mut wrong = Vec::new();
    for_each(|case| {
        let Some((operation, value)) = random(case, false) else {
            return;
        };
        let name = format!("{} {}, seed {}", case.0.name(), operation.name(), case.4);
        let mut payload = case.0.encode(&operation, &value).unwrap();
        chance.damage(&mut payload, 4);
        if chance.below(3) == 0 {
            payload.truncate(chance.below(payload.len() + 1));
        }
        let read = read(case, &mut payload).map(|read| without_lengths(case.0, read));
        let engine = serde_json::to_value(case.0.decode(&operation, &payload)).unwrap();
        let engine = without_lengths(case.0, engine);
        match read {
            Some(read) => {
                wrong.extend(disagreement(&read, &engine).map(|why| format!("{name}: {why}")))
            }
            None => refused += 1,
        }
        cases += 1;
    });
    assert_eq!(
        wrong,
        Vec::<String>::new(),
        "{} of {cases} differ",
        wrong.len()
    );
    println!("{cases} damaged messages, {refused} of them refused");
}
