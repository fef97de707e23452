//! Slots: places in a text that was set which are filled when the whole book is known, because only then it
//! is known where its links lead, which number its pictures get and which names are taken.
//!
//! A slot is written into the text itself, between two control characters that no escaped text holds.

use std::fmt;
use std::io::{self, Write};

use crate::bitext::SideName;

const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';

/// A place that is filled later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot<'s> {
    /// What makes the ids of this text differ from those of the others.
    Prefix,
    /// The `tabindex` of the sentence at which a page begins.
    Tab,
    /// The start of a link to an address that belongs to no other server, in a text of this side.
    OpenLink(SideName, &'s str),
    /// Its end.
    CloseLink(SideName, &'s str),
    /// The look of words in such a link, which may be code.
    LinkStyle(SideName, bool, &'s str),
    /// The file name of a picture of this text, by its number.
    Picture(usize),
    /// A number that counts through the book, of such a kind.
    Number(Counted, usize),
    /// The beginning of a row of this text, for those that links lead to.
    Row(usize),
    /// The address of a chapter of this text, and what the ids in it begin with.
    Chapter(usize),
}

/// What is counted through a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// Comments.
    Comment,
    /// Numberings of lists.
    List,
    /// Addresses.
    Address,
    /// Footnotes.
    Footnote,
    /// Drawings.
    Drawing,
    /// Bookmarks at the signs of notes.
    Bookmark,
    /// Pages of a page list.
    Page,
}

impl fmt::Display for Slot<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{OPEN}")?;
        match self {
            Slot::Prefix => write!(out, "p"),
            Slot::Tab => write!(out, "t"),
            Slot::OpenLink(side, url) => write!(out, "o{}{url}", letter(*side)),
            Slot::CloseLink(side, url) => write!(out, "e{}{url}", letter(*side)),
            Slot::LinkStyle(side, true, url) => write!(out, "k{}{url}", letter(*side)),
            Slot::LinkStyle(side, false, url) => write!(out, "l{}{url}", letter(*side)),
            Slot::Picture(number) => write!(out, "i{number}"),
            Slot::Number(Counted::Comment, number) => write!(out, "c{number}"),
            Slot::Number(Counted::List, number) => write!(out, "n{number}"),
            Slot::Number(Counted::Address, number) => write!(out, "a{number}"),
            Slot::Number(Counted::Footnote, number) => write!(out, "f{number}"),
            Slot::Number(Counted::Drawing, number) => write!(out, "d{number}"),
            Slot::Number(Counted::Bookmark, number) => write!(out, "b{number}"),
            Slot::Number(Counted::Page, number) => write!(out, "g{number}"),
            Slot::Row(number) => write!(out, "r{number}"),
            Slot::Chapter(number) => write!(out, "h{number}"),
        }?;
        write!(out, "{CLOSE}")
    }
}

const fn letter(side: SideName) -> char {
    match side {
        SideName::Source => 's',
        SideName::Target => 't',
    }
}

impl<'s> Slot<'s> {
    /// The slot that is written so between the two marks.
    fn read(written: &'s str) -> Option<Slot<'s>> {
        let mut letters = written.chars();
        let kind = letters.next()?;
        let rest = letters.as_str();
        let sided = || match rest.chars().next()? {
            's' => Some((SideName::Source, &rest[1..])),
            't' => Some((SideName::Target, &rest[1..])),
            _ => None,
        };
        let number = || rest.parse().ok();
        match kind {
            'p' => Some(Slot::Prefix),
            't' => Some(Slot::Tab),
            'o' => sided().map(|(side, url)| Slot::OpenLink(side, url)),
            'e' => sided().map(|(side, url)| Slot::CloseLink(side, url)),
            'k' => sided().map(|(side, url)| Slot::LinkStyle(side, true, url)),
            'l' => sided().map(|(side, url)| Slot::LinkStyle(side, false, url)),
            'i' => number().map(Slot::Picture),
            'c' => number().map(|number| Slot::Number(Counted::Comment, number)),
            'n' => number().map(|number| Slot::Number(Counted::List, number)),
            'a' => number().map(|number| Slot::Number(Counted::Address, number)),
            'f' => number().map(|number| Slot::Number(Counted::Footnote, number)),
            'd' => number().map(|number| Slot::Number(Counted::Drawing, number)),
            'b' => number().map(|number| Slot::Number(Counted::Bookmark, number)),
            'g' => number().map(|number| Slot::Number(Counted::Page, number)),
            'r' => number().map(Slot::Row),
            'h' => number().map(Slot::Chapter),
            _ => None,
        }
    }
}

/// Writes a text; `each` writes what its slots are filled with.
///
/// # Errors
/// The error of the writer, and of `each`.
pub(super) fn fill(
    text: &str,
    out: &mut dyn Write,
    each: &mut dyn FnMut(Slot<'_>, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(OPEN) {
        out.write_all(before.as_bytes())?;
        let (written, after) = behind.split_once(CLOSE).unwrap_or((behind, ""));
        if let Some(slot) = Slot::read(written) {
            each(slot, out)?;
        }
        rest = after;
    }
    out.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let slots = [
            Slot::Prefix,
            Slot::Tab,
            Slot::OpenLink(SideName::Source, "二.md#x"),
            Slot::CloseLink(SideName::Target, ""),
            Slot::LinkStyle(SideName::Source, true, "a"),
            Slot::LinkStyle(SideName::Target, false, "b"),
            Slot::Picture(3),
            Slot::Number(Counted::Comment, 0),
            Slot::Number(Counted::List, 12),
            Slot::Number(Counted::Address, 1),
            Slot::Number(Counted::Footnote, 2),
            Slot::Number(Counted::Drawing, 3),
            Slot::Number(Counted::Bookmark, 4),
            Slot::Number(Counted::Page, 7),
            Slot::Row(40),
            Slot::Chapter(2),
        ];
        let text: String = slots.iter().map(|slot| format!("<{slot}>")).collect();
        let mut found = Vec::new();
        let mut out = Vec::new();
        fill(&text, &mut out, &mut |slot, out| {
            found.push(format!("{slot:?}"));
            write!(out, "桥")
        })
        .unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "<桥>".repeat(slots.len()));
        let expected: Vec<String> = slots.iter().map(|slot| format!("{slot:?}")).collect();
        assert_eq!(found, expected);
    }
}
