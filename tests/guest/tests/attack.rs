// SPDX-License-Identifier: MIT OR Apache-2.0

//! Attacks by safe code of a module, and by processes around it: `docs/attacks.md` says what stops them. As in all
//! tests, a warning in the kernel's log is a failure.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that cannot go on fails.

use std::env;
use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use klink::genl::Controller;
use klink::{Errno, Flags, Group, Listener, Names, Protocol, Raw, Writer};
use klink_lab_init::leaks;
use klink_protocol::attack::{self, attr, cmd, fail, kind, CALLS, PLACES};
use klink_protocol::fault::{self, genl_cmd, HOLD_MS};
use klink_tests_guest::command::{fails, shell};
use klink_tests_guest::family::Client;
use klink_tests_guest::module::{self, Module};
use klink_tests_guest::{as_user, Guest, USER};
use rustix::io::Errno as Refusal;

static NAMES: Names = Names::unknown(4);

const MODULE: &str = "klink_attack";

/// The module that it publishes to.
fn events(guest: &Guest) -> Module {
    guest.load("klink_events", "sources=publish")
}

/// Loads the module. It leaks nothing where that would be reported.
fn load(fail: u32) -> Result<Module, Refusal> {
    let quiet = match Path::new(leaks::DETECTOR).exists() {
        true => " forget=0",
        false => "",
    };
    Module::load(MODULE, &format!("fail={fail}{quiet}"))
}

fn loaded() -> Module {
    load(0).unwrap()
}

fn is_loaded() -> bool {
    module::loaded().iter().any(|name| name == MODULE)
}

fn family() -> Client {
    Client::open(attack::FAMILY, &NAMES)
}

/// Checks that neither the family nor the protocol exists, for any process, while events for hooks occur.
fn is_closed() {
    let error = Controller::open()
        .unwrap()
        .family(attack::FAMILY)
        .unwrap_err();
    assert!(error.to_string().ends_with("not found"), "{error}");
    let error = Raw::open(attack::PROTOCOL).unwrap_err();
    assert_eq!(error.errno(), Some(Errno::EPROTONOSUPPORT), "{error}");
    Controller::open().unwrap().families().unwrap();
    provoke();
}

/// Causes the events of each kind of hook, as far as possible.
fn provoke() {
    shell(
        "for i in 1 2 3; do (exec true) & done; wait
         ip addr add 127.0.0.9/8 dev lo; ip addr del 127.0.0.9/8 dev lo
         ip addr add ::9/128 dev lo; ip addr del ::9/128 dev lo
         ip link set lo mtu 60000; ip link set lo mtu 65536; ip link set lo down; ip link set lo up
         insmod /lib/klink/klink_demo.ko; rmmod klink_demo",
    );
    drop(Raw::open(Protocol::USERSOCK).unwrap());
}

/// Requests calls from the family, with a socket that gets the replies.
fn ask(family: u16, seed: u64, count: u32, how: Flags) -> Raw {
    let mut socket = Raw::open(Protocol::GENERIC).unwrap();
    let request = klink::request(family, |message: &mut Writer<'_>| {
        message.raw(&[cmd::CALL, attack::VERSION, 0, 0])?;
        message.put_u64(attr::SEED, seed)?;
        message.put_u32(attr::COUNT, count)
    });
    let request = socket
        .message(&request.flags(Flags::REQUEST | how), 7)
        .unwrap();
    socket.send(&request).unwrap();
    socket
}

/// Requests calls in an operation.
fn call(family: u16, seed: u64, count: u32) {
    let mut socket = ask(family, seed, count, Flags::ACK);
    // The calls may have sent anything, and more than there is room for.
    while !matches!(socket.try_receive(), Ok(None)) {}
}

/// Requests calls in the protocol's handler.
fn call_handler(seed: u64, count: u32) {
    let mut socket = Raw::open(attack::PROTOCOL).unwrap();
    for group in [1, 33, attack::GROUPS] {
        socket.join(Group::new(group).unwrap()).unwrap();
    }
    let request = klink::request(kind::CALL, |message: &mut Writer<'_>| {
        message.put_u64(attr::SEED, seed)?;
        message.put_u32(attr::COUNT, count)
    });
    let request = socket
        .message(&request.flags(Flags::REQUEST | Flags::ACK), 7)
        .unwrap();
    socket.send(&request).unwrap();
    while !matches!(socket.try_receive(), Ok(None)) {}
}

