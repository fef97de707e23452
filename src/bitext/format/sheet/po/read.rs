//! Reading PO.

use std::borrow::Cow;
use std::path::Path;

use super::{FLAG, FUZZY, SENT};
use crate::bitext::Stage;
use crate::bitext::desk::{Comment, Signature};
use crate::bitext::format::sheet::{Row, Sent, Sheet, columns};
use crate::bitext::format::{utf8, xml::CHINESE, xml::is_in};
use crate::error::{Error, Place, Result};
use crate::text::spaces::fold;

/// Reads a catalogue. One whose language is Chinese is turned: its `msgid` is the English. Obsolete entries are told
/// and not read; of plural forms the first is read.
///
/// # Errors
/// [`Error::Input`] with its line: a line that is no part of a catalogue, a string without its end; no entry at all.
pub fn read(bytes: &[u8], path: &Path) -> Result<Sheet> {
    let text = decoded(bytes, path)?;
    let mut entries = Vec::new();
    let mut entry = Entry::default();
    let mut obsolete = 0;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() {
            entry.finish(&mut entries);
            continue;
        }
        if line.starts_with("#~") {
            obsolete += usize::from(
                line.trim_start_matches(['#', '~', '|', ' '])
                    .starts_with("msgid "),
            );
            continue;
        }
        let fault = |what: &str| {
            Error::input(
                Place::at(path, number, 1),
                what.to_owned(),
                "msgfmt -c says what is wrong with a catalogue",
            )
        };
        if line.starts_with('#') && entry.part.is_some() {
            // Comments belong to the entry that follows.
            entry.finish(&mut entries);
        }
        if entry.line == 0 {
            entry.line = number;
        }
        if let Some(comment) = line.strip_prefix('#') {
            entry.comment(comment);
        } else if line.starts_with('"') {
            let said = string(line).ok_or_else(|| fault("a string without its end"))?;
            entry
                .go_on(&said)
                .ok_or_else(|| fault("a string that belongs to nothing"))?;
        } else {
            let (word, rest) = line.split_at(line.find([' ', '\t', '"']).unwrap_or(line.len()));
            let said = string(rest.trim()).ok_or_else(|| fault("this is no line of a PO file"))?;
            let is_new = matches!(word, "msgctxt") && entry.part.is_some()
                || word == "msgid" && matches!(entry.part, Some(Part::Target(_)));
            if is_new {
                entry.finish(&mut entries);
                entry.line = number;
            }
            entry
                .begin(word, &said)
                .ok_or_else(|| fault("this is no line of a PO file"))?;
        }
    }
    entry.finish(&mut entries);
    if entries.is_empty() {
        return Err(Error::input(
            Place::file(path),
            "there is no entry in it",
            "a PO file has entries of msgid and msgstr",
        ));
    }
    Ok(sheet(entries, obsolete))
}

/// The text in the encoding that its header names.
fn decoded<'b>(bytes: &'b [u8], path: &Path) -> Result<Cow<'b, str>> {
    let error = match utf8(bytes, path) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(error) => error,
    };
    let header = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let label = header.split_once("charset=").map(|(_, rest)| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        rest[..end.unwrap_or(rest.len())].to_owned()
    });
    let encoding = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    encoding
        .and_then(|encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes))
        .ok_or(error)
}

/// A string of C, without its quotes; `None` where it has no end or something stands behind it.
fn string(line: &str) -> Option<String> {
    let inner = line.strip_prefix('"')?;
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => return chars.all(char::is_whitespace).then_some(out),
            '\\' => match chars.next()? {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                'a' => out.push('\u{7}'),
                'b' => out.push('\u{8}'),
                'v' => out.push('\u{b}'),
                'f' => out.push('\u{c}'),
                digit @ '0'..='7' => {
                    let mut value = digit.to_digit(8)?;
                    for _ in 0..2 {
                        let Some(next) = chars.peek().and_then(|c| c.to_digit(8)) else {
                            break;
                        };
                        value = value * 8 + next;
                        chars.next();
                    }
                    out.push(char::from_u32(value)?);
                }
                other => out.push(other),
            },
            c => out.push(c),
        }
    }
    None
}

/// What a string belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Context,
    Source,
    Plural,
    Target(usize),
}

#[derive(Default)]
struct Entry {
    line: usize,
    part: Option<Part>,
    /// Whether it has an `msgid`: without one it is only comments.
    has_source: bool,
    context: String,
    source: String,
    target: String,
    /// Further plural forms that have words.
    plurals: usize,
    was: String,
    note: Vec<String>,
    extracted: Vec<String>,
    flags: Vec<String>,
}

impl Entry {
    fn comment(&mut self, comment: &str) {
        let text = |rest: &str| rest.strip_prefix(' ').unwrap_or(rest).to_owned();
        match comment.as_bytes().first() {
            Some(b'.') => self.extracted.push(text(&comment[1..])),
            Some(b',') => {
                let flags = comment[1..].split(',').map(|flag| flag.trim().to_owned());
                self.flags.extend(flags);
            }
            // What the Chinese was. Of its strings none goes on in the next line when they are ours.
            Some(b'|') => {
                let was = comment[1..].trim();
                let said = was.strip_prefix("msgid").map(str::trim).or(Some(was));
                let said = said
                    .and_then(string)
                    .filter(|_| !was.starts_with("msgctxt"));
                self.was.push_str(&said.unwrap_or_default());
            }
            // Places.
            Some(b':') => {}
            _ => self.note.push(text(comment)),
        }
    }

