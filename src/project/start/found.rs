//! The texts that a folder seems to hold, as settings: files whose paths differ only in the tag of a language.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use crate::document::{Format, ReadOptions, read_file_with};
use crate::error::Result;
use crate::project::texts::{files_below, natural};
use crate::text::Language;
use crate::text::named::Named;

/// Tags of the two languages as folders and file names have them, in lower case.
const CHINESE: &[&str] = &[
    "zh", "zh-cn", "zh-hans", "zh-tw", "zh-hant", "zh-hk", "zh_cn", "zh_tw", "cn", "chinese",
    "chs", "cht",
];
const ENGLISH: &[&str] = &["en", "en-us", "en-gb", "en_us", "en_gb", "eng", "english"];
/// Folders that hold no texts of a person.
const SKIPPED: &[&str] = &["node_modules", "target", "edition", "glossary"];

/// Settings that name the texts of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundTexts {
    /// `source`: paths or globs.
    pub(super) source: Vec<String>,
    /// `target`.
    pub(super) target: String,
    /// `bitext`.
    pub(super) bitext: String,
    /// `order`, where there is a file of contents.
    pub(super) order: Option<String>,
    /// How many Chinese texts have their English there.
    pub(super) pairs: usize,
}

/// The form of a pair of paths: what `source` and `target` say of all pairs alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    /// The folder that the pattern begins with.
    folder: String,
    /// What stands before the extension of the Chinese files, `.zh`.
    suffix: String,
    /// The pattern of the English, with `{ext}` for the extension.
    target: String,
}

/// The texts of a folder: the form that most pairs have; or the only two texts that there are. `None` where nothing
/// is found.
///
/// # Errors
/// A folder that cannot be read.
pub(super) fn find(folder: &Path) -> Result<Option<FoundTexts>> {
    let skip = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        SKIPPED.contains(&name)
    };
    let files: Vec<String> = files_below(folder, "", &skip)?
        .into_iter()
        .filter(|file| {
            let path = Path::new(file);
            Format::by_ending(path)
                .is_some_and(|format| format.id != "docx" || !file.starts_with('~'))
        })
        .collect();
    let there: HashSet<&str> = files.iter().map(String::as_str).collect();
    let mut forms: BTreeMap<Form, BTreeSet<&str>> = BTreeMap::new();
    for file in &files {
        for (form, chinese) in forms_of(file, &there) {
            forms.entry(form).or_default().insert(chinese);
        }
    }
    // The most pairs; of as many, the form that says most.
    let best = forms.into_iter().max_by(|one, two| {
        let key = |form: &Form, pairs: usize| (pairs, form.suffix.len(), form.folder.len());
        key(&one.0, one.1.len()).cmp(&key(&two.0, two.1.len()))
    });
    Ok(match best {
        Some((form, pairs)) => Some(settings(&form, &pairs, &files, folder)),
        None => only_two(&files, folder),
    })
}

/// The forms in which a file is one of a pair, each with the Chinese file of the pair.
fn forms_of<'f>(file: &'f str, there: &HashSet<&'f str>) -> Vec<(Form, &'f str)> {
    let mut forms = Vec::new();
    let (dir, name) = file.rsplit_once('/').unwrap_or(("", file));
    let parts: Vec<&str> = dir.split('/').filter(|part| !part.is_empty()).collect();
    // A folder with a tag.
    for (at, part) in parts.iter().enumerate() {
        let before = parts[..at].join("/");
        let behind = [&parts[at + 1..], &[name]].concat().join("/");
        let with = |tag: &str| joined(&[&before, tag, &behind]);
        if is_tag(part, CHINESE) {
            let form = |tag: &str| Form {
                folder: joined(&[&before, part]),
                suffix: String::new(),
                target: joined(&[&before, tag, "{path}"]),
            };
            let others = sibling_tags(there, &before, ENGLISH);
            let other = others.iter().find(|tag| there.contains(with(tag).as_str()));
            if let Some(tag) = other {
                forms.push((form(tag), file));
            } else if there.contains(with("").as_str()) {
                forms.push((form(""), file));
            }
        }
        if is_tag(part, ENGLISH)
            && let Some(chinese) = there.get(with("").as_str())
        {
            // The Chinese has no tag: docs/ and en/docs/, or docs/ and docs/en/.
            let top = behind.split_once('/').map_or("", |(top, _)| top);
            let folder = if before.is_empty() { top } else { &before };
            let target = if before.is_empty() {
                joined(&[part, top, "{path}"])
            } else {
                joined(&[&before, part, "{path}"])
            };
            let form = Form {
                folder: folder.to_owned(),
                suffix: String::new(),
                target,
            };
            forms.push((form, chinese));
        }
    }
    // A file name with a tag before its extension, or that is one.
    let top = parts.first().copied().unwrap_or("");
    let Some((stem, ext)) = name.rsplit_once('.') else {
        return forms;
    };
    let beside = |stem: &str| joined(&[dir, &format!("{stem}.{ext}")]);
    let inside = |rest: &str| {
        joined(&[
            top,
            if top.is_empty() && dir.is_empty() {
                ""
            } else {
                "{dir}"
            },
            rest,
        ])
    };
    if is_tag(stem, CHINESE) {
        let english = sibling_names(there, dir, ext, ENGLISH);
        if let Some(english) = english.first() {
            let form = Form {
                folder: file.to_owned(),
                suffix: String::new(),
                target: english.clone(),
            };
            forms.push((form, file));
        }
        return forms;
    }
    for mark in ['.', '-', '_'] {
        for (cut, _) in stem.match_indices(mark) {
            let (own, tag) = (&stem[..cut], &stem[cut + 1..]);
            if own.is_empty() {
                continue;
            }
            if is_tag(tag, CHINESE) {
                let found = ENGLISH
                    .iter()
                    .flat_map(|english| cased(english))
                    .find(|english| {
                        there.contains(beside(&format!("{own}{mark}{english}")).as_str())
                    });
                let target = match found {
                    Some(english) => format!("{{name}}{mark}{english}.{{ext}}"),
                    None if there.contains(beside(own).as_str()) => "{name}.{ext}".to_owned(),
                    None => continue,
                };
                let form = Form {
                    folder: top.to_owned(),
                    suffix: format!("{mark}{tag}"),
                    target: inside(&target),
                };
                forms.push((form, file));
            } else if is_tag(tag, ENGLISH)
                && let Some(chinese) = there.get(beside(own).as_str())
            {
                let form = Form {
                    folder: top.to_owned(),
                    suffix: String::new(),
                    target: inside(&format!("{{stem}}{mark}{tag}.{{ext}}")),
                };
                forms.push((form, chinese));
            }
        }
    }
    forms
}

