//! Making a block: visible text, the runs that lead back, inline marks, and line breaks resolved.

use super::model::{Block, BlockKind, Cell, CodeKind, Mark, MarkKind, Markup, Run, Syntax};
use crate::text::script::is_cjk_wide;
use crate::text::{SourceSpan, TextSpan};

/// White space that waits for what follows it: between two CJK characters it is nothing.
#[derive(Clone, Copy, Debug)]
struct Gap {
    source: SourceSpan,
}

/// A block in the making.
#[derive(Debug)]
pub struct BlockBuilder {
    kind: BlockKind,
    text: String,
    runs: Vec<Run>,
    marks: Vec<Mark>,
    open: Vec<(MarkKind, usize)>,
    gap: Option<Gap>,
    /// A strong or emphasis delimiter was the last thing seen.
    after_delimiter: bool,
    /// The document is Chinese: marks that both languages share count as CJK.
    chinese: bool,
    /// Nesting, from 0.
    pub depth: u8,
    /// Number in an ordered list.
    pub ordinal: Option<u64>,
    /// Where a cell of a table stands.
    pub cell: Option<Cell>,
    /// In which syntax its text is written.
    pub syntax: Syntax,
    /// The name of the note whose text it is.
    pub note: Option<String>,
    codes: Vec<Markup>,
    /// How many codes stood before the white space that waits.
    codes_before_gap: usize,
}

impl BlockBuilder {
    /// Starts a block.
    #[must_use]
    pub const fn new(kind: BlockKind, chinese: bool) -> Self {
        BlockBuilder {
            kind,
            text: String::new(),
            runs: Vec::new(),
            marks: Vec::new(),
            open: Vec::new(),
            gap: None,
            after_delimiter: false,
            chinese,
            depth: 0,
            ordinal: None,
            cell: None,
            syntax: Syntax::Own,
            note: None,
            codes: Vec::new(),
            codes_before_gap: 0,
        }
    }

