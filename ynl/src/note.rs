// SPDX-License-Identifier: MIT OR Apache-2.0

//! The descriptions that loaded modules carry: a note in the module's file, made by `klink generate rust --kernel`, which
//! the kernel shows to everybody.

use std::path::Path;

use crate::load::{resolved, LoadError};
use crate::model::Spec;
use crate::yaml;

/// Where the kernel shows the notes of modules.
pub(crate) const MODULES: &str = "/sys/module";

/// The description in a loaded module that has the name of the family.
pub(crate) fn find(
    modules: &Path,
    is_family: impl Fn(&str) -> bool,
) -> Option<Result<Spec, LoadError>> {
    let modules = std::fs::read_dir(modules).ok()?;
    let notes = modules.filter_map(|module| {
        let file = module.ok()?.path().join("notes/.note.klink");
        std::fs::read(file).ok()
    });
    let mut found = notes.filter_map(|notes| described(&notes, &is_family));
    found.next()
}

/// The description of the family among a file's notes.
fn described(notes: &[u8], is_family: &dyn Fn(&str) -> bool) -> Option<Result<Spec, LoadError>> {
    let mut texts = texts(notes).into_iter();
    texts.find_map(|text| {
        let raw = yaml::Family::of_json(std::str::from_utf8(text).ok()?).ok()?;
        is_family(&raw.name).then(|| resolved(&raw).map_err(LoadError::of_text))
    })
}

/// The contents of klink's notes: `Elf_Nhdr`, name and content, each padded to 4 bytes.
fn texts(mut notes: &[u8]) -> Vec<&[u8]> {
    let mut texts = Vec::new();
    let mut next = || {
        let (header, rest) = notes.split_at_checked(12)?;
        let mut numbers = header.chunks_exact(4).map(|number| {
            let number = number.try_into().map(u32::from_ne_bytes);
            number.ok().and_then(|number| usize::try_from(number).ok())
        });
        let (name_len, len, kind) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let (name, rest) = rest.split_at_checked(name_len.checked_next_multiple_of(4)?)?;
        let text = rest.get(..len)?;
        notes = rest
            .get(len.checked_next_multiple_of(4)?..)
            .unwrap_or_default();
        Some((name.get(..name_len)? == b"klink\0" && kind == 1).then_some(text))
    };
    while let Some(text) = next() {
        texts.extend(text);
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(name: &[u8], kind: u32, text: &[u8]) -> Vec<u8> {
        let numbers = [name.len() as u32, text.len() as u32, kind];
        let mut note = numbers.map(u32::to_ne_bytes).concat();
        for part in [name, text] {
            note.extend(part);
            note.resize(note.len().next_multiple_of(4), 0);
        }
        note
    }

    #[test]
    fn a_description_is_found_among_notes() {
        let lamps = br#"{"name":"lamps","attribute-sets":[],"operations":{"list":[{"name":"get","do":{}}]}}"#;
        let notes = [
            note(b"GNU\0", 3, b"id"),
            note(b"klink\0", 1, b"no JSON"),
            note(b"klink\0", 2, lamps),
            note(b"klink\0", 1, lamps),
        ];
        let spec = |notes: &[u8], family: &str| {
            let found = described(notes, &|name| name == family);
            found.map(|spec| spec.is_ok())
        };
        assert_eq!(spec(&notes.concat(), "lamps"), Some(true));
        assert_eq!(spec(&notes.concat(), "stars"), None);
        assert_eq!(spec(&notes[..3].concat(), "lamps"), None);
        // Damaged ones have nothing, and do no harm.
        let whole = notes.concat();
        for end in 0..whole.len() {
            let _ = spec(&whole[..end], "lamps");
            let mut damaged = whole.clone();
            damaged[end] ^= 0xff;
            let _ = spec(&damaged, "lamps");
        }
        assert!(find(Path::new("/nowhere"), |_| true).is_none());
    }
}
