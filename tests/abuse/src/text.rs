// SPDX-License-Identifier: MIT OR Apache-2.0

//! Payloads for the echo protocol, which treats any bytes as text.

use fastrand::Rng;

/// The kind of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Nothing,
    Text,
    Terminated,
    NulInside,
    Nuls,
    Noise,
    Format,
    Control,
    Long,
    Huge,
}

impl Shape {
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::Nothing, "no text"),
        (Self::Text, "text without NUL"),
        (Self::Terminated, "text with its NUL"),
        (Self::NulInside, "text with NULs inside"),
        (Self::Nuls, "NULs alone"),
        (Self::Noise, "text of any bytes"),
        (Self::Format, "text of printf conversions"),
        (Self::Control, "text of terminal controls"),
        (Self::Long, "text of a few KiB"),
        (Self::Huge, "text of 100 kB and more"),
    ];
}

/// Appends a payload; a small one has at most 100 bytes.
pub fn write(bytes: &mut Vec<u8>, random: &mut Rng, small: bool) -> Shape {
    let shape = match random.u16(..2048) {
        2047 if !small => Shape::Huge,
        2000..2047 if !small => Shape::Long,
        other => {
            let common = Shape::ALL.get(..8).unwrap_or_default();
            common
                .get(usize::from(other % 8))
                .map_or(Shape::Text, |(shape, _)| *shape)
        }
    };
    let len = random.usize(1..90);
    let letters = |random: &mut Rng, len| {
        std::iter::repeat_with(|| random.alphanumeric() as u8)
            .take(len)
            .collect()
    };
    let text: Vec<u8> = match shape {
        Shape::Nothing => Vec::new(),
        Shape::Text => letters(random, len),
        Shape::Terminated => [letters(random, len), vec![0]].concat(),
        Shape::NulInside => [
            letters(random, len / 2),
            vec![0],
            letters(random, len / 2),
            vec![0],
        ]
        .concat(),
        Shape::Nuls => vec![0; len],
        Shape::Noise => std::iter::repeat_with(|| random.u8(..)).take(len).collect(),
        Shape::Format => b"%s%n%p%pS%*d%s".to_vec(),
        Shape::Control => b"\x1b[2J\r\n<0>panic\x07\xc3\x28\xe2\x80\xae".to_vec(),
        Shape::Long => letters(random, 40 * len),
        Shape::Huge => vec![b'h'; 100_000 + 1_000 * len],
    };
    bytes.extend_from_slice(&text);
    shape
}
