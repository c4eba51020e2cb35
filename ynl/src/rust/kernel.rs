// SPDX-License-Identifier: MIT OR Apache-2.0

//! Rust for a kernel module, from a description: lines that klink_kernel's macros make a family of.

use std::fmt::Write as _;

use super::names::{camel, Taken};
use super::policy::{refused, Check, Described, Group, Half, Mode, Policy, RawOperation, Rule};
use super::types::Types;
use crate::bare::{bare, table};
use crate::load::{with_corrections, LoadError};
use crate::model::{Attribute, Family, Operation, Shape};
use crate::number::{Number, Order, Width};

/// A family in Rust, for a kernel module, from its description's text in YAML: its operations as a trait, policies and
/// requests in types, what writes replies and notifications, and groups. The text is a module of a crate that is built on
/// `klink_kernel`.
///
/// # Errors
/// The text is no description, or says what a module cannot do.
pub fn rust_kernel(text: &str) -> Result<String, LoadError> {
    let value = with_corrections(text).map_err(LoadError::of_text)?;
    let described = Described::of(&value)?;
    let mut rust = Rust {
        types: Taken::new(&RESERVED),
        statics: Taken::new(&["DESCRIPTION"]),
        nests: Vec::new(),
        puts: Vec::new(),
        family: camel(&described.spec.name),
        described: &described,
        text: String::new(),
    };
    rust.types.unique(&rust.family.clone());
    rust.family()?;
    let name = &described.spec.name;
    let table = table(&bare(&value));
    let table = table.trim_end();
    match table.contains("\"#") {
        false => rust.line(format_args!(
            "\nklink_kernel::family_description! {{\n    r#\"{table}\"#\n}}"
        )),
        true => rust.line(format_args!(
            "\nklink_kernel::family_description! {{\n    {table:?}\n}}"
        )),
    }
    Ok(format!(
        "// SPDX-License-Identifier: GPL-2.0\n\n// The netlink family {name}, by `klink generate rust --kernel`.\n{}",
        rust.text
    ))
}

/// Names that the macros have for something else.
const RESERVED: [&str; 8] = [
    "NamespaceNetAdmin",
    "NetAdmin",
    "Ok",
    "Operations",
    "Option",
    "Result",
    "Self",
    "Some",
];

/// The names of nests or of what writes a set, by set.
type SetNames = Vec<(usize, String)>;

struct Rust<'d> {
    described: &'d Described,
    family: String,
    types: Taken,
    statics: Taken,
    /// With the names of their policies.
    nests: Vec<(usize, String, String)>,
    puts: SetNames,
    text: String,
}

/// How an operation is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Do,
    Dump,
}

