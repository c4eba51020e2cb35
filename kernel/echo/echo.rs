// SPDX-License-Identifier: GPL-2.0

//! `klink_echo.ko`: logs the messages that processes send on a netlink protocol and replies to each with a greeting.
//!
//! `docs/echo.md` has the rules.

#![forbid(unsafe_code)]

use kernel::error::code::EINVAL;
use kernel::prelude::*;

use klink_kernel::hook::Setup;
use klink_kernel::module::compat;
use klink_kernel::netlink::{self, Datagram, Flags, Handler, Message, Protocol, Socket};
use klink_kernel::protocol::echo::{self, Quoted};
use klink_kernel::{log_error, log_info, log_sender, text_param};

klink_kernel::module! {
    type: Module,
    name: "klink_echo",
    authors: ["The klink authors"],
    description: "Answers netlink messages with a greeting",
    license: "GPL",
    params: {
        protocol: u8 {
            default: 30,
            description: "Netlink protocol number, below 32 and not one of the kernel's own",
        },
    },
}

text_param!(
    GREETING,
    greeting,
    echo::GREETING_MAX,
    "What to answer, 1 to 1023 bytes"
);

struct Module {
    protocol: u8,
}

impl klink_kernel::Module for Module {
    const ADVICE: &'static str = "load with another protocol=N";

    fn init(setup: &mut Setup) -> Result<Self> {
        let protocol: u8 = compat::param(module_parameters::protocol.value());
        let greeting = greeting()?;
        Socket::open(setup, Protocol(protocol), Echo { greeting })
            .inspect_err(|refused| log_error!("{refused}: {}", Self::ADVICE))?;
        Ok(Self { protocol })
    }

    fn opened(&self) {
        log_info!("answers on netlink protocol {}", self.protocol);
    }
}

/// The greeting from the parameter, or the protocol's default.
fn greeting() -> Result<&'static [u8]> {
    match GREETING.get() {
        Ok(None) => Ok(echo::GREETING.as_bytes()),
        Ok(Some([])) => {
            log_error!("the greeting is empty: load with greeting=TEXT, or without");
            Err(EINVAL)
        }
        Ok(Some(greeting)) => Ok(greeting),
        Err(long) => {
            log_error!(
                "the greeting has {} bytes: load with greeting=TEXT of at most {}",
                long.given,
                echo::GREETING_MAX
            );
            Err(EINVAL)
        }
    }
}

struct Echo {
    greeting: &'static [u8],
}

impl Handler for Echo {
    fn datagram(&self, datagram: &Datagram<'_>) {
        let (portid, uid) = (datagram.sender(), datagram.uid());
        for message in datagram.messages() {
            match message {
                Ok(message) => {
                    log_sender!(
                        "portid {portid} (uid {uid}) says {}",
                        Quoted(echo::text(message.payload))
                    );
                    if let Err(error) = self.answer(datagram, &message) {
                        log_sender!("no answer to portid {portid}: {error:?}");
                    }
                }
                Err(malformed) => {
                    log_sender!("portid {portid} (uid {uid}) sent a broken header: {malformed}")
                }
            }
        }
    }
}

impl Echo {
    fn answer(&self, datagram: &Datagram<'_>, message: &Message<'_>) -> netlink::Result {
        let mut answer = datagram.answer(self.greeting.len().saturating_add(1))?;
        let mut greeting = answer.message(echo::ANSWER_KIND, Flags::NONE, message.header.seq)?;
        greeting.raw(self.greeting)?;
        greeting.raw(&[0])?;
        greeting.finish()?;
        datagram.reply(answer)
    }
}
