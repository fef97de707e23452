//! TBX, the term base exchange of ISO 30042: the edition of 2019 (`tbx`, `conceptEntry`, `langSec`,
//! `termSec`) and that of 2008 with its kin (`martif`, `termEntry`, `langSet`, `tig` or `ntig`).
//!
//! `administrativeStatus` tells how a term may be used: preferred, admitted (also when it is missing),
//! or deprecated, superseded or forbidden.

use std::io::{self, Write};
use std::path::Path;

use crate::bitext::format::xml::{decode, escape};
use crate::document::xml::{Tag, Xml, XmlEvent};
use crate::error::{Error, Place, Result};
use crate::glossary::termbase::{Concept, Remark, Termbase};
use crate::text::LineIndex;
use crate::text::spaces;
use crate::text::xml::is_unknown;

#[derive(Clone, Copy, PartialEq)]
enum Status {
    Preferred,
    Admitted,
    Forbidden,
}

impl Status {
    fn of(text: &str) -> Status {
        let text = text.to_lowercase();
        if text.contains("deprecated") || text.contains("superseded") || text.contains("forbidden")
        {
            Status::Forbidden
        } else if text.contains("preferred") {
            Status::Preferred
        } else {
            Status::Admitted
        }
    }
}

/// An entry that is being read.
#[derive(Default)]
struct TermEntry {
    line: usize,
    chinese: Vec<(String, Status)>,
    english: Vec<(String, Status)>,
    notes: Vec<String>,
}

/// Reads a term base. Entries without Chinese or without English are left out with a remark; an entry
/// with several Chinese terms becomes several concepts.
///
/// # Errors
/// [`Error::Input`] with line and column: broken XML, entities defined in the file, another root
/// element; and as from [`Termbase::check`].
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<(Termbase, Vec<Remark>)> {
    let text = decode(bytes, path)?;
    let xml = Xml {
        path,
        member: "",
        text: &text,
    };
    let lines = LineIndex::new(&text);
    let mut termbase = Termbase::default();
    let mut remarks = Vec::new();
    let mut stack: Vec<Tag> = Vec::new();
    let mut entry: Option<TermEntry> = None;
    let mut language = String::new();
    let mut words = String::new();
    let mut term: Option<(String, Status)> = None;
    let mut known = false;
    xml.walk(|event, span| match event {
        XmlEvent::Start(tag) => {
            words.clear();
            match tag.name.as_str() {
                "tbx" | "martif" | "TBX" => known = true,
                "conceptEntry" | "termEntry" => {
                    entry = Some(TermEntry {
                        line: lines.line_column(&text, span.start).0,
                        ..TermEntry::default()
                    });
                }
                "langSec" | "langSet" => language = tag.get("lang").to_lowercase(),
                _ => {}
            }
            stack.push(tag);
        }
        XmlEvent::Text(part) => words.push_str(part),
        XmlEvent::Resolved(c) => words.push(c),
        XmlEvent::End => {
            let Some(tag) = stack.pop() else { return };
            let said = spaces::fold(&words);
            let said = said.replace(is_unknown, "\u{fffd}");
            words.clear();
            let Some(entry_now) = &mut entry else { return };
            match tag.name.as_str() {
                "term" if !said.is_empty() => term = Some((said, Status::Admitted)),
                "termNote" if tag.get("type").contains("dministrativeStatus") => {
                    if let Some((_, status)) = &mut term {
                        *status = Status::of(&said);
                    }
                }
                "administrativeStatus" => {
                    if let Some((_, status)) = &mut term {
                        *status = Status::of(&said);
                    }
                }
                "note" if !said.is_empty() => entry_now.notes.push(said),
                "termSec" | "tig" | "ntig" => {
                    if let Some(term) = term.take() {
                        if language.starts_with("zh") || language.starts_with("cmn") {
                            entry_now.chinese.push(term);
                        } else if language.starts_with("en") {
                            entry_now.english.push(term);
                        }
                    }
                }
                "conceptEntry" | "termEntry" => {
                    if let Some(entry) = entry.take() {
                        add(entry, &mut termbase, &mut remarks);
                    }
                }
                _ => {}
            }
        }
    })?;
    if !known {
        return Err(Error::input(
            Place::at(path, 1, 1),
            "this is not TBX",
            "its first element is tbx or martif",
        ));
    }
    remarks.extend(termbase.check(path)?);
    Ok((termbase, remarks))
}

