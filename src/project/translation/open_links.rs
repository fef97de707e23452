//! The links of an opened pair that are to be translated: those without English, those whose English is Chinese
//! still, and on request those whose Chinese has changed since.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::bitext::edit::Operation;
use crate::bitext::{Bead, BeadId, Bitext, Status};
use crate::document::codes::Coded;
use crate::error::Result;
use crate::project::{MarkedSentences, Parallel};
use crate::segment::SegmentedDocument;
use crate::text::spaces;
use crate::translate::{Item, Masked, OldPair, Surroundings, TextSoFar};

use super::sentences::{self, Vocabulary, coded, items, masked};

/// Chinese sentences that are asked for.
pub(super) struct AskedSentences {
    /// Their places in the text.
    pub(super) places: Vec<usize>,
    /// Every sentence with the inline codes in it, and their masks.
    pub(super) masked: Vec<Masked>,
    /// The sentences as requests hold them.
    pub(super) items: Vec<Item>,
    /// Which of them are asked for again although an answer is known.
    pub(super) refresh: Vec<bool>,
    /// Their text, with the English that it has so far, where they are to be asked for.
    pub(super) text: Option<Arc<TextSoFar>>,
}

impl AskedSentences {
    /// The sentences of a text at these places. Under a name each has its place in the text, whose other sentences are
    /// shown with it.
    pub(super) fn new(
        text: &SegmentedDocument,
        places: Vec<usize>,
        name: Option<&str>,
        words: Vocabulary<'_>,
        refresh: &[String],
    ) -> AskedSentences {
        let masked = masked(text, &places);
        let mut items = items(words, &masked);
        let so_far = name.map(|name| sentences::so_far(name, text));
        if let Some(so_far) = &so_far {
            for (item, &at) in items.iter_mut().zip(&places) {
                let text = so_far.clone();
                item.around = Some(Surroundings { text, at });
            }
        }
        let refresh = places
            .iter()
            .map(|&at| refresh.iter().any(|id| *id == text.segments[at].id.0))
            .collect();
        AskedSentences {
            places,
            masked,
            items,
            refresh,
            text: so_far,
        }
    }

    /// Shows the English that the text has: of sentences that are not asked for, and of stale ones what they were.
    fn show(&mut self, bitext: &Bitext, links: &[OpenLink], wanted: Wanted<'_>) {
        let asked: HashMap<&BeadId, &OpenLink> =
            links.iter().map(|link| (&link.id, link)).collect();
        for bead in bitext.beads.iter().filter(|bead| bead.is_linked()) {
            let english = bitext.target_text(bead);
            match (asked.get(&bead.id), bead.was()) {
                (None, None) if !bitext.is_untranslated(bead) => {
                    if let Some(text) = &self.text {
                        text.set(bead.source.start, bead.source.len(), &english);
                    }
                }
                (Some(link), Some(was)) if wanted.stale && !bitext.is_untranslated(bead) => {
                    let old = Box::new(OldPair {
                        chinese: was.to_owned(),
                        english,
                    });
                    let items = &mut self.items[link.sentences.clone()];
                    items
                        .iter_mut()
                        .for_each(|item| item.old = Some(old.clone()));
                }
                _ => {}
            }
        }
    }

    /// Keeps the sentences that are wanted, by their number.
    pub(super) fn keep(&mut self, is_wanted: impl Fn(usize) -> bool) {
        fn filtered<T>(all: &mut Vec<T>, is_wanted: &impl Fn(usize) -> bool) {
            let mut at = 0;
            all.retain(|_| {
                at += 1;
                is_wanted(at - 1)
            });
        }
        filtered(&mut self.places, &is_wanted);
        filtered(&mut self.masked, &is_wanted);
        filtered(&mut self.items, &is_wanted);
        filtered(&mut self.refresh, &is_wanted);
    }
}

/// A link that gets English.
struct OpenLink {
    id: BeadId,
    /// Its Chinese sentences among those that are asked for.
    sentences: Range<usize>,
}

/// An opened pair with its links that are to be translated.
pub(super) struct OpenLinks {
    pub(super) parallel: Parallel,
    links: Vec<OpenLink>,
    pub(super) asked: AskedSentences,
    /// The number of links whose Chinese is not translated.
    pub(super) untranslated: usize,
    /// The number of links whose English is stale, whether they are asked for or not.
    pub(super) stale: usize,
}

/// Which links are wanted.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// Stale ones, too.
    pub(super) stale: bool,
    /// Those with these Chinese sentences, too.
    pub(super) refresh: &'a [String],
    /// Whether they are to be asked for, so that the sentences around them have to be shown.
    pub(super) is_shown: bool,
}

/// The English that an open pair gets.
#[derive(Default)]
pub(super) struct NewEnglish {
    pub(super) operations: Vec<Operation>,
    /// Its sentences with their markup.
    pub(super) marked: MarkedSentences,
    /// The number of Chinese sentences that it translates.
    pub(super) sentences: usize,
    /// The sentences (among those that were asked for) that stay, each with the reason.
    pub(super) missing: Vec<(usize, String)>,
}

