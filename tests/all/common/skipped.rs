//! Skipping a test that lacks a tool.

use std::fs::OpenOptions;
use std::io::Write;

/// Says that something cannot be tested here, and why. The reason also becomes a line of the file that
/// the environment names as `DUIZHAO_SKIPPED`, so that a run of all tests can list what it did not test.
pub(crate) fn skipped(reason: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    // Output of `eprintln!` is shown for failing tests only; this is always shown.
    let _ = writeln!(std::io::stderr(), "SKIPPED test: {test}: {reason}");
    if let Some(list) = std::env::var_os("DUIZHAO_SKIPPED").filter(|list| !list.is_empty()) {
        let list = OpenOptions::new().create(true).append(true).open(list);
        // In one piece, as other tests write at the same time.
        let line = format!("{test}: {reason}\n");
        list.and_then(|mut list| list.write_all(line.as_bytes()))
            .unwrap();
    }
}
