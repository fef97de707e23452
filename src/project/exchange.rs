//! Sheets for other people: the texts of a project go out as one file, and what comes back is taken in.

use std::collections::HashMap;
use std::path::Path;

use super::writing::{Saving, changed_meanwhile};
use super::{Check, Opening, Parallel, Project, ProjectText};
use crate::bitext::desk::Stage;
use crate::bitext::format::sheet::{OURS, Row, Sheet, SheetOptions};
use crate::bitext::format::{self, BitextFormat};
use crate::bitext::returned::{Returned, TakeIn, take_in};
use crate::bitext::sheets::SheetFormat;
use crate::bitext::{Bitext, Signature};
use crate::check::{JudgedFinding, State};
use crate::error::{Error, Place, Result};
use crate::segment::boundaries;
use crate::text::Language;
use crate::text::named::Named;
use crate::text::spaces;

/// So often a sheet is taken in anew when a file changes between reading and writing.
const MOST_TRIES: usize = 5;

/// What goes out.
#[derive(Clone, Debug, Default)]
pub struct Export {
    /// Only links of these stages; of all where there are none.
    pub stages: Vec<Stage>,
    /// Only links with a finding, a comment, a note or a proposal.
    pub only_marked: bool,
    /// Whether findings of the check go along.
    pub findings: bool,
}

/// How a sheet that came back is taken in.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// Who did what the file does not say the author of; none for whoever saved the file last.
    pub by: Option<String>,
    /// Whether changes of nothing but the shape of marks are taken in.
    pub with_marks: bool,
    /// Whether the English of rows that are missing is taken out.
    pub without_missing: bool,
    /// Whether changes of the English are proposals.
    pub as_proposals: bool,
    /// Whether nothing is written.
    pub is_dry: bool,
}

/// What was taken in of a sheet, text by text.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The names of texts, and what came back for them.
    pub texts: Vec<(String, Returned)>,
}

impl Imported {
    /// Whether everything that came back was taken in, and nothing is in conflict.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        use crate::bitext::returned::ChangeKind;
        self.texts.iter().all(|(_, returned)| {
            let mut changes = returned.changes.iter();
            returned.listed.is_empty() && changes.all(|change| change.kind != ChangeKind::Conflict)
        })
    }
}

impl Project {
    /// The sheet of texts, of which the file of this name is made. Texts that are not translated are left out.
    ///
    /// # Errors
    /// Texts that cannot be opened; those of the check.
    pub fn export_sheet(
        &self,
        texts: &[ProjectText],
        title: &str,
        wanted: &Export,
    ) -> Result<Sheet> {
        let mut sheet = Sheet {
            title: title.to_owned(),
            ..Sheet::default()
        };
        let has_several = texts.len() > 1;
        let work = |project: &Project, text: &ProjectText| {
            let mut parallel = project.open_text_as(text, Opening::default())?;
            let mut options = SheetOptions {
                text: if has_several {
                    text.name.clone()
                } else {
                    String::new()
                },
                stages: wanted.stages.clone(),
                only_marked: wanted.only_marked,
                findings: HashMap::new(),
            };
            if wanted.findings {
                let wishes = Check {
                    here: project.here.clone(),
                    ..Check::default()
                };
                let report = project.check(&mut parallel, &wishes)?;
                let items = report.texts.iter().flat_map(|text| &text.items);
                options.findings = findings(&parallel.bitext, items);
            }
            Ok(Sheet::of(&parallel.bitext, "", &options))
        };
        self.each_text(texts, work, |_, part| {
            let part = part?;
            if sheet.languages.0.is_empty() {
                sheet.languages = part.languages;
            }
            sheet.rows.extend(part.rows);
            Ok(())
        })?;
        Ok(sheet)
    }

