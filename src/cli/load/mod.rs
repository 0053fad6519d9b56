//! `hookflash load`: dialogues at a rate, and how long they took.

mod caller;
mod report;
mod scenario;

use super::Exit;
use super::live::{self, Live};
use crate::machine::sccp::{Address, Path};
use crate::wire::sccp::SubsystemNumber;
use caller::{Load, Plan};
use core::time::Duration;
use scenario::Scenario;
use std::path::{Path as FilePath, PathBuf};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Without a scenario: Info_Analyzed in a Query, Analyze_Route in the Response.

  hookflash load examples/scp.toml --answer
  hookflash load examples/ssp.toml --to 1-3-1:247 -m 1000
  hookflash load examples/ssp.toml --to 1-3-1:247 -r 20000 --seconds 10 --scenario mine.toml --data numbers.csv

Exit status 0: every dialogue ended as the scenario says; 1: one did not.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    live: Live,

    /// Whom to begin dialogues with: point code and subsystem (1-3-1:247), or a global title
    #[arg(long, value_name = "ADDRESS", required_unless_present = "answer")]
    to: Option<String>,

    /// Answer dialogues as the scenario says, until stopped
    #[arg(long)]
    answer: bool,

    /// The own subsystem; the first of the configuration if none is said
    #[arg(long, value_name = "SSN")]
    from: Option<u8>,

    /// How many dialogues to begin in a second; 0: as many as the limit of open ones allows
    #[arg(short, long, default_value_t = 0.0)]
    rate: f64,

    /// How many dialogues may be open at once
    #[arg(short, long, default_value_t = 256)]
    limit: usize,

    /// How many dialogues to begin in all
    #[arg(short = 'm', long, value_name = "COUNT")]
    max: Option<u64>,

    /// For how many seconds to begin dialogues
    #[arg(long)]
    seconds: Option<f64>,

    /// Steps, pauses, answers (TOML)
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,

    /// Values for `{name}` in the scenario, a row for each dialogue (CSV with a header)
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,

    /// Say the result as one JSON object
    #[arg(long)]
    json: bool,
}

fn text(path: Option<&FilePath>) -> Result<Option<String>, Exit> {
    path.map(std::fs::read_to_string).transpose().map_err(|error| {
        let name = path.map(FilePath::display).map(|name| name.to_string()).unwrap_or_default();
        live::trouble(format_args!("{name}: {error}"))
    })
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    match load(arguments) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn load(arguments: &Arguments) -> Result<Exit, Exit> {
    let configuration = live::configuration(&arguments.live.config)?;
    let usage = |words: &str| {
        eprintln!("hookflash: {words}");
        Exit::Usage
    };
    let (scenario, data) = (text(arguments.scenario.as_deref())?, text(arguments.data.as_deref())?);
    let scenario =
        Scenario::parse(scenario.as_deref(), data.as_deref()).map_err(|words| usage(&words))?;
    let sccp = &configuration.stack.sccp;
    let own = arguments.from.map(SubsystemNumber).or_else(|| sccp.subsystems.first().copied());
    let own =
        own.ok_or_else(|| usage("the node has no subsystem: write `subsystems` under [sccp]"))?;
    let path = match &arguments.to {
        None => None,
        Some(to) => {
            let remote = Address::parse(sccp.point_code.variant, to)
                .map_err(|error| usage(&format!("`{to}`: {error}")))?;
            Some(Path::to(own, remote))
        }
    };
    let seconds = match arguments.seconds {
        None => None,
        Some(seconds) => {
            Some(Duration::try_from_secs_f64(seconds).map_err(|error| usage(&error.to_string()))?)
        }
    };
    // Without a bound there is no end; a first look needs a thousand.
    let max = arguments.max.or_else(|| seconds.is_none().then_some(1000));
    let plan = Plan {
        path,
        answer: arguments.answer,
        rate: arguments.rate.max(0.0),
        limit: arguments.limit.max(1),
        max,
        seconds,
    };
    let application = Load::new(scenario, plan);
    let level = if arguments.answer { "info" } else { "warn" };
    let done =
        live::run_logged(&arguments.live, level, configuration, application, |load, handle| {
            load.stop_by(handle);
        })?;
    Ok(done.report(arguments.json))
}
