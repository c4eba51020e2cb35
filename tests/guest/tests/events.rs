// SPDX-License-Identifier: MIT OR Apache-2.0

//! The journal of events: the events of every source, and that no event is lost silently.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::env;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use klink::events::{
    Action, Cursor, Event, Item, Journal, Kind, Reader, Start, State, TaskContext, TaskIds,
};
use klink::genl::{Answer, Controller};
use klink::{Errno, Error, ErrorKind, Listener, Protocol, Socket};
use klink_protocol::events::{attr, cmd, group, Position, FAMILY, PATH_MAX};
use klink_tests_guest::module::Module;
use klink_tests_guest::namespace::{as_root_elsewhere, Elsewhere};
use klink_tests_guest::{as_user, Guest, USER};
use rustix::io::Errno as Refusal;
use rustix::thread::{gettid, set_name};

/// How long anything may take in an emulated guest that others keep busy.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A reader that gives up after a while.
fn reader(start: Start) -> Reader {
    let mut reader = Reader::open(start).unwrap();
    reader.set_timeout(Some(TIMEOUT));
    reader
}

/// The thread that an event is about.
fn id(event: &Event<'_>) -> Option<u32> {
    event.task().map(|task| task.pid)
}

/// Reads until an event has a result; nothing may be lost meanwhile.
fn find<T>(reader: &mut Reader, wanted: impl Fn(&Event<'_>) -> Option<T>) -> T {
    loop {
        match reader.next().unwrap() {
            Item::Event(event) => {
                if let Some(found) = wanted(&event) {
                    return found;
                }
            }
            other => panic!("{other:?}"),
        }
    }
}

/// The numbers of the remaining items: events, of which this many are of this kind, and lost ones. They are
/// consecutive.
fn drain(reader: &mut Reader, kind: Kind) -> (u64, u64, u64) {
    let (mut events, mut of_kind, mut lost) = (0, 0, 0);
    let mut next = reader.cursor().next;
    reader.set_timeout(Some(Duration::ZERO));
    loop {
        match reader.next() {
            Ok(Item::Event(event)) => {
                assert_eq!(event.seq(), next);
                events += 1;
                of_kind += u64::from(event.kind() == kind);
            }
            Ok(Item::Gap(gap)) => {
                assert_eq!(gap.first, next);
                lost += gap.count();
            }
            Ok(Item::Restart) => panic!("another journal"),
            Err(error) if error.is_timeout() => return (events, of_kind, lost),
            Err(error) => panic!("{error}"),
        }
        next = reader.cursor().next;
    }
}

/// Runs a shell command, which must succeed.
fn shell(command: &str) {
    let output = Command::new("sh").args(["-c", command]).output().unwrap();
    assert!(output.status.success(), "{command}: {output:?}");
}

/// Two threads that are renamed this often together, and as many threads that start and end: each is an event, or two.
fn storm(renames: u64, threads: u64) {
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..renames / 2 {
                    set_name(c"storm").unwrap();
                }
            });
        }
    });
    for _ in 0..threads {
        thread::spawn(|| {}).join().unwrap();
    }
}

#[test]
fn processes_begin_run_a_program_and_end() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=fork,exec,exit");
    let mut reader = reader(Start::Now);
    let mut child = Command::new("sh")
        .args(["-c", "exit 7"])
        .uid(USER)
        .gid(USER)
        .spawn()
        .unwrap();
    let pid = child.id();
    child.wait().unwrap();
    let parent = std::process::id();

    let of_child = |event: &Event<'_>, kind| event.kind() == kind && id(event) == Some(pid);
    let forked = find(&mut reader, |event| {
        of_child(event, Kind::FORK).then(|| event.task())
    });
    let task = |uid| {
        Some(TaskIds {
            pid,
            tgid: pid,
            ppid: parent,
            uid,
        })
    };
    assert_eq!(forked, task(0));
    let (path, thread, comm) = find(&mut reader, |event| {
        of_child(event, Kind::EXEC).then(|| {
            assert!(!event.is_cut());
            (
                event.path().map(<[u8]>::to_vec),
                event.task(),
                event.comm().map(<[u8]>::to_vec),
            )
        })
    });
    assert!(path.unwrap().ends_with(b"/sh"));
    assert_eq!(thread, task(USER));
    assert_eq!(comm.unwrap(), b"sh");
    let ended = find(&mut reader, |event| {
        of_child(event, Kind::EXIT)
            .then(|| (event.status(), event.signal(), event.is_last_thread()))
    });
    assert_eq!(ended, (Some(7), None, true));
}

#[test]
fn a_signal_a_thread_and_a_new_name() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=exit,comm");
    let mut reader = reader(Start::Now);
    let mut child = Command::new("sleep").arg("1000").spawn().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let killed = find(&mut reader, |event| {
        (event.kind() == Kind::EXIT && id(event) == Some(child.id()))
            .then(|| (event.status(), event.signal()))
    });
    assert_eq!(killed, (None, Some(9)));

    thread::spawn(|| set_name(c"another name").unwrap())
        .join()
        .unwrap();
    let tgid = Some(std::process::id());
    let thread = find(&mut reader, |event| {
        let named = event.new_comm() == Some(b"another name");
        (event.kind() == Kind::COMM && named).then(|| {
            assert_eq!(event.task().map(|task| task.tgid), tgid);
            assert_ne!(event.comm(), event.new_comm());
            id(event)
        })
    });
    assert_ne!(thread, tgid);
    let last = find(&mut reader, |event| {
        (event.kind() == Kind::EXIT && id(event) == thread).then(|| event.is_last_thread())
    });
    assert!(!last);
}

