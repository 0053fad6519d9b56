//! What the commands that run a node share: its configuration, its log, its metrics, its end.

pub(super) mod config;
pub(super) mod doctor;
pub(super) mod gtt;
pub(super) mod stp;

use super::Exit;
use crate::net::{Application, Configuration, Handle, Metrics, Node, Options};
use axum::Router;
use axum::http::{StatusCode, header};
use axum::routing::get;
use core::time::Duration;
use std::io::{self, IsTerminal};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Log {
    /// A line an event
    Text,
    /// A JSON object an event
    Json,
}

/// What every command that runs a node takes.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Live {
    /// The node: links, application servers, routes, subsystems, global titles (TOML)
    pub(super) config: PathBuf,

    /// Write the node's own traffic to this capture (pcapng; pcap if its name ends so)
    #[arg(short, long, value_name = "FILE")]
    write: Option<PathBuf>,

    /// The form of the log on standard error; RUST_LOG says what is logged
    #[arg(long, value_enum, default_value = "text")]
    log: Log,
}

/// Reads a configuration, or says what is wrong with it.
pub(super) fn configuration(path: &Path) -> Result<Configuration, Exit> {
    Configuration::read(path).map_err(|error| {
        eprintln!("{}", error.show(path));
        match error {
            crate::net::ConfigurationError::Unreadable(_) => Exit::Unreadable,
            crate::net::ConfigurationError::Mistakes(..) => Exit::Usage,
        }
    })
}

/// Sets up the log: what RUST_LOG says, or `default`.
pub(super) fn log(form: Log, default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    let log = log.with_ansi(io::stderr().is_terminal());
    // A second log in one process (tests) is not set up; the first stays.
    let _ = match form {
        Log::Text => log.with_target(false).try_init(),
        Log::Json => log.json().try_init(),
    };
}

/// Says what went wrong.
pub(super) fn trouble(error: impl core::fmt::Display) -> Exit {
    eprintln!("hookflash: {error}");
    Exit::Unreadable
}

/// Runs a node until it is stopped, by a signal or by its application.
pub(super) fn run<A: Application>(
    live: &Live,
    configuration: Configuration,
    application: A,
    with: impl FnOnce(&mut A, Handle<A::Message>),
) -> Result<A, Exit> {
    run_logged(live, "info", configuration, application, with)
}

/// The same, with another default of what is logged.
pub(super) fn run_logged<A: Application>(
    live: &Live,
    level: &str,
    configuration: Configuration,
    application: A,
    with: impl FnOnce(&mut A, Handle<A::Message>),
) -> Result<A, Exit> {
    log(live.log, level);
    // One thread: the driver is one loop, and what feeds it should not wake another core.
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(trouble)?;
    let http = configuration.http;
    let options = Options { capture: live.write.clone(), ..Options::default() };
    runtime.block_on(async {
        let mut node = Node::new(configuration, application, options).map_err(trouble)?;
        let handle = node.handle();
        with(node.application(), handle.clone());
        if let Some(address) = http {
            let listener = tokio::net::TcpListener::bind(address)
                .await
                .map_err(|error| trouble(format_args!("{address}: {error}")))?;
            tokio::spawn(serve(listener, node.metrics()));
        }
        let (mut interrupt, mut terminate) = (
            signal(SignalKind::interrupt()).map_err(trouble)?,
            signal(SignalKind::terminate()).map_err(trouble)?,
        );
        let to_stop = handle;
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            to_stop.stop();
        });
        node.run().await.map_err(trouble)
    })
}

/// Serves pages on a listener that is bound already.
pub(super) async fn pages(listener: std::net::TcpListener, router: Router) {
    let listener =
        listener.set_nonblocking(true).and_then(|()| tokio::net::TcpListener::from_std(listener));
    let served = match listener {
        Ok(listener) => axum::serve(listener, router).await,
        Err(error) => Err(error),
    };
    if let Err(error) = served {
        tracing::error!(%error, "the listener for telephones is gone");
    }
}

/// Serves metrics and health.
async fn serve(listener: tokio::net::TcpListener, metrics: Arc<Metrics>) {
    const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let readable = Arc::clone(&metrics);
    let router = Router::new()
        .route(
            "/metrics",
            get(async move || ([(header::CONTENT_TYPE, OPENMETRICS)], readable.text())),
        )
        .route("/healthz", get(async || "ok\n"))
        .route(
            "/readyz",
            get(async move || {
                if metrics.is_ready() {
                    (StatusCode::OK, "ready\n")
                } else {
                    (StatusCode::SERVICE_UNAVAILABLE, "a link carries no traffic\n")
                }
            }),
        );
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "metrics are not served any more");
    }
}

/// How a listening address is told.
pub(super) fn addresses(list: &[SocketAddr]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// How long a command waits for its node's links.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
