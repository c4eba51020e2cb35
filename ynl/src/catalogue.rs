// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which description a message has: by its protocol and kind, or by the name of its generic family.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use klink_wire::{genl, Flags, Header, Message, Protocol};

use crate::decode::Decoded;
use crate::folders::{plain, same_name, Folders};
use crate::inside::families;
use crate::load::LoadError;
use crate::model::{Family, Operation, Spec};

/// Descriptions of many families, each read when the first message needs it, and then kept.
///
/// ```
/// use klink_wire::{Flags, Header, Message, Protocol};
/// use klink_ynl::Catalogue;
///
/// let catalogue = Catalogue::default();
/// // A new link: `struct ifinfomsg`, then the attribute `mtu`.
/// let mut payload = vec![0; 16];
/// payload.extend([8u16.to_ne_bytes(), 4u16.to_ne_bytes()].concat());
/// payload.extend(1500u32.to_ne_bytes());
/// let header = Header { len: 40, kind: 16, flags: Flags::NONE, seq: 0, claimed_portid: 0 };
/// let message = Message { header, payload: &payload };
///
/// let described = catalogue.describe(Protocol::ROUTE, &message, None, None).ok_or("no description")?;
/// assert_eq!((described.family(), described.operation().name()), ("rt-link", "newlink-ntf"));
/// let object = serde_json::to_value(described.message())?;
/// assert_eq!(object["mtu"], 1500);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Catalogue {
    folders: Folders,
    /// Looked for when the first message needs a description.
    entries: OnceLock<Entries>,
}

/// The role of a message. A family may use one number for all three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It asks the kernel for something.
    Request,
    /// It is an answer to one program.
    Answer,
    /// It notifies a group of a change.
    Notification,
}

/// A message with its description.
#[derive(Clone, Copy, Debug)]
pub struct Described<'a> {
    spec: &'a Spec,
    operation: &'a Operation,
    payload: &'a [u8],
    message: Decoded<'a>,
}

impl<'a> Described<'a> {
    /// The family, by its description's name.
    pub fn family(&self) -> &'a str {
        self.spec.name()
    }

    /// The description.
    pub fn spec(&self) -> &'a Spec {
        self.spec
    }

    /// The operation that the message requests, answers or notifies of.
    pub fn operation(&self) -> &'a Operation {
        self.operation
    }

    /// Its content.
    pub fn message(&self) -> Decoded<'a> {
        self.message
    }

    /// The names on the way to what the kernel points at in this request: [`Spec::path`].
    pub fn path(&self, offset: usize) -> Option<Vec<String>> {
        self.spec.path(self.operation, self.payload, offset)
    }

    /// The names on the way to what the kernel misses in this request: [`Spec::path_of_missing`].
    pub fn path_of_missing(&self, nest: Option<usize>, kind: u16) -> Option<Vec<String>> {
        let (operation, payload) = (self.operation, self.payload);
        self.spec.path_of_missing(operation, payload, nest, kind)
    }
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::new(Folders::inside())
    }
}

impl Catalogue {
    /// Of what [`Folders::load`] finds there. [`Catalogue::default`] has what the crate holds, and nothing else.
    pub fn new(folders: Folders) -> Self {
        Self {
            folders,
            entries: OnceLock::new(),
        }
    }

