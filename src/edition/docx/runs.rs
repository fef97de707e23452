//! Sentences as runs, each with all of its own formatting.

use super::comments::{self, Comments};
use super::drawings::Drawings;
use super::links::Links;
use super::notes::Notes;
use super::sheet::Room;
use super::xml::run_text;
use crate::bitext::SideName;
use crate::edition::address::within;
use crate::edition::slots::Slot;
use crate::edition::{BlockView, Edition, Event, LinkState, Piece, Style};

/// The state that all runs of a document share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) comments: Comments,
    pub(super) links: Links,
    pub(super) notes: Notes,
    pub(super) drawings: Drawings,
    /// The room for an image where it is drawn.
    pub(super) room: Room,
    /// Whether links to other texts are left open.
    pub(super) in_book: bool,
    /// Whether the words of a footnote are set. Word has no comments and no signs of notes there.
    pub(super) in_note: bool,
}

/// The marking of a sentence without counterpart, or with a doubtful one: shading, colour, label.
type Marker = (&'static str, &'static str, &'static str);

fn marker(state: LinkState) -> Option<Marker> {
    match state {
        LinkState::Linked | LinkState::Unknown => None,
        LinkState::Omission => Some(("FBE9E6", "A3271B", "[untranslated]")),
        LinkState::Addition => Some(("E6F3EA", "1F6A3A", "[added]")),
        LinkState::LowConfidence => Some(("FAF0D9", "8A5A00", "[?]")),
        LinkState::Moved => Some(("EEE9F8", "5B3F9C", "[moved]")),
    }
}

/// The runs of a block.
pub(super) fn runs(
    edition: &Edition<'_>,
    view: &BlockView<'_>,
    han: bool,
    shared: &mut Shared,
) -> String {
    let proof = edition.options.proof;
    let mut runs = String::new();
    for (number, piece) in view.pieces.iter().enumerate() {
        let sentence = piece.sentence.filter(|_| proof);
        let shown = sentence.and_then(|sentence| marker(sentence.state));
        let mut found = Vec::new();
        if let (Some(sentence), false) = (sentence, shared.in_note) {
            for finding in edition.findings(view.side, sentence.segment) {
                let id = shared.comments.finding(finding);
                runs.push_str(&comments::begin(id));
                found.push(id);
            }
        }
        let mut line = RunWriter {
            edition,
            side: view.side,
            look: RunFormat {
                shade: shown.map(|(shade, ..)| shade),
                han,
                proof,
                ..RunFormat::default()
            },
            comments: Vec::new(),
            linked: Vec::new(),
            shared: &mut *shared,
            runs: &mut runs,
        };
        line.piece(piece);
        for id in found {
            runs.push_str(&comments::end(id));
        }
        let (Some(sentence), Some((shade, colour, words))) = (sentence, shown) else {
            continue;
        };
        if sentence.state == LinkState::LowConfidence && !sentence.last {
            continue;
        }
        let after = if number + 1 < view.pieces.len() {
            " "
        } else {
            ""
        };
        runs.push_str(&format!(
            "<w:r><w:rPr><w:rStyle w:val=\"Marker\"/><w:color w:val=\"{colour}\"/>\
             <w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{shade}\"/></w:rPr>{}</w:r>",
            run_text(&format!("\u{a0}{words}{after}"))
        ));
    }
    runs
}

/// What stands for a link mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Linked {
    /// Nothing.
    No,
    /// A link.
    Outward,
    /// A link where the book has what it leads to.
    Within,
}

/// A sentence while it is being written.
struct RunWriter<'l> {
    edition: &'l Edition<'l>,
    side: SideName,
    look: RunFormat<'l>,
    /// The comments whose range is open: the number of the mark, and the comment's id.
    comments: Vec<(usize, usize)>,
    /// For each open link mark, what was opened for it.
    linked: Vec<Linked>,
    shared: &'l mut Shared,
    runs: &'l mut String,
}

