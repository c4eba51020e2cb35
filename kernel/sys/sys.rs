// SPDX-License-Identifier: GPL-2.0

//! The boundary to C: the functions that the rest of the crate calls and the structs that it shares with them.
//!
//! Functions are either exported by the kernel or defined in the C files next to this one. All are declared by hand,
//! and compared with C's own declarations when a module is built: structs as in `layout.c`, functions, in either
//! direction, as in `prototypes.awk`.

// Names are those of C.
#![allow(non_camel_case_types)]

use core::ffi::c_void;
use core::marker::{PhantomData, PhantomPinned};

use kernel::ffi::{c_char, c_int, c_uint, c_ulong};
use kernel::ThisModule;

mod lock;
mod memory;

pub(crate) use lock::Lock;
pub(crate) use memory::Memory;

/// Sizes and offsets, as seen by the C compiler.
mod layout {
    // Constants that only an assertion reads count as dead.
    #![allow(non_upper_case_globals, dead_code)]
    include!(env!("KLINK_LAYOUT"));
}

/// The kernel's constants, by their names in C.
pub(crate) use layout::constant;

/// Declares structs that C has, too, and refuses to compile if the two differ in size or in any field's offset.
macro_rules! c_struct {
    ($(
        $(#[$attr:meta])*
        struct $name:ident { $($(#[$field_attr:meta])* $field:ident: $type:ty,)* }
    )*) => {$(
        $(#[$attr])*
        #[repr(C)]
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
        pub(crate) struct $name {
            _unknown: [u8; 0],
            _pinned: PhantomData<(*mut u8, PhantomPinned)>,
        }
    )*};
}

opaque! {
    file genl_info module net netlink_callback nlattr sk_buff sock
    klink_deferred klink_map linux_binprm raw_spinlock task_struct tracepoint
}

// Types of the Rust functions that C calls, as used in the fields and parameters below.
pub(crate) type netlink_input = unsafe extern "C" fn(*mut sk_buff);
pub(crate) type netlink_bind = unsafe extern "C" fn(*mut net, c_int) -> c_int;
pub(crate) type netlink_unbind = unsafe extern "C" fn(*mut net, c_int);
pub(crate) type pernet_init = unsafe extern "C" fn(*mut net) -> c_int;
pub(crate) type pernet_exit = unsafe extern "C" fn(*mut net);
pub(crate) type genl_doit = unsafe extern "C" fn(*mut sk_buff, *mut genl_info) -> c_int;
pub(crate) type genl_dumpit = unsafe extern "C" fn(*mut sk_buff, *mut netlink_callback) -> c_int;
pub(crate) type genl_dump_end = unsafe extern "C" fn(*mut netlink_callback) -> c_int;
pub(crate) type notifier_fn =
    unsafe extern "C" fn(*mut notifier_block, c_ulong, *mut c_void) -> c_int;
pub(crate) type publication_fn =
    unsafe extern "C" fn(*mut c_void, *const klink_publication) -> c_int;
pub(crate) type deferred_fn = unsafe extern "C" fn(*mut c_void);
pub(crate) type map_look = unsafe extern "C" fn(*mut c_void) -> u64;

/// Types of the functions that tracepoints call, by their names: the registered data, then the tracepoint's arguments.
pub(crate) mod probe {
    use super::*;

    pub(crate) type sched_process_fork =
        unsafe extern "C" fn(*mut c_void, *mut task_struct, *mut task_struct);
    pub(crate) type sched_process_exec =
        unsafe extern "C" fn(*mut c_void, *mut task_struct, c_int, *mut linux_binprm);
    pub(crate) type sched_process_exit = unsafe extern "C" fn(*mut c_void, *mut task_struct, bool);
    pub(crate) type task_rename =
        unsafe extern "C" fn(*mut c_void, *mut task_struct, *const c_char);
    pub(crate) type mark_victim = unsafe extern "C" fn(*mut c_void, *mut task_struct, u32);
    pub(crate) type sched_process_hang = unsafe extern "C" fn(*mut c_void, *mut task_struct);
    pub(crate) type inet_sock_set_state =
        unsafe extern "C" fn(*mut c_void, *const sock, c_int, c_int);
}

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
        input: netlink_input,
        bind: Option<netlink_bind>,
        unbind: Option<netlink_unbind>,
        groups: u32,
        flags: u32,
    }

    /// See `shim.h`.
    struct klink_room {
        start: *mut u8,
        len: usize,
    }

    /// See `shim.h`.
    struct klink_request {
        family: *const genl_family,
        attrs: *const *const nlattr,
        net: *const net,
        extack: *mut netlink_ext_ack,
        message: *const u8,
        message_len: u32,
        seq: u32,
        portid: u32,
    }

    /// See `shim.h`.
    struct klink_task {
        pid: u32,
        tgid: u32,
        ppid: u32,
        uid: u32,
        cgroup: u64,
        start: u64,
        pidns: u32,
        netns: u32,
        userns: u32,
        comm: [u8; 16],
    }

    /// See `shim.h`.
    struct klink_device {
        index: u32,
        flags: u32,
        mtu: u32,
        name: [u8; 16],
    }

    /// See `shim.h`.
    struct klink_address {
        index: u32,
        prefix: u32,
        len: u32,
        bytes: [u8; 16],
        name: [u8; 16],
    }

    /// See `shim.h`.
    struct klink_tcp {
        netns: u32,
        len: u32,
        local_port: u16,
        remote_port: u16,
        local: [u8; 16],
        remote: [u8; 16],
    }

    /// See `kernel/events/klink_events.h`.
    #[derive(Clone, Copy)]
    struct klink_field {
        name: *const c_char,
        text: *const u8,
        number: u64,
        len: u32,
        kind: u32,
    }

    /// See `shim.h`.
    struct klink_publication {
        publisher: *const c_char,
        what: *const c_char,
        fields: *const klink_field,
        count: u32,
    }

    /// See `shim.h`.
    struct klink_receiver {
        receive: publication_fn,
        listener: *mut c_void,
    }

    /// See `linux/notifier.h`.
    struct notifier_block {
        notifier_call: notifier_fn,
        next: *mut notifier_block,
        priority: c_int,
    }

    /// See `linux/netlink.h`.
    struct netlink_notify {
        net: *const net,
        portid: u32,
        protocol: c_int,
    }

    /// See `linux/netlink.h`.
    struct netlink_ext_ack {
        _msg: *const c_char,
        bad_attr: *const nlattr,
        policy: *const nla_policy,
        miss_nest: *const nlattr,
        miss_type: u16,
        cookie: [u8; 8],
        cookie_len: u8,
        _msg_buf: [u8; 80],
    }

    /// See `net/netlink.h`.
    #[derive(Clone, Copy)]
    struct nla_policy {
        kind: u8,
        validation_type: u8,
        len: u16,
        value: nla_policy_value,
    }

    /// See `net/netlink.h`.
    struct netlink_range_validation {
        min: u64,
        max: u64,
    }

    /// See `net/netlink.h`.
    struct netlink_range_validation_signed {
        min: i64,
        max: i64,
    }

    /// See `net/genetlink.h`.
    struct genl_split_ops {
        start: Option<genl_dump_end>,
        run: genl_run,
        done: Option<genl_dump_end>,
        policy: *const nla_policy,
        maxattr: c_uint,
        cmd: u8,
        internal_flags: u8,
        flags: u8,
        validate: u8,
    }

    /// See `net/genetlink.h`.
    struct genl_multicast_group {
        name: [u8; 16],
        flags: u8,
    }

    /// See `net/genetlink.h`.
    struct genl_family {
        hdrsize: c_uint,
        name: [u8; 16],
        version: c_uint,
        maxattr: c_uint,
        bits: u8,
        n_ops: u8,
        n_small_ops: u8,
        n_split_ops: u8,
        n_mcgrps: u8,
        resv_start_op: u8,
        policy: *const nla_policy,
        pre_doit: *const c_void,
        post_doit: *const c_void,
        bind: *const c_void,
        unbind: *const c_void,
        ops: *const c_void,
        small_ops: *const c_void,
        split_ops: *const genl_split_ops,
        mcgrps: *const genl_multicast_group,
        module: *mut module,
        sock_priv_size: usize,
        sock_priv_init: *const c_void,
        sock_priv_destroy: *const c_void,
        id: c_int,
        mcgrp_offset: c_uint,
        sock_privs: *mut c_void,
    }
}

/// The union in `struct nla_policy`, as far as it is used here. The types before it determine the member that C reads.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) union nla_policy_value {
    pub(crate) mask: u32,
    /// `min` and `max`.
    pub(crate) bounds: [i16; 2],
    pub(crate) reject_message: *const c_char,
    pub(crate) nested_policy: *const nla_policy,
    pub(crate) range: *const netlink_range_validation,
    pub(crate) range_signed: *const netlink_range_validation_signed,
}

/// The middle of the union in `struct genl_split_ops`. `flags` determines the member that C calls.
#[repr(C)]
pub(crate) union genl_run {
    pub(crate) doit: genl_doit,
    pub(crate) dumpit: genl_dumpit,
}

// Exported by the kernel.
unsafe extern "C" {
    #[link_name = "init_net"]
    pub(crate) static INIT_NET: net;

    pub(crate) fn netlink_unicast(
        from: *mut sock,
        skb: *mut sk_buff,
        to: u32,
        flags: c_int,
    ) -> c_int;
    pub(crate) fn netlink_has_listeners(sock: *mut sock, group: c_uint) -> c_int;
    pub(crate) fn netlink_kernel_release(sock: *mut sock);
    pub(crate) fn netlink_register_notifier(block: *mut notifier_block) -> c_int;
    pub(crate) fn netlink_unregister_notifier(block: *mut notifier_block) -> c_int;
    pub(crate) fn genl_unregister_family(family: *const genl_family) -> c_int;
    pub(crate) safe fn synchronize_rcu();
    pub(crate) fn do_trace_netlink_extack(message: *const c_char);

    pub(crate) safe fn ktime_get_boot_fast_ns() -> u64;
    fn get_random_bytes(to: *mut c_void, len: usize);
    fn strlen(string: *const c_char) -> usize;
    pub(crate) fn strnlen(string: *const c_char, max: usize) -> usize;

    pub(crate) fn tracepoint_probe_register(
        point: *mut tracepoint,
        probe: *mut c_void,
        data: *mut c_void,
    ) -> c_int;
    pub(crate) fn tracepoint_probe_unregister(
        point: *mut tracepoint,
        probe: *mut c_void,
        data: *mut c_void,
    ) -> c_int;

    pub(crate) fn register_module_notifier(block: *mut notifier_block) -> c_int;
    pub(crate) fn unregister_module_notifier(block: *mut notifier_block) -> c_int;
    pub(crate) fn register_reboot_notifier(block: *mut notifier_block) -> c_int;
    pub(crate) fn unregister_reboot_notifier(block: *mut notifier_block) -> c_int;
    pub(crate) fn register_inetaddr_notifier(block: *mut notifier_block) -> c_int;
    pub(crate) fn unregister_inetaddr_notifier(block: *mut notifier_block) -> c_int;
    pub(crate) fn register_inet6addr_notifier(block: *mut notifier_block) -> c_int;
    pub(crate) fn unregister_inet6addr_notifier(block: *mut notifier_block) -> c_int;
}

// In the C files beside this one: see `shim.h`.
unsafe extern "C" {
    pub(crate) fn klink_net_inode(net: *const net) -> u32;

    pub(crate) fn klink_datagram(skb: *mut sk_buff, datagram: *mut klink_datagram);
    pub(crate) fn klink_datagram_capable(skb: *const sk_buff, capability: c_int) -> bool;
    pub(crate) fn klink_datagram_ack(
        skb: *mut sk_buff,
        offset: usize,
        error: c_int,
        extack: *const netlink_ext_ack,
    );

    pub(crate) fn klink_socket_create(
        net: *mut net,
        protocol: c_int,
        owner: *mut module,
        ops: *const klink_socket_ops,
    ) -> *mut sock;
    pub(crate) fn klink_socket_broadcast(
        from: *mut sock,
        skb: *mut sk_buff,
        except: u32,
        group: u32,
        atomic: bool,
    ) -> c_int;

    pub(crate) fn klink_socket_is_owned(protocol: c_int, owner: *mut module) -> bool;
    pub(crate) fn klink_socket_close(sock: *mut sock);

    pub(crate) fn klink_pernet_register(init: pernet_init, exit: pernet_exit) -> c_int;
    pub(crate) fn klink_pernet_unregister();
    pub(crate) fn klink_pernet_sock(net: *mut net) -> *mut *mut sock;

    pub(crate) fn klink_skb_new(
        payload: usize,
        atomic: bool,
        room: *mut klink_room,
    ) -> *mut sk_buff;
    pub(crate) fn klink_skb_free(skb: *mut sk_buff);
    pub(crate) fn klink_skb_room(skb: *mut sk_buff, room: *mut klink_room);
    pub(crate) fn klink_skb_put(skb: *mut sk_buff, len: usize);

    pub(crate) fn klink_family_register(
        family: *mut genl_family,
        owner: *mut module,
        netns: bool,
    ) -> c_int;
    pub(crate) fn klink_family_has_listeners(
        family: *const genl_family,
        net: *mut net,
        group: c_uint,
    ) -> bool;
    pub(crate) fn klink_family_multicast(
        family: *const genl_family,
        net: *mut net,
        skb: *mut sk_buff,
        group: c_uint,
        atomic: bool,
    ) -> c_int;
    pub(crate) fn klink_family_notify(
        family: *const genl_family,
        skb: *mut sk_buff,
        info: *mut genl_info,
        group: c_uint,
    );

    pub(crate) fn klink_request(info: *const genl_info, request: *mut klink_request);
    pub(crate) fn klink_request_reply(info: *mut genl_info, skb: *mut sk_buff) -> c_int;

    pub(crate) fn klink_dump_request(cb: *mut netlink_callback, request: *mut klink_request);
    pub(crate) fn klink_dump_cursor(cb: *mut netlink_callback) -> *mut c_void;
    pub(crate) fn klink_dump_flags(cb: *const netlink_callback) -> u16;
    pub(crate) fn klink_dump_changed(cb: *mut netlink_callback, generation: u32) -> bool;
    pub(crate) fn klink_dump_report(cb: *mut netlink_callback);

    pub(crate) safe fn klink_log_permit() -> c_int;

    pub(crate) safe fn klink_may_sleep() -> bool;
    pub(crate) safe fn klink_may_send() -> bool;
    fn klink_is_within_module(place: *const c_void, module: *const module) -> bool;
    fn klink_is_held(module: *mut module) -> bool;

    pub(crate) safe fn klink_cpu() -> u32;
    pub(crate) safe fn klink_is_available(bytes: usize) -> bool;
    pub(crate) safe fn klink_memory_new(bytes: usize) -> *mut c_void;
    pub(crate) fn klink_memory_free(memory: *mut c_void);
    pub(crate) fn klink_lock_new() -> *mut raw_spinlock;
    pub(crate) fn klink_lock_free(lock: *mut raw_spinlock);
    pub(crate) fn klink_lock(lock: *mut raw_spinlock) -> c_ulong;
    pub(crate) fn klink_unlock(lock: *mut raw_spinlock, flags: c_ulong);
    pub(crate) fn klink_deferred_new(
        pause: u64,
        burst: u32,
        run: deferred_fn,
        data: *mut c_void,
    ) -> *mut klink_deferred;
    pub(crate) fn klink_deferred_stop(deferred: *mut klink_deferred);
    pub(crate) fn klink_deferred_free(deferred: *mut klink_deferred);
    pub(crate) fn klink_deferred_queue(deferred: *mut klink_deferred);

    pub(crate) fn klink_map_new(
        memory: *mut c_void,
        bytes: usize,
        look: map_look,
        data: *mut c_void,
    ) -> *mut klink_map;
    pub(crate) fn klink_map_free(map: *mut klink_map);
    pub(crate) fn klink_map_wake(map: *mut klink_map);
    pub(crate) fn klink_map_close(map: *mut klink_map);
    pub(crate) fn klink_map_opened(map: *mut klink_map) -> u32;
    pub(crate) fn klink_map_open(map: *mut klink_map, file: *mut *mut file) -> c_int;
    pub(crate) fn klink_map_publish(fd: c_int, file: *mut file);
    pub(crate) fn klink_map_abandon(fd: c_int, file: *mut file);

    pub(crate) fn klink_tracepoint_find(name: *const c_char) -> *mut tracepoint;
    pub(crate) safe fn klink_tracepoint_synchronize();
    pub(crate) safe fn klink_current() -> *const task_struct;
    pub(crate) fn klink_task(task: *const task_struct, is_new: bool, ids: *mut klink_task);
    pub(crate) fn klink_task_in_init_pid_ns(task: *const task_struct) -> bool;
    pub(crate) fn klink_task_exit_code(task: *const task_struct) -> u32;
    pub(crate) fn klink_program_name(program: *const linux_binprm) -> *const c_char;
    pub(crate) fn klink_program_args(to: *mut u8, max: usize, cut: *mut bool) -> usize;

    pub(crate) fn klink_devices_register(block: *mut notifier_block) -> c_int;
    pub(crate) fn klink_devices_unregister(block: *mut notifier_block) -> c_int;
    pub(crate) fn klink_device(notice: *mut c_void, device: *mut klink_device);
    pub(crate) fn klink_address4(notice: *mut c_void, address: *mut klink_address) -> bool;
    pub(crate) fn klink_address6(notice: *mut c_void, address: *mut klink_address) -> bool;
    pub(crate) fn klink_module_name(notice: *mut c_void) -> *const c_char;
    pub(crate) fn klink_tcp(sock: *const sock, tcp: *mut klink_tcp) -> bool;

    pub(crate) fn klink_publish_to(to: *const klink_receiver) -> c_int;
    pub(crate) safe fn klink_publish_end();
}

// Exported by klink_events.ko.
unsafe extern "C" {
    pub(crate) fn klink_events_publish(
        publisher: *const module,
        what: *const c_char,
        fields: *const klink_field,
        count: c_uint,
    ) -> c_int;
}

/// A number from the kernel's random number generator.
pub(crate) fn random() -> u64 {
    let mut bytes = [0; 8];
    // SAFETY: So many bytes may be written there.
    unsafe { get_random_bytes(bytes.as_mut_ptr().cast(), bytes.len()) };
    u64::from_ne_bytes(bytes)
}

/// Whether an address is in the module's own data.
pub(crate) fn is_within_module(place: *const c_void, module: &'static ThisModule) -> bool {
    // SAFETY: A module that lives; the place is only a number.
    unsafe { klink_is_within_module(place, module.as_ptr().cast()) }
}

/// Whether anything other than its own init keeps the module loaded, while that runs.
pub(crate) fn is_held(module: &'static ThisModule) -> bool {
    // SAFETY: A module that lives.
    unsafe { klink_is_held(module.as_ptr().cast()) }
}

/// A string of C's, without its NUL.
///
/// # Safety
///
/// `start` points to one, which does not change during `'a`.
pub(crate) unsafe fn string<'a>(start: *const c_char) -> &'a [u8] {
    // SAFETY: By this function's contract.
    unsafe { core::slice::from_raw_parts(start.cast(), strlen(start)) }
}
