#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Loads the module again and again while processes send. The guest stops with the kernel's BUG, or this ends.
/job/send
sleep 1
for load in $(seq 100); do
	echo "load $load"
	insmod /job/create.ko
	sleep 0.1
	until rmmod create 2>/dev/null; do
		:
	done
done
