//! Units of measure and currencies in both languages, from `data/units.txt`: what stands behind or before a
//! figure, whether two units may be the same, and a value of one in another.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::by_char::ByChar;
use crate::text::data;
use crate::text::script::is_han;

/// A unit: a line of the table. A name may be that of several.
pub(crate) type UnitId = usize;

/// A line of the table.
struct Unit {
    dimension: &'static str,
    scale: Scale,
}

/// The size of a unit.
#[derive(Clone, Copy, PartialEq)]
enum Scale {
    /// In the unit of its dimension.
    Times(f64),
    Celsius,
    Fahrenheit,
    /// Not converted into others, or by no fixed rate.
    Apart,
}

/// A name of units.
struct Name {
    words: String,
    /// A symbol, whose capitals count.
    symbol: bool,
    units: Vec<UnitId>,
}

struct Table {
    units: Vec<Unit>,
    /// Chinese names by their first character, the long ones first.
    chinese: ByChar<Name>,
    /// English names by their first character in small letters, the long ones first.
    english: ByChar<Name>,
    /// Symbols that may stand before a figure by the character that they end in, the long ones first.
    before: ByChar<Symbol>,
}

/// A symbol that may stand before a figure, as it is written.
struct Symbol {
    written: String,
    units: Vec<UnitId>,
}

/// Units this near each other are the same to a translator: a catty and a pound, a chi and a foot.
const SAME: f64 = 0.12;

static TABLE: LazyLock<Table> = LazyLock::new(|| read(include_str!("../data/units.txt")));

fn read(text: &'static str) -> Table {
    let mut units = Vec::new();
    let mut chinese: HashMap<&str, Vec<UnitId>> = HashMap::new();
    let mut english: HashMap<&str, Vec<UnitId>> = HashMap::new();
    for line in data::rows(text) {
        let mut parts = line.split(" | ");
        let (Some(head), Some(ours), Some(theirs)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let (dimension, size) = head.split_once(' ').unwrap_or((head, ""));
        let scale = match size {
            "C" => Scale::Celsius,
            "F" => Scale::Fahrenheit,
            size => size
                .parse()
                .ok()
                .filter(|&size| size > 0.0)
                .map_or(Scale::Apart, Scale::Times),
        };
        for name in ours.split_whitespace() {
            chinese.entry(name).or_default().push(units.len());
        }
        for name in theirs.split_whitespace() {
            english.entry(name).or_default().push(units.len());
        }
        units.push(Unit { dimension, scale });
    }
    let is_money = |ids: &[UnitId]| {
        ids.iter()
            .any(|&id: &UnitId| units[id].dimension == "money")
    };
    // Not 元 in 公元 and 单元.
    let is_character = |name: &str| name.chars().count() == 1 && name.chars().all(is_han);
    let mut before: Vec<Symbol> = english
        .iter()
        .chain(&chinese)
        .filter(|(name, ids)| is_money(ids) && !is_character(name))
        .filter(|(name, _)| !name.contains(|c: char| c.is_ascii_lowercase()))
        .map(|(name, ids)| Name::new(name, ids))
        .flat_map(
            |Name {
                 words,
                 symbol,
                 units,
             }| {
                let capitals = (!symbol).then(|| words.to_uppercase());
                let written = std::iter::once(words).chain(capitals);
                written.map(move |written| Symbol {
                    written,
                    units: units.clone(),
                })
            },
        )
        .collect();
    before.sort_by_key(|symbol| Reverse(symbol.written.len()));
    let before = before.into_iter().filter_map(|symbol| {
        let last = symbol.written.chars().next_back()?;
        Some((last, symbol))
    });
    Table {
        before: before.collect(),
        chinese: by_first(&chinese),
        english: by_first(&english),
        units,
    }
}

impl Name {
    fn new(name: &str, units: &[UnitId]) -> Name {
        let (symbol, name) = match name.strip_prefix('=') {
            Some(name) => (true, name),
            None => (false, name),
        };
        let words = name.replace('_', " ");
        Name {
            words: if symbol { words } else { words.to_lowercase() },
            symbol,
            units: units.to_vec(),
        }
    }
}

fn by_first(names: &HashMap<&str, Vec<UnitId>>) -> ByChar<Name> {
    let mut names: Vec<Name> = names
        .iter()
        .map(|(name, units)| Name::new(name, units))
        .collect();
    names.sort_by_key(|name| Reverse(name.words.len()));
    let with_first = |name: Name| {
        let first = name.words.chars().next()?;
        Some((first.to_ascii_lowercase(), name))
    };
    names.into_iter().filter_map(with_first).collect()
}

/// The units that may stand behind a Chinese number: `behind` is the text from its end on. With the bytes up to
/// the end of the unit.
pub(crate) fn chinese_behind(behind: &str) -> Option<(&'static [UnitId], usize)> {
    let named = |skip: usize| {
        let rest = &behind[skip..];
        let first = rest.chars().next()?;
        let mut names = TABLE.chinese.get(first.to_ascii_lowercase()).iter();
        names
            .find(|name| {
                let ends = |rest: &str| {
                    !name.words.ends_with(|c: char| c.is_ascii_alphabetic())
                        || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
                };
                strip(rest, &name.words, name.symbol).is_some_and(ends)
            })
            .map(|name| (name.units.as_slice(), skip + name.words.len()))
    };
    let spaces = behind.len() - behind.trim_start_matches(' ').len();
    let odd = behind[spaces..]
        .strip_prefix(['多', '余', '餘', '来', '來', '几', '幾'])
        .map_or(spaces, |rest| behind.len() - rest.len());
    named(odd).or_else(|| {
        let rest = behind[odd..].strip_prefix(['个', '個'])?;
        named(behind.len() - rest.len())
    })
}

/// The units that may stand behind an English figure: `behind` is the text from its end on; `odd` is whether its
/// value may be that of a decade (the 1980s). With the bytes up to the end of the unit.
pub(crate) fn english_behind(behind: &str, odd: bool) -> Option<(&'static [UnitId], usize)> {
    let rest = behind.trim_start_matches([' ', '-', '\u{a0}', '\u{2011}', '\u{202f}']);
    let gap = behind.len() - rest.len();
    if gap > 4 {
        return None;
    }
    let first = rest.chars().next()?;
    let mut names = TABLE.english.get(first.to_ascii_lowercase()).iter();
    names.find_map(|name| {
        let after = strip(rest, &name.words, name.symbol)?;
        let letter = name.words.len() == 1 && name.words.starts_with(|c: char| c.is_alphabetic());
        if letter && (gap > 0 || odd && name.words == "s") {
            return None;
        }
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric());
        let plural = || {
            let after = after.strip_prefix('s').or(after.strip_prefix("es"))?;
            (!name.symbol && ends(after)).then_some(after)
        };
        let marks = !name.words.ends_with(|c: char| c.is_alphanumeric());
        let after = if marks || ends(after) {
            after
        } else {
            plural()?
        };
        Some((name.units.as_slice(), behind.len() - after.len()))
    })
}

