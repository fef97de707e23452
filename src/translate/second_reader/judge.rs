//! The judgement of what a reader says of a pair: whether it is a doubt at all, and whether its proposal may be shown.

use super::super::Item;
use super::super::verify;
use super::Pair;
use crate::text::spaces;

/// What a reader says of a pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// The reason of its doubt; empty where it has none.
    pub(super) doubt: String,
    /// English to write instead.
    pub(super) proposal: Option<String>,
}

/// The most characters of a reason.
const MOST_REASON: usize = 300;

/// Words that stand for no doubt, or no proposal, in lower case.
const NOTHING: &[&str] = &[
    "none",
    "no",
    "n/a",
    "null",
    "nil",
    "ok",
    "okay",
    "no doubt",
    "no doubts",
    "no issue",
    "no issues",
    "nothing",
    "correct",
    "-",
    "\u{65e0}",
    "\u{7121}",
];

/// The reading in a doubt and a proposal. A proposal that says what the English says already, or that could be no
/// translation of the Chinese, is left out; the doubt stays.
pub(super) fn reading(pair: &Pair, doubt: &str, proposal: &str) -> Reading {
    let doubt = meant(doubt);
    if doubt.is_empty() {
        return Reading::default();
    }
    let proposal = meant(proposal);
    let item = Item {
        text: pair.source.clone(),
        terms: pair.terms.clone(),
        ..Item::default()
    };
    let is_other = proposal != spaces::fold(&pair.target);
    let is_right = is_other && verify::check_visible(&item, &proposal).is_ok();
    Reading {
        doubt: short(&doubt),
        proposal: is_right.then_some(proposal),
    }
}

/// What was said, without words for nothing and without signs that no text has.
fn meant(said: &str) -> String {
    let said: String = said
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let said = spaces::fold(&said);
    let bare = said.trim_end_matches(['.', '\u{3002}']).to_lowercase();
    if NOTHING.contains(&bare.as_str()) {
        return String::new();
    }
    said
}

fn short(reason: &str) -> String {
    match reason.char_indices().nth(MOST_REASON) {
        None => reason.to_owned(),
        Some((end, _)) => format!("{}\u{2026}", reason[..end].trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_reason_is_a_doubt_and_only_other_english_a_proposal() {
        let pair = Pair {
            source: "灯塔高30米，见https://a.example/b。".to_owned(),
            target: "The lighthouse is 30 feet high, see https://a.example/b.".to_owned(),
            terms: vec![("灯塔".to_owned(), "lighthouse".to_owned())],
            ..Pair::default()
        };
        let right = "The lighthouse is 30 metres high, see https://a.example/b.";
        for (doubt, proposal, says, proposes) in [
            ("", "", "", None),
            ("None.", right, "", None),
            ("\u{65e0}", "", "", None),
            (" wrong\n unit ", right, "wrong unit", Some(right)),
            ("wrong unit", "none", "wrong unit", None),
            ("wrong unit", &pair.target, "wrong unit", None),
            ("wrong unit", &pair.source, "wrong unit", None),
            // A term, the number, the address.
            (
                "wrong unit",
                "The beacon is 30 metres high, see https://a.example/b.",
                "wrong unit",
                None,
            ),
            (
                "wrong unit",
                "The lighthouse is 13 metres high, see https://a.example/b.",
                "wrong unit",
                None,
            ),
            (
                "wrong unit",
                "The lighthouse is 30 metres high.",
                "wrong unit",
                None,
            ),
            (
                "wrong unit",
                "I'm sorry, but I can't help with that.",
                "wrong unit",
                None,
            ),
        ] {
            let got = reading(&pair, doubt, proposal);
            assert_eq!(got.doubt, says, "{doubt} {proposal}");
            assert_eq!(got.proposal.as_deref(), proposes, "{doubt} {proposal}");
        }
        let long = reading(&pair, &"why ".repeat(500), "").doubt;
        assert!(long.chars().count() <= MOST_REASON + 1, "{long}");
    }
}
