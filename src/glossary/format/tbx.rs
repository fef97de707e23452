//! TBX, the term base exchange of ISO 30042, in all its dialects: the edition of 2019 (`tbx`, `conceptEntry`, `langSec`,
//! `termSec`), that of 2008 with its kin (`martif`, `termEntry`, `langSet`, `tig` or `ntig`), and the first TBX-Min
//! (`TBX`, `entry`, `langGroup`, `termGroup`). What is said of a term is an element with a `type` (`<termNote
//! type="administrativeStatus">`, the style DCA) or an element of that name (`<min:administrativeStatus>`, DCT).

use std::io::{self, Write};
use std::path::Path;

use quick_xml::events::BytesStart;

use super::broken_notes;
use crate::bitext::format::LossKind;
use crate::bitext::format::inline::{Words, is_break_code, is_break_kind};
use crate::bitext::format::losses::{LossCounter, counted};
use crate::bitext::format::xml::{
    CHINESE, ENGLISH, Problem, Visitor, attribute, decode, escape, is_in, language, walk,
};
use crate::error::Result;
use crate::glossary::termbase::{Concept, Remark, Termbase};
use crate::text::LineIndex;
use crate::text::spaces;
use crate::text::xml::is_unknown;

/// How a term may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Preferred,
    Admitted,
    Forbidden,
}

impl Status {
    /// The status of a value: `preferredTerm-admn-sts`, and the words of TBX-Min and of `normativeAuthorization`.
    fn of(value: &str) -> Status {
        let value: String = value.to_lowercase().split([' ', '-', '_']).collect();
        let says = |word: &&str| value.contains(*word);
        const FORBIDDEN: &[&str] = &[
            "deprecated",
            "superseded",
            "forbidden",
            "notrecommended",
            "obsolete",
            "prohibited",
            "rejected",
            "notpreferred",
            "donotuse",
        ];
        if FORBIDDEN.iter().any(says) {
            Status::Forbidden
        } else if value.contains("preferred") {
            Status::Preferred
        } else {
            Status::Admitted
        }
    }
}

/// What an element inside an entry is.
#[derive(Clone, Debug, PartialEq)]
enum Field {
    Term,
    Status,
    Note,
    /// A further column of the glossary, by its name.
    Column(&'static str),
    /// Something that a glossary has no place for, by its name.
    Other(String),
}

/// The columns that a data category goes to.
const COLUMNS: &[(&str, &str)] = &[
    ("definition", DEFINITION),
    ("subjectfield", DOMAIN),
    ("partofspeech", POS),
];
const DEFINITION: &str = "definition";
const DOMAIN: &str = "domain";
const POS: &str = "pos";

/// Data categories whose values are text that somebody wrote.
const TEXTS: &[&str] = &[
    "context",
    "definition",
    "descripNote",
    "example",
    "explanation",
    "figure",
];

/// The values of `partOfSpeech` in TBX-Basic.
const PARTS_OF_SPEECH: &[&str] = &["adjective", "adverb", "noun", "other", "properNoun", "verb"];

const ENTRY: LossKind = LossKind::text("entry", "");
const TERM: LossKind = LossKind::data("term", "in other languages");
const CHINESE_TERM: LossKind = LossKind::text("Chinese term", "that is forbidden");

impl Field {
    /// The field of an element: by its `type` where it has one, else by its name.
    fn of(name: &str, kind: Option<String>) -> Field {
        let category = kind.unwrap_or_else(|| name.to_owned());
        let lower = category.to_lowercase();
        if name == "term" {
            Field::Term
        } else if matches!(name, "note" | "noteValue") {
            Field::Note
        } else if lower.ends_with("administrativestatus")
            || matches!(
                lower.as_str(),
                "termstatus" | "status" | "normativeauthorization"
            )
        {
            Field::Status
        } else if let Some((_, column)) = COLUMNS.iter().find(|(known, _)| *known == lower) {
            Field::Column(column)
        } else {
            Field::Other(category)
        }
    }

