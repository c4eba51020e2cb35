// SPDX-License-Identifier: MIT OR Apache-2.0

//! Digits in rows: plain ones, and what hexdump, xxd, od, tcpdump and Wireshark print.
//!
//! Many of these forms look alike: `0000020 0014` is two bytes after an offset in octal, decimal or hexadecimal digits,
//! in one byte order or the other. So a text is read in every form that it can have. Forms whose offsets, widths or
//! characters contradict the digits fall out; if what is left disagrees, [`super::settle`] refuses the text.

use super::reading::{Reading, SIZE_MAX};
use crate::bytes::Bytes;

/// The most bytes that all `*` of a text may stand for.
const SQUEEZED_MAX: usize = 2 << 20;

/// Offsets in front of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offset {
    None,
    /// `0000010`, as hexdump and od have it, or Wireshark.
    Bare(u32),
    /// `00000010:`, as xxd has it.
    Colon(u32),
    /// `0x0010:`, as tcpdump has it.
    Prefixed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Little,
    Big,
}

/// The form of the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cells {
    /// Hexadecimal digits, two a byte, in the order of the bytes; in groups of any length.
    Bytes,
    /// Numbers of so many bytes.
    Words {
        radix: u32,
        size: usize,
        signed: bool,
        order: Order,
    },
    /// Eight binary digits a byte, in groups of any length.
    Bits,
    /// A character, an escape or three octal digits, each in four columns.
    Characters,
}

/// The column beside the digits. It repeats the bytes as characters, with a dot for what is not printable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    Nothing,
    /// Behind two blanks.
    Plain,
    /// `|...|`
    Bars,
    /// `>...<`
    Angles,
}

#[derive(Clone, Copy, Debug)]
struct Form {
    offset: Offset,
    cells: Cells,
    beside: Beside,
}

/// Reads a text in each form that it can have; the error is about plain digits.
pub(super) fn readings(text: &str) -> Result<Vec<Reading>, String> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    // A blank at the end of a line may be a character, or fill a row.
    let untrimmed: Vec<&str> = text.lines().collect();
    let readings = forms().flat_map(|form| {
        let blanks = || form.read(&untrimmed);
        let characters = form.cells == Cells::Characters;
        [form.read(&lines), characters.then(blanks).flatten()]
    });
    let readings: Vec<_> = readings.flatten().collect();
    if readings.is_empty() {
        return Err(complaint(&lines));
    }
    Ok(readings)
}

fn forms() -> impl Iterator<Item = Form> {
    use Offset::{Bare, Colon, Prefixed};
    const SIZES: [usize; 4] = [1, 2, 4, 8];
    let numbers = [(16, false), (8, false), (10, false), (10, true)];
    let words = numbers.into_iter().flat_map(|(radix, signed)| {
        let sizes = SIZES.into_iter().map(move |size| (radix, signed, size));
        sizes.flat_map(|(radix, signed, size)| {
            [Order::Little, Order::Big].map(|order| Cells::Words {
                radix,
                size,
                signed,
                order,
            })
        })
    });
    let cells = [Cells::Bytes, Cells::Bits, Cells::Characters];
    let cells = cells.into_iter().chain(words);
    let offsets = [
        Offset::None,
        Bare(16),
        Bare(8),
        Bare(10),
        Colon(16),
        Colon(10),
        Prefixed,
    ];
    let beside = [Beside::Nothing, Beside::Plain, Beside::Bars, Beside::Angles];
    cells
        .flat_map(move |cells| {
            offsets.into_iter().flat_map(move |offset| {
                beside.into_iter().map(move |beside| Form {
                    offset,
                    cells,
                    beside,
                })
            })
        })
        .filter(Form::exists)
}

/// A datagram as its rows come.
#[derive(Default)]
struct Open {
    bytes: Vec<u8>,
    first: usize,
    row: Vec<u8>,
    squeezed: bool,
    /// Whether it may be what the one before is.
    again: bool,
}

