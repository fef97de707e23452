//! Whether the answers to a batch are the translations of their sentences.
//!
//! Every answer is measured against every sentence of the batch and those around it ([`Fit`]); a score is the
//! logarithm of the odds that the one translates the other. An answer is doubted where another reading of the batch
//! explains it much better than the one that its key claims: that a stretch of answers is one sentence off, that two
//! are exchanged, that one holds two sentences or a part of one. Where no other reading is better, it is doubted when
//! its own score is lower than any translation's.

use std::collections::HashSet;
use std::ops::Range;

use super::whole::{Lengths, Whole};
use crate::align::fit::Fit;
use crate::text::likeness::similarity;

/// What an answer seems to be instead of the translation of its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instead {
    /// The translation of another sentence, by its distance from this one: 1 is the next one.
    Another(isize),
    /// The translation of this sentence and of another one.
    Both(isize),
    /// The translation of this part of its sentence, in bytes.
    Part(usize, usize),
    /// Nearly the same words as the answer to another sentence.
    Same(isize),
    /// The translation of this sentence, with something else.
    More,
    /// Something that the sentence does not say.
    Unrelated,
}

/// A doubt about an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Doubt {
    /// The index of the answer in the batch.
    pub(super) at: usize,
    /// What it seems to be.
    pub(super) instead: Instead,
    /// By how much that explains it better than its key does, over what is asked for.
    pub(super) by: f32,
}

/// The least gain of each reading over the one that the keys claim, as a logarithm of odds.
#[derive(Clone, Copy, Debug)]
struct Least {
    /// A stretch of answers that are equally far from their sentences.
    shift: f32,
    /// Two neighbours exchanged; two others.
    swap: (f32, f32),
    /// One answer that is the translation of a neighbour; of any other sentence.
    another: (f32, f32),
    /// Two sentences in one answer.
    both: f32,
    /// A part of a sentence.
    part: f32,
    /// The judgements of [`Whole`] below which an answer is a part, holds more, and is unrelated.
    whole: Whole,
}

/// The least gains among answers that translate word for word, and by how much they grow as answers get freer.
const CLOSE: Least = Least {
    shift: 4.0,
    swap: (4.0, 6.0),
    another: (4.0, 5.0),
    both: 4.5,
    part: 3.0,
    whole: Whole {
        no_part: -2.7,
        no_more: -2.8,
        related: -1.5,
    },
};
const FREE: Least = Least {
    shift: 8.0,
    swap: (5.5, 9.5),
    another: (5.5, 9.0),
    both: 13.0,
    part: 10.0,
    whole: Whole {
        no_part: -9.5,
        no_more: -7.0,
        related: -7.5,
    },
};
/// The scores that a quarter of the answers are below in word-for-word and in free translations.
const QUARTER: (f32, f32) = (7.0, 2.0);
/// Of fewer answers nothing can be told about how free they are.
const FEW: usize = 4;
/// What a batch of few answers is taken for, from 0 (word for word) to 1 (free).
const UNKNOWN: f32 = 0.5;

/// The score above which an answer looks like the translation of a sentence: no other reading is taken below it. The
/// second is for batches of which a quarter looks like no translation: where a server says what has nothing to do with
/// anything, single figures and names fit somewhere by chance.
const LOOKS_RIGHT: (f32, f32) = (0.0, 4.0);

/// The farthest that a stretch of answers is looked for from its sentences.
const FARTHEST: isize = 3;
/// The most pieces of a sentence.
const MOST_PIECES: usize = 8;
/// Answers from this likeness on are nearly the same, and Chinese below the other one is not.
const SAME: f64 = 0.85;
const DIFFERENT: f64 = 0.5;
/// So many characters may well be the same in two answers, and so many nearly the same; and so few words, each counted
/// once.
const LONG: usize = 20;
const LONG_ALIKE: usize = 40;
const FEW_WORDS: usize = 5;

