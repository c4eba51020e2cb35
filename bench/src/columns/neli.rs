// SPDX-License-Identifier: MIT OR Apache-2.0

//! neli's `NlSocketHandle`: its `NlRouter` does the same with a second thread and more work per message.

use std::os::fd::AsRawFd;

use neli::consts::nl::{NlTypeWrapper, NlmF, Nlmsg};
use neli::consts::rtnl::{Ifla, RtAddrFamily, RtScope, RtTable, Rta, Rtm, Rtn, Rtprot};
use neli::consts::socket::NlFamily;
use neli::nl::{NlPayload, Nlmsghdr, NlmsghdrBuilder};
use neli::rtnl::{Ifinfomsg, IfinfomsgBuilder, RtattrBuilder, Rtmsg, RtmsgBuilder};
use neli::socket::synchronous::NlSocketHandle;
use neli::types::{Buffer, RtBuffer};
use neli::utils::Groups;

use crate::column::{self, Column, GATEWAY, LOOPBACK};
use crate::fill::Fill;

pub fn column() -> Column {
    Column {
        name: "neli",
        dump: Some(dump),
        getlink: Some(getlink),
        drain: Some(drain),
        insert: Some(insert),
    }
}

fn dump(dumps: u64) -> u64 {
    let socket = open(NlFamily::Route);
    let mut sum = 0;
    for seq in 1..=dumps {
        let payload = rtmsg().build().unwrap();
        send(&socket, Rtm::Getroute, NlmF::DUMP, seq, payload);
        let mut done = false;
        while !done {
            let (messages, _) = socket.recv::<NlTypeWrapper, Rtmsg>().unwrap();
            for message in messages {
                let message = message.unwrap();
                match message.nl_type() {
                    NlTypeWrapper::Rtm(Rtm::Newroute) => {
                        sum += route(message.get_payload().unwrap())
                    }
                    NlTypeWrapper::Nlmsg(Nlmsg::Done) => done = true,
                    other => panic!("{other:?}"),
                }
            }
        }
    }
    sum
}

fn route(message: &Rtmsg) -> u64 {
    let (mut dst, mut gateway, mut oif, mut table) = ([0; 4], [0; 4], 0, 0);
    for attribute in message.rtattrs().iter() {
        match attribute.rta_type() {
            Rta::Dst => dst = bytes(attribute.rta_payload()),
            Rta::Gateway => gateway = bytes(attribute.rta_payload()),
            Rta::Oif => oif = u32::from_ne_bytes(bytes(attribute.rta_payload())),
            Rta::Table => table = u32::from_ne_bytes(bytes(attribute.rta_payload())),
            _ => {}
        }
    }
    column::route(dst, gateway, oif, table)
}

fn bytes(payload: &Buffer) -> [u8; 4] {
    payload.as_ref().try_into().unwrap()
}

fn getlink(trips: u64) -> u64 {
    let socket = open(NlFamily::Route);
    let mut sum = 0;
    for seq in 1..=trips {
        let payload = IfinfomsgBuilder::default()
            .ifi_family(RtAddrFamily::Unspecified)
            .ifi_index(LOOPBACK as i32)
            .build()
            .unwrap();
        send(&socket, Rtm::Getlink, NlmF::empty(), seq, payload);
        let (messages, _) = socket.recv::<Rtm, Ifinfomsg>().unwrap();
        for message in messages {
            let message = message.unwrap();
            let attributes = message.get_payload().unwrap().rtattrs().get_attr_handle();
            let mtu = attributes.get_attr_payload_as::<u32>(Ifla::Mtu).unwrap();
            let name = attributes
                .get_attr_payload_as_with_len::<String>(Ifla::Ifname)
                .unwrap();
            sum += column::link(mtu, &name);
        }
    }
    sum
}

fn drain(fill: &mut Fill) -> u64 {
    let socket = open(NlFamily::Usersock);
    let mut sum = 0;
    while let Some(mut messages) = fill.burst(socket.as_raw_fd(), socket.pid()) {
        while messages > 0 {
            let (received, _) = socket.recv::<u16, Buffer>().unwrap();
            for message in received {
                let message = message.unwrap();
                let payload = message.get_payload().unwrap().as_ref();
                sum += u64::from(u32::from_ne_bytes(payload[..4].try_into().unwrap()));
                messages -= 1;
            }
        }
    }
    sum
}

/// One by one: neli sends one message per datagram.
fn insert(routes: u64) {
    let socket = open(NlFamily::Route);
    for number in 0..routes {
        let destination = column::destination(number).octets();
        let attributes = [
            RtattrBuilder::default()
                .rta_type(Rta::Dst)
                .rta_payload(destination)
                .build()
                .unwrap(),
            RtattrBuilder::default()
                .rta_type(Rta::Gateway)
                .rta_payload(GATEWAY.octets())
                .build()
                .unwrap(),
            RtattrBuilder::default()
                .rta_type(Rta::Oif)
                .rta_payload(LOOPBACK)
                .build()
                .unwrap(),
        ];
        let payload = rtmsg()
            .rtm_dst_len(32)
            .rtm_table(RtTable::Main)
            .rtm_protocol(Rtprot::Static)
            .rtm_type(Rtn::Unicast)
            .rtattrs(attributes.into_iter().collect::<RtBuffer<_, _>>())
            .build()
            .unwrap();
        send(
            &socket,
            Rtm::Newroute,
            NlmF::CREATE | NlmF::EXCL | NlmF::ACK,
            number,
            payload,
        );
        let (messages, _) = socket.recv::<NlTypeWrapper, Rtmsg>().unwrap();
        for message in messages {
            match message.unwrap().nl_payload() {
                NlPayload::Ack(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

fn open(protocol: NlFamily) -> NlSocketHandle {
    NlSocketHandle::connect(protocol, None, Groups::empty()).unwrap()
}

fn rtmsg() -> RtmsgBuilder {
    RtmsgBuilder::default()
        .rtm_family(RtAddrFamily::Inet)
        .rtm_dst_len(0)
        .rtm_src_len(0)
        .rtm_tos(0)
        .rtm_table(RtTable::Unspec)
        .rtm_protocol(Rtprot::Unspec)
        .rtm_scope(RtScope::Universe)
        .rtm_type(Rtn::Unspec)
}

fn send<P>(socket: &NlSocketHandle, kind: Rtm, flags: NlmF, seq: u64, payload: P)
where
    P: std::fmt::Debug + neli::Size + neli::ToBytes,
{
    let message: Nlmsghdr<Rtm, P> = NlmsghdrBuilder::default()
        .nl_type(kind)
        .nl_flags(NlmF::REQUEST | flags)
        .nl_seq(seq as u32)
        .nl_payload(NlPayload::Payload(payload))
        .build()
        .unwrap();
    socket.send(&message).unwrap();
}
