//! Messages that arise in English where nobody knows of languages, told in another one: the English is matched
//! against the patterns of the catalogue, and what stands in their placeholders is told in turn.
//!
//! What no pattern has stays as it is. The work is linear in the length of a message: every pattern looks at it
//! once, and what is told in turn is shorter and goes a few levels deep.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_syntax::ast::{Expression, InlineExpression, Pattern as Ast, PatternElement};
use fluent_syntax::unicode::unescape_unicode_to_string;

use super::catalogue::{Value, Words, messages};
use super::locale::Locale;

/// The areas whose English is matched.
const AREAS: [&str; 3] = ["messages", "phrases", "rules"];
/// A placeholder that stands for a number and for nothing else.
const NUMBER: &str = "n";
/// What stands before the remedy of an error.
const HELP: &str = "help: ";
/// Words before a placeholder whose content stays as it is: names, and what a person writes.
const BEFORE_NAMES: [&str; 7] = ["\"", "“", "[", "<", "`", "there are ", "known: "];
/// With fewer letters a pattern says too little.
const LEAST_LETTERS: usize = 3;
/// How deep messages stand in placeholders of others.
const DEPTH: usize = 5;
/// How many places of a message may part what it says from what it says it of.
const PLACES: usize = 8;
/// The longest line that is told: longer ones are no messages.
const LONGEST: usize = 20_000;

/// The English of a message, as it is found in a text.
struct Pattern {
    id: &'static str,
    parts: Vec<Part>,
    /// The length of its words: the more words, the more it says of the message.
    weight: usize,
    /// Whether it is of several lines.
    has_lines: bool,
}

enum Part {
    Words(String),
    Hole(Hole),
}

#[derive(Clone, Copy)]
struct Hole {
    name: &'static str,
    /// Whether what stands in it stays as it is.
    is_name: bool,
    /// Whether it stands between quotation marks.
    is_quoted: bool,
}

/// The patterns in order, and where to look for one: those that begin with words by the first byte of a text, of
/// the others those that end with words by its last one.
struct Patterns {
    all: Vec<Pattern>,
    by_first: HashMap<u8, Vec<usize>>,
    by_last: HashMap<u8, Vec<usize>>,
    open: Vec<usize>,
}

/// The patterns, those with the most words first.
static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let mut patterns: Vec<Pattern> = AREAS
        .iter()
        .flat_map(|area| messages(Locale::English, area))
        .filter_map(|(id, pattern)| Pattern::of(id, pattern))
        .collect();
    patterns.sort_by(|a, b| {
        let holes = |pattern: &Pattern| pattern.parts.len();
        (b.weight, holes(a), a.id).cmp(&(a.weight, holes(b), b.id))
    });
    let mut index = Patterns {
        all: Vec::new(),
        by_first: HashMap::new(),
        by_last: HashMap::new(),
        open: Vec::new(),
    };
    for (number, pattern) in patterns.iter().enumerate() {
        let list = match (pattern.parts.first(), pattern.parts.last()) {
            (Some(Part::Words(first)), _) => index.by_first.entry(first.as_bytes()[0]).or_default(),
            (_, Some(Part::Words(last))) => index
                .by_last
                .entry(last.as_bytes()[last.len() - 1])
                .or_default(),
            _ => &mut index.open,
        };
        list.push(number);
    }
    index.all = patterns;
    index
});

