// SPDX-License-Identifier: MIT OR Apache-2.0

//! The real nats-server, on loopback.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use async_nats::jetstream::{self, stream::Config, stream::DiscardPolicy};
use klink_forward::nats::Access;
use klink_forward::subject::Target;
use rustix::process::{kill_process, Pid, Signal};
use serde_json::Value;

/// The longest time that anything is waited for.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// A server with a folder of its own, which ends with this.
pub(crate) struct Server {
    folder: PathBuf,
    /// The words before the program on its command line.
    within: Vec<String>,
    /// More of its configuration.
    more: String,
    address: String,
    process: Child,
}

impl Server {
    pub(crate) fn start(name: &str, more: &str) -> Self {
        let mut server = Self::begin(name, &[], more, "127.0.0.1:-1");
        let ports = format!("nats-server_{}.ports", server.process.id());
        let begin = Instant::now();
        server.address = loop {
            let text = fs::read_to_string(server.folder.join(&ports)).unwrap_or_default();
            if let Ok(ports) = serde_json::from_str::<Value>(&text) {
                let url = ports["nats"][0].as_str().unwrap();
                break url.split_once("://").unwrap().1.to_owned();
            }
            assert!(begin.elapsed() < LIMIT, "nats-server does not start");
            sleep(Duration::from_millis(5));
        };
        server.wait();
        server
    }

    /// Starts it at an address that it may not have yet, by a command that ends with running its arguments.
    pub(crate) fn begin(name: &str, within: &[&str], more: &str, address: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let within: Vec<_> = within.iter().map(ToString::to_string).collect();
        Self {
            process: run(&folder, &within, more, address),
            folder,
            within,
            more: more.to_owned(),
            address: address.to_owned(),
        }
    }

    /// Ends it as a power switch does, except that the kernel keeps what it has written.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again at the same address, which it may not have yet.
    pub(crate) fn begin_again(&mut self) {
        self.process = run(&self.folder, &self.within, &self.more, &self.address);
    }

    /// Starts it again at the same address.
    pub(crate) fn restart(&mut self) {
        self.begin_again();
        self.wait();
    }

    /// Has it read another configuration.
    pub(crate) fn reload(&mut self, more: &str) {
        more.clone_into(&mut self.more);
        configure(&self.folder, more, &self.address);
        kill_process(Pid::from_child(&self.process), Signal::HUP).unwrap();
    }

    pub(crate) fn wait(&self) {
        let begin = Instant::now();
        while TcpStream::connect(&self.address).is_err() {
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
        format!("nats://{}/EVENTS", self.address)
    }

    pub(crate) async fn connect(&self) -> jetstream::Context {
        connect(&self.url()).await
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

fn configure(folder: &Path, more: &str, address: &str) {
    let store = folder.join("store");
    let text = format!(
        "listen: \"{address}\"\nports_file_dir: {folder:?}\njetstream {{ store_dir: {store:?} }}\n{more}\n"
    );
    fs::write(folder.join("config"), text).unwrap();
}

fn run(folder: &Path, within: &[String], more: &str, address: &str) -> Child {
    configure(folder, more, address);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut paths: Vec<_> = std::env::split_paths(&path).collect();
    paths.push(PathBuf::from("/usr/sbin"));
    let log = fs::File::create(folder.join("log")).unwrap();
    let mut words = within.iter().map(String::as_str).chain(["nats-server"]);
    Command::new(words.next().unwrap())
        .args(words)
        .env("PATH", std::env::join_paths(paths).unwrap())
        .arg("--config")
        .arg(folder.join("config"))
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

/// Access without credentials.
pub(crate) fn access(server: &Server) -> Access {
    Access {
        target: server.url().parse().unwrap(),
        creds: None,
        nkey: None,
        tls_ca: None,
        domain: None,
    }
}
