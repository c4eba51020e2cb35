// SPDX-License-Identifier: GPL-2.0
#include <linux/binfmts.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "shim.h"

const char *klink_program_name(const struct linux_binprm *program)
{
	return program->filename;
}

/*
 * Copies the arguments of the running process, of which exec has just written them, and returns how many bytes it has
 * copied: fewer than there are if it says so in cut. It does not sleep: what is not in memory ends the copy, and what
 * follows the returned bytes has no meaning. No other thread has this memory yet, so the ends need no lock.
 */
size_t klink_program_args(u8 *to, size_t max, bool *cut)
{
	const struct mm_struct *mm = current->mm;
	unsigned long from, end;
	size_t len, part, done = 0;

	*cut = true;
	if (!mm || mm->arg_end < mm->arg_start)
		return 0;
	from = mm->arg_start;
	end = mm->arg_end;
	len = min(end - from, max);
	while (done < len) {
		part = min(len - done, PAGE_SIZE - offset_in_page(from + done));
		if (copy_from_user_nofault(to + done, (const void __user *)(from + done), part))
			break;
		done += part;
	}
	*cut = from + done != end;
	return done;
}