/// The same facts from /proc and the cgroup's directory.
fn context_of(pid: u32, cgroup: &str) -> TaskContext {
    let inode = |path: &str| fs::metadata(path).unwrap().ino();
    let ns = |kind| inode(&format!("/proc/{pid}/ns/{kind}")) as u32;
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    let start: u64 = fields.split(' ').nth(22 - 3).unwrap().parse().unwrap();
    TaskContext {
        cgroup: inode(cgroup),
        start,
        pidns: ns("pid"),
        netns: ns("net"),
        userns: ns("user"),
    }
}

/// The same of an event, with the start in hundredths of a second.
fn context(event: &Event<'_>) -> TaskContext {
    let context = event.context().unwrap();
    TaskContext {
        start: context.start / 10_000_000,
        ..context
    }
}

#[test]
fn an_event_says_what_its_process_belongs_to() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=fork,exec,exit,comm");
    let (whole, inner) = ("/sys/fs/cgroup", "/sys/fs/cgroup/inner");
    fs::create_dir(inner).unwrap();
    let mut reader = reader(Start::Now);
    let enters = format!("echo $$ > {inner}/cgroup.procs && exec unshare -n -U sleep 1000");
    let mut child = Command::new("sh").args(["-c", &enters]).spawn().unwrap();
    let pid = child.id();
    let of_child = |event: &Event<'_>, kind| event.kind() == kind && id(event) == Some(pid);
    let forked = find(&mut reader, |event| {
        of_child(event, Kind::FORK).then(|| context(event))
    });
    let sleeps = find(&mut reader, |event| {
        // What it runs may be a file of another name.
        let sleeps = event.new_comm() == Some(b"sleep");
        (sleeps && of_child(event, Kind::COMM)).then(|| context(event))
    });
    let expected = context_of(pid, inner);
    assert_eq!(sleeps, expected);
    let outside = context_of(std::process::id(), whole);
    let start = expected.start;
    assert_eq!(forked, TaskContext { start, ..outside });
    assert!(expected.cgroup != outside.cgroup && expected.netns != outside.netns);
    assert_ne!(expected.userns, outside.userns);
    child.kill().unwrap();
    child.wait().unwrap();
    let ended = find(&mut reader, |event| {
        of_child(event, Kind::EXIT).then(|| context(event))
    });
    assert_eq!(ended, expected);
    fs::remove_dir(inner).unwrap();

    // The network namespace of a thread may go while another one looks.
    let (end, wait) = std::sync::mpsc::channel::<()>();
    let (tell_id, get_id) = std::sync::mpsc::channel();
    let thread = thread::spawn(move || {
        tell_id.send(gettid().as_raw_nonzero().get()).unwrap();
        wait.recv().unwrap_err();
    });
    let thread_id = get_id.recv().unwrap();
    fs::write(format!("/proc/self/task/{thread_id}/comm"), "by another").unwrap();
    let renamed = find(&mut reader, |event| {
        (event.new_comm() == Some(b"by another")).then(|| context(event))
    });
    let expected = TaskContext {
        netns: 0,
        ..outside
    };
    assert_eq!(renamed, expected);
    drop(end);
    thread.join().unwrap();
}

#[test]
fn a_long_path_is_cut_and_says_so() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=exec");
    let mut reader = reader(Start::Now);
    let path = format!("{}/bin/busybox", "/.".repeat(PATH_MAX));
    let status = Command::new(&path).arg0("true").status().unwrap();
    assert!(status.success());
    let (shown, cut) = find(&mut reader, |event| {
        let path = event.path()?.to_vec();
        path.starts_with(b"/./.").then(|| (path, event.is_cut()))
    });
    assert_eq!(shown, &path.as_bytes()[..PATH_MAX]);
    assert!(cut);
}

/// The arguments in the event of a program that is run with these, and what /proc shows of it; whether they are cut.
fn arguments(reader: &mut Reader, run: &mut Command) -> (Vec<Vec<u8>>, Vec<u8>, bool) {
    let mut child = run.stdin(Stdio::piped()).spawn().unwrap();
    let found = find(reader, |event| {
        let it = event.kind() == Kind::EXEC && id(event) == Some(child.id());
        it.then(|| {
            let args = event.args().unwrap().map(<[u8]>::to_vec).collect();
            (args, event.is_args_cut())
        })
    });
    let shown = fs::read(format!("/proc/{}/cmdline", child.id())).unwrap();
    drop(child.stdin.take());
    child.wait().unwrap();
    (found.0, shown, found.1)
}

