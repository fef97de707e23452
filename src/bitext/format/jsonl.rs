//! The project file, `*.bitext.jsonl`: one header line, then one bead a line.
//!
//! ```text
//! {"duizhao":"bitext","version":1,"source":{"language":"zh-CN","file":"zh.md"},"target":{"language":"en-US","file":"en.md"}}
//! {"id":"5d3a…","status":"locked","confidence":0.981,"source":[…],"target":[…],"moved":1,"after":"c04e…","note":"…"}
//! ```
//!
//! Lines stand in source order, UTF-8, each ended by `\n`, keys always in this order; `status`
//! (`auto`), `moved`, `after` and `note` are left out when they say nothing. The confidence is
//! rounded to three decimals. A sentence is
//!
//! ```text
//! {"id":"9f3c…","text":"…","kind":"h1","block":1,"at":[2,1],"bytes":[3,42]}
//! ```
//!
//! **Quiet under change.** Places are told from the sentence before on the same side, so that a
//! paragraph put in at the top changes its own line and the next and not every line below:
//! `block` is how many blocks further (left out when 0), `at` how many lines further and the
//! column, `bytes` how many bytes after the end of the last sentence that had any, and the length. `kind`
//! is left out for a paragraph.
//!
//! **Moved beads.** The targets of all beads without `after` follow one another in the order of
//! the file. `after` names the target sentence behind which a moved bead's target stands; empty is
//! the beginning of the text. A name rather than a number, so that two people's changes merge
//! without shifting anything.
//!
//! A reader ignores keys it does not know and refuses a `version` above its own.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::bitext::model::{Bead, BeadId, Bitext, Sentence, Side, Status};
use crate::document::BlockKind;
use crate::error::{Error, Place, Result};
use crate::segment::SegmentId;

/// The version of the format that is written; all versions up to it are read.
pub const VERSION: u64 = 1;

/// The conflict markers that git leaves at the start of lines it could not merge.
const CONFLICT_MARKERS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

#[derive(Serialize)]
struct HeaderOut<'a> {
    duizhao: &'a str,
    version: u64,
    source: SideLine,
    target: SideLine,
}

#[derive(Clone, Deserialize)]
pub(crate) struct HeaderIn {
    pub(crate) source: SideLine,
    pub(crate) target: SideLine,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SideLine {
    pub(crate) language: String,
    #[serde(default)]
    pub(crate) file: String,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct BeadLine {
    pub(crate) id: BeadId,
    #[serde(default, skip_serializing_if = "is_auto")]
    pub(crate) status: Status,
    #[serde(default = "certain")]
    pub(crate) confidence: f64,
    #[serde(default)]
    pub(crate) source: Vec<SentenceLine>,
    #[serde(default)]
    pub(crate) target: Vec<SentenceLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) moved: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<SegmentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SentenceLine {
    pub(crate) id: SegmentId,
    pub(crate) text: String,
    #[serde(default = "paragraph", skip_serializing_if = "is_paragraph")]
    pub(crate) kind: BlockKind,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) block: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<(i64, usize)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bytes: Option<(i64, i64)>,
}

// serde requires references here.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_auto(status: &Status) -> bool {
    *status == Status::Auto
}
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_paragraph(kind: &BlockKind) -> bool {
    *kind == BlockKind::Paragraph
}
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(n: &i64) -> bool {
    *n == 0
}
fn certain() -> f64 {
    1.0
}
fn paragraph() -> BlockKind {
    BlockKind::Paragraph
}

/// The place of the last sentence of a side, from which the place of the next one is counted.
#[derive(Default)]
struct Cursor {
    block: usize,
    line: usize,
    byte: usize,
}

/// `to - from`; a difference that does not fit is cut to the ends of the range (no text is that large).
fn distance(from: usize, to: usize) -> i64 {
    let wide = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    wide(to).saturating_sub(wide(from))
}

impl Cursor {
    fn tell(&mut self, sentence: &Sentence) -> SentenceLine {
        let line = SentenceLine {
            id: sentence.id.clone(),
            text: sentence.text.clone(),
            kind: sentence.kind,
            block: distance(self.block, sentence.block),
            at: sentence
                .at
                .map(|(line, column)| (distance(self.line, line), column)),
            bytes: sentence
                .bytes
                .map(|(start, end)| (distance(self.byte, start), distance(start, end))),
        };
        self.stand_at(sentence);
        line
    }

