// SPDX-License-Identifier: MIT OR Apache-2.0

//! The state of a command: the options that all commands have, the network namespace that they name, and the output.

use std::cell::Cell;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use klink::echo::Client;
use klink::genl::Controller;
use klink::nlmon::Nlmon;
use klink::proc::Processes;
use klink::wire::genl;
use klink::{Error, Flags, Header, Listener, Messages, Netns, Protocol, Raw, Socket};

use crate::capture::{Packet, To, Writer};
use crate::exit::Failure;
use crate::known::Families;
use crate::options::{NetnsArg, Options};
use crate::output::Output;
use crate::recording::Recording;
use crate::time::Time;

/// How long to wait for a reply unless `--timeout` is given.
const ANSWER: Duration = Duration::from_secs(5);

/// One run of the command.
pub(crate) struct Session {
    /// The destination of results.
    pub(crate) output: Output,
    options: Options,
    netns: Option<Netns>,
    recording: Option<Recording>,
    /// When the command ends, done or not.
    deadline: Option<Instant>,
    /// Whether the recording holds the names of the families of generic netlink.
    named: Cell<bool>,
}

impl Session {
    pub(crate) fn new(options: Options) -> Result<Self, Failure> {
        let to_stdout = |path: &PathBuf| path.as_os_str() == "-";
        if options.record.as_ref().is_some_and(to_stdout) && !options.quiet {
            return Err(Failure::usage(
                "--record -: results go to standard output, too: give a file, or add --quiet",
            ));
        }
        let recording = options
            .record
            .as_deref()
            .map(Recording::begin)
            .transpose()?;
        let netns = options.netns.as_ref().map(NetnsArg::open).transpose()?;
        let deadline = options
            .deadline
            .and_then(|limit| Instant::now().checked_add(limit));
        Ok(Self {
            output: Output::new(&options),
            options,
            netns,
            recording,
            deadline,
            named: Cell::new(false),
        })
    }

    /// Returns the reason why `--record` has not recorded everything, if so.
    pub(crate) fn end_recording(&self) -> Result<(), Failure> {
        self.recording.as_ref().map_or(Ok(()), Recording::end)
    }

    /// Adds the families of generic netlink to a recording before its first message of generic netlink, so that a
    /// reader of the recording has their names.
    pub(crate) fn name_families(&self, protocol: Protocol) -> Result<(), Failure> {
        if self.recording.is_some() && protocol == Protocol::GENERIC && !self.named.replace(true) {
            self.families()?;
        }
        Ok(())
    }

    /// The network namespace that was asked for.
    pub(crate) fn netns(&self) -> Option<&Netns> {
        self.netns.as_ref()
    }

    /// How long to wait for a reply.
    pub(crate) fn answer_timeout(&self) -> Duration {
        let timeout = self.options.timeout.unwrap_or(ANSWER);
        self.left().map_or(timeout, |left| left.min(timeout))
    }

    /// How long to wait for a message that may never come; `None` for ever.
    pub(crate) fn idle_timeout(&self) -> Option<Duration> {
        self.options.timeout.into_iter().chain(self.left()).min()
    }

