//! Comparing two versions of a project that git keeps: which texts there are in each, which of them belong
//! together, and each of them opened as it was.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::history::{ProjectCopy, Repository, Tree};
use super::versions::{Version, span};
use super::{
    OwnedHints, Parallel, Presence, Project, ProjectText, Reading, Silent, TakeWords, TextList,
};
use crate::bitext::Bitext;
use crate::bitext::format::BitextFormat;
use crate::check::CheckConfig;
use crate::config::{Config, Order};
use crate::diff::{Options, ProjectRevision, Revision, TextRevision, TextState, revise};
use crate::error::{Error, Result};
use crate::glossary::Termbase;
use crate::segment::SegmentedDocument;

/// Which versions of a project are compared.
#[derive(Clone, Copy, Debug)]
pub enum GitSpan<'a> {
    /// `A..B`, `A...B`, or `A` against the work tree.
    Range(&'a str),
    /// The newest commit against what is staged for the next one.
    Staged,
}

/// Two versions of a project, their texts opened and ready to be compared.
pub struct ComparedTexts {
    old: String,
    new: String,
    texts: Vec<ComparedText>,
    unchanged: usize,
}

struct ComparedText {
    name: String,
    was: Option<String>,
    title: Option<String>,
    part: Option<String>,
    state: TextState,
    old: Option<TextVersion>,
    new: Option<TextVersion>,
    error: Option<String>,
}

/// A text as it was.
struct TextVersion {
    bitext: Bitext,
    /// The English, where its file says what the bitext says.
    english: Option<SegmentedDocument>,
}

impl ComparedTexts {
    /// What changed between both versions; check findings only with settings of the checks.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn revise(
        &self,
        termbase: &Termbase,
        check: Option<&CheckConfig>,
        jobs: usize,
    ) -> Result<ProjectRevision<'_>> {
        let threads = jobs.clamp(1, self.texts.len().max(1));
        let revised = in_parallel(&self.texts, threads, |text| {
            let (Some(old), Some(new)) = (&text.old, &text.new) else {
                return Ok(None);
            };
            let options = Options {
                termbase: (!termbase.concepts.is_empty()).then_some(termbase),
                check,
                texts: (old.english.as_ref(), new.english.as_ref()),
                jobs: (jobs / threads).max(1),
            };
            revise(&old.bitext, &new.bitext, &options).map(Some)
        });
        let mut texts = Vec::new();
        let mut unchanged = self.unchanged;
        for (text, revision) in self.texts.iter().zip(revised) {
            let revision: Option<Revision<'_>> = revision?;
            let is_same = revision.as_ref().is_some_and(|revision| {
                revision.changes.is_empty()
                    && revision.new_findings.is_empty()
                    && revision.resolved_findings.is_empty()
            });
            if text.state == TextState::Changed && is_same {
                unchanged += 1;
                continue;
            }
            texts.push(TextRevision {
                name: text.name.clone(),
                was: text.was.clone(),
                title: text.title.clone(),
                part: text.part.clone(),
                state: text.state,
                old: text.old.as_ref().map(|version| &version.bitext),
                new: text.new.as_ref().map(|version| &version.bitext),
                revision,
                error: text.error.clone(),
            });
        }
        let names = (self.old.clone(), self.new.clone());
        Ok(ProjectRevision::new(names, texts, unchanged))
    }
}

