//! `duizhao diff` over a project that git keeps: which texts differ, what moved between them, what is to be looked
//! at first; every rendering; exit codes.

#![allow(clippy::print_stderr)]

use std::fs;
use std::path::Path;

use crate::common::git::{commit, git_done};
use crate::common::{self, done, duizhao, fixture, replace, stderr, stdout};
use duizhao::config::Config;
use duizhao::diff::render::{Rendering, View};
use duizhao::glossary::Termbase;
use duizhao::project::{GitSpan, Project};
use duizhao::report::Terminal;
use duizhao::text::named::Named;
use serde_json::Value;

/// A book of seven chapters; of each the Chinese and the English, by sentences.
const CHAPTERS: &[(&str, &[(&str, &str)])] = &[
    (
        "01",
        &[
            ("# 灯塔", "# The Lighthouse"),
            ("灯塔在海边。", "The lighthouse is by the sea."),
            (
                "全岛有320人，都认得守塔人。",
                "There are 320 people on the island, and all know the keeper.",
            ),
        ],
    ),
    (
        "02",
        &[
            ("# 船", "# The Boat"),
            ("每个月来一条船。", "Once a month a boat comes."),
            ("船上装着米和灯油。", "It carries rice and lamp oil."),
        ],
    ),
    (
        "03",
        &[
            ("# 信", "# The Letter"),
            ("船长带来一封信。", "The captain brings a letter."),
            ("信是从北方寄来的。", "The letter was sent from the north."),
            ("守塔人读了三遍。", "The keeper reads it three times."),
        ],
    ),
    (
        "04",
        &[
            ("# 雾", "# Fog"),
            ("早上起了大雾。", "In the morning a thick fog rose."),
            (
                "老渔夫讲了一个很长的故事。",
                "The old fisherman told a very long story.",
            ),
            (
                "故事里有一座沉没的城。",
                "In the story there was a sunken city.",
            ),
            ("没有人相信他。", "Nobody believed the old man."),
        ],
    ),
    (
        "05",
        &[
            ("# 夜", "# Night"),
            ("夜里风停了。", "At night the wind died down."),
        ],
    ),
    (
        "06",
        &[
            ("# 市集", "# The Market"),
            ("市集在码头上。", "The market is on the quay."),
        ],
    ),
    (
        "07",
        &[
            ("# 尾声", "# Epilogue"),
            ("灯还亮着。", "The lamp is still burning."),
        ],
    ),
];

