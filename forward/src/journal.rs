// SPDX-License-Identifier: MIT OR Apache-2.0

//! The journal, as the forwarder sees it, and the kernel's.

use std::future::Future;

use klink::events::{Cursor, Item, Kind, Reader, Start};
use klink::tokio::Reader as AsyncReader;
use klink::Error;

/// A journal that is read from a position on.
pub trait Journal {
    /// Begins to read here, or at the oldest event. Returns the position, which is in the journal that is loaded if none
    /// was given.
    fn open(&mut self, at: Option<Cursor>) -> Result<Cursor, Error>;

    /// Waits for the next item, and hands it over. If the future is dropped before, nothing is lost.
    fn next(&mut self, take: &mut impl FnMut(&Item<'_>))
        -> impl Future<Output = Result<(), Error>>;

    /// The position after the last item.
    fn cursor(&self) -> Cursor;

    /// The position of the journal's next event, if there is a journal.
    fn end(&mut self) -> Option<Cursor>;
}

/// The kernel's journal.
#[derive(Debug)]
pub struct Kernel {
    kinds: Vec<Kind>,
    reader: Option<AsyncReader>,
    status: Option<klink::events::Journal>,
}

impl Kernel {
    /// The journal, of which only events of these kinds are read; none for all.
    pub fn new(kinds: Vec<Kind>) -> Self {
        Self {
            kinds,
            reader: None,
            status: None,
        }
    }
}

impl Journal for Kernel {
    fn open(&mut self, at: Option<Cursor>) -> Result<Cursor, Error> {
        // Lets go of the memory before it is mapped again.
        self.reader = None;
        let reader = Reader::open(at.map_or(Start::Oldest, Start::At))?;
        let cursor = reader.cursor();
        let mut reader: AsyncReader = reader.try_into()?;
        if !self.kinds.is_empty() {
            reader.set_kinds(self.kinds.iter().copied());
        }
        self.reader = Some(reader);
        Ok(cursor)
    }

    async fn next(&mut self, take: &mut impl FnMut(&Item<'_>)) -> Result<(), Error> {
        match &mut self.reader {
            Some(reader) => {
                take(&reader.next().await?);
                Ok(())
            }
            None => std::future::pending().await,
        }
    }

    fn cursor(&self) -> Cursor {
        let nowhere = Cursor {
            journal: 0,
            next: 1,
        };
        self.reader.as_ref().map_or(nowhere, AsyncReader::cursor)
    }

    fn end(&mut self) -> Option<Cursor> {
        if self.status.is_none() {
            self.status = klink::events::Journal::open().ok();
        }
        let status = self.status.as_mut()?.status();
        if status.is_err() {
            // The family of the next journal may have another number.
            self.status = None;
        }
        let (status, _) = status.ok()?;
        Some(Cursor {
            journal: status.journal,
            next: status.next,
        })
    }
}
