// SPDX-License-Identifier: MIT OR Apache-2.0

use std::fmt;
use std::future::Future;
use std::os::fd::{AsFd, OwnedFd};
use std::pin::Pin;
use std::task::{Context, Poll};

use ::tokio::io::unix::AsyncFd;
use ::tokio::time;
use futures_core::Stream;
use klink_protocol::events::{cmd, group, JournalStatus, Kind, FAMILY};

use super::{Listener, Socket};
use crate::error::Error;
use crate::events::core::{Batch, Core, Step, POLL};
use crate::events::journal::{self, malformed, NAMES};
use crate::events::reader::{drain, mask, unpollable};
use crate::events::{self, Cursor, EventInPlace, Item, ItemInPlace, OwnedItem, Start};
use crate::genl::{Answer, Family, GetFamily};
use crate::{sys, Errno};

/// An async [`events::Reader`]. It converts from a blocking one, with its position and kinds.
///
/// ```no_run
/// use klink::events::{Item, Start};
/// use klink::tokio::Reader;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), klink::Error> {
/// let mut reader = Reader::open(Start::Oldest)?;
/// loop {
///     match reader.next().await? {
///         Item::Event(event) => println!("{} {:?}", event.seq(), event.kind().name()),
///         Item::Gap(gap) => println!("{} events are lost", gap.count()),
///         Item::Restart => println!("the journal was restarted"),
///     }
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Reader {
    socket: Socket,
    listener: Listener,
    core: Core,
    /// The descriptor of the mapped memory.
    watch: Option<AsyncFd<OwnedFd>>,
}

impl Reader {
    /// [`events::Reader::open`], within a tokio runtime. It asks the kernel for its position before it returns.
    pub fn open(start: Start) -> Result<Self, Error> {
        events::Reader::open(start)?.try_into()
    }

    /// Selects the kinds, as [`events::Reader::set_kinds`].
    pub fn set_kinds(&mut self, kinds: impl IntoIterator<Item = Kind>) {
        self.core.set_kinds(mask(kinds));
    }

    /// The position, as [`events::Reader::cursor`].
    pub fn cursor(&self) -> Cursor {
        self.core.cursor()
    }

