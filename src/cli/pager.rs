//! Long output page by page, where a person sits before it.

use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};

use duizhao::{Error, Result};

/// The width of a terminal that does not tell its own, in columns.
const WIDTH: usize = 100;

/// The number of columns of standard output.
pub(super) fn width() -> usize {
    let told = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    told.unwrap_or_else(|| {
        if io::stdout().is_terminal() {
            comfy_table::Table::new().width().map_or(WIDTH, usize::from)
        } else {
            WIDTH
        }
    })
}

/// Writes to standard output through `DUIZHAO_PAGER`, else `PAGER`, else `less`, where standard output is a
/// terminal; `cat` and nothing mean no pager.
pub(super) fn page(text: &[u8]) -> Result<()> {
    let asked = ["DUIZHAO_PAGER", "PAGER"]
        .iter()
        .find_map(|name| std::env::var(name).ok());
    let pager = asked.unwrap_or_else(|| "less".to_owned());
    let plain = pager.is_empty() || pager == "cat" || !io::stdout().is_terminal();
    if !plain && let Some(mut child) = start(&pager) {
        if let Some(mut input) = child.stdin.take() {
            // A reader that leaves early is no failure.
            let _ = input.write_all(text);
        }
        let _ = child.wait();
        return Ok(());
    }
    let mut out = io::stdout().lock();
    out.write_all(text)
        .and_then(|()| out.flush())
        .map_err(|source| Error::Write {
            path: "standard output".into(),
            source,
        })
}

fn start(pager: &str) -> Option<std::process::Child> {
    let mut words = pager.split_whitespace();
    let mut command = Command::new(words.next()?);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // Colours as they are, nothing paged that fits on the screen.
        command.env("LESS", "FRX");
    }
    command.spawn().ok()
}
