// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>

#include "shim.h"

/* Whether sleeping is allowed here, which a kernel knows that counts preemption. */
bool klink_may_sleep(void)
{
	BUILD_BUG_ON(!IS_ENABLED(CONFIG_PREEMPT_COUNT));
	return preemptible() && !rcu_preempt_depth();
}

/* Whether a message may be sent here. On real-time kernels, what that takes are locks that sleep. */
bool klink_may_send(void)
{
	if (in_hardirq() || in_nmi() || irqs_disabled())
		return false;
	return !IS_ENABLED(CONFIG_PREEMPT_RT) || preemptible();
}

bool klink_is_within_module(const void *place, const struct module *module)
{
	return within_module_mem_type((unsigned long)place, module, MOD_DATA);
}

/* Whether anything but its init keeps a module that is being loaded. */
bool klink_is_held(struct module *module)
{
	return module_refcount(module) > 1;
}
