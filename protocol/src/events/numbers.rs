// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The numbers of the family klink-events, made of its description by `make families`.

/// The family's name.
pub const FAMILY: &str = "klink-events";
/// The version of the family.
pub const VERSION: u8 = 1;

/// Operations.
pub mod cmd {
    /// Dump. Events from `FROM` on, or from the oldest one; of the kinds in `KINDS`, at most `LIMIT`. `ESTALE` if
    /// `JOURNAL` is given and is another journal. `ERANGE` if `FROM` is above the number of the next event. The replies
    /// hold `EVENT`s; or a range of lost events, from `FIRST` to `LAST`; or, at the end, the `JOURNAL`, and `NEXT`,
    /// before which all events were dumped, with `MORE` if there were more than `LIMIT`. If many events are skipped,
    /// such a position is also sent in between, with `MORE`: a datagram skips at most 256 KiB of the journal. The last
    /// position is the valid one.
    pub const READ: u8 = 1;
    /// Do. Replies with the journal's counters and its sources.
    pub const STATUS: u8 = 2;
    /// Do. Switches the source of the events of one `KIND` on or off by `ENABLE`, and appends an event of the kind
    /// `switch` if that changes it. `EOPNOTSUPP` if the source is unavailable, or cannot be switched off.
    pub const SWITCH: u8 = 3;
    /// Do. Appends a marker with this `TEXT`; `NEXT` of the reply is one more than its number.
    pub const EMIT: u8 = 4;
    /// Notification. There are events before `NEXT`. Sent once after a dump has reached the journal's end.
    pub const WAKE: u8 = 5;
    /// Do. Replies with a `DESCRIPTOR` that the process can map, for reading only, `LENGTH` bytes from 0 on: the
    /// journal's memory, as `klink_journal::FORMAT` describes it. `POSITION` is where the event `NEXT`, which is `FROM`
    /// or the oldest one, is or will be; or where the oldest one is, if that one was overwritten. Errors as of `READ`,
    /// and `ESHUTDOWN` after `CLOSE`. poll(2) of the descriptor says `POLLIN` if events were appended since it last
    /// said so, and `POLLHUP` after `CLOSE`. Each program that waits has a descriptor of its own. The module cannot be
    /// unloaded before all of them are closed and unmapped.
    pub const MAP: u8 = 6;
    /// Do. Asks all programs that have the journal mapped to let go of it, and lets no other map it, so that the module
    /// can be unloaded. Reading by `READ` goes on.
    pub const CLOSE: u8 = 7;
}

/// Attributes of `journal`.
pub mod attr {
    /// u64. Which journal; another one each time that the module is loaded.
    pub const JOURNAL: u16 = 1;
    /// uint, from 1 to 9223372036854775807. The sequence number to begin with; the oldest one if it is not given.
    pub const FROM: u16 = 2;
    /// u64. A bit for each kind that is wanted; all if it is not given.
    pub const KINDS: u16 = 3;
    /// u32, from 1. How many events at most.
    pub const LIMIT: u16 = 4;
    /// uint. The sequence number of the first event that is lost.
    pub const FIRST: u16 = 5;
    /// uint. The sequence number of the last event that is lost.
    pub const LAST: u16 = 6;
    /// uint. The sequence number of what comes next.
    pub const NEXT: u16 = 7;
    /// Flag. There was more than the limit, or the dump goes on.
    pub const MORE: u16 = 8;
    /// uint. The sequence number of the oldest event there is.
    pub const OLDEST: u16 = 9;
    /// uint. Bytes that the journal has.
    pub const SIZE: u16 = 10;
    /// uint. Bytes that are in use.
    pub const USED: u16 = 11;
    /// u32. Dumps that are under way.
    pub const READERS: u16 = 12;
    /// Nest of `source`, any number of them. One for each source.
    pub const SOURCE: u16 = 13;
    /// u32, from 1 to 15. Whose source is switched.
    pub const KIND: u16 = 14;
    /// u8, up to 1. 0 or 1.
    pub const ENABLE: u16 = 15;
    /// String of at most 255 bytes. A marker's text, of at least one byte.
    pub const TEXT: u16 = 16;
    /// Nest of `event`, any number of them. One for each event, of a multiple of 8 bytes.
    pub const EVENT: u16 = 17;
    /// u32. A file descriptor of the process that asked, which can be mapped for reading and polled.
    pub const DESCRIPTOR: u16 = 18;
    /// uint. The number of bytes that can be mapped.
    pub const LENGTH: u16 = 19;
    /// u64. The number of words of 8 bytes that were ever appended before this place.
    pub const POSITION: u16 = 20;
    /// u32. Descriptors of the journal's memory that programs have.
    pub const MAPS: u16 = 21;
    /// The highest type.
    pub const MAX: u16 = 21;
}