fn add(entry: TermEntry, termbase: &mut Termbase, remarks: &mut Vec<Remark>) {
    let TermEntry {
        line,
        chinese,
        mut english,
        notes,
    } = entry;
    // The preferred term first; among terms without a status the order of the file.
    english.sort_by_key(|(_, status)| match status {
        Status::Preferred => 0,
        Status::Admitted => 1,
        Status::Forbidden => 2,
    });
    let mut allowed: Vec<String> = Vec::new();
    let mut forbidden: Vec<String> = Vec::new();
    for (text, status) in english {
        let list = if status == Status::Forbidden {
            &mut forbidden
        } else {
            &mut allowed
        };
        if !list.contains(&text) {
            list.push(text);
        }
    }
    forbidden.retain(|text| !allowed.contains(text));
    let sources: Vec<String> = chinese
        .into_iter()
        .filter(|(_, status)| *status != Status::Forbidden)
        .map(|(text, _)| text)
        .collect();
    let Some((target, variants)) = allowed.split_first().filter(|_| !sources.is_empty()) else {
        remarks.push(Remark {
            line,
            what: "this entry has no Chinese or no English term; it is left out".to_owned(),
        });
        return;
    };
    for source in sources {
        termbase.concepts.push(Concept {
            source,
            target: target.clone(),
            variants: variants.to_vec(),
            forbidden: forbidden.clone(),
            note: notes.join(" "),
            extra: Vec::new(),
            line,
        });
    }
}

/// Writes TBX-Basic in the style with data categories as attributes (DCA).
pub(super) fn write(termbase: &Termbase, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <tbx type=\"TBX-Basic\" style=\"dca\" xml:lang=\"en\" xmlns=\"urn:iso:std:iso:30042:ed-2\">\n\
         \x20 <tbxHeader><fileDesc><sourceDesc><p>Written by duizhao.</p></sourceDesc></fileDesc></tbxHeader>\n\
         \x20 <text><body>"
    )?;
    for (n, concept) in termbase.concepts.iter().enumerate() {
        writeln!(out, "    <conceptEntry id=\"c{}\">", n + 1)?;
        if !concept.note.is_empty() {
            writeln!(out, "      <note>{}</note>", escape(&concept.note))?;
        }
        let term = |text: &str, status: &str| {
            let note =
                format!("<termNote type=\"administrativeStatus\">{status}-admn-sts</termNote>");
            format!(
                "        <termSec><term>{}</term>{note}</termSec>\n",
                escape(text)
            )
        };
        write!(
            out,
            "      <langSec xml:lang=\"zh\">\n{}      </langSec>\n      <langSec xml:lang=\"en\">\n{}",
            term(&concept.source, "preferredTerm"),
            term(&concept.target, "preferredTerm")
        )?;
        for variant in &concept.variants {
            write!(out, "{}", term(variant, "admittedTerm"))?;
        }
        for forbidden in &concept.forbidden {
            write!(out, "{}", term(forbidden, "deprecatedTerm"))?;
        }
        writeln!(out, "      </langSec>\n    </conceptEntry>")?;
    }
    writeln!(out, "  </body></text>\n</tbx>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_editions_are_read() {
        let old = r#"<?xml version="1.0"?><!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><text><body>
<termEntry id="1"><note>a tower</note>
<langSet xml:lang="zh-CN"><ntig><termGrp><term>灯塔</term></termGrp></ntig></langSet>
<langSet xml:lang="en-US">
<ntig><termGrp><term>light tower</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termGrp></ntig>
<ntig><termGrp><term>lighthouse</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
<tig><term>beacon &amp; co</term><termNote type="normativeAuthorization">x</termNote><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
</langSet></termEntry>
<termEntry id="2"><langSet xml:lang="de"><tig><term>Turm</term></tig></langSet></termEntry>
</body></text></martif>"#;
        let (termbase, remarks) = read(old.as_bytes(), Path::new("a.tbx")).unwrap();
        let concept = &termbase.concepts[0];
        assert_eq!(
            (concept.source.as_str(), concept.target.as_str()),
            ("灯塔", "lighthouse")
        );
        assert_eq!(concept.variants, ["light tower"]);
        assert_eq!(concept.forbidden, ["beacon & co"]);
        assert_eq!((concept.note.as_str(), concept.line), ("a tower", 3));
        assert_eq!((termbase.concepts.len(), remarks[0].line), (1, 10));
    }

    #[test]
    fn other_xml_is_refused() {
        let said = read(b"<tmx/>", Path::new("a.tbx")).unwrap_err().to_string();
        assert!(said.contains("not TBX"), "{said}");
    }
}
