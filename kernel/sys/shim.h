/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What sys.rs calls and the kernel does not export as a function. Nothing here decides anything: each function is an
 * inline function, a macro or a field of the kernel's under a name that Rust can link to.
 */
#ifndef KLINK_SHIM_H
#define KLINK_SHIM_H

#include <linux/if.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <net/genetlink.h>

/* The data of a datagram that a process sent. Valid only inside the socket's input function. */
struct klink_datagram {
	const u8 *data;
	const struct net *net;
	struct sock *sock;	/* the kernel socket that it was sent to */
	u32 len;
	u32 portid;		/* the sender; 0 is the kernel */
	u32 uid;		/* the sender's, as the initial user namespace numbers it */
	u32 group;		/* the multicast group that it was also sent to; 0 is none */
	u32 protocol;
};

/* The callbacks of a kernel socket; input alone is mandatory. */
struct klink_socket_ops {
	void (*input)(struct sk_buff *skb);
	int (*bind)(struct net *net, int group);
	void (*unbind)(struct net *net, int group);
	u32 groups;
	u32 flags;
};

/* The unused end of a socket buffer. */
struct klink_room {
	u8 *start;
	size_t len;
};

/* A generic netlink request. Valid inside the operation's callback only. */
struct klink_request {
	const struct genl_family *family;
	struct nlattr **attrs;	/* by type; null if the operation takes none */
	const struct net *net;
	struct netlink_ext_ack *extack;
	const u8 *message;
	u32 message_len;
	u32 seq;
	u32 portid;
};

/* The ids of a thread in the initial namespaces, and what it belongs to; 0 is unknown. */
struct klink_task {
	u32 pid;
	u32 tgid;
	u32 ppid;
	u32 uid;
	u64 cgroup;
	u64 start;		/* of its process, in nanoseconds since boot */
	u32 pidns;
	u32 netns;
	u32 userns;
	u8 comm[TASK_COMM_LEN];
};

/* A network device, as a notifier call is about it. */
struct klink_device {
	u32 index;
	u32 flags;
	u32 mtu;
	u8 name[IFNAMSIZ];
};

/* An address of a network device, as a notifier call is about it. */
struct klink_address {
	u32 index;
	u32 prefix;
	u32 len;		/* 4 or 16 */
	u8 bytes[16];
	u8 name[IFNAMSIZ];
};

/* The ends of a TCP socket. */
struct klink_tcp {
	u32 netns;
	u32 len;		/* of each address: 4 or 16 */
	u16 local_port;
	u16 remote_port;
	u8 local[16];
	u8 remote[16];
};

struct klink_field;

/* An event that a module publishes. Nothing about it has been checked. */
struct klink_publication {
	const char *publisher;	/* null where it gave no module */
	const char *what;
	const struct klink_field *fields;
	u32 count;
};

/* The receiver of published events. */
struct klink_receiver {
	int (*receive)(void *listener, const struct klink_publication *publication);
	void *listener;
};

struct file;
struct klink_deferred;
struct klink_map;
struct linux_binprm;
struct tracepoint;

u32 klink_net_inode(const struct net *net);

void klink_datagram(struct sk_buff *skb, struct klink_datagram *datagram);
bool klink_datagram_capable(const struct sk_buff *skb, int capability);
void klink_datagram_ack(struct sk_buff *skb, size_t offset, int error, const struct netlink_ext_ack *extack);

struct sock *klink_socket_create(struct net *net, int protocol, struct module *owner,
				 const struct klink_socket_ops *ops);
int klink_socket_broadcast(struct sock *from, struct sk_buff *skb, u32 except, u32 group, bool atomic);

bool klink_socket_is_owned(int protocol, struct module *owner);
void klink_socket_close(struct sock *sk);

int klink_pernet_register(int (*init)(struct net *net), void (*exit)(struct net *net));
void klink_pernet_unregister(void);
struct sock **klink_pernet_sock(struct net *net);

struct sk_buff *klink_skb_new(size_t payload, bool atomic, struct klink_room *room);
void klink_skb_free(struct sk_buff *skb);
void klink_skb_room(struct sk_buff *skb, struct klink_room *room);
void klink_skb_put(struct sk_buff *skb, size_t len);

int klink_family_register(struct genl_family *family, struct module *owner, bool netns);
bool klink_family_has_listeners(const struct genl_family *family, struct net *net, unsigned int group);
int klink_family_multicast(const struct genl_family *family, struct net *net, struct sk_buff *skb,
			   unsigned int group, bool atomic);
void klink_family_notify(const struct genl_family *family, struct sk_buff *skb, struct genl_info *info,
			 unsigned int group);

void klink_request(const struct genl_info *info, struct klink_request *request);
int klink_request_reply(struct genl_info *info, struct sk_buff *skb);

void klink_dump_request(struct netlink_callback *cb, struct klink_request *request);
void *klink_dump_cursor(struct netlink_callback *cb);
u16 klink_dump_flags(const struct netlink_callback *cb);
bool klink_dump_changed(struct netlink_callback *cb, u32 generation);
void klink_dump_report(struct netlink_callback *cb);

int klink_log_permit(void);

bool klink_may_sleep(void);
bool klink_may_send(void);
bool klink_is_within_module(const void *place, const struct module *module);
bool klink_is_held(struct module *module);

u32 klink_cpu(void);
bool klink_is_available(size_t bytes);
void *klink_memory_new(size_t bytes);
void klink_memory_free(void *memory);
raw_spinlock_t *klink_lock_new(void);
void klink_lock_free(raw_spinlock_t *lock);
unsigned long klink_lock(raw_spinlock_t *lock);
void klink_unlock(raw_spinlock_t *lock, unsigned long flags);
struct klink_deferred *klink_deferred_new(u64 pause, u32 burst, void (*run)(void *data), void *data);
void klink_deferred_stop(struct klink_deferred *deferred);
void klink_deferred_free(struct klink_deferred *deferred);
void klink_deferred_queue(struct klink_deferred *deferred);

struct klink_map *klink_map_new(void *memory, size_t bytes, u64 (*look)(void *data), void *data);
void klink_map_free(struct klink_map *map);
void klink_map_wake(struct klink_map *map);
void klink_map_close(struct klink_map *map);
u32 klink_map_opened(struct klink_map *map);
int klink_map_open(struct klink_map *map, struct file **file);
void klink_map_publish(int fd, struct file *file);
void klink_map_abandon(int fd, struct file *file);

struct tracepoint *klink_tracepoint_find(const char *name);
void klink_tracepoint_synchronize(void);
const struct task_struct *klink_current(void);
void klink_task(const struct task_struct *task, bool is_new, struct klink_task *ids);
bool klink_task_in_init_pid_ns(const struct task_struct *task);
u32 klink_task_exit_code(const struct task_struct *task);
const char *klink_program_name(const struct linux_binprm *program);
size_t klink_program_args(u8 *to, size_t max, bool *cut);

int klink_devices_register(struct notifier_block *block);
int klink_devices_unregister(struct notifier_block *block);
void klink_device(void *notice, struct klink_device *device);
bool klink_address4(void *notice, struct klink_address *address);
bool klink_address6(void *notice, struct klink_address *address);
const char *klink_module_name(void *notice);
bool klink_tcp(const struct sock *sock, struct klink_tcp *tcp);

int klink_publish_to(const struct klink_receiver *to);
void klink_publish_end(void);

#endif