impl Form {
    /// Whether a program prints this.
    fn exists(&self) -> bool {
        match (self.offset, self.cells, self.beside) {
            // One byte has no order.
            (
                _,
                Cells::Words {
                    size: 1,
                    order: Order::Big,
                    ..
                },
                _,
            ) => false,
            // Plain digits are read as bytes.
            (
                Offset::None,
                Cells::Words {
                    size: 1, radix: 16, ..
                },
                _,
            ) => false,
            (
                Offset::None,
                Cells::Bytes | Cells::Words { .. },
                Beside::Nothing | Beside::Angles,
            )
            | (Offset::None, Cells::Characters, Beside::Nothing) => true,
            // hexdump, od
            (Offset::Bare(_), Cells::Words { .. }, Beside::Nothing | Beside::Angles) => true,
            (Offset::Bare(_), Cells::Characters, Beside::Nothing | Beside::Angles) => true,
            // `hexdump -C`, and Wireshark
            (
                Offset::Bare(16),
                Cells::Words {
                    size: 1, radix: 16, ..
                },
                _,
            ) => true,
            (Offset::Colon(_), Cells::Bytes | Cells::Bits, Beside::Plain) => true,
            // `xxd -e`
            (
                Offset::Colon(_),
                Cells::Words {
                    radix: 16,
                    order: Order::Little,
                    size: 2..,
                    ..
                },
                Beside::Plain,
            ) => true,
            (Offset::Prefixed, Cells::Bytes, Beside::Plain) => true,
            _ => false,
        }
    }

    /// Whether other text may stand between datagrams: tcpdump and tshark say in it what each is.
    fn has_captions(&self) -> bool {
        self.offset == Offset::Prefixed
            || (self.offset == Offset::Bare(16) && self.beside == Beside::Plain)
    }

    /// Bytes of a number.
    fn size(&self) -> usize {
        match self.cells {
            Cells::Words { size, .. } => size,
            _ => 1,
        }
    }

    fn read(&self, lines: &[&str]) -> Option<Reading> {
        let mut datagrams = Vec::new();
        let mut exact = true;
        let mut open: Option<Open> = None;
        let mut close = |open: &mut Option<Open>, ended: bool| -> Option<()> {
            let Some(open) = open.take() else {
                return Some(());
            };
            if open.squeezed && !ended {
                return None;
            }
            exact &= ended || self.shows_its_end();
            if !(open.again && datagrams.last() == Some(&open.bytes)) {
                datagrams.push(open.bytes);
            }
            Some(())
        };
        // After the end of a dump, or words between dumps, another one begins.
        let (mut ended, mut caption) = (false, false);
        let mut room = SQUEEZED_MAX;
        for line in lines {
            if line.is_empty() {
                close(&mut open, false)?;
                continue;
            }
            if line.trim_start() == "*" && self.offset != Offset::None {
                open.as_mut().filter(|open| !open.row.is_empty())?.squeezed = true;
                continue;
            }
            let Some((offset, bytes)) = self.row(line) else {
                if !self.has_captions() || self.split_offset(line).is_some() {
                    return None;
                }
                close(&mut open, false)?;
                caption = true;
                continue;
            };
            if (ended || caption) && offset != Some(0) {
                return None;
            }
            (ended, caption) = (bytes.is_empty(), false);
            if let (Some(end), true) = (offset, ended) {
                let mut ending = open.take().unwrap_or_default();
                ending.end(end, self.size(), &mut room)?;
                open = Some(ending);
                close(&mut open, true)?;
                continue;
            }
            // tcpdump's second view of a packet follows without a caption.
            let again = open.is_some() && self.offset == Offset::Prefixed;
            if offset == Some(0) {
                close(&mut open, false)?;
            }
            let current = open.get_or_insert_with(|| Open {
                first: offset.unwrap_or(0),
                again,
                ..Open::default()
            });
            current.add(offset, bytes, &mut room)?;
        }
        close(&mut open, false)?;
        datagrams.retain(|datagram| !datagram.is_empty());
        (!caption && !datagrams.is_empty()).then(|| Reading {
            form: self.name(),
            datagrams,
            exact,
            likely: self.is_likely(lines),
        })
    }

