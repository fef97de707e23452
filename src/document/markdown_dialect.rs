//! What the dialects of Markdown add to CommonMark: admonitions, tabs, containers, alerts, math, tags of
//! site generators, directives, attribute lists, imports.
//!
//! The parser of CommonMark knows none of it. It is given a *shadow* of the source, of the same length,
//! in which every such construct is replaced by something that it understands and that ends where the
//! construct ends: a line of its own by a heading, the head of an indented block by an item, something
//! inside a paragraph by letters. Every offset in the shadow is one in the source.

use super::dialect::{Dialect, is_import};
use super::markdown_front::{self, Value};
use super::markdown_hold as hold;
use crate::text::SourceSpan;
use crate::text::script::is_han;

/// The source as the parser sees it, and what was hidden from it.
pub(super) struct Shadow {
    /// As long as the source, with line ends in the same places.
    pub(super) text: String,
    /// Lines that are markup, in order.
    pub(super) lines: Vec<Region>,
    /// What stands inside paragraphs, in order.
    pub(super) held: Vec<Held>,
    /// The front matter.
    pub(super) front: Option<SourceSpan>,
    /// Its values that are text.
    pub(super) values: Vec<Value>,
}

/// Lines that are markup.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    pub(super) span: SourceSpan,
    /// The words in them: the title of an admonition.
    pub(super) title: Option<SourceSpan>,
    /// Whether the title stands in double quotes.
    pub(super) quoted: bool,
    /// Whether they are a formula, which editions show.
    pub(super) formula: bool,
    /// Whether what is indented behind them belongs to them.
    pub(super) opens_item: bool,
}

/// Markup inside a paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) span: SourceSpan,
    /// Whether a reader sees it: a formula, a placeholder.
    pub(super) shown: bool,
}

/// The longest formula that is looked for, in lines.
const LONGEST_FORMULA: usize = 300;

/// Words that name a container whose further words are its title.
const CONTAINERS: &[&str] = &[
    "abstract",
    "admonition",
    "attention",
    "bug",
    "card",
    "caution",
    "danger",
    "details",
    "dropdown",
    "error",
    "example",
    "exercise",
    "failure",
    "hint",
    "important",
    "info",
    "note",
    "proof",
    "question",
    "quote",
    "seealso",
    "solution",
    "success",
    "summary",
    "tab",
    "tab-item",
    "theorem",
    "tip",
    "todo",
    "topic",
    "warning",
];

/// Further directives of MyST whose bodies are text; the bodies of all that are in neither list are not.
const DIRECTIVES: &[&str] = &[
    "epigraph",
    "figure",
    "grid",
    "grid-item",
    "grid-item-card",
    "margin",
    "pull-quote",
    "sidebar",
    "tab-set",
];

/// Directives whose words behind the name are a path or a label.
const UNTITLED: &[&str] = &["figure", "solution"];

/// Hides the dialects in `source`; values of the front matter under `keys` are text.
pub(super) fn shadow(source: &str, keys: &[String], dialects: &[Dialect]) -> Shadow {
    let mut scan = Scan {
        source,
        dialects,
        bytes: source.as_bytes().to_vec(),
        lines: Vec::new(),
        held: Vec::new(),
        paragraph: None,
    };
    let front = markdown_front::find(source, keys);
    let (front, values) = match front {
        Some((span, values)) => (Some(span), values),
        None => (None, Vec::new()),
    };
    if let Some(span) = front {
        scan.fill(span.start, span.end, b' ');
    }
    scan.run(front.map_or(0, |span| span.end));
    // Where something was replaced only whole characters were: this is UTF-8.
    let text = String::from_utf8(scan.bytes).unwrap_or_else(|_| source.to_owned());
    Shadow {
        text,
        lines: scan.lines,
        held: scan.held,
        front,
        values,
    }
}

/// A line of the source.
#[derive(Clone, Copy)]
struct Line<'s> {
    /// Where its content begins, behind the marks of quotations.
    content: usize,
    /// Where its content begins, behind the markers of items as well.
    inner: usize,
    /// One past its last byte, without the line end.
    end: usize,
    /// How deep in quotations it stands.
    quotes: usize,
    /// Its indentation behind the marks of quotations, in columns.
    indent: usize,
    source: &'s str,
}

