// SPDX-License-Identifier: MIT OR Apache-2.0

use std::sync::Arc;

use crate::error::{Error, ErrorKind, Op};
use crate::names::Names;
use crate::request::{self, Writer};
use crate::wire::genl::{ctrl, Header};
use crate::wire::{Attrs, BuildError, Flags, Group, Malformed, Message};

/// A generic netlink family as the kernel describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family(Arc<Description>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Description {
    name: String,
    id: u16,
    version: u8,
    header_len: usize,
    max_attr: u32,
    operations: Vec<Operation>,
    groups: Vec<(String, Group)>,
}

/// One operation of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The number of the operation.
    pub cmd: u8,
    /// The required permission and the abilities: [`wire::genl::ctrl::op_flags`](crate::wire::genl::ctrl::op_flags).
    pub flags: u32,
}

impl Operation {
    /// Whether the operation supports a do request.
    pub fn can_do(&self) -> bool {
        self.flags & ctrl::op_flags::DO != 0
    }

    /// Whether the operation supports a dump.
    pub fn can_dump(&self) -> bool {
        self.flags & ctrl::op_flags::DUMP != 0
    }

    /// Whether the operation requires `CAP_NET_ADMIN`, in the initial user namespace or in that of the network
    /// namespace.
    pub fn needs_admin(&self) -> bool {
        self.flags & (ctrl::op_flags::ADMIN_PERM | ctrl::op_flags::UNS_ADMIN_PERM) != 0
    }
}

impl Family {
    /// The name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The type of its messages: different from boot to boot, and after its module is reloaded.
    pub fn id(&self) -> u16 {
        self.0.id
    }

    /// The version.
    pub fn version(&self) -> u8 {
        self.0.version
    }

    /// The size in bytes of a family header, between the generic header and the attributes. Few families have one.
    pub fn header_len(&self) -> usize {
        self.0.header_len
    }

    /// The highest attribute type; 0 if each operation has its own.
    pub fn max_attr(&self) -> u32 {
        self.0.max_attr
    }

    /// The operations.
    pub fn operations(&self) -> &[Operation] {
        &self.0.operations
    }

    /// The multicast groups by name.
    pub fn groups(&self) -> impl Iterator<Item = (&str, Group)> {
        self.0
            .groups
            .iter()
            .map(|(name, group)| (name.as_str(), *group))
    }

    /// The number of a multicast group, for [`Listener::join`](crate::Listener::join).
    ///
    /// [`ErrorKind::NotFound`]: the family has no group of this name.
    pub fn group(&self, name: &str) -> Result<Group, Error> {
        self.groups()
            .find(|&(known, _)| known == name)
            .map(|(_, group)| group)
            .ok_or_else(|| {
                let object = format!("group {name:?} of generic netlink family {:?}", self.0.name);
                Error::new(Op::Resolve, object, ErrorKind::NotFound)
            })
    }

    /// A request for one of the family's operations; the closure writes the attributes. It may run more than once, with
    /// more room each time.
    pub fn request<F>(&self, cmd: u8, write: F) -> Request<F>
    where
        F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
    {
        Request {
            id: self.0.id,
            header: Header {
                cmd,
                version: self.0.version,
            },
            flags: Flags::NONE,
            names: const { &Names::unknown(Header::LEN) },
            write,
        }
    }

    /// Reads a message of this family, such as a notification.
    ///
    /// [`Malformed::Kind`]: the message belongs to another family, or the family's module has been reloaded.
    pub fn answer<'a>(&self, message: Message<'a>) -> Result<Answer<'a>, Malformed> {
        answer(self.0.id, message)
    }

    /// Reads the attributes of `CTRL_CMD_NEWFAMILY` and similar messages. Missing values are 0 or empty.
    pub fn read(attrs: Attrs<'_>) -> Result<Self, Malformed> {
        let mut family = Description::default();
        for attr in attrs {
            let attr = attr?;
            match attr.kind() {
                ctrl::attr::FAMILY_ID => family.id = attr.u16()?,
                ctrl::attr::FAMILY_NAME => family.name = attr.str()?.to_owned(),
                ctrl::attr::VERSION => family.version = attr.u32()? as u8,
                ctrl::attr::HEADER_SIZE => family.header_len = attr.u32()? as usize,
                ctrl::attr::MAX_ATTR => family.max_attr = attr.u32()?,
                ctrl::attr::OPS => {
                    for operation in attr.nested() {
                        family.operations.push(operation_of(operation?.nested())?);
                    }
                }
                ctrl::attr::GROUPS => {
                    for group in attr.nested() {
                        family.groups.extend(group_of(group?.nested())?);
                    }
                }
                _ => {}
            }
        }
        Ok(Self(Arc::new(family)))
    }
}

fn operation_of(attrs: Attrs<'_>) -> Result<Operation, Malformed> {
    let mut operation = Operation { cmd: 0, flags: 0 };
    for attr in attrs {
        let attr = attr?;
        match attr.kind() {
            ctrl::op::ID => operation.cmd = attr.u32()? as u8,
            ctrl::op::FLAGS => operation.flags = attr.u32()?,
            _ => {}
        }
    }
    Ok(operation)
}

fn group_of(attrs: Attrs<'_>) -> Result<Option<(String, Group)>, Malformed> {
    let name = attrs.find(ctrl::group::NAME).map(|name| name.str());
    let number = attrs.find(ctrl::group::ID).map(|id| id.u32());
    Ok(
        match (name.transpose()?, number.transpose()?.and_then(Group::new)) {
            (Some(name), Some(group)) => Some((name.to_owned(), group)),
            _ => None,
        },
    )
}

/// A request of a family, made by [`Family::request`].
#[derive(Clone, Copy, Debug)]
pub struct Request<F> {
    id: u16,
    header: Header,
    flags: Flags,
    names: &'static Names,
    write: F,
}

impl<F> Request<F> {
    /// Adds flags.
    pub fn flags(mut self, flags: Flags) -> Self {
        self.flags = self.flags | flags;
        self
    }

    /// Sets the names of the attributes, for errors; their header is the generic one of 4 bytes.
    pub fn names(mut self, names: &'static Names) -> Self {
        self.names = names;
        self
    }
}

/// One reply of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The number of the operation.
    pub cmd: u8,
    /// The attributes. In a family with a header of its own, that header comes first.
    pub attrs: Attrs<'a>,
}

impl<'a> Answer<'a> {
    /// Reads a message of any family; [`Family::answer`] refuses messages of other families.
    pub fn read(message: Message<'a>) -> Result<Self, Malformed> {
        let (header, attrs) = Header::read(&message)?;
        Ok(Self {
            cmd: header.cmd,
            attrs,
        })
    }
}

#[inline]
fn answer(id: u16, message: Message<'_>) -> Result<Answer<'_>, Malformed> {
    match message.kind() == id {
        true => Answer::read(message),
        false => Err(Malformed::Kind {
            kind: message.kind().into(),
        }),
    }
}

impl<F> request::Request for Request<F>
where
    F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
{
    type Reply<'a> = Answer<'a>;

    fn kind(&self) -> u16 {
        self.id
    }

    fn flags(&self) -> Flags {
        self.flags
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&self.header.to_bytes())?;
        (self.write)(message)
    }

    fn read<'a>(&self, message: Message<'a>) -> Result<Answer<'a>, Malformed> {
        answer(self.id, message)
    }

    fn names(&self) -> &'static Names {
        self.names
    }
}