    /// Whether a dump without an offset at its end is whole: there are characters to count, and otherwise the last number
    /// may have more bytes than there were.
    fn shows_its_end(&self) -> bool {
        match (self.offset, self.beside) {
            (Offset::Colon(_), _) | (_, Beside::Angles) => true,
            (Offset::Bare(_), Beside::Nothing) => false,
            _ => self.size() == 1,
        }
    }

    /// Whether a text without offsets that can be read so is probably meant so: od begins each line with a blank, and
    /// gives all numbers the same width.
    fn is_likely(&self, lines: &[&str]) -> bool {
        if self.offset != Offset::None || self.beside != Beside::Nothing {
            return true;
        }
        let mut tokens = lines.iter().flat_map(|line| line.split_whitespace());
        let width = tokens.clone().next().map_or(0, str::len);
        match self.cells {
            // Groups that may be a machine's words stand for bytes only if those are messages.
            Cells::Bytes => {
                let groups = || {
                    let groups = tokens.clone().flat_map(|token| token.split([',', ':']));
                    groups
                        .map(|group| group.trim_start_matches("0x"))
                        .filter(|group| !group.is_empty())
                };
                let rows = groups().count().saturating_sub(1);
                groups().all(|group| group.len() <= 2)
                    || rows == 0
                    || groups().take(rows).all(|group| group.len() > 16)
            }
            _ => {
                let mut lines = lines.iter().filter(|line| !line.is_empty());
                let even = self.radix() == 10 || tokens.all(|token| token.len() == width);
                even && lines.all(|line| line.starts_with(' ')) && width < 23
            }
        }
    }

    fn radix(&self) -> u32 {
        match self.cells {
            Cells::Words { radix, .. } => radix,
            _ => 16,
        }
    }

