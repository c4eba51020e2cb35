// SPDX-License-Identifier: MIT OR Apache-2.0

//! The boundary to C: the crate's system calls and all of its `unsafe`.
//!
//! Constants keep the kernel's names here. `EINTR` never leaves this file: a call that a signal interrupts is repeated.

#![allow(unsafe_code)]

use std::mem::{self, MaybeUninit};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

pub(crate) use libc::{
    NETLINK_ADD_MEMBERSHIP, NETLINK_CAP_ACK, NETLINK_DROP_MEMBERSHIP, NETLINK_EXT_ACK,
    NETLINK_GET_STRICT_CHK, NETLINK_LISTEN_ALL_NSID, NETLINK_PKTINFO, SOL_NETLINK, SOL_SOCKET,
    SO_DOMAIN, SO_PROTOCOL,
};

use crate::Errno;

/// One datagram as recvmsg(2) reports it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Received {
    /// The datagram's full length, which may exceed the buffer's.
    pub(crate) len: usize,
    /// The sender's port id; 0 is the kernel.
    pub(crate) sender: u32,
    /// The multicast group that the datagram was sent to; 0 for none.
    pub(crate) group: u32,
    /// The sender's network namespace, if `NETLINK_LISTEN_ALL_NSID` is set and the namespace is not our own.
    pub(crate) nsid: Option<i32>,
}

impl Received {
    #[inline]
    fn new(
        len: usize,
        address: &libc::sockaddr_nl,
        address_len: libc::socklen_t,
    ) -> Result<Self, Errno> {
        if (address_len as usize) < size_of_val(address) {
            // Only a socket of another family replies so, and adopting one is refused.
            return Err(Errno(libc::EAFNOSUPPORT));
        }
        Ok(Self {
            len,
            sender: address.nl_pid,
            group: match address.nl_groups {
                0 => 0,
                mask => mask.trailing_zeros() + 1,
            },
            nsid: None,
        })
    }
}

