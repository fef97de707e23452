//! duizhao 对照: the command.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
