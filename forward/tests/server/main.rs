// SPDX-License-Identifier: MIT OR Apache-2.0

//! The forwarder, `check` and `tail` against the real nats-server: processes that are killed at any time.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

mod certificates;
mod cluster;
mod credentials;
mod figures;
mod forwarder;
mod journal;
mod leaf;
mod namespace;
mod nats;
mod program;

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType};
use klink_forward::core::Answer;
use klink_forward::failure::Status;
use klink_forward::message::Message;
use klink_forward::stream::Stream;

use certificates::{authority, certificate};
use forwarder::Order;
use journal::Plan;
use namespace::{is_inside, run};
use nats::{access, stream, Server, LIMIT};
use program::{checked, klink_forward, refused, total, wait_for, wait_for_all, wait_until_said};

/// A time of at most so many milliseconds.
fn random(milliseconds: u64) -> Duration {
    Duration::from_millis(RandomState::new().hash_one(0) % milliseconds)
}

#[tokio::test]
async fn the_server_keeps_the_fence() {
    let server = Server::with_stream("fence", stream()).await;
    let connection = access(&server).connect("test").await.unwrap();
    let sink = connection.sink("host", "boot", 1);
    let message = |first| {
        let mut message = Message::from(7, first);
        message.push_lost(first, first);
        message
    };
    assert_eq!(sink.last(7).await.unwrap().unwrap().stored, None);
    // Each has another id, so that only the fence can refuse it.
    let stored = |answer| match answer {
        Ok(Answer::Stored(sequence)) => sequence,
        other => panic!("{other:?}"),
    };
    let first = stored(sink.publish(message(1), 0).await);
    assert_eq!(sink.publish(message(2), 0).await, Ok(Answer::Refused));
    let other = stored(
        sink.publish(
            Message {
                journal: 8,
                ..message(1)
            },
            0,
        )
        .await,
    );
    assert_eq!(sink.publish(message(3), other).await, Ok(Answer::Refused));
    // Another subject's message is between.
    let second = stored(sink.publish(message(4), first).await);
    assert_eq!(sink.publish(message(5), first).await, Ok(Answer::Refused));
    assert_eq!(
        sink.publish(message(4), second).await,
        Ok(Answer::Unknown),
        "a known id"
    );
    let last = sink.last(7).await.unwrap().unwrap().stored.unwrap();
    assert_eq!((last.sequence, last.first, last.forwarder), (second, 4, 1));
}

#[tokio::test]
async fn a_forwarder_is_killed_a_hundred_times() {
    let server = Server::with_stream("killed", stream()).await;
    let plan = Plan::new(2000, 15_000);
    let order = Order::new(&server, plan);
    let context = server.connect().await;
    let events = context.get_stream("EVENTS").await.unwrap();
    let messages = || async { events.get_info().await.unwrap().state.messages };
    for _ in 0..100 {
        let forwarder = order.start();
        // It is at work when it is killed, unless there is nothing to do any more.
        let (begin, before) = (Instant::now(), messages().await);
        while messages().await == before && begin.elapsed() < Duration::from_millis(100) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        sleep(random(15));
        forwarder.kill();
    }
    let forwarder = order.start();
    wait_for_all(&server.url(), &plan).await;
    assert_eq!(forwarder.terminate().code(), Some(130));
    let rows = checked(&server.url());
    assert_eq!((total(&rows, "stored"), total(&rows, "lost")), (15_000, 0));
}

#[tokio::test]
async fn a_server_is_killed_ten_times() {
    let mut server = Server::with_stream("server", stream()).await;
    let plan = Plan::new(3000, 18_000);
    let order = Order::new(&server, plan);
    let mut forwarder = order.start();
    for round in 0..10 {
        sleep(Duration::from_millis(100) + random(300));
        // Both at once, every second time.
        if round % 2 == 1 {
            forwarder.kill_with(&mut server);
            server.restart();
            forwarder = order.start();
        } else {
            server.kill();
            sleep(random(200));
            server.restart();
        }
    }
    wait_for_all(&server.url(), &plan).await;
    assert!(forwarder.is_running());
    let rows = checked(&server.url());
    assert_eq!((total(&rows, "stored"), total(&rows, "lost")), (18_000, 0));
}