/// Requests calls in a dump, and reads some of it.
fn call_dump(family: u16, seed: u64, count: u32) {
    let mut socket = ask(family, seed, count, Flags::DUMP);
    for _ in 0..20 {
        let _ = socket.try_receive();
    }
}

fn hooks(family: &mut Client, start: u32) {
    let ack = family.ack(cmd::HOOKS, |message| message.put_u32(attr::COUNT, start));
    assert!(ack.is_plain_success(), "{ack}");
}

/// Findings 1 to 14 of the kind that safe calls make: all calls, from several threads, while events for hooks occur and
/// the groups have members.
#[test]
fn calls_in_any_order_and_context() {
    let guest = Guest::enter();
    let _events = events(&guest);
    let _attack = loaded();
    let mut client = family();
    let id = client.family().id();
    let mut listener = Listener::open(Protocol::GENERIC).unwrap();
    listener.join_family(attack::FAMILY, "first").unwrap();
    hooks(&mut client, 1);
    for round in 0..5 {
        thread::scope(|scope| {
            for thread in 0..2 {
                scope.spawn(move || {
                    for seed in (0..4).map(|seed| round * 100 + thread * 10 + seed) {
                        call_handler(seed, 60);
                        call_dump(id, seed, 60);
                        call(id, seed, 200);
                    }
                });
            }
            provoke();
        });
    }
    let answer = client.ask(cmd::COUNT, |_| Ok(())).unwrap();
    for (kind, names) in [(attr::MADE, &CALLS[..]), (attr::PLACES, &PLACES[..])] {
        let counts = answer.attrs.find(kind).unwrap().payload().chunks_exact(4);
        assert_eq!(counts.len(), names.len());
        let never: Vec<_> = names
            .iter()
            .zip(counts)
            .filter(|(_, count)| **count == [0; 4])
            .collect();
        assert!(never.is_empty(), "{never:?}");
    }
}

/// Finding 2: ordinary users in namespaces of their own that send before, while and after the module opens its protocol.
#[test]
fn namespaces_that_send_while_a_module_loads() {
    let guest = Guest::enter();
    let _quiet = Modprobe::becomes("");
    let senders: Vec<_> = (0..24).map(|_| Sender::start()).collect();
    thread::sleep(Duration::from_millis(500));
    for _ in 0..30 {
        let fault = guest.load("klink_fault", "");
        thread::sleep(Duration::from_millis(20));
        // Unloading needs a moment without any socket.
        fs::write(PAUSE, "").unwrap();
        drop(fault);
        fs::remove_file(PAUSE).unwrap();
    }
    drop(senders);
}

/// A file; while it exists, senders open no socket.
const PAUSE: &str = "/run/klink-pause";

/// A process as an ordinary user in a user and a network namespace of its own.
struct Sender(Child);

impl Sender {
    fn start() -> Self {
        let this = env::current_exe().unwrap();
        let child = Command::new("unshare")
            .arg("-Urn")
            .arg(this)
            .args([
                "--exact",
                "sends_to_a_protocol_that_comes_and_goes",
                "--ignored",
            ])
            .uid(USER)
            .gid(USER)
            .stdout(Stdio::null())
            .spawn();
        Self(child.unwrap())
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        let still = self.0.try_wait().unwrap();
        self.0.kill().unwrap();
        self.0.wait().unwrap();
        assert!(
            thread::panicking() || still.is_none(),
            "it has ended: {still:?}"
        );
    }
}

#[test]
#[ignore = "runs in namespaces of its own until it is killed, where another test starts it"]
fn sends_to_a_protocol_that_comes_and_goes() {
    loop {
        match Raw::open(fault::PROTOCOL) {
            Ok(mut socket) => {
                // The module has no socket in an older namespace.
                for _ in 0..10 {
                    let error = socket.send(&[0; 16]).unwrap_err();
                    assert_eq!(error.errno(), Some(Errno::ECONNREFUSED), "{error}");
                }
                drop(socket);
                while Path::new(PAUSE).exists() {
                    thread::sleep(Duration::from_millis(1));
                }
            }
            Err(error) => assert_eq!(error.errno(), Some(Errno::EPROTONOSUPPORT), "{error}"),
        }
    }
}

/// The program that the kernel starts to load modules by name, until this is dropped.
struct Modprobe(String);

impl Modprobe {
    const PATH: &str = "/proc/sys/kernel/modprobe";

    fn becomes(program: &str) -> Self {
        let before = fs::read_to_string(Self::PATH).unwrap();
        fs::write(Self::PATH, format!("{program}\n")).unwrap();
        Self(before)
    }
}

