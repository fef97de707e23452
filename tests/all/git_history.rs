//! What a project learns from git: which texts changed, which English is older than its Chinese, how the files
//! were at a commit and are in the index.

#![allow(clippy::print_stderr)]

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::git::{commit, git, git_done};
use duizhao::project::Project;
use duizhao::project::history::{
    ChangedTexts, LastChange, ProjectCopy, Repository, TextFiles, Tree,
};

/// Makes a repository of an empty folder.
fn begin(folder: &Path) {
    git_done(folder, &["init", "-q", "-b", "main"]);
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// What history says of a pair: `English <- Chinese before` for each stale link, and `N unknown`.
fn stale(folder: &Path, zh: &str, en: &str) -> Vec<String> {
    let project = Project::default();
    let (zh, en) = (folder.join(zh), folder.join(en));
    let pair = project
        .read_pair(&zh, &en, duizhao::project::Reading::default())
        .unwrap();
    let parallel = project
        .align(pair, duizhao::project::HintFiles::default())
        .unwrap();
    let history = project.history(&[&zh, &en]).unwrap().unwrap();
    let found = project
        .stale_since(&history, &parallel.bitext, (&zh, &en))
        .unwrap();
    let bitext = &parallel.bitext;
    let mut said: Vec<String> = found
        .was
        .iter()
        .map(|(bead, was)| format!("{} <- {was}", bitext.target_text(&bitext.beads[*bead])))
        .collect();
    if found.unknown > 0 {
        said.push(format!("{} unknown", found.unknown));
    }
    said
}

const ZH: &str = "# 灯塔\n\n灯塔在海边。守塔人每晚点灯。\n\n全岛有320人，都认得他。\n\n谁来接他的班？没有人知道。\n";
const EN: &str = "# The Lighthouse\n\nThe lighthouse is by the sea. Every night the keeper lights the lamp.\n\nThere are 320 people on the island, and all know him.\n\nWho will follow him? Nobody knows.\n";

/// A step of a history: what is done to the texts, or to the names of the files, before the next commit.
enum Step {
    Zh(&'static str, &'static str),
    En(&'static str, &'static str),
    Both((&'static str, &'static str), (&'static str, &'static str)),
    /// Both files get other names.
    Rename(&'static str, &'static str),
    /// The Chinese alone gets another name.
    RenameZh(&'static str),
    /// Not committed: the end.
    Open,
}

#[test]
fn english_is_stale_where_its_chinese_changed_after_it() {
    use Step::{Both, En, Open, Rename, RenameZh, Zh};
    let lamp = "Every night the keeper lights the lamp. <- 守塔人每晚点灯。";
    let people = "There are 320 people on the island, and all know him. <- 全岛有320人，都认得他。";
    let cases: Vec<(&str, Vec<Step>, Vec<&str>)> = vec![
        ("nothing happened", vec![], vec![]),
        (
            "the Chinese changed",
            vec![Zh("每晚点灯", "每晚点两盏灯")],
            vec![lamp],
        ),
        (
            "it changed, and the English followed in the next commit",
            vec![
                Zh("每晚点灯", "每晚点两盏灯"),
                En("lights the lamp", "lights two lamps"),
            ],
            vec![],
        ),
        (
            "both in one commit",
            vec![Both(
                ("每晚点灯", "每晚点两盏灯"),
                ("lights the lamp", "lights two lamps"),
            )],
            vec![],
        ),
        (
            "another sentence's English changed since",
            vec![
                Zh("每晚点灯", "每晚点两盏灯"),
                En("Nobody knows", "No one can tell"),
            ],
            vec![lamp],
        ),
        (
            "twice, and it was not followed",
            vec![
                Zh("每晚点灯", "每晚点两盏灯"),
                Zh("点两盏灯", "点三盏大灯"),
                Zh("320人", "321人"),
            ],
            vec![lamp, people],
        ),
        (
            "there and back",
            vec![Zh("320人", "三百人"), Zh("三百人", "320人")],
            vec![],
        ),
        (
            "wrapped and moved",
            vec![
                Zh(
                    "灯塔在海边。守塔人每晚点灯。\n\n全岛有320人，都认得他。",
                    "全岛有320人，都认得他。\n\n灯塔在海边。\n守塔人每晚\n点灯。",
                ),
                En(
                    "The lighthouse is by the sea. Every night the keeper lights the lamp.\n\nThere are 320 people on the island, and all know him.",
                    "There are 320 people on the island, and all know him.\n\nThe lighthouse is by the sea. Every night\nthe keeper lights the lamp.",
                ),
            ],
            vec![],
        ),
        (
            "stale, then moved in both texts, which got other names",
            vec![
                Zh("每晚点灯", "每晚点两盏灯"),
                Rename("book/zh/01.md", "book/en/01.md"),
                Both(
                    ("灯塔在海边。守塔人每晚点两盏灯。\n\n", ""),
                    (
                        "The lighthouse is by the sea. Every night the keeper lights the lamp.\n\n",
                        "",
                    ),
                ),
                Both(
                    (
                        "没有人知道。\n",
                        "没有人知道。\n\n灯塔在海边。守塔人每晚点两盏灯。\n",
                    ),
                    (
                        "Nobody knows.\n",
                        "Nobody knows.\n\nThe lighthouse is by the sea. Every night the keeper lights the lamp.\n",
                    ),
                ),
            ],
            // Taken out and put in again it is written anew.
            vec![],
        ),
        (
            "the names changed, then the Chinese",
            vec![
                Rename("book/zh/01.md", "book/en/01.md"),
                Zh("每晚点灯", "每晚点两盏灯"),
            ],
            vec![lamp],
        ),
        (
            "the Chinese changed, then the names",
            vec![
                Zh("每晚点灯", "每晚点两盏灯"),
                RenameZh("zh/lighthouse.md"),
                Rename("book/zh/01.md", "book/en/01.md"),
            ],
            vec![lamp],
        ),
        (
            "only marks of the English changed since",
            vec![
                Zh("320人", "321人"),
                En("island, and all", "island - and all"),
            ],
            vec![
                "There are 320 people on the island - and all know him. <- 全岛有320人，都认得他。",
            ],
        ),
        (
            "a sentence put in above changes nothing below",
            vec![Both(
                ("灯塔在海边。", "岛很小。灯塔在海边。"),
                (
                    "The lighthouse is",
                    "The island is small. The lighthouse is",
                ),
            )],
            vec![],
        ),
        (
            "not committed",
            vec![Zh("每晚点灯", "每晚点两盏灯"), Open],
            vec![lamp],
        ),
        (
            "not committed, and followed",
            vec![
                Zh("每晚点灯", "每晚点两盏灯"),
                En("lights the lamp", "lights two lamps"),
                Open,
            ],
            vec![],
        ),
        (
            "Chinese taken out that one English sentence had told, too",
            vec![
                Both(
                    ("灯塔在海边。", "灯塔在海边。它很老很老。"),
                    (
                        "The lighthouse is by the sea.",
                        "The lighthouse is by the sea, and it is very old.",
                    ),
                ),
                Zh("它很老很老。", ""),
            ],
            vec!["The lighthouse is by the sea, and it is very old. <- 灯塔在海边。它很老很老。"],
        ),
    ];
    let mut wrong = Vec::new();
    for (about, steps, expected) in cases {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path();
        begin(folder);
        let (mut zh, mut en) = ("zh.md".to_owned(), "en.md".to_owned());
        write(folder, &zh, ZH);
        write(folder, &en, EN);
        commit(folder, "first");
        let replace = |name: &str, (from, to): (&str, &str)| {
            let path = folder.join(name);
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(from), "{about}: {from}");
            fs::write(path, text.replace(from, to)).unwrap();
        };
        let open = steps.iter().any(|step| matches!(step, Open));
        let rename = |from: &mut String, to: &str| {
            fs::create_dir_all(folder.join(to).parent().unwrap()).unwrap();
            git_done(folder, &["mv", from, to]);
            to.clone_into(from);
        };
        for step in &steps {
            match step {
                Zh(from, to) => replace(&zh, (from, to)),
                En(from, to) => replace(&en, (from, to)),
                Both(chinese, english) => {
                    replace(&zh, *chinese);
                    replace(&en, *english);
                }
                Rename(to_zh, to_en) => {
                    rename(&mut zh, to_zh);
                    rename(&mut en, to_en);
                }
                RenameZh(to) => rename(&mut zh, to),
                Open => {}
            }
            if !open {
                commit(folder, "next");
            }
        }
        let found = stale(folder, &zh, &en);
        if found != expected {
            wrong.push(format!("{about}: {found:#?} and not {expected:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_merge_is_looked_through() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    begin(folder);
    write(folder, "zh.md", ZH);
    write(folder, "en.md", EN);
    commit(folder, "first");
    // A translator works on a branch, while the Chinese goes on.
    git_done(folder, &["checkout", "-q", "-b", "english"]);
    write(
        folder,
        "en.md",
        &EN.replace("lights the lamp", "lights his lamp"),
    );
    commit(folder, "english");
    git_done(folder, &["checkout", "-q", "main"]);
    write(folder, "zh.md", &ZH.replace("每晚点灯", "每晚点两盏灯"));
    commit(folder, "chinese");
    git_done(folder, &["merge", "-q", "--no-edit", "english"]);
    assert_eq!(
        stale(folder, "zh.md", "en.md"),
        ["Every night the keeper lights his lamp. <- 守塔人每晚点灯。"]
    );
    let project = Project::default();
    let (zh, en) = (folder.join("zh.md"), folder.join("en.md"));
    let history = project.history(&[&zh, &en]).unwrap().unwrap();
    let id = |name: &str| {
        String::from_utf8(git(folder, &["rev-parse", name]).stdout)
            .unwrap()
            .trim()
            .to_owned()
    };
    for (file, name) in [(&zh, "HEAD^1"), (&en, "english")] {
        match history.last_change(file) {
            LastChange::Commit {
                id: found,
                author,
                date,
            } => {
                assert_eq!(found, id(name));
                assert_eq!(author, "A");
                assert!(date.starts_with("20") && date.contains('T'), "{date}");
            }
            other => panic!("{other:?}"),
        }
    }
    write(folder, "en.md", EN);
    let history = project.history(&[&zh, &en]).unwrap().unwrap();
    assert_eq!(history.last_change(&en), LastChange::Uncommitted);
}

#[test]
fn a_shallow_clone_knows_what_it_does_not_know() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("whole");
    fs::create_dir(&folder).unwrap();
    begin(&folder);
    write(&folder, "zh.md", ZH);
    write(&folder, "en.md", EN);
    commit(&folder, "first");
    write(&folder, "zh.md", &ZH.replace("每晚点灯", "每晚点两盏灯"));
    commit(&folder, "second");
    write(
        &folder,
        "zh.md",
        &ZH.replace("每晚点灯", "每晚点两盏灯")
            .replace("320人", "321人"),
    );
    commit(&folder, "third");
    let clone = |depth: &str| {
        let to = temporary.path().join(depth);
        let from = format!("file://{}", folder.display());
        git_done(
            temporary.path(),
            &["clone", "-q", "--depth", depth, &from, to.to_str().unwrap()],
        );
        to
    };
    let one = clone("1");
    assert_eq!(stale(&one, "zh.md", "en.md"), ["6 unknown"]);
    let project = Project::default();
    let (zh, en) = (one.join("zh.md"), one.join("en.md"));
    let history = project.history(&[&zh, &en]).unwrap().unwrap();
    assert_eq!(history.last_change(&zh), LastChange::Unknown);
    // What changed inside of what there is, is known.
    let two = clone("2");
    let people = "There are 320 people on the island, and all know him. <- 全岛有320人，都认得他。";
    assert_eq!(stale(&two, "zh.md", "en.md"), [people, "5 unknown"]);
    let (zh, en) = (two.join("zh.md"), two.join("en.md"));
    let history = project.history(&[&zh, &en]).unwrap().unwrap();
    assert!(matches!(
        history.last_change(&zh),
        LastChange::Commit { .. }
    ));
    assert_eq!(history.last_change(&en), LastChange::Unknown);
    let lamp = "Every night the keeper lights the lamp. <- 守塔人每晚点灯。";
    assert_eq!(stale(&clone("3"), "zh.md", "en.md"), [lamp, people]);
    // The revision that a pull request goes into is not there, and neither is the way to it.
    let repository = Repository::of(&two).unwrap();
    let said = repository.changed_since("v1").unwrap_err().to_string();
    assert!(
        said.contains("shallow") && said.contains("git fetch --unshallow"),
        "{said}"
    );
    git_done(&folder, &["checkout", "-q", "-b", "side", "HEAD~2"]);
    write(&folder, "side.md", "# Side\n");
    commit(&folder, "side");
    git_done(
        &one,
        &[
            "fetch",
            "-q",
            "--depth",
            "1",
            "origin",
            "side:refs/remotes/origin/side",
        ],
    );
    let repository = Repository::of(&one).unwrap();
    let said = repository
        .changed_since("origin/side")
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("does not have the commit from which")
            && said.contains("git fetch --unshallow origin side"),
        "{said}"
    );
    git_done(
        &one,
        &["fetch", "-q", "--unshallow", "origin", "side", "main"],
    );
    assert!(
        Repository::of(&one)
            .unwrap()
            .changed_since("origin/side")
            .is_ok()
    );
}

/// `宽。` and a line end in UTF-16.
const WIDE: &[u8] = &[0xbd, 0x5b, 0x02, 0x30, 0x0a, 0x00];

/// Numbers of the texts `1` to `5` that changed.
fn changed(folder: &Path, since: Option<&str>) -> Vec<usize> {
    let repository = Repository::of(folder).unwrap();
    let files = match since {
        Some(revision) => repository.changed_since(revision).unwrap(),
        None => repository.staged().unwrap(),
    };
    let paths: Vec<[PathBuf; 3]> = (1..=5)
        .map(|text| {
            [
                folder.join(format!("zh/{text}.md")),
                folder.join(format!("en/{text}.md")),
                folder.join(format!("bitext/{text}.bitext.jsonl")),
            ]
        })
        .collect();
    let texts: Vec<TextFiles<'_>> = paths
        .iter()
        .map(|[source, target, bitext]| TextFiles {
            source,
            target,
            bitext: Some(bitext),
        })
        .collect();
    let common = [folder.join("duizhao.toml"), folder.join("glossary.csv")];
    let common: Vec<&Path> = common.iter().map(PathBuf::as_path).collect();
    let found = repository.texts_with(&files, &texts, &common).unwrap();
    let numbers = found.numbers(texts.len());
    if let ChangedTexts::All(_) = found {
        assert_eq!(numbers.len(), 5);
    }
    numbers.into_iter().map(|number| number + 1).collect()
}

#[test]
fn texts_that_changed_since_a_revision() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    begin(folder);
    for text in 1..=4 {
        write(folder, &format!("zh/{text}.md"), ZH);
        write(folder, &format!("en/{text}.md"), EN);
        write(folder, &format!("bitext/{text}.bitext.jsonl"), "{}\n");
    }
    write(folder, "glossary.csv", "source,target\n");
    write(folder, "duizhao.toml", "");
    commit(folder, "first");
    let first: Option<&str> = Some("main");
    git_done(folder, &["checkout", "-q", "-b", "work"]);
    assert_eq!(changed(folder, first), [0; 0]);
    // Main goes on: that is none of ours.
    git_done(folder, &["checkout", "-q", "main"]);
    write(folder, "zh/4.md", "# 别的\n");
    commit(folder, "main goes on");
    git_done(folder, &["checkout", "-q", "work"]);
    assert_eq!(changed(folder, first), [0; 0]);
    write(folder, "zh/1.md", &ZH.replace("320", "321"));
    commit(folder, "committed");
    assert_eq!(changed(folder, first), [1]);
    write(folder, "en/2.md", &EN.replace("320", "321"));
    assert_eq!(changed(folder, first), [1, 2]);
    assert_eq!(changed(folder, None), [0; 0]);
    git_done(folder, &["add", "en/2.md"]);
    assert_eq!(changed(folder, first), [1, 2]);
    assert_eq!(changed(folder, None), [2]);
    write(folder, "bitext/3.bitext.jsonl", "{\"a\":1}\n");
    assert_eq!(changed(folder, first), [1, 2, 3]);
    // Touched, and the same.
    write(folder, "zh/4.md", ZH);
    assert_eq!(changed(folder, first), [1, 2, 3]);
    // Not kept yet, then renamed.
    write(folder, "zh/5.md", ZH);
    assert_eq!(changed(folder, first), [1, 2, 3, 5]);
    fs::remove_file(folder.join("zh/5.md")).unwrap();
    git_done(folder, &["mv", "zh/4.md", "zh/5.md"]);
    assert_eq!(changed(folder, first), [1, 2, 3, 4, 5]);
    git_done(folder, &["mv", "zh/5.md", "zh/4.md"]);
    // A file that git ignores nobody can compare; a bitext of it is made of the texts.
    write(folder, ".gitignore", "/bitext/5*\n/en/5*\n");
    write(folder, "bitext/5.bitext.jsonl", "{}\n");
    assert_eq!(changed(folder, first), [1, 2, 3]);
    write(folder, "en/5.md", EN);
    assert_eq!(changed(folder, first), [1, 2, 3, 5]);
    // What all texts share.
    write(folder, "glossary.csv", "source,target\n灯,lamp\n");
    assert_eq!(changed(folder, first), [1, 2, 3, 4, 5]);
    assert_eq!(changed(folder, None), [2]);
    git_done(folder, &["add", "glossary.csv"]);
    assert_eq!(changed(folder, None), [1, 2, 3, 4, 5]);
    let repository = Repository::of(folder).unwrap();
    for (revision, says) in [
        ("nonsense", "no such commit"),
        ("--all", "begins with a dash"),
    ] {
        let said = repository.changed_since(revision).unwrap_err().to_string();
        assert!(said.contains(says), "{said}");
    }
    git_done(folder, &["checkout", "-q", "--orphan", "other"]);
    git_done(folder, &["commit", "-q", "-m", "other"]);
    let said = repository.changed_since("main").unwrap_err().to_string();
    assert!(said.contains("no commit in common"), "{said}");
}

#[test]
fn the_index_and_a_commit_are_copied_as_a_checkout_writes_them() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    begin(folder);
    write(folder, "docs/duizhao.toml", "[project]\n");
    write(folder, "docs/zh/a b.md", "一。\n二。\n");
    write(folder, "docs/zh/wide.txt", "placeholder");
    fs::write(folder.join("docs/zh/wide.txt"), WIDE).unwrap();
    write(folder, "docs/image.png", "no text");
    write(folder, "terms/glossary.csv", "source,target\n");
    write(folder, "src/main.md", "elsewhere\n");
    write(
        folder,
        ".gitattributes",
        "*.md text eol=crlf\nwide.txt working-tree-encoding=UTF-16LE\n",
    );
    commit(folder, "first");
    write(folder, "docs/zh/a b.md", "一。\r\n三。\r\n");
    git_done(folder, &["add", "docs"]);
    write(folder, "docs/zh/a b.md", "not staged\r\n");
    write(folder, "docs/zh/new.md", "not staged\r\n");
    write(folder, "docs/zh/meant.md", "only meant\r\n");
    git_done(folder, &["add", "-N", "docs/zh/meant.md"]);
    let repository = Repository::of(&folder.join("docs")).unwrap();
    let glossary = folder.join("terms/glossary.csv");
    let head = repository.commit("HEAD").unwrap();
    for (tree, words) in [
        (Tree::Index, "一。\r\n三。\r\n"),
        (Tree::Commit(head), "一。\r\n二。\r\n"),
    ] {
        let copy = ProjectCopy::of(&repository, &tree, &folder.join("docs"), &[&glossary]).unwrap();
        let names: Vec<&str> = copy
            .files()
            .keys()
            .map(|name| name.to_str().unwrap())
            .collect();
        assert_eq!(
            names,
            [
                "docs/duizhao.toml",
                "docs/zh/a b.md",
                "docs/zh/wide.txt",
                "terms/glossary.csv"
            ]
        );
        let path = copy
            .path_of(&repository, &folder.join("docs/zh/a b.md"))
            .unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), words);
        assert_eq!(copy.name(&path), Some(Path::new("docs/zh/a b.md")));
        let wide = fs::read(copy.root().join("docs/zh/wide.txt")).unwrap();
        assert_eq!(wide, WIDE);
        let root = copy.root().to_owned();
        drop(copy);
        assert!(!root.exists());
    }
}
