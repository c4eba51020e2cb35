// SPDX-License-Identifier: MIT OR Apache-2.0

//! The real nats-server, on loopback.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use async_nats::jetstream::{self, stream::Config, stream::DiscardPolicy};
use klink_forward::subject::Target;
use serde_json::Value;

/// The longest time that anything is waited for.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// A server with a folder of its own, which ends with this.
pub(crate) struct Server {
    folder: PathBuf,
    /// More of its configuration.
    more: String,
    port: u16,
    process: Child,
}

impl Server {
    pub(crate) fn start(name: &str, more: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let process = run(&folder, more, -1);
        let ports = folder.join(format!("nats-server_{}.ports", process.id()));
        let begin = Instant::now();
        let port = loop {
            let text = fs::read_to_string(&ports).unwrap_or_default();
            if let Ok(ports) = serde_json::from_str::<Value>(&text) {
                let url = ports["nats"][0].as_str().unwrap();
                break url.rsplit_once(':').unwrap().1.parse().unwrap();
            }
            assert!(begin.elapsed() < LIMIT, "nats-server does not start");
            sleep(Duration::from_millis(5));
        };
        let server = Self {
            folder,
            more: more.to_owned(),
            port,
            process,
        };
        server.wait();
        server
    }

    /// Ends it as a power switch does, except that the kernel keeps what it has written.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again at the same address.
    pub(crate) fn restart(&mut self) {
        self.process = run(&self.folder, &self.more, i32::from(self.port));
        self.wait();
    }

    fn wait(&self) {
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(begin.elapsed() < LIMIT, "nats-server does not listen");
            sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn pid(&self) -> String {
        self.process.id().to_string()
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn url(&self) -> String {
        format!("nats://127.0.0.1:{}/EVENTS", self.port)
    }

    pub(crate) async fn connect(&self) -> jetstream::Context {
        connect(&self.url()).await
    }

    /// Three servers that keep a stream together, and the address of all.
    pub(crate) fn cluster(name: &str) -> ([Self; 3], String) {
        // Free now, and nobody else asks for it soon.
        let port = || TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr());
        let ports = [0, 1, 2].map(|_| port().unwrap());
        let routes = ports
            .map(|port| format!("\"nats-route://{port}\""))
            .join(", ");
        let servers = [0, 1, 2].map(|one| {
            let more = format!(
                "server_name: n{one}\ncluster {{ name: c, listen: \"{}\", routes: [{routes}] }}",
                ports[one]
            );
            Self::start(&format!("{name}{one}"), &more)
        });
        let hosts = servers
            .each_ref()
            .map(|one| format!("127.0.0.1:{}", one.port));
        let url = format!("nats://{}/EVENTS", hosts.join(","));
        (servers, url)
    }

    /// Creates the stream.
    pub(crate) async fn with_stream(name: &str, config: Config) -> Self {
        let server = Self::start(name, "");
        server.connect().await.create_stream(config).await.unwrap();
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn run(folder: &Path, more: &str, port: i32) -> Child {
    let config = folder.join("config");
    let store = folder.join("store");
    let text = format!(
        "listen: \"127.0.0.1:{port}\"\nports_file_dir: {folder:?}\njetstream {{ store_dir: {store:?} }}\n{more}\n"
    );
    fs::write(&config, text).unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut paths = vec![PathBuf::from("/usr/sbin")];
    paths.extend(std::env::split_paths(&path));
    let log = fs::File::create(folder.join("log")).unwrap();
    Command::new("nats-server")
        .env("PATH", std::env::join_paths(paths).unwrap())
        .arg("--config")
        .arg(&config)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap_or_else(|error| panic!("nats-server: {error}: apt-get install nats-server"))
}

/// Connects to the servers of a stream.
pub(crate) async fn connect(url: &str) -> jetstream::Context {
    let target: Target = url.parse().unwrap();
    let client = async_nats::connect(target.servers.as_slice()).await;
    jetstream::new(client.unwrap())
}

/// The stream that docs/forwarding.md recommends.
pub(crate) fn stream() -> Config {
    Config {
        name: "EVENTS".to_owned(),
        subjects: vec!["klink.>".to_owned()],
        discard: DiscardPolicy::New,
        ..Config::default()
    }
}
