//! The notes of pages: which sign leads to which element, and which blocks stand in that.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use percent_encoding::percent_decode_str;

use super::archive::resolve;
use super::model::{Block, MarkKind};

/// A note has no more blocks; what is longer is a chapter.
const MOST_BLOCKS: usize = 30;

/// What pages say of notes while their blocks are made.
#[derive(Default)]
pub(super) struct Notes {
    /// The elements that have an id: its name, and the blocks in the element.
    places: Vec<(String, Range<usize>)>,
    /// The names that signs say outright to be those of notes.
    named: HashSet<String>,
}

/// The name of an element of a page, by its id.
pub(super) fn name_of(id: &str, page: &str) -> String {
    format!("{page}#{id}")
}

/// The name of the element that an address on a page leads to.
pub(super) fn name_at(href: &str, page: &str) -> Option<String> {
    let (path, id) = href.split_once('#')?;
    let id = percent_decode_str(id).decode_utf8_lossy();
    let path = path.trim();
    match path.is_empty() {
        true => Some(name_of(&id, page)),
        false => Some(name_of(&id, &resolve(path, page))),
    }
}

impl Notes {
    /// An element of this name ended, which has these blocks.
    pub(super) fn place(&mut self, name: String, blocks: Range<usize>) {
        if !blocks.is_empty() {
            self.places.push((name, blocks));
        }
    }

    /// A sign says that this is a note.
    pub(super) fn is_named(&mut self, name: &str) {
        self.named.insert(name.to_owned());
    }

    /// How many elements there are.
    pub(super) fn places(&self) -> usize {
        self.places.len()
    }

    /// Forgets the elements from a number on.
    pub(super) fn truncate(&mut self, places: usize) {
        self.places.truncate(places);
    }

    /// Adds those of another page, before whose blocks there are so many.
    pub(super) fn append(&mut self, page: Notes, blocks: usize) {
        self.named.extend(page.named);
        let places = page.places.into_iter();
        self.places
            .extend(places.map(|(name, range)| (name, range.start + blocks..range.end + blocks)));
    }

    /// Gives blocks the names of the notes that they are, and takes away the signs that lead to no note: what
    /// stands before its sign is where a note leads back to, unless the sign says otherwise.
    pub(super) fn link(self, blocks: &mut [Block]) {
        let mut places: HashMap<&str, &Range<usize>> = HashMap::new();
        for (name, range) in &self.places {
            places.entry(name).or_insert(range);
        }
        let fits = |name: &str, at: usize, blocks: &[Block]| {
            let Some(&range) = places.get(name) else {
                return false;
            };
            range.len() <= MOST_BLOCKS
                && !range.contains(&at)
                && (range.start > at || self.named.contains(name))
                && blocks[range.clone()]
                    .iter()
                    .any(|block| !block.text.is_empty())
                && !blocks[range.clone()]
                    .iter()
                    .any(|block| block.kind.is_heading())
        };
        let mut notes: Vec<String> = Vec::new();
        for at in 0..blocks.len() {
            let mut marks = std::mem::take(&mut blocks[at].marks);
            marks.retain(|mark| match &mark.kind {
                MarkKind::Note(name) => {
                    let is_note = fits(name, at, blocks);
                    if is_note {
                        notes.push(name.clone());
                    }
                    is_note
                }
                _ => true,
            });
            blocks[at].marks = marks;
        }
        // An element may stand in another one with an id.
        notes.sort_by_key(|name| (places[name.as_str()].len(), places[name.as_str()].start));
        for name in notes {
            for block in &mut blocks[places[name.as_str()].clone()] {
                block.note.get_or_insert_with(|| name.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::document::{MarkKind, read_bytes};

    /// The texts of a page's blocks: each with its signs and with the note that it is.
    fn read(page: &str) -> Vec<String> {
        let document = read_bytes(page.into(), Path::new("p.html"), None).unwrap();
        let blocks = document.blocks.iter();
        let told = blocks.map(|block| {
            let mut told = block.text.clone();
            for mark in block.marks.iter().rev() {
                if let MarkKind::Note(name) = &mark.kind {
                    told.insert_str(mark.over.start, &format!("<{name}>"));
                }
            }
            match &block.note {
                Some(note) => format!("{note}: {told}"),
                None => told,
            }
        });
        told.collect()
    }

    #[test]
    fn signs_and_notes_find_each_other() {
        for (page, told) in [
            (
                "<p>灯塔<a epub:type=\"noteref\" href=\"#n1\">1</a>亮了。</p>\
                 <aside epub:type=\"footnote\" id=\"n1\"><p>塔高九丈。</p><p>石造。</p></aside>",
                &["灯塔<#n1>亮了。", "#n1: 塔高九丈。", "#n1: 石造。"][..],
            ),
            (
                "<p>The pier<sup><a href=\"#f\">1</a></sup> is old.</p>\
                 <ol><li id=\"f\">Built twice. <a href=\"#r\">↩</a></li></ol>",
                &["The pier<#f> is old.", "#f: Built twice."],
            ),
            // The id stands on the sign that leads back.
            (
                "<p>船<a id=\"r\" href=\"#f\">[1]</a>来了。</p><p><a id=\"f\" href=\"#r\">[1]</a>渡船。</p>",
                &["船<#f>来了。", "#f: 渡船。"],
            ),
            // Nothing is there, or no note.
            (
                "<p>雾<sup><a href=\"#x\">1</a></sup>散了。</p><section id=\"y\"><h2>二</h2><p>海<a href=\"#y\">[2]</a>。</p></section>",
                &["雾散了。", "二", "海。"],
            ),
            (
                "<aside id=\"n\" role=\"doc-footnote\"><p>注。</p></aside><p>岸<a role=\"doc-noteref\" href=\"#n\">*</a>边。</p>",
                &["#n: 注。", "岸<#n>边。"],
            ),
        ] {
            assert_eq!(read(page), told, "{page}");
        }
    }
}
