// SPDX-License-Identifier: MIT OR Apache-2.0

//! The policies of generated modules are, byte for byte, those that the kernel's own generator makes: `ynl_gen_c`, as it
//! is in the kernel's source. What it writes is compiled with the kernel's macros, and what `klink generate rust --kernel`
//! writes with `kernel/netlink/genl/policy.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use klink_tests_support::{headers, specs};

use super::headers::compiler;
use crate::rust::kernel::written;
use crate::rust::policy::{Check, Described, Policy};

/// Where the two differ, and why.
const EXCEPTIONS: [(&str, &str, &str); 2] = [
    (
        "devlink",
        "type 83",
        "a function checks an enum with gaps; klink generates no module of this, and asks for min and max",
    ),
    (
        "netdev",
        "type 5",
        "the bound is PAGE_SIZE, of which the description says 0; klink generates no module of this",
    ),
];

/// Families that the kernel has no generated code of: `ynl_gen_c` ends with an error or writes no valid C, but for
/// `ovs_flow`, whose header has other numbers than its description.
const LEFT_OUT: [&str; 10] = [
    "conntrack",
    "ethtool",
    "nftables",
    "ovs_flow",
    "rt-addr",
    "rt-link",
    "rt-neigh",
    "rt-route",
    "rt-rule",
    "tc",
];

/// The definitions under the kernel's macros, and the code that prints policies.
const BEFORE: &str = "
#include <linux/types.h>
typedef __u8 u8; typedef __u16 u16; typedef __u32 u32; typedef __u64 u64; typedef __s16 s16; typedef __s64 s64;
#define BUILD_BUG_ON_ZERO(e) ((int)(sizeof(struct { int:(-!!(e)); })))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof(*(array)))
#define fallthrough
#define PAGE_SIZE 4096
#define EINVAL 22
#define MAX_ERRNO 4095
#define IS_ENABLED(option) 1
#define U8_MAX 255
#define U16_MAX 65535
#define S16_MAX 32767
#define S32_MAX 2147483647
#define U32_MAX 4294967295U
#define S64_MAX 9223372036854775807LL
#define NL_SET_ERR_MSG_ATTR(extack, attr, message)
#define nla_get_u8(attr) 0
#define NULL ((void *)0)
int printf(const char *, ...);
struct nlattr; struct netlink_ext_ack;
";

const PRINT: &str = r#"
struct known { const char *name; const struct nla_policy *policy; };
static void show(const struct known *all, const struct known *one, int len) {
	for (int i = 0; i < len; i++) {
		const struct nla_policy *p = one->policy + i;
		const unsigned char *bytes = (const void *)&p->mask;
		if (!p->type && !p->validation_type && !p->len) continue;
		printf("%s %d: %u %u %u ", one->name, i, p->type, p->validation_type, p->len);
		if (p->type == NLA_NESTED || p->type == NLA_NESTED_ARRAY) {
			for (const struct known *k = all; k->name; k++)
				if (k->policy == p->nested_policy) printf("%s", k->name);
		} else if (p->validation_type == NLA_VALIDATE_RANGE_PTR) {
			printf("%llx to %llx", p->range->min, p->range->max);
		} else if (p->validation_type == NLA_VALIDATE_FUNCTION) {
			printf("function");
		} else {
			for (int b = 0; b < 8; b++) printf("%02x", bytes[b]);
		}
		printf("\n");
	}
	printf("%s: %d\n", one->name, len);
}
"#;

