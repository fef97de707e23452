//! File formats of bitexts: one file a format, one line in [`FORMATS`].

mod aspect;
pub(crate) mod inline;
pub mod intertext;
pub mod jsonl;
pub mod links;
pub(crate) mod losses;
pub mod moses;
mod moves;
pub mod sheet;
pub mod tmx;
pub mod tsv;
pub mod xliff;
pub(crate) mod xml;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use aspect::Aspect;
pub use losses::{Loss, LossKind};

use super::Bitext;
use crate::error::{Error, Place, Result};
use crate::files::{write_all_atomically, write_atomically};
use crate::text::named::Named;

/// The result of writing a bitext.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The number of beads in the output.
    pub beads: usize,
    /// The number of beads that the format could not hold.
    pub left_out: usize,
}

/// A bitext as it was read, and what its file has besides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// The bitext.
    pub bitext: Bitext,
    /// What was left out, each kind once, in the order of the file.
    pub losses: Vec<Loss>,
}

impl From<Bitext> for Imported {
    /// A bitext of whose file nothing was left out.
    fn from(bitext: Bitext) -> Imported {
        Imported {
            bitext,
            losses: Vec::new(),
        }
    }
}

/// Reads a bitext from the bytes of a file; the path is for messages.
pub type ReadFn = fn(&[u8], &Path) -> Result<Imported>;
/// Writes a bitext to a stream.
pub type WriteFn = fn(&Bitext, &mut dyn Write) -> io::Result<Written>;

/// The files of a bitext, by path, with their bytes.
pub type Files = Vec<(PathBuf, Vec<u8>)>;

/// Reads a file that another one refers to.
pub type Load<'l> = &'l dyn Fn(&Path) -> Result<Vec<u8>>;

/// Reader and writer of a format that takes several files, of which the user names one.
#[derive(Clone, Copy, Debug)]
pub struct Several {
    /// Reads a bitext from the file that the user named; the last argument reads the files that it
    /// refers to.
    pub read: fn(&[u8], &Path, Load<'_>) -> Result<Imported>,
    /// Gives all files of a bitext, for the path that the user named.
    pub write: fn(&Bitext, &Path) -> io::Result<(Written, Files)>,
}

/// The way a format is read and written.
#[derive(Clone, Copy, Debug)]
pub enum Access {
    /// It is one file.
    Whole {
        /// Its reader.
        read: ReadFn,
        /// Its writer.
        write: WriteFn,
    },
    /// It is one file that holds no texts, so that no bitext can be read from it alone.
    WriteOnly(WriteFn),
    /// It takes several files.
    Several(Several),
}

/// The way several bitexts become one file.
#[derive(Clone, Copy, Debug)]
pub struct Together {
    /// What stands before all of them, in the languages of the first.
    pub open: fn(&Bitext) -> String,
    /// Writes one of them, the text of this name, by its number from 0.
    pub text: fn(&Bitext, &str, usize, &mut dyn Write) -> io::Result<()>,
    /// What stands behind all of them.
    pub close: &'static str,
}

/// One format, as listed in [`FORMATS`].
#[derive(Clone, Copy, Debug)]
pub struct BitextFormat {
    /// The name that `--format` uses.
    pub id: &'static str,
    /// The usual name of the format.
    pub name: &'static str,
    /// The extensions of its files, without the dot, the usual one first.
    pub extensions: &'static [&'static str],
    /// A description in one sentence.
    pub about: &'static str,
    /// The things that are lost when a bitext is written in it.
    pub cannot_hold: &'static [Aspect],
    /// Its reader and its writer.
    pub access: Access,
    /// Several bitexts in one file, which is then the usual way to write them; in the other formats a file holds
    /// one.
    pub together: Option<Together>,
}

/// What rows of a workbook or of CSV cannot hold.
const NOT_IN_TABLES: &[Aspect] = &[
    Aspect::MovedOrder,
    Aspect::Confidences,
    Aspect::Decisions,
    Aspect::Signatures,
    Aspect::Proposals,
    Aspect::Changes,
    Aspect::LostDecisions,
    Aspect::Blocks,
    Aspect::Places,
    Aspect::Names,
    Aspect::Languages,
    Aspect::Breaks,
    Aspect::Spaces,
    Aspect::UnknownKeys,
];

