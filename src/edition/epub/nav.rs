//! The table of contents, in the form of EPUB 3 and in that of EPUB 2 for older readers.

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

/// The navigation document of EPUB 3.
pub(super) fn page(
    title: &str,
    options: &EditionOptions,
    lines: &[NavLine],
) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    writeln!(
        body,
        "<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\">\n<h1 {}>Contents</h1>",
        lang("en")
    )?;
    let mut open = 0;
    for entry in lines {
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
    writeln!(body, "</nav>")?;
    write_page(options, title, "class=\"nav\"", &body)
}

/// The table of contents of EPUB 2 (NCX).
pub(super) fn ncx(title: &str, lines: &[NavLine], identifier: &str) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let depth = lines.iter().map(|entry| entry.depth + 1).max().unwrap_or(1);
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\">\n\
         <head>\n<meta name=\"dtb:uid\" content=\"{identifier}\" />\n\
         <meta name=\"dtb:depth\" content=\"{depth}\" />\n\
         <meta name=\"dtb:totalPageCount\" content=\"0\" />\n\
         <meta name=\"dtb:maxPageNumber\" content=\"0\" />\n</head>\n\
         <docTitle><text>{}</text></docTitle>\n<navMap>",
        escape(title)
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
    writeln!(out, "</navMap>\n</ncx>")?;
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
