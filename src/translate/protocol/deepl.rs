//! DeepL, version 2. Tokens are sent as XML elements, which the service keeps in place.

use serde_json::{Value, json};

use super::{Ask, Protocol, Reply, texts};
use crate::error::Result;
use crate::http::KeyPlace;
use crate::translate::Usage;
use crate::translate::limits::Limits;
use crate::translate::options::ProviderConfig;

pub(super) struct DeepL;

impl Protocol for DeepL {
    fn limits(&self) -> Limits {
        Limits {
            texts: 50,
            characters: usize::MAX,
            // The service's limit is 128 KiB for the whole request, the texts and everything around
            // them.
            bytes: 100 << 10,
        }
    }

    fn key_place(&self) -> KeyPlace {
        KeyPlace::Header("authorization", "DeepL-Auth-Key ")
    }

    fn path(&self, _: &ProviderConfig) -> Result<String> {
        Ok("/v2/translate".to_owned())
    }

    fn body(&self, _: &ProviderConfig, ask: &Ask<'_>) -> Result<Value> {
        let texts: Vec<String> = ask.texts.iter().map(|text| to_xml(text)).collect();
        let mut body = json!({
            "text": texts,
            "source_lang": "ZH",
            "target_lang": "EN-US",
            "split_sentences": "0",
            "preserve_formatting": true,
            "tag_handling": "xml",
        });
        if !ask.context.is_empty() {
            body["context"] = json!(ask.context);
        }
        Ok(body)
    }

    fn read(
        &self,
        _: &ProviderConfig,
        answer: &Value,
    ) -> std::result::Result<(Reply, Usage), String> {
        let texts = texts(answer, "/translations", "/text")?;
        let texts = texts.iter().map(|text| of_xml(text)).collect();
        Ok((Reply::Texts(texts), Usage::default()))
    }
}

const MARKS: [(&str, &str); 3] = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")];

/// A text with `⟦1⟧…⟦/1⟧` as `<x1>…</x1>` and `⟦2⟧` as `<x2/>`.
fn to_xml(text: &str) -> String {
    let mut text = text.to_owned();
    for (mark, written) in MARKS {
        text = text.replace(mark, written);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once('\u{27e6}') {
        out.push_str(before);
        let inside = behind
            .split_once('\u{27e7}')
            .map_or("", |(inside, _)| inside);
        let number = inside.trim_start_matches('/');
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            out.push('\u{27e6}');
            rest = behind;
            continue;
        }
        let closed = text.contains(&format!("\u{27e6}/{number}\u{27e7}"));
        out.push_str(&match (inside.starts_with('/'), closed) {
            (true, _) => format!("</x{number}>"),
            (false, true) => format!("<x{number}>"),
            (false, false) => format!("<x{number}/>"),
        });
        rest = &behind[inside.len() + '\u{27e7}'.len_utf8()..];
    }
    out.push_str(rest);
    out
}

/// The reverse of [`to_xml`].
fn of_xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        out.push_str(before);
        let inside = behind.split_once('>').map_or("", |(inside, _)| inside);
        let name = inside.trim_start_matches('/').trim_end_matches('/').trim();
        let number = name.strip_prefix('x').unwrap_or_default();
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            out.push('<');
            rest = behind;
            continue;
        }
        let closes = if inside.starts_with('/') { "/" } else { "" };
        out.push_str(&format!("\u{27e6}{closes}{number}\u{27e7}"));
        rest = &behind[inside.len() + 1..];
    }
    out.push_str(rest);
    for (mark, written) in MARKS.iter().rev() {
        out = out.replace(written, mark);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_elements_on_the_way() {
        let text = "海⟦1⟧上⟦2⟧有⟦/1⟧灯 <5 & ⟦注⟧";
        let xml = to_xml(text);
        assert_eq!(xml, "海<x1>上<x2/>有</x1>灯 &lt;5 &amp; ⟦注⟧");
        assert_eq!(of_xml(&xml), text);
        assert_eq!(of_xml("a <x2 /> b &amp;lt;"), "a ⟦2⟧ b &lt;");
    }
}
