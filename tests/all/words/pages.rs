//! Built pages: their controls are in the language that the settings or the option name, never in that of the
//! machine.

use std::path::Path;

use crate::common::{command, stderr};

/// Builds the pair and gives the page.
fn built(folder: &Path, locale: &str, arguments: &[&str]) -> String {
    let all = [arguments, &["build", "zh.md", "en.md"]].concat();
    let output = command(folder, &all)
        .env("DUIZHAO_LANG", locale)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    std::fs::read_to_string(folder.join("edition/edition.html")).unwrap()
}

fn pair() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("zh.md", "# 灯塔\n\n灯亮了。船来了。\n");
    put(
        "en.md",
        "# The lighthouse\n\nThe lamp was lit. The ship came.\n",
    );
    folder
}

#[test]
fn the_machine_changes_no_page() {
    let folder = pair();
    let english = built(folder.path(), "en", &[]);
    assert!(
        english.contains("Skip to the text") && english.contains("\"page-js-copied\":\"Copied\"")
    );
    assert_eq!(built(folder.path(), "zh-CN", &[]), english);
    let chinese = built(folder.path(), "en", &["--lang", "zh-CN"]);
    for part in [
        "跳到正文",
        "aria-label=\"左右对照\"",
        "placeholder=\"搜索\"",
        "\"page-js-copied\":\"已复制\"",
        "<header class=\"bar\" lang=\"zh-CN\">",
        "下一句、上一句；也可用 <kbd>↓</kbd> <kbd>↑</kbd>",
    ] {
        assert!(chinese.contains(part), "{part}");
    }
    assert!(!chinese.contains("{{") && !chinese.contains("Skip to"));
}

#[test]
fn the_settings_name_the_language_of_pages() {
    let folder = pair();
    let settings = "[edition]\ninterface = \"zh-CN\"\n";
    std::fs::write(folder.path().join("duizhao.toml"), settings).unwrap();
    assert!(built(folder.path(), "en", &[]).contains("跳到正文"));
    assert!(built(folder.path(), "zh-CN", &["--lang", "en"]).contains("Skip to the text"));
    std::fs::write(
        folder.path().join("duizhao.toml"),
        "[edition]\ninterface = \"fr\"\n",
    )
    .unwrap();
    let output = command(folder.path(), &["build", "zh.md", "en.md"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn a_proof_sheet_tells_its_findings() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("zh.md", "灯亮了。\n\n守塔人来了。\n");
    put("en.md", "The the lamp was lit.\n\nThe keeper came.\n");
    let output = command(
        folder.path(),
        &["--lang", "zh", "build", "zh.md", "en.md", "--proof"],
    )
    .output()
    .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let page = std::fs::read_to_string(folder.path().join("edition/edition.html")).unwrap();
    for part in [
        "校样",
        "隐藏存疑标记",
        "检查出的问题",
        "单词重复",
        "个链接",
        "中文 2 个句子",
    ] {
        assert!(page.contains(part), "{part}");
    }
}
