// SPDX-License-Identifier: MIT OR Apache-2.0

//! Forwarders in processes of their own: this test again, as [`forwarder_process`], with a scripted journal.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use klink::events::Kind;
use klink_forward::core::Core;
use klink_forward::failure::Failure;
use klink_forward::forward::forward;
use klink_forward::journal::Journal;
use klink_forward::metrics::Metrics;
use klink_forward::nats::Access;
use rustix::process::{kill_process, Pid, Signal};
use serde::{Deserialize, Serialize};
use tokio::signal::unix::{signal, SignalKind};

use crate::journal::{Plan, Scripted};
use crate::nats::{Server, LIMIT};

/// The variable with the order for a process, as JSON.
const ORDER: &str = "KLINK_TEST_FORWARDER";

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) url: String,
    pub(crate) plan: Plan,
    pub(crate) kinds: Vec<u8>,
    /// The machine is rebooted before its last journal, and not only the module reloaded.
    pub(crate) reboots: bool,
    pub(crate) metrics: Option<PathBuf>,
    pub(crate) creds: Option<PathBuf>,
    pub(crate) nkey: Option<PathBuf>,
    pub(crate) domain: Option<String>,
    /// Its output.
    pub(crate) log: PathBuf,
}

impl Order {
    pub(crate) fn new(server: &Server, plan: Plan) -> Self {
        Self {
            url: server.url(),
            plan,
            kinds: Vec::new(),
            reboots: false,
            metrics: None,
            creds: None,
            nkey: None,
            domain: None,
            log: server.folder().join("forwarder"),
        }
    }

    pub(crate) fn start(&self) -> Forwarder {
        let process = Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "forwarder::forwarder_process",
                "--nocapture",
            ])
            .env(ORDER, serde_json::to_string(self).unwrap())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&self.log).unwrap())
            .spawn();
        Forwarder(process.unwrap())
    }
}

pub(crate) struct Forwarder(Child);

impl Forwarder {
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// Kills it and a server at once.
    pub(crate) fn kill_with(mut self, server: &mut Server) {
        kill_process(Pid::from_child(&self.0), Signal::KILL).unwrap();
        server.kill();
        self.0.wait().unwrap();
    }

    pub(crate) fn pid(&self) -> String {
        self.0.id().to_string()
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }

    /// Ends it in order.
    pub(crate) fn terminate(mut self) -> ExitStatus {
        kill_process(Pid::from_child(&self.0), Signal::TERM).unwrap();
        let begin = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status;
            }
            assert!(begin.elapsed() < LIMIT, "it does not end");
            sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Forwarder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How long before a reboot processes end.
const EARLY: Duration = Duration::from_millis(50);

async fn run(order: Order) -> Failure {
    let boot = match order.plan.until_reboot().filter(|_| order.reboots) {
        Some(left) if left > EARLY => {
            tokio::spawn(async move {
                tokio::time::sleep(left - EARLY).await;
                std::process::exit(1);
            });
            "first"
        }
        Some(left) => {
            tokio::time::sleep(left).await;
            "second"
        }
        None => "second",
    };
    let mut terminate = signal(SignalKind::terminate()).unwrap();
    let access = Access {
        target: order.url.parse().unwrap(),
        creds: order.creds,
        nkey: order.nkey,
        tls_ca: None,
        domain: order.domain,
    };
    let kinds: Vec<_> = order.kinds.iter().copied().map(Kind).collect();
    let mut journal = Scripted::new(order.plan, kinds.clone());
    let place = journal.open(None).unwrap();
    let connection = match access.connect("test").await {
        Ok(connection) => connection,
        Err(failure) => return failure,
    };
    let limit = match connection.check_limits("host") {
        Ok(limit) => limit,
        Err(failure) => return failure,
    };
    let number = u64::from(std::process::id());
    let sink = connection.sink("host", boot, number);
    let mut core = Core::new(number, boot, limit, place.journal);
    if !kinds.is_empty() {
        core.leaves_out();
    }
    let mut metrics = Metrics::new(order.metrics);
    let stop = async { terminate.recv().await.unwrap_or(()) };
    forward(&mut core, &mut journal, &sink, &mut metrics, stop).await
}

#[test]
#[ignore = "a process that the other tests start"]
fn forwarder_process() {
    let Ok(order) = std::env::var(ORDER) else {
        return;
    };
    let order = serde_json::from_str(&order).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let failure = runtime.unwrap().block_on(run(order));
    std::process::exit(failure.report().into());
}
