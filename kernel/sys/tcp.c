// SPDX-License-Identifier: GPL-2.0
#include <net/inet_sock.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "shim.h"

/*
 * Whether it is a TCP socket; otherwise nothing is written. The addresses are those that socket diagnostics show. The
 * caller holds the socket, and its lock where others change them.
 */
bool klink_tcp(const struct sock *sock, struct klink_tcp *tcp)
{
	const struct inet_sock *inet = inet_sk(sock);

	if (!sk_is_tcp(sock))
		return false;
	*tcp = (struct klink_tcp){
		.netns = sock_net(sock)->ns.inum,
		.local_port = ntohs(inet->inet_sport),
		.remote_port = ntohs(inet->inet_dport),
	};
#if IS_ENABLED(CONFIG_IPV6)
	if (sock->sk_family == AF_INET6) {
		tcp->len = sizeof(struct in6_addr);
		memcpy(tcp->local, &sock->sk_v6_rcv_saddr, sizeof(struct in6_addr));
		memcpy(tcp->remote, &sock->sk_v6_daddr, sizeof(struct in6_addr));
		return true;
	}
#endif
	tcp->len = sizeof(__be32);
	memcpy(tcp->local, &sock->sk_rcv_saddr, sizeof(__be32));
	memcpy(tcp->remote, &sock->sk_daddr, sizeof(__be32));
	return true;
}
