// SPDX-License-Identifier: MIT OR Apache-2.0

use std::fmt;

use crate::names::{Names, Path};
use crate::wire::policy::Policy;
use crate::wire::{ExtAck, Malformed};
use crate::Errno;

/// What the kernel said about one request, in success or not: its errno and its extended ack.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Verdict {
    /// `None` for success.
    pub errno: Option<Errno>,
    /// The kernel's words; a warning where the request succeeded.
    pub message: Option<String>,
    /// The attribute that the kernel objects to.
    pub attribute: Option<Path>,
    /// The attribute that is required and was not there.
    pub missing: Option<Path>,
    /// What the attribute should have been.
    pub policy: Option<Policy>,
    /// Bytes that the subsystem hands out, for example to name what was made; at most 20.
    pub cookie: Option<Vec<u8>>,
}

impl Verdict {
    /// Whether the kernel only said yes.
    pub fn is_plain_success(&self) -> bool {
        *self == Self::default()
    }

    /// `request` is the message that was sent, header included; `names` are those of its protocol.
    pub(crate) fn new(
        errno: u32,
        extack: &ExtAck<'_>,
        request: &[u8],
        names: &Names,
    ) -> Result<Self, Malformed> {
        if errno == 0 && extack.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self {
            // No number is so great that it means success.
            errno: (errno != 0).then(|| Errno(i32::try_from(errno).unwrap_or(i32::MAX))),
            message: extack
                .message
                .map(|message| String::from_utf8_lossy(message).into_owned()),
            attribute: extack
                .offset
                .map(|offset| names.path_to(request, offset as usize)),
            missing: extack.missing.map(|kind| {
                let nest = extack.missing_nest.map(|offset| offset as usize);
                names.path_of_missing(request, nest, kind as u16)
            }),
            policy: extack.policy.map(Policy::read).transpose()?,
            cookie: extack.cookie.map(<[u8]>::to_vec),
        })
    }
}

/// `ERANGE (Numerical result out of range): integer out of range, attribute mtu, expected u32 from 68 to 65535`
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.errno {
            Some(errno) => errno.fmt(f)?,
            None => f.write_str("success")?,
        }
        let mut before = ": ";
        if let Some(message) = &self.message {
            write!(f, "{before}{message}")?;
            before = ", ";
        }
        if let Some(path) = &self.attribute {
            write!(f, "{before}attribute {path}")?;
            before = ", ";
        }
        if let Some(path) = &self.missing {
            write!(f, "{before}missing attribute {path}")?;
            before = ", ";
        }
        if let Some(policy) = &self.policy {
            write!(f, "{before}expected {policy}")?;
        }
        Ok(())
    }
}
