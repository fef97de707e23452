//! A block as the pieces that it is written in, in the order of the source: characters, markup, what is no
//! language. From these and the changes of its words the block is put together anew.

use super::codes::{Around, Coded, Content, Inline};
use super::inline::is_space;
use super::model::{Block, CodeKind, MarkKind};
use super::rewrite_changes::{Change, Side};
use super::rewrite_kept::Kept;
use crate::text::script::is_cjk_wide;
use crate::text::{SourceSpan, TextSpan};

/// So many characters beside a change are escaped with it.
const MOST_BESIDE: usize = 16;

/// Stands before a code in what is compared, and behind it.
const CODE: (char, char) = ('\u{1}', '\u{2}');

/// What a piece is.
#[derive(Clone, Debug)]
enum What {
    /// Visible text; several characters that stand for one thing are one piece. A line break between Han
    /// characters is empty. Markup may stand in white space.
    Text {
        span: TextSpan,
        verbatim: bool,
        codes: Vec<usize>,
    },
    /// Text that is no language.
    Opaque { span: TextSpan, code: usize },
    /// Markup.
    Code { code: usize, kind: CodeKind },
    /// What the reader passes over.
    Bytes,
}

#[derive(Clone, Debug)]
struct Piece {
    source: SourceSpan,
    what: What,
}

/// A block in pieces.
pub(super) struct Pieces<'d> {
    block: &'d Block,
    source: &'d str,
    content: Content,
    pieces: Vec<Piece>,
    /// The pieces that open and close a pair.
    pairs: Vec<(usize, usize)>,
    markdown: bool,
    chinese: bool,
}

/// How words are written into a block.
pub(super) struct Manner<'w> {
    pub(super) inline: &'static dyn Inline,
    /// How much each rewrite escapes, by its number.
    pub(super) care: &'w [u8],
    /// The place of each rewrite, by its number.
    pub(super) places: &'w [TextSpan],
}

/// A block put together anew.
pub(super) struct Assembled {
    /// The bytes that are replaced.
    pub(super) span: SourceSpan,
    /// By what.
    pub(super) written: String,
    /// What is to be read from it.
    pub(super) meant: String,
    /// Markup whose words are all gone, with the rewrite that took them.
    pub(super) dropped: Vec<(usize, String)>,
    /// Whether any markup is left.
    pub(super) has_codes: bool,
}

/// A part of a block that is put together.
#[derive(Clone, Debug)]
struct Item {
    kind: ItemKind,
    /// Which piece it comes from.
    piece: Option<usize>,
    /// What a reader sees of it.
    text: String,
    /// How it is written, where it is copied.
    bytes: String,
    /// The markup in it, as it is compared.
    codes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ItemKind {
    /// Text as it stands.
    Kept,
    /// Text that a rewrite brings.
    New(usize),
    Opaque,
    Code(CodeKind),
    Bytes,
}

impl Item {
    fn is_blank(&self) -> bool {
        matches!(self.kind, ItemKind::Kept | ItemKind::New(_))
            && !self.text.is_empty()
            && self.text.chars().all(is_space)
    }

    fn is_seen(&self) -> bool {
        !self.text.chars().all(is_space)
    }
}

impl<'d> Pieces<'d> {
    /// Takes a block apart.
    pub(super) fn of(
        block: &'d Block,
        content: Content,
        source: &'d str,
        (markdown, chinese): (bool, bool),
    ) -> Result<Self, Kept> {
        let mut pieces = Vec::new();
        let mut opaque = Vec::new();
        for (number, code) in block.codes.iter().enumerate() {
            if let CodeKind::Opaque(length) = code.kind {
                let span = TextSpan::new(code.at, (code.at + length).min(block.text.len()));
                if block.text.get(span.range()).is_none() || span.is_empty() {
                    return Err(Kept::Tangled);
                }
                opaque.push(code.source);
                let what = What::Opaque { span, code: number };
                pieces.push(Piece {
                    source: code.source,
                    what,
                });
            }
        }
        let mut add = |source: SourceSpan, span: TextSpan, verbatim: bool| {
            let held = opaque.partition_point(|code| code.end <= source.start);
            if opaque.get(held).is_some_and(|code| code.contains(&source)) && !source.is_empty() {
                return;
            }
            let what = What::Text {
                span,
                verbatim,
                codes: Vec::new(),
            };
            pieces.push(Piece { source, what });
        };
        for run in &block.runs {
            if !run.verbatim || run.text.is_empty() {
                add(run.source, run.text, false);
                continue;
            }
            for (at, c) in run.text.of(&block.text).char_indices() {
                let end = at + c.len_utf8();
                let source = SourceSpan::new(run.source.start + at, run.source.start + end);
                let text = TextSpan::new(run.text.start + at, run.text.start + end);
                add(source, text, true);
            }
        }
        let mut whole = Pieces {
            block,
            source,
            content,
            pieces,
            pairs: Vec::new(),
            markdown,
            chinese,
        };
        whole.pieces.sort_by_key(|piece| piece.source.start);
        whole.add_codes();
        whole.fill()?;
        whole.find_pairs();
        Ok(whole)
    }

