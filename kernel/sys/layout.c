// SPDX-License-Identifier: GPL-2.0
/*
 * Never linked: Kbuild compiles it to assembly and takes the quoted lines out as sys/layout.rs. Sizes and offsets in
 * it are those of this kernel's C compiler; the macro c_struct! in sys.rs compares each with rustc's. A field that is
 * missing on either side does not compile. Functions are compared here: prototypes.h declares them once more, as sys.rs
 * does.
 */
/* The functions themselves, without the macros and the attributes of what checks their callers. */
#define __NO_FORTIFY

#include <linux/capability.h>
#include <linux/inetdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/notifier.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/reboot.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/tracepoint.h>
#include <net/addrconf.h>
#include <trace/events/oom.h>
#include <trace/events/sched.h>
#include <trace/events/sock.h>
#include <trace/events/task.h>

#include "../events/klink_events.h"
#include "shim.h"

#include "prototypes.h"

#define RUST(text, ...) asm volatile("\n.ascii \"->" text "\"" : : __VA_ARGS__)

#define MOD(name) asm volatile("\n.ascii \"->pub(crate) mod " #name " {\"")
#define BEGIN(s) do { MOD(s); RUST("pub(crate) const SIZE: usize = %c0;", "i"(sizeof(struct s))); } while (0)
#define FIELD_AS(s, name, f) \
	RUST("pub(crate) const " #name ": [usize; 2] = [%c0, %c1];", "i"(offsetof(struct s, f)), \
	     "i"(sizeof_field(struct s, f)))
#define FIELD(s, f) FIELD_AS(s, f, f)
#define CONST(c) RUST("pub(crate) const " #c ": u32 = %c0;", "i"(c))
#define END() asm volatile("\n.ascii \"->}\"")

