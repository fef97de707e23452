//! The edition as one self-contained page: no network, no dependency, well-formed as XML, too.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::model::{
    BlockView, Edition, Event, Layout, Opaque, Piece, Row, SentenceView, SideName, State, Style,
};
use crate::document::BlockKind;

const PAGE: &str = include_str!("template/page.html");
const STYLE: &str = include_str!("template/style.css");
const SCRIPT: &str = concat!(
    include_str!("template/script.js"),
    include_str!("template/search.js"),
    include_str!("template/book.js")
);

/// Writes the edition as one HTML page.
///
/// # Errors
/// What the writer said.
pub fn write_html(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = PAGE;
    while let Some((before, after)) = rest.split_once("{{") {
        out.write_all(before.as_bytes())?;
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        fill(edition, name, out)?;
        rest = after;
    }
    out.write_all(rest.as_bytes())
}

/// Writes what stands in the template as `{{name}}`.
fn fill(edition: &Edition<'_>, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let layout = edition.options.layout;
    let on = |is: bool| if is { " checked=\"checked\"" } else { "" };
    let source = edition.language(SideName::Source);
    let target = edition.language(SideName::Target);
    match name {
        "lang" => write!(out, "{}", escape(source)),
        "csp" => write!(
            out,
            "default-src 'none'; img-src data:; style-src 'sha256-{}'; script-src 'sha256-{}'; \
             base-uri 'none'; form-action 'none'",
            hash(STYLE),
            hash(SCRIPT)
        ),
        "title" => match edition.title() {
            "" => write!(out, "duizhao"),
            title => write!(out, "{}", escape(title)),
        },
        "style" => write!(out, "{STYLE}"),
        "script" => write!(out, "{SCRIPT}"),
        "on-columns" => write!(out, "{}", on(layout == Layout::Columns)),
        "on-interleaved" => write!(out, "{}", on(layout == Layout::Interleaved)),
        "on-source" => write!(out, "{}", on(layout == Layout::Hover)),
        "source-lang" => write!(out, "{}", escape(source)),
        "target-lang" => write!(out, "{}", escape(target)),
        "source-name" => write!(out, "{}", escape(own_name(source))),
        "target-name" => write!(out, "{}", escape(own_name(target))),
        "heading" => heading(edition, out),
        "contents" => contents(edition, out),
        "rows" => edition
            .rows()
            .iter()
            .enumerate()
            .try_for_each(|(number, row)| write_row(edition, number, row, out)),
        "footer" => footer(edition, out),
        _ => Ok(()),
    }
}

/// What a language calls itself.
fn own_name(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or(tag) {
        "zh" => "中文",
        "en" => "English",
        _ => tag,
    }
}

/// What English calls a language.
fn english_name(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or(tag) {
        "zh" => "Chinese",
        "en" => "English",
        _ => tag,
    }
}

/// The title, where no heading of the text already says it.
fn heading(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(title) = edition.title_apart() else {
        return Ok(());
    };
    writeln!(out, "<h1 class=\"title\">{}</h1>", escape(title))
}

/// The list of contents, when there are three headings or more.
fn contents(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut entries = Vec::new();
    for (number, row) in edition.rows().iter().enumerate() {
        let first = |side| {
            edition
                .blocks(row, side)
                .iter()
                .find(|view| view.block.kind.is_heading() && !view.block.text.trim().is_empty())
                .map(|view| (view.block.kind, view.block.text.trim()))
        };
        let pair = (first(SideName::Source), first(SideName::Target));
        if pair != (None, None) {
            entries.push((number, pair));
        }
    }
    if entries.len() < 3 {
        return Ok(());
    }
    writeln!(
        out,
        "<nav class=\"contents\" aria-label=\"Contents\"><details><summary lang=\"en\">Contents</summary>\n<ol>"
    )?;
    for (number, (source, target)) in entries {
        let kind = source.or(target).map_or("h1", |(kind, _)| kind.name());
        write!(
            out,
            "<li class=\"l{}\"><a href=\"#r{number}\">",
            kind.trim_start_matches('h')
        )?;
        for (side, class, heading) in [
            (SideName::Source, "own", source),
            (SideName::Target, "other", target),
        ] {
            if let Some((_, text)) = heading {
                write!(
                    out,
                    "<span class=\"{class}\" lang=\"{}\">{}</span> ",
                    escape(edition.language(side)),
                    escape(text)
                )?;
            }
        }
        writeln!(out, "</a></li>")?;
    }
    writeln!(out, "</ol></details></nav>")
}

fn footer(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let counts = edition.counts();
    let many = |n: usize, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    let parts = [
        format!(
            "{} {}",
            escape(english_name(edition.language(SideName::Source))),
            many(counts.source, "sentence", "sentences")
        ),
        format!(
            "{} {}",
            escape(english_name(edition.language(SideName::Target))),
            many(counts.target, "sentence", "sentences")
        ),
        many(counts.beads, "bead", "beads"),
        many(counts.omissions, "omission", "omissions"),
        many(counts.additions, "addition", "additions"),
        format!("{} of low confidence", counts.low),
        format!("{} moved", counts.moved),
    ];
    write!(out, "<p>{}</p>", parts.join(" · "))
}