    /// Adds the markup: in white space that it stands in, else as a piece.
    fn add_codes(&mut self) {
        let mut own = Vec::new();
        // Stars that are no pair to the parser: one opens, the next closes.
        let mut stars = 0_u32;
        for (number, code) in self.block.codes.iter().enumerate() {
            if matches!(code.kind, CodeKind::Opaque(_)) {
                continue;
            }
            let mut kind = code.kind;
            if kind == CodeKind::Point && code.source.of(self.source) == "**" {
                let pair = u32::MAX - stars / 2;
                kind = if stars.is_multiple_of(2) {
                    CodeKind::Open(pair)
                } else {
                    CodeKind::Close(pair)
                };
                stars += 1;
            }
            let behind = self
                .pieces
                .partition_point(|piece| piece.source.start <= code.source.start);
            let holder = behind.checked_sub(1).map(|at| &mut self.pieces[at]);
            match holder {
                Some(Piece {
                    source,
                    what: What::Text { codes, .. },
                }) if source.contains(&code.source) && !source.is_empty() => codes.push(number),
                _ => own.push(Piece {
                    source: code.source,
                    what: What::Code { code: number, kind },
                }),
            }
        }
        self.pieces.append(&mut own);
        self.pieces
            .sort_by_key(|piece| (piece.source.start, piece.source.end));
    }

    /// Fills the holes between the pieces, and makes sure that these follow each other.
    fn fill(&mut self) -> Result<(), Kept> {
        let mut filled: Vec<Piece> = Vec::with_capacity(self.pieces.len());
        let mut seen = 0;
        for piece in std::mem::take(&mut self.pieces) {
            if let Some(last) = filled.last() {
                let reached = last.source.end;
                if piece.source.start < reached {
                    return Err(Kept::Tangled);
                }
                if piece.source.start > reached {
                    filled.push(Piece {
                        source: SourceSpan::new(reached, piece.source.start),
                        what: What::Bytes,
                    });
                }
            }
            if let What::Text { span, .. } | What::Opaque { span, .. } = &piece.what {
                if span.start != seen {
                    return Err(Kept::Tangled);
                }
                seen = span.end;
            }
            filled.push(piece);
        }
        self.pieces = filled;
        if seen == self.block.text.len() {
            Ok(())
        } else {
            Err(Kept::Tangled)
        }
    }

    fn find_pairs(&mut self) {
        let mut open: Vec<(u32, usize)> = Vec::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            match piece.what {
                What::Code {
                    kind: CodeKind::Open(number),
                    ..
                } => open.push((number, at)),
                What::Code {
                    kind: CodeKind::Close(number),
                    ..
                } => {
                    if let Some(found) = open.iter().rposition(|&(other, _)| other == number) {
                        self.pairs.push((open.remove(found).1, at));
                    }
                }
                _ => {}
            }
        }
    }

    fn text_of(&self, at: usize) -> Option<TextSpan> {
        match self.pieces[at].what {
            What::Text { span, .. } | What::Opaque { span, .. } => Some(span),
            What::Code { .. } | What::Bytes => None,
        }
    }

