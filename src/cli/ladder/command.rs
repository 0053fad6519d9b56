//! `hookflash ladder`: dialogues of a capture as ladder diagrams.

use super::super::Exit;
use super::super::copy::refuse_input;
use super::super::decode::output_failed;
use super::super::dialogues::{Input, Names};
use super::super::output::{Color, Output, Row as Line};
use super::mermaid::mermaid;
use super::page::page;
use super::{Drawing, Ladder, Text, draw, svg};
use crate::capture::dialogues::{Dialogue, Dialogues};
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;

/// How ladders are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum As {
    /// Lines for the terminal.
    Text,
    /// One picture with all the dialogues.
    Svg,
    /// A sequence diagram for Mermaid.
    Mermaid,
    /// A page with an index, a picture and the messages of each dialogue.
    Html,
}

/// Which dialogues to draw, and how.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Names of nodes stand in a TOML file:\n\n  [names]\n  \"5-20-2\" = \"switch\"\n  \"5-10-1/247\" = \"service control point\"\n\n  hookflash ladder links.pcapng -Y 'ain.InfoAnalyzedArg_element' --as svg -o transfer.svg\n\n\
Exit status: 0 drawn; 2 usage, or there is no such dialogue; 3 a file is unreadable or not a capture; 4 a capture is\n\
cut short.")]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    input: Input,

    /// Only this dialogue, by its number; may be given several times
    #[arg(short = 'd', long = "dialogue", value_name = "N")]
    dialogues: Vec<u64>,

    /// Only the dialogue that has a message in this frame; may be given several times
    #[arg(long = "frame", value_name = "N")]
    frames: Vec<u64>,

    /// Only dialogues in which something went wrong
    #[arg(long)]
    wrong: bool,

    /// The form; if it is not given, by the ending of -o: .txt, .svg, .html, .htm, .mmd, .mermaid
    #[arg(long = "as", value_enum, value_name = "FORM")]
    form: Option<As>,

    /// Text: one ladder of all the dialogues, in the order of the capture
    #[arg(long)]
    together: bool,

    /// Names of nodes
    #[arg(long, value_name = "FILE")]
    names: Option<String>,

    /// Draw at most so many dialogues
    #[arg(long, value_name = "N", default_value = "1000")]
    most: NonZeroUsize,

    /// Write to a file; `-` is standard output
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<String>,

    /// Characters of a line of text, else those of the terminal; lines are longer where nodes have less than 16 each
    #[arg(long, value_name = "N")]
    width: Option<usize>,

    /// Colour
    #[arg(long, value_enum, default_value = "auto")]
    color: Color,
}

impl Arguments {
    /// The form that is wished, else that of the file's name.
    fn form(&self) -> Result<As, String> {
        if let Some(form) = self.form {
            return Ok(form);
        }
        let ending = self.output.as_deref().and_then(|name| Path::new(name).extension());
        let Some(ending) = ending.map(|ending| ending.to_string_lossy().to_lowercase()) else {
            return Ok(As::Text);
        };
        match ending.as_str() {
            "txt" | "text" => Ok(As::Text),
            "svg" => Ok(As::Svg),
            "html" | "htm" => Ok(As::Html),
            "mmd" | "mermaid" => Ok(As::Mermaid),
            _ => Err(format!(
                "no ladder is written as .{ending}, but as .txt, .svg, .html, .htm, .mmd and .mermaid; --as says which, \
                 whatever the name"
            )),
        }
    }

    /// Where the ladder goes, if not to standard output.
    fn file(&self) -> Option<&str> {
        self.output.as_deref().filter(|name| *name != "-")
    }

    /// Whether nothing chooses among the dialogues.
    const fn takes_all(&self) -> bool {
        self.dialogues.is_empty()
            && self.frames.is_empty()
            && !self.wrong
            && self.input.filter.is_none()
    }

    fn wants(&self, dialogue: &Dialogue) -> bool {
        let any = self.dialogues.is_empty() && self.frames.is_empty();
        let numbered = self.dialogues.contains(&dialogue.number);
        let framed = dialogue.steps.iter().any(|step| self.frames.contains(&step.frame));
        (any || numbered || framed) && (!self.wrong || dialogue.is_wrong())
    }

    fn width(&self) -> usize {
        let of_terminal = || {
            let size = crossterm::terminal::size().ok().filter(|_| io::stdout().is_terminal());
            size.map_or(110, |(width, _)| usize::from(width))
        };
        self.width.unwrap_or_else(of_terminal)
    }
}

