//! Writing TMX 1.4b.

use std::io::{self, Write};

use super::super::Written;
use super::super::xml::{escape, escape_into};
use crate::bitext::{Bitext, Status};

/// The language codes to write in a TMX file; other tools may expect another form (`ZH-CN`, `EN-GB`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Languages {
    /// The code of the source.
    pub source: String,
    /// The code of the target.
    pub target: String,
}

impl Languages {
    /// The codes of the bitext itself; `zh` and `en` where it names none.
    #[must_use]
    pub fn of(bitext: &Bitext) -> Languages {
        let or = |language: &str, default: &str| {
            if language.is_empty() {
                default.to_owned()
            } else {
                language.to_owned()
            }
        };
        Languages {
            source: or(&bitext.source.language, "zh"),
            target: or(&bitext.target.language, "en"),
        }
    }
}

/// Writes TMX with the language codes of the bitext: see [`write_with`].
///
/// # Errors
/// The error of the writer.
pub fn write(bitext: &Bitext, out: &mut dyn Write) -> io::Result<Written> {
    write_with(bitext, &Languages::of(bitext), out)
}

/// Writes one `tu` a bead: its id as `tuid`, the confidence and a status other than automatic as
/// `prop`s, a person's remark as `note`, then the two `tuv`s. Omissions and additions are no
/// translation units; they are left out and counted. A character that XML cannot hold becomes U+FFFD.
///
/// No document type is declared: with one, some readers go looking for `tmx14.dtd` and fail.
///
/// # Errors
/// The error of the writer.
pub fn write_with(
    bitext: &Bitext,
    languages: &Languages,
    out: &mut dyn Write,
) -> io::Result<Written> {
    out.write_all(open(languages, &bitext.about).as_bytes())?;
    let written = units(bitext, languages, None, out)?;
    out.write_all(CLOSE.as_bytes())?;
    Ok(written)
}

/// What stands behind the units.
pub(in super::super) const CLOSE: &str = "  </body>\n</tmx>\n";

/// What stands before the units; what is known of the edition are `prop`s of the header.
pub(in super::super) fn open(languages: &Languages, about: &[(String, String)]) -> String {
    let mut props = String::new();
    for (name, said) in about {
        let open = format!("<prop type=\"x-{}\">", escape(name));
        element(&mut props, &open, said, "</prop>");
    }
    let end = match props.is_empty() {
        true => "/>".to_owned(),
        false => format!(">\n{props}  </header>"),
    };
    format!(
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n",
            r#"  <header creationtool="duizhao" creationtoolversion="{}" segtype="sentence" "#,
            r#"o-tmf="duizhao bitext" adminlang="en" srclang="{}" datatype="plaintext"{}"#,
            "\n  <body>\n"
        ),
        env!("CARGO_PKG_VERSION"),
        escape(&languages.source),
        end
    )
}

