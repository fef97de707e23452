//! The package document: metadata, manifest and reading order.

use std::io::{self, Write};

use super::super::book_data::InBoth;
use super::super::label::Label;
use super::super::markup::{english_name, escape};
use super::super::model::{EditionOptions, Layout};
use super::chapter::USUAL;
use super::identifier::{Identifier, is_date};
use super::{Member, Reading};
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

/// What the package document says of the whole book besides its settings.
pub(super) struct About<'l> {
    /// The title in both languages.
    pub(super) label: &'l Label,
    /// What the book is known by; nothing as long as it is not known.
    pub(super) identifier: Option<Identifier>,
    /// Whether its texts show images.
    pub(super) illustrated: bool,
    /// Whether it has a cover.
    pub(super) has_cover: bool,
    /// Whether all of its images have alternative texts.
    pub(super) described: bool,
    /// Whether it has images that may move.
    pub(super) may_flash: bool,
    /// Whether it has a page list.
    pub(super) paged: bool,
}

impl About<'_> {
    /// The same with the identifier that the settings give, else with one that follows from the contents.
    pub(super) fn known_by(self, options: &EditionOptions, own: String) -> Self {
        let given = options.data.identifier.as_deref();
        let identifier = given.and_then(Identifier::of);
        About {
            identifier: Some(identifier.unwrap_or(Identifier {
                value: own,
                kind: None,
            })),
            ..self
        }
    }

    /// What the book is known by.
    pub(super) fn identifier(&self) -> &str {
        let known = self.identifier.as_ref();
        known.map_or("", |identifier| &identifier.value)
    }
}

/// The package document.
pub(super) fn package(
    about: &About<'_>,
    options: &EditionOptions,
    members: &[Member],
) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
         unique-identifier=\"id\" xml:lang=\"{}\">\n\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">",
        escape(&options.source_language),
    )?;
    let mut data = Metadata {
        options,
        out: &mut out,
    };
    data.all(about)?;
    if let Some(cover) = members
        .iter()
        .find(|member| member.properties == "cover-image")
    {
        // For readers of EPUB 2.
        writeln!(
            out,
            "<meta name=\"cover\" content=\"{}\" />",
            id(&cover.name)
        )?;
    }
    accessibility(about, options, &mut out)?;
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
    for member in members {
        let linear = match member.reading {
            Reading::InOrder => "",
            Reading::Aside => " linear=\"no\"",
            Reading::No => continue,
        };
        writeln!(out, "<itemref idref=\"{}\"{linear} />", id(&member.name))?;
    }
    writeln!(out, "</spine>\n</package>")?;
    Ok(out)
}

/// The id of a file in the manifest.
fn id(name: &str) -> String {
    name.replace('.', "-")
}

/// The writer of what catalogues read.
struct Metadata<'m> {
    options: &'m EditionOptions,
    out: &'m mut Vec<u8>,
}

