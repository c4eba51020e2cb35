// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The echo protocol: a text goes to the kernel, a greeting comes back.
//!
//! A message's payload is the text, with or without a terminating NUL. Any kind and any flags will do. The answer is
//! one message of kind `NLMSG_DONE` with the sequence number of the message it answers; its payload is the greeting
//! and a NUL. Nothing in it is a multipart end.

use klink_wire::{Header, Protocol};

/// The protocol number, unless the module's parameter `protocol` says otherwise.
pub const PROTOCOL: Protocol = Protocol(30);

/// The greeting, unless the module's parameter `greeting` says otherwise.
pub const GREETING: &str = "Hello msg from kernel";

/// The most bytes of a greeting: it and its NUL fit the 1,024 bytes of payload that simple C clients have room for.
pub const GREETING_MAX: usize = 1023;

/// The kind of the answer.
pub const ANSWER_KIND: u16 = Header::DONE;

/// The text in a payload: what comes before the first NUL, or all of it.
pub fn text(payload: &[u8]) -> &[u8] {
    let end = payload.iter().position(|&byte| byte == 0);
    payload
        .get(..end.unwrap_or(payload.len()))
        .unwrap_or(payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_ends_at_the_first_nul_or_the_end() {
        assert_eq!(text(b"hi\0\0junk"), b"hi");
        assert_eq!(text(b"hi"), b"hi");
        assert_eq!(text(b"\0"), b"");
        assert_eq!(text(b""), b"");
    }
}
