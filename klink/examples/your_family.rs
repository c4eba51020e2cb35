// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sets, hears and reads the lamps of `klink_demo.ko`, as a program does with a family of your own:
//! `cargo run --example your_family`

use std::error::Error;

use klink::genl::{Answer, Controller};
use klink::{Listener, Notification, Protocol, Socket};
use klink_protocol::demo::{attr, cmd, group, Lamp, FAMILY};

fn main() -> Result<(), Box<dyn Error>> {
    let mut controller = Controller::open()?;
    let family = controller.family(FAMILY)?;
    let mut listener = Listener::open(Protocol::GENERIC)?;
    listener.join(family.group(group::CHANGES)?)?;

    let mut socket = Socket::open(Protocol::GENERIC)?;
    socket.apply(&family.request(cmd::SET, |message| {
        message.put_u32(attr::ID, 3)?;
        message.put_u32(attr::BRIGHTNESS, 70)
    }))?;
    if let Notification::Message(notification) = listener.next()? {
        let changed = Lamp::read(Answer::read(notification.message)?.attrs)?;
        println!("lamp {} has changed", changed.id);
    }

    let mut lamps = socket.dump(family.request(cmd::GET, |_| Ok(())))?;
    while let Some(answer) = lamps.next()? {
        let lamp = Lamp::read(answer.attrs)?;
        println!("lamp {} has {} percent", lamp.id, lamp.brightness);
    }
    Ok(())
}
