// SPDX-License-Identifier: MIT OR Apache-2.0

//! A stream of NATS JetStream.

use std::error::Error as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_nats::client::Request;
use async_nats::connection::State;
use async_nats::jetstream::stream::{
    Config, DiscardPolicy, LastRawMessageErrorKind, RetentionPolicy, StorageType,
};
use async_nats::jetstream::{self, ErrorCode};
use async_nats::{
    AuthError, Client, ClientError, ConnectErrorKind, ConnectOptions, Event, HeaderMap,
    RequestErrorKind,
};
use serde::Deserialize;
use tokio::time::{sleep, timeout, Instant};

use crate::core::{Answer, Last, Stored, LINE_MAX};
use crate::failure::{say, Failure, Status};
use crate::message::{Message, Previous};
use crate::secret::Secret;
use crate::stream::Stream;
use crate::subject::{parse, subject, subjects, Target, ALL};

/// Headers of a message, beside the server's own: the range of numbers, the number of events that are of kinds that are
/// not forwarded, the fence, the forwarder, and the boot.
pub mod header {
    /// The message's first number in the journal.
    pub const FIRST: &str = "Klink-First";
    /// The message's last number in the journal.
    pub const LAST: &str = "Klink-Last";
    /// The number of events that are left out; there is no header if that is 0.
    pub const LEFT_OUT: &str = "Klink-Left-Out";
    /// The stream's sequence number of the message before on the same subject, 0 for none.
    pub const AFTER: &str = "Klink-After";
    /// The forwarder that has sent it, which is another number after each start.
    pub const FORWARDER: &str = "Klink-Forwarder";
    /// The id of the machine's boot.
    pub const BOOT: &str = "Klink-Boot";
}

/// The longest body in bytes: about a thousand events.
const BODY_MAX: usize = 256 << 10;

/// Room for headers and subject, which count as part of a message.
const HEADERS: usize = 4 << 10;

/// How long to wait for an answer.
const LIMIT: Duration = Duration::from_secs(5);

/// How often to look whether the connection is still there.
const LOOK: Duration = Duration::from_millis(50);

/// The last error that the server has reported about this client, such as a missing permission.
type LastError = Arc<Mutex<Option<String>>>;

/// Optional settings of a stream; those that are `None` stay as they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// The number of servers that keep it.
    pub replicas: Option<usize>,
    /// How long messages are kept.
    pub max_age: Option<Duration>,
    /// Its length in bytes, after which events wait in the journals.
    pub max_bytes: Option<i64>,
}

/// How to reach a server.
#[derive(Clone, Debug)]
pub struct Access {
    /// The servers and the stream.
    pub target: Target,
    /// A file with the user's JWT and seed, as `nsc` writes it.
    pub creds: Option<PathBuf>,
    /// A file with an nkey's seed.
    pub nkey: Option<PathBuf>,
    /// A file with certificates of authorities. With it, the connection is encrypted or fails.
    pub tls_ca: Option<PathBuf>,
    /// The JetStream domain that has the stream, if the server is a leaf of another one.
    pub domain: Option<String>,
}

/// A connection, and the stream's configuration when it was made.
pub struct Connection {
    client: Client,
    stream: jetstream::stream::Stream,
    last_error: LastError,
    target: Target,
}

impl Access {
    /// Connects, and finds the stream. What happens to the connection later is written to standard error.
    pub async fn connect(&self, name: &str) -> Result<Connection, Failure> {
        self.reach(name, false).await
    }

    /// Connects, and finds the stream.
    #[cfg(feature = "watch")]
    pub async fn connect_silently(&self, name: &str) -> Result<Connection, Failure> {
        self.reach(name, true).await
    }

    async fn reach(&self, name: &str, is_silent: bool) -> Result<Connection, Failure> {
        let (client, last_error) = self.open(name, is_silent).await?;
        let Some(stream) = self.find(&client, &last_error).await? else {
            let (target, stream) = (&self.target, &self.target.stream);
            let what = format!(
                "{target} has no stream {stream}: create it with `klink-forward create {target}/{stream}`"
            );
            return Err(Failure::new(Status::NoPeer, what));
        };
        Ok(Connection {
            client,
            stream,
            last_error,
            target: self.target.clone(),
        })
    }

