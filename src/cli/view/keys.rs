//! Keys by what they mean.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What a key means on every screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
    Enter,
    Back,
    Quit,
    Interrupt,
    Help,
    Save,
    Search,
    Filter,
    Tab,
    Space,
    Letter(char),
    Other,
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        match event.code {
            KeyCode::Char('c') if event.modifiers.contains(KeyModifiers::CONTROL) => {
                Self::Interrupt
            }
            // What terminals say for the key that leads back.
            KeyCode::Char('h') if event.modifiers.contains(KeyModifiers::CONTROL) => Self::Back,
            KeyCode::Char(_) if event.modifiers == KeyModifiers::CONTROL => Self::Other,
            KeyCode::Up | KeyCode::Char('k') => Self::Up,
            KeyCode::Down | KeyCode::Char('j') => Self::Down,
            KeyCode::PageUp => Self::PageUp,
            KeyCode::PageDown => Self::PageDown,
            KeyCode::Home | KeyCode::Char('g') => Self::Home,
            KeyCode::End | KeyCode::Char('G') => Self::End,
            KeyCode::Enter | KeyCode::Right => Self::Enter,
            KeyCode::Esc | KeyCode::Left | KeyCode::Backspace => Self::Back,
            KeyCode::Char('q') => Self::Quit,
            KeyCode::F(1) | KeyCode::Char('?' | 'h') => Self::Help,
            KeyCode::F(2) | KeyCode::Char('s') => Self::Save,
            KeyCode::F(3) | KeyCode::Char('/') => Self::Search,
            KeyCode::F(7) | KeyCode::Char('f') => Self::Filter,
            KeyCode::Tab => Self::Tab,
            KeyCode::Char(' ') => Self::Space,
            KeyCode::Char(letter) => Self::Letter(letter),
            _ => Self::Other,
        }
    }
}

/// Moves a place among so many, a page of so many at once.
pub(super) fn moved(key: Key, place: usize, count: usize, page: usize) -> usize {
    let last = count.saturating_sub(1);
    match key {
        Key::Up => place.saturating_sub(1),
        Key::Down => (place + 1).min(last),
        Key::PageUp => place.saturating_sub(page),
        Key::PageDown => (place + page).min(last),
        Key::Home => 0,
        Key::End => last,
        _ => place.min(last),
    }
}

/// Where what is shown begins, so that the place is seen.
pub(super) fn scrolled(offset: usize, place: usize, height: usize) -> usize {
    offset.clamp((place + 1).saturating_sub(height.max(1)), place)
}
