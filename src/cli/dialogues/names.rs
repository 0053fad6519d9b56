//! Names that the user gives to nodes.

use crate::capture::dialogues::Node;
use crate::wire::codes::{PointCode, Variant};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// What nodes are called: a TOML file with a table `names`, whose keys are `point code`,
/// `point code/subsystem` or the digits of a global title.
#[derive(Debug, Default)]
pub(in crate::cli) struct Names {
    names: BTreeMap<String, String>,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    names: BTreeMap<Spanned<String>, String>,
}

/// Digits of a title that a dialogue's node keeps.
const TITLE: usize = 16;

/// What is wrong with a key: nobody is ever called so.
fn refusal(key: &str) -> Option<&'static str> {
    if !key.contains(['-', '/']) {
        let is_digit = |digit: char| matches!(digit, '0'..='9' | 'A'..='F');
        let is_title = (1..=TITLE).contains(&key.len()) && key.chars().all(is_digit);
        return (!is_title).then_some(
            "is neither a point code, as 5-20-2, nor a point code with a subsystem, as 5-20-2/247, nor 1 to 16 digits of \
             a global title",
        );
    }
    let (code, subsystem) = match key.split_once('/') {
        Some((code, subsystem)) => (code, Some(subsystem)),
        None => (key, None),
    };
    // As nodes write theirs: without zeros before.
    let is_code = Variant::ALL.into_iter().any(|variant| {
        PointCode::parse(variant, code).is_ok_and(|parsed| parsed.to_string() == code)
    });
    let is_subsystem = subsystem
        .is_none_or(|text| text.parse::<u8>().is_ok_and(|number| number.to_string() == text));
    match (is_code, is_subsystem) {
        (false, _) => Some("has no point code: three numbers with hyphens, as 5-20-2"),
        (true, false) => Some("has no subsystem: a number from 0 to 255 behind the stroke"),
        (true, true) => None,
    }
}

impl Names {
    /// Reads a file; without one, nobody has a name.
    ///
    /// # Errors
    ///
    /// Says what is wrong, and where.
    pub(in crate::cli) fn open(path: Option<&str>) -> Result<Self, String> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        Self::read(&text).map_err(|error| format!("{path}:{error}"))
    }

    /// What is wrong begins with its place, or with a blank.
    fn read(text: &str) -> Result<Self, String> {
        let table: Table = toml::from_str(text).map_err(|error| format!(" {error}"))?;
        for key in table.names.keys() {
            if let Some(refusal) = refusal(key.get_ref()) {
                let before = text.get(..key.span().start).unwrap_or(text);
                let line = before.matches('\n').count() + 1;
                let column =
                    before.chars().rev().take_while(|character| *character != '\n').count();
                return Err(format!("{line}:{}: {:?} {refusal}", column + 1, key.get_ref()));
            }
        }
        let names = table.names.into_iter();
        Ok(Self { names: names.map(|(key, name)| (key.into_inner(), name)).collect() })
    }

    /// The name of a node: by point code and subsystem, by point code, by title.
    pub(in crate::cli) fn of(&self, node: &Node) -> Option<&str> {
        let code = node.point_code.map(|code| code.to_string());
        let with_subsystem = code
            .as_ref()
            .zip(node.subsystem_number)
            .map(|(code, subsystem)| format!("{code}/{}", subsystem.0));
        let title = (!node.title.is_empty()).then(|| node.title.to_string());
        let keys = [with_subsystem, code, title];
        keys.iter().flatten().find_map(|key| self.names.get(key)).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::sccp::SubsystemNumber;

    #[test]
    fn a_subsystem_of_a_node_may_have_a_name_of_its_own() {
        let text = "[names]\n'5-10-1' = 'SCP'\n'5-10-1/247' = 'AIN'\n";
        let names = Names::read(text).expect("two names");
        let point_code = Some(PointCode::new(Variant::Ansi, 0x05_0A01));
        let node = Node { point_code, ..Node::default() };
        assert_eq!(names.of(&node), Some("SCP"));
        let ain = Node { subsystem_number: Some(SubsystemNumber(247)), ..node };
        assert_eq!(names.of(&ain), Some("AIN"));
        assert_eq!(names.of(&Node::default()), None);
        assert!(Names::read("[name]\n").is_err());
    }

    #[test]
    fn a_key_that_no_node_can_have_is_refused_with_its_place() {
        let refused = |key: &str| {
            let text = format!("[names]\n'5-10-1' = 'SCP'\n  {key} = 'switch'\n");
            Names::read(&text).expect_err(key)
        };
        let wrong = [
            "'5-20'",
            "5-20",
            "'5-20-2/'",
            "'5-20-2/256'",
            "'300-1-1'",
            "'05-20-2'",
            "'SCP'",
            "'f1'",
            "''",
        ];
        for key in wrong {
            assert!(refused(key).starts_with("3:3: \""), "{}", refused(key));
        }
        assert!(refused("'5-20'").contains("\"5-20\" has no point code"), "{}", refused("'5-20'"));
        assert!(refused("'5-20-2/256'").contains("has no subsystem"));
        assert!(refused("'12345678901234567'").contains("16 digits"));
    }

    #[test]
    fn point_codes_of_every_variant_subsystems_and_titles_are_keys() {
        let text = "[names]\n'127-15-31' = 'a'\n7-255-7 = 'b'\n'255-255-255/0' = 'c'\n3125550100 = 'd'\n'1A' = 'e'\n";
        assert!(Names::read(text).is_ok());
    }
}
