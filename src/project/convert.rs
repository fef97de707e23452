//! Converting bitexts and glossaries from one format to another.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{Parallel, Project, ProjectText};
use crate::bitext::Bitext;
use crate::bitext::format::{self, Aspect, BitextFormat, Imported, Loss};
use crate::error::{Error, Result};
use crate::files::make_folder_of;
use crate::glossary::Termbase;
use crate::glossary::format::{self as glossary, GlossaryFormat};
use crate::text::named::Named;

/// A conversion that was asked for: formats by the files' names where no id is given.
#[derive(Clone, Copy, Debug)]
pub struct Conversion<'a> {
    /// The file to read.
    pub input: &'a Path,
    /// The file to write; its name tells the format.
    pub output: &'a Path,
    /// The id of the bitext format to read.
    pub from: Option<&'a str>,
    /// The id of the bitext format to write.
    pub to: Option<&'a str>,
    /// The document in whose shape the English of a bitext is written.
    pub like: Option<&'a Path>,
}

/// A file as it was read, and the format it goes to.
pub enum Converted {
    /// A bitext.
    Bitext(Box<Bitext>, &'static BitextFormat),
    /// The English of a bitext, as the bytes of a text.
    English(Vec<u8>),
    /// A glossary.
    Glossary(Termbase, &'static GlossaryFormat),
}

impl Conversion<'_> {
    /// Whether both files are glossaries.
    fn is_of_glossaries(&self) -> Result<bool> {
        let is_glossary = |path| GlossaryFormat::by_path(path).is_ok();
        let named = self.from.is_some() || self.to.is_some();
        Ok(!named
            && is_glossary(self.input)
            && is_glossary(self.output)
            && !is_bitext_table(self.input)?)
    }

    /// The bitext format that is to be written.
    ///
    /// # Errors
    /// An id or a name that tells none.
    pub fn bitext_format(&self) -> Result<&'static BitextFormat> {
        match self.to {
            Some(id) => BitextFormat::by_id(id),
            None => BitextFormat::by_path(self.output),
        }
    }
}

impl Project {
    /// Reads the input of a conversion. `writable` judges the bitext format before anything is read.
    ///
    /// # Errors
    /// Files that cannot be read, formats that are not known.
    pub fn convert(
        &self,
        conversion: Conversion<'_>,
        writable: impl FnOnce(&BitextFormat) -> Result<()>,
    ) -> Result<Converted> {
        if conversion.is_of_glossaries()? {
            let (termbase, format) = self.convert_glossary(conversion)?;
            return Ok(Converted::Glossary(termbase, format));
        }
        let is_jsonl = conversion.from.is_none_or(|from| from == "jsonl")
            && BitextFormat::by_path(conversion.input).is_ok_and(|format| format.id == "jsonl");
        if conversion.to.is_none() && is_text(conversion.output) {
            return self
                .convert_to_text(conversion, is_jsonl)
                .map(Converted::English);
        }
        if conversion.like.is_some() {
            return Err(Error::usage(
                "--like is for a text to be made of a bitext",
                "name a text to write, such as en.docx",
            ));
        }
        let to = conversion.bitext_format()?;
        writable(to)?;
        if is_jsonl {
            let parallel = self.open_bitext(conversion.input)?;
            self.refuse_conflicts(&parallel)?;
            self.tell_lost(&parallel.bitext, to)?;
            return Ok(Converted::Bitext(Box::new(parallel.bitext), to));
        }
        let Imported { bitext, losses } = match conversion.from {
            Some(id) => BitextFormat::by_id(id)?.read_file(conversion.input)?,
            None => format::import(conversion.input)?,
        };
        let told: Vec<String> = losses.iter().map(Loss::to_string).collect();
        let what = format!(
            "{}: left out: {}",
            conversion.input.display(),
            told.join("; ")
        );
        let is_text = losses.iter().any(|loss| loss.kind.is_text);
        self.tell_losses(&told, what, is_text)?;
        self.tell_empty(&bitext, conversion.input)?;
        self.tell_lost(&bitext, to)?;
        Ok(Converted::Bitext(Box::new(bitext), to))
    }

    /// The English of a bitext as the bytes of a text: its own text with what waits for it, or in the shape of the
    /// Chinese, or by itself.
    fn convert_to_text(&self, conversion: Conversion<'_>, is_jsonl: bool) -> Result<Vec<u8>> {
        let parallel = if is_jsonl {
            let parallel = self.open_bitext(conversion.input)?;
            self.refuse_conflicts(&parallel)?;
            parallel
        } else {
            let bitext = match conversion.from {
                Some(id) => BitextFormat::by_id(id)?.read_file(conversion.input)?.bitext,
                None => self.import(conversion.input)?,
            };
            Parallel::of_bitext(bitext, conversion.input, self.text_options())
        };
        if let Some(like) = conversion.like {
            return self.in_shape_of(&parallel.bitext, like);
        }
        match self.chinese_like(&parallel, conversion.output) {
            Some(like) if !has_own_text(&parallel, conversion.output) => {
                self.in_shape_of(&parallel.bitext, &like)
            }
            _ => self.english_out(&parallel, conversion.output),
        }
    }

