//! Sheets that go out to other people and come back: what a colleague does to a Word table, a workbook, a CSV table, a
//! catalogue and an XLIFF file arrives as what it is, and nothing else changes.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{command, done, duizhao, folder_with, installed, root, stderr, stdout};
use serde_json::Value;

/// The texts, a sentence a paragraph: the Chinese, and the English where there is some.
const PAIRS: &[(&str, &str)] = &[
    ("潮水退了。", "The tide went out."),
    ("灯还亮着。", "The lamp was still burning."),
    ("码头很旧。", "The pier was old."),
    ("风很大。", "The wind was strong."),
    ("夜里下过雨。", "It had rained in the night."),
    ("第一个人点灯。", "The first man lit the lamp."),
    ("第二个人关门。", "The second man shut the door."),
    ("海鸥在桥上。", "The gulls sat on the bridge."),
    ("他说：“留在这里。”", "He said, \"Stay here.\""),
    ("山那边有城。", "There is a town beyond the hill."),
    ("没有人回答。", ""),
    ("船还没有回来。", "The boats have not come back yet."),
    ("天亮以前我们走了。", "We left before it was light."),
];

const SETTINGS: &str = "[project]\nsource = \"zh.md\"\ntarget = \"en.md\"\nbitext = \"b.bitext.jsonl\"\nperson = \"Lin\"\n";

/// A project with the texts, linked sentence by sentence.
fn project() -> tempfile::TempDir {
    let zh: Vec<&str> = PAIRS.iter().map(|(zh, _)| *zh).collect();
    let en: Vec<&str> = PAIRS
        .iter()
        .map(|(_, en)| *en)
        .filter(|en| !en.is_empty())
        .collect();
    let folder = folder_with(&[
        ("duizhao.toml", SETTINGS.to_owned()),
        ("zh.md", zh.join("\n\n") + "\n"),
        ("en.md", en.join("\n\n") + "\n"),
    ]);
    // Each English sentence belongs to the Chinese one beside it, whatever the aligner thinks of these few words.
    let mut anchors = String::new();
    let mut line = 0;
    for (at, (_, en)) in PAIRS.iter().enumerate() {
        if !en.is_empty() {
            anchors.push_str(&format!("{at}\t{line}\n"));
            line += 1;
        }
    }
    fs::write(folder.path().join("anchors.tsv"), anchors).unwrap();
    done(folder.path(), &["align"]);
    folder
}

fn english(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("en.md")).unwrap();
    text.split("\n\n")
        .map(|part| part.trim().to_owned())
        .collect()
}

/// What is told, and the words of it.
type Told = Vec<(String, String)>;

/// The changes and the list of an import.
fn imported(folder: &Path, arguments: &[&str]) -> (Told, Told) {
    let mut all = vec!["import"];
    all.extend(arguments);
    all.extend(["--format", "json"]);
    let output = duizhao(folder, &all);
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 1)), "{}", stderr(&output));
    let record: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(
        (&record["format"], &record["version"]),
        (&"duizhao-import".into(), &1.into())
    );
    let of = |key: &str, what: &str, words: &str| -> Told {
        let texts = record["texts"].as_array().unwrap().iter();
        let items = texts.flat_map(|text| text[key].as_array().unwrap());
        let text = |item: &Value, key: &str| item[key].as_str().unwrap().to_owned();
        let mut found: Vec<_> = items
            .map(|item| (text(item, what), text(item, words)))
            .collect();
        found.sort();
        found
    };
    (
        of("changes", "kind", "after"),
        of("listed", "what", "source"),
    )
}

fn colleague(folder: &Path, file: &str) -> bool {
    let Some(python) = installed(
        "DUIZHAO_PYTHON_DOCUMENTS",
        "a Python that has python-docx, openpyxl and polib",
    ) else {
        return false;
    };
    let script = root().join("tests/all/sheets/colleague.py");
    let output = Command::new(python)
        .arg(script)
        .arg(folder.join(file))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    true
}

