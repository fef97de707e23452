//! `number`: every number of the Chinese in the English, and none in figures that the Chinese has not; amounts that are
//! left open have the same order of magnitude, and what is below zero stays there.

use std::ops::Range;

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::check::quantity::{
    Figure, Figures, Need, Quantities, Quantity, chinese, english, lists, measure, stands_in, vague,
};
use crate::text::numeral::is_chinese_numeral;

/// The least number of the English that has to be in the Chinese: smaller ones are often a list's or a
/// footnote's.
const LEAST: f64 = 10.0;
/// From so many numbers on that a link lacks, they are told in one finding: it is the passage that differs.
const MANY: usize = 4;
/// Chinese that names a year without its number.
const NAMED_YEARS: &[&str] = &[
    "今年",
    "去年",
    "明年",
    "前年",
    "后年",
    "当年",
    "同年",
    "翌年",
    "次年",
    "民国",
    "本世纪",
    "上世纪",
    "元年",
];

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    if !pair.is_linked() || !has_numbers(pair) {
        return;
    }
    let (chinese, english) = pair.numbers();
    let bead = Both {
        chinese,
        english,
        source: &pair.source,
        target: &pair.target,
    };
    let mut missing = bead.missing();
    missing.retain(|quantity| !is_elsewhere(pair, context, &bead, quantity));
    let before = found.len();
    tell_missing(pair, context, &bead, &missing, severity, found);
    for rough in &chinese.rough {
        if let Some(other) = bead.other_magnitude(rough) {
            let written = &pair.source[rough.place.clone()];
            let english = &pair.target[other.clone()];
            let message = format!("{written} has another order of magnitude than {english}");
            found.push(
                BeadFinding::new("number", severity, pair.index, written, message)
                    .at_source(rough.place.clone())
                    .at_target(other),
            );
        }
    }
    for quantity in chinese.exact.iter().filter(|quantity| quantity.negative) {
        let figure = english
            .figures
            .iter()
            .find(|figure| figure.number && quantity.has_value_of(figure));
        if let Some(figure) = figure
            && quantity.need == Need::Yes
            && !is_below_zero(&pair.target, &figure.place)
        {
            let written = &pair.source[quantity.place.clone()];
            let message = format!("{written} is below zero, and not so in the English");
            found.push(
                BeadFinding::new("number", severity, pair.index, written, message)
                    .at_source(quantity.place.clone())
                    .at_target(figure.place.clone()),
            );
        }
    }
    if found.len() > before || !missing.is_empty() {
        // A finding tells already that numbers differ.
        return;
    }
    let names_year = NAMED_YEARS.iter().any(|word| pair.source.contains(word));
    for figure in &english.figures {
        let value = figure.values[0];
        let year = (1000.0..2200.0).contains(&value);
        if !figure.digits
            || figure.free
            || value < LEAST
            || year && names_year
            || chinese.ground(figure, english, &pair.source, &pair.target)
            || is_aside(&pair.target, &figure.place)
            || comes_from_elsewhere(pair, context, figure)
        {
            continue;
        }
        let written = &pair.target[figure.place.clone()];
        let message = format!("{written} is not in the Chinese");
        found.push(
            BeadFinding::new(
                "number",
                severity.min(Severity::Warning),
                pair.index,
                written,
                message,
            )
            .at_target(figure.place.clone()),
        );
    }
}

/// Whether a link has numbers that a rule has to look at.
pub(super) fn has_numbers(pair: &CheckedBead<'_>) -> bool {
    let counts =
        |c: char| is_chinese_numeral(c) || c.is_ascii_digit() || ('０'..='９').contains(&c);
    pair.source.chars().any(counts) || pair.target.bytes().any(|b| b.is_ascii_digit())
}

/// Both sides with their numbers.
struct Both<'a> {
    chinese: &'a Quantities,
    english: &'a Figures,
    source: &'a str,
    target: &'a str,
}

