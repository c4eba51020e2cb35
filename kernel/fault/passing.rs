// SPDX-License-Identifier: GPL-2.0

//! A socket and a family that come and go while processes use them. What handles a request must not end what it came
//! through, so each is at the command of the other: operations of a family open and close the socket, and requests to
//! the socket register and unregister a family.

use kernel::prelude::*;
use kernel::sync::{new_mutex, Arc, Mutex};
use kernel::time::delay::fsleep;
use kernel::time::Delta;

use klink_kernel::netlink::genl::{
    self, Access, Act, Definition, Details, Dump, Op, Part, PolicyRef, Progress, Registration,
};
use klink_kernel::netlink::{self, code, ExtAck, Handler, Request, Socket};
use klink_kernel::protocol::fault::{passing, PASSING, PASSING_FAMILY, VERSION};

/// The family, while it is registered. It is dropped with the module, where nothing is locked.
#[pin_data]
pub(super) struct Slot {
    module: &'static ThisModule,
    #[pin]
    family: Mutex<Option<Registration<Passing>>>,
}

impl Slot {
    pub(super) fn new(module: &'static ThisModule) -> Result<Arc<Self>> {
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
    pub(super) fn open(self: &Arc<Self>) -> netlink::Result<Socket> {
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