    fn begin(&mut self, word: &str, said: &str) -> Option<()> {
        let part = match word {
            "msgctxt" => Part::Context,
            "msgid" => Part::Source,
            "msgid_plural" => Part::Plural,
            "msgstr" => Part::Target(0),
            word => {
                let number = word.strip_prefix("msgstr[")?.strip_suffix(']')?;
                Part::Target(number.trim().parse().ok()?)
            }
        };
        if matches!(part, Part::Target(_)) && !self.has_source {
            return None;
        }
        self.part = Some(part);
        self.has_source |= part == Part::Source;
        self.go_on(said)
    }

    fn go_on(&mut self, said: &str) -> Option<()> {
        match self.part? {
            Part::Context => self.context.push_str(said),
            Part::Source => self.source.push_str(said),
            Part::Target(0) => self.target.push_str(said),
            Part::Plural => {}
            Part::Target(_) => self.plurals += usize::from(!said.is_empty()),
        }
        Some(())
    }

    fn finish(&mut self, entries: &mut Vec<Entry>) {
        let done = std::mem::take(self);
        if done.has_source {
            entries.push(done);
        }
    }

    fn is_header(&self) -> bool {
        self.source.is_empty() && self.context.is_empty()
    }

    /// The stage that its flags and words say.
    fn stage(&self, has_words: bool) -> Stage {
        let named = |flag: &String| {
            let name = flag.strip_prefix(FLAG).unwrap_or(flag);
            columns::stage(name)
        };
        let said = self.flags.iter().find_map(named);
        let is_fuzzy = self.flags.iter().any(|flag| flag == FUZZY);
        match said {
            // Whoever takes the mark away, or sets it, means it.
            Some(Stage::Query) if is_fuzzy || !has_words => Stage::Query,
            Some(Stage::Query) | None if is_fuzzy || !has_words => Stage::New,
            Some(Stage::Query) | None => Stage::Translated,
            Some(_) if is_fuzzy || !has_words => Stage::New,
            Some(stage) => stage,
        }
    }

    fn row(self, is_turned: bool) -> Row {
        let sent = self.extracted.iter().find_map(|line| {
            let rest = line.strip_prefix(SENT)?;
            Sent::parse(&format!("{{{rest}"))
        });
        let (source, target) = (fold(&self.source), fold(&self.target));
        let stage = self.stage(!target.is_empty());
        let mut row = Row {
            place: format!("line {}", self.line),
            stage: Some(stage),
            faults: match self.plurals {
                0 => Vec::new(),
                _ => vec!["of its plural forms the first was read".to_owned()],
            },
            ..Row::default()
        };
        (row.source, row.target) = match is_turned {
            true => (target, Some(source)),
            false => (source, Some(target)),
        };
        let note = self.note.join("\n").trim().to_owned();
        row.note = Some(match &sent {
            // What stands behind the note that went out is a comment.
            Some(sent) => match note.strip_prefix(sent.note.trim()) {
                Some(said) => {
                    let said = said.trim();
                    if !said.is_empty() {
                        row.comments.push(Comment::new(said, &Signature::default()));
                    }
                    sent.note.clone()
                }
                None => note,
            },
            None => note,
        });
        if let Some(sent) = &sent
            && sent.stale
        {
            // The mark says that the Chinese has changed; without it somebody says that the English holds.
            row.holds = stage == Stage::Translated;
            if stage == Stage::New {
                row.stage = sent.stage;
            }
        }
        row.was = Some(fold(&self.was)).filter(|was| !was.is_empty());
        row.sent = sent;
        row
    }
}

/// The sheet of the entries of a catalogue.
fn sheet(entries: Vec<Entry>, obsolete: usize) -> Sheet {
    let header = entries.iter().find(|entry| entry.is_header());
    let header = header.map_or("", |entry| entry.target.as_str()).to_owned();
    let field = |name: &str| {
        let mut lines = header.lines().filter_map(|line| line.split_once(':'));
        let found = lines.find(|(field, _)| field.trim().eq_ignore_ascii_case(name));
        found
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    };
    let tag = |code: String| {
        let code = code.split(['.', '@']).next().unwrap_or_default();
        code.replace('_', "-")
    };
    let (source, target) = (tag(field("X-Source-Language")), tag(field("Language")));
    let is_turned = is_in(&target, CHINESE);
    let name = field("Last-Translator");
    let name = name.split('<').next().unwrap_or_default().trim();
    let mut sheet = Sheet {
        title: field("Project-Id-Version"),
        languages: if is_turned {
            (target, source)
        } else {
            (source, target)
        },
        last: Signature {
            by: if name == super::super::OURS {
                String::new()
            } else {
                name.to_owned()
            },
            at: String::new(),
        },
        ..Sheet::default()
    };
    let rows = entries.into_iter().filter(|entry| !entry.is_header());
    for (number, mut row) in (1..).zip(rows.map(|entry| entry.row(is_turned))) {
        row.number = number;
        sheet.rows.push(row);
    }
    if obsolete > 0 {
        sheet.unread.push(format!("{obsolete} obsolete entries"));
    }
    sheet
}
