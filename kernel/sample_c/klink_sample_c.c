// SPDX-License-Identifier: GPL-2.0
/*
 * klink_sample_c.ko: publishes to the journal of klink_events.ko, which is loaded first: a tick per period, from a
 * timer, which means in interrupt context.
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

#include "klink_events.h"

static unsigned int period = 1000;
module_param(period, uint, 0);
MODULE_PARM_DESC(period, "Milliseconds from one tick to the next");

static u64 ticks;

static void tick(struct timer_list *timer)
{
	klink_publish("tick", klink_number("count", ++ticks), klink_text("language", "C"));
	mod_timer(timer, jiffies + msecs_to_jiffies(period));
}

static DEFINE_TIMER(timer, tick);

static int __init sample_init(void)
{
	int error = klink_publish("loaded");

	if (!error)
		mod_timer(&timer, jiffies);
	return error;
}

static void __exit sample_exit(void)
{
	timer_shutdown_sync(&timer);
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("Publishes to klink_events");
MODULE_LICENSE("GPL");
