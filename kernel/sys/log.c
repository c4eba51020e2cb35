// SPDX-License-Identifier: GPL-2.0
#include <linux/cred.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>

#include "shim.h"

/* How log lines name a namespace, as ls -l /proc/self/ns/net does. */
u32 klink_net_inode(const struct net *net)
{
	return net->ns.inum;
}

/* How many lines a user causes in so many jiffies, and how many users have a budget of their own at a time. */
#define LINES 20
#define PERIOD (5 * HZ)
#define USERS 8

struct budget {
	u64 begin;	/* in jiffies */
	u32 uid;
	u32 used;
	int refused;	/* since a line was logged, also of who had this budget before */
};

static DEFINE_RAW_SPINLOCK(budgets);
static struct budget of_root, of_users[USERS], of_others;

static bool is_over(const struct budget *budget, u64 now)
{
	return !budget->used || now - budget->begin >= PERIOD;
}

/*
 * The budget of the running process. A process in a user namespace that an ordinary user has made counts as that user,
 * who would otherwise have as many budgets as subordinate ids. A budget whose time is over is free for another user.
 * Root and the first users never share a budget, so no other user can hide the lines that they cause.
 */
static struct budget *budget_of_current(u64 now)
{
	kuid_t uid = current_uid();
	struct budget *budget, *free = NULL;

	if (!in_task() || current->flags & PF_KTHREAD)
		return &of_others;
	for (const struct user_namespace *ns = current_user_ns(); ns->parent; ns = ns->parent)
		if (!uid_eq(ns->owner, GLOBAL_ROOT_UID))
			uid = ns->owner;
	if (uid_eq(uid, GLOBAL_ROOT_UID))
		return &of_root;
	for (budget = of_users; budget < of_users + USERS; budget++) {
		if (budget->uid == __kuid_val(uid))
			return budget;
		if (!free && is_over(budget, now))
			free = budget;
	}
	if (!free)
		return &of_others;
	free->uid = __kuid_val(uid);
	return free;
}

/* Whether one more line may be logged now: -1 for no, otherwise how many of its budget were refused since the last yes. */
int klink_log_permit(void)
{
	u64 now = get_jiffies_64();
	struct budget *budget;
	unsigned long flags;
	int permit = -1;

	raw_spin_lock_irqsave(&budgets, flags);
	budget = budget_of_current(now);
	if (is_over(budget, now)) {
		budget->begin = now;
		budget->used = 0;
	}
	if (budget->used < LINES) {
		budget->used++;
		permit = budget->refused;
		budget->refused = 0;
	} else if (budget->refused < INT_MAX) {
		budget->refused++;
	}
	raw_spin_unlock_irqrestore(&budgets, flags);
	return permit;
}
