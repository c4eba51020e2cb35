/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Publishes events to the journal of klink_events.ko, from any module, in any context except NMI:
 *
 *	klink_publish("overheated", klink_text("zone", zone->name), klink_signed("millidegrees", degrees));
 *
 * Programs read them as events of the kind "publish", with the name of the module: klink events --type publish
 */
#ifndef KLINK_EVENTS_H
#define KLINK_EVENTS_H

#include <linux/array_size.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/types.h>

/* The maximum length in bytes of the event's text and of a field's text, and of a field's name, without their NUL. */
#define KLINK_TEXT_MAX 255
#define KLINK_NAME_MAX 31

enum klink_field_kind {
	KLINK_NUMBER = 1,
	KLINK_SIGNED,
	KLINK_TEXT,
};

/* A value with a name, made by the functions below. */
struct klink_field {
	const char *name;
	const char *text;	/* need not end with NUL */
	u64 number;
	u32 len;		/* of the text */
	u32 kind;
};

static inline struct klink_field klink_number(const char *name, u64 number)
{
	return (struct klink_field){ .name = name, .number = number, .kind = KLINK_NUMBER };
}

static inline struct klink_field klink_signed(const char *name, s64 number)
{
	return (struct klink_field){ .name = name, .number = number, .kind = KLINK_SIGNED };
}

static inline struct klink_field klink_text(const char *name, const char *text)
{
	return (struct klink_field){
		.name = name,
		.text = text,
		.len = text ? strnlen(text, KLINK_TEXT_MAX + 1) : 0,
		.kind = KLINK_TEXT,
	};
}

/*
 * Appends an event. Everything is copied. Does not sleep or allocate, and wakes no process. RCU must be watching, which
 * is not the case in an idle CPU's last steps. Returns 0 or, with nothing appended,
 *
 *	-EINVAL		the event's text or a field's name is null or empty, or a field's text is null or contains a NUL
 *	-EMSGSIZE	the event's text or a field's text has more than 255 bytes, a name more than 31, or all together take
 *			more than 1024: 4 for each field, 12 for each number, and for each string, including the module's
 *			name, its length + 5, rounded up to 4
 *	-ENODEV		the administrator has switched this kind of event off
 *	-EOPNOTSUPP	in an NMI
 */
int klink_events_publish(const struct module *publisher, const char *what, const struct klink_field *fields,
			 unsigned int count);

/* Appends an event in this module's name, with the fields one by one. */
#define klink_publish(what, ...) ({								\
	const struct klink_field __fields[] = { __VA_ARGS__ };					\
	klink_events_publish(THIS_MODULE, what, __fields, ARRAY_SIZE(__fields));		\
})

#endif