#[test]
fn arguments_are_those_of_proc() {
    let guest = Guest::enter();
    let events = guest.load("klink_events", "sources=exec args=512");
    let mut whole = reader(Start::Now);
    let odd = std::ffi::OsStr::from_bytes(b"\xff\x1b[2J \"'");
    let (args, shown, cut) = arguments(
        &mut whole,
        Command::new("cat").args(["-", ""]).arg(odd).args(["-"; 40]),
    );
    let joined = |args: &[Vec<u8>]| {
        let each = args.iter().flat_map(|arg| arg.iter().chain(&[0]));
        each.copied().collect::<Vec<u8>>()
    };
    assert_eq!(joined(&args), shown);
    assert_eq!((args.len(), args[2].len(), cut), (44, 0, false));
    assert_eq!(args[3], odd.as_bytes());
    let text = Command::new("klink").arg("events").output().unwrap().stdout;
    let text = String::from_utf8(text).unwrap();
    let words = r#" args cat - "" "\xff\u{1b}[2J \"'" - "#;
    assert!(text.contains(words) && !text.contains('\u{1b}'), "{text}");

    // Exactly as many as fit, and one more; over a page's end, too.
    for (len, over) in [(504, false), (505, true), (20_000, true)] {
        let long = "x".repeat(len);
        let run = &mut Command::new("cat");
        let (args, shown, cut) = arguments(&mut whole, run.arg("").arg(long).arg("-"));
        let joined = joined(&args);
        assert_eq!((cut, shown.len()), (over, len + 8));
        let len = shown.len().min(512);
        // The last one has no NUL if it is cut.
        assert_eq!(joined[..len], shown[..len]);
        assert!(joined.len() <= len + 1);
    }
    // An empty list of arguments is one empty argument to the kernel.
    let mut child = Command::new("/bin/busybox").arg0("").spawn().unwrap();
    child.wait().unwrap();
    let args = find(&mut whole, |event| {
        let it = event.kind() == Kind::EXEC && id(event) == Some(child.id());
        it.then(|| {
            event
                .args()
                .unwrap()
                .map(<[u8]>::to_vec)
                .collect::<Vec<_>>()
        })
    });
    assert_eq!(args, [b""]);
    drop((whole, events));

    let events = guest.load("klink_events", "sources=exec args=5");
    let mut few = reader(Start::Now);
    let (args, shown, cut) = arguments(&mut few, Command::new("cat").arg("-"));
    assert_eq!((&shown[..], cut), (&b"cat\0-\0"[..], true));
    assert_eq!(args, [&b"cat"[..], b"-"]);
    drop((few, events));

    let _events = guest.load("klink_events", "sources=exec");
    let mut none = reader(Start::Now);
    shell("true");
    find(&mut none, |event| {
        let exec = event.kind() == Kind::EXEC;
        exec.then(|| assert!(event.args().is_none() && !event.is_args_cut()))
    });
}

#[test]
fn network_devices_and_addresses() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=device,address");
    // The module is built into some kernels.
    let _ = Command::new("modprobe")
        .args(["dummy", "numdummies=0"])
        .status();
    let mut reader = reader(Start::Now);
    shell("ip link add d0 type dummy && ip link set d0 mtu 1400 && ip link set d0 name d1");
    shell(
        "ip link set d1 up && ip addr add 192.0.2.7/24 dev d1 && ip addr add 2001:db8::7/64 dev d1",
    );
    shell("ip addr del 192.0.2.7/24 dev d1 && ip link set d1 down && ip link del d1");

    let device = |reader: &mut Reader, action, name: &[u8]| {
        find(reader, |event| {
            let it = event.kind() == Kind::DEVICE && event.action() == Some(action);
            (it && event.ifname() == Some(name))
                .then(|| (event.ifindex(), event.flags(), event.mtu()))
        })
    };
    let (index, flags, _) = device(&mut reader, Action::ADD, b"d0");
    assert_eq!(flags.unwrap() & 1, 0, "IFF_UP");
    assert_eq!(device(&mut reader, Action::CHANGE, b"d0").2, Some(1400));
    device(&mut reader, Action::RENAME, b"d1");
    let up = device(&mut reader, Action::UP, b"d1");
    assert_eq!((up.0, up.1.unwrap() & 1), (index, 1));

    let address = |reader: &mut Reader, action, address: &str| {
        let address = Some(address.parse().unwrap());
        find(reader, |event| {
            let it = event.kind() == Kind::ADDRESS && event.action() == Some(action);
            (it && event.address() == address).then(|| (event.ifindex(), event.prefix()))
        })
    };
    assert_eq!(
        address(&mut reader, Action::ADD, "192.0.2.7"),
        (index, Some(24))
    );
    assert_eq!(
        address(&mut reader, Action::ADD, "2001:db8::7"),
        (index, Some(64))
    );
    address(&mut reader, Action::REMOVE, "192.0.2.7");
    device(&mut reader, Action::DOWN, b"d1");
    device(&mut reader, Action::REMOVE, b"d1");

    // Neither objects of other namespaces, nor those that existed when the source began.
    shell("unshare -n ip link set lo up");
    let mut journal = Journal::open().unwrap();
    journal.switch(Kind::DEVICE, false).unwrap();
    journal.switch(Kind::DEVICE, true).unwrap();
    let end = journal.emit("end").unwrap();
    loop {
        match reader.next().unwrap() {
            Item::Event(event) if event.seq() == end => break,
            Item::Event(event) => assert!(
                event.kind() != Kind::DEVICE && event.kind() != Kind::ADDRESS,
                "{event:?}"
            ),
            other => panic!("{other:?}"),
        }
    }
    let _ = Command::new("rmmod")
        .arg("dummy")
        .stderr(Stdio::null())
        .status();
}

