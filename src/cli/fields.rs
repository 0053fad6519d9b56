//! `hookflash fields`: the names that filters and `-e` know.

use super::Exit;
use super::decode::output_failed;
use super::output::Output;
use crate::capture::filter::fields;

/// Which fields to list.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit status: 0 some were found; 2 none has the text in its name.")]
pub(super) struct Arguments {
    /// A part of the name, upper or lower case; all fields without it
    #[arg(value_name = "TEXT")]
    text: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let text = arguments.text.as_deref().unwrap_or("").to_lowercase();
    let found: Vec<_> =
        fields().filter(|field| field.name().to_lowercase().contains(&text)).collect();
    if found.is_empty() {
        eprintln!("hookflash: no field has `{text}` in its name");
        return Exit::Usage;
    }
    let width = found.iter().map(|field| field.name().len()).max().unwrap_or(0);
    let mut out = Output::standard();
    for field in found {
        let names: Vec<&str> = field.names().iter().take(4).map(|(name, _)| *name).collect();
        let more = if field.names().len() > names.len() { ", …" } else { "" };
        let of = if names.is_empty() { "" } else { ": " };
        let (name, kind, names) = (field.name(), field.kind().name(), names.join(", "));
        if let Err(error) = out.line(format_args!("{name:width$}  {kind}{of}{names}{more}")) {
            return output_failed(&error);
        }
    }
    match out.finish() {
        Ok(()) => Exit::Done,
        Err(error) => output_failed(&error),
    }
}
