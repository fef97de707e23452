//! Names that the writers of both versions need: of units, of languages, and of the unit that a moved
//! target follows.

use std::collections::HashSet;

use ecow::{EcoString, eco_format};

use crate::bitext::{Bead, Bitext};

/// The name of each bead's unit: its id where that is a valid name (`xs:NMTOKEN`, unique in the file),
/// else a number.
pub(super) fn of_units(beads: &[Bead]) -> Vec<EcoString> {
    let mut taken: HashSet<EcoString> = HashSet::with_capacity(beads.len());
    let fits = |id: &str| {
        !id.is_empty()
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    let mut names = Vec::with_capacity(beads.len());
    for (at, bead) in beads.iter().enumerate() {
        let mut name = bead.id.0.clone();
        let mut number = at + 1;
        while !fits(&name) || taken.contains(&name) {
            name = eco_format!("u{number}");
            number += beads.len();
        }
        taken.insert(name.clone());
        names.push(name);
    }
    names
}

/// For each moved bead, the name of the unit whose target comes before its own; empty if its target is
/// at the beginning of the text. `None` for beads that did not move.
pub(super) fn before<'a>(bitext: &Bitext, names: &'a [EcoString]) -> Vec<Option<&'a str>> {
    let mut owner = vec![""; bitext.target.sentences.len()];
    for (bead, name) in bitext.beads.iter().zip(names) {
        if let Some(last) = bead.target.clone().last()
            && let Some(owner) = owner.get_mut(last)
        {
            *owner = name.as_str();
        }
    }
    bitext
        .beads
        .iter()
        .map(|bead| {
            (bead.moved.is_some() && !bead.target.is_empty()).then(|| {
                let before = bead.target.start.checked_sub(1);
                before.and_then(|at| owner.get(at)).copied().unwrap_or("")
            })
        })
        .collect()
}

/// A language code in the form that both versions require (RFC 5646); the default if it is not valid.
pub(super) fn language(code: &str, default: &str) -> String {
    let code = code.replace('_', "-");
    let fits = code.split('-').enumerate().all(|(at, part)| {
        (1..=8).contains(&part.len())
            && part
                .bytes()
                .all(|b| b.is_ascii_alphabetic() || (at > 0 && b.is_ascii_digit()))
    });
    if fits { code } else { default.to_owned() }
}
