//! `unit`: a figure is the same in both languages, and what it counts is not: another unit or currency, another half or
//! day of the week, another era, a multiple or discount that is another. What is converted (10公里, six miles) has other
//! figures; where the English names no unit there is nothing to say.

use std::ops::Range;

use super::Context;
use super::number::has_numbers;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::check::quantity::{Figure, Figures, Kind, Need, Quantity, measure, same};

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    if !pair.is_linked() {
        return;
    }
    let severity = context.weighed(pair.bead, severity);
    let mut tell = |source: Range<usize>, target: Range<usize>, message: Option<String>| {
        let (one, other) = (
            pair.source[source.clone()].trim(),
            pair.target[target.clone()].trim(),
        );
        let message = message.unwrap_or_else(|| format!("{one} has become {other}"));
        found.push(
            BeadFinding::new("unit", severity, pair.index, one, message)
                .at_source(source)
                .at_target(target),
        );
    };
    if let Some((ours, theirs)) = weekdays(&pair.source, &pair.target) {
        tell(ours, theirs, None);
    }
    if !has_numbers(pair) {
        return;
    }
    let chinese = pair.quantities();
    if chinese.exact.is_empty() {
        return;
    }
    let english = pair.figures();
    for quantity in &chinese.exact {
        if let Some(figure) = other_unit(quantity, &chinese.exact, english) {
            let behind = &pair.source[quantity.place.end..];
            let length = measure::chinese_behind(behind).map_or(0, |(_, length)| length);
            let start = measure::before(&pair.source[..quantity.place.start])
                .filter(|_| length == 0)
                .map_or(quantity.place.start, |(_, start)| start);
            let sign = measure::before(&pair.target[..figure.place.start])
                .filter(|_| figure.unit_end == figure.place.end)
                .map_or(figure.place.start, |(_, start)| start);
            let end = figure.unit_end.max(figure.place.end);
            tell(start..quantity.place.end + length, sign..end, None);
        } else if let Some((ours, theirs)) = other_half(quantity, english) {
            tell(ours, theirs, None);
        } else if let Some((place, message)) =
            other_era(quantity, english, &pair.source, &pair.target)
        {
            tell(quantity.place.clone(), place, Some(message));
        } else if let Some((place, message)) = other_multiple(quantity, english, &pair.target) {
            tell(quantity.place.clone(), place, Some(message));
        }
    }
}

/// The English figure with a number's value and a unit that its own is not.
fn other_unit<'a>(
    quantity: &Quantity,
    all: &[Quantity],
    english: &'a Figures,
) -> Option<&'a Figure> {
    if quantity.units.is_empty()
        || quantity.clock.is_some()
        || quantity.is_name
        || quantity.month.is_some()
    {
        return None;
    }
    let has_value = |figure: &&Figure| {
        let plain = quantity.values.first().copied().unwrap_or(f64::NAN);
        figure.number
            && !figure.ordinal
            && [quantity.value, plain]
                .iter()
                .any(|&value| figure.values.iter().any(|&other| same(value, other)))
    };
    let converted = english
        .figures
        .iter()
        .any(|figure| !has_value(&figure) && quantity.is_converted(figure));
    if converted {
        return None;
    }
    // Figures that another number of the Chinese accounts for are no slip.
    let taken = |figure: &Figure| {
        all.iter().any(|other| {
            !std::ptr::eq(other, quantity)
                && (other.units.is_empty() || measure::agree(other.units, figure.units))
                && other.has_value_of(figure)
        })
    };
    let mut other = None;
    for figure in english.figures.iter().filter(has_value) {
        if figure.units.is_empty() || measure::agree(quantity.units, figure.units) {
            return None;
        }
        if !taken(figure) && other.is_none() {
            other = Some(figure);
        }
    }
    other
}

/// The same time in the other half of the day.
fn other_half(quantity: &Quantity, english: &Figures) -> Option<(Range<usize>, Range<usize>)> {
    let clock = quantity.clock.as_ref()?;
    let mut other = None;
    for one in english.clocks.iter().filter(|one| one.same_face(clock)) {
        if !one.contradicts(clock) {
            return None;
        }
        other = Some(one);
    }
    other.map(|other| (clock.place.clone(), other.place.clone()))
}

/// A year before Christ that is one after, or says nothing of it; and the other way round.
fn other_era(
    quantity: &Quantity,
    english: &Figures,
    source: &str,
    target: &str,
) -> Option<(Range<usize>, String)> {
    let is_year = source[quantity.place.end..]
        .trim_start()
        .starts_with(['年', '世', '至', '—', '-', '到']);
    if !is_year || quantity.need == Need::No {
        return None;
    }
    let before = quantity.kind == Kind::BeforeChrist;
    let written = source[quantity.place.clone()].trim();
    for figure in english
        .figures
        .iter()
        .filter(|figure| figure.number && quantity.has_value_of(figure))
    {
        let behind = target[figure.place.end..].trim_start();
        let ahead = target[..figure.place.start].trim_end();
        let is = |words: &[&str], text: &str| {
            words.iter().any(|word| {
                text.strip_prefix(word)
                    .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
            })
        };
        let christian = is(&["AD", "A.D.", "CE", "C.E."], behind)
            || ["AD", "A.D.", "CE"]
                .iter()
                .any(|word| ahead.ends_with(word));
        let ancient = is(&["BC", "B.C", "BCE", "B.C.E"], behind);
        let says_so = || {
            const WORDS: [&str; 6] = [
                "BC",
                "B.C",
                "before Christ",
                "Before Christ",
                "Common Era",
                "before",
            ];
            WORDS.iter().any(|word| target.contains(word))
        };
        if before && (christian || !says_so()) {
            return Some((
                figure.place.clone(),
                format!("{written} is before Christ, and not so in the English"),
            ));
        }
        if !before && ancient && !source.contains('前') {
            return Some((
                figure.place.clone(),
                format!("{written} is not before Christ, and is so in the English"),
            ));
        }
    }
    None
}

