//! What a reader leaves out: words of a file that are in none of the document's blocks. Nothing goes in
//! silence: `duizhao segment --explain` lists all of it.

use std::borrow::Cow;

use super::source::SourceText;
use crate::text::SourceSpan;

/// Words of a file that are in no block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What they stand in, as the guide to the formats calls it: `script`, `front matter`, `header`.
    pub what: Cow<'static, str>,
    /// Where they stand.
    pub place: LeftPlace,
    /// How many letters and figures there are.
    pub letters: usize,
}

/// Where words stand that were left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftPlace {
    /// Bytes of the source.
    Span(SourceSpan),
    /// A member of an archive that the source has nothing of.
    Member(String),
}

/// All that was left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOutKind<'d> {
    /// What the words stand in.
    pub what: &'d str,
    /// How many times.
    pub count: usize,
    /// How many letters and figures in all.
    pub letters: usize,
    /// The first places, as a person looks them up: `3:1` (line and column), the member of an archive before
    /// it.
    pub places: Vec<String>,
}

/// So many places of a kind are named.
const MOST_PLACES: usize = 3;

impl LeftOut {
    /// What stands in bytes of the source; nothing if that has no letters and no figures.
    #[must_use]
    pub fn in_source(
        what: impl Into<Cow<'static, str>>,
        span: SourceSpan,
        text: &str,
    ) -> Option<LeftOut> {
        LeftOut::counted(what, LeftPlace::Span(span), text)
    }

    /// What stands in a member that the source has nothing of; nothing if that has no letters and no figures.
    #[must_use]
    pub fn in_member(
        what: impl Into<Cow<'static, str>>,
        member: &str,
        text: &str,
    ) -> Option<LeftOut> {
        LeftOut::counted(what, LeftPlace::Member(member.to_owned()), text)
    }

    fn counted(
        what: impl Into<Cow<'static, str>>,
        place: LeftPlace,
        text: &str,
    ) -> Option<LeftOut> {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        (letters > 0).then(|| LeftOut {
            what: what.into(),
            place,
            letters,
        })
    }
}

/// What was left out, by kind, in the order in which the kinds first stand.
#[must_use]
pub fn by_kind<'d>(left_out: &'d [LeftOut], source: &SourceText) -> Vec<LeftOutKind<'d>> {
    let mut kinds: Vec<LeftOutKind<'d>> = Vec::new();
    for left in left_out {
        let at = kinds.iter().position(|kind| kind.what == left.what);
        let at = at.unwrap_or_else(|| {
            kinds.push(LeftOutKind {
                what: &left.what,
                count: 0,
                letters: 0,
                places: Vec::new(),
            });
            kinds.len() - 1
        });
        let kind = &mut kinds[at];
        kind.count += 1;
        kind.letters += left.letters;
        if kind.places.len() < MOST_PLACES {
            kind.places.push(place_in(&left.place, source));
        }
    }
    kinds
}

fn place_in(place: &LeftPlace, source: &SourceText) -> String {
    match place {
        LeftPlace::Member(member) => member.clone(),
        LeftPlace::Span(span) => source.place(span.start),
    }
}
