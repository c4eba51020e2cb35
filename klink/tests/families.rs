// SPDX-License-Identifier: MIT OR Apache-2.0

//! Families with their sockets, against a scripted kernel and this one.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::time::Duration;

use klink::families::klink_demo::KlinkDemo;
use klink::families::rt_link::{self, RtLink};
use klink::families::wireguard::Wireguard;
use klink::families::{klink_demo, nlctrl, wireguard::WgdeviceFlags};
use klink::testing::{family, Answers, Kernel};
use klink::{Errno, ErrorKind, Flags, Message, Op, Protocol};

const ID: u16 = 40;

/// A kernel with one device of WireGuard, which refuses to change it.
fn wireguard_kernel() -> Kernel {
    let script = |request: &Message<'_>, answers: &mut Answers| {
        assert_eq!(request.kind(), ID);
        let device = |message: &mut klink::Writer<'_>| {
            message.raw(&[0, 1, 0, 0])?;
            message.put_str(2, "wg0")?;
            message.put_u16(6, 51820)
        };
        match request.payload.first() {
            Some(0) => {
                answers.part(request, ID, device);
                answers.done(request);
            }
            _ => answers.refuse(request, Errno::EPERM, "no"),
        }
    };
    Kernel::new(family("wireguard", ID, &[("peers", 7)], script))
}

#[test]
fn a_family_is_found_and_its_operations_asked_for() {
    let kernel = wireguard_kernel();
    let mut wg = Wireguard::on(kernel.socket(Protocol::GENERIC)).unwrap();
    assert_eq!(wg.family().unwrap().id(), ID);
    let mut dump = wg.get_device(|device| device.ifname("wg0")).dump().unwrap();
    let device = dump.next().unwrap().unwrap();
    assert_eq!(
        (device.ifname(), device.listen_port()),
        (Some("wg0"), Some(51820))
    );
    assert!(dump.next().unwrap().is_none());
    drop(dump);
    let refused = wg
        .set_device(|device| device.flags(WgdeviceFlags::REPLACE_PEERS))
        .apply();
    let refused = refused.unwrap_err();
    assert_eq!(refused.errno(), Some(Errno::EPERM));
    assert!(refused.to_string().contains("set-device"), "{refused}");
    // The socket is given back, and has its family's id no more than before.
    let socket = wg.into_socket();
    assert_eq!(socket.protocol(), Protocol::GENERIC);
}

#[test]
fn no_family_and_another_protocol_are_errors() {
    let kernel = wireguard_kernel();
    let none = KlinkDemo::on(kernel.socket(Protocol::GENERIC)).unwrap_err();
    assert_eq!(
        (none.op(), none.kind()),
        (Op::Resolve, &ErrorKind::NotFound)
    );
    let other = Wireguard::on(kernel.socket(Protocol::ROUTE)).unwrap_err();
    assert_eq!(other.errno(), Some(Errno::EPROTOTYPE));
    let other = RtLink::on(kernel.socket(Protocol::GENERIC)).unwrap_err();
    assert_eq!(
        other.to_string(),
        "adopt a socket for the family \"rt-link\": EPROTOTYPE (Protocol wrong type for socket)"
    );
}

#[test]
fn a_raw_family_asks_on_this_kernel_in_three_ways() {
    let mut links = RtLink::open().unwrap();
    let lo = links
        .getlink(|link| link.header(|header| header.ifi_index(1)))
        .request();
    assert_eq!(lo.unwrap().ifname(), Some("lo"));
    let names = links
        .getlink(|all| all)
        .snapshot(9, |link| link.ifname().map(str::to_owned));
    let names = names.unwrap().into_inner();
    assert!(names.contains(&Some("lo".to_owned())), "{names:?}");
    // There is a link of this name, or it is not for everybody to make one.
    let refused = links
        .newlink(|link| link.ifname("lo").linkinfo(|info| info.kind("dummy")))
        .flags(Flags::CREATE | Flags::EXCL)
        .apply();
    let errno = refused.unwrap_err().errno();
    assert!(
        [Errno::EEXIST, Errno::EPERM].map(Some).contains(&errno),
        "{errno:?}"
    );
}