fn owned(pairs: &[(&str, &str)]) -> Told {
    let mut pairs: Vec<_> = pairs
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect();
    pairs.sort();
    pairs
}

const EDITED: (&str, &str) = ("edited", "The tide went out before dawn.");
const MERGED_EN: &str = "The first man lit the lamp, and the second shut the door.";
const ALIKE: (&str, &str) = (
    "only the shape of marks was changed, as word processors do: not taken in",
    "他说：“留在这里。”",
);
const GONE: (&str, &str) = (
    "its row is not in the file any more: its English stays",
    "海鸥在桥上。",
);

/// What every colleague did.
fn usual() -> Vec<(&'static str, &'static str)> {
    vec![
        EDITED,
        ("comment", "Is this the old pier?"),
        ("emptied", ""),
        ("merged", MERGED_EN),
        ("edited", MERGED_EN),
        ("translated", "No one answered."),
    ]
}

/// Exports, lets the colleague work, imports twice: the first time everything arrives, the second time nothing.
fn round(file: &str, changes: &[(&str, &str)], listed: &[(&str, &str)]) {
    let folder = project();
    let folder = folder.path();
    done(folder, &["export", file]);
    let before = english(folder);
    if !colleague(folder, file) {
        return;
    }
    let (dry, _) = imported(folder, &[file, "--dry-run"]);
    assert_eq!(english(folder), before, "a dry run writes nothing");
    let found = imported(folder, &[file]);
    assert_eq!(dry, found.0);
    assert_eq!(found.0, owned(changes), "{file}");
    assert_eq!(found.1, owned(listed), "{file}");
    let now = english(folder);
    let mut wanted: Vec<String> = before.clone();
    let at = |text: &str| before.iter().position(|one| one == text).unwrap();
    wanted[at("The tide went out.")] = EDITED.1.to_owned();
    wanted[at("The first man lit the lamp.")] = MERGED_EN.to_owned();
    let new = at("There is a town beyond the hill.") + 1;
    wanted.insert(new, "No one answered.".to_owned());
    wanted.retain(|one| {
        one != "It had rained in the night." && one != "The second man shut the door."
    });
    assert_eq!(now, wanted, "{file}");
    let bitext = fs::read_to_string(folder.join("b.bitext.jsonl")).unwrap();
    let by = bitext.contains("\"by\":\"Ann Bell\"");
    assert_eq!(by, !file.ends_with("csv"), "{bitext}");
    let again = imported(folder, &[file]);
    assert_eq!(again.0, [], "{file}: a second time");
    assert_eq!(
        fs::read_to_string(folder.join("b.bitext.jsonl")).unwrap(),
        bitext
    );
    assert_eq!(english(folder), now);
}

#[test]
fn a_word_table_comes_back() {
    let mut changes = usual();
    changes.extend([
        ("stage", "approved"),
        ("note", "See the map."),
        ("proposed", "The boats are still out."),
    ]);
    round("r.docx", &changes, &[ALIKE, GONE]);
}

#[test]
fn a_workbook_comes_back_and_a_formula_does_not() {
    let mut changes = usual();
    changes.extend([("stage", "approved"), ("note", "See the map.")]);
    let formula = (
        "the cell of English 译文 is a formula and no text",
        "船还没有回来。",
    );
    round("r.xlsx", &changes, &[ALIKE, GONE, formula]);
}

#[test]
fn a_table_of_commas_comes_back() {
    let mut changes = usual();
    changes.extend([("stage", "approved"), ("note", "See the map.")]);
    round("r.csv", &changes, &[ALIKE, GONE]);
}

