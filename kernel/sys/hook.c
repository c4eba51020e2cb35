// SPDX-License-Identifier: GPL-2.0
#include <linux/atomic.h>
#include <linux/binfmts.h>
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/hrtimer.h>
#include <linux/inetdevice.h>
#include <linux/irq_work.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include <net/if_inet6.h>
#include <net/net_namespace.h>

#include "shim.h"

u32 klink_cpu(void)
{
	return raw_smp_processor_id();
}

/* Whether this many bytes are available, with an eighth of the available memory left to others. */
bool klink_is_available(size_t bytes)
{
	unsigned long pages = si_mem_available();

	return PFN_UP(bytes) <= pages - pages / 8;
}

/*
 * Memory of zeros, or null. The kernel kills no process to get it, also where what was available is gone meanwhile.
 */
void *klink_memory_new(size_t bytes)
{
	return vmalloc_huge(bytes, GFP_KERNEL | __GFP_ZERO | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);
}

void klink_memory_free(void *memory)
{
	vfree(memory);
}

raw_spinlock_t *klink_lock_new(void)
{
	raw_spinlock_t *lock = kmalloc(sizeof(*lock), GFP_KERNEL);

	if (lock)
		raw_spin_lock_init(lock);
	return lock;
}

void klink_lock_free(raw_spinlock_t *lock)
{
	kfree(lock);
}

unsigned long klink_lock(raw_spinlock_t *lock)
{
	unsigned long flags;

	raw_spin_lock_irqsave(lock, flags);
	return flags;
}

void klink_unlock(raw_spinlock_t *lock, unsigned long flags)
{
	raw_spin_unlock_irqrestore(lock, flags);
}

struct klink_deferred {
	struct irq_work irq;
	struct work_struct work;
	struct hrtimer timer;
	ktime_t pause;
	/* How much before `next` it may run. */
	ktime_t early;
	bool at_once;
	/* When it is due. Written while it is read, and 32 bits at a time on some processors if it were a ktime_t. */
	atomic64_t next;
	void (*run)(void *data);
	void *data;
};

static void deferred_run(struct klink_deferred *deferred)
{
	ktime_t now = ktime_get(), next = atomic64_read(&deferred->next);

	atomic64_set(&deferred->next, ktime_add(max(now, next), deferred->pause));
	deferred->run(deferred->data);
}

static void deferred_work(struct work_struct *work)
{
	deferred_run(container_of(work, struct klink_deferred, work));
}

static enum hrtimer_restart deferred_timer(struct hrtimer *timer)
{
	deferred_run(container_of(timer, struct klink_deferred, timer));
	return HRTIMER_NORESTART;
}

/*
 * In a hard interrupt; on real-time kernels in a thread, since it is not IRQ_WORK_HARD_IRQ: waking processes takes a lock
 * that sleeps there.
 */
static void deferred_irq(struct irq_work *irq)
{
	struct klink_deferred *deferred = container_of(irq, struct klink_deferred, irq);
	ktime_t earliest = ktime_sub(atomic64_read(&deferred->next), deferred->early);

	if (ktime_before(ktime_get(), earliest))
		hrtimer_start(&deferred->timer, earliest, HRTIMER_MODE_ABS_SOFT);
	else if (deferred->at_once)
		deferred_run(deferred);
	else
		queue_work(system_bh_wq, &deferred->work);
}

/* With a burst it runs in the interrupt itself, and after a quiet time so often without a pause. */
struct klink_deferred *klink_deferred_new(u64 pause, u32 burst, void (*run)(void *data), void *data)
{
	struct klink_deferred *deferred = kmalloc(sizeof(*deferred), GFP_KERNEL);

	if (!deferred)
		return NULL;
	init_irq_work(&deferred->irq, deferred_irq);
	INIT_WORK(&deferred->work, deferred_work);
	hrtimer_setup(&deferred->timer, deferred_timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_SOFT);
	/* A burst of them is half of what there is, so that the sum with now is no more than that. */
	deferred->pause = ns_to_ktime(min_t(u64, pause, div_u64(KTIME_MAX / 2, max(burst, 1U))));
	deferred->early = deferred->pause * (max(burst, 1U) - 1);
	deferred->at_once = burst;
	atomic64_set(&deferred->next, 0);
	deferred->run = run;
	deferred->data = data;
	return deferred;
}

