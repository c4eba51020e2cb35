// SPDX-License-Identifier: MIT OR Apache-2.0
/* Joins a group, as any process may. */
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netlink.h>

int main(void)
{
	int fd, group = 1;

	if (setuid(1000) < 0) {
		perror("setuid");
		return 1;
	}
	fd = socket(AF_NETLINK, SOCK_RAW, 28);
	if (fd < 0 || setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) < 0) {
		perror("join");
		return 1;
	}
	puts("joined");
	return 0;
}
