// SPDX-License-Identifier: MIT OR Apache-2.0

//! A terminal to draw on, with what the pictures of several programs have in common; by the feature `screen`.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, IsTerminal, Read, Stdout};
use std::time::Duration;

use ratatui::backend::TermionBackend;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::termion::raw::{IntoRawMode, RawTerminal};
use ratatui::termion::screen::{AlternateScreen, IntoAlternateScreen};
use ratatui::widgets::Sparkline;
use ratatui::{Frame, Terminal};

pub use ratatui;

/// The time between two updates of a screen, which is also the time that a bar stands for.
pub const FRAME: Duration = Duration::from_millis(500);

/// The number of frames that are kept: more than a terminal is wide.
const FRAMES: usize = 400;

/// The number of latest lines that are kept: more than a terminal is high.
const LATEST: usize = 100;

/// The terminal: taken over while this value lives, and restored afterwards.
pub struct Screen {
    terminal: Terminal<TermionBackend<AlternateScreen<RawTerminal<Stdout>>>>,
    paint: Paint,
}

impl Screen {
    /// Whether there is a terminal to draw on.
    pub fn is_possible() -> bool {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        !dumb && io::stdout().is_terminal() && io::stdin().is_terminal()
    }

    /// Takes over the terminal, to draw in colour or not.
    ///
    /// # Errors
    /// Fails if it does not let itself be set up.
    pub fn open(styled: bool) -> io::Result<Self> {
        let stdout = io::stdout().into_raw_mode()?.into_alternate_screen()?;
        let mut terminal = Terminal::new(TermionBackend::new(stdout))?;
        terminal.hide_cursor()?;
        Ok(Self {
            terminal,
            paint: Paint(styled),
        })
    }

    /// Draws the screen, in the terminal's current size.
    ///
    /// # Errors
    /// Fails if the terminal cannot be written to.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>, Paint)) -> io::Result<()> {
        let paint = self.paint;
        self.terminal.draw(|frame| draw(frame, paint)).map(|_| ())
    }
}

impl fmt::Debug for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Screen").finish_non_exhaustive()
    }
}

/// A key that ends the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// `q`.
    Quit,
    /// Ctrl-C, or the terminal is gone.
    Interrupt,
}

/// Reads the next key, once there is something to read; keys without a meaning here give `None`.
///
/// # Errors
/// Fails if standard input cannot be read.
pub fn key() -> io::Result<Option<Key>> {
    let mut typed = [0; 64];
    let len = io::stdin().read(&mut typed)?;
    let typed = typed.get(..len).unwrap_or_default();
    Ok(match typed {
        [] => Some(Key::Interrupt),
        _ if typed.contains(&0x03) => Some(Key::Interrupt),
        _ if typed.iter().any(|key| matches!(key, b'q' | b'Q')) => Some(Key::Quit),
        _ => None,
    })
}

/// Whether to use colours.
#[derive(Clone, Copy, Debug)]
pub struct Paint(pub bool);

impl Paint {
    /// The style of text in a colour.
    pub fn colour(self, colour: Color) -> Style {
        if self.0 {
            Style::new().fg(colour)
        } else {
            Style::new()
        }
    }

    /// The style of a bar with text on it, which has the other one of its colours.
    pub fn bar(self) -> Style {
        if self.0 {
            Style::new().fg(Color::Blue).bg(Color::Black)
        } else {
            Style::new()
        }
    }

    /// The style of a title.
    pub fn bold(self) -> Style {
        if self.0 {
            Style::new().add_modifier(Modifier::BOLD)
        } else {
            Style::new()
        }
    }
}

/// Events per second, frame by frame.
#[derive(Clone, Debug, Default)]
pub struct Rates(VecDeque<u64>);

impl Rates {
    /// Adds the rate of this many events in this time.
    pub fn push(&mut self, events: u64, since: Duration) {
        if self.0.len() == FRAMES {
            self.0.pop_front();
        }
        let rate = events as f64 / since.as_secs_f64().max(0.001);
        self.0.push_back(rate.round() as u64);
    }

    /// The current rate.
    pub fn now(&self) -> u64 {
        self.0.back().copied().unwrap_or(0)
    }

    /// Draws the latest rates that there is room for as bars.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, paint: Paint) {
        let behind = self.0.len().saturating_sub(area.width.into());
        let bars: Vec<u64> = self.0.iter().skip(behind).copied().collect();
        let sparkline = Sparkline::default()
            .data(&bars)
            .style(paint.colour(Color::Cyan));
        frame.render_widget(sparkline, area);
    }
}

/// The latest of many things, oldest first.
#[derive(Clone, Debug)]
pub struct Latest<T>(VecDeque<T>);

impl<T> Latest<T> {
    /// Adds one, in place of the oldest if there are more than a terminal has lines.
    pub fn push(&mut self, one: T) {
        if self.0.len() == LATEST {
            self.0.pop_front();
        }
        self.0.push_back(one);
    }

    /// The lines that fit into an area.
    pub fn fitting(&self, area: Rect) -> impl Iterator<Item = &T> {
        self.0
            .iter()
            .skip(self.0.len().saturating_sub(area.height.into()))
    }
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}