    /// Reads a sheet that came back: in a format of sheets, or any bitext that others made of one.
    ///
    /// # Errors
    /// Files that cannot be read, formats that are not known.
    pub fn read_sheet(&self, path: &Path, from: Option<&str>) -> Result<Sheet> {
        let sheet_format = match from {
            Some(id) => SheetFormat::find(id),
            None => SheetFormat::by_ending(path),
        };
        if let Some(format) = sheet_format {
            return (format.read)(&crate::files::read(path)?, path);
        }
        let imported = match from {
            Some(id) => BitextFormat::by_id(id)?.read_file(path)?,
            None => format::import(path)?,
        };
        if BitextFormat::by_path(path).is_ok_and(|format| format.id == "jsonl") {
            return Err(Error::input(
                Place::file(path),
                "this is a bitext, and no file that went out to somebody",
                "duizhao merge takes two people's changes of a bitext together",
            ));
        }
        let mut sheet = Sheet::of(&imported.bitext, "", &SheetOptions::default());
        for row in &mut sheet.rows {
            row.sent = None;
            // It says the stage only where somebody gave one.
            let has_stage = imported.bitext.beads.get(row.number.wrapping_sub(1));
            row.stage = row
                .stage
                .filter(|_| has_stage.is_some_and(|bead| bead.staged().is_some()));
            row.place = format!("unit {}", row.number);
            row.note = row.note.take().filter(|note| !note.is_empty());
        }
        sheet.unread = imported
            .losses
            .iter()
            .filter(|loss| loss.kind.is_text)
            .map(ToString::to_string)
            .collect();
        Ok(sheet)
    }

    /// Takes a sheet in: for each text the rows that are its own. Text and bitext of a text are written together.
    ///
    /// # Errors
    /// Texts without a bitext, that cannot be opened, or written.
    pub fn import_sheet(
        &self,
        sheet: Sheet,
        texts: &[ProjectText],
        how: &Import,
    ) -> Result<Imported> {
        let by = how
            .by
            .clone()
            .unwrap_or_else(|| match sheet.last.by.as_str() {
                OURS => String::new(),
                by => by.to_owned(),
            });
        let at = match sheet.last.at.as_str() {
            "" => self.signature().at,
            at => at.to_owned(),
        };
        let signed = Signature { by, at };
        let mut parts = self.parts_of(sheet, texts)?;
        let mut imported = Imported::default();
        for (text, part) in texts.iter().zip(&mut parts.of_texts) {
            let is_only = texts.len() == 1;
            if part.rows.is_empty() && part.gone.is_empty() && !is_only {
                continue;
            }
            if is_only || imported.texts.is_empty() {
                // What is in no row belongs to no text: it is told with the first.
                part.unread = std::mem::take(&mut parts.unread);
                part.rows.append(&mut parts.nowhere);
            }
            let returned = self.import_part(part, text, how, &signed)?;
            imported.texts.push((text.name.clone(), returned));
        }
        if let (Some(text), false) = (
            texts.first(),
            parts.nowhere.is_empty() && parts.unread.is_empty(),
        ) {
            let part = Sheet {
                rows: parts.nowhere,
                unread: parts.unread,
                ..Sheet::default()
            };
            let returned = self.import_part(&part, text, how, &signed)?;
            imported.texts.push((text.name.clone(), returned));
        }
        let mut changes = imported
            .texts
            .iter()
            .flat_map(|(_, returned)| &returned.changes);
        if changes.any(|change| change.by.is_empty()) {
            self.note("the file does not say who changed it: --by NAME does");
        }
        Ok(imported)
    }

    fn import_part(
        &self,
        part: &Sheet,
        text: &ProjectText,
        how: &Import,
        signed: &Signature,
    ) -> Result<Returned> {
        let Some(bitext) = text.bitext_there() else {
            return Err(Error::usage(
                format!(
                    "{} has no bitext in which its stages, comments and proposals are kept",
                    text.name
                ),
                "set bitext under [project], and make it: duizhao align",
            ));
        };
        let cut = |english: &str| self.cut_english(english);
        let taking = TakeIn {
            by: signed.by.clone(),
            at: signed.at.clone(),
            with_marks: how.with_marks,
            without_missing: how.without_missing,
            as_proposals: how.as_proposals,
            cut: &cut,
        };
        for attempt in 1.. {
            let mut parallel = self.open_working(bitext)?;
            if attempt == 1 {
                self.tell_difference(&parallel)?;
            }
            let returned = take_in(&mut parallel.bitext, part, &taking);
            if how.is_dry || returned.operations.is_empty() {
                return Ok(returned);
            }
            match self.save(&parallel)? {
                Saving::Done(saved) => {
                    self.tell_saved(&saved, &parallel);
                    return Ok(returned);
                }
                Saving::Changed if attempt < MOST_TRIES => {}
                Saving::Changed => return Err(changed_meanwhile(&parallel)),
            }
        }
        unreachable!("the last attempt returns")
    }

