//! A folder with a small project, and functions that compare its contents.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) use crate::common::{command, duizhao as run};

/// The contents of files by name; `None` for a file that does not exist.
pub(crate) type Files = BTreeMap<String, Option<Vec<u8>>>;

const CHINESE: &str =
    "第一章\n\n桥断了。镇上的人等了六年！闻溪坐在渡口。\n\n闻溪说：“明天修桥。”没有人相信闻溪。";
const ENGLISH: &str = "Chapter One\n\nThe bridge broke.  For six years，the town waited! Wen Xi sat at the ferry.\n\nWen Xi said: “Tomorrow we mend  the bridge.” Nobody believed Wen Xi.";
const OPERATIONS: &str = "{\"do\":\"note\",\"bead\":\"ID\",\"note\":\"look again\"}\n";

/// Runs the command to a good end.
pub(crate) fn done(folder: &Path, arguments: &[&str]) {
    let output = run(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{arguments:?}: {said}"
    );
}

/// Writes a project with everything that the commands of [`super::cases`] read.
pub(crate) fn lay_out(folder: &Path) {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("duizhao.toml", "[project]\n");
    write("zh.txt", CHINESE);
    write("en.txt", ENGLISH);
    write("later.txt", &ENGLISH.replace("six years", "a long time"));
    done(
        folder,
        &["align", "zh.txt", "en.txt", "-o", "base.bitext.jsonl"],
    );
    let base = fs::read_to_string(folder.join("base.bitext.jsonl")).unwrap();
    let ids: Vec<&str> = base
        .lines()
        .skip(1)
        .map(|line| line.split('"').nth(3).unwrap())
        .collect();
    for (name, id) in [("ours", ids[0]), ("theirs", ids[ids.len() - 1])] {
        write("operations", &OPERATIONS.replace("ID", id));
        let output = format!("{name}.bitext.jsonl");
        done(
            folder,
            &["edit", "base.bitext.jsonl", "operations", "-o", &output],
        );
    }
    done(folder, &["convert", "base.bitext.jsonl", "base.tmx"]);
    write("terms.csv", "source,target\n闻溪,Wen Xi\n渡口,ferry\n");
    // Folders that commands create remain when they then fail.
    fs::create_dir_all(folder.join("started/glossary")).unwrap();
    fs::create_dir_all(folder.join("man")).unwrap();
}

/// Writes or deletes files, as given.
pub(crate) fn put(folder: &Path, files: &Files) {
    for (name, bytes) in files {
        let path = folder.join(name);
        match bytes {
            Some(bytes) => {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
            None => {
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// A map of files by their names.
pub(crate) fn files(files: Vec<(&str, Option<Vec<u8>>)>) -> Files {
    let files = files.into_iter();
    files
        .map(|(name, bytes)| (name.to_owned(), bytes))
        .collect()
}

/// The current contents of the files with these names.
pub(crate) fn look(folder: &Path, names: &Files) -> Files {
    names
        .keys()
        .map(|name| (name.clone(), fs::read(folder.join(name)).ok()))
        .collect()
}

/// Everything in a folder, by path.
pub(crate) fn everything(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(everything(&path));
        }
        found.push(path);
    }
    found.sort();
    found
}

/// The temporary files that a killed run left beside its outputs.
pub(crate) fn left_over(folder: &Path) -> Vec<PathBuf> {
    let mut all = everything(folder);
    all.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(".duizhao-") && name.ends_with(".tmp")
    });
    all
}
