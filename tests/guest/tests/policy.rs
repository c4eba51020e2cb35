// SPDX-License-Identifier: MIT OR Apache-2.0

//! Each rule that a policy can have: the values that it allows, and the kernel's error for others. The whole error is
//! checked, with message, attribute and published rule, as a user of the crate sees it.

use klink::wire::BuildError;
use klink::{Errno, Names, Writer};
use klink_protocol::fault::{check, check_nested, dump, genl_cmd, FAMILY, REJECTED};
use klink_tests_guest::family::Client;
use klink_tests_guest::{as_user, Guest};

static NESTED: Names = Names {
    header: 0,
    attributes: &[(check_nested::DIGIT, "digit", None)],
};

static CHECK: Names = Names {
    header: 4,
    attributes: &[
        (check::U8, "u8", None),
        (check::U16, "u16", None),
        (check::U32, "u32", None),
        (check::U64, "u64", None),
        (check::UINT, "uint", None),
        (check::S8, "s8", None),
        (check::S16, "s16", None),
        (check::S32, "s32", None),
        (check::S64, "s64", None),
        (check::SINT, "sint", None),
        (check::BE16, "be16", None),
        (check::BE32, "be32", None),
        (check::FLAG, "flag", None),
        (check::STRING, "string", None),
        (check::NUL_STRING, "nul-string", None),
        (check::BINARY, "binary", None),
        (check::BITFIELD32, "bitfield32", None),
        (check::NESTED, "nested", Some(&NESTED)),
        (check::NESTED_ARRAY, "array", None),
        (check::REJECT, "reject", None),
        (check::RANGE, "range", None),
        (check::RANGE_SIGNED, "range-signed", None),
        (check::MASK, "mask", None),
        (check::LAST, "last", None),
    ],
};

/// The family of rules, asked by an ordinary user.
struct Check(Client);

impl Check {
    /// Runs `test` against the loaded module.
    fn with(test: impl FnOnce(&mut Self) + Send) {
        let guest = Guest::enter();
        let _fault = guest.load("klink_fault_genl", "");
        as_user(|| test(&mut Self(Client::open(FAMILY, &CHECK))));
    }

    /// Checks that this payload is accepted.
    fn takes(&mut self, kind: u16, payload: &[u8]) {
        let ack = self
            .0
            .ack(genl_cmd::CHECK, |message| message.put(kind, payload));
        assert!(ack.is_plain_success(), "{kind} {payload:?}: {ack}");
    }

    /// Checks that this payload is refused, with this message.
    fn refuses(&mut self, kind: u16, payload: &[u8], words: &str) {
        self.says(|message| message.put(kind, payload), words);
    }

