//! What is wrong with a filter, and where.

use core::fmt;
use core::ops::Range;

/// A filter that cannot be used.
///
/// ```
/// use hookflash::capture::filter::Filter;
/// let error = Filter::new("sccp.calledd.ssn == 247").unwrap_err();
/// assert_eq!(error.span, 0..16);
/// assert_eq!(error.suggestion, Some("sccp.called.ssn".into()));
/// assert!(error.to_string().ends_with("^~~~~~~~~~~~~~~~\n  = did you mean `sccp.called.ssn`?"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    /// The filter.
    pub filter: String,
    /// The octets of the filter that are wrong; at its end, where something is missing there.
    pub span: Range<usize>,
    /// What is wrong, and what to write instead.
    pub message: String,
    /// The field, or the name of a value, that was probably meant; in quotes where a filter needs them.
    pub suggestion: Option<String>,
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = self.filter.get(..self.span.start).unwrap_or(&self.filter);
        let marked = self.filter.get(self.span.clone()).unwrap_or_default();
        let (column, length) = (before.chars().count(), marked.chars().count());
        writeln!(f, "{}", self.message)?;
        // A filter of several lines is shown in one, so that the marks stand below it.
        writeln!(f, "  {}", self.filter.replace(['\n', '\r', '\t'], " "))?;
        write!(f, "  {:column$}^{}", "", "~".repeat(length.saturating_sub(1)))?;
        match &self.suggestion {
            Some(name) => write!(f, "\n  = did you mean `{name}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for FilterError {}

/// What is wrong within a filter whose text is added later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) suggestion: Option<String>,
}

impl Mistake {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), suggestion: None }
    }

    pub(super) fn in_filter(self, filter: &str) -> FilterError {
        let Self { span, message, suggestion } = self;
        FilterError { filter: filter.into(), span, message, suggestion }
    }
}

/// The name among these that was probably meant: the nearest one, if it is near.
pub fn nearest<'n>(found: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let found = found.to_lowercase();
    let (least, name) = names
        .into_iter()
        .map(|name| (distance(found.as_bytes(), name.to_lowercase().as_bytes()), name))
        .min()?;
    (least <= found.len() / 4 + 1).then_some(name)
}

/// How many octets must be put in, taken out or changed to make one name of the other.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, from) in one.iter().enumerate() {
        let mut left = row + 1;
        let mut line = vec![left];
        for (pair, to) in above.windows(2).zip(other) {
            let &[diagonal, up] = pair else { break };
            left = (diagonal + usize::from(from != to)).min(up + 1).min(left + 1);
            line.push(left);
        }
        above = line;
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let names = ["sccp.called.ssn", "sccp.calling.ssn", "mtp3.dpc"];
        assert_eq!(nearest("sccp.caled.ssn", names), Some("sccp.called.ssn"));
        assert_eq!(nearest("MTP3.DPC", names), Some("mtp3.dpc"));
        assert_eq!(nearest("tcp.port", names), None);
    }

    #[test]
    fn marks_stand_below_what_is_wrong_whatever_the_width_in_octets() {
        let mistake = Mistake::new(9..12, "no such field");
        let text = mistake.in_filter("\"Zürich\" xyz").to_string();
        assert_eq!(text, "no such field\n  \"Zürich\" xyz\n          ^~~");
    }
}
