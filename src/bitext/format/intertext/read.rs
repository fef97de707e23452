//! Reading an alignment and its texts.

use std::collections::HashSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::super::xml::{self, CHINESE, is_in};
use super::super::{Imported, Load, moves};
use super::link::{Link, LinkGroup};
use super::text::{self, TextFile};
use crate::bitext::{Bead, BeadId, Bitext, Side, Status};
use crate::error::{Error, Place, Result};
use crate::text::Language;

/// Reads the alignment at `path` and the two texts that it names, which lie beside it. Sentences
/// without a link become beads of their own. If `toDoc` is the Chinese text, the sides are exchanged.
///
/// # Errors
/// [`Error::Read`] when a text is not there; [`Error::Input`] with a place: broken XML, an id that no
/// sentence has, a link over sentences that do not follow one another, a sentence in two links.
pub fn read(bytes: &[u8], path: &Path, load: Load<'_>) -> Result<Imported> {
    let links = LinkGroup::read(&xml::decode(bytes, path)?, path)?;
    let side = |name: &str, ids: fn(&Link) -> &Vec<String>| -> Result<TextFile> {
        let linked: HashSet<&str> = links
            .links
            .iter()
            .flat_map(ids)
            .map(String::as_str)
            .collect();
        let file = beside(path, name);
        let text = xml::decode(&load(&file)?, &file)?;
        text::read(&text, &file, &linked)
    };
    let from = side(&links.from, |link| &link.from)?;
    let to = side(&links.to, |link| &link.to)?;

    let mut beads = Vec::with_capacity(links.links.len());
    let mut free = [
        vec![true; from.side.sentences.len()],
        vec![true; to.side.sentences.len()],
    ];
    let mut passed = 0;
    for (at, link) in links.links.iter().enumerate() {
        let range = |ids: &[String], text: &TextFile, free: &mut [bool]| {
            range(ids, text, free).map_err(|what| {
                Error::input(
                    Place::file(path),
                    format!("link {}: {what}", at + 1),
                    "export the alignment and both texts again, together",
                )
            })
        };
        let mut source = range(&link.from, &from, &mut free[0])?;
        let target = range(&link.to, &to, &mut free[1])?;
        if source.is_empty() && target.is_empty() {
            continue;
        }
        if source.is_empty() {
            source = passed..passed;
        }
        passed = source.end;
        let status = if link.confirmed {
            Status::Locked
        } else {
            Status::Auto
        };
        beads.push(bead(source, target, status));
    }
    let [free_from, free_to] = free;
    for at in (0..free_from.len()).filter(|&at| free_from[at]) {
        beads.push(bead(at..at + 1, 0..0, Status::Auto));
    }
    // Additions are put behind the link of the sentence before them.
    let mut behind = vec![0; free_to.len() + 1];
    for bead in &beads {
        for at in bead.target.clone() {
            behind[at + 1] = bead.source.end;
        }
    }
    for at in (0..free_to.len()).filter(|&at| free_to[at]) {
        behind[at + 1] = behind[at];
        let source = behind[at]..behind[at];
        beads.push(bead(source, at..at + 1, Status::Auto));
    }
    beads.sort_by_key(|bead| (bead.source.start, bead.source.end));

    let losses = [from.losses, to.losses].concat();
    let turned = is_chinese(&to.side) && !is_chinese(&from.side);
    let mut bitext = Bitext {
        source: from.side,
        target: to.side,
        beads,
        ..Bitext::default()
    };
    moves::mark(&mut bitext);
    if turned {
        bitext = bitext.turned();
    }
    for (side, language) in [(&mut bitext.source, "zh-CN"), (&mut bitext.target, "en-US")] {
        if side.language.is_empty() {
            side.language = language.to_owned();
        }
    }
    bitext.name_beads();
    Ok(Imported { bitext, losses })
}

/// The path of a text in the alignment's own folder. A folder in `name` is ignored, so that an
/// alignment cannot point to other files.
fn beside(path: &Path, name: &str) -> PathBuf {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    path.with_file_name(name)
}

fn is_chinese(side: &Side) -> bool {
    if side.language.is_empty() {
        let text: String = side.texts().into_iter().take(200).collect();
        Language::detect(&text) == Some(Language::Zh)
    } else {
        is_in(&side.language, CHINESE)
    }
}

fn bead(source: Range<usize>, target: Range<usize>, status: Status) -> Bead {
    Bead {
        id: BeadId::default(),
        source,
        target,
        confidence: 1.0,
        status,
        moved: None,
        note: None,
        state: None,
    }
}

/// The range of the sentences with these ids; marks them as taken.
fn range(ids: &[String], text: &TextFile, free: &mut [bool]) -> Result<Range<usize>, String> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        match text.named.get(id) {
            Some(Some(at)) => found.push(*at),
            Some(None) => {}
            None => {
                let file = &text.side.file;
                return Err(format!("{file} has no sentence with the id \"{id}\""));
            }
        }
    }
    found.sort_unstable();
    for &at in &found {
        if !std::mem::replace(&mut free[at], false) {
            return Err(format!(
                "\"{}\" is linked twice",
                text.side.sentences[at].text
            ));
        }
    }
    match (found.first(), found.last()) {
        (Some(&first), Some(&last)) if last - first + 1 == found.len() => Ok(first..last + 1),
        (Some(_), _) => Err("its sentences do not follow one another".into()),
        _ => Ok(0..0),
    }
}