/// The results in the order of the items.
fn in_parallel<'t, T: Sync, R: Send>(
    items: &'t [T],
    threads: usize,
    work: impl Fn(&'t T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((at, item)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    items.get(at).map(|item| (at, item))
                } {
                    let result = work(item);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// A version of the project: its folder on disk, and its texts.
struct Edition {
    project: Project,
    list: TextList,
    /// The private folder; none of the work tree.
    copy: Option<ProjectCopy>,
}

/// Two texts that are versions of each other; a number of each list.
struct Paired {
    old: Option<usize>,
    new: Option<usize>,
}

impl Project {
    /// Opens two versions of the project's texts, or of those that are named, for a comparison. The settings of
    /// the newer version say which texts there are; those of the older one, which there were. Texts that are the
    /// same in both are only counted.
    ///
    /// # Errors
    /// A folder without repository or a revision that is not known (with how to fetch it), settings that name no
    /// texts, names that mean none. What is wrong with single texts is told in the result.
    pub fn compare_in_git(
        &self,
        what: GitSpan<'_>,
        names: &[PathBuf],
        from: Option<&str>,
    ) -> Result<ComparedTexts> {
        let repository = Repository::of(&self.config.folder)?;
        let (labels, trees) = match what {
            GitSpan::Staged => {
                let head = repository.commit("HEAD")?;
                let labels = ("HEAD".to_owned(), "the index".to_owned());
                (labels, (Tree::Commit(head), Some(Tree::Index)))
            }
            GitSpan::Range(range) => {
                let spanned = span(&repository, range)?;
                let old = match spanned.old {
                    Version::Revision(id) => Tree::Commit(id),
                    Version::WorkTree => {
                        return Err(Error::usage("the older version is a commit", ""));
                    }
                };
                let new = match spanned.new {
                    Version::Revision(id) => Some(Tree::Commit(id)),
                    Version::WorkTree => None,
                };
                ((spanned.old_name, spanned.new_name), (old, new))
            }
        };
        let renamed = repository.renamed_between(&trees.0, trees.1.as_ref())?;
        let old = self.edition(&repository, Some(&trees.0), true)?;
        let new = self.edition(&repository, trees.1.as_ref(), false)?;
        let mut paired = pair(&repository, &old, &new, &renamed);
        if !names.is_empty() {
            let meant = Meant::of(&repository, &old, &new, names)?;
            paired.retain(|pair| {
                pair.new.is_some_and(|at| meant.new.contains(&at))
                    || pair.old.is_some_and(|at| meant.old.contains(&at))
            });
        }
        let total = paired.len();
        paired.retain(|pair| !is_same(&old, &new, pair));
        let unchanged = total - paired.len();
        let work = |project: &Project, pair: &Paired| {
            open_both(project, &repository, &old, &new, pair, from)
        };
        let texts = self.opened(&paired, &old, &new, work)?;
        Ok(ComparedTexts {
            old: labels.0,
            new: labels.1,
            texts,
            unchanged,
        })
    }

    /// Opens the pairs, several at once, with the progress that other commands have.
    fn opened(
        &self,
        paired: &[Paired],
        old: &Edition,
        new: &Edition,
        work: impl Fn(&Project, &Paired) -> ComparedText + Sync,
    ) -> Result<Vec<ComparedText>> {
        // The place in the list goes along as the source: names may be there twice, gone and new.
        let shown: Vec<ProjectText> = paired
            .iter()
            .enumerate()
            .map(|(at, pair)| ProjectText {
                name: text_of(old, new, pair).name.clone(),
                source: PathBuf::from(at.to_string()),
                ..ProjectText::default()
            })
            .collect();
        let at = |text: &ProjectText| -> usize {
            let number = text.source.to_str().and_then(|number| number.parse().ok());
            number.unwrap_or_default()
        };
        let mut texts = Vec::with_capacity(paired.len());
        self.each_text(
            &shown,
            |project, text| Ok(work(project, &paired[at(text)])),
            |_, text| {
                texts.push(text?);
                Ok(())
            },
        )?;
        Ok(texts)
    }

    /// The project as it was, or as it is in the work tree.
    fn edition(
        &self,
        repository: &Repository,
        tree: Option<&Tree>,
        is_old: bool,
    ) -> Result<Edition> {
        let mut project = self.clone().reporting(Arc::new(Silent));
        project.locked = false;
        project.recut = false;
        project.take = Some(TakeWords::File);
        let copy = match tree {
            Some(tree) => {
                let scope = self.scope();
                let settings = self.config.file.clone();
                let others: Vec<&Path> = settings.iter().map(PathBuf::as_path).collect();
                let copy = ProjectCopy::of(repository, tree, &scope, &others)?;
                project.kept_beside = Some(self.config.folder.clone());
                project.here = self
                    .here
                    .as_ref()
                    .and_then(|here| copy.path_of(repository, here));
                let own = settings.and_then(|file| copy.path_of(repository, &file));
                match own
                    .filter(|file| file.is_file())
                    .map(|file| Config::load(&file))
                {
                    // Settings of a time with other keys are none: those of today do.
                    Some(Ok(config)) => {
                        project.config.project = config.project;
                        project.config.folder = config.folder;
                    }
                    _ => {
                        let folder = copy.path_of(repository, &self.config.folder);
                        project.config.folder = folder.unwrap_or_else(|| copy.root().to_owned());
                    }
                }
                Some(copy)
            }
            None => None,
        };
        let list = match project.text_list() {
            Ok(list) => list,
            // There was no such project yet: all of its texts are new.
            Err(_) if is_old => TextList::default(),
            Err(error) => return Err(error),
        };
        Ok(Edition {
            project,
            list,
            copy,
        })
    }

    /// The folder that all texts of the project are in: its own, or one above where patterns lead there.
    pub(super) fn scope(&self) -> PathBuf {
        let settings = &self.config.project;
        let listed = settings.text.iter();
        let mut patterns: Vec<&str> = settings.source.0.iter().map(String::as_str).collect();
        patterns.extend(settings.target.as_deref());
        patterns.extend(settings.bitext.as_deref());
        if let Some(Order::Contents(file)) = &settings.order {
            patterns.push(file);
        }
        for text in listed {
            patterns.push(&text.source);
            patterns.extend(text.target.as_deref());
            patterns.extend(text.bitext.as_deref());
        }
        let up = patterns
            .iter()
            .map(|pattern| {
                let parts = Path::new(pattern).components();
                parts
                    .take_while(|part| matches!(part, Component::ParentDir))
                    .count()
            })
            .max()
            .unwrap_or(0);
        let whole = fs::canonicalize(if self.config.folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &self.config.folder
        });
        let whole = whole.unwrap_or_else(|_| self.config.folder.clone());
        let above = whole.ancestors().nth(up).map(Path::to_owned);
        above.unwrap_or(whole)
    }
}

