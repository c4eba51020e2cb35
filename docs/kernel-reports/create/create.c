// SPDX-License-Identifier: GPL-2.0
/* A kernel socket in each network namespace, as modules open them. */
#include <linux/module.h>
#include <linux/netlink.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
#include <net/sock.h>

#define PROTOCOL 28

static unsigned int id;

static void input(struct sk_buff *skb)
{
}

static int __net_init create_init_net(struct net *net)
{
	struct netlink_kernel_cfg cfg = { .input = input };
	struct sock **sock = net_generic(net, id);

	*sock = netlink_kernel_create(net, PROTOCOL, &cfg);
	return *sock ? 0 : -ENOMEM;
}

static void __net_exit create_exit_net(struct net *net)
{
	struct sock **sock = net_generic(net, id);

	netlink_kernel_release(*sock);
}

static struct pernet_operations ops = {
	.init = create_init_net,
	.exit = create_exit_net,
	.id = &id,
	.size = sizeof(struct sock *),
};

static int __init create_init(void)
{
	return register_pernet_subsys(&ops);
}

static void __exit create_exit(void)
{
	unregister_pernet_subsys(&ops);
}

module_init(create_init);
module_exit(create_exit);
MODULE_DESCRIPTION("Reproduces a kernel socket that is taken for a process's");
MODULE_LICENSE("GPL");