/// Every format.
pub const FORMATS: &[BitextFormat] = &[
    BitextFormat {
        id: "jsonl",
        name: "duizhao project file",
        extensions: &["bitext.jsonl", "jsonl"],
        about: "JSON Lines, a link a line; holds everything and merges well in git",
        cannot_hold: &[],
        access: Access::Whole {
            read: |bytes, path| Ok(jsonl::read(bytes, path)?.into()),
            write: |bitext, out| {
                jsonl::write(bitext, out)?;
                Ok(Written {
                    beads: bitext.beads.len(),
                    left_out: 0,
                })
            },
        },
        together: None,
    },
    BitextFormat {
        id: "tsv",
        name: "tab-separated table",
        extensions: &["tsv"],
        about: "a table with a header, a link a row, for spreadsheets and scripts",
        cannot_hold: &[
            Aspect::SentenceEnds,
            Aspect::MovedOrder,
            Aspect::Decisions,
            Aspect::Notes,
            Aspect::Stages,
            Aspect::Signatures,
            Aspect::Comments,
            Aspect::Proposals,
            Aspect::Changes,
            Aspect::LostDecisions,
            Aspect::Blocks,
            Aspect::Places,
            Aspect::Names,
            Aspect::Languages,
            Aspect::Breaks,
            Aspect::UnknownKeys,
        ],
        access: Access::Whole {
            read: tsv::read,
            write: tsv::write,
        },
        together: None,
    },
    BitextFormat {
        id: "links",
        name: "sentence links",
        extensions: &["align", "links"],
        about: "`[0, 1]:[0]` a line, indices of sentences from 0, as scoring tools read",
        cannot_hold: &[
            Aspect::Words,
            Aspect::Confidences,
            Aspect::Decisions,
            Aspect::Notes,
            Aspect::Stages,
            Aspect::Signatures,
            Aspect::Comments,
            Aspect::Proposals,
            Aspect::Changes,
            Aspect::LostDecisions,
            Aspect::UnknownKeys,
        ],
        // A links file has no texts, so it is no bitext by itself: see `links::parse`.
        access: Access::WriteOnly(links::write),
        together: None,
    },
    BitextFormat {
        id: "tmx",
        name: "TMX 1.4b translation memory",
        extensions: &["tmx"],
        about: "what translation tools exchange",
        cannot_hold: &[
            Aspect::SentenceEnds,
            Aspect::EmptySides,
            Aspect::MovedOrder,
            Aspect::Stages,
            Aspect::Signatures,
            Aspect::Comments,
            Aspect::Proposals,
            Aspect::Changes,
            Aspect::LostDecisions,
            Aspect::Blocks,
            Aspect::Places,
            Aspect::Names,
            Aspect::Controls,
            Aspect::ControlsInNotes,
            Aspect::Spaces,
            Aspect::UnknownKeys,
        ],
        access: Access::Whole {
            read: tmx::read,
            write: tmx::write,
        },
        together: Some(tmx::TOGETHER),
    },
    BitextFormat {
        id: "xliff",
        name: "XLIFF 2.1",
        extensions: &["xlf", "xliff"],
        about: "what translation tools work on, sentence by sentence; 1.2 and 2.0 are read as well as 2.1",
        cannot_hold: &[
            Aspect::Places,
            Aspect::Stages,
            Aspect::Signatures,
            Aspect::Comments,
            Aspect::Proposals,
            Aspect::Changes,
            Aspect::LostDecisions,
            Aspect::ControlsInNotes,
            Aspect::UnknownKeys,
        ],
        access: Access::Whole {
            read: xliff::read,
            write: xliff::write,
        },
        together: Some(xliff::TOGETHER),
    },
    BitextFormat {
        id: "xliff12",
        name: "XLIFF 1.2",
        extensions: &["xliff12.xlf", "sdlxliff", "mqxliff", "mxliff"],
        about: "the same for older tools; what Trados, memoQ and Phrase make of it is read",
        cannot_hold: &[
            Aspect::Places,
            Aspect::Stages,
            Aspect::Signatures,
            Aspect::Comments,
            Aspect::Proposals,
            Aspect::Changes,
            Aspect::LostDecisions,
            Aspect::Controls,
            Aspect::ControlsInNotes,
            Aspect::UnknownKeys,
        ],
        access: Access::Whole {
            read: xliff::read,
            write: xliff::write12,
        },
        together: Some(xliff::TOGETHER_12),
    },
    BitextFormat {
        id: "po",
        name: "PO catalogue of gettext",
        extensions: &["po", "pot"],
        about: "for Poedit, Weblate and whatever else translators of programs use",
        cannot_hold: &[
            Aspect::MovedOrder,
            Aspect::Confidences,
            Aspect::Decisions,
            Aspect::Signatures,
            Aspect::Comments,
            Aspect::Proposals,
            Aspect::Changes,
            Aspect::LostDecisions,
            Aspect::Blocks,
            Aspect::Places,
            Aspect::Names,
            Aspect::Breaks,
            Aspect::Spaces,
            Aspect::UnknownKeys,
        ],
        access: Access::Whole {
            read: |bytes, path| sheet::read_bitext(sheet::po::read, bytes, path),
            write: |bitext, out| sheet::write_bitext(sheet::po::write, bitext, out),
        },
        together: None,
    },
    BitextFormat {
        id: "xlsx",
        name: "Excel workbook",
        extensions: &["xlsx"],
        about: "a table with filters and a list of statuses; tables of others are read by the names of their columns",
        cannot_hold: NOT_IN_TABLES,
        access: Access::Whole {
            read: |bytes, path| sheet::read_bitext(sheet::xlsx::read, bytes, path),
            write: |bitext, out| sheet::write_bitext(sheet::xlsx::write, bitext, out),
        },
        together: None,
    },
    BitextFormat {
        id: "csv",
        name: "CSV table",
        extensions: &["csv"],
        about: "the same columns as plain text",
        cannot_hold: NOT_IN_TABLES,
        access: Access::Whole {
            read: |bytes, path| sheet::read_bitext(sheet::csv::read, bytes, path),
            write: |bitext, out| sheet::write_bitext(sheet::csv::write, bitext, out),
        },
        together: None,
    },
    BitextFormat {
        id: "intertext",
        name: "InterText alignment",
        extensions: &["intertext.xml"],
        about: "an alignment and two texts as XML, NAME.zh.xml and NAME.en.xml beside it, for the InterText editor",
        cannot_hold: &[
            Aspect::Confidences,
            Aspect::Rejections,
            Aspect::Notes,
            Aspect::Stages,
            Aspect::Signatures,
            Aspect::Comments,
            Aspect::Proposals,
            Aspect::Changes,
            Aspect::LostDecisions,
            Aspect::Places,
            Aspect::Names,
            Aspect::Controls,
            Aspect::UnknownKeys,
        ],
        access: Access::Several(Several {
            read: intertext::read,
            write: intertext::write,
        }),
        together: None,
    },
    BitextFormat {
        id: "moses",
        name: "Moses parallel corpus",
        extensions: &["zh", "en"],
        about: "two plain texts, NAME.zh and NAME.en, a link a line, for training translation systems",
        cannot_hold: &[
            Aspect::SentenceEnds,
            Aspect::EmptySides,
            Aspect::MovedOrder,
            Aspect::Confidences,
            Aspect::Decisions,
            Aspect::Notes,
            Aspect::Stages,
            Aspect::Signatures,
            Aspect::Comments,
            Aspect::Proposals,
            Aspect::Changes,
            Aspect::LostDecisions,
            Aspect::Blocks,
            Aspect::Places,
            Aspect::Names,
            Aspect::Languages,
            Aspect::Breaks,
            Aspect::UnknownKeys,
        ],
        access: Access::Several(Several {
            read: moses::read,
            write: moses::write,
        }),
        together: None,
    },
];

