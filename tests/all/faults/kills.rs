//! The process is killed at any moment.

use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use duizhao::cache::Cache;
use duizhao::translate::TranslationMemory;

use super::cases::{Case, cases};
use super::desk::{command, done, lay_out, left_over, look, put};
use super::kept;

/// The longest time that the lock of a file is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// The number of kills of each command, if `DUIZHAO_KILLS` does not say.
const KILLS: u32 = 20;
/// The number of kills after which one run is left to end; commands that keep something for the next
/// run are left to end after each.
const PER_END: u32 = 10;

#[test]
fn what_a_killed_run_writes_is_whole_or_not_there() {
    all_killed(cases);
}

#[test]
fn what_a_killed_run_kept_is_gone_on_from() {
    all_killed(kept::cases);
}

fn all_killed(cases: fn(&Path) -> Vec<Case>) {
    let kills = std::env::var("DUIZHAO_KILLS").ok();
    let kills = kills.map_or(KILLS, |number| number.parse().unwrap());
    let desk = tempfile::tempdir().unwrap();
    lay_out(desk.path());
    let mut random = fastrand::Rng::with_seed(17);
    for case in &cases(desk.path()) {
        killed(desk.path(), case, kills, &mut random);
    }
}

/// Puts all files into the state that the command starts from.
fn begin(folder: &Path, case: &Case) {
    put(folder, &case.old);
    put(folder, &case.kept);
}

fn killed(folder: &Path, case: &Case, kills: u32, random: &mut fastrand::Rng) {
    let name = case.name;
    let has_cache = case.kept.contains_key(".duizhao/cache.redb");
    begin(folder, case);
    let units_before = has_cache.then(|| units(folder));
    begin(folder, case);
    let start = Instant::now();
    done(folder, &case.arguments);
    let mut length = start.elapsed();
    let new = look(folder, &case.old);
    for (file, bytes) in &new {
        assert!(bytes.is_some(), "{name}: no {file}");
        assert_ne!(case.old[file], *bytes, "{name}: {file} is as it was");
    }
    let units_after = has_cache.then(|| units(folder));
    let mut ended = 0;
    for kill in 1..=kills {
        begin(folder, case);
        // Files are written at the end, so half of the kills are there.
        let part = match kill % 2 {
            0 => random.f64() * 1.1,
            _ => 0.75 + random.f64() * 0.35,
        };
        let has_ended = kill_after(folder, case, length.mul_f64(part));
        ended += u32::from(has_ended);
        // The time that a run takes depends on the load of the machine.
        match has_ended {
            true if part < 1.0 => length = length.mul_f64(0.9),
            false if part > 1.0 => length = length.mul_f64(1.15),
            _ => {}
        }
        let now = look(folder, &case.old);
        for (file, bytes) in &now {
            let is = *bytes == case.old[file] || *bytes == new[file];
            assert!(is, "{name}, killed at {part}: {file} is broken");
        }
        let units = has_cache.then(|| units(folder));
        let is = units == units_before || units == units_after;
        assert!(is, "{name}, killed at {part}: {units:?} units");
        // Text that is no longer in an output is in the translation memory by then.
        let safe = now.is_empty() || now == case.old || units == units_after;
        assert!(safe, "{name}, killed at {part}: something is lost");
        if kill % PER_END == 0 || kill == kills || !case.kept.is_empty() {
            done(folder, &case.arguments);
            for (file, bytes) in look(folder, &case.old) {
                assert_eq!(bytes, new[&file], "{name}, killed at {part}: {file}");
            }
            assert_eq!(has_cache.then(|| self::units(folder)), units_after);
            assert!(left_over(folder).is_empty(), "{:?}", left_over(folder));
        }
    }
    eprintln!("{name}: {length:?}, {ended} of {kills} had ended");
}

/// Kills a command at a moment; returns whether it had ended by then.
fn kill_after(folder: &Path, case: &Case, moment: Duration) -> bool {
    let mut command = command(folder, &case.arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child: Child = command.spawn().unwrap();
    std::thread::sleep(moment);
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    // A status without code means death by a signal.
    assert!(
        output.status.code().is_none_or(|code| code < 2),
        "{}: {said}",
        case.name
    );
    output.status.code().is_some()
}

/// The number of units in the translation memory, opened as the next run opens it.
fn units(folder: &Path) -> usize {
    // A process that another test is starting holds copies of this one's open files for a moment, and a lock with
    // them.
    let path = Cache::path_in(folder);
    let start = Instant::now();
    let cache = loop {
        match Cache::open(&path) {
            Ok(cache) => break cache,
            Err(error) if start.elapsed() > PATIENCE => panic!("the cache opens: {error}"),
            Err(_) => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    TranslationMemory::new(Arc::new(cache)).all().unwrap().len()
}
