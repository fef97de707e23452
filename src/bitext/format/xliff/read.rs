//! Reading XLIFF 1.0 to 1.2 and 2.x.

use std::path::Path;

use quick_xml::events::BytesStart;

use super::super::inline::{is_break_code, is_break_kind};
use super::super::losses::{LossCounter, PassedOver};
use super::super::xml::{self, CHINESE, ENGLISH, Problem, attribute, foreign, is_in, language};
use super::super::{Imported, Loss, LossKind};
use super::assemble::assemble;
use super::content::{Content, Mark};
use super::stages;
use super::units::{UnitNote, UnitSentence, XliffUnit};
use super::{SENTENCE, SENTENCE_12, extra};
use crate::bitext::{Bitext, Side, Stage, Status};
use crate::document::BlockKind;
use crate::error::{Error, Place, Result};
use crate::text::LineIndex;

/// Inline elements of 1.2 that hold native codes of the tool that wrote the file (section 2.5); their
/// content is not text. 2.x keeps such codes elsewhere.
const CODES: &[&str] = &["bpt", "ept", "ph", "it"];

/// Elements that are passed over with their words: the name, the elements that it stands in, what it is.
const PASSED_OVER: &[(&str, LossKind)] = &[
    ("alt-trans", LossKind::text("suggestion", "")),
    ("match", LossKind::text("suggestion", "")),
    ("bin-unit", LossKind::text("binary unit", "")),
    ("glossEntry", LossKind::text("glossary entry", "")),
    ("note", LossKind::text("note", "of files and groups")),
    ("cmt-def", LossKind::text("comment", "")),
    ("metaGroup", LossKind::data("metadata group", "")),
    ("sub", LossKind::text("text", "inside inline codes")),
];
/// A unit that is not to be translated.
const UNTRANSLATED: LossKind = LossKind::text("unit", "with translate=\"no\"");
/// A file of 1.2 in other languages.
const OTHER_FILE: LossKind = LossKind::text("file", "");
/// Words that somebody deleted, with the change recorded.
const DELETED: LossKind = LossKind::text("deletion", "that was recorded");
const CODE: LossKind = LossKind::data("inline code", "");
const CONTEXT: LossKind = LossKind::data("context", "");

/// Reads XLIFF. Every segment is a bead: in 2.x a `<segment>`; in 1.2 a `<trans-unit>`, or each `mrk`
/// of type `seg` that it was cut into. A bead without a target is an omission. Inline codes are
/// dropped and what stands between them is kept; a code that is a line break or a space keeps the words on its sides
/// apart. Text between segments (`<ignorable>`, or outside of `mrk`) belongs to the segment beside it. Runs of white
/// space become a space unless `xml:space` preserves them. Passed over, and counted, are units with `translate="no"`,
/// binary units, files of 1.2 in other languages, and suggestions (`<alt-trans>`, the modules of 2.x).
///
/// If the file goes from English to Chinese, the sides are exchanged. No external file is ever read.
///
/// # Errors
/// [`Error::Input`](crate::error::Error::Input) with line and column: broken XML, an entity that is no text that the
/// document declares, no XLIFF or another version, other languages.
pub fn read(bytes: &[u8], path: &Path) -> Result<Imported> {
    let text = xml::decode(bytes, path)?;
    let mut reader = Reader::default();
    xml::walk(&text, path, &mut reader)?;
    reader.finish(path, &text)
}

/// The units of a file as the rows of a sheet that came back.
///
/// # Errors
/// As [`read`].
pub(super) fn read_units(bytes: &[u8], path: &Path) -> Result<Units> {
    let text = xml::decode(bytes, path)?;
    let mut reader = Reader::default();
    xml::walk(&text, path, &mut reader)?;
    if let (0, Some(which)) = (reader.files, &reader.other_languages) {
        return Err(Error::input(Place::file(path), other_languages(which), ""));
    }
    let lines = LineIndex::new(&text);
    for unit in &mut reader.units {
        unit.line = lines.line_column(&text, unit.line).0;
    }
    Ok(Units {
        units: reader.units,
        languages: reader.languages,
        is_turned: reader.turned == Some(true),
        losses: reader.losses.finish(&text),
    })
}

