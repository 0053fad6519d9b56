//! The syntax tree of a filter, and the parser that makes it.

use super::error::Mistake;
use super::lexer::{Placed, Sign, Token};
use super::slice::{Slice, parse_slice};
use core::ops::Range;

/// Brackets and negations in one another that are followed: the parser calls itself for each.
const DEEPEST: usize = 100;

/// A filter as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Xor(Box<Self>, Box<Self>),
    Not(Box<Self>),
    Relation(Box<Relation>),
}

/// A field and what is asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) left: Operand,
    pub(super) asked: Asked,
    /// `any` or `all`, where one of them stands before it.
    pub(super) quantifier: Option<Quantifier>,
}

/// How many of a field's values must pass, whatever the operator says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    Any,
    All,
}

/// What is asked of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    Present,
    Compared { sign: Sign, right: Operand },
    Among { members: Vec<(Operand, Option<Operand>)> },
}

/// A field or a value; which of the two the table of fields decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operand {
    pub(super) text: Text,
    pub(super) span: Range<usize>,
    pub(super) slice: Option<Slice>,
    /// `& mask`.
    pub(super) mask: Option<(String, Range<usize>)>,
}

/// How an operand is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Text {
    Word(String),
    Quoted(Vec<u8>),
    Character(u8),
}

/// Parses a filter; none if there is nothing in it.
pub(super) fn parse(filter: &str, tokens: &[Placed<'_>]) -> Result<Option<Expression>, Mistake> {
    if tokens.is_empty() {
        return Ok(None);
    }
    let mut parser = Parser { tokens, end: filter.len(), depth: 0 };
    let expression = parser.or()?;
    match parser.tokens.first() {
        None => Ok(Some(expression)),
        Some(placed) => Err(Mistake::new(
            placed.span.clone(),
            "this was not expected here: join tests with `and` or `or`",
        )),
    }
}

struct Parser<'p, 't> {
    tokens: &'p [Placed<'t>],
    end: usize,
    depth: usize,
}

