// SPDX-License-Identifier: MIT OR Apache-2.0

//! A BPF ring buffer that overwrites its oldest events (`BPF_F_RB_OVERWRITE`, since Linux 6.19). No library reads one, so
//! this does, following kernel/bpf/ringbuf.c.

use std::io;
use std::mem::size_of;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::ptr::{null_mut, NonNull};
use std::sync::atomic::{fence, AtomicU32, AtomicU64, Ordering};

use anyhow::{bail, ensure, Context, Result};
use aya::maps::{Map, MapData};
use aya::Ebpf;

use super::ring_buffer;
use crate::collector::{Collector, Tally};

/// The program with such a ring buffer; empty if it was built without clang.
static PROGRAM: &[u8] = aya::include_bytes_aligned!(concat!(env!("OUT_DIR"), "/overwriting.bpf.o"));

const PAGE: usize = 4096;

/// Where the words lie in the page that the kernel writes; the records follow that page, twice.
const PRODUCED: usize = 0;
const OVERWRITTEN: usize = 16;

/// `BPF_RINGBUF_BUSY_BIT`, `BPF_RINGBUF_DISCARD_BIT` and `BPF_RINGBUF_HDR_SZ`.
const BUSY: u32 = 1 << 31;
const DISCARDED: u32 = 1 << 30;
const HEADER: u64 = 8;

/// The words of `struct event` in the program.
const EVENT: usize = 7;

pub struct Overwriting {
    /// One page, whose first word is the reader's position.
    consumed: Mapping,
    written: Mapping,
    size: u64,
    position: u64,
    ring: MapData,
    _attached: Ebpf,
}

impl Overwriting {
    pub fn open(bytes: u32) -> Result<Self> {
        let mut loaded = ring_buffer::load(PROGRAM, bytes)?;
        let Some(Map::RingBuf(ring)) = loaded.take_map("EVENTS") else {
            bail!("no ring buffer EVENTS");
        };
        let fd = ring.fd().as_fd();
        Ok(Self {
            consumed: Mapping::new(fd, 0, PAGE, libc::PROT_READ | libc::PROT_WRITE)?,
            written: Mapping::new(fd, PAGE, PAGE + 2 * bytes as usize, libc::PROT_READ)?,
            size: bytes.into(),
            position: 0,
            ring,
            _attached: loaded,
        })
    }

    /// Reads the next event that is complete. What was overwritten is only a number of bytes.
    fn step(&mut self, tally: &mut Tally) -> Result<bool> {
        let overwritten = self.written.word(OVERWRITTEN)?;
        let first = overwritten.load(Ordering::Acquire);
        if first > self.position {
            self.position = first;
            tally.lose(None);
        }
        if self.position >= self.written.word(PRODUCED)?.load(Ordering::Acquire) {
            return Ok(false);
        }
        let at = PAGE + (self.position & (self.size - 1)) as usize;
        let header = self.written.half(at)?.load(Ordering::Acquire);
        if header & BUSY != 0 {
            return Ok(false);
        }
        let mut event = [0; 8 * EVENT];
        for (index, bytes) in event.chunks_exact_mut(8).enumerate() {
            let word = self.written.word(at + 8 + 8 * index)?;
            bytes.copy_from_slice(&word.load(Ordering::Relaxed).to_ne_bytes());
        }
        fence(Ordering::Acquire);
        if overwritten.load(Ordering::Relaxed) > self.position {
            return Ok(true);
        }
        if header & DISCARDED == 0 {
            tally.note(ring_buffer::read(&event).context("a short event")?);
        }
        let length = u64::from(header & !DISCARDED);
        self.position += (length + HEADER).next_multiple_of(8);
        // The kernel wakes a reader whose position is that of the record that becomes complete.
        let consumed = self.consumed.word(0)?;
        consumed.store(self.position, Ordering::Release);
        Ok(true)
    }
}

impl Collector for Overwriting {
    fn read(&mut self, tally: &mut Tally) -> Result<()> {
        loop {
            while self.step(tally)? {}
            if !ring_buffer::wait(&self.ring.fd().as_fd()) {
                return Ok(());
            }
        }
    }
}

/// Memory that is shared with the kernel.
struct Mapping {
    begin: NonNull<u8>,
    length: usize,
}

// SAFETY: The memory is not bound to a thread.
unsafe impl Send for Mapping {}

impl Mapping {
    fn new(fd: BorrowedFd<'_>, offset: usize, length: usize, rights: i32) -> Result<Self> {
        // SAFETY: The kernel chooses a free place.
        let begin = unsafe {
            libc::mmap(
                null_mut(),
                length,
                rights,
                libc::MAP_SHARED,
                fd.as_raw_fd(),
                offset as i64,
            )
        };
        ensure!(
            begin != libc::MAP_FAILED,
            "cannot map the ring buffer: {}",
            io::Error::last_os_error()
        );
        let begin = NonNull::new(begin.cast()).context("mapped nowhere")?;
        Ok(Self { begin, length })
    }

    /// The place of a value of this many bytes.
    fn place(&self, at: usize, size: usize) -> Result<NonNull<u8>> {
        ensure!(
            at & (size - 1) == 0 && at + size <= self.length,
            "{at} is no place in {} bytes",
            self.length
        );
        // SAFETY: It is within the mapping.
        Ok(unsafe { self.begin.add(at) })
    }

    #[inline(always)] // As aya's reader is.
    fn word(&self, at: usize) -> Result<&AtomicU64> {
        let place = self.place(at, size_of::<u64>())?;
        // SAFETY: The memory is mapped as long as this exists, and aligned; both sides use it atomically.
        Ok(unsafe { place.cast().as_ref() })
    }

    #[inline(always)]
    fn half(&self, at: usize) -> Result<&AtomicU32> {
        let place = self.place(at, size_of::<u32>())?;
        // SAFETY: As above.
        Ok(unsafe { place.cast().as_ref() })
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: Nothing refers to the memory any more.
        unsafe { libc::munmap(self.begin.as_ptr().cast(), self.length) };
    }
}