    /// The stretch from which an emptied sentence is taken out: with the white space behind it, or with that
    /// before it where nothing follows or where markup of it stays behind the sentence before.
    pub(super) fn emptied(&self, place: TextSpan) -> TextSpan {
        let text = &self.block.text;
        let before = text[..place.start].trim_end_matches(is_space).len();
        let rest = &text[place.end..];
        let behind = place.end + rest.len() - rest.trim_start_matches(is_space).len();
        let has_points = self.block.codes.iter().any(|code| {
            code.kind == CodeKind::Point
                && (place.start <= code.at && code.at < place.end
                    || code.at == place.end && behind > place.end)
                && !is_break(code.source.of(self.source))
        });
        if before > 0 && (behind == text.len() || has_points) {
            TextSpan::new(before, place.end)
        } else if before == 0 {
            TextSpan::new(0, behind)
        } else {
            TextSpan::new(place.start, behind)
        }
    }

    /// Widens changes to whole pieces of several characters.
    fn widened(&self, changes: &[Change]) -> Vec<Change> {
        let mut changes = changes.to_vec();
        for piece in &self.pieces {
            let What::Text { span, .. } = piece.what else {
                continue;
            };
            let single = span.of(&self.block.text).chars().nth(1).is_none();
            if single || !changes.iter().any(|change| change.touches(span)) {
                continue;
            }
            let first = changes.iter().position(|change| change.touches(span));
            let last = changes.iter().rposition(|change| change.touches(span));
            let (Some(first), Some(last)) = (first, last) else {
                continue;
            };
            let union = TextSpan::new(
                span.start.min(changes[first].old.start),
                span.end.max(changes[last].old.end),
            );
            let new = applied(&self.block.text, union, &changes[first..=last]);
            let of = changes[first].of;
            changes.splice(
                first..=last,
                [Change {
                    old: union,
                    new,
                    side: Side::Neither,
                    of,
                }],
            );
        }
        changes
    }

    /// The block with the changes, which are in order.
    pub(super) fn assemble(
        &self,
        changes: &[Change],
        manner: &Manner<'_>,
    ) -> Result<Assembled, (usize, Kept)> {
        let mut changes = self.widened(changes);
        let mut dropped = Vec::new();
        let mut markups: Vec<(usize, String, String)> = Vec::new();
        let mut gone = vec![false; self.pieces.len()];
        for (at, piece) in self.pieces.iter().enumerate() {
            if let What::Opaque { span, .. } = piece.what
                && let Some(of) = changes.iter().find(|c| c.touches(span)).map(|c| c.of)
            {
                match self.inside(piece.source, span, &mut changes) {
                    Ok(Some((markup, text))) => markups.push((at, markup, text)),
                    Ok(None) => {
                        gone[at] = true;
                        dropped.push((of, piece.source.of(self.source).to_owned()));
                    }
                    Err(kept) => return Err((of, kept)),
                }
            }
        }
        let mut inserted: Vec<(usize, &Change)> = Vec::new();
        for change in &changes {
            for (at, gone) in gone.iter_mut().enumerate() {
                if let Some(span) = self.text_of(at)
                    && !span.is_empty()
                    && change.old.contains(&span)
                {
                    *gone = true;
                    if self.holds_halves(at) {
                        return Err((change.of, Kept::Tangled));
                    }
                }
            }
            inserted.push((self.place_of(change, manner.places[change.of]), change));
        }
        inserted.sort_by_key(|&(at, _)| at);
        let mut items = self.items(&gone, &inserted, &markups);
        self.drop_empty_pairs(&mut items, &changes, &mut dropped);
        if self.markdown {
            move_spaces(&mut items);
        }
        self.mend_breaks(&mut items);
        self.escape_beside(&mut items, manner);
        let (Some(first), Some(last)) = (self.pieces.first(), self.pieces.last()) else {
            return Err((changes.first().map_or(0, |change| change.of), Kept::Tangled));
        };
        let has_codes = items
            .iter()
            .any(|item| matches!(item.kind, ItemKind::Code(_)) || !item.codes.is_empty());
        Ok(Assembled {
            span: SourceSpan::new(first.source.start, last.source.end),
            written: self.write(&items, &changes, manner),
            meant: meant(&items),
            dropped,
            has_codes,
        })
    }

