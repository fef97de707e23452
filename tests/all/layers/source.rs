//! The code under `src/`, as far as it is needed to see who uses whom: words without comments and
//! without what is compiled for tests only, and the paths in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A path from the root of the crate, a name an item.
type Names = Vec<String>;

/// The most names that stand for one another in a row; with more they are taken for a circle.
const MOST_NAMES: usize = 8;

/// A file with code.
pub(crate) struct Module {
    /// Below `src/`: `check/mod.rs`.
    pub(crate) file: String,
    /// `check`; nothing for `lib.rs`.
    pub(crate) path: Names,
    /// All paths that stand in it and begin at the root of the crate, made so where they do not.
    pub(crate) paths: Vec<Names>,
    words: Vec<String>,
    /// The names that it takes in by `use`, each with the path that it stands for.
    names: BTreeMap<String, Names>,
    /// The prefixes of the files of modules that are compiled for tests only.
    tests: Vec<String>,
}

/// All files with code.
pub(crate) struct Tree {
    pub(crate) modules: Vec<Module>,
    /// The index of each module by its path.
    by_path: BTreeMap<Names, usize>,
}

impl Module {
    pub(crate) fn of(file: &str, text: &str) -> Module {
        let mut path: Names = file
            .trim_end_matches(".rs")
            .split('/')
            .map(str::to_owned)
            .collect();
        if ["mod", "lib"].contains(&path[path.len() - 1].as_str()) {
            path.pop();
        }
        let (words, tests) = without_tests(&words(text), file);
        let mut module = Module {
            file: file.to_owned(),
            path,
            paths: Vec::new(),
            words,
            names: BTreeMap::new(),
            tests,
        };
        module.find_paths();
        module
    }

    /// The folder, or the file, directly below `src/`.
    pub(crate) fn top(&self) -> String {
        self.path
            .first()
            .cloned()
            .unwrap_or_else(|| "lib".to_owned())
    }

    /// Whether these words follow each other in it.
    pub(crate) fn says(&self, words: &[&str]) -> bool {
        self.words.windows(words.len()).any(|some| some == words)
    }

    fn find_paths(&mut self) {
        let mut at = 0;
        while at < self.words.len() {
            let is_use = self.words[at] == "use";
            let from = if is_use { at + 1 } else { at };
            let begins = self.words.get(from).is_some_and(|word| {
                ["crate", "duizhao", "self", "super"].contains(&word.as_str())
                    && self.words.get(from + 1).is_some_and(|next| next == "::")
                    && (from == 0 || self.words[from - 1] != "::")
            });
            if !begins && !is_use {
                at += 1;
                continue;
            }
            let mut found = Vec::new();
            at = branch(&self.words, from, &Vec::new(), is_use, &mut found).max(at + 1);
            for (path, name) in found {
                let path = self.absolute(path, begins);
                if is_use && let Some(name) = name {
                    self.names.insert(name, path.clone());
                }
                if begins {
                    self.paths.push(path);
                }
            }
        }
    }

    /// The path from the root of the crate. One that begins with a name of its own is below this module
    /// (or leads out of the crate, to no module of ours).
    fn absolute(&self, path: Names, begins: bool) -> Names {
        if !begins {
            return [self.path.clone(), path].concat();
        }
        let mut base = match path[0].as_str() {
            "crate" | "duizhao" => Vec::new(),
            _ => self.path.clone(),
        };
        for name in path {
            match name.as_str() {
                "crate" | "duizhao" | "self" => {}
                "super" => drop(base.pop()),
                _ => base.push(name),
            }
        }
        base
    }
}

impl Tree {
    pub(crate) fn read(folder: &Path) -> Tree {
        let mut files = Vec::new();
        list(folder, "", &mut files);
        files.sort();
        let mut modules: Vec<Module> = files
            .iter()
            .map(|file| Module::of(file, &fs::read_to_string(folder.join(file)).unwrap()))
            .collect();
        let tests: Vec<String> = modules
            .iter()
            .flat_map(|module| module.tests.clone())
            .collect();
        let is_test = |file: &str| {
            let begins = |test: &String| {
                file.strip_prefix(test.as_str())
                    .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
            };
            tests.iter().any(begins)
        };
        modules.retain(|module| !is_test(&module.file));
        let by_path = modules
            .iter()
            .enumerate()
            .map(|(at, module)| (module.path.clone(), at))
            .collect();
        Tree { modules, by_path }
    }

