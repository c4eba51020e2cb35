// SPDX-License-Identifier: MIT OR Apache-2.0

//! A specification as it is written. Keys that decoding and encoding do not need are not looked at, so that newer
//! specifications read, too.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Family {
    pub(crate) name: String,
    pub(crate) protocol: Option<String>,
    pub(crate) protonum: Option<u8>,
    pub(crate) version: Option<u8>,
    #[serde(default)]
    pub(crate) definitions: Vec<Definition>,
    #[serde(default)]
    pub(crate) attribute_sets: Vec<Set>,
    #[serde(default)]
    pub(crate) sub_messages: Vec<SubMessage>,
    #[serde(default)]
    pub(crate) operations: Operations,
    #[serde(default)]
    pub(crate) mcast_groups: Groups,
    /// The objects that can be copied, which only klink's own descriptions and corrections list.
    #[serde(default)]
    pub(crate) objects: Vec<Objects>,
}

impl Family {
    /// Reads a description as JSON. Everything but YAML is read here, as text: the compiler writes all of this file again
    /// for each kind of source.
    pub(crate) fn of_json(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }
}

/// Objects that can be copied.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Objects {
    pub(crate) name: String,
    /// The operation that dumps all of them.
    pub(crate) dump: String,
    /// The notifications of one that is new or has changed, and of one that is gone.
    pub(crate) new: Vec<String>,
    pub(crate) gone: Vec<String>,
    /// Where they are announced.
    pub(crate) groups: Vec<String>,
    /// The members of the header and the attributes that identify one; empty if only all together do.
    #[serde(default)]
    pub(crate) key: Vec<String>,
    /// Which messages are about them.
    #[serde(default)]
    pub(crate) only: Vec<Only>,
    /// The parts that change without a notification.
    #[serde(default)]
    pub(crate) volatile: Vec<String>,
    /// Attributes of a notification, and flags of its message, that say too little to follow it.
    #[serde(default)]
    pub(crate) incomplete: Vec<String>,
    #[serde(default)]
    pub(crate) incomplete_flags: Vec<String>,
    /// The value of an attribute in a notification that is sent before all is done.
    #[serde(default)]
    pub(crate) preliminary: Vec<Preliminary>,
    /// The groups of other families of the protocol, after whose notifications objects may be gone without one of
    /// their own.
    #[serde(default)]
    pub(crate) removed_by: Vec<u32>,
    /// Whether a notification has only the attributes that have changed.
    #[serde(default)]
    pub(crate) partial: bool,
}

/// An attribute, and its value.
#[derive(Debug, Deserialize)]
pub(crate) struct Preliminary {
    pub(crate) attribute: String,
    pub(crate) value: u32,
}

/// A member of the header, and the values that it may have.
#[derive(Debug, Deserialize)]
pub(crate) struct Only {
    pub(crate) member: String,
    pub(crate) values: Vec<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Definition {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) value: Option<Integer>,
    #[serde(default)]
    pub(crate) value_start: i64,
    #[serde(default)]
    pub(crate) entries: Vec<Entry>,
    #[serde(default)]
    pub(crate) members: Vec<Member>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Entry {
    Name(String),
    Full { name: String, value: Option<i64> },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Member {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) len: Option<Integer>,
    #[serde(rename = "struct")]
    pub(crate) structure: Option<String>,
    /// How many bits of a number, which only klink's own descriptions and corrections have, as what follows.
    pub(crate) bits: Option<u32>,
    pub(crate) nested_attributes: Option<String>,
    /// Of the rest of a struct.
    pub(crate) sub_type: Option<String>,
    pub(crate) sub_message: Option<String>,
    pub(crate) selector: Option<String>,
    byte_order: Option<String>,
    #[serde(rename = "enum")]
    enumeration: Option<String>,
    enum_as_flags: Option<bool>,
    display_hint: Option<String>,
}

/// The interpretation of a number. Members and attributes have its fields, without a struct of their own, because serde
/// reads a flattened struct twice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) byte_order: Option<&'a str>,
    pub(crate) enumeration: Option<&'a str>,
    pub(crate) enum_as_flags: Option<bool>,
    pub(crate) display_hint: Option<&'a str>,
}

impl Member {
    pub(crate) fn reading(&self) -> Reading<'_> {
        Reading {
            byte_order: self.byte_order.as_deref(),
            enumeration: self.enumeration.as_deref(),
            enum_as_flags: self.enum_as_flags,
            display_hint: self.display_hint.as_deref(),
        }
    }
}

impl Attribute {
    pub(crate) fn reading(&self) -> Reading<'_> {
        Reading {
            byte_order: self.byte_order.as_deref(),
            enumeration: self.enumeration.as_deref(),
            enum_as_flags: self.enum_as_flags,
            display_hint: self.display_hint.as_deref(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) subset_of: Option<String>,
    #[serde(default)]
    pub(crate) attributes: Vec<Attribute>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Attribute {
    pub(crate) name: String,
    /// Absent where a subset takes it over.
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
    pub(crate) value: Option<u16>,
    pub(crate) multi_attr: Option<bool>,
    pub(crate) nested_attributes: Option<String>,
    #[serde(rename = "struct")]
    pub(crate) structure: Option<String>,
    pub(crate) sub_type: Option<String>,
    pub(crate) sub_message: Option<String>,
    pub(crate) selector: Option<String>,
    pub(crate) type_value: Option<Vec<String>>,
    /// The member of `struct` that says how long a record is.
    pub(crate) length: Option<String>,
    pub(crate) checks: Option<Checks>,
    pub(crate) byte_order: Option<String>,
    #[serde(rename = "enum")]
    pub(crate) enumeration: Option<String>,
    pub(crate) enum_as_flags: Option<bool>,
    pub(crate) display_hint: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Checks {
    pub(crate) min: Option<Integer>,
    pub(crate) max: Option<Integer>,
    pub(crate) min_len: Option<Integer>,
    pub(crate) max_len: Option<Integer>,
    pub(crate) exact_len: Option<Integer>,
}

/// A number, or the name of one.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Integer {
    Signed(i64),
    Unsigned(u64),
    Name(String),
}

#[derive(Debug, Deserialize)]
pub(crate) struct SubMessage {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) formats: Vec<Format>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Format {
    pub(crate) value: String,
    pub(crate) fixed_header: Option<String>,
    pub(crate) attribute_set: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Operations {
    pub(crate) enum_model: Option<String>,
    pub(crate) fixed_header: Option<String>,
    #[serde(default)]
    pub(crate) list: Vec<Operation>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Operation {
    pub(crate) name: String,
    pub(crate) value: Option<u16>,
    pub(crate) attribute_set: Option<String>,
    pub(crate) fixed_header: Option<String>,
    pub(crate) notify: Option<String>,
    pub(crate) mcgrp: Option<String>,
    pub(crate) event: Option<Half>,
    #[serde(rename = "do")]
    pub(crate) once: Option<Mode>,
    pub(crate) dump: Option<Mode>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Mode {
    pub(crate) request: Option<Half>,
    pub(crate) reply: Option<Half>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Half {
    pub(crate) value: Option<u16>,
    /// Where a request has another one than its answer, which only klink's own descriptions say, as its attributes.
    pub(crate) fixed_header: Option<String>,
    pub(crate) attribute_set: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Groups {
    #[serde(default)]
    pub(crate) list: Vec<Group>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) value: Option<u32>,
}
