// SPDX-License-Identifier: MIT OR Apache-2.0
/* Many processes without rights, each in a network namespace of its own, that open the protocol and send to the kernel. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netlink.h>

#define PROTOCOL 28
#define PROCESSES 24

static void sends(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	char message[NLMSG_HDRLEN] = { NLMSG_HDRLEN };

	if (setuid(1000) < 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		perror("unshare");
		return;
	}
	for (;;) {
		int fd = socket(AF_NETLINK, SOCK_RAW, PROTOCOL);
		int round;

		for (round = 0; fd >= 0 && round < 100; round++)
			sendto(fd, message, sizeof(message), 0, (struct sockaddr *)&kernel, sizeof(kernel));
		if (fd >= 0)
			close(fd);
		usleep(100);
	}
}

int main(void)
{
	int process;

	for (process = 0; process < PROCESSES; process++)
		if (!fork()) {
			sends();
			return 1;
		}
	return 0;
}
