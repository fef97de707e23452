//! `duizhao diff`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use duizhao::bitext::Bitext;
use duizhao::bitext::format::{self, BitextFormat};
use duizhao::diff::render::{RENDERINGS, Rendering, View};
use duizhao::diff::{Kind, Meaning, Options, Revision, revise};
use duizhao::document::read_bytes;
use duizhao::report::Terminal;
use duizhao::segment::{Text, segment};
use duizhao::text::Language;
use duizhao::{Error, Place, Result};

use super::Context;
use super::args::Diff;
use super::build::termbase;
use super::git::{self, Version};
use super::given::Extra;
use super::output::write_to;
use super::pager;
use super::pair::Pair;

/// A file of some version.
struct Blob {
    /// Where it is, and what tells its format.
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Blob {
    fn read(path: &Path) -> Result<Blob> {
        let fail = |source| Error::Read {
            path: path.to_owned(),
            source,
        };
        if path.is_dir() {
            return Err(Error::input(
                Place::file(path),
                "this is a folder",
                "name a file in it",
            ));
        }
        let mut bytes = Vec::new();
        if path == Path::new("-") {
            std::io::Read::read_to_end(&mut std::io::stdin(), &mut bytes).map_err(fail)?;
        } else {
            bytes = std::fs::read(path).map_err(fail)?;
        }
        Ok(Blob {
            path: path.to_owned(),
            bytes,
        })
    }

    fn is_bitext(&self) -> bool {
        BitextFormat::by_path(&self.path).is_ok_and(BitextFormat::can_read)
    }
}

/// One version, ready to be compared.
struct Prepared {
    bitext: Bitext,
    /// The text of the compared side, where it is at hand.
    text: Option<Text>,
}

/// What is to be compared.
struct Input {
    old: Blob,
    new: Blob,
    old_source: Option<Blob>,
    new_source: Option<Blob>,
}

pub(super) fn run(context: &Context, options: &Diff) -> Result<ExitCode> {
    let rendering = rendering(&options.format)?;
    let kinds = options
        .only
        .iter()
        .map(|name| kind(name))
        .collect::<Result<Vec<Kind>>>()?;
    let gate = Gate::new(options)?;
    let Some(input) = input(context, options)? else {
        return Ok(ExitCode::SUCCESS);
    };
    let (old, new) = prepare(context, options, input)?;
    let glossaries = if options.glossary.is_empty() {
        &context.config.project.glossary
    } else {
        &options.glossary
    };
    let termbase = termbase(context, glossaries)?;
    let given = Options {
        termbase: (!termbase.concepts.is_empty()).then_some(&termbase),
        check: (!options.no_findings).then_some(&context.config.check),
        texts: (old.text.as_ref(), new.text.as_ref()),
        jobs: context.jobs,
    };
    let revision = revise(&old.bitext, &new.bitext, &given)?;
    context
        .talk
        .progress(format_args!("compared: {} changes", revision.changes.len()));
    show(context, options, rendering, kinds, &revision)?;
    Ok(ExitCode::from(u8::from(gate.fails(&revision))))
}

fn show(
    context: &Context,
    options: &Diff,
    rendering: &Rendering,
    kinds: Vec<Kind>,
    revision: &Revision<'_>,
) -> Result<()> {
    // What git pages for us is a terminal, too.
    let paged_by_git = options.git_driver
        && std::env::var_os("GIT_PAGER_IN_USE").is_some()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let view = View {
        all: options.all,
        kinds,
        stat: options.stat,
        look: Terminal {
            color: (context.talk.output_color || paged_by_git) && options.output.is_none(),
            width: pager::width(),
        },
        limit: options.limit,
    };
    let write = |out: &mut dyn std::io::Write| (rendering.write)(revision, &view, out);
    let paged = rendering.id == "text" && !options.no_pager && !options.git_driver;
    if paged && options.output.is_none() {
        let mut text = Vec::new();
        write(&mut text).map_err(|source| Error::Write {
            path: "standard output".into(),
            source,
        })?;
        return pager::page(&text);
    }
    write_to(options.output.as_deref(), write)
}

/// What makes the exit code 1.
struct Gate {
    any: bool,
    finding: bool,
    kinds: Vec<Kind>,
    meanings: Vec<Meaning>,
}

impl Gate {
    fn new(options: &Diff) -> Result<Gate> {
        let mut gate = Gate {
            any: options.exit_code,
            finding: false,
            kinds: Vec::new(),
            meanings: Vec::new(),
        };
        let meanings = [
            Meaning::Number,
            Meaning::Negation,
            Meaning::Name,
            Meaning::Term,
        ];
        for name in &options.fail_on {
            if name == "any" {
                gate.any = true;
            } else if name == "finding" {
                gate.finding = true;
            } else if let Some(meaning) = meanings.iter().find(|meaning| meaning.name() == name) {
                gate.meanings.push(*meaning);
            } else {
                gate.kinds.push(kind(name)?);
            }
        }
        Ok(gate)
    }

