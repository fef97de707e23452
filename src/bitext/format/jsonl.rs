//! The project file, `*.bitext.jsonl`: one header line, then one bead a line.
//!
//! ```text
//! {"duizhao":"bitext","version":2,"source":{"language":"zh-CN","file":"zh.md","read":{…}},"target":{"language":"en-US","file":"en.md","read":{…}}}
//! {"id":"5d3a…","status":"locked","confidence":0.981,"source":[…],"target":[…],"moved":1,"after":"c04e…","note":"…","was":"…","pending":{…}}
//! {"lost":{"id":"77b0…","source":"…","target":"…","status":"locked","note":"…","why":"target"}}
//! ```
//!
//! Lines stand in source order, UTF-8, each ended by `\n`, keys always in this order; `status`
//! (`auto`), `moved`, `after`, `note`, `changed`, `was`, `pending`, `stage`, `comments` and `proposals` are left out
//! when they say nothing; a file without the last three is of version 2.
//! The confidence is rounded to three decimals. Files are named from the folder of the bitext. A sentence is
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
//! A reader keeps keys it does not know and writes them back behind its own, and refuses a `version` above
//! its own. A key that holds words or decisions raises the version.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use ecow::EcoString;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::bitext::desk::{Comment, Desk, Proposal, Staged};
use crate::bitext::model::{
    Bead, BeadId, BeadState, Bitext, Lost, Pending, Sentence, Side, SideReading, Status,
    UnknownKeys,
};
use crate::document::BlockKind;
use crate::error::{Error, Place, Result};
use crate::segment::SegmentId;
use crate::threads::side_by_side;

/// The newest version of the format; all versions up to it are read.
pub const VERSION: u64 = 3;
/// The version of a file in which nobody has said anything of a bead, so that an earlier program reads it, too.
const WITHOUT_DESK: u64 = 2;

/// The conflict markers that git leaves at the start of lines it could not merge.
const CONFLICT_MARKERS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

#[derive(Serialize)]
struct HeaderOut<'a> {
    duizhao: &'a str,
    version: u64,
    source: SideLine,
    target: SideLine,
    #[serde(flatten)]
    other: &'a UnknownKeys,
}

#[derive(Clone, Deserialize)]
pub(crate) struct HeaderIn {
    pub(crate) source: SideLine,
    pub(crate) target: SideLine,
    #[serde(flatten)]
    pub(crate) other: UnknownKeys,
}

impl HeaderIn {
    /// The unknown keys alone.
    fn tidy(mut self) -> HeaderIn {
        self.other.remove("duizhao");
        self.other.remove("version");
        self
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SideLine {
    pub(crate) language: String,
    #[serde(default)]
    pub(crate) file: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) read: Option<SideReading>,
}

#[derive(Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeadLine {
    pub(crate) id: BeadId,
    #[serde(default)]
    pub(crate) status: Status,
    #[serde(default = "certain")]
    pub(crate) confidence: f64,
    #[serde(default)]
    pub(crate) source: Vec<SentenceLine>,
    #[serde(default)]
    pub(crate) target: Vec<SentenceLine>,
    #[serde(default)]
    pub(crate) moved: Option<u32>,
    #[serde(default)]
    pub(crate) after: Option<SegmentId>,
    #[serde(default)]
    pub(crate) note: Option<String>,
    #[serde(default)]
    pub(crate) changed: bool,
    #[serde(default)]
    pub(crate) was: Option<String>,
    #[serde(default)]
    pub(crate) pending: Option<Pending>,
    #[serde(default)]
    pub(crate) stage: Option<Box<Staged>>,
    #[serde(default)]
    pub(crate) comments: Vec<Comment>,
    #[serde(default)]
    pub(crate) proposals: Vec<Proposal>,
    #[serde(skip)]
    pub(crate) other: UnknownKeys,
}

