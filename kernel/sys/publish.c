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

/* Who receives from now on; null for nobody. When this returns, nobody uses the one before any more. */
void klink_publish_to(const struct klink_receiver *to)
{
	rcu_assign_pointer(receiver, to);
	synchronize_rcu();
}