    /// The offset of a line, and what is after it.
    fn split_offset<'a>(&self, line: &'a str) -> Option<(Option<usize>, &'a str)> {
        let (word, radix, len) = match self.offset {
            Offset::None => return Some((None, line)),
            Offset::Bare(radix) => (line.trim_start(), radix, 4..=16),
            Offset::Colon(radix) => (line.trim_start(), radix, 8..=16),
            Offset::Prefixed => (line.trim_start().strip_prefix("0x")?, 16, 4..=8),
        };
        let digits = word.bytes().take(17);
        let digits = digits.take_while(u8::is_ascii_hexdigit).count();
        let (digits, rest) = word.split_at_checked(digits)?;
        let rest = match self.offset {
            Offset::Bare(_) if rest.is_empty() || rest.starts_with([' ', '\t']) => rest,
            Offset::Bare(_) => return None,
            _ => rest.strip_prefix(':')?,
        };
        // od counts in 7 digits, or as many more as it takes.
        let padded = digits.starts_with('0') && digits.len() != 7;
        if !len.contains(&digits.len()) || (matches!(self.offset, Offset::Bare(8 | 10)) && padded) {
            return None;
        }
        let offset = usize::from_str_radix(digits, radix).ok()?;
        Some((Some(offset), self.without_label(rest)))
    }

    /// Skips the second offset, in parentheses, that od prints if it is given one to begin with.
    fn without_label<'a>(&self, rest: &'a str) -> &'a str {
        let label = || {
            let (label, rest) = rest.strip_prefix(" (")?.split_once(')')?;
            let digits = !label.is_empty() && label.bytes().all(|digit| digit.is_ascii_hexdigit());
            (digits && matches!(self.offset, Offset::Bare(_))).then_some(rest)
        };
        label().unwrap_or(rest)
    }

    /// The offset and the bytes of a line.
    fn row(&self, line: &str) -> Option<(Option<usize>, Vec<u8>)> {
        let (offset, rest) = self.split_offset(line)?;
        let bytes = match self.beside {
            Beside::Nothing => self.all_cells(rest)?,
            _ if rest.trim().is_empty() && offset.is_some() => Vec::new(),
            // tcpdump shows what it does not know with characters, and then as it was asked to.
            Beside::Plain => self.cells_beside(rest).or_else(|| {
                let prefixed = self.offset == Offset::Prefixed;
                prefixed.then(|| self.all_cells(rest)).flatten()
            })?,
            Beside::Bars => self.cells_framed(rest, " |", "|")?,
            Beside::Angles => self.cells_framed(rest, "  >", "<")?,
        };
        Some((offset, bytes))
    }

    /// Digits, and the characters in a frame.
    fn cells_framed(&self, rest: &str, begin: &str, end: &str) -> Option<Vec<u8>> {
        let shown = |bytes: &[u8], inside: &str| inside == characters(bytes);
        let inside = rest.strip_suffix(end)?;
        // Among characters there may be what looks like a frame.
        inside.match_indices(begin).find_map(|(at, _)| {
            let bytes = self.all_cells(rest.get(..at)?)?;
            let inside = inside.get(at + begin.len()..)?;
            // od shows what there was, and pads the number.
            let len = inside.chars().count();
            let padding = bytes.get(len..)?;
            let bytes = bytes.get(..len)?;
            (padding.len() < self.size()
                && padding.iter().all(|&byte| byte == 0)
                && shown(bytes, inside))
            .then(|| bytes.to_vec())
        })
    }

    /// Digits, and their characters after two blanks.
    fn cells_beside(&self, rest: &str) -> Option<Vec<u8>> {
        // The first place where it fits: what are characters has been digits nowhere in front.
        let ends = rest
            .match_indices("  ")
            .map(|(at, _)| at)
            .chain([rest.len()]);
        let mut found: Option<Vec<u8>> = None;
        for at in ends {
            let (digits, beside) = rest.split_at_checked(at)?;
            let Some(bytes) = self.all_cells(digits).filter(|bytes| !bytes.is_empty()) else {
                continue;
            };
            let mut dots = characters(&bytes);
            if self.offset == Offset::Prefixed {
                // tcpdump has no blanks among characters.
                dots = dots.replace(' ', ".");
            }
            let beside = beside.trim_start_matches(' ');
            // Characters may begin with blanks of their own, and may have lost those at their end.
            let middle = dots.get(..8).zip(dots.get(8..));
            let split = middle.map(|(left, right)| format!("{left} {right}"));
            let fits = beside == dots.trim()
                || split.is_some_and(|split| beside == split.trim())
                || (matches!(self.offset, Offset::Colon(_)) && beside == ebcdic(&bytes).trim());
            match &found {
                Some(other) if fits && *other != bytes => return None,
                None if fits => found = Some(bytes),
                _ => {}
            }
        }
        found
    }

    /// The bytes of a text of digits alone.
    fn all_cells(&self, text: &str) -> Option<Vec<u8>> {
        match self.cells {
            Cells::Bytes => bytes(text, self.offset == Offset::None),
            Cells::Bits => {
                let mut all = Vec::new();
                for token in text.split_whitespace() {
                    for byte in token.as_bytes().chunks(8) {
                        let digits = std::str::from_utf8(byte).ok()?;
                        let digits = Some(digits).filter(|digits| digits.len() == 8)?;
                        all.push(u8::from_str_radix(digits, 2).ok()?);
                    }
                }
                Some(all)
            }
            Cells::Characters => escapes(text),
            Cells::Words { radix, .. } => {
                let mut all = Vec::new();
                let mut tokens = text.split_whitespace().peekable();
                while let Some(token) = tokens.next() {
                    let in_part =
                        tokens.peek().is_none() && matches!(self.offset, Offset::Colon(_));
                    all.extend(word(token, self.cells, in_part)?);
                }
                // Decimal numbers are right-aligned.
                (radix != 10 || self.is_pitched(text)).then_some(all)
            }
        }
    }

    /// Whether each number ends one width after the one before: that of od, or of hexdump, which has leading zeros.
    fn is_pitched(&self, text: &str) -> bool {
        let Cells::Words { size, signed, .. } = self.cells else {
            return true;
        };
        let widths = match (size, signed) {
            (1, false) => [4, 4],
            (1, true) => [5, 5],
            (2, false) => [6, 8],
            (2, true) => [7, 7],
            (4, false) => [11, 11],
            (4, true) => [12, 12],
            _ => [21, 21],
        };
        let mut ends = Vec::new();
        let mut at = 0;
        for token in text.split(' ') {
            at += token.len();
            if !token.is_empty() {
                ends.push(at);
            }
            at += 1;
        }
        widths.iter().any(|width| {
            let mut expected = (1..).map(|count| count * width);
            ends.iter().all(|&end| expected.next() == Some(end))
        })
    }

    fn name(&self) -> String {
        let cells = match self.cells {
            Cells::Bytes => String::from("bytes"),
            Cells::Bits => String::from("binary digits"),
            Cells::Characters => String::from("characters"),
            Cells::Words {
                radix, size, order, ..
            } => {
                let order = match (size, order) {
                    (1, _) => "",
                    (_, Order::Little) => ", the lowest first",
                    (_, Order::Big) => ", the highest first",
                };
                format!("numbers to base {radix} of {size} bytes{order}")
            }
        };
        match self.offset {
            Offset::None => cells,
            Offset::Bare(radix) | Offset::Colon(radix) => {
                format!("{cells} after offsets to base {radix}")
            }
            Offset::Prefixed => format!("{cells} after offsets"),
        }
    }
}