/// Endings of files that only the tool of that name writes so that it can read them: Trados, memoQ, Phrase.
const OF_ONE_TOOL: &[&str] = &["sdlxliff", "mqxliff", "mxliff"];

/// The ending of a file's name, if only the tool of that name writes such files.
#[must_use]
pub fn ending_of_one_tool(path: &Path) -> Option<&'static str> {
    let ending = path.extension()?;
    let mut all = OF_ONE_TOOL.iter().copied();
    all.find(|one| ending.eq_ignore_ascii_case(one))
}

impl Named for BitextFormat {
    const KIND: &'static str = "bitext format";

    fn table() -> &'static [BitextFormat] {
        FORMATS
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn extensions(&self) -> &[&'static str] {
        self.extensions
    }
}

impl BitextFormat {
    /// Whether bitexts can be read from the format.
    #[must_use]
    pub const fn can_read(&self) -> bool {
        !matches!(self.access, Access::WriteOnly(_))
    }

    /// Whether bitexts can be written in the format.
    #[must_use]
    pub const fn writer(&self) -> Option<WriteFn> {
        match self.access {
            Access::Whole { write, .. } | Access::WriteOnly(write) => Some(write),
            Access::Several(_) => None,
        }
    }

    /// Whether it takes several files, and no stream can hold it.
    #[must_use]
    pub const fn is_several(&self) -> bool {
        matches!(self.access, Access::Several(_))
    }