    /// The loss of such an element.
    fn lost(category: &str) -> LossKind {
        let which = format!("of \"{category}\"");
        match TEXTS.contains(&category) {
            true => LossKind::text("value", "").of(which),
            false => LossKind::data("value", "").of(which),
        }
    }
}

/// An element whose text is being read.
struct Value {
    field: Field,
    /// The number of open elements inside, itself included.
    open: usize,
    /// The number of those that are inside native code, which is no text.
    codes: usize,
    code: String,
    words: Words,
    at: usize,
}

/// The level of what surrounds a field.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Outside,
    Entry,
    Language,
    Term,
}

/// An entry that is being read.
#[derive(Default)]
struct TermEntry {
    at: usize,
    chinese: Vec<(String, Status)>,
    english: Vec<(String, Status)>,
    notes: Vec<String>,
    columns: Vec<(&'static str, String)>,
}

struct Reader<'t> {
    text: &'t str,
    lines: LineIndex,
    /// The level of each open element.
    levels: Vec<Level>,
    /// Whether it is TBX-Min of the first edition, in which entries have another name.
    is_first_min: bool,
    entry: Option<TermEntry>,
    language: String,
    /// The term of the section that is being read, its status, and its place.
    term: Option<(String, Option<Status>, usize)>,
    value: Option<Value>,
    termbase: Termbase,
    losses: LossCounter,
}

/// Reads a term base. Entries without Chinese or without English are left out; an entry
/// with several Chinese terms becomes several concepts. Markup in terms and notes is dropped and its text kept. A
/// definition, a subject field and a part of speech become columns; what there is no place for is counted in remarks.
///
/// # Errors
/// [`Error::Input`](crate::error::Error::Input) with line and column: broken XML, an entity that is no text that the
/// document declares, another root element; and as from [`Termbase::check`].
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<(Termbase, Vec<Remark>)> {
    let text = decode(bytes, path)?;
    let mut reader = Reader {
        text: &text,
        lines: LineIndex::new(&text),
        levels: Vec::new(),
        is_first_min: false,
        entry: None,
        language: String::new(),
        term: None,
        value: None,
        termbase: Termbase::default(),
        losses: LossCounter::default(),
    };
    walk(&text, path, &mut reader)?;
    let termbase = reader.termbase;
    let losses = reader.losses.finish(&text);
    let mut remarks: Vec<Remark> = losses.iter().map(Remark::from).collect();
    remarks.extend(termbase.check(path)?);
    Ok((termbase, remarks))
}

impl Visitor for Reader<'_> {
    fn open(&mut self, start: &BytesStart<'_>, at: usize) -> Result<(), Problem> {
        let name = start.local_name();
        let name = name.as_ref();
        let Some(&level) = self.levels.last() else {
            if !["tbx", "martif"].contains(&name.to_lowercase().as_str()) {
                return Err((
                    format!("this is not TBX: its outermost element is <{name}>"),
                    "that of TBX is tbx or martif",
                ));
            }
            self.is_first_min = name == "TBX";
            self.levels.push(Level::Outside);
            return Ok(());
        };
        let inner = match (level, name) {
            (Level::Outside, "conceptEntry" | "termEntry") => Some(Level::Entry),
            (Level::Outside, "entry") if self.is_first_min => Some(Level::Entry),
            (Level::Entry, "langSec" | "langSet" | "langGroup") => Some(Level::Language),
            (Level::Language, "termSec" | "tig" | "ntig" | "termGroup") => Some(Level::Term),
            (Level::Outside, _) => Some(Level::Outside),
            _ if is_group(name) => Some(level),
            _ => None,
        };
        if let Some(value) = &mut self.value {
            // An element that holds terms or sections is none that is known, and a group of others.
            let holds = inner.is_some() || name == "term";
            if !(holds && matches!(value.field, Field::Other(_))) {
                value.open(start, name)?;
                self.levels.push(level);
                return Ok(());
            }
            self.value = None;
        }
        match inner {
            Some(Level::Entry) if level == Level::Outside => {
                self.entry = Some(TermEntry {
                    at,
                    ..TermEntry::default()
                });
            }
            Some(Level::Language) if level == Level::Entry => {
                self.language = match language(start, "xml:lang")? {
                    Some(code) => code,
                    None => language(start, "lang")?.unwrap_or_default(),
                };
            }
            Some(_) => {}
            None => {
                let field = Field::of(name, attribute(start, "type")?);
                self.value = Some(Value {
                    field,
                    open: 1,
                    codes: 0,
                    code: String::new(),
                    words: Words::default(),
                    at,
                });
            }
        }
        self.levels.push(inner.unwrap_or(level));
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(value) = &mut self.value {
            value.text(text);
        }
    }

    fn close(&mut self, _: &str) {
        let Some(level) = self.levels.pop() else {
            return;
        };
        if let Some(mut value) = self.value.take() {
            if value.close() {
                self.value = Some(value);
            } else {
                self.add(value);
            }
            return;
        }
        let around = self.levels.last().copied().unwrap_or(Level::Outside);
        if level == Level::Term && around == Level::Language || level == Level::Language {
            self.end_term();
        }
        if level == Level::Entry
            && around == Level::Outside
            && let Some(entry) = self.entry.take()
        {
            self.end_entry(entry);
        }
        if level == Level::Language && around == Level::Entry {
            self.language.clear();
        }
    }
}

