//! The table of contents, the landmarks and the page list, in the form of EPUB 3 and in that of EPUB 2 for older
//! readers.

use std::io::{self, Write};

use super::super::label::Label;
use super::super::markup::escape;
use super::super::model::EditionOptions;
use super::{label, lang, write_page};

/// A line of the table of contents.
pub(super) struct NavLine {
    /// The depth, 0 for the outermost level.
    pub(super) depth: usize,
    /// The title.
    pub(super) label: Label,
    /// The address it links to.
    pub(super) href: String,
}

impl NavLine {
    /// A line of the outermost level that is English.
    pub(super) fn english(name: &str, href: &str) -> NavLine {
        NavLine {
            depth: 0,
            label: Label {
                target: Some(name.to_owned()),
                ..Label::default()
            },
            href: href.to_owned(),
        }
    }
}

/// A landmark: a part of the book that readers lead to by its kind.
pub(super) struct Landmark {
    /// The kind, in the structural vocabulary of EPUB.
    pub(super) kind: &'static str,
    /// What it is called in English.
    pub(super) name: &'static str,
    /// Its address.
    pub(super) href: String,
}

/// A page of the page list.
pub(super) struct PagePlace {
    /// Its number, from 1.
    pub(super) number: usize,
    /// Where it begins.
    pub(super) href: String,
}

/// All that leads through the book.
pub(super) struct Navigation<'n> {
    /// The title of the book.
    pub(super) title: &'n str,
    /// The table of contents.
    pub(super) lines: &'n [NavLine],
    /// The landmarks.
    pub(super) landmarks: &'n [Landmark],
    /// The page list.
    pub(super) pages: &'n [PagePlace],
}

/// The navigation document of EPUB 3.
pub(super) fn page(options: &EditionOptions, navigation: &Navigation<'_>) -> io::Result<Vec<u8>> {
    let english = lang("en");
    let mut body = Vec::new();
    writeln!(
        body,
        "<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\" aria-labelledby=\"toc-title\">\n\
         <h1 id=\"toc-title\" {english}>Contents</h1>"
    )?;
    let mut open = 0;
    for entry in navigation.lines {
        if entry.depth >= open {
            writeln!(body, "<ol>")?;
            open += 1;
        } else {
            close(&mut open, entry.depth + 1, "</li></ol>\n", &mut body)?;
            writeln!(body, "</li>")?;
        }
        write!(body, "<li><a href=\"{}\">", escape(&entry.href))?;
        label::write(options, &entry.label, &mut body)?;
        write!(body, "</a>")?;
    }
    close(&mut open, 0, "</li></ol>\n", &mut body)?;
    writeln!(
        body,
        "</nav>\n<nav epub:type=\"landmarks\" hidden=\"hidden\" aria-label=\"Landmarks\" {english}>\n<ol>"
    )?;
    for landmark in navigation.landmarks {
        writeln!(
            body,
            "<li><a epub:type=\"{}\" href=\"{}\">{}</a></li>",
            landmark.kind,
            escape(&landmark.href),
            landmark.name
        )?;
    }
    writeln!(body, "</ol>\n</nav>")?;
    if !navigation.pages.is_empty() {
        writeln!(
            body,
            "<nav epub:type=\"page-list\" role=\"doc-pagelist\" hidden=\"hidden\" aria-label=\"Pages\" {english}>\n<ol>"
        )?;
        for page in navigation.pages {
            let (number, href) = (page.number, escape(&page.href));
            writeln!(body, "<li><a href=\"{href}\">{number}</a></li>")?;
        }
        writeln!(body, "</ol>\n</nav>")?;
    }
    write_page(
        options,
        navigation.title,
        "class=\"nav\" epub:type=\"frontmatter\"",
        &body,
    )
}

/// The table of contents of EPUB 2 (NCX), with its page list.
pub(super) fn ncx(navigation: &Navigation<'_>, identifier: &str) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let (lines, pages) = (navigation.lines, navigation.pages);
    let depth = lines.iter().map(|entry| entry.depth + 1).max().unwrap_or(1);
    let count = pages.len();
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\">\n\
         <head>\n<meta name=\"dtb:uid\" content=\"{}\" />\n\
         <meta name=\"dtb:depth\" content=\"{depth}\" />\n\
         <meta name=\"dtb:totalPageCount\" content=\"{count}\" />\n\
         <meta name=\"dtb:maxPageNumber\" content=\"{count}\" />\n</head>\n\
         <docTitle><text>{}</text></docTitle>\n<navMap>",
        escape(identifier),
        escape(navigation.title)
    )?;
    let mut open = 0;
    for (number, entry) in lines.iter().enumerate() {
        close(&mut open, entry.depth, "</navPoint>\n", &mut out)?;
        let order = number + 1;
        write!(
            out,
            "<navPoint id=\"n{order}\" playOrder=\"{order}\"><navLabel><text>{}</text></navLabel>\
             <content src=\"{}\" />",
            escape(&entry.label.line()),
            escape(&entry.href)
        )?;
        open += 1;
    }
    close(&mut open, 0, "</navPoint>\n", &mut out)?;
    writeln!(out, "</navMap>")?;
    if !pages.is_empty() {
        writeln!(out, "<pageList>\n<navLabel><text>Pages</text></navLabel>")?;
        for page in pages {
            let (number, href) = (page.number, escape(&page.href));
            let order = lines.len() + number;
            writeln!(
                out,
                "<pageTarget id=\"p{number}\" type=\"normal\" value=\"{number}\" playOrder=\"{order}\">\
                 <navLabel><text>{number}</text></navLabel><content src=\"{href}\" /></pageTarget>"
            )?;
        }
        writeln!(out, "</pageList>")?;
    }
    writeln!(out, "</ncx>")?;
    Ok(out)
}

/// Closes open elements down to `depth`.
fn close(open: &mut usize, depth: usize, tag: &str, out: &mut dyn Write) -> io::Result<()> {
    while *open > depth {
        write!(out, "{tag}")?;
        *open -= 1;
    }
    Ok(())
}
