// SPDX-License-Identifier: MIT OR Apache-2.0

//! Descriptions against the kernel's headers for programs: the number of every attribute, operation, enum entry and flag
//! is the header's constant, and every struct lies in memory as the C compiler lays it out. What has no counterpart is in
//! `headers/counterparts.yaml`, with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use klink_tests_support::headers;
use serde::Deserialize;
use serde_json::Value;

use super::descriptions;
use crate::model::{Family, Field, Shape, Spec};
use crate::number::{Order, Width};

/// The headers' names for the items of a description, where that does not follow from its names.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Counterparts {
    /// The prefixes of names, by the attribute set, the enum or the struct; also of `operations`, `notifications` and
    /// `groups`.
    prefixes: BTreeMap<String, String>,
    /// The subsystem of nfnetlink, which is the upper half of operations' numbers.
    subsystem: Option<String>,
    /// The suffix of an operation's name for its answer; without it, `new` stands for `get`.
    reply: Option<String>,
    /// By `set.attribute`, `enum.entry`, `operations.name`, `groups.name`, `struct` or `struct.member`.
    names: BTreeMap<String, String>,
    /// Where it is seen that an attribute has the byte order that it has, if the kernel's functions do not say.
    orders: BTreeMap<String, String>,
    /// Why there is none: of a thing, or of all things of a set, an enum or a struct.
    pub(super) none: BTreeMap<String, String>,
}

impl Counterparts {
    fn name(&self, owner: &str, prefix: &str, name: &str) -> (String, String) {
        let key = format!("{owner}.{name}");
        let known = self.names.get(&key).cloned();
        (known.unwrap_or_else(|| constant(prefix, name)), key)
    }

    fn prefix(
        &self,
        owner: &str,
        described: Option<&str>,
        usual: impl FnOnce() -> String,
    ) -> String {
        let known = self.prefixes.get(owner).cloned();
        known.or(described.map(str::to_owned)).unwrap_or_else(usual)
    }
}

fn constant(prefix: &str, name: &str) -> String {
    let name = format!("{prefix}{name}");
    let words = |character: char| {
        if character.is_ascii_alphanumeric() {
            character
        } else {
            '_'
        }
    };
    // What begins with underscores is called so.
    name.chars().map(words).collect::<String>().to_uppercase()
}

/// Something that the headers should say, and what the description says.
pub(super) struct Claim {
    family: String,
    pub(super) key: String,
    pub(super) expression: String,
    pub(super) described: i128,
}

