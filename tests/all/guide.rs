//! The guide is checked: its commands run as they stand there, its links lead to existing places, and
//! every command and option that it names exists.
//!
//! Each `sh` block in a page of `docs/SUMMARY.md` has a comment before it: `<!-- run -->`, or `<!--
//! run: SETUP -->` with the state that it starts from (see `setup`; `then` is the folder that the block
//! before has left), and `exit=1` where it ends with that code; or `<!-- not run: REASON -->`.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::common::{copy, duizhao, root};

/// Pages whose commands need a package registry or another machine, and are not tested here.
const NOT_TESTED: &[&str] = &["install.md"];
/// Options that are passed by git and left out of the help.
const HIDDEN: &[&str] = &["--git-driver"];

/// A fenced block of code.
struct Block {
    /// The page, and the line of the opening fence.
    place: String,
    /// The info string behind the opening fence.
    info: String,
    /// The comment before the block, without its delimiters.
    marker: Option<String>,
    text: String,
}

impl Block {
    fn is_shell(&self) -> bool {
        ["sh", "bash", "shell", "console"].contains(&self.info.split(' ').next().unwrap_or(""))
    }
}

fn blocks(page: &Path) -> Vec<Block> {
    let text = fs::read_to_string(page).unwrap();
    let mut found = Vec::new();
    let mut before = "";
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let marker = before.strip_prefix("<!--").map(str::trim_end);
            let inside: Vec<&str> = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| !line.starts_with("```"))
                .collect();
            found.push(Block {
                place: format!(
                    "{}:{}",
                    page.file_name().unwrap().to_string_lossy(),
                    number + 1
                ),
                info: info.to_owned(),
                marker: marker.map(|m| m.trim_end_matches("-->").trim().to_owned()),
                text: inside.join("\n"),
            });
            before = "";
        } else if !line.trim().is_empty() {
            before = line;
        }
    }
    found
}

/// The targets of a page's links.
fn links(text: &str) -> Vec<String> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .map(|target| target.split(['#', ' ']).next().unwrap_or("").to_owned())
        .filter(|target| !target.is_empty() && !target.contains(':'))
        .collect()
}

/// The pages of the guide.
fn guide() -> Vec<PathBuf> {
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    let pages: Vec<PathBuf> = links(&summary)
        .iter()
        .filter(|page| !NOT_TESTED.contains(&page.as_str()))
        .map(|page| root().join("docs").join(page))
        .collect();
    assert!(pages.len() > 10, "docs/SUMMARY.md lists {pages:?}");
    pages
}

/// Every page of `docs/`, and the README.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir(root().join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.push(root().join("README.md"));
    pages.sort();
    pages
}

fn shell(folder: &Path, script: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_duizhao")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    for name in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{name}_NAME"), "A")
            .env(format!("GIT_{name}_EMAIL"), "a@example.org");
    }
    command
        .current_dir(folder)
        .args(["-euo", "pipefail", "-c", script])
        .env("DUIZHAO_LANG", "en")
        .env("PATH", path)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("GIT_DIR")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// The script of a set-up, which runs in a folder that holds `fixtures/` and `glossary/`.
fn setup(name: &str) -> Option<&'static str> {
    // Two texts, their glossary, revisions of both, and bitexts of them.
    const INTERVIEW: &str = "
