//! Which turns make a paragraph. A cue ends where the screen is full, not where a sentence ends: where the cues
//! of a file have full stops, they are joined until a sentence ends. Where they have none, as is usual in Chinese,
//! a cue is about a sentence, and only what plainly goes on is joined.

use super::cue::Cue;
use super::turns::{Manner, Turn};
use crate::text::script::{is_cjk_wide, is_han};

/// The most cues that are joined when no sentence ends.
const MOST_CUES: usize = 12;
/// The most cues that are joined in a file without full stops.
const MOST_UNMARKED: usize = 6;
/// No sentence runs on over a longer pause, in milliseconds.
const LONG_PAUSE: i64 = 3_000;
/// Without full stops a sentence does not run on over a longer pause than this one.
const SHORT_PAUSE: i64 = 1_000;
/// One in so many cues ends with a full stop in a file that has them.
const MARKED: usize = 10;
/// In a file where more than this share of cues (in tenths) begins small, that says nothing.
const MOST_SMALL: usize = 6;

/// Words at whose end a sentence goes on.
const OPEN_ENGLISH: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "because", "but", "by", "for", "from", "her", "his", "if",
    "in", "into", "is", "its", "my", "nor", "of", "on", "or", "our", "than", "that", "the",
    "their", "to", "was", "were", "when", "which", "while", "who", "whose", "with", "your",
];
/// Likewise in Chinese.
const OPEN_CHINESE: &[&str] = &[
    "和", "与", "與", "及", "跟", "把", "被", "从", "從", "向", "或", "或者", "以及", "因为",
    "因為", "但", "但是", "可是", "如果", "要是", "而且", "虽然", "雖然", "由于", "由於", "为了",
    "為了", "关于", "關於", "比如", "例如", "所以", "就像", "除了",
];
/// What a sentence of Chinese does not begin with.
const INNER_CHINESE: &[&str] = &["的", "了", "吗", "嗎", "呢", "吧", "以及", "年", "岁", "歲"];
/// What begins like those and is a word.
const WHOLE_CHINESE: &[&str] = &[
    "的确",
    "的確",
    "的士",
    "了解",
    "了不起",
    "了断",
    "了斷",
    "年轻",
    "年輕",
    "年纪",
    "年紀",
    "年底",
    "年初",
];
/// What goes on behind a figure in Chinese.
const UNITS: &[char] = &[
    '年', '月', '日', '号', '點', '点', '时', '時', '分', '秒', '岁', '歲', '个', '個', '人', '块',
    '元', '米', '公', '万', '萬', '亿', '億', '度', '世', '多', '的', '，', '。',
];

/// Cues were cut where the line was full, if one in so many is as wide as the widest, which has at least so many
/// columns; the next one follows at once, within so many milliseconds.
const FULL: usize = 5;
const LEAST_FULL: usize = 20;
const AT_ONCE: i64 = 250;

/// What a file of subtitles is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Habits {
    /// Its sentences end with full stops.
    marked: bool,
    /// Its sentences begin with capitals.
    capitals: bool,
    /// The columns of a cue that is full, where cues are cut by that.
    full: Option<usize>,
}

impl Habits {
    fn of(turns: &[Turn<'_>]) -> Habits {
        let speech: Vec<&Turn<'_>> = turns
            .iter()
            .filter(|turn| turn.manner == Manner::Speech)
            .collect();
        let count = |of: &dyn Fn(&Turn<'_>) -> bool| speech.iter().filter(|turn| of(turn)).count();
        let stops = count(&|turn| core(&turn.words).ends_with(['。', '.', '．']));
        let small = count(&|turn| begins_small(&turn.words));
        let widest = speech.iter().map(|turn| width(turn)).max().unwrap_or(0);
        // A wide character more would not fit.
        let full = widest.saturating_sub(2);
        let cut = count(&|turn| width(turn) >= full);
        Habits {
            full: (widest >= LEAST_FULL && cut * FULL >= speech.len()).then_some(full),
            marked: stops * MARKED >= speech.len() && stops > 0,
            capitals: small * 10 <= speech.len() * MOST_SMALL,
        }
    }
}

/// The turns in groups, each of which makes a paragraph.
pub(super) fn groups<'t, 'c>(turns: &'t [Turn<'c>], cues: &[Cue]) -> Vec<&'t [Turn<'c>]> {
    let habits = Habits::of(turns);
    let most = if habits.marked {
        MOST_CUES
    } else {
        MOST_UNMARKED
    };
    let mut found = Vec::new();
    let mut from = 0;
    for at in 1..=turns.len() {
        let open = turns
            .get(at)
            .is_some_and(|next| at - from < most && goes_on(&turns[from..at], next, cues, habits));
        if !open {
            found.push(&turns[from..at]);
            from = at;
        }
    }
    found
}