impl Rust<'_> {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "{line}");
    }

    fn family(&mut self) -> Result<(), LoadError> {
        let described = self.described;
        let Family::Generic { version } = described.spec.family else {
            return Err(refused(
                "protocol",
                "a module's family is of generic netlink",
            ));
        };
        if let Some(key) = described
            .raw
            .kernel_family
            .keys()
            .find(|key| *key != "headers")
        {
            return Err(refused("kernel-family", &format!("klink has no {key}")));
        }
        self.constants();
        self.enums();
        let mut methods = Taken::new(&[]);
        let (mut dos, mut dumps, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for (operation, raw) in described.operations() {
            let place = format!("operation {}", operation.name);
            check(operation, raw, &place)?;
            let Some(number) = operation.request else {
                continue;
            };
            let access = access(&raw.flags, &place)?;
            let method = &methods.method(&operation.name);
            if raw.once.is_some() {
                let name = self.types.type_name(&operation.name, "Request");
                self.request(&name, operation, raw, Method::Do)?;
                dos.push(format!("        {method} {name} = {number}: {access};"));
                rows.push((number, Method::Do, format!("        doit {name};")));
            }
            if raw.dump.is_some() {
                let kind = if raw.once.is_some() { " dump" } else { "" };
                let name = self
                    .types
                    .type_name(&format!("{}{kind}", operation.name), "Dump");
                self.request(&name, operation, raw, Method::Dump)?;
                let plain = method.trim_start_matches("r#");
                let [start, next, done] =
                    ["start", "next", "done"].map(|end| methods.method(&format!("{plain} {end}")));
                let cursor = self.types.type_name(&format!("{plain} cursor"), "");
                dumps.push(format!(
                    "        {start} {next} {done} {cursor} {name} = {number}: {access};"
                ));
                rows.push((number, Method::Dump, format!("        dump {name};")));
            }
        }
        let events = self.events()?;
        // What is written and read, after all that leads to it.
        let groups = self.groups()?;
        self.nested()?;
        self.written()?;
        rows.sort_by_key(|(number, method, _)| (*number, *method == Method::Dump));
        let rows: Vec<_> = rows.into_iter().map(|(_, _, row)| row).collect();
        let (family, name) = (self.family.clone(), &described.spec.name);
        self.line(format_args!(
            "\nklink_kernel::family_operations! {{\n    {family} {name:?} {version} {{"
        ));
        for (index, lines) in [dos, dumps, rows, groups, events].into_iter().enumerate() {
            if index > 0 {
                self.line(format_args!("    }} {{"));
            }
            for line in lines {
                self.line(format_args!("{line}"));
            }
        }
        self.line(format_args!("    }}\n}}"));
        Ok(())
    }

    fn constants(&mut self) {
        for definition in &self.described.raw.definitions {
            let value = definition.constant();
            if let Some(value) = value.and_then(|value| u64::try_from(value).ok()) {
                let name = self.statics.constant(&definition.name);
                self.line(format_args!(
                    "\n#[allow(dead_code)]\npub(super) const {name}: u64 = {value};"
                ));
            }
        }
    }

    /// The values of what operations lead to, by name.
    fn enums(&mut self) {
        let spec = &self.described.spec;
        for used in Types::of(spec).enums {
            let Some(enumeration) = spec.enums.get(used.index) else {
                continue;
            };
            let name = self.types.type_name(&enumeration.name, "Enum");
            let repr = &used.repr;
            self.line(format_args!(
                "\nklink_kernel::family_enum! {{\n    {name} {repr} {{"
            ));
            let mut taken = Taken::new(&[]);
            for (value, name) in &enumeration.entries {
                let constant = taken.constant(name);
                match (used.flags, u32::try_from(*value)) {
                    (false, _) => self.line(format_args!("        {constant} = {value};")),
                    (true, Ok(bit @ 0..64)) => {
                        let value = 1u64 << bit;
                        self.line(format_args!("        {constant} = {value:#x};"));
                    }
                    (true, _) => {}
                }
            }
            self.line(format_args!("    }}\n}}"));
        }
    }

    fn request(
        &mut self,
        name: &str,
        operation: &Operation,
        raw: &RawOperation,
        method: Method,
    ) -> Result<(), LoadError> {
        let described = self.described;
        let mode = match method {
            Method::Do => &raw.once,
            Method::Dump => &raw.dump,
        };
        let Mode { request, reply, .. } = mode.as_ref().unwrap_or(&Mode::NONE);
        let place = format!("operation {}", operation.name);
        let none = Half::default();
        let half = request.as_ref().unwrap_or(&none);
        let names = described
            .asked(raw, method == Method::Dump)
            .unwrap_or_default();
        if operation.asked.set.is_none() && !(names.is_empty() && half.reject.is_empty()) {
            return Err(refused(&place, "it has attributes, and no attribute-set"));
        }
        let mut rejected = Vec::new();
        let mut fields = Vec::new();
        let mut max = 0;
        if let (Some(set), false) = (
            operation.asked.set,
            names.is_empty() && half.reject.is_empty(),
        ) {
            let policy = described.policy(set, &names)?;
            let Policy {
                max: highest,
                rules,
            } = policy.unwrap_or_else(|| Policy {
                max: 0,
                rules: Vec::new(),
            });
            max = highest;
            let taken = Taken::new(&["request", "reply", "received"]);
            fields = self.fields(set, rules, taken, &half.required)?;
            for (name, reason) in &half.reject {
                let named = described.members(set).find(|one| one.name == *name);
                let kind = named
                    .ok_or_else(|| {
                        refused(&place, &format!("it rejects {name}, which is no attribute"))
                    })?
                    .kind;
                if names.contains(&name.as_str()) || reason.contains('\0') || reason.len() > 1024 {
                    let why = format!(
                        "it rejects {name}, with at most 1024 bytes without NUL, or it takes it"
                    );
                    return Err(refused(&place, &why));
                }
                max = max.max(kind);
                rejected.push(format!("        {kind} c{reason:?};"));
            }
        }
        if let Some(missing) = half
            .required
            .iter()
            .find(|name| !names.contains(&name.as_str()))
        {
            return Err(refused(
                &place,
                &format!("it requires {missing}, which it does not take"),
            ));
        }
        let policy = match max {
            0 => String::new(),
            max => format!("{} {max}", self.statics.constant(&unspaced(name))),
        };
        let reply = match (reply, method, operation.layout.set) {
            (Some(reply), Method::Do, Some(set)) => {
                let put = self.put(set);
                let room = self.room(set, &reply.attributes)?;
                format!(" {put} {room}")
            }
            (Some(_), Method::Dump, Some(set)) => {
                self.put(set);
                String::new()
            }
            _ => String::new(),
        };
        let (family, source) = (
            self.family.clone(),
            if method == Method::Do {
                "request"
            } else {
                "info"
            },
        );
        self.line(format_args!(
            "\nklink_kernel::family_request! {{\n    {family} {source} {name} [{policy}] {{"
        ));
        for field in fields {
            self.line(format_args!("{field}"));
        }
        self.line(format_args!("    }} {{"));
        for line in rejected {
            self.line(format_args!("{line}"));
        }
        self.line(format_args!("    }}{reply}\n}}"));
        Ok(())
    }

    fn rule(&mut self, rule: &Rule, place: &str) -> Result<String, LoadError> {
        let nested = match rule.check {
            Check::Nested(set) => self.nest(set).1,
            _ => String::new(),
        };
        written(rule, place, &nested)
    }

    /// A line for each attribute of a request or a nest.
    fn fields(
        &mut self,
        set: usize,
        rules: Vec<(u16, Rule)>,
        mut taken: Taken,
        required: &[String],
    ) -> Result<Vec<String>, LoadError> {
        let described = self.described;
        let mut lines = Vec::new();
        for (kind, rule) in rules {
            let mut members = described.members(set);
            let Some(attribute) = members.find(|one| one.kind == kind) else {
                continue;
            };
            let at = described.place(set, &attribute.name);
            let is_required = required.contains(&attribute.name);
            let need = match &attribute.shape {
                Shape::Flag => "flag",
                _ if attribute.multi => "several",
                _ if is_required => "required",
                _ => "optional",
            };
            if is_required && need != "required" {
                return Err(refused(
                    at,
                    "a flag, and what may be there several times, is not required",
                ));
            }
            let (field, form) = (taken.method(&attribute.name), self.form(attribute, &at)?);
            let rule = self.rule(&rule, &at)?;
            lines.push(format!("        {field} = {kind}: {need} {form} [{rule}];"));
        }
        Ok(lines)
    }

    /// The type of an attribute of a request.
    fn form(&mut self, attribute: &Attribute, place: &str) -> Result<String, LoadError> {
        Ok(match &attribute.shape {
            Shape::Flag => "(bool as flag)".to_owned(),
            Shape::String => "(&'a [u8] as string)".to_owned(),
            Shape::Number(of) => {
                let (ty, form) = number(of, place)?;
                format!("({ty} as {form})")
            }
            Shape::Nest(Some(set)) => format!("({}<'a> as nested)", self.nest(*set).0),
            Shape::IndexedNests(Some(set)) => format!(
                "(klink_kernel::netlink::genl::Items<'a, {}<'a>> as nested)",
                self.nest(*set).0
            ),
            _ => "(&'a [u8] as payload)".to_owned(),
        })
    }

    /// The names of a nest in requests, and of its policy.
    fn nest(&mut self, set: usize) -> (String, String) {
        if let Some((_, name, policy)) = self.nests.iter().find(|(of, ..)| *of == set) {
            return (name.clone(), policy.clone());
        }
        let called = self.described.set_name(set);
        let name = self.types.type_name(called, "Attrs");
        let policy = self.statics.constant(&unspaced(&name));
        self.nests.push((set, name.clone(), policy.clone()));
        (name, policy)
    }

    fn nested(&mut self) -> Result<(), LoadError> {
        let mut index = 0;
        while let Some((set, name, policy)) = self.nests.get(index).cloned() {
            index += 1;
            let Some(Policy { max, rules }) = self.described.inside(set)? else {
                return Err(refused(
                    format!("attribute set {name}"),
                    "it has no attributes",
                ));
            };
            let fields = self.fields(set, rules, Taken::new(&["from"]), &[])?;
            self.line(format_args!(
                "\nklink_kernel::family_nest! {{\n    {name} {policy} {max} {{"
            ));
            for field in fields {
                self.line(format_args!("{field}"));
            }
            self.line(format_args!("    }}\n}}"));
        }
        Ok(())
    }

    /// The name of what writes a set.
    fn put(&mut self, set: usize) -> String {
        if let Some((_, name)) = self.puts.iter().find(|(of, _)| *of == set) {
            return name.clone();
        }
        let called = self.described.set_name(set);
        let name = self.types.type_name(&format!("put {called}"), "Attrs");
        self.puts.push((set, name.clone()));
        name
    }

    fn written(&mut self) -> Result<(), LoadError> {
        let mut index = 0;
        while let Some((set, name)) = self.puts.get(index).cloned() {
            index += 1;
            let mut lines = Vec::new();
            let mut taken = Taken::new(&["of"]);
            let described = self.described;
            for attribute in described.members(set) {
                let place = described.place(set, &attribute.name);
                let form = match &attribute.shape {
                    Shape::Pad | Shape::Unknown => continue,
                    Shape::Flag => "flag [bool]".to_owned(),
                    Shape::String => "put_string [&[u8]]".to_owned(),
                    Shape::Number(of) => {
                        let (ty, form) = number(of, &place)?;
                        format!("put_{form} [{ty}]")
                    }
                    Shape::Nest(Some(set)) => format!("nest [{}]", self.put(*set)),
                    Shape::IndexedNests(Some(set)) => format!("nests [{}]", self.put(*set)),
                    Shape::TypeValue(..)
                    | Shape::SubMessage { .. }
                    | Shape::IndexedNumbers(_)
                    | Shape::IndexedBytes(_)
                    | Shape::IndexedStructs(_)
                    | Shape::Nest(None)
                    | Shape::IndexedNests(None) => {
                        return Err(refused(place, "klink writes no such type in a module"));
                    }
                    _ => "put [&[u8]]".to_owned(),
                };
                let (method, kind) = (taken.method(&attribute.name), attribute.kind);
                lines.push(format!("        {method} = {kind}: {form};"));
            }
            self.line(format_args!(
                "\nklink_kernel::family_message! {{\n    {name} {{"
            ));
            for line in lines {
                self.line(format_args!("{line}"));
            }
            self.line(format_args!("    }}\n}}"));
        }
        Ok(())
    }

    /// The most bytes of these attributes, where the description says it.
    fn room(&self, set: usize, names: &[String]) -> Result<String, LoadError> {
        let mut all = Some(0);
        for name in names {
            let mut members = self.described.members(set);
            let attribute = members.find(|one| one.name == *name);
            let attribute = attribute.ok_or_else(|| {
                refused(
                    self.described.place(set, name),
                    "there is no such attribute",
                )
            })?;
            let len = self.len(set, attribute, 0)?;
            all = all.and_then(|all: usize| Some(all + len?));
        }
        Ok(all.map_or("_".to_owned(), |all| all.to_string()))
    }

    /// The most bytes of an attribute; `None` if nothing bounds it.
    fn len(
        &self,
        set: usize,
        attribute: &Attribute,
        depth: u8,
    ) -> Result<Option<usize>, LoadError> {
        let rounded = |payload: usize| Some(4 + payload.div_ceil(4) * 4);
        if attribute.multi || depth > 8 {
            return Ok(None);
        }
        Ok(match &attribute.shape {
            Shape::Flag => rounded(0),
            Shape::Number(of) => rounded(of.fixed_len().unwrap_or(8)),
            Shape::Bitfield(_) => rounded(8),
            Shape::Nest(Some(inner)) => {
                let mut all = Some(4);
                for attribute in self.described.members(*inner) {
                    let len = self.len(*inner, attribute, depth + 1)?;
                    all = all.and_then(|all: usize| Some(all + len?));
                }
                all
            }
            Shape::String | Shape::Bytes(_) => match self.described.rule(set, attribute)? {
                Some(Rule {
                    check: Check::Len(max),
                    ..
                }) => rounded(usize::try_from(max + 1).unwrap_or(0)),
                Some(Rule {
                    check: Check::Max(max) | Check::Range(_, max),
                    ..
                }) => rounded(usize::try_from(max).unwrap_or(0)),
                _ => None,
            },
            Shape::Struct(index) => self
                .described
                .spec
                .structs
                .get(*index)
                .filter(|one| !one.has_rest())
                .and_then(|one| rounded(one.len)),
            _ => None,
        })
    }

    fn groups(&mut self) -> Result<Vec<String>, LoadError> {
        let mut lines = Vec::new();
        for (index, Group { name, flags }) in
            self.described.raw.mcast_groups.list.iter().enumerate()
        {
            let join = match flags.as_slice() {
                [] => "Anyone",
                [one] if one == "uns-admin-perm" => "NetAdmin",
                [one] if one == "sys-admin-perm" => "SysAdmin",
                _ => {
                    let why = "to join, the kernel checks capabilities in the namespace only: uns-admin-perm, or sys-admin-perm";
                    return Err(refused(format!("multicast group {name}"), why));
                }
            };
            let constant = self.statics.constant(name);
            lines.push(format!("        {constant} {name:?} {join} = {index};"));
        }
        Ok(lines)
    }

    /// Notifications.
    fn events(&mut self) -> Result<Vec<String>, LoadError> {
        let described = self.described;
        let mut lines = Vec::new();
        for (operation, raw) in described.operations() {
            let (None, Some(number), Some(set)) =
                (operation.request, operation.reply, operation.layout.set)
            else {
                continue;
            };
            let place = format!("operation {}", operation.name);
            let number = u8::try_from(number)
                .map_err(|_| refused(&place, "its number has more than 8 bits"))?;
            // The notification of an operation has what its reply has.
            let notified = raw.notify.as_ref().and_then(|name| {
                let mut all = described.operations();
                let (_, raw) = all.find(|(known, _)| known.name == *name)?;
                let mode = raw.once.as_ref().or(raw.dump.as_ref())?;
                mode.reply.as_ref()
            });
            let attributes = match (notified, &raw.event) {
                (Some(half), _) | (None, Some(half)) => half.attributes.as_slice(),
                (None, None) => return Err(refused(place, "nothing says what its attributes are")),
            };
            let group = match operation.group() {
                Some(name) => {
                    let mut groups = described.raw.mcast_groups.list.iter();
                    let group = groups.position(|group| group.name == name);
                    let group = group
                        .ok_or_else(|| refused(&place, &format!("there is no group {name}")))?;
                    group.to_string()
                }
                None => "_".to_owned(),
            };
            let (put, room) = (self.put(set), self.room(set, attributes)?);
            let name = self.types.type_name(&operation.name, "Notification");
            lines.push(format!("        {name} = {number} {put} {room} {group};"));
        }
        Ok(lines)
    }
}

