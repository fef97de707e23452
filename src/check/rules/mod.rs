//! The rules: one file each, one line in [`RULES`].

mod addition;
mod double_space;
mod end_mark;
mod end_missing;
mod full_width;
mod length;
mod low_confidence;
mod markup;
mod moved;
mod name_romanisation;
mod number;
mod omission;
mod pairing;
mod repeated_word;
mod review;
mod same_source;
mod same_target;
mod speaker;
mod stale;
mod term_case;
mod term_forbidden;
mod term_inconsistent;
mod term_missing;
mod unit;
mod untranslated;

use std::ops::Range;
use std::sync::OnceLock;

use self::term_missing::ShortForms;
use super::checked_bead::CheckedBead;
use super::doubts::Doubts;
use super::fact::{Differing, Gathered, Gathering, Member, Seen, Telling};
use super::finding::{BeadFinding, Severity};
use super::options::CheckConfig;
use super::weight::weight;
use crate::bitext::{Bead, Bitext, Status};
use crate::document::BlockKind;
use crate::glossary::{TermHit, TermMatcher, Termbase};
use crate::segment::SegmentedDocument;
use crate::text::bare::Bare;
use crate::text::named::Named;
use crate::text::scan::is_alphanumeric;

/// A rule.
pub struct RuleInfo {
    /// Its name in settings, reports and comments.
    pub id: &'static str,
    /// The fault that it finds.
    pub about: &'static str,
    /// The severity of its findings, unless the settings say otherwise.
    pub severity: Severity,
    /// A pair in which it finds something.
    pub example: (&'static str, &'static str),
    pub(crate) check: Check,
}

/// The way a rule looks at a text.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// It looks at every bead by itself.
    Each(fn(&CheckedBead<'_>, &Context<'_>, Severity, &mut Vec<BeadFinding>)),
    /// It looks at all beads in their order.
    Whole(for<'a> fn(&Context<'a>, Severity) -> Box<dyn Whole + 'a>),
    /// It compares places, in one text and in several.
    Across(Comparing),
    /// It looks at the list of a project's texts, and at none of their beads: see [`crate::check::listed`].
    List,
}