impl OpenLinks {
    /// Finds the links. Several sentences without any English become a link each, so that each gets its own.
    pub(super) fn new(
        mut parallel: Parallel,
        wanted: Wanted<'_>,
        words: Vocabulary<'_>,
    ) -> OpenLinks {
        take_apart(&mut parallel.bitext);
        let bitext = &parallel.bitext;
        let chinese = match parallel.chinese() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(parallel.texts().0),
        };
        let (mut untranslated, mut stale) = (0, 0);
        let mut links = Vec::new();
        let mut places = Vec::new();
        for bead in &bitext.beads {
            let is_untranslated = is_free(bead) && bitext.is_untranslated(bead);
            let is_stale = is_free(bead) && bead.was().is_some() && bead.is_linked();
            untranslated += usize::from(is_untranslated);
            stale += usize::from(is_stale);
            let sentences = bitext.bead_source(bead);
            let is_asked_again = is_free(bead)
                && sentences
                    .iter()
                    .any(|one| wanted.refresh.iter().any(|id| *id == one.id.0));
            if is_untranslated || is_stale && wanted.stale || is_asked_again {
                let from = places.len();
                places.extend(bead.source.clone());
                links.push(OpenLink {
                    id: bead.id.clone(),
                    sentences: from..places.len(),
                });
            }
        }
        let name = wanted.is_shown.then_some(bitext.source.file.as_str());
        let mut asked = AskedSentences::new(&chinese, places, name, words, wanted.refresh);
        drop(chinese);
        asked.show(bitext, &links, wanted);
        OpenLinks {
            links,
            asked,
            untranslated,
            stale,
            parallel,
        }
    }

    /// The English of the links whose sentences all have one.
    pub(super) fn new_english(
        &self,
        english: &[std::result::Result<Coded, String>],
    ) -> Result<NewEnglish> {
        let bitext = &self.parallel.bitext;
        let mut new = NewEnglish::default();
        for link in &self.links {
            let all = &english[link.sentences.clone()];
            let failed = link.sentences.clone().zip(all);
            let mut failed = failed
                .filter_map(|(at, one)| Some((at, one.as_ref().err()?)))
                .peekable();
            if failed.peek().is_some() {
                let failed = failed.map(|(at, why)| (at, why.clone()));
                new.missing.extend(failed);
                continue;
            }
            let coded: Vec<Coded> = all.iter().flatten().cloned().collect();
            let texts: Vec<String> = coded.iter().map(|one| spaces::fold(&one.text)).collect();
            let bead = &bitext.beads[bitext.find_bead(&link.id)?];
            let now = bitext.target_words(bead);
            if texts == now && bead.was().is_none() {
                continue;
            }
            new.sentences += texts.len();
            new.operations.push(if texts == now {
                Operation::Holds {
                    bead: link.id.clone(),
                }
            } else {
                Operation::Translate {
                    bead: link.id.clone(),
                    texts,
                    was: Some(now),
                    by_rule: false,
                }
            });
            // Stale English keeps the markup that its own text gave it, where that is other than the Chinese has.
            if bitext.is_untranslated(bead) || self.has_markup_of(bead, &coded) {
                new.marked.insert(link.id.clone(), coded);
            }
        }
        Ok(new)
    }
}

impl OpenLinks {
    /// Whether the English of a bead has the same markup as its translation.
    fn has_markup_of(&self, bead: &Bead, translation: &[Coded]) -> bool {
        let Some(english) = self.parallel.english() else {
            return false;
        };
        let markup = |all: &[Coded]| {
            let codes = all.iter().flat_map(|one| &one.codes);
            let mut markup: Vec<String> = codes.map(|code| code.markup.clone()).collect();
            markup.sort();
            markup
        };
        let own: Vec<usize> = bead.target.clone().collect();
        markup(&coded(english, &own)) == markup(translation)
    }
}

/// Whether a translation may write a link: no person has decided on it, and no words of a person wait.
fn is_free(bead: &Bead) -> bool {
    bead.status == Status::Auto && bead.pending().is_none()
}

/// Makes links of one Chinese sentence of those that hold several and are not translated, where each has its
/// own counterpart or none has any.
fn take_apart(bitext: &mut Bitext) {
    let is_wide = |bead: &Bead| {
        bead.source.len() > 1
            && !bead.is_decided()
            && (bead.target.is_empty() || bead.target.len() == bead.source.len())
            && bitext.is_untranslated(bead)
    };
    if !bitext.beads.iter().any(is_wide) {
        return;
    }
    let mut beads = Vec::with_capacity(bitext.beads.len());
    for bead in &bitext.beads {
        if !is_wide(bead) {
            beads.push(bead.clone());
            continue;
        }
        for (number, source) in bead.source.clone().enumerate() {
            let target = match bead.target.is_empty() {
                true => bead.target.clone(),
                false => bead.target.start + number..bead.target.start + number + 1,
            };
            let mut part = Bead {
                source: source..source + 1,
                target,
                ..bead.clone()
            };
            part.id = bitext.derive_id(&part);
            beads.push(part);
        }
    }
    bitext.beads = beads;
}
