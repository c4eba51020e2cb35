// SPDX-License-Identifier: MIT OR Apache-2.0

//! The layout of the screen.

use klink::events::{JournalStatus, OwnedItem};
use klink_line::screen::ratatui::layout::{Constraint, Layout, Rect};
use klink_line::screen::ratatui::style::Color;
use klink_line::screen::ratatui::text::Line as Text;
use klink_line::screen::ratatui::widgets::{Gauge, Paragraph};
use klink_line::screen::ratatui::Frame;
use klink_line::screen::Paint;
use klink_line::{Line, Lost, Name};

use super::view::{Rate, View};

/// The column where the bars begin.
const BARS: u16 = 34;

pub(super) fn draw(frame: &mut Frame<'_>, view: &View, paint: Paint) {
    let kinds = u16::try_from(view.rates.len()).unwrap_or(u16::MAX);
    let [head, ring, lost, _, rates, _, latest] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Max(kinds.saturating_add(1)),
        Constraint::Length(1),
        Constraint::Min(3),
    ])
    .areas(frame.area());
    draw_head(frame, head, view, paint);
    if let Some(status) = &view.status {
        draw_ring(frame, ring, status, paint);
    }
    draw_lost(frame, lost, view, paint);
    draw_rates(frame, rates, view, paint);
    draw_latest(frame, latest, view, paint);
}

fn draw_head(frame: &mut Frame<'_>, area: Rect, view: &View, paint: Paint) {
    let (text, style) = match &view.status {
        Some(status) => {
            let JournalStatus {
                journal,
                oldest,
                next,
                ..
            } = status;
            let text =
                format!("journal {journal:016x}  events from {oldest}, next {next}  (q to quit)");
            (text, paint.bold())
        }
        None => (
            String::from("no journal: waiting for klink_events.ko  (q to quit)"),
            paint.colour(Color::Red),
        ),
    };
    frame.render_widget(Text::styled(text, style), area);
}

fn draw_ring(frame: &mut Frame<'_>, area: Rect, status: &JournalStatus, paint: Paint) {
    let ratio = status.used as f64 / status.size.max(1) as f64;
    let label = format!("{:.0} % of {} in use", ratio * 100.0, Bytes(status.size));
    let gauge = Gauge::default()
        .ratio(ratio.clamp(0.0, 1.0))
        .label(label)
        .gauge_style(paint.bar());
    frame.render_widget(gauge, area);
}

fn draw_lost(frame: &mut Frame<'_>, area: Rect, view: &View, paint: Paint) {
    let overwritten: u64 = view.rates.iter().map(|rate| rate.overwritten).sum();
    let (mut text, style) = match view.lost.last {
        None => (String::from("no events lost"), paint.colour(Color::Green)),
        Some(last) => (
            format!(
                "lost: {} events (gaps: {}, the last {} to {})",
                view.lost.events, view.lost.gaps, last.first, last.last
            ),
            paint.colour(Color::Red),
        ),
    };
    text += &format!("; overwritten: {overwritten}");
    if view.restarts > 0 {
        text += &format!("; reloaded: {}", view.restarts);
    }
    frame.render_widget(Text::styled(text, style), area);
}

fn draw_rates(frame: &mut Frame<'_>, area: Rect, view: &View, paint: Paint) {
    let [head, rows] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(area);
    let columns = format!("{:8} {:>12} {:>9}", "kind", "events", "events/s");
    frame.render_widget(Text::styled(columns, paint.bold()), head);
    for (row, rate) in rows.rows().zip(&view.rates) {
        draw_rate(frame, row, rate, paint);
    }
}

fn draw_rate(frame: &mut Frame<'_>, area: Rect, rate: &Rate, paint: Paint) {
    let [numbers, bars] =
        Layout::horizontal([Constraint::Length(BARS), Constraint::Min(0)]).areas(area);
    let text = format!(
        "{:8} {:>12} {:>9}",
        Name(rate.kind),
        rate.appended,
        rate.rates.now()
    );
    frame.render_widget(Text::raw(text), numbers);
    rate.rates.draw(frame, bars, paint);
}

