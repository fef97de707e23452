//! The pieces of a block as Typst's code.

use super::escape::string;
use super::notes::Notes;
use crate::bitext::SideName;
use crate::edition::address::{Letters, outward, within};
use crate::edition::picture::AVIF;
use crate::edition::slots::Slot;
use crate::edition::{BlockView, Edition, Event, ImageView, LinkState, Piece, Style};
use crate::lexicon::Lexicon;

/// The points of a pixel.
const PIXEL: f32 = 0.75;

/// What writes the pieces of a text.
pub(super) struct Inline<'e, 'a> {
    pub(super) edition: &'e Edition<'a>,
    /// Whether links to other texts are left open.
    pub(super) in_book: bool,
    /// Whether notes stand at the foot of pages that are made up here, and not by Typst.
    pub(super) facing: bool,
    pub(super) notes: [Notes; 2],
}

/// Where the pieces stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// In a text.
    Text,
    /// In a note: a note in a note has its sign alone.
    Note,
}

/// The number by which the template knows a side.
pub(super) const fn number(side: SideName) -> u8 {
    match side {
        SideName::Source => 0,
        SideName::Target => 1,
    }
}

impl Inline<'_, '_> {
    /// The notes of a side.
    pub(super) fn notes(&self, side: SideName) -> &Notes {
        &self.notes[usize::from(number(side))]
    }

    /// A piece, with the word for the state of its link where that is shown.
    pub(super) fn piece(&self, side: SideName, piece: &Piece<'_>) -> String {
        self.written(side, piece, At::Text)
    }

    /// All of a block as one piece.
    pub(super) fn block(&self, view: &BlockView<'_>) -> String {
        let pieces = view.pieces.iter().map(|piece| self.piece(view.side, piece));
        pieces.collect()
    }

    /// The words of a note, for the foot of the page.
    pub(super) fn note(&self, side: SideName, blocks: &[usize]) -> String {
        let mut written = Vec::new();
        for view in blocks
            .iter()
            .filter_map(|&index| self.edition.block(side, index))
        {
            let pieces = view.pieces.iter();
            let body: String = pieces
                .map(|piece| self.written(side, piece, At::Note))
                .collect();
            written.push(body);
        }
        format!("{{{}}}", written.join("br;"))
    }

    fn written(&self, side: SideName, piece: &Piece<'_>, at: At) -> String {
        let mut code = String::new();
        // For each open link, what closes it.
        let mut links: Vec<String> = Vec::new();
        let ruby = side == SideName::Source && self.edition.options.pinyin;
        for event in &piece.events {
            match *event {
                Event::Text(text) if ruby => write_ruby(text, &mut code),
                Event::Text(text) => code += &format!("{};", string(text)),
                Event::Break => code += "br;",
                Event::Image { url, alt } => code += &self.small_picture(side, url, alt),
                Event::Note { number, sign } => code += &self.sign(side, (number, sign), at),
                Event::Open(_, Style::Link(url)) => {
                    let (open, close) = self.link(side, url, links.is_empty());
                    code += &open;
                    links.push(close);
                }
                Event::Close(_, Style::Link(_)) => code += &links.pop().unwrap_or_default(),
                Event::Open(_, style) => match style {
                    Style::Strong => code += "b({",
                    Style::Emphasis => code += &format!("i({},{{", number(side)),
                    Style::Strikethrough => code += "del({",
                    Style::Code => code += "mono({",
                    Style::Speaker => code += "who({",
                    Style::Term(_) | Style::Link(_) => {}
                },
                Event::Close(_, style) => match style {
                    Style::Term(_) | Style::Link(_) => {}
                    _ => code += "});",
                },
            }
        }
        code + &self.state(piece)
    }

