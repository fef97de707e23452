//! XML code that the formats share: escaping, decoding a document to text, and walking through it.

use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::utf8;
use crate::error::{Error, Place, Result};
use crate::text::line_column;

/// An error in an element: the message, and the help line.
pub(crate) type Problem = (String, &'static str);

/// Receives the elements and texts of a document as they come.
pub(crate) trait Visitor {
    /// Called at the start of an element.
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Problem>;
    /// Called at the end of an element, with its local name.
    fn close(&mut self, name: &str);
    /// Called for text between tags: content, CDATA, or a character written as a reference.
    fn text(&mut self, text: &str);
}

/// Walks through a document. A document type is passed over: no external file is ever read, and no
/// entity of its own is ever expanded.
///
/// # Errors
/// [`Error::Input`] with line and column: broken XML, an entity beyond the five of XML and character
/// references, an end inside an element, and what the visitor says.
pub(crate) fn walk(text: &str, path: &Path, visitor: &mut impl Visitor) -> Result<()> {
    let fail = |offset: usize, (what, help): Problem| {
        let (line, column) = line_column(text, offset);
        Error::input(Place::at(path, line, column), what, help)
    };
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0usize;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let offset = usize::try_from(reader.error_position()).unwrap_or(at);
                return Err(fail(offset, (format!("broken XML: {error}"), "")));
            }
        };
        let done = match event {
            Event::Eof => break,
            Event::Start(start) => {
                depth += 1;
                visitor.open(&start)
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visitor.close(end.local_name().as_ref());
                Ok(())
            }
            Event::Text(text) => {
                visitor.text(&text.xml10_content());
                Ok(())
            }
            Event::CData(text) => {
                visitor.text(&text.xml10_content());
                Ok(())
            }
            Event::GeneralRef(reference) => resolve(&reference).map(|s| visitor.text(&s)),
            _ => Ok(()),
        };
        done.map_err(|problem| fail(at, problem))?;
    }
    if depth > 0 {
        let cut = "broken XML: the file ends inside an element".to_owned();
        return Err(fail(text.len(), (cut, "it was cut off: fetch it again")));
    }
    Ok(())
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, Problem> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Ok(c.to_string()),
        Ok(None) => resolve_predefined_entity(reference)
            .map(str::to_owned)
            .ok_or_else(|| {
                (
                    format!("the entity &{}; is not read", &**reference),
                    "write the character itself: only &amp; &lt; &gt; &quot; &apos; and numbers are known",
                )
            }),
        Err(error) => Err((format!("broken XML: {error}"), "")),
    }
}

/// The value of an attribute, given by its qualified name.
pub(crate) fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, Problem> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| (format!("broken XML: {error}"), ""))?;
        if attribute.key.as_ref() == name {
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| (format!("broken XML: {error}"), ""))?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// The language code that an attribute holds, without white space and control characters: no code has
/// any, and some of them could not be written again.
pub(crate) fn language(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, Problem> {
    let foreign = |c: char| c.is_whitespace() || c.is_control() || is_unknown(c);
    Ok(attribute(start, name)?.map(|code| code.replace(foreign, "")))
}

/// Primary subtags (RFC 5646, section 2.2.1) taken for Chinese and for English.
pub(crate) const CHINESE: &[&str] = &["zh", "zho", "chi", "cmn", "yue", "lzh"];
/// See [`CHINESE`].
pub(crate) const ENGLISH: &[&str] = &["en", "eng"];

/// Whether a language code (`zh-TW`, `EN_us`) begins with one of these.
pub(crate) fn is_in(language: &str, subtags: &[&str]) -> bool {
    let primary = language.split(['-', '_']).next().unwrap_or_default().trim();
    subtags.iter().any(|tag| tag.eq_ignore_ascii_case(primary))
}

/// Every run of white space as a space, none at the ends.
pub(crate) fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether no XML 1.0 document may hold a character (section 2.2), though a lenient parser lets it pass.
pub(crate) fn is_unknown(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Appends text so that it stands for itself both in content and in a double-quoted attribute.
///
/// Characters that no XML 1.0 document may hold (section 2.2: most control characters, U+FFFE,
/// U+FFFF) become U+FFFD, as they cannot be escaped either. A carriage return is written as a
/// reference, or a parser would take it for a line break (section 2.11).
pub(crate) fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            c if is_unknown(c) => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}

/// [`escape_into`] a new string.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape_into(text, &mut out);
    out
}

/// The document as text without a byte order mark, in the encoding that its first bytes or its
/// declaration name (XML 1.0, appendix F).
///
/// # Errors
/// [`Error::Input`] when the encoding is not known or the bytes are not in it.
pub(crate) fn decode(bytes: &[u8], path: &Path) -> Result<String> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if bytes.starts_with(b"<\0") => UTF_16LE,
        None if bytes.starts_with(b"\0<") => UTF_16BE,
        None => declared(bytes, path)?,
    };
    if encoding == UTF_8 {
        return utf8(bytes, path).map(str::to_owned);
    }
    let (text, _, wrong) = encoding.decode(bytes);
    if wrong {
        return Err(Error::input(
            Place::file(path),
            format!("the file is not the {} it says it is", encoding.name()),
            "save it as UTF-8",
        ));
    }
    Ok(text.into_owned())
}

fn declared(bytes: &[u8], path: &Path) -> Result<&'static Encoding> {
    let end = bytes.iter().take(256).position(|&b| b == b'>');
    let declaration = String::from_utf8_lossy(&bytes[..end.unwrap_or(0)]);
    let Some(label) = declaration
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("encoding"))
        .and_then(|(_, rest)| rest.split(['"', '\'']).nth(1))
    else {
        return Ok(UTF_8);
    };
    match Encoding::for_label(label.as_bytes()) {
        // The declaration was readable as single bytes, so a declared UTF-16 must be a mistake.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None => Err(Error::input(
            Place::at(path, 1, 1),
            format!("the encoding \"{label}\" is not known"),
            "save it as UTF-8",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(
            escape("a<b>&\"c\"\u{0}\u{b}\u{1b}\u{fffe}\r\n\t\u{85}𝄞"),
            "a&lt;b&gt;&amp;&quot;c&quot;\u{fffd}\u{fffd}\u{fffd}\u{fffd}&#13;\n\t\u{85}𝄞"
        );
    }

    #[test]
    fn encodings_are_found() {
        let path = Path::new("a.tmx");
        let text = "<?xml version=\"1.0\"?><a>对</a>";
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&wide, path).unwrap(), text);
        let with_mark = [&[0xff, 0xfe], wide.as_slice()].concat();
        assert_eq!(decode(&with_mark, path).unwrap(), text);
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&big, path).unwrap(), text);
        let gbk = b"<?xml version='1.0' encoding='GBK'?><a>\xb6\xd4</a>";
        assert!(decode(gbk, path).unwrap().contains('对'));
        assert!(decode(b"<?xml encoding=\"klingon\"?>", path).is_err());
        assert!(decode(b"<a>\xff</a>", path).is_err());
        assert_eq!(decode(b"", path).unwrap(), "");
    }
}