/// The units of a file.
pub(super) struct Units {
    pub(super) units: Vec<XliffUnit>,
    /// The language tags as the file has them.
    pub(super) languages: (String, String),
    /// Whether it goes from English to Chinese.
    pub(super) is_turned: bool,
    pub(super) losses: Vec<Loss>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Version {
    #[default]
    One,
    Two,
}

/// The role of an open element.
#[derive(Clone, Debug, PartialEq)]
enum ElementRole {
    Root,
    File,
    Header,
    /// Any element that holds units.
    Group,
    XliffUnit,
    Segment,
    Source,
    Target,
    /// `<seg-source>`: the source, cut into segments.
    Cut,
    /// An inline element whose content is text.
    Inline,
    /// An inline element after which a new part begins.
    Marked,
    /// Native code, which is no text.
    Code,
    /// Where 2.x keeps native codes.
    OriginalData,
    /// Native code of 2.x that stands outside of the text, with its id.
    Data(String),
    /// Text of 2.x between segments.
    Between,
    /// Where Trados keeps what it knows of each segment.
    States,
    Notes,
    Note,
    /// An element that holds values (a context group, or metadata).
    Values,
    /// An element with one value; the string is its key.
    Value(String),
    Nothing,
    PassedOver(LossKind),
}

struct Open {
    place: ElementRole,
    preserve: bool,
    translate: bool,
}

/// A `<segment>` of 2.x, or a `<trans-unit>` of 1.2.
#[derive(Default)]
struct Segment {
    source: Option<Content>,
    cut: Option<Content>,
    target: Option<Content>,
    status: Status,
    stage: Option<Stage>,
    /// Whether it is text between segments, and no segment itself.
    is_between: bool,
    /// The position of its target among those of the unit: 2.x, section 4.3.1.24.
    order: usize,
}

#[derive(Default)]
struct Reader {
    version: Version,
    /// Whether it is of Phrase, which writes inline codes as text: `{1}`, `{b>`.
    is_phrase: bool,
    stack: Vec<Open>,
    languages: (String, String),
    turned: Option<bool>,
    original: String,
    files: usize,
    target_file: Option<String>,
    /// The number of blocks before this unit.
    blocks: usize,
    /// The number of segments and ignorables of this unit so far.
    position: usize,
    id: String,
    content: Content,
    segment: Segment,
    segments: Vec<Segment>,
    values: Vec<(String, String)>,
    notes: Vec<UnitNote>,
    /// The id and the category of the note that is open.
    note: (String, String),
    value: String,
    /// Where the unit begins.
    unit_at: usize,
    /// The native codes of this unit in 2.x, by their ids.
    data: Vec<(String, String)>,
    /// The segments of this unit that somebody approved, by their `mid`.
    approved: Vec<String>,
    /// The stages of the segments of this unit that a tool says, by their `mid`.
    stages: Vec<(String, Stage)>,
    units: Vec<XliffUnit>,
    /// Where the content that is being read begins.
    at: usize,
    passed: Option<PassedOver>,
    losses: LossCounter,
    /// Why the first file in other languages was passed over.
    other_languages: Option<String>,
}

impl Default for Content {
    fn default() -> Content {
        Content::new(false)
    }
}

impl xml::Visitor for Reader {
    fn open(&mut self, start: &BytesStart<'_>, at: usize) -> Result<(), Problem> {
        if let Some(passed) = &mut self.passed {
            passed.open();
            return Ok(());
        }
        let name = start.local_name();
        let (mut preserve, mut translate) = self
            .stack
            .last()
            .map_or((false, true), |open| (open.preserve, open.translate));
        match attribute(start, "xml:space")?.as_deref() {
            Some("preserve") => preserve = true,
            Some("default") => preserve = false,
            _ => {}
        }
        match attribute(start, "translate")?.as_deref() {
            Some("no") => translate = false,
            Some("yes") => translate = true,
            _ => {}
        }
        let place = self.place(start, name.as_ref(), at)?;
        let passed_over = match &place {
            ElementRole::XliffUnit if !translate => Some(UNTRANSLATED),
            // Everything that an element without a role holds is passed over with it.
            ElementRole::PassedOver(kind) => Some(kind.clone()),
            _ => None,
        };
        if let Some(kind) = passed_over {
            self.passed = Some(PassedOver::new(kind, at));
            return Ok(());
        }
        match &place {
            ElementRole::XliffUnit => {
                self.id = attribute(start, "id")?.unwrap_or_default();
                self.segment = Segment {
                    stage: stages::of_tools(start)?,
                    ..Segment::default()
                };
                self.unit_at = at;
                self.position = 0;
                if self.version == Version::One && is_approved(start)? {
                    self.segment.status = Status::Locked;
                }
            }
            ElementRole::Between => {
                self.position += 1;
                self.segment = Segment {
                    is_between: true,
                    order: self.position,
                    ..Segment::default()
                };
            }
            ElementRole::Segment => {
                let state = attribute(start, "state")?.unwrap_or_default();
                let finer = attribute(start, "subState")?.unwrap_or_default();
                self.position += 1;
                self.segment = Segment {
                    status: status(&state, &finer),
                    stage: stages::of_state(&state, &finer),
                    order: self.position,
                    ..Segment::default()
                };
            }
            ElementRole::Source | ElementRole::Cut => {
                self.at = at;
                self.content = Content::new(preserve);
            }
            ElementRole::Target => {
                self.at = at;
                self.content = Content::new(preserve);
                if self.version == Version::One {
                    let state = attribute(start, "state")?.unwrap_or_default();
                    let finer = attribute(start, "state-qualifier")?.unwrap_or_default();
                    let found = status(&state, &finer);
                    self.segment.stage = stages::of_state(&state, &finer).or(self.segment.stage);
                    if found != Status::Auto {
                        self.segment.status = found;
                    }
                } else {
                    let order = attribute(start, "order")?.and_then(|order| order.parse().ok());
                    self.segment.order = order.unwrap_or(self.segment.order);
                }
            }
            ElementRole::Note
            | ElementRole::Value(_)
            | ElementRole::Data(_)
            | ElementRole::Code => {
                self.value.clear();
            }
            _ => {}
        }
        if place == ElementRole::Note {
            let category = attribute(start, "category")?.unwrap_or_default();
            self.note = (attribute(start, "id")?.unwrap_or_default(), category);
        }
        self.stack.push(Open {
            place,
            preserve,
            translate,
        });
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(passed) = &mut self.passed {
            return passed.text(text);
        }
        match self.stack.last().map(|open| &open.place) {
            Some(
                ElementRole::Source
                | ElementRole::Target
                | ElementRole::Cut
                | ElementRole::Inline
                | ElementRole::Marked,
            ) => {
                self.content.push(text);
            }
            Some(
                ElementRole::Note
                | ElementRole::Value(_)
                | ElementRole::Data(_)
                | ElementRole::Code,
            ) => self.value.push_str(text),
            _ => {}
        }
    }