    /// Whether nothing visible and no mark was added yet. Signs of notes and line breaks show nothing by
    /// themselves.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let shows_nothing = |mark: &Mark| matches!(mark.kind, MarkKind::Note(_) | MarkKind::Break);
        self.text.is_empty()
            && self.gap.is_none()
            && self.codes.is_empty()
            && self.marks.iter().all(shows_nothing)
    }

    fn is_cjk(&self, c: char) -> bool {
        is_cjk_wide(c) || self.chinese && matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
    }

    /// Adds text; `source` are the bytes it stands for.
    pub fn text(&mut self, text: &str, source: SourceSpan, verbatim: bool) {
        let mut text = text;
        let mut source = source;
        if verbatim && (self.after_delimiter || self.gap.is_some()) {
            let rest = text.trim_start_matches([' ', '\t']);
            let space = text.len() - rest.len();
            if space > 0 {
                self.gap(SourceSpan::new(source.start, source.start + space));
                source = SourceSpan::new(source.start + space, source.end);
                text = rest;
            }
        }
        let Some(first) = text.chars().next() else {
            return;
        };
        self.after_delimiter = false;
        self.resolve_gap(first);
        let at = self.text.len();
        self.text.push_str(text);
        // What goes on where the run before ends is one run with it: parsers give some marks one by one.
        match self.runs.last_mut() {
            Some(run) if verbatim && run.verbatim && run.source.end == source.start => {
                run.text = TextSpan::new(run.text.start, self.text.len());
                run.source = SourceSpan::new(run.source.start, source.end);
            }
            _ => self.runs.push(Run {
                text: TextSpan::new(at, self.text.len()),
                source,
                verbatim,
            }),
        }
    }

    /// White space whose meaning depends on its neighbours: a line break, or spaces beside a
    /// delimiter.
    pub fn gap(&mut self, source: SourceSpan) {
        self.take_trailing_space();
        if self.gap.is_none() {
            self.codes_before_gap = self.codes.len();
        }
        self.gap = Some(Gap {
            source: match self.gap {
                Some(gap) => SourceSpan::new(gap.source.start, source.end),
                None => source,
            },
        });
    }

    /// Turns spaces at the end of the text into a gap.
    fn take_trailing_space(&mut self) {
        let Some(run) = self.runs.last_mut().filter(|run| run.verbatim) else {
            return;
        };
        let kept = self.text[run.text.start..]
            .trim_end_matches([' ', '\t'])
            .len();
        let space = run.text.len() - kept;
        if space == 0 {
            return;
        }
        let source = SourceSpan::new(run.source.end - space, run.source.end);
        run.text = TextSpan::new(run.text.start, run.text.start + kept);
        run.source = SourceSpan::new(run.source.start, run.source.start + kept);
        self.text.truncate(run.text.end);
        if kept == 0 {
            self.runs.pop();
        }
        let end = self.text.len();
        for mark in &mut self.marks {
            mark.over = TextSpan::new(mark.over.start.min(end), mark.over.end.min(end));
        }
        for (_, start) in &mut self.open {
            *start = (*start).min(end);
        }
        for code in &mut self.codes {
            code.at = code.at.min(end);
        }
        self.codes_before_gap = self
            .codes
            .partition_point(|code| code.source.start < source.start);
        self.gap = Some(Gap { source });
    }

    fn resolve_gap(&mut self, next: char) {
        let Some(gap) = self.gap.take() else {
            return;
        };
        let Some(last) = self.text.chars().next_back() else {
            return;
        };
        let at = self.text.len();
        if !(self.is_cjk(last) && self.is_cjk(next)) {
            self.text.push(' ');
            // A mark that has just opened begins behind the space.
            for (_, start) in &mut self.open {
                if *start == at {
                    *start += 1;
                }
            }
            for code in &mut self.codes[self.codes_before_gap..] {
                code.at += 1;
            }
        }
        self.runs.push(Run {
            text: TextSpan::new(at, self.text.len()),
            source: gap.source,
            verbatim: false,
        });
    }

    /// An inline mark opens.
    pub fn open(&mut self, kind: MarkKind) {
        if is_delimiter(&kind) {
            self.take_trailing_space();
        }
        self.open.push((kind, self.text.len()));
    }

    /// The innermost inline mark closes.
    pub fn close(&mut self) {
        if let Some((kind, start)) = self.open.pop() {
            self.after_delimiter = is_delimiter(&kind);
            if start < self.text.len() {
                self.marks.push(Mark {
                    kind,
                    over: TextSpan::new(start, self.text.len()),
                });
            }
        }
    }

    /// An inline mark opens by a tag: the space before it is a space.
    pub fn open_tag(&mut self, kind: MarkKind) {
        self.open.push((kind, self.text.len()));
    }

    /// The innermost mark closes by a tag.
    pub fn close_tag(&mut self) {
        self.close();
        self.after_delimiter = false;
    }

    /// A mark over text added at once, such as code.
    pub fn marked(&mut self, kind: MarkKind, text: &str, source: SourceSpan) {
        if text.is_empty() {
            return;
        }
        self.opaque(text, source, false);
        let start = self.text.len() - text.len();
        self.marks.push(Mark {
            kind,
            over: TextSpan::new(start, self.text.len()),
        });
    }

    /// Markup stands here.
    pub fn code(&mut self, kind: CodeKind, source: SourceSpan) {
        self.codes.push(Markup {
            kind,
            at: self.text.len(),
            source,
        });
    }

    /// How many pieces of markup there are.
    #[must_use]
    pub const fn codes(&self) -> usize {
        self.codes.len()
    }

    /// Makes a pair of two pieces of markup.
    pub fn pair_codes(&mut self, open: usize, close: usize, number: u32) {
        self.codes[open].kind = CodeKind::Open(number);
        self.codes[close].kind = CodeKind::Close(number);
    }

    /// Text that is no language: code, a formula.
    pub fn opaque(&mut self, text: &str, source: SourceSpan, verbatim: bool) {
        if text.is_empty() {
            return self.code(CodeKind::Point, source);
        }
        self.after_delimiter = false;
        self.text(text, source, verbatim);
        self.codes.push(Markup {
            kind: CodeKind::Opaque(text.len()),
            at: self.text.len() - text.len(),
            source,
        });
    }

    /// An image stands here.
    pub fn image(&mut self, url: String, alt: String) {
        self.point(MarkKind::Image { url, alt });
    }

    /// The sign of a note stands here; it belongs to what stands before it.
    pub fn note_sign(&mut self, name: String) {
        self.point(MarkKind::Note(name));
    }

    /// A line ends here, as it was set.
    pub fn line_break(&mut self) {
        self.point(MarkKind::Break);
    }

    fn point(&mut self, kind: MarkKind) {
        let at = self.text.len();
        self.marks.push(Mark {
            kind,
            over: TextSpan::new(at, at),
        });
    }

    /// Changes what the block is.
    pub const fn set_kind(&mut self, kind: BlockKind) {
        self.kind = kind;
    }

    /// Whether the text ends with white space, or white space waits for what follows it.
    #[must_use]
    pub fn ends_with_space(&self) -> bool {
        self.gap.is_some() || self.text.ends_with([' ', '\t'])
    }

    /// One space that stays a space, whatever stands beside it.
    pub fn space(&mut self, source: SourceSpan) {
        let at = self.text.len();
        self.text.push(' ');
        self.runs.push(Run {
            text: TextSpan::new(at, at + 1),
            source,
            verbatim: true,
        });
        self.after_delimiter = false;
    }

    /// The finished block of Markdown, over `span` of the source.
    #[must_use]
    pub fn finish(mut self, span: SourceSpan) -> Block {
        while !self.open.is_empty() {
            self.close();
        }
        self.take_trailing_space();
        self.pair_literal_stars();
        self.fold_empty_pairs();
        self.finish_markup(span)
    }

    /// The finished block of a format whose marks are all explicit, over `span` of the source.
    #[must_use]
    pub fn finish_markup(mut self, span: SourceSpan) -> Block {
        while !self.open.is_empty() {
            self.close();
        }
        self.take_trailing_space();
        self.marks
            .sort_by_key(|mark| (mark.over.start, std::cmp::Reverse(mark.over.end)));
        let mut block = Block {
            kind: self.kind,
            span,
            text: self.text,
            runs: self.runs,
            marks: self.marks,
            speaker: None,
            depth: self.depth,
            ordinal: self.ordinal,
            codes: self.codes,
            cell: self.cell,
            syntax: self.syntax,
            note: self.note,
        };
        let has_image = block
            .marks
            .iter()
            .any(|mark| matches!(mark.kind, MarkKind::Image { .. }));
        if block.text.trim().is_empty() {
            block.kind = BlockKind::Opaque;
            block.text.clear();
            block.runs.clear();
            block.codes.clear();
            block
                .marks
                .retain(|mark| matches!(mark.kind, MarkKind::Image { .. }));
            for mark in &mut block.marks {
                mark.over = TextSpan::new(0, 0);
            }
        } else if has_image && block.kind == BlockKind::Paragraph {
            let leads = block
                .marks
                .iter()
                .any(|mark| matches!(mark.kind, MarkKind::Image { .. }) && mark.over.start == 0);
            if leads {
                block.kind = BlockKind::Caption;
            }
        }
        block
    }

    /// The finished block of a format without markup, where stars are stars.
    #[must_use]
    pub fn finish_literal(mut self, span: SourceSpan) -> Block {
        self.take_trailing_space();
        // Most blocks have one run, and room was made for four.
        self.runs.shrink_to_fit();
        Block {
            kind: self.kind,
            span,
            text: self.text,
            runs: self.runs,
            marks: self.marks,
            speaker: None,
            depth: self.depth,
            ordinal: self.ordinal,
            codes: self.codes,
            cell: self.cell,
            syntax: self.syntax,
            note: self.note,
        }
    }

    /// CommonMark's rules for `**` look at spaces and punctuation, which Chinese does not set as
    /// English does: `中文**《书》**中文` stays literal. Such pairs beside CJK are strong all the same.
    fn pair_literal_stars(&mut self) {
        let places: Vec<usize> = self
            .text
            .match_indices("**")
            .map(|(at, _)| at)
            // Three and more are no such marks: `186****1402`.
            .filter(|&at| !self.text[..at].ends_with('*') && !self.text[at + 2..].starts_with('*'))
            .filter(|&at| {
                self.runs
                    .iter()
                    .any(|run| run.verbatim && run.text.start <= at && at + 2 <= run.text.end)
                    && !self.codes.iter().any(|code| {
                        matches!(code.kind, CodeKind::Opaque(length)
                            if code.at <= at && at < code.at + length)
                    })
            })
            .collect();
        let beside_cjk = |at: usize| {
            let before = self.text[..at].chars().next_back();
            let after = self.text[at + 2..].chars().next();
            [before, after]
                .into_iter()
                .flatten()
                .any(|c| self.is_cjk(c))
        };
        let pairs: Vec<(usize, usize)> = places
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .filter(|&(a, b)| {
                a + 2 < b
                    && !self.text[a + 2..b].trim().is_empty()
                    && beside_cjk(a)
                    && beside_cjk(b)
            })
            .collect();
        for (a, b) in pairs.into_iter().rev() {
            // Marks that would cross the new one keep the pair literal.
            let crosses = self.marks.iter().any(|mark| {
                let (s, e) = (mark.over.start, mark.over.end);
                (s < a && a < e && e < b) || (a < s && s < b && b < e)
            });
            if crosses {
                continue;
            }
            let places = [a, b].map(|at| self.source_of(at));
            self.remove(b, b + 2);
            self.remove(a, a + 2);
            for (at, source) in [a, b - 2].into_iter().zip(places) {
                // To the parser these are no pair, so that each travels alone.
                let place = self
                    .codes
                    .partition_point(|code| code.source.start < source.start);
                let kind = CodeKind::Point;
                self.codes.insert(place, Markup { kind, at, source });
            }
            self.marks.push(Mark {
                kind: MarkKind::Strong,
                over: TextSpan::new(a, b - 2),
            });
        }
    }

    /// The source of two bytes of verbatim text.
    fn source_of(&self, at: usize) -> SourceSpan {
        let run = self
            .runs
            .iter()
            .find(|run| run.verbatim && run.text.start <= at && at + 2 <= run.text.end);
        let start = run.map_or(0, |run| run.source.start + at - run.text.start);
        SourceSpan::new(start, start + 2)
    }

    /// Pairs around nothing visible are one piece of markup with what stands in them.
    fn fold_empty_pairs(&mut self) {
        let mut at = 0;
        while at < self.codes.len() {
            let open = self.codes[at];
            let close = match open.kind {
                CodeKind::Open(number) => self.codes[at..]
                    .iter()
                    .position(|code| code.kind == CodeKind::Close(number)),
                _ => None,
            };
            if let Some(close) = close
                && self.codes[at + close].at == open.at
            {
                let end = self.codes[at + close].source.end;
                self.codes.drain(at + 1..=at + close);
                self.codes[at].kind = CodeKind::Point;
                self.codes[at].source = SourceSpan::new(open.source.start, end);
            }
            at += 1;
        }
    }

    /// Takes bytes out of the visible text: they become markup.
    fn remove(&mut self, from: usize, to: usize) {
        let cut = to - from;
        let moved = |at: usize| {
            if at >= to { at - cut } else { at.min(from) }
        };
        let mut runs = Vec::with_capacity(self.runs.len() + 1);
        for run in self.runs.drain(..) {
            if run.text.end <= from || run.text.start >= to || !run.verbatim {
                runs.push(Run {
                    text: TextSpan::new(moved(run.text.start), moved(run.text.end)),
                    ..run
                });
                continue;
            }
            let head = from.saturating_sub(run.text.start);
            if head > 0 {
                runs.push(Run {
                    text: TextSpan::new(run.text.start, from),
                    source: SourceSpan::new(run.source.start, run.source.start + head),
                    verbatim: true,
                });
            }
            if run.text.end > to {
                runs.push(Run {
                    text: TextSpan::new(from.max(run.text.start), run.text.end - cut),
                    source: SourceSpan::new(
                        run.source.start + (to - run.text.start),
                        run.source.end,
                    ),
                    verbatim: true,
                });
            }
        }
        self.runs = runs;
        for mark in &mut self.marks {
            mark.over = TextSpan::new(moved(mark.over.start), moved(mark.over.end));
        }
        for code in &mut self.codes {
            code.at = moved(code.at);
        }
        self.text.replace_range(from..to, "");
    }
}

const fn is_delimiter(kind: &MarkKind) -> bool {
    matches!(
        kind,
        MarkKind::Strong | MarkKind::Emphasis | MarkKind::Strikethrough
    )
}
