// SPDX-License-Identifier: MIT OR Apache-2.0
//! Debian version numbers: their order (deb-version(7)) and their upstream part.

use std::cmp::Ordering;
use std::iter::Peekable;
use std::str::Bytes;

/// The order of two versions.
pub fn compare(a: &str, b: &str) -> Ordering {
    let ((epoch_a, upstream_a, revision_a), (epoch_b, upstream_b, revision_b)) =
        (split(a), split(b));
    epoch_a
        .cmp(&epoch_b)
        .then_with(|| compare_part(upstream_a, upstream_b))
        .then_with(|| compare_part(revision_a, revision_b))
}

/// The upstream version without the suffixes of Debian's repackaging: `1.85.1` for `1.85.1+dfsg1-1+deb13u1`.
pub fn upstream(version: &str) -> &str {
    let (_, upstream, _) = split(version);
    upstream.split(['+', '~']).next().unwrap_or(upstream)
}

/// Splits a version into epoch, upstream version and Debian revision.
fn split(version: &str) -> (u32, &str, &str) {
    let (epoch, rest) = version.split_once(':').unwrap_or(("0", version));
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, "0"));
    (epoch.parse().unwrap_or(0), upstream, revision)
}

fn compare_part(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.bytes().peekable(), b.bytes().peekable());
    loop {
        // Runs of other characters and runs of digits alternate.
        loop {
            match (next_other(&mut a), next_other(&mut b)) {
                (0, 0) => break,
                (x, y) if x == y => {}
                (x, y) => return x.cmp(&y),
            }
        }
        match next_number(&mut a).cmp(&next_number(&mut b)) {
            Ordering::Equal if a.peek().is_none() && b.peek().is_none() => return Ordering::Equal,
            Ordering::Equal => {}
            order => return order,
        }
    }
}

/// The rank of the next character that is not a digit, which is consumed: a tilde sorts before the end of the part (0,
/// like a digit), and letters before everything else.
fn next_other(bytes: &mut Peekable<Bytes<'_>>) -> i32 {
    match bytes.next_if(|byte| !byte.is_ascii_digit()) {
        None => 0,
        Some(b'~') => -1,
        Some(byte) if byte.is_ascii_alphabetic() => i32::from(byte),
        Some(byte) => i32::from(byte) + 256,
    }
}

fn next_number(bytes: &mut Peekable<Bytes<'_>>) -> u64 {
    let mut number = 0u64;
    while let Some(digit) = bytes.next_if(u8::is_ascii_digit) {
        number = number
            .saturating_mul(10)
            .saturating_add(u64::from(digit - b'0'));
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_dpkg_orders_them() {
        let ascending = [
            "0.9~rc1",
            "0.9",
            "0.9-1~bpo13+1",
            "0.9-1",
            "0.9-1+b1",
            "0.9-1+deb13u1",
            "0.9-2",
            "0.9a-1",
            "0.9+dfsg-1",
            "0.9.1-1",
            "0.10-1",
            "7.2.9-1",
            "7.2.12-1~bpo13+1",
            "7.2.12-1",
            "7.3.4+1~bpo13+1",
            "7.3.4+1",
            "7.10-1",
            "1:0.1-1",
            "2:0.0-1",
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(compare(a, b), i.cmp(&j), "{a} and {b}");
            }
        }
        assert_eq!(compare("1.0", "1.00"), Ordering::Equal);
        assert_eq!(compare("1.0", "0:1.0-0"), Ordering::Equal);
    }

    #[test]
    fn upstream_versions_lose_what_debian_added() {
        assert_eq!(upstream("1.85.1+dfsg1-1+deb13u1"), "1.85.1");
        assert_eq!(upstream("1:19.1.7-3+b1"), "19.1.7");
        assert_eq!(upstream("0.71.1-6"), "0.71.1");
        assert_eq!(upstream("1.96.1~rc1-2"), "1.96.1");
    }
}
