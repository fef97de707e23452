//! The order of the layers of `src/`: which folder may know which, no circles among the files of a folder,
//! and that nothing but the command and the workbench's server prints, reads the environment or ends the
//! process. The code of tests may do all of it.

mod source;

use std::collections::{BTreeMap, BTreeSet};

use crate::common::root;
use source::{Module, Tree};

/// The modules of `src/` by layer: each knows only those of the layers above it. A module that is in no
/// layer is an error.
const LAYERS: &[&[&str]] = &[
    &["words"],
    &["text"],
    &["files"],
    &["document"],
    &["segment"],
    &["lexicon"],
    &["cache", "http", "encoder"],
    &["bitext"],
    &["glossary"],
    &["eval"],
    &["align"],
    &["check"],
    &["translate"],
    &["edition"],
    &["report"],
    &["diff"],
    &["config"],
    &["project"],
    &["pipe"],
    &["review"],
    &["cli"],
];

/// Modules that everybody may use, and that use nobody.
const EVERYWHERE: &[&str] = &["error", "threads"];

/// Uses inside a layer that are allowed, each with its reason.
const WITHIN: &[(&str, &str, &str)] = &[
    ("encoder", "cache", "a vector that was paid for is kept"),
    ("encoder", "http", "vectors come from a server"),
];

/// Files of one folder that know each other in a circle today, each circle sorted. A circle goes, or
/// gets shorter, when it is cut; none may be added. That the files of a folder know what its `mod.rs`
/// holds, and its `mod.rs` knows them, is no circle.
const CIRCLES: &[&[&str]] = &[];

/// Modules that may print, read arguments and the environment, and end the process.
const DOORS: &[&str] = &[
    "cli",
    "main",
    "review/server",
    // A proxy is named to all programs alike.
    "http/proxy",
    // The pipes of git are theirs, and no terminal.
    "project/history/blobs",
    "project/history/repository",
];

