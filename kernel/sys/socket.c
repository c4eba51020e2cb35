// SPDX-License-Identifier: GPL-2.0
#include <linux/cred.h>
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

/* By protocol, because the core passes nothing else to init and exit: Rust has a function of each for every number. */
static struct {
	struct pernet_operations *ops;
	unsigned int id;
} pernet[MAX_LINKS];

int klink_pernet_register(unsigned int protocol, int (*init)(struct net *net), void (*exit)(struct net *net))
{
	struct pernet_operations ops = {
		.init = init,
		.exit = exit,
		.id = &pernet[protocol].id,
		.size = sizeof(struct sock *),
	};
	int error;

	pernet[protocol].ops = kmemdup(&ops, sizeof(ops), GFP_KERNEL);
	if (!pernet[protocol].ops)
		return -ENOMEM;
	error = register_pernet_subsys(pernet[protocol].ops);
	if (error)
		kfree(pernet[protocol].ops);
	return error;
}

void klink_pernet_unregister(unsigned int protocol)
{
	unregister_pernet_subsys(pernet[protocol].ops);
	kfree(pernet[protocol].ops);
}

struct sock **klink_pernet_sock(unsigned int protocol, struct net *net)
{
	return net_generic(net, pernet[protocol].id);
}
