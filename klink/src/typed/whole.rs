// SPDX-License-Identifier: MIT OR Apache-2.0

//! An object that takes several messages.

use std::fmt;
use std::marker::PhantomData;

use super::request::Operation;
use super::view::{Key, Over, View};

/// An object that the kernel sends in as many messages as it takes, such as a device of WireGuard with many peers. The
/// first message has all but the lists, which go on in the others.
///
/// ```no_run
/// # #[cfg(feature = "wireguard")] {
/// use klink::families::wireguard::{Wgdevice, Wgpeer, Wireguard};
///
/// let mut wg = Wireguard::open()?;
/// let device = wg.get_device(|device| device.ifname("wg0")).whole()?;
/// println!("{:?}", device.first().and_then(|device| device.listen_port()));
/// // A peer whose list does not fit goes on in the next message, too.
/// for peer in device.grouped(Wgdevice::peers, Wgpeer::public_key) {
///     println!("{:?} {}", peer.first(), peer.all(Wgpeer::allowedips).count());
/// }
/// # }
/// # Ok::<(), klink::Error>(())
/// ```
pub struct Whole<O> {
    parts: Vec<Box<[u8]>>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Whole<O> {
    pub(crate) fn new(parts: Vec<Box<[u8]>>) -> Self {
        Self {
            parts,
            operation: PhantomData,
        }
    }

    /// The messages.
    pub fn parts<'a>(&'a self) -> impl Iterator<Item = O::Reply<'a>> + Clone
    where
        O::Reply<'a>: View<'a>,
    {
        self.parts.iter().map(|bytes| {
            O::Reply::over(Over {
                bytes,
                key: Key::None,
            })
        })
    }

    /// The first message; `None` if there is no such object.
    pub fn first<'a>(&'a self) -> Option<O::Reply<'a>>
    where
        O::Reply<'a>: View<'a>,
    {
        self.parts().next()
    }

    /// The items of a list, of all messages.
    pub fn all<'a, I, L>(&'a self, list: L) -> impl Iterator<Item = I::Item> + use<'a, O, I, L>
    where
        O::Reply<'a>: View<'a>,
        I: Iterator,
        L: Fn(&O::Reply<'a>) -> I,
    {
        self.parts().flat_map(move |part| list(&part))
    }

    /// The items of a list, where those that follow each other and have the same key are one.
    pub fn grouped<'a, I, K>(
        &'a self,
        list: impl Fn(&O::Reply<'a>) -> I,
        key: impl Fn(&I::Item) -> K,
    ) -> Vec<Joined<I::Item>>
    where
        O::Reply<'a>: View<'a>,
        I: Iterator,
        K: PartialEq,
    {
        let mut all: Vec<Joined<I::Item>> = Vec::new();
        for item in self.all(list) {
            let same = all.last_mut().filter(|last| key(&last.first) == key(&item));
            match same {
                Some(last) => last.others.push(item),
                None => all.push(Joined {
                    first: item,
                    others: Vec::new(),
                }),
            }
        }
        all
    }
}

impl<O> fmt::Debug for Whole<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Whole")
            .field("parts", &self.parts.len())
            .finish_non_exhaustive()
    }
}

/// An item of a list that may go on in other messages.
#[derive(Clone, Debug)]
pub struct Joined<T> {
    first: T,
    others: Vec<T>,
}

impl<T> Joined<T> {
    /// The first part, which has all but the lists.
    pub fn first(&self) -> &T {
        &self.first
    }

    /// The items of a list, of all parts.
    pub fn all<'a, I, L>(&'a self, list: L) -> impl Iterator<Item = I::Item> + use<'a, T, I, L>
    where
        I: Iterator,
        L: Fn(&'a T) -> I,
    {
        let parts = std::iter::once(&self.first).chain(&self.others);
        parts.flat_map(list)
    }
}