    /// The folders that the paths of a module begin with, but its own.
    pub(crate) fn folders_used(&self, module: &Module) -> BTreeSet<String> {
        let tops = module.paths.iter().filter_map(|path| {
            let written = path
                .first()
                .filter(|name| self.by_path.contains_key(&vec![(*name).clone()]));
            match written {
                Some(name) => Some(name.clone()),
                // A name that the root of the crate hands on.
                None => self.find(path, MOST_NAMES).map(Module::top),
            }
        });
        tops.filter(|top| *top != module.top()).collect()
    }

    /// The modules that have what the paths of a module name.
    pub(crate) fn modules_used(&self, module: &Module) -> Vec<&Module> {
        let found = module
            .paths
            .iter()
            .filter_map(|path| self.find(path, MOST_NAMES));
        found.filter(|other| other.file != module.file).collect()
    }

    /// The module that a path leads into, through names that stand for others.
    fn find(&self, path: &[String], most: usize) -> Option<&Module> {
        let depth = (0..=path.len())
            .rev()
            .find(|&depth| self.by_path.contains_key(&path[..depth]))?;
        let module = &self.modules[self.by_path[&path[..depth]]];
        let stands_for = path.get(depth).and_then(|name| module.names.get(name));
        match stands_for {
            Some(other) if most > 0 && *other != path => {
                let rest = &path[depth + 1..];
                self.find(&[other.as_slice(), rest].concat(), most - 1)
                    .or(Some(module))
            }
            _ => Some(module),
        }
    }
}

fn list(folder: &Path, below: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{below}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            list(&path, &format!("{name}/"), files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(name);
        }
    }
}

