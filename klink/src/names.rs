// SPDX-License-Identifier: MIT OR Apache-2.0

//! Names of attributes, so that an error can say `linkinfo.data.id` where the kernel says "offset 44".

use std::borrow::Cow;
use std::fmt;

use crate::wire::{align, attr, Attrs, Header};

/// The attributes that a message or a nest may hold, by name.
#[derive(Debug)]
pub struct Names {
    /// The size in bytes of the protocol's own header before them; 0 in a nest.
    pub header: usize,
    /// The type, the name, and the names of nested attributes, if the attribute is a nest.
    pub attributes: &'static [(u16, &'static str, Option<&'static Names>)],
}

impl Names {
    /// The names of a protocol whose attributes have no names here, and whose own header has `header` bytes.
    pub const fn unknown(header: usize) -> Self {
        Self {
            header,
            attributes: &[],
        }
    }

    /// The attribute that starts `offset` bytes into `request`, a whole message.
    pub(crate) fn path_to(&self, request: &[u8], offset: usize) -> Path {
        let mut path = Path::default();
        path.start = Some(offset);
        path.lost = !self.descend(request, self.first(), &mut path, &mut |start, _| {
            start == offset
        });
        path
    }

    /// The attribute of type `kind` that is missing from the nest that starts at `nest`, or from the message itself.
    pub(crate) fn path_of_missing(&self, request: &[u8], nest: Option<usize>, kind: u16) -> Path {
        let mut path = Path::default();
        let mut names = Some(self);
        if let Some(nest) = nest {
            let found = self.descend(request, self.first(), &mut path, &mut |start, inside| {
                if start == nest {
                    names = inside;
                }
                start == nest
            });
            path.start = Some(nest);
            path.lost = !found;
        }
        path.steps.push(Step {
            kind,
            name: names
                .and_then(|names| names.name(kind))
                .map(|(name, _)| Cow::Borrowed(name)),
        });
        path
    }

    /// The offset of the first attribute in a whole message.
    fn first(&self) -> usize {
        Header::LEN + align(self.header)
    }

    fn name(&self, kind: u16) -> Option<(&'static str, Option<&'static Names>)> {
        self.attributes
            .iter()
            .find(|(known, ..)| *known == kind)
            .map(|&(_, name, inside)| (name, inside))
    }

    /// Walks the attributes from `start` on, and the nested ones, until `found` accepts an attribute's start. `path`
    /// then leads to it.
    fn descend<'n>(
        &'n self,
        request: &[u8],
        start: usize,
        path: &mut Path,
        found: &mut dyn FnMut(usize, Option<&'n Names>) -> bool,
    ) -> bool {
        let mut attrs = Attrs::new(request.get(start..).unwrap_or(&[]));
        loop {
            let at = request.len() - attrs.rest().len();
            let Some(Ok(attribute)) = attrs.next() else {
                return false;
            };
            let (name, inside) = self.name(attribute.kind()).unzip();
            let inside = inside.flatten();
            path.steps.push(Step {
                kind: attribute.kind(),
                name: name.map(Cow::Borrowed),
            });
            if found(at, inside) {
                return true;
            }
            let end = at + attr::HEADER_LEN + attribute.payload().len();
            if (inside.is_some() || attribute.is_nested()) && path.steps.len() < MAX_DEPTH {
                let nested = request.get(..end).unwrap_or(request);
                let names = inside.unwrap_or(&UNNAMED);
                if names.descend(nested, at + attr::HEADER_LEN, path, found) {
                    return true;
                }
            }
            path.steps.pop();
        }
    }
}

/// The maximum depth: deeper than any protocol nests, and small enough to recurse.
const MAX_DEPTH: usize = 16;

static UNNAMED: Names = Names::unknown(0);

/// The path to an attribute: from the message through nests, each by name or, if it has none, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    steps: Vec<Step>,
    /// The offset in the request of the attribute, or of the nest that lacks one.
    start: Option<usize>,
    /// Whether no attribute starts at this offset.
    lost: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    kind: u16,
    name: Option<Cow<'static, str>>,
}

