//! The package document: metadata, manifest and reading order.

use std::io::{self, Write};

use super::super::markup::{english_name, escape};
use super::super::model::{EditionOptions, Layout};
use super::Member;
use crate::text::time::rfc3339;

/// The folder of all files except those that describe the archive itself.
pub(super) const FOLDER: &str = "EPUB";
/// The path of the package document.
pub(super) const PATH: &str = "EPUB/package.opf";
/// The content of META-INF/container.xml, which tells a reader where the package document is.
pub(super) const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml" /></rootfiles>
</container>
"#;

/// When a book was made that does not say so, in seconds since 1970: the first moment that a zip archive
/// can name.
const UNDATED: u64 = 315_532_800;

/// The package document.
pub(super) fn package(
    title: &str,
    options: &EditionOptions,
    members: &[Member],
    identifier: &str,
    illustrated: bool,
) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let (source, target) = (&options.source_language, &options.target_language);
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
         unique-identifier=\"id\" xml:lang=\"{}\">\n\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <dc:identifier id=\"id\">{identifier}</dc:identifier>\n\
         <dc:title>{}</dc:title>\n\
         <dc:language>{}</dc:language>",
        escape(source),
        escape(title),
        escape(source),
    )?;
    if target != source {
        writeln!(out, "<dc:language>{}</dc:language>", escape(target))?;
    }
    writeln!(
        out,
        "<meta property=\"dcterms:modified\">{}</meta>",
        rfc3339(options.modified.unwrap_or(UNDATED))
    )?;
    accessibility(options, illustrated, &mut out)?;
    writeln!(out, "</metadata>\n<manifest>")?;
    for member in members {
        let properties = match member.properties {
            "" => String::new(),
            properties => format!(" properties=\"{properties}\""),
        };
        writeln!(
            out,
            "<item id=\"{}\" href=\"{}\" media-type=\"{}\"{properties} />",
            id(&member.name),
            member.name,
            member.media,
        )?;
    }
    writeln!(out, "</manifest>\n<spine toc=\"{}\">", id("toc.ncx"))?;
    for member in members.iter().filter(|member| member.linear) {
        writeln!(out, "<itemref idref=\"{}\" />", id(&member.name))?;
    }
    writeln!(out, "</spine>\n</package>")?;
    Ok(out)
}

/// The id of a file in the manifest.
fn id(name: &str) -> String {
    name.replace('.', "-")
}

/// The accessibility metadata (EPUB Accessibility 1.1, section 3.2).
fn accessibility(
    options: &EditionOptions,
    illustrated: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut features = vec![
        "structuralNavigation",
        "tableOfContents",
        "displayTransformability",
    ];
    let mut modes = vec!["textual"];
    if illustrated {
        features.push("alternativeText");
        modes.push("visual");
    }
    if options.pinyin {
        features.push("rubyAnnotations");
    }
    let mut meta = |property: &str, value: &str| {
        writeln!(
            out,
            "<meta property=\"schema:{property}\">{}</meta>",
            escape(value)
        )
    };
    for mode in modes {
        meta("accessMode", mode)?;
    }
    meta("accessModeSufficient", "textual")?;
    for feature in features {
        meta("accessibilityFeature", feature)?;
    }
    meta("accessibilityHazard", "none")?;
    let (source, target) = (
        english_name(&options.source_language),
        english_name(&options.target_language),
    );
    let together = match options.layout(Layout::Columns) {
        Layout::Columns | Layout::Interleaved | Layout::Facing => {
            format!("Each group of {source} paragraphs is followed by its {target} translation")
        }
        Layout::Hover => format!("The text is {source}; each sentence has its {target} as a note"),
    };
    meta(
        "accessibilitySummary",
        &format!("{together}; both are marked with their languages."),
    )
}