#[test]
fn modules_come_and_go() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=module");
    let mut reader = reader(Start::Oldest);
    drop(guest.load("klink_echo", ""));
    let module = |reader: &mut Reader, name: &[u8]| {
        find(reader, |event| {
            (event.module() == Some(name)).then(|| event.action())
        })
    };
    assert_eq!(module(&mut reader, b"klink_events"), Some(Action::ADD));
    assert_eq!(module(&mut reader, b"klink_echo"), Some(Action::ADD));
    assert_eq!(module(&mut reader, b"klink_echo"), Some(Action::REMOVE));
}

#[test]
fn a_victim_of_the_oom_killer() {
    let guest = Guest::enter();
    guest.expects("Call Trace");
    let _events = guest.load("klink_events", "sources=oom");
    let mut reader = reader(Start::Now);
    fs::write("/sys/fs/cgroup/cgroup.subtree_control", "+memory").unwrap();
    let _ = fs::create_dir("/sys/fs/cgroup/small");
    fs::write("/sys/fs/cgroup/small/memory.max", "8M").unwrap();
    let greedy = "echo $$ > /sys/fs/cgroup/small/cgroup.procs && exec tail -c 100000000 /dev/zero";
    let mut child = Command::new("sh").args(["-c", greedy]).spawn().unwrap();
    assert!(!child.wait().unwrap().success());
    let victim = find(&mut reader, |event| {
        (event.kind() == Kind::OOM).then(|| event.task().map(|task| task.tgid))
    });
    assert_eq!(victim, Some(child.id()));
    fs::remove_dir("/sys/fs/cgroup/small").unwrap();
}

#[test]
fn a_thread_that_hangs() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=hang");
    let mut reader = reader(Start::Now);
    // The kernel checks every second for threads that have not run for one, and does not log them.
    let settings = [("hung_task_warnings", "0"), ("hung_task_timeout_secs", "1")];
    let before = settings.map(|(name, value)| {
        let path = format!("/proc/sys/kernel/{name}");
        let before = fs::read_to_string(&path).unwrap();
        fs::write(&path, value).unwrap();
        (path, before)
    });
    let (thread, _stall) = thread::scope(|scope| {
        let stalled = scope.spawn(|| (gettid(), guest.load("stall", "load=6000")));
        stalled.join().unwrap()
    });
    for (path, value) in before {
        fs::write(path, value).unwrap();
    }
    let pid = u32::try_from(thread.as_raw_nonzero().get()).unwrap();
    find(&mut reader, |event| {
        (event.kind() == Kind::HANG && id(event) == Some(pid)).then(|| {
            let task = event.task().unwrap();
            assert_eq!((task.tgid, task.uid), (std::process::id(), 0));
        })
    });
}

#[test]
fn what_the_kernel_cannot_tell_says_why() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=fork,exit");
    let mut journal = Journal::open().unwrap();
    let (_, sources) = journal.status().unwrap();
    let on = sources.iter().filter(|source| source.state == State::ON);
    assert!(on
        .map(|source| source.kind)
        .eq([Kind::FORK, Kind::EXIT, Kind::MARK, Kind::SWITCH]));
    assert_eq!(sources.len(), Kind::ALL.len());

    for kind in [Kind::MARK, Kind::SWITCH] {
        let error = journal.switch(kind, false).unwrap_err();
        assert_eq!(error.errno(), Some(Errno::EOPNOTSUPP), "{error}");
        assert!(error.to_string().contains("kind"), "{error}");
    }
    let error = journal.switch(Kind::UID, true).unwrap_err();
    assert_eq!(error.errno(), Some(Errno::EOPNOTSUPP), "{error}");
    assert!(error.to_string().contains("no tracepoint"), "{error}");
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::UID) {
        journal.switch(*kind, true).unwrap();
    }
    let (_, sources) = journal.status().unwrap();
    for source in sources {
        let unavailable = source.kind == Kind::UID;
        assert_eq!(
            source.state == State::UNAVAILABLE,
            unavailable,
            "{source:?}"
        );
        assert_eq!(source.reason.is_empty(), !unavailable, "{source:?}");
    }
}

#[test]
fn a_source_that_is_off_is_silent() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=comm");
    let mut journal = Journal::open().unwrap();
    let mut reader = reader(Start::Now);
    set_name(c"heard").unwrap();
    journal.switch(Kind::COMM, false).unwrap();
    set_name(c"unheard").unwrap();
    journal.switch(Kind::COMM, true).unwrap();
    set_name(c"heard again").unwrap();
    let mut names = Vec::new();
    for _ in 0..2 {
        names.push(find(&mut reader, |event| {
            event.new_comm().map(<[u8]>::to_vec)
        }));
    }
    assert_eq!(names, [&b"heard"[..], b"heard again"]);
}

/// The content of the event that a source was switched.
fn switched(event: &Event<'_>) -> Option<(Action, Kind, TaskIds)> {
    let is_one = event.kind() == Kind::SWITCH;
    is_one.then(|| {
        let (action, source) = (event.action().unwrap(), event.source().unwrap());
        (action, source, event.task().unwrap())
    })
}

