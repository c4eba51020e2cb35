// SPDX-License-Identifier: MIT OR Apache-2.0

//! Headers of messages, and their position in the datagram: valid, and invalid in ways that a receiver has to notice.

use fastrand::Rng;

/// The validity or fault of a message's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    Right,
    ClaimsKernel,
    ClaimsOther,
    LengthZero,
    LengthBelowHeader,
    LengthShort,
    LengthPastEnd,
    LengthHuge,
    Cut,
    ControlKind,
    UnknownKind,
    NoRequest,
    ShortFamilyHeader,
    ReservedBytes,
    OtherVersion,
    UnknownCommand,
}

impl Framing {
    pub const ALL: [(Self, &'static str); 16] = [
        (Self::Right, "as it should be"),
        (Self::ClaimsKernel, "claims portid 0"),
        (Self::ClaimsOther, "claims another portid"),
        (Self::LengthZero, "length 0"),
        (Self::LengthBelowHeader, "length below the header's"),
        (Self::LengthShort, "length that cuts the payload"),
        (Self::LengthPastEnd, "length past the end"),
        (Self::LengthHuge, "length of 4 GiB"),
        (Self::Cut, "datagram cut inside a message"),
        (Self::ControlKind, "kind of a control message"),
        (Self::UnknownKind, "kind of no family"),
        (Self::NoRequest, "not a request"),
        (Self::ShortFamilyHeader, "family header cut"),
        (
            Self::ReservedBytes,
            "reserved bytes of the family header set",
        ),
        (Self::OtherVersion, "another version of the family"),
        (Self::UnknownCommand, "unknown command"),
    ];

    /// Framing of the echo protocol's messages, which have no family header.
    pub const RAW: usize = 12;

    /// Usually valid; `shapes` limits the choice from [`Framing::ALL`].
    pub fn choose(random: &mut Rng, shapes: usize) -> Self {
        if random.u8(..16) != 0 {
            let claims = [
                Self::Right,
                Self::Right,
                Self::Right,
                Self::Right,
                Self::ClaimsKernel,
                Self::ClaimsOther,
            ];
            return random.choice(claims).unwrap_or(Self::Right);
        }
        let faulty = Self::ALL.get(3..shapes).unwrap_or_default();
        random
            .choice(faulty)
            .map_or(Self::Right, |(framing, _)| *framing)
    }

    /// Whether the kernel continues after the message.
    pub fn ends_datagram(self) -> bool {
        matches!(
            self,
            Self::LengthZero
                | Self::LengthBelowHeader
                | Self::LengthPastEnd
                | Self::LengthHuge
                | Self::Cut
        )
    }

    /// Whether the kernel looks for the next message in the wrong place, or not at all.
    pub fn hides_what_follows(self) -> bool {
        self.ends_datagram() || self == Self::LengthShort
    }

    /// Whether a message of a family reaches its operation.
    pub fn reaches_operation(self) -> bool {
        matches!(
            self,
            Self::Right
                | Self::ClaimsKernel
                | Self::ClaimsOther
                | Self::OtherVersion
                | Self::LengthShort
        )
    }
}
