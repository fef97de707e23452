//! A merged text as its bytes, with conflicts on whole lines between git's markers.

use std::ops::Range;

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::pieces::TextPiece;
use crate::document::SourceText;

/// A stretch of one of the three versions: which (0 is the ancestor, 1 ours, 2 theirs), and its bytes in the
/// decoded text.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) version: usize,
    pub(super) range: Range<usize>,
}

impl Part {
    /// The part that pieces of a version make; `at` is where they stand when there are none.
    pub(super) fn of(version: usize, pieces: &[TextPiece], which: &Range<usize>) -> Part {
        let range = match pieces.get(which.clone()) {
            Some([first, .., last]) => first.range.start..last.range.end,
            Some([only]) => only.range.clone(),
            _ => 0..0,
        };
        Part { version, range }
    }
}

/// What the merge makes of a stretch.
#[derive(Clone, Debug)]
pub(super) enum Unit {
    /// What the ancestor says, and what the merged text says.
    Merged { base: Part, now: Part },
    /// What each of the three versions says.
    Conflict([Part; 3]),
}

/// The file, and how many conflicts are in it.
pub(super) fn write(units: &[Unit], sources: &[&SourceText; 3], mark: &[u8]) -> (Vec<u8>, usize) {
    let units = by_line(units, sources);
    let writer = Writer { sources };
    let is_start = writer.line_starts(&units);
    let mut bytes = mark.to_vec();
    let mut conflicts = 0;
    let mut at = 0;
    // Everything before `done` is written.
    let mut done = 0;
    while let Some(next) = units[at..]
        .iter()
        .position(|unit| matches!(unit, Unit::Conflict(_)))
        .map(|next| at + next)
    {
        let back = (done..=next).rev().find(|&at| is_start[at]).unwrap_or(done);
        let mut end = next + 1;
        while end < units.len() && !is_start[end] {
            end += 1;
        }
        writer.now(&units[done..back], 1, &mut bytes);
        writer.conflict(&units[back..end], &mut bytes);
        conflicts += 1;
        (at, done) = (end, end);
    }
    writer.now(&units[done..], 1, &mut bytes);
    (bytes, conflicts)
}

/// Cuts what nobody changed into lines.
fn by_line(units: &[Unit], sources: &[&SourceText; 3]) -> Vec<Unit> {
    let mut cut = Vec::new();
    for unit in units {
        let Unit::Merged { base, now } = unit else {
            cut.push(unit.clone());
            continue;
        };
        let text = &sources[base.version].text[base.range.clone()];
        if text != &sources[now.version].text[now.range.clone()] {
            cut.push(unit.clone());
            continue;
        }
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let part = |of: &Part| Part {
                version: of.version,
                range: of.range.start + at..of.range.start + at + line.len(),
            };
            cut.push(Unit::Merged {
                base: part(base),
                now: part(now),
            });
            at += line.len();
        }
    }
    cut
}

struct Writer<'a> {
    sources: &'a [&'a SourceText; 3],
}

impl Writer<'_> {
    fn text(&self, part: &Part) -> &str {
        &self.sources[part.version].text[part.range.clone()]
    }

    /// Which part a unit is when the conflicts are as in `version`.
    fn part(unit: &Unit, version: usize) -> &Part {
        match unit {
            Unit::Merged { base, now } => {
                if version == 0 {
                    base
                } else {
                    now
                }
            }
            Unit::Conflict(parts) => &parts[version],
        }
    }

    /// For each unit, whether a line begins with it in all three versions.
    fn line_starts(&self, units: &[Unit]) -> Vec<bool> {
        let mut starts = [true; 3];
        units
            .iter()
            .map(|unit| {
                let before = starts == [true; 3];
                for (version, start) in starts.iter_mut().enumerate() {
                    let text = self.text(Self::part(unit, version));
                    if !text.is_empty() {
                        *start = text.ends_with('\n');
                    }
                }
                before
            })
            .collect()
    }

    /// Adds the bytes of units as they are in a version.
    fn now(&self, units: &[Unit], version: usize, bytes: &mut Vec<u8>) {
        for unit in units {
            let part = Self::part(unit, version);
            bytes.extend_from_slice(self.sources[part.version].in_file(part.range.clone()));
        }
    }

    /// Adds a conflict on lines of its own. What was merged on its lines is in both versions, so that it stays
    /// whichever is kept.
    fn conflict(&self, units: &[Unit], bytes: &mut Vec<u8>) {
        let labels = [(1, "<<<<<<< ours"), (0, "||||||| base"), (2, "=======")];
        for (version, label) in labels {
            self.marker(label, bytes);
            self.now(units, version, bytes);
            let last = units
                .iter()
                .rev()
                .map(|unit| self.text(Self::part(unit, version)))
                .find(|text| !text.is_empty());
            if last.is_some_and(|text| !text.ends_with('\n')) {
                bytes.extend(self.encoded(self.line_end()));
            }
        }
        self.marker(">>>>>>> theirs", bytes);
    }

    fn marker(&self, label: &str, bytes: &mut Vec<u8>) {
        bytes.extend(self.encoded(&format!("{label}{}", self.line_end())));
    }

    /// How our version ends its lines.
    fn line_end(&self) -> &'static str {
        let text = &self.sources[1].text;
        match text.find('\n') {
            Some(at) if text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    /// ASCII in the encoding of the files.
    fn encoded(&self, ascii: &str) -> Vec<u8> {
        let encoding = self.sources[1].encoding;
        if encoding == UTF_16LE.name() {
            ascii.bytes().flat_map(|byte| [byte, 0]).collect()
        } else if encoding == UTF_16BE.name() {
            ascii.bytes().flat_map(|byte| [0, byte]).collect()
        } else {
            ascii.as_bytes().to_vec()
        }
    }
}
