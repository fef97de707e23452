//! Turns: what one voice says in one cue. A dash at the beginning of a line, a description of a sound and a line
//! of a song are turns of their own.

use super::cue::{Cue, Line};

/// What a turn is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Somebody speaks.
    Speech,
    /// Wholly in brackets: `[door opens]`.
    Sound,
    /// With a note of music.
    Song,
}

/// A turn.
#[derive(Clone, Debug)]
pub(super) struct Turn<'c> {
    /// The number of its cue.
    pub(super) cue: usize,
    pub(super) lines: &'c [Line],
    pub(super) manner: Manner,
    /// It begins with a dash.
    pub(super) dash: bool,
    /// Its visible words, lines joined by spaces.
    pub(super) words: String,
}

impl<'c> Turn<'c> {
    fn of(cue: usize, lines: &'c [Line], source: &str) -> Turn<'c> {
        let words: Vec<String> = lines.iter().map(|line| line.words(source)).collect();
        let words = words.join(" ").trim().to_owned();
        Turn {
            cue,
            lines,
            manner: manner(&words),
            dash: has_dash(&words),
            words,
        }
    }
}

/// The turns of all cues. Those without visible words are left out.
pub(super) fn turns<'c>(cues: &'c [Cue], source: &str) -> Vec<Turn<'c>> {
    let mut found = Vec::new();
    for (number, cue) in cues.iter().enumerate() {
        let mut from = 0;
        let mut add = |from: usize, to: usize| {
            let turn = Turn::of(number, &cue.lines[from..to], source);
            if !turn.words.is_empty() {
                found.push(turn);
            }
        };
        for at in 1..cue.lines.len() {
            let [before, here] = [at - 1, at].map(|at| cue.lines[at].words(source));
            let begins = has_dash(here.trim())
                || cue.lines[at].voice.is_some()
                || manner(before.trim()) != Manner::Speech
                || manner(here.trim()) != Manner::Speech && is_whole(here.trim());
            if begins {
                add(from, at);
                from = at;
            }
        }
        add(from, cue.lines.len());
    }
    found
}

/// Whether words begin with the dash of a turn: `- Yes`, `–好`. Two dashes are an interruption, and a dash
/// before a figure is a minus.
fn has_dash(words: &str) -> bool {
    let mut characters = words.chars();
    let dash = characters
        .next()
        .is_some_and(|c| matches!(c, '-' | '‐' | '–' | '—' | '－' | '―'));
    let rest = characters.as_str();
    dash && rest
        .chars()
        .next()
        .is_some_and(|c| !c.is_numeric() && !matches!(c, '-' | '—' | '–' | '―' | '－' | '>'))
}

const PAIRS: [(char, char); 5] = [
    ('[', ']'),
    ('(', ')'),
    ('（', '）'),
    ('【', '】'),
    ('［', '］'),
];

fn manner(words: &str) -> Manner {
    if words.starts_with(['♪', '♫', '♬', '♩']) || words.ends_with(['♪', '♫', '♬', '♩'])
    {
        Manner::Song
    } else if is_whole(words) {
        Manner::Sound
    } else {
        Manner::Speech
    }
}

/// Whether words are one stretch in brackets.
fn is_whole(words: &str) -> bool {
    let mut inside = words.chars();
    let (Some(first), Some(last)) = (inside.next(), inside.next_back()) else {
        return false;
    };
    PAIRS.contains(&(first, last)) && !inside.any(|c| c == first || c == last)
}

impl Turn<'_> {
    /// The name of the voice that begins it.
    pub(super) fn voice(&self) -> Option<&str> {
        self.lines.first()?.voice.as_deref()
    }

    /// Whether it is nothing but a figure.
    pub(super) fn is_figure(&self) -> bool {
        let figure = |c: char| c.is_numeric() || matches!(c, ',' | '.' | '%' | '％' | ':' | ' ');
        self.words.chars().all(figure) && self.words.chars().any(char::is_numeric)
    }
}
