// SPDX-License-Identifier: MIT OR Apache-2.0

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Packet;
use crate::exit::Failure;

/// A capture that is being written.
pub(crate) struct Writer {
    file: BufWriter<Box<dyn Write + Send>>,
    name: String,
    is_stdout: bool,
}

impl Writer {
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let is_stdout = path.as_os_str() == "-";
        let name = path.display().to_string();
        let file: Box<dyn Write + Send> = if is_stdout {
            Box::new(io::stdout())
        } else {
            Box::new(File::create(path).map_err(|error| unwritable(&name, &error))?)
        };
        let mut capture = Self {
            file: BufWriter::new(file),
            name,
            is_stdout,
        };
        let begun = super::begin(&mut capture.file);
        capture.written(begun)?;
        Ok(capture)
    }

    /// Whether it goes where results would go.
    pub(crate) fn is_stdout(&self) -> bool {
        self.is_stdout
    }

    pub(crate) fn add(&mut self, packet: &Packet<'_>) -> Result<(), Failure> {
        self.add_part(packet, packet.datagram.len())
    }

    /// Adds a datagram of `len` bytes, of which the packet has the first.
    pub(crate) fn add_part(&mut self, packet: &Packet<'_>, len: usize) -> Result<(), Failure> {
        let added = super::add(&mut self.file, packet, len);
        self.written(added)
    }

    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        let flushed = self.file.flush();
        self.written(flushed)
    }

    fn written(&self, written: io::Result<()>) -> Result<(), Failure> {
        written.map_err(|error| unwritable(&self.name, &error))
    }
}

fn unwritable(name: &str, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::NOBODY_READS,
        _ => Failure::new(format!(
            "write {name}: {error}: give a file that can be written, or - for standard output"
        )),
    }
}
