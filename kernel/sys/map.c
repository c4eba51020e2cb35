// SPDX-License-Identifier: GPL-2.0
#include <linux/anon_inodes.h>
#include <linux/atomic.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>

#include "shim.h"

struct klink_map {
	wait_queue_head_t wait;
	bool closed;
	atomic_t opened;
	void *memory;
	size_t bytes;
	u64 (*look)(void *data);
	void *data;
};

/* An open descriptor, and what there was when it last said that there is something. */
struct opened {
	struct klink_map *map;
	atomic64_t seen;
};

static __poll_t map_poll(struct file *file, struct poll_table_struct *table)
{
	struct opened *opened = file->private_data;
	struct klink_map *map = opened->map;
	__poll_t events = 0;
	u64 now;

	poll_wait(file, &map->wait, table);
	now = map->look(map->data);
	if (atomic64_xchg(&opened->seen, now) != now)
		events |= EPOLLIN | EPOLLRDNORM;
	if (READ_ONCE(map->closed))
		events |= EPOLLHUP;
	return events;
}

/* The file was opened for reading only, so the core refuses a shared mapping for writing, now and later. */
static int map_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct opened *opened = file->private_data;
	struct klink_map *map = opened->map;
	unsigned long size = vma->vm_end - vma->vm_start, at;

	if (!(vma->vm_flags & VM_MAYSHARE) || vma->vm_flags & (VM_WRITE | VM_EXEC))
		return -EACCES;
	if (vma->vm_pgoff || size > PAGE_ALIGN(map->bytes))
		return -EINVAL;
	vm_flags_mod(vma, VM_DONTEXPAND | VM_DONTDUMP, VM_MAYWRITE | VM_MAYEXEC);
	for (at = 0; at < size; at += PAGE_SIZE) {
		int error = vm_insert_page(vma, vma->vm_start + at, vmalloc_to_page(map->memory + at));

		if (error)
			return error;
	}
	return 0;
}

static int map_release(struct inode *inode, struct file *file)
{
	struct opened *opened = file->private_data;

	atomic_dec(&opened->map->opened);
	kfree(opened);
	return 0;
}

/* An open file of these keeps the module, and with it the map; so does each mapping, which has the file. */
static const struct file_operations map_operations = {
	.owner = THIS_MODULE,
	.poll = map_poll,
	.mmap = map_mmap,
	.release = map_release,
};

struct klink_map *klink_map_new(void *memory, size_t bytes, u64 (*look)(void *data), void *data)
{
	struct klink_map *map = kzalloc(sizeof(*map), GFP_KERNEL);

	if (!map)
		return NULL;
	init_waitqueue_head(&map->wait);
	map->memory = memory;
	map->bytes = bytes;
	map->look = look;
	map->data = data;
	return map;
}

void klink_map_free(struct klink_map *map)
{
	kfree(map);
}

void klink_map_wake(struct klink_map *map)
{
	wake_up_interruptible_poll(&map->wait, EPOLLIN | EPOLLRDNORM);
}

void klink_map_close(struct klink_map *map)
{
	WRITE_ONCE(map->closed, true);
	wake_up_interruptible_poll(&map->wait, EPOLLHUP);
}

u32 klink_map_opened(struct klink_map *map)
{
	return atomic_read(&map->opened);
}

/* A number that the running process will have the file under, or an error. */
int klink_map_open(struct klink_map *map, struct file **file)
{
	struct opened *opened;
	int fd;

	if (READ_ONCE(map->closed))
		return -ESHUTDOWN;
	opened = kzalloc(sizeof(*opened), GFP_KERNEL_ACCOUNT);
	if (!opened)
		return -ENOMEM;
	opened->map = map;
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		goto free;
	*file = anon_inode_getfile("[klink]", &map_operations, opened, O_RDONLY | O_CLOEXEC);
	if (!IS_ERR(*file)) {
		atomic_inc(&map->opened);
		return fd;
	}
	put_unused_fd(fd);
	fd = PTR_ERR(*file);
free:
	kfree(opened);
	return fd;
}

void klink_map_publish(int fd, struct file *file)
{
	fd_install(fd, file);
}

void klink_map_abandon(int fd, struct file *file)
{
	put_unused_fd(fd);
	fput(file);
}
