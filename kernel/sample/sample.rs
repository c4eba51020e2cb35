// SPDX-License-Identifier: GPL-2.0

//! `klink_sample.ko`: publishes to the journal of `klink_events.ko`, which is loaded first. `kernel/sample_c` is the same
//! in C.

#![forbid(unsafe_code)]

use kernel::prelude::*;

use klink_kernel::hook::{Field, Publisher, Setup};
use klink_kernel::module::clock;

klink_kernel::module! {
    type: Module,
    name: "klink_sample",
    authors: ["The klink authors"],
    description: "Publishes to klink_events",
    license: "GPL",
}

struct Module {
    publisher: Publisher,
    /// Nanoseconds since boot.
    loaded: u64,
}

impl klink_kernel::Module for Module {
    fn init(setup: &mut Setup) -> Result<Self> {
        let publisher = Publisher::new(setup.module());
        publisher.publish(c"loaded", &[Field::text(c"language", b"Rust")])?;
        Ok(Self {
            publisher,
            loaded: clock::since_boot(),
        })
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        let age = clock::since_boot().saturating_sub(self.loaded);
        let age = Field::number(c"nanoseconds", age);
        // Whether the event is read is no concern of this module.
        let _ = self.publisher.publish(c"unloaded", &[age]);
    }
}
