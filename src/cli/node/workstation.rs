//! `hookflash workstation`: a desk and its telephone for scripts.

use super::super::Exit;
use super::super::live;
use crate::node::workstation::{Desk, Session, Telephone};
use serde_json::{Value, json};
use std::path::PathBuf;
use tokio::io::{AsyncBufReadExt, BufReader};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Events and the states of the telephone are printed, one JSON object a line. Lines of standard input are commands:

  lift            lift the handset: answer, or get dial tone
  hang up         put it back
  flash           press the flash button
  dial DIGITS     press keys
  ready | away    take calls, or not
  {...}           any message of a desk, as docs/system.md has them

  echo bob-in-the-lab > password.txt
  hookflash workstation http://127.0.0.1:8080 --agent bob --password-file password.txt --answer")]
pub(crate) struct Arguments {
    /// The server
    url: String,

    /// The agent
    #[arg(long)]
    agent: String,

    /// The file with the agent's password
    #[arg(long, value_name = "FILE")]
    password_file: PathBuf,

    /// Go on after the event with this number
    #[arg(long, default_value_t = 0)]
    from: u64,

    /// Lift the handset when it rings
    #[arg(long)]
    answer: bool,

    /// Stop after this event, such as call.ended
    #[arg(long, value_name = "TYPE")]
    until: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    let password = match std::fs::read_to_string(&arguments.password_file) {
        Ok(password) => password,
        Err(error) => {
            let file = arguments.password_file.display();
            return live::trouble(format_args!("{file}: {error}"));
        }
    };
    let password = password.trim_end_matches(['\r', '\n']);
    let runtime = match super::runtime() {
        Ok(runtime) => runtime,
        Err(exit) => return exit,
    };
    let exit = match runtime.block_on(attend(arguments, password)) {
        Ok(()) => Exit::Done,
        Err(error) => live::trouble(error),
    };
    // A thread may still wait for a line of input.
    runtime.shutdown_background();
    exit
}

async fn attend(arguments: &Arguments, password: &str) -> std::io::Result<()> {
    let session = Session::sign_in(&arguments.url, &arguments.agent, password).await?;
    let me = session.me().await?;
    println!("{}", json!({"type": "signed_in", "number": me["number"], "name": me["name"]}));
    let telephone = match me["telephone"].as_str() {
        Some(url) if !url.is_empty() => Some(Telephone::connect(url).await?),
        _ => None,
    };
    let mut states = telephone.as_ref().map(Telephone::watch);
    let mut desk = Desk::open(&session, arguments.from, telephone).await?;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut input = true;
    loop {
        let changed = async {
            match &mut states {
                Some(states) => states.changed().await.map(|()| states.borrow_and_update().clone()),
                None => core::future::pending().await,
            }
        };
        tokio::select! {
            state = changed => match state {
                Ok(state) => {
                    println!("{state}");
                    if arguments.answer && state["state"] == "ringing"
                        && let Some(telephone) = desk.telephone()
                    {
                        telephone.lift().await;
                    }
                }
                Err(_) => states = None,
            },
            event = desk.next() => {
                let event = event?;
                println!("{event}");
                if arguments.until.as_deref().is_some_and(|until| event["type"] == until) {
                    return Ok(());
                }
            }
            line = lines.next_line(), if input => match line? {
                Some(line) => command(&mut desk, line.trim()).await?,
                None => input = false,
            },
            () = super::stopped() => return Ok(()),
        }
    }
}

async fn command(desk: &mut Desk, line: &str) -> std::io::Result<()> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    if let Some(telephone) = desk.telephone() {
        match (word, rest) {
            ("lift", "") => telephone.lift().await,
            ("hang", "up") => telephone.hang_up().await,
            ("flash", "") => telephone.flash().await,
            ("dial", digits) => telephone.dial(digits).await,
            _ => return desk_command(desk, line).await,
        }
        return Ok(());
    }
    desk_command(desk, line).await
}

async fn desk_command(desk: &mut Desk, line: &str) -> std::io::Result<()> {
    match line {
        "" => Ok(()),
        "ready" | "away" => desk.say(&json!({"type": "state", "state": line})).await,
        _ => match serde_json::from_str::<Value>(line) {
            Ok(message) => desk.say(&message).await,
            Err(_) => {
                let words = format!(
                    "`{line}` is no command: lift, hang up, flash, dial DIGITS, ready, away, {{…}}"
                );
                println!("{}", json!({"type": "error", "text": words}));
                Ok(())
            }
        },
    }
}
