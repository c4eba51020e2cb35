// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink genl`: shows what the kernel publishes about generic netlink families.

use std::fmt::{self, Display};

use clap::{Args, Subcommand};
use klink::genl::{self, Policies, Policy};
use klink::wire::genl::ctrl::op_flags;
use klink::{Errno, Protocol};
use klink_ynl::{FindError, Folders, Spec};
use serde::Serialize;

use crate::exit::{statuses, Failure};
use crate::output::{Styled, BOLD};
use crate::session::Session;

/// Shows generic netlink families: their names, operations, groups and attribute policies.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Genl {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List all families, one per line.
    #[command(after_help = statuses())]
    List,
    /// Show one family: its operations and multicast groups.
    #[command(after_help = statuses())]
    Show {
        /// Name of the family, as in `klink genl list`.
        family: String,
    },
    /// Show the attribute policies that a family publishes.
    #[command(after_help = statuses())]
    Policy {
        /// Name of the family, as in `klink genl list`.
        family: String,
    },
}

pub(crate) fn run(genl: &Genl, session: &mut Session) -> Result<(), Failure> {
    let mut controller = session.controller()?;
    let explain = |error: klink::Error| Failure::explain(&error, Protocol::GENERIC);
    match &genl.command {
        Command::List => {
            let mut families = controller.families().map_err(explain)?;
            families.sort_by(|one, other| one.name().cmp(other.name()));
            for family in &families {
                let family = Family {
                    whole: false,
                    ..Family::new(family)
                };
                session.output.show(&family)?;
            }
        }
        Command::Show { family } => {
            let family = controller.family(family).map_err(explain)?;
            let spec = description(family.name(), session);
            let shown = Family::new(&family);
            session.output.show(&match &spec {
                Some(spec) => shown.described(spec, &family),
                None => shown,
            })?;
        }
        Command::Policy { family } => {
            let policies = match controller.policies(family) {
                Ok(policies) => policies,
                // With this errno the kernel reports that there are no policies.
                Err(error) if error.errno() == Some(Errno::ENODATA) => Policies::default(),
                Err(error) => return Err(explain(error)),
            };
            let spec = description(family, session);
            let rules = Rules::new(family, &policies, spec.as_ref());
            session.output.show(&rules)?;
        }
    }
    session.output.flush()
}

/// A family's description, if there is one.
fn description(family: &str, session: &Session) -> Option<Spec> {
    match Folders::of_system().load(family) {
        Ok(spec) => Some(spec),
        Err(FindError::Missing { .. }) => None,
        Err(unusable) => {
            session.remark(&unusable.to_string());
            None
        }
    }
}

#[derive(Serialize)]
struct Family<'f> {
    family: &'f str,
    id: u16,
    version: u8,
    header_len: usize,
    max_attribute: u32,
    operations: Vec<Operation>,
    groups: Vec<Group<'f>>,
    /// Where the description says something else than the kernel; `None` if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    differences: Option<Vec<String>>,
    #[serde(skip)]
    whole: bool,
}

#[derive(Serialize)]
struct Operation {
    command: u8,
    /// By the description.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    r#do: bool,
    dump: bool,
    policy: bool,
    /// The capability that the operation requires: `CAP_NET_ADMIN` in the initial user namespace, or in that of the
    /// network namespace.
    admin: Option<&'static str>,
}

#[derive(Serialize)]
struct Group<'f> {
    name: &'f str,
    group: u32,
    /// Whether the description has it; `None` if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    described: Option<bool>,
}

impl<'f> Family<'f> {
    fn new(family: &'f genl::Family) -> Self {
        let operation = |operation: &genl::Operation| Operation {
            command: operation.cmd,
            name: None,
            r#do: operation.can_do(),
            dump: operation.can_dump(),
            policy: operation.flags & op_flags::HAS_POLICY != 0,
            admin: match operation.flags {
                flags if flags & op_flags::ADMIN_PERM != 0 => Some("system"),
                flags if flags & op_flags::UNS_ADMIN_PERM != 0 => Some("namespace"),
                _ => None,
            },
        };
        Self {
            family: family.name(),
            id: family.id(),
            version: family.version(),
            header_len: family.header_len(),
            max_attribute: family.max_attr(),
            operations: family.operations().iter().map(operation).collect(),
            groups: family
                .groups()
                .map(|(name, group)| Group {
                    name,
                    group: group.get(),
                    described: None,
                })
                .collect(),
            differences: None,
            whole: true,
        }
    }

    /// With the names of its description.
    fn described(mut self, spec: &Spec, family: &genl::Family) -> Self {
        for operation in &mut self.operations {
            let known = spec.request_of(operation.command.into());
            operation.name = known.map(|known| known.name().to_owned());
        }
        for group in &mut self.groups {
            let mut known = spec.groups().iter();
            group.described = Some(known.any(|known| known.name == group.name));
        }
        self.differences = Some(spec.compare(family));
        self
    }
}

