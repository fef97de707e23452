//! Cells of a table that hold several renderings, as people write them: `double-ended queue, deque`, `random-access
//! memory (RAM)`, `A / B`, `node(s)`.

use crate::glossary::termbase::{Concept, Remark, Termbase};

/// The longest part of a cell that is taken for a rendering of its own, in words.
const MOST_WORDS: usize = 4;
/// Words with which no rendering begins or ends: a comma beside them belongs to the phrase (*last in, first out*).
const BOUND: &[&str] = &[
    "in", "out", "on", "off", "of", "to", "by", "at", "for", "from", "with", "up", "down", "and",
    "or", "but", "not", "the", "as", "than", "if", "then", "so", "no", "too",
];
/// Words in a remark about a rendering, which are none themselves.
const GRAMMAR: &[&str] = &[
    "n",
    "v",
    "vt",
    "vi",
    "adj",
    "adv",
    "noun",
    "verb",
    "adjective",
    "adverb",
    "pl",
    "plural",
    "singular",
    "sing",
    "abbr",
    "uncountable",
    "countable",
    "formal",
    "informal",
    "us",
    "uk",
    "british",
    "american",
];

/// Splits the cells of all concepts that hold several renderings, until none does: what is written afterwards reads
/// back as the same. Terms that must be written as they are keep theirs. Returns one remark.
pub(super) fn split(termbase: &mut Termbase) -> Vec<Remark> {
    let mut is_split = vec![false; termbase.concepts.len()];
    // A round that changes something leaves fewer characters, so there is a last one.
    while split_once(termbase, &mut is_split) {}
    let split = || {
        let concepts = termbase.concepts.iter().zip(&is_split);
        concepts.filter_map(|(concept, &is_split)| is_split.then_some(concept))
    };
    let lines: Vec<usize> = split().map(|concept| concept.line).collect();
    let examples = split().take(3).map(|concept| {
        let renderings = std::iter::once(&concept.target).chain(&concept.variants);
        let quoted: Vec<String> = renderings.take(3).map(|one| format!("\"{one}\"")).collect();
        format!("{} {}", concept.source, quoted.join(", "))
    });
    let examples: Vec<String> = examples.collect();
    let Some(&line) = lines.first() else {
        return Vec::new();
    };
    let what = match lines.len() {
        1 => format!(
            "the cell is read as several renderings or without its remark: {}",
            examples[0]
        ),
        count => format!(
            "{count} cells are read as several renderings or without their remarks: {}{}",
            examples.join("; "),
            if count > examples.len() { " ..." } else { "" }
        ),
    };
    vec![Remark::new(line, what)]
}

/// Splits each cell once and marks the concepts that were split; whether one was.
fn split_once(termbase: &mut Termbase, is_split: &mut [bool]) -> bool {
    let capital = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
    let capitals = termbase
        .concepts
        .iter()
        .filter(|one| capital(&one.target))
        .count();
    // Where every rendering begins with a capital, this tells no names.
    let all_capital = capitals * 2 > termbase.concepts.len();
    let mut changed = false;
    for (concept, is_split) in termbase.concepts.iter_mut().zip(is_split) {
        if !concept.is_exact() && split_concept(concept, all_capital) {
            *is_split = true;
            changed = true;
        }
    }
    changed
}

/// Whether something was split.
fn split_concept(concept: &mut Concept, all_capital: bool) -> bool {
    let mut changed = false;
    let mut parts = |cell: &str| match renderings(cell, all_capital) {
        Some(parts) => {
            changed = true;
            parts
        }
        None => vec![cell.to_owned()],
    };
    let mut allowed = parts(&concept.target);
    allowed.extend(concept.variants.iter().flat_map(|cell| parts(cell)));
    let forbidden: Vec<String> = concept
        .forbidden
        .iter()
        .flat_map(|cell| parts(cell))
        .collect();
    if !changed || allowed.is_empty() {
        return false;
    }
    let mut kept: Vec<String> = Vec::new();
    for one in allowed {
        // What is forbidden outright is not allowed by a part of a cell.
        let is_forbidden = !kept.is_empty() && concept.forbidden.contains(&one);
        if !kept.contains(&one) && !is_forbidden {
            kept.push(one);
        }
    }
    concept.forbidden = forbidden;
    concept.forbidden.retain(|one| !kept.contains(one));
    concept.target = kept.remove(0);
    concept.variants = kept;
    true
}

