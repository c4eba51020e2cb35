// SPDX-License-Identifier: MIT OR Apache-2.0
//! Detection of KVM by a trial boot: the device may exist, and even open, without working.

use std::fs::File;
use std::io::ErrorKind;
use std::time::Duration;

use anyhow::Result;
use serde_json::{json, Value};

use crate::cache::{self, Cache};
use crate::emulator::Emulator;
use crate::guest::{Guest, Spec};
use crate::progress::Step;
use crate::qemu::Accelerator;

const DEVICE: &str = "/dev/kvm";

/// How long a guest may take to come up with KVM; it needs well under a second.
const PROBE: Duration = Duration::from_secs(5);

/// The knowledge about KVM on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Support {
    Works,
    /// KVM does not work, for this reason.
    No(String),
    /// No guest has been booted with it yet.
    NotTried,
}

/// Looks up the verdict without booting anything.
pub fn support(cache: &Cache, emulator: &Emulator) -> Result<Support> {
    if !emulator.arch().is_host() {
        let reason = format!("this machine is not {}", emulator.arch());
        return Ok(Support::No(reason));
    }
    match File::options().read(true).write(true).open(DEVICE) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(Support::No(format!("there is no {DEVICE}")))
        }
        Err(error) => {
            return Ok(Support::No(format!(
                "{DEVICE}: {error}; is this user in its group?"
            )))
        }
        Ok(_) => {}
    }
    let key = Value::from(key(emulator));
    let remembered = cache::read_json(&cache.kvm()).filter(|value| value.get("for") == Some(&key));
    Ok(
        match remembered.and_then(|value| value.get("works")?.as_bool()) {
            Some(true) => Support::Works,
            Some(false) => Support::No("a guest booted with it did not come up".to_owned()),
            None => Support::NotTried,
        },
    )
}

/// Chooses how the guest is executed; the first time, this takes a boot.
///
/// # Errors
/// Fails if QEMU does not start at all.
pub fn choose(cache: &Cache, spec: &Spec<'_>) -> Result<Accelerator> {
    let mut known = support(cache, spec.emulator)?;
    if known == Support::NotTried {
        // If several guests start at once, one of them tries.
        let _lock = cache.setup_lock()?;
        known = support(cache, spec.emulator)?;
        if known == Support::NotTried {
            try_it(cache, spec)?;
            known = support(cache, spec.emulator)?;
        }
    }
    Ok(if known == Support::Works {
        Accelerator::Kvm
    } else {
        Accelerator::Emulation
    })
}

/// Boots a guest with KVM, and stores whether it came up.
fn try_it(cache: &Cache, spec: &Spec<'_>) -> Result<()> {
    let step = Step::new("trying whether KVM works");
    let works = Guest::start(&Spec {
        accelerator: Accelerator::Kvm,
        ..*spec
    })?
    .is_up_within(PROBE);
    let tried = json!({ "for": key(spec.emulator), "works": works });
    cache::write(&cache.kvm(), &format!("{tried:#}\n"))?;
    step.finish();
    Ok(())
}

/// The key of the answer: this kernel and this QEMU.
fn key(emulator: &Emulator) -> String {
    let kernel = rustix::system::uname();
    format!(
        "{} {}",
        kernel.release().to_string_lossy(),
        emulator.version
    )
}