/* It cannot be queued any more. */
void klink_deferred_stop(struct klink_deferred *deferred)
{
	irq_work_sync(&deferred->irq);
	hrtimer_cancel(&deferred->timer);
	cancel_work_sync(&deferred->work);
}

void klink_deferred_free(struct klink_deferred *deferred)
{
	kfree(deferred);
}

void klink_deferred_queue(struct klink_deferred *deferred)
{
	irq_work_queue(&deferred->irq);
}

struct search {
	const char *name;
	struct tracepoint *found;
};

static void compare(struct tracepoint *point, void *data)
{
	struct search *search = data;

	if (!strcmp(point->name, search->name))
		search->found = point;
}

struct tracepoint *klink_tracepoint_find(const char *name)
{
	struct search search = { .name = name };

	for_each_kernel_tracepoint(compare, &search);
	return search.found;
}

void klink_tracepoint_synchronize(void)
{
	tracepoint_synchronize_unregister();
}

const struct task_struct *klink_current(void)
{
	return current;
}

/*
 * What task_ppid_nr(), from_kuid() and others give for the initial namespaces, where most of what they do is not needed.
 * A thread's nsproxy is freed as soon as it has another one: only the thread itself may look, or who makes it.
 */
void klink_task(const struct task_struct *task, bool is_new, struct klink_task *ids)
{
	const struct nsproxy *own = is_new || task == current ? task->nsproxy : NULL;
	const struct cred *cred;
	struct pid *pid;

	ids->pid = task->pid;
	ids->tgid = task->tgid;
	ids->netns = own ? own->net_ns->ns.inum : 0;
	rcu_read_lock();
	pid = READ_ONCE(task->thread_pid);
	if (pid) {
		ids->ppid = rcu_dereference(task->real_parent)->tgid;
		ids->start = task->group_leader->start_boottime;
		ids->pidns = ns_of_pid(pid)->ns.inum;
	} else {
		ids->ppid = 0;
		ids->start = 0;
		ids->pidns = 0;
	}
	cred = __task_cred(task);
	ids->uid = __kuid_val(cred->uid);
	ids->userns = cred->user_ns->ns.inum;
#ifdef CONFIG_CGROUPS
	ids->cgroup = cgroup_id(task_dfl_cgroup((struct task_struct *)task));
#else
	ids->cgroup = 0;
#endif
	rcu_read_unlock();
	memcpy(ids->comm, task->comm, sizeof(ids->comm));
}

bool klink_task_in_init_pid_ns(const struct task_struct *task)
{
	bool in;

	rcu_read_lock();
	in = task_is_in_init_pid_ns((struct task_struct *)task);
	rcu_read_unlock();
	return in;
}

u32 klink_task_exit_code(const struct task_struct *task)
{
	return task->exit_code;
}

int klink_devices_register(struct notifier_block *block)
{
	return register_netdevice_notifier_net(&init_net, block);
}

int klink_devices_unregister(struct notifier_block *block)
{
	return unregister_netdevice_notifier_net(&init_net, block);
}

void klink_device(void *notice, struct klink_device *device)
{
	const struct net_device *from = netdev_notifier_info_to_dev(notice);

	*device = (struct klink_device){
		.index = from->ifindex,
		.flags = from->flags,
		.mtu = from->mtu,
	};
	strscpy(device->name, from->name, sizeof(device->name));
}

static bool address(const struct net_device *device, const void *bytes, u32 len, u32 prefix,
		    struct klink_address *address)
{
	if (!net_eq(dev_net(device), &init_net))
		return false;
	*address = (struct klink_address){
		.index = device->ifindex,
		.prefix = prefix,
		.len = len,
	};
	memcpy(address->bytes, bytes, len);
	strscpy(address->name, device->name, sizeof(address->name));
	return true;
}

/* Whether it is in the initial network namespace; otherwise nothing is written. */
bool klink_address4(void *notice, struct klink_address *to)
{
	const struct in_ifaddr *from = notice;

	return address(from->ifa_dev->dev, &from->ifa_local, sizeof(from->ifa_local), from->ifa_prefixlen, to);
}

bool klink_address6(void *notice, struct klink_address *to)
{
	const struct inet6_ifaddr *from = notice;

	return address(from->idev->dev, &from->addr, sizeof(from->addr), from->prefix_len, to);
}

const char *klink_module_name(void *notice)
{
	return ((const struct module *)notice)->name;
}