impl Claim {
    fn place(&self) -> String {
        format!("{} {}", self.family, self.key)
    }
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// The claims of a description; numbers, and places in structs.
pub(super) fn claims(raw: &Value, spec: &Spec, known: &Counterparts) -> (Vec<Claim>, Vec<Claim>) {
    let family = spec.name().to_owned();
    let ident = family.replace('-', "_");
    let claim = |(expression, key): (String, String), described: i128| Claim {
        family: family.clone(),
        key,
        expression,
        described,
    };
    let mut numbers = Vec::new();
    for (set, described) in list(raw, "attribute-sets").zip(&spec.sets) {
        if set.get("subset-of").is_some() {
            continue;
        }
        let usual = || format!("{ident}-a-{}-", described.name);
        let prefix = known.prefix(&described.name, text(set, "name-prefix"), usual);
        for (raw, attribute) in list(set, "attributes").zip(described.attributes.iter()) {
            let prefix = text(raw, "name-prefix").unwrap_or(&prefix);
            let name = known.name(&described.name, prefix, &attribute.name);
            numbers.push(claim(name, attribute.kind.into()));
        }
    }
    let definitions = || list(raw, "definitions");
    let is_enum = |one: &&Value| matches!(text(one, "type"), Some("enum" | "flags"));
    for (definition, described) in definitions().filter(is_enum).zip(&spec.enums) {
        let owner = text(definition, "name").unwrap_or_default();
        let prefix = known.prefix(owner, text(definition, "name-prefix"), || {
            format!("{ident}-{owner}-")
        });
        for (value, name) in &described.entries {
            let is_flag = text(definition, "type") == Some("flags");
            let value = i128::from(*value);
            let value = if is_flag { 1 << value } else { value };
            numbers.push(claim(known.name(owner, &prefix, name), value));
        }
    }
    let operations = raw.get("operations").unwrap_or(&Value::Null);
    let requests = known.prefix("operations", text(operations, "name-prefix"), || {
        format!("{ident}-cmd-")
    });
    let notifications = known.prefix("notifications", text(operations, "async-prefix"), || {
        requests.clone()
    });
    let mut operation = |name: &str, prefix: &str, number: u16| {
        let (constant, key) = known.name("operations", prefix, name);
        let constant = match &known.subsystem {
            Some(subsystem) if !known.names.contains_key(&key) => {
                format!("{subsystem} << 8 | {constant}")
            }
            _ => constant,
        };
        numbers.push(claim((constant, key), number.into()));
    };
    let is_raw = matches!(spec.family(), Family::Raw(_));
    for described in spec.operations() {
        let name = described.name();
        if described.is_notification() {
            let name = if is_raw {
                name.trim_end_matches("-ntf")
            } else {
                name
            };
            operation(name, &notifications, described.reply().unwrap_or_default());
            continue;
        }
        let request = described.request().unwrap_or_default();
        operation(name, &requests, request);
        if let Some(reply) = described.reply().filter(|&reply| reply != request) {
            let own = format!("{name}-reply");
            let name = match &known.reply {
                _ if known.names.contains_key(&format!("operations.{own}")) => own,
                Some(suffix) => format!("{name}{suffix}"),
                None => name.trim_end_matches("-reset").replacen("get", "new", 1),
            };
            operation(&name, &requests, reply);
        }
    }
    for group in spec.groups() {
        let Some(number) = group.number else { continue };
        let prefix = known.prefix("groups", None, String::new);
        numbers.push(claim(
            known.name("groups", &prefix, &group.name),
            number.get().into(),
        ));
    }
    let mut places = Vec::new();
    for described in &spec.structs {
        let owner = &described.name;
        let usual = || format!("struct {}", owner.replace('-', "_"));
        let c = known.names.get(owner).cloned().unwrap_or_else(usual);
        places.push(claim(
            (format!("sizeof({c})"), owner.clone()),
            described.len as i128,
        ));
        for member in &described.members {
            let key = format!("{owner}.{}", member.name);
            // C has no places of bits.
            if matches!(member.field, Field::Pad | Field::Bits(_)) {
                continue;
            }
            let prefix = known.prefixes.get(owner).map_or("", String::as_str);
            let usual = || format!("{prefix}{}", member.name).replace('-', "_");
            let name = known.names.get(&key).cloned().unwrap_or_else(usual);
            let at = format!("__builtin_offsetof({c}, {name})");
            places.push(claim((at, key.clone()), member.offset as i128));
            if matches!(member.field, Field::Rest(_)) {
                continue;
            }
            let size = format!("sizeof((({c} *)0)->{name})");
            places.push(claim((size, key.clone()), member.len as i128));
            if let (Field::Number(number), 2..) = (&member.field, member.len) {
                let order = format!("BIG_ENDIAN((({c} *)0)->{name})");
                places.push(claim((order, key), (number.order == Order::Big).into()));
            }
        }
    }
    (numbers, places)
}

/// Makes a folder for [`compiler`].
pub(super) fn prepare(folder: &Path) {
    for (name, text) in LIBRARY {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
}

/// A C compiler with the headers, and nothing of the system's.
pub(super) fn compiler(folder: &Path) -> Command {
    let mut cc = Command::new("cc");
    cc.args([
        "-nostdinc",
        "-w",
        // The headers use macros that only the kernel has; an expression with one has no value.
        "-Wno-error=implicit-function-declaration",
        "-fmax-errors=0",
        "-fno-builtin",
        "-x",
        "c",
    ]);
    // What the kernel takes out of its headers when it installs them.
    cc.args([
        "-D__EXPORTED_HEADERS__",
        "-D__user=",
        "-D__force=",
        "-D__attribute_const__=",
    ]);
    cc.arg("-I")
        .arg(folder)
        .arg("-I")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/headers"));
    for headers in headers() {
        cc.arg("-I").arg(headers);
    }
    let own = Command::new("cc")
        .arg("-print-file-name=include")
        .output()
        .unwrap();
    cc.arg("-isystem")
        .arg(String::from_utf8(own.stdout).unwrap().trim());
    cc
}

/// The names that the headers take from the C library.
const LIBRARY: [(&str, &str); 5] = [
    ("linux/compiler.h", ""),
    ("linux/compiler_types.h", ""),
    ("sys/types.h", ""),
    (
        "netinet/in.h",
        "#include <linux/in.h>\n#include <linux/in6.h>\n",
    ),
    (
        "sys/socket.h",
        "#ifndef SOCKET\n#define SOCKET\n#include <linux/socket.h>\n\
         struct sockaddr { unsigned short sa_family; char sa_data[14]; };\n#endif\n",
    ),
];

/// The values of expressions by the C compiler; `None` for one that the headers do not have.
fn evaluated(expressions: &[&str]) -> Vec<Option<i128>> {
    let folder = std::env::temp_dir().join(format!("klink-headers-{}", std::process::id()));
    prepare(&folder);
    let start = "#include \"headers.h\"\n";
    let mut source = String::from(start);
    for expression in expressions {
        writeln!(source, "_Static_assert(({expression}) || 1, \"\");").unwrap();
    }
    let file = folder.join("claims.c");
    std::fs::write(&file, &source).unwrap();
    let checked = compiler(&folder)
        .arg("-fsyntax-only")
        .arg(&file)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stderr);
    let (prefix, mut unknown) = (format!("{}:", file.display()), BTreeSet::new());
    for line in said.lines().filter(|line| line.contains(" error: ")) {
        let number = line
            .strip_prefix(&prefix)
            .and_then(|rest| rest.split(':').next());
        let number: usize = number.unwrap_or_else(|| panic!("{line}")).parse().unwrap();
        unknown.insert(number - 2);
    }
    source.truncate(start.len());
    source.push_str("int printf(const char *, ...);\nint main(void) {\n");
    let is_known = |index: &usize| !unknown.contains(index);
    for (_, expression) in expressions
        .iter()
        .enumerate()
        .filter(|(index, _)| is_known(index))
    {
        writeln!(source, "printf(\"%lld\\n\", (long long)({expression}));").unwrap();
    }
    source.push_str("return 0;\n}\n");
    std::fs::write(&file, &source).unwrap();
    let program = folder.join("claims");
    let built = compiler(&folder)
        .arg("-O0")
        .arg(&file)
        .arg("-o")
        .arg(&program)
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let printed = Command::new(&program).output().unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    let mut values = printed.lines().map(|line| line.parse().unwrap());
    std::fs::remove_dir_all(&folder).unwrap();
    (0..expressions.len())
        .map(|index| is_known(&index).then(|| values.next().unwrap()))
        .collect()
}

/// Whether two numbers are the same in C, which takes those of 32 bits for signed ones.
fn same_bits(c: i128, described: i128) -> bool {
    c == described || c < 0 && c + (1 << 32) == described
}

/// The kernel source's byte orders of attributes of 16 bits and more, which `tests/support/byte_orders.py` found: in
/// network order, or in the host's.
fn byte_orders() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut orders = BTreeMap::<_, BTreeSet<_>>::new();
    for line in include_str!("headers/byte_orders.txt").lines() {
        let mut words = line.split(' ');
        if let (Some(name), Some(order)) = (words.next(), words.next()) {
            orders.entry(name).or_default().insert(order);
        }
    }
    orders
}

