// SPDX-License-Identifier: MIT OR Apache-2.0

//! The journal's memory, mapped: what readers get from it, who may have it, and that nobody can do harm with it.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use klink::events::{
    EventInPlace, Item, ItemInPlace, Journal, Kind, OwnedItem, Reader, Start, TaskContext, TaskIds,
};
use klink_tests_guest::command::{fails, klink, prints};
use klink_tests_guest::Guest;
use rustix::io::Errno;
use rustix::process::{kill_process, Pid, Signal};
use rustix::thread::set_name;

/// How long anything may take in an emulated guest that others keep busy.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A reader of each method: mapped, and by dumps.
fn readers(start: Start) -> [Reader; 2] {
    [false, true].map(|by_dumps| {
        let mut reader = Reader::open(start).unwrap();
        reader.set_timeout(Some(TIMEOUT));
        if by_dumps {
            reader.use_dumps();
        }
        assert_eq!(reader.try_next().unwrap(), None);
        assert_eq!(reader.is_mapped(), !by_dumps, "{:?}", reader.why_dumps());
        reader
    })
}

/// This thread is renamed this often: each is an event.
fn renames(count: u32) {
    (0..count).for_each(|_| set_name(c"renamed").unwrap());
}

/// The numbers of events and of lost ones up to a marker, which are consecutive, and the kinds of the events.
fn to_marker(
    mut next: impl FnMut() -> OwnedItem,
    mut seq: u64,
    marker: u64,
) -> (Vec<(u64, Kind)>, u64) {
    let (mut events, mut lost) = (Vec::new(), 0);
    while seq <= marker {
        match next() {
            OwnedItem::Event(event) => {
                assert_eq!(event.event().seq(), seq);
                events.push((seq, event.event().kind()));
                seq += 1;
            }
            OwnedItem::Gap(gap) => {
                assert_eq!(gap.first, seq);
                lost += gap.count();
                seq = gap.last + 1;
            }
            OwnedItem::Restart => panic!("another journal"),
        }
    }
    (events, lost)
}

#[test]
fn a_map_and_a_dump_have_the_same_events() {
    let guest = Guest::enter();
    for size in [4096, 1 << 16, 8 << 20] {
        let _events = guest.load(
            "klink_events",
            &format!("sources=comm,fork,exit size={size}"),
        );
        let readers = readers(Start::Now);
        let begin = readers[0].cursor().next;
        let read = thread::scope(|scope| {
            let read = readers.map(|mut reader| {
                scope.spawn(move || {
                    let wait = reader.cursor();
                    let mut seen = Vec::new();
                    loop {
                        let item = OwnedItem::from(reader.next().unwrap());
                        let last = matches!(&item, OwnedItem::Event(event) if event.event().kind() == Kind::MARK);
                        seen.push(item);
                        if last {
                            let end = reader.cursor().next - 1;
                            let mut seen = seen.into_iter();
                            return (to_marker(|| seen.next().unwrap(), wait.next, end), end);
                        }
                    }
                })
            });
            for _ in 0..20 {
                renames(500);
                thread::spawn(|| {}).join().unwrap();
            }
            let end = Journal::open().unwrap().emit("end").unwrap();
            read.map(|read| {
                let (seen, last) = read.join().unwrap();
                assert_eq!(last, end);
                seen
            })
        });
        let end = begin + read[0].0.len() as u64 + read[0].1 - 1;
        for (events, lost) in &read {
            assert_eq!(begin + events.len() as u64 + lost - 1, end);
        }
        // What neither has lost is the same.
        let [(mapped, lost), (dumped, _)] = read;
        let dumped: std::collections::BTreeMap<_, _> = dumped.into_iter().collect();
        let differs =
            |(seq, kind): &&(u64, Kind)| dumped.get(seq).is_some_and(|other| other != kind);
        assert_eq!(mapped.iter().find(differs), None);
        assert!(size != 8 << 20 || lost == 0, "{lost} lost");
    }
}