    /// Checks the kernel's reply to a request.
    fn says(&mut self, write: impl Fn(&mut Writer<'_>) -> Result<(), BuildError>, words: &str) {
        let ack = self.0.ack(genl_cmd::CHECK, write);
        assert_eq!(ack.to_string(), words);
    }

    /// Checks that numbers have exactly this many bytes.
    fn has_bytes(&mut self, kind: u16, len: usize, rule: &str) {
        let name = CHECK.attributes[usize::from(kind) - 1].1;
        self.takes(kind, &vec![0xff; len]);
        for wrong in [0, len - 1, len + 1, 2 * len] {
            let words = format!("{INVALID}: invalid attribute length, attribute {name}{rule}");
            self.refuses(kind, &vec![0; wrong], &words);
        }
    }
}

const INVALID: Errno = Errno::EINVAL;
const RANGE: Errno = Errno::ERANGE;

#[test]
fn unsigned_numbers_have_their_length() {
    Check::with(|check| {
        check.has_bytes(check::U8, 1, ", expected u8 from 0 to 255");
        check.has_bytes(check::U16, 2, ", expected u16 from 0 to 65535");
        check.has_bytes(check::U32, 4, ", expected u32 from 0 to 4294967295");
        let all = u64::MAX;
        check.has_bytes(check::U64, 8, &format!(", expected u64 from 0 to {all}"));
    });
}

#[test]
fn signed_numbers_have_their_length() {
    Check::with(|check| {
        check.has_bytes(check::S8, 1, ", expected s8 from -128 to 127");
        check.has_bytes(check::S16, 2, ", expected s16 from -32768 to 32767");
        check.has_bytes(
            check::S32,
            4,
            ", expected s32 from -2147483648 to 2147483647",
        );
        let (min, max) = (i64::MIN, i64::MAX);
        check.has_bytes(
            check::S64,
            8,
            &format!(", expected s64 from {min} to {max}"),
        );
    });
}

#[test]
fn numbers_of_two_lengths_have_one_of_them() {
    Check::with(|check| {
        let (min, max) = (i64::MIN, i64::MAX);
        for (kind, expected) in [
            (
                check::UINT,
                format!("uint, expected uint from 0 to {}", u64::MAX),
            ),
            (
                check::SINT,
                format!("sint, expected sint from {min} to {max}"),
            ),
        ] {
            check.takes(kind, &[0xff; 4]);
            check.takes(kind, &[0xff; 8]);
            for wrong in [0, 1, 2, 5, 12] {
                let words = format!("{INVALID}: invalid attribute length, attribute {expected}");
                check.refuses(kind, &vec![0; wrong], &words);
            }
        }
    });
}

#[test]
fn big_endian_numbers_have_their_length_and_range() {
    Check::with(|check| {
        // The core does not publish their rules.
        check.has_bytes(check::BE32, 4, "");
        check.takes(check::BE16, &1u16.to_be_bytes());
        check.takes(check::BE16, &1000u16.to_be_bytes());
        for beyond in [0u16, 1001, 1000u16.swap_bytes()] {
            let words = format!("{RANGE}: integer out of range, attribute be16");
            check.refuses(check::BE16, &beyond.to_be_bytes(), &words);
        }
        let words = format!("{INVALID}: invalid attribute length, attribute be16");
        check.refuses(check::BE16, &[0; 4], &words);
    });
}

#[test]
fn an_unsigned_range_has_both_ends() {
    Check::with(|check| {
        check.takes(check::RANGE, &10u32.to_ne_bytes());
        check.takes(check::RANGE, &100_000u32.to_ne_bytes());
        let words = format!(
            "{RANGE}: integer out of range, attribute range, expected u32 from 10 to 100000"
        );
        for beyond in [0, 9, 100_001, u32::MAX] {
            check.refuses(check::RANGE, &beyond.to_ne_bytes(), &words);
        }
    });
}

#[test]
fn a_signed_range_has_both_ends() {
    Check::with(|check| {
        check.takes(check::RANGE_SIGNED, &(-5_000_000_000i64).to_ne_bytes());
        check.takes(check::RANGE_SIGNED, &5i64.to_ne_bytes());
        let words =
            format!("{RANGE}: integer out of range, attribute range-signed, expected s64 from -5000000000 to 5");
        for beyond in [-5_000_000_001, 6, i64::MIN, i64::MAX] {
            check.refuses(check::RANGE_SIGNED, &beyond.to_ne_bytes(), &words);
        }
    });
}

#[test]
fn a_mask_keeps_the_other_bits_clear() {
    Check::with(|check| {
        for within in [0u16, 1, 0x10, 0x11] {
            check.takes(check::MASK, &within.to_ne_bytes());
        }
        for beyond in [2u16, 0x13, 0x8000, 0xffff] {
            let words = format!("{INVALID}: reserved bit set, attribute mask");
            check.refuses(check::MASK, &beyond.to_ne_bytes(), &words);
        }
    });
}

#[test]
fn a_bitfield_sets_only_the_bits_it_names() {
    Check::with(|check| {
        let pair =
            |value: u32, selector: u32| [value.to_ne_bytes(), selector.to_ne_bytes()].concat();
        let failed = "Attribute failed policy validation, attribute bitfield32, \
            expected bitfield32 of the bits 0xf";
        check.takes(check::BITFIELD32, &pair(5, 0xf));
        check.takes(check::BITFIELD32, &pair(0, 0));
        for (value, selector) in [(0, 0x10), (0x10, 0xf), (2, 1)] {
            check.refuses(
                check::BITFIELD32,
                &pair(value, selector),
                &format!("{INVALID}: {failed}"),
            );
        }
        for wrong in [0, 4, 12] {
            check.refuses(
                check::BITFIELD32,
                &vec![0; wrong],
                &format!("{RANGE}: {failed}"),
            );
        }
    });
}

#[test]
fn a_flag_has_no_payload() {
    Check::with(|check| {
        check.takes(check::FLAG, &[]);
        let words =
            format!("{RANGE}: Attribute failed policy validation, attribute flag, expected flag");
        check.refuses(check::FLAG, &[1], &words);
    });
}

#[test]
fn a_string_has_a_length_and_an_optional_nul() {
    Check::with(|check| {
        for fits in [&b"x"[..], b"8 bytes.", b"8 bytes.\0", b"\0"] {
            check.takes(check::STRING, fits);
        }
        let words = format!(
            "{RANGE}: Attribute failed policy validation, attribute string, expected string of at most 8 bytes"
        );
        for beyond in [&b""[..], b"nine byte", b"nine byte\0", b"8 bytes.\0\0"] {
            check.refuses(check::STRING, beyond, &words);
        }
    });
}

#[test]
fn a_nul_string_ends_with_nul_within_its_length() {
    Check::with(|check| {
        for fits in [&b"x\0"[..], b"8 bytes.\0", b"\0"] {
            check.takes(check::NUL_STRING, fits);
        }
        let failed = "Attribute failed policy validation, attribute nul-string, \
            expected nul-string of at most 8 bytes";
        for open in [&b""[..], b"x", b"8 bytes.", b"nine byte\0"] {
            check.refuses(check::NUL_STRING, open, &format!("{INVALID}: {failed}"));
        }
        // A NUL within the limit, and then too many bytes.
        check.refuses(
            check::NUL_STRING,
            b"x\0 and more\0",
            &format!("{RANGE}: {failed}"),
        );
    });
}

#[test]
fn a_binary_has_a_least_and_a_greatest_length() {
    Check::with(|check| {
        check.takes(check::BINARY, &[0; 2]);
        check.takes(check::BINARY, &[0xff; 8]);
        let words = format!(
            "{RANGE}: binary attribute size out of range, attribute binary, expected binary of 2 to 8 bytes"
        );
        for beyond in [0, 1, 9, 4000] {
            check.refuses(check::BINARY, &vec![0; beyond], &words);
        }
    });
}

#[test]
fn a_nest_follows_the_policy_inside() {
    Check::with(|check| {
        check.says(
            |message| message.nest(check::NESTED, |nest| nest.put_u8(check_nested::DIGIT, 9)),
            "success",
        );
        check.says(|message| message.nest(check::NESTED, |_| Ok(())), "success");
        check.says(
            |message| message.nest(check::NESTED, |nest| nest.put_u8(check_nested::DIGIT, 10)),
            &format!(
                "{RANGE}: integer out of range, attribute nested.digit, expected u8 from 0 to 9"
            ),
        );
        check.says(
            |message| message.nest(check::NESTED, |nest| nest.put_u8(7, 1)),
            &format!("{INVALID}: Unknown attribute type, attribute nested.7"),
        );
        let expected = "attribute nested, expected nest";
        check.refuses(
            check::NESTED,
            &[5, 0, 1, 0, 9, 0, 0, 0],
            &format!("{INVALID}: NLA_F_NESTED is missing, {expected}"),
        );
    });
}

#[test]
fn what_is_no_nest_is_not_marked_as_one() {
    Check::with(|check| {
        check.says(
            |message| message.nest(check::BINARY, |nest| nest.put_u8(1, 1)),
            &format!(
                "{INVALID}: NLA_F_NESTED not expected, attribute binary, expected binary of 2 to 8 bytes"
            ),
        );
    });
}

#[test]
fn each_member_of_an_array_follows_the_policy_inside() {
    let array = |digits: &'static [u8]| {
        move |message: &mut Writer<'_>| {
            message.nest(check::NESTED_ARRAY, |array| {
                for (index, &digit) in (1..).zip(digits) {
                    array.nest(index, |nest| nest.put_u8(check_nested::DIGIT, digit))?;
                }
                Ok(())
            })
        }
    };
    Check::with(|check| {
        check.says(array(&[]), "success");
        check.says(array(&[0, 1, 2, 9]), "success");
        check.says(
            array(&[0, 1, 10, 9]),
            &format!("{RANGE}: integer out of range, attribute array.3.1, expected u8 from 0 to 9"),
        );
        check.refuses(
            check::NESTED_ARRAY,
            &[8, 0, 1, 0, 5, 0, 1, 0],
            &format!("{INVALID}: NLA_F_NESTED is missing, attribute array, expected nested-array"),
        );
    });
}

