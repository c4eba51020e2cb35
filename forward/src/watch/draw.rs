// SPDX-License-Identifier: MIT OR Apache-2.0

//! The layout of the screen.

use std::time::Duration;

use klink_line::screen::ratatui::layout::{Constraint, Layout, Rect};
use klink_line::screen::ratatui::style::Color;
use klink_line::screen::ratatui::text::Line as Text;
use klink_line::screen::ratatui::widgets::Paragraph;
use klink_line::screen::ratatui::Frame;
use klink_line::screen::Paint;
use klink_line::Escaped;

use super::fleet::{Fleet, Row};

/// The column where the bars begin.
const BARS: u16 = 56;

pub(super) fn draw(frame: &mut Frame<'_>, fleet: &Fleet, rows: &[Row<'_>], paint: Paint) {
    let machines = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let [head, troubles, _, table, _, latest] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Max(machines.saturating_add(1)),
        Constraint::Length(1),
        Constraint::Min(3),
    ])
    .areas(frame.area());
    draw_head(frame, head, fleet, rows, paint);
    draw_troubles(frame, troubles, rows, paint);
    draw_table(frame, table, rows, paint);
    draw_latest(frame, latest, fleet, paint);
}

fn draw_head(frame: &mut Frame<'_>, area: Rect, fleet: &Fleet, rows: &[Row<'_>], paint: Paint) {
    let (stream, machines, rate) = (&fleet.stream, rows.len(), fleet.rates.now());
    let (text, style) = match fleet.is_up {
        true => (
            format!("stream {stream}  machines: {machines}  events/s: {rate}  (q to quit)"),
            paint.bold(),
        ),
        false => (
            format!("stream {stream}: no connection: trying again  (q to quit)"),
            paint.colour(Color::Red),
        ),
    };
    frame.render_widget(Text::styled(text, style), area);
}

fn draw_troubles(frame: &mut Frame<'_>, area: Rect, rows: &[Row<'_>], paint: Paint) {
    let silent = rows.iter().filter(|row| row.silent.is_some()).count();
    let gaps: u64 = rows.iter().map(|row| row.machine.gaps).sum();
    let lost = rows
        .iter()
        .fold(0u64, |sum, row| sum.saturating_add(row.machine.lost));
    let colour = match silent == 0 && gaps == 0 {
        true => Color::Green,
        false => Color::Red,
    };
    let text = format!("silent: {silent}; lost: {lost} events (gaps: {gaps})");
    frame.render_widget(Text::styled(text, paint.colour(colour)), area);
}

fn draw_table(frame: &mut Frame<'_>, area: Rect, rows: &[Row<'_>], paint: Paint) {
    let [head, table] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(area);
    let columns = format!(
        "{:20} {:>10} {:>9} {:>12}",
        "machine", "events", "events/s", "lost"
    );
    frame.render_widget(Text::styled(columns, paint.bold()), head);
    for (area, row) in table.rows().zip(rows) {
        draw_row(frame, area, row, paint);
    }
}

fn draw_row(frame: &mut Frame<'_>, area: Rect, row: &Row<'_>, paint: Paint) {
    let [numbers, rest] =
        Layout::horizontal([Constraint::Length(BARS), Constraint::Min(0)]).areas(area);
    let machine = row.machine;
    // Longer names are cut: the others stay below each other.
    let name = Escaped(row.name.as_bytes()).to_string();
    let text = format!(
        "{name:20.20} {:>10} {:>9} {:>12}",
        machine.events,
        machine.rates.now(),
        machine.lost
    );
    let style = match machine.lost > 0 || row.silent.is_some() {
        true => paint.colour(Color::Red),
        false => paint.colour(Color::Reset),
    };
    frame.render_widget(Text::styled(text, style), numbers);
    match row.silent {
        Some(silent) => {
            let text = format!("silent for {}", Rough(silent));
            frame.render_widget(Text::styled(text, style), rest);
        }
        None => machine.rates.draw(frame, rest, paint),
    }
}

