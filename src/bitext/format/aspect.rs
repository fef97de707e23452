//! What a bitext can have that a format cannot hold, and how much of it a bitext has.

use super::losses::counted;
use crate::bitext::{Bead, Bitext, Sentence, Side, Signature, Stage, Status};
use crate::document::BlockKind;
use crate::text::spaces::fold;
use crate::text::xml::is_unknown;

/// Something that a bitext can have besides links between texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// The words themselves.
    Words,
    /// The ends of sentences inside a link.
    SentenceEnds,
    /// Links with an empty side.
    EmptySides,
    /// Where the English of a moved link stands.
    MovedOrder,
    /// The aligner's confidences.
    Confidences,
    /// Links that a person confirmed or rejected.
    Decisions,
    /// Links that a person rejected, where confirmed ones can be held.
    Rejections,
    /// Remarks of people.
    Notes,
    /// How far people say that translations are.
    Stages,
    /// Who said so, and when.
    Signatures,
    /// What people said of a link.
    Comments,
    /// English that people proposed.
    Proposals,
    /// What a link keeps of changes: that it was changed, what its Chinese was, English that waits.
    Changes,
    /// Decisions that found no place.
    LostDecisions,
    /// Blocks that are no paragraph of a single link, and their kinds.
    Blocks,
    /// Places in the source files.
    Places,
    /// The names of the texts' files.
    Names,
    /// The tags of the languages, beyond Chinese and English.
    Languages,
    /// Control characters in sentences.
    Controls,
    /// Control characters in notes.
    ControlsInNotes,
    /// Tabs and line breaks in sentences.
    Breaks,
    /// White space in sentences that is more than single spaces.
    Spaces,
    /// What a newer version of the program wrote.
    UnknownKeys,
}

impl Aspect {
    /// All of them.
    pub const ALL: &[Aspect] = &[
        Aspect::Words,
        Aspect::SentenceEnds,
        Aspect::EmptySides,
        Aspect::MovedOrder,
        Aspect::Confidences,
        Aspect::Decisions,
        Aspect::Rejections,
        Aspect::Notes,
        Aspect::Stages,
        Aspect::Signatures,
        Aspect::Comments,
        Aspect::Proposals,
        Aspect::Changes,
        Aspect::LostDecisions,
        Aspect::Blocks,
        Aspect::Places,
        Aspect::Names,
        Aspect::Languages,
        Aspect::Controls,
        Aspect::ControlsInNotes,
        Aspect::Breaks,
        Aspect::Spaces,
        Aspect::UnknownKeys,
    ];