    /// The sentence of a line; `None` when it would stand before the beginning of the file.
    fn resolve(&mut self, line: SentenceLine) -> Option<Sentence> {
        let bytes = match line.bytes {
            None => None,
            Some((gap, length)) => {
                let start = self.byte.checked_add_signed(gap.try_into().ok()?)?;
                let end = start.checked_add_signed(length.try_into().ok()?)?;
                Some((start, end))
            }
        };
        let at = match line.at {
            None => None,
            Some((lines, column)) => Some((
                self.line.checked_add_signed(lines.try_into().ok()?)?,
                column,
            )),
        };
        let sentence = Sentence {
            id: line.id,
            text: line.text,
            bytes,
            at,
            block: self.block.checked_add_signed(line.block.try_into().ok()?)?,
            kind: line.kind,
        };
        self.stand_at(&sentence);
        Some(sentence)
    }

    fn stand_at(&mut self, sentence: &Sentence) {
        self.block = sentence.block;
        if let Some((line, _)) = sentence.at {
            self.line = line;
        }
        if let Some((_, end)) = sentence.bytes {
            self.byte = end;
        }
    }
}

/// A confidence with the three decimals that the file keeps.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1000.0).round() / 1000.0
}

/// Writes the project file.
///
/// # Errors
/// The error of the writer; `InvalidInput` when [`Bitext::validate`] fails, because such a file could
/// not be read back.
pub fn write(bitext: &Bitext, out: &mut dyn Write) -> io::Result<()> {
    bitext
        .validate()
        .map_err(|broken| io::Error::new(io::ErrorKind::InvalidInput, broken))?;
    let side = |side: &Side| SideLine {
        language: side.language.clone(),
        file: side.file.clone(),
    };
    write_header(side(&bitext.source), side(&bitext.target), out)?;

    let lines = |side: &Side| {
        let mut cursor = Cursor::default();
        let told = side.sentences.iter().map(|s| Some(cursor.tell(s)));
        told.collect::<Vec<_>>()
    };
    let (mut source, mut target) = (lines(&bitext.source), lines(&bitext.target));
    for bead in &bitext.beads {
        let after = (bead.moved.is_some() && !bead.target.is_empty()).then(|| {
            let before = bead.target.start.checked_sub(1);
            before.map_or_else(
                || SegmentId(String::new()),
                |at| bitext.target.sentences[at].id.clone(),
            )
        });
        let line = BeadLine {
            id: bead.id.clone(),
            status: bead.status,
            confidence: rounded(bead.confidence),
            // Each sentence is in one bead only, so it can be taken.
            source: bead
                .source
                .clone()
                .filter_map(|at| source[at].take())
                .collect(),
            target: bead
                .target
                .clone()
                .filter_map(|at| target[at].take())
                .collect(),
            moved: bead.moved,
            after,
            note: bead.note.clone(),
        };
        json_line(&line, out)?;
    }
    Ok(())
}

/// Writes the header line.
pub(crate) fn write_header(
    source: SideLine,
    target: SideLine,
    out: &mut dyn Write,
) -> io::Result<()> {
    let header = HeaderOut {
        duizhao: "bitext",
        version: VERSION,
        source,
        target,
    };
    json_line(&header, out)
}

pub(crate) fn json_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Reads a project file; `path` is for messages only. Blank lines and a byte order mark are
/// passed over.
///
/// # Errors
/// [`Error::Input`] with line and column: no such file or a newer version, conflict markers of
/// git, broken JSON, two sentences of one name, a moved bead that leads nowhere.
pub fn read(bytes: &[u8], path: &Path) -> Result<Bitext> {
    let (header, beads) = read_lines(bytes, path)?;
    assemble(header, beads, path)
}

/// The lines of a project file, with their line numbers from 1.
pub(crate) fn read_lines(bytes: &[u8], path: &Path) -> Result<(HeaderIn, Vec<(usize, BeadLine)>)> {
    let text = super::utf8(bytes, path)?;
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .filter(|(_, line)| !line.trim().is_empty());
    let Some((number, line)) = lines.next() else {
        return Err(Error::input(
            Place::file(path),
            "it is empty",
            "a bitext file starts with a header line; `duizhao align` makes one",
        ));
    };
    let header = read_header(line, number, path)?;
    let mut beads = Vec::new();
    for (number, line) in lines {
        let bead: BeadLine = parse(line, number, path)?;
        if !(0.0..=1.0).contains(&bead.confidence) {
            return Err(Error::input(
                Place::at(path, number, 1),
                format!("the confidence is {} and not in 0..=1", bead.confidence),
                "",
            ));
        }
        if bead.source.is_empty() && bead.target.is_empty() {
            return Err(Error::input(
                Place::at(path, number, 1),
                "the bead holds no sentence of either side",
                "delete the line",
            ));
        }
        beads.push((number, bead));
    }
    Ok((header, beads))
}

