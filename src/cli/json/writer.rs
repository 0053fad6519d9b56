//! A JSON writer that knows when a comma is due from what it wrote last.

use std::fmt::{self, Write};

/// One line of JSON in the making.
#[derive(Debug, Default)]
pub(in crate::cli) struct Json {
    text: String,
}

impl Json {
    pub(in crate::cli) fn new() -> Self {
        Self { text: String::with_capacity(1 << 14) }
    }

    pub(in crate::cli) fn clear(&mut self) {
        self.text.clear();
    }

    pub(in crate::cli) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    fn comma(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':' | b'\n')) {
            self.text.push(',');
        }
    }

    /// `{` or `[`; a value like any other.
    pub(in crate::cli) fn open(&mut self, bracket: char) {
        self.comma();
        self.text.push(bracket);
    }

    pub(in crate::cli) fn close(&mut self, bracket: char) {
        self.text.push(bracket);
    }

    /// A key that is known to need no escapes.
    pub(in crate::cli) fn key(&mut self, name: &str) {
        self.comma();
        self.text.push('"');
        self.text.push_str(name);
        self.text.push_str("\":");
    }

    pub(in crate::cli) fn null(&mut self) {
        self.comma();
        self.text.push_str("null");
    }

    pub(in crate::cli) fn boolean(&mut self, value: bool) {
        self.comma();
        self.text.push_str(if value { "true" } else { "false" });
    }

    pub(in crate::cli) fn number(&mut self, value: impl Into<i64>) {
        self.comma();
        let mut value = value.into();
        // By hand: frame and octet numbers are half of every line.
        if value < 0 {
            _ = write!(self.text, "{value}");
            return;
        }
        let mut digits = [0u8; 20];
        let mut start = digits.len();
        loop {
            start -= 1;
            digits[start] = b'0' + (value % 10) as u8;
            value /= 10;
            if value == 0 {
                break;
            }
        }
        digits[start..].iter().for_each(|digit| self.text.push(char::from(*digit)));
    }

    /// A string of characters that need no escapes: names, hexadecimal, digits, point codes.
    pub(in crate::cli) fn plain(&mut self, value: impl fmt::Display) {
        self.comma();
        // Writing to a String does not fail.
        _ = write!(self.text, "\"{value}\"");
    }

    pub(in crate::cli) fn name(&mut self, value: &str) {
        self.comma();
        self.text.push('"');
        self.text.push_str(value);
        self.text.push('"');
    }

    /// A string of any characters (RFC 8259 7).
    pub(in crate::cli) fn string(&mut self, value: impl Iterator<Item = char>) {
        self.comma();
        self.text.push('"');
        for character in value {
            match character {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\0'..='\x1F' | '\x7F'..='\u{9F}' => {
                    _ = write!(self.text, "\\u{:04x}", character as u32);
                }
                _ => self.text.push(character),
            }
        }
        self.text.push('"');
    }

    /// Octets in lower-case hexadecimal.
    pub(in crate::cli) fn hex(&mut self, octets: impl Iterator<Item = u8>) {
        self.comma();
        self.text.push('"');
        push_hex(&mut self.text, octets);
        self.text.push('"');
    }

    pub(in crate::cli) fn end_of_line(&mut self) {
        self.text.push('\n');
    }
}

fn push_hex(text: &mut String, octets: impl Iterator<Item = u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for octet in octets {
        text.push(char::from(DIGITS[usize::from(octet >> 4)]));
        text.push(char::from(DIGITS[usize::from(octet & 15)]));
    }
}

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
        let mut json = Json::new();
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
        json.hex([0, 0xAB].into_iter());
        json.close('}');
        assert_eq!(json.as_bytes(), br#"{"a":[-1,20480],"b":{},"c":"00ab"}"#);
    }

    #[test]
    fn control_characters_quotes_and_backslashes_are_escaped() {
        let mut json = Json::new();
        json.string("a\"b\\c\n\u{7f}é".chars());
        let back: String = serde_json::from_slice(json.as_bytes()).unwrap();
        assert_eq!(back, "a\"b\\c\n\u{7f}é");
    }
}
