// SPDX-License-Identifier: GPL-2.0

//! Notifier chains.

use core::ffi::c_void;
use core::mem::MaybeUninit;
use core::sync::atomic::Ordering;

use kernel::ffi::{c_int, c_ulong};

use super::task::until_nul;
use super::{
    Called, ChainFunctions, Event, Listener, Missing, Registrar, RegistrarKind, Sealed, Source,
};
use crate::sys::{self, constant};

/// # Safety
///
/// The core calls this for the block of a [`Called<L>`] on the chain `C`, with that chain's arguments.
unsafe extern "C" fn call<C: Chain, L: Listener<C>>(
    block: *mut sys::notifier_block,
    event: c_ulong,
    data: *mut c_void,
) -> c_int {
    // SAFETY: By this function's contract `block` is part of a `Called` that is on the chain.
    let called = unsafe { &*block.cast::<Called<L>>() };
    if called.live.load(Ordering::Relaxed) {
        // SAFETY: By this function's contract.
        if let Some(notice) = unsafe { C::read(event as u32, data) } {
            called.listener.notify(notice);
        }
    }
    0 // NOTIFY_DONE
}

impl<C: Chain> Sealed for C {}

impl<C: Chain> Source for C {
    fn find<L: Listener<Self>>() -> Result<Registrar, Missing> {
        // INVARIANT: The function is for this chain and this type of listener.
        Ok(Registrar(RegistrarKind::Chain {
            functions: &C::FUNCTIONS,
            call: call::<C, L>,
        }))
    }
}

/// A chain that is known here.
///
/// # Safety
///
/// The functions are those of the chain whose calls `read` reads.
pub unsafe trait Chain: Event<Answer = ()> {
    /// C's functions to register and unregister.
    const FUNCTIONS: ChainFunctions;

    /// Interprets a call; `None` for one that is not of interest.
    ///
    /// # Safety
    ///
    /// The arguments are those of a call by this chain, and the result is gone when that returns.
    unsafe fn read<'a>(event: u32, data: *mut c_void) -> Option<Self::Notice<'a>>;
}

/// Declares a chain by the functions that C has for it.
macro_rules! chain {
    ($(#[$doc:meta])* $chain:ident, $register:ident, $unregister:ident, $notice:ty, $read:path) => {
        $(#[$doc])*
        pub struct $chain;

        impl Event for $chain {
            type Notice<'a> = $notice;
            type Answer = ();
        }

        // SAFETY: By their names in C.
        unsafe impl Chain for $chain {
            const FUNCTIONS: ChainFunctions = ChainFunctions {
                register: sys::$register,
                unregister: sys::$unregister,
            };

            unsafe fn read<'a>(event: u32, data: *mut c_void) -> Option<Self::Notice<'a>> {
                // SAFETY: By this function's contract.
                unsafe { $read(event, data) }
            }
        }
    };
}

chain! {
    /// Network devices of the initial network namespace.
    Devices, klink_devices_register, klink_devices_unregister, (DeviceChange, Device), device
}

chain! {
    /// IPv4 addresses of devices in the initial network namespace.
    Addresses4, register_inetaddr_notifier, unregister_inetaddr_notifier, (AddressChange, Address), address4
}

chain! {
    /// IPv6 addresses of devices in the initial network namespace. A kernel without IPv6 never reports any.
    Addresses6, register_inet6addr_notifier, unregister_inet6addr_notifier, (AddressChange, Address), address6
}

chain! {
    /// Modules, by name.
    Modules, register_module_notifier, unregister_module_notifier, (ModuleChange, &'a [u8]), module
}

chain! {
    /// The end of the machine, with its argument if there is one.
    Reboots, register_reboot_notifier, unregister_reboot_notifier, (Stop, &'a [u8]), reboot
}

/// The change of a network device.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum DeviceChange {
    /// The device was added.
    Added,
    /// The device was removed.
    Removed,
    /// The device was brought up.
    Up,
    /// The device was brought down.
    Down,
    /// The device was renamed.
    Renamed,
    /// The device has another MTU, hardware address, carrier state or flags.
    Changed,
}

/// A network device.
pub struct Device {
    /// The index of the device.
    pub index: u32,
    /// The flags of the device, `IFF_*`.
    pub flags: u32,
    /// The MTU of the device in bytes.
    pub mtu: u32,
    name: [u8; 16],
}

impl Device {
    /// The name of the device, at most 15 bytes.
    pub fn name(&self) -> &[u8] {
        until_nul(&self.name)
    }
}

/// The change of an address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AddressChange {
    /// The address was added.
    Added,
    /// The address was removed.
    Removed,
}

/// An address of a network device.
pub struct Address {
    /// The device's index.
    pub index: u32,
    /// The length of the prefix in bits.
    pub prefix: u32,
    len: u32,
    bytes: [u8; 16],
    name: [u8; 16],
}

impl Address {
    /// The device's name, at most 15 bytes.
    pub fn name(&self) -> &[u8] {
        until_nul(&self.name)
    }

    /// The address: 4 or 16 bytes in network byte order.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len as usize).unwrap_or(&self.bytes)
    }
}

/// The change of a module.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ModuleChange {
    /// The module is loaded, and its initialisation has succeeded.
    Loaded,
    /// The module is about to be unloaded.
    Going,
}