#[tokio::test]
async fn one_of_two_forwarders_works_and_one_waits() {
    let server = Server::with_stream("two", stream()).await;
    let plan = Plan::new(2000, 16_000);
    let logs = ["a", "b"].map(|name| server.folder().join(name));
    let orders = logs.clone().map(|log| Order {
        log,
        ..Order::new(&server, plan)
    });
    let mut forwarders = orders.each_ref().map(|order| Some(order.start()));
    let stands_by = |which: usize| {
        let said = std::fs::read_to_string(&logs[which]).unwrap_or_default();
        said.rfind(": standing by") > said.rfind(": taking over")
    };
    let begin = Instant::now();
    let working = loop {
        match (stands_by(0), stands_by(1)) {
            (true, false) => break 1,
            (false, true) => break 0,
            _ => assert!(begin.elapsed() < LIMIT, "neither stands by"),
        }
        sleep(Duration::from_millis(20));
    };
    forwarders[working].take().unwrap().kill();
    // The other one takes over.
    wait_for_all(&server.url(), &plan).await;
    let rows = checked(&server.url());
    assert_eq!((total(&rows, "stored"), total(&rows, "lost")), (16_000, 0));
}

#[tokio::test]
async fn gaps_reloads_and_reboots_are_records() {
    let server = Server::with_stream("gaps", stream()).await;
    let plan = Plan {
        journals: 3,
        ring: 200,
        ..Plan::new(4000, 4000)
    };
    let order = Order {
        reboots: true,
        ..Order::new(&server, plan)
    };
    for _ in 0..7 {
        let forwarder = order.start();
        sleep(Duration::from_millis(250));
        forwarder.kill();
        sleep(Duration::from_millis(100));
    }
    let forwarder = order.start();
    wait_for_all(&server.url(), &plan).await;
    forwarder.terminate();
    let rows = checked(&server.url());
    assert_eq!(rows.len(), 3);
    assert!(total(&rows, "lost") > 0, "{rows:?}");
    let tail = klink_forward(&["tail", "--all", "--no-follow", &server.url()]);
    let text = String::from_utf8(tail.stdout).unwrap();
    for line in [
        "host forwarding begins: event numbers start again",
        "host the module was reloaded: event numbers start again",
        "host the machine was rebooted: event numbers start again",
        " events lost",
        "host 4000 0.004000000 exit pid 4000 modprobe ppid 1 uid 1000 status 1",
    ] {
        assert!(text.contains(line), "{line}");
    }
}

#[tokio::test]
async fn kinds_that_are_left_out_are_counted() {
    let server = Server::with_stream("kinds", stream()).await;
    let plan = Plan::new(10_000, 4000);
    let metrics = server.folder().join("metrics");
    let order = Order {
        kinds: vec![klink::events::Kind::EXIT.0],
        metrics: Some(metrics.clone()),
        ..Order::new(&server, plan)
    };
    let forwarder = order.start();
    wait_for_all(&server.url(), &plan).await;
    forwarder.terminate();
    let text = std::fs::read_to_string(metrics).unwrap();
    for line in [
        "events_total 1000",
        "left_out_total 3000",
        "lag_events 0",
        "lag_seconds 0",
    ] {
        assert!(
            text.contains(&format!("\nklink_forward_{line}\n")),
            "{text}"
        );
    }
    let rows = checked(&server.url());
    assert_eq!(
        (total(&rows, "stored"), total(&rows, "left_out")),
        (1000, 3000)
    );
}

#[tokio::test]
#[cfg(feature = "watch")]
async fn watch_draws_machines_until_q_is_typed() {
    let server = Server::with_stream("watch", stream()).await;
    let (status, said) = refused(&["watch", &server.url()]);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("klink-forward tail"), "{said}");

    let plan = Plan::new(500, 100_000);
    let _forwarder = Order::new(&server, plan).start();
    wait_for(&server.url(), &plan, 100).await;
    let watch = format!(
        "stty rows 24 cols 100; exec {} watch {}",
        env!("CARGO_BIN_EXE_klink-forward"),
        server.url()
    );
    let mut terminal = Command::new("script")
        .args(["--quiet", "--return", "--command", &watch, "/dev/null"])
        .env("TERM", "xterm")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = terminal.stdout.take().unwrap();
    let mut shown = Vec::new();
    let drawn = |shown: &[u8]| {
        let text = String::from_utf8_lossy(shown);
        text.contains("silent: 0; lost: 0") && text.contains("host") && text.contains("modprobe")
    };
    while !drawn(&shown) {
        let mut some = [0; 4096];
        let len = output.read(&mut some).unwrap();
        assert!(len > 0, "it ends: {}", String::from_utf8_lossy(&shown));
        shown.extend_from_slice(&some[..len]);
    }
    terminal.stdin.take().unwrap().write_all(b"q").unwrap();
    output.read_to_end(&mut shown).unwrap();
    assert_eq!(terminal.wait().unwrap().code(), Some(0));
}