#[test]
fn a_source_that_is_switched_says_who_did_it() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=fork,exit");
    let mut reader = reader(Start::Now);
    // Nothing changes.
    let mut journal = Journal::open().unwrap();
    journal.switch(Kind::FORK, true).unwrap();
    journal.switch(Kind::COMM, false).unwrap();
    journal.switch(Kind::UID, false).unwrap();

    let a_thread = || {
        let thread = thread::spawn(gettid).join().unwrap();
        u32::try_from(thread.as_raw_nonzero().get()).unwrap()
    };
    let administrator = thread::spawn(move || {
        set_name(c"administrator").unwrap();
        let before = a_thread();
        journal.switch(Kind::FORK, false).unwrap();
        let silent: Vec<_> = (0..20).map(|_| a_thread()).collect();
        journal.switch(Kind::FORK, true).unwrap();
        (before, silent, a_thread())
    });
    let (before, silent, after) = administrator.join().unwrap();
    let begins = |reader: &mut Reader, thread| {
        find(reader, |event| {
            assert_eq!(switched(event), None, "too early");
            let begins = event.kind() == Kind::FORK && id(event) == Some(thread);
            begins.then_some(())
        });
    };
    begins(&mut reader, before);
    let off = find(&mut reader, |event| {
        let (action, source, task) = switched(event)?;
        Some((action, source, task, event.comm().map(<[u8]>::to_vec)))
    });
    // The missing threads end between the two, except the last ones, which join(3) may not have waited for.
    let mut ended = 0;
    let on = loop {
        let Item::Event(event) = reader.next().unwrap() else {
            panic!("something is lost")
        };
        if let Some((action, source, task)) = switched(&event) {
            break (action, source, task, event.comm().map(<[u8]>::to_vec));
        }
        if id(&event).is_some_and(|thread| silent.contains(&thread)) {
            assert_eq!(event.kind(), Kind::EXIT, "{event:?}");
            ended += 1;
        }
    };
    assert!(ended > silent.len() / 2, "{ended}");
    begins(&mut reader, after);

    let (action, source, task, comm) = off;
    assert_eq!((action, source), (Action::OFF, Kind::FORK));
    assert_eq!((task.tgid, task.uid), (std::process::id(), 0));
    assert_ne!(task.pid, task.tgid, "another thread of this process");
    assert_eq!(comm.unwrap(), b"administrator");
    assert_eq!((on.0, on.1, on.2), (Action::ON, Kind::FORK, task));

    // Such events are left out and selected like any others.
    let mut only = Reader::open(Start::Oldest).unwrap();
    only.set_kinds([Kind::SWITCH]);
    only.set_timeout(Some(Duration::ZERO));
    let actions = [(); 2].map(|()| find(&mut only, |event| event.action()));
    assert_eq!(actions, [Action::OFF, Action::ON]);
    assert!(only.next().unwrap_err().is_timeout());
    let shown = Command::new("klink")
        .args(["events", "--type", "switch"])
        .output()
        .unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    let lines: Vec<_> = shown.lines().collect();
    let words = format!(" switch off fork pid {} of {}", task.pid, task.tgid);
    assert!(lines.len() == 2 && lines[0].contains(&words), "{shown}");
    assert!(lines[1].contains(" switch on fork pid "), "{shown}");
    let shown = Command::new("klink")
        .args(["events", "--type", "switch", "--json"])
        .output()
        .unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    let words = "\"kind\":\"switch\",\"action\":\"off\",\"source\":\"fork\",\"pid\":";
    assert!(shown.contains(words), "{shown}");
}

#[test]
fn parameters_that_make_no_sense_are_refused() {
    let guest = Guest::enter();
    for (parameters, words) in [
        ("size=4095", "4096"),
        ("size=1073741825", "1073741824"),
        ("size=18446744073709551615", "size"),
        ("sources=fork,dragon", "dragon"),
        (
            "args=513",
            "513 bytes of arguments: load with args=0 to 512",
        ),
        ("sources=", "source"),
    ] {
        let refused = Module::load("klink_events", parameters).err();
        assert_eq!(refused, Some(Refusal::INVAL), "{parameters}");
        let said = guest
            .log()
            .iter()
            .any(|line| line.starts_with("klink_events: ") && line.contains(words));
        assert!(said, "{parameters}: {:#?}", guest.log());
    }
    let _events = guest.load("klink_events", "size=5000 sources=none");
    let (status, _) = Journal::open().unwrap().status().unwrap();
    assert_eq!(status.size, 8192);
}

