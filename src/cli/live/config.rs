//! `hookflash config`: is a configuration good?

use super::super::Exit;
use crate::net::Mistake;
use crate::node::{scp, server, switch};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Say what is wrong with configuration files, and where
    Check {
        /// The files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    let What::Check { files } = &arguments.what;
    let mut worst = Exit::Done;
    for file in files {
        match part(file) {
            Ok(Part::Server(words)) => {
                println!("{}: good: {words}", file.display());
                continue;
            }
            Ok(Part::Node(Some(words))) => println!("{}: good: {words}", file.display()),
            Ok(Part::Node(None)) => {}
            Err(exit) => {
                worst = worst.max(exit);
                continue;
            }
        }
        match super::configuration(file) {
            Ok(configuration) => {
                let m3ua = &configuration.stack.m3ua;
                println!(
                    "{}: good: node {} ({}), {} link(s), {} application server(s), {} route(s), {} \
                     global title rule(s)",
                    file.display(),
                    configuration.name,
                    configuration.stack.sccp.point_code,
                    configuration.links.len(),
                    m3ua.application_servers.len(),
                    m3ua.routes.len(),
                    configuration.stack.sccp.rules.len(),
                );
            }
            Err(exit) => worst = worst.max(exit),
        }
    }
    worst
}

/// What a file describes, beside the tables of a node.
enum Part {
    /// A server has no tables of a node.
    Server(String),
    /// A switch or a service control point; in words, if it is one.
    Node(Option<String>),
}

fn part(file: &Path) -> Result<Part, Exit> {
    let (text, _) = crate::node::system::read(file).map_err(super::trouble)?;
    let wrong = |mistakes: Vec<Mistake>| {
        let name = file.display().to_string();
        for mistake in mistakes {
            eprintln!("{}", mistake.show(&name, &text));
        }
        Exit::Usage
    };
    let has = |table: &str| text.lines().any(|line| line.trim() == format!("[{table}]"));
    if has("server") {
        let server = server::Configuration::parse(&text).map_err(wrong)?;
        let (groups, subscribers) = (server.groups.len(), server.subscribers.len());
        return Ok(Part::Server(format!("server, {groups} group(s), {subscribers} subscriber(s)")));
    }
    if has("switch") {
        let switch = switch::Configuration::parse(&text).map_err(wrong)?;
        let lines = switch.settings.lines.len();
        return Ok(Part::Node(Some(format!("switch, {lines} line(s)"))));
    }
    if has("scp") {
        let scp = scp::Configuration::parse(&text).map_err(wrong)?;
        let records = scp.records.len();
        return Ok(Part::Node(Some(format!(
            "service control point, {records} file(s) with records"
        ))));
    }
    Ok(Part::Node(None))
}