impl<'l> RunWriter<'l> {
    fn piece(&mut self, piece: &Piece<'l>) {
        for (at, event) in piece.events.iter().enumerate() {
            match *event {
                Event::Text(text) => self.look.run(text, self.runs),
                Event::Image { url, alt } => {
                    let is_linked = self.linked.iter().any(|linked| *linked != Linked::No);
                    let place = (self.side, url);
                    let (run, is_drawn) = image(self.edition, place, alt, is_linked, self.shared);
                    self.runs.push_str(&run);
                    if !is_drawn {
                        self.look.run(" ", self.runs);
                    }
                }
                Event::Break => self.runs.push_str("<w:r><w:br/></w:r>"),
                Event::Note { number, .. } => self.note(number),
                Event::Open(id, style) => self.open(id, style),
                Event::Close(id, style) => {
                    // A mark that others interrupt is opened again.
                    let again = piece.events[at..]
                        .iter()
                        .any(|event| matches!(event, Event::Open(other, _) if *other == id));
                    self.close(id, style, again);
                }
            }
        }
    }

    /// The sign of a note, with what was found in its words: Word has no comments there.
    fn note(&mut self, number: usize) {
        let edition = self.edition;
        let Some(note) = edition.notes(self.side).get(number.wrapping_sub(1)) else {
            return;
        };
        let mut found = Vec::new();
        let in_note = self.shared.in_note;
        if edition.options.proof && !in_note && self.shared.notes.is_next(self.side, note) {
            let blocks = note.blocks.iter();
            for view in blocks.filter_map(|block| edition.block(self.side, *block)) {
                for sentence in view.pieces.iter().filter_map(|piece| piece.sentence) {
                    for finding in edition.findings(self.side, sentence.segment) {
                        found.push(self.shared.comments.finding(finding));
                    }
                }
            }
        }
        for id in &found {
            self.runs.push_str(&comments::begin(*id));
        }
        let sign = self.shared.notes.sign(self.side, note, in_note);
        self.runs.push_str(&sign);
        for id in found {
            self.runs.push_str(&comments::end(id));
        }
    }

    fn open(&mut self, id: usize, style: Style<'l>) {
        *self.look.of(style) += 1;
        let is_new = self.comments.iter().all(|(mark, _)| *mark != id);
        match style {
            Style::Term(tip) if self.look.proof && !self.shared.in_note && is_new => {
                if let Some(comment) = self.shared.comments.term(self.side, tip) {
                    self.runs.push_str(&comments::begin(comment));
                    self.comments.push((id, comment));
                }
            }
            Style::Link(url) => {
                // Links must not be nested: an inner one is left out.
                let outermost = self.linked.iter().all(|linked| *linked == Linked::No);
                let id = outermost.then(|| self.shared.links.id(url)).flatten();
                let inside = within(url).filter(|_| outermost && self.shared.in_book);
                let linked = match (&id, inside) {
                    (Some(id), _) => {
                        self.runs
                            .push_str(&format!("<w:hyperlink r:id=\"{id}\" w:history=\"1\">"));
                        Linked::Outward
                    }
                    (None, Some(url)) => {
                        self.runs
                            .push_str(&Slot::OpenLink(self.side, url).to_string());
                        self.look.within = Some((self.side, url));
                        Linked::Within
                    }
                    (None, None) => Linked::No,
                };
                self.linked.push(linked);
                self.look.led = self.linked.contains(&Linked::Outward);
            }
            _ => {}
        }
    }

    fn close(&mut self, id: usize, style: Style<'_>, again: bool) {
        let depth = self.look.of(style);
        *depth = depth.saturating_sub(1);
        if let Style::Link(_) = style {
            match self.linked.pop() {
                Some(Linked::Outward) => self.runs.push_str("</w:hyperlink>"),
                Some(Linked::Within) => {
                    if let Some((side, url)) = self.look.within.take() {
                        self.runs.push_str(&Slot::CloseLink(side, url).to_string());
                    }
                }
                _ => {}
            }
            self.look.led = self.linked.contains(&Linked::Outward);
        }
        if !again && let Some(at) = self.comments.iter().position(|(mark, _)| *mark == id) {
            let (_, comment) = self.comments.remove(at);
            self.runs.push_str(&comments::end(comment));
        }
    }
}

