// SPDX-License-Identifier: MIT OR Apache-2.0

//! An event as text, and as a JSON object with stable names.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::net::{IpAddr, SocketAddr};

use klink::events::{Event, Kind, TcpState};
use serde::{Deserialize, Serialize};

use crate::text::{Styled, BOLD};
use crate::value::{Args, Fields, Name, SinceBoot, Word};

/// One event. Fields that the event does not have are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line<'a> {
    pub(crate) seq: u64,
    #[serde(rename = "time_ns")]
    pub(crate) time: SinceBoot,
    pub(crate) cpu: u32,
    pub(crate) kind: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pid: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tgid: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ppid: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) uid: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cgroup: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) start_ns: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pidns: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) netns: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) userns: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) comm: Option<Word<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) new_comm: Option<Word<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<Word<'a>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) cut: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) args: Option<Args<'a>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) args_cut: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) signal: Option<u32>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) last_thread: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ifindex: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ifname: Option<Word<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) flags: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mtu: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<IpAddr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) prefix: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) old_state: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) new_state: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) local: Option<IpAddr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) local_port: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remote: Option<IpAddr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remote_port: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) module: Option<Word<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<Word<'a>>,
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub(crate) fields: Fields<'a>,
}

impl<'a> Line<'a> {
    /// The line of an event.
    pub fn new(event: &Event<'a>) -> Self {
        let task = event.task();
        let context = event.context().unwrap_or_default();
        let tcp = event.tcp();
        let (local, remote) = (event.local(), event.remote());
        // One that this version does not know has its number.
        let state = |state: TcpState| match state.name() {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(state.0.to_string()),
        };
        // What is 0 there is unknown.
        fn known<T: Default + PartialEq>(number: T) -> Option<T> {
            (number != T::default()).then_some(number)
        }
        Self {
            seq: event.seq(),
            time: SinceBoot(event.time()),
            cpu: event.cpu(),
            kind: Name(event.kind()),
            action: event
                .action()
                .and_then(|action| action.name())
                .map(Cow::Borrowed),
            source: event.source().map(Name),
            pid: task.map(|task| task.pid),
            tgid: task.map(|task| task.tgid),
            ppid: task.map(|task| task.ppid),
            uid: task.map(|task| task.uid),
            cgroup: known(context.cgroup),
            start_ns: known(context.start),
            pidns: known(context.pidns),
            netns: known(tcp.map_or(context.netns, |tcp| tcp.netns)),
            userns: known(context.userns),
            comm: event.comm().map(Word::from),
            new_comm: event.new_comm().map(Word::from),
            path: event.path().map(Word::from),
            cut: event.is_cut(),
            args: event
                .args()
                .map(|args| Args(args.map(Word::from).collect())),
            args_cut: event.is_args_cut(),
            status: event.status(),
            signal: event.signal(),
            last_thread: event.is_last_thread(),
            ifindex: event.ifindex(),
            ifname: event.ifname().map(Word::from),
            flags: event.flags(),
            mtu: event.mtu(),
            address: event.address(),
            prefix: event.prefix(),
            old_state: tcp.map(|tcp| state(tcp.old)),
            new_state: tcp.map(|tcp| state(tcp.new)),
            local: local.as_ref().map(SocketAddr::ip),
            local_port: local.as_ref().map(SocketAddr::port),
            remote: remote.as_ref().map(SocketAddr::ip),
            remote_port: remote.as_ref().map(SocketAddr::port),
            module: event.module().map(Word::from),
            text: event.text().map(Word::from),
            fields: Fields::of(event),
        }
    }

    /// The event's sequence number in its journal.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The event's kind.
    pub fn kind(&self) -> Kind {
        self.kind.0
    }
}

impl Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = Styled(f.alternate(), BOLD, self.kind);
        write!(f, "{} {} {kind}", self.seq, self.time)?;
        let mut field = |name: &str, value: Option<&dyn Display>| match value {
            Some(value) => write!(f, " {name}{value}"),
            None => Ok(()),
        };
        fn shown<T: Display>(value: &Option<T>) -> Option<&dyn Display> {
            value.as_ref().map(|value| value as &dyn Display)
        }
        field("", shown(&self.action))?;
        field("", shown(&self.source))?;
        field("", shown(&self.module))?;
        field("", shown(&self.ifname))?;
        field("", shown(&self.address))?;
        field("/", shown(&self.prefix))?;
        let end = |ip: Option<IpAddr>, port: Option<u16>| Some(SocketAddr::new(ip?, port?));
        field("", shown(&end(self.local, self.local_port)))?;
        field("to ", shown(&end(self.remote, self.remote_port)))?;
        field("", shown(&self.old_state))?;
        field("-> ", shown(&self.new_state))?;
        field("pid ", shown(&self.pid))?;
        field(
            "of ",
            shown(&self.tgid.filter(|tgid| Some(*tgid) != self.pid)),
        )?;
        field("", shown(&self.comm))?;
        field("-> ", shown(&self.new_comm))?;
        field("ppid ", shown(&self.ppid))?;
        field("uid ", shown(&self.uid))?;
        field("cgroup ", shown(&self.cgroup))?;
        field("", shown(&self.path))?;
        field("args ", shown(&self.args))?;
        field("...", self.args_cut.then_some(&""))?;
        field("status ", shown(&self.status))?;
        field("signal ", shown(&self.signal))?;
        field("", shown(&self.text))?;
        self.fields.fmt(f)
    }
}
