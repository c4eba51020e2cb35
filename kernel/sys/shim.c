// SPDX-License-Identifier: GPL-2.0
#include <linux/cred.h>
#include <linux/ratelimit.h>
#include <linux/uidgid.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
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

struct sk_buff *klink_skb_new(size_t payload, bool atomic, struct klink_room *room)
{
	struct sk_buff *skb = nlmsg_new(payload, atomic ? GFP_ATOMIC : GFP_KERNEL);

	if (skb)
		klink_skb_room(skb, room);
	return skb;
}

void klink_skb_free(struct sk_buff *skb)
{
	nlmsg_free(skb);
}

void klink_skb_room(struct sk_buff *skb, struct klink_room *room)
{
	room->start = skb_tail_pointer(skb);
	room->len = skb_tailroom(skb);
}

void klink_skb_put(struct sk_buff *skb, size_t len)
{
	skb_put(skb, len);
}

int klink_family_register(struct genl_family *family, struct module *owner, bool netns)
{
	family->module = owner;
	family->netnsok = netns;
	family->parallel_ops = true;
	return genl_register_family(family);
}

bool klink_family_has_listeners(const struct genl_family *family, struct net *net, unsigned int group)
{
	return genl_has_listeners(family, net, group);
}

int klink_family_multicast(const struct genl_family *family, struct net *net, struct sk_buff *skb,
			   unsigned int group, bool atomic)
{
	return genlmsg_multicast_netns(family, net, skb, 0, group, atomic ? GFP_ATOMIC : GFP_KERNEL);
}

void klink_family_notify(const struct genl_family *family, struct sk_buff *skb, struct genl_info *info,
			 unsigned int group)
{
	genl_notify(family, skb, info, group, GFP_KERNEL);
}

void klink_request(const struct genl_info *info, struct klink_request *request)
{
	*request = (struct klink_request){
		.family = info->family,
		.attrs = info->attrs,
		.net = genl_info_net(info),
		.extack = info->extack,
		.seq = info->snd_seq,
		.portid = info->snd_portid,
	};
}

int klink_request_reply(struct genl_info *info, struct sk_buff *skb)
{
	return genlmsg_reply(skb, info);
}

void klink_dump_request(struct netlink_callback *cb, struct klink_request *request)
{
	klink_request(genl_info_dump(cb), request);
	request->extack = cb->extack;
}

/* A place for one pointer that lasts as long as the dump, beside the cursor. */
void **klink_dump_state(struct netlink_callback *cb)
{
	return &((struct genl_dumpit_info *)cb->data)->info.user_ptr[0];
}

void *klink_dump_cursor(struct netlink_callback *cb)
{
	return cb->ctx;
}

u16 klink_dump_flags(const struct netlink_callback *cb)
{
	return NLM_F_MULTI | cb->answer_flags;
}

/* As nl_dump_check_consistent(), but the change counts as told only once a message that tells it is kept. */
bool klink_dump_changed(struct netlink_callback *cb, u32 generation)
{
	cb->seq = generation;
	return cb->prev_seq && cb->prev_seq != generation;
}

void klink_dump_told(struct netlink_callback *cb)
{
	cb->prev_seq = cb->seq;
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
