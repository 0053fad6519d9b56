//! `hookflash stp`: a small signalling gateway.

use super::super::Exit;
use super::Live;
use crate::net::Nobody;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
A relay (`relay = true` under [node]) passes DATA on by destination point code, among the active ASPs of an
application server by its traffic mode, and translates global titles of what is addressed to itself.

  hookflash stp examples/stp.toml
  hookflash stp examples/stp.toml -w traffic.pcapng")]
pub(crate) struct Arguments {
    #[command(flatten)]
    live: Live,
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    let configuration = match super::configuration(&arguments.live.config) {
        Ok(configuration) => configuration,
        Err(exit) => return exit,
    };
    for link in configuration.links.iter().filter(|link| link.listens) {
        eprintln!(
            "{}: waiting at {} ({})",
            link.name,
            super::addresses(link.local()),
            link.transport()
        );
    }
    match super::run(&arguments.live, configuration, Nobody, |_, _| ()) {
        Ok(_) => Exit::Done,
        Err(exit) => exit,
    }
}