/// The settings of a form.
fn settings(form: &Form, pairs: &BTreeSet<&str>, files: &[String], folder: &Path) -> FoundTexts {
    if files.contains(&form.folder) {
        // A pair whose names are the tags.
        let beside = form.folder.rsplit_once('/').map_or("", |(dir, _)| dir);
        return FoundTexts {
            source: vec![form.folder.clone()],
            target: form.target.clone(),
            bitext: joined(&[beside, "book.bitext.jsonl"]),
            order: None,
            pairs: 1,
        };
    }
    let inside = |file: &str| {
        file.strip_prefix(&form.folder)
            .map(|rest| rest.trim_start_matches('/').len())
    };
    let is_deep = pairs.iter().any(|file| {
        let rest = &file[file.len() - inside(file).unwrap_or(file.len())..];
        rest.contains('/')
    });
    let extensions: BTreeSet<&str> = pairs
        .iter()
        .filter_map(|file| file.rsplit_once('.').map(|(_, ext)| ext))
        .collect();
    let source = extensions.iter().map(|ext| {
        let file = format!("*{}.{ext}", form.suffix);
        joined(&[&form.folder, if is_deep { "**" } else { "" }, &file])
    });
    let source: Vec<String> = source.collect();
    let mut target = form.target.clone();
    if extensions.len() == 1 {
        target = target.replace("{ext}", extensions.first().unwrap_or(&"md"));
    }
    if !is_deep {
        target = target.replace("{dir}/", "");
    }
    let order = ["SUMMARY.md", "mkdocs.yml", "mkdocs.yaml"]
        .into_iter()
        .find_map(|name| {
            let beside = joined(&[&form.folder, name]);
            let named = [beside, name.to_owned()];
            named
                .into_iter()
                .find(|path| folder.join(path).is_file() && is_contents(&folder.join(path)))
        });
    FoundTexts {
        source,
        target,
        bitext: "bitext/{path}.bitext.jsonl".to_owned(),
        order,
        pairs: pairs.len(),
    }
}

/// Whether a file says an order: a nav may be missing from a `mkdocs.yml`.
fn is_contents(path: &Path) -> bool {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    path.extension().is_some_and(|ext| ext == "md")
        || text.lines().any(|line| line.starts_with("nav:"))
}

/// The only two texts of a folder, one of them in Chinese.
fn only_two(files: &[String], folder: &Path) -> Option<FoundTexts> {
    let tops: Vec<&String> = files.iter().filter(|file| !file.contains('/')).collect();
    let [one, two] = tops.as_slice() else {
        return None;
    };
    let is_chinese = |file: &str| {
        let options = ReadOptions::default().of(Language::Zh);
        let document = read_file_with(&folder.join(file), None, &options).ok()?;
        let texts: Vec<&str> = document
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        Some(Language::detect(&texts.join("\n"))? == Language::Zh)
    };
    let (source, target) = match (is_chinese(one)?, is_chinese(two)?) {
        (true, false) => (one, two),
        (false, true) => (two, one),
        _ => return None,
    };
    Some(FoundTexts {
        source: vec![(*source).clone()],
        target: (*target).clone(),
        bitext: "book.bitext.jsonl".to_owned(),
        order: None,
        pairs: 1,
    })
}