/// A growth or discount whose figure is right and whose sense is another.
fn other_multiple(
    quantity: &Quantity,
    english: &Figures,
    target: &str,
) -> Option<(Range<usize>, String)> {
    match quantity.kind {
        Kind::Grown { times } => {
            let verbs = || english.figures.iter().filter(|figure| figure.multiplies);
            let right = english
                .figures
                .iter()
                .any(|figure| figure.values.iter().any(|&value| same(value, times + 1.0)));
            let wrong = verbs().find(|figure| same(figure.values[0], times))?;
            (!right).then(|| {
                let message = format!(
                    "it grew to {} times as much, and is {} in the English",
                    times + 1.0,
                    &target[wrong.place.clone()]
                );
                (wrong.place.clone(), message)
            })
        }
        Kind::Discount { share } if share != 50.0 => {
            let lower = target.to_ascii_lowercase();
            for figure in english.figures.iter().filter(|figure| figure.number) {
                let behind = &lower[figure.unit_end.max(figure.place.end)..];
                let ahead = lower[..figure.place.start].trim_end();
                let off = behind.trim_start().starts_with("off")
                    || [
                        "discount",
                        "reduction",
                        "cut",
                        "less",
                        "cheaper",
                        "lower",
                        "price cut",
                    ]
                    .iter()
                    .any(|word| behind.trim_start_matches([' ', '-']).starts_with(word))
                    || ahead.ends_with(" by")
                    || [
                        "discount of",
                        "reduction of",
                        "save",
                        "saving",
                        "cut of",
                        "savings of",
                    ]
                    .iter()
                    .any(|word| ahead.ends_with(word));
                let left = behind.trim_start().starts_with("of the ")
                    || ["to", "at", "for"].iter().any(|word| {
                        ahead
                            .strip_suffix(word)
                            .is_some_and(|rest| rest.ends_with(' '))
                    }) && !off;
                let has = |value: f64| figure.values.iter().any(|&other| same(other, value));
                if off && has(share) || left && has(100.0 - share) {
                    let message = format!(
                        "{share} percent of the price is left, {} percent off",
                        100.0 - share
                    );
                    return Some((figure.place.clone(), message));
                }
            }
            None
        }
        _ => None,
    }
}

/// A day of the week that the English lacks, and one that it has instead.
fn weekdays(source: &str, target: &str) -> Option<(Range<usize>, Range<usize>)> {
    if !source.contains(['周', '星', '礼', '週', '禮']) {
        return None;
    }
    let mut ours: Vec<(Range<usize>, usize)> = Vec::new();
    for name in ["星期", "礼拜", "禮拜", "周", "週"] {
        for (at, _) in source.match_indices(name) {
            let rest = &source[at + name.len()..];
            let mut characters = rest.chars();
            let day = characters
                .next()
                .and_then(|c| "一二三四五六日天".chars().position(|day| day == c));
            // 每周三次, 周六人
            let counts = characters.next().is_some_and(|c| {
                matches!(
                    c,
                    '次' | '个'
                        | '個'
                        | '天'
                        | '回'
                        | '小'
                        | '节'
                        | '場'
                        | '场'
                        | '围'
                        | '国'
                        | '期'
                        | '年'
                )
            });
            if let Some(day) = day.filter(|_| !counts) {
                let length = rest.chars().next().map_or(0, char::len_utf8);
                ours.push((at..at + name.len() + length, day.min(6)));
            }
        }
    }
    if ours.is_empty() {
        return None;
    }
    const DAYS: [&[&str]; 7] = [
        &["monday", "mon"],
        &["tuesday", "tue", "tues"],
        &["wednesday", "wed"],
        &["thursday", "thu", "thur", "thurs"],
        &["friday", "fri"],
        &["saturday", "sat"],
        &["sunday", "sun"],
    ];
    let mut theirs: Vec<(Range<usize>, usize)> = Vec::new();
    for (place, word) in super::tokens(target) {
        let bare = word.trim_end_matches("'s").trim_end_matches("’s");
        if !bare.starts_with(|c: char| c.is_ascii_uppercase()) {
            continue;
        }
        let lower = bare.to_lowercase();
        let day = DAYS.iter().position(|names| {
            names.iter().any(|name| {
                *name == lower || name.len() > 5 && lower.strip_suffix('s') == Some(name)
            })
        });
        if let Some(day) = day {
            theirs.push((place.start..place.start + bare.len(), day));
        }
    }
    let lacks =
        |some: &[(Range<usize>, usize)], day: usize| !some.iter().any(|(_, other)| *other == day);
    let missing = ours.iter().find(|(_, day)| lacks(&theirs, *day))?;
    let instead = theirs.iter().find(|(_, day)| lacks(&ours, *day))?;
    Some((missing.0.clone(), instead.0.clone()))
}
