/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Definitions that the columns in C share with those in Rust; src/workload.rs has the same numbers. */
#include <arpa/inet.h>
#include <stdint.h>

/* The index of lo, alone in its namespace. */
#define LOOPBACK 1
/* 11.0.0.0 */
#define FIRST_DESTINATION 0x0b000000u
/* 10.0.0.2 */
#define GATEWAY 0x0a000002u
/* The maximum number of requests in one datagram: this many replies fit the default receive buffer. */
#define BATCH 256

/* Sends the next burst to the socket and its port id; returns the number of messages, 0 at the end. */
typedef uint64_t fill_fn(void *filler, int fd, uint32_t portid);