    /// Creates the stream, or gives the one that is there the limits that it needs. Where it is kept and why it removes
    /// messages cannot be changed.
    pub async fn create(&self, wanted: &Wanted) -> Result<(), Failure> {
        let (client, last_error) = self.open("klink-forward create", false).await?;
        let name = &self.target.stream;
        let context = self.context(&client);
        let there = self.find(&client, &last_error).await?;
        let mut config = match &there {
            Some(stream) => stream.cached_info().config.clone(),
            None => Config {
                name: name.clone(),
                ..Config::default()
            },
        };
        if !config.subjects.iter().any(|taken| covers(taken, ALL)) {
            config.subjects.push(ALL.to_owned());
        }
        config.discard = DiscardPolicy::New;
        config.no_ack = false;
        config.max_messages_per_subject = -1;
        config.max_message_size = -1;
        config.num_replicas = wanted.replicas.unwrap_or(config.num_replicas);
        config.max_age = wanted.max_age.unwrap_or(config.max_age);
        config.max_bytes = wanted.max_bytes.unwrap_or(config.max_bytes);
        if let Some((what, next)) = unfit(&config, "any", counts_all(&client)) {
            let what = format!("stream {name}: {what}: {next}");
            return Err(Failure::new(Status::Refused, what));
        }
        let done = match there {
            Some(_) => context.update_stream(&config).await.map(|_| ()),
            None => context.create_stream(&config).await.map(|_| ()),
        };
        done.map_err(|error| {
            let what = format!("stream {name}: {error}: give other limits or another name");
            Failure::new(Status::Refused, what)
        })
    }

    fn context(&self, client: &Client) -> jetstream::Context {
        match &self.domain {
            Some(domain) => jetstream::with_domain(client.clone(), domain),
            None => jetstream::new(client.clone()),
        }
    }

    /// The stream, if it is there.
    async fn find(
        &self,
        client: &Client,
        last_error: &LastError,
    ) -> Result<Option<jetstream::stream::Stream>, Failure> {
        use jetstream::context::GetStreamErrorKind as Kind;
        let target = &self.target;
        let name = &target.stream;
        let error = match self.context(client).get_stream(name).await {
            Ok(stream) => return Ok(Some(stream)),
            Err(error) => error,
        };
        let last_error = last_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let (status, what) = match (error.kind(), last_error) {
            (Kind::JetStream(error), _) if error.error_code() == ErrorCode::STREAM_NOT_FOUND => {
                return Ok(None);
            }
            (_, Some(last_error)) => (
                Status::NotPermitted,
                format!(
                    "stream {name}: {last_error}: give this user the permissions that \
                     docs/forwarding.md lists"
                ),
            ),
            (Kind::Request, None) => (
                Status::NoPeer,
                format!(
                    "{target} does not answer for streams: switch JetStream on there, with \
                     `nats-server -js`, or, if it is a leaf of a server that has the stream, name \
                     that one's domain with --domain"
                ),
            ),
            (_, None) => (Status::Failed, format!("stream {name}: {error}")),
        };
        Err(Failure::new(status, what))
    }