#[test]
fn what_is_looked_at_in_place_is_what_is_read() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "size=65536");
    let [mut looks, mut reads] = readers(Start::Now);
    type Thread = (Option<TaskIds>, Option<TaskContext>);
    type Seen = (u64, u64, u32, Kind, Thread, Vec<u64>);
    let in_place = |event: &EventInPlace<'_>| -> Seen {
        let words = (0..event.attributes_len().div_ceil(8)).map(|index| event.word(index));
        let (time, words) = (event.time_ns(), words.collect());
        assert_eq!(event.word(usize::MAX), 0);
        (
            event.seq(),
            time,
            event.cpu(),
            event.kind(),
            (event.task(), event.context()),
            words,
        )
    };
    for round in 0..200 {
        prints(&mut Command::new("true"));
        renames(round % 7);
        while let Some(looked) = looks.try_next_in_place(in_place).unwrap() {
            let expected = match reads.next().unwrap() {
                Item::Event(event) => {
                    let bytes = event.attrs().rest().chunks(8);
                    let words = bytes.map(|word| u64::from_ne_bytes(word.try_into().unwrap()));
                    let (time, words) = (event.time().as_nanos() as u64, words.collect());
                    let (seq, cpu, kind, task) =
                        (event.seq(), event.cpu(), event.kind(), event.task());
                    let thread = (task, event.context());
                    ItemInPlace::Event((seq, time, cpu, kind, thread, words))
                }
                Item::Gap(gap) => ItemInPlace::Gap(gap),
                Item::Restart => ItemInPlace::Restart,
            };
            assert_eq!(looked, expected);
        }
    }
    assert!(looks.is_mapped() && looks.cursor().next > 800);
    // Kinds are left out there, too, and gaps are not.
    looks.set_kinds([Kind::MARK]);
    let mut journal = Journal::open().unwrap();
    renames(5000);
    let marker = journal.emit("here").unwrap();
    let seq = |event: &EventInPlace<'_>| event.seq();
    assert!(
        matches!(looks.next_in_place(seq).unwrap(), ItemInPlace::Gap(gap) if gap.count() > 3000)
    );
    assert_eq!(
        looks.next_in_place(seq).unwrap(),
        ItemInPlace::Event(marker)
    );
    assert_eq!(looks.try_next_in_place(seq).unwrap(), None);
    assert_eq!(looks.cursor().next, marker + 1);
}

#[test]
fn a_hundred_readers_have_all_events() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=comm");
    let mut readers: Vec<_> = (0..100).map(|_| readers(Start::Now)[0].cursor()).collect();
    let mut journal = Journal::open().unwrap();
    let mut readers: Vec<_> = readers
        .drain(..)
        .map(|cursor| {
            let mut reader = Reader::open(Start::At(cursor)).unwrap();
            assert_eq!(reader.try_next().unwrap(), None);
            reader
        })
        .collect();
    assert_eq!(journal.status().unwrap().0.maps, 100);
    renames(300);
    let marker = journal.emit("end").unwrap();
    for reader in &mut readers {
        let begin = reader.cursor().next;
        let next = || OwnedItem::from(reader.next().unwrap());
        let (events, lost) = to_marker(next, begin, marker);
        assert_eq!((events.len(), lost), (301, 0));
    }
    drop(readers);
    assert_eq!(journal.status().unwrap().0.maps, 0);
}

/// Many times as fast as a look once a second.
#[test]
fn a_mapped_reader_is_woken_by_each_source() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=comm,device");
    let [mut reader, _] = readers(Start::Now);
    let begin = std::time::Instant::now();
    for _ in 0..20 {
        thread::scope(|scope| {
            let waits = scope.spawn(|| reader.next().map(|_| ()).unwrap());
            thread::sleep(Duration::from_millis(30));
            renames(1);
            waits.join().unwrap();
        });
    }
    assert!(
        begin.elapsed() < Duration::from_secs(10),
        "{:?}",
        begin.elapsed()
    );
}

/// Everything that a program can do with the mapped memory, tried from C.
#[test]
fn the_memory_is_read_only_for_ever() {
    let guest = Guest::enter();
    let events = guest.load("klink_events", "sources=comm size=65536");
    let said = prints(&mut Command::new("/job/journal_map"));
    let expected = "\
        close-on-exec: ok\n\
        write: EACCES\n\
        private: EACCES\n\
        private for writing: EACCES\n\
        execute: EPERM\n\
        beyond the end: EINVAL\n\
        from an offset: EINVAL\n\
        a part: ok\n\
        mprotect for writing: EACCES\n\
        mprotect for execution: EACCES\n\
        growing: EFAULT\n\
        write by the descriptor: EBADF\n\
        read by the descriptor: EINVAL\n\
        truncation: EINVAL\n\
        opening again for writing: ENXIO\n\
        write by /proc/self/mem: EIO\n\
        a store: Segmentation fault\n\
        a child that reads: lives\n\
        a child that reads what it dropped: Bus error\n\
        moving: ok\n\
        a child that reads what was moved: lives\n\
        the format: ok\n";
    assert_eq!(said, expected);
    assert_eq!(events.try_unload(), Ok(()));
}

fn mapped_by_c(seconds: &str) -> Child {
    let mut mapper = Command::new("/job/journal_map");
    let mut mapper = mapper.arg(seconds).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let stdout = mapper.stdout.as_mut().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    assert_eq!(line, "mapped\n");
    mapper
}