/// Whether the sentence that a group of turns ends with goes on in the next turn.
fn goes_on(group: &[Turn<'_>], next: &Turn<'_>, cues: &[Cue], habits: Habits) -> bool {
    let Some(before) = group.last() else {
        return false;
    };
    let (one, other) = (&cues[before.cue], &cues[next.cue]);
    let pause = other.times.from.saturating_sub(one.times.to);
    let same_voice = next.voice().is_none() || next.voice() == voice(group);
    let apart = before.cue == next.cue
        || next.dash
        || before.manner != Manner::Speech
        || next.manner != Manner::Speech
        || !same_voice
        || one.style != other.style
        || other.name.is_some() && one.name != other.name
        || pause > LONG_PAUSE
        || other.times.from < one.times.from;
    if apart {
        return false;
    }
    let dots = |text: &str| ["...", "…"].iter().any(|dots| text.starts_with(dots));
    if core(&before.words).ends_with(['…']) || before.words.ends_with("...") {
        return dots(&next.words);
    }
    if ends(&before.words) {
        return false;
    }
    let alone = group.len() == 1 && before.is_figure();
    if alone && !next.words.starts_with(UNITS) && !begins_small(&next.words) {
        return false;
    }
    let is_full = habits.full.is_some_and(|full| width(before) >= full);
    habits.marked
        || is_full && pause <= AT_ONCE
        || pause <= SHORT_PAUSE && (is_open(&before.words) || is_inner(&next.words, habits))
}

/// The columns of a turn, a Chinese character two.
fn width(turn: &Turn<'_>) -> usize {
    let wide = |c: char| 1 + usize::from(is_cjk_wide(c));
    turn.words.chars().map(wide).sum()
}

/// The last voice that a group names.
fn voice<'t>(group: &'t [Turn<'_>]) -> Option<&'t str> {
    group.iter().rev().find_map(Turn::voice)
}

/// The words without what closes behind their last mark.
fn core(words: &str) -> &str {
    words.trim_end().trim_end_matches([
        '"', '\'', '”', '’', '」', '』', '）', ')', ']', '】', '♪', ' ', '\u{a0}',
    ])
}

/// Whether a sentence ends with these words.
fn ends(words: &str) -> bool {
    core(words).ends_with([
        '。', '！', '？', '…', '.', '!', '?', '—', '．', '｡', '‼', '⁇', '⁈', '⁉',
    ])
}

/// Whether words plainly go on behind their end.
fn is_open(words: &str) -> bool {
    let words = core(words);
    if words.ends_with(['，', '、', '；', '：', ',', ';', ':', '-', '–']) {
        return true;
    }
    if words.chars().next_back().is_some_and(is_han) {
        return OPEN_CHINESE.iter().any(|end| words.ends_with(end));
    }
    let last = words.rsplit(char::is_whitespace).next().unwrap_or_default();
    OPEN_ENGLISH.contains(&last)
}

/// Whether words plainly go on with what was before them.
fn is_inner(words: &str, habits: Habits) -> bool {
    let begins = |list: &[&str]| list.iter().any(|begin| words.starts_with(begin));
    habits.capitals && begins_small(words) || begins(INNER_CHINESE) && !begins(WHOLE_CHINESE)
}

/// Whether words begin with a small letter.
fn begins_small(words: &str) -> bool {
    let first = words.chars().find(|c| c.is_alphanumeric());
    first.is_some_and(char::is_lowercase)
}
