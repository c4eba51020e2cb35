// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink genl`: shows what the kernel publishes about generic netlink families.

use std::fmt::{self, Display};

use clap::{Args, Subcommand};
use klink::genl::{self, Policies, Policy};
use klink::wire::genl::ctrl::op_flags;
use klink::{Errno, Protocol};
use serde::Serialize;

use crate::exit::{Failure, Status};
use crate::output::{Styled, BOLD};
use crate::session::Session;

/// Shows generic netlink families: their names, operations, groups and attribute policies.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Genl {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List all families, one per line.
    #[command(after_help = Status::table())]
    List,
    /// Show one family: its operations and multicast groups.
    #[command(after_help = Status::table())]
    Show {
        /// Name of the family, as in `klink genl list`.
        family: String,
    },
    /// Show the attribute policies that a family publishes.
    #[command(after_help = Status::table())]
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
            session.output.show(&Family::new(&family))?;
        }
        Command::Policy { family } => {
            let policies = match controller.policies(family) {
                Ok(policies) => policies,
                // With this errno the kernel reports that there are no policies.
                Err(error) if error.errno() == Some(Errno::ENODATA) => Policies::default(),
                Err(error) => return Err(explain(error)),
            };
            session.output.show(&Rules::new(family, &policies))?;
        }
    }
    session.output.flush()
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
    #[serde(skip)]
    whole: bool,
}

#[derive(Serialize)]
struct Operation {
    command: u8,
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
}

impl<'f> Family<'f> {
    fn new(family: &'f genl::Family) -> Self {
        let operation = |operation: &genl::Operation| Operation {
            command: operation.cmd,
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
                })
                .collect(),
            whole: true,
        }
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
            for (has, word) in [(operation.r#do, " do"), (operation.dump, " dump")] {
                f.write_str(if has { word } else { "" })?;
            }
            if let Some(admin) = operation.admin {
                write!(f, " needs CAP_NET_ADMIN ({admin})")?;
            }
        }
        for group in &self.groups {
            write!(f, "\n  group {} {}", group.group, group.name)?;
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Rules<'p> {
    family: &'p str,
    operations: Vec<OperationRules>,
    policies: Vec<PolicyRules>,
}

/// The policies of an operation, by index.
#[derive(Serialize)]
struct OperationRules {
    command: u8,
    r#do: Option<u32>,
    dump: Option<u32>,
}

#[derive(Serialize)]
struct PolicyRules {
    policy: u32,
    attributes: Vec<Rule>,
}

/// The constraints on one attribute.
#[derive(Serialize)]
struct Rule {
    r#type: u16,
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
    fn new(family: &'p str, policies: &Policies) -> Self {
        let operation = |(command, policy): (u8, genl::OperationPolicy)| OperationRules {
            command,
            r#do: policy.request,
            dump: policy.dump,
        };
        let policy = |policy| PolicyRules {
            policy,
            attributes: policies
                .rules(policy)
                .map(|(kind, rule)| Rule::new(kind, rule))
                .collect(),
        };
        Self {
            family,
            operations: policies.operations().map(operation).collect(),
            policies: policies.indexes().map(policy).collect(),
        }
    }
}

impl Rule {
    fn new(kind: u16, rule: &Policy) -> Self {
        let range = rule.range.map(|(min, max)| (min.into(), max.into()));
        let signed = rule.range_signed.map(|(min, max)| (min.into(), max.into()));
        Self {
            r#type: kind,
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
            for (policy, word) in [(operation.r#do, "do"), (operation.dump, "dump")] {
                if let Some(policy) = policy {
                    write!(f, " {word} by policy {policy}")?;
                }
            }
        }
        for policy in &self.policies {
            write!(f, "\n  policy {}", policy.policy)?;
            for rule in &policy.attributes {
                write!(f, "\n    {:<3} {}", rule.r#type, rule.words)?;
                if let Some(policy) = rule.policy {
                    write!(f, " by policy {policy}")?;
                }
            }
        }
        Ok(())
    }
}
