//! Switch, service control point and server in one process, over real sockets of this host.

use super::observer::{Observer, signalling};
use super::scp::{self, Records, ScpNode, ServerLink};
use super::server::{self, Server};
use super::switch::{self, SwitchNode};
use crate::net::{Handle, Mistake, Node, Options as NodeOptions, Tap};
use axum::Router;
use bytes::Bytes;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// What a system is made of: three files as text.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The switch.
    pub switch: String,
    /// The service control point.
    pub scp: String,
    /// The server.
    pub server: String,
    /// Call processing records beside those of the file.
    pub records: Vec<String>,
    /// Where relative paths begin.
    pub directory: PathBuf,
}

/// The ports that the lab's files name.
const PORTS: [u16; 4] = [8080, 8081, 8090, 2905];

/// Ports of this host that are free now, each given once by this process.
///
/// They lie below those that the kernel gives to connections, so that none of them is taken by one before
/// somebody listens there.
///
/// # Errors
///
/// None is.
pub fn free_ports() -> io::Result<[u16; 4]> {
    const FIRST: u32 = 10_000;
    const COUNT: u32 = 20_000;
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    // Processes that run beside each other begin at different places.
    let start = std::process::id().wrapping_mul(7919);
    let mut ports = [0; 4];
    for port in &mut ports {
        *port = (0..COUNT)
            .map(|_| start.wrapping_add(GIVEN.fetch_add(1, Ordering::Relaxed)))
            .map(|number| (FIRST + number % COUNT) as u16)
            .find(|port| std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
            .ok_or_else(|| io::Error::from(io::ErrorKind::AddrInUse))?;
    }
    Ok(ports)
}

impl Parts {
    /// The lab: its files, with the ports that they name or with others.
    pub fn lab(ports: Option<[u16; 4]>) -> Self {
        let ports = ports.unwrap_or(PORTS);
        let text = |text: &str| {
            // First to names that are no ports, so that none is replaced twice.
            let marked = PORTS.iter().enumerate().fold(text.to_string(), |text, (place, port)| {
                text.replace(&format!("127.0.0.1:{port}"), &format!("127.0.0.1:#{place}"))
            });
            ports.iter().enumerate().fold(marked, |text, (place, port)| {
                text.replace(&format!("127.0.0.1:#{place}"), &format!("127.0.0.1:{port}"))
            })
        };
        let scp = text(include_str!("../../examples/lab/scp.toml"));
        let scp = scp.lines().filter(|line| !line.starts_with("records = "));
        Self {
            switch: text(include_str!("../../examples/lab/switch.toml")),
            scp: scp.collect::<Vec<_>>().join("\n"),
            server: text(include_str!("../../examples/lab/server.toml")),
            records: vec![
                include_str!("../../examples/lab/records/sales.toml").into(),
                include_str!("../../examples/lab/records/transfer.toml").into(),
                include_str!("../../examples/lab/records/freephone.toml").into(),
                include_str!("../../examples/lab/records/portability.toml").into(),
            ],
            directory: PathBuf::from("."),
        }
    }
}

/// Who looks on, and where the capture goes.
#[derive(Debug, Default)]
pub struct Options {
    /// Where the switch's own traffic is written.
    pub capture: Option<PathBuf>,
    /// Who is shown the switch's messages.
    pub tap: Option<mpsc::UnboundedSender<(bool, Bytes)>>,
    /// What is served beside the desks.
    pub pages: Option<Router>,
    /// Who looks on.
    pub observer: Observer,
}

/// A system that runs. Dropped, it stops at once; [`stop`](Self::stop) ends it in order.
#[derive(Debug)]
pub struct System {
    /// Where telephones connect.
    pub telephones: SocketAddr,
    /// Where desks connect.
    pub desks: SocketAddr,
    /// The lines of the switch.
    pub lines: switch::Lines,
    switch: Option<Handle<switch::Told>>,
    scp: Option<Handle<scp::Told>>,
    nodes: JoinSet<()>,
    switch_task: Option<tokio::task::AbortHandle>,
    scp_task: Option<tokio::task::AbortHandle>,
    server_task: Option<tokio::task::AbortHandle>,
    doors: JoinSet<()>,
    server_doors: JoinSet<()>,
    parts: Parts,
    observer: Observer,
}

fn shown(file: &str, text: &str, mistakes: &[Mistake]) -> io::Error {
    let lines: Vec<String> =
        mistakes.iter().map(|mistake| mistake.show(file, text).to_string()).collect();
    io::Error::new(io::ErrorKind::InvalidInput, lines.join("\n"))
}

fn node(file: &str, text: &str) -> io::Result<crate::net::Configuration> {
    crate::net::Configuration::parse(text).map_err(|mistakes| shown(file, text, &mistakes))
}

async fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{address}: {error}"));
    TcpListener::bind(address).await.map_err(named)
}

