// SPDX-License-Identifier: MIT OR Apache-2.0

//! The kernel's netlink specifications (YNL) at run time: a family's messages become JSON, and JSON its messages,
//! without a line of code about the family.
//!
//! ```
//! use klink_ynl::Spec;
//!
//! let spec = Spec::parse(
//!     "
//!     name: lamps
//!     protocol: genetlink
//!     attribute-sets:
//!       - name: lamp
//!         attributes:
//!           - {name: id, type: u32}
//!           - {name: name, type: string}
//!     operations:
//!       list:
//!         - {name: get, attribute-set: lamp, do: {request: {}, reply: {}}}
//!     ",
//! )?;
//! let get = spec.operation("get")?;
//!
//! let payload = spec.encode(get, &serde_json::json!({"id": 7, "name": "red"}))?;
//! let decoded = spec.decode(get, &payload);
//! assert_eq!(serde_json::to_string(&decoded)?, r#"{"id":7,"name":"red"}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The crate holds descriptions of the kernel's families, corrected, and some of its own: [`Spec::inside`]. Others are
//! read from files, where klink's corrections are laid over them: [`Spec::load`], [`Folders`].
//! For a message of whichever family, a [`Catalogue`] finds the description.
//!
//! Bytes go in and come out: with the feature `client`, `client::Client` sends and receives them.
//!
//! # JSON
//!
//! A message is an object: the fields of its fixed header, then its attributes, by their names in the specification.
//! The output can be the input again.
//!
//! | in the specification | in JSON |
//! |---|---|
//! | `u8` … `s64`, `uint`, `sint` | a number; text where there is a display hint |
//! | with an enum | the entry's name; a number if there is none for it |
//! | with flags | an array of names, and one number for all bits without a name |
//! | `bitfield32` | `{"value": …, "selector": …}` |
//! | `string`, `flag` | a string, `true` |
//! | `binary` | hexadecimal digits, or what its display hint, struct or sub-type says |
//! | `nest`, `sub-message`, `nest-type-value` | an object |
//! | `indexed-array` | of nests `[{"1": {…}}, …]`, each with its index; of values `[…]`, or as nests if there are gaps |
//! | `multi-attr` | an array; also of any other attribute that is there more than once |
//!
//! Decoding never fails. What the specification does not explain has a name that begins with `@`, which no name in a
//! specification does, and bytes in hexadecimal digits:
//!
//! | | |
//! |---|---|
//! | `"@7": "00ff"` | an attribute of unknown type 7; an object if its sender marked it as a nest |
//! | `"mtu": {"@hex": "00ff"}` | an attribute whose value is not what the specification says |
//! | `"@rest": "00ff"` | bytes after the last attribute or the last field |
//! | `"@len": 8` | a struct is shorter than specified, and has that many bytes |
//! | `"@table": 254` | a field of the fixed header, where an attribute has the same name |

#![forbid(unsafe_code)]

mod bare;
mod catalogue;
#[cfg(feature = "client")]
pub mod client;
mod corrections;
mod decode;
mod encode;
mod folders;
mod inside;
mod load;
mod model;
mod note;
mod number;
mod path;
mod rust;
mod scope;
mod text;
mod wireshark;
mod yaml;

pub use catalogue::{kind_name, kind_number, Catalogue, Described, Role};
pub use decode::Decoded;
pub use encode::EncodeError;
pub use folders::{FindError, Folders};
pub use inside::families;
pub use load::{corrected, LoadError};
pub use model::{Family, McastGroup, Operation, Spec, UnknownOperation};
pub use rust::rust_kernel;

#[cfg(test)]
mod tests;

/// Runs the example of the package's page.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
