//! `hookflash lab`: the whole system in one process, and a transfer to look at.

use super::super::Exit;
use super::super::live::{self, Log};
use super::ladder::{self, Arrow};
use crate::node::observer::{Observed, Observer};
use crate::node::system::{Options, Parts, System, free_ports};
use crate::node::workstation::{Desk, Session, Telephone};
use anstream::println;
use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use core::time::Duration;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{broadcast, mpsc};
use tokio::time::Instant;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Switch, service control point and server run over loopback sockets. One hook-flash transfer is played: A calls, B
answers and flashes, C gets the call and its data. Then the web page stays up, with telephones for everybody, until
Ctrl-C.

  hookflash lab
  hookflash lab --once --directory /tmp/lab")]
pub(crate) struct Arguments {
    /// End after the transfer
    #[arg(long)]
    once: bool,

    /// Where lab.pcapng and lab.svg are written
    #[arg(long, default_value = ".")]
    directory: PathBuf,

    /// The form of the log on standard error; RUST_LOG says what is logged
    #[arg(long, value_enum, default_value = "text")]
    log: Log,
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    live::log(arguments.log, "warn");
    let runtime = match super::runtime() {
        Ok(runtime) => runtime,
        Err(exit) => return exit,
    };
    match runtime.block_on(lab(arguments)) {
        Ok(()) => Exit::Done,
        Err(error) => {
            eprintln!("hookflash: {error}");
            Exit::Wrong
        }
    }
}

/// How many arrows a page that comes later is shown.
const KEPT: usize = 500;

/// What the page of the lab is served from.
#[derive(Debug, Clone)]
struct Web {
    arrows: broadcast::Sender<String>,
    kept: Arc<Mutex<VecDeque<String>>>,
    setup: Arc<Mutex<String>>,
}

fn pages(web: Web) -> Router {
    let asset = |kind: &'static str, text: &'static str| {
        get(async move || ([(header::CONTENT_TYPE, kind)], text))
    };
    Router::new()
        .route(
            "/lab",
            asset("text/html; charset=utf-8", include_str!("../../node/server/page/lab.html")),
        )
        .route(
            "/lab/lab.js",
            asset("text/javascript; charset=utf-8", include_str!("../../node/server/page/lab.js")),
        )
        .route(
            "/lab/style.css",
            asset("text/css; charset=utf-8", include_str!("../../node/server/page/style.css")),
        )
        .route("/lab/setup", get(setup))
        .route("/lab/ladder", get(ladder_socket))
        .with_state(web)
}

async fn setup(State(web): State<Web>) -> Response {
    let text = web.setup.lock().unwrap_or_else(PoisonError::into_inner).clone();
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

async fn ladder_socket(State(web): State<Web>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(move |socket| show(web, socket))
}

async fn show(web: Web, mut socket: WebSocket) {
    let mut arrows = web.arrows.subscribe();
    let before: Vec<String> =
        web.kept.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect();
    for text in before {
        if socket.send(Message::Text(text.into())).await.is_err() {
            return;
        }
    }
    loop {
        tokio::select! {
            text = arrows.recv() => match text {
                Ok(text) => {
                    if socket.send(Message::Text(text.into())).await.is_err() {
                        return;
                    }
                }
                // A page that is too slow misses some.
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return,
            },
            message = socket.recv() => if !matches!(message, Some(Ok(_))) { return },
        }
    }
}

/// Takes down everything that is said, in its order.
async fn watch(
    mut observed: mpsc::UnboundedReceiver<Observed>,
    web: Web,
    arrows: Arc<Mutex<Vec<Arrow>>>,
    live: Arc<std::sync::atomic::AtomicBool>,
) {
    let began = Instant::now();
    let mut first: Option<f64> = None;
    let mut number = 0;
    loop {
        let Some(what) = observed.recv().await else { return };
        let at = began.elapsed().as_secs_f64() * 1000.0;
        let at = at - *first.get_or_insert(at);
        number += 1;
        let arrow = Arrow { number, at, what };
        let mut text = json!(arrow.what);
        text["n"] = json!(arrow.number);
        text["at_ms"] = json!((arrow.at * 10.0).round() / 10.0);
        let text = text.to_string();
        {
            let mut kept = web.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() >= KEPT {
                kept.pop_front();
            }
            kept.push_back(text.clone());
        }
        // Nobody may look at the page.
        let _ = web.arrows.send(text);
        if live.load(std::sync::atomic::Ordering::Relaxed) {
            ladder::print(&arrow);
            arrows.lock().unwrap_or_else(PoisonError::into_inner).push(arrow);
        }
    }
}

const A: &str = "3125550100";
const B: &str = "2125550102";
const C: &str = "2125550103";
const GROUP: &str = "8005550199";
const SOON: Duration = Duration::from_secs(10);

async fn lab(arguments: &Arguments) -> io::Result<()> {
    let named = |error: io::Error, file: &std::path::Path| {
        io::Error::new(error.kind(), format!("{}: {error}", file.display()))
    };
    std::fs::create_dir_all(&arguments.directory)
        .map_err(|error| named(error, &arguments.directory))?;
    let (observer, observed) = Observer::new();
    let (sender, _) = broadcast::channel(KEPT);
    let web = Web { arrows: sender, kept: Arc::default(), setup: Arc::default() };
    let capture = arguments.directory.join("lab.pcapng");
    let start = async |ports: Option<[u16; 4]>| {
        let options = Options {
            capture: Some(capture.clone()),
            tap: None,
            pages: Some(pages(web.clone())),
            observer: observer.clone(),
        };
        System::start(Parts::lab(ports), options).await
    };
    // The ports that the README names, or whichever are free.
    let system = match start(None).await {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            start(Some(free_ports()?)).await?
        }
        other => other?,
    };
    let telephones = [
        (A, "Ann", "lab-a"),
        (B, "Bob", "lab-b"),
        (C, "Carol", "lab-c"),
        ("2125550104", "Dave", "lab-d"),
    ];
    // The agents' telephones are at their desks.
    let phones: Vec<Value> = telephones
        .iter()
        .filter(|(number, ..)| *number != B && *number != C)
        .map(|(number, name, key)| json!({"number": number, "name": name, "url": system.telephone(number, key)}))
        .collect();
    let passwords = json!({"bob": "bob-in-the-lab", "carol": "carol-in-the-lab"});
    *web.setup.lock().unwrap_or_else(PoisonError::into_inner) = json!({
        "phones": phones, "desks": ["bob", "carol"], "passwords": passwords, "group": GROUP,
    })
    .to_string();
    let arrows = Arc::default();
    let live = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let watching =
        tokio::spawn(watch(observed, web.clone(), Arc::clone(&arrows), Arc::clone(&live)));
    let ended = transfer(&system, &live).await;
    live.store(false, std::sync::atomic::Ordering::Relaxed);
    let title = "A hook-flash transfer: the caller and the call's data go from Bob to Carol";
    let picture = arguments.directory.join("lab.svg");
    {
        let arrows = arrows.lock().unwrap_or_else(PoisonError::into_inner);
        std::fs::write(&picture, ladder::svg(title, &arrows))
            .map_err(|error| named(error, &picture))?;
    }
    for line in ended? {
        println!("{line}");
    }
    println!("\nThe ladder as a picture: {}", picture.display());
    println!("The signalling as a capture: {} (hookflash decode, tshark)", capture.display());
    if arguments.once {
        system.stop().await;
        watching.abort();
        return Ok(());
    }
    println!("\nTelephones, desks and the ladder: {}/lab", system.base());
    println!(
        "Desks alone: {0}/desk/bob/ (password bob-in-the-lab), {0}/desk/carol/ (carol-in-the-lab)",
        system.base()
    );
    println!("Ctrl-C ends the lab.");
    super::stopped().await;
    system.stop().await;
    watching.abort();
    Ok(())
}