/// The renderings that a cell holds, the first one first; `None` where it is one and nothing else.
fn renderings(cell: &str, all_capital: bool) -> Option<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    for part in at_separators(cell, all_capital) {
        for one in with_brackets(part) {
            let one = one
                .strip_prefix("to ")
                .filter(|rest| !rest.contains(' '))
                .unwrap_or(&one)
                .to_owned();
            if !one.is_empty() && !found.contains(&one) {
                found.push(one);
            }
        }
    }
    (!found.is_empty() && found != [cell]).then_some(found)
}

/// A cell at the separators that stand outside brackets; each part at its commas, where they separate renderings.
fn at_separators(cell: &str, all_capital: bool) -> Vec<&str> {
    let at_commas = |part| {
        let parts = at(part, is_comma);
        match parts.iter().all(|part| is_phrase(part)) && (all_capital || !is_one_name(&parts)) {
            true => parts,
            false => vec![part],
        }
    };
    at(cell, is_separator)
        .into_iter()
        .flat_map(at_commas)
        .collect()
}

/// What stands between the marks that `is_mark` knows, by what precedes one, itself and what follows it, outside
/// brackets.
fn at(cell: &str, is_mark: fn(&str, char, &str) -> bool) -> Vec<&str> {
    let mut depth = 0usize;
    let mut from = 0;
    let mut parts = Vec::new();
    for (at, c) in cell.char_indices() {
        let end = at + c.len_utf8();
        match c {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth = depth.saturating_sub(1),
            // Also inside brackets: a table separates renderings by it, so none is written with one.
            _ if (depth == 0 || c == '|') && is_mark(&cell[..at], c, &cell[end..]) => {
                parts.push(cell[from..at].trim());
                from = end;
            }
            _ => {}
        }
    }
    parts.push(cell[from..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether a mark separates renderings always.
fn is_separator(before: &str, mark: char, behind: &str) -> bool {
    match mark {
        ';' | '；' | '|' | '、' => true,
        '/' => before.ends_with(' ') && behind.starts_with(' '),
        _ => false,
    }
}

fn is_comma(_: &str, mark: char, behind: &str) -> bool {
    match mark {
        '，' => true,
        ',' => !behind.starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

/// Whether a part between commas may be a rendering of its own.
fn is_phrase(part: &str) -> bool {
    let bare = part.split(['(', '（']).next().unwrap_or(part);
    let words: Vec<String> = bare.split_whitespace().map(str::to_lowercase).collect();
    let bound = |word: Option<&String>| word.is_some_and(|word| BOUND.contains(&word.as_str()));
    let joins = |word: &String| matches!(word.as_str(), "and" | "or" | "but" | "is" | "are");
    !words.is_empty()
        && words.len() <= MOST_WORDS
        && !bound(words.last())
        // *to sort, to order*
        && (!bound(words.first()) || words.len() == 2 && words[0] == "to")
        && !words.iter().any(joins)
        && bare.starts_with(char::is_alphanumeric)
        && !bare.trim_end().ends_with(['.', '!', '?'])
}

/// Whether parts are one name together: *Springfield, Illinois*. An abbreviation is a rendering of its own.
fn is_one_name(parts: &[&str]) -> bool {
    let names = parts
        .iter()
        .filter(|part| part.starts_with(char::is_uppercase))
        .count();
    let short = |part: &&str| {
        part.len() > 1
            && !part
                .chars()
                .any(|c| c.is_lowercase() || c == '.' || c == ' ')
    };
    parts.len() > 1 && names == parts.len() && !parts.iter().any(short)
}

/// A part without its brackets, and what it says with them.
fn with_brackets(part: &str) -> Vec<String> {
    let whole = vec![part.to_owned()];
    let Some(open) = part.find(['(', '（']) else {
        return whole;
    };
    let Some(close) = part[open..].find([')', '）']).map(|at| open + at) else {
        return whole;
    };
    let width = |at: usize| part[at..].chars().next().map_or(1, char::len_utf8);
    let (before, behind) = (&part[..open], &part[close + width(close)..]);
    let inside = part[open + width(open)..close].trim();
    if inside.is_empty() || behind.contains(['(', '（']) {
        return whole;
    }
    let letters = inside.chars().all(char::is_alphabetic);
    let glued =
        before.ends_with(char::is_alphanumeric) || behind.starts_with(char::is_alphanumeric);
    if glued {
        // *node(s)*, *colo(u)r*, and not *f(x)* or *main()*.
        let is_word = before
            .chars()
            .rev()
            .take_while(|c| c.is_alphabetic())
            .count()
            >= 3;
        let is_ending = letters && inside.len() <= 3 && inside.chars().all(char::is_lowercase);
        return match is_word && is_ending || before.is_empty() && letters && inside.len() <= 3 {
            true => vec![
                format!("{before}{behind}"),
                format!("{before}{inside}{behind}"),
            ],
            false => whole,
        };
    }
    let without = [before.trim(), behind.trim()].join(" ").trim().to_owned();
    if without.is_empty() {
        return whole;
    }
    let plain = inside.to_lowercase();
    let is_grammar = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .all(|word| GRAMMAR.contains(&word) || word == "to");
    if is_grammar {
        return vec![without];
    }
    if !behind.trim().is_empty() {
        // *(binary) tree*: a word that may be left out.
        let with = [before.trim(), inside, behind.trim()]
            .join(" ")
            .trim()
            .to_owned();
        return match letters {
            true => vec![without, with],
            false => whole,
        };
    }
    let mut found = vec![without.clone()];
    let inner = plain.strip_prefix("or ").map_or(inside, |_| &inside[3..]);
    let is_short = !inner.contains(' ')
        && inner.chars().any(char::is_alphabetic)
        && (inner.chars().filter(|c| c.is_uppercase()).count() > 1
            || inner.chars().any(|c| c.is_ascii_digit()));
    let alike = without
        .split_whitespace()
        .chain([without.as_str()])
        .any(|word| {
            let pairs = word.chars().zip(inner.chars());
            pairs.take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count() >= 3
        });
    let is_name = without.starts_with(char::is_uppercase) && inner.starts_with(char::is_uppercase);
    if is_short
        || is_name
        || alike && inner.split_whitespace().count() <= MOST_WORDS
        || inner != inside
    {
        found.extend(
            inner
                .split([',', ';', '，', '；'])
                .map(|one| one.trim().to_owned()),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{renderings, split};
    use crate::glossary::termbase::{Concept, Termbase};
    use proptest::prelude::*;

    proptest! {
        /// What was split is split no further.
        #[test]
        fn a_second_reading_changes_nothing(
            cells in prop::collection::vec("(([a-cXY]{1,4}|to|in|and|noun)[ ,;/()|、，]{0,2}){1,7}", 1..4),
        ) {
            let concept = |cell: &String| Concept {
                source: "潮".to_owned(),
                target: cell.trim().to_owned(),
                ..Concept::default()
            };
            let mut termbase = Termbase {
                concepts: cells.iter().map(concept).collect(),
            };
            split(&mut termbase);
            let renderings = |termbase: &Termbase| -> Vec<Vec<String>> {
                let concepts = termbase.concepts.iter();
                concepts.map(|one| [vec![one.target.clone()], one.variants.clone()].concat()).collect()
            };
            let once = renderings(&termbase);
            split(&mut termbase);
            prop_assert_eq!(renderings(&termbase), once);
        }
    }

    #[test]
    fn cells_are_read_as_they_are_meant() {
        for (cell, meant) in [
            ("double-ended queue, deque", "double-ended queue|deque"),
            ("colour,color", "colour|color"),
            ("random-access memory (RAM)", "random-access memory|RAM"),
            ("localization (l10n)", "localization|l10n"),
            ("ferry / ferryboat", "ferry|ferryboat"),
            ("quay; wharf", "quay|wharf"),
            ("潮汐、tide", "潮汐|tide"),
            ("style (styling)", "style|styling"),
            ("mooring (noun)", "mooring"),
            ("bank (of a river)", "bank"),
            ("bank (or riverside)", "bank|riverside"),
            ("(tidal) basin", "basin|tidal basin"),
            ("wave(s)", "wave|waves"),
            ("harbo(u)r", "harbor|harbour"),
            ("to anchor", "anchor"),
            ("to moor, to anchor", "moor|anchor"),
            ("Harbour Authority (HA)", "Harbour Authority|HA"),
            ("Harbour Authority, HA", "Harbour Authority|HA"),
            ("mast (of ships), pole", "mast|pole"),
            ("mast, pole; in, out", "mast|pole|in, out"),
            ("mast (of oak|pole", "mast (of oak|pole"),
        ] {
            let found = renderings(cell, false).unwrap_or_default();
            assert_eq!(found.join("|"), meant, "{cell}");
        }
        for cell in [
            "last in, first out",
            "rock, paper and sand",
            "the more, the better",
            "Springfield, Illinois",
            "1,000 tons",
            "input/output",
            "TCP/IP",
            "f(x)",
            "O(n log n)",
            "main()",
            "lighthouse",
            "carry out",
            "to be or not to be",
            "A long sentence of many words, which says something",
        ] {
            assert_eq!(renderings(cell, false), None, "{cell}");
        }
        // Where everything has a capital, this makes no name of it.
        assert_eq!(renderings("Quay, Wharf", true).unwrap(), ["Quay", "Wharf"]);
    }
}
