// SPDX-License-Identifier: MIT OR Apache-2.0
/* Shows the journal's events, from the oldest one on, in memory that it maps. For little-endian machines. */
#include <linux/genetlink.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

static _Alignas(8) char reply[4096];

static void ask(int netlink, int family, int cmd, int kind, const char *name) /* an empty name is no attribute */
{
	struct { struct nlmsghdr n; struct genlmsghdr g; struct nlattr a; char name[16]; } request = {
		.n = { NLMSG_HDRLEN + GENL_HDRLEN, family, NLM_F_REQUEST, 0, 0 },
		.g = { cmd, 1, 0 },
		.a = { NLA_HDRLEN + strlen(name) + 1, kind },
	};
	if (*strcpy(request.name, name))
		request.n.nlmsg_len += NLA_ALIGN(request.a.nla_len);
	send(netlink, &request, request.n.nlmsg_len, 0);
	recv(netlink, reply, sizeof(reply), 0);
}

static uint64_t get(int kind) /* a number in the reply; 0 if it is missing */
{
	struct nlmsghdr *header = (void *)reply;
	struct nlattr *attr = (void *)(reply + NLMSG_HDRLEN + GENL_HDRLEN);
	uint64_t value = 0;

	for (; (char *)attr < reply + header->nlmsg_len; attr = (void *)((char *)attr + NLA_ALIGN(attr->nla_len)))
		if (attr->nla_type == kind && attr->nla_len <= NLA_HDRLEN + 8 && header->nlmsg_type != NLMSG_ERROR)
			memcpy(&value, attr + 1, attr->nla_len - NLA_HDRLEN);
	return value;
}

int main(void)
{
	int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);

	ask(netlink, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME, "klink-events");
	ask(netlink, get(CTRL_ATTR_FAMILY_ID), 6 /* map */, 0, "");
	struct pollfd map = { .fd = get(18 /* descriptor */), .events = POLLIN };
	uint64_t at = get(20 /* position */), next = get(7 /* next */);
	const uint64_t *ring = mmap(NULL, get(19 /* length */), PROT_READ, MAP_SHARED, map.fd, 0);
	if (ring == MAP_FAILED || ring[0] != 0x6b6c696e6b6a7201 /* the format */)
		return fprintf(stderr, "no journal: insmod klink_events.ko, as root\n"), 1;
	do {
		while (at != __atomic_load_n(&ring[8 /* head */], __ATOMIC_ACQUIRE)) {
			uint64_t word[5]; /* length and mark, number, time, CPU and kind, the first attribute and its pid */
			for (int i = 0; i < 5; i++)
				word[i] = __atomic_load_n(&ring[16 + ((at + i) & (ring[2] - 1))], __ATOMIC_RELAXED);
			__atomic_thread_fence(__ATOMIC_ACQUIRE);
			uint64_t tail = __atomic_load_n(&ring[9 /* tail */], __ATOMIC_RELAXED);
			if ((int64_t)(at - tail) < 0) { /* overwritten, perhaps while it was read: on at the oldest one */
				at = tail;
				continue;
			}
			if (word[1] != next)
				printf("%lu to %lu are lost\n", next, word[1] - 1);
			printf("%lu at %lu: kind %lu, thread %lu\n", word[1], word[2], word[3] >> 32, word[4] >> 32);
			next = word[1] + 1;
			at += ((word[0] & 0xffff) + 7) / 8;
		}
	} while (!ring[4 /* closed */] && fflush(stdout) == 0 && poll(&map, 1, -1) > 0);
	return 0;
}
