//! The archive: the parts, their types, and the relations between them (ECMA-376, part 2).

use std::fmt::Write as _;
use std::io::{self, Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use super::xml::{HEAD, escape};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CORE: &str =
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
const WORD_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// A part of the document: the type of its relation, its name in `word/`, its content.
pub(super) struct PackagePart {
    pub(super) kind: &'static str,
    pub(super) name: &'static str,
    pub(super) content: String,
}

/// Everything that the archive is made of.
pub(super) struct Package {
    pub(super) title: String,
    pub(super) document: String,
    pub(super) parts: Vec<PackagePart>,
    /// Ids and addresses of the link relations.
    pub(super) links: Vec<(String, String)>,
}

impl Package {
    /// The archive. The same parts give the same bytes: there is no time stamp, and the members are in
    /// a fixed order.
    pub(super) fn bytes(&self) -> io::Result<Vec<u8>> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |name: &str, content: &str| -> io::Result<()> {
            zip.start_file(name, options).map_err(io::Error::other)?;
            zip.write_all(content.as_bytes())
        };
        add("[Content_Types].xml", &self.content_types())?;
        add("_rels/.rels", &root_relations())?;
        add("docProps/core.xml", &self.core())?;
        add("docProps/app.xml", &app())?;
        add("word/document.xml", &self.document)?;
        add("word/_rels/document.xml.rels", &self.document_relations())?;
        for part in &self.parts {
            add(&format!("word/{}", part.name), &part.content)?;
        }
        Ok(zip.finish().map_err(io::Error::other)?.into_inner())
    }

    fn content_types(&self) -> String {
        let mut types = format!(
            "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\n\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\n\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>\n\
             <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\n\
             <Override PartName=\"/docProps/app.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>\n\
             <Override PartName=\"/word/document.xml\" ContentType=\"{WORD_TYPE}.document.main+xml\"/>\n"
        );
        for PackagePart { kind, name, .. } in &self.parts {
            let _ = writeln!(
                types,
                "<Override PartName=\"/word/{name}\" ContentType=\"{WORD_TYPE}.{kind}+xml\"/>"
            );
        }
        types + "</Types>\n"
    }

    fn document_relations(&self) -> String {
        let mut relations = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}\">\n");
        for PackagePart { kind, name, .. } in &self.parts {
            let _ = writeln!(
                relations,
                "<Relationship Id=\"{kind}\" Type=\"{OFFICE}/{kind}\" Target=\"{name}\"/>"
            );
        }
        for (id, address) in &self.links {
            let _ = writeln!(
                relations,
                "<Relationship Id=\"{id}\" Type=\"{OFFICE}/hyperlink\" Target=\"{}\" TargetMode=\"External\"/>",
                escape(address)
            );
        }
        relations + "</Relationships>\n"
    }

    fn core(&self) -> String {
        format!(
            "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title></cp:coreProperties>\n",
            escape(&self.title)
        )
    }
}

fn root_relations() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}\">\n\
         <Relationship Id=\"document\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>\n\
         <Relationship Id=\"core\" Type=\"{CORE}\" Target=\"docProps/core.xml\"/>\n\
         <Relationship Id=\"app\" Type=\"{OFFICE}/extended-properties\" Target=\"docProps/app.xml\"/>\n\
         </Relationships>\n"
    )
}

fn app() -> String {
    format!(
        "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
         <Application>duizhao</Application></Properties>\n"
    )
}