/// A rule that compares places.
#[derive(Clone, Copy)]
pub(crate) struct Comparing {
    /// Looks at a bead: what it keeps of it, and what it finds in it alone.
    pub(crate) see: See,
    /// The places among those with one key that do not agree, by what is told of them; none where they do.
    pub(crate) differ: fn(&[Member]) -> Vec<Differing>,
    /// What is told of them.
    pub(crate) tell: Tell,
    /// Whether something may be told of a place with this value, so that it is kept with its words.
    pub(crate) is_told: fn(u64) -> bool,
    /// The severity of a finding at a place, of that of the rule.
    pub(crate) weigh: fn(&CheckedBead<'_>, Severity) -> Severity,
}

/// What is told of places that do not agree.
#[derive(Clone, Copy)]
pub(crate) enum Tell {
    /// The message about two places; `None` where a closer look finds that they agree.
    Pair(fn(&Telling<'_>) -> Option<String>),
    /// A place alone has its own finding ([`fact::Seen::alone`](super::fact::Seen::alone)); several together
    /// have this one.
    Gather(fn(&Gathering<'_>) -> Gathered),
}

/// Looks at a bead.
pub(crate) type See =
    fn(&CheckedBead<'_>, &Context<'_>, Severity, &mut Vec<Seen>, &mut Vec<BeadFinding>);

/// A rule on its way through a text.
pub(crate) trait Whole {
    /// Looks at the next bead.
    fn see(&mut self, pair: &CheckedBead<'_>, context: &Context<'_>, found: &mut Vec<BeadFinding>);

    /// Ends the text, after its last bead.
    fn end(self: Box<Self>, _: &Context<'_>, _: &mut Vec<BeadFinding>) {}
}

/// The context of a check, which all rules may look at.
pub(crate) struct Context<'a> {
    pub(crate) bitext: &'a Bitext,
    /// The texts that it was made of.
    pub(crate) texts: Option<(&'a SegmentedDocument, &'a SegmentedDocument)>,
    pub(crate) termbase: &'a Termbase,
    pub(crate) matcher: Option<&'a TermMatcher>,
    pub(crate) settings: &'a CheckConfig,
    /// What a second reader doubts.
    pub(crate) doubts: Option<&'a Doubts>,
    /// The concepts that are meant for these files.
    pub(crate) applies: Vec<bool>,
    /// The concepts that are written exactly as in the glossary.
    pub(crate) exact: Vec<bool>,
    /// English characters for a Chinese one, in this text.
    pub(crate) ratio: f64,
    /// The short forms of terms that the text introduces, once they are asked for.
    pub(crate) short_forms: OnceLock<ShortForms>,
}

impl<'a> Context<'a> {
    /// A bead as rules look at it.
    pub(crate) fn bead(&self, index: usize) -> CheckedBead<'a> {
        let applies = |concept: usize| self.applies[concept];
        CheckedBead::new(self.bitext, index, self.texts, self.matcher, applies)
    }

    /// Whether it is doubtful that the sentences of a bead belong together.
    fn is_doubtful(&self, bead: &Bead) -> bool {
        bead.status == Status::Auto && bead.confidence < self.settings.low_confidence
    }

    /// The severity of what is found by comparing the two sides of a bead: where it is doubtful that they belong
    /// together, nobody wants to hear loudly that they differ.
    fn weighed(&self, bead: &Bead, severity: Severity) -> Severity {
        if self.is_doubtful(bead) {
            severity.min(Severity::Note)
        } else {
            severity
        }
    }
}

/// The terms of a bead that are translated and stand in its words, not in its code, each once where it first stands,
/// with the concepts that have it: their renderings are all right.
fn terms<'p>(pair: &'p CheckedBead<'_>, context: &Context<'_>) -> Vec<(&'p TermHit, Vec<usize>)> {
    let concepts = &context.termbase.concepts;
    let term = |hit: &TermHit| concepts[hit.concept].source.as_str();
    let mut found: Vec<(&TermHit, Vec<usize>)> = Vec::new();
    for hit in &pair.terms {
        if context.exact[hit.concept]
            || found.iter().any(|(first, _)| term(first) == term(hit))
            || is_code(pair, &hit.span)
        {
            continue;
        }
        let all = pair.terms.iter().map(|hit| hit.concept);
        let own = all.filter(|&at| concepts[at].source == term(hit)).collect();
        found.push((hit, own));
    }
    found
}

/// Every rule.
pub const RULES: &[RuleInfo] = &[
    RuleInfo {
        id: "term-missing",
        about: "a term of the glossary has none of its renderings",
        severity: Severity::Error,
        example: ("灯塔亮了。", "The beacon was lit. (灯塔: lighthouse)"),
        check: Check::Across(term_missing::RULE),
    },
    RuleInfo {
        id: "term-forbidden",
        about: "a term has a rendering that the glossary forbids",
        severity: Severity::Error,
        example: (
            "灯塔亮了。",
            "The light tower was lit. (forbidden: light tower)",
        ),
        check: Check::Each(term_forbidden::check),
    },
    RuleInfo {
        id: "term-case",
        about: "a term that is not translated, or whose capitals count, is written otherwise",
        severity: Severity::Error,
        example: (
            "他用 iPhone 拍照。",
            "He took photos with an Iphone. (iPhone: iPhone)",
        ),
        check: Check::Each(term_case::check),
    },
    RuleInfo {
        id: "term-inconsistent",
        about: "a term is rendered as agreed in some places and otherwise in others",
        severity: Severity::Note,
        example: ("灯塔……灯塔", "the lighthouse ... the beacon"),
        check: Check::Across(term_inconsistent::RULE),
    },
    RuleInfo {
        id: "name-romanisation",
        about: "the pinyin of a person's name does not fit its characters, or its order changes",
        severity: Severity::Warning,
        example: ("张亚勤来了。", "Zhang Yaqing came."),
        check: Check::Across(name_romanisation::RULE),
    },
    RuleInfo {
        id: "number",
        about: "a number is missing, different, or has no ground in the Chinese",
        severity: Severity::Error,
        example: ("收入17.5亿元。", "Revenue was 17.5 billion yuan."),
        check: Check::Each(number::check),
    },
    RuleInfo {
        id: "unit",
        about: "a figure is right and its unit, currency, day, half of the day or era is another",
        severity: Severity::Error,
        example: ("灯塔高30米。", "The lighthouse is 30 feet high."),
        check: Check::Each(unit::check),
    },
    RuleInfo {
        id: "omission",
        about: "a sentence, or much of one, has no English",
        severity: Severity::Error,
        example: (
            "守塔人每晚爬上一百级台阶，点灯，再记下过往的船。",
            "The keeper lit the lamp.",
        ),
        check: Check::Each(omission::check),
    },
    RuleInfo {
        id: "addition",
        about: "English that has no Chinese, or says much more",
        severity: Severity::Warning,
        example: ("", "This sentence is in no Chinese text."),
        check: Check::Each(addition::check),
    },
    RuleInfo {
        id: "moved",
        about: "a passage stands elsewhere in the English",
        severity: Severity::Note,
        example: (
            "他点了灯。船来了。桥断了。",
            "The bridge broke. He lit the lamp. The ship came.",
        ),
        check: Check::Each(moved::check),
    },
    RuleInfo {
        id: "untranslated",
        about: "Chinese is left in the English",
        severity: Severity::Error,
        example: ("海上有船。", "There are 船 at sea."),
        check: Check::Each(untranslated::check),
    },
    RuleInfo {
        id: "repeated-word",
        about: "a word stands twice in a row",
        severity: Severity::Warning,
        example: ("海上有船。", "There are ships at the the sea."),
        check: Check::Each(repeated_word::check),
    },
    RuleInfo {
        id: "pairing",
        about: "quotation marks or brackets are not paired",
        severity: Severity::Warning,
        example: ("他说：“走吧。”", "“Let's go, he said."),
        check: Check::Whole(pairing::begin),
    },
    RuleInfo {
        id: "full-width",
        about: "full-width marks, letters or digits are left in the English",
        severity: Severity::Warning,
        example: ("好，走吧。", "All right， let's go。"),
        check: Check::Each(full_width::check),
    },
    RuleInfo {
        id: "end-mark",
        about: "a question has become a statement, or a statement a question",
        severity: Severity::Warning,
        example: ("谁来点灯？", "He comes to light the lamp."),
        check: Check::Each(end_mark::check),
    },
    RuleInfo {
        id: "end-missing",
        about: "a sentence of running text has lost the mark at its end, or was cut off",
        severity: Severity::Warning,
        example: ("灯亮了。", "The lamp was"),
        check: Check::Whole(end_missing::begin),
    },
    RuleInfo {
        id: "same-source",
        about: "the same Chinese sentence is translated differently",
        severity: Severity::Warning,
        example: (
            "灯塔在海边。……灯塔在海边。",
            "The lighthouse is by the sea. ... A beacon stands on the shore.",
        ),
        check: Check::Across(same_source::RULE),
    },
    RuleInfo {
        id: "same-target",
        about: "different Chinese sentences have the same English",
        severity: Severity::Warning,
        example: (
            "他在等船。……她在等信。",
            "He was waiting for the boat. ... He was waiting for the boat.",
        ),
        check: Check::Across(same_target::RULE),
    },
    RuleInfo {
        id: "markup",
        about: "a link, address, placeholder, footnote or code is missing or changed",
        severity: Severity::Error,
        example: ("见 https://a.example/b。", "See https://a.example/c."),
        check: Check::Each(markup::check),
    },
    RuleInfo {
        id: "speaker",
        about: "the label of a speaker is missing, or is that of another",
        severity: Severity::Warning,
        example: ("记者：灯亮了吗？", "Keeper: Is the lamp lit?"),
        check: Check::Whole(speaker::begin),
    },
    RuleInfo {
        id: "length",
        about: "the English is unusually long or short against the Chinese",
        severity: Severity::Note,
        example: ("灯塔的守塔人每晚点灯。", "He does."),
        check: Check::Whole(length::begin),
    },
    RuleInfo {
        id: "low-confidence",
        about: "it is doubtful whether these sentences belong together",
        severity: Severity::Note,
        example: ("灯塔在海边。", "It was raining. (confidence 0.1)"),
        check: Check::Each(low_confidence::check),
    },
    RuleInfo {
        id: "double-space",
        about: "spaces too many, or missing behind a mark",
        severity: Severity::Note,
        example: ("好，走吧。", "All right ,let's  go."),
        check: Check::Each(double_space::check),
    },
    RuleInfo {
        id: "stale",
        about: "the Chinese has changed since its English was written",
        severity: Severity::Warning,
        example: (
            "灯塔在岛上。(before: 灯塔在海边。)",
            "The lighthouse is by the sea.",
        ),
        check: Check::Each(stale::check),
    },
    RuleInfo {
        id: "review",
        about: "a second reader doubts the English",
        severity: Severity::Warning,
        example: ("他没有不去。", "He did not go. (doubted: he did go)"),
        check: Check::Each(review::check),
    },
    RuleInfo {
        id: "text-missing",
        about: "a text of the project has no English",
        severity: Severity::Warning,
        example: ("zh/ch03.md", "(no en/ch03.md)"),
        check: Check::List,
    },
    RuleInfo {
        id: "text-extra",
        about: "an English text of the project has no Chinese",
        severity: Severity::Warning,
        example: ("(no zh/ch09.md)", "en/ch09.md"),
        check: Check::List,
    },
];

impl RuleInfo {
    /// Whether it looks at the list of a project's texts, and not at their sentences.
    #[must_use]
    pub fn is_about_texts(&self) -> bool {
        matches!(self.check, Check::List)
    }

    /// Whether something may be told of a place whose fact has this value.
    pub(crate) fn may_tell(&self, value: u64) -> bool {
        matches!(self.check, Check::Across(comparing) if (comparing.is_told)(value))
    }

    /// Whether one finding of it may stand for several places, which it lists.
    #[must_use]
    pub fn lists_places(&self) -> bool {
        matches!(self.check, Check::Across(comparing) if matches!(comparing.tell, Tell::Gather(_)))
    }
}

impl Named for RuleInfo {
    const KIND: &'static str = "rule";

    fn table() -> &'static [RuleInfo] {
        RULES
    }

    fn id(&self) -> &'static str {
        self.id
    }
}

/// English characters for a Han character as translations of prose mostly have them; for texts that
/// are too short to have a ratio of their own.
const USUAL_RATIO: f64 = 3.6;
/// Least number of beads whose ratio says something about a text.
const ENOUGH: usize = 12;

/// The median of English characters for a Chinese one over beads of some length, drawn towards what
/// is usual where there are few.
pub(crate) fn typical_ratio(bitext: &Bitext) -> f64 {
    let step = (bitext.beads.len() / 4000).max(1);
    let mut ratios: Vec<f64> = bitext
        .beads
        .iter()
        .step_by(step)
        .filter_map(|bead| {
            let count = |texts: &[crate::bitext::Sentence], of: fn(&str) -> usize| {
                texts.iter().map(|s| of(&s.text)).sum::<usize>()
            };
            let han = count(bitext.bead_source(bead), weight);
            let english = count(bitext.bead_target(bead), |text| text.chars().count());
            (han >= 8 && english > 0).then(|| english as f64 / han as f64)
        })
        .collect();
    if ratios.len() < ENOUGH {
        return USUAL_RATIO;
    }
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2].clamp(USUAL_RATIO * 0.6, USUAL_RATIO * 1.7)
}

