//! Punctuation that both languages set alike: how a sentence ends, and where quotations open and
//! close.

use super::{Evidence, prefixed};
use crate::align::bead::Edge;

/// The mark that a sentence ends with, closing quotes and brackets apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Question,
    Exclamation,
    Colon,
    Ellipsis,
    Other,
}

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
        let differ = |a: bool, b: bool| if a == b { 0.0 } else { 1.0 };
        if source.end == target.end {
            features[0] = differ(source.end == End::Other, true);
        } else {
            features[1] = 1.0;
        }
        features[2] = differ(self.source[edge.i0].opens, self.target[edge.j0].opens);
        features[3] = differ(source.closes, target.closes);
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
