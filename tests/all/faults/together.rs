//! Two runs in one project at once.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use duizhao::cache::Cache;

use super::desk::{command, done, lay_out, run};

const IMPORT: [&str; 3] = ["tm", "import", "base.tmx"];
const BUSY: &str = "another run is using the cache";

fn memory(folder: &Path) -> String {
    String::from_utf8_lossy(&run(folder, &["tm"]).stdout).into_owned()
}

#[test]
fn the_second_import_is_told() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path());
    let cache = Cache::open(&Cache::path_in(folder.path())).unwrap();
    let output = run(folder.path(), &IMPORT);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(BUSY) && said.contains("wait"), "{said}");
    drop(cache);
    done(folder.path(), &IMPORT);
}

#[test]
fn of_two_first_imports_one_is_done_and_none_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path());
    done(folder.path(), &IMPORT);
    let whole = memory(folder.path());
    for _ in 0..6 {
        fs::remove_dir_all(folder.path().join(".duizhao")).unwrap();
        let start = || {
            command(folder.path(), &IMPORT)
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let both = [start(), start()].map(|child| child.wait_with_output().unwrap());
        for output in &both {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() || said.contains(BUSY), "{said}");
        }
        assert!(both.iter().any(|output| output.status.success()));
        assert_eq!(memory(folder.path()), whole);
    }
}