fn write(folder: &Path, name: &str, sentences: &[(&str, &str)]) {
    for side in ["zh", "en"] {
        let path = folder.join(side).join(format!("{name}.md"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let lines: Vec<&str> = sentences
            .iter()
            .map(|(zh, en)| if side == "zh" { *zh } else { *en })
            .filter(|line| !line.is_empty())
            .collect();
        fs::write(path, lines.join("\n\n") + "\n").unwrap();
    }
}

/// The book in a repository with two commits, `v1` and `v2`.
fn book() -> tempfile::TempDir {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    fs::write(
        folder.join("duizhao.toml"),
        "[project]\nsource = \"zh/*.md\"\ntarget = \"en/{path}\"\n",
    )
    .unwrap();
    fs::write(folder.join(".gitignore"), "/.duizhao/\n").unwrap();
    for (name, sentences) in CHAPTERS {
        write(folder, name, sentences);
    }
    git_done(folder, &["init", "-q", "-b", "main"]);
    commit(folder, "first");
    git_done(folder, &["tag", "v1"]);
    // Edited, with another number; Chinese that the English did not follow.
    replace(folder, "en/01.md", "320 people", "3,200 people");
    replace(folder, "zh/02.md", "每个月来一条船", "每年来两条大船");
    // Another name on both sides, and a word.
    for side in ["zh", "en"] {
        git_done(
            folder,
            &[
                "mv",
                &format!("{side}/03.md"),
                &format!("{side}/03-letter.md"),
            ],
        );
    }
    replace(
        folder,
        "en/03-letter.md",
        "reads it three times",
        "reads it again and again",
    );
    // A passage in another chapter.
    let moved = [
        (
            "zh",
            "老渔夫讲了一个很长的故事。\n\n故事里有一座沉没的城。\n\n",
            "夜里风停了。\n",
        ),
        (
            "en",
            "The old fisherman told a very long story.\n\nIn the story there was a sunken city.\n\n",
            "At night the wind died down.\n",
        ),
    ];
    for (side, passage, before) in moved {
        replace(folder, &format!("{side}/04.md"), passage, "");
        let with = format!("{before}\n{}\n", passage.trim_end());
        replace(folder, &format!("{side}/05.md"), before, &with);
        fs::remove_file(folder.join(side).join("06.md")).unwrap();
    }
    write(
        folder,
        "08",
        &[
            ("# 后记", "# Afterword"),
            ("这本书写了三年。", "This book took three years to write."),
        ],
    );
    write(folder, "09", &[("# 年表", "")]);
    fs::remove_file(folder.join("en/09.md")).unwrap();
    commit(folder, "second");
    git_done(folder, &["tag", "v2"]);
    temporary
}

/// Compares with what a person has read: a file of the fixtures. `DUIZHAO_SNAPSHOTS=write` writes it.
fn is_as_read(name: &str, text: &str) {
    let path = fixture(name);
    if std::env::var_os("DUIZHAO_SNAPSHOTS").is_some_and(|value| value == "write") {
        fs::write(&path, text).unwrap();
    }
    let read = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, read, "{name} is other than it was read");
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let text = done(folder, &[&["diff", "--format", "json"], arguments].concat());
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_person_reads_what_changed_in_a_book() {
    let temporary = book();
    let folder = temporary.path();
    for (format, name) in [
        ("text", "diff/project.txt"),
        ("markdown", "diff/project.md"),
        ("json", "diff/project.json"),
    ] {
        let text = done(folder, &["diff", "--git", "v1..v2", "--format", format]);
        is_as_read(name, &text);
        // The number of threads changes nothing, and neither does the folder that one stands in.
        let again = done(
            folder,
            &["--jobs", "1", "diff", "--git", "v1..v2", "--format", format],
        );
        assert_eq!(text, again);
    }
    let stat = done(folder, &["diff", "--git", "v1..v2", "--stat"]);
    let whole = done(folder, &["diff", "--git", "v1..v2"]);
    assert!(whole.starts_with(&stat) && !stat.contains('━'), "{stat}");
    let page = done(folder, &["diff", "--git", "v1..v2", "--format", "html"]);
    for part in [
        "<h2 id=\"text-1\">zh/01.md",
        "href=\"#text-1\"",
        "moved here from zh/04.md",
        "gone: 2 sentences",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn versions_and_texts_are_chosen() {
    let temporary = book();
    let folder = temporary.path();
    let names = |revision: &Value| -> Vec<String> {
        let texts = revision["texts"].as_array().unwrap().iter();
        texts
            .map(|text| {
                let word = |key: &str| text[key].as_str().unwrap().to_owned();
                format!("{} {}", word("state"), word("text"))
            })
            .collect()
    };
    let all = [
        "changed zh/01.md",
        "changed zh/02.md",
        "renamed zh/03-letter.md",
        "changed zh/04.md",
        "changed zh/05.md",
        "removed zh/06.md",
        "added zh/08.md",
        "added zh/09.md",
    ];
    for range in ["v1..v2", "v1", "v1..", "v1...v2"] {
        assert_eq!(names(&json(folder, &["--git", range])), all, "{range}");
    }
    // The other way round it is mirrored.
    let back = json(folder, &["--git", "v2..v1"]);
    assert_eq!(
        names(&back),
        [
            "changed zh/01.md",
            "changed zh/02.md",
            "renamed zh/03.md",
            "changed zh/04.md",
            "changed zh/05.md",
            "added zh/06.md",
            "removed zh/08.md",
            "removed zh/09.md",
        ]
    );
    assert_eq!(back["moves"][0]["from"]["text"], "zh/05.md");
    assert_eq!(back["moves"][0]["to"]["text"], "zh/04.md");
    // Some of the texts: by folder, by glob, by several names, also of one that is gone.
    assert_eq!(names(&json(folder, &["--git", "v1..v2", "zh"])), all);
    assert_eq!(
        names(&json(
            folder,
            &["--git", "v1..v2", "zh/0[12].md", "en/08.md"]
        )),
        ["changed zh/01.md", "changed zh/02.md", "added zh/08.md"]
    );
    assert_eq!(
        names(&json(folder, &["--git", "v1..v2", "zh/06.md", "zh/07.md"])),
        ["removed zh/06.md"]
    );
    // From a folder inside, files are named from there.
    let inner = folder.join("en");
    let text = done(&inner, &["diff", "--git", "v1..v2", "--no-pager"]);
    assert!(text.contains("01.md:5:1 → 01.md:5:1"), "{text}");
    // One file stays what it was.
    let one = json(folder, &["--git", "v1..v2", "en/01.md"]);
    assert_eq!(one["duizhao"], "diff");
    assert!(one["old"]["source"].as_str().unwrap().ends_with("zh/01.md"));
    // What is not committed, and what is staged.
    assert_eq!(names(&json(folder, &["--git", "HEAD"])), [""; 0]);
    replace(folder, "en/07.md", "still burning", "burning still");
    fs::rename(folder.join("zh/08.md"), folder.join("zh/10.md")).unwrap();
    fs::rename(folder.join("en/08.md"), folder.join("en/10.md")).unwrap();
    assert_eq!(
        names(&json(folder, &["--git", "HEAD"])),
        ["changed zh/07.md", "renamed zh/10.md"]
    );
    assert_eq!(names(&json(folder, &["--staged"])), [""; 0]);
    git_done(folder, &["add", "en/07.md"]);
    replace(folder, "en/07.md", "burning still", "out");
    let staged = json(folder, &["--staged"]);
    assert_eq!(names(&staged), ["changed zh/07.md"]);
    assert_eq!(
        staged["texts"][0]["diff"]["changes"][0]["new"]["texts"][0],
        "The lamp is burning still."
    );
}

#[test]
fn gates_and_failures_have_exit_codes() {
    let temporary = book();
    let folder = temporary.path();
    let code = |arguments: &[&str]| {
        let output = duizhao(folder, &[&["diff", "--no-pager"], arguments].concat());
        (output.status.code().unwrap(), stderr(&output))
    };
    for (arguments, expected) in [
        (&["--git", "v1..v2"][..], 0),
        (&["--git", "v1..v2", "--exit-code"], 1),
        (&["--git", "v2..v2", "--exit-code"], 0),
        (&["--git", "v1..v2", "--fail-on", "number"], 1),
        (
            &[
                "--git",
                "v1..v2",
                "zh/02.md",
                "zh/04.md",
                "--fail-on",
                "negation",
            ],
            0,
        ),
        (
            &[
                "--git",
                "v1..v2",
                "zh/02.md",
                "zh/04.md",
                "--fail-on",
                "stale",
            ],
            1,
        ),
        (
            &[
                "--git",
                "v1..v2",
                "zh/06.md",
                "zh/07.md",
                "--fail-on",
                "removed",
            ],
            1,
        ),
        (
            &[
                "--git",
                "v1..v2",
                "zh/04.md",
                "zh/05.md",
                "--fail-on",
                "removed,added",
            ],
            0,
        ),
        (
            &[
                "--git",
                "v1..v2",
                "zh/04.md",
                "zh/05.md",
                "--fail-on",
                "moved",
            ],
            1,
        ),
        (&["--git", "v1..v2", "zh/77.md", "zh/04.md"], 2),
        (&["--git", "v1..v3"], 2),
        (&["--git", "v1..v2", "--source", "zh/01.md"], 2),
    ] {
        let (found, said) = code(arguments);
        assert_eq!(found, expected, "{arguments:?}: {said}");
    }
    // A text that cannot be read is told, and the others are compared.
    fs::write(
        folder.join("en/07.md"),
        "One.\n\n<<<<<<< a\nTwo.\n=======\nThree.\n>>>>>>> b\n",
    )
    .unwrap();
    let output = duizhao(folder, &["diff", "--git", "v1", "--no-pager"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("zh/07.md: en/07.md"),
        "{}",
        stderr(&output)
    );
    assert!(stdout(&output).contains("1 failed"), "{}", stdout(&output));
    assert!(
        stdout(&output).contains("moved here from zh/04.md"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn markdown_says_what_it_leaves_out() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    fs::write(
        folder.join("duizhao.toml"),
        "[project]\nsource = \"zh/*.md\"\ntarget = \"en/{path}\"\n",
    )
    .unwrap();
    let sentence = |chapter: usize, number: usize, word: &str| {
        format!(
            "In chapter {chapter} the {word} number {number} stands by the old road to the river."
        )
    };
    let text = |word: &str| {
        for chapter in 0..60 {
            let sentences: Vec<(String, String)> = (0..12)
                .map(|number| {
                    (
                        format!("第{chapter}章里第{number}座塔立在通往河边的旧路旁。"),
                        sentence(chapter, number, word),
                    )
                })
                .collect();
            let pairs: Vec<(&str, &str)> = sentences
                .iter()
                .map(|(zh, en)| (zh.as_str(), en.as_str()))
                .collect();
            write(folder, &format!("{chapter:02}"), &pairs);
        }
    };
    text("tower");
    git_done(folder, &["init", "-q", "-b", "main"]);
    commit(folder, "first");
    text("lantern");
    replace(folder, "en/42.md", "number 7 stands", "number 8 stands");
    let project = Project::new(Config::load(&folder.join("duizhao.toml")).unwrap(), 2);
    let compared = project
        .compare_in_git(GitSpan::Range("HEAD"), &[], None)
        .unwrap();
    let revision = compared.revise(&Termbase::default(), None, 2).unwrap();
    let of = |limit: usize| {
        let view = View {
            all: false,
            kinds: Vec::new(),
            stat: false,
            look: Terminal {
                color: false,
                width: 80,
                ..Terminal::default()
            },
            limit,
        };
        let mut text = Vec::new();
        let rendering = Rendering::by_id("markdown").unwrap();
        (rendering.write_project)(&revision, &view, &mut text).unwrap();
        String::from_utf8(text).unwrap()
    };
    let comment = of(60_000);
    assert!(
        comment.len() <= 60_000 && comment.len() > 50_000,
        "{}",
        comment.len()
    );
    assert!(comment.chars().count() <= 65_536);
    assert!(comment.contains("60 changed texts"), "{}", &comment[..400]);
    let first = comment.find("#### Look at first").unwrap();
    assert!(
        comment[first..first + 200].contains("zh/42.md"),
        "{}",
        &comment[first..first + 200]
    );
    assert!(comment.contains("number: 7 → 8"));
    // All rows of the table have room; changes of the last texts have none.
    assert!(comment.contains("| zh/59.md |"));
    let told = &comment[comment.rfind("\n…and more").unwrap()..];
    assert!(
        told.contains(" of zh/") && told.contains(" other texts"),
        "{told}"
    );
    // Nothing is both shown and left out: with all room, everything is there.
    let whole = of(10_000_000);
    assert!(!whole.contains("no room"));
    assert_eq!(whole.matches("<ins>lantern</ins>").count(), 60 * 12);
    for limit in [0, 1, 100, 1999, 2500, 4000, 10_000, 30_000] {
        let text = of(limit);
        assert!(text.len() <= limit, "{limit}: {}", text.len());
        if limit >= 4000 {
            assert!(text.contains("no room"), "{limit}: {text}");
            assert!(text.contains("zh/42.md"), "{limit}: {text}");
        }
    }
}

#[test]
fn bitexts_of_a_revision_have_the_words_of_its_texts() {
    let temporary = book();
    let folder = temporary.path();
    fs::write(
        folder.join("duizhao.toml"),
        "[project]\nsource = \"zh/*.md\"\ntarget = \"en/{path}\"\nbitext = \"bitext/{stem}.bitext.jsonl\"\n",
    )
    .unwrap();
    fs::create_dir(folder.join("bitext")).unwrap();
    done(
        folder,
        &[
            "align",
            "zh/01.md",
            "en/01.md",
            "-o",
            "bitext/01.bitext.jsonl",
        ],
    );
    commit(folder, "a bitext");
    // The text alone is committed: the bitext beside it still says the words before.
    replace(
        folder,
        "en/01.md",
        "all know the keeper",
        "nobody knows the keeper",
    );
    commit(folder, "the text");
    let revision = json(folder, &["--git", "HEAD~1..HEAD"]);
    assert_eq!(revision["texts"].as_array().unwrap().len(), 1);
    let text = &revision["texts"][0];
    assert_eq!(text["text"], "zh/01.md");
    assert_eq!(text["diff"]["old"]["file"], "en/01.md");
    assert_eq!(text["diff"]["changes"].as_array().unwrap().len(), 1);
    assert_eq!(
        text["diff"]["changes"][0]["signs"][0]["meaning"],
        "negation"
    );
    // A bitext made anew, with the same words, is no change.
    done(
        folder,
        &[
            "align",
            "zh/01.md",
            "en/01.md",
            "-o",
            "bitext/01.bitext.jsonl",
        ],
    );
    let revision = json(folder, &["--git", "HEAD"]);
    assert_eq!(revision["texts"].as_array().unwrap().len(), 0);
    // What is in the private folder of a copy is gone, and nothing is written beside the project's files.
    let status = common::git::git(folder, &["status", "--porcelain"]);
    assert_eq!(stdout(&status), " M bitext/01.bitext.jsonl\n");
}
