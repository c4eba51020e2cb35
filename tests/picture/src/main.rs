// SPDX-License-Identifier: MIT OR Apache-2.0

//! Draws `klink events watch` during a burst of forks, as on a terminal of a guest: an SVG on standard output. `make
//! picture` regenerates docs/watch.svg.

#![allow(clippy::expect_used, clippy::unwrap_used)] // A picture that cannot be drawn is a failure.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use klink::events::Journal;
use klink_tests_guest::screen::{Cell, Screen, Style};
use klink_tests_guest::terminal::Terminal;
use klink_tests_guest::Guest;
use rustix::thread::set_name;

const COLUMNS: u16 = 96;
const LINES: u16 = 26;

/// How long the burst is watched.
const TIME: Duration = Duration::from_secs(30);

/// A cell's size.
const WIDTH: f64 = 8.4;
const HEIGHT: f64 = 18.0;

/// The terminal's colours: the numbered ones, the default colour, and the background.
const COLOURS: [&str; 8] = [
    "#1d1f21", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d7dae0",
];
const INK: &str = "#d7dae0";
const PAPER: &str = "#16181d";

fn main() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "size=2097152");
    let mut terminal = Terminal::run_as(0, (COLUMNS, LINES), &["klink", "events", "watch"]);
    let mut screen = Screen::new(COLUMNS, LINES);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| storm(&over));
        terminal.watches(&mut screen, TIME);
        over.store(true, Ordering::Relaxed);
    });
    terminal.presses("q");
    assert_eq!(terminal.status(), Some(0));
    print!("{}", drawing(&screen));
}

/// Programs that start and end and threads that are renamed, in waves; sometimes a device, an address and a marker.
fn storm(over: &AtomicBool) {
    let begin = Instant::now();
    let quiet = |program: &mut Command| {
        let status = program.stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.expect("no program can be started");
    };
    quiet(Command::new("modprobe").args(["dummy", "numdummies=0"]));
    let mut journal = Journal::open().unwrap();
    let mut round = 0_u32;
    while !over.load(Ordering::Relaxed) {
        let wave = 1.0 + (begin.elapsed().as_secs_f64() / 2.0).sin();
        for _ in 0..(wave * 40.0) as u32 {
            set_name(c"storm").unwrap();
        }
        quiet(&mut Command::new("true"));
        if round % 50 == 0 {
            quiet(Command::new("ip").args(["link", "add", "d0", "type", "dummy"]));
            quiet(Command::new("ip").args(["address", "add", "192.0.2.1/24", "dev", "d0"]));
            quiet(Command::new("ip").args(["link", "del", "d0"]));
            journal.emit("a wave").unwrap();
        }
        round += 1;
        thread::sleep(Duration::from_secs_f64(0.05 / (0.2 + wave)));
    }
}

fn drawing(screen: &Screen) -> String {
    let (width, height) = (f64::from(COLUMNS) * WIDTH, f64::from(LINES) * HEIGHT);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{:.0}\" height=\"{:.0}\" \
         viewBox=\"-10 -10 {:.0} {:.0}\" \
         font-family=\"ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace\" font-size=\"14\">\n\
         <rect x=\"-10\" y=\"-10\" width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{PAPER}\"/>\n",
        width + 20.0,
        height + 20.0,
        width + 20.0,
        height + 20.0
    );
    for (line, row) in screen.rows().enumerate() {
        let mut column = 0;
        for run in row.chunk_by(|a, b| a.style == b.style && is_bar(a) == is_bar(b)) {
            draw_run(&mut svg, line as f64 * HEIGHT, column as f64 * WIDTH, run);
            column += run.len();
        }
    }
    svg += "</svg>\n";
    svg
}

/// Draws characters of the same style, from left to right.
fn draw_run(svg: &mut String, top: f64, left: f64, run: &[Cell]) {
    let Some(Cell { style, .. }) = run.first() else {
        return;
    };
    let width = run.len() as f64 * WIDTH;
    if let Some(background) = style.background {
        let fill = colour(Some(background), PAPER);
        rectangle(svg, (left, top), (width, HEIGHT), fill);
    }
    let ink = colour(style.colour, INK);
    if run.iter().all(is_bar) {
        let mut left = left;
        // One rectangle for bars of the same height: between two there would be a seam.
        for bars in run.chunk_by(|a, b| a.character == b.character) {
            let width = bars.len() as f64 * WIDTH;
            let part = bars.first().map_or(0, |bar| eighths(bar.character));
            let height = HEIGHT * f64::from(part) / 8.0;
            rectangle(svg, (left, top + HEIGHT - height), (width, height), ink);
            left += width;
        }
        return;
    }
    let text: String = run.iter().map(|cell| cell.character).collect();
    if text.trim().is_empty() {
        return;
    }
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace(' ', "\u{a0}");
    let weight = match style {
        Style { bold: true, .. } => " font-weight=\"bold\"",
        _ => "",
    };
    let _ = writeln!(
        svg,
        "<text x=\"{left:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" fill=\"{ink}\"{weight}>{text}</text>",
        top + 13.5
    );
}

fn rectangle(svg: &mut String, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str) {
    let _ = writeln!(
        svg,
        "<rect x=\"{x:.1}\" y=\"{y:.2}\" width=\"{width:.1}\" height=\"{height:.2}\" fill=\"{fill}\"/>"
    );
}

fn colour(number: Option<u8>, otherwise: &'static str) -> &'static str {
    let number = number.map(|number| usize::from(number % 8));
    number
        .and_then(|number| COLOURS.get(number).copied())
        .unwrap_or(otherwise)
}

/// Whether the cell is one of the bars that fill it from below.
fn is_bar(cell: &Cell) -> bool {
    eighths(cell.character) > 0
}

/// The eighths of its cell that a bar fills.
fn eighths(character: char) -> u32 {
    match u32::from(character) {
        bar @ 0x2581..=0x2588 => bar - 0x2580,
        _ => 0,
    }
}
