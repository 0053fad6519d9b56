//! A JSON writer that knows when a comma is due from what it wrote last.

use crate::cli::text::{self, Put};
use crate::wire::ber::Octets;

/// Lines of JSON in the making.
#[derive(Debug, Default)]
pub(in crate::cli) struct Json {
    pub(in crate::cli) text: Vec<u8>,
}

impl Json {
    #[inline]
    fn comma(&mut self) {
        if !matches!(self.text.last(), None | Some(b'{' | b'[' | b':' | b'\n')) {
            self.text.push(b',');
        }
    }

    /// `{` or `[`; a value like any other.
    #[inline]
    pub(super) fn open(&mut self, bracket: char) {
        self.comma();
        self.text.push(bracket as u8);
    }

    #[inline]
    pub(super) fn close(&mut self, bracket: char) {
        self.text.push(bracket as u8);
    }

    /// A key that is known to need no escapes.
    #[inline]
    pub(super) fn key(&mut self, name: impl Put) {
        self.comma();
        self.text.push(b'"');
        name.put(&mut self.text);
        self.text.extend_from_slice(b"\":");
    }

    #[inline]
    pub(super) fn null(&mut self) {
        self.comma();
        self.text.extend_from_slice(b"null");
    }

    #[inline]
    pub(super) fn boolean(&mut self, value: bool) {
        self.comma();
        self.text.extend_from_slice(if value { b"true" } else { b"false" });
    }

    #[inline]
    pub(super) fn number(&mut self, value: impl Into<i64>) {
        self.comma();
        value.into().put(&mut self.text);
    }

    /// A string of characters that need no escapes: names, hexadecimal, digits, point codes.
    #[inline]
    pub(super) fn plain(&mut self, value: impl Put) {
        self.comma();
        self.text.push(b'"');
        value.put(&mut self.text);
        self.text.push(b'"');
    }

    #[inline]
    pub(super) fn name(&mut self, value: &str) {
        self.plain(value);
    }

    /// A string of any characters (RFC 8259 7).
    pub(super) fn string(&mut self, value: impl Iterator<Item = char>) {
        self.comma();
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
        self.text.push(b'"');
    }

    /// Octets in lower-case hexadecimal.
    #[inline]
    pub(super) fn hex<'a>(&mut self, octets: impl Into<Octets<'a>>) {
        self.plain(octets.into());
    }

    #[inline]
    pub(super) fn end_of_line(&mut self) {
        self.text.push(b'\n');
    }
}

#[inline]
pub(super) fn optional<T>(json: &mut Json, value: Option<T>, write: impl FnOnce(&mut Json, T)) {
    match value {
        Some(value) => write(json, value),
        None => json.null(),
    }
}

/// `{"code":…,"name":…}`.
pub(super) fn coded(json: &mut Json, code: i64, name: Option<&str>) {
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
        json.close('}');
        assert_eq!(&json.text[..], br#"{"a":[-1,20480],"b":{},"c":"00ab"}"#);
    }

    #[test]
    fn control_characters_quotes_and_backslashes_are_escaped() {
        let mut json = Json::default();
        json.string("a\"b\\c\n\u{7f}é".chars());
        let back: String = serde_json::from_slice(&json.text[..]).unwrap();
        assert_eq!(back, "a\"b\\c\n\u{7f}é");
    }
}
