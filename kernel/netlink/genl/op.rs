// SPDX-License-Identifier: GPL-2.0

//! Operations, and their permissions.

use core::marker::PhantomData;

use kernel::error::code::EINVAL;
use kernel::ffi::c_int;

use super::dump::{self, Dump};
use super::{Access, Definition, PolicyRef, Request};
use crate::netlink::{Error, ExtAck, Result};
use crate::sys::{self, constant};

/// An operation that a process can request from a family: one request, at most one reply.
pub trait Do<D: Definition> {
    /// The number of the operation.
    const CMD: u8;
    /// The permission that the operation requires.
    const ACCESS: Access;
    /// The attributes of a request, as [`Policy::as_ref`](super::Policy::as_ref) returns them.
    const POLICY: PolicyRef;

    /// Performs the operation. The result is acknowledged as for every netlink request.
    fn run(state: &D::State, request: &Request<'_, D>, ack: &mut ExtAck<'_>) -> Result;
}

/// One row of a family's table of operations.
#[repr(transparent)]
pub struct Op<D>(sys::genl_split_ops, PhantomData<fn(&D)>);

impl<D: Definition> Op<D> {
    /// The row of a [`Do`].
    pub const fn doit<A: Do<D>>() -> Self {
        Self::row(
            A::CMD,
            A::ACCESS,
            A::POLICY,
            constant::GENL_CMD_CAP_DO,
            sys::genl_run { doit: doit::<D, A> },
        )
    }

    /// The row of a [`Dump`].
    pub const fn dump<A: Dump<D>>() -> Self {
        let mut row = Self::row(
            A::CMD,
            A::ACCESS,
            A::POLICY,
            constant::GENL_CMD_CAP_DUMP,
            sys::genl_run {
                dumpit: dump::next::<D, A>,
            },
        );
        row.0.start = Some(dump::start::<D, A>);
        row.0.done = Some(dump::done::<D, A>);
        row
    }

    const fn row(
        cmd: u8,
        access: Access,
        policy: PolicyRef,
        kind: u32,
        run: sys::genl_run,
    ) -> Self {
        let row = sys::genl_split_ops {
            start: None,
            run,
            done: None,
            policy: policy.first,
            maxattr: policy.max as u32,
            cmd,
            internal_flags: 0,
            flags: (kind | access.flags()) as u8,
            validate: 0,
        };
        Self(row, PhantomData)
    }

    /// Whether it is a row of the same operation.
    pub(super) const fn has_number_of(&self, other: &Self) -> bool {
        self.0.cmd == other.0.cmd
    }

    /// Whether the core accepts `next` as the row after `self` without a warning: by number, for the same number first
    /// the do and then the dump, with the same access.
    pub(super) const fn may_precede(&self, next: &Self) -> bool {
        let kinds = (constant::GENL_CMD_CAP_DO | constant::GENL_CMD_CAP_DUMP) as u8;
        self.0.cmd < next.0.cmd
            || (self.0.cmd == next.0.cmd
                && self.0.flags & kinds == constant::GENL_CMD_CAP_DO as u8
                && next.0.flags & kinds == constant::GENL_CMD_CAP_DUMP as u8
                && (self.0.flags ^ next.0.flags) & !kinds == 0)
    }
}

/// # Safety
///
/// The core calls this for a request to a registered [`Family`](super::Family) of `D`, in the context of the process
/// that sent it, and keeps the family registered meanwhile.
unsafe extern "C" fn doit<D: Definition, A: Do<D>>(
    _skb: *mut sys::sk_buff,
    info: *mut sys::genl_info,
) -> c_int {
    // SAFETY: By this function's contract; attributes were checked against the policy that `A` names.
    let Some(request) = (unsafe { Request::<D>::new(info, A::CMD, A::POLICY.max) }) else {
        return EINVAL.to_errno();
    };
    // SAFETY: The core's extended ack for this request, which it reads when this function has returned.
    let mut ack = unsafe { request.ext_ack() };
    Error::returned(A::run(request.registered().state(), &request, &mut ack))
}
