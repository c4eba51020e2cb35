// SPDX-License-Identifier: GPL-2.0
/*
 * Never linked: Kbuild compiles it to assembly and takes the quoted lines out as sys/layout.rs. Sizes and offsets in
 * it are those of this kernel's C compiler; the macro c_struct! in sys.rs compares each with rustc's. A field that is
 * missing on either side does not compile.
 */
#include "shim.h"

#define RUST(text, ...) asm volatile("\n.ascii \"->" text "\"" : : __VA_ARGS__)

#define BEGIN(s) RUST("pub(crate) mod " #s " %{ pub(crate) const SIZE: usize = %c0;", "i"(sizeof(struct s)))
#define FIELD(s, f) \
	RUST("pub(crate) const " #f ": [usize; 2] = [%c0, %c1];", "i"(offsetof(struct s, f)), \
	     "i"(sizeof_field(struct s, f)))
#define END() asm volatile("\n.ascii \"->}\"")

void klink_layout(void);
void klink_layout(void)
{
	BEGIN(klink_datagram);
	FIELD(klink_datagram, data);
	FIELD(klink_datagram, net);
	FIELD(klink_datagram, sock);
	FIELD(klink_datagram, len);
	FIELD(klink_datagram, portid);
	FIELD(klink_datagram, uid);
	FIELD(klink_datagram, group);
	FIELD(klink_datagram, protocol);
	END();

	BEGIN(klink_socket_ops);
	FIELD(klink_socket_ops, input);
	FIELD(klink_socket_ops, bind);
	FIELD(klink_socket_ops, unbind);
	FIELD(klink_socket_ops, groups);
	FIELD(klink_socket_ops, flags);
	END();

	BEGIN(klink_room);
	FIELD(klink_room, start);
	FIELD(klink_room, len);
	END();
}