#[test]
fn notifications_are_an_enumeration_with_losses() {
    let kernel = Kernel::new(family(
        "klink-demo",
        ID,
        &[("changes", 9)],
        |_: &Message<'_>, _: &mut Answers| {},
    ));
    let demo = KlinkDemo::on(kernel.socket(Protocol::GENERIC)).unwrap();
    let mut changes = demo
        .join(
            kernel.listener(Protocol::GENERIC),
            [klink_demo::Group::Changes],
        )
        .unwrap();
    changes.listener().set_timeout(Some(Duration::ZERO));
    let changed = {
        use klink::typed::Operation as _;
        u8::try_from(klink_demo::operation::Changed::REPLY).unwrap()
    };
    let group = klink::Group::new(9).unwrap();
    kernel.notify(group, ID, |message| message.raw(&[changed, 1, 0, 0]));
    kernel.notify(group, ID, |message| message.raw(&[99, 1, 0, 0]));
    kernel.notify(group, ID + 1, |message| message.raw(&[changed, 1, 0, 0]));
    assert!(matches!(
        changes.next().unwrap(),
        klink_demo::Notification::Changed(_)
    ));
    for kind in [ID, ID + 1] {
        let other = changes.next().unwrap();
        assert!(
            matches!(other, klink_demo::Notification::Other(message) if message.kind() == kind),
            "{other:?}"
        );
    }
    kernel.lose(3);
    let lost = changes.next().unwrap();
    assert!(
        matches!(lost, klink_demo::Notification::Lost(lost) if lost.drops == 3),
        "{lost:?}"
    );
    assert!(changes.try_next().unwrap().is_none());
    assert!(changes.next().unwrap_err().is_timeout());
}

#[test]
fn groups_of_a_raw_family_have_numbers() {
    let kernel = wireguard_kernel();
    let links = RtLink::on(kernel.socket(Protocol::ROUTE)).unwrap();
    let listener = kernel.listener(Protocol::ROUTE);
    let mut links = links.join(listener, [rt_link::Group::RtnlgrpLink]).unwrap();
    kernel.notify(klink::route::group::LINK, 17, |message| {
        message.raw(&[0; 16])?;
        message.put_str(3, "blue")
    });
    // Too short for its struct.
    kernel.notify(klink::route::group::LINK, 16, |message| {
        message.raw(&[0; 8])
    });
    let gone = links.next().unwrap();
    assert!(
        matches!(gone, rt_link::Notification::DellinkNtf(link) if link.ifname() == Some("blue")),
        "{gone:?}"
    );
    let other = links.next().unwrap();
    assert!(
        matches!(other, rt_link::Notification::Other(message) if message.kind() == 16),
        "{other:?}"
    );
}

#[test]
fn a_family_of_this_kernel_is_listened_to() {
    let mut changes = nlctrl::Nlctrl::listen([nlctrl::Group::Notify]).unwrap();
    changes.listener().set_timeout(Some(Duration::ZERO));
    assert!(changes.next().unwrap_err().is_timeout());
}

#[tokio::test]
async fn the_same_names_are_there_without_blocking() {
    use klink::tokio::families::rt_link::{Group, Notification, RtLink};
    use klink::tokio::families::{nlctrl::Nlctrl, wireguard::Wireguard};
    use klink::tokio::{Listener, Socket};

    let kernel = wireguard_kernel();
    let socket = Socket::try_from(kernel.socket(Protocol::GENERIC)).unwrap();
    let mut wg = Wireguard::on(socket).await.unwrap();
    let mut dump = wg.get_device(|all| all).dump().await.unwrap();
    let device = dump.next().await.unwrap().unwrap();
    assert_eq!(device.ifname(), Some("wg0"));
    drop(dump);
    let refused = wg.set_device(|device| device.ifname("wg0")).apply().await;
    assert_eq!(refused.unwrap_err().errno(), Some(Errno::EPERM));

    let mut links = RtLink::open().await.unwrap();
    let lo = links
        .getlink(|link| link.header(|header| header.ifi_index(1)))
        .request()
        .await;
    assert_eq!(lo.unwrap().ifname(), Some("lo"));

    let listener = Listener::try_from(kernel.listener(Protocol::ROUTE)).unwrap();
    let mut links = links.join(listener, [Group::RtnlgrpLink]).unwrap();
    kernel.notify(klink::route::group::LINK, 16, |message| {
        message.raw(&[0; 16])
    });
    assert!(matches!(
        links.next().await.unwrap(),
        Notification::NewlinkNtf(_)
    ));
    let mut families = Nlctrl::listen([]).await.unwrap();
    assert!(families.try_next().unwrap().is_none());
}