    fn close(&mut self, _: &str) {
        if let Some(passed) = &mut self.passed {
            if passed.close(&mut self.losses) {
                self.passed = None;
            }
            return;
        }
        let Some(open) = self.stack.pop() else { return };
        match open.place {
            ElementRole::Marked => self.content.mark(Mark::None),
            ElementRole::Source => self.segment.source = Some(self.finish_content()),
            ElementRole::Cut => self.segment.cut = Some(self.finish_content()),
            ElementRole::Target => self.segment.target = Some(self.finish_content()),
            ElementRole::Note => {
                let note = self.value.trim();
                if !note.is_empty() {
                    let (id, category) = std::mem::take(&mut self.note);
                    self.notes.push(UnitNote {
                        id,
                        category,
                        text: note.to_owned(),
                    });
                }
            }
            ElementRole::Code if is_break_code(&self.value) => self.content.apart(),
            ElementRole::Data(id) => self.data.push((id, std::mem::take(&mut self.value))),
            ElementRole::Value(key) if key == extra::TARGET_FILE => {
                self.target_file = Some(self.value.trim().to_owned());
            }
            ElementRole::Value(key) => self.values.push((key, self.value.trim().to_owned())),
            ElementRole::Segment | ElementRole::Between => {
                self.segments.push(std::mem::take(&mut self.segment));
            }
            ElementRole::XliffUnit => {
                if self.version == Version::One {
                    self.segments.push(std::mem::take(&mut self.segment));
                }
                self.unit();
            }
            _ => {}
        }
    }
}

impl Reader {
    /// The content that ends here.
    fn finish_content(&mut self) -> Content {
        let mut content = std::mem::take(&mut self.content);
        if self.is_phrase {
            for _ in 0..content.drop_tags() {
                self.losses.add(CODE, self.at);
            }
        }
        content
    }