#[tokio::test]
async fn a_full_stream_loses_nothing_unreported() {
    let config = Config {
        max_messages: 20,
        ..stream()
    };
    let server = Server::with_stream("full", config).await;
    let plan = Plan {
        ring: 2000,
        ..Plan::new(4000, 12_000)
    };
    let forwarder = Order::new(&server, plan).start();
    sleep(Duration::from_secs(3));
    server
        .connect()
        .await
        .update_stream(stream())
        .await
        .unwrap();
    wait_for_all(&server.url(), &plan).await;
    assert_eq!(forwarder.terminate().code(), Some(130));
    let rows = checked(&server.url());
    assert!(total(&rows, "lost") > 1000, "{rows:?}");
    assert!(total(&rows, "stored") > 2000, "{rows:?}");
}

#[tokio::test]
async fn a_full_disk_loses_nothing_unreported() {
    if !is_inside("a_full_disk_loses_nothing_unreported") {
        return;
    }
    let disk = Path::new(env!("CARGO_TARGET_TMPDIR")).join("disk");
    std::fs::create_dir_all(&disk).unwrap();
    let mount = |options: &str| {
        run(&format!(
            "mount -t tmpfs -o {options} tmpfs {}",
            disk.display()
        ));
    };
    mount("size=640k");
    // The server counts on more.
    let more = format!("jetstream {{ store_dir: {disk:?}, max_file_store: 1G }}");
    let mut server = Server::start("full-disk", &more);
    let context = server.connect().await;
    context.create_stream(stream()).await.unwrap();
    let plan = Plan {
        ring: 1000,
        ..Plan::new(4000, 12_000)
    };
    let order = Order::new(&server, plan);
    let forwarder = order.start();
    wait_until_said(&order.log, "the journal keeps events meanwhile");
    mount("remount,size=64m");
    // It stores nothing more until it is started again.
    server.kill();
    server.restart();
    wait_for_all(&server.url(), &plan).await;
    assert_eq!(forwarder.terminate().code(), Some(130));
    let rows = checked(&server.url());
    assert!(total(&rows, "lost") > 1000, "{rows:?}");
    assert!(total(&rows, "stored") > 2000, "{rows:?}");
}

#[tokio::test]
async fn check_finds_what_a_hand_has_changed() {
    let server = Server::with_stream("hand", stream()).await;
    // A message more each time, after the start.
    let plans = [100, 200, 300, 400].map(|events| Plan {
        begin: 0,
        ..Plan::new(1000, events)
    });
    for plan in plans {
        let forwarder = Order::new(&server, plan).start();
        wait_for_all(&server.url(), &plan).await;
        forwarder.terminate();
    }
    checked(&server.url());

    let context = server.connect().await;
    let events = context.get_stream("EVENTS").await.unwrap();
    let doubled = events.get_raw_message(4).await.unwrap();
    let mut headers = async_nats::HeaderMap::new();
    for (name, values) in doubled.headers.iter() {
        let is_ours = name.to_string().starts_with("Klink-");
        for value in values.iter().filter(|_| is_ours) {
            headers.insert(name.clone(), value.clone());
        }
    }
    let publish = |headers, payload| {
        let sent = context.publish_with_headers(doubled.subject.clone(), headers, payload);
        async { sent.await.unwrap().await.unwrap().sequence }
    };
    let again = publish(headers, doubled.payload.clone()).await;
    let wrong = || {
        let output = klink_forward(&["check", &server.url()]);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(wrong().contains("are there twice"), "{}", wrong());
    events.delete_message(again).await.unwrap();
    checked(&server.url());
    let unrecognized = publish(async_nats::HeaderMap::new(), "{}".into()).await;
    assert!(wrong().contains("is not from klink-forward"), "{}", wrong());
    // Nor does a forwarder go on after it.
    let mut refused = Order::new(&server, plans[3]).start();
    let begin = Instant::now();
    while refused.is_running() {
        assert!(begin.elapsed() < LIMIT);
        sleep(Duration::from_millis(10));
    }
    events.delete_message(unrecognized).await.unwrap();
    checked(&server.url());
    events.delete_message(3).await.unwrap();
    assert!(wrong().contains("are missing"), "{}", wrong());
}

#[tokio::test]
async fn each_way_to_fail_has_a_status_and_a_next_step() {
    let (status, said) = refused(&["check", "nats://127.0.0.1:1/EVENTS"]);
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("start nats-server"), "{said}");

    // Where there is a journal, this would forward it.
    if klink::events::Journal::open().is_err() {
        let (status, said) = refused(&["nats://127.0.0.1:1/EVENTS"]);
        assert_eq!(status, 3, "{said}");
        assert!(said.contains("insmod klink_events.ko"), "{said}");
    }
    for wrong in [
        &["nats://127.0.0.1"][..],
        &["--name", "a"],
        &["--type", "dragon", "nats://a/S"],
    ] {
        let (status, said) = refused(wrong);
        assert_eq!(status, 2, "{said}");
    }

    let server = Server::start("ways", "");
    let (status, said) = refused(&["check", &server.url()]);
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("`klink-forward create nats://"), "{said}");
    drop(server);

    let users = "authorization { users: [{ user: me, password: secret }] }";
    let server = Server::start("users", users);
    let with = |user: &str| server.url().replace("nats://", &format!("nats://{user}@"));
    for wrong in [server.url(), with("me:wrong")] {
        let (status, said) = refused(&["check", &wrong]);
        assert_eq!(status, 4, "{said}");
        assert!(
            said.contains("--creds") && !said.contains("wrong@"),
            "{said}"
        );
    }
    let (status, said) = refused(&["check", &with("me:secret")]);
    assert_eq!(status, 3, "{said}");
}