/// The byte order of an attribute that holds numbers.
fn order(shape: &Shape) -> Option<Order> {
    match shape {
        Shape::Number(number) | Shape::Packed(number) | Shape::IndexedNumbers(number) => {
            let is_long = !matches!(number.width, Width::Fixed(1, _));
            is_long.then_some(number.order)
        }
        _ => None,
    }
}

#[test]
fn byte_orders_are_what_the_kernel_uses() {
    let known = counterparts();
    let nothing = Counterparts::default();
    let seen = byte_orders();
    let (mut proven, mut wrong) = (0, Vec::new());
    let mut used = BTreeSet::new();
    for (raw, spec) in descriptions() {
        let known = known.get(spec.name()).unwrap_or(&nothing);
        let ident = spec.name().replace('-', "_");
        for (set, described) in list(&raw, "attribute-sets").zip(&spec.sets) {
            if set.get("subset-of").is_some() {
                continue;
            }
            let usual = || format!("{ident}-a-{}-", described.name);
            let prefix = known.prefix(&described.name, text(set, "name-prefix"), usual);
            for (raw, attribute) in list(set, "attributes").zip(described.attributes.iter()) {
                let Some(order) = order(&attribute.shape) else {
                    continue;
                };
                let prefix = text(raw, "name-prefix").unwrap_or(&prefix);
                let (name, key) = known.name(&described.name, prefix, &attribute.name);
                let place = format!("{} {key} ({name})", spec.name());
                let order = if order == Order::Big { "big" } else { "host" };
                let excused = exception(&known.orders, &key);
                let seen = seen.get(name.as_str());
                let has = |order| seen.is_some_and(|seen| seen.contains(order));
                let other = if order == "big" { "host" } else { "big" };
                if has(order) && !has(other) || order == "host" && has("policy") {
                    proven += 1;
                } else if let Some(excused) = excused {
                    used.insert((spec.name().to_owned(), excused.to_owned()));
                } else if has(other) {
                    wrong.push(format!("{place}: it is {other}, not {order}"));
                } else {
                    wrong.push(format!("{place}: nothing shows that it is {order}"));
                }
            }
        }
    }
    for (family, known) in &known {
        for key in known.orders.keys() {
            if !used.contains(&(family.clone(), key.clone())) {
                wrong.push(format!("{family} {key}: needs no exception"));
            }
        }
    }
    println!(
        "{proven} byte orders are those of the kernel's source, {} are seen elsewhere",
        used.len()
    );
    assert!(
        wrong.is_empty(),
        "{} differences\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

pub(super) fn counterparts() -> BTreeMap<String, Counterparts> {
    yaml_serde::from_str(include_str!("headers/counterparts.yaml")).unwrap()
}

/// Which exception covers a thing: its own, or that of what it is in.
pub(super) fn exception<'k>(
    exceptions: &BTreeMap<String, String>,
    key: &'k str,
) -> Option<&'k str> {
    let owner = key.split_once('.').map_or(key, |(owner, _)| owner);
    [key, owner]
        .into_iter()
        .find(|key| exceptions.contains_key(*key))
}