pub(in crate::cli) fn run(arguments: &Arguments) -> Exit {
    if let Some(output) = &arguments.output
        && let Some(exit) =
            arguments.input.files.iter().find_map(|file| refuse_input(file, output).err())
    {
        return exit;
    }
    let form = match arguments.form() {
        Ok(form) => form,
        Err(error) => {
            eprintln!("hookflash: {error}");
            return Exit::Usage;
        }
    };
    let names = match Names::open(arguments.names.as_deref()) {
        Ok(names) => names,
        Err(error) => {
            eprintln!("hookflash: {error}");
            return Exit::Usage;
        }
    };
    let (mut chosen, mut left_out) = (Vec::new(), 0_u64);
    let read = arguments.input.dialogues(Dialogues::default(), &mut |dialogue| {
        if arguments.wants(&dialogue) {
            if chosen.len() < arguments.most.get() {
                chosen.push(dialogue);
            } else {
                left_out += 1;
            }
        }
        ControlFlow::Continue(())
    });
    let exit = match read {
        Ok((exit, _)) => exit,
        Err(exit) => return exit,
    };
    chosen.sort_by_key(|dialogue| dialogue.number);
    if chosen.is_empty() {
        // What could not be read may have what was not found.
        if exit == Exit::Unreadable {
            return exit;
        }
        if arguments.takes_all() {
            let files = arguments.input.files.join(", ");
            eprintln!(
                "hookflash: {files}: no dialogues: no message has TCAP or is of an ISUP call"
            );
            return exit;
        }
        eprintln!("hookflash: there is no such dialogue");
        return exit.max(Exit::Usage);
    }
    if left_out > 0 {
        eprintln!(
            "hookflash: {left_out} {} not drawn; --most {} draws all",
            if left_out == 1 { "dialogue more is" } else { "dialogues more are" },
            left_out as usize + chosen.len()
        );
    }
    let files = arguments.input.files.iter().map(|file| file.rsplit('/').next().unwrap_or(file));
    let files = files.collect::<Vec<_>>().join(", ");
    let with = Drawing { of: &files, names: &names, numbered: arguments.input.files.len() > 1 };
    let colored = arguments.file().is_none() && Output::with_color(arguments.color).colored();
    let text = match form {
        As::Text => text(arguments, &chosen, &with, colored),
        As::Svg => svg(&draw(&chosen.iter().collect::<Vec<_>>(), &with)).into_bytes(),
        As::Mermaid => mermaid(&draw(&chosen.iter().collect::<Vec<_>>(), &with)).into_bytes(),
        As::Html => {
            let all = draw(&chosen.iter().collect::<Vec<_>>(), &with);
            page(&all.title, &all.subtitle, &chosen, &with).into_bytes()
        }
    };
    let written = match arguments.file() {
        Some(path) => std::fs::write(path, &text).map_err(|error| {
            eprintln!("hookflash: {path}: {error}");
            Exit::Unreadable
        }),
        None => {
            let mut out = io::stdout().lock();
            out.write_all(&text).and_then(|()| out.flush()).map_err(|error| output_failed(&error))
        }
    };
    written.map_or_else(|failed| failed, |()| exit)
}

fn text(arguments: &Arguments, chosen: &[Dialogue], with: &Drawing<'_>, colored: bool) -> Vec<u8> {
    use super::super::output::Paint;
    let groups: Vec<Vec<&Dialogue>> = if arguments.together {
        vec![chosen.iter().collect()]
    } else {
        chosen.iter().map(|dialogue| vec![dialogue]).collect()
    };
    let ladders: Vec<Ladder> = groups.iter().map(|group| draw(group, with)).collect();
    let texts = texts(&ladders, arguments.width());
    let mut to = Line::new(colored);
    for (place, (group, ladder)) in groups.iter().zip(&ladders).enumerate() {
        if place > 0 {
            to.end();
        }
        to.push(Paint::Bold, ladder.title.as_str());
        to.end();
        let wrong = group.iter().any(|dialogue| dialogue.is_wrong());
        to.push(if wrong { Paint::Red } else { Paint::Dim }, ladder.subtitle.as_str());
        to.end();
        let Some(text) = texts.get(&ladder.columns.len()) else { continue };
        text.head(ladder, &mut to);
        ladder.rows.iter().for_each(|row| text.row(row, &mut to));
    }
    to.text
}

/// The lines of ladders by the number of their nodes: those of as many stand below each other.
fn texts(ladders: &[Ladder], width: usize) -> BTreeMap<usize, Text> {
    let mut texts = BTreeMap::new();
    for ladder in ladders {
        let nodes = ladder.columns.len();
        texts.entry(nodes).or_insert_with(|| {
            let alike = ladders.iter().filter(|other| other.columns.len() == nodes);
            Text::of(alike, width)
        });
    }
    for (nodes, text) in texts.iter().filter(|(_, text)| text.width() > width) {
        let need = text.width();
        eprintln!(
            "hookflash: {nodes} nodes beside each other need {need} characters, and lines are longer than {width}"
        );
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn form(words: &[&str]) -> Result<As, String> {
        let words = [&["ladder", "links.pcap"][..], words].concat();
        Command::try_parse_from(words).expect("arguments").arguments.form()
    }

    #[test]
    fn the_form_is_the_one_that_is_wished_else_that_of_the_files_name() {
        assert_eq!(form(&[]), Ok(As::Text));
        assert_eq!(form(&["-o", "x.SVG"]), Ok(As::Svg));
        assert_eq!(form(&["-o", "a.b/x"]), Ok(As::Text));
        assert_eq!(form(&["-o", "x.png", "--as", "html"]), Ok(As::Html));
    }

    #[test]
    fn an_ending_that_is_not_known_is_refused_with_those_that_are() {
        for name in ["x.png", "x.pdf", "x.xyz"] {
            let said = form(&["-o", name]).expect_err(name);
            assert!(said.contains(&name[1..]) && said.contains(".mermaid"), "{said}");
        }
    }

    #[test]
    fn no_dialogue_at_all_is_no_wish() {
        assert!(Command::try_parse_from(["ladder", "links.pcap", "--most", "0"]).is_err());
    }
}