#[test]
fn a_rejected_attribute_has_the_modules_reason() {
    Check::with(|check| {
        let words = format!("{INVALID}: {REJECTED}, attribute reject");
        check.refuses(check::REJECT, &[], &words);
        check.refuses(check::REJECT, &[1, 2, 3], &words);
    });
}

#[test]
fn what_has_no_rule_is_refused() {
    Check::with(|check| {
        // Between two types that have rules, after the last one, and the type that no attribute has.
        check.refuses(
            check::MAX - 1,
            &[],
            &format!(
                "{INVALID}: Unsupported attribute, attribute {}",
                check::MAX - 1
            ),
        );
        for unknown in [check::MAX + 1, 0x3fff, 0] {
            let words = format!("{INVALID}: Unknown attribute type, attribute {unknown}");
            check.refuses(unknown, &[0; 4], &words);
        }
    });
}

#[test]
fn an_operation_without_attributes_refuses_all() {
    Check::with(|check| {
        let mut ack = |kind| {
            let client = &mut check.0;
            client.ack(genl_cmd::CHECK_NONE, |message| match kind {
                0 => Ok(()),
                kind => message.put_u32(kind, 1),
            })
        };
        assert!(ack(0).is_plain_success());
        for kind in [check::U32, check::LAST, check::MAX + 1] {
            let words = format!("{INVALID}: Unknown attribute type, attribute ");
            let ack = ack(kind).to_string();
            assert!(ack.starts_with(&words), "{ack}");
        }
    });
}

