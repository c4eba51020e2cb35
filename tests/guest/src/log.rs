// SPDX-License-Identifier: MIT OR Apache-2.0

//! The kernel's log, record by record (`Documentation/ABI/testing/dev-kmsg`).

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;

use rustix::fs::OFlags;
use rustix::io::Errno;

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Text as it is printed. Bytes that are not printable ASCII are `\x..` escapes, by the kernel.
    pub text: String,
}

impl Record {
    /// Whether the line is one that no test may leave in the log. Lines that a module prints in its own name do not
    /// count, because they may repeat any text of a user.
    pub fn is_trouble(&self) -> bool {
        const TROUBLE: [&str; 15] = [
            "WARNING",
            "BUG",
            "Oops",
            "general protection fault",
            "Unable to handle",
            "stack guard page",
            "Call Trace",
            "possible circular locking",
            "possible recursive locking",
            "inconsistent lock state",
            "suspicious RCU usage",
            "rcu_preempt detected",
            "blocked for more than",
            "refcount_t:",
            "records lost",
        ];
        let own = ["klink_", "exercise"]
            .iter()
            .any(|module| self.text.starts_with(module));
        !own && TROUBLE.iter().any(|words| self.text.contains(words))
    }
}

/// The records since a point in time.
#[derive(Debug)]
pub struct KernelLog {
    kmsg: File,
    records: Vec<Record>,
}

impl KernelLog {
    /// Begins after the last record.
    pub fn from_now() -> Self {
        let mut options = OpenOptions::new();
        options
            .read(true)
            .custom_flags(OFlags::NONBLOCK.bits() as i32);
        let mut kmsg = options.open("/dev/kmsg").expect("cannot open /dev/kmsg");
        kmsg.seek(SeekFrom::End(0))
            .expect("cannot find the end of /dev/kmsg");
        Self {
            kmsg,
            records: Vec::new(),
        }
    }

    /// All records so far.
    pub fn read(&mut self) -> &[Record] {
        // The kernel writes whole records, and refuses a buffer that is too small for the next.
        let mut buffer = [0; 8192];
        loop {
            match self.kmsg.read(&mut buffer) {
                Ok(len) => self.records.extend(parse(&buffer[..len])),
                Err(error) => match Errno::from_io_error(&error) {
                    Some(Errno::AGAIN) => return &self.records,
                    // The next read continues after the overwritten records.
                    Some(Errno::PIPE) => self.records.push(Record {
                        text: String::from("records lost: the log was written faster than read"),
                    }),
                    _ => panic!("cannot read /dev/kmsg: {error}"),
                },
            }
        }
    }
}

/// `PRIORITY,SEQUENCE,MICROSECONDS,FLAGS[,...];TEXT`, then lines of ` KEY=VALUE`.
fn parse(record: &[u8]) -> Option<Record> {
    let record = String::from_utf8_lossy(record);
    let (_, text) = record.lines().next()?.split_once(';')?;
    Some(Record {
        text: text.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(bytes: &[u8]) -> Record {
        parse(bytes).unwrap()
    }

    #[test]
    fn text_stands_between_prefix_and_dictionary() {
        let seen = record(b"6,416,1493,-;klink_echo: a;b\n SUBSYSTEM=x\n DEVICE=y\n");
        assert_eq!(seen.text, "klink_echo: a;b");
        assert_eq!(parse(b""), None);
    }

    #[test]
    fn trouble_is_what_the_kernel_says_itself() {
        for trouble in [
            "WARNING: CPU: 0 PID: 1 at x.c:1",
            "BUG: unable to handle page fault",
            "Call Trace:",
        ] {
            assert!(
                record(format!("4,1,1,-;{trouble}\n").as_bytes()).is_trouble(),
                "{trouble}"
            );
        }
        assert!(!record(b"6,1,1,-;klink_echo: 1000 says \"BUG:\"\n").is_trouble());
        assert!(!record(b"6,1,1,-;random: crng init done\n").is_trouble());
    }
}
