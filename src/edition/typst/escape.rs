//! Words as Typst reads them. All text is written as strings of its code, in which no word of a text is markup.

use std::fmt::Write as _;

/// A text as a string of Typst's code. White space that breaks lines becomes a space.
pub(super) fn string(text: &str) -> String {
    let flat: String = text
        .chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
            c => c,
        })
        .collect();
    verbatim(&flat)
}

/// A text as a string of Typst's code, line breaks as they are.
pub(super) fn verbatim(text: &str) -> String {
    let mut string = String::with_capacity(text.len() + 2);
    string.push('"');
    for c in text.chars() {
        match c {
            '"' => string.push_str("\\\""),
            '\\' => string.push_str("\\\\"),
            '\n' => string.push_str("\\n"),
            // Others would end a line of the source, or be a slot in it.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(string, "\\u{{{:x}}}", u32::from(c));
            }
            c => string.push(c),
        }
    }
    string.push('"');
    string
}

/// A list of Typst's code; one element needs the comma, too.
pub(super) fn array(elements: impl IntoIterator<Item = String>) -> String {
    let mut array = "(".to_owned();
    for element in elements {
        array += &element;
        array += ",";
    }
    array + ")"
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text that a string stands for, by the rules of Typst; `None` where it is no single string.
    fn read(string: &str) -> Option<String> {
        let inside = string.strip_prefix('"')?.strip_suffix('"')?;
        let mut text = String::new();
        let mut rest = inside.chars();
        while let Some(c) = rest.next() {
            match (c, c == '\\') {
                ('"', _) => return None,
                (_, false) => text.push(c),
                _ => match rest.next()? {
                    'n' => text.push('\n'),
                    'u' => {
                        let digits: String = rest.by_ref().take_while(|&c| c != '}').collect();
                        let number = u32::from_str_radix(digits.strip_prefix('{')?, 16).ok()?;
                        text.push(char::from_u32(number)?);
                    }
                    c @ ('"' | '\\') => text.push(c),
                    _ => return None,
                },
            }
        }
        Some(text)
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>()) {
            let string = verbatim(&text);
            prop_assert_eq!(read(&string), Some(text));
            prop_assert!(!string.contains(char::is_control), "{}", string);
        }
    }

    #[test]
    fn a_list_of_one_is_a_list() {
        assert_eq!(array([string("a\nb")]), "(\"a b\",)");
        assert_eq!(array([]), "()");
    }
}