    /// Writes a bitext to a file, with the further files of the format beside it. Each file is replaced
    /// whole or not at all.
    ///
    /// # Errors
    /// [`Error::Write`]; [`Error::Usage`] for a name that only one tool writes.
    pub fn write_file(&self, bitext: &Bitext, path: &Path) -> Result<Written> {
        if let Some(ending) = ending_of_one_tool(path) {
            return Err(Error::usage(
                format!(
                    "{}: .{ending} is read, and written by its own tool only",
                    path.display()
                ),
                "such tools take XLIFF 1.2: NAME.xliff12.xlf",
            ));
        }
        let mut written = Written::default();
        match self.access {
            Access::Whole { write, .. } | Access::WriteOnly(write) => {
                write_atomically(path, |out| {
                    written = write(bitext, out)?;
                    Ok(())
                })?;
            }
            Access::Several(several) => {
                let (found, files) =
                    (several.write)(bitext, path).map_err(|source| Error::Write {
                        path: path.to_owned(),
                        source,
                    })?;
                write_all_atomically(&files)?;
                written = found;
            }
        }
        Ok(written)
    }

    /// What would be lost of a bitext that is written in this format: each aspect that it has, and how much of it.
    #[must_use]
    pub fn lost_of(&self, bitext: &Bitext) -> Vec<(Aspect, usize)> {
        let all = self.cannot_hold.iter();
        all.map(|aspect| (*aspect, aspect.count(bitext)))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// Reads a bitext from a file, and from the files that it refers to.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Usage`] when the format holds no texts, [`Error::Input`] with a place
    /// when the content is not right.
    pub fn read_file(&self, path: &Path) -> Result<Imported> {
        let load = |path: &Path| {
            fs::read(path).map_err(|source| Error::Read {
                path: path.to_owned(),
                source,
            })
        };
        let bytes = load(path)?;
        match self.access {
            Access::Several(several) => (several.read)(&bytes, path, &load),
            Access::Whole { .. } | Access::WriteOnly(_) => self.read_bytes(&bytes, path),
        }
    }

    /// Writes a bitext to a stream.
    ///
    /// # Errors
    /// [`Error::Write`]; [`Error::Usage`] when the format takes several files.
    pub fn write_stream(&self, bitext: &Bitext, out: &mut dyn Write) -> Result<Written> {
        let Some(write) = self.writer() else {
            let ends = self.extensions.first().copied().unwrap_or_default();
            return Err(Error::usage(
                format!(
                    "{} takes several files, and there is only one stream to write to",
                    self.name
                ),
                format!("name a file to write to: NAME.{ends}"),
            ));
        };
        write(bitext, out).map_err(|source| Error::Write {
            path: "output".into(),
            source,
        })
    }

    /// Reads a bitext from bytes; `path` is for messages and for the names of the sides where the format
    /// does not hold them.
    ///
    /// # Errors
    /// [`Error::Usage`] when the format takes several files or holds no texts, [`Error::Input`] with a
    /// place when the content is not right.
    fn read_bytes(&self, bytes: &[u8], path: &Path) -> Result<Imported> {
        match self.access {
            Access::Whole { read, .. } => read(bytes, path),
            Access::WriteOnly(_) => Err(Error::usage(
                format!(
                    "{}: {} hold no texts, so no bitext can be read from them",
                    path.display(),
                    self.name
                ),
                format!(
                    "bitexts are read from {}",
                    BitextFormat::ids(BitextFormat::can_read)
                ),
            )),
            Access::Several(_) => Err(Error::usage(
                format!(
                    "{}: {} takes several files, and this is only one of them",
                    path.display(),
                    self.name
                ),
                "convert it to .bitext.jsonl",
            )),
        }
    }

    /// The format of a file by the end of its name, upper or lower case.
    ///
    /// # Errors
    /// [`Error::Usage`] with the endings there are.
    pub fn by_path(path: &Path) -> Result<&'static BitextFormat> {
        BitextFormat::by_ending(path).ok_or_else(|| {
            Error::usage(
                format!(
                    "{}: the name does not tell which bitext format it is",
                    path.display()
                ),
                format!(
                    "name the format, or let the name end with {}",
                    BitextFormat::endings()
                ),
            )
        })
    }
}

