//! `duizhao man`

use std::io;
use std::path::PathBuf;

use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;
use duizhao::files::write_all_atomically;
use duizhao::{Error, Result};

use super::args::{Arguments, Man};
use super::language;
use super::output::write_to;

/// The DESCRIPTION of the main page.
const LONG: &str = "Parallel Chinese-English editions.\n\nExit codes: 0 done, 1 not good enough (where asked) or not all translated, 2 wrong usage or input, 3 a server failed (what it answered is kept), 130 interrupted.";

pub(super) fn run(options: &Man) -> Result<()> {
    // Indexes of manual pages are ASCII: the text of NAME must be readable in any locale.
    let mut root = language::with_option(Arguments::command())
        .about("parallel Chinese-English editions")
        .long_about(LONG)
        .disable_help_subcommand(true);
    // Global options, and the full names of commands, are only there once it is built.
    root.build();
    let Some(folder) = &options.output else {
        return write_to(None, |out| out.write_all(&render(&root)?.1));
    };
    let failed = |source| Error::Write {
        path: folder.clone(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut pages = Vec::new();
    gather(&root, &mut pages).map_err(failed)?;
    let files: Vec<(PathBuf, Vec<u8>)> = pages
        .into_iter()
        .map(|(name, page)| (folder.join(name), page))
        .collect();
    write_all_atomically(&files)
}

/// The pages of a command and of those below it.
fn gather(command: &Command, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    pages.push(render(command)?);
    command
        .get_subcommands()
        .filter(|below| !below.is_hide_set())
        .try_for_each(|below| gather(below, pages))
}

/// The name of a page's file, and the page.
fn render(command: &Command) -> io::Result<(String, Vec<u8>)> {
    let page = Page::new(command.clone());
    let mut bytes = Vec::new();
    page.render(&mut bytes)?;
    Ok((page.get_filename(), bytes))
}