/// Attributes of `source`.
pub mod source {
    /// u32, from 1 to 15. The kind of its events.
    pub const KIND: u16 = 1;
    /// String. The kind's name.
    pub const NAME: u16 = 2;
    /// u32, up to 2. Whether it is on.
    pub const STATE: u16 = 3;
    /// String. Why it is unavailable.
    pub const REASON: u16 = 4;
    /// uint. The number of events appended.
    pub const APPENDED: u16 = 5;
    /// uint. The number of events overwritten, whether or not a reader has read them.
    pub const OVERWRITTEN: u16 = 6;
    /// The highest type.
    pub const MAX: u16 = 6;
}

/// Attributes of `field`.
pub mod field {
    /// String. Of 1 to 31 bytes.
    pub const NAME: u16 = 1;
    /// uint. The value, if it is a number.
    pub const NUMBER: u16 = 2;
    /// sint. The value, if it is a number that may be negative.
    pub const SIGNED: u16 = 3;
    /// String. The value, if it is text, of at most 255 bytes.
    pub const TEXT: u16 = 4;
    /// The highest type.
    pub const MAX: u16 = 4;
}

/// Attributes of `event`.
pub mod event {
    /// Padding. Behind the other attributes, if an event's length would not be a multiple of 8 bytes.
    pub const PAD: u16 = 0;
    /// A struct, `event-header`. What every event begins with.
    pub const HEADER: u16 = 1;
    /// A struct, `task`. The thread.
    pub const TASK: u16 = 2;
    /// String. The thread's name.
    pub const COMM: u16 = 3;
    /// String. The name that the thread gets.
    pub const NEW_COMM: u16 = 4;
    /// String. The file, as passed to execve(2), of at most 255 bytes.
    pub const PATH: u16 = 5;
    /// Flag. The path is longer, and its end is missing.
    pub const CUT: u16 = 6;
    /// u32. The status given to exit(2), 0 to 255.
    pub const STATUS: u16 = 7;
    /// u32. The signal that killed the thread.
    pub const SIGNAL: u16 = 8;
    /// Flag. The thread was the last one, and the process has ended.
    pub const LAST_THREAD: u16 = 9;
    /// u32, from 1 to 11. What has changed.
    pub const ACTION: u16 = 10;
    /// u32. The network device's index, in the initial network namespace.
    pub const IFINDEX: u16 = 11;
    /// String. The network device's name.
    pub const IFNAME: u16 = 12;
    /// u32. The network device's flags, `IFF_*`.
    pub const FLAGS: u16 = 13;
    /// u32. The network device's MTU in bytes.
    pub const MTU: u16 = 14;
    /// Bytes. An IPv4 or IPv6 address, of 4 or 16 bytes in network byte order.
    pub const ADDRESS: u16 = 15;
    /// u32. The length of the address's prefix in bits.
    pub const PREFIX: u16 = 16;
    /// String. A module's name.
    pub const MODULE: u16 = 17;
    /// String. A marker's text, the argument of a restart, or what a module says that has happened.
    pub const TEXT: u16 = 18;
    /// Nest of `field`, any number of them. A value that a module gives, and its name.
    pub const FIELD: u16 = 19;
    /// u32, from 1 to 15. The kind whose source was switched.
    pub const SOURCE: u16 = 20;
    /// A struct, `context`. What the thread belongs to.
    pub const CONTEXT: u16 = 21;
    /// A struct, `tcp`. A TCP socket's ports, and its state before and after.
    pub const TCP: u16 = 22;
    /// Bytes. The socket's address on this side, of 4 bytes in network byte order, or 16 of an IPv6 socket.
    pub const LOCAL: u16 = 23;
    /// Bytes. The other side's address, in the same form.
    pub const REMOTE: u16 = 24;
    /// Bytes. The program's arguments, each with a NUL behind it, as `/proc/PID/cmdline` has them; at most as many
    /// bytes as the module's parameter `args` says.
    pub const ARGS: u16 = 25;
    /// Flag. The arguments are longer, or could not be read to their end.
    pub const ARGS_CUT: u16 = 26;
    /// The highest type.
    pub const MAX: u16 = 26;
}

