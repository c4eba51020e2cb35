// SPDX-License-Identifier: GPL-2.0
/* A kernel socket whose number of groups wraps where the core rounds it up. */
#include <linux/module.h>
#include <linux/netlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#define PROTOCOL 28

static struct sock *sock;

static void input(struct sk_buff *skb)
{
}

static int __init groups_init(void)
{
	struct netlink_kernel_cfg cfg = {
		.groups = U32_MAX,
		.flags = NL_CFG_F_NONROOT_RECV,
		.input = input,
	};

	sock = netlink_kernel_create(&init_net, PROTOCOL, &cfg);
	return sock ? 0 : -EADDRINUSE;
}

static void __exit groups_exit(void)
{
	netlink_kernel_release(sock);
}

module_init(groups_init);
module_exit(groups_exit);
MODULE_DESCRIPTION("Reproduces a number of groups that wraps");
MODULE_LICENSE("GPL");