impl<'a> Both<'a> {
    /// The numbers of the Chinese that the English lacks.
    fn missing(&self) -> Vec<&'a Quantity> {
        let mut missing: Vec<&Quantity> = self
            .chinese
            .exact
            .iter()
            .filter(|quantity| quantity.need != Need::No)
            .filter(|quantity| !self.has(quantity))
            .collect();
        missing.retain(|quantity| {
            let may_be_left = quantity.need == Need::IfChanged
                || quantity.counts && lists(self.source, self.target, quantity.value);
            !may_be_left || self.new_figures().any(|figure| is_small(figure))
        });
        missing
    }

    fn has(&self, quantity: &Quantity) -> bool {
        let written = &self.source[quantity.written.clone()];
        quantity.is_in(self.english, self.target)
            || written.bytes().any(|b| b.is_ascii_digit()) && stands_in(self.target, written)
    }

    /// The numbers of the English that have no ground in the Chinese.
    fn new_figures(&self) -> impl Iterator<Item = &'a Figure> {
        let (chinese, english, source, target) =
            (self.chinese, self.english, self.source, self.target);
        english.figures.iter().filter(move |figure| {
            figure.number
                && !figure.free
                && figure.values[0] >= 2.0
                && !chinese.ground(figure, english, source, target)
        })
    }

    /// The amount of the English that stands for one left open in the Chinese with another order of magnitude.
    fn other_magnitude(&self, rough: &vague::Rough) -> Option<Range<usize>> {
        if rough.orders.1 < 1 {
            return None;
        }
        let fits = |order: i32| rough.has_order(order);
        let units = measure::chinese_behind(&self.source[rough.place.end..]);
        let mut others = Vec::new();
        for other in &self.english.rough {
            if fits(other.orders.0) {
                return None;
            }
            let grounded = self
                .chinese
                .rough
                .iter()
                .any(|one| one.has_order(other.orders.0));
            if !grounded {
                others.push(other.place.clone());
            }
        }
        for figure in &self.english.figures {
            if figure.values.iter().any(|&value| rough.may_be(value)) {
                return None;
            }
            // Measured in other units, the order is another as well.
            let converted = units.is_some_and(|(units, _)| {
                !figure.units.is_empty() && !measure::agree(units, figure.units)
            });
            if converted {
                return None;
            }
            let is_scale = figure.values[0] >= 100.0 && !figure.free;
            if is_scale
                && !self
                    .chinese
                    .ground(figure, self.english, self.source, self.target)
            {
                others.push(figure.place.clone());
            }
        }
        others.into_iter().next()
    }
}

/// Whether a figure counts few things.
fn is_small(figure: &Figure) -> bool {
    figure.values[0] <= 20.0 && figure.values[0].fract() == 0.0
}