/// The sentences of a batch, and those around it in their text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentences<'a> {
    /// Those before the batch.
    pub(super) before: &'a [&'a str],
    /// Those of the batch.
    pub(super) batch: &'a [&'a str],
    /// Those behind the batch.
    pub(super) after: &'a [&'a str],
}

/// A batch with its answers, every pair of which is measured.
pub(super) struct Counterparts<'a> {
    fit: Fit,
    /// The sentences, those before the batch first, and the number of these.
    chinese: Vec<&'a str>,
    before: usize,
    english: &'a [Option<&'a str>],
    /// The pieces of each sentence and of each answer.
    sources: Vec<Range<usize>>,
    answers: Vec<Option<Range<usize>>>,
    /// Where each piece of the Chinese ends in its sentence, in bytes.
    ends: Vec<usize>,
    /// The score of every sentence with every answer.
    scores: Vec<Vec<f32>>,
    least: Least,
    looks_right: f32,
    /// The judgement of each answer by itself; `None` where it is missing, or where there is nothing to go by.
    whole: Vec<Option<Whole>>,
}

impl<'a> Counterparts<'a> {
    /// Measures answers, one for each sentence of the batch.
    #[must_use]
    pub(super) fn new(
        sentences: Sentences<'a>,
        english: &'a [Option<&'a str>],
    ) -> Counterparts<'a> {
        let chinese: Vec<&str> = [sentences.before, sentences.batch, sentences.after].concat();
        let (mut zh, mut en, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        let sources: Vec<Range<usize>> = chinese
            .iter()
            .map(|text| {
                let from = zh.len();
                let mut end = 0;
                for piece in pieces(text, chinese_cut) {
                    end += piece.len();
                    zh.push(piece);
                    ends.push(end);
                }
                from..zh.len()
            })
            .collect();
        let answers: Vec<Option<Range<usize>>> = english
            .iter()
            .map(|text| {
                let text = text.filter(|text| !text.trim().is_empty())?;
                let from = en.len();
                en.extend(pieces(text, english_cut));
                Some(from..en.len())
            })
            .collect();
        let fit = Fit::new(&zh, &en);
        let scores: Vec<Vec<f32>> = sources
            .iter()
            .map(|source| {
                let scores = answers.iter();
                scores
                    .map(|answer| {
                        answer
                            .as_ref()
                            .map_or(0.0, |answer| fit.score(source, answer))
                    })
                    .collect()
            })
            .collect();
        let mut counterparts = Counterparts {
            fit,
            before: sentences.before.len(),
            chinese,
            english,
            sources,
            answers,
            ends,
            scores,
            least: CLOSE,
            looks_right: LOOKS_RIGHT.0,
            whole: vec![None; english.len()],
        };
        let free = counterparts.free();
        counterparts.least = Least::between(free.unwrap_or(UNKNOWN).min(1.0));
        // Elsewhere there is nothing to hold an answer against but the other sentences.
        if free.is_some_and(|free| free <= 1.0) {
            counterparts.whole = counterparts.judged();
        }
        if free.is_some_and(|free| free > 1.0) {
            counterparts.looks_right = LOOKS_RIGHT.1;
        }
        counterparts
    }

    /// How free the answers are, from 0 (word for word) to 1, and more where a quarter of them looks like no
    /// translation of its sentence; `None` where they are too few to tell.
    fn free(&self) -> Option<f32> {
        let mut own: Vec<f32> = (0..self.answers.len())
            .filter_map(|k| self.own(k))
            .collect();
        if own.len() < FEW {
            return None;
        }
        own.sort_by(f32::total_cmp);
        let quarter = own[own.len() / 4];
        if quarter < 0.0 || !self.shares_words() {
            return Some(f32::INFINITY);
        }
        Some(((QUARTER.0 - quarter) / (QUARTER.0 - QUARTER.1)).clamp(0.0, 1.0))
    }

    /// Whether most answers have words that render words of their sentences. Those that are too short to tell do not
    /// count.
    fn shares_words(&self) -> bool {
        let (mut all, mut sharing) = (0, 0);
        for (k, answer) in self.answers.iter().enumerate() {
            if let Some(answer) = answer
                && let Some(shares) = self
                    .fit
                    .shares_words(&self.sources[self.before + k], answer)
            {
                all += 1;
                sharing += usize::from(shares);
            }
        }
        sharing * 2 > all
    }

    /// Judges every answer by itself, its length held against those of the others.
    fn judged(&self) -> Vec<Option<Whole>> {
        let pair = |k: usize| Some((self.chinese[self.before + k], self.english[k]?));
        let all = 0..self.answers.len();
        let Some(lengths) = Lengths::of(all.clone().filter_map(pair)) else {
            return vec![None; self.answers.len()];
        };
        all.map(|k| {
            let source = &self.sources[self.before + k];
            let features = self.fit.features(source, self.answers[k].as_ref()?);
            Some(lengths.judge(pair(k)?, &features, self.own(k)?))
        })
        .collect()
    }

    /// The score of answer `k` for the sentence that is `by` behind its own; `None` where there is none.
    fn off(&self, k: usize, by: isize) -> Option<f32> {
        self.answers[k].as_ref()?;
        let at = (self.before + k).checked_add_signed(by)?;
        Some(self.scores.get(at)?[k])
    }

    /// The score of answer `k` for its own sentence; `None` where there is no answer.
    #[must_use]
    pub(super) fn own(&self, k: usize) -> Option<f32> {
        self.off(k, 0)
    }

    /// The doubts, at most one for each answer, in the order of the batch.
    #[must_use]
    pub(super) fn doubts(&self) -> Vec<Doubt> {
        let mut doubts: Vec<Option<Doubt>> = vec![None; self.answers.len()];
        self.shifts(&mut doubts);
        self.exchanges(&mut doubts);
        self.repeated(&mut doubts);
        for (k, doubt) in doubts.iter_mut().enumerate() {
            if doubt.is_none()
                && let Some(own) = self.own(k)
            {
                let others = [self.another(k, own), self.both(k, own)];
                *doubt = others
                    .into_iter()
                    .flatten()
                    .max_by(|one, two| one.by.total_cmp(&two.by))
                    .or_else(|| self.part(k, own))
                    .or_else(|| self.incomplete(k));
            }
        }
        doubts.into_iter().flatten().collect()
    }

    /// What an answer is, in a few words that hold in any other batch, too.
    #[must_use]
    pub(super) fn what(&self, doubt: &Doubt) -> String {
        let other = |by: isize| {
            let at = (self.before + doubt.at).checked_add_signed(by);
            let text = at.and_then(|at| self.chinese.get(at)).copied();
            format!("\"{}\"", beginning(text.unwrap_or_default()))
        };
        let place = |by: isize| match by {
            -1 => "the sentence before it",
            1 => "the sentence behind it",
            _ => "another sentence",
        };
        match doubt.instead {
            Instead::Another(by) => {
                format!("it is the translation of {} ({})", place(by), other(by))
            }
            Instead::Both(by) => {
                let place = place(by);
                format!("it holds the translation of {place} ({}), too", other(by))
            }
            Instead::Part(from, to) => {
                let text = self.chinese[self.before + doubt.at];
                if (from, to) == (0, text.len()) {
                    return "a part of the sentence is not translated".to_owned();
                }
                format!("\"{}\" is not translated", beginning(&text[from..to]))
            }
            Instead::Same(by) => format!("it says the same as the answer to {}", other(by)),
            Instead::More => "it says more than the sentence".to_owned(),
            Instead::Unrelated => "it does not say what the sentence says".to_owned(),
        }
    }

    /// Stretches of two and more answers that are equally far from their sentences.
    fn shifts(&self, doubts: &mut [Option<Doubt>]) {
        for by in (-FARTHEST..=FARTHEST).filter(|&by| by != 0) {
            let gain = |k: usize| Some(self.off(k, by)? - self.own(k)?);
            let fits = |stretch: &Range<usize>| {
                let scores = stretch.clone().filter_map(|k| self.off(k, by));
                scores.sum::<f32>() > stretch.len() as f32 * self.looks_right
            };
            let mut best: Option<(f32, Range<usize>)> = None;
            let (mut from, mut sum) = (0, 0.0);
            for k in 0..=self.answers.len() {
                let gained = if k < self.answers.len() {
                    gain(k)
                } else {
                    None
                };
                if let Some(gained) = gained
                    && sum + gained > 0.0
                {
                    if sum == 0.0 {
                        from = k;
                    }
                    sum += gained;
                    if best.as_ref().is_none_or(|(most, _)| sum > *most) {
                        best = Some((sum, from..k + 1));
                    }
                } else {
                    if let Some((sum, stretch)) = best.take()
                        && stretch.len() > 1
                        && fits(&stretch)
                        && sum > self.least.shift
                    {
                        self.doubt_stretch(stretch, by, sum - self.least.shift, doubts);
                    }
                    sum = 0.0;
                }
            }
        }
    }

    /// Doubts a stretch, and the answers at its ends that say nothing either way.
    fn doubt_stretch(
        &self,
        stretch: Range<usize>,
        by: isize,
        gain: f32,
        doubts: &mut [Option<Doubt>],
    ) {
        let may_belong = |k: usize| match (self.off(k, by), self.own(k)) {
            (Some(score), Some(own)) => score - own > -1.0,
            _ => false,
        };
        let Range { mut start, mut end } = stretch;
        while start > 0 && may_belong(start - 1) {
            start -= 1;
        }
        while end < doubts.len() && may_belong(end) {
            end += 1;
        }
        for at in start..end {
            let instead = Instead::Another(by);
            set(
                doubts,
                Doubt {
                    at,
                    instead,
                    by: gain,
                },
            );
        }
    }

    /// Pairs of answers that fit each other's sentence.
    fn exchanges(&self, doubts: &mut [Option<Doubt>]) {
        let all = self.answers.len();
        for p in 0..all {
            for q in p + 1..all {
                let by = (q - p) as isize;
                let scores = (self.own(p), self.own(q), self.off(p, by), self.off(q, -by));
                let (Some(own_p), Some(own_q), Some(p_for_q), Some(q_for_p)) = scores else {
                    continue;
                };
                let least = if by == 1 {
                    self.least.swap.0
                } else {
                    self.least.swap.1
                };
                let gain = p_for_q + q_for_p - own_p - own_q - least;
                if gain > 0.0 && p_for_q + q_for_p > 2.0 * self.looks_right {
                    for (at, by) in [(p, by), (q, -by)] {
                        let instead = Instead::Another(by);
                        set(
                            doubts,
                            Doubt {
                                at,
                                instead,
                                by: gain,
                            },
                        );
                    }
                }
            }
        }
    }

    /// Answers that say nearly the same, to sentences that do not: all of them but the one that fits.
    fn repeated(&self, doubts: &mut [Option<Doubt>]) {
        let characters = |text: &str| text.trim().chars().collect::<Vec<char>>();
        let answers: Vec<Vec<char>> = self
            .english
            .iter()
            .map(|text| characters(text.unwrap_or_default()))
            .collect();
        for p in 0..answers.len() {
            for q in p + 1..answers.len() {
                let (one, two) = (&answers[p], &answers[q]);
                let (less, more) = (one.len().min(two.len()), one.len().max(two.len()));
                if less <= LONG || (less as f64) < SAME * more as f64 || similarity(one, two) < SAME
                {
                    continue;
                }
                let words: HashSet<&str> = self.english[p]
                    .into_iter()
                    .flat_map(str::split_whitespace)
                    .collect();
                if one != two && less <= LONG_ALIKE || words.len() < FEW_WORDS {
                    continue;
                }
                let chinese = [p, q].map(|k| characters(self.chinese[self.before + k]));
                let is_same = q == p + 1 && one == two && chinese[0] != chinese[1];
                if !is_same && similarity(&chinese[0], &chinese[1]) >= DIFFERENT {
                    continue;
                }
                let (own_p, own_q) = (self.own(p).unwrap_or(0.0), self.own(q).unwrap_or(0.0));
                for (at, other, own, others) in [(p, q, own_p, own_q), (q, p, own_q, own_p)] {
                    if own < others || own < 0.0 {
                        let instead = Instead::Same(other as isize - at as isize);
                        // Words that come twice are no matter of doubt.
                        set(
                            doubts,
                            Doubt {
                                at,
                                instead,
                                by: SURE,
                            },
                        );
                    }
                }
            }
        }
    }

    fn another(&self, k: usize, own: f32) -> Option<Doubt> {
        let here = self.before + k;
        let gains = self.scores.iter().enumerate().filter_map(|(at, scores)| {
            if self.chinese[at] == self.chinese[here] {
                return None;
            }
            let by = at as isize - here as isize;
            let least = if by.abs() == 1 {
                self.least.another.0
            } else {
                self.least.another.1
            };
            let gain = scores[k] - own - least;
            let instead = Instead::Another(by);
            (gain > 0.0 && scores[k] > self.looks_right).then_some(Doubt {
                at: k,
                instead,
                by: gain,
            })
        });
        gains.max_by(|one, two| one.by.total_cmp(&two.by))
    }

    fn both(&self, k: usize, own: f32) -> Option<Doubt> {
        let answer = self.answers[k].as_ref()?;
        let here = &self.sources[self.before + k];
        let gains = [-1isize, 1].into_iter().filter_map(|by| {
            let other = self
                .sources
                .get((self.before + k).checked_add_signed(by)?)?;
            let joined = here.start.min(other.start)..here.end.max(other.end);
            let score = self.fit.score(&joined, answer);
            let gain = score - own - self.least.both;
            let instead = Instead::Both(by);
            (gain > 0.0 && score > self.looks_right).then_some(Doubt {
                at: k,
                instead,
                by: gain,
            })
        });
        gains.max_by(|one, two| one.by.total_cmp(&two.by))
    }

    /// What is wrong with an answer by itself.
    fn incomplete(&self, k: usize) -> Option<Doubt> {
        let (whole, least) = (self.whole[k]?, self.least.whole);
        let here = self.before + k;
        let readings = [
            (least.related - whole.related, Instead::Unrelated),
            (
                least.no_part - whole.no_part,
                Instead::Part(0, self.chinese[here].len()),
            ),
            (least.no_more - whole.no_more, Instead::More),
        ];
        let doubts = readings
            .into_iter()
            .filter(|(by, _)| *by > 0.0)
            .map(|(by, instead)| Doubt { at: k, instead, by });
        doubts.max_by(|one, two| one.by.total_cmp(&two.by))
    }

    fn part(&self, k: usize, own: f32) -> Option<Doubt> {
        let answer = self.answers[k].as_ref()?;
        let here = &self.sources[self.before + k];
        let whole = self.chinese[self.before + k].len();
        let cuts = here.start + 1..here.end;
        let gains = cuts.flat_map(|cut| {
            let middle = self.ends[cut - 1];
            [
                (here.start..cut, (middle, whole)),
                (cut..here.end, (0, middle)),
            ]
            .map(|(part, (from, to))| {
                let score = self.fit.score(&part, answer);
                let by = score - own - self.least.part;
                let instead = Instead::Part(from, to);
                (by > 0.0 && score > self.looks_right).then_some(Doubt { at: k, instead, by })
            })
        });
        gains.flatten().max_by(|one, two| one.by.total_cmp(&two.by))
    }
}