    /// The role of an element, by its name and its parent.
    fn place(
        &mut self,
        start: &BytesStart<'_>,
        name: &str,
        at: usize,
    ) -> Result<ElementRole, Problem> {
        let Some(parent) = self.stack.last().map(|open| &open.place) else {
            return self.root(start, name);
        };
        Ok(match (parent, name) {
            (ElementRole::Root, "file") => self.file(start)?,
            (ElementRole::File, "header") => ElementRole::Header,
            (ElementRole::Header, "note")
                if attribute(start, "from")?.as_deref() == Some("duizhao:target-file") =>
            {
                ElementRole::Value(extra::TARGET_FILE.to_owned())
            }
            (ElementRole::File, "body") | (ElementRole::File | ElementRole::Group, "group") => {
                ElementRole::Group
            }
            (ElementRole::File | ElementRole::Group, "unit" | "trans-unit") => {
                ElementRole::XliffUnit
            }
            (ElementRole::File | ElementRole::XliffUnit, "metadata") => ElementRole::Values,
            (ElementRole::Values, "metaGroup")
                if attribute(start, "category")?.as_deref() == Some("duizhao") =>
            {
                ElementRole::Values
            }
            (ElementRole::Values, "meta") => {
                ElementRole::Value(attribute(start, "type")?.unwrap_or_default())
            }
            (ElementRole::XliffUnit, "context-group") => ElementRole::Values,
            (ElementRole::Values, "context") => attribute(start, "context-type")?
                .as_deref()
                .and_then(|kind| kind.strip_prefix("x-duizhao-"))
                .map_or_else(
                    || {
                        self.losses.add(CONTEXT, at);
                        ElementRole::Nothing
                    },
                    |key| ElementRole::Value(key.to_owned()),
                ),
            (ElementRole::XliffUnit, "segment") => ElementRole::Segment,
            (ElementRole::XliffUnit, "ignorable") => ElementRole::Between,
            (ElementRole::XliffUnit, "originalData") => ElementRole::OriginalData,
            (ElementRole::OriginalData, "data") => {
                ElementRole::Data(attribute(start, "id")?.unwrap_or_default())
            }
            (ElementRole::XliffUnit, "seg-defs") => ElementRole::States,
            (ElementRole::States, "seg") => {
                if let Some(stage) = stages::of_tools(start)? {
                    let id = attribute(start, "id")?.unwrap_or_default();
                    self.stages.push((id, stage));
                }
                if is_approved(start)? {
                    self.approved
                        .push(attribute(start, "id")?.unwrap_or_default());
                }
                ElementRole::Nothing
            }
            (ElementRole::XliffUnit, "notes") => ElementRole::Notes,
            (ElementRole::XliffUnit | ElementRole::Notes, "note") => ElementRole::Note,
            (ElementRole::Segment | ElementRole::Between, "source") => ElementRole::Source,
            (ElementRole::Segment | ElementRole::Between, "target") => ElementRole::Target,
            (ElementRole::XliffUnit, "source") if self.version == Version::One => {
                ElementRole::Source
            }
            (ElementRole::XliffUnit, "seg-source") if self.version == Version::One => {
                ElementRole::Cut
            }
            (ElementRole::XliffUnit, "target") if self.version == Version::One => {
                ElementRole::Target
            }
            (
                ElementRole::Source
                | ElementRole::Target
                | ElementRole::Cut
                | ElementRole::Inline
                | ElementRole::Marked,
                _,
            ) => self.inline(start, name, at)?,
            _ => {
                let mut passed_over = PASSED_OVER.iter();
                let found = passed_over.find(|(passed, _)| *passed == name);
                found.map_or(ElementRole::Nothing, |(_, kind)| {
                    ElementRole::PassedOver(kind.clone())
                })
            }
        })
    }