impl Patterns {
    /// The pattern with the most words that a text is like.
    fn find<'t>(&'static self, text: &'t str, is_strict: bool) -> Option<Found<'t>> {
        let bytes = text.as_bytes();
        let lists = [
            self.by_first.get(bytes.first()?),
            self.by_last.get(bytes.last()?),
            Some(&self.open),
        ];
        let mut best: Option<(usize, Found<'t>)> = None;
        for list in lists.into_iter().flatten() {
            let before = best.as_ref().map_or(usize::MAX, |(number, _)| *number);
            let found = list
                .iter()
                .take_while(|number| **number < before)
                .find_map(|&number| {
                    let pattern = &self.all[number];
                    Some((number, (pattern, pattern.holes(text, is_strict)?)))
                });
            best = found.or(best);
        }
        best.map(|(_, found)| found)
    }
}

impl Pattern {
    fn of(id: &'static str, pattern: &Ast<&'static str>) -> Option<Pattern> {
        // The words, with a NUL where a hole is.
        let mut text = String::new();
        let mut holes = Vec::new();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => text.push_str(value),
                PatternElement::Placeable { expression } => match expression {
                    Expression::Inline(InlineExpression::StringLiteral { value }) => {
                        text.push_str(&unescape_unicode_to_string(value));
                    }
                    Expression::Inline(InlineExpression::VariableReference { id }) => {
                        holes.push(id.name);
                        text.push('\0');
                    }
                    _ => return None,
                },
            }
        }
        let mut whole = Vec::new();
        let mut names = holes.into_iter();
        for (at, words) in text.split('\0').enumerate() {
            if at > 0 {
                let is_name = match whole.last() {
                    Some(Part::Words(words)) => {
                        BEFORE_NAMES.iter().any(|mark| words.ends_with(mark))
                    }
                    _ => false,
                };
                let is_quoted = words.starts_with('"')
                    && matches!(whole.last(), Some(Part::Words(before)) if before.ends_with('"'));
                let name = names.next()?;
                whole.push(Part::Hole(Hole {
                    name,
                    is_name,
                    is_quoted,
                }));
            }
            if !words.is_empty() {
                whole.push(Part::Words(words.to_owned()));
            }
        }
        let has_holes = text.contains('\0');
        let weight = text.chars().filter(|c| *c != '\0').count();
        let letters = text.chars().filter(char::is_ascii_alphabetic).count();
        // `no …` would be found in much that it does not mean.
        (letters >= LEAST_LETTERS || !has_holes && letters > 0).then_some(Pattern {
            id,
            parts: whole,
            weight,
            has_lines: text.contains('\n'),
        })
    }

    /// What stands in its holes, if the whole text is like it. Of several ways the one is taken in which each hole
    /// ends as early as it can. A strict look takes nothing between quotation marks that has one in it.
    fn holes<'t>(&self, text: &'t str, is_strict: bool) -> Option<Vec<(Hole, &'t str)>> {
        if self.weight > text.len() {
            return None;
        }
        if let Some(Part::Words(last)) = self.parts.last()
            && !text.ends_with(last.as_str())
        {
            return None;
        }
        let mut found: Vec<(Hole, &'t str)> = Vec::new();
        let mut rest = text;
        let mut open: Option<Hole> = None;
        let last = self.parts.len() - 1;
        for (at, part) in self.parts.iter().enumerate() {
            match part {
                Part::Hole(hole) => {
                    if let Some(before) = open.replace(*hole) {
                        found.push((before, ""));
                    }
                }
                Part::Words(words) => {
                    let start = match open {
                        None => rest.starts_with(words.as_str()).then_some(0)?,
                        // The last words end the text.
                        Some(_) if at == last => rest.len().checked_sub(words.len())?,
                        Some(_) => rest.find(words.as_str())?,
                    };
                    if let Some(hole) = open.take() {
                        found.push((hole, &rest[..start]));
                    }
                    rest = &rest[start + words.len()..];
                }
            }
        }
        match open {
            Some(hole) => found.push((hole, rest)),
            None if !rest.is_empty() => return None,
            None => {}
        }
        let fits = |(hole, text): &(Hole, &str)| {
            let is_whole = !(is_strict && hole.is_quoted && text.contains('"'));
            is_whole && (hole.name != NUMBER || is_number(text))
        };
        found.iter().all(fits).then_some(found)
    }
}

/// A pattern and what stands in its holes.
type Found<'t> = (&'static Pattern, Vec<(Hole, &'t str)>);

/// The pattern with the most words that a text is like.
fn find(text: &str) -> Option<Found<'_>> {
    PATTERNS
        .find(text, true)
        .or_else(|| PATTERNS.find(text, false))
}