    /// Its name, as lists of what a format cannot hold have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Aspect::Words => "any text",
            Aspect::SentenceEnds => "where one sentence of a link ends and the next begins",
            Aspect::EmptySides => "links with an empty side",
            Aspect::MovedOrder => "the order of moved links",
            Aspect::Confidences => "confidences",
            Aspect::Decisions => "decisions",
            Aspect::Rejections => "rejected links",
            Aspect::Notes => "notes",
            Aspect::Stages => "stages",
            Aspect::Signatures => "who gave stages, and when",
            Aspect::Comments => "comments",
            Aspect::Proposals => "proposals",
            Aspect::Changes => "what changed since a link was made",
            Aspect::LostDecisions => "decisions that found no place",
            Aspect::Blocks => "blocks and their kinds",
            Aspect::Places => "places in the source files",
            Aspect::Names => "the names of the texts",
            Aspect::Languages => "the tags of the languages",
            Aspect::Controls => "control characters in sentences",
            Aspect::ControlsInNotes => "control characters in notes",
            Aspect::Breaks => "tabs and line breaks in sentences",
            Aspect::Spaces => "white space beyond single spaces",
            Aspect::UnknownKeys => "what a newer version wrote",
        }
    }

    /// The number of these that a bitext has.
    #[must_use]
    pub fn count(self, bitext: &Bitext) -> usize {
        let beads = |has: fn(&Bead) -> bool| bitext.beads.iter().filter(|bead| has(bead)).count();
        let sentences = |has: fn(&Sentence) -> bool| {
            let all = [&bitext.source, &bitext.target];
            let all = all.into_iter().flat_map(|side| &side.sentences);
            all.filter(|sentence| has(sentence)).count()
        };
        match self {
            Aspect::Words => sentences(|_| true),
            Aspect::SentenceEnds => {
                let inside = |bead: &Bead| {
                    bead.source.len().saturating_sub(1) + bead.target.len().saturating_sub(1)
                };
                bitext.beads.iter().map(inside).sum()
            }
            Aspect::EmptySides => {
                let empty =
                    |sentences: &[Sentence]| sentences.iter().all(|s| s.text.trim().is_empty());
                let empty = |bead: &&Bead| {
                    empty(bitext.bead_source(bead)) || empty(bitext.bead_target(bead))
                };
                bitext.beads.iter().filter(empty).count()
            }
            Aspect::MovedOrder => beads(|bead| bead.moved.is_some()),
            // The formats have three decimals.
            Aspect::Confidences => beads(|bead| bead.confidence < 0.9995),
            Aspect::Decisions => beads(|bead| bead.status != Status::Auto),
            Aspect::Rejections => beads(|bead| bead.status == Status::Rejected),
            Aspect::Notes => beads(|bead| bead.note.is_some()),
            Aspect::Stages => beads(|bead| {
                let usual = match bead.target.is_empty() {
                    true => Stage::New,
                    false => Stage::Translated,
                };
                bead.stage() != usual
            }),
            Aspect::Signatures => beads(|bead| {
                bead.staged()
                    .is_some_and(|one| one.signed != Signature::default())
            }),
            Aspect::Comments => beads(|bead| !bead.comments().is_empty()),
            Aspect::Proposals => beads(|bead| !bead.proposals().is_empty()),
            Aspect::Changes => beads(|bead| {
                let state = bead.state.as_ref();
                state.is_some_and(|s| s.changed || s.was.is_some() || s.pending.is_some())
            }),
            Aspect::LostDecisions => bitext.lost.len(),
            Aspect::Blocks => {
                blocks(bitext, &bitext.source, |bead| bead.source.clone())
                    + blocks(bitext, &bitext.target, |bead| bead.target.clone())
            }
            Aspect::Places => sentences(|s| s.bytes.is_some() || s.at.is_some()),
            Aspect::Names => {
                // A bitext that has no texts has its own name on both sides.
                let names = [&bitext.source.file, &bitext.target.file];
                let named = names.iter().filter(|name| !name.is_empty()).count();
                if names[0] == names[1] { 0 } else { named }
            }
            Aspect::Languages => {
                let sides = [
                    (&bitext.source, ["", "zh", "zh-CN"]),
                    (&bitext.target, ["", "en", "en-US"]),
                ];
                let others = sides
                    .iter()
                    .filter(|(side, usual)| !usual.contains(&side.language.as_str()));
                others.count()
            }
            Aspect::Controls => sentences(|s| s.text.contains(is_unknown)),
            Aspect::ControlsInNotes => beads(|bead| {
                bead.note
                    .as_ref()
                    .is_some_and(|note| note.contains(is_unknown))
            }),
            Aspect::Breaks => sentences(|s| s.text.contains(is_break)),
            Aspect::Spaces => sentences(|s| fold(&s.text) != s.text),
            Aspect::UnknownKeys => {
                let of_beads = bitext.beads.iter().filter_map(|bead| bead.state.as_ref());
                let of_beads = of_beads.map(|state| {
                    let sentences = state.of_sentences.iter().map(|(_, keys)| keys.len());
                    state.other.len() + sentences.sum::<usize>()
                });
                let of_lost = bitext.lost.iter().map(|lost| lost.other.len());
                bitext.other.len() + of_beads.chain(of_lost).sum::<usize>()
            }
        }
    }

    /// So many of these, as a message has it: `3 notes`.
    #[must_use]
    pub fn told(self, number: usize) -> String {
        let of = |before: &str, noun: &str, behind: &str| {
            format!("{before}{}{behind}", counted(number, noun))
        };
        match self {
            Aspect::Words => of("the words of ", "sentence", ""),
            Aspect::SentenceEnds => of("", "end", " of sentences inside links"),
            Aspect::EmptySides => of("", "link", " with an empty side"),
            Aspect::MovedOrder => of("the order of ", "moved link", ""),
            Aspect::Confidences if number == 1 => "1 confidence".to_owned(),
            Aspect::Confidences => format!("{number} confidences"),
            Aspect::Decisions => of("", "decision", ""),
            Aspect::Rejections => of("", "rejected link", ""),
            Aspect::Notes => of("", "note", ""),
            Aspect::Stages => of("", "stage", ""),
            Aspect::Signatures => of("who gave ", "stage", ""),
            Aspect::Comments => of("comments on ", "link", ""),
            Aspect::Proposals => of("proposals for ", "link", ""),
            Aspect::Changes => of("what changed since of ", "link", ""),
            Aspect::LostDecisions => of("", "decision", " without a place"),
            Aspect::Blocks if number == 1 => {
                "1 block that is more than a paragraph of one link".to_owned()
            }
            Aspect::Blocks => format!("{number} blocks that are more than a paragraph of one link"),
            Aspect::Places => of("places of ", "sentence", " in their files"),
            Aspect::Names => of("names of ", "text", ""),
            Aspect::Languages => of("", "language tag", ""),
            Aspect::Controls => of("control characters in ", "sentence", ""),
            Aspect::ControlsInNotes => of("control characters in ", "note", ""),
            Aspect::Breaks => of("tabs and line breaks in ", "sentence", ""),
            Aspect::Spaces => of("white space beyond single spaces in ", "sentence", ""),
            Aspect::UnknownKeys => of("", "key", " of a newer version"),
        }
    }
}

/// What becomes a space where a link is one line.
pub(super) fn is_break(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// The number of blocks that are no paragraph of a single link.
fn blocks(bitext: &Bitext, side: &Side, of: fn(&Bead) -> std::ops::Range<usize>) -> usize {
    // The bead of each sentence.
    let mut owner = vec![usize::MAX; side.sentences.len()];
    for (at, bead) in bitext.beads.iter().enumerate() {
        for sentence in of(bead) {
            if let Some(owner) = owner.get_mut(sentence) {
                *owner = at;
            }
        }
    }
    let mut first = 0;
    let mut count = 0;
    for block in side.sentences.chunk_by(|one, next| one.block == next.block) {
        let owners = &owner[first..first + block.len()];
        first += block.len();
        let is_plain = block.iter().all(|s| s.kind == BlockKind::Paragraph)
            && owners.iter().all(|owner| *owner == owners[0]);
        count += usize::from(!is_plain);
    }
    count
}
