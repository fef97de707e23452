//! XML code that the formats share: escaping, decoding a document to text, and walking through it.

use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;

use super::utf8;
use crate::error::{Error, Place, Result};
use crate::text::line_column;
use crate::text::xml::{self, Escape, Fault, MarkupEvent, is_unknown};

/// An error in an element: the message, and the help line.
pub(crate) type Problem = (String, &'static str);

/// Receives the elements and texts of a document as they come.
pub(crate) trait Visitor {
    /// Called at the start of an element, which is at this byte.
    fn open(&mut self, start: &BytesStart<'_>, at: usize) -> Result<(), Problem>;
    /// Called at the end of an element, with its local name.
    fn close(&mut self, name: &str);
    /// Called for text between tags: content, CDATA, or a character written as a reference.
    fn text(&mut self, text: &str);
}

/// Walks through a document. Of a document type only the entities that are text count; no external file is ever
/// read.
///
/// # Errors
/// [`Error::Input`] with line and column: broken XML, an entity that is no text that the document declares, an end
/// inside an element, no element at all, and what the visitor says.
pub(crate) fn walk(text: &str, path: &Path, visitor: &mut impl Visitor) -> Result<()> {
    let mut is_markup = false;
    let walked = xml::walk(text, |event, span| {
        match event {
            MarkupEvent::Start(start) => {
                is_markup = true;
                visitor.open(start, span.start)?;
            }
            MarkupEvent::End(name) => visitor.close(name),
            MarkupEvent::Text(text) => visitor.text(&text),
            MarkupEvent::Resolved(c) => visitor.text(c.encode_utf8(&mut [0; 4])),
            MarkupEvent::Entity(text) => visitor.text(text),
        }
        Ok(())
    });
    walked.map_err(|(offset, fault)| {
        let (what, help): Problem = match fault {
            Fault::Broken(what) | Fault::Character(_, what) => (format!("broken XML: {what}"), ""),
            Fault::Unfinished => (
                "broken XML: the file ends inside an element".to_owned(),
                "it was cut off: fetch it again",
            ),
            Fault::Entity(name) => (
                format!("the entity &{name}; is not read"),
                "write the character itself: known are &amp; &lt; &gt; &quot; &apos;, numbers, and text that the \
                 document type of the file itself declares",
            ),
            Fault::Endless => (
                "the entities of its document type stand for too much text".to_owned(),
                "write the text itself",
            ),
            Fault::Told(problem) => problem,
        };
        let (line, column) = line_column(text, offset);
        Error::input(Place::at(path, line, column), what, help)
    })?;
    if is_markup {
        return Ok(());
    }
    Err(Error::input(
        Place::file(path),
        "this is no XML: there is no element in it",
        "",
    ))
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

/// The value of an attribute, given by its local name behind a prefix: `locked` for `m:locked`.
pub(crate) fn foreign(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, Problem> {
    let found = start.attributes().filter_map(Result::ok).find(|attribute| {
        let key = attribute.key.as_ref();
        key.split_once(':')
            .is_some_and(|(prefix, local)| prefix != "xml" && local == name)
    });
    match found {
        Some(found) => attribute(start, found.key.as_ref()),
        None => Ok(None),
    }
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

/// Appends text so that it stands for itself both in content and in a double-quoted attribute: see
/// [`Escape::XML`].
pub(crate) fn escape_into(text: &str, out: &mut String) {
    Escape::XML.append(text, out);
}

/// [`escape_into`] a new string.
pub(crate) fn escape(text: &str) -> String {
    Escape::XML.text(text)
}

/// The document as text without a byte order mark, in the encoding that its first bytes or its
/// declaration name (XML 1.0, appendix F).
///
/// # Errors
/// [`Error::Input`] when the encoding is not known or the bytes are not in it.
pub(crate) fn decode(bytes: &[u8], path: &Path) -> Result<String> {
    if bytes.starts_with(b"\xff\xfe\0\0") || bytes.starts_with(b"\0\0\xfe\xff") {
        return Err(Error::input(
            Place::file(path),
            "the file is UTF-32, which is not read",
            "save it as UTF-8",
        ));
    }
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

    struct Deaf;

    impl Visitor for Deaf {
        fn open(&mut self, _: &BytesStart<'_>, _: usize) -> Result<(), Problem> {
            Ok(())
        }

        fn close(&mut self, _: &str) {}

        fn text(&mut self, _: &str) {}
    }

    #[test]
    fn what_has_no_element_is_no_xml() {
        for text in ["", "lamp", "<!-- lamp -->", "<?xml version='1.0'?>"] {
            let said = walk(text, Path::new("a.tmx"), &mut Deaf)
                .unwrap_err()
                .to_string();
            assert!(said.starts_with("a.tmx: this is no XML"), "{said}");
        }
    }

    #[test]
    fn entities_without_end_are_refused_with_their_place() {
        let text = "<!DOCTYPE a [<!ENTITY x '&x;'>]>\n<a>&x;</a>";
        let said = walk(text, Path::new("a.tmx"), &mut Deaf)
            .unwrap_err()
            .to_string();
        assert!(said.starts_with("a.tmx:2:4: the entities"), "{said}");
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
        let said = decode(b"\xff\xfe\0\0<\0\0\0", path)
            .unwrap_err()
            .to_string();
        assert!(said.contains("UTF-32"), "{said}");
        assert_eq!(decode(b"", path).unwrap(), "");
    }
}