/// How much of a text is known: the words of its pattern, and of those in its placeholders.
fn covered(found: Option<&Found<'_>>) -> usize {
    let Some((pattern, holes)) = found else {
        return 0;
    };
    let inside = holes.iter().filter(|(hole, _)| !hole.is_name);
    let inside = inside.filter_map(|(_, text)| find(text));
    pattern.weight + inside.map(|(pattern, _)| pattern.weight).sum::<usize>()
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || ",.".contains(c))
}

impl Words {
    /// A message of the library, which is in English, in this language; as it is where the catalogue lacks it.
    #[must_use]
    pub fn tell<'t>(&self, message: &'t str) -> Cow<'t, str> {
        if self.locale() == Locale::English {
            return Cow::Borrowed(message);
        }
        if message.contains('\n') {
            let of_lines = PATTERNS.all.iter().filter(|pattern| pattern.has_lines);
            let whole = of_lines
                .filter(|_| message.len() <= LONGEST)
                .find_map(|pattern| Some((pattern, pattern.holes(message, false)?)));
            if let Some(told) = whole.and_then(|found| self.say_found(found, DEPTH)) {
                return Cow::Owned(told);
            }
            let lines = message.split('\n').map(|line| {
                let bare = line.trim_start_matches(' ');
                let indent = &line[..line.len() - bare.len()];
                match bare.strip_prefix(HELP) {
                    Some(help) => {
                        let label = self.word("label-help") + &self.word("label-ends");
                        format!("{indent}{label}{}", self.line(help, DEPTH))
                    }
                    None => format!("{indent}{}", self.line(bare, DEPTH)),
                }
            });
            return Cow::Owned(lines.collect::<Vec<_>>().join("\n"));
        }
        self.line(message, DEPTH)
    }

    fn line<'t>(&self, text: &'t str, depth: usize) -> Cow<'t, str> {
        let has_words = text.contains(|c: char| c.is_ascii_alphabetic());
        if depth == 0 || !has_words || text.len() > LONGEST {
            return Cow::Borrowed(text);
        }
        let whole = find(text);
        let told = self
            .behind_place(text, covered(whole.as_ref()), depth)
            .or_else(|| self.say_found(whole?, depth))
            .or_else(|| self.in_a_row(text, depth))
            .or_else(|| self.behind_word(text, depth));
        told.map_or(Cow::Borrowed(text), Cow::Owned)
    }

    /// The message as the first pattern that it is like says it.
    fn by_pattern(&self, text: &str, depth: usize) -> Option<String> {
        self.say_found(find(text)?, depth)
    }

    fn say_found(&self, (pattern, holes): Found<'_>, depth: usize) -> Option<String> {
        let values: Vec<(&str, Value<'_>)> = holes
            .into_iter()
            .map(|(hole, inside)| {
                let told = match hole.is_name {
                    true => inside.to_owned(),
                    false => self.line(inside, depth.saturating_sub(1)).into_owned(),
                };
                (hole.name, told.into())
            })
            .collect();
        self.try_say(pattern.id, &values)
    }

    /// A message behind the place or the name that it is about: `zh.md:3:1: …`. `None` where as much of the whole is
    /// known as of what stands there.
    fn behind_place(&self, text: &str, whole: usize, depth: usize) -> Option<String> {
        let rests = text.match_indices(": ").take(PLACES);
        let (at, found) = rests
            .map(|(at, colon)| (at, find(&text[at + colon.len()..])))
            .reduce(
                |one, other| match covered(other.1.as_ref()) > covered(one.1.as_ref()) {
                    true => other,
                    false => one,
                },
            )?;
        if covered(found.as_ref()) <= whole {
            return None;
        }
        let told = self.say_found(found?, depth)?;
        Some(format!("{}: {told}", &text[..at]))
    }

    /// What stands behind a word that is known: `number: 3 → 4`.
    fn behind_word(&self, text: &str, depth: usize) -> Option<String> {
        let (word, rest) = text.split_once(": ")?;
        let (pattern, holes) = find(word)?;
        if holes.iter().any(|(hole, _)| hole.name != NUMBER) {
            return None;
        }
        let word = self.say_found((pattern, holes), depth - 1)?;
        let rest = self.line(rest, depth.saturating_sub(1));
        Some(format!("{word}{}{rest}", self.word("label-ends")))
    }

    /// Messages in a row: `3 errors, 1 warning`. All of them are known, or none is told.
    fn in_a_row(&self, text: &str, depth: usize) -> Option<String> {
        [("; ", "；"), (", ", "，")]
            .iter()
            .find_map(|(comma, own)| {
                let parts: Vec<&str> = text.splitn(PLACES, comma).collect();
                if parts.len() < 2 {
                    return None;
                }
                let told: Option<Vec<String>> = parts
                    .into_iter()
                    .map(|part| self.by_pattern(part, depth - 1))
                    .collect();
                told.map(|told| told.join(own))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(message: &str) -> String {
        Words::of(Locale::Chinese).tell(message).into_owned()
    }

    #[test]
    fn messages_are_told_with_what_stands_in_them() {
        for (english, chinese) in [
            ("there is no text in this file", "此文件中没有文字"),
            ("zh.md:3:1: it is empty", "zh.md:3:1: 文件是空的"),
            (
                "a.srt: cannot be read: No such file or directory (os error 2)",
                "a.srt：无法读取：没有这个文件或文件夹（系统错误 2）",
            ),
            (
                "a.srt: cannot be read: odd things happened",
                "a.srt：无法读取：odd things happened",
            ),
            ("there is no link b12", "没有链接 b12"),
            (
                "nowhere: this is a PDF, which is not read\n  help: unpack it",
                "nowhere: 这是PDF，不能读取\n  办法：请解压",
            ),
            ("3 errors, 1 warning", "3 个错误，1 个警告"),
            (
                "\"Lamp\": elsewhere 灯 is \"light: the lamp\"",
                "“Lamp”：灯 在别处写作“light: the lamp”",
            ),
            ("number: 3 → 4", "数字：3 → 4"),
            ("so", "一致"),
            (
                "雾笛 is not rendered as \"foghorn\", but as \"fog signal\"",
                "雾笛 没有译作“foghorn”，而译作“fog signal”",
            ),
            (
                "there is no key \"text\" in [file]",
                "[file] 中没有键“text”",
            ),
        ] {
            assert_eq!(told(english), chinese);
        }
    }

    #[test]
    fn what_is_not_known_stays() {
        for text in [
            "",
            " ",
            "\n\n",
            "Nothing like this was ever said",
            "some of these",
            "x days",
            "{ $n } \u{0} : : ; , ",
            "灯塔亮了。",
        ] {
            assert_eq!(told(text), text);
        }
        let english = Words::of(Locale::English);
        assert_eq!(english.tell("it is empty"), "it is empty");
    }

    #[test]
    fn what_continues_a_message_is_told_with_it() {
        assert_eq!(
            told("灯塔 is not rendered as \"lighthouse\"; nothing stands in its place"),
            "灯塔 没有译作“lighthouse”；该处没有对应的词"
        );
        assert_eq!(
            told("2 rows of a table have no English: from \"一\" to \"二\""),
            "表格的 2 行没有对应的英文：从“一”到“二”"
        );
    }

    #[test]
    fn odd_and_long_messages_are_told_in_time() {
        for piece in [
            ": ",
            "; ",
            "{ }",
            " is not there",
            "it is empty: ",
            "\"",
            "。",
        ] {
            let long = piece.repeat(19_000 / piece.len());
            let _ = told(&long);
        }
        let _ = told(&"it is empty: ".repeat(100_000));
        let mut nested = "it is empty; 3 errors, 1 warning".to_owned();
        for _ in 0..40 {
            nested = format!("a: cannot be read: {nested}; number: x, 2 links");
            let _ = told(&nested);
        }
    }
}
