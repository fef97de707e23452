//! Texts in git: the merge driver of the guide, sentence by sentence, and texts with conflicts refused.

#![allow(clippy::print_stderr)]

use std::fs;

use crate::common::git::{self, git, git_done};
use crate::common::{done, duizhao, folder_with, stderr, stdout};

/// A repository with a text in it and the drivers as the guide sets them.
fn repository(name: &str, text: &str) -> tempfile::TempDir {
    let folder = folder_with(&[(name, text)]);
    git::repository(folder.path());
    folder
}

/// Two branches of a text are merged by git: the repository, the exit code of `git merge`, and the text after it.
fn merged(name: &str, base: &str, ours: &str, theirs: &str) -> (tempfile::TempDir, bool, String) {
    let repository = repository(name, base);
    let folder = repository.path();
    let file = folder.join(name);
    git_done(folder, &["checkout", "-q", "-b", "theirs"]);
    fs::write(&file, theirs).unwrap();
    git_done(folder, &["commit", "-q", "-a", "-m", "theirs"]);
    git_done(folder, &["checkout", "-q", "main"]);
    fs::write(&file, ours).unwrap();
    git_done(folder, &["commit", "-q", "-a", "-m", "ours"]);
    let merge = git(folder, &["merge", "-q", "--no-edit", "theirs"]);
    let text = fs::read_to_string(file).unwrap();
    (repository, merge.status.success(), text)
}

/// `text` with one stretch replaced.
fn with(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

const EN: &str = "---\ntitle: The mill\n---\n\n# The mill\n\nThe mill stands by the brook. Its wheel has not turned for years. Swallows nest under the roof.\n\n- Bring a lamp. Mind the third step.\n- Close the gate.\n\n| Room | What is there |\n| --- | --- |\n| Attic | Flour sacks. An old saddle. |\n\n```\nwheel = off\n```\n";

#[test]
fn different_sentences_of_one_line_merge() {
    let changes = [
        (
            "stands by",
            "leans over",
            "Swallows nest",
            "Two swallows nest",
        ),
        (
            "Bring a lamp.",
            "Bring two lamps.",
            "Mind the third step.",
            "Skip the third step.",
        ),
        (
            "Flour sacks.",
            "Empty flour sacks.",
            "An old saddle.",
            "A saddle.",
        ),
        (
            "title: The mill",
            "title: The old mill",
            "# The mill",
            "# An old mill",
        ),
    ];
    for (from, to, other, other_to) in changes {
        let (_kept, clean, text) =
            merged("en.md", EN, &with(EN, from, to), &with(EN, other, other_to));
        assert!(clean, "{from}: {text}");
        assert_eq!(text, with(&with(EN, from, to), other, other_to));
    }
}

#[test]
fn sentences_added_and_removed_at_different_places_merge() {
    let ours = with(
        EN,
        "by the brook. Its wheel has not turned for years.",
        "by the brook.",
    );
    let theirs = with(
        EN,
        "- Close the gate.\n",
        "- Close the gate.\n- Leave no crumbs.\n",
    );
    let (_kept, clean, text) = merged("en.md", EN, &ours, &theirs);
    assert!(clean, "{text}");
    assert_eq!(
        text,
        with(
            &ours,
            "- Close the gate.\n",
            "- Close the gate.\n- Leave no crumbs.\n"
        )
    );
}

#[test]
fn the_same_change_on_both_sides_merges() {
    let both = with(EN, "Close the gate.", "Shut the gate.");
    let ours = with(&both, "Flour", "Wheat");
    let (_kept, clean, text) = merged("en.md", EN, &ours, &with(&both, "nest under", "live under"));
    assert!(clean, "{text}");
    assert_eq!(text, with(&ours, "nest under", "live under"));
}

#[test]
fn one_sentence_changed_in_two_ways_is_a_conflict_that_no_command_reads() {
    let ours = with(
        &with(EN, "for years", "in years"),
        "by the brook",
        "by a brook",
    );
    let theirs = with(EN, "for years", "since the flood");
    let (kept, clean, text) = merged("en.md", EN, &ours, &theirs);
    assert!(!clean);
    let line = "The mill stands by the brook. Its wheel has not turned for years. Swallows nest under the roof.\n";
    let ours = with(
        &with(line, "for years", "in years"),
        "by the brook",
        "by a brook",
    );
    // What merged on the line is in both versions.
    let theirs = with(
        &with(line, "for years", "since the flood"),
        "by the brook",
        "by a brook",
    );
    let conflict =
        format!("<<<<<<< ours\n{ours}||||||| base\n{line}=======\n{theirs}>>>>>>> theirs\n");
    assert_eq!(text, with(EN, line, &conflict));

    let folder = kept.path();
    fs::write(folder.join("zh.md"), "# 磨坊\n\n磨坊在溪边。\n").unwrap();
    for command in [
        &["check", "zh.md", "en.md"][..],
        &["align", "zh.md", "en.md"],
    ] {
        let refused = duizhao(folder, command);
        assert_eq!(refused.status.code(), Some(2), "{command:?}");
        let said = stderr(&refused);
        assert!(
            said.contains("en.md:7:1: git left a conflict here"),
            "{said}"
        );
        assert!(said.contains("keep one of both versions"), "{said}");
    }
    // Resolved, it is read again, before and after git is told.
    fs::write(folder.join("en.md"), with(EN, line, &ours)).unwrap();
    done(folder, &["align", "zh.md", "en.md"]);
}

#[test]
fn a_removed_sentence_that_was_reworded_is_a_conflict() {
    let ours = with(EN, " Swallows nest under the roof.", "");
    let theirs = with(EN, "Swallows nest", "Two swallows nest");
    for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
        let (_kept, clean, text) = merged("en.md", EN, ours, theirs);
        assert!(!clean, "{text}");
        assert!(text.contains("has not turned for years.\n"), "{text}");
        assert!(
            text.contains("years. Two swallows nest under the roof.\n"),
            "{text}"
        );
    }
}