/// A rule as klink_kernel's `Rule` says it, and the name of the policy inside.
pub(crate) fn written(rule: &Rule, place: &str, nested: &str) -> Result<String, LoadError> {
    let kind = rule.kind;
    let signed = matches!(kind, "s8" | "s16" | "s32" | "s64" | "sint");
    let check = match &rule.check {
        Check::Len(max) => return Ok(format!("{kind}({max})")),
        Check::None if matches!(kind, "string" | "nul_string") => {
            return Ok(format!("any_{kind}()"))
        }
        Check::None => String::new(),
        Check::Bits(bits) => match u32::try_from(*bits) {
            Ok(bits @ 1..) => return Ok(format!("bitfield32({bits:#x})")),
            _ => return Err(refused(place, "its bits are 1 to 32")),
        },
        Check::Nested(_) => return Ok(format!("{kind}(&{nested})")),
        Check::Refused(why) => return Err(refused(place, why)),
        Check::Min(min) => format!(".min({min})"),
        Check::Max(max) => format!(".max({max})"),
        Check::Range(min, max) => format!(".between({min}, {max})"),
        Check::FullRange(min, max) if signed => format!(".range_signed::<{min}, {max}>()"),
        Check::FullRange(min, max) => format!(".range::<{min}, {max}>()"),
        Check::Mask(mask) => match u32::try_from(*mask) {
            Ok(mask) => format!(".mask({mask:#x})"),
            Err(_) => return Err(refused(place, "the kernel's masks have 32 bits")),
        },
    };
    let name = if kind == "binary" { "bytes" } else { kind };
    Ok(format!("{name}(){check}"))
}