/// Why a forwarder does not use the stream, if it does not.
async fn unfit(server: &Server) -> Option<String> {
    let connection = access(server).connect("test").await.unwrap();
    let failure = connection.check_limits("host").err()?;
    assert_eq!(failure.status, Status::Refused);
    failure.message
}

/// Whether a stream that is to refuse messages when it is full removes its oldest instead.
async fn drops_the_oldest(context: &async_nats::jetstream::Context) -> bool {
    let config = Config {
        name: "SIZE".to_owned(),
        subjects: vec!["size".to_owned()],
        max_bytes: 1000,
        ..stream()
    };
    let mut stream = context.create_stream(config).await.unwrap();
    // The second fits only without what the server adds.
    for length in [400, 550] {
        let sent = context.publish("size", vec![0; length].into()).await;
        let _refused = sent.unwrap().await;
    }
    let state = &stream.info().await.unwrap().state;
    assert_eq!(state.messages, 1);
    state.first_sequence > 1
}

#[tokio::test]
async fn create_gives_a_stream_the_limits_it_needs() {
    let server = Server::start("create", "");
    let create = |more: &[&str]| {
        let url = server.url();
        let arguments = [&["create", &url], more].concat();
        let output = klink_forward(&arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    };
    let (status, said) = create(&["--days", "30", "--max-bytes", "1000000"]);
    let context = server.connect().await;
    let size = if drops_the_oldest(&context).await {
        assert_eq!(status, Some(6), "{said}");
        assert!(said.contains("before 2.10.5"), "{said}");
        let (status, said) = create(&["--days", "30", "--max-bytes", "0"]);
        assert_eq!(status, Some(0), "{said}");
        -1
    } else {
        assert_eq!(status, Some(0), "{said}");
        1_000_000
    };
    assert_eq!(unfit(&server).await, None);
    let config =
        |stream: async_nats::jetstream::stream::Stream| stream.cached_info().config.clone();
    let created = config(context.get_stream("EVENTS").await.unwrap());
    assert_eq!(created.max_age, Duration::from_secs(30 * 86_400));
    assert_eq!(
        (created.max_bytes, created.discard),
        (size, DiscardPolicy::New)
    );
    context.delete_stream("EVENTS").await.unwrap();

    for bad in [
        Config {
            subjects: vec!["x".to_owned()],
            ..stream()
        },
        Config {
            no_ack: true,
            ..stream()
        },
        Config {
            max_messages_per_subject: 5,
            ..stream()
        },
        Config {
            max_message_size: 9000,
            ..stream()
        },
        Config {
            discard: DiscardPolicy::Old,
            max_messages: 1 << 20,
            ..stream()
        },
    ] {
        context.create_stream(bad).await.unwrap();
        let why = unfit(&server).await.unwrap();
        assert!(why.contains("run `klink-forward create`"), "{why}");
        let (status, said) = create(&[]);
        assert_eq!(status, Some(0), "{said}");
        assert_eq!(unfit(&server).await, None);
        context.delete_stream("EVENTS").await.unwrap();
    }
    for other in [
        Config {
            retention: RetentionPolicy::WorkQueue,
            ..stream()
        },
        Config {
            storage: StorageType::Memory,
            ..stream()
        },
    ] {
        context.create_stream(other).await.unwrap();
        assert!(unfit(&server).await.unwrap().contains("another stream"));
        assert_eq!(create(&[]).0, Some(6));
        context.delete_stream("EVENTS").await.unwrap();
    }
}

#[tokio::test]
async fn the_documented_permissions_are_enough() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/forwarding.md");
    let page = std::fs::read_to_string(page).unwrap();
    let block = page.split("```nats\n").nth(1).unwrap();
    let block = block.split("```").next().unwrap();
    // The forwarders of the tests all have this name.
    let server = Server::start("permissions", &block.replace("web1", "host"));
    let with = |user: &str| {
        server
            .url()
            .replace("nats://", &format!("nats://{user}:secret@"))
    };
    let created = klink_forward(&["create", &with("admin")]);
    assert!(created.status.success(), "{created:?}");
    let plan = Plan::new(5000, 1000);
    let order = Order {
        url: with("host"),
        ..Order::new(&server, plan)
    };
    let forwarder = order.start();
    // The reader sees all events in the end.
    let begin = Instant::now();
    while total(&checked(&with("reader")), "stored") < plan.events {
        assert!(
            begin.elapsed() < LIMIT,
            "the stream does not get all events"
        );
    }
    forwarder.terminate();
    let tail = klink_forward(&["tail", "--all", "--no-follow", &with("reader")]);
    assert!(tail.status.success(), "{tail:?}");
    let created = klink_forward(&["create", &with("reader")]);
    assert!(!created.status.success(), "{created:?}");
}