#[test]
fn two_different_sentences_added_at_one_place_are_a_conflict() {
    let add = |sentence: &str| with(EN, "by the brook.", &format!("by the brook. {sentence}"));
    let (_kept, clean, text) = merged(
        "en.md",
        EN,
        &add("It is damp."),
        &add("Nobody comes. It is far."),
    );
    assert!(!clean, "{text}");
    assert_eq!(text.matches("<<<<<<< ").count(), 1, "{text}");
    assert!(text.contains("brook. It is damp. Its wheel"), "{text}");
    assert!(
        text.contains("brook. Nobody comes. It is far. Its wheel"),
        "{text}"
    );
    let (_kept, clean, text) = merged("en.md", EN, &add("It is damp."), &add("It is damp."));
    assert!(clean, "{text}");
    assert_eq!(text, add("It is damp."));
}

#[test]
fn line_ends_stay() {
    let base = EN.replace('\n', "\r\n");
    let ours = with(&base, "stands by", "leans over");
    let (_kept, clean, text) = merged("en.md", &base, &ours, &with(&base, "Swallows", "Crows"));
    assert!(clean, "{text}");
    assert_eq!(text, with(&ours, "Swallows", "Crows"));
    let theirs = with(&base, "stands by", "hangs over");
    let (_kept, clean, text) = merged("en.md", &base, &ours, &theirs);
    assert!(!clean);
    assert!(text.contains("<<<<<<< ours\r\n"), "{text}");
    assert_eq!(
        text.replace("\r\n", "").matches('\n').count(),
        0,
        "{text:?}"
    );
}

#[test]
fn chinese_merges_by_sentences() {
    let base = "# 磨坊\n\n磨坊在溪边。水车多年不转了。屋檐下有燕子做窝。\n";
    let ours = with(base, "在溪边", "立在溪边");
    let theirs = with(base, "有燕子", "有两只燕子");
    let (_kept, clean, text) = merged("zh.md", base, &ours, &theirs);
    assert!(clean, "{text}");
    assert_eq!(text, with(&ours, "有燕子", "有两只燕子"));
    let theirs = with(base, "在溪边", "在河边");
    let (_kept, clean, text) = merged("zh.md", base, &ours, &theirs);
    assert!(!clean);
    assert!(
        text.contains("=======\n磨坊在河边。水车多年不转了。屋檐下有燕子做窝。\n"),
        "{text}"
    );
}

#[test]
fn by_hand_the_result_goes_where_it_is_wanted() {
    let ours = with(EN, "stands by", "leans over");
    let theirs = with(EN, "Swallows", "Crows");
    let gbk = [
        &b"\xB5\xC6\xCB\xFE\xD4\xDA\xBA\xA3\xB1\xDF\xA1\xA3"[..],
        b"\n",
    ]
    .concat();
    let folder = folder_with(&[
        ("base.md", EN.as_bytes()),
        ("ours.md", ours.as_bytes()),
        ("theirs.md", theirs.as_bytes()),
        ("other.md", with(EN, "stands by", "hangs over").as_bytes()),
        ("gbk.md", &gbk),
        ("utf8.md", "灯塔在山上。\n".as_bytes()),
    ]);
    let folder = folder.path();
    let merge = |files: &[&str]| duizhao(folder, &[&["merge", "--text"], files].concat());
    let printed = merge(&["base.md", "ours.md", "theirs.md"]);
    assert_eq!(stdout(&printed), with(&ours, "Swallows", "Crows"));
    let written = merge(&["base.md", "ours.md", "other.md", "-o", "merged.md"]);
    assert_eq!(written.status.code(), Some(1));
    assert!(
        stderr(&written).contains("merged.md: 1 conflicts"),
        "{}",
        stderr(&written)
    );
    let text = fs::read_to_string(folder.join("merged.md")).unwrap();
    assert!(text.contains("<<<<<<< ours\nThe mill leans"), "{text}");
    let refused = merge(&["gbk.md", "utf8.md", "gbk.md"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("encoding"),
        "{}",
        stderr(&refused)
    );
}

#[test]
fn an_example_of_a_conflict_is_read_unless_git_calls_the_file_unmerged() {
    let example = "Git writes:\n\n```\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> other\n```\n\nThat is all.\n";
    let folder = folder_with(&[("zh.md", "这样写：\n\n就这些。\n"), ("en.md", example)]);
    // Without git.
    done(folder.path(), &["align", "zh.md", "en.md"]);
    // In a repository where it is merged, and in one where it is not.
    let (kept, clean, _) = merged(
        "en.md",
        EN,
        &with(EN, "Attic", "Loft"),
        &with(EN, "Attic", "Top"),
    );
    assert!(!clean);
    let folder = kept.path();
    fs::write(folder.join("zh.md"), "这样写：\n\n就这些。\n").unwrap();
    fs::write(folder.join("en.md"), example).unwrap();
    let refused = duizhao(folder, &["align", "zh.md", "en.md"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = stderr(&refused);
    assert!(
        said.contains("en.md:4:1: git left a conflict here"),
        "{said}"
    );
    assert!(said.contains("git add"), "{said}");
    git_done(folder, &["add", "en.md"]);
    done(folder, &["align", "zh.md", "en.md"]);
}
