// SPDX-License-Identifier: GPL-2.0
#include <linux/cred.h>
#include <linux/net.h>
#include <linux/sched.h>
#include <linux/uidgid.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
#include <net/sock.h>

#include "shim.h"

void klink_datagram(struct sk_buff *skb, struct klink_datagram *datagram)
{
	const struct netlink_skb_parms *parms = &NETLINK_CB(skb);

	*datagram = (struct klink_datagram){
		.data = skb->data,
		.net = sock_net(skb->sk),
		.sock = skb->sk,
		.len = skb_headlen(skb),
		.portid = parms->portid,
		.uid = from_kuid_munged(&init_user_ns, parms->creds.uid),
		.group = parms->dst_group,
		.protocol = skb->sk->sk_protocol,
	};
}

bool klink_datagram_capable(const struct sk_buff *skb, int capability)
{
	return netlink_capable(skb, capability);
}

void klink_datagram_ack(struct sk_buff *skb, size_t offset, int error, const struct netlink_ext_ack *extack)
{
	netlink_ack(skb, (struct nlmsghdr *)(skb->data + offset), error, extack);
}

struct sock *klink_socket_create(struct net *net, int protocol, struct module *owner,
				 const struct klink_socket_ops *ops)
{
	struct netlink_kernel_cfg cfg = {
		.groups = ops->groups,
		.flags = ops->flags,
		.input = ops->input,
		.bind = ops->bind,
		.unbind = ops->unbind,
	};

	return __netlink_kernel_create(net ?: &init_net, protocol, owner, &cfg);
}

int klink_socket_broadcast(struct sock *from, struct sk_buff *skb, u32 except, u32 group, bool atomic)
{
	return nlmsg_multicast(from, skb, except, group, atomic ? GFP_ATOMIC : GFP_KERNEL);
}

/*
 * Whether it is `owner`, which is being loaded, whose users the core counts processes' sockets of the protocol as. It is
 * that of the first socket of the kernel's in any namespace.
 */
bool klink_socket_is_owned(int protocol, struct module *owner)
{
	struct socket *socket;
	bool owned;

	if (sock_create_kern(&init_net, PF_NETLINK, SOCK_RAW, protocol, &socket))
		return false;
	owned = klink_is_held(owner);
	sock_release(socket);
	return owned;
}

/* Closes a socket of the kernel's, and waits for those who are sending to it: each has a reference. */
void klink_socket_close(struct sock *sk)
{
	sock_hold(sk);
	netlink_kernel_release(sk);
	while (refcount_read(&sk->sk_refcnt) > 1)
		schedule_timeout_uninterruptible(1);
	sock_put(sk);
}

static unsigned int pernet_id;

static struct pernet_operations pernet = {
	.id = &pernet_id,
	.size = sizeof(struct sock *),
};

int klink_pernet_register(int (*init)(struct net *net), void (*exit)(struct net *net))
{
	pernet.init = init;
	pernet.exit = exit;
	return register_pernet_subsys(&pernet);
}

void klink_pernet_unregister(void)
{
	unregister_pernet_subsys(&pernet);
}

struct sock **klink_pernet_sock(struct net *net)
{
	return net_generic(net, pernet_id);
}
