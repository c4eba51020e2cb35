// SPDX-License-Identifier: MIT OR Apache-2.0

use crate::names::Names;
use crate::wire::{align, BuildError, Builder, Flags, Malformed, Message, Portid, Slice};

/// Where a request writes its header and attributes.
pub type Writer<'b> = Builder<'b, Slice<'b>>;

/// One request of a protocol: how it is written, and how its answers are read.
///
/// The same request serves every verb of every kind of socket. [`request()`] makes one from a closure; the modules of
/// the ready-made protocols have theirs. The message [claims](crate#sending) the port id of the socket that sends it.
pub trait Request {
    /// What an answer reads as; it borrows from the receive buffer.
    type Reply<'a>;

    /// The message's kind (`nlmsg_type`).
    fn kind(&self) -> u16;

    /// Flags besides those that the verb sets: [`Flags::REQUEST`], and [`Flags::ACK`] or [`Flags::DUMP`].
    fn flags(&self) -> Flags {
        Flags::NONE
    }

    /// Writes what follows the message header. Where there was too little room it is called again with more.
    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError>;

    /// Reads one answer.
    fn read<'a>(&self, message: Message<'a>) -> Result<Self::Reply<'a>, Malformed>;

    /// The request's name, for errors.
    fn label(&self) -> Option<&'static str> {
        None
    }

    /// The names of its attributes, for errors.
    fn names(&self) -> &'static Names {
        const { &Names::unknown(0) }
    }

    /// The same request with more attributes behind its own. The closure may run more than once, with more room each
    /// time.
    ///
    /// ```no_run
    /// use klink::route::{attr, NewAddress};
    /// use klink::{Protocol, Request, Socket};
    ///
    /// let mut socket = Socket::open(Protocol::ROUTE)?;
    /// let address = NewAddress::new(2, [192, 0, 2, 1].into(), 24);
    /// socket.apply(&address.with(|message| message.put_str(attr::IFA_LABEL, "eth0:web")))?;
    /// # Ok::<(), klink::Error>(())
    /// ```
    fn with<F>(self, write: F) -> With<Self, F>
    where
        Self: Sized,
        F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
    {
        With {
            request: self,
            write,
        }
    }
}

/// A request with more attributes, made by [`Request::with`].
#[derive(Clone, Copy, Debug)]
pub struct With<R, F> {
    request: R,
    write: F,
}

impl<R, F> Request for With<R, F>
where
    R: Request,
    F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
{
    type Reply<'a> = R::Reply<'a>;

    fn kind(&self) -> u16 {
        self.request.kind()
    }

    fn flags(&self) -> Flags {
        self.request.flags()
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        self.request.write(message)?;
        (self.write)(message)
    }

    #[inline]
    fn read<'a>(&self, message: Message<'a>) -> Result<Self::Reply<'a>, Malformed> {
        self.request.read(message)
    }

    fn label(&self) -> Option<&'static str> {
        self.request.label()
    }

    fn names(&self) -> &'static Names {
        self.request.names()
    }
}

impl<R: Request> Request for &R {
    type Reply<'a> = R::Reply<'a>;

    fn kind(&self) -> u16 {
        (**self).kind()
    }

    fn flags(&self) -> Flags {
        (**self).flags()
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        (**self).write(message)
    }

    #[inline]
    fn read<'a>(&self, message: Message<'a>) -> Result<Self::Reply<'a>, Malformed> {
        (**self).read(message)
    }

    fn label(&self) -> Option<&'static str> {
        (**self).label()
    }

    fn names(&self) -> &'static Names {
        (**self).names()
    }
}

/// A request of any protocol, with a closure that writes what follows the message header. Its answers are read as
/// plain [`Message`]s. The closure may run more than once, with more room each time.
///
/// ```
/// let get_lo = klink::request(18, |message| {
///     message.raw(&[0; 16])?;
///     message.put_str(3, "lo")
/// });
/// let mut socket = klink::Socket::open(klink::Protocol::ROUTE)?;
/// assert_eq!(socket.request(&get_lo)?.kind(), 16);
/// # Ok::<(), klink::Error>(())
/// ```
pub fn request<F>(kind: u16, write: F) -> Plain<F>
where
    F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
{
    Plain {
        kind,
        flags: Flags::NONE,
        write,
    }
}

