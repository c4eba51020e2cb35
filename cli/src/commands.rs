// SPDX-License-Identifier: MIT OR Apache-2.0

//! What klink can do: one module a command, with its arguments and its work.

pub(crate) mod bench;
pub(crate) mod chat;
pub(crate) mod decode;
pub(crate) mod doctor;
pub(crate) mod events;
pub(crate) mod generate;
pub(crate) mod genl;
pub(crate) mod monitor;
pub(crate) mod record;
pub(crate) mod recv;
pub(crate) mod replay;
pub(crate) mod send;
pub(crate) mod spec;
pub(crate) mod stat;
