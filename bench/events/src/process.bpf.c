// SPDX-License-Identifier: GPL-2.0
/*
 * The events of the journal's process sources, from the same tracepoints, written to a BPF ring buffer. The kernel's
 * types contain only members that are read, whose offsets the loader takes from the running kernel's BTF.
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))
#define KERNEL __attribute__((preserve_access_index))
#define MAP_TYPE_ARRAY 2
#define MAP_TYPE_RINGBUF 27
/* BPF_F_RB_OVERWRITE where the oldest events give way; by default the newest find no room. */
#ifndef RING_FLAGS
#define RING_FLAGS 0
#endif

static u64 (*const ktime_get_boot_ns)(void) = (void *)125;
static u32 (*const get_smp_processor_id)(void) = (void *)8;
static long (*const probe_read_kernel)(void *to, u32 size, const void *from) = (void *)113;
static long (*const probe_read_kernel_str)(void *to, u32 size, const void *from) = (void *)115;
static void *(*const map_lookup_elem)(void *map, const void *key) = (void *)1;
static void *(*const ringbuf_reserve)(void *map, u64 size, u64 flags) = (void *)131;
static void (*const ringbuf_submit)(void *data, u64 flags) = (void *)132;

struct kuid {
	u32 val;
} KERNEL;

struct cred {
	struct kuid uid;
} KERNEL;

struct task_struct {
	int pid;
	int tgid;
	int exit_code;
	struct task_struct *real_parent;
	const struct cred *cred;
	char comm[16];
} KERNEL;

struct linux_binprm {
	const char *filename;
} KERNEL;

struct event {
	u64 time;
	u32 kind, cpu;
	u32 pid, tgid, ppid, uid;
	u32 code, last;
	char comm[16];
};

struct exec {
	struct event event;
	char path[256];
};

struct {
	int (*type)[MAP_TYPE_RINGBUF];
	int (*max_entries)[1 << 23];
	int (*map_flags)[RING_FLAGS];
} EVENTS SEC(".maps");

/* The number of events that found no room. */
struct {
	int (*type)[MAP_TYPE_ARRAY];
	int (*max_entries)[1];
	u32 *key;
	u64 *value;
} DROPS SEC(".maps");

static inline __attribute__((always_inline)) void *reserve(u64 size)
{
	u32 zero = 0;
	void *room = ringbuf_reserve(&EVENTS, size, 0);
	u64 *drops;

	if (room)
		return room;
	drops = map_lookup_elem(&DROPS, &zero);
	if (drops)
		__sync_fetch_and_add(drops, 1);
	return 0;
}

static inline __attribute__((always_inline)) void fill(struct event *event, u32 kind, struct task_struct *task)
{
	event->time = ktime_get_boot_ns();
	event->kind = kind;
	event->cpu = get_smp_processor_id();
	event->pid = task->pid;
	event->tgid = task->tgid;
	event->ppid = task->real_parent->tgid;
	event->uid = task->cred->uid.val;
	event->code = task->exit_code;
	event->last = 0;
	probe_read_kernel(event->comm, sizeof(event->comm), task->comm);
}

SEC("tp_btf/sched_process_fork")
int on_fork(u64 *args)
{
	struct event *event = reserve(sizeof(*event));

	if (!event)
		return 0;
	fill(event, 1, (struct task_struct *)args[1]);
	ringbuf_submit(event, 0);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int on_exec(u64 *args)
{
	struct linux_binprm *program = (struct linux_binprm *)args[2];
	struct exec *exec = reserve(sizeof(*exec));

	if (!exec)
		return 0;
	fill(&exec->event, 2, (struct task_struct *)args[0]);
	probe_read_kernel_str(exec->path, sizeof(exec->path), program->filename);
	ringbuf_submit(exec, 0);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int on_exit(u64 *args)
{
	struct event *event = reserve(sizeof(*event));

	if (!event)
		return 0;
	fill(event, 3, (struct task_struct *)args[0]);
	event->last = args[1];
	ringbuf_submit(event, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