#[test]
fn a_mapping_keeps_the_module_until_it_is_gone() {
    let guest = Guest::enter();
    let events = guest.load("klink_events", "sources=comm");
    let mut mapper = mapped_by_c("1000");
    assert_eq!(events.try_unload(), Err(Errno::AGAIN));
    // It reads nothing any more, and others are not hindered.
    kill_process(Pid::from_child(&mapper), Signal::STOP).unwrap();
    renames(10_000);
    fails(
        &mut klink(&["events", "close"]),
        1,
        &["1 descriptor", "journal", "end them"],
    );
    // No process can map it again.
    let mut reader = Reader::open(Start::Oldest).unwrap();
    assert!(matches!(reader.next().unwrap(), Item::Event(_)));
    let why = reader.why_dumps().unwrap().to_string();
    assert!(
        why.contains("ESHUTDOWN") && why.contains("use read"),
        "{why}"
    );
    drop(reader);
    assert_eq!(events.try_unload(), Err(Errno::AGAIN));
    mapper.kill().unwrap();
    mapper.wait().unwrap();
    assert_eq!(events.try_unload(), Ok(()));
}

#[test]
fn readers_let_go_when_they_are_asked_to() {
    let guest = Guest::enter();
    let events = guest.load("klink_events", "sources=none");
    let mut follower = klink(&["events", "--follow", "--from", "now"]);
    let mut follower = follower.stdout(Stdio::piped()).spawn().unwrap();
    let mut journal = Journal::open().unwrap();
    while journal.status().unwrap().0.maps == 0 {
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(events.try_unload(), Err(Errno::AGAIN));
    prints(&mut klink(&["events", "close"]));
    assert_eq!(journal.status().unwrap().0.maps, 0);
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines();
    let mut line = || lines.next().unwrap().unwrap();
    journal.emit("by a dump").unwrap();
    let first = line();
    assert!(first.contains("by a dump"), "{first}");
    drop(events);
    let _events = guest.load("klink_events", "sources=none");
    Journal::open().unwrap().emit("in the next").unwrap();
    let rest = [line(), line()];
    assert!(rest[1].contains("in the next"), "{rest:?}");
    follower.kill().unwrap();
    follower.wait().unwrap();
}

/// The program of docs/events.md.
#[test]
fn a_program_in_c_reads_the_same() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=comm size=65536");
    renames(3000);
    let mut reads = Command::new("/job/reader");
    let mut reads = reads.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(reads.stdout.take().unwrap()).lines();
    let mut journal = Journal::open().unwrap();
    let (status, _) = journal.status().unwrap();
    let first = lines.next().unwrap().unwrap();
    let oldest: u64 = first.split(' ').next().unwrap().parse().unwrap();
    assert!(
        oldest > 1 && oldest >= status.oldest.saturating_sub(1),
        "{first}"
    );
    renames(300);
    let marker = journal.emit("end").unwrap();
    let mut next = oldest + 1;
    while next <= marker {
        let line = lines.next().unwrap().unwrap();
        let words: Vec<_> = line.split([' ', ',', ':']).collect();
        assert_eq!(words[0].parse(), Ok(next), "{line}");
        next = match words[..] {
            [_, "to", last, "are", "lost"] => last.parse::<u64>().unwrap() + 1,
            [_, "at", time, "", "kind", kind, "", "thread", thread] => {
                assert!(time.parse::<u64>().unwrap() > 0 && thread.parse::<u32>().unwrap() > 0);
                let kind = Kind(kind.parse().unwrap());
                assert_eq!(
                    kind,
                    if next == marker {
                        Kind::MARK
                    } else {
                        Kind::COMM
                    }
                );
                next + 1
            }
            _ => panic!("{line}"),
        };
    }
    prints(&mut klink(&["events", "close"]));
    assert!(reads.wait().unwrap().success());
}

#[test]
fn the_command_says_how_it_reads() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=none");
    let stats = || prints(&mut klink(&["events", "--stats"]));
    assert!(stats().contains("\nread in memory that is mapped\n"));
    prints(&mut klink(&["events", "close"]));
    let said = stats();
    assert!(
        said.contains("\nread by dumps: ") && said.contains("ESHUTDOWN"),
        "{said}"
    );
    let json = prints(&mut klink(&["events", "--stats", "--json"]));
    assert!(
        json.contains("\"method\":\"dumps\"") && json.contains("\"why\":"),
        "{json}"
    );
}

/// Pages that nobody has mapped belong to the journal alone: memory runs short, and nothing changes.
#[test]
fn a_mapped_reader_reads_while_memory_is_short() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=comm");
    let [mut reader, _] = readers(Start::Now);
    let mut journal = Journal::open().unwrap();
    let begin = reader.cursor().next;
    let free = fs::read_to_string("/proc/meminfo").unwrap();
    let free = free
        .lines()
        .find(|line| line.starts_with("MemAvailable:"))
        .unwrap();
    let free: usize = free.split_whitespace().nth(1).unwrap().parse().unwrap();
    let hoard = vec![1_u8; (free << 10) / 10 * 8];
    renames(5000);
    let marker = journal.emit("end").unwrap();
    let next = || OwnedItem::from(reader.next().unwrap());
    assert_eq!(to_marker(next, begin, marker).1, 0);
    assert_eq!(
        hoard.iter().map(|byte| usize::from(*byte)).sum::<usize>(),
        hoard.len()
    );
}