/// Multicast groups.
pub mod group {
    /// The group of `wake`.
    pub const WAKE: &str = "wake";
}

/// The kind of an event. Each kind has a source of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u8);

impl Kind {
    /// A thread has started: `TASK CONTEXT COMM`. If its id is its process's, it is a process.
    pub const FORK: Self = Self(1);
    /// A process runs another program: `TASK CONTEXT COMM PATH`, optionally `CUT`, and `ARGS` and `ARGS_CUT` if the
    /// module was loaded with `args`.
    pub const EXEC: Self = Self(2);
    /// A thread has ended: `TASK CONTEXT COMM`, `STATUS` or `SIGNAL`, optionally `LAST_THREAD`.
    pub const EXIT: Self = Self(3);
    /// A thread has another name: `TASK CONTEXT COMM NEW_COMM`.
    pub const COMM: Self = Self(4);
    /// A process has another user.
    pub const UID: Self = Self(5);
    /// A network device was added, changed or removed: `ACTION IFINDEX IFNAME FLAGS MTU`.
    pub const DEVICE: Self = Self(6);
    /// An address was added or removed: `ACTION IFINDEX IFNAME ADDRESS PREFIX`.
    pub const ADDRESS: Self = Self(7);
    /// A module was loaded or is about to be unloaded: `ACTION MODULE`.
    pub const MODULE: Self = Self(8);
    /// Memory ran out, and the kernel kills this process: `TASK CONTEXT COMM`.
    pub const OOM: Self = Self(9);
    /// A task has been waiting for longer than `hung_task_timeout_secs`: `TASK CONTEXT COMM`.
    pub const HANG: Self = Self(10);
    /// The machine stops: `ACTION`, optionally `TEXT`.
    pub const REBOOT: Self = Self(11);
    /// An administrator's marker: `TASK CONTEXT COMM TEXT`.
    pub const MARK: Self = Self(12);
    /// Another module publishes an event: `MODULE TEXT`, optionally `FIELD`s.
    pub const PUBLISH: Self = Self(13);
    /// An administrator switches a source on or off: `TASK CONTEXT COMM ACTION SOURCE`. Events that the source did not
    /// append while it was off happened between the two.
    pub const SWITCH: Self = Self(14);
    /// A TCP socket gets another state: `TCP LOCAL REMOTE`. Its source is off unless it is asked for.
    pub const TCP: Self = Self(15);

    /// All known values, by number.
    pub const ALL: &'static [Self] = &[
        Self::FORK,
        Self::EXEC,
        Self::EXIT,
        Self::COMM,
        Self::UID,
        Self::DEVICE,
        Self::ADDRESS,
        Self::MODULE,
        Self::OOM,
        Self::HANG,
        Self::REBOOT,
        Self::MARK,
        Self::PUBLISH,
        Self::SWITCH,
        Self::TCP,
    ];

    /// The names, by number from 1 on.
    const NAMES: &'static [&'static str] = &[
        "fork", "exec", "exit", "comm", "uid", "device", "address", "module", "oom", "hang",
        "reboot", "mark", "publish", "switch", "tcp",
    ];

    /// The name; `None` for a value that this crate does not know.
    pub fn name(self) -> Option<&'static str> {
        let at = usize::from(self.0).checked_sub(1)?;
        Self::NAMES.get(at).copied()
    }
}

/// The state of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State(pub u32);

impl State {
    /// The source is switched off.
    pub const OFF: Self = Self(0);
    /// The source is on.
    pub const ON: Self = Self(1);
    /// This kernel cannot report such events; the reason is given.
    pub const UNAVAILABLE: Self = Self(2);

    /// All known values, by number.
    pub const ALL: &'static [Self] = &[Self::OFF, Self::ON, Self::UNAVAILABLE];

    /// The name; `None` for a value that this crate does not know.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::OFF => "off",
            Self::ON => "on",
            Self::UNAVAILABLE => "unavailable",
            _ => return None,
        })
    }
}

/// The change of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action(pub u32);