impl<'s> Line<'s> {
    fn text(&self) -> &'s str {
        &self.source[self.inner..self.end]
    }

    fn is_blank(&self) -> bool {
        self.source[self.content..self.end].trim().is_empty()
    }
}

/// An open fence.
struct Fence {
    mark: char,
    length: usize,
    quotes: usize,
    /// The column at which the content of the item begins that it stands in, or 0.
    column: usize,
}

impl Fence {
    /// Whether a line is nothing but enough of the marks.
    fn is_closed_by(&self, line: &Line<'_>) -> bool {
        let text = line.source[line.content..line.end].trim();
        line.quotes >= self.quotes
            && text.len() >= self.length
            && text.chars().all(|c| c == self.mark)
    }
}

struct Scan<'s> {
    source: &'s str,
    dialects: &'s [Dialect],
    bytes: Vec<u8>,
    lines: Vec<Region>,
    held: Vec<Held>,
    /// The paragraph that is being read.
    paragraph: Option<SourceSpan>,
}

impl<'s> Scan<'s> {
    fn is_in(&self, dialect: Dialect) -> bool {
        self.dialects.contains(&dialect)
    }

    fn lines_from(&self, from: usize) -> Vec<Line<'s>> {
        let mut at = from;
        let mut lines = Vec::new();
        for raw in self.source[from..].split_inclusive('\n') {
            let text = raw.trim_end_matches(['\n', '\r']);
            lines.push(line(self.source, at, at + text.len()));
            at += raw.len();
        }
        lines
    }

    fn run(&mut self, from: usize) {
        let lines = self.lines_from(from);
        let mut fence: Option<Fence> = None;
        // Where the content of the last item begins.
        let mut column = 0;
        let mut after_blank = true;
        let mut directive = false;
        // The directives of MyST that are open, whose bodies are text.
        let mut open: Vec<Fence> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at];
            at += 1;
            if let Some(open) = &fence {
                let text = &self.source[line.content..line.end];
                let closes = text.trim_start().starts_with(open.mark) && {
                    let rest = text.trim().trim_start_matches(open.mark);
                    rest.is_empty() && text.trim().len() >= open.length
                };
                let left = line.quotes < open.quotes
                    || !line.is_blank() && line.indent < open.column && !closes;
                if closes || left {
                    fence = None;
                }
                if !left {
                    continue;
                }
            }
            if line.is_blank() {
                self.end_paragraph();
                after_blank = true;
                directive = false;
                continue;
            }
            if line.inner > line.content + line.indent {
                column = line.inner - line.content;
            } else if line.indent == 0 && after_blank {
                column = 0;
            }
            open.retain(|fence| line.quotes >= fence.quotes && line.indent >= fence.column);
            if let Some(number) = open.iter().rposition(|fence| fence.is_closed_by(&line)) {
                open.truncate(number);
                self.end_paragraph();
                self.heading(&line);
                self.region(SourceSpan::new(line.inner, line.end));
                after_blank = true;
                directive = false;
                continue;
            }
            let opaque = self.opaque_directive(&lines, at - 1);
            let opaque = opaque.filter(|_| self.is_in(Dialect::Myst));
            let options = directive.then(|| yaml_options(&lines, at - 1)).flatten();
            if let Some(last) = opaque.or(options) {
                self.end_paragraph();
                for line in &lines[at - 1..=last] {
                    self.heading(line);
                }
                self.region(SourceSpan::new(line.inner, lines[last].end));
                at = last + 1;
                after_blank = true;
                continue;
            }
            if let Some((mark, length)) = fence_of(line.text()) {
                self.end_paragraph();
                let column = if line.indent >= column || line.inner > line.content + line.indent {
                    column
                } else {
                    0
                };
                let found = Fence {
                    mark,
                    length,
                    quotes: line.quotes,
                    column,
                };
                let is_text = self.is_in(Dialect::Myst)
                    && directive_of(&line.text()[length..]).is_some_and(is_text_directive);
                if is_text && lines[at..].iter().any(|line| found.is_closed_by(line)) {
                    self.directive(&line, length);
                    open.push(found);
                    directive = true;
                    after_blank = true;
                    continue;
                }
                fence = Some(found);
                after_blank = false;
                continue;
            }
            if let Some(last) = self.formula(&lines, at - 1) {
                self.end_paragraph();
                let span = SourceSpan::new(line.inner, lines[last].end);
                for line in &lines[at - 1..=last] {
                    self.heading(line);
                }
                self.lines.push(Region {
                    span,
                    title: None,
                    quoted: false,
                    formula: true,
                    opens_item: false,
                });
                at = last + 1;
                after_blank = true;
                continue;
            }
            if let Some(last) = self.tag(&lines, at - 1, after_blank) {
                self.end_paragraph();
                for line in &lines[at - 1..=last] {
                    self.heading(line);
                }
                self.region(SourceSpan::new(line.inner, lines[last].end));
                at = last + 1;
                continue;
            }
            let mkdocs = self.is_in(Dialect::Mkdocs) && self.admonition(&line);
            if mkdocs || self.container(&line) || self.alert(&line) {
                directive = true;
                after_blank = true;
                continue;
            }
            let option = directive && is_option(line.text());
            if option || is_directive(line.text()) {
                self.end_paragraph();
                self.heading(&line);
                self.region(SourceSpan::new(line.inner, line.end));
                directive = option;
                continue;
            }
            directive = false;
            after_blank = false;
            self.inline(&line);
        }
        self.end_paragraph();
    }

    fn region(&mut self, span: SourceSpan) {
        self.lines.push(Region {
            span,
            title: None,
            quoted: false,
            formula: false,
            opens_item: false,
        });
    }

    fn fill(&mut self, from: usize, to: usize, with: u8) {
        for byte in &mut self.bytes[from..to] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = with;
            }
        }
    }

    /// Makes an empty heading of a line, which ends whatever stands before it.
    fn heading(&mut self, line: &Line<'_>) {
        if line.inner < line.end {
            self.fill(line.inner, line.end, b' ');
            self.bytes[line.inner] = b'#';
        }
    }

    /// The last line of the formula that begins with a line.
    fn formula(&self, lines: &[Line<'_>], first: usize) -> Option<usize> {
        let text = lines[first].text();
        let line_of = |from: usize, is_last: &dyn Fn(&str) -> bool| {
            let until = lines.len().min(first + LONGEST_FORMULA);
            (from..until)
                .take_while(|&at| lines[at].quotes >= lines[first].quotes)
                .find(|&at| is_last(self.source[lines[at].content..lines[at].end].trim()))
        };
        let is_label = |rest: &str| {
            let rest = rest.trim();
            rest.is_empty()
                || rest.starts_with('(') && rest.ends_with(')')
                || rest.starts_with('{') && rest.ends_with('}')
                || rest.starts_with(['.', ',', '。', '，']) && rest.chars().count() == 1
        };
        if let Some(rest) = text.strip_prefix("$$") {
            if let Some(end) = rest.find("$$") {
                return (!rest[..end].trim().is_empty() && is_label(&rest[end + 2..]))
                    .then_some(first);
            }
            let last = line_of(first + 1, &|text| text.contains("$$"))?;
            let text = self.source[lines[last].content..lines[last].end].trim();
            let (_, behind) = text.split_once("$$")?;
            return is_label(behind).then_some(last);
        }
        if let Some(rest) = text.strip_prefix("\\[") {
            if let Some(end) = rest.find("\\]") {
                return (hold::is_formula(&rest[..end]) && is_label(&rest[end + 2..]))
                    .then_some(first);
            }
            if !rest.trim().is_empty() && !hold::is_formula(rest) {
                return None;
            }
            return line_of(first + 1, &|text| text.ends_with("\\]"));
        }
        let name = text.strip_prefix("\\begin{")?.split('}').next()?;
        let end = format!("\\end{{{name}}}");
        line_of(first, &|text| text.ends_with(&end))
    }

    /// The last line of the tags, includes or imports that begin with a line and stand alone.
    fn tag(&self, lines: &[Line<'_>], first: usize, after_blank: bool) -> Option<usize> {
        let text = lines[first].text().trim_end();
        for (open, close) in [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")] {
            if !text.starts_with(open) {
                continue;
            }
            let mut rest = text;
            while let Some(inside) = rest.strip_prefix(open) {
                let Some(end) = inside.find(close) else {
                    // Its end is on another line.
                    return (first + 1..lines.len().min(first + 40))
                        .take_while(|&at| !lines[at].is_blank())
                        .find(|&at| lines[at].text().trim_end().ends_with(close));
                };
                rest = inside[end + close.len()..].trim_start();
            }
            return rest.is_empty().then_some(first);
        }
        if after_blank && self.is_in(Dialect::Mdx) && is_import(text) {
            let last = (first..lines.len())
                .take_while(|&at| !lines[at].is_blank())
                .last();
            return last;
        }
        None
    }

    /// `!!! note "title"`, `???+ tip`, `=== "tab"`: what is indented behind it belongs to it.
    fn admonition(&mut self, line: &Line<'_>) -> bool {
        let text = line.text();
        let Some(mark) = ["!!!", "???", "==="]
            .into_iter()
            .find(|m| text.starts_with(m))
        else {
            return false;
        };
        let rest = text[3..].trim_start_matches(['+', '!']);
        let is_open = rest.starts_with([' ', '\t']) && !rest.trim().is_empty();
        let rest = rest.trim();
        let quote = rest.find('"');
        let fits = if mark == "===" {
            quote == Some(0)
        } else {
            rest.starts_with(|c: char| c.is_alphanumeric())
        };
        if !is_open || !fits {
            return false;
        }
        self.end_paragraph();
        let title = quote.and_then(|_| {
            let from = line.inner + text.find('"')? + 1;
            let to = line.inner + text.rfind('"')?;
            (from < to).then(|| SourceSpan::new(from, to))
        });
        self.title_line(line, title, b"+ #");
        self.lines.push(Region {
            span: SourceSpan::new(line.inner, line.end),
            title,
            quoted: true,
            formula: false,
            opens_item: true,
        });
        true
    }

    /// The head of a directive of MyST whose body is text: `{note} title` behind so many ticks.
    fn directive(&mut self, line: &Line<'_>, length: usize) {
        let text = line.text().trim_end();
        let name = directive_of(&text[length..]).unwrap_or_default();
        let title = text.find('}').and_then(|end| {
            let words = text[end + 1..].trim_start();
            let from = line.inner + text.len() - words.len();
            let is_title = !words.is_empty() && !UNTITLED.contains(&name);
            is_title.then(|| SourceSpan::new(from, from + words.len()))
        });
        self.title_line(line, title, b"#");
        self.lines.push(Region {
            span: SourceSpan::new(line.inner, line.end),
            title,
            quoted: false,
            formula: false,
            opens_item: false,
        });
    }

    /// The last line of a directive between colons whose body is no text.
    fn opaque_directive(&self, lines: &[Line<'_>], first: usize) -> Option<usize> {
        let text = lines[first].text();
        let length = text.len() - text.trim_start_matches(':').len();
        let name = directive_of(&text[length..]).filter(|_| length >= 3)?;
        let fence = Fence {
            mark: ':',
            length,
            quotes: lines[first].quotes,
            column: 0,
        };
        let last = || (first + 1..lines.len()).find(|&at| fence.is_closed_by(&lines[at]));
        (!is_text_directive(name)).then(last).flatten()
    }

    /// `::: tip title`, `:::{note} title`, `:::tip[title]` and what closes it.
    fn container(&mut self, line: &Line<'_>) -> bool {
        let text = line.text().trim_end();
        let colons = text.len() - text.trim_start_matches(':').len();
        if colons < 3 {
            return false;
        }
        let rest = &text[colons..];
        let words = rest.trim_start();
        let base = line.inner + text.len() - words.len();
        let name = words
            .find(|c: char| c.is_whitespace() || matches!(c, '[' | '{'))
            .unwrap_or(words.len());
        let title = if words.starts_with('{') {
            words.find('}').map(|end| (&words[1..end], end + 1))
        } else {
            Some((&words[..name], name))
        };
        let title = title.and_then(|(name, from)| {
            let behind = &words[from..];
            let (from, to) = if behind.starts_with('[') {
                (from + 1, from + behind.find(']')?)
            } else {
                let until = behind.find('{').unwrap_or(behind.len());
                (from, from + until)
            };
            let title = words[from..to].trim();
            if UNTITLED.contains(&name) {
                return None;
            }
            let known = CONTAINERS.contains(&name.to_ascii_lowercase().trim_matches(['{', '}']));
            let from = from + words[from..to].len() - words[from..to].trim_start().len();
            let is_title = !title.is_empty() && (known || title.chars().any(is_han));
            is_title.then(|| SourceSpan::new(base + from, base + from + title.len()))
        });
        self.end_paragraph();
        self.title_line(line, title, b"#");
        self.lines.push(Region {
            span: SourceSpan::new(line.inner, line.end),
            title,
            quoted: false,
            formula: false,
            opens_item: false,
        });
        true
    }

    /// `> [!NOTE]`, with or without a title.
    fn alert(&mut self, line: &Line<'_>) -> bool {
        let text = line.text();
        let Some(rest) = text.strip_prefix("[!") else {
            return false;
        };
        let Some((name, behind)) = rest.split_once(']') else {
            return false;
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '|');
        if line.quotes == 0 || name.is_empty() || !name.chars().all(is_name) {
            return false;
        }
        let words = behind.trim_start_matches(['+', '-']).trim();
        if behind.starts_with(['(', '[', ':']) {
            return false;
        }
        let title = (!words.is_empty()).then(|| {
            let from = line.inner + text.trim_end().len() - words.len();
            SourceSpan::new(from, from + words.len())
        });
        self.end_paragraph();
        self.title_line(line, title, b"#");
        self.lines.push(Region {
            span: SourceSpan::new(line.inner, line.end),
            title,
            quoted: false,
            formula: false,
            opens_item: false,
        });
        true
    }

    /// Leaves nothing of a line but its title, behind the mark of a heading.
    fn title_line(&mut self, line: &Line<'_>, title: Option<SourceSpan>, mark: &[u8]) {
        match title {
            Some(title) => {
                self.fill(line.inner, title.start, b' ');
                self.fill(title.end, line.end, b' ');
                self.holds(title.start, title.end);
            }
            None => self.fill(line.inner, line.end, b' '),
        }
        self.bytes[line.inner..line.inner + mark.len()].copy_from_slice(mark);
    }

    /// A line of a paragraph, a heading, a table.
    fn inline(&mut self, line: &Line<'_>) {
        let text = line.text();
        let own = line.inner > line.content + line.indent || text.starts_with('#');
        if own {
            self.end_paragraph();
        }
        if text.starts_with('|') {
            self.end_paragraph();
            let mut from = line.inner + 1;
            let mut escaped = false;
            for (at, byte) in text.bytes().enumerate().skip(1) {
                if byte == b'|' && !escaped {
                    self.holds(from, line.inner + at);
                    from = line.inner + at + 1;
                }
                escaped = byte == b'\\' && !escaped;
            }
            self.holds(from, line.end);
            return;
        }
        self.paragraph = Some(match self.paragraph {
            Some(before) => SourceSpan::new(before.start, line.end),
            None => SourceSpan::new(line.inner, line.end),
        });
        if text.starts_with('#') {
            self.end_paragraph();
        }
    }

    fn end_paragraph(&mut self) {
        if let Some(paragraph) = self.paragraph.take() {
            self.holds(paragraph.start, paragraph.end);
        }
    }

    /// Hides what stands inside a paragraph.
    fn holds(&mut self, from: usize, to: usize) {
        let mut found = Vec::new();
        let expressions = self.is_in(Dialect::Mdx);
        hold::find(&self.source[from..to], expressions, &mut found);
        for one in found {
            let (start, end) = (from + one.start, from + one.end);
            if one.held {
                self.held.push(Held {
                    span: SourceSpan::new(start, end),
                    shown: one.shown,
                });
            }
            self.hide(start, end);
        }
    }

    /// Puts letters in the place of markup. Marks at its ends stay marks, because emphasis beside it
    /// depends on them; bars stay, because they end a cell in any case; line ends stay with the marks
    /// of quotations behind them.
    fn hide(&mut self, start: usize, end: usize) {
        let mark = |byte: u8| match byte {
            b'{' | b'}' | b'$' | b'%' | b';' | b':' => byte,
            _ if byte.is_ascii_punctuation() => b';',
            _ => b'x',
        };
        let (first, last) = (mark(self.bytes[start]), mark(self.bytes[end - 1]));
        let mut prefix = false;
        for at in start..end {
            let byte = self.bytes[at];
            if byte == b'\n' || byte == b'\r' {
                prefix = true;
            } else if prefix && matches!(byte, b' ' | b'\t' | b'>') {
            } else {
                prefix = false;
                if byte != b'|' {
                    self.bytes[at] = b'x';
                }
            }
        }
        self.bytes[start] = first;
        if self.bytes[end - 1] != b'|' {
            self.bytes[end - 1] = last;
        }
    }
}

fn line(source: &str, start: usize, end: usize) -> Line<'_> {
    let bytes = source.as_bytes();
    let mut content = start;
    let mut quotes = 0;
    let mut at = start;
    while at < end {
        match bytes[at] {
            b' ' | b'\t' => at += 1,
            b'>' => {
                at += 1;
                quotes += 1;
                content = at;
            }
            _ => break,
        }
    }
    if quotes > 0 && content < end && bytes[content] == b' ' {
        content += 1;
    }
    let indent = bytes[content..end]
        .iter()
        .take_while(|&&b| b == b' ' || b == b'\t')
        .map(|&b| if b == b'\t' { 4 } else { 1 })
        .sum();
    let mut inner = at;
    // The markers of items.
    loop {
        let rest = &source[inner..end];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let marker = if rest.starts_with(['-', '*', '+']) {
            1
        } else if (1..=9).contains(&digits) && rest[digits..].starts_with(['.', ')']) {
            digits + 1
        } else {
            break;
        };
        let behind = &rest[marker..];
        let space = behind.len() - behind.trim_start_matches([' ', '\t', '>']).len();
        if !behind.starts_with([' ', '\t']) || space == behind.len() {
            break;
        }
        inner += marker + space;
    }
    Line {
        content,
        inner,
        end,
        quotes,
        indent,
        source,
    }
}

/// What a fence is made of that opens here, and how long it is.
fn fence_of(text: &str) -> Option<(char, usize)> {
    let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = text.trim_start_matches(mark);
    let length = text.len() - rest.len();
    (length >= 3 && !(mark == '`' && rest.contains('`'))).then_some((mark, length))
}

/// The name of the directive of MyST in the words behind a fence: `{note}`. `{.python}` is a class.
fn directive_of(info: &str) -> Option<&str> {
    let (name, _) = info.trim_start().strip_prefix('{')?.split_once('}')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'));
    is_name.then_some(name)
}

/// Whether the body of a directive is text.
fn is_text_directive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    CONTAINERS.contains(&name.as_str()) || DIRECTIVES.contains(&name.as_str())
}