impl<'p, 't> Parser<'p, 't> {
    fn sign(&self) -> Option<Sign> {
        match self.tokens.first()?.token {
            Token::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn advance(&mut self) -> Option<&'p Placed<'t>> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn accept(&mut self, sign: Sign) -> bool {
        let found = self.sign() == Some(sign);
        if found {
            self.advance();
        }
        found
    }

    /// Where the next token stands; the end of the filter, if there is none.
    fn here(&self) -> Range<usize> {
        self.tokens.first().map_or(self.end..self.end, |placed| placed.span.clone())
    }

    fn expect(&mut self, sign: Sign, message: &str) -> Result<(), Mistake> {
        if self.accept(sign) { Ok(()) } else { Err(Mistake::new(self.here(), message)) }
    }

    fn or(&mut self) -> Result<Expression, Mistake> {
        let mut left = self.xor()?;
        while self.accept(Sign::Or) {
            left = Expression::Or(Box::new(left), Box::new(self.xor()?));
        }
        Ok(left)
    }

    fn xor(&mut self) -> Result<Expression, Mistake> {
        let mut left = self.and()?;
        while self.accept(Sign::Xor) {
            left = Expression::Xor(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expression, Mistake> {
        let mut left = self.not()?;
        while self.accept(Sign::And) {
            left = Expression::And(Box::new(left), Box::new(self.not()?));
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expression, Mistake> {
        let here = self.here();
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Mistake::new(here, "brackets and negations go too deep: 100 at most"));
        }
        let expression = if self.accept(Sign::Not) {
            Expression::Not(Box::new(self.not()?))
        } else if self.accept(Sign::Open) {
            let inner = self.or()?;
            self.expect(Sign::Close, "a `)` is missing")?;
            inner
        } else {
            let (relation, negated) = self.relation()?;
            let relation = Expression::Relation(Box::new(relation));
            // `a not in {…}` is `not a in {…}`: true too where there is no `a`.
            if negated { Expression::Not(Box::new(relation)) } else { relation }
        };
        self.depth -= 1;
        Ok(expression)
    }

    /// A relation, and whether it is to be negated as a whole.
    fn relation(&mut self) -> Result<(Relation, bool), Mistake> {
        let quantifier = match self.tokens {
            [Placed { token: Token::Word(word @ ("all" | "any")), .. }, next, ..]
                if matches!(next.token, Token::Word(_)) =>
            {
                self.advance();
                Some(if *word == "all" { Quantifier::All } else { Quantifier::Any })
            }
            _ => None,
        };
        let left = self.operand(true)?;
        let negated = self.sign() == Some(Sign::Not)
            && self.tokens.get(1).is_some_and(|next| next.token == Token::Sign(Sign::In));
        if negated {
            self.advance();
        }
        let asked = match self.sign() {
            Some(Sign::In) => {
                self.advance();
                Asked::Among { members: self.members()? }
            }
            Some(sign) if sign.compares() => {
                self.advance();
                Asked::Compared { sign, right: self.operand(false)? }
            }
            _ => Asked::Present,
        };
        // What is negated is `any … in`: Wireshark's grammar gives the quantifier of `not in` no effect.
        let quantifier = quantifier.filter(|_| !negated);
        Ok((Relation { left, asked, quantifier }, negated))
    }

    fn members(&mut self) -> Result<Vec<(Operand, Option<Operand>)>, Mistake> {
        self.expect(Sign::OpenSet, "a set in `{}` belongs here, as in `{1, 5..9}`")?;
        let mut members = Vec::new();
        loop {
            let from = self.operand(false)?;
            let to = if self.accept(Sign::To) { Some(self.operand(false)?) } else { None };
            members.push((from, to));
            if self.accept(Sign::CloseSet) {
                return Ok(members);
            }
            self.expect(Sign::Comma, "`,` or `}` belongs here")?;
        }
    }

    fn operand(&mut self, is_left: bool) -> Result<Operand, Mistake> {
        let here = self.here();
        let missing = if is_left { "a field belongs here" } else { "a value belongs here" };
        let text = match self.advance().map(|placed| &placed.token) {
            Some(Token::Word(word)) => Text::Word((*word).to_string()),
            Some(Token::Quoted(octets)) => Text::Quoted(octets.clone()),
            Some(Token::Character(octet)) => Text::Character(*octet),
            Some(Token::Slice(_) | Token::Sign(_)) | None => {
                return Err(Mistake::new(here, missing));
            }
        };
        let mut operand = Operand { text, span: here, slice: None, mask: None };
        if let Some(Placed { token: Token::Slice(slice), span }) = self.tokens.first() {
            self.advance();
            operand.slice = Some(parse_slice(slice, span.start + 1)?);
        }
        if self.accept(Sign::BitwiseAnd) {
            let here = self.here();
            match self.advance().map(|placed| &placed.token) {
                Some(Token::Word(word)) => operand.mask = Some(((*word).to_string(), here)),
                _ => return Err(Mistake::new(here, "a number belongs here: the bits to look at")),
            }
        }
        Ok(operand)
    }
}

impl Sign {
    const fn compares(self) -> bool {
        matches!(
            self,
            Self::Equal
                | Self::AllEqual
                | Self::NotEqual
                | Self::AnyNotEqual
                | Self::Less
                | Self::LessOrEqual
                | Self::Greater
                | Self::GreaterOrEqual
                | Self::Contains
                | Self::Matches
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::tokens;
    use super::*;

    fn parsed(filter: &str) -> Result<Option<Expression>, Mistake> {
        parse(filter, &tokens(filter).unwrap())
    }

    #[test]
    fn and_binds_closer_than_or_and_brackets_closer_still() {
        let Ok(Some(Expression::Or(_, right))) = parsed("a or b and c") else { panic!() };
        assert!(matches!(*right, Expression::And(..)));
        assert!(matches!(parsed("(a or b) and c"), Ok(Some(Expression::And(..)))));
    }

    #[test]
    fn what_is_missing_is_said_at_its_place() {
        for (filter, span) in [
            ("a ==", 4..4),
            ("== 5", 0..2),
            ("a == 1 b == 2", 7..8),
            ("(a", 2..2),
            ("a in {1 2}", 8..9),
            ("a in {}", 6..7),
            ("a)", 1..2),
            ("()", 1..2),
        ] {
            assert_eq!(parsed(filter).unwrap_err().span, span, "{filter}");
        }
    }

    #[test]
    fn deep_brackets_are_refused_and_overflow_nothing() {
        let deep = "(".repeat(100_000);
        assert!(parsed(&deep).unwrap_err().message.contains("too deep"));
        assert!(parsed(&format!("{}a{}", "(".repeat(99), ")".repeat(99))).is_ok());
    }

    #[test]
    fn any_and_all_are_told_from_an_operator_that_says_nothing_of_them() {
        for (filter, expected) in [
            ("a != 1", None),
            ("any a != 1", Some(Quantifier::Any)),
            ("all a == 1", Some(Quantifier::All)),
            ("all a in {1}", Some(Quantifier::All)),
        ] {
            let Ok(Some(Expression::Relation(relation))) = parsed(filter) else { panic!() };
            assert_eq!(relation.quantifier, expected, "{filter}");
        }
    }

    #[test]
    fn nothing_is_an_empty_filter() {
        assert_eq!(parsed("  "), Ok(None));
    }
}
