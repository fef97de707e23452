//! Commands that continue from what an earlier run kept.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::cases::{Case, case, no_cache, some};
use super::desk::{Files, done, files};
use crate::translate::chat::{completion, project, server};

const WAS: &str = "# 灯塔\n\n潮水退了。人在等船。\n";
const IS: &str =
    "# 灯塔\n\n潮水退了。人在等一条大船。\n\n船上没有灯。灯在塔上。\n\n> 风从海上来。雨也来了。\n";
/// A translation that no server gave: a person wrote it, for a sentence that is gone since.
const BY_PERSON: &str = "A light at sea.";

/// The commands for a project of [`super::desk::lay_out`] with a server that translates.
pub(crate) fn cases(folder: &Path) -> Vec<Case> {
    let (url, _) = server(|_, _, right| {
        std::thread::sleep(Duration::from_millis(10));
        completion(&right)
    });
    project(folder, &url, "concurrency = 2\nbatch = 2");
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    let read = |name: &str| Some(fs::read(folder.join(name)).unwrap());
    done(folder, &["tm", "import", "base.tmx"]);
    write("now.md", WAS);
    done(folder, &["translate", "now.md", "-o", "en.md"]);
    write("now.md", &format!("海上有灯。\n\n{WAS}"));
    let onto = ["translate", "now.md", "-o", "onto.bitext.jsonl"];
    done(folder, &onto);
    let bitext = fs::read_to_string(folder.join("onto.bitext.jsonl")).unwrap();
    let edited = bitext.replacen("\"sea sea sea sea.\"", &format!("\"{BY_PERSON}\""), 1);
    assert_ne!(edited, bitext);
    write("now.md", IS);
    done(folder, &["translate", "now.md", "-o", "other.md"]);
    let answered = || files(vec![(".duizhao/cache.redb", read(".duizhao/cache.redb"))]);
    let keeping = |kept: Files, case: Case| Case { kept, ..case };
    write(
        "pairs.tsv",
        "source\ttarget\toutput\nzh.txt\ten.txt\tone\nzh.txt\tlater.txt\ttwo\n",
    );
    let cases = vec![
        keeping(
            no_cache(),
            case(
                "translate",
                &["translate", "now.md", "-o", "first.md"],
                vec![("first.md", None)],
            ),
        ),
        keeping(
            answered(),
            case(
                "translate, all answered",
                &["translate", "now.md", "-o", "en.md"],
                vec![("en.md", read("en.md"))],
            ),
        ),
        keeping(
            answered(),
            case(
                "translate onto",
                &onto,
                vec![("onto.bitext.jsonl", Some(edited.into_bytes()))],
            ),
        ),
        keeping(
            answered(),
            case(
                "tm export",
                &["tm", "export", "all.tmx"],
                vec![("all.tmx", some())],
            ),
        ),
        keeping(
            files(vec![("books/batch.jsonl", None)]),
            case(
                "align --batch",
                &["align", "--batch", "pairs.tsv", "-o", "books"],
                vec![
                    ("books/one.bitext.jsonl", None),
                    ("books/two.bitext.jsonl", None),
                ],
            ),
        ),
    ];
    cases
}