/// Writes the units of a bitext; `text` is the name of the one of several texts that they are of.
///
/// # Errors
/// The error of the writer.
pub(in super::super) fn units(
    bitext: &Bitext,
    languages: &Languages,
    text: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<Written> {
    let (source, target) = (escape(&languages.source), escape(&languages.target));
    let mut written = Written::default();
    for bead in &bitext.beads {
        let texts = (bitext.source_text(bead), bitext.target_text(bead));
        if texts.0.trim().is_empty() || texts.1.trim().is_empty() {
            written.left_out += 1;
            continue;
        }
        written.beads += 1;
        let mut unit = String::new();
        unit.push_str("    <tu tuid=\"");
        escape_into(&bead.id.0, &mut unit);
        unit.push_str("\">\n");
        if let Some(note) = &bead.note {
            element(&mut unit, "<note>", note, "</note>");
        }
        if let Some(name) = text {
            element(&mut unit, "<prop type=\"x-text\">", name, "</prop>");
        }
        let confidence = format!("{:.3}", bead.confidence);
        element(
            &mut unit,
            "<prop type=\"x-confidence\">",
            &confidence,
            "</prop>",
        );
        let status = match bead.status {
            Status::Auto => None,
            Status::Locked => Some("locked"),
            Status::Rejected => Some("rejected"),
        };
        if let Some(status) = status {
            element(&mut unit, "<prop type=\"x-status\">", status, "</prop>");
        }
        for (language, text) in [(&source, &texts.0), (&target, &texts.1)] {
            let open = format!("<tuv xml:lang=\"{language}\"><seg>");
            element(&mut unit, &open, text, "</seg></tuv>");
        }
        unit.push_str("    </tu>\n");
        out.write_all(unit.as_bytes())?;
    }
    Ok(written)
}

fn element(unit: &mut String, open: &str, text: &str, close: &str) {
    unit.push_str("      ");
    unit.push_str(open);
    escape_into(text, unit);
    unit.push_str(close);
    unit.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};
    use quick_xml::events::Event;

    fn sample() -> Bitext {
        let mut bitext = Bitext {
            source: side("zh-CN", &["甲 < 乙。", "丙\u{1}。", "丁。", "戊。"]),
            target: side("en-US", &["A & B.", "\"C\".", "D.", "E."]),
            beads: vec![
                bead(0..1, 0..1),
                bead(1..3, 1..2),
                bead(3..4, 2..2),
                bead(4..4, 2..4),
            ],
            ..Bitext::default()
        };
        bitext.beads[1].confidence = 0.5;
        bitext.beads[1].status = Status::Locked;
        bitext.beads[1].note = Some("sic & so on".into());
        bitext.name_beads();
        bitext
    }

    #[test]
    fn looks_like_tmx() {
        let bitext = sample();
        let mut out = Vec::new();
        let written = write(&bitext, &mut out).unwrap();
        assert_eq!((written.beads, written.left_out), (2, 2));
        let text = String::from_utf8(out).unwrap();
        let unit = format!(
            "    <tu tuid=\"{}\">\n      <note>sic &amp; so on</note>\n      \
             <prop type=\"x-confidence\">0.500</prop>\n      \
             <prop type=\"x-status\">locked</prop>\n      \
             <tuv xml:lang=\"zh-CN\"><seg>丙\u{fffd}。丁。</seg></tuv>\n      \
             <tuv xml:lang=\"en-US\"><seg>&quot;C&quot;.</seg></tuv>\n    </tu>\n",
            bitext.beads[1].id.0
        );
        assert!(text.contains(&unit), "{text}");
    }

    #[test]
    fn language_codes_are_the_callers() {
        let languages = Languages {
            source: "ZH".into(),
            target: "EN-GB".into(),
        };
        let mut out = Vec::new();
        write_with(&sample(), &languages, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("srclang=\"ZH\""));
        assert!(text.contains("xml:lang=\"EN-GB\""));
        assert_eq!(Languages::of(&Bitext::default()).source, "zh");
    }

    /// Checks the rules of TMX 1.4b's document type for the elements that we write: the required
    /// attributes, and which child may follow which.
    #[test]
    fn keeps_to_the_document_type() {
        let mut out = Vec::new();
        write(&sample(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let required = |element: &str| -> &[&str] {
            match element {
                "tmx" => &["version"],
                "header" => &[
                    "creationtool",
                    "creationtoolversion",
                    "segtype",
                    "o-tmf",
                    "adminlang",
                    "srclang",
                    "datatype",
                ],
                "tuv" => &["xml:lang"],
                "prop" => &["type"],
                _ => &[],
            }
        };
        // (parent, previous child, child); `-` stands for the beginning.
        let allowed = [
            "tmx - header",
            "tmx header body",
            "body - tu",
            "body tu tu",
            "tu - note",
            "tu - prop",
            "tu note prop",
            "tu note note",
            "tu prop prop",
            "tu prop tuv",
            "tu tuv tuv",
            "tuv - seg",
        ];
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.config_mut().expand_empty_elements = true;
        let mut open: Vec<(String, String)> = Vec::new();
        let mut seen = 0;
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    let name = start.name().as_ref().to_owned();
                    let attributes: Vec<_> = start
                        .attributes()
                        .map(|a| a.unwrap().key.as_ref().to_owned())
                        .collect();
                    for attribute in required(&name) {
                        assert!(attributes.iter().any(|a| a == attribute), "{name}");
                    }
                    if let Some((parent, last)) = open.last_mut() {
                        let place = format!("{parent} {last} {name}");
                        assert!(allowed.contains(&place.as_str()), "{place}");
                        last.clone_from(&name);
                    }
                    open.push((name, "-".into()));
                    seen += 1;
                }
                Event::End(_) => drop(open.pop()),
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(seen, 3 + 2 * 6 + 2);
    }
}
