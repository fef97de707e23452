//! The command as a Chinese reader sees it, and what stays as it is for programs.

use std::path::Path;
use std::process::Output;

use unicode_width::UnicodeWidthStr;

use crate::common::{command, fixture, root, stderr, stdout};

/// Runs the command as a person does whose system speaks this language.
fn run(locale: &str, folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments)
        .env_remove("DUIZHAO_LANG")
        .env_remove("LC_MESSAGES")
        .env_remove("LANG")
        .env("LC_ALL", locale)
        .output()
        .unwrap()
}

fn path(name: &str) -> String {
    fixture(name).display().to_string()
}

/// Two texts in which the check finds something.
fn odd_pair() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put(
        "zh.txt",
        "灯塔高30米。\n\n守塔人来了。\n\n他带来了三封信。\n",
    );
    put(
        "en.txt",
        "The lighthouse is 35 metres high.\n\nThe the keeper came.\n\nHe brought three letters.\n",
    );
    folder
}

#[test]
fn the_language_is_that_of_the_system_or_of_the_option() {
    let folder = tempfile::tempdir().unwrap();
    let first = |output: &Output| stdout(output).lines().next().unwrap_or("").to_owned();
    let english = first(&run("C", folder.path(), &["--help"]));
    assert!(english.starts_with("对照: parallel"), "{english}");
    for (locale, arguments) in [
        ("zh_CN.UTF-8", &["--help"][..]),
        ("C", &["--lang", "zh-CN", "--help"]),
        ("C", &["--lang=zh", "help"]),
    ] {
        let said = stdout(&run(locale, folder.path(), arguments));
        assert!(said.contains("用法："), "{locale} {arguments:?}: {said}");
        assert!(said.contains("退出码") || said.contains("命令"), "{said}");
    }
    let said = stdout(&run(
        "C",
        folder.path(),
        &["align", "--lang", "zh", "--help"],
    ));
    assert!(said.contains("逐句对齐"), "{said}");
    let said = stdout(&run(
        "zh_CN.UTF-8",
        folder.path(),
        &["--lang", "en", "align", "--help"],
    ));
    assert!(said.contains("Usage: duizhao align"), "{said}");
    // Of a text it is the language that it is in.
    let output = run(
        "C",
        root(),
        &["segment", "--lang", "zh", &path("story/zh.txt")],
    );
    assert!(output.status.success() && stderr(&output).is_empty());
    let output = run(
        "C",
        root(),
        &["--lang", "zh", "segment", "--lang", "en", "none.txt"],
    );
    assert!(stderr(&output).contains("无法读取"), "{}", stderr(&output));
}

#[test]
fn refused_arguments_are_told() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, said) in [
        (&["align", "--odd"][..], "错误：没有参数 --odd"),
        (&["alin"], "错误：没有命令 alin"),
        (&["segment"], "错误：缺少必需的参数：<FILE>"),
        (
            &["check", "--fail-on", "x"],
            "“x”不能用作 --fail-on <SEVERITY> 的值",
        ),
        (
            &["status", "--format", "x"],
            "[可选值：text, json, markdown, badge]",
        ),
        (&["-q", "-v", "rules"], "不能与"),
        (&["--lang", "en", "--lang", "zh", "rules"], "只能指定一次"),
        (&["--lang", "xx", "rules"], "应为 en 或 zh-CN"),
    ] {
        let output = run("zh_CN.UTF-8", folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
}

#[test]
fn errors_and_notes_are_told() {
    let folder = odd_pair();
    for (arguments, said) in [
        (
            &["align", "zh.txt", "nowhere.txt"][..],
            "错误：nowhere.txt：无法读取",
        ),
        (
            &["build", "zh.txt", "en.txt", "--to", "odd"],
            "不能制作“odd”格式的对照版",
        ),
        (&["convert", "zh.txt"], "请指定"),
        (
            &["status", "nowhere"],
            "nowhere: 这只是一个文本，不是双语文件",
        ),
        (
            &["align", "zh.txt", "zh.txt"],
            "zh.txt 给了两次\n  办法：请指定",
        ),
    ] {
        let output = run("zh_CN.UTF-8", folder.path(), arguments);
        assert_ne!(output.status.code(), Some(0));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
    let output = run("zh_CN.UTF-8", folder.path(), &["build", "zh.txt", "en.txt"]);
    assert!(stderr(&output).contains("提示：") && stderr(&output).contains("已写入"));
}

#[test]
fn reports_are_told_and_those_for_programs_are_not() {
    let folder = odd_pair();
    let check = |locale: &str, format: &str| {
        let output = run(
            locale,
            folder.path(),
            &["check", "zh.txt", "en.txt", "--format", format],
        );
        stdout(&output)
    };
    let text = check("zh_CN.UTF-8", "text");
    for part in [
        "“The the”：单词重复",
        "[repeated-word]",
        "个链接中有",
        "警告",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("stands twice"), "{text}");
    for (format, part) in [
        ("markdown", "duizhao 检查："),
        ("html", "<html lang=\"zh-CN\">"),
    ] {
        let said = check("zh_CN.UTF-8", format);
        assert!(said.contains(part) && said.contains("单词重复"), "{said}");
    }
    for format in ["json", "sarif", "junit", "github"] {
        assert_eq!(check("C", format), check("zh_CN.UTF-8", format), "{format}");
    }
}

#[test]
fn what_a_revision_changed_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("old.txt", "The lamp burned.\n\nHe had 3 letters.\n");
    put(
        "new.txt",
        "The lamp burned.\n\nHe had 4 letters.\n\nThen he left.\n",
    );
    let diff = |locale: &str, format: &str| {
        let arguments = ["diff", "old.txt", "new.txt", "--format", format];
        stdout(&run(locale, folder.path(), &arguments))
    };
    let text = diff("zh_CN.UTF-8", "text");
    for part in ["修改", "数字：3 → 4", "新增 1 处", "未变"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert_eq!(diff("C", "json"), diff("zh_CN.UTF-8", "json"));
}

/// The column at which a word begins on the screen.
fn column(line: &str, word: &str) -> Option<usize> {
    Some(line[..line.find(word)?].width())
}

#[test]
fn tables_keep_their_columns() {
    let output = run("zh_CN.UTF-8", root(), &["formats"]);
    let said = stdout(&output);
    let head = said.lines().next().unwrap();
    let at = column(head, "用于").unwrap();
    let rows: Vec<&str> = said
        .lines()
        .skip(1)
        .take_while(|line| !line.is_empty())
        .collect();
    let mut seen = 0;
    for row in rows {
        for kind in ["文本 ", "双语文件 ", "术语表 ", "对照版 "] {
            if column(row, kind) == Some(at) {
                seen += 1;
                break;
            }
        }
    }
    assert!(seen > 15, "{said}");
    let written = column(head, "写出").unwrap();
    let tsv = said
        .lines()
        .find(|line| line.trim_start().starts_with("tsv"))
        .unwrap();
    let yes: Vec<usize> = tsv
        .match_indices('是')
        .map(|(at, _)| tsv[..at].width())
        .collect();
    assert!(yes.contains(&written), "{said}");
}

#[test]
fn lists_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let said = stdout(&run("zh_CN.UTF-8", folder.path(), &["rules"]));
    for part in [
        "number (错误)",
        "句子或其中大部分没有译文",
        "例：",
        "[[check.ignore]]",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    let said = stdout(&run("zh_CN.UTF-8", folder.path(), &["providers"]));
    assert!(
        said.contains("协议（") && said.contains("Anthropic 的消息接口"),
        "{said}"
    );
}
