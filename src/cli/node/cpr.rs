//! `hookflash cpr`: call processing records.

use super::super::Exit;
use super::super::live;
use crate::capture::{Capture, Item, Session};
use crate::node::scp::record::{Action, Record};
use crate::node::scp::{Execution, Next, Records, Request, Say};
use crate::wire::tcap::{self, ansi};
use core::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Say what is wrong with records, with the line and a mark under the place
    Check {
        /// The records (TOML)
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Say in words what a record does
    Explain {
        /// The record (TOML)
        file: PathBuf,
    },
    /// Say what a record would have answered to the queries of a capture
    DryRun {
        /// The record (TOML)
        file: PathBuf,
        /// The capture
        capture: PathBuf,
        /// What each status, agent and delivery comes to: idle, busy, agent=NUMBER, none, delivered …
        #[arg(long, value_name = "OUTCOME", default_values_t = ["idle".to_string(), "delivered".to_string(), "agent=2125550104".to_string()])]
        assume: Vec<String>,
    },
    /// Store a record in the database of a service control point, while it runs
    Put {
        /// The database
        database: PathBuf,
        /// The records (TOML)
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// List the records of a database
    List {
        /// The database
        database: PathBuf,
    },
    /// Print a record of a database
    Get {
        /// The database
        database: PathBuf,
        /// The subscriber, as the record has it
        subscriber: String,
    },
    /// Remove a record from a database
    Remove {
        /// The database
        database: PathBuf,
        /// The subscriber, as the record has it
        subscriber: String,
    },
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    go(&arguments.command).unwrap_or_else(|exit| exit)
}

fn parse(file: &Path) -> Result<Record, Exit> {
    let (text, _) = super::read(file)?;
    Record::parse(&text).map_err(|mistakes| super::mistakes(file, &text, &mistakes))
}

fn open(database: &Path, new: bool) -> Result<Records, Exit> {
    if !new && !database.exists() {
        return Err(live::trouble(format_args!("{}: there is no such file", database.display())));
    }
    Records::open(database).map_err(live::trouble)
}

fn go(command: &Command) -> Result<Exit, Exit> {
    match command {
        Command::Check { files } => {
            let mut worst = Exit::Done;
            for file in files {
                match parse(file) {
                    Ok(record) => println!(
                        "{}: good, {} rules for {}",
                        file.display(),
                        record.rules.len(),
                        record.subscriber
                    ),
                    Err(exit) => worst = worst.max(exit),
                }
            }
            return Ok(worst);
        }
        Command::Explain { file } => explain(&parse(file)?),
        Command::DryRun { file, capture, assume } => return dry_run(parse(file)?, capture, assume),
        Command::Put { database, files } => {
            let read: Result<Vec<Record>, Exit> = files.iter().map(|file| parse(file)).collect();
            let mut records = open(database, true)?;
            for record in read? {
                let version = records.put(&record).map_err(live::trouble)?;
                println!("{}: version {version}", record.subscriber);
            }
        }
        Command::List { database } => {
            for record in open(database, false)?.all() {
                println!(
                    "{:16} {:3} rules  {}",
                    record.subscriber,
                    record.rules.len(),
                    record.name
                );
            }
        }
        Command::Get { database, subscriber } => {
            let records = open(database, false)?;
            let found = records.all().into_iter().find(|record| record.subscriber == *subscriber);
            match found {
                Some(record) => print!("{}", record.text),
                None => return Err(live::trouble(format_args!("no record for `{subscriber}`"))),
            }
        }
        Command::Remove { database, subscriber } => {
            if !open(database, false)?.remove(subscriber).map_err(live::trouble)? {
                return Err(live::trouble(format_args!("no record for `{subscriber}`")));
            }
        }
    }
    Ok(Exit::Done)
}

fn events(events: &[crate::node::scp::record::Event]) -> String {
    if events.is_empty() {
        return String::new();
    }
    use crate::node::scp::record::Event;
    let name = |event: &Event| match event {
        Event::Answer => "answer",
        Event::Busy => "busy",
        Event::NoAnswer => "no answer",
        Event::Disconnect => "disconnect",
        Event::Abandon => "abandon",
        Event::Flash => "flash",
        Event::Success => "success",
    };
    let names: Vec<&str> = events.iter().map(name).collect();
    format!(", and ask for: {}", names.join(", "))
}

fn explain(record: &Record) {
    println!("Record of {}: {}", record.subscriber, record.name);
    for (place, rule) in record.rules.iter().enumerate() {
        let conditions = &rule.conditions;
        let mut on = conditions.operations.join(" or ");
        if !conditions.triggers.is_empty() {
            let names: Vec<&str> = conditions.triggers.iter().filter_map(|t| t.name()).collect();
            on += &format!(", trigger {}", names.join(" or "));
        }
        if !conditions.digits.is_empty() {
            on += &format!(", digits {}", conditions.digits.join(" or "));
        }
        if !conditions.configurations.is_empty() {
            let names: Vec<&str> =
                conditions.configurations.iter().filter_map(|c| c.name()).collect();
            on += &format!(", legs {}", names.join(" or "));
        }
        if let Some((from, to)) = conditions.time {
            on += &format!(
                ", from {:02}:{:02} to {:02}:{:02} UTC",
                from / 60,
                from % 60,
                to / 60,
                to % 60
            );
        }
        println!("\n{}. On {on} (line {}):", place + 1, rule.line);
        for (number, step) in rule.steps.iter().enumerate() {
            let condition = if step.if_outcome.is_empty() {
                String::new()
            } else {
                format!("if {}: ", step.if_outcome.join(" or "))
            };
            let words = match &step.action {
                Action::Status { of, via, within } => {
                    let wait = if *within > 0 {
                        format!(", waiting {within} s for idle")
                    } else {
                        String::new()
                    };
                    format!("find out how the line {of} is, from the {via:?}{wait}").to_lowercase()
                }
                Action::Agent { group, .. } => {
                    format!("ask for a free agent of {group}; the agent becomes $target")
                }
                Action::Deliver(to) => {
                    format!("have the call's data delivered to the computer of {to}")
                }
                Action::Route(to, list) => format!("Analyze_Route: call {to}{}", events(list)),
                Action::Originate(to, list) => {
                    format!("Originate_Call: call {to}, the other on hold{}", events(list))
                }
                Action::Forward(to, list) => {
                    format!("Forward_Call: to {to} instead{}", events(list))
                }
                Action::Authorize(list) => {
                    format!("Authorize_Termination: let it ring{}", events(list))
                }
                Action::Announce(list, 0) => format!("play announcements {list:?}"),
                Action::Announce(list, digits) => {
                    format!("play announcements {list:?} and collect {digits} digits")
                }
                Action::Collect => "collect digits".into(),
                Action::Merge => "Merge_Call: join the calls".into(),
                Action::Reconnect => "Reconnect: back to the call on hold".into(),
                Action::DisconnectLeg(leg) => format!("Disconnect_Leg {leg}"),
                Action::Continue => "Continue: as if there were no trigger".into(),
                Action::Disconnect => "Disconnect: reorder tone".into(),
                Action::Target(number) => format!("{number} becomes $target"),
                Action::Goto(at) => format!("go on with step {}", at + 1),
            };
            println!("   {}. {condition}{words}", number + 1);
        }
    }
}

/// The outcome that is assumed for a request, with its value.
fn assumed(request: &Request, assume: &[String]) -> (String, Option<String>) {
    let fits: &[&str] = match request {
        Request::Status { .. } => &["idle", "busy", "unknown"],
        Request::Agent { .. } => &["agent", "none", "full", "failed"],
        Request::Deliver { .. } => &["delivered", "waiting", "unknown", "failed"],
    };
    let chosen = assume.iter().rev().find_map(|word| {
        let (outcome, value) =
            word.split_once('=').map_or((word.as_str(), None), |(o, v)| (o, Some(v)));
        fits.contains(&outcome).then(|| (outcome.to_string(), value.map(str::to_string)))
    });
    chosen.unwrap_or_else(|| (fits[fits.len() - 1].to_string(), None))
}

fn dry_run(record: Record, capture: &Path, assume: &[String]) -> Result<Exit, Exit> {
    let record = Arc::new(record);
    let mut session = Session::default();
    let mut file = Capture::open(capture)
        .map_err(|error| live::trouble(format_args!("{}: {error}", capture.display())))?;
    let mut queries = 0;
    let mut show = |decoded: &crate::capture::Decoded<'_, '_>| {
        let Some(tcap::Message::Ansi(package)) = &decoded.stack.tcap else { return };
        let begins = matches!(
            package.package_type,
            ansi::PackageType::QUERY_WITH_PERMISSION | ansi::PackageType::QUERY_WITHOUT_PERMISSION
        );
        let Some(facts) = crate::node::scp::query_facts(package).filter(|_| begins) else { return };
        queries += 1;
        let frame = decoded.message.frame;
        println!("frame {frame}: {facts}");
        let Some(mut execution) = Execution::begin(Arc::clone(&record), facts.clone(), 12 * 60)
        else {
            for rule in &record.rules {
                let why = rule.objection(&facts, 12 * 60).unwrap_or_default();
                println!("  the rule of line {} does not apply: {why}", rule.line);
            }
            return;
        };
        println!("  the rule of line {} applies", execution.line());
        let mut next = execution.advance();
        for _ in 0..100 {
            match next {
                Next::Ask(request) => {
                    let (outcome, value) = assumed(&request, assume);
                    println!("  {request:?}: {outcome} (assumed)");
                    next = execution.outcome(&outcome, value);
                }
                Next::SayAndWait(say) => {
                    println!("  {say:?}: heard (assumed)");
                    next = execution.outcome("heard", None);
                }
                Next::Say(say) => {
                    println!("  answers: {}", said(&say));
                    return;
                }
            }
        }
        println!("  and so on");
    };
    file.for_each(|item| {
        if let Item::Message(message) = item {
            session.decode(&message, |decoded| show(decoded));
        }
        ControlFlow::Continue(())
    })
    .map_err(live::trouble)?;
    if queries == 0 {
        eprintln!("hookflash: no query of AIN in {}", capture.display());
        return Ok(Exit::Wrong);
    }
    Ok(Exit::Done)
}

fn said(say: &Say) -> String {
    match say {
        Say::Route(to, list) => format!("Analyze_Route to {to}{}", events(list)),
        Say::Originate(to, list) => format!("Originate_Call to {to}{}", events(list)),
        Say::Forward(to, list) => format!("Forward_Call to {to}{}", events(list)),
        other => format!("{other:?}"),
    }
}
