//! The commands that run a part of the network, or all of them.

pub(super) mod cpr;
pub(super) mod lab;
mod ladder;
pub(super) mod password;
pub(super) mod scp;
pub(super) mod server;
pub(super) mod switch;
pub(super) mod trunk;
pub(super) mod workstation;

use super::Exit;
use crate::net::Mistake;
use std::path::{Path, PathBuf};

/// The text of a file and the folder that it is in.
fn read(path: &Path) -> Result<(String, PathBuf), Exit> {
    crate::node::system::read(path).map_err(super::live::trouble)
}

/// Says what is wrong with a file.
fn mistakes(path: &Path, text: &str, mistakes: &[Mistake]) -> Exit {
    let name = path.display().to_string();
    for mistake in mistakes {
        eprintln!("{}", mistake.show(&name, text));
    }
    Exit::Usage
}

/// A runtime that serves sockets.
fn runtime() -> Result<tokio::runtime::Runtime, Exit> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().map_err(super::live::trouble)
}

/// Until Ctrl-C or SIGTERM.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return core::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
