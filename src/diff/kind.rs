//! The kind of change of a single unit.

use std::collections::BTreeSet;
use std::ops::Range;

use super::classifier::Classifier;
use super::matching::MatchedUnit;
use super::revision::{ChangeKind, joined};
use super::sources::holding;
use super::word_edits::{self, edits, tokens};
use crate::bitext::{Bitext, Sentence, Side};
use crate::check::evidence::{coverage, stems};
use crate::segment::SegmentedDocument;
use crate::text::english::{is_function_stem, stem};
use crate::text::scan::is_alphanumeric;

/// The least share of an old sentence's content words, kept in order, that makes it an edit; below it
/// the sentence is a new translation.
const NEW_TRANSLATION: f64 = 0.34;
/// The number of content words below which a sentence counts as edited whatever it keeps.
const FEW_WORDS: usize = 4;
/// The number of further Chinese words that added sentences have to render to count as a restored
/// omission. [`RESTORED_SHARE`] is the same as a share of the Chinese words; both have to be reached.
const RESTORED_WORDS: usize = 2;
const RESTORED_SHARE: f64 = 0.2;
/// The longest old English of an omission, relative to the usual length. [`LONG`] is the longest that
/// the new English may be.
const SHORT: f64 = 0.8;
const LONG: f64 = 1.8;
/// The largest share of the Chinese words that the old English may have rendered: above it nothing had
/// been left out.
const MOST_BEFORE: f64 = 0.5;

/// The number of letters and digits in a text.
fn count(text: &str) -> f64 {
    let count = text.chars().filter(|&c| is_alphanumeric(c)).count();
    #[allow(clippy::cast_precision_loss)] // No text is that long.
    let count = count as f64;
    count
}

/// The length of the English in characters for each Chinese character, over the whole bitext.
pub(super) fn usual_ratio(bitext: &Bitext) -> f64 {
    let all = |side: &Side| -> f64 { side.sentences.iter().map(|s| count(&s.text)).sum() };
    all(&bitext.target) / all(&bitext.source).max(1.0)
}

impl Classifier<'_, '_> {
    /// The kind of change of a unit by itself; `None` where nothing changed.
    pub(super) fn kind(&self, unit: &MatchedUnit) -> Option<ChangeKind> {
        let olds = self.old.target.slice(&unit.old);
        let news = self.new.target.slice(&unit.new);
        if olds.is_empty() {
            return Some(if self.is_restored(unit) {
                ChangeKind::Restored
            } else {
                ChangeKind::Added
            });
        }
        if news.is_empty() {
            return Some(ChangeKind::Removed);
        }
        if let ([old], [new]) = (olds, news) {
            if old.text == new.text {
                return (old.kind != new.kind)
                    .then_some(ChangeKind::Markup)
                    .or_else(|| self.in_the_files(unit));
            }
            let squeezed =
                |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
            if squeezed(&old.text) == squeezed(&new.text) {
                return Some(ChangeKind::Spacing);
            }
        }
        Some(match (olds.len(), news.len()) {
            (1, n) if n > 1 => ChangeKind::Split,
            (n, 1) if n > 1 => ChangeKind::Merged,
            _ if self.is_new_translation(olds, news) => ChangeKind::Retranslated,
            _ => ChangeKind::Edited,
        })
    }

