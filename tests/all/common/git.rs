//! Git in a folder of a test, without anybody's settings.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::{root, stderr};

/// Runs git in a folder.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> Output {
    Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(["-c", "core.autocrlf=false"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("GIT_DIR")
        .output()
        .unwrap()
}

/// Runs git to a good end.
pub(crate) fn git_done(folder: &Path, arguments: &[&str]) {
    let output = git(folder, arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        stderr(&output)
    );
}

/// Makes a repository of a folder, with the drivers as the guide sets them, and commits all that is in it.
pub(crate) fn repository(folder: &Path) {
    fs::write(folder.join(".gitattributes"), block("```gitattributes")).unwrap();
    fs::write(folder.join(".gitignore"), "/.duizhao/\n").unwrap();
    git_done(folder, &["init", "-q", "-b", "main"]);
    for line in block("```sh settings").lines() {
        let words: Vec<String> = line
            .trim_start_matches("git ")
            .splitn(3, ' ')
            .map(|word| {
                let program = format!("{} ", env!("CARGO_BIN_EXE_duizhao"));
                word.trim_matches('\'').replace("duizhao ", &program)
            })
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        git_done(folder, &words);
    }
    commit(folder, "first");
}

/// Commits everything.
pub(crate) fn commit(folder: &Path, message: &str) {
    git_done(folder, &["add", "-A"]);
    git_done(folder, &["commit", "-q", "-m", message]);
}

/// The block of the guide's page on git that begins with `fence`.
fn block(fence: &str) -> String {
    let page = fs::read_to_string(root().join("docs/git.md")).unwrap();
    let (_, behind) = page.split_once(&format!("{fence}\n")).unwrap();
    behind.split("```").next().unwrap().to_owned()
}
