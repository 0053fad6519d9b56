//! `hookflash password`: the hash of a password, for a server's file.

use super::super::Exit;
use super::super::live;
use std::io::Read;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
  printf %s 'correct horse' | hookflash password")]
pub(crate) struct Arguments {}

pub(crate) fn run(_: &Arguments) -> Exit {
    let mut password = String::new();
    if let Err(error) = std::io::stdin().take(1024).read_to_string(&mut password) {
        return live::trouble(error);
    }
    let password = password.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        eprintln!("hookflash: a password is read from standard input");
        return Exit::Usage;
    }
    match crate::node::server::accounts::hash(password) {
        Ok(hash) => {
            println!("{hash}");
            Exit::Done
        }
        Err(error) => live::trouble(error),
    }
}
