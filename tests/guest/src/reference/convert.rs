// SPDX-License-Identifier: MIT OR Apache-2.0

//! klink's values as a tool shows them.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::Value;

use super::path::Path;

/// The links' names by their indices.
pub(crate) struct Names(BTreeMap<u64, String>);

impl Names {
    /// The names in an answer to `rt-link getlink`.
    pub(crate) fn new(links: &[Value]) -> Self {
        let name =
            |link: &Value| Some((link.get("ifi-index")?.as_u64()?, text(link.get("ifname")?)));
        Names(links.iter().filter_map(name).collect())
    }
}

/// A value in one line; the elements of an array are separated by commas.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) if values.iter().all(|value| !value.is_object()) => {
            values.iter().map(text).collect::<Vec<_>>().join(",")
        }
        // Whether a number is whole makes no difference.
        Value::Number(number) => match number.as_f64() {
            Some(float) if !number.is_u64() && !number.is_i64() => float.to_string(),
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}

/// The conversions of klink's value, from the left to the right: the words of a row after the two places.
#[derive(Debug)]
pub(crate) struct Conversion(Vec<Step>);

#[derive(Debug)]
enum Step {
    /// As it is.
    Same,
    /// Capital letters, and `_` between words.
    Upper,
    Lower,
    /// `_` between words.
    Underscores,
    /// Names of flags, in alphabetical order, from klink's and the tool's.
    Set,
    /// Other words: for some values, for all the others `*`.
    Map(Vec<(String, String)>),
    /// A number that is not zero.
    Bool,
    OnOff,
    /// Whether there is a value.
    Exists,
    /// Whether a flag or a number's bit is set.
    Bit(u32),
    Has(String),
    /// Hexadecimal digits, at least so many.
    Hex(usize),
    /// A number as an IPv4 address.
    Dotted,
    /// An address of zeros is this word.
    Zero(String),
    /// A link's address is an IP address, if the tool shows one.
    Address,
    /// The name of the link with this index.
    Name,
    Divide(f64),
    Times(f64),
    Plus(f64),
    And(u64),
    Shift(u32),
    /// An array's element.
    Join(String),
    /// The value if klink has none.
    Else(String),
    /// Another place of the same object, if this has no value.
    Or(String),
    /// Nothing where it says no more than this.
    Not(String),
    /// Nothing where it is another word.
    Is(String),
    /// The bytes of hexadecimal digits as the host's numbers of 32 bits, as libnftnl shows registers.
    Registers,
    Swap16,
    /// The flags of a link as `ip` shows them.
    LinkFlags,
    /// A bridge's priority and address.
    BridgeId,
    /// Words in front.
    Prefix(String),
    HexDigits,
    /// The length of a prefix, which is in this place, after an address, unless it is the longest.
    Net(String),
    /// An address, and how many bits of it count, unless it is all: the mask is in this place.
    Masked(String),
    /// A mask, which is in this place, in hexadecimal digits after a value.
    Over(String),
    /// MPLS labels.
    Labels,
    /// The label in four bytes that are shown as an address.
    Label,
    Reverse,
    /// The state and the flags of an entry of a bridge's table.
    BridgeState,
    FdbFlags,
    /// The flags of an element of a set, as words.
    ElementFlags,
    /// Bytes in a second, as `tc` shows bits in one.
    Rate,
    /// The state of a connection of SCTP by the name that TCP's of this number has, as libnetfilter_conntrack shows it.
    Sctp,
    /// A handle of traffic control.
    Handle,
    /// A part of 2 to the power of 32, if it is the tool's but for rounding.
    Share,
    /// A number, if it is the tool's but for rounding.
    Near,
    /// The first and the last of as many as another place says.
    Range(String),
    /// How the classes of mqprio are preempted.
    Preemption,
    Base64,
    /// The address and the port in a struct sockaddr.
    Endpoint,
    /// WireGuard's addresses that a peer may use.
    Allowed,
    Swap32,
    /// A number of 32 bits among the bytes of hexadecimal digits.
    Word(usize),
    /// The flags of a set, as words.
    SetFlags,
    /// A number of whichever notation.
    Number,
    /// The tool's number, if it is the same but for what has passed of a second or two.
    About,
    /// Of 32 bits, with a sign.
    Signed,
    /// Hexadecimal digits as the letters that they stand for.
    Letters,
    /// Six digits of a number, as C's `%g` has them.
    General,
    /// The bytes of hexadecimal digits as one of the host's numbers, in hexadecimal digits.
    Cookie,
    /// The name of a unix socket: `@` for a NUL in front, and without one behind.
    Unix,
}