impl Edition {
    /// The name of one of its files in the repository.
    fn name(&self, repository: &Repository, path: &Path) -> Option<PathBuf> {
        match &self.copy {
            Some(copy) => {
                let folder = fs::canonicalize(path.parent()?).ok();
                let path = match (folder, path.file_name()) {
                    (Some(folder), Some(name)) => folder.join(name),
                    _ => path.to_owned(),
                };
                copy.name(&path).map(Path::to_owned)
            }
            None => repository.name(path),
        }
    }

    fn names(&self, repository: &Repository, which: fn(&ProjectText) -> &Path) -> Vec<PathBuf> {
        let texts = self.list.texts.iter();
        texts
            .map(|text| self.name(repository, which(text)).unwrap_or_default())
            .collect()
    }

    /// A file as it is called where the user stands.
    fn shown(&self, project: &Project, repository: &Repository, path: &Path) -> String {
        match self.name(repository, path) {
            Some(name) if self.copy.is_some() => project.name_here(&repository.root().join(name)),
            _ => project.name_here(path),
        }
    }
}

/// The texts of both lists that the user's names mean.
struct Meant {
    old: HashSet<usize>,
    new: HashSet<usize>,
}

impl Meant {
    fn of(
        repository: &Repository,
        old: &Edition,
        new: &Edition,
        names: &[PathBuf],
    ) -> Result<Meant> {
        let mut meant = Meant {
            old: HashSet::new(),
            new: HashSet::new(),
        };
        for name in names {
            let mut wrong = None;
            for (edition, found) in [(old, &mut meant.old), (new, &mut meant.new)] {
                let there = match &edition.copy {
                    Some(copy) => copy.path_of(repository, name).unwrap_or(name.clone()),
                    None => name.clone(),
                };
                match edition.project.texts_by_names(&edition.list, &[there]) {
                    Ok(texts) => {
                        let names: HashSet<&str> = texts.iter().map(|one| &*one.name).collect();
                        let all = edition.list.texts.iter().enumerate();
                        let own = all.filter(|(_, text)| names.contains(&*text.name));
                        found.extend(own.map(|(at, _)| at));
                    }
                    Err(error) => wrong = Some(error),
                }
            }
            let is_found = !meant.old.is_empty() || !meant.new.is_empty();
            if let (Some(error), false) = (wrong, is_found) {
                return Err(error);
            }
        }
        Ok(meant)
    }
}