impl Open {
    fn add(&mut self, offset: Option<usize>, row: Vec<u8>, room: &mut usize) -> Option<()> {
        if let Some(offset) = offset {
            self.fill(offset, room)?;
            (self.first.checked_add(self.bytes.len()) == Some(offset)).then_some(())?;
        }
        self.bytes.extend_from_slice(&row);
        self.row = row;
        (self.bytes.len() <= SIZE_MAX).then_some(())
    }

    /// Repeats the row that was squeezed, until an offset.
    fn fill(&mut self, offset: usize, room: &mut usize) -> Option<()> {
        if !std::mem::take(&mut self.squeezed) {
            return Some(());
        }
        // A few characters may stand for any number of bytes.
        let missing = offset
            .checked_sub(self.first)?
            .checked_sub(self.bytes.len())?;
        let rows = missing.checked_div(self.row.len())?;
        if rows * self.row.len() != missing || missing > *room {
            return None;
        }
        *room -= missing;
        for _ in 0..rows {
            self.bytes.extend_from_slice(&self.row);
        }
        Some(())
    }

    /// Ends at an offset: what the last number has too much is zeros.
    fn end(&mut self, offset: usize, size: usize, room: &mut usize) -> Option<()> {
        self.fill(offset, room)?;
        let padding = self.bytes.get(offset.checked_sub(self.first)?..)?;
        if padding.len() >= size || padding.iter().any(|&byte| byte != 0) {
            return None;
        }
        let len = self.bytes.len() - padding.len();
        self.bytes.truncate(len);
        Some(())
    }
}

/// Bytes as they are shown beside digits.
fn characters(bytes: &[u8]) -> String {
    let shown = |&byte: &u8| match byte {
        b' '..=b'~' => char::from(byte),
        _ => '.',
    };
    bytes.iter().map(shown).collect()
}

