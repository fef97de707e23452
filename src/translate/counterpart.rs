//! Whether the answers to a batch are the translations of their sentences.
//!
//! Every answer is measured against every sentence of the batch and those around it ([`Fit`]); a score is the
//! logarithm of the odds that the one translates the other. An answer is doubted where another reading of the batch
//! explains it much better than the one that its key claims: that a stretch of answers is one sentence off, that two
//! are exchanged, that one holds two sentences or a part of one. Where no other reading is better, it is doubted when
//! its own score is lower than any translation's.

use std::ops::Range;

use crate::align::fit::{FEATURES, Fit};

/// What an answer seems to be instead of the translation of its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// The translation of another sentence, by its distance from this one: 1 is the next one.
    Another(isize),
    /// The translation of this sentence and of another one.
    Both(isize),
    /// The translation of a part of its sentence.
    Part,
    /// Something that is not said there.
    Unrelated,
}

/// A doubt about an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubt {
    /// The index of its sentence in the batch.
    pub at: usize,
    /// What it seems to be.
    pub instead: Instead,
    /// By how much that explains it better, as a logarithm of odds.
    pub by: f32,
}

/// The least gain of each reading over the one that the keys claim, as a logarithm of odds.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    /// A stretch of answers that is one or more keys off.
    pub shift: f32,
    /// Two neighbours exchanged; two others.
    pub swap: (f32, f32),
    /// One answer that is the translation of a neighbour; of any other sentence.
    pub another: (f32, f32),
    /// Two sentences in one answer.
    pub both: f32,
    /// A part of a sentence.
    pub part: f32,
    /// The score below which an answer is unrelated.
    pub unrelated: f32,
}

/// The weights of the features and the constant.
pub type Weights = [f32; FEATURES + 1];

/// The farthest that a stretch of answers is looked for from its sentences.
const FARTHEST: isize = 3;
/// The most pieces of a sentence.
const MOST_PIECES: usize = 8;

/// A batch with its answers, every pair of which can be scored.
pub struct Counterparts<'w> {
    fit: Fit,
    weights: &'w Weights,
    /// The pieces of each sentence, those before the batch first, and of each answer.
    sources: Vec<Range<usize>>,
    answers: Vec<Option<Range<usize>>>,
    /// The number of sentences before the batch.
    before: usize,
    /// Scores of every sentence with every answer.
    scores: Vec<Vec<f32>>,
    texts: Vec<Option<String>>,
    chinese: Vec<String>,
}

