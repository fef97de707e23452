//! The process is gone from one moment to the next.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use duizhao::cache::Cache;
use duizhao::translate::Units;

use crate::desk::{Case, cases, command, done, lay_out, look, put};

/// How often each command is killed, where `DUIZHAO_KILLS` does not say it.
const KILLS: u32 = 30;
/// So many kills, and then one run is left to end.
const PER_END: u32 = 10;

#[test]
fn what_a_killed_run_writes_is_whole_or_not_there() {
    let kills = std::env::var("DUIZHAO_KILLS").ok();
    let kills = kills.map_or(KILLS, |number| number.parse().unwrap());
    let desk = tempfile::tempdir().unwrap();
    lay_out(desk.path());
    let all = cases(desk.path());
    let mut random = fastrand::Rng::with_seed(17);
    for case in &all {
        killed(desk.path(), case, kills, &mut random);
    }
}

fn killed(folder: &Path, case: &Case, kills: u32, random: &mut fastrand::Rng) {
    put(folder, &case.old);
    let start = Instant::now();
    done(folder, &case.arguments);
    let mut length = start.elapsed();
    let new = look(folder, &case.old);
    for (name, bytes) in &new {
        assert!(bytes.is_some(), "{}: no {name}", case.name);
        assert_ne!(case.old[name], *bytes, "{}: {name} is as it was", case.name);
    }
    let units = (case.name == "tm import").then(|| units(folder));
    let mut ended = 0;
    for kill in 1..=kills {
        put(folder, &case.old);
        if units.is_some() {
            let _ = fs::remove_dir_all(folder.join(".duizhao"));
        }
        // Files are written at the end, so half of the moments are there.
        let part = match kill % 2 {
            0 => random.f64() * 1.1,
            _ => 0.75 + random.f64() * 0.35,
        };
        let has_ended = kill_after(folder, case, length.mul_f64(part));
        ended += u32::from(has_ended);
        // How long it takes depends on what else the machine does.
        match has_ended {
            true if part < 1.0 => length = length.mul_f64(0.9),
            false if part > 1.0 => length = length.mul_f64(1.05),
            _ => {}
        }
        for (name, bytes) in look(folder, &case.old) {
            let is = bytes == case.old[&name] || bytes == new[&name];
            assert!(is, "{}, killed at {part}: {name} is broken", case.name);
        }
        if let Some(whole) = units {
            let is = self::units(folder);
            assert!(is == 0 || is == whole, "{is} of {whole} units");
        }
        if kill % PER_END == 0 || kill == kills {
            done(folder, &case.arguments);
        }
    }
    eprintln!("{}: {length:?}, {ended} of {kills} had ended", case.name);
}

/// Whether it had ended by then.
fn kill_after(folder: &Path, case: &Case, moment: Duration) -> bool {
    let mut command = command(folder, &case.arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child: Child = command.spawn().unwrap();
    std::thread::sleep(moment);
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    // None is the signal.
    assert!(
        output.status.code().is_none_or(|code| code < 2),
        "{}: {said}",
        case.name
    );
    output.status.code().is_some()
}

/// How many units the memory has. It is opened as the next run opens it.
fn units(folder: &Path) -> usize {
    let cache = Cache::open(&Cache::path_in(folder)).expect("the cache opens");
    Units::new(Arc::new(cache)).all().unwrap().len()
}