/// Opens a netlink socket, close-on-exec.
pub(crate) fn socket(protocol: u8) -> Result<OwnedFd, Errno> {
    // SAFETY: socket(2) takes no pointers.
    let fd = check(unsafe {
        libc::socket(
            libc::AF_NETLINK,
            libc::SOCK_RAW | libc::SOCK_CLOEXEC,
            protocol.into(),
        )
    })?;
    // SAFETY: the kernel just returned this descriptor, and nothing else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Binds to a port id, or to one that the kernel chooses for 0. Joins no groups: `NETLINK_ADD_MEMBERSHIP` covers all of
/// them.
pub(crate) fn bind(fd: BorrowedFd<'_>, portid: u32) -> Result<(), Errno> {
    let address = address(portid, 0);
    // SAFETY: the pointer is to a live `sockaddr_nl`, and the length is its own.
    check(unsafe {
        libc::bind(
            fd.as_raw_fd(),
            (&raw const address).cast(),
            size_of_val(&address) as libc::socklen_t,
        )
    })?;
    Ok(())
}

/// The port id that the socket is bound to; 0 before that.
pub(crate) fn local_portid(fd: BorrowedFd<'_>) -> Result<u32, Errno> {
    let mut address = address(0, 0);
    let mut len = size_of_val(&address) as libc::socklen_t;
    // SAFETY: both pointers are to live values, and `len` is the size of the first.
    check(unsafe { libc::getsockname(fd.as_raw_fd(), (&raw mut address).cast(), &mut len) })?;
    Ok(address.nl_pid)
}

/// Calls setsockopt(2) with an integer, which all options used here take.
pub(crate) fn set_option(
    fd: BorrowedFd<'_>,
    level: i32,
    option: i32,
    value: i32,
) -> Result<(), Errno> {
    // SAFETY: the pointer is to a live integer, and the length is its own.
    check(unsafe {
        libc::setsockopt(
            fd.as_raw_fd(),
            level,
            option,
            (&raw const value).cast(),
            size_of_val(&value) as libc::socklen_t,
        )
    })?;
    Ok(())
}

/// Calls getsockopt(2) for an integer.
pub(crate) fn option(fd: BorrowedFd<'_>, level: i32, option: i32) -> Result<i32, Errno> {
    let mut value = [0];
    options(fd, level, option, &mut value)?;
    let [value] = value;
    Ok(value as i32)
}

/// Requests a receive buffer, above the system's limit if the caller is allowed to; returns the size that was granted.
pub(crate) fn set_receive_buffer(fd: BorrowedFd<'_>, bytes: usize) -> Result<usize, Errno> {
    let bytes = i32::try_from(bytes).unwrap_or(i32::MAX);
    let set = |option| set_option(fd, SOL_SOCKET, option, bytes);
    set(libc::SO_RCVBUFFORCE)
        .or_else(|_| set(libc::SO_RCVBUF))
        .and_then(|()| self::option(fd, SOL_SOCKET, libc::SO_RCVBUF))
        .map(|granted| granted as usize)
}

/// The multicast groups that the socket has joined, one bit per group from group 1; ends with the last word that is not
/// 0.
pub(crate) fn memberships(fd: BorrowedFd<'_>) -> Result<Vec<u32>, Errno> {
    let mut words = vec![0; 64];
    let len = options(fd, SOL_NETLINK, libc::NETLINK_LIST_MEMBERSHIPS, &mut words)?;
    words.truncate(len);
    Ok(words)
}

/// The number of messages that the kernel has dropped because this socket's receive buffer was full; wraps.
pub(crate) fn drops(fd: BorrowedFd<'_>) -> Result<u32, Errno> {
    // The kernel has extended `SO_MEMINFO` before, and truncates it to the caller's length.
    let mut info = [0; libc::SK_MEMINFO_DROPS as usize + 1];
    options(fd, SOL_SOCKET, libc::SO_MEMINFO, &mut info)?;
    Ok(info.last().copied().unwrap_or(0))
}

/// Fills `words` with the kernel's words, and returns their number.
fn options(fd: BorrowedFd<'_>, level: i32, option: i32, words: &mut [u32]) -> Result<usize, Errno> {
    let mut len = size_of_val(words) as libc::socklen_t;
    // SAFETY: the pointer is to live integers, which take any bytes, and `len` is the size of all of them.
    check(unsafe {
        libc::getsockopt(
            fd.as_raw_fd(),
            level,
            option,
            words.as_mut_ptr().cast(),
            &mut len,
        )
    })?;
    Ok((len as usize).div_ceil(size_of::<u32>()))
}

/// Limits how long a send(2) may wait for room at the receiver; `None` for ever.
pub(crate) fn set_send_timeout(fd: BorrowedFd<'_>, timeout: Option<Duration>) -> Result<(), Errno> {
    // SAFETY: all zeroes is a `timeval`.
    let mut value: libc::timeval = unsafe { mem::zeroed() };
    if let Some(timeout) = timeout {
        // A `timeval` of 0 means no limit, so the shortest wait is a microsecond.
        let timeout = timeout.max(Duration::from_micros(1));
        // Nobody waits for longer than 68 years, which every system's type holds.
        let seconds = i32::try_from(timeout.as_secs()).unwrap_or(i32::MAX);
        value.tv_sec = seconds.into();
        value.tv_usec = timeout.subsec_micros() as _;
    }
    // SAFETY: the pointer is to a live `timeval`, and the length is its own.
    check(unsafe {
        libc::setsockopt(
            fd.as_raw_fd(),
            SOL_SOCKET,
            libc::SO_SNDTIMEO,
            (&raw const value).cast(),
            size_of_val(&value) as libc::socklen_t,
        )
    })?;
    Ok(())
}

/// Sends one datagram; portid 0 and groups 0 address the kernel. `EAGAIN` after the limit of [`set_send_timeout`]: a
/// call that is repeated after a signal waits for the full limit again.
pub(crate) fn send(
    fd: BorrowedFd<'_>,
    datagram: &[u8],
    portid: u32,
    groups: u32,
    deadline: Option<Instant>,
) -> Result<(), Errno> {
    let address = address(portid, groups);
    again(deadline, || {
        // SAFETY: both pointers are to live values of the lengths that go with them.
        unsafe {
            libc::sendto(
                fd.as_raw_fd(),
                datagram.as_ptr().cast(),
                datagram.len(),
                libc::MSG_NOSIGNAL,
                (&raw const address).cast(),
                size_of_val(&address) as libc::socklen_t,
            )
        }
    })?;
    Ok(())
}

/// Room for the control messages of `NETLINK_PKTINFO` and `NETLINK_LISTEN_ALL_NSID`, 24 bytes each on 64 bits.
type Control = [MaybeUninit<u64>; 8];

/// Receives one datagram, without waiting: `EAGAIN` if there is none, `ENOBUFS` if datagrams were lost before it.
/// Control messages are not requested, which saves the kernel a tenth of the work.
#[inline]
pub(crate) fn receive(fd: BorrowedFd<'_>, buffer: &mut [u8]) -> Result<Received, Errno> {
    let mut address = address(0, 0);
    let mut address_len = size_of_val(&address) as libc::socklen_t;
    let len = again(None, || {
        // SAFETY: the pointers are to live values of the lengths that go with them. MSG_TRUNC as a flag makes the
        // kernel return the datagram's true length; it writes no more than the buffer's.
        unsafe {
            libc::recvfrom(
                fd.as_raw_fd(),
                buffer.as_mut_ptr().cast(),
                buffer.len(),
                libc::MSG_DONTWAIT | libc::MSG_TRUNC,
                (&raw mut address).cast(),
                &mut address_len,
            )
        }
    })?;
    Received::new(len, &address, address_len)
}

/// The maximum number of datagrams per call of [`receive_many`]: more would save little.
pub(crate) const MOST: usize = 16;

/// Receives the datagrams that are available, up to [`MOST`] and to the number of slots of `slot` bytes in the buffer,
/// and describes each; returns their number. Like [`receive`] it does not wait, and fails only if there is no datagram;
/// it reads control messages if there may be any.
pub(crate) fn receive_many(
    fd: BorrowedFd<'_>,
    buffer: &mut [u8],
    slot: usize,
    annotated: bool,
    received: &mut [Received; MOST],
) -> Result<usize, Errno> {
    let mut addresses = [address(0, 0); MOST];
    let mut controls: [Control; MOST] = [[MaybeUninit::uninit(); 8]; MOST];
    // SAFETY: all zeroes is an `iovec`.
    let mut iovs: [libc::iovec; MOST] = unsafe { mem::zeroed() };
    // SAFETY: all zeroes is an `mmsghdr`.
    let mut headers: [libc::mmsghdr; MOST] = unsafe { mem::zeroed() };
    let mut slots = 0;
    for ((((bytes, iov), header), address), control) in buffer
        .chunks_exact_mut(slot)
        .zip(&mut iovs)
        .zip(&mut headers)
        .zip(&mut addresses)
        .zip(&mut controls)
    {
        iov.iov_base = bytes.as_mut_ptr().cast();
        iov.iov_len = slot;
        let message = &mut header.msg_hdr;
        message.msg_name = (&raw mut *address).cast();
        message.msg_namelen = size_of_val(address) as libc::socklen_t;
        message.msg_iov = iov;
        message.msg_iovlen = 1;
        if annotated {
            message.msg_control = control.as_mut_ptr().cast();
            message.msg_controllen = size_of_val(control) as _;
        }
        slots += 1;
    }
    let count = again(None, || {
        // SAFETY: `slots` headers are filled in, and every pointer in them is to a live value of the length beside it.
        // MSG_TRUNC as a flag makes the kernel report a datagram's full length; it writes no more than `iov_len`.
        let count = unsafe {
            libc::recvmmsg(
                fd.as_raw_fd(),
                headers.as_mut_ptr(),
                slots,
                (libc::MSG_DONTWAIT | libc::MSG_TRUNC) as _,
                std::ptr::null_mut(),
            )
        };
        count as isize
    })?;
    let filled_in = headers.get(..count).unwrap_or_default();
    for ((header, address), one) in filled_in.iter().zip(&addresses).zip(received) {
        let message = &header.msg_hdr;
        *one = Received::new(header.msg_len as usize, address, message.msg_namelen)?;
        if message.msg_controllen != 0 {
            read_control(message, one);
        }
    }
    Ok(count)
}

/// Reads the control messages of a `message` that recvmsg(2) has just filled in.
fn read_control(message: &libc::msghdr, received: &mut Received) {
    // SAFETY: `message` is as the kernel left it, so its control pointer and length describe control messages, and
    // the two macros stay inside them.
    let mut next = unsafe { libc::CMSG_FIRSTHDR(message) };
    // SAFETY: as above: a pointer that is not null is to a whole control message header.
    while let Some(header) = unsafe { next.as_ref() } {
        // SAFETY: as above.
        let data = unsafe { libc::CMSG_DATA(header) };
        match (header.cmsg_level, header.cmsg_type) {
            (SOL_NETLINK, NETLINK_PKTINFO) => {
                // SAFETY: the kernel puts a `struct nl_pktinfo` here, which is one u32, at any alignment.
                received.group = unsafe { data.cast::<u32>().read_unaligned() };
            }
            (SOL_NETLINK, NETLINK_LISTEN_ALL_NSID) => {
                // SAFETY: the kernel puts an int here, at any alignment.
                received.nsid = Some(unsafe { data.cast::<i32>().read_unaligned() });
            }
            _ => {}
        }
        // SAFETY: as above, and `header` is one of the message's own.
        next = unsafe { libc::CMSG_NXTHDR(message, header) };
    }
}

/// Waits until the descriptor is readable, an error is pending or the time is over; `false` for the last.
pub(crate) fn wait_readable(fd: BorrowedFd<'_>, deadline: Option<Instant>) -> Result<bool, Errno> {
    loop {
        let mut poll = libc::pollfd {
            fd: fd.as_raw_fd(),
            events: libc::POLLIN,
            revents: 0,
        };
        let left = match deadline {
            None => -1,
            Some(deadline) => {
                let left = deadline.saturating_duration_since(Instant::now());
                // Rounded up: if poll(2) returned before the deadline, it would be called again for nothing.
                let millis = left.as_nanos().div_ceil(1_000_000);
                i32::try_from(millis).unwrap_or(i32::MAX)
            }
        };
        // SAFETY: the pointer is to one live `pollfd`, as the count says.
        match check(unsafe { libc::poll(&mut poll, 1, left) }) {
            Ok(0) => return Ok(false),
            Ok(_) => return Ok(true),
            Err(Errno(libc::EINTR)) => {}
            Err(errno) => return Err(errno),
        }
    }
}

/// A descriptor that is readable whenever one of those is that [`add_to_poll`] adds to it; close-on-exec.
pub(crate) fn poll() -> Result<OwnedFd, Errno> {
    // SAFETY: epoll_create1(2) takes no pointers.
    let fd = check(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
    // SAFETY: the kernel just returned this descriptor, and nothing else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Adds a descriptor to those of [`poll`]; closing it removes it.
pub(crate) fn add_to_poll(poll: BorrowedFd<'_>, fd: BorrowedFd<'_>) -> Result<(), Errno> {
    let mut event = libc::epoll_event {
        events: libc::EPOLLIN as u32,
        u64: 0,
    };
    let (add, fd) = (libc::EPOLL_CTL_ADD, fd.as_raw_fd());
    // SAFETY: the pointer is to a live `epoll_event`.
    check(unsafe { libc::epoll_ctl(poll.as_raw_fd(), add, fd, &mut event) })?;
    Ok(())
}

/// Memory of the kernel's, mapped for reading: words that may change at any time.
#[derive(Debug)]
pub(crate) struct Words {
    start: NonNull<AtomicU64>,
    count: usize,
    /// The descriptor that was mapped.
    fd: OwnedFd,
}

impl Words {
    /// Takes over a descriptor and maps `bytes` of it, from its begin on. `EOPNOTSUPP` on processors that cannot read 64
    /// bits at once without writing.
    pub(crate) fn map(fd: OwnedFd, bytes: u64) -> Result<Self, Errno> {
        if cfg!(not(target_pointer_width = "64")) {
            return Err(Errno::EOPNOTSUPP);
        }
        let count = usize::try_from(bytes).unwrap_or(usize::MAX) / size_of::<AtomicU64>();
        // SAFETY: a new mapping, at an address that the kernel chooses.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                count * size_of::<AtomicU64>(),
                libc::PROT_READ,
                libc::MAP_SHARED,
                fd.as_raw_fd(),
                0,
            )
        };
        if start == libc::MAP_FAILED {
            return Err(Errno::last());
        }
        let start = NonNull::new(start.cast()).ok_or(Errno(libc::EFAULT))?;
        Ok(Self { start, count, fd })
    }
}

// SAFETY: the memory belongs to no thread, and is only read, as words that are Sync.
unsafe impl Sync for Words {}
// SAFETY: as above.
unsafe impl Send for Words {}

impl std::ops::Deref for Words {
    type Target = [AtomicU64];

    #[inline]
    fn deref(&self) -> &[AtomicU64] {
        // SAFETY: so many words are mapped there until this is dropped. They can only be read, which relaxed and acquiring
        // loads of a machine word do; nobody has a way from a shared `AtomicU64` in it to a write but its own functions,
        // which the crate does not call.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.count) }
    }
}

/// Copies words in the machine's byte order, as many as there is room for: each is as by a relaxed load.
pub(crate) fn copy_words(words: &[AtomicU64], to: &mut [u8]) {
    // Miri has no assembly.
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    let (words, to) = copy_many(words, to);
    for (to, word) in to.chunks_exact_mut(size_of::<AtomicU64>()).zip(words) {
        to.copy_from_slice(&word.load(Ordering::Relaxed).to_ne_bytes());
    }
}

/// Copies most of them, and returns the rest.
#[cfg(all(target_arch = "x86_64", not(miri)))]
fn copy_many<'w, 't>(words: &'w [AtomicU64], to: &'t mut [u8]) -> (&'w [AtomicU64], &'t mut [u8]) {
    /// The number of words that one turn of the loop copies.
    const MANY: usize = 16;
    const WORD: usize = size_of::<AtomicU64>();

    let count = words.len().min(to.len() / WORD);
    let many = count - count % MANY;
    let (words, few) = words.split_at(many);
    let (to, rest) = to.split_at_mut(many * WORD);
    if many == 0 {
        return (few, rest);
    }
    // SAFETY: So many words can be read, and as many bytes be written, as slices say; `many` is a multiple of what one turn
    // copies. Assembly may load what others write, and these loads may be halved only between words; on this processor they
    // come before later loads.
    unsafe {
        std::arch::asm!(
            "2:",
            "movups {a}, [{from}]",
            "movups {b}, [{from} + 16]",
            "movups {c}, [{from} + 32]",
            "movups {d}, [{from} + 48]",
            "movups [{to}], {a}",
            "movups [{to} + 16], {b}",
            "movups [{to} + 32], {c}",
            "movups [{to} + 48], {d}",
            "movups {a}, [{from} + 64]",
            "movups {b}, [{from} + 80]",
            "movups {c}, [{from} + 96]",
            "movups {d}, [{from} + 112]",
            "movups [{to} + 64], {a}",
            "movups [{to} + 80], {b}",
            "movups [{to} + 96], {c}",
            "movups [{to} + 112], {d}",
            "add {from}, 128",
            "add {to}, 128",
            "sub {left}, 128",
            "jnz 2b",
            from = inout(reg) words.as_ptr() => _,
            to = inout(reg) to.as_mut_ptr() => _,
            left = inout(reg) many * WORD => _,
            a = out(xmm_reg) _,
            b = out(xmm_reg) _,
            c = out(xmm_reg) _,
            d = out(xmm_reg) _,
            options(nostack),
        );
    }
    (few, rest)
}

impl Drop for Words {
    fn drop(&mut self) {
        // SAFETY: mapped in `map`, with this length, and nobody refers to it any more. It does not fail.
        unsafe {
            libc::munmap(
                self.start.as_ptr().cast(),
                self.count * size_of::<AtomicU64>(),
            )
        };
    }
}

impl AsFd for Words {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

/// The descriptor of this number, which a message of the kernel has given to this process.
pub(crate) fn given(number: u32) -> Result<OwnedFd, Errno> {
    let number = i32::try_from(number).map_err(|_| Errno(libc::EBADF))?;
    // SAFETY: the caller read the number in a reply of the kernel's that installs a descriptor, in the process that asked,
    // once for each reply; nothing else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(number) })
}

/// A packet socket, close-on-exec, that receives nothing before it is bound.
pub(crate) fn packet_socket() -> Result<OwnedFd, Errno> {
    let kind = libc::SOCK_RAW | libc::SOCK_CLOEXEC;
    // SAFETY: socket(2) takes no pointers.
    let fd = check(unsafe { libc::socket(libc::AF_PACKET, kind, 0) })?;
    // SAFETY: the kernel just returned this descriptor, and nothing else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Binds a packet socket to all packets of a device.
pub(crate) fn bind_packet(fd: BorrowedFd<'_>, index: i32) -> Result<(), Errno> {
    let mut address = packet_address();
    address.sll_protocol = (libc::ETH_P_ALL as u16).to_be();
    address.sll_ifindex = index;
    // SAFETY: the pointer is to a live `sockaddr_ll`, and the length is its own.
    check(unsafe {
        libc::bind(
            fd.as_raw_fd(),
            (&raw const address).cast(),
            size_of_val(&address) as libc::socklen_t,
        )
    })?;
    Ok(())
}

/// A packet of an nlmon device.
pub(crate) struct Packet {
    /// The packet's full length, which may exceed the buffer's.
    pub(crate) len: usize,
    /// The netlink protocol.
    pub(crate) protocol: u16,
}

/// Receives one packet, without waiting: `EAGAIN` if there is none.
pub(crate) fn receive_packet(fd: BorrowedFd<'_>, buffer: &mut [u8]) -> Result<Packet, Errno> {
    let mut address = packet_address();
    let mut address_len = size_of_val(&address) as libc::socklen_t;
    let len = again(None, || {
        // SAFETY: as in `receive`.
        unsafe {
            libc::recvfrom(
                fd.as_raw_fd(),
                buffer.as_mut_ptr().cast(),
                buffer.len(),
                libc::MSG_DONTWAIT | libc::MSG_TRUNC,
                (&raw mut address).cast(),
                &mut address_len,
            )
        }
    })?;
    Ok(Packet {
        len,
        protocol: u16::from_be(address.sll_protocol),
    })
}

/// The number of packets that a packet socket has dropped since the last call.
pub(crate) fn packet_drops(fd: BorrowedFd<'_>) -> Result<u32, Errno> {
    // `struct tpacket_stats`: packets, drops.
    let mut statistics = [0; 2];
    options(
        fd,
        libc::SOL_PACKET,
        libc::PACKET_STATISTICS,
        &mut statistics,
    )?;
    let [_, drops] = statistics;
    Ok(drops)
}

fn packet_address() -> libc::sockaddr_ll {
    // SAFETY: all zeroes is a `sockaddr_ll`.
    let mut address: libc::sockaddr_ll = unsafe { mem::zeroed() };
    address.sll_family = libc::AF_PACKET as libc::sa_family_t;
    address
}

/// Moves the calling thread into a network namespace.
pub(crate) fn enter_netns(netns: BorrowedFd<'_>) -> Result<(), Errno> {
    // SAFETY: setns(2) takes no pointers, and changes the calling thread only.
    check(unsafe { libc::setns(netns.as_raw_fd(), libc::CLONE_NEWNET) })?;
    Ok(())
}

/// A second descriptor of the same socket, watched by the tokio runtime that this is called in.
#[cfg(feature = "tokio")]
pub(crate) fn watch(fd: BorrowedFd<'_>) -> Result<tokio::io::unix::AsyncFd<OwnedFd>, Errno> {
    use tokio::io::{unix::AsyncFd, Interest};

    let errno = |error: std::io::Error| Errno(error.raw_os_error().unwrap_or(libc::EIO));
    let watched = fd.try_clone_to_owned().map_err(errno)?;
    // SAFETY: an `OwnedFd` keeps its descriptor open for as long as it lives and always names the same one. The callers
    // keep the returned value to themselves and only wait on it, so no other descriptor takes its place.
    let watch = unsafe { AsyncFd::register_with_interest(watched, Interest::READABLE) };
    watch.map_err(|error| errno(error.into()))
}

fn address(portid: u32, groups: u32) -> libc::sockaddr_nl {
    // SAFETY: all zeroes is a `sockaddr_nl`.
    let mut address: libc::sockaddr_nl = unsafe { mem::zeroed() };
    address.nl_family = libc::AF_NETLINK as libc::sa_family_t;
    address.nl_pid = portid;
    address.nl_groups = groups;
    address
}

fn check(returned: i32) -> Result<i32, Errno> {
    if returned < 0 {
        Err(Errno::last())
    } else {
        Ok(returned)
    }
}

/// Repeats a call until no signal interrupts it, or the deadline has passed: `EAGAIN`.
#[inline]
fn again(deadline: Option<Instant>, mut call: impl FnMut() -> isize) -> Result<usize, Errno> {
    loop {
        match usize::try_from(call()) {
            Ok(count) => return Ok(count),
            Err(_) => match Errno::last() {
                Errno(libc::EINTR) if deadline.is_none_or(|at| Instant::now() < at) => {}
                Errno(libc::EINTR) => return Err(Errno::EAGAIN),
                errno => return Err(errno),
            },
        }
    }
}

#[cfg(test)]
#[cfg(not(miri))] // Miri has no netlink.
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    use std::{ptr, thread};

    use super::*;

    const LIMIT: Duration = Duration::from_millis(200);
    const USERSOCK: u8 = 2;

    #[test]
    fn words_are_copied_as_far_as_there_is_room() {
        let words: Vec<_> = (1..70_u64)
            .map(|at| AtomicU64::new((at << 40) | at))
            .collect();
        let bytes: Vec<u8> = words
            .iter()
            .flat_map(|word| word.load(Ordering::Relaxed).to_ne_bytes())
            .collect();
        for count in 0..words.len() {
            for room in [8 * count + 20, 8 * count, (8 * count).saturating_sub(3)] {
                let mut to = vec![0; room];
                copy_words(&words[..count], &mut to);
                let copied = count.min(room / 8) * 8;
                assert_eq!(to[..copied], bytes[..copied], "{count} words");
                assert!(to[copied..].iter().all(|byte| *byte == 0), "{count} words");
            }
        }
    }

    static CAUGHT: AtomicU32 = AtomicU32::new(0);

    extern "C" fn catch(_: i32) {
        CAUGHT.fetch_add(1, Ordering::Relaxed);
    }

    /// Runs a call that signals interrupt every few milliseconds; their handler does not restart it.
    fn disturbed<T>(call: impl FnOnce() -> T) -> T {
        // SAFETY: all zeroes is a `sigaction` without flags: no SA_RESTART.
        let mut action: libc::sigaction = unsafe { mem::zeroed() };
        action.sa_sigaction = catch as extern "C" fn(i32) as libc::sighandler_t;
        // SAFETY: `action` is live, and its handler only adds to an atomic number, as handlers may.
        check(unsafe { libc::sigaction(libc::SIGUSR1, &action, ptr::null_mut()) }).unwrap();
        // SAFETY: the function takes no arguments.
        let this = unsafe { libc::pthread_self() };
        let over = AtomicBool::new(false);
        let before = CAUGHT.load(Ordering::Relaxed);
        let returned = thread::scope(|scope| {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    // SAFETY: the thread exists until this one has ended.
                    unsafe { libc::pthread_kill(this, libc::SIGUSR1) };
                    thread::sleep(Duration::from_millis(5));
                }
            });
            let returned = call();
            over.store(true, Ordering::Relaxed);
            returned
        });
        let caught = CAUGHT.load(Ordering::Relaxed) - before;
        assert!(caught > 3, "only {caught} signals came");
        returned
    }

    fn bound() -> OwnedFd {
        let fd = socket(USERSOCK).unwrap();
        bind(fd.as_fd(), 0).unwrap();
        fd
    }

    #[test]
    fn signals_neither_end_a_wait_nor_make_it_longer() {
        let fd = bound();
        let before = Instant::now();
        let readable = disturbed(|| wait_readable(fd.as_fd(), Some(before + LIMIT)));
        assert_eq!(readable, Ok(false));
        let waited = before.elapsed();
        assert!(waited >= LIMIT && waited < 10 * LIMIT, "{waited:?}");
    }

    #[test]
    fn signals_do_not_keep_data_from_being_received() {
        let (here, there) = (bound(), bound());
        let portid = local_portid(here.as_fd()).unwrap();
        let received = disturbed(|| {
            thread::scope(|scope| {
                scope.spawn(|| {
                    thread::sleep(LIMIT / 2);
                    send(there.as_fd(), b"hello", portid, 0, None).unwrap();
                });
                assert_eq!(wait_readable(here.as_fd(), None), Ok(true));
                receive(here.as_fd(), &mut [0; 16])
            })
        });
        assert_eq!(received.unwrap().len, 5);
    }

    #[test]
    fn signals_do_not_make_a_send_wait_longer_than_it_may() {
        let (here, there) = (bound(), bound());
        let portid = local_portid(there.as_fd()).unwrap();
        set_send_timeout(here.as_fd(), Some(LIMIT)).unwrap();
        set_option(there.as_fd(), SOL_SOCKET, libc::SO_RCVBUF, 0).unwrap();
        let sent = || {
            let deadline = Instant::now() + LIMIT;
            send(here.as_fd(), &[0; 1000], portid, 0, Some(deadline))
        };
        let before = Instant::now();
        let refused = disturbed(|| (0..100).map(|_| sent()).find(Result::is_err));
        assert_eq!(refused, Some(Err(Errno::EAGAIN)));
        let waited = before.elapsed();
        assert!(waited >= LIMIT && waited < 10 * LIMIT, "{waited:?}");
    }
}
