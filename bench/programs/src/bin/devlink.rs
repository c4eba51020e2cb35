// SPDX-License-Identifier: MIT OR Apache-2.0

//! Prints the devices that devlink manages, their drivers, and a copy of their ports, with netlink-bindings and
//! netlink-socket2.

use std::collections::HashMap;
use std::ffi::CString;
use std::time::Duration;

use netlink_bindings::builtin::BuiltinNfgenmsg;
use netlink_bindings::devlink::{IterableDevlink, OpPortGetDo, Request, PROTONAME};
use netlink_bindings::{nlctrl, traits::NetlinkRequest, utils::ErrorContext};
use netlink_socket2::{MulticastSocketRaw, NetlinkSocket};

/// `DEVLINK_CMD_PORT_NEW` and `DEVLINK_CMD_PORT_DEL`.
const PORT_NEW: u8 = 7;
const PORT_DEL: u8 = 8;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut socket = NetlinkSocket::new();
    let mut family = nlctrl::Request::new().op_getfamily_do();
    family.encode().push_family_name_bytes(PROTONAME.as_bytes());
    let mut events = MulticastSocketRaw::new(nlctrl::PROTONUM)?;
    for group in socket
        .request(&family)
        .await?
        .recv_one()
        .await?
        .get_mcast_groups()?
    {
        if group.get_name()?.to_bytes() == b"config" {
            events.listen(group.get_id()?)?;
        }
    }

    let devices = Request::new().op_info_get_dump();
    let mut devices = socket.request(&devices).await?;
    while let Some(device) = devices.recv().await.transpose()? {
        let names = (device.get_bus_name()?, device.get_dev_name()?);
        println!("{names:?} has driver {:?}", device.get_info_driver_name()?);
    }

    let mut copy = HashMap::new();
    let ports = Request::new().op_port_get_dump();
    let mut ports = socket.request(&ports).await?;
    while let Some(port) = ports.recv().await.transpose()? {
        print("is", &port);
        copy.insert(key(&port)?, port.get_buf().to_vec());
    }
    while let Ok(event) = tokio::time::timeout(Duration::from_millis(100), events.recv()).await {
        let (_, message) = event?;
        let (port, header) = (
            OpPortGetDo::decode_reply(message),
            BuiltinNfgenmsg::new_from_zeroed(message),
        );
        if header.cmd == PORT_NEW {
            print("is", &port);
            copy.insert(key(&port)?, port.get_buf().to_vec());
        } else if header.cmd == PORT_DEL {
            print("was", &port);
            copy.remove(&key(&port)?);
        }
    }
    Ok(())
}

/// The key of a port.
fn key(port: &IterableDevlink<'_>) -> Result<(CString, CString, u32), ErrorContext> {
    let (bus, device) = (port.get_bus_name()?, port.get_dev_name()?);
    Ok((bus.to_owned(), device.to_owned(), port.get_port_index()?))
}

fn print(what: &str, port: &IterableDevlink<'_>) {
    let (index, flavour) = (port.get_port_index().ok(), port.get_port_flavour().ok());
    println!(
        "port {index:?} {what} {:?}, {flavour:?}",
        port.get_port_netdev_name().ok()
    );
}