/// The number with this name in a file of /proc.
fn number_in(path: &str, name: &str) -> u64 {
    let text = fs::read_to_string(path).unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_size_beyond_the_free_memory_harms_nobody() {
    let guest = Guest::enter();
    // The first process to be killed when memory runs out.
    let mut victim = Command::new("sh")
        .args(["-c", "echo 1000 >/proc/self/oom_score_adj; exec sleep 1000"])
        .spawn()
        .unwrap();
    let killed = || number_in("/proc/vmstat", "oom_kill ");
    let before = killed();
    let memory = |name| number_in("/proc/meminfo", name) * 1024;
    // More memory than is available now; and the largest size.
    let whole = (memory("MemTotal:") / 2 + 1).next_power_of_two();
    let taken = memory("MemAvailable:").saturating_sub(whole / 2);
    let taken = vec![1_u8; taken.try_into().unwrap()];
    for size in [whole, 1 << 30] {
        let free = memory("MemAvailable:");
        assert!(free < size, "{free}, {size}");
        let refused = Module::load("klink_events", &format!("size={size}")).err();
        assert_eq!(refused, Some(Refusal::NOMEM), "{size} of {free}");
        let said = format!("klink_events: no memory for {size} bytes: load with a smaller size=N");
        let log = guest.log();
        let lines = log.iter().filter(|line| **line == said);
        assert_eq!(lines.count(), 1, "{log:#?}");
    }
    assert_eq!(killed(), before);
    assert_eq!(victim.try_wait().unwrap(), None);
    assert!(!guest.logged("Out of memory"));
    drop(taken);
    victim.kill().unwrap();
    victim.wait().unwrap();
}

#[test]
fn a_reader_that_sleeps_through_a_storm_loses_nothing() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "size=33554432 sources=fork,exit,comm");
    let mut reader = reader(Start::Now);
    let begin = reader.cursor().next;
    storm(96_000, 2_000);
    let (events, renames, lost) = drain(&mut reader, Kind::COMM);
    assert_eq!(lost, 0);
    assert!(renames >= 96_000, "{renames}");
    assert!(events >= 100_000, "{events}");
    assert_eq!(reader.cursor().next, begin + events);
}

#[test]
fn what_a_small_journal_loses_is_known_to_the_event() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "size=65536 sources=fork,exit,comm");
    let mut journal = Journal::open().unwrap();
    let mut reader = reader(Start::Now);
    let begin = reader.cursor().next;
    let (mut read, mut missed) = (0, 0);
    thread::scope(|scope| {
        let storm = scope.spawn(|| storm(15_000, 500));
        // In time and too late, in turn: the journal has room for about 1000.
        for late in [200, 2_000].into_iter().cycle() {
            let (events, _, lost) = drain(&mut reader, Kind::COMM);
            read += events;
            missed += lost;
            let enough = reader.cursor().next + late;
            while !storm.is_finished() && journal.status().unwrap().0.next < enough {
                thread::sleep(Duration::from_millis(1));
            }
            if storm.is_finished() {
                break;
            }
        }
    });
    let end = journal.emit("end").unwrap();
    let (events, _, lost) = drain(&mut reader, Kind::MARK);
    read += events;
    missed += lost;
    assert!(reader.cursor().next > end);
    assert_eq!(read + missed, reader.cursor().next - begin);
    assert!(read > 0 && missed > 0, "{read} read, {missed} lost");

    let (status, sources) = journal.status().unwrap();
    let sum = |of: fn(&klink::events::SourceStatus) -> u64| sources.iter().map(of).sum::<u64>();
    assert_eq!(sum(|source| source.appended), status.next - 1);
    assert_eq!(sum(|source| source.overwritten), status.oldest - 1);
    assert!(status.used <= status.size);
}

#[test]
fn readers_of_different_speeds_read_the_same() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=fork,exit,comm");
    let start = Start::Now;
    let (mut fast, mut slow) = (reader(start), reader(start));
    slow.set_timeout(Some(Duration::ZERO));
    let (mut of_fast, mut of_slow) = (Vec::new(), Vec::new());
    let end = thread::scope(|scope| {
        let storm = scope.spawn(|| {
            storm(4_000, 500);
            Journal::open().unwrap().emit("end").unwrap()
        });
        while of_fast.last().is_none_or(|(_, kind)| *kind != Kind::MARK) {
            let step = |event: &Event<'_>| Some((event.seq(), event.kind()));
            of_fast.push(find(&mut fast, step));
            if of_fast.len() % 10 == 0 {
                of_slow.push(find(&mut slow, step));
            }
        }
        storm.join().unwrap()
    });
    while of_slow.last().is_none_or(|(seq, _)| *seq < end) {
        of_slow.push(find(&mut slow, |event| Some((event.seq(), event.kind()))));
    }
    let begin = of_slow[0].0.max(of_fast[0].0);
    for read in [&mut of_slow, &mut of_fast] {
        read.retain(|(seq, _)| (begin..=end).contains(seq));
    }
    assert_eq!(of_slow, of_fast);
    assert!(of_fast.len() > 5_000, "{}", of_fast.len());
}

#[test]
fn one_wake_up_for_who_has_read_everything() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=none");
    let mut listener = Listener::open(Protocol::GENERIC).unwrap();
    listener.join_family(FAMILY, group::WAKE).unwrap();
    listener.set_timeout(Some(Duration::from_millis(250)));
    let mut journal = Journal::open().unwrap();
    journal.emit("nobody has read yet").unwrap();
    assert!(listener.next().unwrap_err().is_timeout());
    let mut reads = reader(Start::Oldest);
    reads.use_dumps();
    drain(&mut reads, Kind::MARK);
    for _ in 0..20 {
        journal.emit("more").unwrap();
    }
    listener.next().unwrap();
    assert!(listener.next().unwrap_err().is_timeout());
}

