// SPDX-License-Identifier: MIT OR Apache-2.0

//! Rows that are shown in several forms, one below the other: what od and hexdump print if they are given several
//! types.

use super::grid;
use super::reading::Reading;

/// The readings on which all forms that can be read agree; `None` if the text shows no row twice.
///
/// Numbers with a fraction and names of characters, which od has too, do not say which bytes they were.
pub(super) fn readings(text: &str) -> Option<Vec<Reading>> {
    let mut views = split(text)?
        .into_iter()
        .filter_map(|view| grid::readings(&view).ok());
    let first = views.next()?;
    Some(views.fold(first, |agreed, view| {
        let both = agreed.into_iter().filter_map(|reading| {
            let same = |other: &&Reading| other.datagrams == reading.datagrams;
            let other = view.iter().find(same)?;
            Some(Reading {
                exact: reading.exact || other.exact,
                likely: reading.likely || other.likely,
                ..reading
            })
        });
        both.collect()
    }))
}

/// The text of each form: the first, third, fifth line, and so on, each with its offset.
fn split(text: &str) -> Option<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut last = "";
    for line in text.lines() {
        let (offset, rest) = offset(line);
        let is_offset = offset.len() > 3 && offset.bytes().all(|digit| digit.is_ascii_hexdigit());
        let again = is_offset && !rest.is_empty() && number(offset) == number(last);
        match rows.last_mut() {
            Some(row) if again => row.push(line.to_owned()),
            // od has blanks instead of a second offset.
            Some(row) if offset.is_empty() && !rest.is_empty() && !last.is_empty() => {
                row.push(format!("{last}{}", line.get(last.len()..)?));
            }
            _ if is_offset || matches!(line.trim(), "" | "*") => {
                rows.push(vec![line.to_owned()]);
                last = if is_offset { offset } else { "" };
            }
            _ => return None,
        }
    }
    let count = rows.iter().map(Vec::len).max().filter(|&count| count > 1)?;
    let mut views = vec![String::new(); count];
    for row in rows {
        // `*`, an empty line and the offset at the end belong to each.
        let alone = row.len() == 1 && offset(row.first()?).1.is_empty();
        if !alone && row.len() != count {
            return None;
        }
        for (view, line) in views.iter_mut().zip(row.iter().cycle()) {
            view.push_str(line);
            view.push('\n');
        }
    }
    Some(views)
}

/// Splits a line after its first word.
fn offset(line: &str) -> (&str, &str) {
    let end = line.find([' ', '\t']).unwrap_or(line.len());
    line.split_at(end)
}

/// Without the zeros in front, of which hexdump has one more with characters.
fn number(offset: &str) -> &str {
    offset.trim_start_matches('0')
}
