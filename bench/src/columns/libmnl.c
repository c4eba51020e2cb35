// SPDX-License-Identifier: MIT OR Apache-2.0
/* libmnl as its examples use it, with a buffer of the size that the kernel fills in a dump. */
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"

static char buffer[32768];

static int need(int result, const char *call)
{
	if (result < 0) {
		perror(call);
		exit(1);
	}
	return result;
}

static struct mnl_socket *open_socket(int protocol)
{
	struct mnl_socket *socket = mnl_socket_open(protocol);

	need(socket ? 0 : -1, "mnl_socket_open");
	need(mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID), "mnl_socket_bind");
	return socket;
}

/* Receives the replies to one request, up to the last. */
static void receive(struct mnl_socket *socket, unsigned int seq, mnl_cb_t callback, void *data)
{
	unsigned int portid = mnl_socket_get_portid(socket);
	int more;

	do {
		int length = need(mnl_socket_recvfrom(socket, buffer, sizeof(buffer)), "mnl_socket_recvfrom");

		more = need(mnl_cb_run(buffer, length, seq, portid, callback, data), "mnl_cb_run");
	} while (more > MNL_CB_STOP);
}

static int route_attribute(const struct nlattr *attr, void *data)
{
	const struct nlattr **attrs = data;
	int type = mnl_attr_get_type(attr);

	if (mnl_attr_type_valid(attr, RTA_MAX) < 0)
		return MNL_CB_OK;
	switch (type) {
	case RTA_DST:
	case RTA_GATEWAY:
	case RTA_OIF:
	case RTA_TABLE:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
			return MNL_CB_ERROR;
		attrs[type] = attr;
	}
	return MNL_CB_OK;
}

static uint32_t number(const struct nlattr *attr)
{
	return attr ? mnl_attr_get_u32(attr) : 0;
}

static int route(const struct nlmsghdr *message, void *data)
{
	const struct nlattr *attrs[RTA_MAX + 1] = {};
	uint64_t *sum = data;

	need(mnl_attr_parse(message, sizeof(struct rtmsg), route_attribute, attrs), "mnl_attr_parse");
	if (number(attrs[RTA_TABLE]) == RT_TABLE_MAIN)
		*sum += (uint64_t)number(attrs[RTA_DST]) + number(attrs[RTA_GATEWAY]) + number(attrs[RTA_OIF]) + RT_TABLE_MAIN;
	return MNL_CB_OK;
}

uint64_t libmnl_dump(uint64_t dumps)
{
	struct mnl_socket *socket = open_socket(NETLINK_ROUTE);
	uint64_t sum = 0;

	for (unsigned int seq = 1; seq <= dumps; seq++) {
		struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
		struct rtmsg *header;

		request->nlmsg_type = RTM_GETROUTE;
		request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
		request->nlmsg_seq = seq;
		header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
		header->rtm_family = AF_INET;
		need(mnl_socket_sendto(socket, request, request->nlmsg_len), "mnl_socket_sendto");
		receive(socket, seq, route, &sum);
	}
	return sum;
}

static int link_attribute(const struct nlattr *attr, void *data)
{
	const struct nlattr **attrs = data;
	int type = mnl_attr_get_type(attr);

	if (mnl_attr_type_valid(attr, IFLA_MAX) < 0)
		return MNL_CB_OK;
	switch (type) {
	case IFLA_MTU:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
			return MNL_CB_ERROR;
		break;
	case IFLA_IFNAME:
		if (mnl_attr_validate(attr, MNL_TYPE_STRING) < 0)
			return MNL_CB_ERROR;
		break;
	}
	attrs[type] = attr;
	return MNL_CB_OK;
}

static int link_(const struct nlmsghdr *message, void *data)
{
	const struct nlattr *attrs[IFLA_MAX + 1] = {};
	uint64_t *sum = data;
	const char *name;

	need(mnl_attr_parse(message, sizeof(struct ifinfomsg), link_attribute, attrs), "mnl_attr_parse");
	name = mnl_attr_get_str(attrs[IFLA_IFNAME]);
	*sum += mnl_attr_get_u32(attrs[IFLA_MTU]) + (uint8_t)name[0] + strlen(name);
	return MNL_CB_STOP;
}

