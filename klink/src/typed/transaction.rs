// SPDX-License-Identifier: MIT OR Apache-2.0

//! Changes that are all made, or none of them.

use std::fmt;

use super::request::{Operation, Writes};
use super::show;
use super::view::{Body, Key};
use super::Ask;
use crate::batch::Outcome;
use crate::error::{Acknowledgement, Error, ErrorKind, Op};
use crate::names::Names;
use crate::request::{Outbox, Request, Writer};
use crate::wire::{BuildError, Flags, Header, Malformed, Message, Protocol};
use crate::{Errno, Socket};

/// A transaction of nfnetlink: the kernel makes all of its changes, or none if it refuses one (`nfnetlink_rcv_batch()`).
///
/// Changes are added one by one, and nothing is sent before [`Transaction::commit`]. All of them are one datagram, of at
/// most 64 KiB. A refusal names the object, the path of the attribute, and the kernel's reason:
///
/// ```text
/// request newchain {nfgen-family: 1, table: "none", name: "in"} of netlink protocol NETFILTER: ENOENT (No such file or directory): attribute table
/// ```
///
/// ```no_run
/// # #[cfg(feature = "nftables")] {
/// use klink::families::nftables::{self, Nftables};
/// use klink::Flags;
///
/// let mut nft = Nftables::open()?;
/// let mut changes = nft.begin();
/// let table = nftables::newtable(|table| table.header(|header| header.nfgen_family(1)).name("demo"));
/// changes.add(&table.flags(Flags::CREATE))?;
/// changes.commit()?;
/// # }
/// # Ok::<(), klink::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "nothing is sent before `commit`"]
pub struct Transaction<'s, S> {
    pub(crate) socket: &'s mut S,
    changes: Vec<Change>,
}

/// The most bytes of one datagram.
const BYTES: usize = 64 << 10;

/// The message that begins a transaction (`NFNL_MSG_BATCH_BEGIN`), and the one that ends it.
const FRAME: [(u16, &str); 2] = [(16, "batch-begin"), (17, "batch-end")];

impl<'s, S> Transaction<'s, S> {
    /// Begins a transaction on a socket.
    #[inline]
    pub fn on(socket: &'s mut S) -> Self {
        Self {
            socket,
            changes: Vec::new(),
        }
    }

    /// Adds a change.
    #[inline]
    pub fn add<O: Operation, F>(&mut self, change: &Ask<O, F>) -> Result<(), Error>
    where
        F: for<'w> Writes<O::Put<'w>>,
    {
        let mut written = Outbox::of_kernel();
        let pushed = written.push(change, change.flags(), 0);
        pushed.map_err(|build_error| error(O::NAME, build_error))?;
        self.changes.push(Change {
            kind: change.kind(),
            flags: change.flags(),
            message: written.written().to_vec(),
            label: O::NAME,
            names: O::NAMES,
            show: shown::<O>,
        });
        let bytes: usize = self.changes.iter().map(|change| change.message.len()).sum();
        match bytes > BYTES {
            true => Err(error(
                O::NAME,
                ErrorKind::Unsupported("a transaction has at most 64 KiB"),
            )),
            false => Ok(()),
        }
    }

    /// All changes, with what begins and ends them.
    #[inline]
    pub(crate) fn framed(&self) -> impl Iterator<Item = Change> + '_ {
        // The upper half of a kind is the subsystem.
        let first = self.changes.first();
        let subsystem = first.map(|change| change.kind >> 8).unwrap_or_default();
        let [begin, end] = FRAME.map(|(kind, label)| {
            let mut message = vec![0; Header::LEN + 2];
            message.extend_from_slice(&subsystem.to_be_bytes());
            Change {
                kind,
                flags: Flags::NONE,
                message,
                label,
                names: const { &Names::unknown(0) },
                show: |_, _| Ok(()),
            }
        });
        let changes = self.changes.iter().cloned();
        std::iter::once(begin)
            .chain(changes)
            .chain(std::iter::once(end))
    }

    /// The error of a transaction that was refused.
    #[inline]
    pub(crate) fn result(&self, outcome: &Outcome) -> Result<(), Error> {
        let Some(failure) = outcome.failures.first() else {
            return Ok(());
        };
        let mut changes = self.framed();
        let Some(change) = changes.nth(failure.index) else {
            return Err(error("transaction", Errno::EPROTO));
        };
        let (names, message) = (change.names, change.message.as_slice());
        let ack = failure.ack.clone();
        let ack = Acknowledgement {
            attribute: ack.attribute.map(|path| match path.start() {
                Some(start) => names.path_to(message, start),
                None => path,
            }),
            missing: ack.missing.map(|path| match path.kinds().last() {
                Some(kind) => names.path_of_missing(message, path.start(), kind),
                None => path,
            }),
            ..ack
        };
        Err(error(&change, ErrorKind::Refused(Box::new(ack))))
    }
}

impl Transaction<'_, Socket> {
    /// Makes the changes: all of them, or none.
    ///
    /// [`ErrorKind::Refused`]: the kernel refused the change that the error names.
    #[inline]
    pub fn commit(self) -> Result<(), Error> {
        let changes: Vec<_> = self.framed().collect();
        let mut batch = self.socket.batch();
        batch.pack(u32::MAX);
        for change in &changes {
            batch.push(change)?;
        }
        let outcome = batch.finish_transaction()?;
        self.result(&outcome)
    }
}

#[inline]
fn error(object: impl fmt::Display, kind: impl Into<ErrorKind>) -> Error {
    let object = format!("{object} of netlink protocol {}", Protocol::NETFILTER);
    Error::new(Op::Request, object, kind)
}

/// Shows what a request holds.
#[inline]
fn shown<O: Operation>(payload: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match O::Request::read(payload, Key::None) {
        Ok(body) => show::debug(f, &mut |walk| body.fields(walk)),
        Err(_) => Ok(()),
    }
}

/// A change as it will be sent.
#[derive(Clone)]
pub(crate) struct Change {
    kind: u16,
    flags: Flags,
    /// The message with a header that is not looked at.
    message: Vec<u8>,
    label: &'static str,
    names: &'static Names,
    show: fn(&[u8], &mut fmt::Formatter<'_>) -> fmt::Result,
}

impl Change {
    #[inline]
    fn payload(&self) -> &[u8] {
        self.message.get(Header::LEN..).unwrap_or_default()
    }
}

impl fmt::Display for Change {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.label)?;
        (self.show)(self.payload(), f)
    }
}

impl fmt::Debug for Change {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Request for Change {
    type Reply<'a> = Message<'a>;

    #[inline]
    fn kind(&self) -> u16 {
        self.kind
    }

    #[inline]
    fn flags(&self) -> Flags {
        self.flags
    }

    #[inline]
    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(self.payload())
    }

    #[inline]
    fn read<'a>(&self, message: Message<'a>) -> Result<Message<'a>, Malformed> {
        Ok(message)
    }

    #[inline]
    fn label(&self) -> Option<&'static str> {
        Some(self.label)
    }
}
