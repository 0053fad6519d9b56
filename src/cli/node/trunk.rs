//! `hookflash trunk`: a trunk between two switches.

use super::super::Exit;
use super::super::live;
use crate::node::trunk;
use crate::node::workstation::Telephone;
use core::time::Duration;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each end is a line of a switch with `trunk_group`. A switch sends calls out on the idle circuits of a group where
[[switch.trunk]] says so; their digits and the caller's number go to the other end, which dials them there.

  hookflash trunk 'ws://127.0.0.1:8081/v1/lines/01201?key=KEY' 'ws://127.0.0.1:8082/v1/lines/03401?key=KEY'")]
pub(crate) struct Arguments {
    /// The circuit at one switch, with its key
    one: String,

    /// The circuit at the other
    other: String,
}

/// How long to wait before a switch that is gone is looked for again.
const AGAIN: Duration = Duration::from_secs(1);

pub(crate) fn run(arguments: &Arguments) -> Exit {
    let runtime = match super::runtime() {
        Ok(runtime) => runtime,
        Err(exit) => return exit,
    };
    runtime.block_on(async {
        tokio::select! {
            () = super::stopped() => Exit::Done,
            () = keep(arguments) => Exit::Done,
        }
    })
}

/// Keeps the trunk up. The same trouble again is not told again.
async fn keep(arguments: &Arguments) {
    let mut told = String::new();
    loop {
        let trouble = match connect(arguments).await {
            Ok(circuits) => {
                eprintln!("the trunk is up");
                told.clear();
                trunk::hold(&circuits).await.err()
            }
            Err(error) => Some(error),
        };
        if let Some(error) = trouble.map(|error| error.to_string()).filter(|error| *error != told) {
            live::trouble(&error);
            told = error;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn connect(arguments: &Arguments) -> std::io::Result<[Telephone; 2]> {
    let one = Telephone::connect(&arguments.one).await?;
    Ok([one, Telephone::connect(&arguments.other).await?])
}