/// The text that a pair is shown as.
fn text_of<'e>(old: &'e Edition, new: &'e Edition, pair: &Paired) -> &'e ProjectText {
    static NONE: std::sync::LazyLock<ProjectText> = std::sync::LazyLock::new(ProjectText::default);
    let of_new = pair.new.and_then(|at| new.list.texts.get(at));
    let of_old = || pair.old.and_then(|at| old.list.texts.get(at));
    of_new.or_else(of_old).unwrap_or(&NONE)
}

/// Which text of the old version is which of the new one: first by name, then by what git says of renamed files,
/// then by the same content.
fn pair(
    repository: &Repository,
    old: &Edition,
    new: &Edition,
    renamed: &HashMap<PathBuf, PathBuf>,
) -> Vec<Paired> {
    let files = |edition: &Edition| {
        (
            edition.names(repository, |text| &text.source),
            edition.names(repository, |text| &text.target),
        )
    };
    let ((old_zh, old_en), (new_zh, new_en)) = (files(old), files(new));
    let numbers = |names: &[PathBuf]| -> HashMap<PathBuf, usize> {
        let named = names.iter().enumerate();
        named.map(|(at, name)| (name.clone(), at)).collect()
    };
    let (by_zh, by_en) = (numbers(&old_zh), numbers(&old_en));
    let mut of_new: Vec<Option<usize>> = vec![None; new_zh.len()];
    let mut is_taken = vec![false; old_zh.len()];
    let before = |name: &PathBuf| renamed.get(name).cloned();
    type Way<'w> = &'w dyn Fn(usize) -> Option<usize>;
    let by_name: Way<'_> = &|at| by_zh.get(&new_zh[at]).copied();
    let by_chinese: Way<'_> = &|at| by_zh.get(&before(&new_zh[at])?).copied();
    let by_english: Way<'_> = &|at| by_en.get(&before(&new_en[at])?).copied();
    // A renamed Chinese text whose English keeps its name.
    let by_same_english: Way<'_> = &|at| by_en.get(&new_en[at]).copied();
    for way in [by_name, by_chinese, by_english, by_same_english] {
        for (at, of_this) in of_new.iter_mut().enumerate() {
            if of_this.is_none()
                && let Some(found) = way(at).filter(|&found| !is_taken[found])
            {
                is_taken[found] = true;
                *of_this = Some(found);
            }
        }
    }
    // Files that were renamed and not told to git.
    let mut by_content: HashMap<Vec<u8>, usize> = HashMap::new();
    for (at, text) in old.list.texts.iter().enumerate() {
        if !is_taken[at]
            && let Ok(content) = fs::read(&text.source)
        {
            by_content.insert(content, at);
        }
    }
    if !by_content.is_empty() {
        for (at, text) in new.list.texts.iter().enumerate() {
            if of_new[at].is_none()
                && let Ok(content) = fs::read(&text.source)
                && let Some(found) = by_content.remove(&content)
            {
                is_taken[found] = true;
                of_new[at] = Some(found);
            }
        }
    }
    let mut paired: Vec<Paired> = of_new
        .iter()
        .enumerate()
        .map(|(at, found)| Paired {
            old: *found,
            new: Some(at),
        })
        .collect();
    // What is gone stands behind the text that it followed.
    for gone in (0..is_taken.len()).filter(|&at| !is_taken[at]) {
        let before = (0..gone)
            .rev()
            .find_map(|at| paired.iter().position(|pair| pair.old == Some(at)));
        let place = before.map_or(0, |before| before + 1);
        paired.insert(
            place,
            Paired {
                old: Some(gone),
                new: None,
            },
        );
    }
    paired
}

/// Whether all files of a text are the same in both versions, under the same name.
fn is_same(old: &Edition, new: &Edition, pair: &Paired) -> bool {
    let (Some(of_old), Some(of_new)) = (pair.old, pair.new) else {
        return false;
    };
    let (of_old, of_new) = (&old.list.texts[of_old], &new.list.texts[of_new]);
    let same = |one: &Path, other: &Path| fs::read(one).ok() == fs::read(other).ok();
    let bitext = |text: &ProjectText| text.bitext.as_ref().and_then(|path| fs::read(path).ok());
    of_old.name == of_new.name
        && same(&of_old.source, &of_new.source)
        && same(&of_old.target, &of_new.target)
        && bitext(of_old) == bitext(of_new)
}

