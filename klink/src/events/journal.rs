// SPDX-License-Identifier: MIT OR Apache-2.0

use klink_protocol::events::{self, attr, cmd, JournalStatus, Kind, Position, State};

use crate::error::{Error, Op};
use crate::genl::{resolve_error, Answer, Family, GetFamily};
use crate::names::Names;
use crate::wire::genl::Header;
use crate::wire::{Malformed, Protocol};
use crate::{Netns, Socket};

pub(crate) static NAMES: Names = Names {
    header: Header::LEN,
    attributes: &[
        (attr::JOURNAL, "journal", None),
        (attr::FROM, "from", None),
        (attr::KINDS, "kinds", None),
        (attr::LIMIT, "limit", None),
        (attr::KIND, "kind", None),
        (attr::ENABLE, "enable", None),
        (attr::TEXT, "text", None),
    ],
};

/// The journal as a whole: its counters, its sources, and markers.
///
/// ```no_run
/// use klink::events::{Journal, Kind};
///
/// let mut journal = Journal::open()?;
/// let (status, sources) = journal.status()?;
/// println!("{} of {} bytes", status.used, status.size);
/// for source in sources {
///     println!("{:?} {}", source.kind.name(), source.appended);
/// }
/// journal.switch(Kind::COMM, false)?;
/// journal.emit("the experiment begins")?;
/// # Ok::<(), klink::Error>(())
/// ```
#[derive(Debug)]
pub struct Journal {
    family: Family,
    socket: Socket,
}

/// The source of the events of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceStatus {
    /// The kind.
    pub kind: Kind,
    /// Whether the source is on.
    pub state: State,
    /// The reason why the source cannot be switched on; empty if it can.
    pub reason: String,
    /// The number of events since the module was loaded.
    pub appended: u64,
    /// The number of these that are overwritten, whether or not a reader has read them.
    pub overwritten: u64,
}

impl Journal {
    /// Finds the journal that is loaded now.
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound): `klink_events.ko` is not loaded, or this is not the initial
    /// network namespace.
    pub fn open() -> Result<Self, Error> {
        Self::over(Socket::open(Protocol::GENERIC)?)
    }

    /// [`Journal::open`] in the initial network namespace, for a process that is in another one.
    pub fn open_in(netns: &Netns) -> Result<Self, Error> {
        Self::over(Socket::open_in(netns, Protocol::GENERIC)?)
    }

    fn over(mut socket: Socket) -> Result<Self, Error> {
        let family = find(socket.request(&GetFamily(Some(events::FAMILY))))?;
        Ok(Self { family, socket })
    }

    /// The journal's counters and sources.
    pub fn status(&mut self) -> Result<(JournalStatus, Vec<SourceStatus>), Error> {
        let request = self.family.request(cmd::STATUS, |_| Ok(())).names(&NAMES);
        let answer: Answer<'_> = self.socket.request(&request)?;
        let read = || -> Result<_, Malformed> {
            let status = JournalStatus::read(answer.attrs)?;
            let mut sources = Vec::new();
            for attr in answer.attrs {
                let attr = attr?;
                if attr.kind() == attr::SOURCE {
                    let source = events::SourceStatus::read(attr.nested())?;
                    sources.push(SourceStatus {
                        kind: source.kind,
                        state: source.state,
                        reason: source.reason.to_owned(),
                        appended: source.appended,
                        overwritten: source.overwritten,
                    });
                }
            }
            Ok((status, sources))
        };
        read().map_err(malformed)
    }

    /// Switches the source of one kind on or off. A change is itself an event, [`Kind::SWITCH`].
    ///
    /// `EOPNOTSUPP`: this kernel cannot report such events, or they cannot be switched off; the error says why.
    pub fn switch(&mut self, kind: Kind, on: bool) -> Result<(), Error> {
        let request = self.family.request(cmd::SWITCH, |message| {
            message.put_u32(attr::KIND, kind.0.into())?;
            message.put_u8(attr::ENABLE, on.into())
        });
        self.socket.apply(&request.names(&NAMES)).map(|_| ())
    }

    /// Appends a marker, and returns its sequence number. The text has 1 to 255 bytes and no NUL.
    pub fn emit(&mut self, text: &str) -> Result<u64, Error> {
        let request = self
            .family
            .request(cmd::EMIT, |message| message.put_str(attr::TEXT, text));
        let answer: Answer<'_> = self.socket.request(&request.names(&NAMES))?;
        let position = Position::read(answer.attrs).map_err(malformed)?;
        Ok(position.next.wrapping_sub(1))
    }

    /// Asks all readers that have the journal's memory mapped to let go of it, and lets no other map it, so that the
    /// module can be unloaded. klink's readers go on by dumps.
    pub fn close(&mut self) -> Result<(), Error> {
        let request = self.family.request(cmd::CLOSE, |_| Ok(()));
        self.socket.apply(&request.names(&NAMES)).map(|_| ())
    }
}

/// Converts the result of looking for the family.
pub(crate) fn find(answer: Result<Family, Error>) -> Result<Family, Error> {
    answer.map_err(|error| resolve_error(events::FAMILY, error))
}

pub(crate) fn malformed(malformed: Malformed) -> Error {
    Error::new(Op::Receive, "the journal of events", malformed)
}