/// A gain that leaves no doubt.
pub(super) const SURE: f32 = 4.0;

impl Least {
    /// The least gains for answers that are so free, from 0 to 1.
    fn between(freedom: f32) -> Least {
        let mix = |close: f32, free: f32| close + (free - close) * freedom;
        Least {
            shift: mix(CLOSE.shift, FREE.shift),
            swap: (
                mix(CLOSE.swap.0, FREE.swap.0),
                mix(CLOSE.swap.1, FREE.swap.1),
            ),
            another: (
                mix(CLOSE.another.0, FREE.another.0),
                mix(CLOSE.another.1, FREE.another.1),
            ),
            both: mix(CLOSE.both, FREE.both),
            part: mix(CLOSE.part, FREE.part),
            whole: Whole {
                no_part: mix(CLOSE.whole.no_part, FREE.whole.no_part),
                no_more: mix(CLOSE.whole.no_more, FREE.whole.no_more),
                related: mix(CLOSE.whole.related, FREE.whole.related),
            },
        }
    }
}

/// Sets a doubt, unless there is a stronger one about the same answer.
fn set(doubts: &mut [Option<Doubt>], doubt: Doubt) {
    let slot = &mut doubts[doubt.at];
    if slot.is_none_or(|earlier| earlier.by < doubt.by) {
        *slot = Some(doubt);
    }
}

