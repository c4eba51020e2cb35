// SPDX-License-Identifier: GPL-2.0

//! `klink_sample.ko`: publishes to the journal of `klink_events.ko`, which is loaded first. `kernel/sample_c` is the same
//! in C.

#![forbid(unsafe_code)]

use kernel::prelude::*;
use kernel::time::{Instant, Monotonic};

use klink_kernel::hook::{Field, Publisher};

module! {
    type: Module,
    name: "klink_sample",
    authors: ["The klink authors"],
    description: "Publishes to klink_events",
    license: "GPL",
}

struct Module {
    publisher: Publisher,
    loaded: Instant<Monotonic>,
}

impl kernel::Module for Module {
    fn init(module: &'static ThisModule) -> Result<Self> {
        let publisher = Publisher::new(module);
        publisher.publish(c"loaded", &[Field::text(c"language", b"Rust")])?;
        Ok(Self {
            publisher,
            loaded: Instant::now(),
        })
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        let age = Field::signed(c"nanoseconds", self.loaded.elapsed().as_nanos());
        // Who reads it, and whether anybody does, is no concern of this module.
        let _ = self.publisher.publish(c"unloaded", &[age]);
    }
}
