//! The judgement of the answers to a batch: which of them are taken, and what is wrong with the others.

use super::Item;
use super::mask::Masked;
use super::verify::{self, Fault};
use crate::document::codes::Coded;

/// A sentence (by index), its answer as it came, and the same with its codes.
pub(super) type Right = (usize, String, Coded);
/// A sentence (by index) and the fault of its answer.
pub(super) type Wrong = (usize, Fault);

/// Sorts the answers to the sentences of `batch` (indices of `items`) into right ones and wrong ones; when
/// `forgiving`, soft faults count as right.
pub(super) fn judge(
    (items, masked): (&[Item], &[Masked]),
    batch: &[usize],
    found: &[Option<String>],
    forgiving: bool,
) -> (Vec<Right>, Vec<Wrong>) {
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for (n, &at) in batch.iter().enumerate() {
        let answer = found.get(n).and_then(Option::as_deref);
        let mut checked = verify::check(&items[at], &masked[at], answer);
        if let (Some(answer), Some(Some(before))) =
            (answer, n.checked_sub(1).and_then(|n| found.get(n)))
            && verify::is_doubled(
                (&items[batch[n - 1]].text, before),
                (&items[at].text, answer),
            )
        {
            checked = Err(Fault {
                what: "it is the translation of the sentence before".to_owned(),
                hard: true,
            });
        }
        match checked {
            Ok(coded) => right.push((at, answer.unwrap_or_default().to_owned(), coded)),
            Err(fault) if !fault.hard && forgiving => {
                match masked[at].unmask(answer.unwrap_or_default()) {
                    Ok(coded) => right.push((at, answer.unwrap_or_default().to_owned(), coded)),
                    Err(what) => wrong.push((at, Fault { what, hard: true })),
                }
            }
            Err(fault) => wrong.push((at, fault)),
        }
    }
    (right, wrong)
}
