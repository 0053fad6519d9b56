//! Names that the user gives to nodes.

use crate::capture::dialogues::Node;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What nodes are called: a TOML file with a table `names`, whose keys are `point code`,
/// `point code/subsystem` or the digits of a global title.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Names {
    #[serde(default)]
    names: BTreeMap<String, String>,
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
        toml::from_str(&text).map_err(|error| format!("{path}: {error}"))
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
    use crate::wire::codes::{PointCode, Variant};
    use crate::wire::sccp::SubsystemNumber;

    #[test]
    fn a_subsystem_of_a_node_may_have_a_name_of_its_own() {
        let text = "[names]\n'5-10-1' = 'SCP'\n'5-10-1/247' = 'AIN'\n";
        let names: Names = toml::from_str(text).expect("two names");
        let point_code = Some(PointCode::new(Variant::Ansi, 0x05_0A01));
        let node = Node { point_code, ..Node::default() };
        assert_eq!(names.of(&node), Some("SCP"));
        let ain = Node { subsystem_number: Some(SubsystemNumber(247)), ..node };
        assert_eq!(names.of(&ain), Some("AIN"));
        assert_eq!(names.of(&Node::default()), None);
        assert!(toml::from_str::<Names>("[name]\n").is_err());
    }
}