    /// [`events::Reader::next`], without a limit of its own: use tokio's `timeout`. If the future is dropped, the
    /// reader keeps its position.
    pub async fn next(&mut self) -> Result<Item<'_>, Error> {
        self.advance().await?;
        self.core.item()
    }

    /// [`events::Reader::use_dumps`].
    pub fn use_dumps(&mut self) {
        self.core.use_dumps(None);
        self.watch = None;
    }

    /// [`events::Reader::is_mapped`].
    pub fn is_mapped(&self) -> bool {
        self.core.map().is_some()
    }

    /// [`events::Reader::why_dumps`].
    pub fn why_dumps(&self) -> Option<&Error> {
        self.core.why_dumps()
    }

    /// Reads the next event in place, as [`events::Reader::next_in_place`].
    pub async fn next_in_place<T>(
        &mut self,
        mut read: impl FnMut(&EventInPlace<'_>) -> T,
    ) -> Result<ItemInPlace<T>, Error> {
        if let Some(seen) = self.core.next_in_place(&mut read) {
            return Ok(ItemInPlace::Event(seen));
        }
        Ok(self.next().await?.read_in_place(read))
    }

    /// Converts to a [`Stream`] of the reader's items.
    pub fn into_stream(self) -> Items {
        Items(State::Idle(Box::new(self)))
    }

    /// Continues until there is an item.
    async fn advance(&mut self) -> Result<(), Error> {
        loop {
            match self.core.step() {
                Step::Item => return Ok(()),
                Step::Wait => self.wait().await?,
                Step::Find => {
                    let found = self.find().await;
                    self.core.found(found)?;
                }
                Step::Map => self.map()?,
                Step::Read => {
                    let filled = self.fill().await;
                    self.core.filled(filled)?;
                }
            }
        }
    }

    async fn find(&mut self) -> Result<(Family, JournalStatus), Error> {
        let family = journal::find(self.socket.request(&GetFamily(Some(FAMILY))).await)?;
        self.listener.join(family.group(group::WAKE)?)?;
        let request = family.request(cmd::STATUS, |_| Ok(())).names(&NAMES);
        let answer: Answer<'_> = self.socket.request(&request).await?;
        let status = JournalStatus::read(answer.attrs).map_err(malformed)?;
        Ok((family, status))
    }

    async fn fill(&mut self) -> Result<Batch, Error> {
        let mut batch = self.core.take_batch();
        if let Some(request) = self.core.request() {
            let mut dump = self.socket.dump(request).await?;
            while let Some(answer) = dump.next().await? {
                batch.push(&answer)?;
            }
        }
        Ok(batch)
    }

    /// Maps the journal's memory, without an await: a future that is dropped must not lose the descriptor. The kernel
    /// answers before the request returns.
    fn map(&mut self) -> Result<(), Error> {
        self.core.open_map(&mut self.socket.inner);
        let watch = self.core.map().map(|map| sys::watch(map.as_fd()));
        self.watch = watch.transpose().map_err(unpollable)?;
        Ok(())
    }

    async fn wait(&mut self) -> Result<(), Error> {
        if self.core.map().is_none() {
            self.watch = None;
        }
        if let Some(watch) = &self.watch {
            return match time::timeout(POLL, watch.readable()).await {
                Ok(Ok(mut ready)) => {
                    ready.clear_ready();
                    Ok(())
                }
                Ok(Err(error)) => {
                    let errno = error.raw_os_error().map_or(Errno::EIO, Errno);
                    Err(unpollable(errno))
                }
                Err(_) => Ok(()),
            };
        }
        match time::timeout(POLL, self.listener.next()).await {
            // One look at the journal serves all wake-ups.
            Ok(Ok(_)) => drain(&mut self.listener.inner).map(|_| ()),
            Ok(Err(error)) => Err(error),
            Err(_) => Ok(()),
        }
    }
}

/// Registers the reader with the tokio runtime that this is called in.
impl TryFrom<events::Reader> for Reader {
    type Error = Error;

    fn try_from(reader: events::Reader) -> Result<Self, Error> {
        let mut this = Self {
            socket: reader.socket.try_into()?,
            listener: reader.listener.try_into()?,
            core: reader.core,
            watch: None,
        };
        if let Some(map) = this.core.map() {
            this.watch = Some(sys::watch(map.as_fd()).map_err(unpollable)?);
        }
        Ok(this)
    }
}

/// The [`Stream`] that [`Reader::into_stream`] makes. It never ends; after an error it continues, as [`Reader::next`]
/// does.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Items(State);

/// The reader, and the result of [`Reader::advance`].
type Advanced = (Box<Reader>, Result<(), Error>);

enum State {
    Idle(Box<Reader>),
    Busy(Pin<Box<dyn Future<Output = Advanced> + Send>>),
    /// The state between the two, or after a panic in one.
    Gone,
}

impl Stream for Items {
    type Item = Result<OwnedItem, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let mut work = match std::mem::replace(&mut self.0, State::Gone) {
                State::Gone => return Poll::Ready(None),
                State::Busy(work) => work,
                State::Idle(mut reader) if reader.core.has_item() => {
                    let item = reader.core.item().map(OwnedItem::from);
                    self.0 = State::Idle(reader);
                    return Poll::Ready(Some(item));
                }
                State::Idle(mut reader) => Box::pin(async move {
                    let advanced = reader.advance().await;
                    (reader, advanced)
                }),
            };
            match work.as_mut().poll(context) {
                Poll::Pending => {
                    self.0 = State::Busy(work);
                    return Poll::Pending;
                }
                Poll::Ready((reader, advanced)) => {
                    self.0 = State::Idle(reader);
                    if let Err(error) = advanced {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
        }
    }
}

impl fmt::Debug for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}