/// The definitions under `policy.rs`, and the code that prints policies in the same form.
const RUST: &str = r#"
#![allow(warnings)]
mod netlink { pub struct ExtAck; impl ExtAck { pub const MESSAGE_MAX: usize = 1024; } }
mod sys {
    use core::ffi::c_char;
    #[repr(C)] #[derive(Clone, Copy)]
    pub struct nla_policy { pub kind: u8, pub validation_type: u8, pub len: u16, pub value: nla_policy_value }
    #[repr(C)] #[derive(Clone, Copy)]
    pub union nla_policy_value {
        pub mask: u32, pub bounds: [i16; 2], pub reject_message: *const c_char, pub nested_policy: *const nla_policy,
        pub range: *const netlink_range_validation, pub range_signed: *const netlink_range_validation_signed,
        pub bytes: [u8; 8],
    }
    pub struct netlink_range_validation { pub min: u64, pub max: u64 }
    pub struct netlink_range_validation_signed { pub min: i64, pub max: i64 }
    pub mod constant { include!("constants.rs"); }
}
mod policy { include!("policy.rs"); }
fn show(all: &[(&str, policy::PolicyRef)], name: &str, of: policy::PolicyRef) {
    for i in 0..=of.max {
        let p = unsafe { &*of.first.add(i.into()) };
        if (p.kind, p.validation_type, p.len) == (0, 0, 0) { continue; }
        print!("{name} {i}: {} {} {} ", p.kind, p.validation_type, p.len);
        unsafe {
            match (p.kind.into(), p.validation_type.into()) {
                (sys::constant::NLA_NESTED | sys::constant::NLA_NESTED_ARRAY, _) =>
                    all.iter().filter(|(_, one)| one.first == p.value.nested_policy).for_each(|(name, _)| print!("{name}")),
                (_, sys::constant::NLA_VALIDATE_RANGE_PTR) =>
                    print!("{:x} to {:x}", (*p.value.range).min, (*p.value.range).max),
                _ => p.value.bytes.iter().for_each(|byte| print!("{byte:02x}")),
            }
        }
        println!();
    }
    println!("{name}: {}", of.max + 1);
}
"#;

fn ran(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The part of the kernel's `net/netlink.h` that has policies and their macros.
fn macros() -> String {
    let folders = headers();
    let header = folders
        .iter()
        .find_map(|folder| fs::read_to_string(folder.parent()?.join("net/netlink.h")).ok());
    let header = header.unwrap();
    let begin = header.find("enum {\n\tNLA_UNSPEC,").unwrap();
    let end = header.find("/**\n * struct nl_info ").unwrap();
    header.get(begin..end).unwrap().to_owned()
}

/// The policies in what `ynl_gen_c` writes, and what they are; `None` if it is no C.
fn in_c(folder: &Path, header: &str, generated: &str) -> Option<(Vec<String>, String)> {
    let (source, _) = generated.split_once("/* Ops table").unwrap();
    let options = source
        .split("#ifdef ")
        .skip(1)
        .filter_map(|rest| rest.lines().next());
    let mut declared: String = options
        .map(|option| format!("#define {option} 1\n"))
        .collect();
    let is_needed = |line: &&str| {
        line.starts_with("extern const struct nla_policy") || line.starts_with("#define ")
    };
    declared.extend(
        header
            .lines()
            .filter(is_needed)
            .flat_map(|line| [line, "\n"]),
    );
    let is_there = |line: &str| {
        let name = line.split(['<', '>']).nth(1).unwrap_or("none");
        headers().iter().any(|folder| folder.join(name).is_file())
    };
    let lines = source.lines().map(|line| line.replace("<uapi/", "<"));
    let (includes, source): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with("#include"));
    let includes: Vec<_> = includes.into_iter().filter(|line| is_there(line)).collect();
    let (includes, source) = (includes.join("\n"), source.join("\n"));
    let names = source.split("const struct nla_policy ").skip(1);
    let names = names.filter_map(|rest| rest.split_once("_nl_policy["));
    let names: Vec<_> = names.map(|(name, _)| name.to_owned()).collect();
    let mut text = format!(
        "{BEFORE}{}{includes}\n{declared}{source}{PRINT}int main(void) {{\nstruct known all[] = {{\n",
        macros()
    );
    for name in &names {
        let _ = writeln!(text, "{{ \"{name}\", {name}_nl_policy }},");
    }
    text.push_str("{ 0, 0 } };\n");
    for (index, name) in names.iter().enumerate() {
        let _ = writeln!(
            text,
            "show(all, all + {index}, ARRAY_SIZE({name}_nl_policy));"
        );
    }
    text.push_str("return 0; }\n");
    let (file, program) = (folder.join("policies.c"), folder.join("policies"));
    fs::write(&file, text).unwrap();
    let compiled = compiler(folder).arg(&file).arg("-o").arg(&program).output();
    compiled
        .unwrap()
        .status
        .success()
        .then(|| (names, ran(&mut Command::new(&program))))
}