    fn root(&mut self, start: &BytesStart<'_>, name: &str) -> Result<ElementRole, Problem> {
        if name != "xliff" {
            let what = format!("this is no XLIFF file: its outermost element is <{name}>");
            return Err((what, ""));
        }
        let version = attribute(start, "version")?.unwrap_or_else(|| "1.2".into());
        self.is_phrase = start.attributes().filter_map(Result::ok).any(|attribute| {
            attribute
                .value
                .starts_with("http://www.memsource.com/mxlf/")
        });
        self.version = match version.split('.').next() {
            Some("1") => Version::One,
            Some("2") => Version::Two,
            _ => {
                let what = format!("XLIFF {version} is not read");
                return Err((what, "export it as XLIFF 2.1 or 1.2"));
            }
        };
        if self.version == Version::Two {
            let source = language(start, "srcLang")?.unwrap_or_default();
            let target = language(start, "trgLang")?.unwrap_or_default();
            let turned = direction(&source, &target).ok_or_else(|| {
                let what = format!("from \"{source}\" to \"{target}\"");
                (other_languages(&what), "")
            })?;
            self.languages(source, target, turned)?;
        }
        Ok(ElementRole::Root)
    }

    fn file(&mut self, start: &BytesStart<'_>) -> Result<ElementRole, Problem> {
        if self.version == Version::One {
            let source = language(start, "source-language")?.unwrap_or_default();
            let target = language(start, "target-language")?.unwrap_or_default();
            let Some(turned) = direction(&source, &target) else {
                let which = format!("from \"{source}\" to \"{target}\"");
                self.other_languages.get_or_insert_with(|| which.clone());
                return Ok(ElementRole::PassedOver(OTHER_FILE.of(which)));
            };
            self.languages(source, target, turned)?;
        }
        self.files += 1;
        self.original = attribute(start, "original")?.unwrap_or_default();
        Ok(ElementRole::File)
    }

    /// Sets the languages of both sides. A file that has not been translated yet may leave out the
    /// target's.
    fn languages(&mut self, source: String, target: String, turned: bool) -> Result<(), Problem> {
        if self.turned.is_some_and(|before| before != turned) {
            return Err((
                "this file is translated the other way round than the one before it".into(),
                "make two of it",
            ));
        }
        self.turned = Some(turned);
        if self.languages.0.is_empty() {
            self.languages.0 = source;
        }
        if self.languages.1.is_empty() {
            self.languages.1 = target;
        }
        Ok(())
    }

