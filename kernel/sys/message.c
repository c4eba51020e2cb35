// SPDX-License-Identifier: GPL-2.0
#include "shim.h"

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