/// The beginning of a sentence, for a message.
fn beginning(text: &str) -> String {
    const MOST: usize = 16;
    let mut characters = text.trim().chars();
    let mut beginning: String = characters.by_ref().take(MOST).collect();
    if characters.next().is_some() {
        beginning.push('…');
    }
    beginning
}

/// Cuts a text behind the characters of which `cut` says, given the next one too, that they end a piece.
fn pieces(text: &str, cut: fn(char, char) -> bool) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let Some(&(next, after)) = chars.peek() else {
            break;
        };
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
        && !matches!(
            after,
            '”' | '’' | '」' | '』' | '…' | '—' | '）' | '！' | '？'
        )
}

const fn english_cut(c: char, after: char) -> bool {
    matches!(c, ',' | ';' | ':' | '.' | '?' | '!') && matches!(after, ' ')
}

/// The number of an answer, what is said of it, and whether that is sure.
type Doubted = (usize, String, bool);

/// For measuring: which of the answers to a batch are doubted, with what is said of it and whether surely, and how well
/// each fits its sentence.
#[doc(hidden)]
#[must_use]
pub fn measure(
    (before, batch, after): (&[&str], &[&str], &[&str]),
    answers: &[Option<&str>],
) -> (Vec<Doubted>, Vec<Option<f32>>) {
    let sentences = Sentences {
        before,
        batch,
        after,
    };
    let counterparts = Counterparts::new(sentences, answers);
    let doubts = counterparts.doubts();
    (
        doubts
            .iter()
            .map(|doubt| (doubt.at, counterparts.what(doubt), doubt.by >= SURE))
            .collect(),
        (0..answers.len()).map(|k| counterparts.own(k)).collect(),
    )
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A story, sentence by sentence.
    pub(crate) const STORY: [(&str, &str); 8] = [
        (
            "守塔人每天早上喂三只鸡。",
            "The keeper feeds three hens every morning.",
        ),
        (
            "昨天夜里一场大风吹断了旧桥。",
            "Last night a gale broke the old bridge.",
        ),
        (
            "木匠说修桥要花两个星期。",
            "The carpenter says it will take two weeks to repair the bridge.",
        ),
        (
            "孩子们坐小船去河对岸的学校。",
            "The children go by boat to the school across the river.",
        ),
        (
            "他们的老师带来了苹果和蓝色的铅笔。",
            "Their teacher has brought apples and blue pencils.",
        ),
        (
            "中午邮差送来一封没有名字的信。",
            "At noon the postman brought a letter without a name.",
        ),
        (
            "信里只写着一句话：“不要等我。”",
            "The letter said one thing only: \"Do not wait for me.\"",
        ),
        (
            "老太太把信放进抽屉，锁上了厨房的门。",
            "The old woman put the letter into a drawer and locked the kitchen door.",
        ),
    ];

    fn story() -> (Vec<&'static str>, Vec<&'static str>) {
        STORY.into_iter().unzip()
    }

    fn doubted(answers: &[Option<&str>]) -> Vec<(usize, Instead)> {
        let (chinese, _) = story();
        let sentences = Sentences {
            before: &[],
            batch: &chinese,
            after: &[],
        };
        let doubts = Counterparts::new(sentences, answers).doubts();
        doubts
            .iter()
            .map(|doubt| (doubt.at, doubt.instead))
            .collect()
    }

    fn some<'a>(answers: &[&'a str]) -> Vec<Option<&'a str>> {
        answers.iter().copied().map(Some).collect()
    }

    #[test]
    fn sound_answers_are_not_doubted() {
        let (_, english) = story();
        assert_eq!(doubted(&some(&english)), []);
        for k in 0..english.len() {
            let mut answers = some(&english);
            answers[k] = None;
            assert_eq!(doubted(&answers), [], "without {k}");
        }
    }

    #[test]
    fn answers_under_other_keys_are_found_at_every_place() {
        let (_, english) = story();
        let n = english.len();
        for k in 0..n - 1 {
            let mut answers = some(&english);
            answers.swap(k, k + 1);
            let found = doubted(&answers);
            assert_eq!(
                found,
                [(k, Instead::Another(1)), (k + 1, Instead::Another(-1))],
                "swapped at {k}"
            );
            let mut answers = some(&english);
            answers[k..].rotate_left(1);
            answers[n - 1] = None;
            let found = doubted(&answers);
            let expected: Vec<(usize, Instead)> =
                (k..n - 1).map(|at| (at, Instead::Another(1))).collect();
            assert_eq!(found, expected, "shifted from {k}");
            let mut answers = some(&english);
            answers[k + 1] = answers[k];
            let found = doubted(&answers);
            assert!(
                found.iter().any(|&(at, _)| at == k + 1) && found.iter().all(|&(at, _)| at > k),
                "repeated at {k}: {found:?}"
            );
        }
    }

    #[test]
    fn two_sentences_in_one_answer_are_found() {
        let (_, english) = story();
        for k in 0..english.len() - 1 {
            let both = format!("{} {}", english[k], english[k + 1]);
            let mut answers = some(&english);
            answers[k] = Some(&both);
            let found = doubted(&answers);
            assert_eq!(found, [(k, Instead::Both(1))], "merged at {k}");
        }
    }

    #[test]
    fn drafts_that_are_alike_are_found() {
        let drafts: Vec<String> = (1..=8)
            .map(|n| format!("A rough version that is to become better, number {n}"))
            .collect();
        let answers: Vec<Option<&str>> = drafts.iter().map(|text| Some(text.as_str())).collect();
        let found = doubted(&answers);
        assert_eq!(found.len(), 8, "{found:?}");
        let one_word = vec![Some("Yes."); 8];
        assert_eq!(doubted(&one_word), [], "short answers may be alike");
    }

    /// A server that says what has nothing to do with anything tells nothing about any one of its answers.
    #[test]
    fn where_no_answer_fits_none_is_singled_out() {
        let words = "amber birch cedar dune ember fjord grove harbor inlet juniper kelp".split(' ');
        let words: Vec<&str> = words.collect();
        let texts: Vec<String> = (0..8)
            .map(|k| {
                let some = (0..5 + k % 3).map(|n| words[(k * 3 + n * 7) % words.len()]);
                some.collect::<Vec<_>>().join(" ") + "."
            })
            .collect();
        let answers: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_str())).collect();
        assert_eq!(doubted(&answers), []);
    }

    #[test]
    fn what_is_doubted_is_named() {
        let (chinese, english) = story();
        let mut answers = some(&english);
        answers.swap(2, 3);
        let sentences = Sentences {
            before: &[],
            batch: &chinese,
            after: &[],
        };
        let counterparts = Counterparts::new(sentences, &answers);
        let told: Vec<String> = counterparts
            .doubts()
            .iter()
            .map(|doubt| counterparts.what(doubt))
            .collect();
        assert_eq!(
            told,
            [
                "it is the translation of the sentence behind it (\"孩子们坐小船去河对岸的学校。\")",
                "it is the translation of the sentence before it (\"木匠说修桥要花两个星期。\")",
            ]
        );
    }
}