#[test]
fn a_catalogue_comes_back_and_msgfmt_takes_it() {
    let mut changes = usual();
    changes.push(("stage", "new"));
    round("r.po", &changes, &[ALIKE, GONE]);
    let folder = project();
    done(folder.path(), &["export", "r.po"]);
    let checked = Command::new("msgfmt")
        .args(["--check", "--output-file=-", "r.po"])
        .current_dir(folder.path())
        .output();
    match checked {
        Ok(checked) => assert!(checked.status.success(), "{}", stderr(&checked)),
        Err(_) => crate::common::skipped("there is no msgfmt"),
    }
}

#[test]
fn a_catalogue_comes_back_from_the_toolkit_of_translators() {
    let folder = project();
    let folder = folder.path();
    let Some(python) = installed(
        "DUIZHAO_PYTHON_DOCUMENTS",
        "a Python that has translate-toolkit",
    ) else {
        return;
    };
    done(folder, &["export", "r.po"]);
    let script = root().join("tests/all/sheets/toolkit.py");
    let output = Command::new(python)
        .arg(script)
        .arg(folder.join("r.po"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stdout(&output).trim(), PAIRS.len().to_string());
    let found = imported(folder, &["r.po", "--by", "Ann"]);
    assert_eq!(
        found,
        (owned(&[("edited", "The lamp still burned.")]), vec![])
    );
}

#[test]
fn an_office_program_that_saves_a_sheet_changes_nothing() {
    let Some(office) = crate::common::office::office("sheets are not saved by another program")
    else {
        return;
    };
    let folder = project();
    let folder = folder.path();
    for file in ["r.docx", "r.xlsx"] {
        done(folder, &["export", file]);
        let kind = file.split_once('.').unwrap().1;
        let output = Command::new(&office)
            .arg(format!(
                "-env:UserInstallation=file://{}",
                folder.join("office").display()
            ))
            .args([
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                "saved",
                file,
            ])
            .current_dir(folder)
            .output()
            .unwrap();
        let saved = folder.join("saved").join(file);
        if !saved.exists() {
            // The part of the program that reads workbooks is a package of its own.
            assert_eq!(kind, "xlsx", "{}", stderr(&output));
            crate::common::skipped("this LibreOffice reads no workbooks");
            continue;
        }
        assert_ne!(
            fs::read(&saved).unwrap(),
            fs::read(folder.join(file)).unwrap()
        );
        let name = format!("saved/{file}");
        assert_eq!(
            imported(folder, &[&name, "--by", "Ann"]),
            (vec![], vec![]),
            "{file}"
        );
    }
}

#[test]
fn an_xliff_file_comes_back() {
    let folder = project();
    let folder = folder.path();
    done(folder, &["export", "r.xlf"]);
    let before = english(folder);
    let path = folder.join("r.xlf");
    let text = fs::read_to_string(&path).unwrap();
    let (head, rest) = text.split_at(text.find("    <unit ").unwrap());
    let (units, tail) = rest.split_at(rest.rfind("  </file>").unwrap());
    let mut units: Vec<String> = units
        .split_inclusive("</unit>\n")
        .map(str::to_owned)
        .collect();
    let at = |units: &[String], zh: &str| {
        units
            .iter()
            .position(|unit| unit.contains(&format!("<source>{zh}")))
            .unwrap()
    };
    let mut change = |zh: &str, from: &str, to: &str| {
        let at = at(&units, zh);
        assert!(units[at].contains(from), "{}", units[at]);
        units[at] = units[at].replace(&format!("<target>{from}"), &format!("<target>{to}"));
    };
    change("潮水退了。", "The tide went out.", EDITED.1);
    change("夜里下过雨。", "It had rained in the night.", "");
    change(
        "他说",
        "He said, &quot;Stay here.&quot;",
        "He said, “Stay here.”",
    );
    change("第一个人点灯。", "The first man lit the lamp.", MERGED_EN);
    let open = at(&units, "没有人回答。");
    units[open] = units[open].replace("<target></target>", "<target>No one answered.</target>");
    let first = at(&units, "第一个人点灯。");
    units[first] = units[first].replace(
        "<source>第一个人点灯。",
        "<source>第一个人点灯。第二个人关门。",
    );
    let wind = at(&units, "风很大。");
    units[wind] = units[wind].replace("state=\"translated\"", "state=\"final\"");
    let pier = at(&units, "码头很旧。");
    units[pier] = units[pier].replace(
        "      <segment",
        "      <notes><note>Is this the old pier?</note></notes>\n      <segment",
    );
    units.retain(|unit| {
        !unit.contains("<source>第二个人关门。") && !unit.contains("<source>海鸥在桥上。")
    });
    units.reverse();
    fs::write(&path, format!("{head}{}{tail}", units.concat())).unwrap();
    let found = imported(folder, &["r.xlf", "--by", "Ann Bell"]);
    let mut changes = usual();
    changes.push(("stage", "approved"));
    assert_eq!(found.0, owned(&changes));
    assert_eq!(found.1, owned(&[ALIKE, GONE]));
    assert_eq!(english(folder).len(), before.len() - 1);
    assert_eq!(imported(folder, &["r.xlf", "--by", "Ann Bell"]).0, []);
}

#[test]
fn what_went_out_before_an_edit_is_merged_by_sentence() {
    let folder = project();
    let folder = folder.path();
    done(folder, &["export", "r.csv"]);
    for (from, to) in [
        ("The wind was strong.", "The wind blew hard."),
        ("The pier was old.", "The pier was very old."),
    ] {
        crate::common::replace(folder, "en.md", from, to);
    }
    crate::common::replace(
        folder,
        "r.csv",
        "The lamp was still burning.,",
        "The lamp still burned.,",
    );
    crate::common::replace(
        folder,
        "r.csv",
        "The pier was old.,",
        "The pier was ancient.,",
    );
    let found = imported(folder, &["r.csv", "--by", "Ann"]);
    assert_eq!(
        found.0,
        owned(&[
            ("conflict", "The pier was ancient."),
            ("edited", "The lamp still burned.")
        ])
    );
    let now = english(folder);
    assert!(now.contains(&"The wind blew hard.".to_owned()), "{now:?}");
    assert!(
        now.contains(&"The pier was very old.".to_owned()),
        "{now:?}"
    );
    let status = stdout(&duizhao(folder, &["status", "b.bitext.jsonl"]));
    assert!(status.contains("conflict (1)"), "{status}");
}

#[test]
fn edits_may_come_back_as_proposals_and_rows_as_removals() {
    let folder = project();
    let folder = folder.path();
    done(folder, &["export", "r.csv"]);
    crate::common::replace(
        folder,
        "r.csv",
        "The lamp was still burning.,",
        "The lamp still burned.,",
    );
    let before = english(folder);
    let found = imported(folder, &["r.csv", "--by", "Ann", "--propose"]);
    assert_eq!(found.0, owned(&[("proposed", "The lamp still burned.")]));
    assert_eq!(english(folder), before);
    let text = fs::read_to_string(folder.join("r.csv")).unwrap();
    let kept: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("海鸥在桥上"))
        .collect();
    fs::write(folder.join("r.csv"), kept.join("\r\n")).unwrap();
    let found = imported(
        folder,
        &["r.csv", "--by", "Ann", "--propose", "--remove-missing"],
    );
    assert_eq!(found.0, owned(&[("emptied", "")]));
    assert!(!english(folder).contains(&"The gulls sat on the bridge.".to_owned()));
}

