// SPDX-License-Identifier: MIT OR Apache-2.0

use std::collections::BTreeMap;

use super::{Family, Policies};
use crate::error::{Error, ErrorKind, Op};
use crate::listener::{Listener, Lost, Notification};
use crate::request::Request;
use crate::socket::Socket;
use crate::wire::genl::{ctrl, Header};
use crate::wire::{Attrs, BuildError, Group, Malformed, Message, Protocol};
use crate::{Errno, Names, Netns, Writer};

/// Queries the kernel for families, and caches the results.
///
/// A family's id changes when its module is reloaded. Looking the family up by name each time helps only if the cache
/// is invalidated: [`Changes`] reports reloads, and [`Controller::forget`] removes a family from the cache.
#[derive(Debug)]
pub struct Controller {
    socket: Socket,
    cache: BTreeMap<String, Family>,
}

impl Controller {
    /// Opens a socket.
    pub fn open() -> Result<Self, Error> {
        Socket::open(Protocol::GENERIC).map(Self::from)
    }

    /// [`Controller::open`] in another network namespace, which may have other families.
    pub fn open_in(netns: &Netns) -> Result<Self, Error> {
        Socket::open_in(netns, Protocol::GENERIC).map(Self::from)
    }

    /// A family by name, which is queried once and then cached. It borrows nothing, and its clones are cheap.
    ///
    /// [`ErrorKind::NotFound`]: there is no such family; its module may not be loaded.
    pub fn family(&mut self, name: &str) -> Result<Family, Error> {
        if let Some(known) = self.cache.get(name) {
            return Ok(known.clone());
        }
        let family = self.socket.request(&GetFamily(Some(name)));
        let family = family.map_err(|error| resolve_error(name, error))?;
        self.cache.insert(name.to_owned(), family.clone());
        Ok(family)
    }

    /// The socket, for requests to the families themselves.
    pub fn socket(&mut self) -> &mut Socket {
        &mut self.socket
    }

    /// All families, queried again each time.
    pub fn families(&mut self) -> Result<Vec<Family>, Error> {
        self.socket.dump(GetFamily(None))?.collect(|family| family)
    }

    /// The attribute policies that a family publishes.
    ///
    /// [`ErrorKind::NotFound`]: there is no such family. The result is empty if the kernel replies `ENODATA`.
    pub fn policies(&mut self, name: &str) -> Result<Policies, Error> {
        let mut policies = Policies::default();
        let read = self.read_policies(name, &mut policies);
        match read {
            Ok(()) => Ok(policies),
            Err(error) => Err(resolve_error(name, error)),
        }
    }

    fn read_policies(&mut self, name: &str, policies: &mut Policies) -> Result<(), Error> {
        let mut dump = self.socket.dump(GetPolicy(name))?;
        while let Some(part) = dump.next()? {
            policies
                .add(part)
                .map_err(|malformed| Error::new(Op::Resolve, family_object(name), malformed))?;
        }
        Ok(())
    }

    /// Removes a family from the cache, so that it is queried again.
    pub fn forget(&mut self, name: &str) {
        self.cache.remove(name);
    }
}

impl From<Socket> for Controller {
    /// Uses a socket of [`Protocol::GENERIC`].
    fn from(socket: Socket) -> Self {
        Self {
            socket,
            cache: BTreeMap::new(),
        }
    }
}

/// Takes the socket, for requests alone or for an async socket.
impl From<Controller> for Socket {
    fn from(controller: Controller) -> Self {
        controller.socket
    }
}

fn family_object(name: &str) -> String {
    format!("generic netlink family {name:?}")
}

/// Converts `ENOENT`, which means that no family has the name; other errors are kept.
pub(crate) fn resolve_error(name: &str, error: Error) -> Error {
    match error.errno() {
        Some(Errno::ENOENT) => Error::new(Op::Resolve, family_object(name), ErrorKind::NotFound),
        _ => Error::new(Op::Resolve, family_object(name), error.kind().clone()),
    }
}

/// `CTRL_CMD_GETFAMILY`, for one family by name or for all.
pub(crate) struct GetFamily<'n>(pub(crate) Option<&'n str>);