// By hand, as unknown keys come last, and what says nothing is left out.
impl Serialize for BeadLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        if self.status != Status::Auto {
            map.serialize_entry("status", &self.status)?;
        }
        map.serialize_entry("confidence", &self.confidence)?;
        map.serialize_entry("source", &self.source)?;
        map.serialize_entry("target", &self.target)?;
        entry(&mut map, "moved", self.moved.as_ref())?;
        entry(&mut map, "after", self.after.as_ref())?;
        entry(&mut map, "note", self.note.as_ref())?;
        entry(&mut map, "changed", self.changed.then_some(&true))?;
        entry(&mut map, "was", self.was.as_ref())?;
        entry(&mut map, "pending", self.pending.as_ref())?;
        entry(&mut map, "stage", self.stage.as_ref())?;
        let comments = (!self.comments.is_empty()).then_some(&self.comments);
        entry(&mut map, "comments", comments)?;
        let proposals = (!self.proposals.is_empty()).then_some(&self.proposals);
        entry(&mut map, "proposals", proposals)?;
        for (key, value) in &self.other {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// Writes a value that is there.
fn entry<M: SerializeMap>(
    map: &mut M,
    key: &str,
    value: Option<&impl Serialize>,
) -> std::result::Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(key, value))
}

#[derive(Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SentenceLine {
    pub(crate) id: SegmentId,
    pub(crate) text: EcoString,
    #[serde(default = "paragraph")]
    pub(crate) kind: BlockKind,
    #[serde(default)]
    pub(crate) block: i64,
    #[serde(default)]
    pub(crate) at: Option<(i64, usize)>,
    #[serde(default)]
    pub(crate) bytes: Option<(i64, i64)>,
    #[serde(skip)]
    pub(crate) other: UnknownKeys,
}

impl Serialize for SentenceLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("text", &self.text)?;
        let kind = (self.kind != BlockKind::Paragraph).then_some(&self.kind);
        entry(&mut map, "kind", kind)?;
        entry(&mut map, "block", (self.block != 0).then_some(&self.block))?;
        entry(&mut map, "at", self.at.as_ref())?;
        entry(&mut map, "bytes", self.bytes.as_ref())?;
        for (key, value) in &self.other {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// The keys of a bead and of a sentence.
const BEAD_KEYS: &[&str] = &[
    "id",
    "status",
    "confidence",
    "source",
    "target",
    "moved",
    "after",
    "note",
    "changed",
    "was",
    "pending",
    "stage",
    "comments",
    "proposals",
];
const SENTENCE_KEYS: &[&str] = &["id", "text", "kind", "block", "at", "bytes"];

/// A decision whose sentences are gone, as a line.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct LostLine {
    pub(crate) lost: Lost,
}

/// Takes the keys that are not among `known` out of an object.
fn take_unknown(value: &mut serde_json::Value, known: &[&str]) -> UnknownKeys {
    let Some(object) = value.as_object_mut() else {
        return UnknownKeys::new();
    };
    let names: Vec<String> = object
        .keys()
        .filter(|key| !known.contains(&key.as_str()))
        .cloned()
        .collect();
    names
        .into_iter()
        .filter_map(|name| object.remove_entry(&name))
        .collect()
}

/// A bead with keys that this version does not know. Such lines are few, so they are parsed the slow way.
fn bead_of_newer(line: &str) -> Option<BeadLine> {
    let mut value: serde_json::Value = serde_json::from_str(line).ok()?;
    let other = take_unknown(&mut value, BEAD_KEYS);
    let mut of_sentences = Vec::new();
    for side in ["source", "target"] {
        let sentences = value
            .get_mut(side)
            .and_then(serde_json::Value::as_array_mut);
        for sentence in sentences.into_iter().flatten() {
            of_sentences.push(take_unknown(sentence, SENTENCE_KEYS));
        }
    }
    let mut bead: BeadLine = serde_json::from_value(value).ok()?;
    bead.other = other;
    let sentences = bead.source.iter_mut().chain(&mut bead.target);
    for (sentence, other) in sentences.zip(of_sentences) {
        sentence.other = other;
    }
    Some(bead)
}

