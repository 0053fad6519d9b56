//! The screens, and what keys do whatever the screen.

use super::super::copy::is_same_file;
use super::compare::Compare;
use super::help;
use super::keys::Key;
use super::ladder::LadderScreen;
use super::list::List;
use super::message::MessageScreen;
use super::model::{Model, Reading};
use crate::capture::Overrides;
use crate::capture::dialogues::Dialogue;
use crate::capture::filter::{Filter, FilterError};
use crate::capture::write::{CaptureWriter, FileType, LinkType};
use crate::cli::dialogues::Names;
use crate::cli::ladder::{Drawing, Text, draw, svg};
use crate::cli::output::Row;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Style, Stylize};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    List,
    Ladder,
    Message,
    Compare,
}

/// What the user is asked for in the last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Search,
    Filter,
    Save,
}

impl Asked {
    const fn title(self) -> &'static str {
        match self {
            Self::Search => "Search: ",
            Self::Filter => "Display filter (empty for none): ",
            Self::Save => "Save to FILE.pcapng, .pcap, .svg or .txt: ",
        }
    }
}

/// What screens share.
pub(super) struct Common {
    pub(super) names: Names,
    pub(super) overrides: Overrides,
    pub(super) octets: bool,
    pub(super) search: String,
}

pub(super) struct App {
    pub(super) ended: bool,
    of: String,
    common: Common,
    /// The last is shown.
    screens: Vec<Screen>,
    list: List,
    ladder: LadderScreen,
    message: MessageScreen,
    compare: Compare,
    help: bool,
    asked: Option<(Asked, String)>,
    /// What came of the last wish; whether it failed.
    notice: Option<(String, bool)>,
}

impl App {
    pub(super) fn new(of: String, names: Names, overrides: Overrides) -> Self {
        Self {
            ended: false,
            of,
            common: Common { names, overrides, octets: false, search: String::new() },
            screens: vec![Screen::List],
            list: List::default(),
            ladder: LadderScreen::default(),
            message: MessageScreen::default(),
            compare: Compare::default(),
            help: false,
            asked: None,
            notice: None,
        }
    }

    fn screen(&self) -> Screen {
        self.screens.last().copied().unwrap_or(Screen::List)
    }

    /// Shows only dialogues with a message that matches.
    pub(super) fn filter(&mut self, text: &str) -> Result<(), FilterError> {
        let filter = match text.trim() {
            "" => None,
            text => Some((text.to_string(), Filter::new(text)?)),
        };
        self.list.set_filter(filter);
        Ok(())
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, model: &mut Model) {
        let rows = [Constraint::Length(1), Constraint::Min(3), Constraint::Length(1)];
        let [head, body, foot] = Layout::vertical(rows).areas(frame.area());
        self.list.refresh(model, &self.common);
        self.head(frame, head, model);
        match self.screen() {
            Screen::List => self.list.draw(frame, body, model, &self.common),
            Screen::Ladder => self.ladder.draw(frame, body, model, &self.common),
            Screen::Message => self.message.draw(frame, body, model, &self.common),
            Screen::Compare => self.compare.draw(frame, body, model, &self.common),
        }
        self.foot(frame, foot);
        if self.help {
            help::draw(frame);
        }
    }

    fn head(&self, frame: &mut Frame<'_>, area: Rect, model: &Model) {
        let counters = model.dialogues.counters();
        let mut text = format!(
            " {}   {} dialogues, {} messages with TCAP, {} frames",
            self.of, counters.dialogues, counters.messages, model.frames
        );
        if counters.given_up > 0 {
            text += &format!(", the oldest {} made room", counters.given_up);
        }
        let state = match &model.reading {
            Reading::Running => "reading".into(),
            Reading::Ended => String::new(),
            Reading::Failed(why) => why.clone(),
        };
        let style = Style::new().bg(Color::Blue).fg(Color::White);
        let mut spans = vec![Span::raw(" hookflash").bold(), Span::raw(text)];
        if !state.is_empty() {
            spans.push(Span::raw(format!("   {state}")).bold());
        }
        if let Some((filter, _)) = self.list.filter() {
            spans.push(Span::raw(format!("   filter: {filter}")).italic());
        }
        frame.render_widget(Paragraph::new(Line::from(spans)).style(style), area);
    }

    fn foot(&self, frame: &mut Frame<'_>, area: Rect) {
        let line = match (&self.asked, &self.notice) {
            (Some((asked, text)), _) => {
                let column = area.x + (asked.title().len() + text.chars().count()) as u16;
                frame.set_cursor_position((column.min(area.right().saturating_sub(1)), area.y));
                let mut spans = vec![Span::raw(asked.title()).bold(), Span::raw(text.as_str())];
                if let Some((notice, _)) = &self.notice {
                    spans.push(Span::raw(format!("   {notice}")).red());
                }
                Line::from(spans)
            }
            (None, Some((notice, failed))) => {
                let style = if *failed { Style::new().red() } else { Style::new().green() };
                Line::styled(notice.as_str(), style)
            }
            (None, None) => {
                let keys: &[(&str, &str)] = match self.screen() {
                    Screen::List => &[
                        ("Enter", "ladder"),
                        ("Space", "select"),
                        ("/", "search"),
                        ("f", "filter"),
                        ("e", "only wrong"),
                        ("o", "order"),
                        ("s", "save"),
                        ("F1", "keys"),
                        ("q", "end"),
                    ],
                    Screen::Ladder => &[
                        ("Enter", "message"),
                        ("Space", "mark, compare"),
                        ("Tab", "beside"),
                        ("x", "octets"),
                        ("s", "save"),
                        ("Esc", "back"),
                    ],
                    Screen::Message => &[
                        ("n p", "next, previous"),
                        ("x", "octets"),
                        ("/", "search"),
                        ("Esc", "back"),
                    ],
                    Screen::Compare => &[("x", "octets"), ("Esc", "back")],
                };
                let spans = keys.iter().flat_map(|(key, what)| {
                    let key = Span::styled(format!(" {key} "), Style::new().black().on_cyan());
                    [key, Span::raw(format!(" {what}  "))]
                });
                Line::from(spans.collect::<Vec<_>>())
            }
        };
        frame.render_widget(Paragraph::new(line), area);
    }