cp fixtures/interview/*.* .
cp glossary/interview.csv terms.csv
sed 's/2009/2010/; s/six full years/six years/' en.md >en.rev2.md
sed 's/2009年/2010年/' zh.md >zh2.md
duizhao align zh.md en.md -o old.bitext.jsonl
duizhao align zh.md en.rev2.md -o new.bitext.jsonl
cp old.bitext.jsonl book.bitext.jsonl
cp old.bitext.jsonl chapter1.bitext.jsonl
duizhao convert old.bitext.jsonl old.tmx
";
    // A project whose check finds something.
    const PROJECT: &str = "
cp fixtures/interview/zh.md fixtures/interview/en.md .
cp glossary/interview.csv terms.csv
printf '[project]\\nsource = \"zh.md\"\\ntarget = \"en.md\"\\nglossary = [\"terms.csv\"]\\n' >duizhao.toml
";
    // Two versions in git, and the second of them on a branch.
    const GIT: &str = "
cp fixtures/interview/zh.md fixtures/interview/en.md .
duizhao align zh.md en.md -o book.bitext.jsonl
git init -q -b main .
git add zh.md en.md book.bitext.jsonl
git commit -q -m one
git tag v1.0
git switch -q -c revision
sed -i 's/six full years/six years/' en.md
duizhao align zh.md en.md -o book.bitext.jsonl
git commit -q -a -m two
git tag v2.0
";
    // A book of two chapters in git, and a branch that changed one of them.
    const BOOK_IN_GIT: &str = "
mkdir zh en
printf '# 灯塔\\n\\n灯塔在海边。\\n\\n全岛有320人，都认得他。\\n' >zh/01.md
printf '# The Lighthouse\\n\\nThe lighthouse is by the sea.\\n\\nThere are 320 people on the island, and all know him.\\n' >en/01.md
printf '# 船\\n\\n每个月来一条船。\\n' >zh/02.md
printf '# The Boat\\n\\nOnce a month a boat comes.\\n' >en/02.md
printf '[project]\\nsource = \"zh/*.md\"\\ntarget = \"en/{path}\"\\n' >duizhao.toml
printf '.duizhao/\\nedition/\\n' >.gitignore
git init -q -b main .
git add zh en duizhao.toml .gitignore
git commit -q -m one
git switch -q -c revision
sed -i 's/all know him/everybody knows him/' en/01.md
git commit -q -a -m two
sed -i 's/a boat comes/a boat arrives/' en/02.md
";
    // A project with a server that does not exist, because nothing asks it.
    const PROVIDER: &str = "
cp fixtures/interview/zh.md .
printf '[provider.local]\\nprotocol = \"openai\"\\nurl = \"http://127.0.0.1:9/v1\"\\nmodel = \"m\"\\n' >duizhao.toml
";
    // A bitext, and operations to apply to it.
    const OPERATIONS: &str = "
duizhao align fixtures/interview/zh.md fixtures/interview/en.md -o book.bitext.jsonl
id=$(sed -n '2s/^{\"id\":\"\\([0-9a-f]*\\)\".*/\\1/p' book.bitext.jsonl)
printf '{\"do\": \"status\", \"bead\": \"%s\", \"status\": \"locked\"}\\n' \"$id\" >operations.jsonl
";
    const PAIRS: &str = "
cp glossary/interview.csv terms.csv
printf '{\"id\": 1, \"source\": \"桥很老。\", \"target\": \"The bridge is old.\"}\\n' >pairs.jsonl
";
    // A book of two chapters.
    const CHAPTERS: &str = "
mkdir zh en
printf '# 塔\\n\\n老人住在塔里。他看[河](ch02.md)。\\n' >zh/ch01.md
printf '# The Tower\\n\\nThe old man lives in the tower. He watches the [river](ch02.md).\\n' >en/ch01.md
printf '# 河\\n\\n河水很清。\\n' >zh/ch02.md
printf '# The River\\n\\nThe water of the river is clear.\\n' >en/ch02.md
printf '[project]\\nsource = \"zh/*.md\"\\ntarget = \"en/{path}\"\\n' >duizhao.toml
";
    // The book of eight texts, as a person begins with it.
    const BOOK: &str = "
cp -r fixtures/book/zh fixtures/book/en .
rm -r fixtures glossary
";
    // A tree of pages in git, without settings.
    const TREE: &str = "
mkdir -p docs en/docs
printf '# 开始\\n\\n先安装程序。\\n\\n然后打开它。\\n' >docs/start.md
printf '# Start\\n\\nInstall the program first.\\n\\nThen open it.\\n' >en/docs/start.md
printf '# 选项\\n\\n有三个选项。\\n' >docs/options.md
printf '# Options\\n\\nThere are three options.\\n' >en/docs/options.md
rm -r fixtures glossary
git init -q -b main .
git add -A
git commit -q -m pages
";
    match name {
        "book" => Some(BOOK),
        "tree" => Some(TREE),
        "chapters" => Some(CHAPTERS),
        "provider" => Some(PROVIDER),
        "operations" => Some(OPERATIONS),
        "pairs" => Some(PAIRS),
        "" => Some(""),
        "interview" => Some(INTERVIEW),
        "project" => Some(PROJECT),
        "git" => Some(GIT),
        "book-in-git" => Some(BOOK_IN_GIT),
        _ => None,
    }
}

/// A folder as a set-up leaves it; each set-up runs once and is then copied.
fn fresh(
    name: &str,
    place: &str,
    made: &mut HashMap<String, tempfile::TempDir>,
) -> tempfile::TempDir {
    let first = made.entry(name.to_owned()).or_insert_with(|| {
        let folder = tempfile::tempdir().unwrap();
        for part in ["fixtures", "glossary"] {
            copy(&root().join(part), &folder.path().join(part));
        }
        let script = setup(name).unwrap_or_else(|| panic!("{place}: there is no set-up {name:?}"));
        let done = shell(folder.path(), script);
        assert!(done.status.success(), "{name}: {done:?}");
        folder
    });
    let folder = tempfile::tempdir().unwrap();
    copy(first.path(), folder.path());
    folder
}