impl BeadLine {
    /// Whether people said something of the bead.
    pub(crate) fn has_desk(&self) -> bool {
        self.stage.is_some() || !self.comments.is_empty() || !self.proposals.is_empty()
    }

    /// The state of the bead.
    fn state(&mut self) -> Option<Box<BeadState>> {
        let sentences = self.source.iter_mut().chain(&mut self.target);
        let of_sentences = sentences.filter(|sentence| !sentence.other.is_empty());
        let state = BeadState {
            changed: self.changed,
            was: self.was.take(),
            pending: self.pending.take(),
            desk: Desk {
                stage: self.stage.take().map(|stage| *stage),
                comments: std::mem::take(&mut self.comments),
                proposals: std::mem::take(&mut self.proposals),
            },
            of_sentences: of_sentences
                .map(|sentence| {
                    (
                        sentence.id.0.to_string(),
                        std::mem::take(&mut sentence.other),
                    )
                })
                .collect(),
            other: std::mem::take(&mut self.other),
        };
        (state != BeadState::default()).then(|| Box::new(state))
    }

    /// Puts unknown keys of sentences back where they stood.
    fn give_back(&mut self, of_sentences: &[(String, UnknownKeys)]) {
        for (id, other) in of_sentences {
            let mut sentences = self.source.iter_mut().chain(&mut self.target);
            if let Some(sentence) = sentences.find(|sentence| sentence.id.0 == *id) {
                sentence.other.clone_from(other);
            }
        }
    }
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
            other: UnknownKeys::new(),
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
        read: side.reading.clone(),
    };
    let sides = (side(&bitext.source), side(&bitext.target));
    let of_beads = bitext.beads.iter().filter_map(|bead| bead.state.as_ref());
    let mut desks = of_beads
        .map(|state| &state.desk)
        .chain(bitext.lost.iter().map(|lost| &lost.desk));
    let has_desk = desks.any(|desk| !desk.is_empty());
    write_header(sides, &bitext.other, has_desk, out)?;

    let lines = |side: &Side| {
        let mut cursor = Cursor::default();
        let told = side.sentences.iter().map(|s| Some(cursor.tell(s)));
        told.collect::<Vec<_>>()
    };
    let (mut source, mut target) = (lines(&bitext.source), lines(&bitext.target));
    for bead in &bitext.beads {
        let after = (bead.moved.is_some() && !bead.target.is_empty()).then(|| {
            let before = bead.target.start.checked_sub(1);
            before.map_or_else(SegmentId::default, |at| {
                bitext.target.sentences[at].id.clone()
            })
        });
        let state = bead.state.as_deref();
        let mut line = BeadLine {
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
            changed: bead.is_changed(),
            was: state.and_then(|state| state.was.clone()),
            pending: state.and_then(|state| state.pending.clone()),
            stage: state.and_then(|state| state.desk.stage.clone().map(Box::new)),
            comments: bead.comments().to_vec(),
            proposals: bead.proposals().to_vec(),
            other: state.map(|state| state.other.clone()).unwrap_or_default(),
        };
        if let Some(state) = state {
            line.give_back(&state.of_sentences);
        }
        json_line(&line, out)?;
    }
    for lost in &bitext.lost {
        json_line(&LostLine { lost: lost.clone() }, out)?;
    }
    Ok(())
}

