//! From the text of a filter to its words and signs.

use super::error::Mistake;
use core::ops::Range;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::combinator::{map, value};
use nom::{IResult, Parser};

/// A word or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A name, a number, octets or text without quotes.
    Word(&'t str),
    /// Text in quotes, its escapes replaced.
    Quoted(Vec<u8>),
    /// A character in single quotes.
    Character(u8),
    /// What stands between brackets.
    Slice(&'t str),
    Sign(Sign),
}

/// Operators and punctuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    AllEqual,
    NotEqual,
    AnyNotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    Matches,
    In,
    And,
    Or,
    Xor,
    Not,
    BitwiseAnd,
    Open,
    Close,
    OpenSet,
    CloseSet,
    Comma,
    To,
}

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed<'t> {
    pub(super) token: Token<'t>,
    pub(super) span: Range<usize>,
}

/// Cuts a filter into its tokens.
pub(super) fn tokens(filter: &str) -> Result<Vec<Placed<'_>>, Mistake> {
    let mut found = Vec::new();
    let mut rest = filter.trim_start();
    while !rest.is_empty() {
        let start = filter.len() - rest.len();
        let (token, behind) = token(rest).map_err(|(length, message)| {
            Mistake::new(start..start + length.min(rest.len()), message)
        })?;
        found.push(Placed { token, span: start..filter.len() - behind.len() });
        rest = behind.trim_start();
    }
    Ok(found)
}

type Refused = (usize, &'static str);

fn token(text: &str) -> Result<(Token<'_>, &str), Refused> {
    if let Some(raw) = text.strip_prefix("r\"") {
        return quoted(raw, '"', true).map(|(octets, rest)| (Token::Quoted(octets), rest));
    }
    if let Some(behind) = text.strip_prefix('"') {
        return quoted(behind, '"', false).map(|(octets, rest)| (Token::Quoted(octets), rest));
    }
    if let Some(behind) = text.strip_prefix('\'') {
        let (octets, rest) = quoted(behind, '\'', false)?;
        let &[character] = &octets[..] else {
            return Err((text.len() - rest.len(), "single quotes hold one character"));
        };
        return Ok((Token::Character(character), rest));
    }
    if let Some(behind) = text.strip_prefix('[') {
        let Some((slice, rest)) = behind.split_once(']') else {
            return Err((1, "a `]` is missing"));
        };
        return Ok((Token::Slice(slice), rest));
    }
    match alt((map(word, by_name), map(sign, Token::Sign))).parse(text) {
        Ok((rest, token)) => Ok((token, rest)),
        Err(_) => {
            let length = text.chars().next().map_or(1, char::len_utf8);
            Err((length, "this is no operator, name or value"))
        }
    }
}

/// Text up to its quote; in raw text a backslash stands for itself, and keeps a quote from ending
/// the text.
fn quoted(text: &str, quote: char, raw: bool) -> Result<(Vec<u8>, &str), Refused> {
    let mut octets = Vec::new();
    let mut rest = text;
    loop {
        let mut characters = rest.chars();
        match characters.next() {
            None => return Err((text.len() + 1, "the quote at the end is missing")),
            Some(end) if end == quote => return Ok((octets, characters.as_str())),
            Some('\\') if raw => {
                octets.push(b'\\');
                if let Some(next) = characters.next() {
                    octets.extend(next.encode_utf8(&mut [0; 4]).bytes());
                }
                rest = characters.as_str();
            }
            Some('\\') => {
                let (octet, behind) = escape(characters.as_str());
                match octet {
                    Some(octet) => octets.push(octet),
                    // What is no escape is for a regular expression.
                    None => octets.push(b'\\'),
                }
                rest = behind;
            }
            Some(other) => {
                octets.extend(other.encode_utf8(&mut [0; 4]).bytes());
                rest = characters.as_str();
            }
        }
    }
}

/// The octet of an escape, and the text behind it; behind its backslash, if it is none.
fn escape(text: &str) -> (Option<u8>, &str) {
    let single = |octet| (Some(octet), text.get(1..).unwrap_or_default());
    let number = |digits: &str, radix, skipped: usize| {
        let value = u8::from_str_radix(digits, radix).ok();
        (value, text.get(skipped + digits.len()..).unwrap_or_default())
    };
    match text.bytes().next() {
        Some(octet @ (b'"' | b'\\' | b'\'')) => single(octet),
        Some(b'a') => single(0x07),
        Some(b'b') => single(0x08),
        Some(b'f') => single(0x0C),
        Some(b'n') => single(b'\n'),
        Some(b'r') => single(b'\r'),
        Some(b't') => single(b'\t'),
        Some(b'v') => single(0x0B),
        Some(b'x') => {
            let digits = leading(text.get(1..).unwrap_or_default(), 2, 16);
            if digits.is_empty() { (None, text) } else { number(digits, 16, 1) }
        }
        Some(b'0'..=b'7') => match number(leading(text, 3, 8), 8, 0) {
            (None, _) => (None, text),
            octet => octet,
        },
        _ => (None, text),
    }
}

/// The digits that a text begins with, `most` of them at most.
fn leading(text: &str, most: usize, radix: u32) -> &str {
    let count = text.chars().take(most).take_while(|c| c.is_digit(radix)).count();
    text.get(..count).unwrap_or_default()
}

fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | ':' | '-')
}