    /// What is no language with other characters in it: its markup and what is seen of it, or nothing where
    /// it is gone.
    fn inside(
        &self,
        source: SourceSpan,
        span: TextSpan,
        changes: &mut Vec<Change>,
    ) -> Result<Option<(String, String)>, Kept> {
        let own: Vec<Change> = changes
            .iter()
            .filter(|change| change.touches(span))
            .cloned()
            .collect();
        if let [one] = own.as_slice()
            && one.old.contains(&span)
            && (one.old != span || one.new.trim().is_empty())
        {
            return Ok(None);
        }
        if !own.iter().all(|change| span.contains(&change.old)) {
            return Err(Kept::Code);
        }
        let text = applied(&self.block.text, span, &own);
        changes.retain(|change| !change.touches(span));
        if text.trim().is_empty() {
            return Ok(None);
        }
        let markup = source.of(self.source);
        let old = span.of(&self.block.text);
        let breaks: &[char] = match markup.chars().next() {
            Some('`') => &['`', '|', '\n', '\r'],
            Some('$' | '\\') => &['$', '`', '|', '\n', '\r'],
            Some('{') => &['{', '}', '%', '|', '\n', '\r'],
            _ => &['<', '>', '&', '`', '|', '\n', '\r', '"', '\''],
        };
        let edges = text.trim() != text;
        let known = text.chars().filter(|c| breaks.contains(c));
        let had = old.chars().filter(|c| breaks.contains(c));
        if edges || markup.matches(old).count() != 1 || known.count() > had.count() {
            return Err(Kept::Code);
        }
        Ok(Some((markup.replacen(old, &text, 1), text)))
    }

    /// Whether halves of pairs stand in a piece of white space.
    fn holds_halves(&self, at: usize) -> bool {
        match &self.pieces[at].what {
            What::Text { codes, .. } => codes
                .iter()
                .any(|&code| self.block.codes[code].kind != CodeKind::Point),
            _ => false,
        }
    }

    /// Before which piece the new characters of a change stand.
    fn place_of(&self, change: &Change, place: TextSpan) -> usize {
        if !change.old.is_empty() {
            let covered = |at: &usize| {
                self.text_of(*at)
                    .is_some_and(|span| !span.is_empty() && change.old.contains(&span))
            };
            let mut all = (0..self.pieces.len()).filter(covered);
            let Some(first) = all.next() else {
                return 0;
            };
            let last = all.next_back().unwrap_or(first);
            // In the pairs around all of it, and in no other.
            let fits = |at: &usize| {
                self.pairs.iter().all(|&(open, close)| {
                    open < first && close > last || !(open < *at && *at <= close)
                })
            };
            return (first..=last + 1).find(fits).unwrap_or(first);
        }
        let at = change.old.start;
        let stands = |piece: &usize| self.text_of(*piece).filter(|span| !span.is_empty());
        let mut from = (0..self.pieces.len())
            .rev()
            .find(|piece| stands(piece).is_some_and(|span| span.end <= at))
            .map_or(0, |piece| piece + 1);
        let mut to = (from..self.pieces.len())
            .find(|piece| stands(piece).is_some())
            .unwrap_or(self.pieces.len());
        // A line break that is nothing stands between sentences.
        let breaks: Vec<usize> = (from..to)
            .filter(|&piece| matches!(self.pieces[piece].what, What::Text { .. }))
            .collect();
        if at == place.start && change.side != Side::Before {
            from = breaks.last().map_or(from, |piece| piece + 1);
        } else {
            to = breaks.first().copied().unwrap_or(to);
        }
        match change.side {
            Side::Before => return from,
            Side::Behind => return to,
            Side::Neither => {}
        }
        let kind = |piece: usize| match self.pieces[piece].what {
            What::Code { kind, .. } => Some(kind),
            _ => None,
        };
        let closed = (from..to)
            .rev()
            .find(|&piece| matches!(kind(piece), Some(CodeKind::Close(_))))
            .map_or(from, |piece| piece + 1);
        (closed..to)
            .find(|&piece| matches!(kind(piece), Some(CodeKind::Open(_))))
            .unwrap_or(to)
    }

