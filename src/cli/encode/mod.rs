//! `hookflash encode`: messages from the JSON of `hookflash decode -T json`.

mod ain;
mod codes;
mod component;
mod connection;
mod itu;
mod itu_dialogue;
mod leaves;
mod lower;
mod m3ua;
mod message;
mod mistake;
mod mtp2;
mod output;
mod sccp;
mod sigtran;
mod source;
mod suggest;
mod tcap;
mod told;
mod tree;

use super::Exit;
use super::copy::refuse_input;
use super::decode::{VariantName, output_failed};
use crate::wire::Layer;
use jsonc_parser::ParseOptions;
use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use message::{Encoded, Wanted};
use mistake::{Mistake, Mistakes, show};
use output::{Link, Out, Over};
use source::{Piece, Source};
use std::fs::File;
use std::io::{self, BufReader, Read};

/// Layers that a message can begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum From {
    /// MTP2, from the backward sequence number on.
    Mtp2,
    /// M2PA, from the version octet on.
    M2pa,
    /// M2UA, from the version octet on.
    M2ua,
    /// M3UA, from the version octet on.
    M3ua,
    /// SUA, from the version octet on.
    Sua,
    /// MTP3, from the service information octet on.
    Mtp3,
    /// SCCP, from the message type on.
    Sccp,
    /// TCAP, from the package type on.
    Tcap,
}

impl From {
    const fn layer(self) -> Layer {
        match self {
            Self::Mtp2 => Layer::Mtp2,
            Self::M2pa => Layer::M2pa,
            Self::M2ua => Layer::M2ua,
            Self::M3ua => Layer::M3ua,
            Self::Sua => Layer::Sua,
            Self::Mtp3 => Layer::Mtp3,
            Self::Sccp => Layer::Sccp,
            Self::Tcap => Layer::Tcap,
        }
    }
}

/// The kind of a capture file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FileType {
    /// pcap, with times in nanoseconds.
    Pcap,
    /// pcapng.
    Pcapng,
}

/// What to encode and how to write it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit status: 0 every message was written; 1 a message had a mistake and was left out; 2 usage;\n\
3 a file is unreadable or cannot be written.")]
pub(super) struct Arguments {
    /// JSON as `hookflash decode -T json` writes it, or written by hand; `-` is standard input
    #[arg(default_value = "-")]
    file: String,

    /// Write a capture instead of hexadecimal: .pcapng or .pcap; `-` is standard output
    #[arg(short = 'w', long, value_name = "FILE")]
    write: Option<String>,

    /// The kind of capture, whatever the file is called
    #[arg(long, value_enum, requires = "write")]
    file_type: Option<FileType>,

    /// The link that the capture is of [default: that of the first message's lowest layer]
    #[arg(long, value_enum, requires = "write", conflicts_with = "from")]
    link: Option<Link>,

    /// What carries SCTP in the capture
    #[arg(long, value_enum, default_value = "ethernet", requires = "write")]
    over: Over,

    /// The lowest layer to write [default: the lowest that the message has]
    #[arg(long, value_enum, value_name = "LAYER")]
    from: Option<From>,

    /// Variant of MTP3 and SCCP of messages that do not say theirs
    #[arg(long, value_enum, default_value = "auto")]
    variant: VariantName,

    /// Write what breaks the rules of AIN and TCAP too: sizes, ranges, order, mandatory parameters
    #[arg(long)]
    lax: bool,
}

/// JSON, with comments and commas behind the last element for those who write by hand.
const JSON: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_loose_object_property_names: false,
    allow_trailing_commas: true,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

fn parse(text: &str) -> Result<Option<Value<'_>>, jsonc_parser::errors::ParseError> {
    jsonc_parser::parse_to_ast(text, &Default::default(), &JSON).map(|parsed| parsed.value)
}

/// The message of one object, or what is wrong with it.
fn message(text: &str, wanted: Wanted, lax: bool) -> Result<Option<Encoded>, Vec<Mistake>> {
    let mut mistakes = Mistakes::new(lax);
    let encoded = match parse(text) {
        Ok(Some(Value::Object(object))) => message::encode(&object, wanted, &mut mistakes),
        Ok(other) => {
            let at = other.map_or(0..1, |value| value.start()..value.end());
            mistakes.add(at, "a message is an object, in braces", None);
            None
        }
        Err(error) => {
            let range = error.range();
            // What is not closed is missed at the end.
            let open = matches!(
                error.kind(),
                ParseErrorKind::UnterminatedObject | ParseErrorKind::UnterminatedArray
            );
            let end = text.trim_end().len();
            let start = if open { end } else { range.start };
            let kind = error.kind().to_string().to_lowercase();
            mistakes.add(
                start..range.end.max(start + 1).min(end + 1),
                format!("JSON: {kind}"),
                None,
            );
            None
        }
    };
    if mistakes.is_empty() { Ok(encoded) } else { Err(mistakes.into_sorted()) }
}

