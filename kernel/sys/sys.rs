// SPDX-License-Identifier: GPL-2.0

//! Where C begins: the functions that the rest of the crate calls and the structs that it shares with them.
//!
//! Functions are either exported by the kernel or stand in `shim.c`. Structs are declared by hand, and each is compared
//! with the C compiler's view of it when the module is built: see `layout.c`.

use core::ffi::c_void;
use core::marker::{PhantomData, PhantomPinned};

use kernel::ffi::c_int;

/// Sizes and offsets as the C compiler sees them.
mod layout {
    // Constants that only an assertion reads count as dead.
    #![allow(non_upper_case_globals, dead_code)]
    include!(env!("KLINK_LAYOUT"));
}

/// Declares structs that C has, too, and refuses to compile if the two differ in size or in any field's place.
macro_rules! c_struct {
    ($(
        $(#[$attr:meta])*
        struct $name:ident { $($(#[$field_attr:meta])* $field:ident: $type:ty,)* }
    )*) => {$(
        $(#[$attr])*
        #[repr(C)]
        #[allow(non_camel_case_types)]
        pub(crate) struct $name { $($(#[$field_attr])* pub(crate) $field: $type,)* }

        const _: () = {
            assert!(size_of::<$name>() == layout::$name::SIZE);
            $(
                assert!(core::mem::offset_of!($name, $field) == layout::$name::$field[0]);
                assert!(size_of::<$type>() == layout::$name::$field[1]);
            )*
        };
    )*};
}

/// A struct of which only the address is known here.
macro_rules! opaque {
    ($($name:ident)*) => {$(
        #[repr(C)]
        #[allow(non_camel_case_types)]
        pub(crate) struct $name {
            _unknown: [u8; 0],
            _pinned: PhantomData<(*mut u8, PhantomPinned)>,
        }
    )*};
}

opaque! { net sk_buff sock }

c_struct! {
    /// See `shim.h`.
    struct klink_datagram {
        data: *const u8,
        net: *const net,
        sock: *mut sock,
        len: u32,
        portid: u32,
        uid: u32,
        group: u32,
        protocol: u32,
    }

    /// See `shim.h`.
    struct klink_socket_ops {
        input: unsafe extern "C" fn(*mut sk_buff),
        bind: Option<unsafe extern "C" fn(*mut net, c_int) -> c_int>,
        unbind: Option<unsafe extern "C" fn(*mut net, c_int)>,
        groups: u32,
        flags: u32,
    }

    /// See `shim.h`.
    struct klink_room {
        start: *mut u8,
        len: usize,
    }
}

/// `MSG_DONTWAIT` of `linux/socket.h`: a peer that does not read must not stop a kernel thread.
pub(crate) const MSG_DONTWAIT: c_int = 0x40;

extern "C" {
    pub(crate) fn netlink_unicast(
        from: *mut sock,
        skb: *mut sk_buff,
        to: u32,
        flags: c_int,
    ) -> c_int;
    pub(crate) fn netlink_kernel_release(sock: *mut sock);
    pub(crate) fn synchronize_rcu();

    pub(crate) fn klink_net_inode(net: *const net) -> u32;
    pub(crate) fn klink_datagram(skb: *mut sk_buff, datagram: *mut klink_datagram);
    pub(crate) fn klink_socket_create(
        net: *mut net,
        protocol: c_int,
        owner: *mut c_void,
        ops: *const klink_socket_ops,
    ) -> *mut sock;
    pub(crate) fn klink_skb_new(
        payload: usize,
        atomic: bool,
        room: *mut klink_room,
    ) -> *mut sk_buff;
    pub(crate) fn klink_skb_free(skb: *mut sk_buff);
    pub(crate) fn klink_skb_put(skb: *mut sk_buff, len: usize);
    pub(crate) fn klink_log_permit() -> c_int;
}
