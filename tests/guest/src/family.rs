// SPDX-License-Identifier: MIT OR Apache-2.0

//! A program's end of a generic netlink family.

use std::time::Duration;

use klink::genl::{Answer, Controller, Family};
use klink::wire::BuildError;
use klink::{Acknowledgement, Error, ErrorKind, Names, Netns, Socket, Writer};

/// How long a reply may take in an emulated guest that others keep busy.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A family, and a socket to talk to it.
#[derive(Debug)]
pub struct Client {
    family: Family,
    socket: Socket,
    names: &'static Names,
}

impl Client {
    /// Finds the family; `names` are the names of its attributes.
    pub fn open(name: &str, names: &'static Names) -> Self {
        let mut controller = Controller::open().expect("cannot ask for families");
        let family = controller.family(name).expect("no such family");
        Self::over(controller.into(), family, names)
    }

    /// Finds the family in another network namespace.
    pub fn open_in(netns: &Netns, name: &str, names: &'static Names) -> Result<Self, Error> {
        let mut controller = Controller::open_in(netns)?;
        let family = controller.family(name)?;
        Ok(Self::over(controller.into(), family, names))
    }

    fn over(mut socket: Socket, family: Family, names: &'static Names) -> Self {
        socket.set_timeout(Some(TIMEOUT));
        Self {
            family,
            socket,
            names,
        }
    }

    /// The family as the controller describes it.
    pub fn family(&self) -> &Family {
        &self.family
    }

    /// Its socket.
    pub fn socket(&mut self) -> &mut Socket {
        &mut self.socket
    }

    /// Sends a request and returns its reply.
    pub fn ask<F>(&mut self, cmd: u8, write: F) -> Result<Answer<'_>, Error>
    where
        F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
    {
        let request = self.family.request(cmd, write).names(self.names);
        self.socket.request(&request)
    }

    /// Sends a request and returns the kernel's acknowledgement, positive or negative.
    pub fn ack<F>(&mut self, cmd: u8, write: F) -> Acknowledgement
    where
        F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
    {
        let request = self.family.request(cmd, write).names(self.names);
        match self.socket.apply(&request) {
            Ok(ack) => ack,
            Err(error) => match error.kind() {
                ErrorKind::Refused(ack) => (**ack).clone(),
                _ => panic!("{error}"),
            },
        }
    }
}