    /// The word for the state of a link, in a proof sheet.
    fn state(&self, piece: &Piece<'_>) -> String {
        let Some(sentence) = piece.sentence.filter(|_| self.edition.options.proof) else {
            return String::new();
        };
        let (word, ink) = match sentence.state {
            LinkState::Linked | LinkState::Unknown => return String::new(),
            LinkState::LowConfidence if !sentence.last => return String::new(),
            LinkState::LowConfidence => ("?", "warning"),
            LinkState::Omission => ("untranslated", "error"),
            LinkState::Addition => ("added", "added"),
            LinkState::Moved => ("moved", "note"),
        };
        format!("badge({}, {});", string(word), string(ink))
    }

    /// What opens and what closes a link. One inside of another is none.
    fn link(&self, side: SideName, url: &str, outermost: bool) -> (String, String) {
        let closed = "});".to_owned();
        if let Some(url) = outward(url, Letters::Ascii).filter(|_| outermost) {
            return (format!("l({}, {{", string(&url)), closed);
        }
        match within(url).filter(|_| outermost && self.in_book) {
            Some(url) => (Slot::OpenLink(side, url).to_string(), closed),
            None => ("plain({".to_owned(), closed),
        }
    }

    fn sign(&self, side: SideName, (number, sign): (usize, usize), at: At) -> String {
        let side_number = self::number(side);
        let note = match self.edition.notes(side).get(number - 1) {
            Some(note) if at == At::Text && self.notes(side).at_foot(note) => note,
            _ => return format!("inner({side_number}, {number});"),
        };
        let name = string(&name(side, number)).replacen('"', &format!("\"{}", Slot::Prefix), 1);
        if !self.notes(side).is_first(number, sign) {
            return format!("again({name}, {side_number}, {number});");
        }
        match self.facing {
            true => format!("noted({name}, {side_number}, {number});"),
            false => {
                let body = self.note(side, &note.blocks);
                format!("note({name}, {side_number}, {number}, {body});")
            }
        }
    }

    /// A picture in a line.
    fn small_picture(&self, side: SideName, url: &str, alt: &str) -> String {
        match self.edition.picture(side, url) {
            Some((number, picture)) if picture.kind != AVIF => {
                let (width, height) = picture.size.unwrap_or((0, 0));
                let points = |pixels: u32| pixels as f32 * PIXEL;
                format!(
                    "small(\"images/{}\", {}, {}pt, {}pt);",
                    Slot::Picture(number),
                    string(alt),
                    points(width),
                    points(height)
                )
            }
            _ => without(alt, url),
        }
    }

    /// A picture by itself.
    pub(super) fn picture(&self, image: &ImageView) -> String {
        let alt = image.alternative();
        match self.edition.picture(image.side, &image.url) {
            Some((number, picture)) if picture.kind != AVIF => format!(
                "pic(\"images/{}\", {});",
                Slot::Picture(number),
                string(&alt)
            ),
            _ => without(&alt, &image.url),
        }
    }
}

/// What stands where a picture cannot: what it shows, which leads to it where it is on a server.
fn without(alt: &str, url: &str) -> String {
    let words = match alt.trim() {
        "" => "图片 · image",
        alt => alt,
    };
    let shown = format!("nopic({});", string(words));
    match outward(url, Letters::Ascii) {
        Some(url) => format!("l({}, {{{shown}}});", string(&url)),
        None => shown,
    }
}

/// The name of a note in its text.
pub(super) fn name(side: SideName, number: usize) -> String {
    match side {
        SideName::Source => format!("z{number}"),
        SideName::Target => format!("e{number}"),
    }
}

/// Writes Chinese with its pinyin over it.
fn write_ruby(text: &str, code: &mut String) {
    for word in Lexicon::get().pinyin(text) {
        let written = &text[word.over];
        if word.syllables.is_empty() {
            *code += &format!("{};", string(written));
            continue;
        }
        for (c, syllable) in written.chars().zip(&word.syllables) {
            *code += &format!("py({}, {});", string(&c.to_string()), string(syllable));
        }
    }
}
