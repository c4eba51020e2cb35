// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Every public function of the crate, reachable from outside with arguments that the optimiser knows nothing about.
//! Only `Debug` is missing, which is for developers.

#![no_std]

use core::ffi::CStr;
use core::fmt::{Display, Formatter, Result as Formatted};
use core::panic::PanicInfo;

use klink_wire::extack::{Ack, Done};
use klink_wire::policy::{AttrType, Policy};
use klink_wire::{align, genl};
use klink_wire::{
    Attr, Attrs, Buffer, Builder, ExtAck, Flags, Group, Header, Malformed, Message, Messages,
    BuildError, Portid, Protocol, Slice,
};

unsafe extern "C" {
    safe fn klink_wire_can_panic() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    klink_wire_can_panic()
}

type Out<'a, 'b> = Builder<'b, Slice<'a>>;
type Written = Result<(), BuildError>;
type Read<T> = Result<T, Malformed>;

macro_rules! every {
    ($($name:ident($($arg:ident: $ty:ty),*) -> $out:ty { $body:expr })*) => {$(
        #[no_mangle]
        pub fn $name<'a, 'b>($($arg: $ty),*) -> $out {
            $body
        }
    )*};
}

every! {
    lib_align(len: usize) -> usize { align(len) }

    portid(n: u32) -> Option<u32> { Portid::new(n).map(|portid| portid.get()) }
    group(n: u32) -> Option<Option<u32>> { Group::new(n).map(|group| group.mask()) }
    protocol(p: Protocol) -> Option<&'static str> { p.name() }

    header_read(bytes: &'a [u8]) -> Read<Header> { Header::read(bytes) }
    header_bytes(header: Header) -> [u8; 16] { header.to_bytes() }
    flags(a: Flags, b: Flags) -> bool { (a | b).contains(b) }
    message_attrs(message: &'b Message<'a>, len: usize) -> Attrs<'a> { message.attrs(len) }
    message_kind(message: &'b Message<'a>) -> u16 { message.kind() }
    messages_next(messages: &'b mut Messages<'a>) -> Option<Read<Message<'a>>> { messages.next() }
    messages_rest(bytes: &'a [u8]) -> &'a [u8] { Messages::new(bytes).rest() }

    attrs_next(attrs: &'b mut Attrs<'a>) -> Option<Read<Attr<'a>>> { attrs.next() }
    attrs_next_word(attrs: &'b mut Attrs<'a>) -> Option<Attr<'a>> { attrs.next_word() }
    attrs_rest(attrs: Attrs<'a>) -> &'a [u8] { attrs.rest() }
    attrs_find(attrs: Attrs<'a>, kind: u16) -> Option<Attr<'a>> { attrs.find(kind) }
    attr_kind(attr: Attr<'a>) -> u16 { attr.kind() }
    attr_raw(attr: Attr<'a>) -> u16 { attr.raw_type() }
    attr_is_nested(attr: Attr<'a>) -> bool { attr.is_nested() }
    attr_payload(attr: Attr<'a>) -> &'a [u8] { attr.payload() }
    attr_nested(attr: Attr<'a>) -> Attrs<'a> { attr.nested() }
    attr_u8(attr: Attr<'a>) -> Read<u8> { attr.u8() }
    attr_u16(attr: Attr<'a>) -> Read<u16> { attr.u16() }
    attr_u32(attr: Attr<'a>) -> Read<u32> { attr.u32() }
    attr_u64(attr: Attr<'a>) -> Read<u64> { attr.u64() }
    attr_i8(attr: Attr<'a>) -> Read<i8> { attr.i8() }
    attr_i16(attr: Attr<'a>) -> Read<i16> { attr.i16() }
    attr_i32(attr: Attr<'a>) -> Read<i32> { attr.i32() }
    attr_i64(attr: Attr<'a>) -> Read<i64> { attr.i64() }
    attr_be16(attr: Attr<'a>) -> Read<u16> { attr.be16() }
    attr_be32(attr: Attr<'a>) -> Read<u32> { attr.be32() }
    attr_be64(attr: Attr<'a>) -> Read<u64> { attr.be64() }
    attr_uint(attr: Attr<'a>) -> Read<u64> { attr.uint() }
    attr_sint(attr: Attr<'a>) -> Read<i64> { attr.sint() }
    attr_str(attr: Attr<'a>) -> Read<&'a str> { attr.str() }
    attr_string(attr: Attr<'a>) -> &'a [u8] { attr.string() }
    attr_cstr(attr: Attr<'a>) -> Read<&'a CStr> { attr.cstr() }

    ack(message: &'b Message<'a>) -> Read<Ack<'a>> { Ack::read(message) }
    done(message: &'b Message<'a>) -> Read<Done<'a>> { Done::read(message) }
    extack_is_empty(extack: &'b ExtAck<'a>) -> bool { extack.is_empty() }
    extack_read(attrs: Attrs<'a>) -> Read<ExtAck<'a>> { ExtAck::read(attrs) }
    policy(attrs: Attrs<'a>) -> Read<Policy> { Policy::read(attrs) }
    policy_kind(kind: AttrType) -> Option<&'static str> { kind.name() }
    genl_read(message: &'b Message<'a>) -> Read<(genl::Header, Attrs<'a>)> { genl::Header::read(message) }
    genl_bytes(header: genl::Header) -> [u8; 4] { header.to_bytes() }

    slice_new(bytes: &'a mut [u8]) -> Slice<'a> { Slice::new(bytes) }
    slice_written(slice: &'b Slice<'a>) -> &'b [u8] { slice.written() }
    slice_used(slice: &'b Slice<'a>) -> usize { slice.used() }
    slice_written_mut(slice: &'b mut Slice<'a>) -> &'b mut [u8] { slice.written_mut() }
    slice_append(slice: &'b mut Slice<'a>, len: usize) -> Result<&'b mut [u8], BuildError> { slice.append(len) }
    slice_truncate(slice: &'b mut Slice<'a>, len: usize) -> () { slice.truncate(len) }

    builder_new(to: &'b mut Slice<'a>, kind: u16, flags: Flags, seq: u32) -> Result<Out<'a, 'b>, BuildError> {
        Builder::new(to, kind, flags, seq)
    }
    builder_claim(to: &mut Out<'a, 'b>, portid: u32) -> () { to.claim(portid) }
    builder_len(to: &Out<'a, 'b>) -> usize { to.len() }
    builder_is_empty(to: &Out<'a, 'b>) -> bool { to.is_empty() }
    builder_raw(to: &mut Out<'a, 'b>, bytes: &[u8]) -> Written { to.raw(bytes) }
    builder_put(to: &mut Out<'a, 'b>, kind: u16, bytes: &[u8]) -> Written { to.put(kind, bytes) }
    builder_u8(to: &mut Out<'a, 'b>, kind: u16, n: u8) -> Written { to.put_u8(kind, n) }
    builder_u16(to: &mut Out<'a, 'b>, kind: u16, n: u16) -> Written { to.put_u16(kind, n) }
    builder_u32(to: &mut Out<'a, 'b>, kind: u16, n: u32) -> Written { to.put_u32(kind, n) }
    builder_u64(to: &mut Out<'a, 'b>, kind: u16, n: u64) -> Written { to.put_u64(kind, n) }
    builder_i8(to: &mut Out<'a, 'b>, kind: u16, n: i8) -> Written { to.put_i8(kind, n) }
    builder_i16(to: &mut Out<'a, 'b>, kind: u16, n: i16) -> Written { to.put_i16(kind, n) }
    builder_i32(to: &mut Out<'a, 'b>, kind: u16, n: i32) -> Written { to.put_i32(kind, n) }
    builder_i64(to: &mut Out<'a, 'b>, kind: u16, n: i64) -> Written { to.put_i64(kind, n) }
    builder_be16(to: &mut Out<'a, 'b>, kind: u16, n: u16) -> Written { to.put_be16(kind, n) }
    builder_be32(to: &mut Out<'a, 'b>, kind: u16, n: u32) -> Written { to.put_be32(kind, n) }
    builder_be64(to: &mut Out<'a, 'b>, kind: u16, n: u64) -> Written { to.put_be64(kind, n) }
    builder_uint(to: &mut Out<'a, 'b>, kind: u16, n: u64) -> Written { to.put_uint(kind, n) }
    builder_sint(to: &mut Out<'a, 'b>, kind: u16, n: i64) -> Written { to.put_sint(kind, n) }
    builder_str(to: &mut Out<'a, 'b>, kind: u16, text: &str) -> Written { to.put_str(kind, text) }
    builder_string(to: &mut Out<'a, 'b>, kind: u16, text: &[u8]) -> Written { to.put_string(kind, text) }
    builder_flag(to: &mut Out<'a, 'b>, kind: u16) -> Written { to.put_flag(kind) }
    builder_reserve(to: &'b mut Out<'a, 'b>, kind: u16, len: usize) -> Result<&'b mut [u8], BuildError> { to.reserve(kind, len) }
    builder_nest(to: &mut Out<'a, 'b>, kind: u16, inner: fn(&mut Out<'a, 'b>) -> Written) -> Written { to.nest(kind, inner) }
    builder_drop(to: Out<'a, 'b>) -> () { drop(to) }
    builder_finish(to: Out<'a, 'b>) -> Written { to.finish() }

    show_malformed(it: &Malformed, f: &mut Formatter<'_>) -> Formatted { Display::fmt(it, f) }
    show_no_room(it: &BuildError, f: &mut Formatter<'_>) -> Formatted { Display::fmt(it, f) }
    show_policy(it: &Policy, f: &mut Formatter<'_>) -> Formatted { Display::fmt(it, f) }
    show_protocol(it: &Protocol, f: &mut Formatter<'_>) -> Formatted { Display::fmt(it, f) }
    show_portid(it: &Portid, f: &mut Formatter<'_>) -> Formatted { Display::fmt(it, f) }
    show_group(it: &Group, f: &mut Formatter<'_>) -> Formatted { Display::fmt(it, f) }
}

// Each of these can panic: if linking succeeded, the test would prove nothing.
#[cfg(index)]
every! { index(bytes: &[u8], at: usize) -> u8 { bytes[at] } }
#[cfg(overflow)]
every! { overflow(a: usize, b: usize) -> usize { a + b } }
#[cfg(format)]
every! { format(it: Option<u32>) -> u32 { it.expect("something") } }
