// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Checks that the builder writes the same bytes as the model, and that they are read back unchanged.

use crate::model::{message, messages, tree, Model, Tree};
use klink_wire::{
    Attr, Attrs, Buffer, BuildError, Builder, Flags, Header, Malformed, Messages, Slice,
};
use proptest::prelude::*;

fn datagram(messages: &[Model]) -> Vec<u8> {
    messages.iter().flat_map(Model::bytes).collect()
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(messages in messages()) {
        let expected = datagram(&messages);
        let mut room = vec![0xaa; expected.len()];
        let mut slice = Slice::new(&mut room);
        for message in &messages {
            prop_assert_eq!(message.write(&mut slice), Ok(()));
        }
        prop_assert_eq!(slice.written(), &expected[..]);

        let mut read = Messages::new(slice.written());
        for message in &messages {
            let got = read.next().unwrap().unwrap();
            prop_assert_eq!(got.header.kind, message.kind);
            prop_assert_eq!(got.header.flags, Flags(message.flags));
            prop_assert_eq!(got.header.seq, message.seq);
            prop_assert_eq!(&got.payload[..message.fixed.len()], &message.fixed[..]);
            prop_assert_eq!(Tree::read(got.attrs(message.fixed.len())), message.attrs.clone());
        }
        prop_assert_eq!(read.next(), None);
    }

    #[test]
    fn a_buffer_of_any_size_holds_whole_messages_only(messages in messages()) {
        let bytes = datagram(&messages);
        for size in 0..=bytes.len() {
            let mut room = vec![0xaa; size];
            let mut slice = Slice::new(&mut room);
            let mut whole = 0;
            for message in &messages {
                let len = message.bytes().len();
                let written = message.write(&mut slice);
                if whole + len > size {
                    prop_assert_eq!(written, Err(BuildError::Full));
                    break;
                }
                prop_assert_eq!(written, Ok(()));
                whole += len;
            }
            prop_assert_eq!(slice.written(), &bytes[..whole]);
        }
    }

    #[test]
    fn what_does_not_fit_leaves_the_message_as_it_was(
        message in message(), extra in tree(), before in 0usize..4,
    ) {
        let bytes = message.bytes();
        for size in 0..bytes.len() + 64 {
            let mut room = vec![0xaa; before + size];
            let mut slice = Slice::new(&mut room);
            slice.append(before).unwrap().fill(0);
            let Ok(mut builder) = Builder::new(&mut slice, message.kind, Flags::NONE, 0) else {
                prop_assert_eq!(slice.written().len(), before);
                continue;
            };
            if builder.raw(&message.fixed).is_ok() {
                for tree in message.attrs.iter().chain([&extra]) {
                    let len = builder.len();
                    if tree.write(&mut builder).is_err() {
                        prop_assert_eq!(builder.len(), len);
                    }
                }
            }
            drop(builder);
            prop_assert_eq!(slice.written().len(), before);
        }
    }

    #[test]
    fn numbers_at_any_width_and_byte_order(value in any::<u64>(), kind in 0..0x4000u16) {
        let mut room = [0; 256];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 0, Flags::NONE, 0).unwrap();
        message.put_u8(kind, value as u8).unwrap();
        message.put_u16(kind, value as u16).unwrap();
        message.put_u32(kind, value as u32).unwrap();
        message.put_u64(kind, value).unwrap();
        message.put_i8(kind, value as i8).unwrap();
        message.put_i16(kind, value as i16).unwrap();
        message.put_i32(kind, value as i32).unwrap();
        message.put_i64(kind, value as i64).unwrap();
        message.put_be16(kind, value as u16).unwrap();
        message.put_be32(kind, value as u32).unwrap();
        message.put_be64(kind, value).unwrap();
        message.put_uint(kind, value).unwrap();
        message.put_uint(kind, value >> 32).unwrap();
        message.put_sint(kind, value as i64).unwrap();
        message.put_sint(kind, (value as i64) >> 32).unwrap();
        message.finish().unwrap();

        let mut attrs = Attrs::new(&slice.written()[Header::LEN..]);
        let mut next = || attrs.next().unwrap().unwrap();
        prop_assert_eq!(next().u8(), Ok(value as u8));
        prop_assert_eq!(next().u16(), Ok(value as u16));
        prop_assert_eq!(next().u32(), Ok(value as u32));
        prop_assert_eq!(next().u64(), Ok(value));
        prop_assert_eq!(next().i8(), Ok(value as i8));
        prop_assert_eq!(next().i16(), Ok(value as i16));
        prop_assert_eq!(next().i32(), Ok(value as i32));
        prop_assert_eq!(next().i64(), Ok(value as i64));
        prop_assert_eq!(network_order(next(), Attr::be16), Ok((value as u16).into()));
        prop_assert_eq!(network_order(next(), Attr::be32), Ok((value as u32).into()));
        prop_assert_eq!(network_order(next(), Attr::be64), Ok(value));
        prop_assert_eq!(next().uint(), Ok(value));
        let small = next();
        prop_assert_eq!((small.uint(), small.payload().len()), (Ok(value >> 32), 4));
        prop_assert_eq!(next().sint(), Ok(value as i64));
        let small = next();
        prop_assert_eq!((small.sint(), small.payload().len()), (Ok((value as i64) >> 32), 4));
        prop_assert_eq!(attrs.next(), None);
    }

    #[test]
    fn strings(value in any::<String>()) {
        let mut room = vec![0; value.len() + 64];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 0, Flags::NONE, 0).unwrap();
        let put = message.put_str(1, &value);
        if value.contains('\0') {
            prop_assert_eq!(put, Err(BuildError::Nul));
            return Ok(());
        }
        message.finish().unwrap();
        let attr = Attrs::new(&slice.written()[Header::LEN..]).find(1).unwrap();
        prop_assert_eq!(attr.str(), Ok(&value[..]));
        prop_assert_eq!(attr.string(), value.as_bytes());
        prop_assert_eq!(attr.cstr().unwrap().to_bytes(), value.as_bytes());
    }
}

#[test]
fn raw_bytes_inside_a_nest_are_padded_inside() {
    let mut room = [0xaa; 64];
    let mut slice = Slice::new(&mut room);
    let mut message = Builder::new(&mut slice, 0, Flags::NONE, 0).unwrap();
    let nested: Result<(), BuildError> = message.nest(1, |inner| inner.raw(b"abc"));
    assert_eq!(nested, Ok(()));
    message.put_flag(2).unwrap();
    message.finish().unwrap();
    let attrs = Attrs::new(&slice.written()[Header::LEN..]);
    assert_eq!(attrs.find(1).map(Attr::payload), Some(&b"abc\0"[..]));
    assert!(attrs.find(2).is_some());
}

/// The number that `read` finds, if the payload's bytes are that number with the highest byte first.
fn network_order<'a, N: Into<u64>>(
    attr: Attr<'a>,
    read: impl Fn(Attr<'a>) -> Result<N, Malformed>,
) -> Result<u64, Malformed> {
    let number = read(attr)?.into();
    let bytes = attr
        .payload()
        .iter()
        .fold(0, |n, &byte| (n << 8) | u64::from(byte));
    assert_eq!(number, bytes);
    Ok(number)
}
