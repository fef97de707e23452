//! Ending a process, and looking at what it left.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use duizhao::cache::Cache;

use super::desk::everything;
use crate::common::skipped;

/// An end may take so long, on a machine that does other things as well.
const PROMPT: Duration = Duration::from_secs(30);
/// So long is waited for what has to come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// The processor time after which a process has read its arguments and settings.
const WORKED: Duration = Duration::from_millis(100);
pub(crate) const SIGNALS: [(&str, i32); 2] = [("-INT", 2), ("-TERM", 15)];

pub(crate) fn send(child: &Child, signal: &str) {
    let id = child.id().to_string();
    let status = Command::new("kill").args([signal, &id]).status();
    assert!(status.unwrap().success());
}

pub(crate) fn ends(child: &mut Child, name: &str) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if start.elapsed() > PROMPT {
            let _ = child.kill();
            panic!("{name}: it does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether a process ended by the signal, or with the exit code that shells give for it.
pub(crate) fn is_by(status: ExitStatus, signal: i32) -> bool {
    status.signal() == Some(signal) || status.code() == Some(128 + signal)
}

/// Whether interrupts are ignored: the tests may have been started so, and that is inherited.
pub(crate) fn interrupts_are_ignored() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let ignored = mask.is_some_and(|mask| mask & 2 != 0);
    if ignored {
        skipped("the tests run where Ctrl-C is ignored");
    }
    ignored
}

/// The processor time that a process has used, which does not depend on how busy the machine is.
fn worked(child: &Child) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    // The program's name is in parentheses; user and system time are fields 14 and 15, in hundredths of
    // a second.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let times = fields.split_whitespace().skip(11).take(2);
    let ticks: u64 = times.map(|ticks| ticks.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

/// Waits until a process has begun its work; `false` if it has ended by then.
pub(crate) fn has_begun(child: &mut Child) -> bool {
    loop {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        if worked(child) >= WORKED {
            return true;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The contents of a folder, except the cache and its files.
pub(crate) fn outputs(folder: &Path) -> Vec<PathBuf> {
    let mut all = everything(folder);
    all.retain(|path| !path.components().any(|part| part.as_os_str() == ".duizhao"));
    all
}

pub(crate) fn cache_opens(folder: &Path) {
    let path = Cache::path_in(folder);
    if path.exists() {
        Cache::open(&path).expect("the cache opens");
    }
}
