// SPDX-License-Identifier: MIT OR Apache-2.0

//! Families with their sockets, against a scripted kernel and this one.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use klink::families::klink_demo::KlinkDemo;
use klink::families::rt_link::{self, RtLink};
use klink::families::wireguard::{self, Wireguard};
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

/// The keys of peers, and whether those before were replaced.
type Keys = Vec<(bool, Vec<u8>)>;

/// A kernel with a device of WireGuard that takes the keys of peers, in any number of requests.
fn peers_kernel(keys: Arc<Mutex<Keys>>) -> Kernel {
    let script = move |request: &Message<'_>, answers: &mut Answers| {
        let family = klink::typed::asked::<wireguard::operation::SetDevice>;
        match family(ID, *request) {
            Ok(device) => {
                let replaces = device.flags() == Some(WgdeviceFlags::REPLACE_PEERS);
                let mut keys = keys.lock().unwrap();
                for (index, peer) in device.peers().enumerate() {
                    keys.push((replaces && index == 0, peer.public_key().unwrap().to_vec()));
                }
                answers.ack(request);
            }
            // All peers again, in messages of 100, and each has 10 addresses, of which 3 are in the next message.
            Err(_) => {
                let keys = keys.lock().unwrap();
                for (number, part) in keys.chunks(100).enumerate() {
                    let before = number
                        .checked_sub(1)
                        .and_then(|before| keys.chunks(100).nth(before));
                    let goes_on = before.and_then(|before| before.last());
                    answers.part(request, ID, |message| {
                        message.raw(&[0, 1, 0, 0])?;
                        if number == 0 {
                            message.put_str(2, "wg0")?;
                        }
                        message.nest(8, |peers| {
                            let all = goes_on.into_iter().map(|peer| (peer, 3));
                            let last = part.len() - 1;
                            let own = part.iter().enumerate();
                            let own =
                                own.map(|(index, peer)| (peer, if index == last { 7 } else { 10 }));
                            for ((_, key), count) in all.chain(own) {
                                peers.nest(0, |peer| {
                                    peer.put(1, key)?;
                                    peer.nest(9, |addresses| {
                                        for _ in 0..count {
                                            addresses.nest(0, |address| address.put_u16(1, 2))?;
                                        }
                                        Ok(())
                                    })
                                })?;
                            }
                            Ok(())
                        })
                    });
                }
                answers.done(request);
            }
        }
    };
    Kernel::new(family("wireguard", ID, &[], script))
}

#[test]
fn three_thousand_peers_are_set_and_read_back() {
    use klink::families::wireguard::{Wgdevice, Wgpeer};

    let set = Arc::new(Mutex::new(Vec::new()));
    let kernel = peers_kernel(Arc::clone(&set));
    let mut wg = Wireguard::on(kernel.socket(Protocol::GENERIC)).unwrap();
    let family = wg.family().unwrap().clone();
    let keys: Vec<[u8; 32]> = (0..3000u32)
        .map(|number| {
            let mut key = [0; 32];
            key[..4].copy_from_slice(&number.to_ne_bytes());
            key
        })
        .collect();
    let requests = wg.socket().apply_in_parts(&keys, |keys, is_first| {
        wireguard::set_device(&family, move |device| {
            let flags = match is_first {
                true => WgdeviceFlags::REPLACE_PEERS,
                false => WgdeviceFlags(0),
            };
            let device = device.ifname("wg0").flags(flags);
            device.peers(keys, |peer, key| peer.public_key(key))
        })
    });
    assert!((2..10).contains(&requests.unwrap()));
    let all: Vec<_> = set
        .lock()
        .unwrap()
        .iter()
        .map(|(_, key)| key.clone())
        .collect();
    assert!(all.iter().eq(keys.iter()));
    // Only the first request replaces what was there.
    let replacing = set
        .lock()
        .unwrap()
        .iter()
        .filter(|(first, _)| *first)
        .count();
    assert_eq!(replacing, 1);

    let device = wg
        .get_device(|device| device.ifname("wg0"))
        .whole()
        .unwrap();
    assert_eq!(device.first().unwrap().ifname(), Some("wg0"));
    assert_eq!(device.all(Wgdevice::peers).count(), 3000 + 29);
    let peers = device.grouped(Wgdevice::peers, Wgpeer::public_key);
    let read = peers.iter().map(|peer| peer.first().public_key().unwrap());
    assert!(read.eq(keys.iter()));
    for (number, peer) in peers.iter().enumerate() {
        let count = if number == 2999 { 7 } else { 10 };
        assert_eq!(peer.all(Wgpeer::allowedips).count(), count, "peer {number}");
    }
}

#[test]
fn no_items_are_one_request_and_an_error_ends_all() {
    let kernel = wireguard_kernel();
    let mut socket = kernel.socket(Protocol::GENERIC);
    let refused = socket.apply_in_parts(&[0u8; 3], |_, _| {
        klink::request(ID, |m| m.raw(&[1, 1, 0, 0]))
    });
    assert_eq!(refused.unwrap_err().errno(), Some(Errno::EPERM));
    let kernel = Kernel::new(klink::testing::echoes());
    let mut socket = kernel.socket(Protocol::GENERIC);
    let sent = socket.apply_in_parts(&[0u8; 0], |_, is_first| {
        assert!(is_first);
        klink::request(20, |_| Ok(()))
    });
    assert_eq!(sent.unwrap(), 1);
    // One that is too long by itself is an error.
    let long = socket.apply_in_parts(&[0u8; 2], |_, _| {
        klink::request(20, |message| message.put(1, &[0; 70_000]))
    });
    assert!(matches!(long.unwrap_err().kind(), ErrorKind::Unwritable(_)));
}

