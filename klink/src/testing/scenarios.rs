// SPDX-License-Identifier: MIT OR Apache-2.0

use crate::scripted::{Answers, Item, Script};
use crate::wire::genl::{self, ctrl};
use crate::wire::{Flags, Header, Message};
use crate::Errno;

/// Changes the replies of another script.
fn changed<S: Script>(mut script: S, change: impl Fn(Item, &mut Answers) + Send) -> impl Script {
    move |request: &Message<'_>, answers: &mut Answers| {
        let mut inner = Answers::default();
        script.answer(request, &mut inner);
        for item in inner.items {
            change(item, answers);
        }
    }
}

/// Never replies.
pub fn silent() -> impl Script {
    |_: &Message<'_>, _: &mut Answers| {}
}

/// Replies to each request with its own payload, and acknowledges if asked to.
pub fn echoes() -> impl Script {
    |request: &Message<'_>, answers: &mut Answers| {
        answers.reply(request, Header::MIN_KIND, |reply| {
            reply.raw(request.payload)
        });
        answers.ack(request);
    }
}

/// Replies to the port id in the request's header (`nlmsg_pid`), as modules made from tutorials do: only a socket that
/// sends its own port id receives anything.
///
/// # Panics
/// Panics where the real kernel would: when a message has port id 0, to which such a module replies itself, and so on.
pub fn naive<S: Script>(mut script: S) -> impl Script {
    move |request: &Message<'_>, answers: &mut Answers| {
        let mut inner = Answers::default();
        script.answer(request, &mut inner);
        for item in &mut inner.items {
            item.to = Some(request.header.claimed_portid);
        }
        answers.items.append(&mut inner.items);
    }
}

/// Sends a message with another sequence number before every reply, as if to a request that was given up.
pub fn unmatched<S: Script>(script: S) -> impl Script {
    changed(script, |item, answers| {
        let mut unmatched = item.clone();
        // The highest bit of the number: no batch is long enough to hold both.
        let high = if cfg!(target_endian = "big") { 8 } else { 11 };
        if let Some(seq) = unmatched.bytes.get_mut(high) {
            *seq ^= 0x80;
        }
        answers.items.push_back(unmatched);
        answers.items.push_back(item);
    })
}

/// Sends a copy of every reply before it from another program, with the right sequence number.
pub fn forged<S: Script>(script: S) -> impl Script {
    changed(script, |item, answers| {
        let mut forged = item.clone();
        forged.received.sender = 4_000_000_000;
        for byte in forged.bytes.iter_mut().skip(Header::LEN) {
            *byte = !*byte;
        }
        answers.items.push_back(forged);
        answers.items.push_back(item);
    })
}

/// Marks every dump as inconsistent.
pub fn interrupted<S: Script>(script: S) -> impl Script {
    changed(script, |mut item, answers| {
        // The flag is in the low byte of the flags.
        let low = if cfg!(target_endian = "big") { 7 } else { 6 };
        if let Some(flags) = item.bytes.get_mut(low) {
            *flags |= Flags::DUMP_INTR.0 as u8;
        }
        answers.items.push_back(item);
    })
}

/// Makes the first reply to every request too long for any buffer.
pub fn truncated<S: Script>(mut script: S) -> impl Script {
    let mut truncated = std::collections::BTreeSet::new();
    move |request: &Message<'_>, answers: &mut Answers| {
        let mut inner = Answers::default();
        script.answer(request, &mut inner);
        if truncated.insert(request.header.seq) {
            if let Some(first) = inner.items.front_mut() {
                first.received.len = 1 << 20;
            }
        }
        answers.items.append(&mut inner.items);
    }
}

/// Loses the last reply to every request, as if the socket were full.
pub fn overrun<S: Script>(mut script: S) -> impl Script {
    move |request: &Message<'_>, answers: &mut Answers| {
        let mut inner = Answers::default();
        script.answer(request, &mut inner);
        if let Some(mut last) = inner.items.pop_back() {
            last.errno = Some(Errno::ENOBUFS);
            last.drops = 1;
            // The kernel reports the loss before the datagrams that the socket holds.
            inner.items.push_front(last);
        }
        answers.items.append(&mut inner.items);
    }
}

/// Sends all replies to a request in one datagram.
pub fn packed<S: Script>(mut script: S) -> impl Script {
    move |request: &Message<'_>, answers: &mut Answers| {
        let mut inner = Answers::default();
        script.answer(request, &mut inner);
        let to = inner.items.front().and_then(|first| first.to);
        let mut bytes = Vec::new();
        for item in inner.items {
            bytes.resize(crate::wire::align(bytes.len()), 0);
            bytes.extend(item.bytes);
        }
        answers.datagram(&bytes);
        if let Some(packed) = answers.items.back_mut() {
            packed.to = to;
        }
    }
}

/// Answers the question for a generic netlink family by name, as the controller does, and leaves everything else to
/// another script. The family has multicast groups, each with its number.
pub fn family<S: Script>(
    name: &'static str,
    id: u16,
    groups: &'static [(&'static str, u32)],
    mut script: S,
) -> impl Script {
    move |request: &Message<'_>, answers: &mut Answers| {
        if request.kind() != ctrl::ID {
            return script.answer(request, answers);
        }
        let asked = request
            .attrs(genl::Header::LEN)
            .find(ctrl::attr::FAMILY_NAME);
        if asked.and_then(|asked| asked.str().ok()) != Some(name) {
            return answers.refuse(request, Errno::ENOENT, "");
        }
        answers.reply(request, ctrl::ID, |reply| {
            let header = genl::Header {
                cmd: ctrl::cmd::NEW_FAMILY,
                version: ctrl::VERSION,
            };
            reply.raw(&header.to_bytes())?;
            reply.put_u16(ctrl::attr::FAMILY_ID, id)?;
            reply.put_str(ctrl::attr::FAMILY_NAME, name)?;
            reply.nest(ctrl::attr::GROUPS, |all| {
                for ((group, number), index) in groups.iter().zip(1..) {
                    all.nest(index, |one| {
                        one.put_str(ctrl::group::NAME, group)?;
                        one.put_u32(ctrl::group::ID, *number)
                    })?;
                }
                Ok(())
            })
        });
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // A test that cannot go on fails.
mod tests {
    use super::*;

    #[test]
    fn an_unmatched_message_is_far_from_its_request() {
        for seq in [1, 3, 0x0102_0201, 0x0300_0003, u32::MAX] {
            let request = crate::request(20, |_| Ok(()));
            let mut outbox = crate::request::Outbox::of_kernel();
            outbox.push(&request, Flags::ACK, seq).unwrap();
            let sent = crate::wire::Messages::new(outbox.written()).next();
            let mut answers = Answers::default();
            unmatched(echoes()).answer(&sent.unwrap().unwrap(), &mut answers);
            let seqs = answers.items.iter().map(|item| {
                let header = Header::read(&item.bytes).unwrap();
                header.seq.wrapping_sub(seq)
            });
            // The echo and the acknowledgement, each after its unmatched copy.
            let half = 1 << 31;
            assert_eq!(seqs.collect::<Vec<_>>(), [half, 0, half, 0], "{seq:#x}");
        }
    }
}