    fn inline(
        &mut self,
        start: &BytesStart<'_>,
        name: &str,
        at: usize,
    ) -> Result<ElementRole, Problem> {
        let is_code = self.version == Version::One && CODES.contains(&name);
        let is_mark = matches!(name, "mrk" | "sm" | "em" | "cp");
        if !is_mark {
            self.losses.add(CODE, at);
            if self.is_break(start)? {
                self.content.apart();
            }
        }
        if is_code {
            return Ok(ElementRole::Code);
        }
        match name {
            // `<cp>` stands for a character that XML cannot hold: 2.x, section 4.2.3.1.
            "cp" => {
                let hex = attribute(start, "hex")?.unwrap_or_default();
                let code = u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32);
                self.content
                    .push(code.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
                Ok(ElementRole::Nothing)
            }
            "mrk" => {
                let kind = match self.version {
                    Version::One => attribute(start, "mtype")?,
                    Version::Two => attribute(start, "type")?,
                };
                let mark = match kind.as_deref() {
                    Some(SENTENCE | SENTENCE_12) => Mark::Sentence,
                    Some("seg") if self.version == Version::One => {
                        Mark::Segment(attribute(start, "mid")?.unwrap_or_default())
                    }
                    // A change that Trados recorded.
                    Some("x-sdl-deleted") => return Ok(ElementRole::PassedOver(DELETED)),
                    _ => return Ok(ElementRole::Inline),
                };
                self.content.mark(mark);
                Ok(ElementRole::Marked)
            }
            _ => Ok(ElementRole::Inline),
        }
    }