impl Metadata<'_> {
    fn all(&mut self, about: &About<'_>) -> io::Result<()> {
        let (options, data) = (self.options, &self.options.data);
        writeln!(
            self.out,
            "<dc:identifier id=\"id\">{}</dc:identifier>",
            escape(about.identifier())
        )?;
        if let Some(kind) = about.identifier.as_ref().and_then(|known| known.kind) {
            writeln!(
                self.out,
                "<meta refines=\"#id\" property=\"identifier-type\" scheme=\"onix:codelist5\">{kind}</meta>"
            )?;
        }
        let title = InBoth {
            source: about.label.source.clone(),
            target: about.label.target.clone(),
        };
        self.named("title", "title", &title, &[("title-type", "", "main")])?;
        let kind = [("title-type", "", "subtitle")];
        self.named("title", "subtitle", &data.subtitle, &kind)?;
        for (element, id, role, names) in [
            ("creator", "author", "aut", &data.author),
            ("contributor", "translator", "trl", &data.translator),
            ("contributor", "editor", "edt", &data.editor),
        ] {
            for (number, name) in names.0.iter().enumerate() {
                let id = format!("{id}-{}", number + 1);
                self.named(element, &id, name, &[("role", "marc:relators", role)])?;
            }
        }
        self.named("publisher", "publisher", &data.publisher, &[])?;
        let (source, target) = (&options.source_language, &options.target_language);
        writeln!(self.out, "<dc:language>{}</dc:language>", escape(source))?;
        if target != source {
            writeln!(self.out, "<dc:language>{}</dc:language>", escape(target))?;
        }
        if let Some(date) = data.date.as_deref().filter(|date| is_date(date)) {
            writeln!(self.out, "<dc:date>{date}</dc:date>")?;
        }
        self.said("description", &data.description)?;
        self.said("rights", &data.rights)?;
        writeln!(
            self.out,
            "<meta property=\"dcterms:modified\">{}</meta>",
            rfc3339(options.modified.unwrap_or(UNDATED))
        )
    }

    /// A name, the other language's as the same name in another script, and what else refines it: property, scheme,
    /// value.
    fn named(
        &mut self,
        element: &str,
        id: &str,
        name: &InBoth,
        refined: &[(&str, &str, &str)],
    ) -> io::Result<()> {
        let Label { source, target, .. } = name.label();
        let (own, foreign) = (&self.options.source_language, &self.options.target_language);
        let (tag, first, second) = match (source, target) {
            (None, None) => return Ok(()),
            (Some(source), target) => (own, source, target),
            (None, Some(target)) => (foreign, target, None),
        };
        writeln!(
            self.out,
            "<dc:{element} id=\"{id}\" xml:lang=\"{}\">{}</dc:{element}>",
            escape(tag),
            escape(&first)
        )?;
        for (property, scheme, value) in refined {
            let scheme = match *scheme {
                "" => String::new(),
                scheme => format!(" scheme=\"{scheme}\""),
            };
            writeln!(
                self.out,
                "<meta refines=\"#{id}\" property=\"{property}\"{scheme}>{value}</meta>"
            )?;
        }
        match second {
            Some(second) => writeln!(
                self.out,
                "<meta refines=\"#{id}\" property=\"alternate-script\" xml:lang=\"{}\">{}</meta>",
                escape(foreign),
                escape(&second)
            ),
            None => Ok(()),
        }
    }

    /// Something that is said in each language.
    fn said(&mut self, element: &str, said: &InBoth) -> io::Result<()> {
        let Label { source, target, .. } = said.label();
        let sides = [
            (&self.options.source_language, source),
            (&self.options.target_language, target),
        ];
        for (tag, words) in sides {
            if let Some(words) = words {
                writeln!(
                    self.out,
                    "<dc:{element} xml:lang=\"{}\">{}</dc:{element}>",
                    escape(tag),
                    escape(&words)
                )?;
            }
        }
        Ok(())
    }
}

/// The accessibility metadata (EPUB Accessibility 1.1, section 2).
fn accessibility(
    about: &About<'_>,
    options: &EditionOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut features = vec![
        "structuralNavigation",
        "tableOfContents",
        "readingOrder",
        "displayTransformability",
    ];
    let mut modes = vec!["textual"];
    if about.illustrated || about.has_cover {
        modes.push("visual");
        if about.described {
            features.push("alternativeText");
        }
    }
    if about.paged {
        features.extend(["pageNavigation", "pageBreakMarkers"]);
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
    meta(
        "accessModeSufficient",
        match about.described {
            true => "textual",
            false => "textual,visual",
        },
    )?;
    for feature in features {
        meta("accessibilityFeature", feature)?;
    }
    meta(
        "accessibilityHazard",
        match about.may_flash {
            true => "unknown",
            false => "none",
        },
    )?;
    let (source, target) = (
        english_name(&options.source_language),
        english_name(&options.target_language),
    );
    let together = match options.layout(USUAL) {
        Layout::Columns | Layout::Interleaved | Layout::Facing => {
            format!("Each group of {source} paragraphs is followed by its {target} translation")
        }
        Layout::Hover => format!("The text is {source}; each sentence has its {target} as a note"),
    };
    let images = match (about.illustrated, about.described) {
        (false, _) => "",
        (true, true) => " Its images have alternative texts.",
        (true, false) => " Some of its images have no alternative text.",
    };
    meta(
        "accessibilitySummary",
        &format!("{together}; both are marked with their languages.{images}"),
    )?;
    if about.paged {
        // The pages are this edition's own. What is written so is known to old readers and checkers as well, which
        // `pageBreakSource` is not (EPUB Accessibility 1.1, section 3.4).
        writeln!(
            out,
            "<dc:source id=\"pages\">{}</dc:source>\n\
             <meta refines=\"#pages\" property=\"source-of\">pagination</meta>",
            escape(about.identifier())
        )?;
    }
    Ok(())
}