/// Opens both versions of a text.
fn open_both(
    project: &Project,
    repository: &Repository,
    old: &Edition,
    new: &Edition,
    pair: &Paired,
    from: Option<&str>,
) -> ComparedText {
    let of_old = pair.old.map(|at| &old.list.texts[at]);
    let of_new = pair.new.map(|at| &new.list.texts[at]);
    let shown = text_of(old, new, pair);
    let mut text = ComparedText {
        name: shown.name.clone(),
        was: None,
        title: shown.title.clone(),
        part: shown.part.clone(),
        state: TextState::Changed,
        old: None,
        new: None,
        error: None,
    };
    let open = |edition: &Edition, of: Option<&ProjectText>, earlier: Option<&Bitext>| {
        let of = of.filter(|text| text.presence == Presence::Both);
        let Some(of) = of else { return Ok(None) };
        let mut own = edition.project.clone();
        own.jobs = project.jobs;
        let mut version = own.version(of, earlier, from)?;
        if !of.is_bitext_alone() {
            let (zh, en) = (&of.source, &of.target);
            version.bitext.source.file = edition.shown(project, repository, zh);
            version.bitext.target.file = edition.shown(project, repository, en);
        }
        Ok(Some(version))
    };
    let opened = open(old, of_old, None).and_then(|old| {
        let earlier = old.as_ref().map(|version| &version.bitext);
        let new = open(new, of_new, earlier)?;
        Ok((old, new))
    });
    match opened {
        Ok((old, new)) => (text.old, text.new) = (old, new),
        Err(error) => {
            text.state = TextState::Failed;
            text.error = Some(plain(&error, old, new));
            return text;
        }
    }
    text.state = match (&text.old, &text.new) {
        (Some(_), None) => TextState::Removed,
        (None, Some(_)) => TextState::Added,
        (None, None) if of_old.is_none() => TextState::Added,
        (None, None) if of_new.is_none() => TextState::Removed,
        _ => TextState::Changed,
    };
    if let (Some(of_old), Some(of_new)) = (of_old, of_new)
        && of_old.name != of_new.name
    {
        text.was = Some(of_old.name.clone());
        if text.state == TextState::Changed {
            text.state = TextState::Renamed;
        }
    }
    text
}

/// An error in one line, without the private folder that the version stands in.
fn plain(error: &Error, old: &Edition, new: &Edition) -> String {
    let mut said = error
        .to_string()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    for copy in [&old.copy, &new.copy].into_iter().flatten() {
        let root = format!("{}{}", copy.root().display(), std::path::MAIN_SEPARATOR);
        said = said.replace(&root, "");
    }
    if let Some(here) = &new.project.here {
        said = said.replace(
            &format!("{}{}", here.display(), std::path::MAIN_SEPARATOR),
            "",
        );
    }
    said
}

impl Project {
    /// A text of a version: its bitext with the words that the files of the same version have, or both texts
    /// linked, as the earlier version was where nothing changed.
    fn version(
        &self,
        text: &ProjectText,
        earlier: Option<&Bitext>,
        from: Option<&str>,
    ) -> Result<TextVersion> {
        let opened = match text.bitext_there() {
            Some(path) if BitextFormat::by_path(path)?.id == "jsonl" => self.open_working(path)?,
            Some(path) => self.open_bitext_as(path, from)?,
            None => {
                self.must_be_there(text)?;
                let reading = Reading { lines: false, from };
                let pair = self.read_pair(&text.source, &text.target, reading)?;
                match earlier {
                    None => self.align_kept(pair)?,
                    Some(earlier) => {
                        let hints = OwnedHints::onto(earlier, &pair.chinese, &pair.english);
                        let bitext = self.link(&pair, &hints)?;
                        Parallel::new(pair.chinese, pair.english, bitext)
                    }
                }
            }
        };
        let english = opened.english().cloned();
        let mut bitext = opened.bitext;
        let is_turned = |language: &str| language.starts_with("zh");
        if is_turned(&bitext.target.language) && !is_turned(&bitext.source.language) {
            bitext = bitext.turned();
            return Ok(TextVersion {
                bitext,
                english: None,
            });
        }
        Ok(TextVersion { bitext, english })
    }
}
