//! Completions for shells and pages for man, made from the arguments themselves.

use super::Exit;
use super::decode::output_failed;
use clap_complete::Shell;
use std::io::{self, Write};

/// For which shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
  hookflash completions bash > /etc/bash_completion.d/hookflash\n  hookflash completions zsh > ~/.zfunc/_hookflash\n  \
hookflash completions fish > ~/.config/fish/completions/hookflash.fish")]
pub(super) struct CompletionsArguments {
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn completions(arguments: &CompletionsArguments) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::command(), "hookflash", &mut text);
    let mut out = io::stdout().lock();
    match out.write_all(&text).and_then(|()| out.flush()) {
        Ok(()) => Exit::Done,
        Err(error) => output_failed(&error),
    }
}

/// Where the pages go.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "  hookflash man --directory ~/.local/share/man/man1 && man hookflash-ladder"
)]
pub(super) struct ManArguments {
    /// Write hookflash.1 and a page for each command into this directory; without it, the page of
    /// all commands goes to standard output
    #[arg(long, value_name = "DIRECTORY")]
    directory: Option<String>,
}

pub(super) fn man(arguments: &ManArguments) -> Exit {
    let command = super::command();
    match &arguments.directory {
        Some(directory) => {
            let made = std::fs::create_dir_all(directory)
                .and_then(|()| clap_mangen::generate_to(command, directory));
            if let Err(error) = made {
                eprintln!("hookflash: {directory}: {error}");
                return Exit::Unreadable;
            }
            Exit::Done
        }
        None => {
            let mut text = Vec::new();
            let made = clap_mangen::Man::new(command).render(&mut text);
            let mut out = io::stdout().lock();
            match made.and_then(|()| out.write_all(&text)).and_then(|()| out.flush()) {
                Ok(()) => Exit::Done,
                Err(error) => output_failed(&error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_a_whole() {
        super::super::command().debug_assert();
    }

    #[test]
    fn every_command_has_a_page() {
        let directory = std::env::temp_dir().join(format!("hookflash-man-{}", std::process::id()));
        let name = directory.to_str().map(String::from);
        assert_eq!(man(&ManArguments { directory: name }), Exit::Done);
        let pages = std::fs::read_dir(&directory).map_or(0, Iterator::count);
        let commands = super::super::command().get_subcommands().count();
        assert!(pages > commands, "{pages} pages for {commands} commands");
        std::fs::remove_dir_all(directory).expect("removed");
    }
}
