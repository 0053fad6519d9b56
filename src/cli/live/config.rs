//! `hookflash config`: is a configuration good?

use super::super::Exit;
use std::path::PathBuf;

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