fn tell_missing(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    bead: &Both<'_>,
    missing: &[&Quantity],
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let written = |quantity: &Quantity| pair.source[quantity.place.clone()].trim().to_owned();
    if missing.len() >= MANY {
        let mut names: Vec<String> = Vec::new();
        for name in missing.iter().map(|quantity| written(quantity)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let message = format!("{} are not in the English", names.join(", "));
        let place = missing[0].place.clone();
        found.push(
            BeadFinding::new("number", severity, pair.index, names[0].clone(), message)
                .at_source(place),
        );
        return;
    }
    let new: Vec<&Figure> = bead.new_figures().collect();
    for quantity in missing {
        let name = written(quantity);
        let mut severity = severity;
        let mut message = format!("{name} is not in the English");
        if is_cell(pair) && is_swapped(pair, context, quantity) {
            message += ", but in the next cell";
            severity = severity.min(Severity::Note);
        }
        let mut finding = BeadFinding::new("number", severity, pair.index, name, message)
            .at_source(quantity.place.clone());
        if let ([figure], [_]) = (new.as_slice(), missing) {
            finding.message += &format!(", which has {}", &pair.target[figure.place.clone()]);
            finding = finding.at_target(figure.place.clone());
        }
        found.push(finding);
    }
}

/// The links next to one, with their texts.
fn neighbours(pair: &CheckedBead<'_>, context: &Context<'_>) -> Vec<(String, String)> {
    let beads = &context.bitext.beads;
    let (from, to) = (
        pair.index.saturating_sub(2),
        (pair.index + 3).min(beads.len()),
    );
    (from..to)
        .filter(|&at| at != pair.index)
        .map(|at| {
            let bead = &beads[at];
            (
                context.bitext.source_text(bead),
                context.bitext.target_text(bead),
            )
        })
        .collect()
}

/// Whether a number stands in the English of the link before or behind, where its Chinese has none: the sentences
/// are cut otherwise. Not where that link lacks what stands here: then they are exchanged.
fn is_elsewhere(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    bead: &Both<'_>,
    quantity: &Quantity,
) -> bool {
    if bead.new_figures().next().is_some() || is_cell(pair) {
        return false;
    }
    if quantity.value <= 2.0 {
        return false;
    }
    neighbours(pair, context).iter().any(|(source, target)| {
        let (chinese, english) = (chinese::read(source), english::read(target));
        english.figures.iter().any(|figure| {
            figure.number
                && !figure.free
                && quantity.has_value_of(figure)
                && !chinese.ground(figure, &english, source, target)
        }) || quantity
            .said
            .as_deref()
            .is_some_and(|said| stands_in(target, said) && !stands_in(source, said))
    })
}

/// Whether a figure of the English stands in the Chinese of the link before or behind, whose English lacks it.
fn comes_from_elsewhere(pair: &CheckedBead<'_>, context: &Context<'_>, figure: &Figure) -> bool {
    !is_cell(pair)
        && neighbours(pair, context).iter().any(|(source, target)| {
            let (chinese, english) = (chinese::read(source), english::read(target));
            chinese.exact.iter().any(|quantity| {
                quantity.need == Need::Yes
                    && quantity.has_value_of(figure)
                    && !quantity.is_in(&english, target)
            })
        })
}

/// Whether a link is a number alone, as in the cell of a table.
fn is_cell(pair: &CheckedBead<'_>) -> bool {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() <= 2;
    bare(&pair.source) && bare(&pair.target)
}

/// Whether the number of a cell stands in one near it, whose own stands here.
fn is_swapped(pair: &CheckedBead<'_>, context: &Context<'_>, quantity: &Quantity) -> bool {
    let written = pair.source[quantity.place.clone()].trim();
    neighbours(pair, context)
        .iter()
        .any(|(source, target)| stands_in(target, written) && !stands_in(source, written))
}

/// Whether the English says that a figure is below zero.
fn is_below_zero(text: &str, place: &Range<usize>) -> bool {
    const SIGNS: &[&str] = &[
        "minus",
        "negative",
        "below",
        "sub-zero",
        "subzero",
        "deficit",
        "loss",
        "lost",
        "fell",
        "drop",
        "decline",
        "down",
        "shrank",
        "contract",
        "freezing",
        "in the red",
        "behind",
        "owe",
    ];
    let before = text[..place.start].trim_end_matches(['$', '€', '£', '¥', ' ']);
    let hyphen = before
        .strip_suffix(['-', '−', '–', '\u{2011}'])
        .is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()));
    let lower = text.to_lowercase();
    hyphen || SIGNS.iter().any(|sign| lower.contains(sign))
}

/// In parentheses or brackets, part of a name (GPT-4, A380), of an address or a time.
fn is_aside(text: &str, place: &Range<usize>) -> bool {
    let before = text[..place.start].chars().next_back();
    let after = text[place.end..].chars().next();
    let depth = text[..place.start].matches(['(', '[']).count()
        > text[..place.start].matches([')', ']']).count();
    let joined = |c: Option<char>| c.is_some_and(|c| matches!(c, '/' | '_' | ':' | '#'));
    let hyphen =
        before == Some('-') && text[..place.start - 1].ends_with(|c: char| c.is_alphabetic());
    depth || hyphen || joined(before) || joined(after) || before.is_some_and(char::is_alphabetic)
}
