// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use core::sync::atomic::{self, AtomicU64, Ordering};

/// A 64-bit number that threads share, of which rings and counters are made. [`AtomicU64`], or a model of it.
pub trait Word {
    /// A word with this value.
    fn new(value: u64) -> Self;
    /// Reads the value.
    fn load(&self, order: Ordering) -> u64;
    /// Writes the value.
    fn store(&self, value: u64, order: Ordering);
    /// Writes the value and returns the previous one.
    fn swap(&self, value: u64, order: Ordering) -> u64;
    /// A fence: orders the accesses before it against those after it.
    fn fence(order: Ordering);
}

impl Word for AtomicU64 {
    #[inline]
    fn new(value: u64) -> Self {
        Self::new(value)
    }

    #[inline]
    fn load(&self, order: Ordering) -> u64 {
        self.load(order)
    }

    #[inline]
    fn store(&self, value: u64, order: Ordering) {
        self.store(value, order);
    }

    #[inline]
    fn swap(&self, value: u64, order: Ordering) -> u64 {
        self.swap(value, order)
    }

    #[inline]
    fn fence(order: Ordering) {
        atomic::fence(order);
    }
}
