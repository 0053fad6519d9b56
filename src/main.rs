//! The `hookflash` command.

use std::process::ExitCode;

/// The nodes allocate for every message, on several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hookflash::cli::main()
}