    /// Whether an inline code is a line break or a space, as far as its attributes say so.
    fn is_break(&self, start: &BytesStart<'_>) -> Result<bool, Problem> {
        for name in ["ctype", "type", "subType"] {
            if is_break_kind(&attribute(start, name)?.unwrap_or_default()) {
                return Ok(true);
            }
        }
        for name in ["equiv-text", "equiv", "equivStart", "disp", "dispStart"] {
            if is_break_code(&attribute(start, name)?.unwrap_or_default()) {
                return Ok(true);
            }
        }
        for name in ["dataRef", "dataRefStart"] {
            let id = attribute(start, name)?;
            let data = self.data.iter().find(|(data, _)| Some(data) == id.as_ref());
            if data.is_some_and(|(_, code)| is_break_code(code)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Ends a unit: its segments become beads.
    fn unit(&mut self) {
        self.data.clear();
        let approved = std::mem::take(&mut self.approved);
        let values = std::mem::take(&mut self.values);
        let stages = std::mem::take(&mut self.stages);
        let value = |key: &str| {
            let mut found = values.iter().filter(|(name, _)| name == key);
            found.next().map(|(_, value)| value.as_str())
        };
        let block = self.blocks;
        self.blocks += 1;
        let mut notes = std::mem::take(&mut self.notes);
        for segment in without_between(std::mem::take(&mut self.segments)) {
            for (name, source, target) in pairs(&segment) {
                let places =
                    |blocks, kinds, texts| pieces(texts, value(blocks), value(kinds), block);
                self.units.push(XliffUnit {
                    id: self.id.clone(),
                    rank: (block, segment.order),
                    source: places(extra::SOURCE_BLOCKS, extra::SOURCE_KINDS, source),
                    target: places(extra::TARGET_BLOCKS, extra::TARGET_KINDS, target),
                    confidence: value(extra::CONFIDENCE)
                        .and_then(|value| value.parse().ok())
                        .filter(|value| (0.0..=1.0).contains(value)),
                    status: match &name {
                        Some(name) if approved.contains(name) => Status::Locked,
                        _ => segment.status,
                    },
                    stage: name
                        .as_ref()
                        .and_then(|name| stages.iter().find(|(id, _)| id == name))
                        .map_or(segment.stage, |(_, stage)| Some(*stage)),
                    notes: std::mem::take(&mut notes),
                    sent: value(extra::SENT).map(str::to_owned),
                    line: self.unit_at,
                    moved: value(extra::MOVED).and_then(|value| value.parse().ok()),
                    after: value(extra::AFTER).map(str::to_owned),
                });
            }
        }
    }

    fn finish(self, path: &Path, text: &str) -> Result<Imported> {
        if let (0, Some(which)) = (self.files, &self.other_languages) {
            let at = Place::file(path);
            return Err(Error::input(at, other_languages(which), ""));
        }
        let losses = self.losses.finish(text);
        let path = path.display().to_string();
        let (source, target) = match self.target_file {
            Some(target) if self.files == 1 => (self.original, target),
            _ => (path.clone(), path),
        };
        let turned = self.turned == Some(true);
        let or = |language: String, default: &str| {
            if language.is_empty() {
                default.to_owned()
            } else {
                language
            }
        };
        let defaults = if turned { ("en", "zh") } else { ("zh", "en") };
        let side = |language, file| Side {
            reading: None,
            language,
            file,
            sentences: Vec::new(),
        };
        let sides = (
            side(or(self.languages.0, defaults.0), source),
            side(or(self.languages.1, defaults.1), target),
        );
        let mut bitext = assemble(self.units, sides);
        if turned {
            bitext = renamed(bitext.turned());
        }
        Ok(Imported { bitext, losses })
    }
}

fn renamed(mut bitext: Bitext) -> Bitext {
    bitext.name_beads();
    bitext
}

/// Whether a file goes from English to Chinese; `None` for other languages. The target's may be missing.
fn direction(source: &str, target: &str) -> Option<bool> {
    let is = |language: &str, subtags| language.is_empty() || is_in(language, subtags);
    if is_in(source, CHINESE) && is(target, ENGLISH) {
        Some(false)
    } else if is_in(source, ENGLISH) && is(target, CHINESE) {
        Some(true)
    } else {
        None
    }
}

fn other_languages(which: &str) -> String {
    format!("it is {which}, and not Chinese and English")
}

/// Whether a unit or segment of 1.2 was approved by a person: by its own attribute, or by those of Trados (`conf`), memoQ
/// (`mq:status`) and Phrase (`m:confirmed`).
fn is_approved(start: &BytesStart<'_>) -> Result<bool, Problem> {
    let says = |value: Option<String>, one_of: &[&str]| {
        value.is_some_and(|value| one_of.contains(&value.as_str()))
    };
    let yes: &[&str] = &["true", "1", "yes", "locked"];
    // Phrase counts the steps of its work in which a segment was confirmed.
    let confirmed = foreign(start, "confirmed")?.and_then(|steps| steps.parse::<u32>().ok());
    Ok(says(attribute(start, "approved")?, &["yes"])
        || says(
            attribute(start, "conf")?,
            &["ApprovedTranslation", "ApprovedSignOff"],
        )
        || says(attribute(start, "locked")?, yes)
        || says(foreign(start, "locked")?, yes)
        || confirmed.is_some_and(|steps| steps > 0)
        || says(
            foreign(start, "status")?,
            &[
                "Reviewer1Confirmed",
                "Reviewer2Confirmed",
                "ProofRead",
                "Proofread",
            ],
        ))
}

/// The segments of a unit of 2.x, each with the text between it and its neighbours that belongs to it: what opens a
/// quotation or a bracket to the one behind it, everything else to the one before it.
fn without_between(segments: Vec<Segment>) -> Vec<Segment> {
    let mut found: Vec<Segment> = Vec::with_capacity(segments.len());
    let mut ahead: Vec<Segment> = Vec::new();
    for mut segment in segments {
        if !segment.is_between {
            for between in ahead.drain(..).rev() {
                for (own, other) in segment.sides_with(&between) {
                    own.prepend(other);
                }
            }
            found.push(segment);
            continue;
        }
        let opens = segment.source.as_ref().is_some_and(Content::opens);
        match found.last_mut() {
            Some(before) if !opens && ahead.is_empty() => {
                for (own, other) in before.sides_with(&segment) {
                    own.append(other);
                }
            }
            _ => {
                segment.is_between = false;
                ahead.push(segment);
            }
        }
    }
    match found.last_mut() {
        Some(last) => {
            for between in &ahead {
                for (own, other) in last.sides_with(between) {
                    own.append(other);
                }
            }
            found
        }
        None => ahead,
    }
}

impl Segment {
    /// Each side with that of text between segments: where both are there, and there are words in it. Untranslated, it is
    /// the same on both sides.
    fn sides_with<'s>(&'s mut self, other: &'s Segment) -> Vec<(&'s mut Content, &'s Content)> {
        let words = |content: &'s Option<Content>| content.as_ref().filter(|c| !c.is_blank());
        let source = words(&other.source);
        let target = match &other.target {
            Some(_) => words(&other.target),
            None => source,
        };
        let sides = [
            (self.source.as_mut(), source),
            (self.target.as_mut(), target),
        ];
        sides
            .into_iter()
            .filter_map(|(own, other)| own.zip(other))
            .collect()
    }
}

/// The status that a state stands for: 2.x, section 4.3.1.31; 1.2, attribute `state`.
fn status(state: &str, finer: &str) -> Status {
    if matches!(finer, "duizhao:rejected" | "x-duizhao-rejected") {
        return Status::Rejected;
    }
    match state {
        "reviewed" | "final" | "signed-off" => Status::Locked,
        _ => Status::Auto,
    }
}

/// The sentences of both sides of a segment, and its name; several where both were cut into segments (1.2,
/// section 2.5.2).
fn pairs(segment: &Segment) -> Vec<(Option<String>, Vec<String>, Vec<String>)> {
    let cut = |content: &Option<Content>| content.as_ref().map(Content::segments);
    let sources = cut(&segment.cut).filter(|segments| !segments.is_empty());
    let targets = cut(&segment.target).unwrap_or_default();
    let one = |text: String| {
        if text.is_empty() {
            Vec::new()
        } else {
            vec![text]
        }
    };
    if let Some(sources) = sources {
        let untranslated = segment
            .target
            .as_ref()
            .is_none_or(|target| target.sentences().is_empty());
        if untranslated || !targets.is_empty() {
            let mut left: std::collections::VecDeque<_> = targets.into();
            let mut found = Vec::new();
            for (name, source) in sources {
                let at = left.iter().position(|(other, _)| *other == name);
                let target = at.and_then(|at| left.remove(at));
                let target = target.map_or(Vec::new(), |(_, text)| one(text));
                found.push((Some(name), one(source), target));
            }
            let rest = left.into_iter();
            found.extend(rest.map(|(name, text)| (Some(name), Vec::new(), one(text))));
            return found;
        }
    }
    let all = |content: &Option<Content>| content.as_ref().map_or(Vec::new(), Content::sentences);
    vec![(None, all(&segment.source), all(&segment.target))]
}

fn pieces(
    texts: Vec<String>,
    blocks: Option<&str>,
    kinds: Option<&str>,
    block: usize,
) -> Vec<UnitSentence> {
    let list = |value: Option<&str>| -> Vec<String> {
        let words = value.unwrap_or_default().split_whitespace();
        words.map(str::to_owned).collect()
    };
    let (blocks, kinds) = (list(blocks), list(kinds));
    texts
        .into_iter()
        .enumerate()
        .map(|(at, text)| UnitSentence {
            text,
            // If sentences were joined or cut since, the remaining block data belongs to the last one.
            block: blocks
                .get(at)
                .or(blocks.last())
                .and_then(|block| block.parse().ok())
                .unwrap_or(block),
            kind: kinds
                .get(at)
                .or(kinds.last())
                .and_then(|kind| BlockKind::try_from(kind.clone()).ok())
                .unwrap_or(BlockKind::Paragraph),
        })
        .collect()
}