impl System {
    /// Starts everything: server first, then service control point, then switch.
    ///
    /// # Errors
    ///
    /// A file with mistakes, an address that is taken, a database that cannot be opened.
    pub async fn start(parts: Parts, options: Options) -> io::Result<Self> {
        let configuration = server::Configuration::parse(&parts.server)
            .map_err(|mistakes| shown("server.toml", &parts.server, &mistakes))?;
        let mut system = Self {
            telephones: configuration.listen,
            desks: configuration.listen,
            lines: switch::Lines::default(),
            switch: None,
            scp: None,
            nodes: JoinSet::new(),
            switch_task: None,
            scp_task: None,
            server_task: None,
            doors: JoinSet::new(),
            server_doors: JoinSet::new(),
            parts,
            observer: Observer::default(),
        };
        system.observer.clone_from(&options.observer);
        system.start_server(options.pages).await?;
        system.start_scp().await?;
        let text = system.parts.switch.clone();
        let node_configuration = node("switch.toml", &text)?;
        let configuration = switch::Configuration::parse(&text)
            .map_err(|mistakes| shown("switch.toml", &text, &mistakes))?;
        let mut application = SwitchNode::new(&configuration, &node_configuration)
            .map_err(|words| io::Error::new(io::ErrorKind::InvalidInput, words))?;
        application.observe(system.observer.clone());
        system.lines = application.lines();
        let (observer, shown) = (options.observer, options.tap);
        let tap = (observer.listens() || shown.is_some()).then(|| {
            Tap(Box::new(move |from_switch, octets| {
                if let Some(observed) =
                    signalling(from_switch, octets).filter(|_| observer.listens())
                {
                    observer.tell(|| observed);
                }
                if let Some(shown) = &shown {
                    // Whoever looked on may have left.
                    let _ = shown.send((from_switch, octets.clone()));
                }
            }))
        });
        let node_options = NodeOptions { capture: options.capture, tap, ..NodeOptions::default() };
        let node = Node::new(node_configuration, application, node_options)?;
        let handle = node.handle();
        let listener = listen(configuration.listen).await?;
        system.telephones = listener.local_addr()?;
        let router = switch::router(&configuration, system.lines.clone(), handle.clone());
        system.doors.spawn(serve(listener, router));
        system.switch_task = Some(system.nodes.spawn(run(node)));
        system.switch = Some(handle);
        Ok(system)
    }

