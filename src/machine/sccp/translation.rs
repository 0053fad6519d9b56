//! Global title translation: rules that are tried in order (T1.112.4 2.2, Q.714 2.4).

use super::address::{Address, Digits, Title};
use crate::wire::codes::PointCode;
use crate::wire::sccp::{NatureOfAddress, NumberingPlan, Routing, SubsystemNumber};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

/// Which digits a rule is for: `18005551234`, `1800*`, `2125550000-2125559999`, or `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DigitPattern {
    /// Any.
    Any,
    /// These.
    Exactly(Digits),
    /// All that begin with these.
    Prefix(Digits),
    /// All of the same length between the two.
    Range(Digits, Digits),
}

/// Digits that no pattern can be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPattern(String);

impl fmt::Display for BadPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no pattern of digits; write digits, digits and `*`, two of the same length with `-` \
             between, or `*`",
            self.0
        )
    }
}

impl core::error::Error for BadPattern {}

impl FromStr for DigitPattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, BadPattern> {
        let bad = || BadPattern(text.to_string());
        let digits = |text: &str| {
            Digits::from_text(text.trim()).filter(|digits| !digits.is_empty()).ok_or_else(bad)
        };
        if text.trim() == "*" {
            return Ok(Self::Any);
        }
        if let Some(prefix) = text.trim().strip_suffix('*') {
            return digits(prefix).map(Self::Prefix);
        }
        match text.split_once('-') {
            Some((from, to)) => {
                let (from, to) = (digits(from)?, digits(to)?);
                let in_order = from.len() == to.len() && from.codes().le(to.codes());
                if in_order { Ok(Self::Range(from, to)) } else { Err(bad()) }
            }
            None => digits(text).map(Self::Exactly),
        }
    }
}

impl fmt::Display for DigitPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Exactly(digits) => digits.fmt(f),
            Self::Prefix(digits) => write!(f, "{digits}*"),
            Self::Range(from, to) => write!(f, "{from}-{to}"),
        }
    }
}

impl DigitPattern {
    /// Whether these digits are meant.
    pub fn matches(&self, digits: &Digits) -> bool {
        match self {
            Self::Any => true,
            Self::Exactly(wanted) => wanted == digits,
            Self::Prefix(prefix) => {
                digits.len() >= prefix.len()
                    && digits.codes().zip(prefix.codes()).all(|(a, b)| a == b)
            }
            Self::Range(from, to) => {
                digits.len() == from.len()
                    && from.codes().le(digits.codes())
                    && digits.codes().le(to.codes())
            }
        }
    }
}

/// A rule: which titles, and what becomes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What people call it.
    pub name: Option<String>,
    /// Titles of this translation type alone.
    pub translation_type: Option<u8>,
    /// Titles of this numbering plan alone.
    pub numbering_plan: Option<NumberingPlan>,
    /// Titles of this nature alone.
    pub nature_of_address: Option<NatureOfAddress>,
    /// Titles with these digits alone.
    pub digits: DigitPattern,
    /// Addresses with this subsystem number alone.
    pub subsystem_number: Option<SubsystemNumber>,
    /// Where they go: the first that can be reached, or each in turn.
    pub to: Vec<Target>,
    /// Each in turn, by the signalling link selection.
    pub loadshare: bool,
}

/// Where a title goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The node. None: this one.
    pub point_code: Option<PointCode>,
    /// The subsystem; as it was if none is said.
    pub subsystem_number: Option<SubsystemNumber>,
    /// By what the node routes on.
    pub routing: Routing,
    /// Another translation type for the node.
    pub translation_type: Option<u8>,
    /// Digits at the front that are replaced, and by which.
    pub replace_prefix: Option<(Digits, Digits)>,
}

impl Target {
    /// The called address as the target gets it.
    pub(super) fn apply(&self, called: &Address) -> Address {
        let global_title = called.global_title.map(|title| {
            let digits = match &self.replace_prefix {
                Some((from, to)) if DigitPattern::Prefix(*from).matches(&title.digits) => {
                    let rest = title.digits.codes().skip(from.len());
                    Digits::from_codes(to.codes().chain(rest)).unwrap_or(title.digits)
                }
                _ => title.digits,
            };
            let translation_type = self.translation_type.or(title.translation_type);
            Title { translation_type, digits, ..title }
        });
        Address {
            routing: self.routing,
            subsystem_number: self.subsystem_number.or(called.subsystem_number),
            point_code: self.point_code.or(called.point_code),
            global_title,
            ..*called
        }
    }
}

/// Why a rule is not for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    /// Another translation type.
    TranslationType,
    /// Another numbering plan.
    NumberingPlan,
    /// Another nature of address.
    NatureOfAddress,
    /// Other digits.
    Digits,
    /// Another subsystem number.
    SubsystemNumber,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TranslationType => "another translation type",
            Self::NumberingPlan => "another numbering plan",
            Self::NatureOfAddress => "another nature of address",
            Self::Digits => "other digits",
            Self::SubsystemNumber => "another subsystem number",
        })
    }
}

impl Rule {
    /// Whether the rule is for an address with this title.
    ///
    /// # Errors
    ///
    /// The first thing that does not fit.
    pub fn fits(&self, called: &Address, title: &Title) -> Result<(), Mismatch> {
        fn differs<T: PartialEq>(wanted: Option<T>, found: Option<T>) -> bool {
            wanted.is_some() && wanted != found
        }
        if differs(self.translation_type, title.translation_type) {
            Err(Mismatch::TranslationType)
        } else if differs(self.numbering_plan, title.numbering_plan) {
            Err(Mismatch::NumberingPlan)
        } else if differs(self.nature_of_address, title.nature_of_address) {
            Err(Mismatch::NatureOfAddress)
        } else if differs(self.subsystem_number, called.subsystem_number) {
            Err(Mismatch::SubsystemNumber)
        } else if !self.digits.matches(&title.digits) {
            Err(Mismatch::Digits)
        } else {
            Ok(())
        }
    }

    /// What people call it, or what it is for.
    pub fn title(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.digits.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_they_say_and_are_written_as_they_are_read() {
        let digits = |text| Digits::from_text(text).expect("digits");
        for (pattern, yes, no) in [
            ("*", "1", None),
            ("1800*", "18005551234", Some("1900")),
            ("1800*", "1800", Some("180")),
            ("18005551234", "18005551234", Some("180055512345")),
            ("2125550000-2125559999", "2125554321", Some("2125560000")),
            ("2125550000-2125559999", "2125559999", Some("21255500001")),
        ] {
            let parsed: DigitPattern = pattern.parse().expect("a pattern");
            assert_eq!(parsed.to_string(), pattern);
            assert!(parsed.matches(&digits(yes)), "{pattern} {yes}");
            assert!(!no.is_some_and(|no| parsed.matches(&digits(no))), "{pattern} {no:?}");
        }
        for bad in ["", "18-1", "9-1", "1*8", "x", "12-", "*1"] {
            assert!(bad.parse::<DigitPattern>().is_err(), "{bad}");
        }
    }
}
