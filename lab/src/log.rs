// SPDX-License-Identifier: MIT OR Apache-2.0
//! The log of the guest's kernel: the records that the guest sent, and the console's output after them.

use std::collections::HashSet;

/// The log of one guest.
#[derive(Debug, Default)]
pub struct Log {
    lines: Vec<String>,
    console: Vec<u8>,
}

/// The way in which a kernel ended the guest.
#[derive(Debug, PartialEq, Eq)]
pub enum Crash {
    /// An oops, with its message.
    Oops(String),
    /// A panic, with its message.
    Panic(String),
}

impl Log {
    /// Adds records in the format of /dev/kmsg (the kernel's Documentation/ABI/testing/dev-kmsg).
    pub fn add_records(&mut self, records: &[u8]) {
        for record in String::from_utf8_lossy(records).lines() {
            // Lines that begin with a space are properties of the previous record.
            let Some((prefix, text)) = record.split_once(';').filter(|_| !record.starts_with(' '))
            else {
                continue;
            };
            let Some(microseconds) = prefix
                .split(',')
                .nth(2)
                .and_then(|field| field.parse::<u64>().ok())
            else {
                continue;
            };
            let (seconds, fraction) = (microseconds / 1_000_000, microseconds % 1_000_000);
            let lines = text
                .split("\\x0a")
                .map(|line| format!("[{seconds:>5}.{fraction:06}] {line}"));
            self.lines.extend(lines);
        }
    }

    /// Adds output of the console.
    pub fn add_console(&mut self, bytes: &[u8]) {
        self.console.extend_from_slice(bytes);
    }

    /// All lines in order, without line ends.
    pub fn lines(&self) -> Vec<String> {
        let known: HashSet<_> = self.lines.iter().map(String::as_str).collect();
        let console = String::from_utf8_lossy(&self.console);
        let console = console.lines().map(|line| line.trim_end_matches('\r'));
        let new = console
            .filter(|line| !line.is_empty() && !known.contains(line))
            .map(str::to_owned);
        self.lines.iter().cloned().chain(new).collect()
    }

    /// The reason why the kernel ended the guest, if it did.
    pub fn crash(&self) -> Option<Crash> {
        let lines = self.lines();
        let text = |line: &String| {
            line.split_once("] ")
                .map_or(line.as_str(), |(_, text)| text)
                .to_owned()
        };
        let panic = lines
            .iter()
            .find(|line| line.contains("Kernel panic - not syncing"))?;
        let oopsed = lines.iter().any(|line| line.contains("Oops: "));
        let oops = lines
            .iter()
            .find(|line| line.contains("BUG: ") || line.contains("Oops: "))
            .filter(|_| oopsed);
        Some(match oops {
            Some(line) => Crash::Oops(text(line)),
            None => Crash::Panic(
                text(panic)
                    .trim_start_matches("Kernel panic - not syncing: ")
                    .to_owned(),
            ),
        })
    }

    /// The lines with which a kernel reports a bug in itself or in a module.
    pub fn complaints(&self) -> Vec<String> {
        const SIGNS: [&str; 16] = [
            "WARNING: ",
            "BUG: ",
            "BUG at ",
            "Oops: ",
            "Kernel panic",
            "general protection fault",
            "INFO: rcu_",
            "rcu: INFO: ",
            "INFO: task ",
            "UBSAN: ",
            "DEBUG_LOCKS_WARN_ON",
            // Findings of debug kernels only; lockdep's reports and most others begin with one of the above.
            "] BUG ",
            "kmemleak: unreferenced object",
            "Kernel memory leak detector disabled",
            "ref_tracker: ",
            "unregister_netdevice: waiting for",
        ];
        self.lines()
            .into_iter()
            .filter(|line| SIGNS.iter().any(|sign| line.contains(sign)))
            .collect()
    }
}

/// Whether records say that the kernel has not unpacked all of its initial file system.
pub fn reports_lost_files(records: &[u8]) -> bool {
    String::from_utf8_lossy(records).contains(";Initramfs unpacking failed: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_become_lines_and_the_console_adds_to_them() {
        let mut log = Log::default();
        log.add_records(
            b"6,1,1234567,-;one\n SUBSYSTEM=x\n4,2,12000001,-,caller=T1;two\\x0athree\nnonsense\n",
        );
        log.add_console(b"[   12.000001] two\r\n[   13.000000] four\r\n\r\n");
        let lines = [
            "[    1.234567] one",
            "[   12.000001] two",
            "[   12.000001] three",
            "[   13.000000] four",
        ];
        assert_eq!(log.lines(), lines);
    }

    #[test]
    fn an_oops_and_a_panic_are_distinguished() {
        let mut log = Log::default();
        log.add_console(b"[    3.1] BUG: kernel NULL pointer dereference, address: 0\r\n[    3.1] Oops: Oops: 0002 [#1]\r\n");
        assert_eq!(log.crash(), None);
        log.add_console(b"[    3.2] Kernel panic - not syncing: Fatal exception\r\n");
        assert_eq!(
            log.crash(),
            Some(Crash::Oops(
                "BUG: kernel NULL pointer dereference, address: 0".to_owned()
            ))
        );

        let mut log = Log::default();
        log.add_console(b"[    3.1] Kernel panic - not syncing: sysrq triggered crash\n");
        assert_eq!(
            log.crash(),
            Some(Crash::Panic("sysrq triggered crash".to_owned()))
        );
    }

    #[test]
    fn complaints_are_found_and_news_are_none() {
        let mut log = Log::default();
        log.add_records(b"4,1,1,-;WARNING: CPU: 0 PID: 1 at net/core\n6,2,2,-;klink_echo: loaded\n1,3,3,-;BUG: soft lockup\n");
        assert_eq!(log.complaints().len(), 2);
    }
}