/// The rest of a text behind a name; capitals count in symbols alone.
fn strip<'a>(text: &'a str, name: &str, symbol: bool) -> Option<&'a str> {
    if symbol {
        return text.strip_prefix(name);
    }
    // No name has letters with capitals but those of ASCII.
    let start = text.get(..name.len())?;
    start
        .eq_ignore_ascii_case(name)
        .then(|| &text[name.len()..])
}

/// The units whose sign stands before a figure: `$500`, `US$ 500`, `RMB 500`.
pub(crate) fn before(text: &str) -> Option<(&'static [UnitId], usize)> {
    let text = text.trim_end_matches([' ', '\u{a0}']);
    let mut symbols = TABLE.before.get(text.chars().next_back()?).iter();
    symbols.find_map(|symbol| {
        let rest = text.strip_suffix(symbol.written.as_str())?;
        let word = symbol
            .written
            .starts_with(|c: char| c.is_ascii_alphabetic());
        let joined = word && rest.ends_with(|c: char| c.is_ascii_alphanumeric());
        (!joined).then_some((symbol.units.as_slice(), rest.len()))
    })
}

/// Whether what one language calls its unit may be what the other calls its own.
pub(crate) fn agree(some: &[UnitId], others: &[UnitId]) -> bool {
    some.iter().any(|&one| {
        others.iter().any(|&other| {
            one == other
                || matches!(convert(1.0, one, other), Some(size) if (size - 1.0).abs() <= SAME)
        })
    })
}

/// A value of one unit in another.
pub(crate) fn convert(value: f64, from: UnitId, to: UnitId) -> Option<f64> {
    let (one, other) = (&TABLE.units[from], &TABLE.units[to]);
    if one.dimension != other.dimension {
        return None;
    }
    match (one.scale, other.scale) {
        (Scale::Times(one), Scale::Times(other)) => Some(value * one / other),
        (Scale::Celsius, Scale::Fahrenheit) => Some(value * 1.8 + 32.0),
        (Scale::Fahrenheit, Scale::Celsius) => Some((value - 32.0) / 1.8),
        _ => None,
    }
}

/// The share, a per cent.
pub(crate) fn percent() -> &'static [UnitId] {
    english_behind("%", false).map_or(&[], |(units, _)| units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_of_ascii_have_capitals_in_names() {
        for table in [&TABLE.chinese, &TABLE.english] {
            let names = ('\0'..='\u{ffff}').flat_map(|first| table.get(first));
            for name in names.filter(|name| !name.symbol) {
                let words = &name.words;
                assert_eq!(words.to_ascii_uppercase(), words.to_uppercase());
            }
        }
    }

    #[test]
    fn names_of_both_languages_meet() {
        let zh = |text: &str| chinese_behind(text).map(|(units, _)| units).unwrap();
        let en = |text: &str| english_behind(text, false).map(|(units, _)| units).unwrap();
        for (ours, theirs, same) in [
            ("公里外", " kilometres away", true),
            ("公里外", " miles away", false),
            ("个小时", " hours", true),
            ("小时", "-hour", true),
            ("小时", " minutes", false),
            ("个月", " months", true),
            ("美元", " dollars", true),
            ("美元", " euros", false),
            ("斤", " kilograms", false),
            ("尺", " feet", true),
            ("℃", " °F", false),
            ("度", " degrees", true),
            ("px", "px", true),
            ("像素", "rem", false),
            ("个百分点", " percentage points", true),
        ] {
            assert_eq!(agree(zh(ours), en(theirs)), same, "{ours} {theirs}");
        }
        assert!(chinese_behind("人").is_none() && english_behind(" men", false).is_none());
        assert!(english_behind("s", true).is_none());
        let dollars = before("costs US$").unwrap();
        assert!(agree(dollars.0, zh("美元")) && !agree(dollars.0, zh("欧元")) && dollars.1 == 6);
    }
}