impl Drop for Modprobe {
    fn drop(&mut self) {
        let _ = fs::write(Self::PATH, &self.0);
    }
}

/// Finding 3: no module has an alias, so none is loaded because a process asks for its family or its protocol. The kernel
/// starts its helper for that, which finds nothing to load.
#[test]
fn nobody_loads_a_module_by_its_name() {
    let _guest = Guest::enter();
    for file in fs::read_dir("/lib/klink").unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let has_alias = bytes.windows(7).any(|bytes| bytes == b"\0alias=");
        assert!(!has_alias, "{}", path.display());
    }
    let asked = "/run/klink-asked";
    let script = "/run/klink-modprobe";
    let program = format!("#!/bin/sh\necho \"$@\" >>{asked}\nexec modprobe -d /run/klink \"$@\"\n");
    fs::write(script, program).unwrap();
    shell(&format!("chmod 755 {script}; rm -f {asked}"));
    let _modprobe = Modprobe::becomes(script);
    as_user(|| {
        for protocol in [klink::echo::PROTOCOL, fault::PROTOCOL, attack::PROTOCOL] {
            let error = Raw::open(protocol).unwrap_err();
            assert_eq!(error.errno(), Some(Errno::EPROTONOSUPPORT), "{error}");
        }
        let mut controller = Controller::open().unwrap();
        for name in ["klink-events", "klink-demo", fault::FAMILY, attack::FAMILY] {
            let error = controller.family(name).unwrap_err();
            assert!(error.to_string().ends_with("not found"), "{error}");
        }
    });
    let asked = fs::read_to_string(asked).unwrap();
    for alias in [
        "net-pf-16-proto-30",
        "net-pf-16-proto-16-family-klink-events",
    ] {
        assert!(asked.contains(alias), "{asked}");
    }
    assert_eq!(module::loaded(), Vec::<String>::new());
}

/// Finding 4: the groups of a socket have a limit, which is below what the core can take, and all up to it work.
#[test]
fn groups_end_where_the_core_can_take_them() {
    let guest = Guest::enter();
    let _events = events(&guest);
    for fail in [fail::GROUPS, fail::ALL_GROUPS] {
        assert_eq!(load(fail).err(), Some(Refusal::INVAL));
    }
    assert!(guest.logged("65537 multicast groups are more than the limit of 65536"));
    let _attack = loaded();
    as_user(|| {
        let mut socket = Raw::open(attack::PROTOCOL).unwrap();
        for group in [1, 32, 33, 65_535, 65_536] {
            socket.join(Group::new(group).unwrap()).unwrap();
        }
        for group in [65_537, 1 << 20, i32::MAX as u32, u32::MAX] {
            let error = socket.join(Group::new(group).unwrap()).unwrap_err();
            assert_eq!(error.errno(), Some(Errno::EINVAL), "{group}");
        }
        let socket = OwnedFd::from(socket);
        // NETLINK_ADD_MEMBERSHIP of no group.
        let mut option = Command::new("/job/netlink_option");
        fails(
            option.args(["1", "0"]).stdin(socket),
            1,
            &["Invalid argument"],
        );
    });
}

/// Finding 5: when init fails after preparing or starting anything, nothing of it remains, and the module can be
/// loaded.
#[test]
fn an_init_that_fails_leaves_nothing_behind() {
    let guest = Guest::enter();
    let _events = events(&guest);
    // The kernel makes EBUSY of the family's EEXIST, which says that a module of this name is loaded.
    for (fail, errno) in [
        (fail::AT_ONCE, Refusal::AGAIN),
        (fail::FAMILY, Refusal::AGAIN),
        (fail::SOCKET, Refusal::AGAIN),
        (fail::DEFERRED, Refusal::AGAIN),
        (fail::HOOKS, Refusal::AGAIN),
        (fail::STARTED, Refusal::AGAIN),
        (fail::TWO_SOCKETS, Refusal::BUSY),
        (fail::FAMILY_TWICE, Refusal::BUSY),
        (fail::COPY, Refusal::INVAL),
        (fail::TAKEN, Refusal::BUSY),
    ] {
        for _ in 0..3 {
            assert_eq!(load(fail).err(), Some(errno), "{fail}");
            assert!(!is_loaded(), "{fail}");
            is_closed();
        }
    }
    let _attack = loaded();
    assert!(!family().family().operations().is_empty());
}