    fn fails(&self, revision: &Revision<'_>) -> bool {
        (self.finding && !revision.new_findings.is_empty())
            || revision.changes.iter().any(|change| {
                (self.any && !change.kind.is_quiet())
                    || self.kinds.contains(&change.kind)
                    || change
                        .signs
                        .iter()
                        .any(|sign| self.meanings.contains(&sign.meaning))
            })
    }
}

fn kind(name: &str) -> Result<Kind> {
    Kind::ALL
        .into_iter()
        .find(|kind| kind.name() == name)
        .ok_or_else(|| {
            let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
            Error::usage(
                format!("no kind of change is called \"{name}\""),
                format!("there are {}", known.join(", ")),
            )
        })
}

fn rendering(id: &str) -> Result<&'static Rendering> {
    RENDERINGS
        .iter()
        .find(|rendering| rendering.id == id)
        .ok_or_else(|| {
            let known: Vec<&str> = RENDERINGS.iter().map(|rendering| rendering.id).collect();
            Error::usage(
                format!("no rendering is called \"{id}\""),
                format!("there are {}", known.join(", ")),
            )
        })
}

/// Finds the versions; `None` where git has said all there is to say.
fn input(context: &Context, options: &Diff) -> Result<Option<Input>> {
    if options.git_driver {
        return driven(options);
    }
    if let Some(range) = &options.git {
        return in_git(context, options, range).map(Some);
    }
    let [old, new] = options.paths.as_slice() else {
        return Err(Error::usage(
            format!("{} file names were given", options.paths.len()),
            "name the old version and the new one, or one file and --git REV",
        ));
    };
    let (old, new) = (Blob::read(old)?, Blob::read(new)?);
    let new_source = match &options.source {
        Some(path) => Some(Blob::read(path)?),
        None => match &context.config.project.source {
            Some(path) if !old.is_bitext() && !new.is_bitext() && path.is_file() => {
                Some(Blob::read(path)?)
            }
            _ => None,
        },
    };
    let old_source = options.source_old.as_deref().map(Blob::read).transpose()?;
    Ok(Some(Input {
        old,
        new,
        old_source,
        new_source,
    }))
}

/// What git gives to an external diff: path, old file, hash, mode, new file, hash, mode, and for renamed files
/// the new name and what git says of it.
fn driven(options: &Diff) -> Result<Option<Input>> {
    let paths = &options.paths;
    let name = paths.first().cloned().unwrap_or_default();
    if paths.len() == 1 {
        write_to(None, |out| {
            writeln!(out, "{}: not merged; see `git status`", name.display())
        })?;
        return Ok(None);
    }
    let (Some(old), Some(new)) = (paths.get(1), paths.get(4)) else {
        return Err(Error::usage(
            "git gave other arguments than an external diff has",
            "docs/git.md shows the settings",
        ));
    };
    let new_name = paths.get(7).unwrap_or(&name);
    write_to(None, |out| {
        writeln!(
            out,
            "diff --duizhao a/{} b/{}",
            name.display(),
            new_name.display()
        )
    })?;
    let blob = |file: &Path, name: &Path| -> Result<Option<Blob>> {
        if file == Path::new("/dev/null") {
            return Ok(None);
        }
        let blob = Blob::read(file)?;
        Ok(Some(Blob {
            path: name.to_owned(),
            ..blob
        }))
    };
    let only = |blob: &Blob, what: &str| -> Result<()> {
        let format = BitextFormat::by_path(&blob.path)?;
        let bitext = format::read_bytes(&blob.bytes, &blob.path, format.id)?;
        write_to(None, |out| {
            writeln!(
                out,
                "{what}: {} beads, {} sentences\n",
                bitext.beads.len(),
                bitext.target.sentences.len()
            )
        })
    };
    match (blob(old, &name)?, blob(new, new_name)?) {
        (Some(old), Some(new)) => Ok(Some(Input {
            old,
            new,
            old_source: None,
            new_source: None,
        })),
        (Some(old), None) => only(&old, "deleted").map(|()| None),
        (None, Some(new)) => only(&new, "new file").map(|()| None),
        (None, None) => Ok(None),
    }
}

