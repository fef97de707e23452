//! The baseline: findings that are known and not yet mended. A file beside the texts, one line a
//! finding, so that it merges.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::finding::Finding;
use crate::error::{Error, Place, Result};

/// The version of the file's shape. Version 1 does not say in which text a finding is, and its fingerprints
/// are over all the Chinese of a link.
const VERSION: u64 = 2;

/// Known findings by the name of their text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The findings of each text: what each says, by its fingerprint.
    texts: BTreeMap<String, BTreeMap<String, String>>,
    /// Those of a file of version 1, which are known in any text.
    anywhere: BTreeMap<String, String>,
}

/// A known finding, as a baseline has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KnownFinding {
    /// The name of its text; `None` in a baseline of version 1.
    pub text: Option<String>,
    /// Its fingerprint there.
    pub fingerprint: String,
}

#[derive(Deserialize)]
struct File {
    version: u64,
    findings: Vec<Known>,
}

#[derive(Serialize, Deserialize)]
struct Known {
    #[serde(default)]
    text: Option<String>,
    fingerprint: String,
    rule: String,
    message: String,
}

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Read`]; [`Error::Input`] for what is no baseline, or one of a later version.
    pub fn read(path: &Path) -> Result<Baseline> {
        let bytes = std::fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        let file: File = serde_json::from_slice(&bytes).map_err(|error| {
            Error::input(
                Place::at(path, error.line(), error.column()),
                format!("this is no baseline: {error}"),
                "make one with --write-baseline",
            )
        })?;
        if !(1..=VERSION).contains(&file.version) {
            return Err(Error::input(
                Place::file(path),
                format!("the baseline has version {}", file.version),
                "make it anew with --write-baseline",
            ));
        }
        let mut baseline = Baseline::default();
        for known in file.findings {
            let what = format!("{}: {}", known.rule, known.message);
            let text = known.text.filter(|_| file.version > 1);
            baseline.of(text).insert(known.fingerprint, what);
        }
        Ok(baseline)
    }

    fn of(&mut self, text: Option<String>) -> &mut BTreeMap<String, String> {
        match text {
            Some(text) => self.texts.entry(text).or_default(),
            None => &mut self.anywhere,
        }
    }

    /// Adds a finding of a text.
    pub fn add(&mut self, text: &str, finding: &Finding) {
        let what = format!("{}: {}", finding.rule, finding.message);
        let known = self.of(Some(text.to_owned()));
        known.insert(finding.fingerprint.to_string(), what);
    }

    /// Takes over the findings of another baseline in the texts that were not `looked_at`.
    pub fn keep_others(&mut self, other: &Baseline, looked_at: impl Fn(&str) -> bool) {
        for (text, known) in &other.texts {
            if !looked_at(text) {
                self.texts.insert(text.clone(), known.clone());
            }
        }
    }

    /// Writes a file.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{\n  \"version\": {VERSION},\n  \"findings\": [")?;
        let texts = self.texts.iter().flat_map(|(text, known)| {
            let known = known.iter();
            known.map(move |(fingerprint, what)| (Some(text), fingerprint, what))
        });
        let anywhere = self.anywhere.iter();
        let anywhere = anywhere.map(|(fingerprint, what)| (None, fingerprint, what));
        for (n, (text, fingerprint, what)) in texts.chain(anywhere).enumerate() {
            let comma = if n == 0 { "    " } else { ",\n    " };
            let (rule, message) = what.split_once(": ").unwrap_or((what, ""));
            let known = Known {
                text: text.cloned(),
                fingerprint: fingerprint.clone(),
                rule: rule.to_owned(),
                message: message.to_owned(),
            };
            write!(out, "{comma}{}", json!(known))?;
        }
        writeln!(out, "\n  ]\n}}")
    }

    /// The number of known findings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.anywhere.len() + self.texts.values().map(BTreeMap::len).sum::<usize>()
    }

    /// Whether no finding is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Follows renamed texts: findings of a text that is no longer among `names` become those of a new one that
    /// has most of them. `found` gives the fingerprints of a text's findings. Of a single text and a baseline of
    /// a single text the names do not matter. Gives the old and the new name of each.
    pub fn follow_renames(
        &mut self,
        names: &[&str],
        found: impl Fn(&str) -> BTreeSet<String>,
    ) -> Vec<(String, String)> {
        let gone: Vec<String> = self.texts.keys().cloned().collect();
        let gone = gone.iter().filter(|text| !names.contains(&text.as_str()));
        let new: Vec<(&str, BTreeSet<String>)> = names
            .iter()
            .filter(|name| !self.texts.contains_key(**name))
            .map(|name| (*name, found(name)))
            .collect();
        let alone = names.len() == 1 && self.texts.len() == 1;
        let mut shared: Vec<(usize, &String, &str)> = Vec::new();
        for text in gone {
            let known = &self.texts[text];
            for (name, found) in &new {
                let both = known.keys().filter(|one| found.contains(*one)).count();
                if alone || both * 2 > known.len() {
                    shared.push((both, text, name));
                }
            }
        }
        shared.sort_by_key(|&(both, text, name)| (std::cmp::Reverse(both), text, name));
        let mut renamed: Vec<(String, String)> = Vec::new();
        for (_, text, name) in shared {
            if !renamed.iter().any(|(old, new)| old == text || new == name) {
                renamed.push((text.clone(), name.to_owned()));
            }
        }
        for (old, new) in &renamed {
            if let Some(known) = self.texts.remove(old) {
                self.texts.insert(new.clone(), known);
            }
        }
        renamed
    }

    /// The findings that are known in a text; in any where it has no name.
    pub(crate) fn known_in(&self, text: Option<&str>) -> BTreeSet<KnownFinding> {
        let texts = self.texts.iter();
        let texts = texts.filter(|(name, _)| text.is_none_or(|text| text == *name));
        let mut known: BTreeSet<KnownFinding> = texts
            .flat_map(|(name, known)| {
                known.keys().map(|fingerprint| KnownFinding {
                    text: Some(name.clone()),
                    fingerprint: fingerprint.clone(),
                })
            })
            .collect();
        known.extend(self.anywhere.keys().map(|fingerprint| KnownFinding {
            text: None,
            fingerprint: fingerprint.clone(),
        }));
        known
    }

    /// Takes away findings that were met.
    pub(crate) fn spend(&mut self, met: &BTreeSet<KnownFinding>) {
        for one in met {
            match &one.text {
                Some(text) => {
                    if let Some(known) = self.texts.get_mut(text) {
                        known.remove(&one.fingerprint);
                    }
                }
                None => {
                    self.anywhere.remove(&one.fingerprint);
                }
            }
        }
    }

    /// The findings of the texts that were `looked_at`, where `None` stands for those that are known in any:
    /// the fingerprint of each and what it says.
    pub(crate) fn left(
        &self,
        looked_at: impl Fn(Option<&str>) -> bool,
    ) -> impl Iterator<Item = (&str, &str)> {
        let anywhere = looked_at(None).then_some(&self.anywhere);
        let texts = self.texts.iter();
        let texts = texts.filter(move |(text, _)| looked_at(Some(text)));
        let known = anywhere.into_iter().chain(texts.map(|(_, known)| known));
        known.flat_map(|known| {
            let known = known.iter();
            known.map(|(fingerprint, what)| (fingerprint.as_str(), what.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline(findings: &[(&str, &str)]) -> Baseline {
        let mut baseline = Baseline::default();
        for (text, fingerprint) in findings {
            let known = baseline.of(Some((*text).to_owned()));
            known.insert((*fingerprint).to_owned(), "number: 320".to_owned());
        }
        baseline
    }

    fn set(of: &[&str]) -> BTreeSet<String> {
        of.iter().map(|one| (*one).to_owned()).collect()
    }

    fn read(text: &str) -> Result<Baseline> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known.json");
        std::fs::write(&path, text).unwrap();
        Baseline::read(&path)
    }

    #[test]
    fn it_is_read_as_it_is_written_and_so_is_version_1() {
        let written = baseline(&[("zh/b.md", "b"), ("zh/a.md", "a"), ("zh/a.md", "a-2")]);
        let mut bytes = Vec::new();
        written.write(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text.lines().nth(4),
            Some(
                "    {\"fingerprint\":\"a-2\",\"message\":\"320\",\"rule\":\"number\",\"text\":\"zh/a.md\"},"
            ),
            "{text}"
        );
        assert_eq!(read(&text).unwrap(), written);
        let former = r#"{"version": 1, "findings": [{"fingerprint": "a", "rule": "number", "message": "320"}]}"#;
        let known = read(former).unwrap();
        let one = KnownFinding {
            text: None,
            fingerprint: "a".to_owned(),
        };
        assert!(known.known_in(Some("zh/any.md")).contains(&one));
        let later = read(r#"{"version": 3, "findings": []}"#).unwrap_err();
        assert!(later.to_string().contains("version 3"), "{later}");
    }

    #[test]
    fn a_renamed_text_keeps_its_own() {
        let mut known = baseline(&[
            ("ch3.md", "x"),
            ("ch3.md", "y"),
            ("ch3.md", "z"),
            ("ch4.md", "x"),
        ]);
        let found = |name: &str| match name {
            "ch03.md" => set(&["x", "z", "new"]),
            _ => set(&["x"]),
        };
        let names = ["ch03.md", "ch4.md", "ch5.md"];
        let renamed = known.follow_renames(&names, found);
        assert_eq!(renamed, [("ch3.md".to_owned(), "ch03.md".to_owned())]);
        assert_eq!(known.known_in(Some("ch03.md")).len(), 3);
        // A new text that shares only half is another.
        let mut known = baseline(&[("ch3.md", "x"), ("ch3.md", "y"), ("ch4.md", "x")]);
        assert_eq!(
            known.follow_renames(&["ch4.md", "ch5.md"], |_| set(&["x"])),
            []
        );
    }
}