/// The same policies as klink writes them, in Rust, and attributes that it refuses.
fn in_rust(described: &Described, refused: &mut Vec<String>) -> (BTreeSet<String>, String) {
    let mut policies = BTreeMap::new();
    let mut nests = BTreeSet::new();
    let mut add = |name: String, policy: Policy, nests: &mut BTreeSet<usize>| {
        nests.extend(
            policy
                .rules
                .iter()
                .filter_map(|(_, rule)| match rule.check {
                    Check::Nested(set) => Some(set),
                    _ => None,
                }),
        );
        policies.insert(name, policy);
    };
    for (name, set, names) in described.asked_in_c() {
        let policy = described.policy(set, &names);
        add(
            name,
            policy.unwrap_or_else(|error| panic!("{error}")).unwrap(),
            &mut nests,
        );
    }
    let mut done = BTreeSet::new();
    while let Some(set) = nests.difference(&done).next().copied() {
        done.insert(set);
        let policy = described.inside(set);
        let policy = policy.unwrap_or_else(|error| panic!("{error}")).unwrap();
        add(described.set_in_c(set), policy, &mut nests);
    }
    let (mut text, mut shown, mut all) = (String::new(), String::new(), String::new());
    for (name, policy) in &policies {
        let constant = name.to_uppercase();
        let _ = writeln!(
            text,
            "static {constant}: policy::Policy<{{ {} + 1 }}> = policy::Policy::new()",
            policy.max
        );
        for (kind, rule) in &policy.rules {
            let nested = match rule.check {
                Check::Nested(set) => described.set_in_c(set).to_uppercase(),
                _ => String::new(),
            };
            match written(rule, "here", &nested) {
                Ok(rule) => {
                    let _ = writeln!(text, "    .attr({kind}, policy::Rule::{rule})");
                }
                Err(_) => refused.push(format!("{name} {kind}: ")),
            }
        }
        text.push_str(";\n");
        let _ = writeln!(all, "(\"{name}\", {constant}.as_ref()),");
        let _ = writeln!(shown, "show(all, \"{name}\", {constant}.as_ref());");
    }
    let main =
        format!("fn main() {{\nlet all: &[(&str, policy::PolicyRef)] = &[{all}];\n{shown}}}\n");
    (
        policies.into_keys().collect(),
        format!("{RUST}{text}{main}"),
    )
}

/// Writes what `policy.rs` stands on, and gives the crate `kernel`.
fn prepare(folder: &Path) -> PathBuf {
    let own = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../kernel/netlink/genl/policy.rs"
    );
    let policy = fs::read_to_string(own).unwrap();
    let names = policy.split("constant::").skip(1);
    let names = names.map(|rest| {
        rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .next()
    });
    let mut names: BTreeSet<_> = names
        .flatten()
        .filter(|name| name.starts_with("NLA_"))
        .collect();
    // In a macro of the file, by the rest of their names.
    let listed = policy
        .split_whitespace()
        .map(|word| word.trim_end_matches(';'));
    names.extend(listed.filter(|word| {
        word.starts_with("NLA_")
            && word
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    }));
    let mut text = format!("{BEFORE}{}int main(void) {{\n", macros());
    for name in names {
        let _ = writeln!(text, "printf(\"pub const {name}: u32 = %d;\\n\", {name});");
    }
    text.push_str("return 0; }\n");
    let (file, program) = (folder.join("constants.c"), folder.join("constants"));
    fs::write(&file, text).unwrap();
    ran(compiler(folder).arg(&file).arg("-o").arg(&program));
    fs::write(
        folder.join("constants.rs"),
        ran(&mut Command::new(&program)),
    )
    .unwrap();
    // Included, it has no comment for a module.
    fs::write(folder.join("policy.rs"), policy.replace("//!", "//")).unwrap();
    let kernel = folder.join("kernel.rs");
    let text =
        "pub mod str { pub const fn as_char_ptr_in_const_context(text: &'static core::ffi::CStr) \
                -> *const core::ffi::c_char { text.as_ptr() } }";
    fs::write(&kernel, text).unwrap();
    let library = folder.join("libkernel.rlib");
    ran(Command::new("rustc")
        .args([
            "--edition=2021",
            "--crate-type=rlib",
            "--crate-name=kernel",
            "-o",
        ])
        .arg(&library)
        .arg(&kernel));
    library
}

