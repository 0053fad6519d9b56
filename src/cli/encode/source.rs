//! The text of messages, one object at a time, with the place of each in its file.
//!
//! Objects may stand one a line or take many lines, and any number may follow each other. One that
//! is broken costs no other: reading goes on at the next line that begins with `{`.

use std::io::{self, BufRead};

/// The longest object that is read; no message of 64 KiB in JSON comes near it.
const LONGEST: usize = 1 << 22;

/// The text of one object, and where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'s> {
    /// From the start of the line on which the object begins.
    pub(super) text: &'s str,
    /// Where in `text` the object begins.
    pub(super) start: usize,
    /// The number of the line on which `text` begins, from 1.
    pub(super) line: usize,
    /// Columns before `text`, where an object on the same line was handed out before.
    pub(super) column: usize,
}

/// Where the scan stands in an object.
#[derive(Debug, Clone, Default)]
struct Scan {
    at: usize,
    open: Vec<u8>,
    /// The latest octet that is neither blank nor comment.
    latest: u8,
    in_string: bool,
    escaped: bool,
    in_line_comment: bool,
    in_block_comment: bool,
}

/// What a scan found.
enum Found {
    /// The object ends before this place.
    End(usize),
    /// An object begins where no value can stand: the one before it is broken.
    Broken,
    /// More lines are needed.
    More,
}

impl Scan {
    /// Goes on to the end of the object or of the text.
    fn go(&mut self, text: &str) -> Found {
        let octets = text.as_bytes();
        while let Some(&octet) = octets.get(self.at) {
            let here = self.at;
            self.at += 1;
            if self.in_line_comment {
                self.in_line_comment = octet != b'\n';
                continue;
            }
            if self.in_block_comment {
                self.in_block_comment = !(octet == b'/' && octets[here - 1] == b'*');
                continue;
            }
            if self.in_string {
                match octet {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    // No string goes over the end of a line.
                    b'"' | b'\n' => self.in_string = false,
                    _ => {}
                }
                continue;
            }
            match octet {
                b'"' => self.in_string = true,
                b'/' if octets.get(self.at) == Some(&b'/') => {
                    self.in_line_comment = true;
                    continue;
                }
                b'/' if octets.get(self.at) == Some(&b'*') => {
                    self.in_block_comment = true;
                    self.at += 1;
                    continue;
                }
                b'{' | b'[' => {
                    let starts_line = here == 0 || octets[here - 1] == b'\n';
                    if octet == b'{' && starts_line && !self.takes_value() {
                        return Found::Broken;
                    }
                    self.open.push(octet);
                }
                b'}' | b']' => {
                    self.open.pop();
                    if self.open.is_empty() {
                        return Found::End(self.at);
                    }
                }
                _ => {}
            }
            if !octet.is_ascii_whitespace() {
                self.latest = octet;
            }
        }
        Found::More
    }

    fn takes_value(&self) -> bool {
        match (self.open.last(), self.latest) {
            (None, _) | (Some(b'{'), b':') | (Some(b'['), b'[' | b',') => true,
            (Some(_), _) => false,
        }
    }
}

/// Reads objects from a file or standard input, as they come.
pub(super) struct Source<R> {
    from: R,
    /// What was read and not handed out.
    text: String,
    /// Where in `text` the next object is looked for.
    next: usize,
    line: usize,
    column: usize,
    ended: bool,
}

impl<R: BufRead> Source<R> {
    pub(super) const fn new(from: R) -> Self {
        Self { from, text: String::new(), next: 0, line: 1, column: 0, ended: false }
    }

    /// Forgets what was handed out, and counts its lines.
    fn forget(&mut self) {
        let done = &self.text[..self.next];
        self.line += done.matches('\n').count();
        match done.rfind('\n') {
            Some(end) => self.column = done[end + 1..].chars().count(),
            None => self.column += done.chars().count(),
        }
        self.text.drain(..self.next);
        self.next = 0;
    }

