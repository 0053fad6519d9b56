//! The table of operations in the README is that of the tables. `UPDATE=1 cargo test --test
//! the_readme_lists_every_operation` writes it anew.

use hookflash::capture::{Capture, Item, Session};
use hookflash::wire::ain::OPERATIONS;
use hookflash::wire::tcap::ansi::Component;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::ControlFlow;

const BEGIN: &str = "<!-- operations: begin -->\n";
const END: &str = "<!-- operations: end -->";

/// Codes of the operations that are invoked in a capture.
fn invoked(path: &str) -> BTreeSet<u16> {
    let path = format!("{}/testdata/{path}", env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    let mut session = Session::default();
    let each = |item: Item<'_>| {
        if let Item::Message(message) = item {
            session.decode(&message, |decoded| {
                for resolved in decoded.components {
                    if let Ok(Component::Invoke(invoke)) = resolved.component {
                        found.extend(invoke.operation.ain());
                    }
                }
            });
        }
        ControlFlow::Continue(())
    };
    Capture::open(path).expect("test data").for_each(each).expect("test data is whole");
    found
}

fn table() -> String {
    let corpus = invoked("corpus/ain_mtp3.pcap");
    let transfer = invoked("captures/hookflash-transfer.pcap");
    let mut text = String::from(
        "| operation | code | decode | encode | tested against |\n|---|---|---|---|---|\n",
    );
    for operation in OPERATIONS {
        let mut against = vec![];
        if corpus.contains(&operation.code) {
            against.extend(["corpus", "tshark"]);
        } else if transfer.contains(&operation.code) {
            against.push("tshark");
        }
        // Values made by chance, through encoder and decoder.
        against.push("itself");
        let result = if operation.result.is_some() { ", with result" } else { "" };
        _ = writeln!(
            text,
            "| {} | {:04X} | yes{result} | yes{result} | {} |",
            operation.message,
            operation.code,
            against.join(", ")
        );
    }
    text
}

#[test]
fn the_readme_lists_every_operation() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).expect("a README");
    let (before, rest) = readme.split_once(BEGIN).expect("where the table begins");
    let (found, after) = rest.split_once(END).expect("where the table ends");
    let table = table();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, [before, BEGIN, &table, END, after].concat()).expect("writable");
    } else {
        assert!(found == table, "the table in README.md is stale; UPDATE=1 writes it:\n{table}");
    }
}
