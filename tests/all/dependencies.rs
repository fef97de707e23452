//! The dependencies agree with deny.toml and rust-version: licences, sources, compiler.

use std::collections::BTreeSet;
use std::process::Command;

use crate::common::root;
use serde_json::Value;

fn file(name: &str) -> toml::Table {
    toml::from_str(&std::fs::read_to_string(root().join(name)).unwrap()).unwrap()
}

/// Every package in the lock file, for all systems.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Whether the allowed licences satisfy a licence expression. AND binds more tightly than OR, and the
/// old slash means OR. An exception only permits more, so WITH is ignored.
fn met(expression: &str, allowed: &mut dyn FnMut(&str) -> bool) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let good = any(&tokens, &mut at, allowed);
    assert_eq!(at, tokens.len(), "{expression}");
    good
}

fn any(tokens: &[&str], at: &mut usize, allowed: &mut dyn FnMut(&str) -> bool) -> bool {
    let mut good = all(tokens, at, allowed);
    while tokens.get(*at) == Some(&"OR") {
        *at += 1;
        good |= all(tokens, at, allowed);
    }
    good
}

fn all(tokens: &[&str], at: &mut usize, allowed: &mut dyn FnMut(&str) -> bool) -> bool {
    let mut good = one(tokens, at, allowed);
    while tokens.get(*at) == Some(&"AND") {
        *at += 1;
        good &= one(tokens, at, allowed);
    }
    good
}

fn one(tokens: &[&str], at: &mut usize, allowed: &mut dyn FnMut(&str) -> bool) -> bool {
    let token = tokens[*at];
    *at += 1;
    if token == "(" {
        let good = any(tokens, at, allowed);
        assert_eq!(tokens.get(*at), Some(&")"));
        *at += 1;
        return good;
    }
    if tokens.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    allowed(token)
}

#[test]
fn expressions_are_read() {
    let mut mit = |id: &str| id == "MIT";
    for good in [
        "MIT",
        "GPL-3.0 OR MIT",
        "X/MIT",
        "(X OR MIT) AND MIT",
        "X AND Y OR MIT",
    ] {
        assert!(met(good, &mut mit), "{good}");
    }
    for bad in ["X", "X AND MIT", "MIT AND (X OR Y)", "X WITH MIT"] {
        assert!(!met(bad, &mut mit), "{bad}");
    }
}

#[test]
fn licences_are_allowed_and_what_is_allowed_occurs() {
    let deny = file("deny.toml");
    let allowed: BTreeSet<&str> = deny["licenses"]["allow"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    let mut seen = BTreeSet::new();
    for package in packages() {
        let name = &package["name"];
        let licence = package["license"].as_str();
        let licence = licence.unwrap_or_else(|| panic!("{name} names no licence"));
        let mut is_allowed = |id: &str| {
            seen.extend(allowed.get(id).copied());
            allowed.contains(id)
        };
        assert!(met(licence, &mut is_allowed), "{name}: {licence}");
    }
    assert_eq!(seen, allowed, "deny.toml allows what does not occur");
}

#[test]
fn everything_comes_from_the_default_registry() {
    let this = env!("CARGO_PKG_NAME");
    let sources: BTreeSet<String> = packages()
        .iter()
        .filter(|package| package["name"] != this)
        .map(|package| package["source"].as_str().unwrap_or("a folder").to_owned())
        .collect();
    // There is one source, a registry; cargo has no other unless the project's settings name one.
    assert_eq!(sources.len(), 1, "{sources:?}");
    assert!(
        sources.iter().all(|source| source.starts_with("registry+")),
        "{sources:?}"
    );
    let manifest = file("Cargo.toml");
    for table in ["dependencies", "dev-dependencies"] {
        for (name, dependency) in manifest[table].as_table().unwrap() {
            let version = dependency
                .as_str()
                .or_else(|| dependency.get("version")?.as_str());
            assert!(
                version.is_some_and(|version| !version.contains('*')),
                "{name}"
            );
            for key in ["registry", "git", "path"] {
                assert!(dependency.get(key).is_none(), "{name}: {key}");
            }
        }
    }
}

#[test]
fn no_dependency_wants_a_later_compiler() {
    let version = |text: &str| -> Vec<u32> {
        let mut parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
        parts.resize(3, 0);
        parts
    };
    let ours = version(env!("CARGO_PKG_RUST_VERSION"));
    for package in packages() {
        if let Some(wanted) = package["rust_version"].as_str() {
            assert!(version(wanted) <= ours, "{}: {wanted}", package["name"]);
        }
    }
}

/// The crates that a build with these features has.
fn tree(features: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--prefix", "none"])
        .args(["--edges", "normal,build", "--no-default-features"])
        .args(["--features", &features.join(",")])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout).unwrap();
    lines
        .lines()
        .filter_map(|line| Some(line.split_whitespace().next()?.to_owned()))
        .collect()
}

#[test]
fn a_library_user_compiles_only_what_the_features_bring() {
    let alone = tree(&[]);
    let with = [tree(&["net"]), tree(&["workbench"]), tree(&["cli"])];
    for (brought, crates) in [
        (0, &["reqwest", "tokio", "rustls", "redb", "secrecy"][..]),
        (1, &["axum", "tower-service"]),
        (2, &["clap", "comfy-table", "indicatif", "axum", "reqwest"]),
    ] {
        for name in crates {
            assert!(!alone.contains(*name), "{name} is built without features");
            assert!(
                with[brought].contains(*name),
                "{name} is not built with its feature"
            );
        }
    }
}
