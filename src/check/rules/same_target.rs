//! `same-target`: different Chinese sentences with the same English, which mostly is a slip of the
//! clipboard. Chinese that differs in particles, marks or script only is the same.

use std::collections::HashMap;

use super::{Context, Whole, bare, shown};
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::lexicon::Lexicon;
use crate::text::likeness::similarity;

/// Least length: shorter English (*Yes, of course.*) may be the same by chance.
const LEAST_CHARACTERS: usize = 24;
const LEAST_WORDS: usize = 5;
/// The likeness from which two Chinese sentences say the same.
const ALIKE: f64 = 0.72;

struct Targets {
    severity: Severity,
    first: HashMap<u64, usize>,
}

pub(super) fn begin<'a>(_: &Context<'a>, severity: Severity) -> Box<dyn Whole + 'a> {
    Box::new(Targets {
        severity,
        first: HashMap::new(),
    })
}

impl Whole for Targets {
    fn see(&mut self, pair: &CheckedBead<'_>, context: &Context<'_>, found: &mut Vec<BeadFinding>) {
        if !pair.is_linked()
            || pair.target.len() < LEAST_CHARACTERS
            || pair.target.split_whitespace().count() < LEAST_WORDS
        {
            return;
        }
        let target = bare(&pair.target);
        let hash = crate::text::hash::of(&target);
        let first = *self.first.entry(hash).or_insert(pair.index);
        if first == pair.index {
            return;
        }
        let first = &context.bitext.beads[first];
        let other = context.bitext.source_text(first);
        if bare(&context.bitext.target_text(first)) != target {
            return;
        }
        let (one, two) = (meaning(&pair.source), meaning(&other));
        if similarity(&one, &two) < ALIKE {
            let message = format!("this English also stands for {}", shown(&other));
            found.push(BeadFinding::new(
                "same-target",
                self.severity,
                pair.index,
                target,
                message,
            ));
        }
    }
}

/// The characters of a sentence that say something.
fn meaning(text: &str) -> Vec<char> {
    let lexicon = Lexicon::get();
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| lexicon.simplify(c))
        .filter(|c| !"了的地得吧呢啊吗呀嘛么哦着过就都也很".contains(*c))
        .collect()
}