#[test]
fn policies_are_those_of_the_kernels_own_generator() {
    let folder = std::env::temp_dir().join(format!("klink-policies-{}", std::process::id()));
    super::headers::prepare(&folder);
    // The generator looks for the root of the kernel's source above a specification, until it finds it.
    let source = specs().ancestors().nth(3).unwrap();
    std::os::unix::fs::symlink(source.join("Documentation"), folder.join("Documentation")).unwrap();
    fs::write(folder.join("MAINTAINERS"), "").unwrap();
    let kernel = prepare(&folder);
    let (mut families, mut policies, mut attributes) = (0, 0, 0);
    let mut excepted = BTreeSet::new();
    let mut failed = Vec::new();
    for file in crate::Folders::new([specs().to_owned()]).files() {
        let family = file.file_stem().unwrap().to_str().unwrap();
        let spec = folder.join(format!("Documentation/netlink/specs/{family}.yaml"));
        let generated = |what: &str| {
            let file = folder.join("generated");
            let mut generator = Command::new("python3");
            generator.arg(source.join("tools/net/ynl/pyynl/ynl_gen_c.py"));
            generator.args(["--mode", "kernel", what, "--spec"]);
            generator.arg(&spec).arg("-o").arg(&file);
            let done = generator.env("PYTHONDONTWRITEBYTECODE", "1").output();
            let done = done.unwrap();
            if !done.status.success() {
                println!("{family}: {}", String::from_utf8_lossy(&done.stderr));
                return None;
            }
            Some(fs::read_to_string(&file).unwrap())
        };
        let both = generated("--header").zip(generated("--source"));
        let both = both.filter(|_| family != "ovs_flow");
        let compiled = both.and_then(|(header, source)| in_c(&folder, &header, &source));
        let Some((names, c)) = compiled else {
            failed.push(family.to_owned());
            continue;
        };
        // As the file is, without klink's corrections.
        let value = yaml_serde::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let described = Described::of(&value).unwrap_or_else(|error| panic!("{family}: {error}"));
        let mut refused = Vec::new();
        let (own, text) = in_rust(&described, &mut refused);
        assert_eq!(own, names.into_iter().collect(), "{family}");
        let (main, program) = (folder.join("main.rs"), folder.join("main"));
        fs::write(&main, text).unwrap();
        let mut rustc = Command::new("rustc");
        rustc
            .args(["--edition=2021", "--extern"])
            .arg(format!("kernel={}", kernel.display()));
        let rust = ran(rustc.arg("-o").arg(&program).arg(&main)).to_owned()
            + &ran(&mut Command::new(&program));
        let is_excepted = |line: &&str| {
            refused
                .iter()
                .any(|refused| line.starts_with(refused.as_str()))
        };
        for line in c.lines().filter(is_excepted) {
            let kind = line.split([' ', ':']).nth(1).unwrap();
            excepted.insert((family.to_owned(), format!("type {kind}")));
        }
        let lines = |text: &str| {
            let lines = text
                .lines()
                .filter(|line| !is_excepted(line))
                .map(str::to_owned);
            lines.collect::<BTreeSet<_>>()
        };
        let (c, rust) = (lines(&c), lines(&rust));
        let only: Vec<_> = c.symmetric_difference(&rust).collect();
        assert!(only.is_empty(), "{family}: {only:#?}");
        families += 1;
        policies += own.len();
        attributes += c.len() - own.len();
    }
    fs::remove_dir_all(&folder).unwrap();
    println!("{attributes} attributes of {policies} policies of {families} families");
    assert_eq!(failed, LEFT_OUT);
    let known = EXCEPTIONS.map(|(family, kind, _)| (family.to_owned(), kind.to_owned()));
    assert_eq!(excepted, known.into_iter().collect());
    assert!(attributes > 500, "{attributes} attributes");
}