/// The tags of a language that folders in `before` have.
fn sibling_tags(there: &HashSet<&str>, before: &str, tags: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = there
        .iter()
        .filter_map(|file| match before {
            "" => Some(*file),
            _ => file.strip_prefix(before)?.strip_prefix('/'),
        })
        .filter_map(|rest| rest.split_once('/').map(|(part, _)| part))
        .filter(|part| is_tag(part, tags))
        .map(str::to_owned)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    found.sort_by(|one, two| one.len().cmp(&two.len()).then_with(|| natural(one, two)));
    found
}

/// The files in a folder whose names are tags of a language.
fn sibling_names(there: &HashSet<&str>, dir: &str, ext: &str, tags: &[&str]) -> Vec<String> {
    let names = tags.iter().flat_map(|tag| cased(tag));
    let files = names.map(|tag| joined(&[dir, &format!("{tag}.{ext}")]));
    files.filter(|file| there.contains(file.as_str())).collect()
}

/// A tag as it is written: `en-us`, `en-US`, `EN`, `English`.
fn cased(tag: &str) -> Vec<String> {
    let mut forms = vec![tag.to_owned(), tag.to_uppercase()];
    if let Some(at) = tag.find(['-', '_']) {
        forms.push(format!("{}{}", &tag[..=at], tag[at + 1..].to_uppercase()));
    }
    let mut capital = tag.to_owned();
    if let Some(first) = capital.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    forms.push(capital);
    forms
}

fn is_tag(part: &str, tags: &[&str]) -> bool {
    tags.contains(&part.to_lowercase().as_str())
}

fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_folders_hold() {
        for (files, says) in [
            ("zh.md en.md", "zh.md > en.md [book.bitext.jsonl] 1"),
            (
                "text/zh-CN.txt text/en-US.txt",
                "text/zh-CN.txt > text/en-US.txt [text/book.bitext.jsonl] 1",
            ),
            (
                "zh/1.md zh/2.md zh/a/3.md zh/SUMMARY.md en/1.md en/a/3.md en/SUMMARY.md README.md",
                "zh/**/*.md > en/{path} (zh/SUMMARY.md) [bitext/{path}.bitext.jsonl] 3",
            ),
            (
                "docs/zh/1.md docs/zh/2.md docs/en/1.md docs/en/2.md",
                "docs/zh/*.md > docs/en/{path} [bitext/{path}.bitext.jsonl] 2",
            ),
            (
                "docs/1.md docs/a/2.md en/docs/1.md en/docs/a/2.md",
                "docs/**/*.md > en/docs/{path} [bitext/{path}.bitext.jsonl] 2",
            ),
            (
                "docs/1.md docs/2.md docs/zh/1.md docs/zh/2.md",
                "docs/zh/*.md > docs/{path} [bitext/{path}.bitext.jsonl] 2",
            ),
            (
                "components/a/index.zh-CN.md components/a/index.en-US.md components/b/index.zh-CN.md \
                 components/b/index.en-US.md",
                "components/**/*.zh-CN.md > components/{dir}/{name}.en-US.md [bitext/{path}.bitext.jsonl] 2",
            ),
            (
                "a.zh.md a.en.md b.zh.md b.en.md c.md",
                "*.zh.md > {name}.en.md [bitext/{path}.bitext.jsonl] 2",
            ),
            (
                "a.md a.en.md b.md b.en.md",
                "*.md > {stem}.en.md [bitext/{path}.bitext.jsonl] 2",
            ),
            (
                "README.md README_zh.md",
                "*_zh.md > {name}.md [bitext/{path}.bitext.jsonl] 1",
            ),
            (
                "s1-zh.srt s1-en.srt s2-zh.srt s2-en.srt a-zh.md a-en.md",
                "*-zh.md *-zh.srt > {name}-en.{ext} [bitext/{path}.bitext.jsonl] 3",
            ),
            (
                "灯塔.md|天亮了。 lighthouse.md|Day_broke.",
                "灯塔.md > lighthouse.md [book.bitext.jsonl] 1",
            ),
            ("one.md|Day_broke. two.md|Night_fell.", "nothing"),
            ("notes.md", "nothing"),
            ("", "nothing"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            for file in files.split_whitespace() {
                let (name, content) = file.split_once('|').unwrap_or((file, "x"));
                let path = folder.path().join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, content.replace('_', " ")).unwrap();
            }
            let found = find(folder.path()).unwrap();
            let told = found.map_or("nothing".to_owned(), |found| {
                let order = found
                    .order
                    .map_or(String::new(), |order| format!(" ({order})"));
                format!(
                    "{} > {}{order} [{}] {}",
                    found.source.join(" "),
                    found.target,
                    found.bitext,
                    found.pairs
                )
            });
            assert_eq!(told, says, "{files}");
        }
    }
}