impl<'w> Counterparts<'w> {
    /// Measures the answers to `sources` (a sentence each), which stand between those of `before` and `after`.
    #[must_use]
    pub fn new(
        (before, sources, after): (&[&str], &[&str], &[&str]),
        answers: &[Option<&str>],
        weights: &'w Weights,
    ) -> Counterparts<'w> {
        let all: Vec<&str> = [before, sources, after].concat();
        let mut zh: Vec<&str> = Vec::new();
        let mut en: Vec<&str> = Vec::new();
        let spans: Vec<Range<usize>> = all
            .iter()
            .map(|text| {
                let from = zh.len();
                zh.extend(pieces(text, chinese_cut));
                from..zh.len()
            })
            .collect();
        let found: Vec<Option<Range<usize>>> = answers
            .iter()
            .map(|text| {
                let text = text.filter(|text| !text.trim().is_empty())?;
                let from = en.len();
                en.extend(pieces(text, english_cut));
                Some(from..en.len())
            })
            .collect();
        let fit = Fit::new(&zh, &en);
        let mut batch = Counterparts {
            fit,
            weights,
            sources: spans,
            answers: found,
            before: before.len(),
            scores: Vec::new(),
            texts: answers.iter().map(|a| a.map(str::to_owned)).collect(),
            chinese: all.iter().map(|&s| s.to_owned()).collect(),
        };
        batch.scores = batch
            .sources
            .iter()
            .map(|source| {
                batch
                    .answers
                    .iter()
                    .map(|answer| answer.as_ref().map_or(0.0, |answer| batch.score(source, answer)))
                    .collect()
            })
            .collect();
        batch
    }

    fn score(&self, source: &Range<usize>, answer: &Range<usize>) -> f32 {
        let features = self.fit.features(source, answer);
        let weighted = features.iter().zip(self.weights).map(|(f, w)| f * w);
        weighted.sum::<f32>() + self.weights[FEATURES]
    }

    /// The score of answer `k` for the sentence that is `by` behind its own; `None` where there is none.
    fn off(&self, k: usize, by: isize) -> Option<f32> {
        self.answers[k].as_ref()?;
        let at = (self.before + k).checked_add_signed(by)?;
        Some(self.scores.get(at)?[k])
    }

    /// The score of an answer for its own sentence.
    #[must_use]
    pub fn own(&self, k: usize) -> Option<f32> {
        self.off(k, 0)
    }

    /// The doubts, at most one for each answer, in the order of the batch.
    #[must_use]
    pub fn doubts(&self, least: &Thresholds) -> Vec<Doubt> {
        let n = self.answers.len();
        let mut doubts: Vec<Option<Doubt>> = vec![None; n];
        self.shifts(least, &mut doubts);
        self.exchanges(least, &mut doubts);
        for k in 0..n {
            if doubts[k].is_none()
                && let Some(own) = self.own(k)
            {
                doubts[k] = self
                    .another(k, own, least)
                    .or_else(|| self.both(k, own, least))
                    .or_else(|| self.part(k, own, least))
                    .or_else(|| {
                        (own < least.unrelated).then_some(Doubt {
                            at: k,
                            instead: Instead::Unrelated,
                            by: -own,
                        })
                    });
            }
        }
        doubts.into_iter().flatten().collect()
    }

    /// Stretches of two and more answers that are the same distance from their sentences.
    fn shifts(&self, least: &Thresholds, doubts: &mut [Option<Doubt>]) {
        let n = self.answers.len();
        for by in (-FARTHEST..=FARTHEST).filter(|&by| by != 0) {
            let gain = |k: usize| Some(self.off(k, by)? - self.own(k)?);
            let mut from = 0;
            let mut k = 0;
            let mut sum = 0.0f32;
            let mut best: Option<(f32, usize, usize)> = None;
            let take = |best: &mut Option<(f32, usize, usize)>, doubts: &mut [Option<Doubt>]| {
                let Some((sum, mut from, mut to)) = best.take() else { return };
                if to - from < 2 || sum < least.shift {
                    return;
                }
                // Answers at its ends that say nothing either way may belong to it.
                while from > 0 && gain(from - 1).is_some_and(|gain| gain > -1.0) {
                    from -= 1;
                }
                while to < n && gain(to).is_some_and(|gain| gain > -1.0) {
                    to += 1;
                }
                for at in from..to {
                    if doubts[at].is_none_or(|doubt| doubt.by < sum) {
                        doubts[at] = Some(Doubt { at, instead: Instead::Another(by), by: sum });
                    }
                }
            };
            while k <= n {
                let gained = if k < n { gain(k) } else { None };
                match gained {
                    Some(gained) if sum + gained > 0.0 => {
                        if sum <= 0.0 {
                            from = k;
                        }
                        sum += gained;
                        if best.is_none_or(|(most, ..)| sum > most) {
                            best = Some((sum, from, k + 1));
                        }
                    }
                    _ => {
                        take(&mut best, doubts);
                        sum = 0.0;
                    }
                }
                k += 1;
            }
        }
    }

    /// Pairs of answers that fit each other's sentence.
    fn exchanges(&self, least: &Thresholds, doubts: &mut [Option<Doubt>]) {
        let n = self.answers.len();
        for p in 0..n {
            for q in p + 1..n {
                let by = (q - p) as isize;
                let (Some(a), Some(b), Some(own_p), Some(own_q)) =
                    (self.off(p, by), self.off(q, -by), self.own(p), self.own(q))
                else {
                    continue;
                };
                let gain = a + b - own_p - own_q;
                let needed = if by == 1 { least.swap.0 } else { least.swap.1 };
                if gain > needed {
                    for (at, by) in [(p, by), (q, -by)] {
                        if doubts[at].is_none_or(|doubt| doubt.by < gain) {
                            doubts[at] = Some(Doubt { at, instead: Instead::Another(by), by: gain });
                        }
                    }
                }
            }
        }
    }

    fn another(&self, k: usize, own: f32, least: &Thresholds) -> Option<Doubt> {
        let mut best: Option<Doubt> = None;
        for (s, scores) in self.scores.iter().enumerate() {
            let by = s as isize - (self.before + k) as isize;
            if by == 0 || self.chinese[s] == self.chinese[self.before + k] {
                continue;
            }
            let gain = scores[k] - own;
            let same = usize::try_from(s as isize - self.before as isize)
                .ok()
                .and_then(|at| self.texts.get(at))
                .is_some_and(|text| *text == self.texts[k]);
            let needed = if by.abs() == 1 { least.another.0 } else { least.another.1 };
            let needed = if same { 1.0 } else { needed };
            if gain > needed && best.is_none_or(|best| best.by < gain) {
                best = Some(Doubt { at: k, instead: Instead::Another(by), by: gain });
            }
        }
        best
    }

    fn both(&self, k: usize, own: f32, least: &Thresholds) -> Option<Doubt> {
        let answer = self.answers[k].as_ref()?;
        let at = self.before + k;
        let here = &self.sources[at];
        let mut best: Option<Doubt> = None;
        for by in [-1isize, 1] {
            let Some(other) = at.checked_add_signed(by).and_then(|at| self.sources.get(at)) else {
                continue;
            };
            let joined = here.start.min(other.start)..here.end.max(other.end);
            let gain = self.score(&joined, answer) - own;
            if gain > least.both && best.is_none_or(|best| best.by < gain) {
                best = Some(Doubt { at: k, instead: Instead::Both(by), by: gain });
            }
        }
        best
    }

    /// How much better an answer fits the best part of its sentence.
    #[must_use]
    pub fn part_gain(&self, k: usize) -> Option<f32> {
        let own = self.own(k)?;
        let answer = self.answers[k].as_ref()?;
        let here = &self.sources[self.before + k];
        let mut best: Option<f32> = None;
        for cut in here.start + 1..here.end {
            for part in [here.start..cut, cut..here.end] {
                let gain = self.score(&part, answer) - own;
                best = Some(best.map_or(gain, |best| best.max(gain)));
            }
        }
        best
    }

    /// How much better an answer fits two sentences.
    #[must_use]
    pub fn both_gain(&self, k: usize) -> Option<f32> {
        let none = Thresholds { both: f32::NEG_INFINITY, ..LEAST };
        Some(self.both(k, self.own(k)?, &none)?.by)
    }

    /// How much better an answer fits another sentence: a neighbour, any.
    #[must_use]
    pub fn another_gain(&self, k: usize) -> Option<(f32, f32)> {
        let own = self.own(k)?;
        let mut best = (f32::NEG_INFINITY, f32::NEG_INFINITY);
        for (s, scores) in self.scores.iter().enumerate() {
            let by = s.abs_diff(self.before + k);
            if by == 1 { best.0 = best.0.max(scores[k] - own); }
            if by > 1 { best.1 = best.1.max(scores[k] - own); }
        }
        Some(best)
    }

    fn part(&self, k: usize, _own: f32, least: &Thresholds) -> Option<Doubt> {
        let gain = self.part_gain(k)?;
        (gain > least.part).then_some(Doubt { at: k, instead: Instead::Part, by: gain })
    }
}

/// The thresholds in use.
pub const LEAST: Thresholds = Thresholds {
    shift: 4.0,
    swap: (4.0, 7.0),
    another: (4.5, 6.5),
    both: 4.0,
    part: 4.0,
    unrelated: -5.0,
};

/// Cuts a text into pieces where `cut` says that one ends: before the byte that it gives.
fn pieces(text: &str, cut: fn(char, char) -> bool) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let Some(&(next, after)) = chars.peek() else { break };
        if found.len() + 1 < MOST_PIECES && at > from && cut(c, after) {
            found.push(&text[from..next]);
            from = next;
        }
    }
    found.push(&text[from..]);
    found
}

const fn chinese_cut(c: char, after: char) -> bool {
    matches!(c, '，' | '；' | '：' | '。' | '？' | '！' | '…' | '—')
        && !matches!(after, '”' | '’' | '」' | '』' | '…' | '—' | '）' | '！' | '？')
}

const fn english_cut(c: char, after: char) -> bool {
    matches!(c, ',' | ';' | ':' | '.' | '?' | '!') && matches!(after, ' ')
}