    /// A message's description; `None` if there is none. `generic` is the name of the family that the message is of, in
    /// generic netlink, where its kind differs from boot to boot.
    ///
    /// `role` is what is known of the way that the message went. Without it, the flags decide: a request has
    /// [`Flags::REQUEST`], a part of a dump [`Flags::MULTI`], and anything else is taken for a notification, which looks
    /// like an answer.
    pub fn describe<'a>(
        &'a self,
        protocol: Protocol,
        message: &Message<'a>,
        generic: Option<&str>,
        role: Option<Role>,
    ) -> Option<Described<'a>> {
        let (spec, number) = if protocol == Protocol::GENERIC {
            let spec = self.family(generic?)?;
            (spec, genl::Header::read(message).ok()?.0.cmd.into())
        } else {
            let kind = message.header.kind;
            (self.raw(protocol, kind, message.payload)?, kind)
        };
        let role = role.unwrap_or(Role::guess(message.header.flags));
        let (operation, is_request) = spec.operation_of(number, role)?;
        Some(Described {
            spec,
            operation,
            payload: message.payload,
            message: match is_request {
                true => spec.decode_request(operation, message.payload),
                false => spec.decode(operation, message.payload),
            },
        })
    }

    /// The description of a family of generic netlink.
    pub fn family(&self, name: &str) -> Option<&Spec> {
        let entries = self.entries();
        let spec = entries.spec(*entries.by_name.get(plain(name).as_ref())?)?;
        matches!(spec.family(), Family::Generic { .. }).then_some(spec)
    }

    /// Why files could not be used that messages so far needed. What they describe has no description.
    pub fn failures(&self) -> impl Iterator<Item = &LoadError> {
        let entries = self.entries.get().into_iter();
        let specs = entries.flat_map(|entries| entries.all.iter().map(|entry| entry.spec.get()));
        specs.filter_map(|spec| spec?.as_ref().err())
    }

    fn raw(&self, protocol: Protocol, kind: u16, payload: &[u8]) -> Option<&Spec> {
        let is_control = kind < Header::MIN_KIND && protocol != Protocol::CONNECTOR;
        if is_control {
            return None;
        }
        let entries = self.entries();
        let key = (protocol.0, kind);
        let start = entries.kinds.partition_point(|(known, _)| *known < key);
        let known = entries.kinds.get(start..)?.iter();
        let mut known = known.take_while(|(known, _)| *known == key);
        let of_sockets = match key {
            (_, 20) if protocol == Protocol::SOCK_DIAG => Some(sockets(*payload.first()?)?),
            _ => None,
        };
        let (_, index) = known.find(|(_, index)| {
            let entry = entries.all.get(*index);
            entry.is_some_and(|entry| of_sockets.is_none_or(|name| same_name(name, &entry.name)))
        })?;
        let spec = entries.spec(*index)?;
        (spec.family() == Family::Raw(protocol)).then_some(spec)
    }

    fn entries(&self) -> &Entries {
        self.entries.get_or_init(|| Entries::of(&self.folders))
    }
}

/// Whose sockets a message of SOCK_DIAG is about, by the address family in its first byte (`AF_*`).
pub(crate) fn sockets(family: u8) -> Option<&'static str> {
    Some(match family {
        1 => "unix-diag",
        2 | 10 => "inet-diag",
        16 => "netlink-diag",
        17 => "packet-diag",
        40 => "vsock-diag",
        _ => return None,
    })
}

/// All descriptions that there are, read or not.
#[derive(Debug)]
struct Entries {
    all: Vec<Entry>,
    by_name: HashMap<String, usize>,
    /// By protocol and kind, in their order.
    kinds: Vec<((u8, u16), usize)>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    /// `None` if it is inside of the crate.
    file: Option<PathBuf>,
    spec: OnceLock<Result<Box<Spec>, LoadError>>,
}

impl Entries {
    fn of(folders: &Folders) -> Self {
        let mut entries = Self {
            all: Vec::new(),
            by_name: HashMap::new(),
            kinds: Vec::new(),
        };
        for file in folders.before() {
            entries.add_file(file);
        }
        for family in families().filter(|_| folders.has_inside()) {
            entries.add(family.to_owned(), None);
        }
        for file in folders.behind() {
            entries.add_file(file);
        }
        for one in kinds() {
            if let Some(&index) = entries.by_name.get(plain(one.family).as_ref()) {
                let key = (one.protocol.0, one.kind);
                entries.kinds.push((key, index));
            }
        }
        entries.kinds.sort_unstable();
        entries.kinds.dedup();
        entries
    }

    /// The first of a name counts.
    fn add(&mut self, name: String, file: Option<PathBuf>) -> Option<usize> {
        let key = plain(&name).into_owned();
        if self.by_name.contains_key(&key) {
            return None;
        }
        self.by_name.insert(key, self.all.len());
        self.all.push(Entry {
            name,
            file,
            spec: OnceLock::new(),
        });
        Some(self.all.len() - 1)
    }