/// A request made by [`request()`].
#[derive(Clone, Copy, Debug)]
pub struct Plain<F> {
    kind: u16,
    flags: Flags,
    write: F,
}

impl<F> Plain<F> {
    /// Adds flags, such as [`Flags::CREATE`].
    pub fn flags(mut self, flags: Flags) -> Self {
        self.flags = self.flags | flags;
        self
    }
}

impl<F> Request for Plain<F>
where
    F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
{
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
        (self.write)(message)
    }

    #[inline]
    fn read<'a>(&self, message: Message<'a>) -> Result<Message<'a>, Malformed> {
        Ok(message)
    }
}

/// Where the requests of a socket are written, and all headers that it sends: memory that grows, and is kept for the
/// next request.
#[derive(Debug)]
pub(crate) struct Outbox {
    /// Initialised once; written anew with each request.
    bytes: Vec<u8>,
    used: usize,
    /// The port id that the messages claim (`nlmsg_pid`).
    ///
    /// The kernel's protocols answer to the address of the datagram instead, whatever is claimed. Two of 7.3 use the
    /// claim: notifications of IPsec pass it on (`net/xfrm/xfrm_user.c`), and the iWARP port mapper takes it for the
    /// daemon's address (`drivers/infiniband/core/iwpm_msg.c`). Modules that people write from tutorials answer to it.
    /// Such a module sends its answer to a message that claims 0 to itself, answers that, and so on until the kernel's
    /// stack ends. The socket's own port id is right for all of them.
    claim: u32,
}

impl Outbox {
    /// More than any socket sends in a datagram.
    const LIMIT: usize = 1 << 26;

    /// What the socket with this port id sends.
    pub(crate) fn of(portid: Portid) -> Self {
        Self {
            claim: portid.get(),
            ..Self::of_kernel()
        }
    }

    /// What the kernel sends.
    pub(crate) fn of_kernel() -> Self {
        Self {
            bytes: Vec::new(),
            used: 0,
            claim: 0,
        }
    }

    /// Appends a request, padded so that another one can follow.
    ///
    /// It is written into what is free, and once more where that is too little. So all that the compiler has to keep
    /// track of while a request is written is a slice of its own.
    #[inline]
    pub(crate) fn push<R: Request>(
        &mut self,
        request: &R,
        flags: Flags,
        seq: u32,
    ) -> Result<(), BuildError> {
        loop {
            let free = self.bytes.get_mut(self.used..).unwrap_or_default();
            match write(request, free, flags, seq, self.claim) {
                Ok(len) => {
                    self.used += len;
                    return Ok(());
                }
                Err(BuildError::Full) if self.bytes.len() < Self::LIMIT => self.grow(),
                Err(build_error) => return Err(build_error),
            }
        }
    }

    #[cold]
    fn grow(&mut self) {
        let room = self.bytes.len() * 2;
        self.bytes.resize(room.clamp(1024, Self::LIMIT), 0);
    }

    /// What has been written.
    #[inline]
    pub(crate) fn written(&self) -> &[u8] {
        self.bytes.get(..self.used).unwrap_or(&[])
    }

    /// The same, to be changed.
    #[inline]
    pub(crate) fn written_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..self.used).unwrap_or_default()
    }

    /// How much that is.
    #[inline]
    pub(crate) fn used(&self) -> usize {
        self.used
    }

    /// Forgets what was written, not the memory.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.used = 0;
    }
}

/// Writes a request at the start of `free`, and returns its length with padding.
#[inline]
fn write<R: Request>(
    request: &R,
    free: &mut [u8],
    flags: Flags,
    seq: u32,
    claim: u32,
) -> Result<usize, BuildError> {
    let mut free = Slice::new(free);
    let mut message = Builder::new(&mut free, request.kind(), flags, seq)?;
    message.claim(claim);
    request.write(&mut message)?;
    let len = message.len();
    message.finish()?;
    Ok(align(len))
}