    async fn open(&self, name: &str, is_silent: bool) -> Result<(Client, LastError), Failure> {
        let last_error: LastError = Arc::default();
        let (noted, is_lost) = (Arc::clone(&last_error), AtomicBool::new(false));
        let options = match self.secret()? {
            Some(secret) => {
                let noted = Arc::clone(&last_error);
                ConnectOptions::with_auth_callback(move |nonce| {
                    let signed = secret.sign(&nonce);
                    let signed = signed.map_err(|error| {
                        show_once(&noted, format!("{secret}: {error}"));
                        AuthError::new(error)
                    });
                    std::future::ready(signed)
                })
            }
            None => ConnectOptions::new(),
        };
        let mut options = options
            .name(name)
            .connection_timeout(LIMIT)
            .request_timeout(Some(LIMIT))
            .ping_interval(Duration::from_secs(10))
            // Each message waits for its answer, so there are never more.
            .client_capacity(16)
            .event_callback(move |event| {
                if !is_silent {
                    note(&noted, &event, &is_lost);
                }
                std::future::ready(())
            });
        if let Some((user, password)) = &self.target.user {
            options = options.user_and_password(user.clone(), password.clone());
        }
        if let Some(ca) = &self.tls_ca {
            if let Err(error) = std::fs::metadata(ca) {
                let what = format!(
                    "--tls-ca {}: {error}: give a file in PEM format",
                    ca.display()
                );
                return Err(Failure::new(Status::NotPermitted, what));
            }
            options = options.add_root_certificates(ca.clone()).require_tls(true);
        }
        let connected = options.connect(self.target.servers.as_slice()).await;
        let client = connected.map_err(|error| self.no_connection(&error))?;
        Ok((client, last_error))
    }

    /// The file with the user's secret, which can be read.
    fn secret(&self) -> Result<Option<Secret>, Failure> {
        let secret = match (&self.creds, &self.nkey) {
            (Some(creds), _) => Secret::Creds(creds.clone()),
            (None, Some(nkey)) => Secret::Nkey(nkey.clone()),
            (None, None) => return Ok(None),
        };
        match secret.sign(&[]) {
            Ok(_) => Ok(Some(secret)),
            Err(error) => {
                let what = format!("{secret}: {error}");
                Err(Failure::new(Status::NotPermitted, what))
            }
        }
    }

    fn no_connection(&self, error: &async_nats::ConnectError) -> Failure {
        let reason = error
            .source()
            .map_or_else(|| error.to_string(), ToString::to_string);
        let is_tls =
            reason.contains("certificate") || reason.contains("TLS") || reason.contains("tls");
        let (status, advice) = match error.kind() {
            ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => (
                Status::NotPermitted,
                "give credentials that the server knows with --creds, --nkey or USER:PASSWORD@",
            ),
            ConnectErrorKind::Tls => (Status::NotPermitted, TLS),
            ConnectErrorKind::Io if is_tls => (Status::NotPermitted, TLS),
            ConnectErrorKind::TimedOut => (
                Status::NoAnswer,
                "check the address, and that no firewall is in between; a server with TLS needs tls://",
            ),
            _ => (
                Status::NoPeer,
                "start nats-server there, or give the address of one that runs",
            ),
        };
        let what = format!("cannot connect to {}: {reason}: {advice}", self.target);
        Failure::new(status, what)
    }
}

const TLS: &str = "give the authority that has signed the server's certificate with --tls-ca, and a host name that the \
                   certificate has";

/// Keeps and shows what the server says.
fn note(last_error: &Mutex<Option<String>>, event: &Event, is_lost: &AtomicBool) {
    match event {
        Event::ServerError(error) => show_once(last_error, format!("the server says: {error}")),
        Event::ClientError(ClientError::Other(error))
            if *error == ConnectErrorKind::AuthorizationViolation.to_string() =>
        {
            show_once(last_error, REFUSED.to_owned());
        }
        Event::Disconnected if !is_lost.swap(true, Ordering::Relaxed) => {
            say("the connection is lost: trying again");
        }
        Event::Connected if is_lost.swap(false, Ordering::Relaxed) => {
            *last_error.lock().unwrap_or_else(PoisonError::into_inner) = None;
            say("connected again");
        }
        _ => {}
    }
}

const REFUSED: &str = "the server does not take the credentials any more: renew the file of --creds or --nkey, which is \
                       read again, or the user on the server; the journal keeps events meanwhile";

/// Shows a text, unless it was the last one: it is reported again at each attempt.
fn show_once(last_error: &Mutex<Option<String>>, text: String) {
    let mut last_error = last_error.lock().unwrap_or_else(PoisonError::into_inner);
    if last_error.as_ref() != Some(&text) {
        say(&text);
        *last_error = Some(text);
    }
}