/// A word: letters, digits, `_`, `:`, `-` and `.`, but not the `..` of a range.
fn word(text: &str) -> IResult<&str, &str> {
    let mut end = 0;
    let mut rest = text;
    loop {
        let (behind, plain) = take_while(is_plain)(rest)?;
        end += plain.len();
        rest = behind;
        if !rest.starts_with('.') || rest.starts_with("..") {
            break;
        }
        rest = rest.get(1..).unwrap_or_default();
        end += 1;
    }
    let (rest, _) = take_while1(|c| is_plain(c) || c == '.')(text)?;
    // A single sign such as `-` is no word.
    if text.get(..end).is_none_or(|word| !word.contains(|c: char| c.is_ascii_alphanumeric())) {
        let error = nom::error::Error::new(rest, nom::error::ErrorKind::Alpha);
        return Err(nom::Err::Error(error));
    }
    Ok((text.get(end..).unwrap_or_default(), text.get(..end).unwrap_or_default()))
}

fn by_name(word: &str) -> Token<'_> {
    Token::Sign(match word {
        "eq" | "any_eq" => Sign::Equal,
        "all_eq" => Sign::AllEqual,
        "ne" | "all_ne" => Sign::NotEqual,
        "any_ne" => Sign::AnyNotEqual,
        "lt" => Sign::Less,
        "le" => Sign::LessOrEqual,
        "gt" => Sign::Greater,
        "ge" => Sign::GreaterOrEqual,
        "contains" => Sign::Contains,
        "matches" => Sign::Matches,
        "bitand" | "bitwise_and" => Sign::BitwiseAnd,
        "in" => Sign::In,
        "and" => Sign::And,
        "or" => Sign::Or,
        "xor" => Sign::Xor,
        "not" => Sign::Not,
        _ => return Token::Word(word),
    })
}

fn sign(text: &str) -> IResult<&str, Sign> {
    // The longer of two that begin alike comes first.
    alt((
        alt((
            value(Sign::AllEqual, tag("===")),
            value(Sign::AnyNotEqual, tag("!==")),
            value(Sign::Equal, tag("==")),
            value(Sign::NotEqual, tag("!=")),
            value(Sign::AnyNotEqual, tag("~=")),
            value(Sign::LessOrEqual, tag("<=")),
            value(Sign::GreaterOrEqual, tag(">=")),
            value(Sign::Less, tag("<")),
            value(Sign::Greater, tag(">")),
            value(Sign::Matches, tag("~")),
            value(Sign::And, tag("&&")),
        )),
        alt((
            value(Sign::BitwiseAnd, tag("&")),
            value(Sign::Or, tag("||")),
            value(Sign::Xor, tag("^^")),
            value(Sign::Not, tag("!")),
            value(Sign::Open, tag("(")),
            value(Sign::Close, tag(")")),
            value(Sign::OpenSet, tag("{")),
            value(Sign::CloseSet, tag("}")),
            value(Sign::Comma, tag(",")),
            value(Sign::To, tag("..")),
        )),
    ))
    .parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(filter: &str) -> Vec<Token<'_>> {
        tokens(filter).unwrap().into_iter().map(|placed| placed.token).collect()
    }

    #[test]
    fn a_range_ends_a_word_and_a_single_dot_does_not() {
        let expected =
            [Token::Word("5"), Token::Sign(Sign::To), Token::Word("9"), Token::Word("a.b-1")];
        assert_eq!(of("5..9 a.b-1"), expected);
    }

    #[test]
    fn escapes_are_replaced_and_raw_text_is_not() {
        assert_eq!(of(r#""\x41\102\"\n\d""#), [Token::Quoted(b"AB\"\n\\d".to_vec())]);
        assert_eq!(of(r#"r"\x41\"""#), [Token::Quoted(br#"\x41\""#.to_vec())]);
        assert_eq!(of(r"'\t'"), [Token::Character(9)]);
    }

    #[test]
    fn signs_are_the_longest_that_fit() {
        let signs = [Sign::AllEqual, Sign::AnyNotEqual, Sign::NotEqual, Sign::Not, Sign::Equal];
        assert_eq!(of("=== !== != ! =="), signs.map(Token::Sign));
    }

    #[test]
    fn what_is_no_token_is_told_with_its_place() {
        let spans =
            ["a == \"b", "a ==  §", "a[1", "'ab'"].map(|filter| tokens(filter).unwrap_err().span);
        assert_eq!(spans, [5..7, 6..8, 1..2, 0..4]);
    }
}
