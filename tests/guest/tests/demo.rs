// SPDX-License-Identifier: MIT OR Apache-2.0

//! The demo family through the crate: read, list, set, watch; the permissions; and the kernel's refusals.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::time::Duration;

use klink::genl::{Answer, Controller};
use klink::wire::BuildError;
use klink::{
    Acknowledgement, Errno, ErrorKind, Flags, Listener, Names, Notification, Protocol, Snapshot,
    Writer,
};
use klink_protocol::demo::{attr, cmd, color, group, Lamp, FAMILY, LAMPS, NAME_MAX, VERSION};
use klink_tests_guest::family::Client;
use klink_tests_guest::namespace::Elsewhere;
use klink_tests_guest::{as_user, Guest};

static COLOR: Names = Names {
    header: 0,
    attributes: &[(color::RED, "red", None), (color::GREEN, "green", None)],
};

static LAMP: Names = Names {
    header: 4,
    attributes: &[
        (attr::ID, "id", None),
        (attr::NAME, "name", None),
        (attr::BRIGHTNESS, "brightness", None),
        (attr::COLOR, "color", Some(&COLOR)),
        (attr::CHANGES, "changes", None),
    ],
};

/// A lamp that was never set.
const NEW: Lamp<'_> = Lamp {
    id: 0,
    name: "lamp",
    brightness: 0,
    color: [255; 3],
    changes: 0,
};

struct Demo(Client);

impl Demo {
    fn open() -> Self {
        Self(Client::open(FAMILY, &LAMP))
    }

    /// Checks the state of a lamp.
    fn shows(&mut self, lamp: Lamp<'_>) {
        let id = lamp.id;
        let answer = self
            .0
            .ask(cmd::GET, |message| message.put_u32(attr::ID, id));
        assert_eq!(Lamp::read(answer.unwrap().attrs), Ok(lamp));
    }