    fn items(
        &self,
        gone: &[bool],
        inserted: &[(usize, &Change)],
        markups: &[(usize, String, String)],
    ) -> Vec<Item> {
        let mut items = Vec::with_capacity(self.pieces.len());
        let mut next = inserted.iter().peekable();
        for at in 0..=self.pieces.len() {
            while let Some((_, change)) = next.next_if(|(place, _)| *place == at) {
                brought(change, &mut items);
            }
            let Some(piece) = self.pieces.get(at) else {
                break;
            };
            let bytes = piece.source.of(self.source);
            let item = |kind, text: &str, bytes: &str, codes| Item {
                kind,
                piece: Some(at),
                text: text.to_owned(),
                bytes: bytes.to_owned(),
                codes,
            };
            let markup = |code: usize| self.content.coded.codes[code].markup.clone();
            match &piece.what {
                What::Text { codes, .. } if gone[at] => {
                    for &code in codes {
                        let own = self.block.codes[code].source.of(self.source);
                        if !is_break(own) {
                            let kind = ItemKind::Code(CodeKind::Point);
                            items.push(item(kind, "", own, vec![markup(code)]));
                        }
                    }
                }
                What::Text { span, codes, .. } => {
                    let codes = codes.iter().map(|&code| markup(code)).collect();
                    let text = span.of(&self.block.text);
                    items.push(item(ItemKind::Kept, text, bytes, codes));
                }
                What::Opaque { .. } if gone[at] => {}
                What::Opaque { span, code } => {
                    let changed = markups.iter().find(|(piece, ..)| *piece == at);
                    let text = span.of(&self.block.text);
                    items.push(match changed {
                        Some((_, new, text)) => {
                            item(ItemKind::Opaque, text, new, vec![new.clone()])
                        }
                        None => item(ItemKind::Opaque, text, bytes, vec![markup(*code)]),
                    });
                }
                What::Code { code, kind } => {
                    // A link whose words are its label says its label when it gets other words.
                    let touched = self.pairs.iter().any(|&(open, close)| {
                        close == at
                            && ((open..close).any(|piece| gone[piece])
                                || inserted
                                    .iter()
                                    .any(|(place, _)| open < *place && *place <= close)
                                || markups
                                    .iter()
                                    .any(|(piece, ..)| open < *piece && *piece < close))
                    });
                    let own = markup(*code);
                    let bytes = if touched { own.as_str() } else { bytes };
                    items.push(item(ItemKind::Code(*kind), "", bytes, vec![own.clone()]));
                }
                What::Bytes => items.push(item(ItemKind::Bytes, "", bytes, Vec::new())),
            }
        }
        items
    }

    /// Leaves out pairs that nothing stands in any more.
    fn drop_empty_pairs(
        &self,
        items: &mut Vec<Item>,
        changes: &[Change],
        dropped: &mut Vec<(usize, String)>,
    ) {
        for &(open, close) in &self.pairs {
            let place = |piece| items.iter().position(|item| item.piece == Some(piece));
            let (Some(from), Some(to)) = (place(open), place(close)) else {
                continue;
            };
            if items[from..=to].iter().any(Item::is_seen) {
                continue;
            }
            let at = |piece: usize| match self.pieces[piece].what {
                What::Code { code, .. } => self.block.codes[code].at,
                _ => 0,
            };
            let over = TextSpan::new(at(open), at(close));
            let of = changes.iter().find(|change| change.old.overlaps(&over));
            let Some(of) = of.map(|change| change.of) else {
                continue;
            };
            let address = self.block.marks.iter().find_map(|mark| match &mark.kind {
                MarkKind::Link(url) if mark.over == over => Some(url.clone()),
                _ => None,
            });
            let own = || items[from].bytes.clone();
            dropped.push((of, address.unwrap_or_else(own)));
            items.remove(to);
            items.remove(from);
        }
    }

    fn is_cjk(&self, c: char) -> bool {
        is_cjk_wide(c) || self.chinese && matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
    }