uint64_t libmnl_getlink(uint64_t trips)
{
	struct mnl_socket *socket = open_socket(NETLINK_ROUTE);
	uint64_t sum = 0;

	for (unsigned int seq = 1; seq <= trips; seq++) {
		struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
		struct ifinfomsg *header;

		request->nlmsg_type = RTM_GETLINK;
		request->nlmsg_flags = NLM_F_REQUEST;
		request->nlmsg_seq = seq;
		header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
		header->ifi_index = LOOPBACK;
		need(mnl_socket_sendto(socket, request, request->nlmsg_len), "mnl_socket_sendto");
		receive(socket, seq, link_, &sum);
	}
	return sum;
}

struct drained {
	uint64_t sum;
	uint64_t messages;
};

static int message(const struct nlmsghdr *message, void *data)
{
	struct drained *drained = data;

	drained->sum += *(uint32_t *)mnl_nlmsg_get_payload(message);
	drained->messages++;
	return MNL_CB_OK;
}

uint64_t libmnl_drain(fill_fn *fill, void *filler)
{
	struct mnl_socket *socket = open_socket(NETLINK_USERSOCK);
	unsigned int portid = mnl_socket_get_portid(socket);
	struct drained drained = {};
	uint64_t sent = 0, messages;

	while ((messages = fill(filler, mnl_socket_get_fd(socket), portid)) != 0) {
		sent += messages;
		while (drained.messages < sent) {
			int length = need(mnl_socket_recvfrom(socket, buffer, sizeof(buffer)), "mnl_socket_recvfrom");

			need(mnl_cb_run(buffer, length, 0, 0, message, &drained), "mnl_cb_run");
		}
	}
	return drained.sum;
}

static void put_route(struct nlmsghdr *request, unsigned int seq)
{
	struct rtmsg *header;

	request->nlmsg_type = RTM_NEWROUTE;
	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL;
	request->nlmsg_seq = seq;
	header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
	header->rtm_family = AF_INET;
	header->rtm_dst_len = 32;
	header->rtm_table = RT_TABLE_MAIN;
	header->rtm_protocol = RTPROT_STATIC;
	header->rtm_scope = RT_SCOPE_UNIVERSE;
	header->rtm_type = RTN_UNICAST;
	mnl_attr_put_u32(request, RTA_DST, htonl(FIRST_DESTINATION + seq - 1));
	mnl_attr_put_u32(request, RTA_GATEWAY, htonl(GATEWAY));
	mnl_attr_put_u32(request, RTA_OIF, LOOPBACK);
}

/* Batched, with one ack per batch: libmnl's examples request one per message, which costs the kernel more. */
uint64_t libmnl_insert(uint64_t routes)
{
	static char room[65536];
	struct mnl_socket *socket = open_socket(NETLINK_ROUTE);
	unsigned int portid = mnl_socket_get_portid(socket), seq = 0;

	while (seq < routes) {
		struct mnl_nlmsg_batch *batch = mnl_nlmsg_batch_start(room, sizeof(room) / 2);
		unsigned int end = routes - seq < BATCH ? routes : seq + BATCH;
		int more;

		while (seq < end) {
			struct nlmsghdr *request = mnl_nlmsg_put_header(mnl_nlmsg_batch_current(batch));

			put_route(request, ++seq);
			if (seq == end)
				request->nlmsg_flags |= NLM_F_ACK;
			mnl_nlmsg_batch_next(batch);
		}
		need(mnl_socket_sendto(socket, mnl_nlmsg_batch_head(batch), mnl_nlmsg_batch_size(batch)), "mnl_socket_sendto");
		mnl_nlmsg_batch_stop(batch);
		do {
			int length = need(mnl_socket_recvfrom(socket, buffer, sizeof(buffer)), "mnl_socket_recvfrom");

			more = need(mnl_cb_run(buffer, length, 0, portid, NULL, NULL), "mnl_cb_run");
		} while (more > MNL_CB_STOP);
	}
	return 0;
}
