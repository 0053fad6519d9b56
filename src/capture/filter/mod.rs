//! Display filters: the language of Wireshark, with the names that tshark gives to fields, over
//! decoded messages.
//!
//! ```
//! use core::ops::ControlFlow;
//! use hookflash::capture::filter::Filter;
//! use hookflash::capture::{Capture, Item, Session};
//! let filter = Filter::new("sccp.called.ssn == 247 && ain.collectedDigits")?;
//! let mut capture = Capture::open("testdata/captures/hookflash-transfer.pcap")?;
//! let (mut session, mut frames) = (Session::default(), vec![]);
//! capture.for_each(|item| {
//!     if let Item::Message(message) = item
//!         && session.decode(&message, |decoded| filter.matches(decoded))
//!     {
//!         frames.push(message.frame);
//!     }
//!     ControlFlow::Continue(())
//! })?;
//! assert_eq!(frames, [1, 5, 16]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A filter is compiled once, and knows how far messages must be read for it:
//! [`depth`](Filter::depth). What is filtered is a message. Wireshark filters frames, and takes the
//! fields of all messages of a frame together: [`Frame`] does the same.

mod error;
mod fields;
mod lexer;
mod names;
mod slice;
mod syntax;
mod test;
#[cfg(test)]
mod tests;
mod value;
mod width;

pub use error::{FilterError, nearest};
pub use fields::{Field, field, fields};
pub use value::{Kind, Value};

use super::{Decoded, Depth};
use syntax::Expression;
use test::{Evidence, Test};

/// A compiled display filter.
#[derive(Debug)]
pub struct Filter {
    text: String,
    tests: Vec<Test>,
    /// None for an empty filter, which every message matches.
    root: Option<Node>,
}

/// A place in the tree; tests go by their number.
#[derive(Debug)]
enum Node {
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Xor(Box<Self>, Box<Self>),
    Not(Box<Self>),
    Test(usize),
}

impl Filter {
    /// Compiles a filter.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, and where.
    pub fn new(text: &str) -> Result<Self, FilterError> {
        let mut tests = Vec::new();
        let root = lexer::tokens(text)
            .and_then(|tokens| syntax::parse(text, &tokens))
            .and_then(|expression| match expression {
                Some(expression) => Node::new(&expression, &mut tests).map(Some),
                None => Ok(None),
            })
            .map_err(|mistake| mistake.in_filter(text))?;
        Ok(Self { text: text.into(), tests, root })
    }

    /// The filter as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How far messages must be read.
    pub fn depth(&self) -> Depth {
        deepest(self.tests.iter().flat_map(Test::fields))
    }

    /// Whether a message matches, that was read as far as the filter's [`depth`](Self::depth).
    pub fn matches(&self, decoded: &Decoded<'_, '_>) -> bool {
        let Some(root) = &self.root else { return true };
        root.holds(&mut |place| {
            let test = self.tests.get(place);
            test.is_some_and(|test| test.holds(test.weigh(decoded)))
        })
    }
}

/// How far messages must be read for these fields.
pub fn deepest<'f>(fields: impl IntoIterator<Item = &'f Field>) -> Depth {
    let deep = fields.into_iter().any(|field| field.depth() == Depth::Components);
    if deep { Depth::Components } else { Depth::Layers }
}

impl Node {
    fn new(expression: &Expression, tests: &mut Vec<Test>) -> Result<Self, error::Mistake> {
        let mut inner = |expression: &Expression| Self::new(expression, tests).map(Box::new);
        Ok(match expression {
            Expression::And(left, right) => Self::And(inner(left)?, inner(right)?),
            Expression::Or(left, right) => Self::Or(inner(left)?, inner(right)?),
            Expression::Xor(left, right) => Self::Xor(inner(left)?, inner(right)?),
            Expression::Not(negated) => Self::Not(inner(negated)?),
            Expression::Relation(relation) => {
                tests.push(Test::new(relation)?);
                Self::Test(tests.len() - 1)
            }
        })
    }

    /// Whether the tree holds; what does not matter any more is not tested.
    fn holds(&self, test: &mut impl FnMut(usize) -> bool) -> bool {
        match self {
            Self::And(left, right) => left.holds(test) && right.holds(test),
            Self::Or(left, right) => left.holds(test) || right.holds(test),
            Self::Xor(left, right) => left.holds(test) != right.holds(test),
            Self::Not(negated) => !negated.holds(test),
            Self::Test(place) => test(*place),
        }
    }
}

/// The verdict on a frame, whose messages are taken together as Wireshark takes them.
///
/// ```
/// use hookflash::capture::filter::{Filter, Frame};
/// let filter = Filter::new("sccp")?;
/// let mut frame = Frame::new(&filter);
/// // frame.add(&decoded) for each message of the frame.
/// assert!(!frame.matches());
/// frame.clear();
/// # Ok::<(), hookflash::capture::filter::FilterError>(())
/// ```
#[derive(Debug)]
pub struct Frame<'f> {
    filter: &'f Filter,
    evidence: Vec<Evidence>,
}

impl<'f> Frame<'f> {
    /// A frame of which no message was seen yet.
    pub fn new(filter: &'f Filter) -> Self {
        Self { filter, evidence: vec![Evidence::default(); filter.tests.len()] }
    }

    /// Adds a message of the frame.
    pub fn add(&mut self, decoded: &Decoded<'_, '_>) {
        for (evidence, test) in self.evidence.iter_mut().zip(&self.filter.tests) {
            *evidence = evidence.and(test.weigh(decoded));
        }
    }

    /// Whether the frame matches, of what was seen.
    pub fn matches(&self) -> bool {
        let Some(root) = &self.filter.root else { return true };
        root.holds(&mut |place| {
            let test = self.filter.tests.get(place).zip(self.evidence.get(place));
            test.is_some_and(|(test, evidence)| test.holds(*evidence))
        })
    }

    /// Makes ready for the next frame.
    pub fn clear(&mut self) {
        self.evidence.fill(Evidence::default());
    }
}
