// SPDX-License-Identifier: GPL-2.0

//! Network devices and their addresses, in the initial network namespace: `include/linux/netdevice.h`.

use klink_kernel::hook::{
    Address, AddressChange, Addresses4, Addresses6, Device, DeviceChange, Devices, Listener,
};
use klink_kernel::protocol::events::{event, Action, Kind};

use super::Journal;

/// Called under the lock of all devices.
impl Listener<Devices> for Journal {
    fn notify(&self, (change, device): (DeviceChange, Device)) {
        let action = match change {
            DeviceChange::Added => Action::ADD,
            DeviceChange::Removed => Action::REMOVE,
            DeviceChange::Up => Action::UP,
            DeviceChange::Down => Action::DOWN,
            DeviceChange::Renamed => Action::RENAME,
            DeviceChange::Changed => Action::CHANGE,
        };
        self.append(Kind::DEVICE, |attributes| {
            attributes.put_u32(event::ACTION, action.0)?;
            attributes.put_u32(event::IFINDEX, device.index)?;
            attributes.put_string(event::IFNAME, device.name())?;
            attributes.put_u32(event::FLAGS, device.flags)?;
            attributes.put_u32(event::MTU, device.mtu)
        });
    }
}

/// Called under the lock of all devices.
impl Listener<Addresses4> for Journal {
    fn notify(&self, (change, address): (AddressChange, Address)) {
        append(self, change, &address);
    }
}

/// Called in atomic context.
impl Listener<Addresses6> for Journal {
    fn notify(&self, (change, address): (AddressChange, Address)) {
        append(self, change, &address);
    }
}

#[inline(never)]
fn append(journal: &Journal, change: AddressChange, address: &Address) {
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
}