#[test]
fn a_reader_goes_on_where_another_has_left_off() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=fork,exit,comm");
    storm(100, 100);
    let path = std::path::Path::new("/run/klink-cursor");
    Cursor {
        journal: 1,
        next: 700,
    }
    .save(path)
    .unwrap();
    // The cursor belongs to another journal: this one is read from its beginning.
    let mut other = reader(Start::At(Cursor::load(path).unwrap().unwrap()));
    assert_eq!(other.next().unwrap(), Item::Restart);
    assert!(matches!(other.next().unwrap(), Item::Event(event) if event.seq() == 1));
    other.cursor().save(path).unwrap();

    let mut next = 2;
    for _ in 0..10 {
        let mut reader = reader(Start::At(Cursor::load(path).unwrap().unwrap()));
        for _ in 0..7 {
            assert_eq!(find(&mut reader, |event| Some(event.seq())), next);
            next += 1;
        }
        reader.cursor().save(path).unwrap();
    }
    fs::remove_file(path).unwrap();

    let (status, _) = Journal::open().unwrap().status().unwrap();
    let ahead = Cursor {
        journal: status.journal,
        next: u64::MAX,
    };
    let error = reader(Start::At(ahead)).next().unwrap_err();
    assert_eq!(error.errno(), Some(Errno::ERANGE), "{error}");
    assert!(error.to_string().contains("from"), "{error}");
}

#[test]
fn the_kernel_leaves_out_what_is_not_asked_for() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=comm");
    let mut reader = reader(Start::Now);
    reader.set_kinds([Kind::MARK]);
    let mut journal = Journal::open().unwrap();
    let first = journal.emit("first").unwrap();
    storm(5_000, 0);
    let last = journal.emit("last").unwrap();
    let read = [(); 2].map(|()| find(&mut reader, |event| Some(event.seq())));
    assert_eq!(read, [first, last]);
    // The cursor moves past the events that were left out.
    storm(100, 0);
    reader.set_timeout(Some(Duration::ZERO));
    assert!(reader.next().unwrap_err().is_timeout());
    assert!(reader.cursor().next > last + 100);
}

/// Each datagram of the dump skips at most 256 KiB, and an event takes at least the 32 bytes of its header.
#[test]
fn a_reader_that_wants_nothing_gets_the_dump_in_steps() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "size=4194304 sources=comm");
    storm(30_000, 0);
    let mut journal = Journal::open().unwrap();
    let (status, _) = journal.status().unwrap();
    assert!(status.used > 2 << 20, "{status:?}");
    let last = journal.emit("last").unwrap();

    let mut controller = Controller::open().unwrap();
    let family = controller.family(FAMILY).unwrap();
    let read = |kind: Kind| {
        let request = family.request(cmd::READ, move |message| {
            message.put_u64(attr::KINDS, kind.bit())
        });
        let mut socket = Socket::open(Protocol::GENERIC).unwrap();
        let mut dump = socket.dump(request).unwrap();
        let (mut events, mut positions) = (0, Vec::new());
        while let Some(answer) = dump.next().unwrap() {
            match answer.attrs.find(attr::EVENT) {
                Some(_) => events += 1,
                None => positions.push(Position::read(answer.attrs).unwrap()),
            }
        }
        (events, positions)
    };
    for (kind, events) in [(Kind::OOM, 0), (Kind::MARK, 1)] {
        let (seen, positions) = read(kind);
        assert_eq!(seen, events);
        assert!(positions.len() as u64 > status.used / (256 << 10));
        let mut next = 1;
        for (at, position) in positions.iter().enumerate() {
            let step = position.next - next;
            assert!((1..=8192).contains(&step), "{step}");
            assert_eq!(position.more, at + 1 < positions.len());
            assert_eq!(position.journal, status.journal);
            next = position.next;
        }
        assert!(next > last);
    }
}

#[test]
fn a_marker_says_who_has_set_it() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=none");
    let mut journal = Journal::open().unwrap();
    let mut reader = reader(Start::Now);
    let longest = "m".repeat(255);
    for text in ["it's 日本語", &longest] {
        let seq = journal.emit(text).unwrap();
        find(&mut reader, |event| {
            assert_eq!((event.seq(), event.kind()), (seq, Kind::MARK));
            assert_eq!(event.text(), Some(text.as_bytes()));
            let task = event.task().unwrap();
            assert_eq!((task.tgid, task.uid), (std::process::id(), 0));
            assert!(event.time() > Duration::ZERO);
            Some(())
        });
    }
    let errno = |text: &str| Journal::open().unwrap().emit(text).unwrap_err().errno();
    assert_eq!(errno(""), Some(Errno::EINVAL));
    assert_eq!(errno(&"m".repeat(256)), Some(Errno::EINVAL));
}

/// Checks the refusal of an operation to a process that may not request it.
fn is_refused(error: Error) {
    assert_eq!(error.errno(), Some(Errno::EPERM), "{error}");
}

#[test]
fn only_an_administrator_reads() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "");
    as_user(reads_nothing);
    let output = as_root_elsewhere("-U", "as_root_of_a_user_namespace");
    assert!(output.status.success(), "{output:#?}");

    let elsewhere = Elsewhere::new();
    let mut controller = Controller::open_in(&elsewhere.netns()).unwrap();
    let error = controller.family(FAMILY).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NotFound, "{error}");
}

