//! Many transfers at once through the whole system, and how long the data take: from the last digit to the event at
//! the second agent's desk.
//!
//! ```sh
//! cargo run --release --example transfers -- 50 4          # 50 triples of parties, 4 transfers each
//! cargo run --release --example transfers -- 50 4 calls.db # on SQLite
//! ```

use hookflash::node::system::{Options, System};
use hookflash::node::workstation::{Desk, Session, Telephone};
use std::time::{Duration, Instant};

#[path = "common/triples.rs"]
mod triples;
use triples::{Failure, numbers, parts};

const SOON: Duration = Duration::from_secs(60);

/// One triple's transfers; the time of each from the last digit to the data.
async fn triple(
    system: &System,
    triple: usize,
    rounds: usize,
    session: Session,
) -> Result<Vec<Duration>, Failure> {
    let [a, b, c] = numbers(triple);
    let telephone = async |number: &str| Telephone::connect(&system.telephone(number, "k")).await;
    let (ann, bob, carol) = (telephone(&a).await?, telephone(&b).await?, telephone(&c).await?);
    let mut desk = Desk::open(&session, 0, None).await?;
    desk.expect(SOON, "welcome").await?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        ann.lift().await;
        ann.until(SOON, |line| line["tone"] == "dial").await?;
        ann.dial(&b).await;
        bob.until_state(SOON, "ringing").await?;
        bob.lift().await;
        ann.until_hears(SOON, &[&b]).await?;
        bob.flash().await;
        bob.until(SOON, |line| line["tone"] == "recall_dial").await?;
        let dialled = Instant::now();
        bob.dial(&c).await;
        desk.expect(SOON, "call.offered").await?;
        times.push(dialled.elapsed());
        carol.until_state(SOON, "ringing").await?;
        carol.lift().await;
        bob.until_hears(SOON, &[&c]).await?;
        bob.hang_up().await;
        ann.until_hears(SOON, &[&c]).await?;
        ann.hang_up().await;
        ann.until_state(SOON, "idle").await?;
        carol.hang_up().await;
        carol.until_state(SOON, "idle").await?;
        desk.expect(SOON, "call.ended").await?;
    }
    Ok(times)
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let argument = |place: usize| std::env::args().nth(place);
    let number = |place, default| argument(place).map_or(Ok(default), |text| text.parse::<usize>());
    let (triples, rounds) = (number(1, 50)?, number(2, 4)?);
    let parts = parts(triples, argument(3).as_deref())?;
    let system = std::sync::Arc::new(System::start(parts, Options::default()).await?);
    tokio::time::sleep(Duration::from_secs(1)).await;
    // A password takes a while to check, on purpose.
    let mut signing = tokio::task::JoinSet::new();
    let mut sessions = Vec::new();
    for place in 0..triples {
        let [.., c] = numbers(place);
        let base = system.base();
        signing.spawn(async move {
            (place, Session::sign_in(&base, &format!("a{c}"), "password").await)
        });
        if signing.len() >= 4 {
            sessions.extend(signing.join_next().await);
        }
    }
    while let Some(done) = signing.join_next().await {
        sessions.push(done);
    }
    let mut tasks = tokio::task::JoinSet::new();
    let began = Instant::now();
    for done in sessions {
        let (place, session) = done?;
        let (system, session) = (std::sync::Arc::clone(&system), session?);
        tasks.spawn(async move { triple(&system, place, rounds, session).await });
    }
    let (mut times, mut failed) = (Vec::new(), 0);
    while let Some(done) = tasks.join_next().await {
        match done? {
            Ok(more) => times.extend(more),
            Err(error) => {
                failed += 1;
                eprintln!("{error}");
            }
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    times.sort();
    let at = |part: f64| {
        times.get(((times.len() as f64 - 1.0) * part) as usize).copied().unwrap_or_default()
    };
    println!("{} transfers, {failed} triples failed, {seconds:.1} s", times.len());
    println!(
        "from the last digit to the data: p50 {:?}, p99 {:?}, max {:?}",
        at(0.5),
        at(0.99),
        at(1.0)
    );
    if failed > 0 {
        return Err("not every transfer came to its end".into());
    }
    Ok(())
}
