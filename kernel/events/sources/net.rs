// SPDX-License-Identifier: GPL-2.0

//! Network devices and their addresses, in the initial network namespace: `include/linux/netdevice.h`.

use kernel::prelude::*;
use kernel::sync::Arc;

use klink_kernel::hook::{
    Address, AddressChange, Addresses4, Addresses6, Chain, Device, DeviceChange, Devices, Missing,
    Notifier,
};
use klink_kernel::protocol::events::{event, Action, Kind};

use super::Journal;

/// Under the lock of all devices.
pub(super) fn device(journal: Arc<Journal>) -> Result<Notifier<Devices>, Missing> {
    Notifier::new(move |(change, device): (DeviceChange, Device)| {
        let action = match change {
            DeviceChange::Added => Action::ADD,
            DeviceChange::Removed => Action::REMOVE,
            DeviceChange::Up => Action::UP,
            DeviceChange::Down => Action::DOWN,
            DeviceChange::Renamed => Action::RENAME,
            DeviceChange::Changed => Action::CHANGE,
        };
        journal.append(Kind::DEVICE, |attributes| {
            attributes.put_u32(event::ACTION, action.0)?;
            attributes.put_u32(event::IFINDEX, device.index)?;
            attributes.put_string(event::IFNAME, device.name())?;
            attributes.put_u32(event::FLAGS, device.flags)?;
            attributes.put_u32(event::MTU, device.mtu)
        });
    })
}

/// IPv4 under the lock of all devices, IPv6 in atomic context.
pub(super) fn address(
    journal: Arc<Journal>,
) -> Result<(Notifier<Addresses4>, Notifier<Addresses6>), Missing> {
    Ok((of_chain(journal.clone())?, of_chain(journal)?))
}

fn of_chain<C>(journal: Arc<Journal>) -> Result<Notifier<C>, Missing>
where
    C: for<'a> Chain<Notice<'a> = (AddressChange, Address)>,
{
    Notifier::new(move |(change, address): (AddressChange, Address)| {
        let action = match change {
            AddressChange::Added => Action::ADD,
            AddressChange::Removed => Action::REMOVE,
        };
        journal.append(Kind::ADDRESS, |attributes| {
            attributes.put_u32(event::ACTION, action.0)?;
            attributes.put_u32(event::IFINDEX, address.index)?;
            attributes.put_string(event::IFNAME, address.name())?;
            attributes.put(event::ADDRESS, address.bytes())?;
            attributes.put_u32(event::PREFIX, address.prefix)
        });
    })
}