#[test]
#[ignore = "runs in a user namespace, where another test starts it"]
fn as_root_of_a_user_namespace() {
    reads_nothing();
}

fn reads_nothing() {
    asks_in_vain(is_refused);
    let mut listener = Listener::open(Protocol::GENERIC).unwrap();
    is_refused(listener.join_family(FAMILY, group::WAKE).unwrap_err());
}

/// Requests all operations.
fn asks_in_vain(is_refused: impl Fn(Error)) {
    is_refused(Reader::open(Start::Oldest).unwrap_err());
    let mut journal = Journal::open().unwrap();
    is_refused(journal.status().unwrap_err());
    is_refused(journal.switch(Kind::FORK, false).unwrap_err());
    is_refused(journal.emit("I was here").unwrap_err());
    is_refused(journal.close().unwrap_err());
    let mut controller = Controller::open().unwrap();
    let family = controller.family(FAMILY).unwrap();
    let request = |cmd| family.request(cmd, |_| Ok(()));
    let mut socket = Socket::open(Protocol::GENERIC).unwrap();
    let mapped: Result<Answer<'_>, Error> = socket.request(&request(cmd::MAP));
    is_refused(mapped.unwrap_err());
    let read = socket.dump(request(cmd::READ)).unwrap().next().map(drop);
    is_refused(read.unwrap_err());
}

/// As with the proc connector, because the ids do not belong to the namespace.
#[test]
fn another_pid_namespace_is_refused() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "");
    let this = env::current_exe().unwrap();
    let output = Command::new("unshare")
        .args(["-p", "-f"])
        .arg(this)
        .args(["--exact", "as_root_of_a_pid_namespace"])
        .args(["--ignored", "--nocapture"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:#?}");
}

#[test]
#[ignore = "runs in a pid namespace, where another test starts it"]
fn as_root_of_a_pid_namespace() {
    asks_in_vain(|error| {
        assert_eq!(error.errno(), Some(Errno::EPERM), "{error}");
        assert!(error.to_string().contains("pid namespace"), "{error}");
    });
}

#[test]
fn the_module_is_replaced_under_a_reader() {
    let guest = Guest::enter();
    let mut events = guest.load("klink_events", "sources=none");
    let mut reader = reader(Start::Now);
    Journal::open().unwrap().emit("0").unwrap();
    let last = thread::scope(|scope| {
        let follows = scope.spawn(|| {
            find(&mut reader, |event| {
                (event.text() == Some(b"0")).then_some(())
            });
            for round in 1..=3_u32 {
                let text = round.to_string();
                assert_eq!(reader.next().unwrap(), Item::Restart, "{round}");
                let seq = find(&mut reader, |event| {
                    assert_eq!(event.text(), Some(text.as_bytes()));
                    Some(event.seq())
                });
                assert_eq!(seq, 1);
            }
        });
        for round in 1..=3_u32 {
            // Time to read on, and to wait.
            thread::sleep(Duration::from_millis(200));
            let begin = Instant::now();
            drop(events);
            assert!(begin.elapsed() < Duration::from_secs(2));
            events = guest.load("klink_events", "sources=none");
            Journal::open().unwrap().emit(&round.to_string()).unwrap();
            if follows.is_finished() {
                break;
            }
        }
        follows.join().unwrap();
        events
    });
    // It has not been asked again, so it still has the memory.
    drop(reader);
    drop(last);
}

/// A reader that starts while the module is being unloaded still finds the family, but can begin no dump.
#[test]
fn a_reader_that_always_asks_outlives_the_module() {
    let guest = Guest::enter();
    let mut events = guest.load("klink_events", "sources=none");
    let mut reader = reader(Start::Now);
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let ended = &ended;
        // The reader ends with the thread, so that one that fails does not keep the module.
        let asks = scope.spawn(move || {
            let mut restarts = 0;
            while !ended.load(Ordering::Relaxed) {
                restarts += u32::from(reader.try_next()? == Some(Item::Restart));
            }
            Ok::<_, Error>(restarts)
        });
        for _ in 0..30 {
            drop(events);
            events = guest.load("klink_events", "sources=none");
        }
        ended.store(true, Ordering::Relaxed);
        assert_ne!(asks.join().unwrap().unwrap(), 0);
    });
}

#[test]
fn a_dump_that_is_open_keeps_the_module() {
    let guest = Guest::enter();
    let events = guest.load("klink_events", "sources=comm");
    storm(5_000, 0);
    let mut controller = Controller::open().unwrap();
    let read = controller
        .family(FAMILY)
        .unwrap()
        .request(cmd::READ, |message| message.put_u32(attr::LIMIT, 4_000));
    let mut socket = Socket::open(Protocol::GENERIC).unwrap();
    let mut dump = socket.dump(read).unwrap();
    dump.next().unwrap().unwrap();
    let (status, _) = Journal::open().unwrap().status().unwrap();
    assert_eq!(status.readers, 1);
    assert_eq!(events.try_unload(), Err(Refusal::AGAIN));
    while dump.next().unwrap().is_some() {}
    drop(dump);
    assert_eq!(events.try_unload(), Ok(()));
}
