//! The `hookflash` command: arguments, files, colours.

mod anonymize;
mod clock;
mod columns;
mod copy;
mod decode;
mod dialogues;
mod encode;
mod explain;
mod fields;
mod generated;
mod hex;
mod json;
mod ladder;
mod line;
mod lines;
mod live;
mod load;
mod node;
mod operation;
mod output;
mod parallel;
mod progress;
mod read;
mod replay;
mod roundtrip;
mod show;
mod stats;
mod text;
mod tree;
mod view;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::process::ExitCode;

/// Look into SS7 and AIN signalling.
#[derive(Debug, Parser)]
#[command(name = "hookflash", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show what is in a capture, from the link layer to every AIN parameter
    Decode(decode::Arguments),
    /// List the fields that filters and `decode -e` know
    Fields(fields::Arguments),
    /// Draw the dialogues of a capture: who said what to whom, in the terminal or as a picture or page
    Ladder(ladder::Arguments),
    /// Count what is in a capture: layers, point codes, subsystems, operations, how long answers took
    Stats(stats::Arguments),
    /// Look at the dialogues of a capture in the terminal: list, ladders, messages
    View(view::Arguments),
    /// The same on live traffic, from an interface or from what another program captures
    Live(view::LiveArguments),
    /// Copy a capture without the numbers, names and addresses in it
    Anonymize(anonymize::Arguments),
    /// Make messages from the JSON of `decode -T json`, edited or written by hand
    Encode(encode::Arguments),
    /// Encode again what is decoded from a capture, and say what comes back otherwise and why
    Roundtrip(roundtrip::Arguments),
    /// Say what an AIN operation, error, parameter or code is
    Explain(explain::Arguments),
    /// Run a signalling gateway: relay by point code, load sharing, global title translation
    Stp(live::stp::Arguments),
    /// Begin dialogues at a rate, or answer them, and say how long they took
    Load(load::Arguments),
    /// Send again what a capture's clients sent, and say where a live server answers otherwise
    Replay(replay::Arguments),
    /// Say which part of a node works and which is the first that does not
    Doctor(live::doctor::Arguments),
    /// Say where an SCCP address leads, by which rule, and why
    Gtt(live::gtt::Arguments),
    /// Check configuration files
    Config(live::config::Arguments),
    /// Run the whole system and show a hook-flash transfer: terminal, picture, capture, web page
    Lab(node::lab::Arguments),
    /// Run a telephone switch (SSP): lines, triggers, the basic call model
    Switch(node::switch::Arguments),
    /// Run a service control point: call processing records
    Scp(node::scp::Arguments),
    /// Run the server: directory, call distribution, call data, desks
    Server(node::server::Arguments),
    /// Be a desk and its telephone, for scripts
    Workstation(node::workstation::Arguments),
    /// Hold a circuit of one switch and a circuit of another together
    Trunk(node::trunk::Arguments),
    /// Check, explain, try and store call processing records
    Cpr(node::cpr::Arguments),
    /// Hash a password for a server's file
    Password(node::password::Arguments),
    /// Write completions for a shell to standard output
    Completions(generated::CompletionsArguments),
    /// Write manual pages
    Man(generated::ManArguments),
}

/// How a run ended; the number is the process's exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// All was done.
    Done = 0,
    /// `--strict`, and something was wrong.
    Wrong = 1,
    /// The arguments were wrong.
    Usage = 2,
    /// A file could not be read or is not a capture.
    Unreadable = 3,
    /// A capture is cut short.
    CutShort = 4,
}

/// The command with all that belongs to it.
pub(super) fn command() -> clap::Command {
    flowing(Arguments::command())
}

/// What stands behind the options of each command, its lines joined to paragraphs: they are cut anew for the
/// width of the terminal. Lines that begin with blanks are examples, and stay as they are.
fn flowing(command: clap::Command) -> clap::Command {
    let command = match command.get_after_help().map(|help| paragraphs(&help.to_string())) {
        Some(help) => command.after_help(help),
        None => command,
    };
    command.mut_subcommands(flowing)
}

fn paragraphs(text: &str) -> String {
    let mut joined = String::with_capacity(text.len() + 10);
    // The blanks before its first line would be cut off.
    if text.starts_with(' ') {
        joined.push_str("Examples:\n");
    }
    let mut flows = false;
    for line in text.lines() {
        let example = line.is_empty() || line.starts_with(' ');
        if !joined.is_empty() && !joined.ends_with('\n') {
            joined.push(if flows && !example { ' ' } else { '\n' });
        }
        joined.push_str(line);
        if line.is_empty() {
            joined.push('\n');
        }
        flows = !example;
    }
    joined
}

/// Runs the command that the process's arguments name.
pub fn main() -> ExitCode {
    let parsed = command().try_get_matches().and_then(|found| Arguments::from_arg_matches(&found));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are not mistakes; clap knows where each goes.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            _ = error.print();
            return ExitCode::from(exit as u8);
        }
    };
    let exit = match arguments.command {
        Command::Decode(arguments) => decode::run(&arguments),
        Command::Fields(arguments) => fields::run(&arguments),
        Command::Ladder(arguments) => ladder::run(&arguments),
        Command::Stats(arguments) => stats::run(&arguments),
        Command::View(arguments) => view::run(&arguments),
        Command::Live(arguments) => view::live(&arguments),
        Command::Anonymize(arguments) => anonymize::run(&arguments),
        Command::Encode(arguments) => encode::run(&arguments),
        Command::Roundtrip(arguments) => roundtrip::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Stp(arguments) => live::stp::run(&arguments),
        Command::Load(arguments) => load::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Doctor(arguments) => live::doctor::run(&arguments),
        Command::Gtt(arguments) => live::gtt::run(&arguments),
        Command::Config(arguments) => live::config::run(&arguments),
        Command::Lab(arguments) => node::lab::run(&arguments),
        Command::Switch(arguments) => node::switch::run(&arguments),
        Command::Scp(arguments) => node::scp::run(&arguments),
        Command::Server(arguments) => node::server::run(&arguments),
        Command::Workstation(arguments) => node::workstation::run(&arguments),
        Command::Trunk(arguments) => node::trunk::run(&arguments),
        Command::Cpr(arguments) => node::cpr::run(&arguments),
        Command::Password(arguments) => node::password::run(&arguments),
        Command::Completions(arguments) => generated::completions(&arguments),
        Command::Man(arguments) => generated::man(&arguments),
    };
    ExitCode::from(exit as u8)
}

/// Encodes the JSON of one message, for fuzzing.
#[cfg(feature = "__fuzzing")]
pub(crate) fn encode_text(text: &str) -> Option<(crate::wire::Layer, Vec<u8>)> {
    encode::text(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_behind_the_options_flow_and_examples_stand() {
        let text = "One line\nand its rest.\n\n  first\n  second\nMore\nof it.";
        assert_eq!(paragraphs(text), "One line and its rest.\n\n  first\n  second\nMore of it.");
        assert_eq!(paragraphs("  one\n  other"), "Examples:\n  one\n  other");
    }
}