/// Whether an element only holds others.
fn is_group(name: &str) -> bool {
    name.ends_with("Grp")
        || name.ends_with("GrpList")
        || matches!(name, "noteGroup" | "termCompList")
}

impl Value {
    fn open(&mut self, start: &BytesStart<'_>, name: &str) -> Result<(), Problem> {
        const CODES: &[&str] = &["bpt", "ept", "it", "ph", "ut", "sc", "ec"];
        self.open += 1;
        if self.codes > 0 || CODES.contains(&name) {
            self.codes += 1;
        }
        let kind = attribute(start, "type")?.unwrap_or_default();
        if is_break_kind(name)
            || matches!(name, "p" | "li" | "noteKey" | "noteValue")
            || self.codes == 1 && is_break_kind(&kind)
        {
            self.words.apart();
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.codes == 0 {
            self.words.push(text);
        } else {
            self.code.push_str(text);
        }
    }

    /// Ends the innermost element; whether the value goes on.
    fn close(&mut self) -> bool {
        self.open -= 1;
        if self.codes > 0 {
            self.codes -= 1;
            if self.codes == 0 && is_break_code(&std::mem::take(&mut self.code)) {
                self.words.apart();
            }
        }
        self.open > 0
    }
}

impl Reader<'_> {
    /// Whether what stands here is about Chinese or English, or about the concept.
    fn is_ours(&self) -> bool {
        self.language.is_empty() || is_in(&self.language, CHINESE) || is_in(&self.language, ENGLISH)
    }

    /// Takes over a value that was read.
    fn add(&mut self, value: Value) {
        let said = spaces::fold(value.words.as_str()).replace(is_unknown, "\u{fffd}");
        if said.is_empty() {
            return;
        }
        if value.field == Field::Term {
            self.end_term();
            self.term = Some((said, None, value.at));
            return;
        }
        if !self.is_ours() {
            return;
        }
        let Some(entry) = &mut self.entry else {
            return;
        };
        match value.field {
            Field::Status => {
                if let Some((_, status, _)) = &mut self.term {
                    *status = Some(Status::of(&said)).max(*status);
                }
            }
            Field::Note => entry.notes.push(said),
            Field::Column(column) => {
                let found = entry.columns.iter().find(|(name, _)| *name == column);
                match found {
                    None => entry.columns.push((column, said)),
                    Some((_, other)) if *other == said => {}
                    Some(_) => {
                        let kind = Field::lost(column).of(format!("of a second \"{column}\""));
                        self.losses.add(kind, value.at);
                    }
                }
            }
            Field::Other(category) => self.losses.add(Field::lost(&category), value.at),
            Field::Term => {}
        }
    }

