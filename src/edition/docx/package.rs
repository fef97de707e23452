//! The archive: the parts, their types, and the relations between them (ECMA-376, part 2).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use super::RELATIONS;
use super::xml::{HEAD, escape};
use crate::edition::Picture;

const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CORE: &str =
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
const WORD_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// A part of the document.
pub(super) struct PackagePart {
    /// The id of its relation, and the stem of its file's name.
    pub(super) id: &'static str,
    /// The type of its relation.
    pub(super) kind: &'static str,
    pub(super) content: String,
    /// The relations that it has itself.
    pub(super) relations: Vec<Relation>,
}

impl PackagePart {
    /// A part that there is once.
    pub(super) fn own(kind: &'static str, content: String) -> PackagePart {
        PackagePart {
            id: kind,
            kind,
            content,
            relations: Vec::new(),
        }
    }
}

/// What a part leads to or shows.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    pub(super) kind: &'static str,
    /// An address, or the name of a member below `word/`.
    pub(super) target: String,
    /// Whether it leads out of the archive.
    pub(super) is_outside: bool,
}

/// Everything that the archive is made of.
pub(super) struct Package {
    /// The core, the application's and the custom properties.
    pub(super) core: String,
    pub(super) app: String,
    pub(super) custom: String,
    pub(super) document: String,
    pub(super) parts: Vec<PackagePart>,
    /// The relations of the document besides those to its parts.
    pub(super) relations: Vec<Relation>,
    /// The images, each with its name below `word/`.
    pub(super) media: Vec<(String, Picture)>,
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
        let mut add = |name: &str, content: &[u8]| -> io::Result<()> {
            zip.start_file(name, options).map_err(io::Error::other)?;
            zip.write_all(content)
        };
        add("[Content_Types].xml", self.content_types().as_bytes())?;
        add("_rels/.rels", root_relations().as_bytes())?;
        add("docProps/core.xml", self.core.as_bytes())?;
        add("docProps/app.xml", self.app.as_bytes())?;
        add("docProps/custom.xml", self.custom.as_bytes())?;
        add("word/document.xml", self.document.as_bytes())?;
        let relations = self.document_relations();
        add("word/_rels/document.xml.rels", relations.as_bytes())?;
        for part in &self.parts {
            add(&format!("word/{}.xml", part.id), part.content.as_bytes())?;
            if !part.relations.is_empty() {
                let relations = relations_part(&part.relations);
                let name = format!("word/_rels/{}.xml.rels", part.id);
                add(&name, relations.as_bytes())?;
            }
        }
        for (name, picture) in &self.media {
            add(&format!("word/{name}"), &picture.bytes)?;
        }
        Ok(zip.finish().map_err(io::Error::other)?.into_inner())
    }

    fn content_types(&self) -> String {
        let kinds = self.media.iter().map(|(_, picture)| picture.kind);
        let kinds: BTreeMap<_, _> = kinds.map(|kind| (kind.extension, kind.media)).collect();
        let images: String = kinds
            .iter()
            .map(|(extension, media)| {
                format!("<Default Extension=\"{extension}\" ContentType=\"{media}\"/>\n")
            })
            .collect();
        let mut types = format!(
            "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\n\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\n\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>\n\
             {images}\
             <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\n\
             <Override PartName=\"/docProps/app.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>\n\
             <Override PartName=\"/docProps/custom.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.custom-properties+xml\"/>\n\
             <Override PartName=\"/word/document.xml\" ContentType=\"{WORD_TYPE}.document.main+xml\"/>\n"
        );
        for PackagePart { kind, id, .. } in &self.parts {
            let _ = writeln!(
                types,
                "<Override PartName=\"/word/{id}.xml\" ContentType=\"{WORD_TYPE}.{kind}+xml\"/>"
            );
        }
        types + "</Types>\n"
    }

    fn document_relations(&self) -> String {
        let parts = self.parts.iter().map(|part| Relation {
            id: part.id.to_owned(),
            kind: part.kind,
            target: format!("{}.xml", part.id),
            is_outside: false,
        });
        let all: Vec<Relation> = parts.chain(self.relations.iter().cloned()).collect();
        relations_part(&all)
    }
}

/// The part with the relations of another.
fn relations_part(relations: &[Relation]) -> String {
    let mut part = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}\">\n");
    for relation in relations {
        let _ = writeln!(
            part,
            "<Relationship Id=\"{}\" Type=\"{RELATIONS}/{}\" Target=\"{}\"{}/>",
            relation.id,
            relation.kind,
            escape(&relation.target),
            match relation.is_outside {
                true => " TargetMode=\"External\"",
                false => "",
            }
        );
    }
    part + "</Relationships>\n"
}

fn root_relations() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}\">\n\
         <Relationship Id=\"document\" Type=\"{RELATIONS}/officeDocument\" Target=\"word/document.xml\"/>\n\
         <Relationship Id=\"core\" Type=\"{CORE}\" Target=\"docProps/core.xml\"/>\n\
         <Relationship Id=\"app\" Type=\"{RELATIONS}/extended-properties\" Target=\"docProps/app.xml\"/>\n\
         <Relationship Id=\"custom\" Type=\"{RELATIONS}/custom-properties\" Target=\"docProps/custom.xml\"/>\n\
         </Relationships>\n"
    )
}