    /// Starts the service control point, at first or after [`kill_scp`](Self::kill_scp).
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub async fn start_scp(&mut self) -> io::Result<()> {
        let text = &self.parts.scp;
        let node_configuration = node("scp.toml", text)?;
        let configuration = scp::Configuration::parse(text)
            .map_err(|mistakes| shown("scp.toml", text, &mistakes))?;
        let mut records = ScpNode::records(&configuration, &self.parts.directory)
            .map_err(|words| io::Error::new(io::ErrorKind::InvalidInput, words))?;
        put(&mut records, &self.parts.records)?;
        let (link, waiting) = ServerLink::new();
        let link = configuration.server.map(|_| link);
        let application = ScpNode::new(records, link);
        let node = Node::new(node_configuration, application, NodeOptions::default())?;
        let handle = node.handle();
        if let Some(server) = configuration.server {
            let told = |answer, up| scp::Told::Server(answer, up);
            let (name, secret, handle) = (configuration.name, configuration.secret, handle.clone());
            self.doors.spawn(scp::keep::<ScpNode>(server, name, secret, waiting, handle, told));
        }
        self.scp_task = Some(self.nodes.spawn(run(node)));
        self.scp = Some(handle);
        Ok(())
    }

    /// Stops the service control point without a word, as a crash does.
    pub fn kill_scp(&mut self) {
        if let Some(task) = self.scp_task.take() {
            task.abort();
        }
        self.scp = None;
    }

    /// Starts the server, at first or after [`kill_server`](Self::kill_server).
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub async fn start_server(&mut self, pages: Option<Router>) -> io::Result<()> {
        let configuration = server::Configuration::parse(&self.parts.server)
            .map_err(|mistakes| shown("server.toml", &self.parts.server, &mistakes))?;
        let mut server = Server::new(&configuration, &self.parts.directory)?;
        server.observe(self.observer.clone());
        let listener = listen(configuration.listen).await?;
        self.desks = listener.local_addr()?;
        let mut router = server::router(&configuration, server.handle());
        if let Some(pages) = pages {
            router = router.merge(pages);
        }
        self.server_doors.spawn(serve(listener, router));
        let scps = listen(configuration.scp_listen).await?;
        self.server_task = Some(self.nodes.spawn(server.run(scps)));
        Ok(())
    }

    /// Stops the server without a word, as a crash does.
    pub async fn kill_server(&mut self) {
        if let Some(task) = self.server_task.take() {
            task.abort();
        }
        self.server_doors.shutdown().await;
    }

    /// The server's address for browsers.
    pub fn base(&self) -> String {
        format!("http://{}", self.desks)
    }

    /// The address of a line for its telephone.
    pub fn telephone(&self, number: &str, key: &str) -> String {
        format!("ws://{}/v1/lines/{number}?key={key}", self.telephones)
    }

    /// A handle on the switch.
    pub const fn switch(&self) -> Option<&Handle<switch::Told>> {
        self.switch.as_ref()
    }

    /// Ends everything in order.
    pub async fn stop(mut self) {
        for stop in [self.switch.as_ref().map(Handle::stop), self.scp.as_ref().map(Handle::stop)] {
            stop.unwrap_or_default();
        }
        if let Some(server) = self.server_task.take() {
            server.abort();
        }
        let patience = core::time::Duration::from_secs(8);
        let all = async { while self.nodes.join_next().await.is_some() {} };
        // What does not end in that time is dropped.
        let _ = tokio::time::timeout(patience, all).await;
    }
}

fn put(records: &mut Records, texts: &[String]) -> io::Result<()> {
    for text in texts {
        let record = scp::record::Record::parse(text)
            .map_err(|mistakes| shown("record.toml", text, &mistakes))?;
        records.put(&record).map_err(io::Error::other)?;
    }
    Ok(())
}

async fn serve(listener: TcpListener, router: Router) {
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "a listener is gone");
    }
}

async fn run<A: crate::net::Application>(node: Node<A>) {
    if let Err(error) = node.run().await {
        tracing::error!(%error, "a node stopped");
    }
}

/// Reads a file with the folder that it is in.
///
/// # Errors
///
/// It cannot be read.
pub fn read(path: &Path) -> io::Result<(String, PathBuf)> {
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(named)?;
    Ok((text, path.parent().map_or_else(PathBuf::new, Path::to_path_buf)))
}