impl Connection {
    /// The stream, for reading.
    pub fn stream(&self) -> &jetstream::stream::Stream {
        &self.stream
    }

    /// The stream's name.
    pub fn name(&self) -> &str {
        &self.target.stream
    }

    /// The sequence number of the stream's last message when it was found.
    pub fn last_sequence(&self) -> u64 {
        self.stream.cached_info().state.last_sequence
    }

    /// The last message of subjects, as the stream's leader knows it. The inner `None`: there is none; the outer: there was
    /// no answer.
    pub(crate) async fn last_of(
        &self,
        subjects: String,
    ) -> Result<Option<Option<jetstream::message::StreamMessage>>, Failure> {
        match self.stream.get_last_raw_message_by_subject(&subjects).await {
            Ok(message) => Ok(Some(Some(message))),
            Err(error) => match error.kind() {
                LastRawMessageErrorKind::NoMessageFound => Ok(Some(None)),
                LastRawMessageErrorKind::JetStream(error)
                    if error.error_code() == ErrorCode::STREAM_NOT_FOUND =>
                {
                    let name = self.name();
                    let what = format!("stream {name} is not there any more: create it again");
                    Err(Failure::new(Status::NoPeer, what))
                }
                _ => Ok(None),
            },
        }
    }

    /// Whether there is a server at the moment.
    pub fn is_up(&self) -> bool {
        self.client.connection_state() == State::Connected
    }

    /// Whether the server removes the oldest messages some day.
    pub fn forgets(&self) -> bool {
        !self.stream.cached_info().config.max_age.is_zero()
    }

    /// Checks that the stream can hold what is promised. Returns the longest body that it takes.
    pub fn check_limits(&self, host: &str) -> Result<usize, Failure> {
        let config = &self.stream.cached_info().config;
        let room = i64::try_from(self.client.server_info().max_payload).unwrap_or(i64::MAX);
        let room = match i64::from(config.max_message_size) {
            ..=0 => room,
            max => room.min(max),
        };
        let room = usize::try_from(room).unwrap_or(0).saturating_sub(HEADERS);
        let name = self.name();
        if let Some((what, next)) = unfit(config, host, counts_all(&self.client)) {
            let what = format!("stream {name}: {what}: {next}");
            return Err(Failure::new(Status::Refused, what));
        }
        if room < 2 * LINE_MAX {
            let what = format!(
                "stream {name}: its messages are too short for an event: run `klink-forward create` with the same \
                 address, and give the server a max_payload of at least {}",
                2 * LINE_MAX + HEADERS
            );
            return Err(Failure::new(Status::Refused, what));
        }
        Ok(room.min(BODY_MAX))
    }

    /// The sink for a machine's events.
    pub fn sink(self, host: &str, boot: &str, forwarder: u64) -> Sink {
        Sink {
            connection: self,
            host: host.to_owned(),
            boot: boot.to_owned(),
            forwarder,
            refusal: Mutex::new(None),
            asked: AtomicU64::new(0),
            vain: Mutex::new(None),
            has_others: AtomicBool::new(false),
        }
    }

    /// Waits for the server.
    async fn up(&self) {
        while !self.is_up() {
            sleep(LOOK).await;
        }
    }

    fn connects(&self) -> u64 {
        self.client.statistics().connects.load(Ordering::Relaxed)
    }

    /// Waits until the connection is lost.
    async fn lost(&self, connects: u64) {
        while self.is_up() && self.connects() == connects {
            sleep(LOOK).await;
        }
    }
}

/// Whether the server counts all that a message takes before it takes it into a stream that has a size. One before 2.10.5
/// forgets some bytes, and then removes the oldest message of a stream that refuses new ones (nats-server's issue 4771).
fn counts_all(client: &Client) -> bool {
    client.is_server_compatible(2, 10, 5)
}

