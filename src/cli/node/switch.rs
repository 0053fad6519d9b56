//! `hookflash switch`: a telephone switch (SSP).

use super::super::Exit;
use super::super::live::{self, Live};
use crate::node::switch::{Configuration, SwitchNode, router};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Telephones connect to its lines by WebSocket; its triggers ask a service control point over SS7. The file has the
tables of a node (see `hookflash config check`) and [switch].

  hookflash switch examples/lab/switch.toml
  hookflash switch examples/lab/switch.toml -w ssp.pcapng")]
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
    let application = SwitchNode::new(&configuration, &node).map_err(live::trouble)?;
    let lines = application.lines();
    let listener = std::net::TcpListener::bind(configuration.listen)
        .map_err(|error| live::trouble(format_args!("{}: {error}", configuration.listen)))?;
    eprintln!("telephones: ws://{}/v1/lines/NUMBER?key=KEY", configuration.listen);
    live::run(live, node, application, move |_, handle| {
        let router = router(&configuration, lines, handle);
        tokio::spawn(live::pages(listener, router));
    })?;
    Ok(Exit::Done)
}
