// SPDX-License-Identifier: GPL-2.0

//! Declarations of C's functions that must not compile, in the form of `sys.rs`: what C contradicts, and what
//! `prototypes.awk` cannot read.

pub(crate) type genl_doit = unsafe extern "C" fn(*const sk_buff, *mut genl_info) -> c_int;
pub(crate) type pernet_exit = unsafe extern "C" fn(*mut net);
//~ the type unused is used 0 times and compared 0 times
//~ no type of C: &mut net
pub(crate) type unused = unsafe extern "C" fn(&mut net);
//~ cannot be read: type safe
//~ declarations of C are those of sys.rs
pub(crate) type safe = extern "C" fn(*mut net);

pub(crate) mod probe {
    //~ conflicting types for 'rust_probe_sched_process_hang'
    pub(crate) type sched_process_hang = unsafe extern "C" fn(*mut task_struct);
    //~ 'check_trace_callback_type_klink_nowhere' undeclared
    //~ 'rust_probe_klink_nowhere' redeclared
    pub(crate) type klink_nowhere = unsafe extern "C" fn(*mut c_void);
}

c_struct! {
    struct genl_split_ops {
        doit: genl_doit, //~ conflicting types for 'genl_split_ops_doit'
    }

    //~ declarations are compared with nothing
    struct notifier_block {
        notifier_call: unsafe extern "C" fn(*mut c_void),
        other: (pernet_exit, pernet_exit), //~ the type pernet_exit is used 4 times and compared 2 times
    }
}

//~ declarations of C are those of sys.rs
unsafe extern "C" {
    //~ conflicting types for 'init_net'
    #[link_name = "init_net"]
    pub(crate) static INIT_NET: sock;

    //~ conflicting types for 'netlink_unicast'
    pub(crate) fn netlink_unicast(
        from: *mut sock,
        skb: *mut sk_buff,
        to: u64,
        flags: c_int,
    ) -> c_int;
    //~ conflicting types for 'netlink_kernel_release'
    pub(crate) fn netlink_kernel_release(sock: *const sock);
    //~ conflicting types for 'synchronize_rcu'
    pub(crate) fn synchronize_rcu() -> c_int;
    //~ conflicting types for 'klink_skb_free'
    pub(crate) fn klink_skb_free(skb: *mut sock);
    //~ conflicting types for 'klink_skb_put'
    pub(crate) fn klink_skb_put(skb: *mut sk_buff);
    //~ conflicting types for 'klink_dump_flags'
    pub(crate) fn klink_dump_flags(cb: *const netlink_callback) -> u32;
    //~ conflicting types for 'klink_pernet_sock'
    pub(crate) fn klink_pernet_sock(net: *mut net) -> *mut *const sock;
    // Its init returns something.
    //~ conflicting types for 'klink_pernet_register'
    pub(crate) fn klink_pernet_register(init: pernet_exit, exit: pernet_exit) -> c_int;
    // Its parameter is an enum.
    //~ conflicting types for 'netdev_cmd_to_name' due to enum/integer mismatch
    pub(crate) fn netdev_cmd_to_name(cmd: c_uint) -> *const c_char;
    //~ 'klink_nowhere' undeclared
    //~ 'klink_nowhere' redeclared
    pub(crate) fn klink_nowhere();
    //~ cannot be read: #[cfg(CONFIG_NET)] pub(crate) fn klink_cpu
    #[cfg(CONFIG_NET)]
    pub(crate) fn klink_cpu() -> u32;
}
