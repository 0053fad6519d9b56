//! `hookflash gtt`: where does this address lead, and why?

use super::super::Exit;
use crate::machine::sccp::{Address, Node};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
  hookflash gtt examples/stp.toml 8005551234
  hookflash gtt examples/stp.toml \"gt 8005551234 (tt 10) ssn 247\"
  hookflash gtt examples/stp.toml 1-3-1:247")]
pub(crate) struct Arguments {
    /// The node's configuration
    config: PathBuf,
    /// The called address: digits, or as `hookflash decode` shows it
    address: String,
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    let configuration = match super::configuration(&arguments.config) {
        Ok(configuration) => configuration,
        Err(exit) => return exit,
    };
    let variant = configuration.stack.sccp.point_code.variant;
    let written = arguments.address.trim();
    let address = |text: &str| {
        Address::parse(variant, text).map_err(|error| {
            eprintln!("hookflash: `{written}`: {error}");
            Exit::Usage
        })
    };
    // Digits alone are a title of each translation type that a rule names.
    let texts: Vec<String> = if written.bytes().all(|octet| octet.is_ascii_alphanumeric()) {
        let rules = configuration.stack.sccp.rules.iter();
        let mut types: Vec<u8> = rules.filter_map(|rule| rule.translation_type).collect();
        types.sort_unstable();
        types.dedup();
        if types.is_empty() {
            types.push(0);
        }
        types
            .iter()
            .map(|translation_type| format!("gt {written} (tt {translation_type})"))
            .collect()
    } else {
        vec![written.to_string()]
    };
    let node = Node::new(configuration.stack.sccp);
    let mut exit = Exit::Wrong;
    for text in texts {
        match address(&text) {
            Ok(address) if explain(&node, &address) => exit = Exit::Done,
            Ok(_) => {}
            Err(exit) => return exit,
        }
    }
    exit
}

/// Says where an address leads. False: nowhere.
fn explain(node: &Node, address: &Address) -> bool {
    let explanation = node.explain(address);
    println!("{address}");
    for step in &explanation.steps {
        match step.mismatch {
            Some(mismatch) => println!("  not {}: {mismatch}", step.rule),
            None => println!("  rule {}", step.rule),
        }
    }
    match explanation.way {
        Ok((node, address)) => {
            println!("  goes to {node}, called {address}");
            true
        }
        Err(cause) => {
            println!("  goes nowhere: {}", cause.name().unwrap_or("unknown cause"));
            false
        }
    }
}
