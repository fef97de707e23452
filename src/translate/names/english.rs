//! Words with capitals in an English sentence, in a row: what may be a name there.

use std::ops::Range;

/// Words with capitals in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase<'a> {
    /// The words, without a possessive ending.
    pub(super) words: Vec<&'a str>,
    /// Their bytes in the sentence, each.
    pub(super) spans: Vec<Range<usize>>,
    /// Whether it begins a sentence or a quotation, where a capital says nothing.
    pub(super) opens: bool,
}

/// The rows of words with capitals. Words wholly in capitals are abbreviations or headings, and no names.
pub(super) fn phrases(text: &str) -> Vec<Phrase<'_>> {
    let mut found: Vec<Phrase<'_>> = Vec::new();
    let mut end = usize::MAX;
    let mut at = 0;
    while let Some(start) = text[at..].find(char::is_alphabetic).map(|found| at + found) {
        let inside = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-');
        let length = text[start..].find(|c| !inside(c));
        let stop = length.map_or(text.len(), |length| start + length);
        at = stop;
        let whole = text[start..stop].trim_end_matches(['\'', '’', '-']);
        let word = without_possessive(whole);
        if !is_name_like(word) {
            continue;
        }
        let span = start..start + word.len();
        match found.last_mut() {
            Some(phrase) if end < start && &text[end..start] == " " => {
                phrase.words.push(word);
                phrase.spans.push(span);
            }
            _ => found.push(Phrase {
                words: vec![word],
                spans: vec![span],
                opens: opens(&text[..start]),
            }),
        }
        // A possessive ends the row: Chen's Beijing.
        end = if word.len() == whole.len() {
            stop
        } else {
            usize::MAX
        };
    }
    found
}

fn without_possessive(word: &str) -> &str {
    let ending = word.strip_suffix("'s").or(word.strip_suffix("’s"));
    ending.unwrap_or(word)
}

/// Whether a word begins with a capital and goes on otherwise.
fn is_name_like(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
}

/// Whether a sentence or a quotation begins behind this text.
pub(super) fn opens(before: &str) -> bool {
    let marks = [
        '“', '”', '"', '‘', '’', '\'', '(', '[', '*', '—', '–', '-', ' ', '\n',
    ];
    let stem = before.trim_end_matches(marks);
    let between = &before[stem.len()..];
    stem.is_empty()
        || stem.ends_with(['.', '!', '?', ':', ';', '…', '|', '\u{27e7}'])
        || between.contains(['“', '"', '‘', '—', '–'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_capitals_are_found() {
        let cases: [(&str, &[(&str, bool)]); 8] = [
            ("", &[]),
            ("nothing here", &[]),
            (
                "The keeper Old Chen nods.",
                &[("The", true), ("Old Chen", false)],
            ),
            (
                "He met Chen's Lin Xiao'an; Wu-ma saw the USA.",
                &[
                    ("He", true),
                    ("Chen", false),
                    ("Lin Xiao'an", false),
                    ("Wu-ma", true),
                ],
            ),
            (
                "“Old Chen!” cried Lin.",
                &[("Old Chen", true), ("Lin", false)],
            ),
            (
                "so said Lin, Wu and Xu",
                &[("Lin", false), ("Wu", false), ("Xu", false)],
            ),
            ("in Xi’an’s west", &[("Xi’an", false)]),
            ("I saw him. Then", &[("Then", true)]),
        ];
        for (text, expected) in cases {
            let got: Vec<(String, bool)> = phrases(text)
                .iter()
                .map(|phrase| (phrase.words.join(" "), phrase.opens))
                .collect();
            let expected: Vec<(String, bool)> = expected
                .iter()
                .map(|&(words, opens)| (words.to_owned(), opens))
                .collect();
            assert_eq!(got, expected, "{text}");
        }
    }
}