/// Writes a bitext in the format that `id` names.
///
/// # Errors
/// [`Error::Usage`] when there is no such format or it cannot be written, [`Error::Write`] when the
/// writer fails or the bitext is not whole. Use
/// [`BitextFormat::write_file`] for files.
pub fn write(bitext: &Bitext, id: &str, out: &mut dyn Write) -> Result<Written> {
    BitextFormat::by_id(id)?.write_stream(bitext, out)
}

/// Reads a bitext file in the format that its name tells, without what was left out.
///
/// # Errors
/// As [`import`].
pub fn read(path: &Path) -> Result<Bitext> {
    import(path).map(|imported| imported.bitext)
}

/// Reads a bitext file in the format that its name tells.
///
/// # Errors
/// [`Error::Read`], [`Error::Usage`] when the name tells no format that can be read, and
/// [`Error::Input`] with a place when the content is not right.
pub fn import(path: &Path) -> Result<Imported> {
    BitextFormat::by_path(path)?.read_file(path)
}

/// Reads a bitext in the format that `id` names; `path` is for messages and for the names of the
/// sides where the format does not hold them.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8], path: &Path, id: &str) -> Result<Bitext> {
    let imported = BitextFormat::by_id(id)?.read_bytes(bytes, path)?;
    Ok(imported.bitext)
}

/// The path of a companion file of `path`: `NAME.end`, where NAME is the file name without the first of
/// `endings` that fits, else the whole name.
fn beside(path: &Path, endings: &[&str], end: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = endings.iter().find_map(|ending| name.strip_suffix(ending));
    path.with_file_name(format!("{}.{end}", stem.unwrap_or(&name)))
}

