//! The judgement of the answers to a batch: which of them are taken, and what is wrong with the others.

use super::Item;
use super::counterpart::{Counterparts, SURE, Sentences};
use super::mask::{Masked, without_tokens};
use super::verify::{self, Fault};
use crate::document::codes::Coded;

/// A sentence (by index), its answer as it came, and the same with its codes.
pub(super) type Right = (usize, String, Coded);
/// A sentence (by index) and the fault of its answer.
pub(super) type Wrong = (usize, Fault);

/// The version of the judgement that an answer has passed, kept with it. It goes up with every stricter one: then
/// answers that passed an earlier one are judged again when they are read.
pub(super) const VERSION: u32 = 1;

/// The number of sentences on each side of a batch whose translations are looked for in it.
const AROUND: usize = 2;

/// Which faults count as right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leniency {
    /// None: the answers are new.
    Strict,
    /// Soft faults of a sentence by itself: the answers were taken before. Doubts by its neighbours do not: nobody has
    /// looked for these then.
    Earlier,
    /// All soft ones: the answers are given for the second time.
    Forgiving,
}

/// Sorts the answers to the sentences of `batch` (indices of `items`) into right ones and wrong ones; when
/// `forgiving`, soft faults count as right.
pub(super) fn judge(
    given: (&[Item], &[Masked]),
    batch: &[usize],
    found: &[Option<String>],
    forgiving: bool,
) -> (Vec<Right>, Vec<Wrong>) {
    let leniency = if forgiving {
        Leniency::Forgiving
    } else {
        Leniency::Strict
    };
    sort(given, batch, found, leniency)
}

/// The same, with a choice of what counts as right.
pub(super) fn sort(
    (items, masked): (&[Item], &[Masked]),
    batch: &[usize],
    found: &[Option<String>],
    leniency: Leniency,
) -> (Vec<Right>, Vec<Wrong>) {
    let answer = |n: usize| found.get(n).and_then(Option::as_deref);
    let mut faults: Vec<Option<Fault>> = Vec::with_capacity(batch.len());
    let mut coded: Vec<Option<Coded>> = Vec::with_capacity(batch.len());
    for (n, &at) in batch.iter().enumerate() {
        match verify::check(&items[at], &masked[at], answer(n)) {
            Ok(text) => {
                faults.push(None);
                coded.push(Some(text));
            }
            Err(fault) => {
                let text = answer(n).filter(|_| !fault.hard);
                coded.push(text.and_then(|text| masked[at].unmask(text).ok()));
                faults.push(
                    Some(fault).filter(|_| leniency == Leniency::Strict || coded[n].is_none()),
                );
            }
        }
    }
    let words: Vec<Option<String>> = coded
        .iter()
        .map(|coded| coded.as_ref().map(Coded::words))
        .collect();
    for (n, fault) in doubts((items, masked), batch, &words) {
        if fault.hard || leniency != Leniency::Forgiving {
            let earlier = faults[n].take().filter(|earlier| earlier.hard);
            faults[n] = earlier.or(Some(fault));
        }
    }
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for ((n, &at), (fault, coded)) in batch.iter().enumerate().zip(faults.into_iter().zip(coded)) {
        match (fault, coded) {
            (None, Some(coded)) => {
                right.push((at, answer(n).unwrap_or_default().to_owned(), coded));
            }
            (Some(fault), _) => wrong.push((at, fault)),
            (None, None) => {}
        }
    }
    (right, wrong)
}

/// The answers (by their places in the batch) that seem to be the translation of something else.
fn doubts(
    (items, masked): (&[Item], &[Masked]),
    batch: &[usize],
    words: &[Option<String>],
) -> Vec<(usize, Fault)> {
    let (Some(&first), Some(&last)) = (batch.first(), batch.last()) else {
        return Vec::new();
    };
    let chinese: Vec<String> = batch.iter().map(|&at| masked[at].own().words()).collect();
    let (before, after) = surroundings(items, first, last);
    let answers: Vec<Option<&str>> = words.iter().map(Option::as_deref).collect();
    let [before, chinese, after] = [&before, &chinese, &after]
        .map(|texts| texts.iter().map(String::as_str).collect::<Vec<_>>());
    let sentences = Sentences {
        before: &before,
        batch: &chinese,
        after: &after,
    };
    let counterparts = Counterparts::new(sentences, &answers);
    let doubts = counterparts.doubts().into_iter();
    doubts
        .map(|doubt| {
            let what = counterparts.what(&doubt);
            let hard = doubt.by >= SURE;
            (doubt.at, Fault { what, hard })
        })
        .collect()
}

/// The Chinese before and behind a batch, as its items say, or else its neighbours among them.
fn surroundings(items: &[Item], first: usize, last: usize) -> (Vec<String>, Vec<String>) {
    let before = match &items[first].around {
        Some(around) => {
            let all = around.at.saturating_sub(AROUND)..around.at;
            around.text.chinese(all).to_vec()
        }
        None => texts(&items[first.saturating_sub(AROUND)..first]),
    };
    let after = match &items[last].around {
        Some(around) => {
            let all = around.at + 1..around.at + 1 + AROUND;
            around.text.chinese(all).to_vec()
        }
        None => texts(&items[last + 1..(last + 1 + AROUND).min(items.len())]),
    };
    let plain = |texts: Vec<String>| texts.iter().map(|text| without_tokens(text)).collect();
    (plain(before), plain(after))
}

fn texts(items: &[Item]) -> Vec<String> {
    items.iter().map(|item| item.text.clone()).collect()
}
