//! `hookflash replay`: the client side of a capture once more, against a live server.

mod player;
mod report;
mod said;
mod script;

use super::Exit;
use super::decode::output_failed;
use super::live::{self, Live};
use super::output::{Color, Output, Row};
use crate::machine::sccp::{Address, Path};
use crate::wire::sccp::SubsystemNumber;
use core::time::Duration;
use player::{Plan, Player};
use script::Wanted;
use std::io::{self, Write};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
What the server is asked is what the capture's clients sent, octet by octet, with ids of this run; what it answers is \
laid beside what was answered then: packages, components, which operation each answers, parameters. Ids and addresses \
are not compared. Of a dialogue that the server begins, the client's part is played as it was captured in the one that \
the captured server began with the same operations.

  hookflash replay links.pcapng examples/ssp.toml --to 1-3-1:247
  hookflash replay links.pcapng examples/ssp.toml --to 1-3-1:247 --server 5-10-1 --ignore amaslpID

Exit status 0: every dialogue went as captured; 1: one did not, or nothing was sent; 2 usage; 3 a file is unreadable.")]
pub(super) struct Arguments {
    #[command(flatten)]
    wanted: Wanted,

    #[command(flatten)]
    live: Live,

    /// The live server: point code and subsystem (1-3-1:247), or a global title
    #[arg(long, value_name = "ADDRESS")]
    to: String,

    /// The own subsystem; the first of the configuration if none is said
    #[arg(long, value_name = "SSN")]
    from: Option<u8>,

    /// A parameter that may be otherwise, by its name; may be given several times
    #[arg(long, value_name = "NAME")]
    ignore: Vec<String>,

    /// How many dialogues may be open at once
    #[arg(short, long, value_name = "N", default_value_t = 1)]
    limit: usize,

    /// Begin each dialogue when it began in the capture
    #[arg(long, conflicts_with = "limit")]
    in_time: bool,

    /// How many seconds an answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0)]
    timeout: f64,

    /// Show dialogues without a difference too
    #[arg(short, long)]
    all: bool,

    /// Say the result as JSON, a line for each dialogue
    #[arg(long)]
    json: bool,

    /// Colour
    #[arg(long, value_enum, default_value = "auto")]
    color: Color,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    match replay(arguments) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn replay(arguments: &Arguments) -> Result<Exit, Exit> {
    let configuration = live::configuration(&arguments.live.config)?;
    let usage = |words: &str| {
        eprintln!("hookflash: {words}");
        Exit::Usage
    };
    let sccp = &configuration.stack.sccp;
    let own = arguments.from.map(SubsystemNumber).or_else(|| sccp.subsystems.first().copied());
    let own =
        own.ok_or_else(|| usage("the node has no subsystem: write `subsystems` under [sccp]"))?;
    let remote = Address::parse(sccp.point_code.variant, &arguments.to)
        .map_err(|error| usage(&format!("`{}`: {error}", arguments.to)))?;
    let patience = Duration::try_from_secs_f64(arguments.timeout)
        .map_err(|error| usage(&format!("--timeout: {error}")))?;
    let (scripts, read) = arguments.wanted.scripts(&remote)?;
    if read == Exit::Unreadable {
        return Err(read);
    }
    if scripts.iter().all(|script| script.spare) {
        return Err(usage("the capture has no such dialogue"));
    }
    let plan = Plan {
        path: Path::to(own, remote),
        limit: arguments.limit.max(1),
        in_time: arguments.in_time,
        patience,
        ignored: arguments.ignore.clone(),
    };
    let player = Player::new(scripts, plan);
    let player =
        live::run_logged(&arguments.live, "warn", configuration, player, |player, handle| {
            player.stop_by(handle);
        })?;
    let (scripts, report) = player.report();
    let mut row = Row::new(Output::with_color(arguments.color).colored());
    let text = if arguments.json {
        report.json(&scripts).into_bytes()
    } else {
        report.text(&scripts, arguments.all, &mut row);
        row.text
    };
    let mut out = io::stdout().lock();
    out.write_all(&text).and_then(|()| out.flush()).map_err(|error| output_failed(&error))?;
    if let (true, Some(why)) = (arguments.json, &report.unreachable) {
        eprintln!("hookflash: nothing was sent: {why}");
    }
    Ok(report.exit(&scripts))
}