impl Path {
    /// The attribute types along the path.
    pub fn kinds(&self) -> impl Iterator<Item = u16> + '_ {
        self.steps.iter().map(|step| step.kind)
    }

    /// The offset in the request, if no attribute starts there.
    pub fn offset(&self) -> Option<usize> {
        self.start.filter(|_| self.lost)
    }

    /// The offset that the kernel reported, in bytes from the request's message header: that of the attribute, or, for
    /// a missing one, that of the nest that lacks it; `None` for the message itself.
    pub fn start(&self) -> Option<usize> {
        self.start
    }

    /// The same path with other names, such as those of a specification.
    pub fn renamed(&self, names: impl IntoIterator<Item = String>) -> Self {
        let kinds = self.kinds().map(Some).chain(std::iter::repeat(None));
        let steps = names.into_iter().zip(kinds).map(|(name, kind)| Step {
            kind: kind.unwrap_or_default(),
            name: Some(Cow::Owned(name)),
        });
        Self {
            steps: steps.collect(),
            start: self.start,
            lost: false,
        }
    }
}

/// Shows the path, such as `linkinfo.data.7`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut dot = "";
        if let Some(offset) = self.offset() {
            write!(f, "at byte {offset}")?;
            dot = " ";
        }
        for step in &self.steps {
            match &step.name {
                Some(name) => write!(f, "{dot}{name}")?,
                None => write!(f, "{dot}{}", step.kind)?,
            }
            dot = ".";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Builder, Flags, Slice};

    static DATA: Names = Names {
        header: 0,
        attributes: &[(1, "id", None)],
    };
    static INFO: Names = Names {
        header: 0,
        attributes: &[(1, "kind", None), (2, "data", Some(&DATA))],
    };
    static LINK: Names = Names {
        header: 16,
        attributes: &[(3, "ifname", None), (18, "linkinfo", Some(&INFO))],
    };

    fn request(room: &mut [u8]) -> usize {
        let mut slice = Slice::new(room);
        let mut message = Builder::new(&mut slice, 16, Flags::REQUEST, 1).unwrap();
        message.raw(&[0; 16]).unwrap();
        message.put_str(3, "vlan7").unwrap(); // 32..44
        message
            .nest(18, |info| {
                info.put_str(1, "vlan")?; // 48..60
                info.nest(2, |data| {
                    data.put_u16(7, 1)?; // 64..72
                    data.put_u16(1, 5000) // 72..80
                })
            })
            .unwrap();
        message.finish().unwrap();
        slice.written().len()
    }

    #[test]
    fn an_offset_becomes_a_path() {
        let mut room = [0; 128];
        let len = request(&mut room);
        let request = &room[..len];
        let path = |offset| LINK.path_to(request, offset).to_string();
        assert_eq!(path(32), "ifname");
        assert_eq!(path(72), "linkinfo.data.id");
        assert_eq!(path(64), "linkinfo.data.7");
        assert_eq!(path(66), "at byte 66");
        assert_eq!(path(usize::MAX), "at byte 18446744073709551615");
        let unnamed = Names::unknown(16).path_to(request, 72);
        assert_eq!(unnamed.to_string(), "18.2.1");
        assert!(unnamed.kinds().eq([18, 2, 1]));
        let named = unnamed.renamed(["a", "b", "c"].map(String::from));
        assert_eq!(
            (named.to_string(), named.start()),
            ("a.b.c".to_owned(), Some(72))
        );
    }

    #[test]
    fn what_is_missing_has_a_path_too() {
        let mut room = [0; 128];
        let len = request(&mut room);
        let missing = |nest, kind| LINK.path_of_missing(&room[..len], nest, kind).to_string();
        assert_eq!(missing(None, 3), "ifname");
        assert_eq!(missing(Some(60), 1), "linkinfo.data.id");
        assert_eq!(missing(Some(44), 9), "linkinfo.9");
        assert_eq!(missing(Some(5), 9), "at byte 5 9");
    }
}