/// The bytes as UTF-8, without a byte order mark.
pub(crate) fn utf8<'a>(bytes: &'a [u8], path: &Path) -> Result<&'a str> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let (line, column) = crate::text::line_column(&good, good.len());
        Error::input(
            Place::at(path, line, column),
            "the file is not UTF-8",
            "save it as UTF-8",
        )
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bitext::testing::{any_bitext, bead, side};
    use crate::bitext::{Bead, BeadState, Sentence, Side, Status};
    use crate::document::BlockKind;

    #[test]
    fn formats_are_found_by_id_and_by_name() {
        for (path, id) in [
            ("book.bitext.jsonl", "jsonl"),
            ("a/b.TMX", "tmx"),
            ("x.y.tsv", "tsv"),
            ("001.align", "links"),
            ("a.XLF", "xliff"),
            ("a.xliff12.xlf", "xliff12"),
        ] {
            assert_eq!(BitextFormat::by_path(Path::new(path)).unwrap().id, id);
        }
        for path in ["-", "tmx", "a.doc", ""] {
            assert!(BitextFormat::by_path(Path::new(path)).is_err(), "{path}");
        }
        let said = BitextFormat::by_id("xls").unwrap_err().to_string();
        assert!(said.contains("jsonl, tsv, links, tmx"), "{said}");
    }

    #[test]
    fn ids_and_extensions_are_unique() {
        let mut names: Vec<_> = FORMATS.iter().flat_map(|f| f.extensions).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn files_of_one_tool_are_not_written() {
        let bitext = Bitext::default();
        for name in ["a.sdlxliff", "b.MQXLIFF", "c.mxliff"] {
            let format = BitextFormat::by_path(Path::new(name)).unwrap();
            let said = format.write_file(&bitext, Path::new(name)).unwrap_err();
            assert!(
                said.to_string().contains("written by its own tool only"),
                "{said}"
            );
        }
    }

    /// What is written in a format, and read again.
    fn through(format: &BitextFormat, bitext: &Bitext) -> Bitext {
        let path = PathBuf::from(format!("a.{}", format.extensions[0]));
        let read = match format.access {
            Access::Several(several) => {
                let (_, files) = (several.write)(bitext, &path).unwrap();
                let load = |path: &Path| {
                    let found = files.iter().find(|(other, _)| other == path);
                    Ok(found.unwrap().1.clone())
                };
                (several.read)(&load(&path).unwrap(), &path, &load).unwrap()
            }
            Access::Whole { read, write } => {
                let mut out = Vec::new();
                write(bitext, &mut out).unwrap();
                read(&out, &path).unwrap()
            }
            Access::WriteOnly(_) => panic!("{} cannot be read", format.id),
        };
        assert_eq!(read.losses, [], "{}", format.id);
        read.bitext.validate().unwrap();
        read.bitext
    }

    /// What two bitexts have of an aspect, as text: the same where it was held.
    fn seen(aspect: Aspect, bitext: &Bitext) -> String {
        let of_beads = |say: &dyn Fn(&Bead) -> String| -> String {
            bitext.beads.iter().map(|bead| say(bead) + "\n").collect()
        };
        let sides = [&bitext.source, &bitext.target];
        let of_sentences = |say: &dyn Fn(&Sentence) -> String| -> String {
            let all = sides.iter().flat_map(|side| &side.sentences);
            all.map(|sentence| say(sentence) + "\n").collect()
        };
        let texts = |sentences: &[Sentence]| -> Vec<String> {
            sentences
                .iter()
                .map(|sentence| sentence.text.to_string())
                .collect()
        };
        match aspect {
            Aspect::Words => of_beads(&|bead| {
                format!("{:?}", (bitext.source_text(bead), bitext.target_text(bead)))
            }),
            Aspect::SentenceEnds => of_beads(&|bead| {
                format!(
                    "{:?}",
                    (
                        texts(bitext.bead_source(bead)),
                        texts(bitext.bead_target(bead))
                    )
                )
            }),
            Aspect::EmptySides => {
                of_beads(&|bead| format!("{:?}", (bead.source.is_empty(), bead.target.is_empty())))
            }
            Aspect::MovedOrder => {
                let mut order: Vec<&Bead> = bitext.beads.iter().collect();
                order.retain(|bead| !bead.target.is_empty());
                order.sort_by_key(|bead| bead.target.start);
                order
                    .iter()
                    .map(|bead| bitext.target_text(bead) + "\n")
                    .collect()
            }
            Aspect::Confidences => of_beads(&|bead| format!("{:.3}", bead.confidence)),
            Aspect::Decisions => of_beads(&|bead| format!("{:?}", bead.status)),
            Aspect::Rejections => of_beads(&|bead| format!("{}", bead.status == Status::Rejected)),
            Aspect::Notes => of_beads(&|bead| format!("{:?}", bead.note)),
            Aspect::Stages => of_beads(&|bead| format!("{:?}", bead.stage())),
            Aspect::Signatures => of_beads(&|bead| format!("{:?}", bead.staged())),
            Aspect::Comments => of_beads(&|bead| format!("{:?}", bead.comments())),
            Aspect::Proposals => of_beads(&|bead| format!("{:?}", bead.proposals())),
            Aspect::Blocks => {
                let blocks = |side: &Side| -> Vec<(usize, BlockKind)> {
                    let all = side
                        .sentences
                        .chunk_by(|a, b| a.block == b.block && a.kind == b.kind);
                    all.map(|block| (block.len(), block[0].kind)).collect()
                };
                format!("{:?}", sides.map(blocks))
            }
            Aspect::Places => {
                of_sentences(&|sentence| format!("{:?}", (sentence.bytes, sentence.at)))
            }
            Aspect::Names => format!("{:?}", sides.map(|side| &side.file)),
            Aspect::Languages => format!("{:?}", sides.map(|side| &side.language)),
            Aspect::Changes => of_beads(&|bead| format!("{:?}", bead.state)),
            Aspect::LostDecisions => format!("{:?}", bitext.lost),
            Aspect::UnknownKeys => format!("{:?}", bitext.other),
            Aspect::Controls | Aspect::ControlsInNotes | Aspect::Breaks | Aspect::Spaces => {
                seen(Aspect::Words, bitext)
            }
        }
    }

    proptest! {
        /// Each cell of the table in docs/formats.md, which lists the same aspects.
        #[test]
        fn what_a_format_holds_is_read_as_it_was(bitext in any_bitext("[一二<script>&\"']{1,6}")) {
            for format in FORMATS.iter().filter(|format| format.can_read()) {
                let again = through(format, &bitext);
                // What the format leaves out whole is compared without.
                let mut kept = bitext.clone();
                if format.cannot_hold.contains(&Aspect::EmptySides) {
                    kept.beads.retain(|bead| !bead.source.is_empty() && !bead.target.is_empty());
                }
                let order = [Aspect::MovedOrder, Aspect::SentenceEnds, Aspect::Blocks];
                for aspect in Aspect::ALL {
                    // Where links are left out, the sentences behind them have other numbers.
                    let needs_all = order.contains(aspect) && kept.beads.len() != bitext.beads.len();
                    // Several files have names of their own.
                    let is_own = *aspect == Aspect::Names && format.is_several()
                        || *aspect == Aspect::Languages && kept.beads.is_empty();
                    // Confirmed links may be held where rejected ones are not.
                    let other = match aspect {
                        Aspect::Decisions => Aspect::Rejections,
                        Aspect::Rejections => Aspect::Decisions,
                        same => *same,
                    };
                    let is_lost = [aspect, &other].iter().any(|one| format.cannot_hold.contains(one));
                    if !is_lost && !needs_all && !is_own
                    {
                        prop_assert_eq!(seen(*aspect, &again), seen(*aspect, &kept), "{} {:?}", format.id, aspect);
                    }
                }
            }
        }

        /// What is told as lost is lost, and what is not told is there: a second time, nothing is.
        #[test]
        fn losses_are_told_exactly(bitext in any_bitext("[一二<script>&\"' 。\u{1}]{1,6}"), language in "en|en-GB") {
            let mut bitext = bitext;
            bitext.target.language = language;
            for format in FORMATS.iter().filter(|format| format.can_read()) {
                let again = through(format, &bitext);
                let is_own = |aspect: &Aspect| *aspect == Aspect::Names && format.is_several();
                for (aspect, count) in format.lost_of(&bitext) {
                    prop_assert!(count > 0);
                    if !is_own(&aspect) {
                        prop_assert_eq!(aspect.count(&again), 0, "{} {:?}", format.id, aspect);
                    }
                }
                let left: Vec<_> = format.lost_of(&again).into_iter().filter(|(aspect, _)| !is_own(aspect)).collect();
                prop_assert_eq!(left, [], "{}", format.id);
                prop_assert_eq!(&through(format, &again), &again, "{}", format.id);
            }
        }
    }

    #[test]
    fn each_aspect_is_counted() {
        let mut bitext = Bitext {
            source: side("zh-TW", &["一\t。", "二\u{1}。", "三。"]),
            target: side("en-US", &["One  1.", "Two.", "Three."]),
            beads: vec![bead(0..2, 0..1), bead(2..3, 2..3), bead(3..3, 1..2)],
            ..Bitext::default()
        };
        bitext.source.sentences[0].bytes = Some((0, 3));
        bitext.beads[0].status = Status::Rejected;
        bitext.beads[0].confidence = 0.5;
        bitext.beads[0].note = Some("a\u{2}".into());
        bitext.beads[1].moved = Some(1);
        bitext.beads[1].status = Status::Locked;
        bitext.beads[1].state = Some(Box::new(BeadState {
            changed: true,
            other: [("x".to_owned(), true.into())].into_iter().collect(),
            ..BeadState::default()
        }));
        let told: Vec<String> = Aspect::ALL
            .iter()
            .map(|aspect| aspect.told(aspect.count(&bitext)))
            .collect();
        assert_eq!(
            told,
            [
                "the words of 6 sentences",
                "1 end of sentences inside links",
                "1 link with an empty side",
                "the order of 1 moved link",
                "1 confidence",
                "2 decisions",
                "1 rejected link",
                "1 note",
                "0 stages",
                "who gave 0 stages",
                "comments on 0 links",
                "proposals for 0 links",
                "what changed since of 1 link",
                "0 decisions without a place",
                "2 blocks that are more than a paragraph of one link",
                "places of 1 sentence in their files",
                "names of 2 texts",
                "1 language tag",
                "control characters in 1 sentence",
                "control characters in 1 note",
                "tabs and line breaks in 1 sentence",
                "white space beyond single spaces in 2 sentences",
                "1 key of a newer version",
            ]
        );
    }

    /// Every format that can be read keeps at least the texts of linked beads.
    #[test]
    fn every_format_that_reads_gives_back_what_it_wrote() {
        let mut bitext = Bitext {
            source: side("zh-CN", &["一<&>\"。", "二。", "三。"]),
            target: side("en-US", &["One <&> \"1\".", "Two.", "Three."]),
            beads: vec![bead(0..1, 0..1), bead(1..2, 1..2), bead(2..3, 2..3)],
            ..Bitext::default()
        };
        bitext.name_beads();
        for format in FORMATS {
            if let Access::Several(several) = format.access {
                let path = PathBuf::from(format!("a.{}", format.extensions[0]));
                let (written, files) = (several.write)(&bitext, &path).unwrap();
                assert_eq!(written.beads, 3);
                let load = |path: &Path| {
                    let found = files.iter().find(|(other, _)| other == path);
                    Ok(found.unwrap().1.clone())
                };
                let again = (several.read)(&load(&path).unwrap(), &path, &load).unwrap();
                let again = again.bitext;
                again.validate().unwrap();
                for bead in &bitext.beads {
                    assert_eq!(again.source_text(bead), bitext.source_text(bead));
                    assert_eq!(again.target_text(bead), bitext.target_text(bead));
                }
                assert!(write(&bitext, format.id, &mut Vec::new()).is_err());
                assert!(read_bytes(b"", &path, format.id).is_err());
                continue;
            }
            let mut out = Vec::new();
            let written = write(&bitext, format.id, &mut out).unwrap();
            assert_eq!(written.beads, 3);
            if format.can_read() {
                let again = read_bytes(&out, Path::new("a"), format.id).unwrap();
                again.validate().unwrap();
                assert_eq!(again.beads, bitext.beads, "{}", format.id);
                for bead in &bitext.beads {
                    assert_eq!(again.source_text(bead), bitext.source_text(bead));
                    assert_eq!(again.target_text(bead), bitext.target_text(bead));
                }
            } else {
                assert!(read_bytes(&out, Path::new("a"), format.id).is_err());
            }
        }
    }
}