fn draw_latest(frame: &mut Frame<'_>, area: Rect, view: &View, paint: Paint) {
    let lines = view.latest.fitting(area).map(|item| match item {
        OwnedItem::Event(event) => Text::raw(Line::new(&event.event()).to_string()),
        OwnedItem::Gap(gap) => Text::styled(Lost(*gap).to_string(), paint.colour(Color::Red)),
        OwnedItem::Restart => Text::styled("the module was reloaded", paint.colour(Color::Red)),
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), area);
}

/// A size, which is usually a power of two.
struct Bytes(u64);

impl std::fmt::Display for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            bytes @ 0x10_0000.. => write!(f, "{} MiB", bytes >> 20),
            bytes => write!(f, "{} KiB", bytes >> 10),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use klink::events::{Gap, Item, Kind};
    use klink_line::screen::ratatui::backend::TestBackend;
    use klink_line::screen::ratatui::buffer::Cell;
    use klink_line::screen::ratatui::Terminal;

    use super::super::view::Sample;
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    const STATUS: JournalStatus = JournalStatus {
        journal: 0xabc,
        oldest: 401,
        next: 1501,
        size: 8 << 20,
        used: 2 << 20,
        readers: 1,
        maps: 0,
    };

    /// This many forks and execs, some of which were overwritten.
    fn sample(view: &mut View, forks: u64, execs: u64) {
        let of = |kind, appended| Sample {
            kind,
            is_on: true,
            appended,
            overwritten: 200,
        };
        let samples = [of(Kind::FORK, forks), of(Kind::EXEC, execs)];
        view.sample(STATUS, samples.into_iter(), SECOND);
    }

    /// The content of the screen, without spaces at the ends of lines.
    fn screen(view: &View, width: u16, height: u16) -> Vec<String> {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal
            .draw(|frame| draw(frame, view, Paint(false)))
            .unwrap();
        let cells = terminal.backend().buffer().content();
        let lines = cells.chunks(width.into());
        let text = |line: &[Cell]| -> String { line.iter().map(Cell::symbol).collect() };
        lines.map(|line| text(line).trim_end().to_owned()).collect()
    }

    fn busy() -> View {
        let mut view = View::default();
        for step in 0..9 {
            sample(&mut view, 1000 + 80 * step * step, 10 * step);
        }
        view.push(Item::Gap(Gap { first: 7, last: 16 }));
        view.push(Item::Restart);
        view
    }

    #[test]
    fn a_storm_has_rates_bars_and_gaps() {
        assert_eq!(
            screen(&busy(), 72, 11),
            [
                "journal 0000000000000abc  events from 401, next 1501  (q to quit)",
                "██████████████████        25 % of 8 MiB in use",
                "lost: 10 events (gaps: 1, the last 7 to 16); overwritten: 400; reloaded:",
                "",
                "kind           events  events/s",
                "fork             6120      1200    ▁▂▃▄▅▆█",
                "exec               80        10   ████████",
                "",
                "7 to 16: 10 events lost",
                "the module was reloaded",
                "",
            ]
        );
    }

    #[test]
    fn the_latest_bars_and_events_have_room() {
        let mut view = busy();
        for first in 20..40 {
            view.push(Item::Gap(Gap { first, last: first }));
        }
        let screen = screen(&view, 38, 10);
        assert!(screen[5].ends_with("1200   ▄▅▆█"), "{screen:#?}");
        assert!(screen[9].starts_with("39 to 39"), "{screen:#?}");
    }

    #[test]
    fn a_missing_journal_is_said_and_a_new_one_counted() {
        let mut view = busy();
        view.gone();
        assert!(screen(&view, 80, 10)[0].starts_with("no journal: waiting for klink_events.ko"));
        let next = JournalStatus {
            journal: 0xdef,
            ..STATUS
        };
        view.sample(next, std::iter::empty(), SECOND);
        let screen = screen(&view, 80, 10);
        assert!(
            screen[0].starts_with("journal 0000000000000def"),
            "{screen:#?}"
        );
        assert!(
            !screen.iter().any(|line| line.starts_with("fork")),
            "{screen:#?}"
        );
    }

    #[test]
    fn no_terminal_is_too_small() {
        let view = busy();
        for (width, height) in [(1, 1), (5, 3), (80, 2), (3, 40), (500, 200)] {
            screen(&view, width, height);
        }
    }
}