impl Conversion {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let steps = text
            .split_whitespace()
            .take_while(|word| *word != "#")
            .map(step);
        steps.collect::<Option<_>>().map(Conversion)
    }

    /// klink's value as the tool shows it, which has shown `theirs`.
    pub(crate) fn apply(
        &self,
        value: Option<&Value>,
        object: &Value,
        names: &Names,
        theirs: &Value,
    ) -> Option<String> {
        let mut value = value.cloned();
        for step in &self.0 {
            value = step.apply(value, object, names, theirs);
        }
        value.as_ref().map(text)
    }
}

fn step(word: &str) -> Option<Step> {
    let (name, argument) = word.split_once(':').unwrap_or((word, ""));
    Some(match name {
        "same" => Step::Same,
        "upper" => Step::Upper,
        "lower" => Step::Lower,
        "underscores" => Step::Underscores,
        "set" => Step::Set,
        "map" => Step::Map(
            argument
                .split(',')
                .map(|pair| {
                    pair.split_once('=')
                        .map(|(from, to)| (from.to_owned(), to.replace("SPACE", " ")))
                })
                .collect::<Option<_>>()?,
        ),
        "bool" => Step::Bool,
        "onoff" => Step::OnOff,
        "exists" => Step::Exists,
        "bit" => Step::Bit(argument.parse().ok()?),
        "has" => Step::Has(argument.to_owned()),
        "hex" => Step::Hex(if argument.is_empty() {
            1
        } else {
            argument.parse().ok()?
        }),
        "dotted" => Step::Dotted,
        "zero" => Step::Zero(argument.to_owned()),
        "address" => Step::Address,
        "name" => Step::Name,
        "divide" => Step::Divide(argument.parse().ok()?),
        "times" => Step::Times(argument.parse().ok()?),
        "plus" => Step::Plus(argument.parse().ok()?),
        "and" => Step::And(argument.parse().ok()?),
        "shift" => Step::Shift(argument.parse().ok()?),
        "join" => Step::Join(argument.replace("SPACE", " ")),
        "else" => Step::Else(argument.to_owned()),
        "or" => Step::Or(argument.to_owned()),
        "not" => Step::Not(argument.to_owned()),
        "is" => Step::Is(argument.to_owned()),
        "registers" => Step::Registers,
        "swap16" => Step::Swap16,
        "linkflags" => Step::LinkFlags,
        "bridge-id" => Step::BridgeId,
        "prefix" => Step::Prefix(argument.replace("SPACE", " ")),
        "hexdigits" => Step::HexDigits,
        "net" => Step::Net(argument.to_owned()),
        "masked" => Step::Masked(argument.to_owned()),
        "over" => Step::Over(argument.to_owned()),
        "labels" => Step::Labels,
        "label" => Step::Label,
        "reverse" => Step::Reverse,
        "bridge-state" => Step::BridgeState,
        "fdb-flags" => Step::FdbFlags,
        "tc-handle" | "tc-parent" => Step::Handle,
        "element-flags" => Step::ElementFlags,
        "rate" => Step::Rate,
        "sctp" => Step::Sctp,
        "share" => Step::Share,
        "near" => Step::Near,
        "range" => Step::Range(argument.to_owned()),
        "preemption" => Step::Preemption,
        "base64" => Step::Base64,
        "endpoint" => Step::Endpoint,
        "allowed" => Step::Allowed,
        "swap32" => Step::Swap32,
        "word" => Step::Word(argument.parse().ok()?),
        "set-flags" => Step::SetFlags,
        "number" => Step::Number,
        "about" => Step::About,
        "signed" => Step::Signed,
        "letters" => Step::Letters,
        "general" => Step::General,
        "cookie" => Step::Cookie,
        "unix" => Step::Unix,
        _ => return None,
    })
}