/// The octets of one object without any option, for fuzzing; mistakes are put into words.
#[cfg(feature = "__fuzzing")]
pub(crate) fn text(text: &str) -> Option<(Layer, Vec<u8>)> {
    let wanted = Wanted { lowest: None, variant: None, is_carried: false, number: 0 };
    match message(text, wanted, false) {
        Ok(encoded) => encoded.map(|encoded| (encoded.lowest, encoded.octets)),
        Err(mistakes) => {
            let piece = Piece { text, start: 0, line: 1, column: 0 };
            mistakes.iter().for_each(|mistake| _ = show(mistake, &piece, "text"));
            None
        }
    }
}

/// The package of an object's `tcap`. Mistakes are said with `name` for the file's.
pub(super) fn tcap_text(text: &str, name: &str) -> Option<Vec<u8>> {
    let wanted = Wanted { lowest: Some(Layer::Tcap), variant: None, is_carried: false, number: 0 };
    match message(text, wanted, false) {
        Ok(encoded) => encoded.map(|encoded| encoded.octets),
        Err(mistakes) => {
            let piece = Piece { text, start: 0, line: 1, column: 0 };
            for mistake in &mistakes {
                eprintln!("{}", show(mistake, &piece, name));
            }
            None
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let input: Box<dyn Read> = if arguments.file == "-" {
        Box::new(io::stdin().lock())
    } else {
        match File::open(&arguments.file) {
            Ok(file) => Box::new(file),
            Err(error) => {
                eprintln!("hookflash: {}: {error}", arguments.file);
                return Exit::Unreadable;
            }
        }
    };
    if let Some(target) = &arguments.write
        && let Err(exit) = refuse_input(&arguments.file, target)
    {
        return exit;
    }
    let mut out = match Out::new(arguments) {
        Ok(out) => out,
        Err(exit) => return exit,
    };
    let name = if arguments.file == "-" { "<stdin>" } else { &arguments.file };
    let exit = match all(arguments, name, Source::new(BufReader::new(input)), &mut out) {
        Ok(exit) => exit,
        Err(Failure::Input(error)) => {
            eprintln!("hookflash: {}: {error}", arguments.file);
            Exit::Unreadable
        }
        Err(Failure::Output(error)) => return out.failed(&error),
    };
    match out.finish() {
        Ok(()) => exit,
        Err(error) => output_failed(&error).max(exit),
    }
}

enum Failure {
    Input(io::Error),
    Output(io::Error),
}

fn all(
    arguments: &Arguments,
    name: &str,
    mut source: Source<BufReader<Box<dyn Read>>>,
    out: &mut Out,
) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    let whole = |text: &str| parse(text).is_ok();
    while let Some(piece) = source.next(whole).map_err(Failure::Input)? {
        let wanted = Wanted {
            lowest: out.lowest(arguments),
            variant: arguments.variant.variant(),
            is_carried: arguments.write.is_some(),
            number: out.count(),
        };
        let complain = |mistakes: &[Mistake], piece: &Piece<'_>| {
            for mistake in mistakes {
                eprintln!("{}", show(mistake, piece, name));
            }
        };
        match message(&piece.text[piece.start..], wanted, arguments.lax) {
            Ok(None) => {}
            Ok(Some(encoded)) => {
                if let Err(refusal) = out.message(&encoded) {
                    match refusal {
                        output::Refusal::Failed(error) => return Err(Failure::Output(error)),
                        output::Refusal::Message(text) => {
                            let mistake = Mistake { range: 0..1, text, help: None };
                            complain(&[mistake], &piece);
                            exit = Exit::Wrong;
                        }
                    }
                }
            }
            Err(mistakes) => {
                out.flush().map_err(Failure::Output)?;
                complain(&mistakes, &piece);
                exit = Exit::Wrong;
            }
        }
        if source.is_idle() {
            out.flush().map_err(Failure::Output)?;
        }
    }
    Ok(exit)
}
