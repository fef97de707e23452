//! Tables, from two files to links and editions, by the command.

use std::fs;

use crate::common::{done, duizhao, fixture};

/// Both sides of every line of the aligned fixture that lacks one.
fn unlinked(lines: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in lines.lines().skip(1) {
        let bead: serde_json::Value = serde_json::from_str(line).unwrap();
        let side = |name: &str| {
            let sentences = bead[name].as_array().cloned().unwrap_or_default();
            let texts = sentences
                .iter()
                .filter_map(|sentence| sentence["text"].as_str());
            texts.collect::<Vec<_>>().join(" ")
        };
        let (source, target) = (side("source"), side("target"));
        if source.is_empty() || target.is_empty() {
            found.push((source, target));
        }
    }
    found
}

#[test]
fn a_row_without_translation_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let (zh, en) = (fixture("tables/zh.md"), fixture("tables/en.md"));
    let (zh, en) = (zh.display().to_string(), en.display().to_string());
    let output = duizhao(folder.path(), &["align", &zh, &en, "--format", "jsonl"]);
    let lines = String::from_utf8(output.stdout).unwrap();
    let alone = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    assert_eq!(
        unlinked(&lines),
        [
            alone("ferry", ""),
            alone("渡船靠岸时点亮的灯", ""),
            alone("string", ""),
            alone("-", ""),
            alone("2.3.0", ""),
            alone("", "Sand"),
            alone("", "coarse"),
            alone("", "fine"),
        ]
    );
    let said = String::from_utf8(output.stderr).unwrap();
    let note = "zh.md:8:3: 5 sentences without their translation";
    assert_eq!(said.matches(note).count(), 1, "{said}");
}

#[test]
fn editions_hold_tables() {
    let folder = tempfile::tempdir().unwrap();
    let (zh, en) = (fixture("tables/zh.md"), fixture("tables/en.md"));
    let (zh, en) = (zh.display().to_string(), en.display().to_string());
    let to = ["build", &zh, &en, "--to", "html,md,epub", "-o", "out"];
    done(folder.path(), &to);
    let markdown = fs::read_to_string(folder.path().join("out/edition.md")).unwrap();
    let row = "| fog | The lamp for foggy days, written `a\\|b` | boolean | false |  |\n";
    assert!(markdown.contains(row), "{markdown}");
    for name in ["edition.md", "edition.html", "edition.epub"] {
        let path = format!("out/{name}");
        let lines = done(folder.path(), &["segment", &path, "--format", "jsonl"]);
        let cells = lines.matches("\"table-cell\"").count();
        // 24 and 6 cells with words of the Chinese, 19 and 9 of the English; two cells of two sentences.
        assert_eq!(cells, 60, "{name}: {lines}");
    }
}