static NAMES: Names = Names {
    header: Header::LEN,
    attributes: &[
        (ctrl::attr::FAMILY_ID, "family-id", None),
        (ctrl::attr::FAMILY_NAME, "family-name", None),
        (ctrl::attr::OP, "op", None),
    ],
};

impl Request for GetFamily<'_> {
    type Reply<'a> = Family;

    fn kind(&self) -> u16 {
        ctrl::ID
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        let header = Header {
            cmd: ctrl::cmd::GET_FAMILY,
            version: ctrl::VERSION,
        };
        message.raw(&header.to_bytes())?;
        match self.0 {
            Some(name) => message.put_str(ctrl::attr::FAMILY_NAME, name),
            None => Ok(()),
        }
    }

    fn read(&self, message: Message<'_>) -> Result<Family, Malformed> {
        Family::read(Header::read(&message)?.1)
    }

    fn label(&self) -> Option<&'static str> {
        Some("CTRL_CMD_GETFAMILY")
    }

    fn names(&self) -> &'static Names {
        &NAMES
    }
}

/// A listener to families that appear and disappear, with their modules.
#[derive(Debug)]
pub struct Changes {
    listener: Listener,
}

/// A change of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// The family was added. Its groups are reported with it.
    Added(Family),
    /// The family was removed: its id is no longer valid.
    Removed(Family),
    /// Changes were lost.
    Lost(Lost),
}

impl Changes {
    /// Joins the controller's group.
    pub fn open() -> Result<Self, Error> {
        let mut listener = Listener::open(Protocol::GENERIC)?;
        listener.join_family("nlctrl", ctrl::GROUP)?;
        Ok(Self { listener })
    }

    /// The listener, for waiting together with others or for limiting its wait.
    pub fn listener(&mut self) -> &mut Listener {
        &mut self.listener
    }

    /// Waits for the next change.
    #[allow(clippy::should_implement_trait)] // It would end only with an error.
    pub fn next(&mut self) -> Result<Change, Error> {
        loop {
            let message = match self.listener.next()? {
                Notification::Lost(lost) => return Ok(Change::Lost(lost)),
                Notification::Message(notification) => notification.message,
            };
            let change = Header::read(&message).and_then(|(header, attrs)| {
                Ok(match header.cmd {
                    ctrl::cmd::NEW_FAMILY => Some(Change::Added(Family::read(attrs)?)),
                    ctrl::cmd::DEL_FAMILY => Some(Change::Removed(Family::read(attrs)?)),
                    _ => None,
                })
            });
            match change {
                Ok(Some(change)) => return Ok(change),
                Ok(None) => {}
                Err(malformed) => {
                    let object = "a change of generic netlink families";
                    return Err(Error::new(Op::Receive, object, malformed));
                }
            }
        }
    }
}

impl Listener {
    /// Joins a group of a generic netlink family, both by name, on a listener of [`Protocol::GENERIC`]. Returns the
    /// group's number, which differs from boot to boot.
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound): there is no such family, or it has no such group. To look them up, a
    /// socket is opened for the duration of the call, in the calling thread's network namespace.
    pub fn join_family(&mut self, family: &str, group: &str) -> Result<Group, Error> {
        let mut controller = Controller::open()?;
        let group = controller.family(family)?.group(group)?;
        self.join(group)?;
        Ok(group)
    }
}

/// `CTRL_CMD_GETPOLICY` of a family by name.
struct GetPolicy<'n>(&'n str);

impl Request for GetPolicy<'_> {
    type Reply<'a> = Attrs<'a>;

    fn kind(&self) -> u16 {
        ctrl::ID
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        let header = Header {
            cmd: ctrl::cmd::GET_POLICY,
            version: ctrl::VERSION,
        };
        message.raw(&header.to_bytes())?;
        message.put_str(ctrl::attr::FAMILY_NAME, self.0)
    }

    fn read<'a>(&self, message: Message<'a>) -> Result<Attrs<'a>, Malformed> {
        Ok(Header::read(&message)?.1)
    }

    fn label(&self) -> Option<&'static str> {
        Some("CTRL_CMD_GETPOLICY")
    }

    fn names(&self) -> &'static Names {
        &NAMES
    }
}