impl Display for Family<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = format!("{:<16}", self.family);
        write!(
            f,
            "{} id {:<3} version {:<3} ",
            Styled(f.alternate(), BOLD, name),
            self.id,
            self.version
        )?;
        if !self.whole {
            let groups: Vec<_> = self.groups.iter().map(|group| group.name).collect();
            write!(f, "operations {:<3}", self.operations.len())?;
            return match groups.join(" ") {
                none if none.is_empty() => Ok(()),
                names => write!(f, " groups {names}"),
            };
        }
        write!(f, "highest attribute {}", self.max_attribute)?;
        if self.header_len > 0 {
            write!(f, " after a header of {} bytes", self.header_len)?;
        }
        for operation in &self.operations {
            write!(f, "\n  command {:<3}", operation.command)?;
            match &operation.name {
                Some(name) => write!(f, " {name}")?,
                None if self.differences.is_some() => f.write_str(" not described")?,
                None => {}
            }
            for (has, word) in [(operation.r#do, " do"), (operation.dump, " dump")] {
                f.write_str(if has { word } else { "" })?;
            }
            if let Some(admin) = operation.admin {
                write!(f, " needs CAP_NET_ADMIN ({admin})")?;
            }
        }
        for group in &self.groups {
            write!(f, "\n  group {} {}", group.group, group.name)?;
            if group.described == Some(false) {
                f.write_str(" not described")?;
            }
        }
        differences(self.differences.as_deref(), f)
    }
}

/// Where description and kernel contradict each other.
fn differences(differences: Option<&[String]>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut lines = differences.into_iter().flatten();
    lines.try_for_each(|line| write!(f, "\n  differs: {line}"))
}

#[derive(Serialize)]
struct Rules<'p> {
    family: &'p str,
    operations: Vec<OperationRules>,
    policies: Vec<PolicyRules>,
    /// Where the description says something else than the kernel; `None` if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    differences: Option<Vec<String>>,
}

/// The policies of an operation, by index.
#[derive(Serialize)]
struct OperationRules {
    command: u8,
    /// By the description.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    r#do: Option<u32>,
    dump: Option<u32>,
}

#[derive(Serialize)]
struct PolicyRules {
    policy: u32,
    /// The attribute set of the description.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    attributes: Vec<Rule>,
}

/// The constraints on one attribute.
#[derive(Serialize)]
struct Rule {
    r#type: u16,
    /// By the description.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<(i128, i128)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_len: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_len: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mask: Option<u64>,
    /// The policy of the nested attributes.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<u32>,
    #[serde(skip)]
    words: String,
}

impl<'p> Rules<'p> {
    fn new(family: &'p str, policies: &Policies, spec: Option<&Spec>) -> Self {
        let published = spec.map(|spec| spec.compare_policies(policies));
        let named = published.as_ref();
        let operation = |(command, policy): (u8, genl::OperationPolicy)| OperationRules {
            command,
            name: spec
                .and_then(|spec| spec.request_of(command.into()))
                .map(|operation| operation.name().to_owned()),
            r#do: policy.request,
            dump: policy.dump,
        };
        let policy = |policy| PolicyRules {
            policy,
            name: named
                .and_then(|published| published.set(policy))
                .map(str::to_owned),
            attributes: policies
                .rules(policy)
                .map(|(kind, rule)| {
                    let name = named.and_then(|published| published.attribute(policy, kind));
                    Rule::new(kind, rule, name)
                })
                .collect(),
        };
        Self {
            family,
            operations: policies.operations().map(operation).collect(),
            policies: policies.indexes().map(policy).collect(),
            differences: named.map(|published| published.differences().to_vec()),
        }
    }
}

impl Rule {
    fn new(kind: u16, rule: &Policy, name: Option<&str>) -> Self {
        let range = rule.range.map(|(min, max)| (min.into(), max.into()));
        let signed = rule.range_signed.map(|(min, max)| (min.into(), max.into()));
        Self {
            r#type: kind,
            name: name.map(str::to_owned),
            kind: match rule.kind.name() {
                Some(name) => name.to_owned(),
                None => rule.kind.0.to_string(),
            },
            range: range.or(signed),
            min_len: rule.min_len,
            max_len: rule.max_len,
            mask: rule.mask,
            policy: rule.nested,
            words: rule.to_string(),
        }
    }
}

impl Display for Rules<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Styled(f.alternate(), BOLD, self.family).to_string())?;
        if self.operations.is_empty() && self.policies.is_empty() {
            f.write_str(": publishes no policy")?;
        }
        for operation in &self.operations {
            write!(f, "\n  command {:<3}", operation.command)?;
            name(operation.name.as_deref(), f)?;
            for (policy, word) in [(operation.r#do, "do"), (operation.dump, "dump")] {
                if let Some(policy) = policy {
                    write!(f, " {word} by policy {policy}")?;
                }
            }
        }
        for policy in &self.policies {
            write!(f, "\n  policy {}", policy.policy)?;
            name(policy.name.as_deref(), f)?;
            for rule in &policy.attributes {
                write!(f, "\n    {:<3}", rule.r#type)?;
                name(rule.name.as_deref(), f)?;
                write!(f, " {}", rule.words)?;
                if let Some(policy) = rule.policy {
                    write!(f, " by policy {policy}")?;
                }
            }
        }
        differences(self.differences.as_deref(), f)
    }
}

/// A name after a number, if there is one.
fn name(name: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    name.map_or(Ok(()), |name| write!(f, " {name}"))
}