    fn add_file(&mut self, file: PathBuf) {
        let stem = file.file_stem().map(|stem| stem.to_string_lossy());
        let Some(name) = stem.map(Cow::into_owned) else {
            return;
        };
        let is_new = families().all(|known| !same_name(known, &name)) && is_raw(&file);
        let added = self.add(name, Some(file)).filter(|_| is_new);
        // Nothing but the file says what kinds it has.
        let Some((index, spec)) = added.and_then(|index| Some((index, self.spec(index)?))) else {
            return;
        };
        let Family::Raw(protocol) = spec.family() else {
            return;
        };
        let operations = spec.operations().iter();
        let kinds = operations.flat_map(|one| one.request().into_iter().chain(one.reply()));
        let kinds: Vec<_> = kinds.map(|kind| ((protocol.0, kind), index)).collect();
        self.kinds.extend(kinds);
    }

    fn spec(&self, index: usize) -> Option<&Spec> {
        let entry = self.all.get(index)?;
        let read = || match &entry.file {
            Some(file) => Spec::load(file),
            None => Spec::read_inside(&entry.name),
        };
        let spec = entry.spec.get_or_init(|| read().map(Box::new));
        spec.as_deref().ok()
    }
}

/// Whether a file may describe a protocol of its own. Most do not, and are read when they are needed.
fn is_raw(file: &Path) -> bool {
    fs::read_to_string(file).is_ok_and(|text| text.contains("netlink-raw"))
}

impl Role {
    fn guess(flags: Flags) -> Self {
        if flags.contains(Flags::REQUEST) {
            Self::Request
        } else if flags.contains(Flags::MULTI) {
            Self::Answer
        } else {
            Self::Notification
        }
    }
}

impl Spec {
    /// The operation that a message is of, by its kind or, in generic netlink, its `cmd`, and whether the message asks
    /// for it.
    pub(crate) fn operation_of(&self, number: u16, role: Role) -> Option<(&Operation, bool)> {
        let mut operations = self.operations().iter();
        let (found, is_request) = match role {
            Role::Request => (self.request_of(number), true),
            Role::Answer => {
                let is_answer = |one: &&Operation| {
                    let answers = one.answers() || one.can_dump();
                    answers && !one.is_notification() && one.reply() == Some(number)
                };
                (operations.find(is_answer), false)
            }
            Role::Notification => (None, false),
        };
        match found {
            Some(operation) => Some((operation, is_request)),
            None => Some((self.notification(number)?, false)),
        }
    }
}

/// A line of `tables/kinds.txt`.
struct Kind {
    protocol: Protocol,
    kind: u16,
    family: &'static str,
    name: &'static str,
}

/// All lines, by protocol and kind.
fn kinds() -> &'static [Kind] {
    static KINDS: OnceLock<Vec<Kind>> = OnceLock::new();
    KINDS.get_or_init(|| {
        let lines = include_str!("../tables/kinds.txt").lines();
        let kind = |line: &'static str| {
            let mut words = line.split(' ');
            Some(Kind {
                protocol: Protocol(words.next()?.parse().ok()?),
                kind: words.next()?.parse().ok()?,
                family: words.next()?,
                name: words.next()?,
            })
        };
        lines.filter_map(kind).collect()
    })
}

/// The name that the kernel's headers have for a kind of message, such as `RTM_NEWLINK`; `None` if the crate has no
/// description of it.
pub fn kind_name(protocol: Protocol, kind: u16) -> Option<&'static str> {
    let (kinds, key) = (kinds(), (protocol, kind));
    let index = kinds.partition_point(|one| (one.protocol, one.kind) < key);
    let found = kinds.get(index);
    found
        .filter(|one| (one.protocol, one.kind) == key)
        .map(|one| one.name)
}

/// The kind of message that has a name in the kernel's headers: [`kind_name`] turned round.
pub fn kind_number(protocol: Protocol, name: &str) -> Option<u16> {
    let mut kinds = kinds().iter();
    let found = kinds.find(|one| one.protocol == protocol && one.name == name);
    found.map(|found| found.kind)
}