    fn read_line(&mut self) -> io::Result<()> {
        let mut line = vec![];
        if self.from.read_until(b'\n', &mut line)? == 0 {
            self.ended = true;
        }
        // What is no UTF-8 becomes a replacement character, which no key or value has.
        self.text.push_str(&String::from_utf8_lossy(&line));
        Ok(())
    }

    /// Whether all that was read has been handed out: somebody may be typing the next.
    pub(super) fn is_idle(&self) -> bool {
        self.text[self.next..].trim().is_empty()
    }

    /// Finds the next object. Where it has no end, or is not what `is_whole` takes, it ends before
    /// the next line that begins with `{`.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub(super) fn next(
        &mut self,
        is_whole: impl Fn(&str) -> bool,
    ) -> io::Result<Option<Piece<'_>>> {
        self.forget();
        let start = loop {
            match skip_blank(&self.text) {
                Some(start) => break start,
                None if self.ended => return Ok(None),
                None => self.read_line()?,
            }
        };
        let mut scan = Scan { at: start, ..Scan::default() };
        let end = if self.text.as_bytes()[start] == b'{' {
            loop {
                match scan.go(&self.text) {
                    Found::End(end) => break Some(end),
                    Found::Broken => break None,
                    Found::More if self.ended || self.text.len() > LONGEST => break None,
                    Found::More => self.read_line()?,
                }
            }
        } else {
            None
        };
        let whole = end.filter(|end| is_whole(&self.text[start..*end]));
        self.next = whole.unwrap_or_else(|| {
            // A broken object may have swallowed the ones behind it.
            let body = &self.text[start..];
            body.find("\n{").map_or(self.text.len(), |at| start + at + 1)
        });
        if whole.is_none()
            && let Some(end) = end
        {
            self.next = self.next.min(end);
        }
        let text = &self.text[..self.next];
        // Lines before the object's own are of no use to a message about it.
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        Ok(Some(Piece {
            text: &text[line_start..],
            start: start - line_start,
            line: self.line + text[..line_start].matches('\n').count(),
            column: if line_start == 0 { self.column } else { 0 },
        }))
    }
}

/// The place of the first octet that is neither blank, comma between objects, nor comment.
fn skip_blank(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let blank = rest.find(|c: char| !c.is_whitespace() && c != '\u{feff}')?;
        at += blank;
        let rest = &text[at..];
        if rest.starts_with("//") {
            at += rest.find('\n')?;
        } else if rest.starts_with("/*") {
            at += rest.find("*/")? + 2;
        } else {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(String, usize, usize)> {
        let mut source = Source::new(text.as_bytes());
        let mut found = vec![];
        let whole = |text: &str| !text.contains("bad");
        while let Some(piece) = source.next(whole).unwrap() {
            let column = piece.column + piece.start;
            found.push((piece.text[piece.start..].trim_end().into(), piece.line, column));
        }
        found
    }

    #[test]
    fn objects_are_found_one_a_line_over_many_lines_and_side_by_side() {
        let text = "{\"a\":1}\n\n// note {\n{\n  \"b\": {\"c\": \"}\\\"{\"}\n} {\"d\":[{}]}\n";
        let found = pieces(text);
        assert_eq!(found[0], ("{\"a\":1}".into(), 1, 0));
        assert_eq!((found[1].1, found[1].2), (4, 0));
        assert_eq!(found[2], ("{\"d\":[{}]}".into(), 6, 2));
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn a_broken_object_costs_no_other() {
        for broken in ["{\"a\":[1\n", "{\"a\":1\n", "{\"a\": \"x}\n", "{\"bad\":}\n", "nonsense\n"]
        {
            let found = pieces(&format!("{{\"x\":1}}\n{broken}{{\"y\":2}}\n"));
            assert_eq!(found.len(), 3, "{broken}: {found:?}");
            assert_eq!(found[1], (broken.trim_end().into(), 2, 0));
            assert_eq!(found[2], ("{\"y\":2}".into(), 3, 0));
        }
    }

    #[test]
    fn a_value_at_the_start_of_a_line_stays_in_its_object() {
        let text = "{\n\"a\":\n{\n\"b\":[\n{},\n{}\n]\n}\n}\n";
        assert_eq!(pieces(text).len(), 1);
    }
}
