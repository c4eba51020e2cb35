// SPDX-License-Identifier: GPL-2.0

//! `klink_passing.ko`: a socket and a family that come and go while processes use them, for tests only. What handles a
//! request must not end what it came through: operations of a second family, the gate, open and close the socket, and
//! requests to the socket register and unregister the family.

#![forbid(unsafe_code)]

use kernel::prelude::*;
use kernel::sync::{new_mutex, Arc, Mutex};
use kernel::time::delay::fsleep;
use kernel::time::Delta;

use klink_kernel::netlink::genl::{
    self, Access, Act, Definition, Details, Dump, Op, Part, PolicyRef, Progress, Registration,
};
use klink_kernel::netlink::{self, code, ExtAck, Handler, Request, Socket};
use klink_kernel::protocol::fault::{gate, passing, GATE_FAMILY, PASSING, PASSING_FAMILY, VERSION};

module! {
    type: Module,
    name: "klink_passing",
    authors: ["The klink authors"],
    description: "A socket and a family that come and go: for tests only",
    license: "GPL",
}

struct Module {
    _gate: Registration<Gate>,
    // Behind what uses it.
    _slot: Arc<Slot>,
}

impl kernel::Module for Module {
    fn init(module: &'static ThisModule) -> Result<Self> {
        let slot = Slot::new(module)?;
        let gate = Arc::pin_init(Gate::new(slot.clone()), GFP_KERNEL)?;
        Ok(Self {
            _gate: GATE.register(module, gate)?,
            _slot: slot,
        })
    }
}

/// The gate's state: the socket, while it is open.
#[pin_data]
struct Gate {
    slot: Arc<Slot>,
    #[pin]
    socket: Mutex<Option<Socket>>,
}

impl Gate {
    fn new(slot: Arc<Slot>) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            slot,
            socket <- new_mutex!(None),
        })
    }
}

static GATE: genl::Family<Gate> = genl::Family::new();

impl Definition for Gate {
    const NAME: &'static str = GATE_FAMILY;
    const VERSION: u8 = VERSION;
    const OPS: &'static [Op<Self>] = &[Op::act::<Open>(), Op::act::<Close>()];
}

struct Open;

impl Act<Gate> for Open {
    const CMD: u8 = gate::OPEN;
    const ACCESS: Access = Access::Anyone;
    const POLICY: PolicyRef = PolicyRef::NONE;

    fn run(
        state: &Gate,
        _request: &genl::Request<'_, Gate>,
        _ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        let mut socket = state.socket.lock();
        if socket.is_none() {
            *socket = Some(state.slot.open()?);
        }
        Ok(())
    }
}

struct Close;

impl Act<Gate> for Close {
    const CMD: u8 = gate::CLOSE;
    const ACCESS: Access = Access::Anyone;
    const POLICY: PolicyRef = PolicyRef::NONE;

    fn run(
        state: &Gate,
        _request: &genl::Request<'_, Gate>,
        _ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        let socket = state.socket.lock().take();
        drop(socket);
        Ok(())
    }
}

/// The family, while it is registered. It is dropped with the module, where nothing is locked.
#[pin_data]
struct Slot {
    module: &'static ThisModule,
    #[pin]
    family: Mutex<Option<Registration<Passing>>>,
}

impl Slot {
    fn new(module: &'static ThisModule) -> Result<Arc<Self>> {
        let empty = pin_init!(Self { module, family <- new_mutex!(None) }? Error);
        Arc::pin_init(empty, GFP_KERNEL)
    }

    fn register(&self) -> netlink::Result {
        let mut family = self.family.lock();
        if family.is_none() {
            *family = Some(FAMILY.register(self.module, Arc::new(Passing, GFP_KERNEL)?)?);
        }
        Ok(())
    }

    /// Opens the socket.
    fn open(self: &Arc<Self>) -> netlink::Result<Socket> {
        Ok(Socket::new(self.module, PASSING, Visited(self.clone()))?)
    }
}

/// Answers on the socket.
struct Visited(Arc<Slot>);

impl Handler for Visited {
    fn request(&self, request: &Request<'_>, ack: &mut ExtAck<'_>) -> netlink::Result {
        match request.message.header.kind {
            passing::HOLD => {
                hold();
                Ok(())
            }
            passing::REGISTER => self.0.register(),
            passing::UNREGISTER => {
                let registered = self.0.family.lock().take();
                drop(registered);
                Ok(())
            }
            _ => Err(ack.refuse(code::EOPNOTSUPP, c"there are HOLD, REGISTER and UNREGISTER")),
        }
    }
}

impl Drop for Visited {
    fn drop(&mut self) {
        pr_info!("{}\n", passing::HANDLER_GONE);
    }
}

fn hold() {
    fsleep(Delta::from_millis(passing::HOLD_MS.into()));
}

/// The family's state.
struct Passing;

static FAMILY: genl::Family<Passing> = genl::Family::new();

impl Definition for Passing {
    const NAME: &'static str = PASSING_FAMILY;
    const VERSION: u8 = VERSION;
    const OPS: &'static [Op<Self>] = &[Op::act::<Stay>(), Op::dump::<List>()];
}

impl Drop for Passing {
    fn drop(&mut self) {
        pr_info!("{}\n", passing::STATE_GONE);
    }
}

struct Stay;

impl Act<Passing> for Stay {
    const CMD: u8 = passing::STAY;
    const ACCESS: Access = Access::Anyone;
    const POLICY: PolicyRef = PolicyRef::NONE;

    fn run(
        _state: &Passing,
        _request: &genl::Request<'_, Passing>,
        _ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        hold();
        Ok(())
    }
}

struct List;

impl Dump<Passing> for List {
    const CMD: u8 = passing::LIST;
    const ACCESS: Access = Access::Anyone;
    const POLICY: PolicyRef = PolicyRef::NONE;

    /// The next record's number.
    type Cursor = u32;

    fn next(
        _state: &Passing,
        _request: &Details<'_>,
        next: &mut u32,
        part: &mut Part<'_>,
        _ack: &mut ExtAck<'_>,
    ) -> netlink::Result<Progress> {
        while *next < passing::RECORDS {
            if !part.push(|message| Ok(message.put_u32(passing::NUMBER, *next)?))? {
                return Ok(Progress::More);
            }
            *next += 1;
        }
        Ok(Progress::Done)
    }
}
