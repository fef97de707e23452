//! Headings of chapters that run into the text: `第一章 雨夜 雨下了三天。`, `CHAPTER I. THE STORM It was late.`

use super::class::{is_unspaced, is_word};
use super::points::is_digit;
use super::words;
use crate::text::Language;
use crate::text::numeral::is_chinese_numeral;

/// The most characters of a Chinese title: the two halves of a classical one have seven or eight each, and
/// mostly a chapter has six.
const LONGEST_TITLE: usize = 20;

/// The fewest characters of half a classical title.
const LEAST_HALF: usize = 5;

/// The most words of an English title.
const MOST_WORDS: usize = 12;

/// The most letters of a word of headings: *Appendix*.
const LONGEST_WORD: usize = 8;

/// The most characters of a chapter's number.
const LONGEST_NUMBER: usize = 6;

/// How far behind a Chinese title a mark has to stand, in bytes, for the text to be running text.
const FIRST_MARK: usize = 300;

/// The end of the heading with which `text` begins, if more text follows in the same line.
pub(super) fn run_in(text: &str, language: Language) -> Option<usize> {
    match language {
        Language::Zh => chinese(text),
        Language::En => english(text),
    }
}

/// In Chinese, where words have no spaces between them, a space ends the title.
fn chinese(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('第')?;
    let number = rest.find(|c: char| !(is_chinese_numeral(c) || is_digit(c)))?;
    if number == 0 || rest[..number].chars().count() > LONGEST_NUMBER {
        return None;
    }
    let rest =
        rest[number..].strip_prefix(['章', '回', '节', '節', '卷', '部', '篇', '集', '幕'])?;
    let title = rest.trim_start_matches(is_gap);
    if title.len() == rest.len() {
        return None;
    }
    let classical = text[..text.len() - rest.len()].ends_with('回');
    let (first, mut end) = part(title)?;
    let mut rest = &title[end..];
    // The two halves of a classical title are of the same length; with one half alone the other runs into
    // the text.
    if let Some((second, length)) = part(rest.trim_start_matches(is_gap))
        && second == first
    {
        end = title.len() - rest.trim_start_matches(is_gap).len() + length;
        rest = &title[end..];
    } else if classical && first >= LEAST_HALF {
        return None;
    }
    let body = rest.trim_start_matches(is_gap);
    let opens = body.starts_with(|c: char| is_unspaced(c) || matches!(c, '“' | '「' | '『'));
    (opens && words::head(body, FIRST_MARK).contains(['。', '，', '！', '？', '…']))
        .then(|| text.len() - rest.len())
}

/// A part of a Chinese title with a space behind it: its characters, and its bytes.
fn part(title: &str) -> Option<(usize, usize)> {
    let end = title.find(|c: char| !(is_unspaced(c) || is_word(c)))?;
    let count = title[..end].chars().count();
    let stands = title[end..].starts_with(is_gap) && (1..=LONGEST_TITLE).contains(&count);
    stands.then_some((count, end))
}

const fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{a0}' | '\t')
}

/// In English the capitals tell: of a title in capitals the first word that is not, of a title in capitalised
/// words the last one before small letters, where that can only open a sentence.
fn english(text: &str) -> Option<usize> {
    // Most sentences are told by the first letter of their second word.
    let space = text
        .bytes()
        .take(LONGEST_WORD + 1)
        .position(|byte| byte == b' ')?;
    let (word, after) = (&text[..space], &text[space + 1..]);
    if !after.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase()) {
        return None;
    }
    let number = words::first(after);
    if !words::numbers_heading(word, number) {
        return None;
    }
    let rest = &after[number.len()..];
    let title = rest.trim_start_matches(['.', ':', ' ']);
    if title.len() == rest.len() {
        return None;
    }
    let mut at = text.len() - title.len();
    let mut before = None;
    let mut capitals = true;
    for count in 0..MOST_WORDS {
        let word = words::first(&text[at..]);
        let shape = Shape::of(word)?;
        if count > 1 && capitals && shape == Shape::Capitalised {
            return before;
        }
        match shape {
            Shape::Small if words::is_title_particle(word) => {}
            Shape::Small => return None,
            Shape::Capitalised => capitals = false,
            Shape::Capitals => {}
        }
        let end = at + word.len();
        let next = text[end..].strip_prefix(' ')?;
        let following = words::first(next);
        if count > 0
            && words::opens_sentence(word)
            && Shape::of(following) == Some(Shape::Small)
            && !words::is_title_particle(following)
        {
            return before;
        }
        before = Some(end);
        at = end + 1;
    }
    None
}

/// How a word is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// *storm*
    Small,
    /// *Storm*
    Capitalised,
    /// *STORM*, and a capital alone
    Capitals,
}

impl Shape {
    fn of(word: &str) -> Option<Shape> {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let first = letters.next()?;
        Some(if !first.is_uppercase() {
            Shape::Small
        } else if word.contains(char::is_lowercase) {
            Shape::Capitalised
        } else {
            Shape::Capitals
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(text: &str, language: Language) -> Option<&str> {
        run_in(text, language).map(|end| &text[..end])
    }

    #[test]
    fn a_chinese_title_ends_at_a_space_with_a_text_behind_it() {
        let found = |text| heading(text, Language::Zh);
        assert_eq!(found("第一章 雨夜 雨下了三天。"), Some("第一章 雨夜"));
        assert_eq!(found("第１２节　渡口　“船来了！”"), Some("第１２节　渡口"));
        assert_eq!(
            found("第二回 石磊夜过青石渡 阿月朝登白鹭台 话说那一夜，风大。"),
            Some("第二回 石磊夜过青石渡 阿月朝登白鹭台")
        );
        for none in [
            "第一章 雨夜",
            "第一章 雨夜雨下了三天。",
            "第一章 雨夜 石磊 著",
            "第一章雨夜 雨下了三天。",
            "第三天 他们 走了。",
            "第 章 雨夜 雨下了。",
        ] {
            assert_eq!(found(none), None, "{none}");
        }
        let long = "海".repeat(LONGEST_TITLE + 1);
        let text = format!("第一章 {long} 雨下了三天。");
        assert_eq!(heading(&text, Language::Zh), None);
    }

    #[test]
    fn an_english_title_is_told_by_its_capitals() {
        let found = |text| heading(text, Language::En);
        for (title, text) in [
            ("CHAPTER I. THE STORM", "Lin woke at five."),
            ("CHAPTER I. THE STORM", "A dark night fell."),
            ("Chapter 7: The Sea and the Wind", "They met at last."),
            ("Part Two The Old Harbour", "I was late."),
        ] {
            let text = format!("{title} {text}");
            assert_eq!(heading(&text, Language::En), Some(title));
        }
        for none in [
            "Chapter 3. He woke at five.",
            "Chapter 3. The tide was low.",
            "Chapter 3. The Way It Was",
            "Chapter 3 is short. He woke.",
            "CHAPTER I",
            "The Storm It was late.",
            "Chapter The Storm It was late.",
        ] {
            assert_eq!(found(none), None, "{none}");
        }
    }
}
