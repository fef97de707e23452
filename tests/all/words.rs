//! The catalogues of what people read: both languages say the same things, and everything that is said is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use duizhao::words::{AREAS, Locale, Words};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::common::root;

/// The areas whose ids are made out of something else: arguments, literals, the table of rules.
const BY_OTHERS: [&str; 4] = ["help", "messages", "phrases", "rules"];

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

/// The ids that code says literally: `say("id"`, `word("id"`, and in a page `data-say="id"`.
fn said(code: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
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
            let is_used = ['"', '\'', '`']
                .iter()
                .any(|quote| all.contains(&format!("{quote}{id}{quote}")));
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
        if is_id && id.contains('-') && id != "no-such-text" && !ids.contains(id) {
            wrong += &format!("{id} is said and in no catalogue\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
