// SPDX-License-Identifier: MIT OR Apache-2.0

//! The state of an exchange, and what each message that arrives means for it. It works on headers, without socket or
//! clock.
//!
//! At most one exchange is open at a time; it has one sequence number, or a run of them for a batch. A message with
//! another number is unmatched: it is the reply to a request that was given up. Unmatched messages are counted and
//! never fatal.

use crate::wire::{Flags, Header};

/// The current exchange, and the rest of earlier ones.
#[derive(Debug)]
pub(crate) struct Exchange {
    next: u32,
    first: u32,
    /// The number of awaited sequence numbers from `first` on; 0 if there is none.
    count: u32,
    dump: bool,
    interrupted: bool,
    /// The sequence number of a dump that was not read to its end. The kernel refuses another dump until then
    /// (`EBUSY`).
    abandoned: Option<u32>,
    unmatched: u64,
}

/// The meaning of a message for the exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageClass {
    /// None: it belongs to no request, or carries no information.
    Nothing,
    /// A reply to the request with this index.
    Reply(u32),
    /// The acknowledgement of the request with this index.
    Acknowledgement(u32),
    /// The end of the dump.
    End,
}

impl Exchange {
    /// The maximum number of requests of one exchange.
    pub(crate) const MAX: u32 = 1 << 20;
    const LAST_BEGIN: u32 = u32::MAX - Self::MAX;

    /// Makes a state without an exchange. `seed` is the first sequence number: different for each socket, so that
    /// replies to another program that had the same port id before match nothing.
    pub(crate) fn new(seed: u32) -> Self {
        Self {
            next: seed,
            first: seed,
            count: 0,
            dump: false,
            interrupted: false,
            abandoned: None,
            unmatched: 0,
        }
    }

    /// Opens an exchange of a single request, and returns its sequence number. An open exchange is given up.
    #[inline]
    pub(crate) fn begin(&mut self, dump: bool) -> u32 {
        self.give_up();
        // A run of numbers must not wrap, and many notifications have the number 0.
        if self.next == 0 || self.next > Self::LAST_BEGIN {
            self.next = 1;
        }
        self.first = self.next;
        self.dump = dump;
        self.interrupted = false;
        self.add()
    }

    /// Adds a request to the exchange, and returns its sequence number.
    #[inline]
    pub(crate) fn add(&mut self) -> u32 {
        let seq = self.next;
        self.next = seq.wrapping_add(1);
        self.count += 1;
        seq
    }

    /// Removes the request that was added last.
    #[cold]
    pub(crate) fn take_back(&mut self) {
        self.next = self.next.wrapping_sub(1);
        self.count = self.count.saturating_sub(1);
    }

    /// Closes the exchange, which is complete.
    #[inline]
    pub(crate) fn finish(&mut self) {
        self.count = 0;
    }

    /// Closes the exchange without waiting for the rest.
    #[inline]
    pub(crate) fn give_up(&mut self) {
        if self.is_dump() {
            self.abandoned = Some(self.first);
        }
        self.count = 0;
    }

    /// Handles an expired deadline. The end of an abandoned dump is waited for once.
    #[cold]
    pub(crate) fn time_out(&mut self) {
        if self.count == 0 {
            self.abandoned = None;
        }
        self.give_up();
    }

    /// Whether a dump must be read to its end before another one can begin.
    #[inline]
    pub(crate) fn must_drain(&self) -> bool {
        self.abandoned.is_some()
    }

    /// The index of the request with the sequence number `seq`, if it is awaited.
    #[inline]
    fn index(&self, seq: u32) -> Option<u32> {
        let index = seq.wrapping_sub(self.first);
        (index < self.count).then_some(index)
    }

    /// Whether a message is a reply.
    #[inline]
    pub(crate) fn is_reply(&self, header: &Header) -> bool {
        self.index(header.seq).is_some() && header.kind >= Header::MIN_KIND
    }

    /// Whether a message belongs to the exchange, or to an abandoned dump.
    pub(crate) fn is_ours(&self, header: &Header) -> bool {
        self.index(header.seq).is_some() || self.abandoned == Some(header.seq)
    }

    /// Remembers what the flags of a reply say about the dump.
    #[inline]
    pub(crate) fn note_flags(&mut self, flags: Flags) {
        if flags.contains(Flags::DUMP_INTR) {
            self.interrupted = true;
        }
    }