    /// Ends the section of a term.
    fn end_term(&mut self) {
        let (Some((text, status, at)), Some(entry)) = (self.term.take(), &mut self.entry) else {
            return;
        };
        let term = (text, status.unwrap_or(Status::Admitted));
        if is_in(&self.language, ENGLISH) {
            entry.english.push(term);
        } else if !is_in(&self.language, CHINESE) {
            self.losses.add(TERM, at);
        } else if term.1 == Status::Forbidden {
            self.losses.add(CHINESE_TERM, at);
        } else {
            entry.chinese.push(term);
        }
    }

    fn end_entry(&mut self, entry: TermEntry) {
        let TermEntry {
            at,
            chinese,
            mut english,
            notes,
            columns,
        } = entry;
        // The preferred term first; among terms without a status the order of the file.
        english.sort_by_key(|(_, status)| *status);
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
        let Some((target, variants)) = allowed.split_first().filter(|_| !chinese.is_empty()) else {
            let lacking = match (chinese.is_empty(), allowed.is_empty()) {
                (true, true) => "without Chinese and English",
                (true, false) => "without Chinese",
                (false, _) => "without English",
            };
            self.losses.add(ENTRY.of(lacking.to_owned()), at);
            return;
        };
        let line = self.lines.line_column(self.text, at).0;
        for (source, _) in chinese {
            self.termbase.concepts.push(Concept {
                source,
                target: target.clone(),
                variants: variants.to_vec(),
                forbidden: forbidden.clone(),
                note: notes.join(" "),
                extra: columns
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), value.clone()))
                    .collect(),
                line,
            });
        }
    }
}

/// Whether TBX-Basic has a place for the value of a column.
fn is_held(column: &str, value: &str) -> bool {
    match column {
        DEFINITION | DOMAIN => true,
        POS => PARTS_OF_SPEECH.contains(&value),
        _ => false,
    }
}

