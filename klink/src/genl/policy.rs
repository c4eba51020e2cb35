// SPDX-License-Identifier: MIT OR Apache-2.0

use std::collections::BTreeMap;

use crate::wire::genl::ctrl;
use crate::wire::policy::Policy;
use crate::wire::{Attrs, Malformed};

/// The attribute policies of a family: policies by index, each with a rule per attribute type, and the policy of each
/// operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policies {
    policies: BTreeMap<u32, BTreeMap<u16, Policy>>,
    operations: BTreeMap<u8, OperationPolicy>,
}

/// The policies of one operation, by index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationPolicy {
    /// The policy of a do request.
    pub request: Option<u32>,
    /// The policy of a dump request.
    pub dump: Option<u32>,
}

impl Policies {
    /// The rules of a policy by attribute type. [`Policy::nested`] is the index of another one.
    pub fn rules(&self, index: u32) -> impl Iterator<Item = (u16, &Policy)> {
        let rules = self.policies.get(&index);
        rules
            .into_iter()
            .flatten()
            .map(|(&kind, rule)| (kind, rule))
    }

    /// The indexes of all policies.
    pub fn indexes(&self) -> impl Iterator<Item = u32> + '_ {
        self.policies.keys().copied()
    }

    /// The operations that have a policy.
    pub fn operations(&self) -> impl Iterator<Item = (u8, OperationPolicy)> + '_ {
        self.operations.iter().map(|(&cmd, &policy)| (cmd, policy))
    }

    /// Adds the content of one message of the dump.
    pub(super) fn add(&mut self, attrs: Attrs<'_>) -> Result<(), Malformed> {
        for attr in attrs {
            let attr = attr?;
            match attr.kind() {
                ctrl::attr::POLICY => {
                    for policy in attr.nested() {
                        let policy = policy?;
                        let rules = self.policies.entry(policy.kind().into()).or_default();
                        for rule in policy.nested() {
                            let rule = rule?;
                            rules.insert(rule.kind(), Policy::read(rule.nested())?);
                        }
                    }
                }
                ctrl::attr::OP_POLICY => {
                    for operation in attr.nested() {
                        let operation = operation?;
                        let inside = operation.nested();
                        let index = |kind| inside.find(kind).map(|index| index.u32()).transpose();
                        let policy = OperationPolicy {
                            request: index(ctrl::op_policy::DO)?,
                            dump: index(ctrl::op_policy::DUMP)?,
                        };
                        self.operations.insert(operation.kind() as u8, policy);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}
