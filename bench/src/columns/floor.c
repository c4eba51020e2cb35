// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The floor: the bare system calls, and as little processing of the results as possible in C. It does not check what
 * the kernel guarantees, so it is a measure, not an example.
 */
#define _GNU_SOURCE
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "columns.h"

/*
 * Whether to make the same requests as klink: routes filtered by the kernel, the sender and the full length of every
 * datagram, several datagrams at once if they arrive in bursts, an address on every request.
 */
static int as_klink;

void floor_as_klink(void)
{
	as_klink = 1;
}

/* The maximum number of datagrams that klink receives at once, of which only drains use more than the first. */
#define SLOTS 16
static char slots[SLOTS][33 * 1024];
#define buffer slots[0]

static int need(int result, const char *call)
{
	if (result < 0) {
		perror(call);
		exit(1);
	}
	return result;
}

static int open_socket(int protocol)
{
	return need(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol), "socket");
}

static void transmit(int fd, const void *requests, size_t length)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	if (as_klink)
		need(sendto(fd, requests, length, 0, (const void *)&kernel, sizeof(kernel)), "sendto");
	else
		need(send(fd, requests, length, 0), "send");
}

static unsigned int receive(int fd)
{
	struct sockaddr_nl sender;
	socklen_t length = sizeof(sender);

	if (as_klink)
		return need(recvfrom(fd, buffer, sizeof(buffer), MSG_TRUNC, (void *)&sender, &length), "recvfrom");
	return need(recv(fd, buffer, sizeof(buffer), 0), "recv");
}

static uint32_t u32(const void *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/* Sum of destination, gateway, interface and table, if the route is of the main table. */
static uint64_t route(const struct nlmsghdr *message)
{
	uint32_t dst = 0, gateway = 0, oif = 0, table = 0;
	int left = RTM_PAYLOAD(message);

	for (const struct rtattr *attr = RTM_RTA(NLMSG_DATA(message)); RTA_OK(attr, left); attr = RTA_NEXT(attr, left)) {
		switch (attr->rta_type) {
		case RTA_DST: dst = u32(RTA_DATA(attr)); break;
		case RTA_GATEWAY: gateway = u32(RTA_DATA(attr)); break;
		case RTA_OIF: oif = u32(RTA_DATA(attr)); break;
		case RTA_TABLE: table = u32(RTA_DATA(attr)); break;
		}
	}
	return table == RT_TABLE_MAIN ? (uint64_t)dst + gateway + oif + table : 0;
}

static uint64_t dump(int fd, const void *request, size_t length)
{
	uint64_t sum = 0;

	transmit(fd, request, length);
	for (;;) {
		unsigned int left = receive(fd);

		for (struct nlmsghdr *message = (void *)buffer; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
			if (message->nlmsg_type == NLMSG_DONE)
				return sum;
			sum += route(message);
		}
	}
}

uint64_t floor_dump(uint64_t dumps)
{
	struct { struct nlmsghdr h; struct rtmsg r; struct rtattr table_attr; uint32_t table; } request = {
		.h = { NLMSG_LENGTH(sizeof(request.r)), RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, 1 },
		.r.rtm_family = AF_INET,
		.table_attr = { 8, RTA_TABLE },
		.table = RT_TABLE_MAIN,
	};
	int fd = open_socket(NETLINK_ROUTE), on = 1;
	uint64_t sum = 0;

	if (as_klink) {
		need(setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on)), "setsockopt");
		request.h.nlmsg_len = sizeof(request);
	}
	while (dumps--)
		sum += dump(fd, &request, request.h.nlmsg_len);
	return sum;
}

uint64_t floor_getlink(uint64_t trips)
{
	struct { struct nlmsghdr h; struct ifinfomsg i; } request = {
		.h = { sizeof(request), RTM_GETLINK, NLM_F_REQUEST, 1 },
		.i.ifi_index = LOOPBACK,
	};
	int fd = open_socket(NETLINK_ROUTE);
	uint64_t sum = 0;

	while (trips--) {
		const struct nlmsghdr *message = (void *)buffer;
		const struct ifinfomsg *link = NLMSG_DATA(message);
		int left;

		transmit(fd, &request, sizeof(request));
		receive(fd);
		left = IFLA_PAYLOAD(message);
		for (const struct rtattr *attr = IFLA_RTA(link); RTA_OK(attr, left); attr = RTA_NEXT(attr, left)) {
			switch (attr->rta_type) {
			case IFLA_MTU: sum += u32(RTA_DATA(attr)); break;
			case IFLA_IFNAME: sum += *(const uint8_t *)RTA_DATA(attr) + strlen(RTA_DATA(attr)); break;
			}
		}
	}
	return sum;
}

