//! The parts of the document besides its text and its comments.

/// The XML declaration at the start of every part.
pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The namespace of WordprocessingML.
pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The namespace of relations in a document, and the beginning of their types.
pub(super) const RELATIONS: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// The namespace of the parts with relations.
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
/// The beginning of the content types of Word.
const WORD_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

pub(super) fn content_types() -> String {
    let office = "application/vnd.openxmlformats";
    let parts = [
        (
            "/word/document.xml",
            format!("{WORD_TYPE}.document.main+xml"),
        ),
        ("/word/styles.xml", format!("{WORD_TYPE}.styles+xml")),
        ("/word/settings.xml", format!("{WORD_TYPE}.settings+xml")),
        ("/word/comments.xml", format!("{WORD_TYPE}.comments+xml")),
        (
            "/docProps/core.xml",
            format!("{office}-package.core-properties+xml"),
        ),
        (
            "/customXml/itemProps1.xml",
            format!("{office}-officedocument.customXmlProperties+xml"),
        ),
    ];
    let parts: String = parts
        .iter()
        .map(|(name, kind)| format!("<Override PartName=\"{name}\" ContentType=\"{kind}\"/>"))
        .collect();
    format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{parts}</Types>\n"
    )
}

/// A part with relations: the id, the type, and where it leads.
fn relations(all: &[(&str, String, &str)]) -> String {
    let all: String = all
        .iter()
        .map(|(id, kind, target)| {
            format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>")
        })
        .collect();
    format!("{HEAD}<Relationships xmlns=\"{PACKAGE}\">{all}</Relationships>\n")
}

pub(super) fn root_relations() -> String {
    relations(&[
        (
            "document",
            format!("{RELATIONS}/officeDocument"),
            "word/document.xml",
        ),
        (
            "core",
            format!("{PACKAGE}/metadata/core-properties"),
            "docProps/core.xml",
        ),
    ])
}

pub(super) fn document_relations() -> String {
    relations(&[
        ("styles", format!("{RELATIONS}/styles"), "styles.xml"),
        ("settings", format!("{RELATIONS}/settings"), "settings.xml"),
        ("comments", format!("{RELATIONS}/comments"), "comments.xml"),
        (
            "sent",
            format!("{RELATIONS}/customXml"),
            "../customXml/item1.xml",
        ),
    ])
}

pub(super) fn sent_relations() -> String {
    relations(&[(
        "props",
        format!("{RELATIONS}/customXmlProps"),
        "itemProps1.xml",
    )])
}

/// The properties of the part with what went out.
pub(super) fn sent_properties() -> String {
    format!(
        "{HEAD}<ds:datastoreItem ds:itemID=\"{{6E1D2B5C-0D5E-4F0B-9C41-5B7A2C9E8D10}}\" \
         xmlns:ds=\"http://schemas.openxmlformats.org/officeDocument/2006/customXml\">\
         <ds:schemaRefs><ds:schemaRef ds:uri=\"{}\"/></ds:schemaRefs></ds:datastoreItem>\n",
        super::SENT
    )
}

pub(super) fn core(title: &str) -> String {
    format!(
        "{HEAD}<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{title}</dc:title>\
         <dc:creator>{}</dc:creator></cp:coreProperties>\n",
        super::super::OURS
    )
}

pub(super) fn settings() -> String {
    format!(
        "{HEAD}<w:settings xmlns:w=\"{WORD}\"><w:zoom w:percent=\"100\"/>\
         <w:characterSpacingControl w:val=\"doNotCompress\"/></w:settings>\n"
    )
}

pub(super) fn styles() -> String {
    format!(
        "{HEAD}<w:styles xmlns:w=\"{WORD}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:eastAsia=\"SimSun\" w:cs=\"Calibri\"/>\
         <w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr><w:spacing w:after=\"0\" w:line=\"264\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault>\
         </w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Normal\"/>\
         <w:next w:val=\"Normal\"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before=\"240\" w:after=\"120\"/>\
         <w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/></w:rPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"CommentText\"><w:name w:val=\"annotation text\"/>\
         <w:basedOn w:val=\"Normal\"/><w:rPr><w:sz w:val=\"20\"/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"CommentReference\"><w:name w:val=\"annotation reference\"/>\
         <w:rPr><w:sz w:val=\"16\"/></w:rPr></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
         <w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:left w:w=\"108\" w:type=\"dxa\"/>\
         <w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style></w:styles>\n"
    )
}
