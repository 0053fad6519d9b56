//! What is wrong with a configuration file, and where.

use super::file;
use core::fmt;
use core::ops::Range;
use toml::de::{DeTable, DeValue};

/// A mistake in a configuration file. Shown with the line and a mark under the place:
///
/// ```text
/// scp.toml:4:1: unknown key `point_kode`; `point_code`?
///   4 | point_kode = "1-3-1"
///     | ^^^^^^^^^^
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The octets of the file that are wrong.
    pub at: Range<usize>,
    /// What is wrong, and what may have been meant.
    pub words: String,
}

impl Mistake {
    /// A mistake at these octets.
    pub fn new(at: Range<usize>, words: impl Into<String>) -> Self {
        Self { at, words: words.into() }
    }

    /// The mistake as people read it: `file` is the name, `text` what it says.
    pub fn show<'m>(&'m self, file: &'m str, text: &'m str) -> impl fmt::Display + use<'m> {
        Shown { mistake: self, file, text }
    }
}

struct Shown<'m> {
    mistake: &'m Mistake,
    file: &'m str,
    text: &'m str,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mistake, file, text } = self;
        let start = mistake.at.start.min(text.len());
        let before = text.get(..start).unwrap_or_default();
        let number = before.matches('\n').count() + 1;
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = text.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();
        let column = before[line_start..].chars().count();
        let length = mistake.at.end.min(line_start + line.len()).saturating_sub(start);
        let marked = text.get(start..start + length).map_or(1, |text| text.chars().count()).max(1);
        let margin = number.to_string().len();
        writeln!(f, "{file}:{number}:{}: {}", column + 1, mistake.words)?;
        writeln!(f, "  {number} | {line}")?;
        write!(f, "  {:margin$} | {:column$}{}", "", "", "^".repeat(marked))
    }
}

/// The name among these that was probably meant: the nearest one, if it is near.
pub(super) fn nearest<'n>(
    found: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    let distance = |name: &str| edits(&found.to_lowercase(), &name.to_lowercase());
    let near = names.into_iter().map(|name| (distance(name), name)).min()?;
    (near.0 <= found.len().max(near.1.len()) / 3 + 1).then_some(near.1)
}

/// How many letters must be put in, taken out, changed or swapped with the next to make one of the
/// other.
fn edits(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
    for n in 0..=one.len() {
        for m in 0..=other.len() {
            rows[n][m] = match (n, m) {
                (0, more) | (more, 0) => more,
                _ => {
                    let differ = usize::from(one[n - 1] != other[m - 1]);
                    let swapped =
                        n > 1 && m > 1 && one[n - 1] == other[m - 2] && one[n - 2] == other[m - 1];
                    let swap = if swapped { rows[n - 2][m - 2] + 1 } else { usize::MAX };
                    let step = (rows[n - 1][m] + 1).min(rows[n][m - 1] + 1);
                    step.min(rows[n - 1][m - 1] + differ).min(swap)
                }
            };
        }
    }
    rows[one.len()][other.len()]
}

/// Takes unknown keys out of a file, so that what else is wrong is found too. Tables that other parts of the
/// program read are left to them.
pub(super) fn take_unknown(file: &mut DeTable<'_>) -> Vec<Mistake> {
    let mut found = Vec::new();
    take_unknown_of(file, file::keys_at_top(), &mut found);
    for (name, value) in file.iter_mut() {
        let name = name.get_ref().as_ref();
        let Some(keys) = file::keys_of(name) else { continue };
        each_table(value.get_mut(), &mut |table| {
            take_unknown_of(table, keys, &mut found);
            if name == "global_title"
                && let Some(targets) = table.get_mut("to")
            {
                each_table(targets.get_mut(), &mut |target| {
                    take_unknown_of(target, file::keys_of_target(), &mut found);
                });
            }
        });
    }
    found
}

fn each_table<'i>(value: &mut DeValue<'i>, visit: &mut dyn FnMut(&mut DeTable<'i>)) {
    match value {
        DeValue::Table(table) => visit(table),
        DeValue::Array(list) => list.iter_mut().for_each(|one| each_table(one.get_mut(), visit)),
        _ => {}
    }
}

fn take_unknown_of(table: &mut DeTable<'_>, keys: &[&'static str], found: &mut Vec<Mistake>) {
    let unknown_keys: Vec<_> = table
        .iter()
        .map(|(key, _)| (key.span(), key.get_ref().to_string()))
        .filter(|(_, name)| !keys.contains(&name.as_str()))
        .collect();
    for (at, name) in unknown_keys {
        table.remove(name.as_str());
        found.push(Mistake::new(at, unknown("unknown key", &name, keys)));
    }
}

fn unknown(kind: &str, found: &str, names: &[&str]) -> String {
    match nearest(found, names.iter().copied()) {
        Some(near) => format!("{kind} `{found}`; `{near}`?"),
        None => format!("{kind} `{found}`; there are: {}", names.join(", ")),
    }
}

/// A mistake that the TOML reader found. An unknown key gets the known one that is nearest.
pub(super) fn of_toml(error: &toml::de::Error) -> Mistake {
    let at = error.span().unwrap_or(0..0);
    let words = error.message();
    let told = words
        .strip_prefix("unknown field `")
        .or_else(|| words.strip_prefix("unknown variant `"))
        .and_then(|rest| rest.split_once('`'));
    let Some((found, rest)) = told else { return Mistake::new(at, words) };
    let kind = if words.starts_with("unknown field") { "unknown key" } else { "unknown value" };
    let names: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    Mistake::new(at, unknown(kind, found, &names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_if_it_is_near() {
        let names = ["point_code", "name", "variant"];
        assert_eq!(nearest("point_kode", names), Some("point_code"));
        assert_eq!(nearest("Pointcode", names), Some("point_code"));
        assert_eq!(nearest("nam", names), Some("name"));
        assert_eq!(nearest("colour", names), None);
    }

    #[test]
    fn the_mark_stands_under_the_place() {
        let text = "[node]\nname = \"ü\" # x\npoint_kode = 1\n";
        let at = text.find("point_kode").expect("it is there");
        let shown = Mistake::new(at..at + 10, "wrong").show("a.toml", text).to_string();
        assert_eq!(shown, "a.toml:3:1: wrong\n  3 | point_kode = 1\n    | ^^^^^^^^^^");
    }
}
