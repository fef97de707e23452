//! The Chinese of both versions matched: which passage is which, and which of them changed.

use std::ops::Range;

use super::lines::Lines;
use super::matching::compare;
use crate::bitext::Bitext;

/// The indices of the beads that hold any of these source sentences.
pub(super) fn holding(bitext: &Bitext, source: &Range<usize>) -> Vec<usize> {
    // Beads stand in source order.
    let first = bitext
        .beads
        .partition_point(|bead| bead.source.end <= source.start);
    (first..bitext.beads.len())
        .take_while(|&at| bitext.beads[at].source.start < source.end)
        .filter(|&at| !bitext.beads[at].source.is_empty())
        .collect()
}

/// The two sources matched against each other.
pub(super) struct Sources {
    /// The number of each old sentence's passage; a passage has the same number in both versions.
    pub(super) old_names: Vec<u32>,
    pub(super) new_names: Vec<u32>,
    /// The passages that both versions have in different wording: their sentences in either version.
    pub(super) changed: Vec<(Range<usize>, Range<usize>)>,
    /// For each passage number, whether both versions have the passage.
    pub(super) shared: Vec<bool>,
    /// The old sentences of each passage.
    pub(super) old_of: Vec<Range<usize>>,
}

impl Sources {
    pub(super) fn new(old: &Bitext, new: &Bitext) -> Sources {
        let (olds, news) = (old.source.texts(), new.source.texts());
        let units = compare(&Lines::new(olds.clone()), &Lines::new(news.clone()));
        let mut sources = Sources {
            old_names: vec![0; olds.len()],
            new_names: vec![0; news.len()],
            changed: Vec::new(),
            shared: Vec::with_capacity(units.len()),
            old_of: Vec::with_capacity(units.len()),
        };
        for (name, unit) in (0u32..).zip(units) {
            sources.old_names[unit.old.clone()].fill(name);
            sources.new_names[unit.new.clone()].fill(name);
            sources.old_of.push(unit.old.clone());
            sources
                .shared
                .push(!unit.old.is_empty() && !unit.new.is_empty());
            if !say_the_same(&olds[unit.old.clone()], &news[unit.new.clone()]) {
                sources.changed.push((unit.old, unit.new));
            }
        }
        sources
    }
}

/// Whether two runs of sentences have the same characters, white space aside.
fn say_the_same(olds: &[&str], news: &[&str]) -> bool {
    fn characters<'t>(texts: &'t [&'t str]) -> impl Iterator<Item = char> + 't {
        let all = texts.iter().flat_map(|text| text.chars());
        all.filter(|c| !c.is_whitespace())
    }
    olds == news || characters(olds).eq(characters(news))
}
