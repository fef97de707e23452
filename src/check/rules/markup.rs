//! `markup`: addresses, placeholders and code of the visible text, and links where the documents are
//! at hand. What stands in the Chinese stands in the English, in any order: placeholders letter by letter, code
//! but for marks of typesetting, addresses by what they lead to.

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::document::MarkKind;
use crate::segment::SegmentedDocument;
use crate::text::address::same_page;
use crate::text::literal::literals;
use crate::text::script::is_han;

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    if !pair.is_linked() {
        return;
    }
    let mut source = visible(&pair.source);
    let mut target = visible(&pair.target);
    if let Some((chinese, english)) = context.texts {
        source.extend(marked(chinese, pair.bead.source.clone()));
        target.extend(marked(english, pair.bead.target.clone()));
    }
    if source.is_empty() && target.is_empty() {
        return;
    }
    // The number of times does not matter: English says once what Chinese says twice.
    let differs = |some: &[Item], others: &[Item], text: &str| -> Vec<Item> {
        let mut missing: Vec<Item> = some
            .iter()
            .filter(|item| !others.iter().any(|other| other.is(item)))
            .filter(|item| !item.is_said_in(text))
            .cloned()
            .collect();
        missing.dedup_by(|one, two| one.what == two.what);
        missing
    };
    let missing = differs(&source, &target, &pair.target);
    let mut added = differs(&target, &source, &pair.source);
    // Words of a screen or a message are translated, also where they stand as code.
    let is_translated = |item: &Item| item.kind == Kind::Code && item.what.chars().any(is_han);
    let (translated, missing): (Vec<Item>, Vec<Item>) =
        missing.into_iter().partition(is_translated);
    for _ in translated {
        let other = added.iter().position(|other| other.kind == Kind::Code);
        other.map(|at| added.remove(at));
    }
    for item in &missing {
        let mut message = format!("{} is not in the English", item.what);
        // An address that leads to the same page in another language first.
        let same = added.iter().find(|other| item.leads_where(other));
        let changed = same.or_else(|| added.iter().find(|other| other.kind == item.kind));
        if let Some(other) = changed {
            message = format!("{} has become {}", item.what, other.what);
        }
        let severity = match same {
            Some(_) => severity.min(Severity::Note),
            None => severity,
        };
        let mut finding =
            BeadFinding::new("markup", severity, pair.index, item.what.as_str(), message)
                .at_source(item.place.clone());
        if let Some(other) = changed.filter(|other| !other.place.is_empty()) {
            finding = finding
                .at_target(other.place.clone())
                .fixed(item.what.as_str(), false);
        }
        found.push(finding);
    }
    for item in added {
        if !missing.iter().any(|other| other.kind == item.kind) {
            let message = format!("{} is not in the Chinese", item.what);
            // English names in code what Chinese leaves to the context: seldom a slip.
            let severity = match item.kind {
                Kind::Code => severity.min(Severity::Note),
                Kind::Address | Kind::Placeholder => severity,
            };
            let finding =
                BeadFinding::new("markup", severity, pair.index, item.what.as_str(), message);
            found.push(finding.at_target(item.place));
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Code,
    Address,
    Placeholder,
}

#[derive(Clone)]
struct Item {
    kind: Kind,
    what: String,
    /// Its bytes in the bead's text; none for what is not visible.
    place: std::ops::Range<usize>,
}

impl Item {
    /// Whether two items are the same.
    fn is(&self, other: &Item) -> bool {
        self.kind == other.kind
            && (self.what == other.what
                || self.kind == Kind::Code && typeset(&self.what) == typeset(&other.what))
    }

    /// Whether two addresses lead to one page, in whatever language.
    fn leads_where(&self, other: &Item) -> bool {
        let both = self.kind == Kind::Address && other.kind == Kind::Address;
        both && same_page(&self.what, &other.what)
    }

    /// Whether the words of code stand in a text without its marks.
    fn is_said_in(&self, text: &str) -> bool {
        let words = self.what.trim_matches('`').trim();
        if self.kind != Kind::Code || words.is_empty() {
            return false;
        }
        let is_word = |one: char| one.is_ascii_alphanumeric() || one == '_';
        text.match_indices(words).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let behind = text[at + words.len()..].chars().next();
            let begins = words.starts_with(is_word) && before.is_some_and(is_word);
            let ends = words.ends_with(is_word) && behind.is_some_and(is_word);
            !begins && !ends
        })
    }
}

/// Code as it is compared: the marks and spaces of both ways of typesetting are the same, and the kind of quotes.
fn typeset(code: &str) -> String {
    let mut plain = String::with_capacity(code.len());
    for one in code.chars() {
        plain.push(match one {
            '，' | '、' => ',',
            '；' => ';',
            '：' => ':',
            '（' => '(',
            '）' => ')',
            '。' => '.',
            '“' | '”' => '"',
            '‘' | '’' => '\'',
            one if one.is_whitespace() => continue,
            one => one,
        });
    }
    plain
}

/// The items of the visible text.
fn visible(text: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    if !text
        .bytes()
        .any(|b| matches!(b, b':' | b'@' | b'{' | b'%' | b'`' | b'w'))
    {
        return items;
    }
    let ticks: Vec<usize> = text.match_indices('`').map(|(at, _)| at).collect();
    for two in ticks.chunks_exact(2) {
        items.push(Item {
            kind: Kind::Code,
            what: text[two[0]..=two[1]].to_owned(),
            place: two[0]..two[1] + 1,
        });
    }
    for literal in literals(text) {
        let place = literal.span.range();
        if items.iter().any(|code| code.place.contains(&place.start)) {
            continue;
        }
        let what = text[place.clone()].trim_end_matches('/').to_owned();
        items.push(Item {
            kind: match literal.kind {
                crate::text::literal::LiteralKind::Placeholder => Kind::Placeholder,
                _ => Kind::Address,
            },
            what,
            place,
        });
    }
    items
}

/// Links to other sites and code of these sentences.
fn marked(text: &SegmentedDocument, sentences: std::ops::Range<usize>) -> Vec<Item> {
    let mut items = Vec::new();
    for segment in text.segments.get(sentences).unwrap_or_default() {
        let block = &text.document.blocks[segment.block];
        let inside = |mark: &&crate::document::Mark| {
            segment.place.contains(&mark.over) && !mark.over.is_empty()
        };
        for mark in block.marks.iter().filter(inside) {
            let (kind, what) = match &mark.kind {
                MarkKind::Link(url) if url.contains("://") => {
                    (Kind::Address, url.trim_end_matches('/').to_owned())
                }
                MarkKind::Code => (Kind::Code, format!("`{}`", mark.over.of(&block.text))),
                _ => continue,
            };
            let place = 0..0;
            items.push(Item { kind, what, place });
        }
    }
    items
}