/// Writes the header line, for a file with or without words of people on beads.
pub(crate) fn write_header(
    (source, target): (SideLine, SideLine),
    other: &UnknownKeys,
    has_desk: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let header = HeaderOut {
        duizhao: "bitext",
        version: if has_desk { VERSION } else { WITHOUT_DESK },
        source,
        target,
        other,
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
    let lines = read_lines(bytes, path)?;
    let mut bitext = assemble(lines.header, lines.beads, path)?;
    bitext.lost = lines.lost;
    Ok(bitext)
}

/// A project file line by line.
pub(crate) struct Lines {
    pub(crate) header: HeaderIn,
    /// The beads with their line numbers from 1.
    pub(crate) beads: Vec<(usize, BeadLine)>,
    pub(crate) lost: Vec<Lost>,
}

/// The lines of a project file.
pub(crate) fn read_lines(bytes: &[u8], path: &Path) -> Result<Lines> {
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
    let lines: Vec<(usize, &str)> = lines.collect();
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let (mut beads, mut lost) = (Vec::with_capacity(lines.len()), Vec::new());
    // The first mistake of the first part that has one is the first of the file.
    for part in side_by_side(&lines, jobs, |part| read_beads(part, path)) {
        let (more, of_lost) = part?;
        beads.extend(more);
        lost.extend(of_lost);
    }
    Ok(Lines {
        header,
        beads,
        lost,
    })
}

/// Beads with their line numbers from 1, and lost decisions.
type Read = (Vec<(usize, BeadLine)>, Vec<Lost>);

/// The beads of some lines of the file, which are numbered from 1.
fn read_beads(lines: &[(usize, &str)], path: &Path) -> Result<Read> {
    let (mut beads, mut lost) = (Vec::with_capacity(lines.len()), Vec::new());
    for &(number, line) in lines {
        if line.trim_start().starts_with("{\"lost\"") {
            lost.push(parse::<LostLine>(line, number, path)?.lost);
            continue;
        }
        let mut bead: BeadLine = match parse(line, number, path) {
            Ok(bead) => bead,
            Err(error) => bead_of_newer(line).ok_or(error)?,
        };
        // Most beads have a sentence a side, and a list that grows has room for four.
        bead.source.shrink_to_fit();
        bead.target.shrink_to_fit();
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
    Ok((beads, lost))
}

fn read_header(line: &str, number: usize, path: &Path) -> Result<HeaderIn> {
    let header: serde_json::Value = parse(line, number, path)?;
    if header.get("duizhao").and_then(|kind| kind.as_str()) != Some("bitext") {
        return Err(Error::input(
            Place::at(path, number, 1),
            "this is not a bitext file: its first line is no header",
            "the header starts {\"duizhao\":\"bitext\",\"version\":2,…}",
        ));
    }
    match header.get("version").and_then(serde_json::Value::as_u64) {
        Some(1..=VERSION) => parse(line, number, path).map(HeaderIn::tidy),
        Some(version) if version > VERSION => Err(Error::input(
            Place::at(path, number, 1),
            format!("the file has version {version}, and this program reads up to {VERSION}"),
            "it was written by a newer duizhao: update this one",
        )),
        _ => Err(Error::input(
            Place::at(path, number, 1),
            "the header has no version",
            "write \"version\":2",
        )),
    }
}

/// Parses one line of JSON.
fn parse<T: for<'a> Deserialize<'a>>(line: &str, number: usize, path: &Path) -> Result<T> {
    if CONFLICT_MARKERS.iter().any(|mark| line.starts_with(mark)) {
        return Err(Error::input(
            Place::at(path, number, 1),
            "git left a conflict here that is not resolved",
            "duizhao align ZH EN -o (this file) keeps the decisions of both versions; or keep one of the two versions of each line, and delete the marker lines",
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
    // Before the sentences are taken, which may have unknown keys.
    let states: Vec<_> = lines.iter_mut().map(|(_, line)| line.state()).collect();

    let other = header.other;
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
    let lines = lines.into_iter().zip(states).zip(ranges);
    for (((_, line), state), (source, mut target)) in lines {
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
            state,
        });
    }
    let bitext = Bitext {
        about: Vec::new(),
        source,
        target,
        beads,
        lost: Vec::new(),
        other,
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
        reading: line.read,
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
