// SPDX-License-Identifier: MIT OR Apache-2.0

//! A process's end of the echo protocol: sends any bytes, and reads the replies.

use std::num::NonZeroU32;
use std::os::fd::OwnedFd;
use std::time::Duration;

use klink::echo::{Client, GREETING, PROTOCOL};
use klink::{Error, Flags, Header, Message, Portid, Raw, Sender};
use rustix::io::Errno;
use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{socket_with, AddressFamily, Protocol, SocketFlags, SocketType};

/// How long a reply may take in an emulated guest that others keep busy.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A socket on protocol 30.
#[derive(Debug)]
pub struct Peer {
    raw: Raw,
}

/// A header and a payload, padded.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// `nlmsg_len`; the true length if `None`.
    pub len: Option<u32>,
    /// `nlmsg_type`
    pub kind: u16,
    /// `nlmsg_flags`
    pub flags: u16,
    /// `nlmsg_seq`
    pub seq: u32,
    /// `nlmsg_pid`
    pub claimed_portid: u32,
    /// The payload after the header.
    pub payload: &'a [u8],
}

impl<'a> Draft<'a> {
    /// A message like those of clients of the exercise, except for the length and the port id.
    pub fn new(payload: &'a [u8]) -> Self {
        Self {
            len: None,
            kind: 0,
            flags: 0,
            seq: 0,
            claimed_portid: 0,
            payload,
        }
    }

    /// The bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let len = Header::LEN + self.payload.len();
        let header = Header {
            len: self.len.unwrap_or(len as u32),
            kind: self.kind,
            flags: Flags(self.flags),
            seq: self.seq,
            claimed_portid: self.claimed_portid,
        };
        let mut bytes = header.to_bytes().to_vec();
        bytes.extend_from_slice(self.payload);
        bytes.resize(len.next_multiple_of(4), 0);
        bytes
    }
}

/// An answer, owned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its header.
    pub header: Header,
    /// Its payload.
    pub payload: Vec<u8>,
}

impl Answer {
    /// Checks that it is the greeting to the message with this sequence number.
    pub fn is_greeting(&self, seq: u32) {
        assert_eq!(self.payload, format!("{GREETING}\0").as_bytes());
        assert_eq!((self.header.kind, self.header.seq), (Header::DONE, seq));
    }
}

impl Peer {
    /// Opens a socket with a port id that the kernel chooses.
    pub fn open() -> Self {
        Self::over(Raw::open(PROTOCOL).expect("cannot open protocol 30"))
    }

    /// Opens a socket with this port id.
    pub fn bound_to(portid: u32) -> Self {
        let socket = bind(PROTOCOL, portid).expect("the port id is taken");
        Self::over(Raw::try_from(socket).expect("it is a netlink socket"))
    }

    fn over(mut raw: Raw) -> Self {
        raw.set_timeout(Some(TIMEOUT))
            .expect("cannot set the timeout");
        Self { raw }
    }

    /// The port id of the socket.
    pub fn portid(&self) -> Portid {
        self.raw.portid().expect("it is bound")
    }

    /// Makes the buffer so small that replies are soon lost.
    pub fn small_buffer(&self) {
        self.raw
            .set_receive_buffer(4096)
            .expect("cannot shrink the buffer");
    }

    /// Sends these bytes as one datagram.
    pub fn send(&mut self, datagram: &[u8]) {
        self.raw.send(datagram).expect("cannot send");
    }

    /// The next reply, which must be the only message of its datagram and from the kernel.
    pub fn answer(&mut self) -> Answer {
        let datagram = self.raw.receive().expect("no answer");
        assert_eq!(datagram.sender, Sender::Kernel);
        let messages: Vec<Message<'_>> = datagram
            .messages()
            .collect::<Result<_, _>>()
            .expect("the answer is malformed");
        let [message] = messages[..] else {
            panic!("not one message: {messages:?}")
        };
        Answer {
            header: message.header,
            payload: message.payload.to_vec(),
        }
    }

    /// The next message, without waiting: `Ok(None)` if there is none. Modules reply before sending returns.
    pub fn waiting(&mut self) -> Result<Option<Vec<u8>>, Error> {
        Ok(self
            .raw
            .try_receive()?
            .map(|datagram| datagram.bytes.to_vec()))
    }

    /// Checks that no message has arrived.
    pub fn hears_nothing(&mut self) {
        assert_eq!(self.waiting().expect("cannot receive"), None);
    }

    /// Sends a well-formed message and checks its reply.
    pub fn good_exchange(&mut self) {
        let seq = 0x5eed;
        self.send(
            &Draft {
                seq,
                ..Draft::new(b"fine\0")
            }
            .bytes(),
        );
        self.answer().is_greeting(seq);
    }
}

/// A netlink socket with this port id.
///
/// # Errors
/// Fails with `EADDRINUSE` if another socket of the protocol has it.
pub fn bind(protocol: klink::Protocol, portid: u32) -> Result<OwnedFd, Errno> {
    let number = Protocol::from_raw(NonZeroU32::new(protocol.0.into()).ok_or(Errno::INVAL)?);
    let family = AddressFamily::NETLINK;
    let socket = socket_with(family, SocketType::RAW, SocketFlags::CLOEXEC, Some(number))?;
    rustix::net::bind(&socket, &SocketAddrNetlink::new(portid, 0))?;
    Ok(socket)
}

/// Checks that a new client of klink's own gets a reply.
pub fn good_exchange() {
    let mut client = Client::open(PROTOCOL).expect("cannot open protocol 30");
    client
        .set_timeout(Some(TIMEOUT))
        .expect("cannot set the timeout");
    assert_eq!(client.say("fine").expect("no answer"), GREETING.as_bytes());
}