/// The pair of the examples in the server's documentation.
const NKEY: [&str; 2] = [
    "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4",
    "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY",
];

#[tokio::test]
async fn an_nkey_is_asked_for_and_taken() {
    let users = format!("authorization {{ users: [{{ nkey: {} }}] }}", NKEY[0]);
    let server = Server::start("nkey", &users);
    let file = server.folder().join("seed");
    std::fs::write(&file, format!("{}\n", NKEY[1])).unwrap();
    let file = file.to_str().unwrap();
    let (status, said) = refused(&["check", &server.url(), "--nkey", file]);
    assert_eq!(status, 3, "there is no stream: {said}");
    let (status, said) = refused(&["check", &server.url()]);
    assert_eq!(status, 4, "{said}");
    for option in ["--nkey", "--creds", "--tls-ca"] {
        let (status, said) = refused(&["check", &server.url(), option, "/nowhere"]);
        assert_eq!(status, 4, "{said}");
        assert!(said.contains(option), "{said}");
    }
}

#[tokio::test]
async fn only_the_right_certificate_is_taken() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("certificates");
    std::fs::create_dir_all(&folder).unwrap();
    authority(&folder, "ca");
    authority(&folder, "other");
    certificate(&folder, "server", "IP:127.0.0.1");
    let (certificate, key) = (folder.join("server.pem"), folder.join("server.key"));
    let tls = format!("tls {{ cert_file: {certificate:?}, key_file: {key:?} }}");
    let server = Server::start("tls", &tls);
    let with = |ca: &str| {
        let ca = folder.join(ca);
        refused(&["check", &server.url(), "--tls-ca", ca.to_str().unwrap()])
    };
    let (status, said) = with("ca.pem");
    assert_eq!(status, 3, "there is no stream: {said}");
    let (status, said) = with("other.pem");
    assert_eq!(status, 4, "{said}");
    assert!(said.contains("--tls-ca"), "{said}");
    // The authorities that the system knows have not signed it.
    let (status, said) = refused(&["check", &server.url()]);
    assert_eq!(status, 4, "{said}");
    let other = server.url().replace("127.0.0.1", "localhost");
    let ca = folder.join("ca.pem");
    let (status, said) = refused(&["check", &other, "--tls-ca", ca.to_str().unwrap()]);
    assert_eq!(status, 4, "it is not for this name: {said}");
}
