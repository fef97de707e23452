//! Punctuation that both languages set alike: how a sentence ends, and where quotations open and
//! close.

use super::{Evidence, prefixed};
use crate::align::bead::Edge;
use crate::align::weights::WeightVector;

/// The mark that a sentence ends with, closing quotes and brackets apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Question,
    Exclamation,
    Colon,
    Ellipsis,
    Other,
}

impl End {
    const ALL: [End; 5] = [
        End::Question,
        End::Exclamation,
        End::Colon,
        End::Ellipsis,
        End::Other,
    ];
    const COUNT: usize = Self::ALL.len();
}

/// How a sentence begins and ends.
#[derive(Clone, Copy, Debug)]
struct Ends {
    end: End,
    opens: bool,
    closes: bool,
}

/// The evidence of end marks and quotation marks: how well those of both sides fit.
#[derive(Debug)]
pub(crate) struct MarkEvidence {
    source: Vec<Ends>,
    target: Vec<Ends>,
}

impl MarkEvidence {
    /// Looks at the marks of both sides.
    #[must_use]
    pub(crate) fn new<S: AsRef<str>, T: AsRef<str>>(source: &[S], target: &[T]) -> Self {
        MarkEvidence {
            source: source.iter().map(|text| ends(text.as_ref())).collect(),
            target: target.iter().map(|text| ends(text.as_ref())).collect(),
        }
    }

    /// The weighted features, by what a source sentence ends or opens with.
    #[must_use]
    pub(crate) fn weighted(&self, weights: &WeightVector) -> MarkScores<'_> {
        let mut ends = Vec::with_capacity(End::COUNT * 2);
        for closes in [false, true] {
            for end in End::ALL {
                let scores = self.target.iter().map(|target| {
                    let mut features = [0.0; 4];
                    compare_ends(
                        Ends {
                            end,
                            opens: false,
                            closes,
                        },
                        *target,
                        &mut features,
                    );
                    (0..4).map(|k| weights.at(k) * features[k]).sum()
                });
                ends.push(scores.collect());
            }
        }
        let openings = [false, true].map(|opens| {
            let scores = self
                .target
                .iter()
                .map(|target| weights.at(2) * differ(opens, target.opens));
            scores.collect()
        });
        MarkScores {
            source: &self.source,
            ends,
            openings,
        }
    }
}

/// Scores of the marks of each target sentence, by those of a source sentence.
#[derive(Debug)]
pub(crate) struct MarkScores<'m> {
    source: &'m [Ends],
    ends: Vec<Vec<f32>>,
    openings: [Vec<f32>; 2],
}

impl MarkScores<'_> {
    /// What it is worth that links end with this source sentence and each target sentence.
    pub(crate) fn ends(&self, sentence: usize) -> &[f32] {
        let Ends { end, closes, .. } = self.source[sentence];
        &self.ends[usize::from(closes) * End::COUNT + end as usize]
    }

    /// What it is worth that links begin with this source sentence and each target sentence.
    pub(crate) fn openings(&self, sentence: usize) -> &[f32] {
        &self.openings[usize::from(self.source[sentence].opens)]
    }
}

fn differ(a: bool, b: bool) -> f32 {
    if a == b { 0.0 } else { 1.0 }
}

/// Measures the features of the last sentences of a link.
fn compare_ends(source: Ends, target: Ends, features: &mut [f32]) {
    if source.end == target.end {
        features[0] = differ(source.end == End::Other, true);
    } else {
        features[1] = 1.0;
    }
    features[3] = differ(source.closes, target.closes);
}

fn ends(text: &str) -> Ends {
    let text = text.trim();
    let is_quote = |c: char| {
        matches!(
            c,
            '"' | '“' | '”' | '‘' | '’' | '\'' | '「' | '」' | '『' | '』'
        )
    };
    let core = text.trim_end_matches(|c: char| is_quote(c) || matches!(c, ')' | '）' | ']' | '】'));
    Ends {
        end: match core.chars().next_back() {
            Some('?' | '？') => End::Question,
            Some('!' | '！') => End::Exclamation,
            Some(':' | '：') => End::Colon,
            Some('…') => End::Ellipsis,
            Some('.') if core.ends_with("...") => End::Ellipsis,
            _ => End::Other,
        },
        opens: text.starts_with(is_quote),
        closes: text.ends_with(is_quote),
    }
}

/// The names of the features.
pub(crate) const NAMES: &[&str] = &[
    "marks.same-end",
    "marks.other-end",
    "marks.opening-quote",
    "marks.closing-quote",
];

impl Evidence for MarkEvidence {
    fn names(&self) -> Vec<String> {
        prefixed("", NAMES)
    }

    fn measure(&self, edge: Edge, features: &mut [f32]) {
        if edge.is_null() {
            return;
        }
        let (source, target) = (self.source[edge.i1 - 1], self.target[edge.j1 - 1]);
        compare_ends(source, target, features);
        features[2] = differ(self.source[edge.i0].opens, self.target[edge.j0].opens);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::edge;

    fn measured(edge: Edge) -> [f32; 4] {
        let evidence = MarkEvidence::new(
            &["为什么？”", "好。", "（走……）"],
            &["“Why?”", "Fine!", "(Gone...)"],
        );
        let mut features = [0.0; 4];
        evidence.measure(edge, &mut features);
        features
    }

    #[test]
    fn ends_and_quotes_are_compared() {
        assert_eq!(measured(edge(0, 1, 0, 1)), [1.0, 0.0, 1.0, 0.0]);
        assert_eq!(measured(edge(1, 2, 1, 2)), [0.0, 1.0, 0.0, 0.0]);
        assert_eq!(measured(edge(2, 3, 2, 3)), [1.0, 0.0, 0.0, 0.0]);
        // The end is the last sentence's, the beginning the first one's.
        assert_eq!(measured(edge(0, 2, 0, 2)), [0.0, 1.0, 1.0, 0.0]);
        assert_eq!(measured(edge(0, 0, 0, 1)), [0.0; 4]);
    }
}
