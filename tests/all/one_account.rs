//! What a build, a check, the status and the page of a proof sheet count is the same.

use std::fs;
use std::path::Path;

use crate::common::{command, done, root, stderr};
use serde_json::Value;

/// The counts that every command tells: links, untranslated, added.
type Counts = (u64, u64, u64);

fn of_build(folder: &Path) -> Counts {
    let built = command(folder, &["build", "zh.md", "en.md", "--proof"])
        .output()
        .unwrap();
    let said = stderr(&built);
    let number = |what: &str| {
        let before = said.split(what).next().unwrap();
        let word = before.split_whitespace().next_back().unwrap();
        word.parse().unwrap_or_else(|_| panic!("{said}"))
    };
    (number(" links;"), number(" untranslated"), number(" added"))
}

fn of_check(folder: &Path) -> (Counts, Value) {
    let checked = command(folder, &["check", "zh.md", "en.md", "--format", "json"])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&checked.stdout).unwrap();
    let number = |name: &str| report["summary"][name].as_u64().unwrap();
    (
        (number("links"), number("untranslated"), number("added")),
        report,
    )
}

#[test]
fn every_command_counts_alike() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["zh.md", "en.md"] {
        let from = root().join("fixtures/interview").join(name);
        fs::copy(from, folder.path().join(name)).unwrap();
    }
    let built = of_build(folder.path());
    let (checked, _) = of_check(folder.path());
    assert_eq!(built, checked);
    let status = done(
        folder.path(),
        &["status", "zh.md", "en.md", "--format", "json"],
    );
    let status: Value = serde_json::from_str(&status).unwrap();
    let total = &status["total"];
    let (sentences, translated) = (
        total["sentences"].as_u64().unwrap(),
        total["translated"].as_u64().unwrap(),
    );
    assert_eq!(built.1 == 0, sentences == translated, "{status}");
    let page = fs::read_to_string(folder.path().join("edition/edition.html")).unwrap();
    let said = |number: u64, one: &str, more: &str| {
        format!("{number} {}", if number == 1 { one } else { more })
    };
    for counted in [
        said(built.0, "link", "links"),
        said(built.1, "omission", "omissions"),
        said(built.2, "addition", "additions"),
    ] {
        assert!(page.contains(&counted), "{counted}");
    }
}

#[test]
fn neighbours_that_changed_places_want_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let chinese = "灯塔建于一百年前。守塔人每天傍晚点灯。渔船靠它回港。村里的孩子都认识他。";
    let english = "The lighthouse was built a hundred years ago. The fishing boats find the harbour by it. \
         Every evening the keeper lights the lamp. All the children of the village know him.";
    fs::write(folder.path().join("zh.md"), chinese).unwrap();
    fs::write(folder.path().join("en.md"), english).unwrap();
    let built = of_build(folder.path());
    let (checked, report) = of_check(folder.path());
    assert_eq!(built, checked);
    assert_eq!((built.1, built.2), (0, 0), "{report}");
    let page = fs::read_to_string(folder.path().join("edition/edition.html")).unwrap();
    assert!(!page.contains(">untranslated<") && !page.contains(">added<"));
}
