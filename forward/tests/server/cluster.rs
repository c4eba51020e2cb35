// SPDX-License-Identifier: MIT OR Apache-2.0

//! Three servers, each in a network namespace: one network for forwarders, and one for the servers among themselves.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use async_nats::jetstream::stream::Config;
use async_nats::jetstream::Context;

use crate::forwarder::Order;
use crate::journal::Plan;
use crate::namespace::{is_inside, run};
use crate::nats::{connect, stream, Server};
use crate::program::{checked, total, wait_for};

/// The longest time that anything is waited for. Three servers on a busy machine take half a minute to agree.
const LIMIT: Duration = Duration::from_secs(180);

/// The two networks.
const NETWORKS: [&str; 2] = ["clients", "servers"];

/// Waits for its end of both networks, then becomes the server.
const BECOME: &str = "\
    until ip link set clients up && ip link set servers up; do sleep 0.05; done 2>/dev/null\n\
    ip address add 10.7.0.\"$0\"/24 dev clients && ip address add 10.7.1.\"$0\"/24 dev servers && exec \"$@\"";

/// Starts them.
fn cluster() -> [Server; 3] {
    for (network, name) in NETWORKS.iter().enumerate() {
        run(&format!("ip link add {name} type bridge"));
        run(&format!("ip address add 10.7.{network}.100/24 dev {name}"));
        run(&format!("ip link set {name} up"));
    }
    let servers = [1, 2, 3].map(|one| {
        let more = format!(
            "server_name: n{one}\nping_interval: 1s\nping_max: 2\ncluster {{ name: c, listen: \"10.7.1.{one}:6222\", \
             routes: [nats-route://10.7.1.1:6222, nats-route://10.7.1.2:6222, nats-route://10.7.1.3:6222] }}"
        );
        let number = one.to_string();
        let within = ["unshare", "--net", "sh", "-c", BECOME, &number];
        let address = format!("10.7.0.{one}:4222");
        Server::begin(&format!("cluster{one}"), &within, &more, &address)
    });
    servers.iter().for_each(plug);
    servers
}

/// Connects a server with both networks, once it is in its namespace.
fn plug(server: &Server) {
    let pid = server.pid();
    let begin = Instant::now();
    let of = |who: &str| fs::read_link(format!("/proc/{who}/ns/net")).unwrap();
    while of(&pid) == of("self") {
        assert!(begin.elapsed() < LIMIT, "unshare does not start");
        sleep(Duration::from_millis(5));
    }
    for name in NETWORKS {
        run(&format!(
            "ip link add {} type veth peer name {name} netns {pid}",
            cable(name, server)
        ));
        run(&format!(
            "ip link set {} master {name} up",
            cable(name, server)
        ));
    }
    server.wait();
}

/// The name of this side of a server's connection with a network.
fn cable(network: &str, server: &Server) -> String {
    format!("{}{}", &network[..1], server.pid())
}

/// Connects a server with a network again, `up`, or takes it off, `down`.
fn set(network: &str, server: &Server, state: &str) {
    run(&format!("ip link set {} {state}", cable(network, server)));
}

/// The numbers of all but one.
fn others(server: usize) -> impl Iterator<Item = usize> {
    [1, 2, 3].into_iter().filter(move |one| *one != server)
}

/// The address of all but one.
fn without(server: usize) -> String {
    let hosts: Vec<_> = others(server)
        .map(|one| format!("10.7.0.{one}:4222"))
        .collect();
    format!("nats://{}/EVENTS", hosts.join(","))
}

/// The number of the stream's leader, and the number of its messages.
async fn leader(context: &Context) -> Option<(usize, u64)> {
    let stream = context.get_stream("EVENTS").await.ok()?;
    let info = stream.cached_info();
    let leader = info.cluster.as_ref()?.leader.as_ref()?;
    Some((leader.strip_prefix('n')?.parse().ok()?, info.state.messages))
}

/// Waits until all three servers have the whole stream. Returns its leader.
async fn wait_for_three(context: &Context) -> usize {
    let begin = Instant::now();
    loop {
        if let Ok(stream) = context.get_stream("EVENTS").await {
            let cluster = stream.cached_info().cluster.as_ref();
            let others = cluster.map_or(&[][..], |cluster| &cluster.replicas);
            if others.len() == 2 && others.iter().all(|one| one.current && !one.offline) {
                return leader(context).await.unwrap().0;
            }
        }
        assert!(begin.elapsed() < LIMIT, "not all servers have the stream");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Waits until servers have another leader than this one, and that has stored more. The forwarder's client takes any server
/// at random, that one too.
async fn wait_for_another(servers: &str, before: usize) {
    let context = connect(servers).await;
    let (begin, mut seen) = (Instant::now(), u64::MAX);
    loop {
        if let Some((_, messages)) = leader(&context).await.filter(|(one, _)| *one != before) {
            if messages > seen {
                return;
            }
            seen = seen.min(messages);
        }
        assert!(begin.elapsed() < LIMIT, "nobody takes over from n{before}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Cuts a server off from the others, which the forwarder cannot reach before it has come back to that one.
fn cut_off(server: usize, servers: &[Server], log: &Path) {
    others(server).for_each(|one| set("clients", &servers[one - 1], "down"));
    set("servers", &servers[server - 1], "down");
    let begin = Instant::now();
    while !fs::read_to_string(log).unwrap().contains("connected again") {
        assert!(begin.elapsed() < LIMIT, "it does not connect again");
        sleep(Duration::from_millis(50));
    }
    others(server).for_each(|one| set("clients", &servers[one - 1], "up"));
}

#[tokio::test]
async fn a_cluster_loses_its_leader() {
    if !is_inside("cluster::a_cluster_loses_its_leader") {
        return;
    }
    let mut servers = cluster();
    let context = connect(&without(0)).await;
    let config = Config {
        num_replicas: 3,
        ..stream()
    };
    // The servers have to find each other first.
    let begin = Instant::now();
    while context.create_stream(config.clone()).await.is_err() {
        assert!(begin.elapsed() < LIMIT, "there is no cluster");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let leader = wait_for_three(&context).await;
    // Longer than all of this takes.
    let plan = Plan::new(500, 100_000);
    let order = Order {
        url: format!("nats://10.7.0.{leader}:4222/EVENTS"),
        ..Order::new(&servers[0], plan)
    };
    let mut forwarder = order.start();
    wait_for(&without(0), &plan, 500).await;
    servers[leader - 1].kill();
    wait_for_another(&without(leader), leader).await;
    servers[leader - 1].begin_again();
    plug(&servers[leader - 1]);

    // The next one cannot reach the others, but the forwarder can reach it, and at first only it.
    let leader = wait_for_three(&connect(&without(leader)).await).await;
    forwarder.terminate();
    let order = Order {
        url: format!("nats://10.7.0.{leader}:4222/EVENTS"),
        ..order
    };
    forwarder = order.start();
    wait_for(&without(leader), &plan, plan.happened()).await;
    cut_off(leader, &servers, &order.log);
    wait_for_another(&without(leader), leader).await;
    set("servers", &servers[leader - 1], "up");

    let happened = plan.happened();
    wait_for(&without(leader), &plan, happened).await;
    assert_eq!(forwarder.terminate().code(), Some(130));
    let rows = checked(&without(leader));
    assert_eq!(total(&rows, "lost"), 0);
    assert!(total(&rows, "stored") >= happened, "{rows:?}");
}