/// The setting by which events could be lost or stored twice, and the next step.
fn unfit(config: &Config, host: &str, counts_all: bool) -> Option<(&'static str, &'static str)> {
    const CHANGE: &str = "run `klink-forward create` with the same address, which changes that";
    const OTHER: &str = "create another stream with `klink-forward create`";
    let is_limited = config.max_bytes > 0 || config.max_messages > 0;
    let takes = |subjects: &str| config.subjects.iter().any(|taken| covers(taken, subjects));
    let found = if config.mirror.is_some() || config.sealed {
        ("it takes no messages", OTHER)
    } else if config.retention != RetentionPolicy::Limits {
        (
            "its messages go when they were read, and with them the place to go on",
            OTHER,
        )
    } else if config.storage != StorageType::File {
        ("it is in memory, and lost when the server ends", OTHER)
    } else if !takes(&subjects(host)) {
        (
            "it does not take this machine's subjects, klink.NAME.>",
            CHANGE,
        )
    } else if config.no_ack {
        ("it acknowledges nothing", CHANGE)
    } else if config.max_bytes > 0 && !counts_all {
        (
            "it has a size, and a nats-server before 2.10.5 drops the oldest events as it gets full",
            "update the server, or run `klink-forward create --max-bytes 0` with the same address",
        )
    } else if config.discard == DiscardPolicy::Old && is_limited {
        (
            "when it is full it drops the oldest events silently",
            CHANGE,
        )
    } else if config.max_messages_per_subject > 0 {
        (
            "it drops events of a machine that has many, and reports it nowhere",
            CHANGE,
        )
    } else {
        return None;
    };
    Some(found)
}

/// Whether a filter takes all subjects of another.
fn covers(filter: &str, subjects: &str) -> bool {
    let (mut filter, mut subjects) = (filter.split('.'), subjects.split('.'));
    loop {
        match (filter.next(), subjects.next()) {
            (Some(">"), Some(_)) | (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(token), Some(other)) if token == other => {}
            _ => return false,
        }
    }
}

/// The stream that a machine's events go to.
pub struct Sink {
    connection: Connection,
    host: String,
    boot: String,
    forwarder: u64,
    /// Why the last message was not stored.
    refusal: Mutex<Option<String>>,
    /// The connection over which the stream was asked last, by number.
    asked: AtomicU64,
    /// Since when this server has not answered for the stream.
    vain: Mutex<Option<Instant>>,
    /// Whether the client knows more than one server: one that is cut off from the others does not name them any more.
    has_others: AtomicBool,
}

/// The server's answer to a message.
#[derive(Deserialize)]
struct Ack {
    #[serde(default)]
    stream: String,
    #[serde(default)]
    seq: u64,
    #[serde(default)]
    duplicate: bool,
    error: Option<AckError>,
}

#[derive(Deserialize)]
struct AckError {
    #[serde(default)]
    err_code: u64,
    #[serde(default)]
    description: String,
}

impl Sink {
    /// Reads the answer to a message.
    fn read(&self, payload: &[u8]) -> Result<Answer, Failure> {
        let Ok(ack) = serde_json::from_slice::<Ack>(payload) else {
            return Ok(Answer::Unknown);
        };
        let ours = &self.connection.target.stream;
        let Some(error) = ack.error else {
            // A leader that is cut off calls a message a duplicate that it could not store.
            if ack.stream != *ours || ack.seq == 0 || ack.duplicate {
                return Ok(Answer::Unknown);
            }
            self.refused(None);
            return Ok(Answer::Stored(ack.seq));
        };
        match error.err_code {
            // The last sequence number is another one; the second says so without the number.
            10071 | 10164 => Ok(Answer::Refused),
            10060 => {
                let what = format!(
                    "stream {ours}: {}: leave the subjects klink.> to one stream",
                    error.description
                );
                Err(Failure::new(Status::Refused, what))
            }
            _ => {
                self.refused(Some(error.description));
                Ok(Answer::Later)
            }
        }
    }

