//! The data of a call, as a typed document.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Caller {
    /// The number.
    pub number: String,
    /// The name.
    pub name: String,
}

/// Something that was sold or asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Item {
    /// What it is.
    pub description: String,
    /// How many.
    pub quantity: u32,
    /// The price of one, in cents.
    pub price_cents: i64,
}

/// The data of a call.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    /// Who calls.
    pub caller: Caller,
    /// What was sold or asked for.
    pub items: Vec<Item>,
    /// The currency of the prices, as ISO 4217 has it.
    pub currency: String,
    /// What the agents wrote.
    pub notes: String,
    /// Anything else.
    pub fields: BTreeMap<String, String>,
}

/// The most items.
const ITEMS: usize = 200;
/// The most octets, as JSON.
const OCTETS: usize = 64 << 10;

/// One change of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What changed: `notes`, `items[2].quantity`, `fields.order`.
    pub path: String,
    /// What it was; null where there was nothing.
    pub from: Value,
    /// What it is; null where nothing is left.
    pub to: Value,
}

impl Document {
    /// Whether it may be stored.
    ///
    /// # Errors
    ///
    /// Why not, in words.
    pub fn check(&self) -> Result<(), String> {
        if self.items.len() > ITEMS {
            return Err(format!("{} items; at most {ITEMS}", self.items.len()));
        }
        let currency = &self.currency;
        if !(currency.is_empty()
            || currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase()))
        {
            return Err(format!("`{currency}` is no currency, such as USD"));
        }
        let octets = serde_json::to_string(self).map_or(usize::MAX, |text| text.len());
        if octets > OCTETS {
            return Err(format!("{octets} octets; at most {OCTETS}"));
        }
        Ok(())
    }

    /// What makes another document of this one.
    pub fn changes(&self, to: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        compare("", &json!(self), &json!(to), &mut changes);
        changes
    }
}

fn compare(path: &str, from: &Value, to: &Value, changes: &mut Vec<Change>) {
    match (from, to) {
        _ if from == to => {}
        (Value::Object(one), Value::Object(other)) => {
            let keys = one.keys().chain(other.keys().filter(|key| !one.contains_key(*key)));
            for key in keys {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                compare(
                    &inner,
                    one.get(key).unwrap_or(&Value::Null),
                    other.get(key).unwrap_or(&Value::Null),
                    changes,
                );
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            for place in 0..one.len().max(other.len()) {
                let at = |list: &[Value]| list.get(place).cloned().unwrap_or(Value::Null);
                compare(&format!("{path}[{place}]"), &at(one), &at(other), changes);
            }
        }
        _ => changes.push(Change { path: path.into(), from: from.clone(), to: to.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_named_by_their_places() {
        let item = Item { description: "hose".into(), quantity: 2, price_cents: 2450 };
        let old = Document { items: vec![item.clone()], notes: "a".into(), ..Document::default() };
        let mut new = old.clone();
        new.items[0].quantity = 3;
        new.items.push(item);
        new.notes = "b".into();
        new.fields.insert("order".into(), "A-1".into());
        let changes = old.changes(&new);
        let mut paths: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["fields.order", "items[0].quantity", "items[1]", "notes"]);
        assert!(old.changes(&old).is_empty());
    }

    #[test]
    fn a_document_is_bounded() {
        let many = Document { items: vec![Item::default(); ITEMS + 1], ..Document::default() };
        assert!(many.check().is_err());
        let long = Document { notes: "x".repeat(OCTETS), ..Document::default() };
        assert!(long.check().is_err());
        assert!(Document { currency: "usd".into(), ..Document::default() }.check().is_err());
        assert!(Document::default().check().is_ok());
    }
}
