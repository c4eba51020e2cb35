// SPDX-License-Identifier: MIT OR Apache-2.0

//! A copy of what the kernel has, without blocking.

use std::time::Instant;

use ::tokio::time;

use super::{Dump, Listener, Socket};
use crate::error::Error;
use crate::typed::{
    protocol_of, receive, All, Change, Client, Core, Due, Mirror, Mirrored, PART, RECEIVE_MAX,
};
use crate::Netns;

impl<O: Mirrored> Mirror<O, Socket, Listener> {
    /// Opens a socket and a listener. Nothing is read before the first [`Mirror::next`]. Must be called within a tokio
    /// runtime.
    pub async fn open() -> Result<Self, Error> {
        let client = Client::<Socket>::open::<O::Family>().await?;
        Self::on(client, Listener::open(protocol_of::<O::Family>())?)
    }

    /// [`Mirror::open`] in another network namespace.
    pub async fn open_in(netns: &Netns) -> Result<Self, Error> {
        let client = Client::<Socket>::open_in::<O::Family>(netns).await?;
        let listener = Listener::open_in(netns, protocol_of::<O::Family>())?;
        Self::on(client, listener)
    }

    /// Waits for the next change, and makes it in the copy. If the future is dropped, nothing is lost, and a dump that was
    /// not read to its end is read again.
    pub async fn next(&mut self) -> Result<Change<O::Object<'_>>, Error> {
        while !self.core.report() {
            if self.core.due(Instant::now()) == Due::Now {
                self.resynchronise().await?;
                continue;
            }
            if !receive(&mut self.listener.inner, &mut self.core, 1)? {
                continue;
            }
            match self.core.due(Instant::now()) {
                Due::Now => {}
                Due::Never => self.listener.readable().await?,
                Due::At(at) => {
                    // Whichever is first: both are looked at again.
                    let readable = time::timeout_at(at.into(), self.listener.readable()).await;
                    readable.unwrap_or(Ok(()))?;
                }
            }
        }
        self.change()
    }

    async fn resynchronise(&mut self) -> Result<(), Error> {
        let request = self.core.begin(Instant::now());
        let read = match self.socket.dump(request).await {
            Ok(dump) => read(dump, &mut self.listener, &mut self.core).await,
            Err(error) => Err(error),
        };
        self.resynchronised(read, |listener, core| {
            receive(&mut listener.inner, core, RECEIVE_MAX)
        })
    }
}

/// Reads a dump: whether it was all of it.
async fn read(
    mut dump: Dump<'_, All>,
    listener: &mut Listener,
    core: &mut Core,
) -> Result<bool, Error> {
    let mut is_complete = true;
    for count in 1usize.. {
        let item = dump.next().await;
        if !core.took(item, &mut is_complete)? {
            break;
        }
        if count % PART == 0 {
            receive(&mut listener.inner, core, RECEIVE_MAX)?;
        }
    }
    Ok(is_complete)
}