impl Step {
    fn apply(
        &self,
        value: Option<Value>,
        object: &Value,
        names: &Names,
        theirs: &Value,
    ) -> Option<Value> {
        let words = |value: &Value, change: &dyn Fn(&str) -> String| match value {
            Value::Array(array) => Value::Array(
                array
                    .iter()
                    .map(|word| change(&text(word)).into())
                    .collect(),
            ),
            other => change(&text(other)).into(),
        };
        match self {
            Step::Else(other) => return Some(value.unwrap_or_else(|| other.as_str().into())),
            Step::Or(path) => {
                return value.or_else(|| Path::new(path).of(object, &[]).cloned());
            }
            Step::Exists => return Some(value.is_some().into()),
            _ => {}
        }
        let value = value?;
        let number = || match &value {
            Value::Number(number) => number
                .as_u64()
                .or_else(|| number.as_i64().map(|n| n as u64)),
            Value::String(text) => text.strip_prefix("0x").map_or_else(
                || text.parse().ok(),
                |digits| u64::from_str_radix(digits, 16).ok(),
            ),
            Value::Bool(is) => Some(u64::from(*is)),
            _ => None,
        };
        let scaled = |scale: &dyn Fn(f64) -> f64| {
            let number = value.as_f64().or_else(|| number().map(|n| n as f64))?;
            let scaled = scale(number);
            match scaled.fract() == 0.0 {
                true => Some(Value::from(scaled as i64)),
                false => Some(Value::from(scaled)),
            }
        };
        match self {
            Step::Upper => Some(words(&value, &|word| word.to_uppercase().replace('-', "_"))),
            Step::Lower => Some(words(&value, &|word| word.to_lowercase())),
            Step::Underscores => Some(words(&value, &|word| word.replace('-', "_"))),
            Step::Set => {
                let mut mine: Vec<_> = value.as_array()?.iter().map(text).collect();
                let mut other: Vec<_> = theirs.as_array()?.iter().map(text).collect();
                mine.sort();
                other.sort();
                // In the tool's order, if they are the same.
                Some(if mine == other {
                    theirs.clone()
                } else {
                    mine.into()
                })
            }
            Step::Map(pairs) => Some(words(&value, &|word| {
                let pair = pairs.iter().find(|(from, _)| from == word || from == "*");
                pair.map_or_else(|| word.to_owned(), |(_, to)| to.clone())
            })),
            Step::Bool => Some((number()? != 0).into()),
            Step::OnOff => Some(if number()? != 0 { "on" } else { "off" }.into()),
            Step::Bit(bit) => Some(((number()? >> bit) & 1 != 0).into()),
            Step::Has(word) => Some(
                value
                    .as_array()?
                    .iter()
                    .any(|flag| text(flag) == *word)
                    .into(),
            ),
            Step::Hex(width) => Some(format!("0x{:0width$x}", number()?).into()),
            Step::Dotted => Some(
                Ipv4Addr::from(u32::try_from(number()?).ok()?)
                    .to_string()
                    .into(),
            ),
            Step::Zero(word) => match text(&value).chars().all(|letter| "0.:".contains(letter)) {
                true => Some(word.as_str().into()),
                false => Some(value),
            },
            Step::Address => Some(address(&text(&value), &text(theirs)).into()),
            Step::Name => match names.0.get(&number()?) {
                Some(name) => Some(name.as_str().into()),
                None if number()? == 0 => Some(Value::Null),
                None => Some(value),
            },
            Step::Divide(by) => scaled(&|number| number / by),
            Step::Times(by) => scaled(&|number| number * by),
            Step::Plus(by) => scaled(&|number| number + by),
            Step::And(mask) => Some((number()? & mask).into()),
            Step::Shift(bits) => Some((number()? >> bits).into()),
            Step::Join(with) => Some(
                value
                    .as_array()?
                    .iter()
                    .map(text)
                    .collect::<Vec<_>>()
                    .join(with)
                    .into(),
            ),
            Step::Not(word) => (text(&value) != *word).then_some(value),
            Step::Is(word) => (text(&value) == *word).then_some(value),
            Step::Registers => {
                let bytes = bytes(&text(&value))?;
                let registers = bytes.chunks(4).map(|four| {
                    let byte = |at: usize| four.get(at).copied().unwrap_or(0);
                    let register = u32::from_ne_bytes(std::array::from_fn(byte));
                    format!("{register:08x}")
                });
                Some(registers.collect::<Vec<_>>().join(" ").into())
            }
            Step::Swap16 => Some(u16::try_from(number()?).ok()?.swap_bytes().into()),
            Step::General => {
                let exact = value.as_f64()?;
                let places = 5 - exact.abs().max(1e-4).log10().floor() as i32;
                let digits = format!("{exact:.*}", usize::try_from(places).unwrap_or(0));
                let rounded: f64 = digits.parse().ok()?;
                Some(rounded.to_string().into())
            }
            Step::Cookie => {
                let bytes = <[u8; 8]>::try_from(bytes(&text(&value))?).ok()?;
                Some(format!("{:x}", u64::from_ne_bytes(bytes)).into())
            }
            Step::Unix => {
                let name = text(&value);
                let name = name.strip_suffix('\0').unwrap_or(&name);
                Some(name.replace('\0', "@").into())
            }
            Step::LinkFlags => Some(link_flags(value.as_array()?, theirs)?),
            Step::BridgeId => {
                let priority = value.get("prio")?.as_u64()?;
                let address = text(value.get("addr")?);
                // ip shows each byte without a zero in front.
                let bytes = address
                    .split(':')
                    .map(|byte| byte.strip_prefix('0').unwrap_or(byte));
                Some(format!("{priority:04x}.{}", bytes.collect::<Vec<_>>().join(":")).into())
            }
            Step::Prefix(words) => Some(format!("{words}{}", text(&value)).into()),
            Step::HexDigits => Some(format!("{:x}", number()?).into()),
            Step::Net(length) => {
                let (address, length) = (text(&value), object.get(length)?.as_u64()?);
                let longest = if address.contains(':') { 128 } else { 32 };
                Some(
                    if length == longest {
                        address
                    } else {
                        format!("{address}/{length}")
                    }
                    .into(),
                )
            }
            Step::Masked(mask) => {
                let address = text(&value);
                let mask = Path::new(mask).of(object, &[]).map(text);
                Some(match mask.and_then(|mask| length_of(&mask)) {
                    Some((length, longest)) if length < longest => {
                        format!("{address}/{length}").into()
                    }
                    _ => value,
                })
            }
            Step::Over(mask) => {
                let mask = Path::new(mask).of(object, &[])?.as_u64()?;
                Some(format!("{}/{mask:x}", text(&value)).into())
            }
            Step::Labels => {
                let labels = value
                    .as_array()?
                    .iter()
                    .map(|entry| entry.get("label").map(text));
                Some(labels.collect::<Option<Vec<_>>>()?.join("/").into())
            }
            Step::Label => {
                let address: Ipv4Addr = text(&value).parse().ok()?;
                Some((u32::from(address) >> 12).into())
            }
            Step::Reverse => Some(
                value
                    .as_array()?
                    .iter()
                    .rev()
                    .cloned()
                    .collect::<Vec<_>>()
                    .into(),
            ),
            Step::BridgeState => {
                let is = |state: &str| {
                    value
                        .as_array()
                        .is_some_and(|all| all.iter().any(|one| one == state))
                };
                let states = [
                    ("permanent", "permanent"),
                    ("noarp", "static"),
                    ("stale", "stale"),
                ];
                let state = states.iter().find(|(state, _)| is(state));
                Some(state.map_or("", |(_, name)| name).into())
            }
            Step::FdbFlags => {
                let name = |flag: &Value| match text(flag).as_str() {
                    "ext-learned" => "extern_learn".to_owned(),
                    flag => flag.to_owned(),
                };
                let mut mine: Vec<_> = value.as_array()?.iter().map(name).collect();
                let more = object.get("flags-ext").and_then(Value::as_array);
                mine.extend(more.into_iter().flatten().map(name));
                // A port says so by its bridge.
                mine.retain(|flag| flag != "master");
                Some(mine.into())
            }
            Step::Handle => {
                let handle = number()?;
                let minor = match handle & 0xffff {
                    0 => String::new(),
                    minor => format!("{minor:x}"),
                };
                Some(format!("{:x}:{minor}", handle >> 16).into())
            }
            Step::ElementFlags => {
                let words = if (number()? >> 2) & 1 != 0 {
                    " nomatch"
                } else {
                    ""
                };
                Some(words.into())
            }
            Step::Rate => {
                let (mut bits, mut unit) = (number()? * 8, "bit");
                for larger in ["Kbit", "Mbit", "Gbit"] {
                    if bits >= 1000 && bits % 1000 == 0 {
                        (bits, unit) = (bits / 1000, larger);
                    }
                }
                Some(format!("{bits}{unit}").into())
            }
            Step::Sctp => {
                let is_sctp = Path::new("tuple-orig.tuple-proto.proto-num").of(object, &[])? == 132;
                let shown = if is_sctp && text(&value) == "established" {
                    "fin_wait"
                } else {
                    return Some(value);
                };
                Some(shown.into())
            }
            Step::Share => near(number()? as f64 / f64::from(u32::MAX), theirs, value),
            Step::Near => near(value.as_f64()?, theirs, value),
            Step::Range(count) => {
                let (first, count) = (number()?, Path::new(count).of(object, &[])?.as_u64()?);
                Some(vec![first, (first + count).checked_sub(1)?].into())
            }
            Step::Preemption => {
                let name = |entry: &Value| match entry.get("fp").and_then(Value::as_u64) {
                    Some(1) => "E",
                    Some(2) => "P",
                    _ => "?",
                };
                Some(
                    value
                        .as_array()?
                        .iter()
                        .map(name)
                        .collect::<Vec<_>>()
                        .into(),
                )
            }
            Step::Base64 => {
                let bytes = bytes(&text(&value))?;
                let is_none = bytes.iter().all(|&byte| byte == 0);
                Some(
                    if is_none {
                        "(none)".to_owned()
                    } else {
                        base64(&bytes)
                    }
                    .into(),
                )
            }
            Step::Endpoint => endpoint(&bytes(&text(&value))?).map(Value::from),
            Step::Allowed => {
                let address = |item: &Value| {
                    let item = item.as_object()?.values().next()?;
                    Some(format!(
                        "{}/{}",
                        text(item.get("ipaddr")?),
                        text(item.get("cidr-mask")?)
                    ))
                };
                let all = value
                    .as_array()?
                    .iter()
                    .map(address)
                    .collect::<Option<Vec<_>>>();
                Some(all?.join(",").into())
            }
            Step::Word(index) => {
                let bytes = bytes(&text(&value))?;
                let word = bytes.chunks_exact(4).nth(*index)?;
                Some(u32::from_ne_bytes(word.try_into().ok()?).into())
            }
            Step::Swap32 => Some(u32::try_from(number()?).ok()?.swap_bytes().into()),
            Step::SetFlags => {
                // include/uapi/linux/netfilter/ipset/ip_set.h, enum ipset_cadt_flags
                let flags = number()?;
                let names = [(3, " counters"), (4, " comment"), (6, " skbinfo")];
                let named = names.iter().filter(|(bit, _)| (flags >> bit) & 1 != 0);
                Some(named.map(|(_, name)| *name).collect::<String>().into())
            }
            Step::Number => Some(number()?.into()),
            Step::About => {
                let (mine, other) = (number()?, text(theirs).parse::<u64>().ok()?);
                Some(if mine.abs_diff(other) <= 2 {
                    theirs.clone()
                } else {
                    value
                })
            }
            Step::Signed => Some((number()? as u32 as i32).into()),
            Step::Letters => {
                let digits = text(&value);
                let bytes = (0..digits.len() / 2)
                    .map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16));
                let bytes: Result<Vec<_>, _> = bytes.collect();
                let letters = String::from_utf8(bytes.ok()?).ok()?;
                Some(letters.trim_end_matches('\0').into())
            }
            _ => Some(value),
        }
    }
}

