//! The catalogues of what people read: both languages say the same things, and everything that is said is there.

mod literals;
mod pages;
mod terminal;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use duizhao::words::{AREAS, Locale, Words};
use fluent_syntax::ast::{Comment, Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::common::root;
use literals::{Part, shape};

/// The areas whose ids are made out of something else: arguments, literals, the table of rules.
const BY_OTHERS: [&str; 4] = ["help", "messages", "phrases", "rules"];
/// The word before the placeholders that a Chinese text does without, in a comment above it: those that stand for
/// the grammar of the English.
const WITHOUT: &str = "without";

/// The placeholders of a message, those of all its variants together.
fn placeholders(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        let inner = match expression {
            Expression::Inline(inner) => inner,
            Expression::Select { selector, variants } => {
                for variant in variants {
                    placeholders(&variant.value, found);
                }
                selector
            }
        };
        if let InlineExpression::VariableReference { id } = inner {
            found.insert(id.name.to_owned());
        }
    }
}

/// The placeholders that the comment of a message says it does without.
fn without(comment: Option<&Comment<&str>>) -> BTreeSet<String> {
    let lines = comment.into_iter().flat_map(|comment| &comment.content);
    let named = lines.filter_map(|line| line.strip_prefix(WITHOUT));
    named
        .flat_map(|names| names.split_whitespace())
        .map(|name| name.trim_start_matches('$').to_owned())
        .collect()
}

/// The messages of a file with their placeholders; a fault in it ends the test.
fn messages(area: &str, locale: Locale, text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let place = format!("{}/{area}.ftl", locale.tag());
    let resource = match fluent_syntax::parser::parse(text) {
        Ok(resource) => resource,
        Err((_, faults)) => panic!("{place}: {faults:?}"),
    };
    let mut found = BTreeMap::new();
    for entry in &resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
            other => panic!("{place}: {other:?} is no message"),
        };
        let id = message.id.name.to_owned();
        assert!(
            message.attributes.is_empty(),
            "{place}: {id} has attributes"
        );
        let mut names = BTreeSet::new();
        let pattern = message.value.as_ref();
        placeholders(
            pattern.unwrap_or_else(|| panic!("{place}: {id} is empty")),
            &mut names,
        );
        names.extend(without(message.comment.as_ref()));
        assert!(
            found.insert(id.clone(), names).is_none(),
            "{place}: {id} is there twice"
        );
    }
    found
}

