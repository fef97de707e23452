//! Completions as a shell reads them, and manual pages as a reader shows them.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::common::{self, root, skipped};

fn duizhao(arguments: &[&str]) -> Output {
    let output = common::duizhao(root(), arguments);
    assert!(output.status.success(), "{output:?}");
    output
}

/// Gives a program its input; `None` if the program is not installed.
fn through(program: &str, arguments: &[&str], input: &[u8]) -> Option<Output> {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        skipped(&format!("there is no {program}"));
        return None;
    };
    let mut stdin = child.stdin.take()?;
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Some(output)
}

/// The names of the commands, as the help lists them.
fn commands() -> Vec<String> {
    let help = String::from_utf8(duizhao(&["--help"]).stdout).unwrap();
    let list = help.split_once("Commands:\n").unwrap().1;
    let list = list.split_once("\n\n").unwrap().0;
    list.lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_shell_is_given_something() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = String::from_utf8(duizhao(&["completions", shell]).stdout).unwrap();
        for command in commands() {
            assert!(script.contains(&command), "{shell}: {command}");
        }
    }
}

#[test]
fn bash_completes_a_command() {
    let mut script = duizhao(&["completions", "bash"]).stdout;
    let Some(output) = through("bash", &["-n"], &script) else {
        return;
    };
    assert!(output.status.success() && output.stderr.is_empty());
    script.extend_from_slice(
        b"\nCOMP_WORDS=(duizhao al); COMP_CWORD=1; _duizhao duizhao al duizhao; echo \"${COMPREPLY[*]}\"\n",
    );
    let output = through("bash", &["--norc"], &script).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), "align");
}

#[test]
fn every_command_has_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    duizhao(&["man", "-o", &pages.display().to_string()]);
    let names: BTreeSet<String> = std::fs::read_dir(&pages)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let commands = commands();
    assert!(commands.len() > 15, "{commands:?}");
    for command in commands.iter().filter(|name| *name != "help") {
        assert!(names.contains(&format!("duizhao-{command}.1")), "{command}");
    }
    assert!(names.contains("duizhao.1") && names.contains("duizhao-tm-import.1"));
    assert!(names.iter().all(|name| !name.contains("help")), "{names:?}");
    let main = std::fs::read(pages.join("duizhao.1")).unwrap();
    assert_eq!(main, duizhao(&["man"]).stdout);
    for name in &names {
        if !renders(&pages.join(name)) {
            return;
        }
    }
}

/// Renders a page if a renderer is installed; the renderer must not complain.
fn renders(page: &Path) -> bool {
    let bytes = std::fs::read(page).unwrap();
    let Some(output) = through("groff", &["-man", "-Tascii", "-ww"], &bytes) else {
        return false;
    };
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(complaint.is_empty(), "{}: {complaint}", page.display());
    assert!(String::from_utf8_lossy(&output.stdout).contains("duizhao"));
    true
}