/// A kernel that refuses the chain of a transaction, at its attribute `table`, or takes everything.
fn nftables_kernel(refuses: bool) -> (Kernel, Arc<Mutex<Vec<u16>>>) {
    let taken = Arc::new(Mutex::new(Vec::new()));
    let kinds = Arc::clone(&taken);
    let kernel = Kernel::new(move |request: &Message<'_>, answers: &mut Answers| {
        kinds.lock().unwrap().push(request.kind());
        if request.kind() == 16 {
            assert_eq!(request.payload, [0, 0, 0, 10]);
        }
        match request.kind() {
            0xa03 if refuses => answers.ack_with(request, Some(Errno::ENOENT), |extack| {
                extack.put_u32(klink::wire::ExtAck::OFFSET, 20)
            }),
            17 if refuses => {}
            _ => answers.ack(request),
        }
    });
    (kernel, taken)
}

#[test]
fn a_transaction_is_framed_and_its_error_names_all() {
    use klink::families::nftables::{newchain, newrule, newtable, Nftables};

    for refuses in [false, true] {
        let (kernel, taken) = nftables_kernel(refuses);
        let mut nft = Nftables::on(kernel.socket(Protocol::NETFILTER)).unwrap();
        let mut changes = nft.begin();
        let table = newtable(|table| table.header(|header| header.nfgen_family(1)).name("demo"));
        changes.add(&table.flags(Flags::CREATE)).unwrap();
        let chain = newchain(|chain| {
            let chain = chain.header(|header| header.nfgen_family(1));
            chain.table("none").name("in")
        });
        changes.add(&chain.flags(Flags::CREATE)).unwrap();
        changes
            .add(&newrule(|rule| rule.table("demo").chain("in")))
            .unwrap();
        assert_eq!(*taken.lock().unwrap(), []);
        let committed = changes.commit();
        assert_eq!(*taken.lock().unwrap(), [16, 0xa00, 0xa03, 0xa06, 17]);
        match refuses {
            false => committed.unwrap(),
            true => assert_eq!(
                committed.unwrap_err().to_string(),
                "request newchain {nfgen-family: 1, version: 0, res-id: 0, table: \"none\", name: \"in\"} of netlink \
                 protocol NETFILTER: ENOENT (No such file or directory): attribute table"
            ),
        }
    }
}

#[test]
fn a_transaction_that_is_too_long_is_not_sent() {
    use klink::families::nftables::{newtable, Nftables};

    let (kernel, taken) = nftables_kernel(false);
    let mut nft = Nftables::on(kernel.socket(Protocol::NETFILTER)).unwrap();
    let mut changes = nft.begin();
    let nul = newtable(|table| table.name("a\0b"));
    let error = changes.add(&nul).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unwritable(_)), "{error}");
    let long = newtable(|table| table.userdata(&[0; 40_000]));
    changes.add(&long).unwrap();
    let error = changes.add(&long).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unsupported(_)), "{error}");
    drop(changes);
    assert_eq!(*taken.lock().unwrap(), []);
}

#[tokio::test]
async fn transactions_and_parts_do_not_block() {
    use klink::families::nftables::{newchain, newtable};
    use klink::tokio::families::{nftables::Nftables, wireguard::Wireguard};
    use klink::tokio::Socket;

    for refuses in [false, true] {
        let (kernel, taken) = nftables_kernel(refuses);
        let socket = Socket::try_from(kernel.socket(Protocol::NETFILTER)).unwrap();
        let mut nft = Nftables::on(socket).await.unwrap();
        let mut changes = nft.begin();
        changes.add(&newtable(|table| table.name("demo"))).unwrap();
        changes.add(&newchain(|chain| chain.table("none"))).unwrap();
        let committed = changes.commit().await;
        assert_eq!(taken.lock().unwrap().len(), 4);
        let errno = committed.map_err(|error| error.errno());
        assert_eq!(
            errno,
            if refuses {
                Err(Some(Errno::ENOENT))
            } else {
                Ok(())
            }
        );
    }

    let set = Arc::new(Mutex::new(Vec::new()));
    let kernel = peers_kernel(Arc::clone(&set));
    let socket = Socket::try_from(kernel.socket(Protocol::GENERIC)).unwrap();
    let mut wg = Wireguard::on(socket).await.unwrap();
    let family = wg.family().unwrap().clone();
    let keys = vec![[7u8; 32]; 3000];
    let requests = wg.socket().apply_in_parts(&keys, |keys, _| {
        wireguard::set_device(&family, move |device| {
            device.peers(keys, |peer, key| peer.public_key(key))
        })
    });
    assert!(requests.await.unwrap() > 1);
    let device = wg.get_device(|all| all).whole().await.unwrap();
    assert_eq!(device.parts().count(), 30);
}
