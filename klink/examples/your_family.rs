// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sets, listens to and reads the lamps of `klink_demo.ko`, as a program does with a family of your own: `cargo run
//! --example your_family`

use std::error::Error;

use klink::genl::Controller;
use klink::{Listener, Notification, Protocol};
use klink_protocol::demo::{attr, cmd, group, Lamp, FAMILY};

fn main() -> Result<(), Box<dyn Error>> {
    let mut controller = Controller::open()?;
    let lamps = controller.family(FAMILY)?;
    let mut listener = Listener::open(Protocol::GENERIC)?;
    listener.join(lamps.group(group::CHANGES)?)?;

    let socket = controller.socket();
    socket.apply(&lamps.request(cmd::SET, |message| {
        message.put_u32(attr::ID, 3)?;
        message.put_u32(attr::BRIGHTNESS, 70)
    }))?;
    if let Notification::Message(notification) = listener.next()? {
        let changed = Lamp::read(lamps.answer(notification.message)?.attrs)?;
        println!("lamp {} has changed", changed.id);
    }

    let mut dump = socket.dump(lamps.request(cmd::GET, |_| Ok(())))?;
    while let Some(answer) = dump.next()? {
        let lamp = Lamp::read(answer.attrs)?;
        println!("lamp {} has {} percent", lamp.id, lamp.brightness);
    }
    Ok(())
}
