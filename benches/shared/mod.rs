//! Code shared by the benchmarks: measuring commands, finding peers, writing Markdown.

#![allow(dead_code)] // each of them uses a part of it

pub(crate) mod made;

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The cost of a command.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// The median time of the runs in seconds.
    pub(crate) seconds: f64,
    /// The peak memory of the runs in MB; 0 where the system does not report it.
    pub(crate) megabytes: u64,
}

/// The time in seconds above which one run is enough.
const LONG: f64 = 20.0;

/// Runs a command several times, one after the other, and discards its output. An exit with findings
/// (exit code 1) counts as success.
pub(crate) fn cost(runs: usize, command: impl Fn() -> Command) -> Cost {
    let mut times = Vec::with_capacity(runs);
    let mut most = 0;
    for _ in 0..runs {
        let mut command = command();
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let run = watched(&mut command);
        times.push(run.seconds);
        most = most.max(run.kilobytes);
        if run.seconds > LONG {
            break;
        }
    }
    times.sort_by(f64::total_cmp);
    Cost {
        seconds: times[times.len() / 2],
        megabytes: most / 1024,
    }
}

/// One run of a command.
pub(crate) struct Run {
    pub(crate) seconds: f64,
    /// The time on processors in seconds, which other work of the machine changes less; 0 where the system
    /// does not report it.
    pub(crate) processor: f64,
    /// The peak memory; 0 where the system does not report it.
    pub(crate) kilobytes: u64,
}

/// Runs a command once.
pub(crate) fn watched(command: &mut Command) -> Run {
    let started = Instant::now();
    let mut child = command.spawn().unwrap();
    let (mut kilobytes, mut ticks) = (0, 0);
    let status = loop {
        let process = child.id().to_string();
        kilobytes = kilobytes.max(peak(&process));
        ticks = ticks.max(processor_ticks(&process));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(
        matches!(status.code(), Some(0 | 1)),
        "{command:?}: {status}"
    );
    Run {
        seconds: started.elapsed().as_secs_f64(),
        processor: ticks as f64 / TICKS,
        kilobytes,
    }
}

/// How many ticks of `/proc` are a second, on every Linux that Rust runs on.
const TICKS: f64 = 100.0;

/// The time of a process on processors so far, with that of its threads, in ticks.
fn processor_ticks(process: &str) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name of the program, in parentheses, may have spaces.
    let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields);
    let ticks = fields.split(' ').skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
}

/// The peak memory of a process so far, in kilobytes.
pub(crate) fn peak(process: &str) -> u64 {
    status(process, "VmHWM")
}

/// A value of a process in Linux's `/proc/PID/status`, in kilobytes; 0 elsewhere.
pub(crate) fn status(process: &str, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}

/// The program from this build.
pub(crate) fn duizhao() -> Command {
    Command::new(env!("CARGO_BIN_EXE_duizhao"))
}

/// The development corpora beside the project, if they are there.
pub(crate) fn corpora() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    if folder.exists() {
        return Some(folder);
    }
    println!("The corpora are not there: nothing was measured.");
    None
}

/// A Python that has the peers of `benches/peers.txt`, if there is one.
pub(crate) fn python() -> Option<PathBuf> {
    std::env::var_os("DUIZHAO_PEERS_PYTHON").map(PathBuf::from)
}

/// A program that was installed with that Python.
pub(crate) fn beside_python(name: &str) -> Option<PathBuf> {
    let program = python()?.with_file_name(name);
    program.is_file().then_some(program)
}

/// A program on the PATH.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// A table in Markdown.
pub(crate) struct Table(Vec<Vec<String>>);

impl Table {
    pub(crate) fn new<const N: usize>(head: [&str; N]) -> Table {
        Table(vec![head.map(str::to_owned).into()])
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.0.push(cells.into());
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, row) in self.0.iter().enumerate() {
            writeln!(f, "| {} |", row.join(" | "))?;
            if n == 0 {
                writeln!(f, "|{}", " --- |".repeat(row.len()))?;
            }
        }
        Ok(())
    }
}

/// A score in the usual form: `.938`.
pub(crate) fn score(value: f64) -> String {
    let text = format!("{value:.3}");
    text.strip_prefix('0').unwrap_or(&text).to_owned()
}

/// Seconds with a sensible number of digits.
pub(crate) fn seconds(value: f64) -> String {
    match value {
        ..0.1 => format!("{value:.3}"),
        ..10.0 => format!("{value:.2}"),
        _ => format!("{value:.1}"),
    }
}

/// A number with two significant digits and separated thousands: `61,000`.
pub(crate) fn rounded(value: f64) -> String {
    if value < 10.0 {
        return format!("{value:.1}");
    }
    let unit = 10_f64.powf(value.log10().floor() - 1.0);
    grouped(((value / unit).round() * unit) as u64)
}

/// A number with separated thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
