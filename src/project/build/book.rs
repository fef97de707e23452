//! Building the edition of several texts: each is opened, set and dropped on any of the threads, and bound in
//! the order of the list.

use std::collections::{BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};

use super::findings;
use super::folder::EditionFolder;
use super::{Build, Making, Summary, typeset, write_images};
use crate::bitext::format::{BitextFormat, Together};
use crate::bitext::{Bitext, SideName};
use crate::check::Account;
use crate::document::{BlockKind, Level, read_bytes_with};
use crate::edition::{
    Binder, Book, BookData, BookFormat, BookText, Bound, Edition, EditionFormat, EditionOptions,
    FindingMark, InBoth, Pictures, SetText, Shape,
};
use crate::error::{Error, Result};
use crate::files::{make_folder_of, write_atomically};
use crate::glossary::Termbase;
use crate::project::{
    Chosen, Opening, Parallel, Presence, Project, ProjectText, Reading, TextList,
};
use crate::segment::segment;
use crate::text::Language;

/// What was built of several texts.
#[derive(Debug, Default)]
pub struct Built {
    /// The texts that are not in the edition, each with the reason.
    pub failed: Vec<(String, Error)>,
    /// The texts that have no translation yet.
    pub untranslated: Vec<String>,
    /// The number of texts that are in the edition.
    pub texts: usize,
}