#[test]
fn descriptions_are_what_the_headers_say() {
    let known = counterparts();
    let nothing = Counterparts::default();
    let of = |family: &str| known.get(family).unwrap_or(&nothing);
    let (mut numbers, mut places) = (Vec::new(), Vec::new());
    let mut families = BTreeSet::new();
    for (raw, spec) in descriptions() {
        let (more, others) = claims(&raw, &spec, of(spec.name()));
        numbers.extend(more);
        places.extend(others);
        families.insert(spec.name().to_owned());
    }
    let count = numbers.len();
    let all: Vec<_> = numbers.into_iter().chain(places).collect();
    let expressions: Vec<_> = all.iter().map(|claim| claim.expression.as_str()).collect();
    let values = evaluated(&expressions);

    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    let (mut same, mut members, mut structs, mut orders) = (0, 0, 0, 0);
    for (index, (claim, value)) in all.iter().zip(values).enumerate() {
        let excused = exception(&of(&claim.family).none, &claim.key);
        match (value, excused) {
            (Some(value), _) if same_bits(value, claim.described) => {
                if index < count {
                    same += 1;
                } else if claim.expression.starts_with("BIG_ENDIAN") {
                    orders += 1;
                } else if claim.key.contains('.') {
                    members += 1;
                } else {
                    structs += 1;
                }
            }
            (_, Some(excused)) => {
                used.insert((claim.family.clone(), excused.to_owned()));
            }
            (Some(value), None) => wrong.push(format!(
                "{}: {} is {value} in C, not {}",
                claim.place(),
                claim.expression,
                claim.described
            )),
            (None, None) => wrong.push(format!(
                "{}: no header has {}",
                claim.place(),
                claim.expression
            )),
        }
    }
    for (family, known) in &known {
        assert!(families.contains(family), "there is no {family}");
        for (key, reason) in &known.none {
            assert!(!reason.is_empty(), "{family} {key}: no reason");
            if !used.contains(&(family.clone(), key.clone())) {
                wrong.push(format!("{family} {key}: needs no exception"));
            }
        }
    }
    println!(
        "{same} numbers, {structs} structs, {} of their members and {orders} byte orders are those of the headers; \
         {} exceptions",
        members / 2,
        used.len()
    );
    assert!(
        wrong.is_empty(),
        "{} differences\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
