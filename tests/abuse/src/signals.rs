// SPDX-License-Identifier: MIT OR Apache-2.0

//! Files whose existence the processes of a campaign wait for.

use std::path::Path;

/// A file that exists when the campaign has ended.
pub fn over() -> &'static Path {
    Path::new("/tmp/klink-abuse.over")
}

/// A file that exists while a module is being unloaded.
pub fn unloading() -> &'static Path {
    Path::new("/tmp/klink-abuse.unloading")
}
