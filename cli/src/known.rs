// SPDX-License-Identifier: MIT OR Apache-2.0

//! Facts about messages from outside of their bytes: the families of generic netlink, descriptions, and the requests that
//! answers are about.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use klink::genl::Family;
use klink::wire::genl;
use klink::{Acknowledgement, Flags, Header, Message, Protocol};
use klink_ynl::{Catalogue, Described, Folders, Role};

/// Generic netlink families by message type, which differs from boot to boot.
#[derive(Default)]
pub(crate) struct Families(BTreeMap<u16, Family>);

impl Families {
    pub(crate) fn add(&mut self, family: Family) {
        self.0.insert(family.id(), family);
    }

    pub(crate) fn get(&self, kind: u16) -> Option<&Family> {
        self.0.get(&kind)
    }

    pub(crate) fn named(&self, name: &str) -> Option<&Family> {
        self.0.values().find(|family| family.name() == name)
    }

    /// Takes note of a family that a message of the controller describes.
    pub(crate) fn learn(&mut self, message: &Message<'_>) {
        if message.header.kind != genl::ctrl::ID {
            return;
        }
        if let Ok((header, attrs)) = genl::Header::read(message) {
            if header.cmd == genl::ctrl::cmd::NEW_FAMILY {
                if let Ok(family) = Family::read(attrs) {
                    self.add(family);
                }
            }
        }
    }
}

impl FromIterator<Family> for Families {
    fn from_iter<I: IntoIterator<Item = Family>>(families: I) -> Self {
        let mut known = Self::default();
        families.into_iter().for_each(|family| known.add(family));
        known
    }
}

/// How many requests are remembered: as many as a program has on the way at once.
const REQUESTS: usize = 64;

/// The longest request that is remembered, in bytes.
const REQUEST_MAX: usize = 16 << 10;

/// The descriptions of messages.
pub(crate) struct Known {
    pub(crate) families: Families,
    catalogue: Catalogue,
    /// The latest requests, each with its header and payload.
    requests: RefCell<VecDeque<(Protocol, Header, Vec<u8>)>>,
    /// How many descriptions are known to be unusable.
    unusable: Cell<usize>,
}

impl Default for Known {
    fn default() -> Self {
        Self::new(Families::default())
    }
}

impl Known {
    pub(crate) fn new(families: Families) -> Self {
        Self {
            families,
            catalogue: Catalogue::new(Folders::of_system()),
            requests: RefCell::default(),
            unusable: Cell::default(),
        }
    }

    /// A message's family of generic netlink.
    pub(crate) fn family(&self, protocol: Protocol, kind: u16) -> Option<&Family> {
        match protocol {
            Protocol::GENERIC if kind >= Header::MIN_KIND => self.families.get(kind),
            _ => None,
        }
    }

    /// The content of a message, if it has a description.
    pub(crate) fn describe<'a>(
        &'a self,
        protocol: Protocol,
        message: &Message<'a>,
        role: Option<Role>,
    ) -> Option<Described<'a>> {
        let generic = match protocol {
            // The controller has this type on every system.
            Protocol::GENERIC if message.header.kind == genl::ctrl::ID => Some("nlctrl"),
            _ => self.family(protocol, message.header.kind).map(Family::name),
        };
        self.catalogue.describe(protocol, message, generic, role)
    }

    /// Reports once which descriptions cannot be used, after messages that needed them.
    pub(crate) fn report_failures(&self, remark: impl Fn(&str)) {
        let count = self.catalogue.failures().count();
        if self.unusable.replace(count) < count {
            for failure in self.catalogue.failures() {
                remark(&failure.to_string());
            }
        }
    }

    /// Remembers a request, for what the kernel says about it without repeating it.
    pub(crate) fn remember(&self, protocol: Protocol, message: &Message<'_>) {
        let is_request = message.header.flags.contains(Flags::REQUEST);
        if !is_request || message.payload.len() > REQUEST_MAX {
            return;
        }
        let mut requests = self.requests.borrow_mut();
        if requests.len() >= REQUESTS {
            requests.pop_front();
        }
        requests.push_back((protocol, message.header, message.payload.to_vec()));
    }

    /// The names on the way to an attribute of a request, by its description. The payload is empty where the kernel has not
    /// repeated it.
    pub(crate) fn path(
        &self,
        protocol: Protocol,
        header: Header,
        payload: &[u8],
        to: RequestPosition,
    ) -> Option<String> {
        self.names(protocol, header, payload, to)
            .map(|names| names.join("."))
    }

    fn names(
        &self,
        protocol: Protocol,
        header: Header,
        payload: &[u8],
        to: RequestPosition,
    ) -> Option<Vec<String>> {
        let requests = self.requests.borrow();
        let remembered = || {
            let is_it = |&(of, known, _): &(Protocol, Header, _)| (of, known) == (protocol, header);
            let mut latest = requests.iter().rev();
            latest
                .find(|request| is_it(request))
                .map(|(.., payload)| payload.as_slice())
        };
        let payload = Some(payload).filter(|payload| !payload.is_empty());
        let message = Message {
            header,
            payload: payload.or_else(remembered)?,
        };
        let described = self.describe(protocol, &message, Some(Role::Request))?;
        match to {
            RequestPosition::Offset(offset) => described.path(offset),
            RequestPosition::Missing { nest, kind } => described.path_of_missing(nest, kind),
        }
    }
}

impl Known {
    /// The kernel's error about a request, with the names of its description.
    pub(crate) fn named(
        &self,
        protocol: Protocol,
        request: &Message<'_>,
        ack: &Acknowledgement,
    ) -> Acknowledgement {
        let renamed = |path: &klink::Path, to| {
            let names = self.names(protocol, request.header, request.payload, to);
            names.map_or_else(|| path.clone(), |names| path.renamed(names))
        };
        let mut named = ack.clone();
        named.attribute = ack.attribute.as_ref().map(|path| match path.start() {
            Some(offset) => renamed(path, RequestPosition::Offset(offset)),
            None => path.clone(),
        });
        named.missing = ack.missing.as_ref().map(|path| match path.kinds().last() {
            Some(kind) => renamed(
                path,
                RequestPosition::Missing {
                    nest: path.start(),
                    kind,
                },
            ),
            None => path.clone(),
        });
        named
    }
}

/// A place in a request, by the kernel's numbers.
#[derive(Clone, Copy)]
pub(crate) enum RequestPosition {
    /// So many bytes after its beginning.
    Offset(usize),
    /// Inside of a nest, where an attribute is missing; `None` is the message itself.
    Missing { nest: Option<usize>, kind: u16 },
}