fn in_git(context: &Context, options: &Diff, range: &str) -> Result<Input> {
    let [path] = options.paths.as_slice() else {
        return Err(Error::usage(
            format!("{} file names were given with --git", options.paths.len()),
            "name one file: `duizhao diff --git HEAD~1..HEAD en.md`",
        ));
    };
    let (one, other) = git::versions(range, path)?;
    let blob = |version: &Version, path: &Path| -> Result<Option<Blob>> {
        Ok(git::read(version, path)?.map(|bytes| Blob {
            path: path.to_owned(),
            bytes,
        }))
    };
    let must = |version: &Version| -> Result<Blob> {
        blob(version, path)?.ok_or_else(|| {
            let which = match version {
                Version::Revision(revision) => {
                    format!("revision {}", &revision[..revision.len().min(10)])
                }
                Version::WorkTree => "the working tree".to_owned(),
            };
            Error::input(
                Place::file(path),
                format!("{which} does not hold this file"),
                "name a revision that does, and the file as it is called now",
            )
        })
    };
    let (old, new) = (must(&one)?, must(&other)?);
    let source = options
        .source
        .as_ref()
        .or(context.config.project.source.as_ref());
    let (old_source, new_source) = match source {
        Some(source) if !old.is_bitext() => {
            let now = || Blob::read(source).map(Some);
            // A source that git does not keep is the same for both.
            let new_source = match blob(&other, source)? {
                Some(blob) => Some(blob),
                None if source.is_file() || options.source.is_some() => now()?,
                None => None,
            };
            let old_source = match &options.source_old {
                Some(path) => Some(Blob::read(path)?),
                None => blob(&one, source)?,
            };
            (old_source, new_source)
        }
        _ => (None, None),
    };
    Ok(Input {
        old,
        new,
        old_source,
        new_source,
    })
}

fn prepare(context: &Context, options: &Diff, input: Input) -> Result<(Prepared, Prepared)> {
    let Input {
        old,
        new,
        old_source,
        new_source,
    } = input;
    match (old.is_bitext(), new.is_bitext()) {
        (true, true) => {
            if new_source.is_some() {
                context
                    .talk
                    .note("both versions are bitexts and hold their Chinese: --source is not read");
            }
            Ok((of_bitext(&old)?, of_bitext(&new)?))
        }
        (false, false) => of_texts(context, options, [old, new], old_source, new_source),
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

fn of_bitext(blob: &Blob) -> Result<Prepared> {
    let format = BitextFormat::by_path(&blob.path)?;
    let mut bitext = format::read_bytes(&blob.bytes, &blob.path, format.id)?;
    if bitext.target.language.starts_with("zh") && !bitext.source.language.starts_with("zh") {
        bitext = bitext.turned();
    }
    // Places are those of the texts; the bitext is what was named.
    if bitext.target.file.is_empty() {
        bitext.target.file = blob.path.display().to_string();
    }
    Ok(Prepared { bitext, text: None })
}

fn of_texts(
    context: &Context,
    options: &Diff,
    [old, new]: [Blob; 2],
    old_source: Option<Blob>,
    new_source: Option<Blob>,
) -> Result<(Prepared, Prepared)> {
    let from = options.from.as_deref();
    let read = |blob: Blob, wanted: Option<Language>| -> Result<Text> {
        let document = read_bytes(blob.bytes, &blob.path, from)?;
        let found = Language::detect(&document.source.text);
        let language = wanted.or(found).unwrap_or(Language::En);
        if let (Some(wanted), Some(found)) = (wanted, found)
            && wanted != found
        {
            let name = |language: Language| match language {
                Language::Zh => "Chinese",
                Language::En => "English",
            };
            return Err(Error::input(
                Place::file(&blob.path),
                format!("this text is {} and not {}", name(found), name(wanted)),
                "OLD and NEW are versions of one text in one language; --source names the Chinese of English ones",
            ));
        }
        Ok(segment(document, language, &context.config.segment))
    };
    let new_text = read(new, None)?;
    let language = new_text.language;
    let old_text = read(old, Some(language))?;
    if language == Language::Zh {
        if options.source.is_some() {
            return Err(Error::usage(
                "both versions are Chinese, and so is --source",
                "leave --source out to compare the Chinese; name English versions to compare translations",
            ));
        }
        return Ok((by_itself(context, old_text), by_itself(context, new_text)));
    }
    let Some(new_source) = new_source else {
        return Ok((by_itself(context, old_text), by_itself(context, new_text)));
    };
    let new_source = read(new_source, Some(Language::Zh))?;
    let old_source = match old_source {
        Some(blob) => read(blob, Some(Language::Zh))?,
        None => new_source.clone(),
    };
    let with_source =
        |chinese: Text, english: Text, earlier: Option<&Bitext>| -> Result<Prepared> {
            let pair = Pair {
                chinese,
                english,
                swapped: false,
            };
            let extra = earlier.map_or_else(Extra::default, |earlier| {
                Extra::onto(earlier, &pair.chinese, &pair.english)
            });
            let aligned = pair.align(context, &extra)?;
            let mut bitext = pair.bitext(context, &aligned);
            bitext.restore(&extra.carried);
            Ok(Prepared {
                bitext,
                text: Some(pair.english),
            })
        };
    let old = with_source(old_source, old_text, None)?;
    // What did not change keeps its Chinese.
    let new = with_source(new_source, new_text, Some(&old.bitext))?;
    Ok((old, new))
}

/// A text of which nobody knows what it translates: a bead a sentence.
fn by_itself(context: &Context, text: Text) -> Prepared {
    let project = &context.config.project;
    let language = match text.language {
        Language::Zh => &project.source_language,
        Language::En => &project.target_language,
    };
    let bitext = Bitext::without_source(&text, language);
    Prepared {
        bitext,
        text: Some(text),
    }
}
