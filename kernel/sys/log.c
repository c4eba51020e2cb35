// SPDX-License-Identifier: GPL-2.0
#include <linux/ratelimit.h>
#include <net/net_namespace.h>

#include "shim.h"

/* How log lines name a namespace, as ls -l /proc/self/ns/net does. */
u32 klink_net_inode(const struct net *net)
{
	return net->ns.inum;
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