fn read_header(line: &str, number: usize, path: &Path) -> Result<HeaderIn> {
    let header: serde_json::Value = parse(line, number, path)?;
    if header.get("duizhao").and_then(|kind| kind.as_str()) != Some("bitext") {
        return Err(Error::input(
            Place::at(path, number, 1),
            "this is not a bitext file: its first line is no header",
            "the header starts {\"duizhao\":\"bitext\",\"version\":1,…}",
        ));
    }
    match header.get("version").and_then(serde_json::Value::as_u64) {
        Some(1..=VERSION) => parse(line, number, path),
        Some(version) if version > VERSION => Err(Error::input(
            Place::at(path, number, 1),
            format!("the file has version {version}, and this program reads up to {VERSION}"),
            "it was written by a newer duizhao: update this one",
        )),
        _ => Err(Error::input(
            Place::at(path, number, 1),
            "the header has no version",
            "write \"version\":1",
        )),
    }
}

/// Parses one line of JSON.
fn parse<T: for<'a> Deserialize<'a>>(line: &str, number: usize, path: &Path) -> Result<T> {
    if CONFLICT_MARKERS.iter().any(|mark| line.starts_with(mark)) {
        return Err(Error::input(
            Place::at(path, number, 1),
            "git left a conflict here that is not resolved",
            "keep one of the two versions of each line between <<<<<<< and >>>>>>>, and delete the marker lines",
        ));
    }
    serde_json::from_str(line).map_err(|error| {
        // serde_json counts bytes, people count characters.
        let before = error.column().saturating_sub(1).min(line.len());
        let column = line
            .char_indices()
            .take_while(|(at, _)| *at < before)
            .count()
            + 1;
        let said = error.to_string();
        let what = said.split(" at line ").next().unwrap_or(&said);
        Error::input(
            Place::at(path, number, column),
            format!("not a line of a bitext file: {what}"),
            "",
        )
    })
}

/// Builds the bitext: sorts the sentences of both sides into their order and lays the beads over them.
fn assemble(header: HeaderIn, mut lines: Vec<(usize, BeadLine)>, path: &Path) -> Result<Bitext> {
    let order = target_order(&lines, path)?;

    let mut source = new_side(header.source);
    let mut target = new_side(header.target);
    let mut ranges = vec![(0..0, 0..0); lines.len()];
    let mut cursor = Cursor::default();
    for (at, (number, line)) in lines.iter_mut().enumerate() {
        let start = source.sentences.len();
        take(&mut line.source, &mut cursor, &mut source, *number, path)?;
        ranges[at].0 = start..source.sentences.len();
    }
    let mut cursor = Cursor::default();
    for at in order {
        let (number, line) = &mut lines[at];
        let start = target.sentences.len();
        take(&mut line.target, &mut cursor, &mut target, *number, path)?;
        ranges[at].1 = start..target.sentences.len();
    }

    unique(&source, &lines, &ranges, |range| &range.0, path)?;
    unique(&target, &lines, &ranges, |range| &range.1, path)?;

    let mut beads = Vec::with_capacity(lines.len());
    let mut reached = 0;
    for ((_, line), (source, mut target)) in lines.into_iter().zip(ranges) {
        if target.is_empty() {
            // The empty target of an omission is put where the text before it ends.
            target = reached..reached;
        } else if line.after.is_none() {
            reached = target.end;
        }
        beads.push(Bead {
            id: line.id,
            source,
            target,
            // Three decimals fit.
            #[allow(clippy::cast_possible_truncation)]
            confidence: line.confidence as f32,
            status: line.status,
            moved: line.moved,
            note: line.note,
        });
    }
    let bitext = Bitext {
        source,
        target,
        beads,
    };
    match bitext.validate() {
        Ok(()) => Ok(bitext),
        Err(broken) => Err(Error::input(
            Place::file(path),
            broken.to_string(),
            "a bead with \"after\" needs a \"moved\" number, too",
        )),
    }
}

