//! Every name, tag, size, range, value and presence of the AIN tables is that of
//! `testdata/ain/catalogue.toml`.

use hookflash::wire::ain::{
    ERRORS, Field, Kind, OPERATIONS, ParameterType, ResultType, parameter_types,
};
use std::collections::BTreeMap;
use toml::{Table, Value};

fn catalogue() -> Table {
    include_str!("../testdata/ain/catalogue.toml").parse().expect("the catalogue is TOML")
}

fn rows<'a>(table: &'a Table, key: &str) -> Vec<&'a Table> {
    let rows = table.get(key).and_then(Value::as_array);
    rows.map_or(vec![], |rows| rows.iter().filter_map(Value::as_table).collect())
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or("")
}

fn number(table: &Table, key: &str) -> Option<i64> {
    table.get(key).and_then(Value::as_integer)
}

fn type_name(catalogue_name: &str) -> String {
    match catalogue_name {
        "UserID.bri" => "UserIDBri".into(),
        "NCADataArg.id" => "NCADataID".into(),
        "sequence of AMALineNumber" => "AMALineNumberList".into(),
        "sequence of AMADigitsDialedWC" => "AMADigitsDialedWCList".into(),
        "octet string" => "OCTET STRING".into(),
        "integer" => "INTEGER".into(),
        "object identifier" => "OBJECT IDENTIFIER".into(),
        "any" => "ANY".into(),
        other => other.into(),
    }
}

/// Both forms of an identifier mean the same field: compare with the constructed bit cleared.
fn primitive(hex: &str) -> String {
    match u8::from_str_radix(&hex[..2], 16) {
        Ok(first) => format!("{:02X}{}", first & !0x20, &hex[2..]),
        Err(_) => hex.into(),
    }
}

fn check_field(owner: &str, field: &Field, row: &Table) {
    let place = format!("{owner}.{}", field.name);
    assert_eq!(field.name, text(row, "field"), "{place}");
    assert_eq!(field.parameter_type().name, type_name(text(row, "type")), "{place}");
    // The one field where the tables leave the source on purpose: the mandatory flag of
    // Analyze_Route's aMAslpID is a slip, it is optional everywhere else.
    let optional = text(row, "presence") == "optional" || place == "Analyze_Route.aMAslpID";
    assert_eq!(field.optional, optional, "{place}");
    let explicit = text(row, "override_tagging") == "explicit";
    assert_eq!(field.explicit, explicit, "{place}");
    let mut found: Vec<_> =
        field.identifiers().iter().map(|id| primitive(&id.to_string())).collect();
    let mut wanted: Vec<_> = row["ident"]
        .as_array()
        .expect("ident is a list")
        .iter()
        .filter_map(Value::as_str)
        .filter(|ident| *ident != "any")
        .map(primitive)
        .collect();
    found.sort();
    found.dedup();
    wanted.sort();
    wanted.dedup();
    assert_eq!(found, wanted, "{place}");
}

fn check_fields(owner: &str, fields: &[Field], rows: &[&Table]) {
    assert_eq!(fields.len(), rows.len(), "{owner}");
    for (field, row) in fields.iter().zip(rows) {
        check_field(owner, field, row);
    }
}

#[test]
fn every_operation_result_and_error_has_the_catalogues_fields() {
    let catalogue = catalogue();
    let operations = rows(&catalogue, "operation");
    assert_eq!((OPERATIONS.len(), operations.len()), (62, 62));
    assert_eq!(OPERATIONS.iter().filter(|operation| operation.result.is_some()).count(), 12);
    for (operation, row) in OPERATIONS.iter().zip(operations) {
        let owner = operation.message;
        assert_eq!(owner, text(row, "message"));
        assert_eq!(operation.name, text(row, "asn1"));
        assert_eq!(i64::from(operation.code), row["code"].as_integer().unwrap_or(0), "{owner}");
        assert_eq!(operation.release, text(row, "release"), "{owner}");
        check_fields(owner, operation.fields, &rows(row, "parameters"));
        let names = |key: &str| -> Vec<&str> {
            row[key].as_array().map_or(vec![], |v| v.iter().filter_map(Value::as_str).collect())
        };
        assert_eq!(operation.errors, names("errors"), "{owner}");
        assert_eq!(operation.linked, names("linked"), "{owner}");
        match operation.result {
            None => assert_eq!(row["returns_result"].as_bool(), Some(false), "{owner}"),
            Some(ResultType::Sequence(fields)) => {
                check_fields(owner, fields, &rows(row, "result_parameters"));
            }
            Some(ResultType::Single([field])) => {
                assert_eq!(field.parameter_type().name, text(row, "result"), "{owner}");
                let identifiers: Vec<_> =
                    field.identifiers().iter().map(ToString::to_string).collect();
                assert_eq!(identifiers, [text(row, "result_ident")], "{owner}");
            }
        }
    }
    let errors = rows(&catalogue, "error");
    assert_eq!((ERRORS.len(), errors.len()), (2, 2));
    for (error, row) in ERRORS.iter().zip(errors) {
        assert_eq!(error.message, text(row, "message"));
        assert_eq!(i64::from(error.code), row["code"].as_integer().unwrap_or(0));
        check_fields(error.message, error.fields, &rows(row, "parameters"));
    }
}

