// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The demo family through libmnl, as a C program speaks to it:
 *
 *   libmnl_demo get ID
 *   libmnl_demo dump
 *   libmnl_demo set ID BRIGHTNESS GREEN
 *
 * Prints one lamp per line. Exits with 1 and the kernel's errno on a refusal.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

enum { GET = 1, SET = 2 };
enum { ID = 1, NAME = 2, BRIGHTNESS = 3, COLOR = 4, CHANGES = 5 };
enum { RED = 1, GREEN = 2, BLUE = 3 };

static struct mnl_socket *sock;
static unsigned int portid;

static void fail(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static int family_attr(const struct nlattr *attr, void *data)
{
	if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
		*(uint16_t *)data = mnl_attr_get_u16(attr);
	return MNL_CB_OK;
}

static int family(const struct nlmsghdr *message, void *data)
{
	return mnl_attr_parse(message, sizeof(struct genlmsghdr), family_attr, data);
}

static int color(const struct nlattr *attr, void *data)
{
	static const char *const names[] = { [RED] = "red", [GREEN] = "green", [BLUE] = "blue" };

	(void)data;
	if (mnl_attr_validate(attr, MNL_TYPE_U8) < 0)
		return MNL_CB_ERROR;
	printf(" %s %u", names[mnl_attr_get_type(attr)], mnl_attr_get_u8(attr));
	return MNL_CB_OK;
}

static int lamp_attr(const struct nlattr *attr, void *data)
{
	(void)data;
	switch (mnl_attr_get_type(attr)) {
	case ID:
		printf("lamp %u", mnl_attr_get_u32(attr));
		break;
	case NAME:
		printf(" %s", mnl_attr_get_str(attr));
		break;
	case BRIGHTNESS:
		printf(" brightness %u", mnl_attr_get_u32(attr));
		break;
	case COLOR:
		return mnl_attr_parse_nested(attr, color, NULL);
	case CHANGES:
		/* As long as the number needs: 32 or 64 bits. */
		printf(" changes %" PRIu64, mnl_attr_get_payload_len(attr) == 8 ?
		       mnl_attr_get_u64(attr) : mnl_attr_get_u32(attr));
		break;
	}
	return MNL_CB_OK;
}

static int lamp(const struct nlmsghdr *message, void *data)
{
	int result = mnl_attr_parse(message, sizeof(struct genlmsghdr), lamp_attr, data);

	putchar('\n');
	return result;
}

static struct nlmsghdr *request(char *room, uint16_t type, uint16_t flags, uint8_t cmd)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(room);
	struct genlmsghdr *header;

	message->nlmsg_type = type;
	message->nlmsg_flags = NLM_F_REQUEST | flags;
	message->nlmsg_seq = time(NULL);
	header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	header->cmd = cmd;
	header->version = 1;
	return message;
}

/* Sends a request and reads messages until it has a reply. */
static void exchange(const struct nlmsghdr *message, mnl_cb_t read, void *data)
{
	char room[MNL_SOCKET_BUFFER_SIZE];
	int result = MNL_CB_OK;

	if (mnl_socket_sendto(sock, message, message->nlmsg_len) < 0)
		fail("send");
	while (result > MNL_CB_STOP) {
		ssize_t len = mnl_socket_recvfrom(sock, room, sizeof(room));

		if (len < 0)
			fail("receive");
		result = mnl_cb_run(room, len, message->nlmsg_seq, portid, read, data);
	}
	if (result < 0)
		fail("the kernel answers");
}

int main(int argc, char **argv)
{
	char room[MNL_SOCKET_BUFFER_SIZE];
	struct nlmsghdr *message;
	uint16_t id = 0;

	sock = mnl_socket_open(NETLINK_GENERIC);
	if (!sock || mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) < 0)
		fail("socket");
	portid = mnl_socket_get_portid(sock);

	message = request(room, GENL_ID_CTRL, NLM_F_ACK, CTRL_CMD_GETFAMILY);
	mnl_attr_put_strz(message, CTRL_ATTR_FAMILY_NAME, "klink-demo");
	exchange(message, family, &id);

	if (argc == 3 && !strcmp(argv[1], "get")) {
		message = request(room, id, NLM_F_ACK, GET);
		mnl_attr_put_u32(message, ID, atoi(argv[2]));
	} else if (argc == 2 && !strcmp(argv[1], "dump")) {
		message = request(room, id, NLM_F_DUMP, GET);
	} else if (argc == 5 && !strcmp(argv[1], "set")) {
		struct nlattr *nest;

		message = request(room, id, NLM_F_ACK, SET);
		mnl_attr_put_u32(message, ID, atoi(argv[2]));
		mnl_attr_put_u32(message, BRIGHTNESS, atoi(argv[3]));
		nest = mnl_attr_nest_start(message, COLOR);
		mnl_attr_put_u8(message, GREEN, atoi(argv[4]));
		mnl_attr_nest_end(message, nest);
	} else {
		fprintf(stderr, "usage: libmnl_demo get ID | dump | set ID BRIGHTNESS GREEN\n");
		return 2;
	}
	exchange(message, lamp, NULL);
	mnl_socket_close(sock);
	return 0;
}