    pub(super) fn key(&mut self, event: KeyEvent, model: &mut Model) {
        let key = Key::from(event);
        if key == Key::Interrupt {
            self.ended = true;
            return;
        }
        self.notice = None;
        if let Some((asked, text)) = &mut self.asked {
            match event.code {
                KeyCode::Esc => self.asked = None,
                KeyCode::Backspace => _ = text.pop(),
                KeyCode::Char(character) => text.push(character),
                KeyCode::Enter => {
                    let (asked, text) = (*asked, std::mem::take(text));
                    self.asked = None;
                    self.answered(asked, text, model);
                }
                _ => {}
            }
            return;
        }
        if self.help {
            self.help = false;
            return;
        }
        match key {
            Key::Help => self.help = true,
            Key::Quit | Key::Back if self.screens.len() > 1 => _ = self.screens.pop(),
            Key::Quit => self.ended = true,
            Key::Search => self.asked = Some((Asked::Search, String::new())),
            Key::Filter if self.screen() == Screen::List => {
                let text = self.list.filter().map_or(String::new(), |(text, _)| text.clone());
                self.asked = Some((Asked::Filter, text));
            }
            Key::Save => self.asked = Some((Asked::Save, String::new())),
            Key::Letter('x') => self.common.octets = !self.common.octets,
            other => self.on_screen(other, model),
        }
    }

    fn on_screen(&mut self, key: Key, model: &Model) {
        match self.screen() {
            Screen::List => {
                if key == Key::Enter {
                    let chosen = self.list.chosen();
                    if !chosen.is_empty() {
                        self.ladder = LadderScreen::new(chosen);
                        self.screens.push(Screen::Ladder);
                    }
                } else {
                    self.list.key(key, model, &self.common);
                }
            }
            Screen::Ladder => match self.ladder.key(key) {
                Some((one, None)) => {
                    self.message = MessageScreen::new(self.ladder.places(), one);
                    self.screens.push(Screen::Message);
                }
                Some((one, Some(other))) => {
                    self.compare = Compare::new(one, other);
                    self.screens.push(Screen::Compare);
                }
                None => {}
            },
            Screen::Message => self.message.key(key, &self.common),
            Screen::Compare => self.compare.key(key),
        }
    }

    fn answered(&mut self, asked: Asked, text: String, model: &Model) {
        match asked {
            Asked::Search => {
                self.common.search = text;
                self.on_screen(Key::Letter('n'), model);
            }
            Asked::Filter => {
                if let Err(error) = self.filter(&text) {
                    let first = error.to_string().lines().next().unwrap_or_default().to_string();
                    self.notice = Some((first, true));
                    self.asked = Some((Asked::Filter, text));
                }
            }
            Asked::Save if text.trim().is_empty() => {}
            Asked::Save => {
                let chosen = match self.screen() {
                    Screen::List => self.list.selected_or_all(),
                    _ => self.ladder.numbers().to_vec(),
                };
                self.notice = Some(match self.save(text.trim(), &chosen, model) {
                    Ok(what) => (what, false),
                    Err(error) => (format!("{}: {error}", text.trim()), true),
                });
            }
        }
    }

    /// Writes dialogues to a file of the kind that its name says.
    fn save(&self, path: &str, chosen: &[u64], model: &Model) -> io::Result<String> {
        if is_same_file(&self.of, path) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "this is what is being read"));
        }
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        let dialogues: Vec<&Dialogue> =
            chosen.iter().filter_map(|number| model.dialogue(*number)).collect();
        let count = dialogues.len();
        let with = Drawing { names: &self.common.names, of: &self.of, numbered: false };
        match ending {
            "svg" => std::fs::write(path, svg(&draw(&dialogues, &with)))?,
            "txt" => {
                let mut row = Row::new(false);
                for dialogue in dialogues {
                    let ladder = draw(&[dialogue], &with);
                    row.push(crate::cli::output::Paint::Plain, ladder.title.as_str());
                    row.end();
                    let text = Text::new(ladder.columns.len(), 110);
                    text.head(&ladder, &mut row);
                    ladder.rows.iter().for_each(|line| text.row(line, &mut row));
                    row.end();
                }
                std::fs::write(path, row.text)?;
            }
            "pcap" | "pcapng" => {
                let kind = if ending == "pcap" { FileType::Pcap } else { FileType::Pcapng };
                let frames: BTreeMap<_, _> = chosen
                    .iter()
                    .flat_map(|number| model.messages(*number))
                    .flat_map(|kept| {
                        kept.frames()
                            .enumerate()
                            .map(|(place, frame)| ((kept.place().0, place), frame))
                    })
                    .collect();
                let first = frames.values().next().map_or(1, |frame| frame.link_type);
                let to = BufWriter::new(File::create(path)?);
                let mut writer = CaptureWriter::new(to, kind, LinkType(first))?;
                for frame in frames.values() {
                    writer.kept(frame)?;
                }
                writer.flush()?;
            }
            _ => {
                let what = "the name must end with .pcapng, .pcap, .svg or .txt";
                return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
            }
        }
        Ok(format!("{count} dialogue{} written to {path}", if count == 1 { "" } else { "s" }))
    }
}
