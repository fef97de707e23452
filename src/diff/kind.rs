//! What happened to a sentence by itself: its kind of change.

use std::collections::BTreeSet;
use std::ops::Range;

use super::matching::Unit;
use super::revision::{Kind, joined};
use super::sources::holding;
use super::words::{self, edits, tokens};
use super::work::Work;
use crate::bitext::{Bitext, Sentence, Side};
use crate::check::evidence::{coverage, stems};
use crate::segment::Text;
use crate::text::english::{is_function_stem, stem};

/// A sentence that keeps less of its telling words, in order, is a new translation.
const NEW_TRANSLATION: f64 = 0.34;
/// Sentences with fewer telling words are edited whatever they keep.
const FEW_WORDS: usize = 4;
/// So many more words of the Chinese, and so much more of them, an added sentence has to render for an omission
/// to be restored.
const RESTORED_WORDS: usize = 2;
const RESTORED_SHARE: f64 = 0.2;
/// Before, its English was shorter than this much of what is usual, and now it is no longer than that.
const SHORT: f64 = 0.8;
const LONG: f64 = 1.8;
/// Of Chinese that was rendered better than that nothing had been left out.
const MOST_BEFORE: f64 = 0.5;

/// Characters that are read.
fn count(text: &str) -> f64 {
    let count = text.chars().filter(|c| c.is_alphanumeric()).count();
    #[allow(clippy::cast_precision_loss)] // No text is that long.
    let count = count as f64;
    count
}

/// English characters for a Chinese one.
pub(super) fn usual_ratio(bitext: &Bitext) -> f64 {
    let all = |side: &Side| -> f64 { side.sentences.iter().map(|s| count(&s.text)).sum() };
    all(&bitext.target) / all(&bitext.source).max(1.0)
}

impl Work<'_, '_> {
    /// What happened to a unit by itself, `None` where nothing did.
    pub(super) fn kind(&self, unit: &Unit) -> Option<Kind> {
        let olds = self.old.target.slice(&unit.old);
        let news = self.new.target.slice(&unit.new);
        if olds.is_empty() {
            return Some(if self.is_restored(unit) {
                Kind::Restored
            } else {
                Kind::Added
            });
        }
        if news.is_empty() {
            return Some(Kind::Removed);
        }
        if let ([old], [new]) = (olds, news) {
            if old.text == new.text {
                return (old.kind != new.kind)
                    .then_some(Kind::Markup)
                    .or_else(|| self.in_the_files(unit));
            }
            let squeezed =
                |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
            if squeezed(&old.text) == squeezed(&new.text) {
                return Some(Kind::Spacing);
            }
        }
        Some(match (olds.len(), news.len()) {
            (1, n) if n > 1 => Kind::Split,
            (n, 1) if n > 1 => Kind::Merged,
            _ if self.is_new_translation(olds, news) => Kind::Retranslated,
            _ => Kind::Edited,
        })
    }

    /// What is other in the files though the words are the same.
    fn in_the_files(&self, unit: &Unit) -> Option<Kind> {
        let raw = |text: Option<&Text>, at: usize| -> Option<String> {
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
                Kind::Spacing
            } else {
                Kind::Rewrapped
            }
        } else if squeezed(&old) == squeezed(&new) {
            Kind::Rewrapped
        } else {
            Kind::Markup
        })
    }

    /// Whether sentences that are new translate what was left out before.
    fn is_restored(&self, unit: &Unit) -> bool {
        let bead = self.beads.1[unit.new.start];
        let Some(bead) = bead.and_then(|bead| self.new.beads.get(bead)) else {
            return false;
        };
        let names = &self.sources.new_names[bead.source.clone()];
        let known = names.iter().all(|&name| self.sources.shared[name as usize]);
        if bead.source.is_empty() || !known {
            return false;
        }
        // The old English of the same Chinese.
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
        // What had its usual length lacked nothing.
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
        // How many words both have together and how many of them stay; a phrase that only changed its place stays.
        let count = |wanted: &dyn Fn(&str) -> bool| -> (usize, usize, usize) {
            let side = |text: &str, of: fn(&words::Edit) -> &Range<usize>| {
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
