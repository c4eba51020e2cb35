// SPDX-License-Identifier: GPL-2.0
#include <linux/netdevice.h>
#include <linux/preempt.h>

#include "shim.h"

struct sk_buff *klink_skb_new(size_t payload, bool atomic, struct klink_room *room)
{
	struct sk_buff *skb = nlmsg_new(payload, (atomic ? GFP_ATOMIC : GFP_KERNEL) | __GFP_NOWARN);

	if (skb)
		klink_skb_room(skb, room);
	return skb;
}

/*
 * Frees it now, or in a soft interrupt. On real-time kernels, freeing takes locks that sleep, which must not be where
 * preemption is off: in probes of tracepoints and under raw locks, too.
 */
void klink_skb_free(struct sk_buff *skb)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT) && !preemptible())
		dev_kfree_skb_irq(skb);
	else
		dev_kfree_skb_any(skb);
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
