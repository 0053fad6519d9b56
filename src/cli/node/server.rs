//! `hookflash server`: directory, call distribution, call data, desks.

use super::super::Exit;
use super::super::live::{self, Log};
use crate::node::server::{Configuration, Server, router};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Agents sign in at http://LISTEN/desk/AGENT/. docs/system.md has the interfaces of desks and webhooks.

  hookflash server examples/lab/server.toml")]
pub(crate) struct Arguments {
    /// The server: groups, subscribers (TOML)
    config: PathBuf,

    /// The form of the log on standard error; RUST_LOG says what is logged
    #[arg(long, value_enum, default_value = "text")]
    log: Log,
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    go(arguments).unwrap_or_else(|exit| exit)
}

fn go(arguments: &Arguments) -> Result<Exit, Exit> {
    live::log(arguments.log, "info");
    let (text, _) = super::read(&arguments.config)?;
    let configuration = Configuration::parse(&text)
        .map_err(|mistakes| super::mistakes(&arguments.config, &text, &mistakes))?;
    let beside = arguments.config.parent().unwrap_or_else(|| Path::new("."));
    super::runtime()?.block_on(async {
        let server = Server::new(&configuration, beside).map_err(live::trouble)?;
        let bind = async |address| {
            let listener = tokio::net::TcpListener::bind(address).await;
            listener.map_err(|error| live::trouble(format_args!("{address}: {error}")))
        };
        let desks = bind(configuration.listen).await?;
        let scps = bind(configuration.scp_listen).await?;
        eprintln!("desks: http://{}/", configuration.listen);
        let router = router(&configuration, server.handle());
        tokio::select! {
            served = axum::serve(desks, router) => served.map_err(live::trouble)?,
            () = server.run(scps) => return Err(Exit::Wrong),
            () = super::stopped() => {}
        }
        Ok(Exit::Done)
    })
}