    /// A line break is a space or nothing, by what stands around it: where that is another character now, it
    /// is written as what it was.
    fn mend_breaks(&self, items: &mut Vec<Item>) {
        let seen = |item: &Item| !item.text.is_empty();
        let mut at = 0;
        while at < items.len() {
            let item = &items[at];
            let is_break = item.kind == ItemKind::Kept
                && item.codes.is_empty()
                && item.piece.is_some_and(|piece| {
                    matches!(
                        self.pieces[piece].what,
                        What::Text {
                            verbatim: false,
                            ..
                        }
                    )
                })
                && item.text.chars().all(is_space);
            if !is_break {
                at += 1;
                continue;
            }
            let before = items[..at].iter().rfind(|item| seen(item));
            let behind = items[at + 1..].iter().find(|item| seen(item));
            let piece = item.piece.unwrap_or(0);
            let beside = |item: Option<&Item>, span: Option<TextSpan>| {
                let own = item.and_then(|item| item.piece);
                own.and_then(|own| self.text_of(own)) == span && span.is_some()
            };
            let neighbour = |pieces: &mut dyn Iterator<Item = usize>| {
                pieces
                    .filter_map(|piece| self.text_of(piece))
                    .find(|span| !span.is_empty())
            };
            let same = beside(before, neighbour(&mut (0..piece).rev()))
                && beside(behind, neighbour(&mut (piece + 1..self.pieces.len())));
            if same {
                at += 1;
                continue;
            }
            let last = before.and_then(|item| item.text.chars().next_back());
            let first = behind.and_then(|item| item.text.chars().next());
            let (Some(last), Some(first)) = (last, first) else {
                items.remove(at);
                continue;
            };
            let joins = self.is_cjk(last) && self.is_cjk(first);
            if item.text.is_empty() {
                if !joins {
                    items.remove(at);
                    continue;
                }
            } else if joins {
                items[at].bytes = " ".to_owned();
            }
            at += 1;
        }
        // Two line breaks with nothing between them would end the paragraph.
        let mut broken = false;
        items.retain(|item| {
            let breaks = item.kind == ItemKind::Kept
                && item.text.chars().all(is_space)
                && item.bytes.contains(['\n', '\r']);
            let twice = breaks && broken && item.codes.is_empty();
            if seen(item) || breaks {
                broken = breaks;
            }
            !twice
        });
    }

    /// With care the characters directly beside a change are escaped as well.
    fn escape_beside(&self, items: &mut Vec<Item>, manner: &Manner<'_>) {
        let own = |item: &Item, of: usize| {
            let span = item.piece.and_then(|piece| self.text_of(piece));
            item.kind == ItemKind::Kept
                && item.codes.is_empty()
                && item.is_seen()
                && span.is_some_and(|span| manner.places[of].contains(&span))
        };
        let mut at = 0;
        while at < items.len() {
            let ItemKind::New(of) = items[at].kind else {
                at += 1;
                continue;
            };
            if manner.care[of] == 0 || items[at].is_blank() {
                at += 1;
                continue;
            }
            let mut count = 0;
            while count < MOST_BESIDE && at + 1 < items.len() && own(&items[at + 1], of) {
                let next = items.remove(at + 1);
                items[at].text.push_str(&next.text);
                count += 1;
            }
            count = 0;
            while count < MOST_BESIDE && at > 0 && own(&items[at - 1], of) {
                let before = items.remove(at - 1);
                at -= 1;
                items[at].text.insert_str(0, &before.text);
                count += 1;
            }
            at += 1;
        }
    }

    fn write(&self, items: &[Item], changes: &[Change], manner: &Manner<'_>) -> String {
        let dollars = |text: &str| text.matches('$').count();
        let before: usize = changes
            .iter()
            .map(|change| dollars(change.old.of(&self.block.text)))
            .sum();
        let now: usize = changes.iter().map(|change| dollars(&change.new)).sum();
        let begin = self.pieces.first().map_or(0, |piece| piece.source.start);
        let marker = self.block.kind.is_heading()
            && self.source[self.block.span.start..begin.max(self.block.span.start)].contains('#');
        let mut out = String::new();
        let mut reached = begin;
        let mut part = String::new();
        for item in items {
            if let Some(piece) = item.piece {
                reached = self.pieces[piece].source.end;
            }
            let ItemKind::New(of) = item.kind else {
                out.push_str(&item.bytes);
                continue;
            };
            if item.text.is_empty() {
                continue;
            }
            let line_start = match out.rsplit_once('\n') {
                Some((_, line)) => line.chars().all(|c| matches!(c, ' ' | '\t' | '>')),
                None => out.trim().is_empty() && !marker,
            };
            let around = Around {
                line_start,
                care: manner.care[of],
                dollars: now > before,
                stars: self.content.loose_stars(reached),
            };
            part.clear();
            let words = Coded::plain(item.text.as_str());
            manner.inline.write(&words, self.block, around, &mut part);
            out.push_str(&part);
        }
        out
    }
}