fn named_values(row: &Table, key: &str) -> Vec<(String, i64)> {
    let value = |row: &&Table| (text(row, "name").to_string(), number(row, "value").unwrap_or(-1));
    rows(row, key).iter().map(value).collect()
}

fn pairs(names: &[(&str, u8)]) -> Vec<(String, i64)> {
    names.iter().map(|(name, value)| (name.to_string(), i64::from(*value))).collect()
}

fn check_type(ty: &ParameterType, row: &Table, by_name: &BTreeMap<&str, &Table>) {
    let name = ty.name;
    // A CHOICE's tag in the catalogue may be that of its only alternative; CarrierFormat and the
    // like have none.
    if !matches!(ty.kind, Kind::Choice(_)) && name != "UserIDBri" {
        assert_eq!(ty.tag.map(i64::from), number(row, "tag"), "{name}");
    }
    let kind = text(row, "kind");
    let base = row.get("alias_of").and_then(Value::as_str).and_then(|base| by_name.get(base));
    let from = |key: &str| number(row, key).or_else(|| base.and_then(|base| number(base, key)));
    let sizes = |min: &u16, max: &u16, keys: [&str; 2], unbounded: u16| {
        assert_eq!(i64::from(*min), from(keys[0]).unwrap_or(0), "{name}");
        assert_eq!(i64::from(*max), from(keys[1]).unwrap_or_else(|| unbounded.into()), "{name}");
    };
    match &ty.kind {
        Kind::Octets(min, max) | Kind::Decimal(min, max) => {
            assert!(matches!(kind, "octet string" | "business group"), "{name}: {kind}");
            sizes(min, max, ["size_min", "size_max"], u16::MAX);
        }
        Kind::Digits(min, max, _) => {
            assert!(kind == "ain digits" || name == "AINDigits", "{name}: {kind}");
            sizes(min, max, ["digits_min", "digits_max"], 32);
        }
        Kind::Text(min, max) => {
            assert_eq!(kind, "ia5string", "{name}");
            sizes(min, max, ["size_min", "size_max"], u16::MAX);
        }
        Kind::Enumerated(names) => {
            assert_eq!(kind, "enumerated", "{name}");
            let row = if row.contains_key("values") { row } else { base.expect("an alias") };
            let mut wanted = named_values(row, "values");
            for (text, value) in &mut wanted {
                // The source has this name twice in one type.
                if name == "TriggerCriteriaType" && text == "reserved" && *value == 50 {
                    *text = format!("reserved{value}");
                }
            }
            assert_eq!(pairs(names), wanted, "{name}");
        }
        Kind::Bits(names) => {
            assert_eq!(kind, "bit string", "{name}");
            assert_eq!(pairs(names), named_values(row, "bits"), "{name}");
        }
        Kind::Integer(min, max) => {
            assert_eq!(kind, "integer", "{name}");
            assert_eq!(i64::from(*min), from("range_min").unwrap_or(0), "{name}");
            assert_eq!(
                i64::from(*max),
                from("range_max").unwrap_or_else(|| u32::MAX.into()),
                "{name}"
            );
        }
        Kind::Boolean => assert_eq!(kind, "boolean", "{name}"),
        Kind::Null => assert_eq!(kind, "null", "{name}"),
        Kind::Carrier => assert!(kind == "carrier format" || name == "CarrierFormat", "{name}"),
        Kind::Billing => {
            assert!(kind == "billing indicator" || name == "BillingIndicator", "{name}");
        }
        Kind::ObjectIdentifier => assert_eq!(kind, "object identifier", "{name}"),
        Kind::Any => panic!("{name}: no named type is ANY"),
        Kind::Sequence(fields) => {
            assert_eq!(kind, "sequence", "{name}");
            check_fields(name, fields, &rows(row, "fields"));
        }
        Kind::SequenceOf(element, min, max) => {
            assert_eq!(kind, "sequence of", "{name}");
            assert_eq!(element().name, type_name(text(row, "element")), "{name}");
            sizes(min, max, ["count_min", "count_max"], 0);
        }
        Kind::Choice(alternatives) => {
            assert_eq!(kind, "choice", "{name}");
            let row = if row.contains_key("alternatives") { row } else { base.expect("an alias") };
            check_fields(name, alternatives, &rows(row, "alternatives"));
        }
    }
}

#[test]
fn every_parameter_type_has_the_catalogues_tag_size_range_and_values() {
    let catalogue = catalogue();
    let by_name: BTreeMap<&str, &Table> =
        rows(&catalogue, "parameter").into_iter().map(|row| (text(row, "name"), row)).collect();
    assert_eq!(by_name.len(), 279);
    let types: BTreeMap<&str, &ParameterType> = parameter_types().map(|ty| (ty.name, ty)).collect();
    for (name, row) in &by_name {
        let name = type_name(name);
        let ty = types.get(name.as_str()).unwrap_or_else(|| panic!("{name} has no row"));
        check_type(ty, row, &by_name);
    }
    // The two lists that the catalogue describes only where they are used.
    assert_eq!(types.len(), 281);
}
