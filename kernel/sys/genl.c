// SPDX-License-Identifier: GPL-2.0
#include <net/net_namespace.h>

#include "shim.h"

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
		.message = (const u8 *)info->nlhdr,
		.message_len = info->nlhdr->nlmsg_len,
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

void *klink_dump_cursor(struct netlink_callback *cb)
{
	return cb->ctx;
}

u16 klink_dump_flags(const struct netlink_callback *cb)
{
	return NLM_F_MULTI | cb->answer_flags;
}

/* Like nl_dump_check_consistent(), but a change counts as reported only once a message with the report is kept. */
bool klink_dump_changed(struct netlink_callback *cb, u32 generation)
{
	cb->seq = generation;
	return cb->prev_seq && cb->prev_seq != generation;
}

void klink_dump_report(struct netlink_callback *cb)
{
	cb->prev_seq = cb->seq;
}