    fn set(
        &mut self,
        write: impl Fn(&mut Writer<'_>) -> Result<(), BuildError>,
    ) -> Acknowledgement {
        self.0.ack(cmd::SET, write)
    }

    /// Checks the kernel's reply to a request to set, and that lamp 1 is unchanged.
    fn refuses(&mut self, write: impl Fn(&mut Writer<'_>) -> Result<(), BuildError>, words: &str) {
        let ack = self.set(|message| {
            message.put_u32(attr::ID, 1)?;
            write(message)
        });
        assert_eq!(ack.to_string(), words);
        self.shows(Lamp { id: 1, ..NEW });
    }
}

fn with_demo(test: impl FnOnce(&mut Demo)) {
    let guest = Guest::enter();
    let _demo = guest.load("klink_demo", "");
    test(&mut Demo::open());
}

#[test]
fn the_controller_describes_it() {
    with_demo(|demo| {
        let family = demo.0.family();
        assert_eq!((family.name(), family.version()), (FAMILY, VERSION));
        let operations: Vec<_> = family
            .operations()
            .iter()
            .map(|op| (op.cmd, op.can_do(), op.can_dump(), op.needs_admin()))
            .collect();
        assert_eq!(
            operations,
            [(cmd::GET, true, true, false), (cmd::SET, true, false, true)]
        );
        let groups: Vec<_> = family.groups().map(|(name, _)| name).collect();
        assert_eq!(groups, [group::CHANGES]);
    });
}

#[test]
fn it_publishes_its_policies() {
    with_demo(|_| {
        let policies = Controller::open().unwrap().policies(FAMILY).unwrap();
        let of = |cmd| {
            let (_, policy) = policies.operations().find(|&(of, _)| of == cmd).unwrap();
            policy
        };
        let rules = |index| -> Vec<_> {
            let rules = policies.rules(index);
            rules.map(|(kind, rule)| (kind, rule.to_string())).collect()
        };
        let id = (attr::ID, String::from("u32 from 0 to 7"));
        assert_eq!(
            rules(of(cmd::GET).request.unwrap()),
            std::slice::from_ref(&id)
        );
        let lamp = of(cmd::SET).request.unwrap();
        assert_eq!(
            rules(lamp),
            [
                id,
                (attr::NAME, String::from("nul-string of at most 15 bytes")),
                (attr::BRIGHTNESS, String::from("u32 from 0 to 100")),
                (attr::COLOR, String::from("nest")),
            ]
        );
        let nested = policies.rules(lamp).find_map(|(_, rule)| rule.nested);
        let byte = String::from("u8 from 0 to 255");
        assert_eq!(
            rules(nested.unwrap()),
            [color::RED, color::GREEN, color::BLUE].map(|kind| (kind, byte.clone()))
        );
    });
}

#[test]
fn an_ordinary_user_reads_one_lamp_and_all() {
    with_demo(|_| {
        as_user(|| {
            let mut demo = Demo::open();
            for id in 0..LAMPS {
                demo.shows(Lamp { id, ..NEW });
            }
            let all = demo.0.family().request(cmd::GET, |_| Ok(()));
            let ids = demo.0.socket().snapshot(all, 0, |answer: Answer<'_>| {
                let lamp = Lamp::read(answer.attrs).unwrap();
                assert_eq!(Lamp { id: 0, ..lamp }, NEW);
                lamp.id
            });
            assert_eq!(
                ids.unwrap(),
                Snapshot::Consistent((0..LAMPS).collect::<Vec<_>>())
            );
        });
    });
}

#[test]
fn what_is_set_is_read_again_and_the_rest_stays() {
    with_demo(|demo| {
        let name = "x".repeat(NAME_MAX.into());
        let ack = demo.set(|message| {
            message.put_u32(attr::ID, 7)?;
            message.put_str(attr::NAME, &name)?;
            message.put_u32(attr::BRIGHTNESS, 100)?;
            message.nest(attr::COLOR, |nest| {
                nest.put_u8(color::GREEN, 128)?;
                nest.put_u8(color::BLUE, 0)
            })
        });
        assert!(ack.is_plain_success(), "{ack}");
        let set = Lamp {
            id: 7,
            name: &name,
            brightness: 100,
            color: [255, 128, 0],
            changes: 1,
        };
        demo.shows(set);
        let ack = demo.set(|message| {
            message.put_u32(attr::ID, 7)?;
            message.put_str(attr::NAME, "日本語")
        });
        assert!(ack.is_plain_success(), "{ack}");
        demo.shows(Lamp {
            name: "日本語",
            changes: 2,
            ..set
        });
        demo.shows(Lamp { id: 6, ..NEW });
    });
}

#[test]
fn a_refused_change_changes_nothing_and_says_why() {
    with_demo(|demo| {
        let (range, invalid) = (Errno::ERANGE, Errno::EINVAL);
        demo.refuses(
            |message| {
                message.put_str(attr::NAME, "bright")?;
                message.put_u32(attr::BRIGHTNESS, 101)
            },
            &format!(
                "{range}: integer out of range, attribute brightness, expected u32 from 0 to 100"
            ),
        );
        demo.refuses(
            |message| message.put_str(attr::NAME, "sixteen letters."),
            &format!(
                "{invalid}: Attribute failed policy validation, attribute name, \
                 expected nul-string of at most 15 bytes"
            ),
        );
        demo.refuses(
            |message| {
                message.put_u32(attr::BRIGHTNESS, 5)?;
                message.put(attr::NAME, b"\xff\xfe\0")
            },
            &format!("{invalid}: a name is UTF-8, attribute name"),
        );
        demo.refuses(
            |message| {
                message.put_u32(attr::BRIGHTNESS, 5)?;
                message.nest(attr::COLOR, |nest| {
                    nest.put_u8(color::RED, 1)?;
                    nest.put_u16(color::GREEN, 2)
                })
            },
            &format!("{invalid}: invalid attribute length, attribute color.green, expected u8 from 0 to 255"),
        );
        demo.refuses(
            |message| {
                message.put_u32(attr::BRIGHTNESS, 5)?;
                message.put_uint(attr::CHANGES, 0)
            },
            &format!("{invalid}: changes are counted, not set, attribute changes"),
        );
        demo.refuses(
            |_| Ok(()),
            &format!("{invalid}: nothing to set: give name, brightness or color"),
        );
        demo.refuses(
            |message| message.put_u32(attr::MAX + 1, 0),
            &format!("{invalid}: Unknown attribute type, attribute 6"),
        );
    });
}

#[test]
fn no_lamp_is_without_number_or_beyond_the_last() {
    with_demo(|demo| {
        for cmd in [cmd::GET, cmd::SET] {
            let ack = demo.0.ack(cmd, |_| Ok(()));
            assert_eq!(
                ack.to_string(),
                "EINVAL (Invalid argument): attribute is missing, missing attribute id"
            );
            let ack = demo.0.ack(cmd, |message| message.put_u32(attr::ID, LAMPS));
            assert_eq!(
                ack.to_string(),
                format!(
                    "{}: integer out of range, attribute id, expected u32 from 0 to 7",
                    Errno::ERANGE
                )
            );
        }
    });
}

#[test]
fn an_ordinary_user_hears_of_a_change() {
    with_demo(|demo| {
        let mut listener = as_user(|| {
            let mut listener = Listener::open(Protocol::GENERIC).unwrap();
            listener.join_family(FAMILY, group::CHANGES).unwrap();
            listener
        });
        listener.set_timeout(Some(Duration::from_secs(10)));
        for brightness in [40, 60] {
            let ack = demo.set(|message| {
                message.put_u32(attr::ID, 3)?;
                message.put_u32(attr::BRIGHTNESS, brightness)
            });
            assert!(ack.is_plain_success(), "{ack}");
        }
        for (changes, brightness) in [(1, 40), (2, 60)] {
            let Notification::Message(notification) = listener.next().unwrap() else {
                panic!("lost")
            };
            let event = Answer::read(notification.message).unwrap();
            assert_eq!(event.cmd, cmd::CHANGED);
            let lamp = Lamp {
                id: 3,
                brightness,
                changes,
                ..NEW
            };
            assert_eq!(Lamp::read(event.attrs), Ok(lamp));
        }
        assert!(listener.try_next().unwrap().is_none());
    });
}

#[test]
fn who_sets_may_have_the_change_echoed() {
    with_demo(|demo| {
        let set = demo
            .0
            .family()
            .request(cmd::SET, |message| {
                message.put_u32(attr::ID, 2)?;
                message.put_u32(attr::BRIGHTNESS, 1)
            })
            .flags(Flags::ECHO);
        let echo = demo.0.socket().request(&set).unwrap();
        assert_eq!(echo.cmd, cmd::CHANGED);
        let lamp = Lamp {
            id: 2,
            brightness: 1,
            changes: 1,
            ..NEW
        };
        assert_eq!(Lamp::read(echo.attrs), Ok(lamp));
    });
}

#[test]
fn only_the_administrator_sets() {
    with_demo(|demo| {
        let dim = |message: &mut Writer<'_>| {
            message.put_u32(attr::ID, 0)?;
            message.put_u32(attr::BRIGHTNESS, 1)
        };
        let ack = as_user(|| Demo::open().set(dim));
        assert_eq!(ack.errno, Some(Errno::EPERM));
        demo.shows(NEW);
        assert!(demo.set(dim).is_plain_success());
    });
}

#[test]
fn other_network_namespaces_do_not_have_it() {
    with_demo(|_| {
        let elsewhere = Elsewhere::new();
        let error = Client::open_in(&elsewhere.netns(), FAMILY, &LAMP).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::NotFound, "{error}");
    });
}