#[test]
fn both_languages_say_the_same_things() {
    let mut wrong = String::new();
    let mut ids: BTreeMap<String, &str> = BTreeMap::new();
    for area in AREAS {
        let english = messages(area.name, Locale::English, area.english);
        let chinese = messages(area.name, Locale::Chinese, area.chinese);
        for (id, names) in &english {
            if let Some(other) = ids.insert(id.clone(), area.name) {
                wrong += &format!("{id} is in {other} and in {}\n", area.name);
            }
            match chinese.get(id) {
                None => wrong += &format!("zh-CN/{}.ftl lacks {id}\n", area.name),
                Some(other) if other != names => {
                    wrong += &format!("{}: {id} has {names:?} and {other:?}\n", area.name);
                }
                Some(_) => {}
            }
        }
        for id in chinese.keys().filter(|id| !english.contains_key(*id)) {
            wrong += &format!("en/{}.ftl lacks {id}\n", area.name);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn pages_can_fill_their_patterns() {
    for name in ["workbench", "page"] {
        let area = AREAS.iter().find(|area| area.name == name).unwrap();
        let ids = messages(name, Locale::English, area.english);
        for locale in Locale::ALL {
            let patterns = Words::of(locale).area(name);
            for id in ids.keys() {
                assert!(patterns.contains_key(id.as_str()), "{name}: {id}");
            }
        }
    }
}

/// The code of the program: all files of `src/` but the catalogues.
fn code(folder: &Path, found: &mut String) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap()).collect();
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        let ends = path.extension().and_then(|end| end.to_str()).unwrap_or("");
        if path.is_dir() {
            code(&path, found);
        } else if ["rs", "js", "html"].contains(&ends) {
            found.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// The ids that code says literally: `say("id"`, `word("id"`, and in the template of a page `{{say:id}}`.
fn said(code: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let templates = code.split("{{say:").skip(1);
    found.extend(templates.filter_map(|rest| rest.split("}}").next()));
    for call in ["say(", "word("] {
        for (at, _) in code.match_indices(call) {
            let before = code[..at].chars().next_back();
            let rest = code[at + call.len()..].trim_start();
            let is_call = matches!(before, Some('.' | ' ' | '(' | '`' | '{' | '\n'));
            let literal = rest
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next());
            found.extend(literal.filter(|_| is_call));
        }
    }
    found
}

#[test]
fn no_text_is_unused_and_none_is_lacking() {
    let mut all = String::new();
    code(&root().join("src"), &mut all);
    let mut wrong = String::new();
    let mut ids = BTreeSet::new();
    for area in AREAS {
        let messages = messages(area.name, Locale::English, area.english);
        for id in messages.keys().filter(|_| !BY_OTHERS.contains(&area.name)) {
            let in_code = ['"', '\'', '`'].map(|quote| format!("{quote}{id}{quote}"));
            let in_template = format!("{{{{say:{id}}}}}");
            let is_used = in_code.iter().chain([&in_template]);
            let is_used = is_used.into_iter().any(|said| all.contains(said.as_str()));
            if !is_used {
                wrong += &format!("{}.ftl: nobody says {id}\n", area.name);
            }
        }
        ids.extend(messages.into_keys());
    }
    let said = said(&all);
    assert!(said.contains("label-error"), "{said:?}");
    for id in said {
        let is_id = id.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        if is_id && id.trim_matches('-').contains('-') && id != "no-such-text" && !ids.contains(id)
        {
            wrong += &format!("{id} is said and in no catalogue\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The areas of the messages that arise in English, and which literals stand in the second.
const OF_LITERALS: [&str; 2] = ["messages", "rules"];

fn is_of_rules(file: &str) -> bool {
    file.starts_with("check/rules/") || file == "check/stretches.rs"
}

/// The literals that nobody reads, by their shapes.
fn not_said() -> BTreeSet<String> {
    let path = root().join("tests/all/words/not_said.txt");
    let text = fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

/// A message in the code has an entry in the catalogues, so that a new one without Chinese is noticed.
/// `DUIZHAO_SNAPSHOTS=write` writes the English; the Chinese is written by hand under the same id.
#[test]
fn every_message_in_the_code_is_in_the_catalogues() {
    let not_said = not_said();
    let texts = literals::texts(&root().join("src"));
    assert!(texts.len() > 1000, "only {} are found", texts.len());
    let said = texts
        .iter()
        .filter(|text| !not_said.contains(&literals::as_entry(&text.pattern)));
    let said: Vec<_> = said.collect();
    let mut wrong = String::new();
    for name in OF_LITERALS {
        let mut wanted = String::new();
        let path = root().join(format!("src/words/en/{name}.ftl"));
        let there = fs::read_to_string(&path).unwrap();
        let own = there.lines().take_while(|line| !line.starts_with("## "));
        for line in own {
            wanted += &format!("{line}\n");
        }
        let mut last = "";
        let of_area = |text: &&&literals::Text| is_of_rules(&text.file) == (name == "rules");
        for text in said.iter().filter(of_area) {
            if text.file != last {
                last = &text.file;
                let gap = if wanted.ends_with("\n\n") { "" } else { "\n" };
                wanted += &format!("{gap}## {last}\n\n");
            }
            let (id, entry) = (
                literals::id(&text.pattern),
                literals::as_entry(&text.pattern),
            );
            wanted += &format!("{id} = {entry}\n");
        }
        if std::env::var_os("DUIZHAO_SNAPSHOTS").is_some_and(|value| value == "write") {
            fs::write(&path, &wanted).unwrap();
        } else if there != wanted {
            let lines: BTreeSet<&str> = there.lines().collect();
            let other: BTreeSet<&str> = wanted.lines().collect();
            for line in other.difference(&lines) {
                wrong += &format!("en/{name}.ftl lacks {line}\n");
            }
            for line in lines.difference(&other) {
                wrong += &format!("en/{name}.ftl has what nobody says: {line}\n");
            }
        }
    }
    let known: BTreeSet<String> = texts
        .iter()
        .map(|text| literals::as_entry(&text.pattern))
        .collect();
    for gone in not_said.difference(&known) {
        wrong += &format!("not_said.txt has what is in no code: {gone}\n");
    }
    assert!(
        wrong.is_empty(),
        "\n{wrong}DUIZHAO_SNAPSHOTS=write writes the English; the Chinese goes into zh-CN/ under the same id, and \
         what nobody reads into tests/all/words/not_said.txt"
    );
}

#[test]
fn every_rule_is_named() {
    for rule in duizhao::check::RULES {
        let id = format!("rule-{}", rule.id);
        assert_eq!(Words::of(Locale::English).word(&id), rule.about);
        assert!(Words::of(Locale::Chinese).has(&id), "{id}");
    }
}

#[test]
fn literals_are_read_as_people_read_them() {
    let of = |literal: &str| literals::as_entry(&literals::pattern(literal));
    assert_eq!(of("{}: {what:?} of {0}"), "{ $a }: { $what } of { $a }");
    assert_eq!(
        of("; {MOST} left "),
        "{ $before }; { $most } left { $after }"
    );
    assert_eq!(
        of("[{{}}] {\"id\": 1}"),
        "[{\"{\"}{\"}\"}] {\"{\"}\"id\": 1{\"}\"}"
    );
    let pattern = literals::pattern("a {x} b");
    assert_eq!(pattern[1], Part::Hole("x".to_owned()));
    assert_eq!(shape(&pattern), "a \u{1} b");
}