    /// Shows why messages are not stored, once.
    fn refused(&self, why: Option<String>) {
        let mut refusal = self.refusal.lock().unwrap_or_else(PoisonError::into_inner);
        if *refusal == why {
            return;
        }
        let name = self.connection.name();
        match &why {
            Some(why) => say(&format!(
                "stream {name}: {why}: trying again; the journal keeps events meanwhile"
            )),
            None => say(&format!("stream {name}: events are stored again")),
        }
        *refusal = why;
    }

    /// The server has answered for the stream.
    fn has_answered(&self) {
        *self.vain.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The server has not answered, although so much time was given. If that was enough and there are others, one of them
    /// is asked next: this one may be cut off from them.
    async fn has_not_answered(&self, given: Duration) {
        self.note_others();
        if !self.has_others.load(Ordering::Relaxed) {
            return;
        }
        let waited = {
            let mut vain = self.vain.lock().unwrap_or_else(PoisonError::into_inner);
            let waited = vain.get_or_insert_with(Instant::now).elapsed();
            vain.take_if(|_| waited.max(given) >= LIMIT);
            waited
        };
        if waited.max(given) >= LIMIT {
            // It fails only if the client has ended.
            let _ = self.connection.client.force_reconnect().await;
        }
    }

    /// Notes whether the server names others.
    fn note_others(&self) {
        let Connection { client, target, .. } = &self.connection;
        let named = client.server_info().connect_urls.len();
        if named.max(target.servers.len()) > 1 {
            self.has_others.store(true, Ordering::Relaxed);
        }
    }

    fn headers(&self, message: &Message, fence: u64) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let target = &self.connection.target;
        headers.insert("Nats-Msg-Id", message.id());
        headers.insert("Nats-Expected-Stream", target.stream.as_str());
        headers.insert("Nats-Expected-Last-Subject-Sequence", fence.to_string());
        headers.insert(header::FIRST, message.first.to_string());
        headers.insert(header::LAST, message.last.to_string());
        headers.insert(header::AFTER, fence.to_string());
        headers.insert(header::FORWARDER, format!("{:016x}", self.forwarder));
        headers.insert(header::BOOT, self.boot.as_str());
        if message.left_out > 0 {
            headers.insert(header::LEFT_OUT, message.left_out.to_string());
        }
        headers
    }

    /// The first sequence number that the stream has, or will have.
    async fn begin(&self) -> Option<u64> {
        let info = self.connection.stream.get_info().await.ok()?;
        Some(info.state.first_sequence.max(1))
    }

    async fn ask(&self, journal: u64) -> Result<Option<Last>, Failure> {
        let Some(last) = self
            .connection
            .last_of(subject(&self.host, journal))
            .await?
        else {
            return Ok(None);
        };
        let mut answer = Last::default();
        if let Some(message) = last {
            answer.stored = Some(self.stored(&message)?);
            return Ok(Some(answer));
        }
        let Some(before) = self.connection.last_of(subjects(&self.host)).await? else {
            return Ok(None);
        };
        answer.previous = before.and_then(|message| {
            let (_, journal) = parse(&message.subject)?;
            Some(Previous {
                journal: format!("{journal:016x}"),
                boot: message.headers.get(header::BOOT)?.to_string(),
                last: number(&message.headers, header::LAST)?,
            })
        });
        match self.begin().await {
            Some(begin) => answer.begin = begin,
            None => return Ok(None),
        }
        Ok(Some(answer))
    }

    fn stored(&self, message: &jetstream::message::StreamMessage) -> Result<Stored, Failure> {
        let headers = &message.headers;
        let forwarder = headers.get(header::FORWARDER);
        let forwarder = forwarder.and_then(|text| u64::from_str_radix(text.as_str(), 16).ok());
        let read = || {
            Some(Stored {
                sequence: message.sequence,
                first: number(headers, header::FIRST)?,
                last: number(headers, header::LAST)?,
                forwarder: forwarder?,
            })
        };
        read().ok_or_else(|| {
            let name = self.connection.name();
            let what = format!(
                "stream {name}: message {} of {} is not from klink-forward: remove it with `nats stream rmm {name} {}`",
                message.sequence, message.subject, message.sequence
            );
            Failure::new(Status::Refused, what)
        })
    }
}