/// Plays a transfer. What each party ended with, in words.
async fn transfer(
    system: &System,
    live: &std::sync::atomic::AtomicBool,
) -> io::Result<Vec<String>> {
    let telephone =
        async |number: &str, key: &str| Telephone::connect(&system.telephone(number, key)).await;
    let (a, b, c) =
        (telephone(A, "lab-a").await?, telephone(B, "lab-b").await?, telephone(C, "lab-c").await?);
    let desk = async |agent: &str, number: &str, key: &str| {
        let session =
            Session::sign_in(&system.base(), agent, &format!("{agent}-in-the-lab")).await?;
        let mut desk = Desk::open(&session, 0, Some(telephone(number, key).await?)).await?;
        desk.expect(SOON, "welcome").await?;
        io::Result::Ok(desk)
    };
    let mut bob = desk("bob", B, "lab-b").await?;
    let mut carol = desk("carol", C, "lab-c").await?;
    // The links need a moment.
    tokio::time::sleep(Duration::from_millis(400)).await;
    println!("{}", ladder::head());
    live.store(true, std::sync::atomic::Ordering::Relaxed);
    a.lift().await;
    a.until(SOON, |line| line["tone"] == "dial").await?;
    a.dial(GROUP).await;
    let offered = bob.expect(SOON, "call.offered").await?;
    b.until_state(SOON, "ringing").await?;
    b.lift().await;
    a.until_hears(SOON, &[B]).await?;
    bob.expect(SOON, "call.connected").await?;
    let mut data = offered["data"].clone();
    data["notes"] = json!("Wants it delivered before Friday");
    data["items"] =
        json!([{"description": "Garden hose, 20 m", "quantity": 2, "price_cents": 2450}]);
    let call = offered["call"].clone();
    bob.say(&json!({"type": "edit", "id": 1, "call": call, "version": offered["version"], "data": data})).await?;
    bob.expect(SOON, "edited").await?;
    b.flash().await;
    b.until(SOON, |line| line["tone"] == "recall_dial").await?;
    let dialled = Instant::now();
    b.dial(C).await;
    let given = carol.expect(SOON, "call.offered").await?;
    let delivered = dialled.elapsed();
    c.until_state(SOON, "ringing").await?;
    c.lift().await;
    b.until_hears(SOON, &[C]).await?;
    b.flash().await;
    a.until_hears(SOON, &[B, C]).await?;
    b.hang_up().await;
    a.until_hears(SOON, &[C]).await?;
    carol.expect(SOON, "call.transferred").await?;
    bob.expect(SOON, "call.ended").await?;
    let hears = |telephone: &Telephone| telephone.state()["hears"].to_string();
    let lines = vec![
        String::new(),
        format!("A (Ann)    talks to {}", hears(&a)),
        format!("B (Bob)    is {}", b.state()["state"].as_str().unwrap_or("")),
        format!("C (Carol)  talks to {}; her desk has: {}", hears(&c), given["data"]),
        format!(
            "From the last digit to the data on C's desk: {:.1} ms",
            delivered.as_secs_f64() * 1000.0
        ),
    ];
    a.hang_up().await;
    carol.expect(SOON, "call.ended").await?;
    c.hang_up().await;
    c.until_state(SOON, "idle").await?;
    Ok(lines)
}
