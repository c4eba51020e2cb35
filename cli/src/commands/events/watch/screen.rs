// SPDX-License-Identifier: MIT OR Apache-2.0

//! The terminal: taken over while this value lives, and restored afterwards.

use std::io::{self, IsTerminal, Read, Stdout};

use ratatui::backend::TermionBackend;
use ratatui::termion::raw::{IntoRawMode, RawTerminal};
use ratatui::termion::screen::{AlternateScreen, IntoAlternateScreen};
use ratatui::Terminal;

use super::draw;
use super::view::View;
use crate::exit::Failure;

/// A key that ends the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Quit,
    Interrupt,
}

pub(super) struct Screen {
    terminal: Terminal<TermionBackend<AlternateScreen<RawTerminal<Stdout>>>>,
    styled: bool,
}

/// Checks that there is a terminal to draw on.
pub(super) fn check() -> Result<(), Failure> {
    let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    if dumb || !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(Failure::usage(
                "events watch needs a terminal, with TERM set: without one, `klink events --follow` shows the events and \
                 `klink events --stats` the counters",
            ));
    }
    Ok(())
}

impl Screen {
    pub(super) fn open(styled: bool) -> Result<Self, Failure> {
        let open = || -> io::Result<_> {
            let stdout = io::stdout().into_raw_mode()?.into_alternate_screen()?;
            let mut terminal = Terminal::new(TermionBackend::new(stdout))?;
            terminal.hide_cursor()?;
            Ok(terminal)
        };
        let terminal = open().map_err(unusable)?;
        Ok(Self { terminal, styled })
    }

    /// Draws the screen, in the terminal's current size.
    pub(super) fn draw(&mut self, view: &View) -> Result<(), Failure> {
        let drawn = self
            .terminal
            .draw(|frame| draw::draw(frame, view, self.styled));
        drawn.map(|_| ()).map_err(unusable)
    }
}

/// Reads the next key, once there is something to read; keys without a meaning here give `None`.
pub(super) fn key() -> Result<Option<Key>, Failure> {
    let mut typed = [0; 64];
    let len = io::stdin().read(&mut typed).map_err(unusable)?;
    let typed = typed.get(..len).unwrap_or_default();
    Ok(match typed {
        // The terminal is gone.
        [] => Some(Key::Interrupt),
        _ if typed.contains(&0x03) => Some(Key::Interrupt),
        _ if typed.iter().any(|key| matches!(key, b'q' | b'Q')) => Some(Key::Quit),
        _ => None,
    })
}

fn unusable(error: io::Error) -> Failure {
    Failure::new(format!(
        "cannot use the terminal: {error}: use `klink events --follow`, which works without one"
    ))
}
