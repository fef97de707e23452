//! The edition as one self-contained page: no network, no dependency, well-formed as XML as well.

use crate::text::digest::sha256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;
use std::io::{self, Write};

use super::address::harmless_url;
use super::markup::{english_name, escape, own_name};
use super::model::{Edition, Layout, LinkState, Row, SentenceView};
use super::xhtml::{XhtmlWriter, marked, write_blocks};
use crate::bitext::SideName;

const PAGE: &str = include_str!("template/page.html");
const STYLE: &str = include_str!("template/style.css");
/// What tables need besides. A page without tables goes without.
const TABLE_STYLE: &str = include_str!("template/table.css");
const SCRIPT: &str = concat!(
    include_str!("template/script.js"),
    include_str!("template/search.js"),
    include_str!("template/book.js")
);

/// Writes the edition as one HTML page.
///
/// # Errors
/// The error of the writer.
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

/// Writes the replacement of the template's `{{name}}`.
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
            hash(&style(edition)),
            hash(SCRIPT)
        ),
        "title" => match edition.title() {
            "" => write!(out, "duizhao"),
            title => write!(out, "{}", escape(title)),
        },
        "style" => write!(out, "{}", style(edition)),
        "script" => write!(out, "{SCRIPT}"),
        "on-columns" => write!(out, "{}", on(layout == Layout::Columns)),
        "on-interleaved" => write!(out, "{}", on(layout == Layout::Interleaved)),
        "on-source" => write!(out, "{}", on(layout == Layout::Hover)),
        "source-lang" => write!(out, "{}", escape(source)),
        "target-lang" => write!(out, "{}", escape(target)),
        "source-name" => write!(out, "{}", escape(own_name(source))),
        "target-name" => write!(out, "{}", escape(own_name(target))),
        "heading" => match edition.untold_title() {
            Some(title) => writeln!(out, "<h1 class=\"title\">{}</h1>", escape(title)),
            None => Ok(()),
        },
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

/// The style sheet of the page.
fn style(edition: &Edition<'_>) -> Cow<'static, str> {
    if edition.has_tables() {
        Cow::Owned([STYLE, TABLE_STYLE].concat())
    } else {
        Cow::Borrowed(STYLE)
    }
}

/// Writes the table of contents, if there are three headings or more.
fn contents(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut entries = Vec::new();
    for (number, row) in edition.rows().iter().enumerate() {
        let pair = edition.headings(row);
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
        many(
            counts.beads - counts.omissions - counts.additions,
            "link",
            "links",
        ),
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
    let mut page = HtmlPage { edition };
    for (side, class, views) in &sides {
        let none = if views.is_empty() { " none" } else { "" };
        write!(
            out,
            "<div class=\"c {class}{none}\" lang=\"{}\">",
            escape(edition.language(*side))
        )?;
        write_blocks(&mut page, edition, views, out)?;
        writeln!(out, "</div>")?;
    }
    writeln!(out, "</div>")
}

/// The writer of the page's sentences, terms and images.
struct HtmlPage<'e> {
    edition: &'e Edition<'e>,
}

impl XhtmlWriter for HtmlPage<'_> {
    fn open_sentence(
        &mut self,
        side: SideName,
        sentence: SentenceView,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (class, _) = marked(sentence.state);
        write!(out, "<span class=\"s{class}\"")?;
        if let Some(bead) = sentence.bead {
            write!(out, " data-b=\"{bead}\"")?;
        }
        // Exactly one sentence is in the order of the Tab key (a roving tabindex); the script moves it.
        let start = self.edition.source.segments.is_empty() == (side == SideName::Target);
        let tab = if start && sentence.segment == 0 {
            "0"
        } else {
            "-1"
        };
        write!(out, " tabindex=\"{tab}\">")
    }

    fn close_sentence(
        &mut self,
        _: SideName,
        sentence: SentenceView,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if let (_, Some(note)) = marked(sentence.state) {
            write!(
                out,
                "<span class=\"note\" lang=\"en\"><span class=\"vh\"> (</span>{note}<span class=\"vh\">)</span></span>"
            )?;
        } else if sentence.state == LinkState::LowConfidence && sentence.last {
            write!(
                out,
                "<span class=\"note low\" lang=\"en\">?<span class=\"vh\"> (low confidence)</span></span>"
            )?;
        }
        write!(out, "</span>")
    }

    fn open_term(&mut self, _: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "<span class=\"t\" tabindex=\"0\">")
    }

    fn close_term(&mut self, tip: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "<span class=\"tip\" role=\"tooltip\">{}</span></span>",
            escape(tip)
        )
    }

    /// Writes an image that is embedded in the page; for any other, its alternative text and a link to
    /// it.
    fn image(&mut self, url: &str, alt: &str, out: &mut dyn Write) -> io::Result<()> {
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
        match harmless_url(url) {
            Some(url) => write!(
                out,
                "<span class=\"img\">▣ <a href=\"{}\" rel=\"noreferrer\">{}</a></span>",
                escape(url),
                escape(alt)
            ),
            None => write!(out, "<span class=\"img\">▣ {}</span>", escape(alt)),
        }
    }

    fn link<'u>(&self, url: &'u str) -> Option<Cow<'u, str>> {
        harmless_url(url).map(Cow::Borrowed)
    }

    fn pinyin(&self) -> bool {
        self.edition.options.pinyin
    }
}

/// The hash by which a content security policy allows an inline style or script.
fn hash(content: &str) -> String {
    STANDARD.encode(sha256(content.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_are_safe_inside_xml() {
        assert!(!STYLE.contains(['<', '&']));
        assert!(!TABLE_STYLE.contains(['<', '&']));
        assert!(!SCRIPT.contains(['<', '&']));
    }
}