impl Mode {
    const NONE: Self = Self {
        request: None,
        reply: None,
        pre: None,
        post: None,
    };
}

/// Refuses properties that no operation of a module has.
fn check(operation: &Operation, raw: &RawOperation, place: &str) -> Result<(), LoadError> {
    let no = |why: &str| Err(refused(place, why));
    if operation.asked.header.is_some() || operation.layout.header.is_some() {
        return no("fixed-header: a module's messages have attributes only");
    }
    if !raw.dont_validate.is_empty() {
        return no("dont-validate: a module's requests are always validated");
    }
    if raw.config_cond.is_some() {
        return no("config-cond: a module has an operation or not");
    }
    for mode in [&raw.once, &raw.dump].into_iter().flatten() {
        if mode.pre.is_some() || mode.post.is_some() {
            return no("pre and post: what they do belongs into the operation");
        }
    }
    match (operation.request, operation.reply) {
        (Some(request), _) if u8::try_from(request).is_err() => {
            no("its number has more than 8 bits")
        }
        (Some(request), Some(reply)) if request != reply => {
            no("a reply has the number of its request: enum-model is unified")
        }
        _ => Ok(()),
    }
}

/// The permission that an operation requires.
fn access(flags: &[String], place: &str) -> Result<&'static str, LoadError> {
    match flags {
        [] => Ok("Anyone"),
        [one] if one == "admin-perm" => Ok("NetAdmin"),
        [one] if one == "uns-admin-perm" => Ok("NamespaceNetAdmin"),
        _ => Err(refused(
            place,
            "its flags are admin-perm, uns-admin-perm, or none",
        )),
    }
}

