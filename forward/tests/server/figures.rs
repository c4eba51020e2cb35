// SPDX-License-Identifier: MIT OR Apache-2.0

//! The figures of docs/forwarding.md: `cargo test --release -p klink-forward --test server NAME -- --ignored --nocapture`

use std::cell::{Cell, RefCell};
use std::fs;
use std::future::pending;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};

use klink_forward::core::{Answer, Core, Last};
use klink_forward::failure::Failure;
use klink_forward::forward::forward;
use klink_forward::journal::Journal;
use klink_forward::message::Message;
use klink_forward::metrics::Metrics;
use klink_forward::nats::Sink;
use klink_forward::stream::Stream;
use klink_forward::subject::subject;

use crate::forwarder::Order;
use crate::journal::{Plan, Scripted};
use crate::nats::{access, stream, Server};
use crate::program::{checked, total, wait_for_all};

/// The processor time that a process has used.
fn cpu(of: &str) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{of}/stat")).unwrap();
    let fields: Vec<_> = stat
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    let ticks = |at: usize| fields[at].parse::<u64>().unwrap();
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

/// The most memory that a process has had, in KiB.
fn memory(of: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{of}/status")).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Microseconds for each of so many.
fn each(time: Duration, of: u64) -> f64 {
    time.as_secs_f64() * 1e6 / of as f64
}

/// The cost of forwarding, without that of the scripted journal, which the kernel's does not have.
#[tokio::test]
#[ignore = "figures"]
async fn one_machine() {
    const EVENTS: u64 = 1_000_000;
    let plan = Plan {
        begin: 0,
        ..Plan::new(EVENTS, EVENTS)
    };
    let before = cpu("self");
    let mut reader = Scripted::new(plan, Vec::new());
    reader.open(None).unwrap();
    for _ in 0..EVENTS {
        reader.next(&mut |_| {}).await.unwrap();
    }
    let reading = cpu("self") - before;

    for is_slow in [false, true] {
        let plan = match is_slow {
            true => Plan::new(50_000, 500_000),
            false => plan,
        };
        let server = Server::with_stream("figures", stream()).await;
        let begin = Instant::now();
        let forwarder = Order::new(&server, plan).start();
        wait_for_all(&server.url(), &plan).await;
        let (took, events) = (begin.elapsed(), plan.events);
        println!(
            "{events} events in {took:?}, {:.0} a second; CPU an event: {:.2} us, the server {:.2} us; at most {} KiB",
            events as f64 / took.as_secs_f64(),
            each(cpu(&forwarder.pid()), events),
            each(cpu(&server.pid()), events),
            memory(&forwarder.pid()),
        );
        let rows = checked(&server.url());
        assert_eq!(total(&rows, "stored"), events);
    }
    println!(
        "of that the scripted journal: {:.2} us",
        each(reading, EVENTS)
    );
}

/// The memory of a server with many subjects.
#[tokio::test]
#[ignore = "figures"]
async fn many_subjects() {
    const MACHINES: u64 = 100_000;
    let server = Server::with_stream("subjects", stream()).await;
    let context = server.connect().await;
    let empty = memory(&server.pid());
    let client = context.client();
    for machine in 0..MACHINES {
        let subject = subject(&format!("machine{machine}"), machine);
        client.publish(subject, "{}".into()).await.unwrap();
    }
    client.flush().await.unwrap();
    let events = context.get_stream("EVENTS").await.unwrap();
    while events.get_info().await.unwrap().state.messages < MACHINES {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!(
        "{MACHINES} machines in one stream: the server {empty} KiB, then at most {} KiB",
        memory(&server.pid())
    );
}

/// How long events of many machines are read from the journal after they have happened.
const SECONDS: u64 = 20;

/// How long a server may take for all of it.
const PATIENCE: Duration = Duration::from_secs(120);

/// The events that many machines have stored.
#[derive(Default)]
struct Tally {
    events: Cell<u64>,
    messages: Cell<u64>,
    answers: RefCell<Vec<Duration>>,
}

/// A stream that counts what is stored.
struct Counted {
    sink: Sink,
    tally: Rc<Tally>,
}

impl Stream for Counted {
    async fn last(&self, journal: u64) -> Result<Option<Last>, Failure> {
        self.sink.last(journal).await
    }

    async fn publish(&self, message: Message, fence: u64) -> Result<Answer, Failure> {
        let (begin, events) = (Instant::now(), message.events);
        // The start of a journal is a message of its own.
        let is_start = message.first == 0;
        let answer = self.sink.publish(message, fence).await?;
        if matches!(answer, Answer::Stored(_)) && !is_start {
            let tally = &self.tally;
            tally.events.set(tally.events.get() + events);
            tally.messages.set(tally.messages.get() + 1);
            tally.answers.borrow_mut().push(begin.elapsed());
        }
        Ok(answer)
    }

    fn reconnections(&self) -> u64 {
        self.sink.reconnections()
    }
}

/// Machines in one process, each with a connection of its own, and what one server takes of them.
#[tokio::test]
#[ignore = "figures"]
async fn many_machines() {
    for (machines, rate) in [
        (100, 100),
        (1_000, 10),
        (2_000, 5),
        (1_000, 100),
        (100, 1_000),
    ] {
        tokio::task::LocalSet::new()
            .run_until(fleet(machines, rate))
            .await;
    }
}

async fn fleet(machines: u64, rate: u64) {
    let server = Server::with_stream("fleet", stream()).await;
    let tally = Rc::<Tally>::default();
    let mut sinks = Vec::new();
    for machine in 0..machines {
        let name = format!("machine{machine}");
        let connection = access(&server).connect(&name).await.unwrap();
        let limit = connection.check_limits(&name).unwrap();
        sinks.push((connection.sink(&name, "boot", machine), limit));
    }
    let empty = memory(&server.pid());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = u64::try_from(now.unwrap().as_millis()).unwrap();
    for (machine, (sink, limit)) in (0..).zip(sinks) {
        let plan = Plan {
            machine,
            // Not all at once: each machine's first event is at another time of a second.
            begin: now + 1000 + machine * 1000 / machines,
            ..Plan::new(rate, rate * SECONDS)
        };
        let tally = Rc::clone(&tally);
        tokio::task::spawn_local(async move {
            let mut journal = Scripted::new(plan, Vec::new());
            let place = journal.open(None).unwrap();
            let mut core = Core::new(machine, "boot", limit, place.journal);
            let stream = Counted { sink, tally };
            let mut metrics = Metrics::new(None);
            forward(&mut core, &mut journal, &stream, &mut metrics, pending()).await
        });
    }
    let events = machines * rate * SECONDS;
    let before = (cpu(&server.pid()), cpu("self"));
    let begin = Instant::now();
    while tally.events.get() < events {
        assert!(
            begin.elapsed() < PATIENCE,
            "{machines} machines: {} of {events} events are stored",
            tally.events.get()
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let (took, messages) = (begin.elapsed(), tally.messages.get());
    let stored = server.connect().await.get_stream("EVENTS").await.unwrap();
    let bytes = stored.cached_info().state.bytes;
    let mut answers = tally.answers.take();
    answers.sort_unstable();
    let answer = |of: usize| answers[(answers.len() - 1) * of / 100];
    println!(
        "{machines} machines with {rate} events a second: {events} events in {messages} messages in {took:.1?}; \
         CPU a message: the server {:.0} us, the machines {:.0} us; an answer takes {:.1?}, 1 % more than {:.1?}; the \
         server has at most {} KiB, {empty} when all are connected; {} bytes an event in the stream",
        each(cpu(&server.pid()) - before.0, messages),
        each(cpu("self") - before.1, messages),
        answer(50),
        answer(99),
        memory(&server.pid()),
        bytes / events,
    );
    assert_eq!(total(&checked(&server.url()), "stored"), events);
}

/// The cost of a server that writes each message to the disk before it answers.
#[tokio::test]
#[ignore = "figures, with nats-server 2.10 or later in PATH"]
async fn syncing() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for interval in ["2m", "1s", "always"] {
        let name = format!("sync-{interval}");
        let store = folder.join(&name).join("store");
        let more = format!("jetstream {{ store_dir: {store:?}, sync_interval: {interval} }}");
        let server = Server::start(&name, &more);
        let context = server.connect().await;
        context.create_stream(stream()).await.unwrap();
        let plan = Plan {
            begin: 0,
            ..Plan::new(300_000, 300_000)
        };
        let begin = Instant::now();
        let forwarder = Order::new(&server, plan).start();
        wait_for_all(&server.url(), &plan).await;
        let rate = plan.events as f64 / begin.elapsed().as_secs_f64();
        forwarder.terminate();

        const MESSAGES: u32 = 500;
        let connection = access(&server).connect("test").await.unwrap();
        let sink = connection.sink("other", "boot", 1);
        assert_eq!(sink.last(7).await.unwrap().unwrap().stored, None);
        let (mut fence, begin) = (0, Instant::now());
        for number in 1..=u64::from(MESSAGES) {
            let mut message = Message::from(7, number);
            message.push_lost(number, number);
            fence = match sink.publish(message, fence).await {
                Ok(Answer::Stored(sequence)) => sequence,
                other => panic!("{other:?}"),
            };
        }
        let each = begin.elapsed() / MESSAGES;
        println!("sync_interval {interval}: {rate:.0} events a second, {each:?} for a message of one event");
    }
}
