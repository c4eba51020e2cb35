// SPDX-License-Identifier: MIT OR Apache-2.0

//! Names: the subjects of a stream, and the address of one.

use std::fmt::{self, Display};
use std::str::FromStr;

/// All subjects of all machines.
pub const ALL: &str = "klink.>";

/// A machine's name as one token of a subject: bytes that a token cannot have, such as a dot, are `%` and two digits.
pub fn token(host: &str) -> String {
    let mut token = String::new();
    for byte in host.bytes() {
        match byte {
            b'.' | b'*' | b'>' | b'%' | 0..=b' ' | 0x7f.. => {
                token.push_str(&format!("%{byte:02X}"))
            }
            _ => token.push(char::from(byte)),
        }
    }
    token
}

/// The machine's name in a token.
pub fn name(token: &str) -> String {
    let mut name = Vec::new();
    let mut rest = token.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%');
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                name.push(byte);
                rest = &rest[3..];
            }
            None => {
                name.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&name).into_owned()
}

/// The subject of a journal: `klink.HOST.ID`.
pub fn subject(host: &str, journal: u64) -> String {
    format!("klink.{}.{journal:016x}", token(host))
}

/// The subject of all journals of a machine.
pub fn subjects(host: &str) -> String {
    format!("klink.{}.*", token(host))
}

/// The machine and the journal of a subject.
pub fn parse(subject: &str) -> Option<(String, u64)> {
    let (host, id) = subject.strip_prefix("klink.")?.split_once('.')?;
    let digits = id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let journal = u64::from_str_radix(id, 16).ok().filter(|_| digits)?;
    Some((name(host), journal))
}

/// Where a stream is: `nats://[USER:PASSWORD@]HOST[:PORT][,HOST[:PORT]...]/STREAM`, or `tls://` in place of `nats://`.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// The servers, each with its scheme.
    pub servers: Vec<String>,
    /// User and password.
    pub user: Option<(String, String)>,
    /// The stream's name.
    pub stream: String,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let (scheme, rest) = match typed.split_once("://") {
            Some((scheme @ ("nats" | "tls"), rest)) => (scheme, rest),
            _ => return Err(String::from("give nats://HOST/STREAM or tls://HOST/STREAM")),
        };
        let (servers, stream) = rest
            .split_once('/')
            .ok_or("the stream is missing: give nats://HOST/STREAM")?;
        let bad = |byte: char| byte.is_whitespace() || ".*>/\\".contains(byte);
        if stream.is_empty() || stream.contains(bad) {
            return Err(String::from(
                "a stream's name is not empty and has no blank . * > / or \\",
            ));
        }
        let (user, servers) = match servers.rsplit_once('@') {
            Some((user, servers)) => (Some(user), servers),
            None => (None, servers),
        };
        let user = user.map(|user| user.split_once(':').ok_or("give USER:PASSWORD@HOST"));
        let user = user.transpose()?;
        if servers.split(',').any(str::is_empty) {
            return Err(String::from(
                "the server is missing: give nats://HOST/STREAM",
            ));
        }
        let servers = servers.split(',').map(|host| format!("{scheme}://{host}"));
        Ok(Self {
            servers: servers.collect(),
            user: user.map(|(user, password)| (name(user), name(password))),
            stream: stream.to_owned(),
        })
    }
}

/// Without user and password.
impl Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.servers.join(","))
    }
}

/// As [`Display`], since errors and logs are for others, too.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}/{}", self.stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_is_one_token_and_comes_back() {
        for host in ["web1", "web1.example.org", "a b*>%2E", "größe", "%", "%4"] {
            let token = token(host);
            assert!(!token.contains(['.', '*', '>', ' ']), "{token}");
            assert_eq!(parse(&subject(host, 7)), Some((host.to_owned(), 7)));
        }
        assert_eq!(token("web1.example.org"), "web1%2Eexample%2Eorg");
    }

    #[test]
    fn foreign_subjects_are_not_read() {
        for other in [
            "klink",
            "klink.a",
            "klink.a.1",
            "other.a.0000000000000001",
            "klink.a.+000000000000001",
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_target_is_servers_and_a_stream() {
        let target: Target = "tls://me:p%40ss@a:1,[::1]:2/EVENTS".parse().unwrap();
        assert_eq!(target.servers, ["tls://a:1", "tls://[::1]:2"]);
        assert_eq!(target.user, Some(("me".into(), "p@ss".into())));
        assert_eq!(target.stream, "EVENTS");
        assert!(!format!("{target} {target:?}").contains("p@ss"));
        for wrong in [
            "",
            "a/S",
            "http://a/S",
            "nats://a",
            "nats://a/",
            "nats:///S",
            "nats://a,/S",
            "nats://a/S.T",
            "nats://a/S/T",
            "nats://me@a/S",
        ] {
            assert!(wrong.parse::<Target>().is_err(), "{wrong}");
        }
    }
}
