//! What XML formats share: escaping, and decoding a document to text.

use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::utf8;
use crate::error::{Error, Place, Result};

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
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
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
        // It was read as single bytes up to here, so whoever wrote UTF-16 into it did not mean it.
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
