// SPDX-License-Identifier: MIT OR Apache-2.0

//! The other ways out that docs/forwarding.md describes, with the programs themselves: rsyslog and the systemd journal.
//! `klink events --json` is replaced by lines like those that it prints.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{kill_process, Pid, Signal};

#[path = "server/certificates.rs"]
mod certificates;

use certificates::{authority, certificate};

/// The longest time that anything is waited for.
const LIMIT: Duration = Duration::from_secs(60);

/// Events as `klink events --json` prints them.
fn lines(from: u64, to: u64) -> String {
    let line = |seq| {
        format!(
            "{{\"seq\":{seq},\"time_ns\":{seq}000,\"cpu\":0,\"kind\":\"exec\",\"pid\":{seq},\"tgid\":{seq},\"ppid\":1,\"uid\":0,\
             \"comm\":\"a \\\"b\\\" %d\",\"path\":\"/usr/bin/a\"}}\n"
        )
    };
    (from..=to).map(line).collect()
}

/// The code of the page in this language.
fn block(language: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/forwarding.md");
    let page = fs::read_to_string(page).unwrap();
    let start = format!("```{language}\n");
    let block = page.split(&start).nth(1).unwrap();
    block.split("```").next().unwrap().to_owned()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Waits until a file has all but so many of these lines and no others, in any order, and some perhaps twice.
fn wait_for(file: &Path, text: &str, missing: usize) {
    let wanted: BTreeSet<&str> = text.lines().collect();
    let begin = Instant::now();
    loop {
        let now = fs::read_to_string(file).unwrap_or_default();
        // The last line may be a part of one.
        let whole = now.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let found: BTreeSet<&str> = whole.lines().collect();
        if let Some(other) = found.difference(&wanted).next() {
            panic!("{}: another line: {other}", file.display());
        }
        if found.len() + missing >= wanted.len() {
            return;
        }
        let (has, wants) = (found.len(), wanted.len());
        assert!(
            begin.elapsed() < LIMIT,
            "{}: {has} lines of {wants}",
            file.display()
        );
        sleep(Duration::from_millis(50));
    }
}

/// A program that ends with this.
struct Running(Child);

impl Running {
    fn terminate(mut self) {
        kill_process(Pid::from_child(&self.0), Signal::TERM).unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// rsyslogd with a documented configuration, whose files are in a folder here.
fn rsyslogd(folder: &Path, name: &str, port: u16) -> Running {
    let here = |path: &str| folder.join(path).display().to_string();
    let text = block(name)
        .replace("/etc/klink/", &here(""))
        .replace("/var/log/klink/", &here(""))
        .replace("/var/spool/rsyslog", &here(&format!("spool-{name}")))
        .replace("target=\"logs.example.org\"", "target=\"127.0.0.1\"")
        .replace("6514", &port.to_string());
    let config = folder.join(name);
    fs::write(&config, text).unwrap();
    fs::create_dir_all(folder.join(format!("spool-{name}"))).unwrap();
    let program = Command::new("/usr/sbin/rsyslogd")
        .arg("-n")
        .args(["-i", "NONE", "-f"])
        .arg(&config)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(folder.join(format!("{name}.log"))).unwrap())
        .spawn();
    Running(
        program.unwrap_or_else(|error| {
            panic!("rsyslogd: {error}: apt-get install rsyslog rsyslog-relp")
        }),
    )
}

/// Two programs with an outage of the receiver, at the beginning of which the sender is ended.
fn outage(name: &str, end: fn(Running), missing: usize) {
    let folder = folder(name);
    authority(&folder, "ca");
    certificate(&folder, "cert", "DNS:web1.example.org");
    certificate(&folder, "server", "DNS:logs.example.org");
    // Free now, and nobody else asks for it soon.
    let free = TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr());
    let port = free.unwrap().port();
    let mut events = OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("events.json"))
        .unwrap();
    let mut write = |from, to| events.write_all(lines(from, to).as_bytes()).unwrap();
    let store = folder.join("store.json");

    let sender = rsyslogd(&folder, "rsyslog-sender", port);
    write(1, 1000);
    // All lines are in the queue.
    let queue = folder.join("spool-rsyslog-sender/klink.00000001");
    let begin = Instant::now();
    let last = "\"seq\":1000,".as_bytes();
    while !contains(&fs::read(&queue).unwrap_or_default(), last) {
        assert!(begin.elapsed() < LIMIT, "rsyslogd does not read");
        sleep(Duration::from_millis(50));
    }
    end(sender);
    write(1001, 1500);
    let _sender = rsyslogd(&folder, "rsyslog-sender", port);
    let receiver = rsyslogd(&folder, "rsyslog-receiver", port);
    wait_for(&store, &lines(1, 1500), missing + 500);
    // The receiver is killed in the middle of it.
    drop(receiver);
    write(1501, 2000);
    let _receiver = rsyslogd(&folder, "rsyslog-receiver", port);
    wait_for(&store, &lines(1, 2000), missing);
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[test]
fn rsyslog_keeps_events_on_disk_and_sends_them() {
    outage("rsyslog-killed", drop, 0);
}

/// The line that it tries to send when it is stopped is not in the queue any more.
#[test]
fn rsyslog_that_is_stopped_misses_one_line() {
    outage("rsyslog-stopped", Running::terminate, 1);
}

/// A journal where /run is its own. journald needs a cgroup file system.
const JOURNAL: &str = "\
    mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal /run/log/journal || exit 1\n\
    [ -s /etc/machine-id ] || echo 3d1219c7c4c5404aaa1f6d2a48adfda4 >/run/machine-id\n\
    grep -q ' /sys/fs/cgroup' /proc/mounts || mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit 1\n\
    SYSTEMD_LOG_TARGET=console /usr/lib/systemd/systemd-journald >/dev/null & journald=$!\n\
    until [ -S /run/systemd/journal/stdout ]; do sleep 0.1; done\n\
    systemd-cat -t klink cat \"$1\"\n\
    tries=0\n\
    until journalctl -t klink -o cat --no-pager 2>/dev/null | cmp -s - \"$1\" || [ $tries = 100 ]; do\n\
    sleep 0.1; tries=$((tries + 1))\n\
    done\n\
    journalctl -t klink -o cat --no-pager\n\
    kill $journald; wait\n";

#[test]
fn the_systemd_journal_has_each_line() {
    let folder = folder("journal");
    let events = folder.join("events.json");
    // Fewer than journald's limit for a service and thirty seconds.
    fs::write(&events, lines(1, 2000)).unwrap();
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-c", JOURNAL, "sh"])
        .arg(&events)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let stored = String::from_utf8_lossy(&output.stdout);
    let wanted = lines(1, 2000);
    let differs = stored.lines().zip(wanted.lines()).find(|(a, b)| a != b);
    assert!(
        stored == wanted,
        "{} lines, first different: {differs:?}; {said}",
        stored.lines().count()
    );
}