/// The set-up and the exit code of a `run` marker.
fn wanted(marker: &str) -> Option<(String, i32)> {
    let rest = marker.strip_prefix("run")?.trim_start_matches(':').trim();
    let mut name = String::new();
    let mut code = 0;
    for word in rest.split_whitespace() {
        match word.strip_prefix("exit=") {
            Some(number) => code = number.parse().ok()?,
            None => word.clone_into(&mut name),
        }
    }
    Some((name, code))
}

#[test]
fn the_commands_of_the_guide_run() {
    let mut wrong = Vec::new();
    let mut ran = 0;
    let mut made = HashMap::new();
    for page in guide() {
        let mut left: Option<tempfile::TempDir> = None;
        for block in blocks(&page).iter().filter(|block| block.is_shell()) {
            let place = &block.place;
            let marker = block.marker.as_deref().unwrap_or("");
            if let Some(reason) = marker.strip_prefix("not run:") {
                assert!(reason.trim().len() > 5, "{place}: why is it not run?");
                continue;
            }
            let Some((name, code)) = wanted(marker) else {
                wrong.push(format!(
                    "{place}: neither <!-- run --> nor <!-- not run: REASON --> before it"
                ));
                continue;
            };
            let folder = match left.take() {
                Some(folder) if name == "then" => folder,
                _ => fresh(&name, place, &mut made),
            };
            let done = shell(folder.path(), &block.text);
            ran += 1;
            if done.status.code() != Some(code) {
                wrong.push(format!(
                    "{place}: {} and not {code}\n{}\n{}{}",
                    done.status,
                    block.text,
                    String::from_utf8_lossy(&done.stdout),
                    String::from_utf8_lossy(&done.stderr)
                ));
            }
            left = Some(folder);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(ran > 15, "only {ran} blocks were run");
}

#[test]
fn links_lead_to_files() {
    let mut wrong = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            let elsewhere = NOT_TESTED.iter().any(|page| link.ends_with(page));
            if !page.parent().unwrap().join(&link).exists() && !elsewhere {
                wrong.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_is_in_the_summary() {
    let summary = links(&fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap());
    for page in pages() {
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        if !["README.md", "SUMMARY.md"].contains(&name.as_str()) {
            assert!(
                summary.contains(&name),
                "docs/SUMMARY.md does not list {name}"
            );
        }
    }
}

/// The help of a command; empty if there is no such command.
fn help(words: &[&str], known: &mut HashMap<String, String>) -> String {
    known
        .entry(words.join(" "))
        .or_insert_with(|| {
            let output = duizhao(root(), &[words, &["--help"]].concat());
            if output.status.success() {
                String::from_utf8_lossy(&output.stdout).into_owned()
            } else {
                String::new()
            }
        })
        .clone()
}

/// Whether the help lists exactly this option.
fn lists(help: &str, option: &str) -> bool {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    help.match_indices(option)
        .any(|(at, _)| help[at + option.len()..].chars().next().is_none_or(ends))
}

#[test]
fn commands_and_options_are_those_of_the_program() {
    let mut known = HashMap::new();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let mut mentions: Vec<(String, String)> = Vec::new();
        let code = |block: &Block| !["json", "toml"].contains(&block.info.as_str());
        for block in blocks(&page).into_iter().filter(code) {
            for line in block.text.replace("\\\n", " ").lines() {
                mentions.push((block.place.clone(), line.to_owned()));
            }
        }
        for (number, line) in text.lines().enumerate() {
            let spans = line.split('`').skip(1).step_by(2);
            for span in spans.filter(|span| span.starts_with("duizhao ")) {
                let name = page.file_name().unwrap().to_string_lossy();
                mentions.push((format!("{name}:{}", number + 1), span.to_owned()));
            }
        }
        for (place, line) in mentions {
            let code = line.split(" #").next().unwrap_or("");
            for call in code.split(['|', ';', '&', '\'', '"', '<']) {
                let words: Vec<&str> = call.split_whitespace().collect();
                let Some(at) = words.iter().position(|word| *word == "duizhao") else {
                    continue;
                };
                let words = &words[at + 1..];
                let Some(command) = words.first() else {
                    continue;
                };
                let is_name = command.chars().all(|c| c.is_ascii_lowercase() || c == '-');
                if command.starts_with('-') || !is_name {
                    continue;
                }
                seen += 1;
                let mut of = help(&[command], &mut known);
                if of.is_empty() {
                    wrong.push(format!("{place}: there is no command {command}"));
                    continue;
                }
                if let ("tm" | "providers", Some(action)) = (*command, words.get(1))
                    && !action.starts_with('-')
                {
                    of.push_str(&help(&[command, action], &mut known));
                }
                for word in words.iter().filter(|word| word.starts_with("--")) {
                    let option = word.split('=').next().unwrap_or(word);
                    if !HIDDEN.contains(&option) && !lists(&of, option) {
                        wrong.push(format!("{place}: duizhao {command} has no {option}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 40, "only {seen} commands were found");
}