fn new_side(line: SideLine) -> Side {
    Side {
        language: line.language,
        file: line.file,
        sentences: Vec::new(),
    }
}

fn take(
    lines: &mut Vec<SentenceLine>,
    cursor: &mut Cursor,
    side: &mut Side,
    number: usize,
    path: &Path,
) -> Result<()> {
    for line in std::mem::take(lines) {
        let sentence = cursor.resolve(line).ok_or_else(|| {
            Error::input(
                Place::at(path, number, 1),
                "a sentence's \"block\", \"at\" or \"bytes\" leads out of its file",
                "they are told from the sentence before; align again to have them written anew",
            )
        })?;
        side.sentences.push(sentence);
    }
    Ok(())
}

/// The order of items of which some follow others: first those behind the beginning (`None`), then each
/// of `standing` in its order, each followed by the items behind it.
pub(crate) fn placed(
    behind: &HashMap<Option<usize>, Vec<usize>>,
    standing: impl IntoIterator<Item = usize>,
) -> Vec<usize> {
    let mut order = Vec::new();
    let mut stack = Vec::new();
    let mut follow = |anchor: Option<usize>, order: &mut Vec<usize>| {
        stack.extend(behind.get(&anchor).into_iter().flatten().rev());
        while let Some(at) = stack.pop() {
            order.push(at);
            stack.extend(behind.get(&Some(at)).into_iter().flatten().rev());
        }
    };
    follow(None, &mut order);
    for at in standing {
        order.push(at);
        follow(Some(at), &mut order);
    }
    order
}

/// The lines in the order in which their targets stand in the text.
fn target_order(lines: &[(usize, BeadLine)], path: &Path) -> Result<Vec<usize>> {
    let mut holder = HashMap::new();
    for (at, (_, line)) in lines.iter().enumerate() {
        for sentence in &line.target {
            holder.entry(&sentence.id).or_insert(at);
        }
    }
    // The lines behind each line; `None` for the beginning.
    let mut behind: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (at, (number, line)) in lines.iter().enumerate() {
        let Some(after) = &line.after else { continue };
        let anchor = if after.0.is_empty() {
            None
        } else {
            let found = holder.get(after).copied();
            Some(found.ok_or_else(|| {
                Error::input(
                    Place::at(path, *number, 1),
                    format!(
                        "the moved bead stands after \"{}\", and no target sentence has that id",
                        after.0
                    ),
                    "put there the id of the target sentence before it, or align again",
                )
            })?)
        };
        behind.entry(anchor).or_default().push(at);
    }

    let standing = (0..lines.len()).filter(|&at| lines[at].1.after.is_none());
    let order = placed(&behind, standing);
    if order.len() < lines.len() {
        let mut placed = vec![false; lines.len()];
        for &at in &order {
            placed[at] = true;
        }
        let number = placed
            .iter()
            .position(|placed| !placed)
            .map_or(1, |at| lines[at].0);
        return Err(Error::input(
            Place::at(path, number, 1),
            "the moved bead stands after a sentence that stands after it",
            "put into one of these beads' \"after\" the id of a sentence that is not moved",
        ));
    }
    Ok(order)
}

/// Refuses two sentences of a side with the same id, because notes and locks refer to ids.
fn unique(
    side: &Side,
    lines: &[(usize, BeadLine)],
    ranges: &[SidesRange],
    of: impl Fn(&SidesRange) -> &std::ops::Range<usize>,
    path: &Path,
) -> Result<()> {
    let mut seen = HashMap::with_capacity(side.sentences.len());
    for ((number, _), range) in lines.iter().zip(ranges) {
        for sentence in &side.sentences[of(range).clone()] {
            if let Some(other) = seen.insert(&sentence.id, *number) {
                return Err(Error::input(
                    Place::at(path, *number, 1),
                    format!(
                        "the sentence id \"{}\" stands in line {other}, too",
                        sentence.id.0
                    ),
                    "a repeated sentence has .2, .3… after its id; align again to have ids written anew",
                ));
            }
        }
    }
    Ok(())
}

type SidesRange = (std::ops::Range<usize>, std::ops::Range<usize>);

#[cfg(test)]
mod tests;