/// Reads a path, in a `use` with its branches; gives where it ends.
fn branch(
    words: &[String],
    mut at: usize,
    before: &[String],
    is_use: bool,
    found: &mut Vec<(Names, Option<String>)>,
) -> usize {
    let mut path = before.to_vec();
    loop {
        match words.get(at).map(String::as_str) {
            Some("{") if is_use => {
                at += 1;
                while words.get(at).is_some_and(|word| word != "}") {
                    at = branch(words, at, &path, true, found).max(at + 1);
                    if words.get(at).is_some_and(|word| word == ",") {
                        at += 1;
                    }
                }
                return at + 1;
            }
            Some("*") if is_use => {
                found.push((path, None));
                return at + 1;
            }
            Some(word) if is_name(word) => path.push(word.to_owned()),
            _ => break,
        }
        at += 1;
        if words.get(at).is_none_or(|word| word != "::") {
            break;
        }
        at += 1;
    }
    let mut name = path.iter().rfind(|name| *name != "self").cloned();
    if is_use && words.get(at).is_some_and(|word| word == "as") {
        name = words.get(at + 1).cloned();
        at += 2;
    }
    if path.len() > before.len() {
        found.push((path, name));
    }
    at
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The words of the code: names, numbers, `::`, single signs, texts with one quotation mark before them.
fn words(text: &str) -> Vec<String> {
    let text: Vec<char> = text.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut at = 0;
    let from = |at: usize| text.get(at).copied().unwrap_or('\0');
    while at < text.len() {
        let c = text[at];
        if c == '/' && from(at + 1) == '/' {
            while at < text.len() && text[at] != '\n' {
                at += 1;
            }
        } else if c == '/' && from(at + 1) == '*' {
            let mut depth = 1;
            at += 2;
            while at < text.len() && depth > 0 {
                match (text[at], from(at + 1)) {
                    ('/', '*') => (depth, at) = (depth + 1, at + 2),
                    ('*', '/') => (depth, at) = (depth - 1, at + 2),
                    _ => at += 1,
                }
            }
        } else if let Some((start, hashes)) = raw(&text, at) {
            let end: Vec<char> = std::iter::once('"').chain(vec!['#'; hashes]).collect();
            at = start;
            while at < text.len() && !text[at..].starts_with(&end) {
                at += 1;
            }
            words.push(format!("\"{}", text[start..at].iter().collect::<String>()));
            at += end.len();
        } else if c == '"' {
            let start = at + 1;
            at = start;
            while at < text.len() && text[at] != '"' {
                at += if text[at] == '\\' { 2 } else { 1 };
            }
            let end = at.min(text.len());
            words.push(format!("\"{}", text[start..end].iter().collect::<String>()));
            at += 1;
        } else if c == '\'' {
            at = past_quote(&text, at);
        } else if c.is_alphanumeric() || c == '_' {
            let start = at;
            while from(at).is_alphanumeric() || from(at) == '_' {
                at += 1;
            }
            words.push(text[start..at].iter().collect());
        } else if c == ':' && from(at + 1) == ':' {
            words.push("::".to_owned());
            at += 2;
        } else {
            if !c.is_whitespace() {
                words.push(c.to_string());
            }
            at += 1;
        }
    }
    words
}

/// The beginning of the raw text that stands at `at`, and the number of signs that end it.
fn raw(text: &[char], at: usize) -> Option<(usize, usize)> {
    let before = at.checked_sub(1).map_or(' ', |at| text[at]);
    if before.is_alphanumeric() || before == '_' {
        return None;
    }
    let letters = text[at..]
        .iter()
        .take_while(|c| ['b', 'c', 'r'].contains(c))
        .count();
    if !(1..=2).contains(&letters) || text[at + letters - 1] != 'r' {
        return None;
    }
    let hashes = text[at + letters..]
        .iter()
        .take_while(|&&c| c == '#')
        .count();
    let start = at + letters + hashes;
    (text.get(start) == Some(&'"')).then_some((start + 1, hashes))
}

/// Behind a character in quotation marks, or behind the name of a lifetime.
fn past_quote(text: &[char], at: usize) -> usize {
    let from = |at: usize| text.get(at).copied().unwrap_or('\0');
    if from(at + 1) == '\\' {
        let mut end = at + 3;
        while end < text.len() && text[end] != '\'' {
            end += 1;
        }
        return end + 1;
    }
    if from(at + 2) == '\'' {
        return at + 3;
    }
    let mut end = at + 1;
    while from(end).is_alphanumeric() || from(end) == '_' {
        end += 1;
    }
    end
}

/// The words without the items marked `#[cfg(test)]`, and which files those take in.
fn without_tests(words: &[String], file: &str) -> (Vec<String>, Vec<String>) {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let folder = file
        .rsplit_once('/')
        .map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let own = match file.rsplit('/').next() {
        Some("mod.rs" | "lib.rs" | "main.rs") => folder.clone(),
        _ => format!("{}/", file.trim_end_matches(".rs")),
    };
    let (mut kept, mut tests) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < words.len() {
        if !words[at..].iter().take(MARK.len()).eq(MARK.iter()) || words.len() - at < MARK.len() {
            kept.push(words[at].clone());
            at += 1;
            continue;
        }
        let start = at + MARK.len();
        at = past_item(words, start);
        let item = &words[start..at];
        if item.last().is_some_and(|word| word == ";")
            && let Some(module) = item.iter().position(|word| word == "mod")
        {
            let path = item[..module]
                .windows(3)
                .find(|some| some[0] == "path" && some[1] == "=");
            tests.push(match path {
                Some(path) => format!(
                    "{folder}{}",
                    path[2].trim_start_matches('"').trim_end_matches(".rs")
                ),
                None => format!("{own}{}", item[module + 1]),
            });
        }
    }
    (kept, tests)
}

/// Behind the item that begins here, its attributes included.
fn past_item(words: &[String], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while at < words.len() {
        match words[at].as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
        at += 1;
    }
    at
}