/// What becomes of each text.
#[derive(Clone, Copy)]
enum Step {
    /// It is set, and bound with the others into a file.
    Set(&'static BookFormat),
    /// It is set, and bound with the others as a page of its own.
    Page(&'static BookFormat),
    /// It is an edition by itself.
    Alone(&'static EditionFormat),
    /// Its bitext is written.
    Bitext(&'static BitextFormat),
    /// Its bitext is written into a file with those of the others.
    Joined(&'static BitextFormat, Together),
}

/// What is left of a text for a step.
enum Out {
    /// What was made is a file already, or there is nothing to be made.
    Done,
    /// It waits to be bound.
    Set(SetText),
    /// It is a part of a file: what would stand before it if it were the first, and the part itself.
    Part(String, Vec<u8>),
}

/// What is left of a text when it was worked on.
struct Worked {
    sets: Vec<Out>,
    account: Option<Account>,
    /// Its images on servers, which are links.
    on_servers: usize,
}

impl Project {
    /// Writes the edition of several texts of a project. A text that cannot be read fails alone; each file is
    /// whole or as before.
    ///
    /// # Errors
    /// A folder or file that cannot be written; a shape that a format does not have.
    pub fn build_texts(
        &self,
        chosen: &Chosen,
        termbase: &Termbase,
        makings: &[Making],
        wishes: &Build,
        opening: Opening<'_>,
    ) -> Result<Built> {
        let steps = makings
            .iter()
            .map(|making| step(making, wishes.shape))
            .collect::<Result<Vec<_>>>()?;
        let mut folder = EditionFolder::new(self.edition_folder(wishes))?;
        let book = self.book(&chosen.texts, wishes)?;
        let mut binders: Vec<Option<Box<dyn Binder + '_>>> = steps
            .iter()
            .map(|step| match step {
                Step::Set(format) | Step::Page(format) => Some((format.bind)(&book)),
                Step::Alone(_) | Step::Bitext(_) | Step::Joined(..) => None,
            })
            .collect();
        let mut joined: Vec<Vec<u8>> = vec![Vec::new(); steps.len()];
        let mut built = Built::default();
        let mut account: Option<Account> = None;
        let mut on_servers = 0;
        let mut number = 0;
        let numbers: HashMap<&str, usize> = chosen
            .texts
            .iter()
            .enumerate()
            .map(|(number, text)| (text.name.as_str(), number))
            .collect();
        let findings = match (wishes.proof, &chosen.list) {
            (true, Some(list)) => self.findings_of(list, wishes)?,
            _ => HashMap::new(),
        };
        let work = |project: &Project, text: &ProjectText| -> Result<Worked> {
            let number = numbers.get(text.name.as_str()).copied().unwrap_or_default();
            let of_book = &book.texts[number];
            if project.is_untranslated(text) {
                return project.set_untranslated(text, of_book, &steps, wishes);
            }
            let parallel = project.open_text_as(text, opening)?;
            let options = EditionOptions {
                terms: project.marked_terms(&parallel.bitext, termbase, wishes),
                pictures: named_after(of_book, project.pictures_of(&parallel, wishes)),
                findings: findings.get(&text.name).cloned().unwrap_or_default(),
                ..project.chapter_options(wishes)
            };
            let (sets, account, on_servers) = parallel.with_edition(options, |edition| {
                let sets =
                    project.set_text(edition, &parallel, of_book, (&steps, number), wishes)?;
                Ok::<_, Error>((sets, edition.account(), edition.images_on_servers()))
            })?;
            Ok(Worked {
                sets,
                account: Some(account),
                on_servers,
            })
        };
        self.each_text(&chosen.texts, work, |text, result| {
            let at = number;
            number += 1;
            let worked = match result {
                Ok(worked) => worked,
                // What cannot be written is no fault of the text.
                Err(error @ Error::Write { .. }) => return Err(error),
                Err(error) => {
                    built.failed.push((text.name.clone(), error));
                    return Ok(());
                }
            };
            on_servers += worked.on_servers;
            match worked.account {
                Some(of_text) => match &mut account {
                    Some(account) => account.add(&of_text),
                    None => account = Some(of_text),
                },
                None => built.untranslated.push(text.name.clone()),
            }
            built.texts += 1;
            for (step, out) in worked.sets.into_iter().enumerate() {
                match (out, &mut binders[step]) {
                    (Out::Set(set), Some(binder)) => {
                        binder.add(at, set).map_err(|source| Error::Write {
                            path: folder.path(""),
                            source,
                        })?;
                    }
                    (Out::Part(open, part), _) => {
                        let joined = &mut joined[step];
                        if joined.is_empty() {
                            joined.extend(open.into_bytes());
                        }
                        joined.extend(part);
                    }
                    _ => {}
                }
            }
            Ok(())
        })?;
        if built.texts == 0 {
            return Ok(built);
        }
        let made = makings.iter().zip(&steps).zip(binders).zip(joined);
        for (((making, step), binder), mut joined) in made {
            let is_pdf = matches!(making, Making::Edition(format) if typeset::is_pdf(format));
            match (step, binder) {
                (Step::Joined(format, together), _) if !joined.is_empty() => {
                    joined.extend(together.close.as_bytes());
                    let name = super::file_name(&Making::Bitext(format));
                    folder.write(&name, &joined)?;
                    self.note(format_args!("wrote {}", folder.path(&name).display()));
                }
                (Step::Alone(_) | Step::Bitext(_), _) => {
                    let ends = step.extension();
                    let folder = folder.path("");
                    self.note(format_args!(
                        "wrote a .{ends} of each text into {}",
                        folder.display()
                    ));
                }
                (_, Some(binder)) if is_pdf => {
                    let pdf = self.bound_pdf(binder, wishes)?;
                    let name = super::file_name(making);
                    folder.write(&name, &pdf)?;
                    self.note(format_args!("wrote {}", folder.path(&name).display()));
                }
                (_, Some(binder)) => {
                    let site = matches!(step, Step::Page(_));
                    self.bind(binder, &mut folder, &book, site && chosen.is_all, site)?;
                }
                _ => {}
            }
        }
        self.tell_linked(on_servers);
        if let Some(account) = account {
            let translated = built.texts - built.untranslated.len();
            let low = self.low_confidence();
            let summary = Summary { account, low };
            self.note(format_args!("{translated} texts: {summary}"));
        }
        Ok(built)
    }

    /// The findings of the check in the texts of a project, by their names.
    fn findings_of(
        &self,
        list: &TextList,
        wishes: &Build,
    ) -> Result<HashMap<String, Vec<FindingMark>>> {
        let checked = self.check_texts(list, None, &wishes.check())?;
        let texts = checked.report.texts.iter();
        Ok(texts
            .map(|text| (text.name.clone(), findings::marks(&text.items)))
            .collect())
    }

    /// Binds the texts that were set, and says so.
    fn bind(
        &self,
        binder: Box<dyn Binder + '_>,
        folder: &mut EditionFolder,
        book: &Book,
        is_whole: bool,
        is_site: bool,
    ) -> Result<()> {
        let pages: BTreeSet<String> = book
            .texts
            .iter()
            .map(|text| format!("{}.html", text.page))
            .collect();
        if is_site {
            folder.remember(&pages)?;
        }
        let (before, changed) = folder.counts();
        binder.finish(&mut Bound::new(&mut |name, content| {
            folder.write(name, content)
        }))?;
        let (_, now) = folder.counts();
        if let Some((last, others)) = folder.since(before) {
            match others {
                0 => self.note(format_args!("wrote {}", last.display())),
                others => self.note(format_args!(
                    "wrote {} and {others} files beside it, {} of them new or changed",
                    last.display(),
                    now - changed
                )),
            }
        }
        if is_whole {
            let removed = folder.forget_others(&pages)?;
            if removed > 0 {
                self.note(format_args!(
                    "removed {removed} pages of texts that are gone"
                ));
            }
        }
        Ok(())
    }

    /// Sets a text for each of the steps, and writes what is a file by itself.
    fn set_text(
        &self,
        edition: &Edition<'_>,
        parallel: &Parallel,
        text: &BookText,
        (steps, number): (&[Step], usize),
        wishes: &Build,
    ) -> Result<Vec<Out>> {
        let make = |step: &Step| match step {
            Step::Set(format) | Step::Page(format) => self.set(format, edition, text),
            Step::Alone(format) => self.write_alone(format, edition, text, wishes),
            Step::Bitext(format) => {
                let path = self.page_path(text, step.extension(), wishes)?;
                let mut bitext = parallel.bitext.clone();
                if format.id == "jsonl" {
                    self.named_beside(&mut bitext, &path);
                }
                format.write_file(&bitext, &path)?;
                Ok(Out::Done)
            }
            Step::Joined(_, together) => {
                let mut bitext = parallel.bitext.clone();
                bitext.source.file.clone_from(&text.name);
                bitext.target.file.clone_from(&text.target);
                bitext.about = self.book_data(wishes).facts();
                let mut part = Vec::new();
                let made = (together.text)(&bitext, &text.name, number, &mut part);
                made.map_err(|source| not_set(text, source))?;
                Ok(Out::Part((together.open)(&bitext), part))
            }
        };
        steps.iter().map(make).collect()
    }

    fn set(&self, format: &BookFormat, edition: &Edition<'_>, text: &BookText) -> Result<Out> {
        let set = (format.set)(edition, text);
        set.map(Out::Set).map_err(|source| not_set(text, source))
    }

    fn write_alone(
        &self,
        format: &EditionFormat,
        edition: &Edition<'_>,
        text: &BookText,
        wishes: &Build,
    ) -> Result<Out> {
        (format.possible)(edition)?;
        let path = self.page_path(text, format.extension, wishes)?;
        let titled;
        // A heading of the first level is a title already.
        let blocks = &edition.source.document.blocks;
        let first = blocks.iter().find(|block| block.kind.is_heading());
        let is_told = first.is_some_and(|block| block.kind == BlockKind::Heading(Level::H1));
        let edition = match &text.title {
            Some(title) if !is_told => {
                let options = EditionOptions {
                    data: BookData {
                        title: InBoth::same(title),
                        ..edition.options.data.clone()
                    },
                    ..edition.options.clone()
                };
                titled = Edition::new(edition.source, edition.target, edition.bitext, options);
                &titled
            }
            _ => edition,
        };
        if typeset::is_pdf(format) {
            self.write_pdf(edition, format, &path, wishes)?;
            return Ok(Out::Done);
        }
        write_images(edition, format, &path)?;
        write_atomically(&path, |out| (format.write)(edition, out))?;
        Ok(Out::Done)
    }

    /// The file of a text in the folder of the edition, whose folder is made.
    fn page_path(&self, text: &BookText, extension: &str, wishes: &Build) -> Result<PathBuf> {
        let name = format!("{}.{extension}", text.page);
        let path = self.edition_folder(wishes).join(name);
        make_folder_of(&path)?;
        Ok(path)
    }

    /// Whether there is nothing but the Chinese of a text.
    fn is_untranslated(&self, text: &ProjectText) -> bool {
        text.presence == Presence::NoTarget && text.bitext_there().is_none()
    }

    /// Sets the Chinese alone of a text that has no English yet. There is no bitext to be written of it.
    fn set_untranslated(
        &self,
        text: &ProjectText,
        of_book: &BookText,
        steps: &[Step],
        wishes: &Build,
    ) -> Result<Worked> {
        let chinese = self.read_alone(&text.source, Reading::default(), Language::Zh)?;
        let nothing = read_bytes_with(
            Vec::new(),
            Path::new("nothing.txt"),
            None,
            &self.config.read.of(Language::En),
        )?;
        let nothing = segment(nothing, Language::En, &self.config.segment);
        let bitext = Bitext::default();
        let document = &chinese.document;
        let options = EditionOptions {
            pictures: named_after(
                of_book,
                self.pictures(&[(SideName::Source, document, document)], wishes),
            ),
            ..self.chapter_options(wishes)
        };
        let edition = Edition::new(&chinese, &nothing, &bitext, options);
        let make = |step: &Step| match step {
            Step::Set(format) | Step::Page(format) => self.set(format, &edition, of_book),
            Step::Alone(format) => self.write_alone(format, &edition, of_book, wishes),
            Step::Bitext(_) | Step::Joined(..) => Ok(Out::Done),
        };
        Ok(Worked {
            sets: steps.iter().map(make).collect::<Result<_>>()?,
            account: None,
            on_servers: 0,
        })
    }

    /// The settings of every text of a book.
    fn book_options(&self, wishes: &Build) -> EditionOptions {
        let (source, target) = self.languages();
        EditionOptions {
            source_language: source.to_owned(),
            target_language: target.to_owned(),
            ..self.edition_options(wishes)
        }
    }

    /// The settings of a text of a book, which has a title of its own.
    fn chapter_options(&self, wishes: &Build) -> EditionOptions {
        let mut options = self.book_options(wishes);
        options.data.title = InBoth::default();
        options
    }

    /// The book that such texts are.
    fn book(&self, texts: &[ProjectText], wishes: &Build) -> Result<Book> {
        let mut options = self.book_options(wishes);
        options.data = self.covered(options.data)?;
        let folder = &self.config.folder;
        let inside = |path: &Path| {
            let path = path.strip_prefix(folder).unwrap_or(path);
            let steps = path.components().map(Component::as_os_str);
            let steps: Vec<_> = steps.map(|step| step.to_string_lossy()).collect();
            steps.join("/")
        };
        let title = options.data.title.label().line();
        let title = Some(title).filter(|title| !title.is_empty()).or_else(|| {
            let folder = folder.canonicalize().ok()?;
            Some(folder.file_name()?.to_string_lossy().into_owned())
        });
        let texts = texts.iter().map(|text| BookText {
            name: match text.is_bitext_alone() {
                true => text.name.clone(),
                false => inside(&text.source),
            },
            target: inside(&text.target),
            title: text.title.clone(),
            part: text.part.clone(),
            page: String::new(),
        });
        let settings = &self.config.project;
        let listed = settings.text.iter().map(|text| text.source.as_str());
        let fixed = fixed_folder(settings.source.0.iter().map(String::as_str).chain(listed));
        Ok(Book::new(
            title.unwrap_or_default(),
            options,
            texts.collect(),
            &fixed,
        ))
    }
}

/// The images of a text that may lie in one folder with those of its neighbours.
fn named_after(text: &BookText, mut pictures: Pictures) -> Pictures {
    let name = text.page.rsplit('/').next().unwrap_or(&text.page);
    pictures.name_after(name);
    pictures
}

/// Several texts were wanted in a file that holds one.
fn holds_one(format: &str) -> Error {
    Error::usage(
        format!("a file of {format} holds one text"),
        "leave --single-file out for it",
    )
}

/// What becomes of each text for something that is to be made.
fn step(making: &Making, shape: Option<Shape>) -> Result<Step> {
    match *making {
        Making::Edition(format) => match (shape.unwrap_or(format.usual), &format.site) {
            (Shape::OneFile, _) => match &format.one_file {
                Some(one_file) => Ok(Step::Set(one_file)),
                None => Err(holds_one(format.name)),
            },
            (Shape::PerText, Some(site)) => Ok(Step::Page(site)),
            (Shape::PerText, None) => Ok(Step::Alone(format)),
        },
        Making::Bitext(format) => match (shape, format.together) {
            (Some(Shape::OneFile), None) => Err(holds_one(format.name)),
            (Some(Shape::PerText), _) | (None, None) => Ok(Step::Bitext(format)),
            (_, Some(together)) => Ok(Step::Joined(format, together)),
        },
    }
}

impl Step {
    /// The extension of the files that it makes.
    fn extension(&self) -> &'static str {
        match self {
            Step::Alone(format) => format.extension,
            Step::Bitext(format) | Step::Joined(format, _) => Making::Bitext(format).extension(),
            Step::Set(_) | Step::Page(_) => "",
        }
    }
}

/// A text that could not be set.
fn not_set(text: &BookText, source: std::io::Error) -> Error {
    Error::Write {
        path: PathBuf::from(&text.page),
        source,
    }
}

/// The folder that all of these patterns have in common before their wildcards.
fn fixed_folder<'p>(patterns: impl Iterator<Item = &'p str>) -> String {
    let mut fixed: Option<Vec<&str>> = None;
    for pattern in patterns {
        let end = pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len());
        let folder = pattern[..end]
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        let steps: Vec<&str> = folder
            .split('/')
            .filter(|step| !matches!(*step, "" | "."))
            .collect();
        fixed = Some(match fixed {
            None => steps,
            Some(fixed) => {
                let same = fixed.iter().zip(&steps).take_while(|(a, b)| a == b);
                let count = same.count();
                steps[..count].to_vec()
            }
        });
    }
    fixed.unwrap_or_default().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixed_folder_is_before_every_wildcard() {
        for (patterns, fixed) in [
            (&["zh/**/*.md"][..], "zh"),
            (&["*.zh.md"], ""),
            (&["docs/zh/a.md", "docs/zh/b/*.md"], "docs/zh"),
            (&["docs/zh/*.md", "docs/old/zh/*.md"], "docs"),
            (&["./zh/{a,b}/*.md"], "zh"),
            (&[], ""),
        ] {
            assert_eq!(
                fixed_folder(patterns.iter().copied()),
                fixed,
                "{patterns:?}"
            );
        }
    }
}