/// A number's type, and what reads and writes it.
fn number(number: &Number, place: &str) -> Result<(&'static str, &'static str), LoadError> {
    Ok(match (number.width, number.order) {
        (Width::Fixed(1, false), _) => ("u8", "u8"),
        (Width::Fixed(1, true), _) => ("i8", "i8"),
        (Width::Fixed(2, false), Order::Native) => ("u16", "u16"),
        (Width::Fixed(4, false), Order::Native) => ("u32", "u32"),
        (Width::Fixed(8, false), Order::Native) => ("u64", "u64"),
        (Width::Fixed(2, true), Order::Native) => ("i16", "i16"),
        (Width::Fixed(4, true), Order::Native) => ("i32", "i32"),
        (Width::Fixed(8, true), Order::Native) => ("i64", "i64"),
        (Width::Fixed(2, false), Order::Big) => ("u16", "be16"),
        (Width::Fixed(4, false), Order::Big) => ("u32", "be32"),
        (Width::Fixed(8, false), Order::Big) => ("u64", "be64"),
        (Width::Auto(false), Order::Native) => ("u64", "uint"),
        (Width::Auto(true), Order::Native) => ("i64", "sint"),
        _ => {
            return Err(refused(
                place,
                "klink has no such numbers of this byte order in a module",
            ))
        }
    })
}

/// A name of several words, from that of a type.
fn unspaced(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.push(letter);
    }
    words
}