/// The last line of the options in YAML that begin with a line right behind the head of a directive.
fn yaml_options(lines: &[Line<'_>], first: usize) -> Option<usize> {
    let is_mark = |at: usize| lines[at].text().trim_end() == "---";
    let head = lines[first.checked_sub(1)?].text();
    let fence = head.trim_start_matches(['`', '~', ':']);
    if !is_mark(first) || directive_of(fence).is_none() {
        return None;
    }
    (first + 1..lines.len())
        .take_while(|&at| !lines[at].is_blank())
        .find(|&at| is_mark(at))
}

/// `:name: value` behind the head of a directive.
fn is_option(text: &str) -> bool {
    text.strip_prefix(':')
        .and_then(|rest| rest.split_once(':'))
        .is_some_and(|(name, value)| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
                && (value.is_empty() || value.starts_with(' '))
        })
}

/// A line that is a directive and no text: `[[toc]]`, `<<< @/file`, `:label:`name``, `{: .class}`.
fn is_directive(text: &str) -> bool {
    let text = text.trim_end();
    let lower = text.to_ascii_lowercase();
    let toc = matches!(
        lower.as_str(),
        "[[toc]]" | "[toc]" | "[[_toc_]]" | "[_toc_]" | "${toc}"
    );
    let include = text.starts_with("<<< ")
        || lower.starts_with("@include")
        || lower.starts_with("!!!include(")
        || text.starts_with("--8<--")
        || text.starts_with(";--8<--");
    let attributes = hold::attributes(text).is_some_and(|length| length == text.len());
    let bare = text.len() > 4
        && text.contains('_')
        && hold::role(text).is_some_and(|length| length == text.len() && text.starts_with(':'));
    let target = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(")="))
        .is_some_and(|name| !name.is_empty() && !name.contains([' ', '(', ')']));
    let cell = text == "+++" || text.starts_with("+++ {");
    toc || include || attributes || bare || target || cell || are_roles(text)
}

/// Nothing but roles with code behind them: `:label:`name``, `:begin_tab:`mxnet``.
fn are_roles(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let Some(length) = hold::role(rest) else {
            return false;
        };
        let Some(code) = rest[length..].strip_prefix('`') else {
            return false;
        };
        let Some(end) = code.find('`') else {
            return false;
        };
        if !rest.starts_with(':') {
            return false;
        }
        rest = code[end + 1..].trim_start();
    }
    !text.is_empty()
}
