// SPDX-License-Identifier: MIT OR Apache-2.0

//! The commands: one module per command, with its arguments and its code.

pub(crate) mod bench;
pub(crate) mod chat;
pub(crate) mod decode;
pub(crate) mod r#do;
pub(crate) mod doctor;
pub(crate) mod dump;
pub(crate) mod events;
pub(crate) mod extcap;
pub(crate) mod generate;
pub(crate) mod genl;
pub(crate) mod listen;
pub(crate) mod monitor;
pub(crate) mod record;
pub(crate) mod recv;
pub(crate) mod replay;
pub(crate) mod send;
pub(crate) mod stat;
