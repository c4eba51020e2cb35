// SPDX-License-Identifier: MIT OR Apache-2.0

//! Names for what the kernel points at by its offset in a request.

use klink_wire::{align, attr, Header};

use crate::decode::MAX_DEPTH;
use crate::model::{Layout, Operation, Shape, Spec};
use crate::scope::{scan, Scope};

impl Spec {
    /// The names on the way to the attribute that starts `offset` bytes into a request, counted as in an extended ack,
    /// from the message header on; `None` if no attribute starts there. `payload` is what follows that header. What has
    /// no name goes by its number, as in JSON.
    pub fn path(
        &self,
        operation: &Operation,
        payload: &[u8],
        offset: usize,
    ) -> Option<Vec<String>> {
        self.find(operation, payload, offset).map(|(path, _)| path)
    }

    /// The names on the way to the attribute of type `kind` that is missing in the nest which starts at `nest`, or in
    /// the message itself.
    pub fn path_of_missing(
        &self,
        operation: &Operation,
        payload: &[u8],
        nest: Option<usize>,
        kind: u16,
    ) -> Option<Vec<String>> {
        let (mut path, layout) = match nest {
            Some(offset) => self.find(operation, payload, offset)?,
            None => (Vec::new(), operation.asked),
        };
        let attribute = self.set(layout.set).and_then(|set| set.of_kind(kind));
        path.push(attribute.map_or_else(|| format!("@{kind}"), |attribute| attribute.name.clone()));
        Some(path)
    }

    fn find(
        &self,
        operation: &Operation,
        payload: &[u8],
        offset: usize,
    ) -> Option<(Vec<String>, Layout)> {
        let target = offset.checked_sub(Header::LEN + self.header_len())?;
        let body = payload.get(self.header_len()..)?;
        let mut path = Vec::new();
        let layout = self.descend(operation.asked, body, 0, target, None, &mut path)?;
        Some((path, layout))
    }

    /// Goes to the attribute at `target`, where `bytes` begin at `start`; returns what is inside of it.
    fn descend(
        &self,
        layout: Layout,
        bytes: &[u8],
        start: usize,
        target: usize,
        outer: Option<&Scope<'_>>,
        path: &mut Vec<String>,
    ) -> Option<Layout> {
        if path.len() >= MAX_DEPTH {
            return None;
        }
        let header = self
            .header(layout)
            .map_or(0, |(header, _)| align(header.len));
        let set = self.set(layout.set);
        let (attrs, _) = scan(bytes.get(header..)?);
        let scope = Scope::new(self, set, &attrs, outer);
        let scope = scope.behind(self.header(layout).map(|(header, _)| (header, bytes)));
        let mut at = start + header;
        for attr in &attrs {
            let behind = at + align(attr::HEADER_LEN + attr.payload().len());
            if target >= behind {
                at = behind;
                continue;
            }
            let attribute = set.and_then(|set| set.of_kind(attr.kind()));
            path.push(attribute.map_or_else(
                || format!("@{}", attr.kind()),
                |attribute| attribute.name.clone(),
            ));
            let nest = |set| Layout { header: None, set };
            let (steps, inside) = match attribute.map(|attribute| &attribute.shape) {
                Some(Shape::Nest(set)) => (0, nest(*set)),
                Some(Shape::IndexedNests(set)) => (1, nest(*set)),
                Some(Shape::IndexedNumbers(_) | Shape::IndexedBytes(_)) => (1, Layout::default()),
                Some(Shape::TypeValue(names, set)) => (names.len(), nest(*set)),
                Some(Shape::SubMessage {
                    message,
                    selector,
                    otherwise,
                }) => {
                    let otherwise = nest(*otherwise);
                    (0, scope.format(*message, selector).unwrap_or(otherwise))
                }
                _ => (0, Layout::default()),
            };
            if target == at {
                return Some(inside);
            }
            if let Some(Shape::Records { layout, length }) = attribute.map(|one| &one.shape) {
                let (mut rest, mut start) = (attr.payload(), at + attr::HEADER_LEN);
                for index in 0.. {
                    let len = self.record_len(*layout, *length, rest)?;
                    if target < start + align(len) {
                        path.push(index.to_string());
                        let record = rest.get(..len)?;
                        return self.descend(*layout, record, start, target, Some(&scope), path);
                    }
                    start += align(len);
                    rest = rest.get(align(len)..)?;
                }
            }
            let has_attributes = attr.is_nested() || inside.set.is_some() || steps > 0;
            let inner = at + attr::HEADER_LEN;
            return if has_attributes {
                self.through(steps, inside, attr.payload(), inner, target, &scope, path)
            } else {
                None
            };
        }
        None
    }

    /// [`Spec::descend`] after `steps` levels whose types are no attributes but an index or a value.
    #[allow(clippy::too_many_arguments)] // A position on the way, and the way.
    fn through(
        &self,
        steps: usize,
        inside: Layout,
        bytes: &[u8],
        start: usize,
        target: usize,
        scope: &Scope<'_>,
        path: &mut Vec<String>,
    ) -> Option<Layout> {
        if steps == 0 {
            return self.descend(inside, bytes, start, target, Some(scope), path);
        }
        let mut at = start;
        for attr in scan(bytes).0 {
            let behind = at + align(attr::HEADER_LEN + attr.payload().len());
            if target >= behind {
                at = behind;
                continue;
            }
            path.push(attr.kind().to_string());
            if target == at {
                return Some(if steps == 1 {
                    inside
                } else {
                    Layout::default()
                });
            }
            return self.through(
                steps - 1,
                inside,
                attr.payload(),
                at + attr::HEADER_LEN,
                target,
                scope,
                path,
            );
        }
        None
    }
}