/// Finding 5: a protocol of another module is taken, even if it is opened after a family.
#[test]
fn a_taken_protocol_ends_what_was_open() {
    let guest = Guest::enter();
    let _events = events(&guest);
    let _fault = guest.load("klink_fault", "");
    assert_eq!(load(fail::PROTOCOL).err(), Some(Refusal::ADDRINUSE));
    assert!(!is_loaded());
    is_closed();
    assert!(guest.logged("netlink protocol 31 is taken by another module"));
}

/// Finding 5: parts that were open for a moment may have users. They keep the module loaded, with everything closed,
/// until they end. The core delays the second family while an operation of another runs, so that there is such a
/// moment.
#[test]
fn a_module_in_use_stays_without_use() {
    let guest = Guest::enter();
    let _events = events(&guest);
    let _fault = guest.load("klink_fault_genl", "");
    // Processes have to start in time.
    let held = (0..10).find_map(|_| in_use());
    let (attack, socket, dump) = held.expect("nobody has come in time");
    assert!(is_loaded());
    assert!(guest.logged("processes keep the module loaded, without use"));
    is_closed();
    let mut socket = socket.expect("no socket has come in time");
    let error = socket.send(&[0; 16]).unwrap_err();
    assert_eq!(error.errno(), Some(Errno::ECONNREFUSED));
    let error = socket.join(Group::new(2).unwrap()).unwrap_err();
    assert_eq!(error.errno(), Some(Errno::ENOENT), "{error}");
    assert_eq!(attack.try_unload(), Err(Refusal::AGAIN));
    // It leaves its groups, which the module is notified of.
    drop(socket);
    drop(dump);
    assert_eq!(attack.try_unload(), Ok(()));
    drop(loaded());
}

/// Loads the module so that its second family cannot be opened, with processes that use the first and the protocol.
/// `None` if they were too late.
fn in_use() -> Option<(Module, Option<Raw>, Raw)> {
    let hold = || {
        let mut held = Client::open(fault::FAMILY, &NAMES);
        move || assert!(held.ack(genl_cmd::HOLD, |_| Ok(())).is_plain_success())
    };
    let (mut first, mut second) = (hold(), hold());
    let wait = Duration::from_millis(u64::from(HOLD_MS) / 4);
    let mut dump = Raw::open(Protocol::GENERIC).unwrap();
    let loaded = AtomicBool::new(false);
    let (module, socket) = thread::scope(|scope| {
        scope.spawn(&mut first);
        thread::sleep(wait);
        let module = scope.spawn(|| {
            let module = load(fail::TAKEN);
            loaded.store(true, Ordering::SeqCst);
            module
        });
        thread::sleep(wait);
        // These wait for the first family, and the second family for them.
        scope.spawn(&mut second);
        let request = klink::request(0x10, |message: &mut Writer<'_>| {
            // CTRL_CMD_GETPOLICY by CTRL_ATTR_FAMILY_NAME
            message.raw(&[10, 2, 0, 0])?;
            message.put_str(2, attack::FAMILY)
        });
        let request = dump
            .message(&request.flags(Flags::REQUEST | Flags::DUMP), 7)
            .unwrap();
        let dump = &mut dump;
        scope.spawn(move || {
            let _ = dump.send(&request);
        });
        let (mut socket, mut joined) = (None, false);
        while !loaded.load(Ordering::SeqCst) {
            if socket.is_none() {
                socket = Raw::open(attack::PROTOCOL).ok();
                joined = socket
                    .as_mut()
                    .is_some_and(|socket| socket.join(Group::new(1).unwrap()).is_ok());
            }
        }
        (module.join().unwrap(), socket.filter(|_| joined))
    });
    module.ok().map(|module| (module, socket, dump))
}

/// Finding 6: handles that are forgotten keep nothing registered.
#[test]
fn handles_that_leak_keep_nothing_open() {
    let guest = Guest::enter();
    let _events = events(&guest);
    let before = leaks::find().unwrap();
    assert_eq!(before, "", "something else has leaked before");
    leaks::intended(|| {
        for round in 0..3 {
            let attack = guest.load(MODULE, "forget=256");
            let mut client = family();
            hooks(&mut client, 1);
            let id = client.family().id();
            call(id, round, 300);
            drop(client);
            drop(attack);
            is_closed();
        }
    })
    .unwrap();
    if Path::new(leaks::DETECTOR).exists() {
        assert_eq!(leaks::find().unwrap(), "", "more was leaked than intended");
        let report = fs::read_to_string(leaks::DETECTOR).unwrap();
        assert_ne!(report, "", "nothing was leaked");
    }
}

