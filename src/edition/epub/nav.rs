//! The table of contents, in the form of EPUB 3 and in that of EPUB 2 for older readers.

use std::io::{self, Write};

use super::super::markup::escape;
use super::super::model::Edition;
use super::contents::{Contents, ContentsEntry, Label};
use super::{glossary, label, lang, title, write_page};

/// The navigation document of EPUB 3.
pub(super) fn page(edition: &Edition<'_>, contents: &Contents) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    writeln!(
        body,
        "<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\">\n<h1 {}>Contents</h1>",
        lang("en")
    )?;
    let mut open = 0;
    for entry in &lines(edition, contents) {
        if entry.depth >= open {
            writeln!(body, "<ol>")?;
            open += 1;
        } else {
            close(&mut open, entry.depth + 1, "</li></ol>\n", &mut body)?;
            writeln!(body, "</li>")?;
        }
        write!(body, "<li><a href=\"{}\">", escape(&entry.href))?;
        label::write(edition, &entry.label, &mut body)?;
        write!(body, "</a>")?;
    }
    close(&mut open, 0, "</li></ol>\n", &mut body)?;
    writeln!(body, "</nav>")?;
    write_page(edition, title(edition), "class=\"nav\"", &body)
}

/// The table of contents of EPUB 2 (NCX).
pub(super) fn ncx(
    edition: &Edition<'_>,
    contents: &Contents,
    identifier: &str,
) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let lines = lines(edition, contents);
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
        escape(title(edition))
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

/// The entries of the contents, the glossary last.
fn lines(edition: &Edition<'_>, contents: &Contents) -> Vec<ContentsEntry> {
    let mut lines = contents.entries.clone();
    if glossary::is_there(edition) {
        lines.push(ContentsEntry {
            depth: 0,
            label: Label {
                target: Some("Glossary".to_owned()),
                ..Label::default()
            },
            href: glossary::FILE.to_owned(),
        });
    }
    lines
}

/// Closes open elements down to `depth`.
fn close(open: &mut usize, depth: usize, tag: &str, out: &mut dyn Write) -> io::Result<()> {
    while *open > depth {
        write!(out, "{tag}")?;
        *open -= 1;
    }
    Ok(())
}
