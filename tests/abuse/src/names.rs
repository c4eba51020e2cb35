// SPDX-License-Identifier: MIT OR Apache-2.0

//! Names for the numbers of families that people want to read about; others stay numbers.

use klink::wire::genl::ctrl;
use klink_protocol::demo;

/// Operations by family and command.
const OPERATIONS: [(&str, u8, &str); 4] = [
    ("nlctrl", ctrl::cmd::GET_FAMILY, "get-family"),
    ("nlctrl", ctrl::cmd::GET_POLICY, "get-policy"),
    (demo::FAMILY, demo::cmd::GET, "get"),
    (demo::FAMILY, demo::cmd::SET, "set"),
];

/// Attributes by family and by their place: the nests that they are in, from the outermost.
const ATTRIBUTES: [(&str, &[u16], &str); 10] = [
    ("nlctrl", &[ctrl::attr::FAMILY_ID], "family-id"),
    ("nlctrl", &[ctrl::attr::FAMILY_NAME], "family-name"),
    ("nlctrl", &[ctrl::attr::OP], "op"),
    (demo::FAMILY, &[demo::attr::ID], "id"),
    (demo::FAMILY, &[demo::attr::NAME], "name"),
    (demo::FAMILY, &[demo::attr::BRIGHTNESS], "brightness"),
    (demo::FAMILY, &[demo::attr::COLOR], "color"),
    (
        demo::FAMILY,
        &[demo::attr::COLOR, demo::color::RED],
        "color.red",
    ),
    (
        demo::FAMILY,
        &[demo::attr::COLOR, demo::color::GREEN],
        "color.green",
    ),
    (
        demo::FAMILY,
        &[demo::attr::COLOR, demo::color::BLUE],
        "color.blue",
    ),
];

/// An operation's name.
pub fn operation(family: &str, cmd: u8) -> String {
    let known = OPERATIONS
        .iter()
        .find(|(of, number, _)| *of == family && *number == cmd);
    known.map_or_else(|| cmd.to_string(), |(.., name)| (*name).to_owned())
}

/// An attribute's name.
pub fn attribute(family: &str, place: &[u16]) -> String {
    let known = ATTRIBUTES
        .iter()
        .find(|(of, known, _)| *of == family && *known == place);
    let numbers = || {
        place
            .iter()
            .map(u16::to_string)
            .collect::<Vec<_>>()
            .join(".")
    };
    known.map_or_else(numbers, |(.., name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_name_keeps_its_numbers() {
        assert_eq!(operation("klink-demo", 2), "set");
        assert_eq!(operation("klink-demo", 77), "77");
        assert_eq!(attribute("klink-demo", &[4, 1]), "color.red");
        assert_eq!(attribute("nlctrl", &[4, 1]), "4.1");
    }
}