impl Action {
    /// The object was added.
    pub const ADD: Self = Self(1);
    /// The object was removed.
    pub const REMOVE: Self = Self(2);
    /// The object was brought up.
    pub const UP: Self = Self(3);
    /// The object was brought down.
    pub const DOWN: Self = Self(4);
    /// The object was renamed.
    pub const RENAME: Self = Self(5);
    /// Another property of the object has changed.
    pub const CHANGE: Self = Self(6);
    /// The machine restarts.
    pub const RESTART: Self = Self(7);
    /// The machine halts.
    pub const HALT: Self = Self(8);
    /// The machine powers off.
    pub const POWER_OFF: Self = Self(9);
    /// A source starts appending.
    pub const ON: Self = Self(10);
    /// A source stops appending.
    pub const OFF: Self = Self(11);

    /// All known values, by number.
    pub const ALL: &'static [Self] = &[
        Self::ADD,
        Self::REMOVE,
        Self::UP,
        Self::DOWN,
        Self::RENAME,
        Self::CHANGE,
        Self::RESTART,
        Self::HALT,
        Self::POWER_OFF,
        Self::ON,
        Self::OFF,
    ];

    /// The name; `None` for a value that this crate does not know.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::ADD => "add",
            Self::REMOVE => "remove",
            Self::UP => "up",
            Self::DOWN => "down",
            Self::RENAME => "rename",
            Self::CHANGE => "change",
            Self::RESTART => "restart",
            Self::HALT => "halt",
            Self::POWER_OFF => "power-off",
            Self::ON => "on",
            Self::OFF => "off",
            _ => return None,
        })
    }
}

/// The state of a TCP socket, by the kernel's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TcpState(pub u16);

impl TcpState {
    /// Both sides send and receive.
    pub const ESTABLISHED: Self = Self(1);
    /// This side has asked for a connection.
    pub const SYN_SENT: Self = Self(2);
    /// The other side has asked, and this one has agreed.
    pub const SYN_RECV: Self = Self(3);
    /// This side has closed.
    pub const FIN_WAIT1: Self = Self(4);
    /// The same, and the other side knows.
    pub const FIN_WAIT2: Self = Self(5);
    /// Both sides have closed, and late segments are waited for. No event has it: the kernel keeps something smaller
    /// than a socket meanwhile.
    pub const TIME_WAIT: Self = Self(6);
    /// There is no connection, yet or any more.
    pub const CLOSE: Self = Self(7);
    /// The other side has closed.
    pub const CLOSE_WAIT: Self = Self(8);
    /// The other side has closed, then this one.
    pub const LAST_ACK: Self = Self(9);
    /// The socket waits for connections.
    pub const LISTEN: Self = Self(10);
    /// Both sides have closed at the same time.
    pub const CLOSING: Self = Self(11);
    /// The other side has asked, and there is no socket yet. No event has it.
    pub const NEW_SYN_RECV: Self = Self(12);
    /// A name that socket diagnostics give to a closed socket with a port. No event has it.
    pub const BOUND_INACTIVE: Self = Self(13);

    /// All known values, by number.
    pub const ALL: &'static [Self] = &[
        Self::ESTABLISHED,
        Self::SYN_SENT,
        Self::SYN_RECV,
        Self::FIN_WAIT1,
        Self::FIN_WAIT2,
        Self::TIME_WAIT,
        Self::CLOSE,
        Self::CLOSE_WAIT,
        Self::LAST_ACK,
        Self::LISTEN,
        Self::CLOSING,
        Self::NEW_SYN_RECV,
        Self::BOUND_INACTIVE,
    ];

    /// The name; `None` for a value that this crate does not know.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::ESTABLISHED => "established",
            Self::SYN_SENT => "syn-sent",
            Self::SYN_RECV => "syn-recv",
            Self::FIN_WAIT1 => "fin-wait1",
            Self::FIN_WAIT2 => "fin-wait2",
            Self::TIME_WAIT => "time-wait",
            Self::CLOSE => "close",
            Self::CLOSE_WAIT => "close-wait",
            Self::LAST_ACK => "last-ack",
            Self::LISTEN => "listen",
            Self::CLOSING => "closing",
            Self::NEW_SYN_RECV => "new-syn-recv",
            Self::BOUND_INACTIVE => "bound-inactive",
            _ => return None,
        })
    }
}
