// SPDX-License-Identifier: MIT OR Apache-2.0

//! The content of a terminal's screen: as much of xterm as the programs here use.

/// A screen of this many columns and lines.
#[derive(Clone, Debug)]
pub struct Screen {
    columns: usize,
    cells: Vec<Cell>,
    line: usize,
    column: usize,
    style: Style,
    /// The beginning of a character or of a control sequence whose end has not arrived.
    unfinished: Vec<u8>,
}

/// One character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The character itself.
    pub character: char,
    /// The style of the character.
    pub style: Style,
}

/// The style of characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// One of the colours, by number; `None` for the terminal's own.
    pub colour: Option<u8>,
    /// The colour of the background.
    pub background: Option<u8>,
    /// In bold.
    pub bold: bool,
}

const BLANK: Cell = Cell {
    character: ' ',
    style: Style {
        colour: None,
        background: None,
        bold: false,
    },
};

impl Screen {
    /// An empty screen.
    pub fn new(columns: u16, lines: u16) -> Self {
        Self {
            columns: columns.into(),
            cells: vec![BLANK; usize::from(columns) * usize::from(lines)],
            line: 0,
            column: 0,
            style: Style::default(),
            unfinished: Vec::new(),
        }
    }

    /// The cells, line by line.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunks(self.columns)
    }

    /// The lines as text, without the spaces at their ends.
    pub fn lines(&self) -> Vec<String> {
        let text = |row: &[Cell]| row.iter().map(|cell| cell.character).collect::<String>();
        self.rows()
            .map(|row| text(row).trim_end().to_owned())
            .collect()
    }

    /// Shows the output of a program.
    pub fn show(&mut self, bytes: &[u8]) {
        let mut all = std::mem::take(&mut self.unfinished);
        all.extend_from_slice(bytes);
        let mut rest = all.as_slice();
        while let Some(len) = self.show_one(rest) {
            rest = &rest[len..];
        }
        self.unfinished = rest.to_vec();
    }

    /// Shows one character or executes one control sequence; returns its length in bytes, if it is complete.
    fn show_one(&mut self, bytes: &[u8]) -> Option<usize> {
        match bytes {
            [] | [0x1b] => None,
            [0x1b, b'[', rest @ ..] => {
                let end = rest.iter().position(|byte| (0x40..0x7f).contains(byte))?;
                self.control(&String::from_utf8_lossy(&rest[..end]), rest[end]);
                Some(2 + end + 1)
            }
            [0x1b, ..] => Some(2),
            [b'\r', ..] => {
                self.column = 0;
                Some(1)
            }
            [b'\n', ..] => {
                self.line += 1;
                Some(1)
            }
            [byte, ..] => {
                let len = match byte {
                    0xf0.. => 4,
                    0xe0.. => 3,
                    0xc0.. => 2,
                    _ => 1,
                };
                let text = String::from_utf8_lossy(bytes.get(..len)?);
                self.put(text.chars().next().unwrap_or(' '));
                Some(len)
            }
        }
    }

    fn put(&mut self, character: char) {
        let at = self.line * self.columns + self.column;
        if let Some(cell) = self.cells.get_mut(at) {
            let style = self.style;
            *cell = Cell { character, style };
        }
        self.column += 1;
    }

    fn control(&mut self, parameters: &str, what: u8) {
        let number = |at: usize| {
            let number = parameters.split(';').nth(at);
            number.and_then(|number| number.parse().ok())
        };
        match what {
            b'H' => {
                self.line = number(0).unwrap_or(1_usize).saturating_sub(1);
                self.column = number(1).unwrap_or(1_usize).saturating_sub(1);
            }
            b'J' if number(0) == Some(2) => self.cells.fill(BLANK),
            b'm' => self.paint(parameters),
            _ => {}
        }
    }

    fn paint(&mut self, parameters: &str) {
        let mut numbers = parameters
            .split(';')
            .map(|number| number.parse().unwrap_or(0_u8));
        while let Some(number) = numbers.next() {
            match number {
                0 => self.style = Style::default(),
                1 => self.style.bold = true,
                21 | 22 => self.style.bold = false,
                30..=37 => self.style.colour = Some(number - 30),
                38 => self.style.colour = numbers.nth(1),
                39 => self.style.colour = None,
                40..=47 => self.style.background = Some(number - 40),
                48 => self.style.background = numbers.nth(1),
                49 => self.style.background = None,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_where_it_was_put() {
        let mut screen = Screen::new(8, 3);
        screen.show(b"\x1b[?1049h\x1b[2Jab\r\nc\x1b[3;4H\xe2\x96");
        screen.show(b"\x88\x1b[1");
        screen.show(b"m\x1b[38;5;4mx\x1b[mway beyond the edge");
        assert_eq!(screen.lines(), ["ab", "c", "   \u{2588}xway"]);
        let x = screen.rows().nth(2).and_then(|row| row.get(4)).unwrap();
        let style = Style {
            colour: Some(4),
            bold: true,
            background: None,
        };
        assert_eq!(x.style, style);
        screen.show(b"\x1b[2J");
        assert_eq!(screen.lines(), ["", "", ""]);
    }
}
