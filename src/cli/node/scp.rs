//! `hookflash scp`: a service control point.

use super::super::Exit;
use super::super::live::{self, Live};
use crate::node::scp::{Configuration, ScpNode, ServerLink, Told, keep};
use std::path::Path;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Answers switches by call processing records, and asks the server for agents and to deliver the calls' data. The file
has the tables of a node and [scp]. Records in its database may be changed while it runs: `hookflash cpr put`.

  hookflash scp examples/lab/scp.toml")]
pub(crate) struct Arguments {
    #[command(flatten)]
    live: Live,
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    go(&arguments.live).unwrap_or_else(|exit| exit)
}

fn go(live: &Live) -> Result<Exit, Exit> {
    let node = live::configuration(&live.config)?;
    let (text, _) = super::read(&live.config)?;
    let configuration = Configuration::parse(&text)
        .map_err(|mistakes| super::mistakes(&live.config, &text, &mistakes))?;
    let beside = live.config.parent().unwrap_or_else(|| Path::new("."));
    let records = ScpNode::records(&configuration, beside).map_err(live::trouble)?;
    eprintln!("{} records", records.len());
    let (link, waiting) = ServerLink::new();
    let link = configuration.server.map(|_| link);
    live::run(live, node, ScpNode::new(records, link), move |_, handle| {
        if let Some(server) = configuration.server {
            let (name, secret) = (configuration.name, configuration.secret);
            tokio::spawn(keep::<ScpNode>(server, name, secret, waiting, handle, Told::Server));
        }
    })?;
    Ok(Exit::Done)
}