    /// The kind of change in the files where the words are the same: markup, line breaks or spacing.
    fn in_the_files(&self, unit: &MatchedUnit) -> Option<ChangeKind> {
        let raw = |text: Option<&SegmentedDocument>, at: usize| -> Option<String> {
            let text = text?;
            let span = &text.segments.get(at)?.source;
            Some(
                text.document
                    .source
                    .text
                    .get(span.start..span.end)?
                    .to_owned(),
            )
        };
        let old = raw(self.texts.0, unit.old.start)?;
        let new = raw(self.texts.1, unit.new.start)?;
        if old == new {
            return None;
        }
        let words = |raw: &str| {
            raw.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let squeezed = |raw: &str| words(raw).concat();
        Some(if words(&old) == words(&new) {
            let breaks = |raw: &str| -> Vec<usize> {
                raw.lines()
                    .map(|line| line.split_whitespace().count())
                    .collect()
            };
            if breaks(&old) == breaks(&new) {
                ChangeKind::Spacing
            } else {
                ChangeKind::Rewrapped
            }
        } else if squeezed(&old) == squeezed(&new) {
            ChangeKind::Rewrapped
        } else {
            ChangeKind::Markup
        })
    }

    /// Whether the unit's new sentences translate Chinese that had been left out before.
    fn is_restored(&self, unit: &MatchedUnit) -> bool {
        let bead = self.beads.1[unit.new.start];
        let Some(bead) = bead.and_then(|bead| self.new.beads.get(bead)) else {
            return false;
        };
        let names = &self.sources.new_names[bead.source.clone()];
        let known = names.iter().all(|&name| self.sources.shared[name as usize]);
        if bead.source.is_empty() || !known {
            return false;
        }
        // The old English sentences of the same Chinese.
        let mut before: BTreeSet<usize> = BTreeSet::new();
        let mut untranslated = false;
        for &name in names {
            for at in holding(self.old, &self.sources.old_of[name as usize]) {
                let old = &self.old.beads[at];
                before.extend(old.target.clone());
                untranslated |= old.target.is_empty();
            }
        }
        if untranslated && bead.target == unit.new {
            return true;
        }
        let text = |bitext: &Bitext, sentences: &mut dyn Iterator<Item = usize>| -> String {
            let all: Vec<&str> = sentences
                .map(|at| bitext.target.sentences[at].text.as_str())
                .collect();
            all.join(" ")
        };
        let chinese = joined(self.new.source.slice(&bead.source));
        let (had, has) = (
            text(self.old, &mut before.into_iter()),
            text(self.new, &mut bead.target.clone()),
        );
        // English of the usual length had lacked nothing.
        let usual = self.ratio * count(&chinese);
        if count(&had) > SHORT * usual || count(&has) > LONG * usual {
            return false;
        }
        let (had, has) = (stems(&had), stems(&has));
        let ((of, had), (_, has)) = (coverage(&chinese, &had), coverage(&chinese, &has));
        #[allow(clippy::cast_precision_loss)] // Words of a bead.
        let share = |words: usize| words as f64 / of.max(1) as f64;
        has >= had + RESTORED_WORDS
            && share(had) <= MOST_BEFORE
            && share(has) - share(had) >= RESTORED_SHARE
    }

    fn is_new_translation(&self, olds: &[Sentence], news: &[Sentence]) -> bool {
        let (old, new) = (joined(olds), joined(news));
        let edits = edits(&old, &new);
        // Counts the wanted words of the old text, of the new text, and those that stay; a phrase that
        // only changed its place stays.
        let count = |wanted: &dyn Fn(&str) -> bool| -> (usize, usize, usize) {
            let side = |text: &str, of: fn(&word_edits::WordEdit) -> &Range<usize>| {
                let words = tokens(text)
                    .into_iter()
                    .filter(|word| wanted(&text[word.clone()]));
                words.fold((0, 0), |(all, kept), word| {
                    let touched = edits.iter().any(|edit| {
                        edit.moved.is_none()
                            && of(edit).start < word.end
                            && word.start < of(edit).end
                    });
                    (all + 1, kept + usize::from(!touched))
                })
            };
            let (one, other) = (side(&old, |edit| &edit.old), side(&new, |edit| &edit.new));
            (one.0.min(other.0), one.0 + other.0, one.1 + other.1)
        };
        let is_word = |word: &str| word.chars().any(char::is_alphanumeric);
        let is_telling =
            |word: &str| is_word(word) && !is_function_stem(&stem(&word.to_lowercase()));
        #[allow(clippy::cast_precision_loss)] // Words of a sentence.
        let few_kept =
            |(_, all, kept): (usize, usize, usize)| (kept as f64) < NEW_TRANSLATION * all as f64;
        let telling = count(&is_telling);
        if telling.0 >= FEW_WORDS {
            return few_kept(telling);
        }
        let all = count(&is_word);
        all.0 >= FEW_WORDS && telling.2 == 0 && few_kept(all)
    }
}