fn draw_latest(frame: &mut Frame<'_>, area: Rect, fleet: &Fleet, paint: Paint) {
    let lines = fleet.latest.fitting(area).map(|line| match line.is_alarm {
        true => Text::styled(line.text.as_str(), paint.colour(Color::Red)),
        false => Text::raw(line.text.as_str()),
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), area);
}

/// A time in its largest unit.
struct Rough(Duration);

impl std::fmt::Display for Rough {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.as_secs() {
            seconds @ 0..120 => write!(f, "{seconds} s"),
            seconds @ 120..7200 => write!(f, "{} min", seconds / 60),
            seconds @ 7200..172_800 => write!(f, "{} h", seconds / 3600),
            seconds => write!(f, "{} days", seconds / 86_400),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use klink_line::screen::ratatui::backend::TestBackend;
    use klink_line::screen::ratatui::buffer::Cell;
    use klink_line::screen::ratatui::Terminal;

    use super::*;
    use crate::check::Seen;
    use crate::message::Start;
    use crate::subject::subject;

    const SECOND: Duration = Duration::from_secs(1);

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn message(seconds: u64, body: Vec<u8>) -> Seen {
        Seen {
            time: Some(at(seconds)),
            body,
            ..Seen::default()
        }
    }

    fn marks(from: u64, events: u64) -> Vec<u8> {
        let line = |seq| {
            format!(
                "{{\"seq\":{seq},\"time_ns\":{seq},\"cpu\":0,\"kind\":\"mark\",\"text\":\"x\"}}\n"
            )
        };
        (from..from + events).map(line).collect::<String>().into()
    }

    /// A busy machine, one with a gap, and one that is silent.
    fn fleet() -> Fleet {
        let mut fleet = Fleet::new("EVENTS");
        fleet.add(&subject("old", 1), &message(400, marks(1, 9)), false);
        for step in 0..4 {
            fleet.add(
                &subject("web.1", 2),
                &message(1000, marks(1 + 80 * step, 20 * (step + 1))),
                true,
            );
            fleet.sample(SECOND, true);
        }
        let start = Start::message(7, "b", None).body;
        fleet.add(&subject("web2", 7), &message(999, start), true);
        let gap = b"{\"first\":1,\"last\":12,\"lost\":12}\n".to_vec();
        fleet.add(&subject("web2", 7), &message(1000, gap), true);
        fleet.sample(SECOND, true);
        fleet
    }

    /// The content of the screen, without spaces at the ends of lines.
    fn screen(fleet: &Fleet, width: u16, height: u16) -> Vec<String> {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let rows = fleet.rows(at(1010), 60 * SECOND);
        terminal
            .draw(|frame| draw(frame, fleet, &rows, Paint(false)))
            .unwrap();
        let lines = terminal.backend().buffer().content().chunks(width.into());
        let text = |line: &[Cell]| -> String { line.iter().map(Cell::symbol).collect() };
        lines.map(|line| text(line).trim_end().to_owned()).collect()
    }

    #[test]
    fn machines_have_rates_gaps_and_silences() {
        assert_eq!(
            screen(&fleet(), 76, 12),
            [
                "stream EVENTS  machines: 3  events/s: 0  (q to quit)",
                "silent: 1; lost: 12 events (gaps: 1)",
                "",
                "machine                  events  events/s         lost",
                "old                           0         0            0  silent for 10 min",
                "web2                          0         0           12",
                "web.1                       200         0            0  ▂▄▆█",
                "",
                "web.1 243 0.000000243 mark x",
                "web.1 244 0.000000244 mark x",
                "web2 forwarding begins: event numbers start again",
                "web2 1 to 12: 12 events lost",
            ]
        );
    }

    #[test]
    fn a_server_that_is_gone_is_said() {
        let mut fleet = fleet();
        fleet.sample(SECOND, false);
        let screen = screen(&fleet, 80, 10);
        assert!(screen[0].contains("no connection"), "{screen:#?}");
    }

    #[test]
    fn no_terminal_is_too_small() {
        let fleet = fleet();
        for (width, height) in [(1, 1), (5, 3), (80, 2), (3, 40), (500, 200)] {
            screen(&fleet, width, height);
        }
    }
}
