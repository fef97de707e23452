//! Regression inputs of the fuzzer: all of `fixtures/fuzz/TARGET/*`, and their first beginnings, are
//! given to the fuzz targets.

#![allow(clippy::unwrap_used)]

#[path = "../fuzz/checks.rs"]
mod checks;
mod common;

use common::fixture;

#[test]
fn no_input_breaks_anything() {
    let folder = fixture("fuzz");
    for target in checks::TARGETS {
        let mut inputs = 0;
        for entry in std::fs::read_dir(folder.join(target)).unwrap() {
            let data = std::fs::read(entry.unwrap().path()).unwrap();
            checks::check(target, &data);
            for cut in 0..data.len().min(600) {
                checks::check(target, &data[..cut]);
            }
            inputs += 1;
        }
        assert!(inputs > 0, "{target} has no input");
    }
}
