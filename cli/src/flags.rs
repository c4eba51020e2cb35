// SPDX-License-Identifier: MIT OR Apache-2.0

//! The flags of a message by name.

use klink::Flags;

/// The flags that mean the same in every message, and that `send --flags` takes by name.
pub(crate) const COMMON: [(Flags, &str); 6] = [
    (Flags::REQUEST, "REQUEST"),
    (Flags::MULTI, "MULTI"),
    (Flags::ACK, "ACK"),
    (Flags::ECHO, "ECHO"),
    (Flags::DUMP_INTR, "DUMP_INTR"),
    (Flags::DUMP_FILTERED, "DUMP_FILTERED"),
];

/// Parses flags: a number, or names.
pub(crate) fn parse(typed: &str) -> Result<Flags, String> {
    let number = match typed.strip_prefix("0x") {
        Some(digits) => u16::from_str_radix(digits, 16),
        None => typed.parse(),
    };
    if let Ok(number) = number {
        return Ok(Flags(number));
    }
    let extra = [
        (Flags::DUMP, "DUMP"),
        (Flags::ROOT, "ROOT"),
        (Flags::MATCH, "MATCH"),
        (Flags::REPLACE, "REPLACE"),
        (Flags::EXCL, "EXCL"),
        (Flags::CREATE, "CREATE"),
        (Flags::APPEND, "APPEND"),
    ];
    let mut flags = Flags::NONE;
    for word in typed.split(',') {
        let upper = word.to_ascii_uppercase();
        let known = COMMON.iter().chain(&extra);
        let found = known.clone().find(|(_, name)| *name == upper);
        let (flag, _) = found.ok_or_else(|| {
            let names: Vec<_> = known.map(|(_, name)| name.to_ascii_lowercase()).collect();
            format!(
                "no flag is called {word:?}: give a number, or names of {}",
                names.join(", ")
            )
        })?;
        flags = flags | *flag;
    }
    Ok(flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_go_by_name_and_number() {
        assert_eq!(parse("ack"), Ok(Flags::ACK));
        assert_eq!(parse("REQUEST,dump"), Ok(Flags(0x301)));
        assert_eq!(parse("0x305"), Ok(Flags(0x305)));
        assert_eq!(parse("5"), Ok(Flags(5)));
        for wrong in ["", "acks", "ack,", "70000"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
