//! The English of a bitext in the shape of its Chinese document: what a translator's program sent back becomes a
//! book, a Word document, a page, subtitles.

use std::path::Path;

use crate::common::epub::{book, members, packed};
use crate::common::{done, duizhao, folder_with, stderr};

const MARKDOWN: &str = "# 灯塔\n\n海上有**一座**灯塔[^1]。它用 `lamp` 和 [Rust](https://a.example) 写成。\n\n- 船来了。\n\n[^1]: 在海边。\n";
const ENGLISH: &str = "# The Lighthouse\n\nThere is a lighthouse on the sea. It is written with lamp and Rust.\n\n- The boat came.\n\n[^1]: By the shore.\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    folder_with(files)
}

fn written(folder: &Path, file: &str) -> String {
    std::fs::read_to_string(folder.join(file)).unwrap()
}

#[test]
fn markup_stays_where_its_words_do() {
    let folder = folder(&[("zh.md", MARKDOWN), ("en.md", ENGLISH)]);
    let folder = folder.path();
    done(folder, &["align", "zh.md", "en.md", "-o", "b.bitext.jsonl"]);
    for exchange in ["b.xlf", "b.xliff12.xlf", "b.tmx", "b.tsv"] {
        done(folder, &["convert", "b.bitext.jsonl", exchange]);
        done(folder, &["convert", exchange, "new.md", "--like", "zh.md"]);
        assert_eq!(
            written(folder, "new.md"),
            "# The Lighthouse\n\nThere is a lighthouse on the sea.[^1] It is written with `lamp` and [Rust](https://a.example).\n\n- The boat came.\n\n[^1]: By the shore.\n",
            "{exchange}"
        );
    }
    // XLIFF names the document; its own English is not asked.
    std::fs::remove_file(folder.join("en.md")).unwrap();
    done(folder, &["convert", "b.xlf", "again.md"]);
    assert_eq!(written(folder, "again.md"), written(folder, "new.md"));
}

#[test]
fn a_book_and_a_word_document_come_back() {
    let zh = book(3, "p { color: black }\n", "");
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("zh.epub"), packed(&zh)).unwrap();
    // Each sentence is its own translation but for one mark.
    let bitext = "zh.bitext.jsonl";
    done(
        folder,
        &["align", "zh.epub", "zh2.epub", "-o", bitext].map(|name| {
            if name == "zh2.epub" {
                std::fs::copy(folder.join("zh.epub"), folder.join(name)).unwrap();
            }
            name
        }),
    );
    done(folder, &["convert", bitext, "b.xlf"]);
    let xliff = written(folder, "b.xlf");
    let parts = xliff.split("<target").enumerate().map(|(at, part)| {
        let (target, rest) = part.split_once("</target>").unwrap_or((part, ""));
        match at {
            0 => part.to_owned(),
            _ => format!(
                "<target{}</target>{rest}",
                target.replace("灯亮了", "the lamp is lit")
            ),
        }
    });
    std::fs::write(folder.join("b.xlf"), parts.collect::<String>()).unwrap();
    done(
        folder,
        &["convert", "b.xlf", "en.epub", "--like", "zh.epub"],
    );
    let english = members(&std::fs::read(folder.join("en.epub")).unwrap());
    assert_eq!(english.len(), zh.len());
    let mut changed = 0;
    for ((name, old), (new_name, new)) in zh.iter().zip(&english) {
        assert_eq!(name, new_name);
        changed += usize::from(old != new);
        assert_eq!(
            String::from_utf8_lossy(new).contains("lamp"),
            old != new && !name.ends_with(".opf"),
            "{name}"
        );
    }
    assert!(changed > 0);
}

#[test]
fn cues_come_back_with_their_times() {
    let cue = |number: usize, words: &str| {
        format!("{number}\n00:00:0{number},000 --> 00:00:0{number},900\n{words}\n\n")
    };
    let zh = cue(1, "灯亮了。") + &cue(2, "船来了，") + &cue(3, "没有人说话。");
    let folder = folder(&[
        ("zh.srt", &zh),
        (
            "b.tsv",
            "source\ttarget\n灯亮了。\tThe lamp is lit.\n船来了，没有人说话。\tThe boat came, and nobody spoke.\n",
        ),
    ]);
    let folder = folder.path();
    done(folder, &["convert", "b.tsv", "en.srt", "--like", "zh.srt"]);
    let english =
        cue(1, "The lamp is lit.") + &cue(2, "The boat came,") + &cue(3, "and nobody spoke.");
    assert_eq!(written(folder, "en.srt"), english);
}

#[test]
fn what_is_not_there_is_told() {
    let folder = folder(&[
        ("zh.md", "甲甲甲。乙乙乙。\n\n丙丙丙。\n"),
        (
            "b.tsv",
            "source\ttarget\n甲甲甲。\tA.\n乙乙乙。\t\n丁丁丁。\tD.\n丙丙丙。\tC.\n\tAnd more.\n",
        ),
        ("none.tsv", "source\ttarget\n戊戊戊。\tE.\n"),
    ]);
    let folder = folder.path();
    let output = duizhao(folder, &["convert", "b.tsv", "en.md", "--like", "zh.md"]);
    let said = stderr(&output);
    assert!(output.status.success(), "{said}");
    assert_eq!(written(folder, "en.md"), "A. 乙乙乙。\n\nC. And more.\n");
    assert!(
        said.contains("1 links whose Chinese is not in it"),
        "{said}"
    );
    assert!(said.contains("1 links have no English"), "{said}");
    for (arguments, says) in [
        (
            &["convert", "none.tsv", "x.md", "--like", "zh.md"][..],
            "none of the Chinese",
        ),
        (&["convert", "b.tsv", "x.md", "--like", "zh.pdf"], "zh.pdf"),
        (&["convert", "b.tsv", "x.docx"], "--like"),
        (&["convert", "b.tsv", "x.tmx", "--like", "zh.md"], "--like"),
    ] {
        let output = duizhao(folder, arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(says), "{}", stderr(&output));
        assert!(!folder.join("x.md").exists());
    }
}