fn write_row(
    edition: &Edition<'_>,
    number: usize,
    row: &Row,
    out: &mut dyn Write,
) -> io::Result<()> {
    let sides = [
        (
            SideName::Source,
            "source",
            edition.blocks(row, SideName::Source),
        ),
        (
            SideName::Target,
            "target",
            edition.blocks(row, SideName::Target),
        ),
    ];
    let level = sides
        .iter()
        .flat_map(|(.., views)| views.first())
        .find(|view| view.block.kind.is_heading())
        .map(|view| format!(" h {}", view.block.kind.name()));
    writeln!(
        out,
        "<div class=\"row{}\" id=\"r{number}\">",
        level.unwrap_or_default()
    )?;
    for (side, class, views) in &sides {
        let none = if views.is_empty() { " none" } else { "" };
        write!(
            out,
            "<div class=\"c {class}{none}\" lang=\"{}\">",
            escape(edition.language(*side))
        )?;
        let mut list: Option<&str> = None;
        for view in views {
            write_block(edition, view, &mut list, out)?;
        }
        close_list(&mut list, out)?;
        writeln!(out, "</div>")?;
    }
    writeln!(out, "</div>")
}

fn close_list(list: &mut Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    match list.take() {
        Some(tag) => write!(out, "</{tag}>"),
        None => Ok(()),
    }
}

fn write_block(
    edition: &Edition<'_>,
    view: &BlockView<'_>,
    list: &mut Option<&'static str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let block = view.block;
    if block.kind == BlockKind::ListItem {
        let tag = if block.ordinal.is_some() { "ol" } else { "ul" };
        if *list != Some(tag) {
            close_list(list, out)?;
            write!(out, "<{tag}>")?;
            *list = Some(tag);
        }
        let value = block
            .ordinal
            .map(|ordinal| format!(" value=\"{ordinal}\""))
            .unwrap_or_default();
        write!(out, "<li{}{value}>", depth(block.depth))?;
        pieces(edition, view, out)?;
        return write!(out, "</li>");
    }
    close_list(list, out)?;
    let (open, close) = match block.kind {
        BlockKind::Heading(_) => (
            format!("<{}>", block.kind.name()),
            format!("</{}>", block.kind.name()),
        ),
        BlockKind::Quotation => (
            format!("<blockquote{}><p>", depth(block.depth)),
            "</p></blockquote>".to_owned(),
        ),
        BlockKind::VerseLine => ("<p class=\"verse\">".to_owned(), "</p>".to_owned()),
        BlockKind::TableCell => ("<p class=\"cell\">".to_owned(), "</p>".to_owned()),
        BlockKind::Caption => ("<p class=\"caption\">".to_owned(), "</p>".to_owned()),
        BlockKind::Opaque if block.text.trim().is_empty() => return opaque(edition, view, out),
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Opaque => {
            ("<p>".to_owned(), "</p>".to_owned())
        }
    };
    write!(out, "{open}")?;
    pieces(edition, view, out)?;
    write!(out, "{close}")
}

fn depth(depth: u8) -> String {
    match depth {
        0 => String::new(),
        depth => format!(" class=\"d{}\"", depth.min(3)),
    }
}

fn opaque(edition: &Edition<'_>, view: &BlockView<'_>, out: &mut dyn Write) -> io::Result<()> {
    match edition.opaque(view) {
        Opaque::Nothing => Ok(()),
        Opaque::Rule => write!(out, "<hr />"),
        Opaque::Code(code) => write!(out, "<pre><code>{}</code></pre>", escape(&code)),
        Opaque::Images(images) => {
            write!(out, "<p class=\"figure\">")?;
            for (url, alt) in &images {
                image(url, alt, out)?;
            }
            write!(out, "</p>")
        }
    }
}

fn pieces(edition: &Edition<'_>, view: &BlockView<'_>, out: &mut dyn Write) -> io::Result<()> {
    for piece in &view.pieces {
        match piece.sentence {
            Some(sentence) => write_sentence(edition, view.side, sentence, piece, out)?,
            None => events(piece, out)?,
        }
    }
    Ok(())
}

fn write_sentence(
    edition: &Edition<'_>,
    side: SideName,
    sentence: SentenceView,
    piece: &Piece<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (class, note) = match sentence.state {
        State::Linked | State::Unknown => ("", None),
        State::Omission => (" omission", Some("untranslated")),
        State::Addition => (" addition", Some("added")),
        State::LowConfidence => (" low", None),
        State::Moved => (" moved", Some("moved")),
    };
    write!(out, "<span class=\"s{class}\"")?;
    if let Some(bead) = sentence.bead {
        write!(out, " data-b=\"{bead}\"")?;
    }
    // One sentence takes part in the order of the Tab key; the script moves that about.
    let start = edition.source.segments.is_empty() == (side == SideName::Target);
    let tab = if start && sentence.segment == 0 {
        "0"
    } else {
        "-1"
    };
    write!(out, " tabindex=\"{tab}\">")?;
    events(piece, out)?;
    if let Some(note) = note {
        write!(
            out,
            "<span class=\"note\" lang=\"en\"><span class=\"vh\"> (</span>{note}<span class=\"vh\">)</span></span>"
        )?;
    } else if sentence.state == State::LowConfidence && sentence.last {
        write!(
            out,
            "<span class=\"note low\" lang=\"en\">?<span class=\"vh\"> (low confidence)</span></span>"
        )?;
    }
    write!(out, "</span>")
}