/// The same in the code that `xxd -E` shows.
fn ebcdic(bytes: &[u8]) -> String {
    const FROM_64: &[u8; 192] =
        b" ...........<(+|&.........!$*);~-/.........,%_>?.........`:#@'=\"\
        .abcdefghi.......jklmnopqr^.......stuvwxyz...[...............]..\
        {ABCDEFGHI......}JKLMNOPQR......\\.STUVWXYZ......0123456789......";
    let shown = |&byte: &u8| {
        let index = usize::from(byte).checked_sub(64);
        let known = index.and_then(|index| FROM_64.get(index));
        char::from(*known.unwrap_or(&b'.'))
    };
    bytes.iter().map(shown).collect()
}

/// Two digits a byte. Where there are no offsets, blanks, colons and commas may stand between bytes, and `0x` in front.
fn bytes(text: &str, plain: bool) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    for token in text.split_whitespace() {
        if plain && !token.ends_with(':') {
            all.extend(Bytes::parse(token).ok()?.0);
        } else {
            let digits = token.bytes().all(|digit| digit.is_ascii_hexdigit());
            all.extend(digits.then(|| Bytes::parse(token).ok())??.0);
        }
    }
    Some(all)
}

/// A number, as all its digits or, `in_part`, as the first bytes of one.
fn word(token: &str, cells: Cells, in_part: bool) -> Option<Vec<u8>> {
    let Cells::Words {
        radix,
        size,
        signed,
        order,
    } = cells
    else {
        return None;
    };
    let digits = token.strip_prefix('-').filter(|_| signed).unwrap_or(token);
    let mut len = size;
    let well_formed = match radix {
        16 if in_part => {
            len = digits.len() / 2;
            digits.len() % 2 == 0 && (1..=size).contains(&len)
        }
        16 => digits.len() == 2 * size,
        8 => digits.len() == [3, 6, 11, 22][size.trailing_zeros() as usize],
        // hexdump alone has zeros in front.
        _ => digits == "0" || !digits.starts_with('0') || (size == 2 && digits.len() == 5),
    };
    if !well_formed || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let number = i128::from_str_radix(token, radix).ok()?;
    let bits = 8 * size as u32;
    let range = match signed {
        true => -(1i128 << (bits - 1))..(1i128 << (bits - 1)),
        false => 0..(1i128 << bits),
    };
    let bytes = number.to_le_bytes();
    let mut bytes = bytes
        .get(..len)
        .filter(|_| range.contains(&number))?
        .to_vec();
    if order == Order::Big {
        bytes.reverse();
    }
    Some(bytes)
}

/// The output of `od -c` and `hexdump -c`.
fn escapes(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || text.len() % 4 != 0 {
        return None;
    }
    let cell = |cell: &[u8]| match *cell {
        [b' ', b' ', b' ', byte] => Some(byte),
        [b' ', b' ', b'\\', escaped] => Some(match escaped {
            b'0' => 0,
            b'a' => 7,
            b'b' => 8,
            b't' => 9,
            b'n' => 10,
            b'v' => 11,
            b'f' => 12,
            b'r' => 13,
            _ => return None,
        }),
        [b' ', high @ b'0'..=b'3', middle @ b'0'..=b'7', low @ b'0'..=b'7'] => {
            Some((high - b'0') * 64 + (middle - b'0') * 8 + (low - b'0'))
        }
        _ => None,
    };
    text.as_bytes().chunks(4).map(cell).collect()
}

/// The error of a text that has none of the forms.
fn complaint(lines: &[&str]) -> String {
    let hint = "give digits as `hexdump -C` or `xxd` print them";
    for (number, line) in (1..).zip(lines) {
        if line.trim_start() == "*" {
            return format!("line {number}: how many lines `*` stands for is not said: {hint}");
        }
        if let Err(error) = Bytes::parse(line) {
            return format!("line {number}: {error}; {hint}");
        }
    }
    format!("no digits: {hint}")
}
