//! Comparing two versions of a translation: files, revisions of git, bitexts or texts, each with its Chinese.

use std::path::{Path, PathBuf};

use super::hints::OwnedHints;
use super::versions::{self, Version};
use super::{Project, TextPair};
use crate::bitext::Bitext;
use crate::bitext::format::{self, BitextFormat};
use crate::check::CheckConfig;
use crate::diff::{Options, Revision, revise};
use crate::document::read_bytes_with;
use crate::error::{Error, Place, Result};
use crate::files;
use crate::glossary::Termbase;
use crate::segment::{SegmentedDocument, segment};
use crate::text::Language;

/// A version of a file: its bytes, and the name that tells its format.
#[derive(Clone, Debug)]
pub struct Blob {
    /// The file, as it is called now.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Blob {
    /// Reads a file; `-` is standard input.
    ///
    /// # Errors
    /// A folder, or a file that cannot be read.
    pub fn read(path: &Path) -> Result<Blob> {
        Ok(Blob {
            path: path.to_owned(),
            bytes: files::read(path)?,
        })
    }

    /// The bitext in it.
    ///
    /// # Errors
    /// Bytes that are no bitext of the format that the name tells.
    pub fn bitext(&self) -> Result<Bitext> {
        let format = BitextFormat::by_path(&self.path)?;
        format::read_bytes(&self.bytes, &self.path, format.id)
    }

    fn is_bitext(&self) -> bool {
        BitextFormat::by_path(&self.path).is_ok_and(BitextFormat::can_read)
    }
}

/// Two versions to be compared: both bitexts, or both texts, then with the Chinese of each where it is known.
#[derive(Clone, Debug)]
pub struct Versions {
    /// The older version.
    pub old: Blob,
    /// The newer version.
    pub new: Blob,
    /// The Chinese of the older version.
    pub old_source: Option<Blob>,
    /// The Chinese of the newer version.
    pub new_source: Option<Blob>,
}

/// The Chinese files that a user named, and how texts are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Comparison<'a> {
    /// The Chinese; that of the settings where there is none.
    pub source: Option<&'a Path>,
    /// The Chinese of the older version; that of the newer one where there is none.
    pub old_source: Option<&'a Path>,
    /// The id of the format of texts.
    pub from: Option<&'a str>,
}

/// A version that is ready to be compared.
struct Prepared {
    bitext: Bitext,
    /// The text of the compared side, where it is at hand.
    text: Option<SegmentedDocument>,
}

/// Both versions, ready to be compared.
pub struct Compared {
    old: Prepared,
    new: Prepared,
}

impl Compared {
    /// The revision between both versions; check findings only with settings of the checks.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn revise(
        &self,
        termbase: &Termbase,
        check: Option<&CheckConfig>,
        jobs: usize,
    ) -> Result<Revision<'_>> {
        let options = Options {
            termbase: (!termbase.concepts.is_empty()).then_some(termbase),
            check,
            texts: (self.old.text.as_ref(), self.new.text.as_ref()),
            jobs,
        };
        revise(&self.old.bitext, &self.new.bitext, &options)
    }
}

impl Project {
    /// Two files as versions of each other. The Chinese of the settings is taken for texts where it is there.
    ///
    /// # Errors
    /// Files that cannot be read.
    pub fn versions_of_files(
        &self,
        old: &Path,
        new: &Path,
        comparison: Comparison<'_>,
    ) -> Result<Versions> {
        let (old, new) = (Blob::read(old)?, Blob::read(new)?);
        let new_source = match comparison.source {
            Some(path) => Some(Blob::read(path)?),
            None if old.is_bitext() || new.is_bitext() => None,
            None => {
                let source = self.chinese_for(&new.path).filter(|path| path.is_file());
                source.as_deref().map(Blob::read).transpose()?
            }
        };
        Ok(Versions {
            old,
            new,
            old_source: comparison.old_source.map(Blob::read).transpose()?,
            new_source,
        })
    }

    /// Two versions of a file that a range of revisions names (`A..B`, `A...B`, or `A` against the work tree),
    /// each with the Chinese of its time.
    ///
    /// # Errors
    /// As [`versions::versions`]; a revision that does not hold the file.
    pub fn versions_in_git(
        &self,
        path: &Path,
        range: &str,
        comparison: Comparison<'_>,
    ) -> Result<Versions> {
        let (one, other) = versions::versions(range, path)?;
        let blob = |version: &Version, path: &Path| -> Result<Option<Blob>> {
            Ok(versions::read(version, path)?.map(|bytes| Blob {
                path: path.to_owned(),
                bytes,
            }))
        };
        let must = |version: &Version| -> Result<Blob> {
            blob(version, path)?.ok_or_else(|| {
                Error::input(
                    Place::file(path),
                    format!("{version} does not hold this file"),
                    "name a revision that does, and the file as it is called now",
                )
            })
        };
        let (old, new) = (must(&one)?, must(&other)?);
        let named = comparison.source;
        let set = match named {
            None if !old.is_bitext() => self.chinese_for(path),
            _ => None,
        };
        let (old_source, new_source) = match named.or(set.as_deref()) {
            Some(source) if !old.is_bitext() => {
                // A source that git does not keep is the same for both.
                let new_source = match blob(&other, source)? {
                    Some(blob) => Some(blob),
                    None if source.is_file() || named.is_some() => Some(Blob::read(source)?),
                    None => None,
                };
                let old_source = match comparison.old_source {
                    Some(path) => Some(Blob::read(path)?),
                    None => blob(&one, source)?,
                };
                (old_source, new_source)
            }
            _ => (None, None),
        };
        Ok(Versions {
            old,
            new,
            old_source,
            new_source,
        })
    }