    /// How long to wait for what comes next, as it was asked for.
    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.options.timeout
    }

    /// When the command as a whole ends; `None` if it has no limit.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    fn left(&self) -> Option<Duration> {
        let left = |deadline: Instant| deadline.saturating_duration_since(Instant::now());
        self.deadline.map(left)
    }

    /// A failure once the command has taken as long as it may.
    pub(crate) fn check_deadline(&self) -> Result<(), Failure> {
        match self.left() {
            Some(Duration::ZERO) => Err(Failure::late()),
            _ => Ok(()),
        }
    }

    /// Prints a remark for people, which is not a result.
    pub(crate) fn remark(&self, remark: &str) {
        if !self.options.quiet {
            eprintln!("klink: {remark}");
        }
    }

    pub(crate) fn socket(&self, protocol: Protocol) -> Result<Socket, Failure> {
        self.name_families(protocol)?;
        let opened = match &self.netns {
            None => Socket::open(protocol),
            Some(netns) => Socket::open_in(netns, protocol),
        };
        let mut socket = opened.map_err(|error| Failure::explain(&error, protocol))?;
        socket.set_timeout(Some(self.answer_timeout()));
        socket.set_deadline(self.deadline);
        Ok(socket)
    }

    pub(crate) fn listener(&self, protocol: Protocol) -> Result<Listener, Failure> {
        self.name_families(protocol)?;
        let opened = match &self.netns {
            None => Listener::open(protocol),
            Some(netns) => Listener::open_in(netns, protocol),
        };
        opened.map_err(|error| Failure::explain(&error, protocol))
    }

    /// A listener to process events, which the kernel sends only on request.
    pub(crate) fn processes(&self) -> Result<Listener, Failure> {
        let opened = Processes::open().map(OwnedFd::from);
        let listener = opened.and_then(Listener::try_from);
        listener.map_err(|error| Failure::processes(&error))
    }

    /// A raw socket, which waits for ever by default.
    pub(crate) fn raw(&self, protocol: Protocol) -> Result<Raw, Failure> {
        self.name_families(protocol)?;
        let opened = match &self.netns {
            None => Raw::open(protocol),
            Some(netns) => Raw::open_in(netns, protocol),
        };
        opened.map_err(|error| Failure::explain(&error, protocol))
    }

    pub(crate) fn nlmon(&self, device: &str) -> Result<Nlmon, Failure> {
        let opened = match &self.netns {
            None => Nlmon::open(device),
            Some(netns) => Nlmon::open_in(netns, device),
        };
        opened.map_err(|error| Failure::nlmon(&error))
    }

    pub(crate) fn echo_client(&self, protocol: Protocol) -> Result<Client, Failure> {
        self.name_families(protocol)?;
        let opened = match &self.netns {
            None => Client::open(protocol),
            Some(netns) => Client::open_in(netns, protocol),
        };
        let timed = |mut client: Client| -> Result<Client, Error> {
            client.set_timeout(Some(self.answer_timeout()))?;
            Ok(client)
        };
        opened
            .and_then(timed)
            .map_err(|error| Failure::explain(&error, protocol))
    }

    /// All families that exist now.
    pub(crate) fn families(&self) -> Result<Families, Failure> {
        let families = self.controller()?.families();
        families
            .map(Families::from_iter)
            .map_err(|error| Failure::explain(&error, Protocol::GENERIC))
    }

    pub(crate) fn controller(&self) -> Result<Controller, Failure> {
        self.socket(Protocol::GENERIC).map(Controller::from)
    }

    /// Adds the controller's list of all families to a capture, so that a reader of the capture has their names.
    pub(crate) fn record_families(&self, capture: &mut Writer) -> Result<(), Failure> {
        let explain = |error: klink::Error| Failure::explain(&error, Protocol::GENERIC);
        let mut raw = self.raw(Protocol::GENERIC)?;
        raw.set_timeout(Some(self.answer_timeout()))
            .map_err(explain)?;
        let get = genl::Header {
            cmd: genl::ctrl::cmd::GET_FAMILY,
            version: genl::ctrl::VERSION,
        };
        let request = klink::request(genl::ctrl::ID, |message| message.raw(&get.to_bytes()));
        let request = request.flags(Flags::REQUEST | Flags::DUMP);
        let message = raw.message(&request, 1).map_err(explain)?;
        raw.send(&message).map_err(explain)?;
        loop {
            let datagram = raw.receive().map_err(explain)?;
            let ends = |kind| kind == Header::DONE || kind == Header::ERROR;
            let mut messages = Messages::new(datagram.bytes).flatten();
            let end = messages.any(|message| ends(message.header.kind));
            capture.add(&Packet {
                time: Some(Time::now()),
                protocol: Protocol::GENERIC.into(),
                to: To::User,
                datagram: datagram.bytes,
                len: datagram.bytes.len(),
            })?;
            if end {
                return Ok(());
            }
        }
    }
}