/// Finding 7: an operation cannot end its own family, and ends its hooks without waiting for itself.
#[test]
fn an_operation_that_stops_its_hooks_returns() {
    let guest = Guest::enter();
    let _events = events(&guest);
    let _attack = loaded();
    let mut client = family();
    for _ in 0..3 {
        hooks(&mut client, 1);
        let answer = client.ask(cmd::END, |_| Ok(())).unwrap();
        assert_eq!(answer.attrs.find(attr::ERRNO).unwrap().u32(), Ok(0));
    }
    // Families can still be registered and unregistered.
    drop(guest.load("klink_demo", ""));
}

/// Finding 8: a reply's room can be any number.
#[test]
fn answers_of_any_size_are_sent_or_refused() {
    let guest = Guest::enter();
    let _events = events(&guest);
    let _attack = loaded();
    let mut client = family();
    let mut reply = |size: u64| {
        client
            .ask(cmd::REPLY, |message| message.put_u64(attr::SIZE, size))
            .map(|answer| answer.attrs.find(attr::SIZE).unwrap().u64().unwrap())
            .map_err(|error| error.errno())
    };
    let max = 1 << 20;
    for size in [12, 4096, 65_535, 65_536, max - 4] {
        assert_eq!(reply(size), Ok(size));
    }
    for size in [max + 1, 1 << 32, u64::MAX - 19, u64::MAX - 3, u64::MAX] {
        assert_eq!(reply(size), Err(Some(Errno::EMSGSIZE)), "{size}");
    }
}

/// Finding 9: the same listener twice at one tracepoint, and in one chain.
#[test]
fn a_listener_is_called_twice_where_it_is_twice() {
    let guest = Guest::enter();
    let _events = events(&guest);
    let _attack = loaded();
    let mut client = family();
    for start in [1, 1, 0, 0, 1] {
        hooks(&mut client, start);
        provoke();
    }
}

/// Finding 10: calls that may sleep are refused in atomic context.
#[test]
fn calls_that_sleep_are_refused_in_atomic_context() {
    let guest = Guest::enter();
    let _events = events(&guest);
    assert_eq!(load(fail::LOCKED).err(), Some(Refusal::DEADLK));
    is_closed();
    let _attack = loaded();
    let mut client = family();
    let answer = client.ask(cmd::ATOMIC, |_| Ok(())).unwrap();
    let errno = answer.attrs.find(attr::ERRNO).unwrap().u32().unwrap();
    assert_eq!(Errno(errno as i32), Errno::EDEADLK);
}

/// Rules that name themselves end with the core's own limit, and are published once.
#[test]
fn rules_that_name_themselves_have_an_end() {
    let guest = Guest::enter();
    let _events = events(&guest);
    let _attack = loaded();
    fn nest(message: &mut Writer<'_>, depth: u32) -> Result<(), klink::wire::BuildError> {
        match depth {
            0 => Ok(()),
            _ => message.nest(attr::NEST, |message| nest(message, depth - 1)),
        }
    }
    let mut client = family();
    let ack = client.ack(cmd::HOOKS, |message| nest(message, 5));
    assert!(ack.is_plain_success(), "{ack}");
    let ack = client.ack(cmd::HOOKS, |message| nest(message, 1000));
    assert_eq!(ack.errno, Some(Errno::EINVAL), "{ack}");
    Controller::open()
        .unwrap()
        .policies(attack::FAMILY)
        .unwrap();
}

/// Modules are loaded and unloaded while calls are made and hooks are started, until nothing is left.
#[test]
fn unloads_under_calls_and_hooks() {
    let guest = Guest::enter();
    let _events = events(&guest);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for thread in 0..2 {
            let over = &over;
            scope.spawn(move || {
                let mut seed = thread;
                while !over.load(Ordering::Relaxed) {
                    let Ok(id) = Controller::open().and_then(|mut controller| {
                        controller.family(attack::FAMILY).map(|family| family.id())
                    }) else {
                        continue;
                    };
                    seed += 2;
                    call(id, seed, 20);
                }
            });
        }
        let begin = Instant::now();
        let mut rounds = 0;
        while rounds < 15 && begin.elapsed() < Duration::from_secs(60) {
            let attack = load(0).unwrap();
            thread::sleep(Duration::from_millis(50));
            shell("(exec true) & wait");
            drop(attack);
            // Callers write more to the log in all rounds than it holds.
            guest.log();
            rounds += 1;
        }
        over.store(true, Ordering::Relaxed);
        assert_eq!(rounds, 15);
    });
    is_closed();
}