/// The new characters of a change: white space at its ends by itself.
fn brought(change: &Change, items: &mut Vec<Item>) {
    let new: String = change
        .new
        .chars()
        .map(|c| if is_space(c) { ' ' } else { c })
        .collect();
    let start = new.len() - new.trim_start_matches(' ').len();
    let end = new.trim_end_matches(' ').len().max(start);
    for (number, text) in [&new[..start], &new[start..end], &new[end..]]
        .into_iter()
        .enumerate()
    {
        if !text.is_empty() || number == 1 {
            items.push(Item {
                kind: ItemKind::New(change.of),
                piece: None,
                text: text.to_owned(),
                bytes: text.to_owned(),
                codes: Vec::new(),
            });
        }
    }
}

/// The stretch with the changes in it.
fn applied(text: &str, of: TextSpan, changes: &[Change]) -> String {
    let mut new = String::new();
    let mut at = of.start;
    for change in changes {
        new.push_str(&text[at..change.old.start.max(at)]);
        new.push_str(&change.new);
        at = change.old.end.max(at);
    }
    new.push_str(&text[at..of.end.max(at)]);
    new
}

/// White space stands outside of the marks of Markdown: where a word beside it went, it moves.
fn move_spaces(items: &mut [Item]) {
    let delimiter = |item: &Item| {
        !item.bytes.is_empty() && item.bytes.bytes().all(|b| matches!(b, b'*' | b'_' | b'~'))
    };
    let follows = |one: &Item, next: &Item| match (one.piece, next.piece) {
        (Some(one), Some(next)) => one + 1 == next,
        _ => false,
    };
    let ignored = |item: &Item| item.kind != ItemKind::Kept && item.bytes.is_empty();
    for _ in 0..items.len() {
        let mut moved = false;
        for at in 1..items.len() {
            let (one, next) = (&items[at - 1], &items[at]);
            let opens = matches!(one.kind, ItemKind::Code(CodeKind::Open(_))) && delimiter(one);
            let closes = matches!(next.kind, ItemKind::Code(CodeKind::Close(_))) && delimiter(next);
            let swap = opens && (next.is_blank() && !follows(one, next) || ignored(next))
                || closes && one.is_blank() && !follows(one, next);
            if swap {
                items.swap(at - 1, at);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
}

/// Whether markup is a line break: a line end with the marks of quotations behind it, or a tag.
fn is_break(markup: &str) -> bool {
    let rest = markup.trim_start_matches(['\\', ' ', '\r', '\n', '\t', '>']);
    let tag = markup
        .trim_start_matches('<')
        .trim_end_matches(['/', '>', ' ', '\r', '\n', '\t']);
    markup.contains('\n') && rest.is_empty() || tag.eq_ignore_ascii_case("br")
}

/// Gathers text and markup so that they can be compared: white space is one space, behind the markup that
/// it stands beside.
#[derive(Default)]
struct Canon {
    out: String,
    space: bool,
    seen: bool,
}

impl Canon {
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if is_space(c) {
                self.space = true;
                continue;
            }
            if self.space && self.seen {
                self.out.push(' ');
            }
            self.space = false;
            self.seen = true;
            self.out.push(c);
        }
    }

    fn code(&mut self, markup: &str) {
        self.out.push(CODE.0);
        self.out
            .extend(markup.chars().filter(|c| !c.is_whitespace()));
        self.out.push(CODE.1);
    }
}

fn meant(items: &[Item]) -> String {
    let mut canon = Canon::default();
    for item in items {
        for code in &item.codes {
            canon.code(code);
        }
        canon.text(&item.text);
    }
    canon.out
}

/// The words and codes of a block in one line, with white space folded.
pub(super) fn said(coded: &Coded) -> String {
    let mut canon = Canon::default();
    let mut at = 0;
    for code in &coded.codes {
        let to = code.at.max(at).min(coded.text.len());
        canon.text(&coded.text[at..to]);
        at = to;
        canon.code(&code.markup);
    }
    canon.text(&coded.text[at..]);
    canon.out
}