/// What TBX-Basic has no place for in a glossary, counted.
pub(super) fn lost_of(termbase: &Termbase) -> Vec<String> {
    let mut columns: Vec<(&str, usize)> = Vec::new();
    for (column, value) in termbase.concepts.iter().flat_map(|concept| &concept.extra) {
        if value.trim().is_empty() || is_held(column, value) {
            continue;
        }
        match columns.iter_mut().find(|(name, _)| name == column) {
            Some((_, count)) => *count += 1,
            None => columns.push((column, 1)),
        }
    }
    let columns = columns
        .into_iter()
        .map(|(column, count)| format!("{} of the column \"{column}\"", counted(count, "value")));
    columns.chain(broken_notes(termbase)).collect()
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
        let column = |name: &str| {
            let mut columns = concept.extra.iter();
            let found = columns.find(|(column, value)| {
                column == name && !value.trim().is_empty() && is_held(column, value)
            });
            found.map(|(_, value)| escape(value))
        };
        writeln!(out, "    <conceptEntry id=\"c{}\">", n + 1)?;
        for (name, category) in [(DOMAIN, "subjectField"), (DEFINITION, "definition")] {
            if let Some(value) = column(name) {
                writeln!(out, "      <descrip type=\"{category}\">{value}</descrip>")?;
            }
        }
        if !concept.note.is_empty() {
            writeln!(out, "      <note>{}</note>", escape(&concept.note))?;
        }
        let part = column(POS)
            .map(|part| format!("<termNote type=\"partOfSpeech\">{part}</termNote>"))
            .unwrap_or_default();
        let term = |text: &str, status: &str, part: &str| {
            let note =
                format!("<termNote type=\"administrativeStatus\">{status}-admn-sts</termNote>");
            format!(
                "        <termSec><term>{}</term>{part}{note}</termSec>\n",
                escape(text)
            )
        };
        write!(
            out,
            "      <langSec xml:lang=\"zh\">\n{}      </langSec>\n      <langSec xml:lang=\"en\">\n{}",
            term(&concept.source, "preferredTerm", &part),
            term(&concept.target, "preferredTerm", "")
        )?;
        for variant in &concept.variants {
            write!(out, "{}", term(variant, "admittedTerm", ""))?;
        }
        for forbidden in &concept.forbidden {
            write!(out, "{}", term(forbidden, "deprecatedTerm", ""))?;
        }
        writeln!(out, "      </langSec>\n    </conceptEntry>")?;
    }
    writeln!(out, "  </body></text>\n</tbx>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_str(text: &str) -> Result<(Termbase, Vec<Remark>)> {
        read(text.as_bytes(), Path::new("a.tbx"))
    }

    /// The only concept of a term base, and its remarks.
    fn one(text: &str) -> (Concept, Vec<String>) {
        let (mut termbase, remarks) = read_str(text).unwrap();
        assert_eq!(termbase.concepts.len(), 1, "{text}");
        (
            termbase.concepts.remove(0),
            remarks.iter().map(ToString::to_string).collect(),
        )
    }

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
        let (concept, remarks) = one(old);
        assert_eq!(
            (concept.source.as_str(), concept.target.as_str()),
            ("灯塔", "lighthouse")
        );
        assert_eq!(concept.variants, ["light tower"]);
        assert_eq!(concept.forbidden, ["beacon & co"]);
        assert_eq!((concept.note.as_str(), concept.line), ("a tower", 3));
        assert_eq!(
            remarks,
            [
                "line 10: 1 term in other languages left out",
                "line 10: 1 entry without Chinese and English left out"
            ]
        );
    }

    #[test]
    fn the_first_tbx_min_is_read() {
        let text = r#"<TBX dialect="TBX-Min"><header><id>x</id><languages source="zh" target="en"/></header><body>
<entry id="1"><subjectField>sea</subjectField>
<langGroup xml:lang="zh"><termGroup><term>灯塔</term><partOfSpeech>noun</partOfSpeech></termGroup></langGroup>
<langGroup xml:lang="en">
<termGroup><term>beacon</term><termStatus>obsolete</termStatus></termGroup>
<termGroup><termStatus>preferred</termStatus><term>lamp</term><termStatus>notRecommended</termStatus></termGroup>
<termGroup><term>light</term><termStatus>admitted</termStatus><customer>Li</customer></termGroup>
<termGroup><term>lighthouse</term><termStatus>preferred</termStatus>
<noteGroup><note><noteKey>where</noteKey><noteValue>on a rock</noteValue></note></noteGroup></termGroup>
</langGroup></entry></body></TBX>"#;
        let (concept, remarks) = one(text);
        assert_eq!(
            (concept.source.as_str(), concept.target.as_str()),
            ("灯塔", "lighthouse")
        );
        assert_eq!(concept.variants, ["light"]);
        assert_eq!(concept.forbidden, ["beacon", "lamp"]);
        assert_eq!(concept.extra("domain"), Some("sea"));
        assert_eq!(concept.extra("pos"), Some("noun"));
        assert!(concept.note.contains("on a rock"), "{}", concept.note);
        assert_eq!(remarks, ["line 7: 1 value of \"customer\" left out"]);
    }

    #[test]
    fn categories_as_elements_are_read() {
        let text = r#"<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
<conceptEntry id="1"><min:subjectField>sea</min:subjectField>
<langSec xml:lang="zh-Hans-CN"><descripGrp><basic:definition>有灯的塔</basic:definition><basic:source>X</basic:source></descripGrp>
<termSec><term>灯塔</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec>
<langSec xml:lang="en"><basic:definition>A tower with a lamp.</basic:definition>
<termSec><term>beacon</term><min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus><basic:context>The beacon.</basic:context></termSec>
<termSec><term>lighthouse</term></termSec></langSec></conceptEntry></body></text></tbx>"#;
        let (concept, remarks) = one(text);
        assert_eq!(concept.target, "lighthouse");
        assert_eq!(concept.forbidden, ["beacon"]);
        assert_eq!(concept.extra("definition"), Some("有灯的塔"));
        assert_eq!(
            remarks,
            [
                "line 4: 1 value of \"source\" left out",
                "line 6: 1 value of a second \"definition\" left out",
                "line 7: 1 value of \"context\" left out",
            ]
        );
    }

    /// A term base of one entry in two languages.
    fn entry(chinese: &str, english: &str) -> String {
        format!(
            "<tbx><text><body><conceptEntry>{chinese}{english}</conceptEntry></body></text></tbx>"
        )
    }

    fn section(language: &str, inner: &str) -> String {
        format!("<langSec xml:lang=\"{language}\"><termSec>{inner}</termSec></langSec>")
    }

    #[test]
    fn markup_in_terms_and_notes_is_text() {
        for (term, read) in [
            ("H<hi type='sub'>2</hi>O", "H2O"),
            ("<foreign xml:lang='la'>aqua</foreign> vitae", "aqua vitae"),
            ("<hi>water</hi>", "water"),
            (
                "wa<bpt i='1'>&lt;b&gt;</bpt>ter<ept i='1'>&lt;/b&gt;</ept>",
                "water",
            ),
            ("ice<ph>&lt;br/&gt;</ph>water", "ice water"),
            ("ice<lb/>water", "ice water"),
            ("<![CDATA[a < b]]>", "a < b"),
        ] {
            let english = section(
                "en",
                &format!("<term>{term}</term><note>So <hi>it</hi> is.</note>"),
            );
            let (concept, remarks) = one(&entry(&section("zh", "<term>水</term>"), &english));
            assert_eq!(
                (concept.target.as_str(), concept.note.as_str()),
                (read, "So it is.")
            );
            assert!(remarks.is_empty(), "{remarks:?}");
        }
    }

    #[test]
    fn languages_are_told_by_any_code() {
        for (chinese, english) in [
            ("zh", "en"),
            ("chi", "eng"),
            ("zho", "en-GB"),
            ("cmn-Hans", "EN_US"),
            ("zh-Hans-CN", "en-Latn-US"),
        ] {
            let english = section(english, "<term>water</term>");
            let (concept, _) = one(&entry(&section(chinese, "<term>水</term>"), &english));
            assert_eq!(concept.source, "水");
        }
        let (termbase, remarks) = read_str(&entry(
            &section("zhx", "<term>水</term>"),
            &section("en", "<term>water</term>"),
        ))
        .unwrap();
        assert!(termbase.concepts.is_empty());
        assert!(
            remarks[1].what.contains("without Chinese left out"),
            "{remarks:?}"
        );
        assert!(remarks[1].is_for_everyone() && !remarks[0].is_for_everyone());
    }

    #[test]
    fn each_status_is_known() {
        for (status, is) in [
            ("preferredTerm-admn-sts", Status::Preferred),
            ("admittedTerm-admn-sts", Status::Admitted),
            ("deprecatedTerm-admn-sts", Status::Forbidden),
            ("supersededTerm-admn-sts", Status::Forbidden),
            ("preferred", Status::Preferred),
            ("admitted", Status::Admitted),
            ("notRecommended", Status::Forbidden),
            ("not recommended", Status::Forbidden),
            ("obsolete", Status::Forbidden),
            ("deprecatedTerm", Status::Forbidden),
            ("standardizedTerm", Status::Admitted),
        ] {
            assert_eq!(Status::of(status), is, "{status}");
        }
        let chinese = section("zh", "<term>水</term>")
            + &section(
                "zh-TW",
                "<term>液</term><termNote type='administrativeStatus'>deprecated</termNote>",
            );
        let (concept, remarks) = one(&entry(&chinese, &section("en", "<term>water</term>")));
        assert_eq!(concept.source, "水");
        assert_eq!(
            remarks,
            ["line 1: 1 Chinese term that is forbidden left out"]
        );
    }

    #[test]
    fn a_group_of_unknown_name_holds_its_terms() {
        let english = section("en", "<odd><term>water</term><odder>wet</odder></odd>");
        let (concept, remarks) = one(&entry(&section("zh", "<term>水</term>"), &english));
        assert_eq!(concept.target, "water");
        assert_eq!(remarks, ["line 1: 1 value of \"odder\" left out"]);
    }

    #[test]
    fn other_xml_is_refused_with_its_place() {
        for (text, says) in [
            (
                "<tmx/>",
                "a.tbx:1:1: this is not TBX: its outermost element is <tmx>",
            ),
            ("<tbx>\n<a>", "a.tbx:2:4: broken XML"),
            (
                "<tbx>&nbsp;</tbx>",
                "a.tbx:1:6: the entity &nbsp; is not read",
            ),
        ] {
            let said = read_str(text).unwrap_err().to_string();
            assert!(said.contains(says), "{said}");
        }
    }

    #[test]
    fn entities_of_the_file_are_text() {
        let text = entry(
            &section("zh", "<term>&water;</term>"),
            &section("en", "<term>water</term>"),
        );
        let (concept, _) = one(&format!("<!DOCTYPE tbx [<!ENTITY water '水'>]>{text}"));
        assert_eq!(concept.source, "水");
    }

    /// The rules of TBX-Basic for what is written: which element holds which, in which order, and the values of the
    /// data categories.
    #[test]
    fn keeps_to_the_dialect() {
        let concept = Concept {
            source: "灯塔".into(),
            target: "light<house".into(),
            variants: vec!["tower".into()],
            forbidden: vec!["beacon".into()],
            note: "By the sea.".into(),
            extra: [
                ("definition", "A tower."),
                ("domain", "sea"),
                ("pos", "noun"),
                ("case", "exact"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            line: 0,
        };
        let termbase = Termbase {
            concepts: vec![concept],
        };
        assert_eq!(lost_of(&termbase), ["1 value of the column \"case\""]);
        let mut out = Vec::new();
        write(&termbase, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let mut open: Vec<String> = Vec::new();
        let mut seen = 0;
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(start) => {
                    let name = start.name().as_ref().to_owned();
                    let parent = open.last().map_or("", String::as_str);
                    let place = format!("{parent} {name}");
                    assert!(
                        [
                            " tbx",
                            "tbx tbxHeader",
                            "tbxHeader fileDesc",
                            "fileDesc sourceDesc",
                            "sourceDesc p",
                            "tbx text",
                            "text body",
                            "body conceptEntry",
                            "conceptEntry descrip",
                            "conceptEntry note",
                            "conceptEntry langSec",
                            "langSec termSec",
                            "termSec term",
                            "termSec termNote",
                        ]
                        .contains(&place.as_str()),
                        "{place}"
                    );
                    open.push(name);
                    seen += 1;
                }
                quick_xml::events::Event::End(_) => drop(open.pop()),
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(seen, 7 + 1 + 3 + 2 + 4 * 3 + 1);
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(
            terms in prop::collection::hash_set("[a-z<&>\"'é]{1,6}", 3),
            (note, definition) in ("[a-z<&]{0,5}", "[a-z<&]{0,5}"),
            pos in prop::sample::select(PARTS_OF_SPEECH),
            cut in 0usize..3,
        ) {
            let terms: Vec<String> = terms.into_iter().collect();
            let columns = [(DOMAIN, ""), (DEFINITION, definition.as_str()), (POS, pos)];
            let concept = Concept {
                source: "灯塔".into(),
                target: terms[0].clone(),
                variants: terms[1..=cut].to_vec(),
                forbidden: terms[cut + 1..].to_vec(),
                note,
                extra: columns
                    .into_iter()
                    .filter(|(_, value)| !value.is_empty())
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
                line: 5,
            };
            let termbase = Termbase { concepts: vec![concept] };
            let mut out = Vec::new();
            write(&termbase, &mut out).unwrap();
            let (again, remarks) = read(&out, Path::new("a.tbx")).unwrap();
            prop_assert_eq!(again, termbase);
            prop_assert_eq!(remarks, []);
        }

        #[test]
        fn no_input_panics(text in "\\PC{0,80}", cut in any::<usize>(), with in any::<u8>()) {
            let _ = read_str(&text);
            let mut bytes = entry(&section("zh", "<term>水<hi>2</hi></term><note/>"), &section("en", "<odd><term>w</term></odd>")).into_bytes();
            let at = cut % bytes.len();
            let _ = read(&bytes[..at], Path::new("a"));
            bytes[at] = with;
            let _ = read(&bytes, Path::new("a"));
        }
    }
}