/// The way in which the machine stops.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The machine reboots.
    Restart,
    /// The machine halts.
    Halt,
    /// The machine powers off.
    PowerOff,
}

/// # Safety
///
/// As [`Chain::read`], for [`Devices`].
unsafe fn device(event: u32, data: *mut c_void) -> Option<(DeviceChange, Device)> {
    let change = match event {
        constant::NETDEV_REGISTER => DeviceChange::Added,
        constant::NETDEV_UNREGISTER => DeviceChange::Removed,
        constant::NETDEV_UP => DeviceChange::Up,
        constant::NETDEV_DOWN => DeviceChange::Down,
        constant::NETDEV_CHANGENAME => DeviceChange::Renamed,
        constant::NETDEV_CHANGE | constant::NETDEV_CHANGEMTU | constant::NETDEV_CHANGEADDR => {
            DeviceChange::Changed
        }
        _ => return None,
    };
    let mut raw = MaybeUninit::uninit();
    // SAFETY: By this function's contract; C writes every field.
    let raw: sys::klink_device = unsafe {
        sys::klink_device(data, raw.as_mut_ptr());
        raw.assume_init()
    };
    let device = Device {
        index: raw.index,
        flags: raw.flags,
        mtu: raw.mtu,
        name: raw.name,
    };
    Some((change, device))
}

/// # Safety
///
/// As [`Chain::read`], for [`Addresses4`].
unsafe fn address4(event: u32, data: *mut c_void) -> Option<(AddressChange, Address)> {
    // SAFETY: By this function's contract.
    unsafe { address(event, data, sys::klink_address4) }
}

/// # Safety
///
/// As [`Chain::read`], for [`Addresses6`].
unsafe fn address6(event: u32, data: *mut c_void) -> Option<(AddressChange, Address)> {
    // SAFETY: By this function's contract.
    unsafe { address(event, data, sys::klink_address6) }
}

/// # Safety
///
/// The arguments are those of a call by the chain that `read` is for.
unsafe fn address(
    event: u32,
    data: *mut c_void,
    read: unsafe extern "C" fn(*mut c_void, *mut sys::klink_address) -> bool,
) -> Option<(AddressChange, Address)> {
    let change = match event {
        constant::NETDEV_UP => AddressChange::Added,
        constant::NETDEV_DOWN => AddressChange::Removed,
        _ => return None,
    };
    let mut raw = MaybeUninit::<sys::klink_address>::zeroed();
    // SAFETY: By this function's contract; zeros are a valid address, which C fills in.
    let (initial, raw) = unsafe {
        let initial = read(data, raw.as_mut_ptr());
        (initial, raw.assume_init())
    };
    let address = Address {
        index: raw.index,
        prefix: raw.prefix,
        len: raw.len,
        bytes: raw.bytes,
        name: raw.name,
    };
    initial.then_some((change, address))
}

/// # Safety
///
/// As [`Chain::read`], for [`Modules`].
unsafe fn module<'a>(event: u32, data: *mut c_void) -> Option<(ModuleChange, &'a [u8])> {
    let change = match event {
        constant::MODULE_STATE_LIVE => ModuleChange::Loaded,
        constant::MODULE_STATE_GOING => ModuleChange::Going,
        _ => return None,
    };
    // SAFETY: By this function's contract; a module's name ends with NUL and does not change.
    let name = unsafe { sys::string(sys::klink_module_name(data)) };
    Some((change, name))
}

/// # Safety
///
/// As [`Chain::read`], for [`Reboots`].
unsafe fn reboot<'a>(event: u32, data: *mut c_void) -> Option<(Stop, &'a [u8])> {
    let stop = match event {
        constant::SYS_RESTART => Stop::Restart,
        constant::SYS_HALT => Stop::Halt,
        constant::SYS_POWER_OFF => Stop::PowerOff,
        _ => return None,
    };
    let argument: &[u8] = if data.is_null() {
        b""
    } else {
        // SAFETY: By this function's contract it is a string.
        unsafe { sys::string(data.cast_const().cast()) }
    };
    Some((stop, argument))
}
