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
    // Digits alone are a title of the first rule's translation type.
    let written = arguments.address.trim();
    let text = if written.bytes().all(|octet| octet.is_ascii_alphanumeric()) {
        let first = configuration.stack.sccp.rules.iter().find_map(|rule| rule.translation_type);
        format!("gt {written} (tt {})", first.unwrap_or(0))
    } else {
        written.to_string()
    };
    let address = match Address::parse(variant, &text) {
        Ok(address) => address,
        Err(error) => {
            eprintln!("hookflash: `{written}`: {error}");
            return Exit::Usage;
        }
    };
    let explanation = Node::new(configuration.stack.sccp).explain(&address);
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
            Exit::Done
        }
        Err(cause) => {
            println!("  goes nowhere: {}", cause.name().unwrap_or("unknown cause"));
            Exit::Wrong
        }
    }
}