    /// Reads a glossary that is converted.
    fn convert_glossary(
        &self,
        conversion: Conversion<'_>,
    ) -> Result<(Termbase, &'static GlossaryFormat)> {
        let to = GlossaryFormat::by_path(conversion.output)?;
        let (termbase, remarks) = glossary::read(conversion.input)?;
        let mut lost = Vec::new();
        for remark in &remarks {
            let told = format!("{}: {remark}", conversion.input.display());
            if remark.is_for_everyone() {
                self.warn(&told);
            } else {
                self.note(&told);
            }
            if remark.loss.is_some() {
                lost.push(told);
            }
        }
        if self.config.read.strict && !lost.is_empty() {
            return Err(lossy(&lost.join("; ")));
        }
        let told = (to.lost_of)(&termbase);
        let what = format!("{} does not hold: {}", to.name, told.join("; "));
        self.tell_losses(&told, what, true)?;
        Ok((termbase, to))
    }

    /// Tells what a format loses of a bitext; with `read.strict` that is an error.
    fn tell_lost(&self, bitext: &Bitext, to: &BitextFormat) -> Result<()> {
        self.tell_all_lost(&to.lost_of(bitext), to)
    }

    fn tell_all_lost(&self, lost: &[(Aspect, usize)], to: &BitextFormat) -> Result<()> {
        let told: Vec<String> = lost
            .iter()
            .map(|(aspect, count)| aspect.told(*count))
            .collect();
        let what = format!("{} does not hold: {}", to.name, told.join("; "));
        let is_text = |aspect: &Aspect| matches!(aspect, Aspect::EmptySides | Aspect::Words);
        let any_text = lost.iter().any(|(aspect, _)| is_text(aspect));
        self.tell_losses(&told, what, any_text)
    }

    /// Tells `what`, a list of losses that were `told`; nothing where there are none.
    fn tell_losses(&self, told: &[String], what: String, is_text: bool) -> Result<()> {
        match (told, self.config.read.strict) {
            ([], _) => {}
            (_, true) => return Err(lossy(&what)),
            _ if is_text => self.warn(what),
            _ => self.note(what),
        }
        Ok(())
    }
}

/// The error that something would be lost, where nothing may be.
pub(super) fn lossy(what: &str) -> Error {
    Error::usage(
        what,
        "nothing was written; without --strict this is only said",
    )
}

impl Project {
    /// Writes the bitext of each text in another format into a folder, under the text's own path
    /// (`zh/ch01.md.tmx`). `each` gets the file that was written, or why there is none; with `read.strict`
    /// that something would be lost is a reason.
    ///
    /// # Errors
    /// Those of `each`.
    pub fn convert_texts(
        &self,
        texts: &[ProjectText],
        format: &'static BitextFormat,
        folder: &Path,
        mut each: impl FnMut(&ProjectText, Result<PathBuf>) -> Result<()>,
    ) -> Result<()> {
        let ends = format.extensions.first().copied().unwrap_or(format.id);
        // What all of them lose is told once; with `read.strict` each text fails by itself.
        let lost: Mutex<Vec<(Aspect, usize)>> = Mutex::default();
        let write = |project: &Project, text: &ProjectText| {
            let parallel = project.open_text(text)?;
            let inside = text.name.trim_start_matches(['.', '/']);
            let path = folder.join(format!("{inside}.{ends}"));
            let mut bitext = parallel.bitext;
            let of_text = format.lost_of(&bitext);
            if project.config.read.strict {
                project.tell_all_lost(&of_text, format)?;
            }
            add(&lost, of_text);
            make_folder_of(&path)?;
            if format.id == "jsonl" {
                project.named_beside(&mut bitext, &path);
            }
            format.write_file(&bitext, &path)?;
            Ok(path)
        };
        self.each_text(texts, write, |text, written| each(text, written))?;
        let lost = lost.into_inner().unwrap_or_else(PoisonError::into_inner);
        let in_order = |aspect: &&Aspect| lost.iter().find(|(other, _)| other == *aspect).copied();
        let lost: Vec<(Aspect, usize)> = format
            .cannot_hold
            .iter()
            .filter_map(|one| in_order(&one))
            .collect();
        if self.config.read.strict {
            return Ok(());
        }
        self.tell_all_lost(&lost, format)
    }
}

/// Adds the losses of a text to those of all.
fn add(all: &Mutex<Vec<(Aspect, usize)>>, of_text: Vec<(Aspect, usize)>) {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    for (aspect, count) in of_text {
        match all.iter_mut().find(|(other, _)| *other == aspect) {
            Some((_, sum)) => *sum += count,
            None => all.push((aspect, count)),
        }
    }
}

/// Whether the English of a bitext has a text of its own in the format of a file.
fn has_own_text(parallel: &Parallel, output: &Path) -> bool {
    let format = crate::document::Format::by_ending(output).map(|format| format.id);
    let has_bytes = |files: &super::parallel::PairFiles| files.english.bytes.is_some();
    parallel.files.as_ref().is_some_and(has_bytes)
        && parallel
            .english_file()
            .is_some_and(|text| Some(text.document.format) == format)
}

/// Whether a name is that of a text, and of no bitext.
fn is_text(path: &Path) -> bool {
    BitextFormat::by_path(path).is_err() && crate::document::Format::by_ending(path).is_some()
}

/// Whether a TSV file is a bitext: both bitexts and glossaries come as TSV, and a bitext's header has a column
/// of confidences.
fn is_bitext_table(path: &Path) -> Result<bool> {
    let tsv = path
        .extension()
        .is_some_and(|found| found.eq_ignore_ascii_case("tsv"));
    if !tsv {
        return Ok(false);
    }
    let bytes = std::fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let header = bytes
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    Ok(String::from_utf8_lossy(header).contains("confidence"))
}