    /// English as sentences.
    fn cut_english(&self, english: &str) -> Vec<String> {
        let ends = boundaries(english, Language::En, &self.config.segment);
        let mut from = 0;
        let mut sentences = Vec::new();
        for end in ends {
            let sentence = english[from..end.at].trim();
            if !sentence.is_empty() {
                sentences.push(sentence.to_owned());
            }
            from = end.at;
        }
        let rest = english[from..].trim();
        if !rest.is_empty() {
            sentences.push(rest.to_owned());
        }
        sentences
    }

    /// The rows of a sheet by the texts that they belong to.
    fn parts_of(&self, sheet: Sheet, texts: &[ProjectText]) -> Result<Parts> {
        let Sheet {
            title,
            languages,
            last,
            rows,
            gone,
            unread,
        } = sheet;
        let empty = Sheet {
            title,
            languages,
            last,
            ..Sheet::default()
        };
        let mut parts = Parts {
            of_texts: vec![empty; texts.len()],
            nowhere: Vec::new(),
            unread,
        };
        if let [part] = parts.of_texts.as_mut_slice() {
            let name = texts[0].name.as_str();
            let is_own = |text: &str| text.is_empty() || text == name;
            for row in rows {
                match row.sent.as_ref().is_none_or(|sent| is_own(&sent.text)) {
                    true => part.rows.push(row),
                    false => parts
                        .unread
                        .push(format!("{}: a row of another text", row.place)),
                }
            }
            part.gone = gone;
            part.gone.retain(|sent| is_own(&sent.text));
            return Ok(parts);
        }
        let by_name: HashMap<&str, usize> = texts
            .iter()
            .enumerate()
            .map(|(at, text)| (text.name.as_str(), at))
            .collect();
        let mut without: Vec<Option<Row>> = Vec::new();
        let mut last = None;
        for row in rows {
            let of = row
                .sent
                .as_ref()
                .map(|sent| by_name.get(sent.text.as_str()).copied());
            match of {
                Some(Some(at)) => {
                    last = Some(at);
                    parts.of_texts[at].rows.push(row);
                }
                // A row below its own: somebody put it there.
                None if last.is_some() => parts.of_texts[last.unwrap_or(0)].rows.push(row),
                _ => without.push(Some(row)),
            }
        }
        for sent in gone {
            if let Some(&at) = by_name.get(sent.text.as_str()) {
                parts.of_texts[at].gone.push(sent);
            }
        }
        if without.iter().any(Option::is_some) {
            self.by_words(texts, &mut without, &mut parts)?;
        }
        parts.nowhere.extend(without.into_iter().flatten());
        Ok(parts)
    }

    /// Gives rows that do not say their text to the first text that has their Chinese.
    fn by_words(
        &self,
        texts: &[ProjectText],
        rows: &mut [Option<Row>],
        parts: &mut Parts,
    ) -> Result<()> {
        let quiet = self.clone().reporting(std::sync::Arc::new(super::Silent));
        for (at, text) in texts.iter().enumerate() {
            let Some(bitext) = text.bitext_there() else {
                continue;
            };
            let parallel: Parallel = quiet.open_working(bitext)?;
            let bitext = &parallel.bitext;
            let known: std::collections::HashSet<String> = bitext
                .beads
                .iter()
                .map(|bead| spaces::without(&bitext.source_text(bead)))
                .collect();
            for slot in rows.iter_mut() {
                if slot
                    .as_ref()
                    .is_some_and(|row| known.contains(&spaces::without(&row.source)))
                {
                    parts.of_texts[at].rows.extend(slot.take());
                }
            }
        }
        Ok(())
    }
}

/// The rows of a sheet by texts.
struct Parts {
    of_texts: Vec<Sheet>,
    nowhere: Vec<Row>,
    unread: Vec<String>,
}

/// What the check says, by the index of the bead that it is told at: a line a finding, each once.
fn findings<'f>(
    bitext: &Bitext,
    items: impl Iterator<Item = &'f JudgedFinding>,
) -> HashMap<usize, Vec<String>> {
    let mut found: HashMap<usize, Vec<String>> = HashMap::new();
    for judged in items.filter(|one| !matches!(one.state, State::Suppressed(..))) {
        let finding = &judged.finding;
        if finding.bead >= bitext.beads.len() {
            continue;
        }
        let mut line = format!(
            "{} ({}): {}",
            finding.rule,
            finding.severity.name(),
            finding.message
        );
        if let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.with.is_empty()) {
            line.push_str(&format!(" → {}", fix.with));
        }
        let line = line.replace('\n', " ");
        let lines = found.entry(finding.bead).or_default();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    found
}
