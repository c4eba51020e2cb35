// SPDX-License-Identifier: GPL-2.0
#include <linux/export.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>

#include "../events/klink_events.h"
#include "shim.h"

static const struct klink_receiver __rcu *receiver;

int klink_events_publish(const struct module *publisher, const char *what, const struct klink_field *fields,
			 unsigned int count)
{
	const struct klink_publication publication = {
		.publisher = publisher ? publisher->name : NULL,
		.what = what,
		.fields = fields,
		.count = count,
	};
	const struct klink_receiver *to;
	int error = -ENODEV;

	if (in_nmi())
		return -EOPNOTSUPP;
	rcu_read_lock();
	to = rcu_dereference(receiver);
	if (to)
		error = to->receive(to->listener, &publication);
	rcu_read_unlock();
	return error;
}
EXPORT_SYMBOL_GPL(klink_events_publish);

/* Sets the receiver from now on. -EBUSY if there is one already. */
int klink_publish_to(const struct klink_receiver *to)
{
	return cmpxchg(&receiver, NULL, RCU_INITIALIZER(to)) ? -EBUSY : 0;
}

/* Removes the receiver; when this returns, the last one is no longer used. */
void klink_publish_end(void)
{
	RCU_INIT_POINTER(receiver, NULL);
	synchronize_rcu();
}
