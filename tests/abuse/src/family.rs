// SPDX-License-Identifier: MIT OR Apache-2.0

//! The kernel's description of a generic netlink family, from which hostile messages are made.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{ensure, Context, Result};
use klink::genl::{Controller, Policies};
use klink::wire::policy::{AttrType, Policy};
use klink::{Errno, Error, ErrorKind, Group};

use crate::autoload::AWAY;

/// How long a family may be absent because its module is.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A family with its operations and the rules of its attributes.
#[derive(Clone, Debug)]
pub struct Family {
    pub name: String,
    /// The type of its messages; another one after each reload of its module.
    pub id: u16,
    pub version: u8,
    pub operations: Vec<Operation>,
    pub groups: Vec<Group>,
    /// The sets of attributes that operations and nests refer to.
    pub sets: Vec<Vec<Rule>>,
}

/// An operation that can be done, or dumped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    pub cmd: u8,
    pub is_dump: bool,
    /// The index of its attributes among [`Family::sets`]; `None` if it takes any.
    pub set: Option<usize>,
}

/// The constraints on one attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub attr: u16,
    pub policy: Policy,
}

impl Family {
    /// Asks the kernel for families, and waits for absent ones.
    ///
    /// # Errors
    /// Fails if one stays absent.
    pub fn learn_all(names: &[String]) -> Result<Vec<Self>> {
        let start = Instant::now();
        let learn = |name: &String| loop {
            let mut controller = Controller::open()?;
            match learn(&mut controller, name) {
                Err(error) if is_absence(&error) => {
                    ensure!(
                        start.elapsed() < TIMEOUT,
                        "the family {name} stays away: is its module loaded?"
                    );
                    sleep(AWAY);
                }
                learned => {
                    return learned.with_context(|| format!("cannot learn about the family {name}"))
                }
            }
        };
        names.iter().map(learn).collect()
    }

    /// The rules of a set, none if there is no such set.
    pub fn set(&self, set: usize) -> &[Rule] {
        self.sets.get(set).map_or(&[], Vec::as_slice)
    }
}

fn learn(controller: &mut Controller, name: &str) -> Result<Family, Error> {
    let family = controller.family(name)?;
    let policies = controller.policies(name)?;
    let set = |cmd, is_dump| {
        let (_, sets) = policies.operations().find(|(known, _)| *known == cmd)?;
        let set = if is_dump { sets.dump } else { sets.request };
        set.map(|set| set as usize)
    };
    let mut operations = Vec::new();
    for known in family.operations() {
        for (is_dump, can) in [(false, known.can_do()), (true, known.can_dump())] {
            if can {
                operations.push(Operation {
                    cmd: known.cmd,
                    is_dump,
                    set: set(known.cmd, is_dump),
                });
            }
        }
    }
    Ok(Family {
        name: name.to_owned(),
        id: family.id(),
        version: family.version(),
        operations,
        groups: family.groups().map(|(_, group)| group).collect(),
        sets: sets(&policies),
    })
}

fn sets(policies: &Policies) -> Vec<Vec<Rule>> {
    let count = policies.indexes().max().map_or(0, |max| max + 1);
    let rules = |set| {
        // A set has a place for each number up to its highest; those without a meaning have no kind.
        let rules = policies
            .rules(set)
            .filter(|(_, policy)| policy.kind != AttrType::INVALID);
        rules
            .map(|(attr, policy)| Rule {
                attr,
                policy: *policy,
            })
            .collect()
    };
    (0..count).map(rules).collect()
}

fn is_absence(error: &Error) -> bool {
    error.errno() == Some(Errno::ENOENT) || matches!(error.kind(), ErrorKind::NotFound)
}