/// A header that is a number.
pub fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.as_str().parse().ok()
}

impl Stream for Sink {
    async fn last(&self, journal: u64) -> Result<Option<Last>, Failure> {
        self.connection.up().await;
        let connects = self.connection.connects();
        self.asked.store(connects, Ordering::Relaxed);
        self.note_others();
        let begin = Instant::now();
        let last = tokio::select! {
            last = timeout(LIMIT, self.ask(journal)) => last.unwrap_or(Ok(None)),
            () = self.connection.lost(connects) => return Ok(None),
        };
        match last {
            Ok(None) => self.has_not_answered(begin.elapsed()).await,
            _ => self.has_answered(),
        }
        last
    }

    async fn publish(&self, message: Message, fence: u64) -> Result<Answer, Failure> {
        // Without a connection the client would keep the message, and send it some day.
        self.connection.up().await;
        let connects = self.connection.connects();
        if connects != self.asked.load(Ordering::Relaxed) {
            return Ok(Answer::Unknown);
        }
        let request = Request::new()
            .headers(self.headers(&message, fence))
            .payload(message.body.into());
        let subject = subject(&self.host, message.journal);
        let begin = Instant::now();
        let answer = tokio::select! {
            answer = self.connection.client.send_request(subject, request) => answer,
            () = self.connection.lost(connects) => return Ok(Answer::Unknown),
        };
        match answer {
            Ok(answer) => self.read(&answer.payload),
            Err(error) => {
                self.has_not_answered(begin.elapsed()).await;
                let last_error = || {
                    let last_error = self.connection.last_error.lock();
                    last_error.unwrap_or_else(PoisonError::into_inner).clone()
                };
                let why = match error.kind() {
                    RequestErrorKind::NoResponders => {
                        Some(String::from("the stream does not answer"))
                    }
                    _ => Some(last_error().unwrap_or_else(|| String::from("no answer in time"))),
                };
                self.refused(why);
                Ok(Answer::Unknown)
            }
        }
    }

    fn reconnections(&self) -> u64 {
        self.connection.connects().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_covers_what_it_takes_all_of() {
        for (filter, subjects) in [
            ("klink.>", "klink.a.*"),
            (">", "klink.a.*"),
            ("klink.*.*", "klink.a.*"),
            ("klink.a.>", "klink.a.*"),
            ("klink.a.*", "klink.a.*"),
        ] {
            assert!(covers(filter, subjects), "{filter}");
        }
        for filter in ["klink", "klink.*", "klink.b.>", "klink.a.*.>", "klink.a.1"] {
            assert!(!covers(filter, "klink.a.*"), "{filter}");
        }
    }

    #[test]
    fn a_stream_is_refused_if_events_could_be_lost() {
        let good = Config {
            subjects: vec!["klink.>".to_owned()],
            discard: DiscardPolicy::New,
            max_bytes: 1 << 30,
            max_age: Duration::from_secs(86_400),
            ..Config::default()
        };
        assert_eq!(unfit(&good, "a", true), None);
        assert!(unfit(&good, "a", false).is_some());
        let bad = [
            Config {
                subjects: vec!["x".to_owned()],
                ..good.clone()
            },
            Config {
                no_ack: true,
                ..good.clone()
            },
            Config {
                sealed: true,
                ..good.clone()
            },
            Config {
                discard: DiscardPolicy::Old,
                ..good.clone()
            },
            Config {
                max_messages_per_subject: 9,
                ..good.clone()
            },
            Config {
                storage: StorageType::Memory,
                ..good.clone()
            },
            Config {
                retention: RetentionPolicy::WorkQueue,
                ..good.clone()
            },
        ];
        for bad in bad {
            assert!(unfit(&bad, "a", true).is_some(), "{bad:?}");
        }
    }
}