#[test]
fn files_that_are_none_and_files_that_are_there_are_refused() {
    let folder = project();
    let folder = folder.path();
    done(folder, &["export", "r.xlsx"]);
    let refused = |arguments: &[&str], says: &str| {
        let output = duizhao(folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = stderr(&output);
        assert!(said.contains(says), "{said}");
    };
    refused(&["export", "r.xlsx"], "is there already");
    done(folder, &["export", "r.xlsx", "--force"]);
    refused(&["export", "r.txt"], "tells no format to write");
    refused(&["export", "r.sdlxliff"], "written by its own tool only");
    refused(
        &["export", "r.docx", "--stage", "maybe"],
        "invalid value 'maybe'",
    );
    refused(&["import", "none.docx"], "cannot be read");
    refused(&["import", "b.bitext.jsonl"], "duizhao merge");
    for (name, bytes) in [
        ("a.docx", &b"text"[..]),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.csv", b"number,english\n1,One\n"),
        ("a.po", b"msgid"),
        ("a.xlf", b"<xliff"),
    ] {
        fs::write(folder.join(name), bytes).unwrap();
        let output = duizhao(folder, &["import", name]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", stderr(&output));
    }
    // A table of somebody else with ids of their own, a huge cell, and columns that nobody knows.
    let huge = "long ".repeat(40_000);
    let table = format!(
        "id,source,target,status,colour\n7,潮水退了。,{huge},done,red\n8,没有这句。,=1+1,,\n"
    );
    fs::write(folder.join("a.csv"), table).unwrap();
    let (changes, listed) = imported(folder, &["a.csv", "--dry-run"]);
    assert_eq!(changes.len(), 1);
    assert_eq!(
        listed,
        owned(&[
            ("\"done\" is no status", "潮水退了。"),
            ("no link has this Chinese", "没有这句。")
        ])
    );
    let alone = folder_with(&[("zh.md", "灯亮了。\n"), ("en.md", "The lamp was lit.\n")]);
    done(alone.path(), &["export", "r.csv", "zh.md", "en.md"]);
    let output = command(alone.path(), &["import", "r.csv", "zh.md", "en.md"])
        .output()
        .unwrap();
    assert!(
        stderr(&output).contains("has no bitext"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn texts_of_a_project_go_out_together_and_come_back_apart() {
    let folder = folder_with(&[
        (
            "duizhao.toml",
            "[project]\nsource = \"zh/*.md\"\ntarget = \"en/{path}\"\nbitext = \"b/{path}.bitext.jsonl\"\n",
        ),
        ("zh/a.md", "好。\n\n灯亮了。\n"),
        ("zh/b.md", "好。\n\n船回来了。\n"),
        ("en/a.md", "Good.\n\nThe lamp was lit.\n"),
        ("en/b.md", "Fine.\n\nThe boat came back.\n"),
    ]);
    let folder = folder.path();
    done(folder, &["align"]);
    for file in ["r.docx", "r.xlsx", "r.csv", "r.po", "r.xlf"] {
        done(folder, &["export", file]);
        assert_eq!(imported(folder, &[file]), (vec![], vec![]), "{file}");
    }
    crate::common::replace(folder, "r.po", "msgstr \"Fine.\"", "msgstr \"All right.\"");
    assert_eq!(
        imported(folder, &["r.po"]).0,
        owned(&[("edited", "All right.")])
    );
    assert_eq!(
        fs::read_to_string(folder.join("en/a.md")).unwrap(),
        "Good.\n\nThe lamp was lit.\n"
    );
    assert_eq!(
        fs::read_to_string(folder.join("en/b.md")).unwrap(),
        "All right.\n\nThe boat came back.\n"
    );
    // The memory of a project of another tool has no places: its units are found by their Chinese.
    let tmx = "<tmx version=\"1.4\"><header srclang=\"zh\"/><body><tu><tuv xml:lang=\"zh\"><seg>船回来了。</seg></tuv>\
        <tuv xml:lang=\"en\"><seg>The boat is back.</seg></tuv></tu></body></tmx>";
    fs::write(folder.join("project_save.tmx"), tmx).unwrap();
    let found = imported(folder, &["project_save.tmx", "--by", "Ann"]);
    assert_eq!(found.0, owned(&[("edited", "The boat is back.")]));
    assert_eq!(imported(folder, &["project_save.tmx", "--by", "Ann"]).0, []);
}
