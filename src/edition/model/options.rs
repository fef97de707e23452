//! The settings of an edition.

use std::ops::Range;

use serde::Deserialize;

use crate::bitext::SideName;
use crate::edition::book_data::BookData;
use crate::edition::picture::Pictures;
use crate::edition::print::Print;
use crate::words::Locale;

/// The layout that a page starts with; the reader can switch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// Side by side (below each other on a narrow screen).
    #[default]
    Columns,
    /// Each row's source, then its target.
    Interleaved,
    /// The source alone; the counterpart of a sentence shows while it is pointed at.
    Hover,
    /// The source on the left page, the target on the right one, kept level. Formats without pages that face each
    /// other set columns.
    Facing,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Layout; 4] = [
        Layout::Columns,
        Layout::Interleaved,
        Layout::Hover,
        Layout::Facing,
    ];

    /// The name in the settings and of `--layout`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Layout::Columns => "columns",
            Layout::Interleaved => "interleaved",
            Layout::Hover => "hover",
            Layout::Facing => "facing",
        }
    }

    /// The layout with this name.
    #[must_use]
    pub fn called(name: &str) -> Option<Layout> {
        Layout::ALL.into_iter().find(|layout| layout.name() == name)
    }
}

/// A glossary term with its explanation, at its place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermMark {
    /// The text that it is in.
    pub side: SideName,
    /// The index of its segment.
    pub segment: usize,
    /// Its bytes in [`Segment::text`](crate::segment::Segment::text).
    pub over: Range<usize>,
    /// The explanation.
    pub tip: String,
}

/// A finding of the check, at a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingMark {
    /// The text that the sentence is in.
    pub side: SideName,
    /// The index of its segment.
    pub segment: usize,
    /// The rule that found it.
    pub rule: String,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// What was found.
    pub message: String,
    /// What the rule would have instead.
    pub suggestion: Option<String>,
}

/// The settings of an edition.
#[derive(Clone, Debug, PartialEq)]
pub struct EditionOptions {
    /// What is known of the book, its title among it; without a title it has that of its first heading.
    pub data: BookData,
    /// Whether it is a proof sheet, which shows the states of links, their counts and findings. An edition for
    /// readers shows none of them.
    pub proof: bool,
    /// The layout that it starts with; without one, what is usual for the format.
    pub layout: Option<Layout>,
    /// The images of the texts.
    pub pictures: Pictures,
    /// Pages and fonts.
    pub print: Print,
    /// Findings, for a proof sheet.
    pub findings: Vec<FindingMark>,
    /// Links below this confidence (0..=1) are marked, unless a person locked them.
    pub low_confidence: f32,
    /// Language tag of the source.
    pub source_language: String,
    /// Language tag of the target.
    pub target_language: String,
    /// Glossary terms at the places where they are to be marked.
    pub terms: Vec<TermMark>,
    /// Whether the Chinese shows its pinyin.
    pub pinyin: bool,
    /// The language of the controls of pages, and of what they say of the state of a text.
    pub interface: Locale,
    /// The time it was made, in seconds since 1970, for formats that require one.
    pub modified: Option<u64>,
}

impl EditionOptions {
    /// The layout of a format whose pages do not face each other: the one that is set, else what is usual for it.
    #[must_use]
    pub fn layout(&self, usual: Layout) -> Layout {
        match self.layout {
            Some(Layout::Facing) => Layout::Columns,
            Some(layout) => layout,
            None => usual,
        }
    }
}

impl Default for EditionOptions {
    fn default() -> Self {
        EditionOptions {
            data: BookData::default(),
            proof: false,
            layout: None,
            pictures: Pictures::default(),
            print: Print::default(),
            findings: Vec::new(),
            low_confidence: 0.5,
            source_language: "zh-CN".to_owned(),
            target_language: "en".to_owned(),
            terms: Vec::new(),
            pinyin: false,
            interface: Locale::English,
            modified: None,
        }
    }
}