/// Whether a place in the source of a bead is in code, an address or a placeholder.
fn is_code(pair: &CheckedBead<'_>, place: &Range<usize>) -> bool {
    pair.source_opaque().meets(place)
}

/// A text as it is compared with others: no marks, no white space, small letters.
pub(crate) fn bare(text: &str) -> String {
    static LETTERS: Bare = Bare::with(b"");
    LETTERS.of(text)
}

/// What a sentence of a block is called in a message.
pub(crate) fn called(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading(_) => "heading",
        BlockKind::TableCell => "cell",
        BlockKind::Caption => "caption",
        _ => "sentence",
    }
}

/// A text in a message: not too long.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    // A character has at least one byte.
    let end = if text.len() <= MOST {
        None
    } else {
        text.char_indices().nth(MOST)
    };
    match end {
        Some((end, _)) => [&text[..end], "…"].concat(),
        None => text.to_owned(),
    }
}

/// The words of English text with their places, all at once.
pub(crate) fn tokens(text: &str) -> Vec<(Range<usize>, &str)> {
    Tokens::of(text).collect()
}

/// The words of English text with their places, one after the other: letters, digits, and apostrophes and hyphens
/// inside.
pub(crate) struct Tokens<'a> {
    text: &'a str,
    /// Where the next one is looked for.
    at: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (Range<usize>, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let from = self.end_of(self.at, |c| !is_alphanumeric(c));
        if from == self.text.len() {
            self.at = from;
            return None;
        }
        let is_inside = |c: char| is_alphanumeric(c) || matches!(c, '\'' | '’' | '-');
        let to = self.end_of(from, is_inside);
        self.at = to;
        let word = self.text[from..to].trim_end_matches(['\'', '’', '-']);
        Some((from..from + word.len(), word))
    }
}

impl<'a> Tokens<'a> {
    /// Those of a text.
    pub(crate) fn of(text: &'a str) -> Tokens<'a> {
        Tokens { text, at: 0 }
    }

    /// Where the characters from a place on end that are such.
    fn end_of(&self, from: usize, are_such: impl Fn(char) -> bool) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while let Some(&byte) = bytes.get(at) {
            let c = if byte.is_ascii() {
                char::from(byte)
            } else {
                self.text[at..].chars().next().unwrap_or_default()
            };
            if !are_such(c) {
                break;
            }
            at += c.len_utf8();
        }
        at
    }
}