    /// Classifies a message.
    #[inline]
    pub(crate) fn classify(&mut self, header: &Header) -> MessageClass {
        match self.index(header.seq) {
            Some(index) => {
                self.note_flags(header.flags);
                match header.kind {
                    Header::MIN_KIND.. => MessageClass::Reply(index),
                    Header::ERROR => MessageClass::Acknowledgement(index),
                    Header::DONE if self.dump => MessageClass::End,
                    _ => MessageClass::Nothing,
                }
            }
            None => self.classify_unmatched(header),
        }
    }

    #[cold]
    fn classify_unmatched(&mut self, header: &Header) -> MessageClass {
        if self.abandoned == Some(header.seq) {
            if matches!(header.kind, Header::DONE | Header::ERROR) {
                self.abandoned = None;
            }
        } else {
            self.unmatched += 1;
        }
        MessageClass::Nothing
    }

    /// Whether the exchange in progress is a dump.
    #[inline]
    pub(crate) fn is_dump(&self) -> bool {
        self.dump && self.count != 0
    }

    /// Whether the dump was reported as inconsistent.
    pub(crate) fn interrupted(&self) -> bool {
        self.interrupted
    }

    /// The number of requests of the exchange.
    #[inline]
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// The number of messages that belonged to no request.
    pub(crate) fn unmatched(&self) -> u64 {
        self.unmatched
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(kind: u16, seq: u32, flags: Flags) -> Header {
        Header {
            len: 16,
            kind,
            flags,
            seq,
            claimed_portid: 0,
        }
    }

    #[test]
    fn an_unmatched_number_is_skipped_and_counted() {
        let mut exchange = Exchange::new(7);
        let seq = exchange.begin(false);
        for unmatched in [0, seq - 1, seq + 1, u32::MAX] {
            let message = header(Header::ERROR, unmatched, Flags::NONE);
            assert_eq!(exchange.classify(&message), MessageClass::Nothing);
        }
        assert_eq!(exchange.unmatched(), 4);
        assert_eq!(
            exchange.classify(&header(20, seq, Flags::NONE)),
            MessageClass::Reply(0)
        );
        exchange.finish();
        assert_eq!(
            exchange.classify(&header(20, seq, Flags::NONE)),
            MessageClass::Nothing
        );
    }

    #[test]
    fn acks_of_a_batch_have_an_index_and_never_wrap() {
        for seed in [1, 0, u32::MAX, u32::MAX - 1] {
            let mut exchange = Exchange::new(seed);
            let seqs = [exchange.begin(false), exchange.add(), exchange.add()];
            assert_eq!(seqs, [1, 2, 3]);
            assert_eq!(
                exchange.classify(&header(Header::ERROR, 3, Flags::NONE)),
                MessageClass::Acknowledgement(2)
            );
            assert_eq!(
                exchange.classify(&header(Header::ERROR, 4, Flags::NONE)),
                MessageClass::Nothing
            );
        }
    }

    #[test]
    fn an_abandoned_dump_is_awaited_and_not_unmatched() {
        let mut exchange = Exchange::new(1);
        let dump = exchange.begin(true);
        exchange.classify(&header(20, dump, Flags::MULTI));
        let other = exchange.begin(false);
        assert!(exchange.must_drain());
        assert_eq!(
            exchange.classify(&header(20, dump, Flags::MULTI)),
            MessageClass::Nothing
        );
        assert_eq!(
            exchange.classify(&header(20, other, Flags::NONE)),
            MessageClass::Reply(0)
        );
        exchange.finish();
        exchange.classify(&header(Header::DONE, dump, Flags::MULTI));
        assert!(!exchange.must_drain());
        assert_eq!(exchange.unmatched(), 0);
    }

    #[test]
    fn an_interruption_ends_with_its_exchange() {
        for kind in [20, Header::DONE] {
            let mut exchange = Exchange::new(1);
            let dump = exchange.begin(true);
            exchange.classify(&header(kind, dump, Flags::DUMP_INTR));
            assert!(exchange.interrupted());
            exchange.finish();
            exchange.begin(true);
            assert!(!exchange.interrupted());
        }
    }

    #[test]
    fn only_a_dump_ends_with_done() {
        let mut exchange = Exchange::new(1);
        let seq = exchange.begin(false);
        let done = header(Header::DONE, seq, Flags::NONE);
        assert_eq!(exchange.classify(&done), MessageClass::Nothing);
        let seq = exchange.begin(true);
        let done = header(Header::DONE, seq, Flags::NONE);
        assert_eq!(exchange.classify(&done), MessageClass::End);
    }
}
