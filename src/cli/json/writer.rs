//! A JSON writer. Each value leaves a comma behind itself, and what closes an object or a line takes
//! the last one back: so nothing has to be looked up before a key or a value.

use crate::cli::text::{self, Put};
use crate::wire::ber::Octets;

/// Lines of JSON in the making.
#[derive(Debug, Default)]
pub(in crate::cli) struct Json {
    pub(in crate::cli) text: Vec<u8>,
}

/// The longest key that is written in one piece, with its quotes and its colon.
const PIECE: usize = 32;

impl Json {
    /// `{` or `[`; a value like any other.
    #[inline]
    pub(in crate::cli) fn open(&mut self, bracket: char) {
        self.text.push(bracket as u8);
    }

    #[inline]
    pub(in crate::cli) fn close(&mut self, bracket: char) {
        match self.text.last_mut() {
            Some(last @ b',') => *last = bracket as u8,
            _ => self.text.push(bracket as u8),
        }
        self.text.push(b',');
    }

    /// A key that is known to need no escapes. Where the name is, the compiler makes one piece of
    /// it and what stands around it; that is why it must see it.
    #[inline(always)]
    pub(in crate::cli) fn key(&mut self, name: &'static str) {
        let mut piece = [b'"'; PIECE];
        match piece.get_mut(1..name.len() + 3) {
            Some(inside) => {
                inside[..name.len()].copy_from_slice(name.as_bytes());
                inside[name.len() + 1] = b':';
                self.text.extend_from_slice(&piece[..name.len() + 3]);
            }
            None => self.key_of(name),
        }
    }

    /// A key that is put together; it too must need no escapes.
    pub(in crate::cli) fn key_of(&mut self, name: impl Put) {
        self.text.push(b'"');
        name.put(&mut self.text);
        self.text.extend_from_slice(b"\":");
    }

    #[inline]
    pub(in crate::cli) fn null(&mut self) {
        self.text.extend_from_slice(b"null,");
    }

    #[inline]
    pub(in crate::cli) fn boolean(&mut self, value: bool) {
        if value {
            self.text.extend_from_slice(b"true,");
        } else {
            self.text.extend_from_slice(b"false,");
        }
    }

    #[inline]
    pub(in crate::cli) fn number(&mut self, value: impl Into<i64>) {
        value.into().put(&mut self.text);
        self.text.push(b',');
    }

    /// A string of characters that need no escapes: names, hexadecimal, digits, point codes.
    #[inline]
    pub(in crate::cli) fn plain(&mut self, value: impl Put) {
        self.text.push(b'"');
        value.put(&mut self.text);
        self.text.extend_from_slice(b"\",");
    }

    pub(in crate::cli) fn name(&mut self, value: &str) {
        self.plain(value);
    }

    /// A string of any characters (RFC 8259 7).
    pub(in crate::cli) fn string(&mut self, value: impl Iterator<Item = char>) {
        self.text.push(b'"');
        for character in value {
            match character {
                '"' => self.text.extend_from_slice(b"\\\""),
                '\\' => self.text.extend_from_slice(b"\\\\"),
                '\0'..='\x1F' | '\x7F'..='\u{9F}' => {
                    self.text.extend_from_slice(b"\\u00");
                    text::hex(&mut self.text, &[character as u8]);
                }
                ' '..='~' => self.text.push(character as u8),
                _ => {
                    let mut octets = [0; 4];
                    let octets = character.encode_utf8(&mut octets);
                    self.text.extend_from_slice(octets.as_bytes());
                }
            }
        }
        self.text.extend_from_slice(b"\",");
    }

    /// Octets in lower-case hexadecimal.
    #[inline]
    pub(in crate::cli) fn hex<'a>(&mut self, octets: impl Into<Octets<'a>>) {
        self.plain(octets.into());
    }

    /// Ends a line, which is one object.
    #[inline]
    pub(in crate::cli) fn end_of_line(&mut self) {
        match self.text.last_mut() {
            Some(last @ b',') => *last = b'\n',
            _ => self.text.push(b'\n'),
        }
    }
}

#[inline]
pub(in crate::cli) fn optional<T>(
    json: &mut Json,
    value: Option<T>,
    write: impl FnOnce(&mut Json, T),
) {
    match value {
        Some(value) => write(json, value),
        None => json.null(),
    }
}

/// `{"code":…,"name":…}`.
pub(in crate::cli) fn coded(json: &mut Json, code: i64, name: Option<&str>) {
    json.open('{');
    json.key("code");
    json.number(code);
    json.key("name");
    optional(json, name, Json::name);
    json.close('}');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_stand_between_values_and_nowhere_else() {
        let mut json = Json::default();
        json.open('{');
        json.key("a");
        json.open('[');
        json.number(-1);
        json.number(20_480);
        json.close(']');
        json.key("b");
        json.open('{');
        json.close('}');
        json.key("c");
        json.hex(&[0, 0xAB][..]);
        json.key("a key that is longer than most of them");
        json.open('[');
        json.close(']');
        json.close('}');
        json.end_of_line();
        let long = "a key that is longer than most of them";
        let wanted = format!(r#"{{"a":[-1,20480],"b":{{}},"c":"00ab","{long}":[]}}"#);
        assert_eq!(String::from_utf8(json.text).unwrap(), wanted + "\n");
    }

    #[test]
    fn control_characters_quotes_and_backslashes_are_escaped() {
        let mut json = Json::default();
        json.string("a\"b\\c\n\u{7f}é".chars());
        json.end_of_line();
        let back: String = serde_json::from_slice(&json.text).unwrap();
        assert_eq!(back, "a\"b\\c\n\u{7f}é");
    }
}
