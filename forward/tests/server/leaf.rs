// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sites with a server of their own, a leaf of one in the middle, as docs/forwarding.md configures them.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use async_nats::jetstream::{
    self,
    stream::{Config, Stream},
};

use crate::forwarder::Order;
use crate::journal::Plan;
use crate::namespace::is_inside;
use crate::nats::{stream, Server, LIMIT};
use crate::program::{checked, checked_with, klink_forward, refused, total, wait_for_all};

/// A block of the page, which has this language.
fn block(language: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/forwarding.md");
    let page = fs::read_to_string(page).unwrap();
    let block = page
        .split_once(&format!("```{language}\n"))
        .and_then(|(_, after)| after.split_once("```"));
    let (block, _) = block.unwrap_or_else(|| panic!("no block of {language}"));
    block.replace("hub.example.org", "127.0.0.1")
}

/// A server with one of the page's configurations, whose JetStream has a folder of its own.
fn server(name: &str, language: &str) -> Server {
    let store = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(name)
        .join("store");
    let more = block(language).replace("/var/lib/nats", &store.to_string_lossy());
    Server::start(name, &more)
}

/// Kills and starts both, one after the other, while events happen.
fn shake(servers: [&mut Server; 2]) {
    for server in servers {
        sleep(Duration::from_millis(700));
        server.kill();
        sleep(Duration::from_millis(300));
        server.restart();
    }
}

#[tokio::test]
async fn a_leaf_without_a_store_passes_events_on() {
    if !is_inside("leaf::a_leaf_without_a_store_passes_events_on") {
        return;
    }
    let mut hub = server("hub", "nats-hub");
    hub.connect().await.create_stream(stream()).await.unwrap();
    let mut leaf = server("leaf", "nats-leaf");
    let plan = Plan::new(2000, 8000);
    let order = Order {
        domain: Some("hub".to_owned()),
        ..Order::new(&leaf, plan)
    };
    let forwarder = order.start();
    shake([&mut hub, &mut leaf]);
    wait_for_all(&hub.url(), &plan).await;
    assert_eq!(forwarder.terminate().code(), Some(130));
    let url = leaf.url();
    let rows = checked_with(&["check", "--json", "--domain", "hub", &url]);
    assert_eq!((total(&rows, "stored"), total(&rows, "lost")), (8000, 0));
    let (status, said) = refused(&["check", &url]);
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("--domain"), "{said}");
}

/// All messages of a stream, in order: their subjects and bodies.
async fn messages(stream: &Stream) -> Vec<(String, Vec<u8>)> {
    let state = stream.get_info().await.unwrap().state;
    let mut all = Vec::new();
    for sequence in state.first_sequence..=state.last_sequence {
        let message = stream.get_raw_message(sequence).await.unwrap();
        all.push((message.subject.to_string(), message.payload.to_vec()));
    }
    all
}

#[tokio::test]
async fn a_sites_stream_is_copied_to_the_hub() {
    if !is_inside("leaf::a_sites_stream_is_copied_to_the_hub") {
        return;
    }
    let mut hub = server("middle", "nats-hub");
    let context = hub.connect().await;
    if !context.client().is_server_compatible(2, 10, 0) {
        eprintln!("not tested: a copy needs nats-server 2.10, as `make forward-newer` has");
        return;
    }
    let mut site = server("site", "nats-site");
    let created = klink_forward(&["create", &site.url()]);
    assert!(created.status.success(), "{created:?}");
    let config: Config = serde_json::from_str(&block("json-copy")).unwrap();
    // The server waits longer and longer before it looks again for a site that is not there.
    let begin = Instant::now();
    let there = jetstream::with_domain(context.client(), "site1");
    while there.query_account().await.is_err() {
        assert!(begin.elapsed() < LIMIT, "the site is not there");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    context.create_stream(config.clone()).await.unwrap();
    let plan = Plan::new(2000, 8000);
    let forwarder = Order::new(&site, plan).start();
    shake([&mut hub, &mut site]);
    wait_for_all(&site.url(), &plan).await;
    assert_eq!(forwarder.terminate().code(), Some(130));
    let rows = checked(&site.url());
    assert_eq!((total(&rows, "stored"), total(&rows, "lost")), (8000, 0));

    let original = site.connect().await.get_stream("EVENTS").await.unwrap();
    let original = messages(&original).await;
    let copy = hub.connect().await.get_stream(&config.name).await.unwrap();
    let begin = Instant::now();
    while (copy.get_info().await.unwrap().state.messages as usize) < original.len() {
        assert!(
            begin.elapsed() < LIMIT,
            "the copy does not get all messages"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(messages(&copy).await, original);
    let copied = hub.url().replace("EVENTS", &config.name);
    let tail = klink_forward(&["tail", "--all", "--no-follow", &copied]);
    let text = String::from_utf8(tail.stdout).unwrap();
    assert!(text.contains("host 8000 0.008000000 exit"), "{text}");
}
