//! What a request for a batch shows besides its sentences, within the tokens that the settings allow for it.
//!
//! The style guide, the summary, the terms and what stale English was made of are always shown. What is left of the
//! tokens goes to names, then to similar sentences, then to the pairs before, the nearest first.

use super::Item;
use super::engine::Engine;
use super::judge::{Right, Wrong};
use super::names::{Names, breach};
use super::prompt::{Before, Shown, tokens};
use super::verify::Fault;

/// So many sentences before and behind a batch are shown without their English at most.
const MOST_AROUND: usize = 8;
/// So many pairs before a batch are shown at most, and none that is further away than so many sentences.
const MOST_PAIRS: usize = 8;
const FURTHEST: usize = 100;
/// The tokens of the quotes and member names around a pair.
const AROUND_PAIR: u64 = 10;

/// The sentences of `batch` (indices of `items`) with as much around them as the settings of `engine` say: of their
/// texts, or where no text is given of their neighbours among `items`.
pub(super) fn around<'a>(engine: &Engine, items: &'a [Item], batch: &[usize]) -> Shown<'a> {
    let context = usize::from(engine.config().context).min(MOST_AROUND);
    let mut shown = Shown {
        items: batch.iter().map(|&at| &items[at]).collect(),
        ..Shown::default()
    };
    let (Some(&first), Some(&last)) = (batch.first(), batch.last()) else {
        return shown;
    };
    let mut left = engine.tokens_left();
    add_lists(&mut shown, engine.names(), &mut left);
    shown.after = match &items[last].around {
        Some(around) => strs(around.text.chinese(around.at + 1..around.at + 1 + context)),
        None => texts(items, last + 1..(last + 1 + context).min(items.len())),
    };
    shown.before = before(items, first, (context, most_pairs(engine)), &mut left);
    for (n, two) in (1..).zip(batch.windows(2)) {
        let (one, next) = (&items[two[0]].around, &items[two[1]].around);
        let (Some(one), Some(next)) = (one, next) else {
            continue;
        };
        let is_same_text = one.is_beside(next);
        if !is_same_text {
            shown.texts.push(n);
        }
        let apart = if is_same_text {
            next.at.saturating_sub(one.at + 1)
        } else {
            usize::MAX
        };
        let context = context.min(apart);
        if context > 0 && engine.is_chat() {
            let gap = before(items, two[1], (context, context), &mut left);
            if !gap.is_empty() {
                shown.gaps.push((n, gap));
            }
        }
    }
    shown
}

/// The most pairs that are shown before a batch.
pub(super) fn most_pairs(engine: &Engine) -> usize {
    match engine.is_chat() && engine.config().context > 0 {
        true => MOST_PAIRS,
        false => 0,
    }
}

/// Takes the terms, names and similar sentences of the items over, and their tokens from what is left.
fn add_lists(shown: &mut Shown<'_>, known: Option<&Names>, left: &mut u64) {
    let spend = |left: &mut u64, (one, other): (&str, &str)| {
        let cost = tokens(one) + tokens(other) + 3;
        let fits = cost <= *left;
        *left = left.saturating_sub(cost);
        fits
    };
    let terms = shown.items.iter().flat_map(|item| &item.terms);
    let mut terms: Vec<(&str, &str)> = terms.map(|(z, e)| (z.as_str(), e.as_str())).collect();
    terms.sort_unstable();
    terms.dedup();
    for &term in &terms {
        spend(left, term);
    }
    let mut old = None;
    for item in &shown.items {
        if item.old.is_some() && item.old != old {
            old.clone_from(&item.old);
            if let Some(old) = &item.old {
                spend(left, (&old.chinese, &old.english));
            }
        }
    }
    let mut names: Vec<(String, String)> = Vec::new();
    for item in &shown.items {
        let known = known.map(|known| known.in_text(&item.text));
        let known = known.into_iter().flatten();
        let all = known.map(|name| (name.chinese, name.english));
        for name in item.names.iter().cloned().chain(all) {
            let is_listed = names.iter().any(|(chinese, _)| *chinese == name.0);
            if !is_listed && !is_term(&name.0, &terms) && spend(left, (&name.0, &name.1)) {
                names.push(name);
            }
        }
    }
    let similar = shown
        .items
        .iter()
        .filter_map(|item| item.similar.as_deref());
    let mut similar: Vec<(&str, &str)> = similar.map(|(z, e)| (z.as_str(), e.as_str())).collect();
    similar.sort_unstable();
    similar.dedup();
    similar.retain(|&pair| spend(left, pair));
    (shown.terms, shown.names, shown.similar) = (terms, names, similar);
}

/// Whether the glossary decides on a name, or on a part of it.
fn is_term(name: &str, terms: &[(&str, &str)]) -> bool {
    let mut terms = terms.iter();
    terms.any(|(term, _)| term.contains(name) || name.contains(term))
}

/// Takes those answers out of the right ones that have another name in the place of one that the request showed.
pub(super) fn held_to_names(
    shown: &Shown<'_>,
    batch: &[usize],
    right: Vec<Right>,
    mut wrong: Vec<Wrong>,
) -> (Vec<Right>, Vec<Wrong>) {
    if shown.names.is_empty() {
        return (right, wrong);
    }
    let known: Vec<&str> = shown.terms.iter().map(|(_, english)| *english).collect();
    let mut held = Vec::with_capacity(right.len());
    for one in right {
        let item = batch.iter().position(|&at| at == one.0);
        let item = item.and_then(|n| shown.items.get(n));
        match item.and_then(|item| breach(&item.text, &one.2.text, &shown.names, &known)) {
            Some((name, english)) => wrong.push((
                one.0,
                Fault {
                    what: format!("{name} is \"{english}\""),
                    hard: false,
                },
            )),
            None => held.push(one),
        }
    }
    wrong.sort_by_key(|(at, _)| *at);
    (held, wrong)
}

/// What stands before sentence number `first`: so many sentences as they are, and so many pairs.
fn before<'a>(
    items: &'a [Item],
    first: usize,
    (context, pairs): (usize, usize),
    left: &mut u64,
) -> Vec<Before<'a>> {
    let Some(around) = &items[first].around else {
        let near = texts(items, first.saturating_sub(context)..first);
        return near.into_iter().map(Before::Chinese).collect();
    };
    let mut found = around.text.pairs_before(around.at, pairs, FURTHEST);
    let fits = found.iter().take_while(|pair| {
        let cost = tokens(&pair.chinese) + tokens(&pair.english) + AROUND_PAIR;
        let fits = cost <= *left;
        *left = left.saturating_sub(cost);
        fits
    });
    found.truncate(fits.count());
    // Backwards from the sentence: pairs where there are any, the nearest sentences without English as they are.
    let mut shown = Vec::new();
    let mut at = around.at;
    let nearest = around.at.saturating_sub(context);
    let mut found = found.into_iter().peekable();
    while at > nearest || found.peek().is_some() {
        let ends_here = found.peek().is_some_and(|pair| pair.to == at);
        if ends_here && let Some(pair) = found.next() {
            at = pair.from;
            shown.push(Before::Pair(pair.chinese, pair.english));
        } else if at > nearest {
            at -= 1;
            let text = around.text.chinese(at..at + 1).first();
            shown.extend(text.map(|text| Before::Chinese(text)));
        } else if let Some(pair) = found.peek() {
            at = pair.to;
            shown.push(Before::Gap);
        }
    }
    shown.reverse();
    shown
}

fn texts(items: &[Item], range: std::ops::Range<usize>) -> Vec<&str> {
    let items = items[range].iter();
    items.map(|item| item.text.as_str()).collect()
}

fn strs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}