/// A link's flags as `ip` names them; it leaves one out, and adds that a link is up and has no carrier, and in M-DOWN
/// something about another link.
fn link_flags(mine: &[Value], theirs: &Value) -> Option<Value> {
    let mine: Vec<_> = mine.iter().map(text).collect();
    let is = |flag: &str| mine.iter().any(|other| other == flag);
    let named = mine
        .iter()
        .filter(|flag| *flag != "running")
        .map(|flag| match flag.as_str() {
            "no-arp" => "NOARP".to_owned(),
            "point-to-point" => "POINTOPOINT".to_owned(),
            "all-multi" => "ALLMULTI".to_owned(),
            flag => flag.to_uppercase().replace('-', "_"),
        });
    let no_carrier = (is("up") && !is("running")).then(|| "NO-CARRIER".to_owned());
    let mut named: Vec<_> = named.chain(no_carrier).collect();
    let other = theirs.as_array()?.iter().map(text);
    let mut other: Vec<_> = other.filter(|flag| flag != "M-DOWN").collect();
    named.sort();
    other.sort();
    Some(if named == other {
        theirs.clone()
    } else {
        named.into()
    })
}

/// The tool's number, if this is the same but for rounding.
fn near(mine: f64, theirs: &Value, value: Value) -> Option<Value> {
    let other = theirs.as_f64()?;
    Some(if (mine - other).abs() <= 1e-5 * other.abs() {
        theirs.clone()
    } else {
        value
    })
}

