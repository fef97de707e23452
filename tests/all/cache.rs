//! The cache when its process is killed, and while another process has it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use duizhao::Error;
use duizhao::cache::Cache;

/// The variable that tells this program that it is the other process, and which file to use.
const OTHER: &str = "DUIZHAO_TEST_CACHE";
const TABLE: &str = "numbers";

/// The work of the other process: writes groups of three, and prints each when it is written, until it
/// is killed.
#[test]
#[ignore = "is the other process of the test below"]
fn writes_until_it_is_killed() {
    let path = std::env::var(OTHER).unwrap();
    let cache = Cache::open(Path::new(&path)).unwrap();
    for number in 0_u64.. {
        let entries: Vec<_> = (0..3).map(|part| (key(number, part), [0; 500])).collect();
        cache.put(TABLE, &entries).unwrap();
        println!("\nwrote {number}");
        std::io::stdout().flush().unwrap();
    }
}

fn key(number: u64, part: u8) -> Vec<u8> {
    [&number.to_le_bytes()[..], &[part]].concat()
}

#[test]
fn a_killed_process_loses_nothing_it_had_written_and_shares_with_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let path = Cache::path_in(folder.path());
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "cache::writes_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(OTHER, &path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // The pipe stays open until the end: writing into a closed pipe would end the other process early.
    let mut written = BufReader::new(other.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| line.strip_prefix("wrote ")?.parse::<u64>().ok());
    let reached = written.find(|&number| number == 20);
    let busy = Cache::open(&path);
    other.kill().unwrap();
    other.wait().unwrap();

    assert_eq!(reached, Some(20));
    let busy = busy.unwrap_err();
    assert!(matches!(busy, Error::Cache { .. }), "{busy:?}");
    assert!(busy.to_string().contains("another run"), "{busy}");

    let cache = Cache::open(&path).unwrap();
    let there = |number| {
        let keys: Vec<_> = (0..3).map(|part| key(number, part)).collect();
        let values = cache.get(TABLE, &keys).unwrap();
        values.iter().filter(|value| value.is_some()).count()
    };
    assert!((0..=20).all(|number| there(number) == 3));
    // Later groups are there whole or not at all.
    assert!((21..2000).all(|number| [0, 3].contains(&there(number))));
}