fn events(piece: &Piece<'_>, out: &mut dyn Write) -> io::Result<()> {
    for event in &piece.events {
        match *event {
            Event::Text(text) => write!(out, "{}", escape(text))?,
            Event::Image { url, alt } => image(url, alt, out)?,
            Event::Open(_, style) => match style {
                Style::Strong => write!(out, "<strong>")?,
                Style::Emphasis => write!(out, "<em>")?,
                Style::Strikethrough => write!(out, "<s>")?,
                Style::Code => write!(out, "<code>")?,
                Style::Link(url) => match safe_link(url) {
                    Some(url) => write!(out, "<a href=\"{}\" rel=\"noreferrer\">", escape(url))?,
                    None => write!(out, "<span>")?,
                },
                Style::Speaker => write!(out, "<span class=\"sp\">")?,
                Style::Term(_) => write!(out, "<span class=\"t\" tabindex=\"0\">")?,
            },
            Event::Close(_, style) => match style {
                Style::Strong => write!(out, "</strong>")?,
                Style::Emphasis => write!(out, "</em>")?,
                Style::Strikethrough => write!(out, "</s>")?,
                Style::Code => write!(out, "</code>")?,
                Style::Link(url) if safe_link(url).is_some() => write!(out, "</a>")?,
                Style::Link(_) | Style::Speaker => write!(out, "</span>")?,
                Style::Term(tip) => write!(
                    out,
                    "<span class=\"tip\" role=\"tooltip\">{}</span></span>",
                    escape(tip)
                )?,
            },
        }
    }
    Ok(())
}

/// An image that is part of the page is shown; of any other, its words and a link to it.
fn image(url: &str, alt: &str, out: &mut dyn Write) -> io::Result<()> {
    let inside = ["png", "jpeg", "gif", "webp", "avif"]
        .iter()
        .any(|kind| url.starts_with(&format!("data:image/{kind};base64,")));
    if inside {
        return write!(
            out,
            "<img src=\"{}\" alt=\"{}\" />",
            escape(url),
            escape(alt)
        );
    }
    let alt = if alt.trim().is_empty() { "image" } else { alt };
    match safe_link(url) {
        Some(url) => write!(
            out,
            "<span class=\"img\">▣ <a href=\"{}\" rel=\"noreferrer\">{}</a></span>",
            escape(url),
            escape(alt)
        ),
        None => write!(out, "<span class=\"img\">▣ {}</span>", escape(alt)),
    }
}

/// The address, if following it can do no harm: web, mail, or relative.
fn safe_link(url: &str) -> Option<&str> {
    let url = url.trim();
    if url.is_empty() || url.chars().any(char::is_control) {
        return None;
    }
    if url.starts_with("//") || url.contains('\\') {
        return None;
    }
    let scheme = url
        .find([':', '/', '?', '#'])
        .filter(|&at| url[at..].starts_with(':'))
        .map(|at| url[..at].to_ascii_lowercase());
    match scheme.as_deref() {
        None | Some("http" | "https" | "mailto") => Some(url),
        Some(_) => None,
    }
}

/// Escapes text for element content and quoted attributes. Characters that XML does not know
/// become U+FFFD.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(c),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            c if c.is_control() => escaped.push('\u{FFFD}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The hash by which a content security policy knows an inline style or script.
fn hash(content: &str) -> String {
    base64(&Sha256::digest(content.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0u32, |group, at| {
            group << 8 | u32::from(chunk.get(at).copied().unwrap_or(0))
        });
        for at in 0..4 {
            if at <= chunk.len() {
                let six = (group >> (18 - 6 * at)) & 63;
                encoded.push(char::from(LETTERS[six as usize]));
            } else {
                encoded.push('=');
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_in_rfc_4648() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn only_harmless_links_are_kept() {
        for kept in [
            "https://example.org/?a=b#c",
            "HTTP://example.org",
            "mailto:a@example.org",
            "notes/1.md",
            "notes.md",
            "#top",
            "a/b:c",
        ] {
            assert_eq!(safe_link(kept), Some(kept));
        }
        for dropped in [
            "",
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "//example.org/x",
            "\\\\example.org\\x",
        ] {
            assert_eq!(safe_link(dropped), None, "{dropped}");
        }
    }

    #[test]
    fn style_and_script_are_safe_inside_xml() {
        assert!(!STYLE.contains(['<', '&']));
        assert!(!SCRIPT.contains(['<', '&']));
    }
}