    /// Reads, segments and links both versions, so that they can be compared.
    ///
    /// # Errors
    /// A text beside a bitext; bytes that cannot be read; `--source` for Chinese texts.
    pub fn compare(&self, versions: Versions, comparison: Comparison<'_>) -> Result<Compared> {
        let Versions {
            old,
            new,
            old_source,
            new_source,
        } = versions;
        match (old.is_bitext(), new.is_bitext()) {
            (true, true) => {
                if new_source.is_some() {
                    self.note(
                        "both versions are bitexts and hold their Chinese: --source is not read",
                    );
                }
                // One after the other: each is read on all threads, and its bytes are let go.
                Ok(Compared {
                    old: of_bitext(old)?,
                    new: of_bitext(new)?,
                })
            }
            (false, false) => self.compare_texts([old, new], [old_source, new_source], comparison),
            (one, _) => {
                let (bitext, text) = if one { (&old, &new) } else { (&new, &old) };
                Err(Error::input(
                    Place::file(&text.path),
                    format!("this is a text, and {} is a bitext", bitext.path.display()),
                    "compare two bitexts, or two texts; `duizhao align` makes a bitext of a text and its translation",
                ))
            }
        }
    }

    fn compare_texts(
        &self,
        [old, new]: [Blob; 2],
        [old_source, new_source]: [Option<Blob>; 2],
        comparison: Comparison<'_>,
    ) -> Result<Compared> {
        // With a Chinese text beside them, both versions are English; else their letters tell, the newer's first.
        let read = &self.config.read;
        let new = read_bytes_with(new.bytes, &new.path, comparison.from, read)?;
        self.tell(&new);
        let seen = super::language::visible_letters(&new);
        let language = if comparison.source.is_some() {
            Language::En
        } else {
            seen.heavier().unwrap_or(Language::En)
        };
        if language == Language::Zh {
            return Ok(Compared {
                old: self.by_itself(self.read_version(old, language, comparison)?),
                new: self.by_itself(segment(new, language, &self.config.segment)),
            });
        }
        self.expect(&new, language);
        let new_text = segment(new, language, &self.config.segment);
        let old_text = self.read_version(old, language, comparison)?;
        let Some(new_source) = new_source else {
            return Ok(Compared {
                old: self.by_itself(old_text),
                new: self.by_itself(new_text),
            });
        };
        let new_source = self.read_version(new_source, Language::Zh, comparison)?;
        let old_source = match old_source {
            Some(blob) => self.read_version(blob, Language::Zh, comparison)?,
            None => new_source.clone(),
        };
        let old = self.linked(old_source, old_text, None)?;
        // Sentences that did not change keep their Chinese.
        let new = self.linked(new_source, new_text, Some(&old.bitext))?;
        Ok(Compared { old, new })
    }

    fn read_version(
        &self,
        blob: Blob,
        language: Language,
        comparison: Comparison<'_>,
    ) -> Result<SegmentedDocument> {
        let read = self.config.read.of(language);
        let document = read_bytes_with(blob.bytes, &blob.path, comparison.from, &read)?;
        self.tell(&document);
        self.expect(&document, language);
        Ok(segment(document, language, &self.config.segment))
    }

    /// A version linked with its Chinese, as the earlier one was where nothing changed.
    fn linked(
        &self,
        chinese: SegmentedDocument,
        english: SegmentedDocument,
        earlier: Option<&Bitext>,
    ) -> Result<Prepared> {
        let pair = TextPair {
            chinese,
            english,
            swapped: false,
        };
        let hints = earlier.map_or_else(OwnedHints::default, |earlier| {
            OwnedHints::onto(earlier, &pair.chinese, &pair.english)
        });
        let bitext = self.link(&pair, &hints)?;
        Ok(Prepared {
            bitext,
            text: Some(pair.english),
        })
    }

    /// A text whose source is not known: a bead a sentence.
    fn by_itself(&self, text: SegmentedDocument) -> Prepared {
        let (zh, en) = self.languages();
        let language = match text.language {
            Language::Zh => zh,
            Language::En => en,
        };
        Prepared {
            bitext: Bitext::without_source(&text, language),
            text: Some(text),
        }
    }
}

fn of_bitext(blob: Blob) -> Result<Prepared> {
    let mut bitext = blob.bitext()?;
    drop(blob.bytes);
    if bitext.target.language.starts_with("zh") && !bitext.source.language.starts_with("zh") {
        bitext = bitext.turned();
    }
    // Places are those of the texts; the bitext is what was named.
    if bitext.target.file.is_empty() {
        bitext.target.file = blob.path.display().to_string();
    }
    Ok(Prepared { bitext, text: None })
}