/// The bytes of hexadecimal digits, which may have blanks between them.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let digits: String = digits.split_whitespace().collect();
    let pairs = (0..digits.len() / 2).map(|at| digits.get(2 * at..2 * at + 2));
    pairs
        .map(|pair| u8::from_str_radix(pair?, 16).ok())
        .collect()
}

/// How many bits of a mask are set, and how many it has.
fn length_of(mask: &str) -> Option<(u32, u32)> {
    let bytes = if let Ok(mask) = mask.parse::<Ipv4Addr>() {
        mask.octets().to_vec()
    } else if let Ok(mask) = mask.parse::<Ipv6Addr>() {
        mask.octets().to_vec()
    } else {
        bytes(&mask.replace(':', ""))?
    };
    let longest = u32::try_from(8 * bytes.len()).ok()?;
    Some((bytes.iter().map(|byte| byte.count_ones()).sum(), longest))
}

fn base64(bytes: &[u8]) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0, |number, at| {
            (number << 8) | u32::from(three.get(at).copied().unwrap_or(0))
        });
        for place in 0..4 {
            let letter = letters[((number >> (18 - 6 * place)) & 63) as usize];
            text.push(if place <= three.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

fn endpoint(bytes: &[u8]) -> Option<String> {
    let port = u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?]);
    match bytes.first()? {
        2 => {
            let address = <[u8; 4]>::try_from(bytes.get(4..8)?).ok()?;
            Some(format!("{}:{port}", Ipv4Addr::from(address)))
        }
        10 => {
            let address = <[u8; 16]>::try_from(bytes.get(8..24)?).ok()?;
            Some(format!("[{}]:{port}", Ipv6Addr::from(address)))
        }
        _ => None,
    }
}

/// A link's address as an IP address where the tool has one.
fn address(mine: &str, theirs: &str) -> String {
    let bytes: Result<Vec<u8>, _> = mine
        .split(':')
        .map(|digits| u8::from_str_radix(digits, 16))
        .collect();
    let Ok(bytes) = bytes else {
        return mine.to_owned();
    };
    if let Ok(bytes) = <[u8; 4]>::try_from(bytes.as_slice()) {
        return Ipv4Addr::from(bytes).to_string();
    }
    match <[u8; 16]>::try_from(bytes.as_slice()) {
        Ok(bytes) if theirs.parse::<Ipv6Addr>().is_ok() => Ipv6Addr::from(bytes).to_string(),
        _ => mine.to_owned(),
    }
}