#[test]
fn what_is_missing_is_named() {
    Check::with(|check| {
        let ack = check.0.ack(genl_cmd::NOTIFY, |_| Ok(()));
        assert_eq!(ack.errno, Some(Errno::EINVAL));
        let missing = ack.missing.expect("nothing is missing");
        assert!(missing.kinds().eq([dump::INDEX]), "{missing}");
        assert!(ack.message.is_some() && ack.attribute.is_none());
    });
}

#[test]
fn bytes_behind_the_last_attribute_are_refused() {
    Check::with(|check| {
        check.says(
            |message| {
                message.put_u32(check::LAST, 1)?;
                message.raw(&[0; 3])
            },
            &format!("{INVALID}: bytes leftover after parsing attributes"),
        );
    });
}

#[test]
fn the_last_of_several_counts_and_each_is_checked() {
    Check::with(|check| {
        check.says(
            |message| {
                message.put_u32(check::RANGE, 11)?;
                message.put_u32(check::RANGE, 10)
            },
            "success",
        );
        check.says(
            |message| {
                message.put_u32(check::RANGE, 9)?;
                message.put_u32(check::RANGE, 10)
            },
            &format!(
                "{RANGE}: integer out of range, attribute range, expected u32 from 10 to 100000"
            ),
        );
    });
}