void klink_layout(void);
void klink_layout(void)
{
	BEGIN(klink_datagram);
	FIELD(klink_datagram, data);
	FIELD(klink_datagram, net);
	FIELD(klink_datagram, sock);
	FIELD(klink_datagram, len);
	FIELD(klink_datagram, portid);
	FIELD(klink_datagram, uid);
	FIELD(klink_datagram, group);
	FIELD(klink_datagram, protocol);
	END();

	BEGIN(klink_socket_ops);
	FIELD(klink_socket_ops, input);
	FIELD(klink_socket_ops, bind);
	FIELD(klink_socket_ops, unbind);
	FIELD(klink_socket_ops, groups);
	FIELD(klink_socket_ops, flags);
	END();

	BEGIN(klink_room);
	FIELD(klink_room, start);
	FIELD(klink_room, len);
	END();

	BEGIN(klink_request);
	FIELD(klink_request, family);
	FIELD(klink_request, attrs);
	FIELD(klink_request, net);
	FIELD(klink_request, extack);
	FIELD(klink_request, message);
	FIELD(klink_request, message_len);
	FIELD(klink_request, seq);
	FIELD(klink_request, portid);
	END();

	BEGIN(klink_task);
	FIELD(klink_task, pid);
	FIELD(klink_task, tgid);
	FIELD(klink_task, ppid);
	FIELD(klink_task, uid);
	FIELD(klink_task, cgroup);
	FIELD(klink_task, start);
	FIELD(klink_task, pidns);
	FIELD(klink_task, netns);
	FIELD(klink_task, userns);
	FIELD(klink_task, comm);
	END();

	BEGIN(klink_device);
	FIELD(klink_device, index);
	FIELD(klink_device, flags);
	FIELD(klink_device, mtu);
	FIELD(klink_device, name);
	END();

	BEGIN(klink_address);
	FIELD(klink_address, index);
	FIELD(klink_address, prefix);
	FIELD(klink_address, len);
	FIELD(klink_address, bytes);
	FIELD(klink_address, name);
	END();

	BEGIN(klink_tcp);
	FIELD(klink_tcp, netns);
	FIELD(klink_tcp, len);
	FIELD(klink_tcp, local_port);
	FIELD(klink_tcp, remote_port);
	FIELD(klink_tcp, local);
	FIELD(klink_tcp, remote);
	END();

	BEGIN(klink_field);
	FIELD(klink_field, name);
	FIELD(klink_field, text);
	FIELD(klink_field, number);
	FIELD(klink_field, len);
	FIELD(klink_field, kind);
	END();

	BEGIN(klink_publication);
	FIELD(klink_publication, publisher);
	FIELD(klink_publication, what);
	FIELD(klink_publication, fields);
	FIELD(klink_publication, count);
	END();

	BEGIN(klink_receiver);
	FIELD(klink_receiver, receive);
	FIELD(klink_receiver, listener);
	END();

	BEGIN(notifier_block);
	FIELD(notifier_block, notifier_call);
	FIELD(notifier_block, next);
	FIELD(notifier_block, priority);
	END();

	BEGIN(netlink_notify);
	FIELD(netlink_notify, net);
	FIELD(netlink_notify, portid);
	FIELD(netlink_notify, protocol);
	END();

	BEGIN(netlink_ext_ack);
	FIELD(netlink_ext_ack, _msg);
	FIELD(netlink_ext_ack, bad_attr);
	FIELD(netlink_ext_ack, policy);
	FIELD(netlink_ext_ack, miss_nest);
	FIELD(netlink_ext_ack, miss_type);
	FIELD(netlink_ext_ack, cookie);
	FIELD(netlink_ext_ack, cookie_len);
	FIELD(netlink_ext_ack, _msg_buf);
	END();

	BEGIN(nla_policy);
	FIELD_AS(nla_policy, kind, type);
	FIELD(nla_policy, validation_type);
	FIELD(nla_policy, len);
	FIELD_AS(nla_policy, value, reject_message);
	END();

	BEGIN(netlink_range_validation);
	FIELD(netlink_range_validation, min);
	FIELD(netlink_range_validation, max);
	END();

	BEGIN(netlink_range_validation_signed);
	FIELD(netlink_range_validation_signed, min);
	FIELD(netlink_range_validation_signed, max);
	END();

	/* Rust's own names for the middle of the union, which is doit or dumpit. */
	BEGIN(genl_split_ops);
	FIELD(genl_split_ops, start);
	FIELD_AS(genl_split_ops, run, doit);
	FIELD(genl_split_ops, done);
	FIELD(genl_split_ops, policy);
	FIELD(genl_split_ops, maxattr);
	FIELD(genl_split_ops, cmd);
	FIELD(genl_split_ops, internal_flags);
	FIELD(genl_split_ops, flags);
	FIELD(genl_split_ops, validate);
	END();
	BUILD_BUG_ON(offsetof(struct genl_split_ops, doit) != offsetof(struct genl_split_ops, dumpit));

	BEGIN(genl_multicast_group);
	FIELD(genl_multicast_group, name);
	FIELD(genl_multicast_group, flags);
	END();

	/* The bit fields netnsok and parallel_ops have no offset: they are the byte in front of n_ops. */
	BEGIN(genl_family);
	FIELD(genl_family, hdrsize);
	FIELD(genl_family, name);
	FIELD(genl_family, version);
	FIELD(genl_family, maxattr);
	RUST("pub(crate) const bits: [usize; 2] = [%c0, 1];", "i"(offsetof(struct genl_family, n_ops) - 1));
	FIELD(genl_family, n_ops);
	FIELD(genl_family, n_small_ops);
	FIELD(genl_family, n_split_ops);
	FIELD(genl_family, n_mcgrps);
	FIELD(genl_family, resv_start_op);
	FIELD(genl_family, policy);
	FIELD(genl_family, pre_doit);
	FIELD(genl_family, post_doit);
	FIELD(genl_family, bind);
	FIELD(genl_family, unbind);
	FIELD(genl_family, ops);
	FIELD(genl_family, small_ops);
	FIELD(genl_family, split_ops);
	FIELD(genl_family, mcgrps);
	FIELD(genl_family, module);
	FIELD(genl_family, sock_priv_size);
	FIELD(genl_family, sock_priv_init);
	FIELD(genl_family, sock_priv_destroy);
	FIELD(genl_family, id);
	FIELD(genl_family, mcgrp_offset);
	FIELD(genl_family, sock_privs);
	END();

	MOD(constant);
	CONST(MSG_DONTWAIT);
	CONST(NETLINK_CTX_SIZE);
	CONST(NETLINK_URELEASE);
	CONST(CAP_NET_ADMIN);
	CONST(CAP_SYS_ADMIN);
	CONST(NL_CFG_F_NONROOT_RECV);
	CONST(NL_CFG_F_NONROOT_SEND);
	CONST(GENL_ADMIN_PERM);
	CONST(GENL_UNS_ADMIN_PERM);
	CONST(GENL_CMD_CAP_DO);
	CONST(GENL_CMD_CAP_DUMP);
	CONST(GENL_MCAST_CAP_NET_ADMIN);
	CONST(GENL_MCAST_CAP_SYS_ADMIN);
	CONST(NLA_U8);
	CONST(NLA_U16);
	CONST(NLA_U32);
	CONST(NLA_U64);
	CONST(NLA_S8);
	CONST(NLA_S16);
	CONST(NLA_S32);
	CONST(NLA_S64);
	CONST(NLA_BE16);
	CONST(NLA_BE32);
	CONST(NLA_UINT);
	CONST(NLA_SINT);
	CONST(NLA_STRING);
	CONST(NLA_NUL_STRING);
	CONST(NLA_BINARY);
	CONST(NLA_FLAG);
	CONST(NLA_BITFIELD32);
	CONST(NLA_NESTED);
	CONST(NLA_NESTED_ARRAY);
	CONST(NLA_REJECT);
	CONST(NLA_VALIDATE_NONE);
	CONST(NLA_VALIDATE_RANGE);
	CONST(NLA_VALIDATE_RANGE_PTR);
	CONST(NLA_VALIDATE_MIN);
	CONST(NLA_VALIDATE_MAX);
	CONST(NLA_VALIDATE_MASK);
	CONST(NETDEV_UP);
	CONST(NETDEV_DOWN);
	CONST(NETDEV_CHANGE);
	CONST(NETDEV_REGISTER);
	CONST(NETDEV_UNREGISTER);
	CONST(NETDEV_CHANGEMTU);
	CONST(NETDEV_CHANGEADDR);
	CONST(NETDEV_CHANGENAME);
	CONST(MODULE_STATE_LIVE);
	CONST(MODULE_STATE_GOING);
	CONST(SYS_RESTART);
	CONST(SYS_HALT);
	CONST(SYS_POWER_OFF);
	CONST(KLINK_NUMBER);
	CONST(KLINK_SIGNED);
	CONST(KLINK_TEXT);
	CONST(KLINK_TEXT_MAX);
	CONST(KLINK_NAME_MAX);
	END();
}
