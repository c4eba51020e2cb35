// SPDX-License-Identifier: MIT OR Apache-2.0

use crate::error::{Error, ErrorKind, Op};
use crate::names::Names;
use crate::wire::{align, BuildError, Builder, Flags, Malformed, Message, Portid, Slice};
use crate::Errno;

/// The writer of a request's header and attributes.
pub type Writer<'b> = Builder<'b, Slice<'b>>;

/// One request of a protocol: how to write it, and how to read its replies.
///
/// The same request works with every method of every kind of socket. [`request()`] makes one from a closure; the
/// modules of the ready-made protocols have their own. The message [carries](crate#sending) the port id of the socket
/// that sends it.
pub trait Request {
    /// The type of a reply; it borrows from the receive buffer.
    type Reply<'a>;

    /// The type of the message (`nlmsg_type`).
    fn kind(&self) -> u16;

    /// Flags in addition to those that the method sets: [`Flags::REQUEST`], and [`Flags::ACK`] or [`Flags::DUMP`].
    fn flags(&self) -> Flags {
        Flags::NONE
    }

    /// Writes the payload after the message header. If there was too little room, it is called again with more.
    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError>;

    /// Reads one reply.
    fn read<'a>(&self, message: Message<'a>) -> Result<Self::Reply<'a>, Malformed>;

    /// The request's name, for errors.
    fn label(&self) -> Option<&'static str> {
        None
    }

    /// The names of its attributes, for errors.
    fn names(&self) -> &'static Names {
        const { &Names::unknown(0) }
    }

    /// The same request with more attributes after its own. The closure may run more than once, with more room each
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

/// A request of any protocol, with a closure that writes the payload after the message header. Its replies are plain
/// [`Message`]s. The closure may run more than once, with more room each time.
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

/// Items on their way, as many at once as one request has room for.
#[derive(Debug)]
pub(crate) struct Portions<'i, T> {
    rest: &'i [T],
    most: usize,
    count: usize,
    is_over: bool,
}

impl<'i, T> Portions<'i, T> {
    pub(crate) fn of(items: &'i [T]) -> Self {
        Self {
            rest: items,
            most: items.len(),
            count: 0,
            is_over: false,
        }
    }

    /// The next items, and whether they are the first. There always are some, even if there are no items.
    pub(crate) fn next(&self) -> Option<(&'i [T], bool)> {
        let part = self.rest.get(..self.most).unwrap_or(self.rest);
        (!self.is_over).then_some((part, self.count == 0))
    }

    /// Takes the result of those. If they are too many, half of them are next.
    pub(crate) fn took(&mut self, part: &[T], result: Result<(), Error>) -> Result<(), Error> {
        match result {
            Ok(()) => {
                self.rest = self.rest.get(part.len()..).unwrap_or_default();
                self.is_over = self.rest.is_empty();
                self.count += 1;
            }
            Err(error) if part.len() > 1 && is_too_long(&error) => self.most = part.len() / 2,
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// How many requests there were.
    pub(crate) fn count(&self) -> usize {
        self.count
    }
}

/// Whether nothing was sent, because there was too much of it.
fn is_too_long(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Unwritable(BuildError::TooLong | BuildError::Full) => true,
        ErrorKind::System(errno) => error.op() == Op::Send && *errno == Errno::EMSGSIZE,
        _ => false,
    }
}

/// A buffer for the requests of a socket, and for all headers that it sends: the memory grows, and is reused for the
/// next request.
#[derive(Debug)]
pub(crate) struct Outbox {
    /// Initialised once; overwritten by each request.
    bytes: Vec<u8>,
    used: usize,
    /// The port id in the header of the messages (`nlmsg_pid`).
    ///
    /// The kernel's protocols ignore it and reply to the address of the datagram. Two of Linux 7.3 use it:
    /// notifications of IPsec pass it on (`net/xfrm/xfrm_user.c`), and the iWARP port mapper takes it for the daemon's
    /// address (`drivers/infiniband/core/iwpm_msg.c`). Modules written after tutorials reply to it. Such a module sends
    /// its reply to a message with port id 0 to itself, replies to that, and so on until the kernel's stack overflows.
    /// The socket's own port id is right for all of them.
    claim: u32,
}

impl Outbox {
    /// The maximum size: more than any socket sends in a datagram.
    const LIMIT: usize = 1 << 26;

    /// A buffer for the socket with this port id.
    pub(crate) fn of(portid: Portid) -> Self {
        Self {
            claim: portid.get(),
            ..Self::of_kernel()
        }
    }

    /// A buffer for messages of the kernel.
    pub(crate) fn of_kernel() -> Self {
        Self {
            bytes: Vec::new(),
            used: 0,
            claim: 0,
        }
    }

    /// Appends a request, padded so that another one can follow.
    ///
    /// The request is written into the free part, and again with more room if that is too small. So while a request is
    /// written, the compiler has to keep track only of a slice.
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

    /// The messages that have been written.
    #[inline]
    pub(crate) fn written(&self) -> &[u8] {
        self.bytes.get(..self.used).unwrap_or(&[])
    }

    /// The messages that have been written, to be changed.
    #[inline]
    pub(crate) fn written_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..self.used).unwrap_or_default()
    }

    /// The length of the written messages.
    #[inline]
    pub(crate) fn used(&self) -> usize {
        self.used
    }

    /// Discards what was written, and keeps the memory.
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
