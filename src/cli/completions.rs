//! `duizhao completions`

use clap::CommandFactory;
use duizhao::Result;

use super::args::{Arguments, Completions};
use super::language;
use super::output::write_to;

pub(super) fn run(options: &Completions) -> Result<()> {
    // The generator writes to memory, so that a reader who leaves early is met as everywhere else.
    let mut script = Vec::new();
    let mut command = language::with_option(Arguments::command());
    clap_complete::generate(options.shell, &mut command, "duizhao", &mut script);
    write_to(None, |out| out.write_all(&script))
}