/// The run of an image, and whether it is drawn: one that Word does not show, or that is on a server, is its
/// alternative text, which leads to it.
pub(super) fn image(
    edition: &Edition<'_>,
    (side, url): (SideName, &str),
    words: &str,
    is_linked: bool,
    shared: &mut Shared,
) -> (String, bool) {
    let picture = edition.picture(side, url);
    let drawn = picture.and_then(|found| shared.drawings.draw(found, words, shared.room));
    if let Some(drawn) = drawn {
        return (drawn, true);
    }
    let words = match words.trim() {
        "" => "[image]".to_owned(),
        words => format!("[image: {words}]"),
    };
    let mut look = RunFormat {
        image: true,
        ..RunFormat::default()
    };
    let id = (!is_linked).then(|| shared.links.id(url)).flatten();
    let mut run = String::new();
    if let Some(id) = &id {
        run.push_str(&format!("<w:hyperlink r:id=\"{id}\" w:history=\"1\">"));
        look.image = false;
        look.led = true;
    }
    look.run(&words, &mut run);
    if id.is_some() {
        run.push_str("</w:hyperlink>");
    }
    (run, false)
}

/// The formatting of a run: how many marks of each kind are open, and the sentence's own settings.
#[derive(Clone, Copy, Debug, Default)]
struct RunFormat<'u> {
    strong: usize,
    emphasis: usize,
    struck: usize,
    code: usize,
    link: usize,
    speaker: usize,
    term: usize,
    image: bool,
    /// Whether it is inside a link that was really opened.
    led: bool,
    /// The link to another text that it is inside of, if there is one in the book.
    within: Option<(SideName, &'u str)>,
    /// Whether it is East Asian text.
    han: bool,
    /// Whether terms are marked.
    proof: bool,
    shade: Option<&'static str>,
}

impl RunFormat<'_> {
    fn of(&mut self, style: Style<'_>) -> &mut usize {
        match style {
            Style::Strong => &mut self.strong,
            Style::Emphasis => &mut self.emphasis,
            Style::Strikethrough => &mut self.struck,
            Style::Code => &mut self.code,
            Style::Link(_) => &mut self.link,
            Style::Speaker => &mut self.speaker,
            Style::Term(_) => &mut self.term,
        }
    }

    fn run(&self, text: &str, runs: &mut String) {
        if text.is_empty() {
            return;
        }
        runs.push_str("<w:r>");
        let properties = self.properties();
        if !properties.is_empty() {
            runs.push_str("<w:rPr>");
            runs.push_str(&properties);
            runs.push_str("</w:rPr>");
        }
        runs.push_str(&run_text(text));
        runs.push_str("</w:r>");
    }

    /// The run properties, in the order that the schema requires.
    fn properties(&self) -> String {
        let style = [
            (self.image, "Image"),
            (self.led, "Hyperlink"),
            (self.code > 0, "Code"),
            (self.speaker > 0, "Speaker"),
        ];
        let mut properties = String::new();
        if let (false, Some((side, url))) = (self.image, self.within) {
            let code = self.code > 0;
            properties.push_str(&Slot::LinkStyle(side, code, url).to_string());
        } else if let Some((_, style)) = style.into_iter().find(|(on, _)| *on) {
            properties.push_str(&format!("<w:rStyle w:val=\"{style}\"/>"));
        }
        // Quotation marks, dashes and ellipses belong to both scripts; the hint chooses the font.
        let hint = self.han && self.code == 0;
        let italic = self.emphasis > 0 && !self.han;
        for (on, element) in [
            (hint, "<w:rFonts w:hint=\"eastAsia\"/>"),
            (self.strong + self.speaker > 0, "<w:b/><w:bCs/>"),
            (italic, "<w:i/><w:iCs/>"),
            (self.struck > 0, "<w:strike/>"),
            (
                self.term > 0 && self.proof && !self.led,
                "<w:u w:val=\"dotted\" w:color=\"8C877D\"/>",
            ),
        ] {
            if on {
                properties.push_str(element);
            }
        }
        if let Some(shade) = self.shade {
            properties.push_str(&format!(
                "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{shade}\"/>"
            ));
        }
        // Emphasis in Chinese is set with dots below, not in italics.
        if self.emphasis > 0 && self.han {
            properties.push_str("<w:em w:val=\"dot\"/>");
        }
        properties
    }
}
