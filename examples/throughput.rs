//! How many transfers a second go through switch, service control point and server. The telephones are tasks of this
//! process; signalling, records, the server's connection and its store are those of the lab.
//!
//! ```sh
//! cargo run --release --example throughput -- 2000 5          # 2,000 triples of parties, 5 transfers each
//! cargo run --release --example throughput -- 2000 5 calls.db # on SQLite
//! ```
//!
//! A transfer takes its parties about 1.7 s: the flash button is held for 0.5 s, and whoever may flash has hung up for good
//! only after the longest flash. So there are as many triples at once as transfers in 1.7 s, or more.

use hookflash::net::Handle;
use hookflash::node::switch::{LineId, LineView, Lines, Phone, Told};
use hookflash::node::system::{Options, System};
use hookflash::node::workstation::{Desk, Session};
use std::error::Error;
use std::time::{Duration, Instant};
use tokio::sync::watch;

#[path = "common/triples.rs"]
mod triples;
use triples::{Failure, numbers, parts};

/// As the command has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SOON: Duration = Duration::from_secs(60);
/// How many agents' desks are opened at the end, to count what they were told.
const LOOKED_AT: usize = 50;

/// A telephone that is a task of this process.
struct Party {
    line: LineId,
    switch: Handle<Told>,
    view: watch::Receiver<LineView>,
}

impl Party {
    fn new(switch: &Handle<Told>, lines: &Lines, place: usize) -> Option<Self> {
        let line = LineId(place as u32);
        Some(Self { line, switch: switch.clone(), view: lines.watch(line)? })
    }

    async fn does(&self, what: Phone) {
        self.switch.send(Told::Phone(self.line, what)).await;
    }

    async fn until(&mut self, what: &str, seen: impl Fn(&LineView) -> bool) -> Result<(), Failure> {
        let waited = tokio::time::timeout(SOON, self.view.wait_for(seen)).await;
        if waited.is_ok_and(|seen| seen.is_ok()) {
            return Ok(());
        }
        Err(format!("line {}: no {what}; {:?}", self.line.0, self.view.borrow()).into())
    }
}

/// One triple's transfers, each seen to its end.
async fn triple(
    (switch, lines): (Handle<Told>, Lines),
    triple: usize,
    rounds: usize,
    pause: Duration,
) -> Result<usize, Failure> {
    let [_, b, c] = numbers(triple);
    let party = |place| Party::new(&switch, &lines, triple * 3 + place).ok_or("no such line");
    let (mut ann, mut bob, mut carol) = (party(0)?, party(1)?, party(2)?);
    tokio::time::sleep(pause).await;
    let hears = |view: &LineView, number: &str| view.hears == [number];
    for _ in 0..rounds {
        ann.does(Phone::OffHook).await;
        ann.until("dial tone", |view| view.tone == "dial").await?;
        ann.does(Phone::Digits(b.clone())).await;
        bob.until("ringing", |view| view.state == "ringing").await?;
        bob.does(Phone::OffHook).await;
        ann.until("answer", |view| hears(view, &b)).await?;
        bob.does(Phone::Flash).await;
        bob.until("recall dial tone", |view| view.tone == "recall_dial").await?;
        bob.does(Phone::Digits(c.clone())).await;
        carol.until("ringing", |view| view.state == "ringing").await?;
        carol.does(Phone::OffHook).await;
        bob.until("answer of the third party", |view| hears(view, &c)).await?;
        bob.does(Phone::OnHook).await;
        ann.until("transfer", |view| hears(view, &c)).await?;
        ann.does(Phone::OnHook).await;
        ann.until("end", |view| view.state == "idle").await?;
        carol.does(Phone::OnHook).await;
        carol.until("end", |view| view.state == "idle").await?;
    }
    Ok(rounds)
}

/// How many transfers an agent's desk was told of, from the offer to the end.
async fn told(base: &str, number: &str, rounds: usize) -> Result<usize, Failure> {
    let session = Session::sign_in(base, &format!("a{number}"), "password").await?;
    let mut desk = Desk::open(&session, 0, None).await?;
    let mut ended = 0;
    while ended < rounds {
        desk.expect(SOON, "call.offered").await?;
        desk.expect(SOON, "call.ended").await?;
        ended += 1;
    }
    Ok(ended)
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let argument = |place: usize| std::env::args().nth(place);
    let number = |place, default| argument(place).map_or(Ok(default), |text| text.parse::<usize>());
    let (triples, rounds) = (number(1, 2000)?, number(2, 5)?);
    let system = System::start(parts(triples, argument(3).as_deref())?, Options::default()).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let switch = system.switch().ok_or("no switch")?.clone();
    let mut tasks = tokio::task::JoinSet::new();
    let began = Instant::now();
    for place in 0..triples {
        // Parties do not all lift their handsets at once.
        let pause = Duration::from_micros(1_700_000 * place as u64 / triples as u64);
        tasks.spawn(triple((switch.clone(), system.lines.clone()), place, rounds, pause));
    }
    let (mut done, mut failed) = (0, 0);
    while let Some(ended) = tasks.join_next().await {
        match ended? {
            Ok(more) => done += more,
            Err(error) => {
                failed += 1;
                if failed <= 5 {
                    eprintln!("{error}");
                }
            }
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{done} transfers, {failed} triples failed, {seconds:.1} s: {:.0}/s",
        done as f64 / seconds
    );
    let (mut seen, mut desks) = (0, 0);
    for place in (0..triples).step_by(triples.div_ceil(LOOKED_AT).max(1)) {
        let [.., c] = numbers(place);
        seen += told(&system.base(), &c, rounds).await?;
        desks += 1;
    }
    println!("{desks} desks were told of {seen} transfers, from the offer to the end");
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", memory.lines().find(|line| line.starts_with("VmHWM")).unwrap_or(""));
    system.stop().await;
    if failed > 0 {
        return Err(Box::<dyn Error + Send + Sync>::from("not every transfer came to its end"));
    }
    Ok(())
}
