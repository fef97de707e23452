//! The cues of SubRip and WebVTT: a line of times, and the lines behind it.

use super::cue::{Cue, Other, Track};
use super::time::{self, Times};
use super::{Kind, tags};
use crate::text::SourceSpan;

/// A line of the file without its end and the white space at its ends.
#[derive(Clone, Copy)]
struct Raw<'s> {
    text: &'s str,
    start: usize,
    times: Option<Times>,
}

impl Raw<'_> {
    const fn span(&self) -> SourceSpan {
        SourceSpan::new(self.start, self.start + self.text.len())
    }
}

/// Reads the cues. In WebVTT a blank line ends a cue; in SubRip only the next line of times does, with the
/// number in front of it.
pub(super) fn read(source: &str, kind: Kind) -> Track {
    let raw = raw_lines(source);
    let numbered = is_numbered(&raw);
    let mut track = Track::default();
    let mut state = State::Before;
    // The number of the last cue that has one.
    let mut last = None;
    for (at, line) in raw.iter().enumerate() {
        let webvtt = kind == Kind::WebVtt;
        if let Some(times) = line.times {
            track.cues.push(Cue {
                at: line.start,
                times,
                lines: Vec::new(),
                name: None,
                style: None,
            });
            state = State::Cue;
            continue;
        }
        if line.text.is_empty() {
            if webvtt && state != State::Before || matches!(state, State::Other(_)) {
                state = State::Between;
            }
            continue;
        }
        if line.text.contains("-->") && line.text.starts_with(|c: char| c.is_ascii_digit()) {
            track.unclear.push(line.start);
        }
        let next_has_times = raw.get(at + 1).is_some_and(|next| next.times.is_some());
        let behind_blank = at == 0 || raw[at - 1].text.is_empty();
        let other = |what| Other {
            what,
            span: line.span(),
        };
        if next_has_times && let Some(own) = number(line.text) {
            let follows = last.is_some_and(|last: u64| own == last + 1);
            if numbered || behind_blank || follows {
                last = Some(own);
                state = State::Between;
                continue;
            }
        }
        match state {
            State::Before if webvtt && at == 0 && line.text.starts_with("WEBVTT") => {
                let words = line.text["WEBVTT".len()..].trim_start_matches([' ', '\t', '-']);
                let start = line.start + line.text.len() - words.len();
                track.others.push(Other {
                    what: "header",
                    span: SourceSpan::new(start, start + words.len()),
                });
                state = State::Other("header");
            }
            State::Other(what) => track.others.push(other(what)),
            State::Cue => {
                let others = &mut track.others;
                if let Some(cue) = track.cues.last_mut() {
                    let lines = tags::lines(line.text, line.start, webvtt, others);
                    cue.lines.extend(lines);
                }
            }
            State::Before | State::Between => {
                let block = match line.text.split_whitespace().next() {
                    Some("NOTE") if webvtt => Some("note"),
                    Some("STYLE") if webvtt => Some("style"),
                    Some("REGION") if webvtt => Some("region"),
                    _ => None,
                };
                if let Some(what) = block {
                    let name = what.len();
                    let words = line.text[name..].trim_start();
                    let start = line.start + line.text.len() - words.len();
                    track.others.push(Other {
                        what,
                        span: SourceSpan::new(start, start + words.len()),
                    });
                    state = State::Other(what);
                } else if next_has_times {
                    track.others.push(other("cue id"));
                } else {
                    track.others.push(other("outside of cues"));
                    if webvtt {
                        state = State::Other("outside of cues");
                    }
                }
            }
        }
    }
    track
        .others
        .retain(|other| other.span.start < other.span.end);
    track
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing has come yet.
    Before,
    /// Between two blocks.
    Between,
    /// In a cue.
    Cue,
    /// In a block that is no cue.
    Other(&'static str),
}

/// The lines of the file, ended by a line feed, a carriage return or both.
fn raw_lines(source: &str) -> Vec<Raw<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = &rest[..length];
        let text = line.trim();
        found.push(Raw {
            text,
            start: at + line.len() - line.trim_start().len(),
            times: time::line(text),
        });
        let end = if rest[length..].starts_with("\r\n") {
            2
        } else {
            1
        };
        at += length + end;
    }
    found
}

/// Whether the cues of a file have numbers: most lines of times have one above, behind a blank line.
fn is_numbered(raw: &[Raw<'_>]) -> bool {
    let mut all = 0;
    let mut numbers = 0;
    for (at, line) in raw.iter().enumerate() {
        if line.times.is_none() {
            continue;
        }
        all += 1;
        let above = at.checked_sub(1).map(|at| raw[at].text);
        let before = at.checked_sub(2).map_or("", |at| raw[at].text);
        if above.and_then(number).is_some() && before.is_empty() {
            numbers += 1;
        }
    }
    numbers * 2 >= all
}

/// The number of a cue that a line is, if it is nothing else.
fn number(line: &str) -> Option<u64> {
    let figures = line
        .trim_start_matches(['#', '\u{feff}'])
        .trim_end_matches(['.', ':', ')']);
    let is_one = (1..=18).contains(&figures.len()) && figures.bytes().all(|b| b.is_ascii_digit());
    if is_one { figures.parse().ok() } else { None }
}
