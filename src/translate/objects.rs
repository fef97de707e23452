//! The complete JSON objects in a text that need not be JSON, found in one pass however often it begins one
//! and never ends it.

use std::ops::Range;

/// The deepest nesting that is followed; what is deeper is no answer of anybody.
const DEEPEST: usize = 100;

/// The bytes of every complete object of `said` that is in no other one, in order.
pub(super) fn complete(said: &str) -> Vec<Range<usize>> {
    let mut scan = Scan {
        bytes: said.as_bytes(),
        at: 0,
        open: Vec::new(),
        last_string: None,
        found: Vec::new(),
    };
    while let Some(start) = scan.next_brace(scan.at) {
        scan.at = start;
        if scan.object() {
            continue;
        }
        // Nothing that is open here can be an object. Strings that a mark of JSON follows are strings; the
        // last one may be a quotation mark of prose, and an object begin behind it.
        let doubtful = scan.last_string.take();
        let inside = doubtful.and_then(|begin| scan.next_brace(begin).filter(|&at| at < scan.at));
        scan.at = inside.unwrap_or(scan.at.max(start + 1));
    }
    scan.found
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The objects and lists that are open: whether it is an object, and its first byte.
    open: Vec<(bool, usize)>,
    /// The first byte inside the last string, while nothing has come behind it.
    last_string: Option<usize>,
    found: Vec<Range<usize>>,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    Key,
    KeyOrEnd,
    Colon,
    Value,
    ValueOrEnd,
    CommaOrEnd,
}

impl Scan<'_> {
    fn next_brace(&self, from: usize) -> Option<usize> {
        let rest = self.bytes.get(from..)?;
        Some(from + rest.iter().position(|&byte| byte == b'{')?)
    }

    /// Reads the object that begins here, to its end or to the byte that does not fit.
    fn object(&mut self) -> bool {
        self.open.clear();
        self.last_string = None;
        let mut next = Next::Value;
        loop {
            self.skip_spaces();
            let Some(&byte) = self.bytes.get(self.at) else {
                return false;
            };
            next = match (byte, next) {
                (b'{' | b'[', Next::Value | Next::ValueOrEnd) if self.open.len() < DEEPEST => {
                    let is_object = byte == b'{';
                    self.open.push((is_object, self.at));
                    self.at += 1;
                    self.last_string = None;
                    if is_object {
                        Next::KeyOrEnd
                    } else {
                        Next::ValueOrEnd
                    }
                }
                (b'}', Next::KeyOrEnd | Next::CommaOrEnd)
                | (b']', Next::ValueOrEnd | Next::CommaOrEnd) => {
                    let is_object = byte == b'}';
                    let Some((_, start)) = self.open.pop_if(|open| open.0 == is_object) else {
                        return false;
                    };
                    self.at += 1;
                    self.last_string = None;
                    if is_object {
                        while self.found.pop_if(|inner| inner.start > start).is_some() {}
                        self.found.push(start..self.at);
                    }
                    if self.open.is_empty() {
                        return true;
                    }
                    Next::CommaOrEnd
                }
                (b',', Next::CommaOrEnd) => {
                    self.at += 1;
                    self.last_string = None;
                    match self.open.last() {
                        Some((true, _)) => Next::Key,
                        _ => Next::Value,
                    }
                }
                (b':', Next::Colon) => {
                    self.at += 1;
                    self.last_string = None;
                    Next::Value
                }
                (b'"', Next::Key | Next::KeyOrEnd | Next::Value | Next::ValueOrEnd) => {
                    self.at += 1;
                    self.last_string = Some(self.at);
                    if !self.string() {
                        return false;
                    }
                    if matches!(next, Next::Key | Next::KeyOrEnd) {
                        Next::Colon
                    } else {
                        Next::CommaOrEnd
                    }
                }
                (_, Next::Value | Next::ValueOrEnd) if self.scalar() => {
                    self.last_string = None;
                    Next::CommaOrEnd
                }
                _ => return false,
            };
        }
    }

    fn skip_spaces(&mut self) {
        let rest = self.bytes[self.at..].iter();
        self.at += rest
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
            .count();
    }

    /// Reads a string from behind its first mark to behind its last one.
    fn string(&mut self) -> bool {
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return true;
                }
                Some(b'\\') => {
                    let length = match self.bytes.get(self.at + 1) {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
                        Some(b'u') => {
                            let digits = self.bytes.get(self.at + 2..self.at + 6);
                            if !digits.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) {
                                return false;
                            }
                            6
                        }
                        _ => return false,
                    };
                    self.at += length;
                }
                Some(0..0x20) | None => return false,
                Some(_) => self.at += 1,
            }
        }
    }

    /// Reads a number, or one of the three words of JSON.
    fn scalar(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let word = &rest[..rest.iter().take_while(is_part).count()];
        let is_value = matches!(word, b"true" | b"false" | b"null")
            || (word.len() < 400 && serde_json::from_slice::<serde_json::Number>(word).is_ok());
        if is_value {
            self.at += word.len();
        }
        is_value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(said: &str) -> Vec<&str> {
        complete(said).into_iter().map(|span| &said[span]).collect()
    }

    #[test]
    fn objects_are_found_between_whatever_stands_around_them() {
        for (said, found) in [
            (r#"{"a":1}"#, &[r#"{"a":1}"#][..]),
            (
                r#"x {y} {"a":{"b":[{}]}} z {"c":-1.5e3}"#,
                &[r#"{"a":{"b":[{}]}}"#, r#"{"c":-1.5e3}"#],
            ),
            // An inner one counts when the outer one breaks off.
            (r#"{"a":{"b":"c"},"#, &[r#"{"b":"c"}"#]),
            (
                r#"{"a": {"b":"c"} {"d":null}"#,
                &[r#"{"b":"c"}"#, r#"{"d":null}"#],
            ),
            // A quotation mark of prose.
            (r#"{"he said: {"a":"b"}"#, &[r#"{"a":"b"}"#]),
            ("{\"broken\n {\"a\":\"}\"}", &[r#"{"a":"}"}"#]),
            (r#"{"a":"\"{\\"}"#, &[r#"{"a":"\"{\\"}"#]),
            (r#"{{"a":[1,{"b":true}]}}"#, &[r#"{"a":[1,{"b":true}]}"#]),
            (
                r#"{"a":tru} {"a":"\x"} {"a":"\u12"} {a:1} {"a":01} {"a":1,}"#,
                &[],
            ),
            (r#"{"a":"never ends"#, &[]),
            ("", &[]),
        ] {
            assert_eq!(texts(said), found, "{said}");
        }
    }

    proptest! {
        /// Whatever is found is JSON, and an object among words of prose is found.
        #[test]
        fn what_is_found_is_json(noise in r#"([{}\[\]":,\\ a1\n]|true){0,40}"#, words in "[a-z <>/{}.]{0,20}") {
            for text in texts(&noise) {
                prop_assert!(serde_json::from_str::<serde_json::Value>(text).is_ok(), "{}", text);
            }
            let object = serde_json::json!({"s1": noise, "s2": {"t": words}}).to_string();
            let said = format!("{words}\n{object} {words}");
            prop_assert!(texts(&said).contains(&object.as_str()), "{}", said);
        }
    }
}
