// SPDX-License-Identifier: MIT OR Apache-2.0

//! A network namespace for tests, and iproute2's view of it. It needs root, or [`privileged`], and `ip`. Also the
//! kernel's replies by specification.

#![allow(clippy::panic)] // A test that cannot go on fails.

pub mod exchange;
mod privileged;

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use klink::{Netns, Protocol, Socket};
use serde_json::Value;

pub use privileged::privileged;

/// A network namespace that is removed when this is dropped.
pub struct Namespace {
    name: String,
}

impl Namespace {
    /// A namespace with only `lo`, which is down.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("klink-test-{}-{count}", std::process::id());
        run("ip", &["netns", "add", &name]);
        Self { name }
    }

    /// A namespace with links up, addresses, routes, neighbours and rules of both families.
    pub fn populated() -> Self {
        let namespace = Self::new();
        for command in POPULATION.lines().map(str::trim) {
            if !command.is_empty() {
                namespace.ip(command);
            }
        }
        namespace
    }

    /// The name for `ip netns`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The namespace, for opening sockets in it.
    pub fn netns(&self) -> Netns {
        Netns::named(&self.name).unwrap_or_else(|error| panic!("{error}"))
    }

    /// A socket in it.
    pub fn socket(&self, protocol: Protocol) -> Socket {
        Socket::open_in(&self.netns(), protocol).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Runs `ip` in the namespace; the arguments must not contain spaces.
    pub fn ip(&self, arguments: &str) -> String {
        let mut all = vec!["-n", &self.name];
        all.extend(arguments.split_whitespace());
        run("ip", &all)
    }

    /// The objects that `ip -j` lists.
    pub fn ip_json(&self, arguments: &str) -> Vec<Value> {
        let text = self.ip(&format!("-j -d {arguments}"));
        match serde_json::from_str(&text) {
            Ok(Value::Array(objects)) => objects,
            other => panic!("ip -j {arguments} printed {other:?}: {text}"),
        }
    }

    /// Another program in the namespace, not yet started.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name, program]);
        command
    }

    /// Runs another program in the namespace.
    pub fn run(&self, program: &str, arguments: &[&str]) -> String {
        let mut all = vec!["netns", "exec", &self.name, program];
        all.extend(arguments);
        run("ip", &all)
    }
}

impl Default for Namespace {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        // A failure here must not hide the test's own.
        let _ = Command::new("ip")
            .args(["netns", "del", &self.name])
            .status();
    }
}

const POPULATION: &str = "
    link set lo up
    link add veth-a type veth peer name veth-b
    link add br0 type bridge
    link set veth-b master br0
    link set veth-a mtu 1400
    link set veth-a alias some-alias
    link set veth-a up
    link set veth-b up
    link set br0 up
    addr add 192.0.2.2/24 dev veth-a
    addr add 192.0.2.3/24 dev veth-a label veth-a:1
    addr add 198.51.100.1 peer 198.51.100.2/32 dev br0
    addr add 2001:db8::2/64 dev veth-a nodad
    addr add 2001:db8:1::2/64 dev br0 nodad valid_lft 5000 preferred_lft 4000
    route add default via 192.0.2.1
    route add 203.0.113.0/25 via 192.0.2.1 metric 50 proto static src 192.0.2.2 mtu 1300 advmss 1200
    route add 203.0.113.128/25 nexthop via 192.0.2.1 weight 3 nexthop dev br0
    route add 10.1.0.0/16 dev br0 table 1000
    route add blackhole 10.2.0.0/16
    route add 10.3.0.0/16 via inet6 2001:db8::1 dev veth-a
    route add 2001:db8:2::/48 via 2001:db8::1 metric 7
    route add 2001:db8:3::/48 dev br0 table 1000
    neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 dev veth-a nud permanent
    neigh add 192.0.2.78 lladdr 02:00:00:00:00:78 dev veth-a nud stale
    neigh add 2001:db8::77 lladdr 02:00:00:00:01:77 dev veth-a nud permanent
    neigh add proxy 192.0.2.99 dev veth-a
    rule add from 192.0.2.0/24 to 10.0.0.0/8 iif veth-a fwmark 0x10/0xff priority 100 table 1000
    rule add oif br0 ipproto tcp dport 80-90 priority 101 table 200
    -6 rule add from 2001:db8::/32 priority 102 table 1000
";

fn run(program: &str, arguments: &[&str]) -> String {
    let output = match Command::new(program).args(arguments).output() {
        Ok(output) => output,
        Err(error) => panic!("{program}: {error}; this test needs iproute2"),
    };
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{program} {}: {error}",
        arguments.join(" ")
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