/* Sum of the payloads of this many messages. */
static uint64_t numbers(int fd, uint64_t messages)
{
	uint64_t sum = 0;

	while (messages) {
		unsigned int left = receive(fd);

		for (struct nlmsghdr *message = (void *)buffer; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
			sum += u32(NLMSG_DATA(message));
			messages--;
		}
	}
	return sum;
}

/* The same with several datagrams at once, as many as fit into 16 KiB by the length of the last. */
static uint64_t numbers_by_burst(int fd, uint64_t messages)
{
	static struct sockaddr_nl senders[SLOTS];
	static struct iovec bytes[SLOTS];
	static struct mmsghdr headers[SLOTS];
	uint64_t sum = 0;
	int at_once = SLOTS;

	while (messages) {
		for (int i = 0; i < at_once; i++) {
			bytes[i] = (struct iovec){ slots[i], sizeof(slots[i]) };
			headers[i].msg_hdr.msg_name = &senders[i];
			headers[i].msg_hdr.msg_namelen = sizeof(senders[i]);
			headers[i].msg_hdr.msg_iov = &bytes[i];
			headers[i].msg_hdr.msg_iovlen = 1;
		}
		int count = 1;

		if (at_once == 1)
			headers[0].msg_len = receive(fd);
		else
			count = need(recvmmsg(fd, headers, at_once, MSG_DONTWAIT | MSG_TRUNC, NULL), "recvmmsg");
		for (int i = 0; i < count; i++) {
			unsigned int left = headers[i].msg_len;

			for (struct nlmsghdr *message = (void *)slots[i]; NLMSG_OK(message, left);
			     message = NLMSG_NEXT(message, left)) {
				sum += u32(NLMSG_DATA(message));
				messages--;
			}
		}
		at_once = 16384 / headers[count - 1].msg_len;
		at_once = at_once < 1 ? 1 : at_once > SLOTS ? SLOTS : at_once;
	}
	return sum;
}

uint64_t floor_drain(fill_fn *fill, void *filler)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	socklen_t length = sizeof(address);
	int fd = open_socket(NETLINK_USERSOCK);
	uint64_t sum = 0, messages;

	need(bind(fd, (void *)&address, length), "bind");
	need(getsockname(fd, (void *)&address, &length), "getsockname");
	while ((messages = fill(filler, fd, address.nl_pid)) != 0)
		sum += as_klink ? numbers_by_burst(fd, messages) : numbers(fd, messages);
	return sum;
}

struct new_route {
	struct nlmsghdr h;
	struct rtmsg r;
	struct rtattr dst_attr;
	uint32_t dst;
	struct rtattr gateway_attr;
	uint32_t gateway;
	struct rtattr oif_attr;
	uint32_t oif;
};

uint64_t floor_insert(uint64_t routes)
{
	static struct new_route batch[BATCH];
	const struct new_route template = {
		.h = { sizeof(template), RTM_NEWROUTE, NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL },
		.r = { .rtm_family = AF_INET, .rtm_dst_len = 32, .rtm_table = RT_TABLE_MAIN, .rtm_protocol = RTPROT_STATIC,
		       .rtm_scope = RT_SCOPE_UNIVERSE, .rtm_type = RTN_UNICAST },
		.dst_attr = { 8, RTA_DST },
		.gateway_attr = { 8, RTA_GATEWAY },
		.gateway = htonl(GATEWAY),
		.oif_attr = { 8, RTA_OIF },
		.oif = LOOPBACK,
	};
	int fd = open_socket(NETLINK_ROUTE);

	for (uint64_t done = 0; done < routes;) {
		uint64_t count = routes - done < BATCH ? routes - done : BATCH;
		const struct nlmsghdr *answer = (void *)buffer;
		const struct nlmsgerr *error = NLMSG_DATA(answer);

		for (uint64_t i = 0; i < count; i++, done++) {
			batch[i] = template;
			batch[i].h.nlmsg_seq = done + 1;
			batch[i].dst = htonl(FIRST_DESTINATION + done);
		}
		/* Errors are always reported; one ack confirms the whole batch. */
		batch[count - 1].h.nlmsg_flags |= NLM_F_ACK;
		transmit(fd, batch, count * sizeof(*batch));
		do {
			receive(fd);
			if (error->error) {
				fprintf(stderr, "route %u: %s\n", answer->nlmsg_seq, strerror(-error->error));
				exit(1);
			}
		} while (answer->nlmsg_seq != done);
	}
	return 0;
}
