// SPDX-License-Identifier: MIT OR Apache-2.0

//! A table's text.

use super::convert::Conversion;

/// A request to klink: its words, and the object, if there is one.
pub(crate) type Request = (Vec<String>, String);

pub(crate) struct Table {
    pub(crate) make: String,
    pub(crate) compares: Vec<Compare>,
    pub(crate) agains: Vec<Again>,
    /// In the guest's own network namespace, because there is one of it only.
    pub(crate) is_here: bool,
}

#[derive(Default)]
pub(crate) struct Conditions {
    pub(crate) of: Vec<(String, String)>,
    pub(crate) without: Vec<(String, String)>,
}

pub(crate) enum Row {
    Same {
        klink: String,
        conversion: Conversion,
    },
    /// klink cannot show it.
    Not,
}

#[derive(Default)]
pub(crate) struct Compare {
    pub(crate) tool: String,
    pub(crate) klinks: Vec<Request>,
    pub(crate) items: Option<String>,
    pub(crate) klink_items: Option<String>,
    pub(crate) order: Option<String>,
    pub(crate) conditions: Conditions,
    /// The tool's places, and for which objects.
    pub(crate) rows: Vec<(String, Conditions, Row)>,
    pub(crate) lines: Vec<String>,
    pub(crate) left_out: Vec<String>,
    pub(crate) klink_only: Vec<String>,
}

#[derive(Default)]
pub(crate) struct Again {
    pub(crate) request: Vec<String>,
    pub(crate) dumps: Vec<Request>,
    pub(crate) before: String,
    pub(crate) conditions: Conditions,
    pub(crate) without: Vec<String>,
    pub(crate) with: Vec<(String, String)>,
    pub(crate) shows: Vec<String>,
    pub(crate) differs: Vec<String>,
    /// The tool's objects that are not there again.
    pub(crate) shown: Conditions,
    /// All objects in one go.
    pub(crate) at_once: bool,
}

enum Block {
    Make,
    Compare(Vec<(String, String)>),
    Again,
}

impl Table {
    pub(crate) fn parse(name: &str, text: &str) -> Self {
        let mut table = Table {
            make: String::new(),
            compares: Vec::new(),
            agains: Vec::new(),
            is_here: false,
        };
        let mut block = Block::Make;
        for (number, line) in text.lines().enumerate() {
            let bad = || -> ! { panic!("{name}, line {}: {line}", number + 1) };
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            let (word, rest) = trimmed.split_once(' ').unwrap_or((trimmed, ""));
            let rest = rest.trim();
            if !line.starts_with(' ') {
                block = match word {
                    "make" => {
                        table.is_here = rest == "here";
                        Block::Make
                    }
                    "compare" => {
                        table.compares.push(Compare {
                            tool: rest.to_owned(),
                            ..Compare::default()
                        });
                        Block::Compare(Vec::new())
                    }
                    "again" => {
                        table.agains.push(Again {
                            request: words(rest),
                            ..Again::default()
                        });
                        Block::Again
                    }
                    _ => bad(),
                };
                continue;
            }
            match &mut block {
                Block::Make => table.make.push_str(&format!("{trimmed}\n")),
                Block::Compare(when) => {
                    let Some(compare) = table.compares.last_mut() else {
                        bad()
                    };
                    compare.line(when, word, rest).unwrap_or_else(|| bad());
                }
                Block::Again => {
                    let Some(again) = table.agains.last_mut() else {
                        bad()
                    };
                    again.line(word, rest).unwrap_or_else(|| bad());
                }
            }
        }
        table
    }
}

impl Compare {
    fn line(&mut self, when: &mut Vec<(String, String)>, word: &str, rest: &str) -> Option<()> {
        match word {
            "klink" => self.klinks.push(request(rest)),
            "items" => self.items = Some(rest.to_owned()),
            "klink-items" => self.klink_items = Some(rest.to_owned()),
            "order" => self.order = Some(rest.to_owned()),
            "where" => self.conditions.of.extend(conditions(rest)?),
            "unless" => self.conditions.without.extend(conditions(rest)?),
            "for" => *when = conditions(rest)?,
            "klink-only" => self.klink_only.extend(words(rest)),
            "tool-only" => self.left_out.push(rest.to_owned()),
            "|" => self.lines.push(rest.to_owned()),
            _ => {
                let (klink, how) = rest.split_once(' ').unwrap_or((rest, "same"));
                let row = match klink {
                    "" => return None,
                    "-" => Row::Not,
                    _ => Row::Same {
                        klink: klink.to_owned(),
                        conversion: Conversion::parse(how.trim())?,
                    },
                };
                let when = Conditions {
                    of: when.clone(),
                    without: Vec::new(),
                };
                self.rows.push((word.to_owned(), when, row));
            }
        }
        Some(())
    }
}

impl Again {
    fn line(&mut self, word: &str, rest: &str) -> Option<()> {
        match word {
            "dump" => self.dumps.push(request(&format!("dump {rest}"))),
            "before" => self.before.push_str(&format!("{rest}\n")),
            "where" => self.conditions.of.extend(conditions(rest)?),
            "unless" => self.conditions.without.extend(conditions(rest)?),
            "without" => self.without.extend(words(rest)),
            "with" => self.with.extend(conditions(rest)?),
            "shows" => self.shows.push(rest.to_owned()),
            "differs" => self.differs.extend(words(rest)),
            "shown-unless" => self.shown.without.extend(conditions(rest)?),
            "at-once" => self.at_once = true,
            _ => return None,
        }
        Some(())
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn request(text: &str) -> Request {
    let (words_of, object) = match text.find('{') {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    (words(words_of), object.to_owned())
}

/// `PATH=VALUE` with `*` for any value, and none for the absence of one.
fn conditions(text: &str) -> Option<Vec<(String, String)>> {
    let pairs = text.split_whitespace().map(|pair| pair.split_once('='));
    pairs
        .map(|pair| pair.map(|(path, value)| (path.to_owned(), value.to_owned())))
        .collect()
}
