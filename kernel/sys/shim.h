/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What sys.rs calls and the kernel does not export as a function. Nothing here decides anything: each function is an
 * inline function, a macro or a field of the kernel's under a name that Rust can link to.
 */
#ifndef KLINK_SHIM_H
#define KLINK_SHIM_H

#include <linux/netlink.h>

/* What a handler may know of a datagram that a process sent. Valid inside the socket's input function only. */
struct klink_datagram {
	const u8 *data;
	const struct net *net;
	struct sock *sock;	/* the kernel socket that it was sent to */
	u32 len;
	u32 portid;		/* the sender; 0 is the kernel */
	u32 uid;		/* the sender's, as the initial user namespace numbers it */
	u32 group;		/* the multicast group that it was also sent to; 0 is none */
	u32 protocol;
};

/* The callbacks of a kernel socket; input alone is mandatory. */
struct klink_socket_ops {
	void (*input)(struct sk_buff *skb);
	int (*bind)(struct net *net, int group);
	void (*unbind)(struct net *net, int group);
	u32 groups;
	u32 flags;
};

/* The unused end of a socket buffer. */
struct klink_room {
	u8 *start;
	size_t len;
};

u32 klink_net_inode(const struct net *net);
void klink_datagram(struct sk_buff *skb, struct klink_datagram *datagram);
struct sock *klink_socket_create(struct net *net, int protocol, struct module *owner,
				 const struct klink_socket_ops *ops);

struct sk_buff *klink_skb_new(size_t payload, bool atomic, struct klink_room *room);
void klink_skb_free(struct sk_buff *skb);
void klink_skb_put(struct sk_buff *skb, size_t len);

int klink_log_permit(void);

#endif
