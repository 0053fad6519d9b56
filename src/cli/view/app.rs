//! The screens, and what keys do whatever the screen.

use super::super::copy::is_same_file;
use super::bar;
use super::compare::Compare;
use super::flow::{ending, flowing};
use super::help::Help;
use super::keys::Key;
use super::ladder::LadderScreen;
use super::list::List;
use super::message::MessageScreen;
use super::model::{Model, Reading};
use super::prompt::{Asked, Prompt};
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

/// Characters of a line that is saved.
const SAVED: usize = 110;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    List,
    Ladder,
    Message,
    Compare,
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
    help: Option<Help>,
    prompt: Option<Prompt>,
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
            help: None,
            prompt: None,
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
        let (mut below, cursor) = self.foot(frame.area().width.into());
        let most = usize::from(frame.area().height / 2).max(1);
        below.drain(..below.len().saturating_sub(most));
        let rows =
            [Constraint::Length(1), Constraint::Min(3), Constraint::Length(below.len() as u16)];
        let [head, body, foot] = Layout::vertical(rows).areas(frame.area());
        self.list.refresh(model, &self.common);
        self.head(frame, head, model);
        match self.screen() {
            Screen::List => self.list.draw(frame, body, model, &self.common),
            Screen::Ladder => self.ladder.draw(frame, body, model, &self.common),
            Screen::Message => self.message.draw(frame, body, model, &self.common),
            Screen::Compare => self.compare.draw(frame, body, model, &self.common),
        }
        frame.render_widget(Paragraph::new(below), foot);
        if let Some(column) = cursor {
            let last = foot.width.saturating_sub(1);
            let column = foot.x + u16::try_from(column).map_or(last, |column| column.min(last));
            frame.set_cursor_position((column, foot.bottom().saturating_sub(1)));
        }
        if let Some(help) = &mut self.help {
            help.draw(frame);
        }
    }

    fn head(&self, frame: &mut Frame<'_>, area: Rect, model: &Model) {
        const TITLE: &str = " hookflash ";
        /// What is left of a long name: a file's name says more than where it lies.
        const NAME: usize = 16;
        let counters = model.dialogues.counters();
        let mut text = format!(
            "   {}, {}, {}",
            counted(counters.dialogues, "dialogue"),
            counted(counters.messages, "message"),
            counted(model.frames, "frame"),
        );
        if counters.made_room > 0 {
            text += &format!(", the oldest {} made room", counters.made_room);
        }
        let state = match &model.reading {
            Reading::Running => "   reading".into(),
            Reading::Ended => String::new(),
            Reading::Failed(why) => format!("   {why}"),
        };
        let filter = self
            .list
            .filter()
            .map(|(filter, _)| format!("   filter: {filter}"))
            .unwrap_or_default();
        let others = [TITLE, text.as_str(), state.as_str(), filter.as_str()];
        let taken: usize = others.iter().map(|text| text.chars().count()).sum();
        let room = usize::from(area.width).saturating_sub(taken).max(NAME);
        let style = Style::new().bg(Color::Blue).fg(Color::White);
        let spans = vec![
            Span::raw(TITLE).bold(),
            Span::raw(ending(&self.of, room)),
            Span::raw(text),
            Span::raw(state).bold(),
            Span::raw(filter).italic(),
        ];
        frame.render_widget(Paragraph::new(Line::from(spans)).style(style), area);
    }

    /// What stands below, in lines of this width, and where in the last the cursor is.
    fn foot(&self, width: usize) -> (Vec<Line<'static>>, Option<usize>) {
        match (&self.prompt, &self.notice) {
            (Some(prompt), _) => {
                let (lines, cursor) = prompt.lines(width);
                (lines, Some(cursor))
            }
            (None, Some((notice, failed))) => {
                let style = if *failed { Style::new().red() } else { Style::new().green() };
                let lines = flowing(notice, width).into_iter();
                (lines.map(|line| Line::styled(line, style)).collect(), None)
            }
            (None, None) => (vec![bar::line(self.screen(), width)], None),
        }
    }

    pub(super) fn key(&mut self, event: KeyEvent, model: &mut Model) {
        let key = Key::from(event);
        if key == Key::Interrupt {
            self.ended = true;
            return;
        }
        self.notice = None;
        if let Some(prompt) = &mut self.prompt {
            match event.code {
                KeyCode::Esc => self.prompt = None,
                KeyCode::Enter => {
                    if let Some(prompt) = self.prompt.take() {
                        self.answered(prompt, model);
                    }
                }
                _ => prompt.key(event),
            }
            return;
        }
        if let Some(help) = &mut self.help {
            if !help.key(key) {
                self.help = None;
            }
            return;
        }
        match key {
            Key::Help => self.help = Some(Help::default()),
            Key::Quit | Key::Back if self.screens.len() > 1 => _ = self.screens.pop(),
            Key::Quit => self.ended = true,
            Key::Search => self.prompt = Some(Prompt::new(Asked::Search, String::new())),
            Key::Filter if self.screen() == Screen::List => {
                let text = self.list.filter().map_or(String::new(), |(text, _)| text.clone());
                self.prompt = Some(Prompt::new(Asked::Filter, text));
            }
            Key::Save => self.prompt = Some(Prompt::new(Asked::Save, String::new())),
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

    fn answered(&mut self, prompt: Prompt, model: &Model) {
        let Prompt { asked, text, .. } = prompt;
        match asked {
            Asked::Search => {
                self.common.search = text;
                self.on_screen(Key::Letter('n'), model);
            }
            Asked::Filter => {
                if let Err(error) = self.filter(&text) {
                    self.prompt = Some(Prompt { asked, text, mistake: Some(error) });
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
                    let text = Text::of([&ladder], SAVED);
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
        Ok(format!("{} written to {path}", counted(count as u64, "dialogue")))
    }
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
