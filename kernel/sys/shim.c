// SPDX-License-Identifier: GPL-2.0
#include <linux/cred.h>
#include <linux/ratelimit.h>
#include <linux/uidgid.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "shim.h"

u32 klink_net_inode(const struct net *net)
{
	return net->ns.inum;
}

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

struct sk_buff *klink_skb_new(size_t payload, bool atomic, struct klink_room *room)
{
	struct sk_buff *skb = nlmsg_new(payload, atomic ? GFP_ATOMIC : GFP_KERNEL);

	if (skb) {
		room->start = skb_tail_pointer(skb);
		room->len = skb_tailroom(skb);
	}
	return skb;
}

void klink_skb_free(struct sk_buff *skb)
{
	nlmsg_free(skb);
}

void klink_skb_put(struct sk_buff *skb, size_t len)
{
	skb_put(skb, len);
}

/*
 * Whether one more line may be logged now: -1 for no, otherwise how many were refused since the last yes. 20 lines in
 * 5 seconds, shared by all that a module logs about its senders.
 */
int klink_log_permit(void)
{
	static struct ratelimit_state limit =
		RATELIMIT_STATE_INIT_FLAGS(limit, 5 * HZ, 20, RATELIMIT_MSG_ON_RELEASE);

	if (!___ratelimit(&limit, __func__))
		return -1;
	return min(ratelimit_state_reset_miss(&limit), INT_MAX);
}