/// Calls that only those may make: words that follow each other, and what they do.
const REACHES_OUT: &[(&[&str], &str)] = &[
    (&["print", "!"], "prints"),
    (&["println", "!"], "prints"),
    (&["eprint", "!"], "prints"),
    (&["eprintln", "!"], "prints"),
    (&["dbg", "!"], "prints"),
    (&["stdout", "("], "prints"),
    (&["stderr", "("], "prints"),
    (&["env", "::", "args"], "reads arguments"),
    (&["env", "::", "args_os"], "reads arguments"),
    (&["env", "::", "var"], "reads the environment"),
    (&["env", "::", "var_os"], "reads the environment"),
    (&["env", "::", "vars"], "reads the environment"),
    (&["env", "::", "vars_os"], "reads the environment"),
    (&["process", "::", "exit"], "ends the process"),
    (&["process", "::", "abort"], "ends the process"),
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The reason why the order does not let `from` use `to`, if it does not.
fn refused(from: &str, to: &str) -> Option<String> {
    if EVERYWHERE.contains(&to) || from == to || from == "lib" || from == "main" {
        return None;
    }
    if EVERYWHERE.contains(&from) {
        return Some(format!("{from} may use nobody"));
    }
    let (Some(own), Some(other)) = (layer(from), layer(to)) else {
        let lost = if layer(from).is_none() { from } else { to };
        return Some(format!("{lost} has no place in LAYERS"));
    };
    if other < own {
        return None;
    }
    let within = WITHIN.iter().any(|&(a, b, _)| (a, b) == (from, to));
    (!within).then(|| format!("{to} is not above {from}"))
}

fn tree() -> Tree {
    Tree::read(&root().join("src"))
}

#[test]
fn every_folder_knows_only_those_above_it() {
    let tree = tree();
    let mut uses: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for module in &tree.modules {
        for used in tree.folders_used(module) {
            let key = (module.top(), used);
            uses.entry(key).or_default().insert(module.file.clone());
        }
    }
    assert!(uses.len() > 50, "only {} uses are found", uses.len());
    let mut wrong = String::new();
    for ((from, to), files) in &uses {
        if let Some(why) = refused(from, to) {
            wrong += &format!("{from} uses {to}, and {why}: {files:?}\n");
        }
    }
    for &(from, to, _) in WITHIN {
        let there = [from, to].map(|name| tree.modules.iter().any(|m| m.top() == name));
        if there == [true, true] && !uses.contains_key(&(from.to_owned(), to.to_owned())) {
            wrong += &format!("{from} no longer uses {to}: take it out of WITHIN\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_files_of_a_folder_do_not_know_each_other_in_a_circle() {
    let tree = tree();
    let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for module in &tree.modules {
        for other in tree.modules_used(module) {
            // A folder's mod.rs knows its entries: it lists them.
            let lists = other.path.starts_with(&module.path);
            if other.top() == module.top() && !lists {
                known.entry(&module.file).or_default().insert(&other.file);
            }
        }
    }
    let links: usize = known.values().map(BTreeSet::len).sum();
    assert!(links > 200, "only {links} uses are found");
    let found: BTreeSet<Vec<&str>> = circles(&known);
    let listed: BTreeSet<Vec<&str>> = CIRCLES.iter().map(|circle| circle.to_vec()).collect();
    let mut wrong = String::new();
    for circle in found.difference(&listed) {
        wrong += &format!("these know each other in a circle: {circle:?}\n");
        for file in circle {
            let others = known[file].iter().filter(|other| circle.contains(other));
            wrong += &format!("    {file} knows {:?}\n", others.collect::<Vec<_>>());
        }
    }
    for circle in listed.difference(&found) {
        wrong += &format!("this is no circle any more, take it out of CIRCLES: {circle:?}\n");
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The circles of a graph: all that lead to each other, as far as there are at least two.
fn circles<'a>(known: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<Vec<&'a str>> {
    let reached = |from: &'a str| -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            for &next in known.get(at).into_iter().flatten() {
                if found.insert(next) {
                    open.push(next);
                }
            }
        }
        found
    };
    let all: BTreeMap<&str, BTreeSet<&str>> =
        known.keys().map(|&from| (from, reached(from))).collect();
    let circle = |at: &&'a str| -> Vec<&'a str> {
        let both = all[at]
            .iter()
            .filter(|other| all.get(*other).is_some_and(|r| r.contains(at)));
        both.copied().collect()
    };
    known
        .keys()
        .map(circle)
        .filter(|circle| circle.len() > 1)
        .collect()
}

#[test]
fn only_the_doors_reach_out() {
    let tree = tree();
    let mut wrong = String::new();
    let mut doors = 0;
    for module in &tree.modules {
        let name = module.path.join("/");
        let is_door = DOORS.contains(&module.top().as_str()) || DOORS.contains(&name.as_str());
        for (words, does) in REACHES_OUT {
            if module.says(words) && is_door {
                doors += 1;
            } else if module.says(words) {
                wrong += &format!("{} {does}: {}\n", module.file, words.concat());
            }
        }
    }
    assert!(
        doors > 5,
        "the command is seen to reach out {doors} times only"
    );
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn code_is_read_without_what_is_no_code() {
    let text = r##"
        //! [`crate::a`]
        use crate::b::{self, C, d::{E as F, *}};
        /* crate::g /* crate::h */ crate::i */
        fn j<'a>(x: &'a str) -> char { let _ = "crate::k \" crate::l"; let _ = r#"crate::m"#; '"' }
        pub(crate) fn n() { crate::o::p(); duizhao::q::r::<u8>(); std::env::var; }
        #[cfg(test)]
        #[allow(unused)]
        mod tests { use crate::s; fn t() { println!() } }
        #[cfg(test)]
        use crate::u;
        fn v() { super::w::x() }
    "##;
    let module = Module::of("y/z.rs", text);
    let mut paths: Vec<String> = module.paths.iter().map(|path| path.join("::")).collect();
    paths.sort();
    let wanted = ["b", "b::C", "b::d", "b::d::E", "o::p", "q::r", "y::w::x"];
    assert_eq!(paths, wanted);
    assert!(module.says(&["env", "::", "var"]));
    assert!(!module.says(&["println", "!"]));
}

#[test]
fn circles_are_found_as_a_whole() {
    let known = BTreeMap::from([
        ("a", BTreeSet::from(["b"])),
        ("b", BTreeSet::from(["c", "d"])),
        ("c", BTreeSet::from(["a"])),
        ("d", BTreeSet::from(["e"])),
        ("f", BTreeSet::from(["a"])),
    ]);
    assert_eq!(circles(&known), BTreeSet::from([vec!["a", "b", "c"]]));
}

#[test]
fn the_order_is_what_it_says() {
    assert_eq!(refused("cli", "text"), None);
    assert_eq!(refused("text", "error"), None);
    assert_eq!(refused("encoder", "cache"), None);
    for (from, to) in [
        ("text", "cli"),
        ("cache", "encoder"),
        ("error", "text"),
        ("text", "new"),
    ] {
        assert!(refused(from, to).is_some(), "{from} -> {to}");
    }
}
