//! The line in which the user is asked for something.

use super::flow::{ending, mistake};
use crate::capture::filter::FilterError;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Stylize;
use ratatui::text::{Line, Span};

/// What for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
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

pub(super) struct Prompt {
    pub(super) asked: Asked,
    pub(super) text: String,
    /// What is wrong with what was given before.
    pub(super) mistake: Option<FilterError>,
}

impl Prompt {
    pub(super) fn new(asked: Asked, text: String) -> Self {
        Self { asked, text, mistake: None }
    }

    /// Changes the text as a shell's line does; what a key with Ctrl or Alt does besides is left out.
    pub(super) fn key(&mut self, event: KeyEvent) {
        let (control, alt) = (KeyModifiers::CONTROL, KeyModifiers::ALT);
        let held = event.modifiers.intersection(control.union(alt));
        match event.code {
            KeyCode::Char('h') if held == control => _ = self.text.pop(),
            KeyCode::Char('u') if held == control => self.text.clear(),
            KeyCode::Char('w') if held == control => self.without_word(),
            KeyCode::Backspace if held.is_empty() => _ = self.text.pop(),
            KeyCode::Backspace => self.without_word(),
            // AltGr is told as both.
            KeyCode::Char(character) if held.is_empty() || held == control.union(alt) => {
                self.text.push(character);
            }
            _ => {}
        }
    }

    fn without_word(&mut self) {
        let kept = self.text.trim_end().rfind(' ').map_or(0, |blank| blank + 1);
        self.text.truncate(kept);
    }

    /// What is shown in lines of this width, and where in the last the cursor stands. Of a text that is longer, the
    /// end is shown.
    pub(super) fn lines(&self, width: usize) -> (Vec<Line<'static>>, usize) {
        let mut lines: Vec<Line<'static>> = Vec::new();
        if let Some(error) = &self.mistake {
            lines.extend(mistake(error, width).into_iter().map(|line| Line::from(line).red()));
        }
        let title = self.asked.title();
        // The cursor stands behind the text.
        let text = ending(&self.text, width.saturating_sub(title.len() + 1));
        let column = title.len() + text.chars().count();
        lines.push(Line::from(vec![Span::raw(title).bold(), Span::raw(text)]));
        (lines, column)
    }
}
