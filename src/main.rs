//! The `hookflash` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    hookflash::cli::main()
}
