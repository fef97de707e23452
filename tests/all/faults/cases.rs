//! The commands that write files.

use std::fs;
use std::path::Path;

use super::desk::{Files, files};

/// A command that writes, with its outputs and their contents before the run.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) arguments: Vec<&'static str>,
    pub(crate) old: Files,
    /// Further files that it finds and continues from: what it keeps for its next run.
    pub(crate) kept: Files,
}

/// A command that keeps nothing for its next run.
pub(crate) fn case(
    name: &'static str,
    arguments: &[&'static str],
    old: Vec<(&str, Option<Vec<u8>>)>,
) -> Case {
    Case {
        name,
        arguments: arguments.to_vec(),
        old: files(old),
        kept: Files::new(),
    }
}

/// The content of a file that is replaced.
pub(crate) fn some() -> Option<Vec<u8>> {
    Some(b"what was here before\n".to_vec())
}

/// The files for a run without a cache.
pub(crate) fn no_cache() -> Files {
    files(vec![
        (".duizhao/.gitignore", None),
        (".duizhao/cache.redb", None),
    ])
}

/// The commands that need only a project of [`super::desk::lay_out`].
pub(crate) fn cases(folder: &Path) -> Vec<Case> {
    let read = |name: &str| Some(fs::read(folder.join(name)).unwrap());
    vec![
        case(
            "align",
            &["align", "zh.txt", "en.txt", "-o", "new.bitext.jsonl"],
            vec![("new.bitext.jsonl", None)],
        ),
        case(
            "align onto",
            &["align", "zh.txt", "later.txt", "-o", "onto.bitext.jsonl"],
            vec![("onto.bitext.jsonl", read("ours.bitext.jsonl"))],
        ),
        case(
            "build",
            &[
                "build",
                "base.bitext.jsonl",
                "--to",
                "html,md,epub,docx,jsonl,tsv,links,tmx,xliff,xliff12,intertext,moses",
                "-o",
                "out",
            ],
            vec![
                ("out/edition.html", some()),
                ("out/edition.md", None),
                ("out/edition.epub", some()),
                ("out/edition.docx", None),
                ("out/edition.bitext.jsonl", some()),
                ("out/edition.tsv", None),
                ("out/edition.align", some()),
                ("out/edition.tmx", None),
                ("out/edition.xlf", some()),
                ("out/edition.xliff12.xlf", None),
                ("out/edition.intertext.xml", some()),
                ("out/edition.zh.xml", some()),
                ("out/edition.en.xml", None),
                ("out/edition.zh", None),
                ("out/edition.en", some()),
            ],
        ),
        case(
            "convert",
            &["convert", "base.bitext.jsonl", "text.intertext.xml"],
            vec![
                ("text.intertext.xml", some()),
                ("text.zh.xml", some()),
                ("text.en.xml", None),
            ],
        ),
        case(
            "convert, a glossary",
            &["convert", "terms.csv", "terms.tbx"],
            vec![("terms.tbx", some())],
        ),
        case(
            "check --fix, a text",
            &["check", "zh.txt", "en.txt", "--fix"],
            vec![("en.txt", read("en.txt"))],
        ),
        case(
            "check --fix, a bitext",
            &["check", "base.bitext.jsonl", "--fix"],
            // The text and its bitext are written together.
            vec![
                ("base.bitext.jsonl", read("base.bitext.jsonl")),
                ("en.txt", read("en.txt")),
            ],
        ),
        case(
            "check, its report and a baseline",
            &[
                "check",
                "base.bitext.jsonl",
                "--format",
                "html",
                "-o",
                "report.html",
                "--write-baseline",
                "baseline.json",
            ],
            vec![("report.html", None), ("baseline.json", some())],
        ),
        case(
            "diff",
            &[
                "diff",
                "base.bitext.jsonl",
                "ours.bitext.jsonl",
                "--format",
                "html",
                "-o",
                "diff.html",
            ],
            vec![("diff.html", some())],
        ),
        case(
            "edit",
            &["edit", "base.bitext.jsonl", "operations"],
            vec![("base.bitext.jsonl", read("base.bitext.jsonl"))],
        ),
        case(
            "eval",
            &[
                "eval",
                "base.bitext.jsonl",
                "ours.bitext.jsonl",
                "-o",
                "score.txt",
            ],
            vec![("score.txt", some())],
        ),
        case(
            "init",
            &["init", "started"],
            vec![
                ("started/duizhao.toml", None),
                ("started/glossary/terms.csv", None),
                ("started/.gitignore", None),
            ],
        ),
        case(
            "man",
            &["man", "-o", "man"],
            vec![("man/duizhao.1", None), ("man/duizhao-align.1", some())],
        ),
        case(
            "merge",
            &[
                "merge",
                "base.bitext.jsonl",
                "ours.bitext.jsonl",
                "theirs.bitext.jsonl",
                "-o",
                "merged.bitext.jsonl",
            ],
            vec![("merged.bitext.jsonl", some())],
        ),
        case(
            "segment",
            &["segment", "zh.txt", "-o", "zh.sents.txt"],
            vec![("zh.sents.txt", some())],
        ),
        case(
            "terms",
            &[
                "terms",
                "zh.txt",
                "en.txt",
                "--least",
                "2",
                "-o",
                "found.csv",
            ],
            vec![("found.csv", some())],
        ),
        Case {
            kept: no_cache(),
            ..case("tm import", &["tm", "import", "base.tmx"], vec![])
        },
    ]
}
