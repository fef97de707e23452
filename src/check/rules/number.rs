//! `number`: every number of the Chinese in the English, and none in figures that the Chinese has not; amounts that are
//! left open have the same order of magnitude, and what is below zero stays there.

use std::cell::OnceCell;
use std::ops::Range;

use super::Context;
use crate::bitext::Sentence;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::check::quantity::{
    Figure, Figures, Kind, Need, Quantities, Quantity, chinese, english, lists, measure, same,
    stands_in, vague,
};
use crate::document::BlockKind;
use crate::text::numeral::is_chinese_numeral;

/// The least number of the English that has to be in the Chinese: smaller ones are often a list's or a
/// footnote's.
const LEAST: f64 = 10.0;
/// From so many numbers on that a link lacks, they are told in one finding: it is the passage that differs.
const MANY: usize = 3;
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
    let chinese = pair.quantities();
    if chinese.exact.is_empty() && chinese.rough.is_empty() && !has_digits(&pair.target) {
        return;
    }
    let english = pair.figures();
    let bead = Both {
        chinese,
        english,
        source: &pair.source,
        target: &pair.target,
    };
    let severity = context.weighed(pair.bead, severity);
    let mut missing = bead.missing();
    let near = Near {
        pair,
        context,
        links: OnceCell::new(),
    };
    missing.retain(|quantity| !near.have(&bead, quantity));
    let before = found.len();
    tell_missing(&near, &bead, &missing, severity, found);
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
    let names_year = || NAMED_YEARS.iter().any(|word| pair.source.contains(word));
    for figure in &english.figures {
        let value = figure.values[0];
        let year = (1000.0..2200.0).contains(&value);
        if !figure.digits
            || figure.free
            || value < LEAST
            || chinese.ground(figure, english, &pair.source, &pair.target)
            || year && names_year()
            || is_aside(&pair.target, &figure.place)
            || near.lack(figure)
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
    let counts = |c: char| is_chinese_numeral(c) || ('０'..='９').contains(&c);
    has_digits(&pair.source) || has_digits(&pair.target) || pair.source.chars().any(counts)
}

fn has_digits(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
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
                || self.is_told_from_another(quantity)
                || quantity.counts && lists(self.source, self.target, quantity.value);
            !may_be_left
                || self
                    .new_figures()
                    .any(|figure| may_replace(figure, quantity))
        });
        missing.extend(self.fewer(&missing));
        missing.sort_by_key(|quantity| quantity.place.start);
        missing
    }

    /// Whether a number is a year that the English tells from another: *the following year*.
    fn is_told_from_another(&self, quantity: &Quantity) -> bool {
        const PHRASES: &[&str] = &[
            "following year",
            "next year",
            "that year",
            "this year",
            "last year",
            "same year",
            "previous year",
            "year before",
            "year after",
            "year later",
            "years later",
            "year earlier",
            "years earlier",
            "years before",
            "years ago",
        ];
        let year = (1000.0..2200.0).contains(&quantity.value)
            && self.source[quantity.place.end..]
                .trim_start()
                .starts_with('年');
        year && PHRASES.iter().any(|phrase| self.target.contains(phrase))
    }

    /// Numbers that the Chinese says several times and the English less often, with another number instead.
    fn fewer(&self, missing: &[&Quantity]) -> Vec<&'a Quantity> {
        let mut found: Vec<&Quantity> = Vec::new();
        let counted = |quantity: &&Quantity| {
            quantity.need != Need::No
                && quantity.clock.is_none()
                && quantity.month.is_none()
                && quantity.kind == Kind::Plain
                && quantity.value >= 2.0
        };
        for quantity in self.chinese.exact.iter().filter(counted) {
            let value = quantity.value;
            if found.iter().any(|other| same(other.value, value))
                || missing.iter().any(|other| same(other.value, value))
            {
                continue;
            }
            let ours = self.chinese.exact.iter().filter(counted);
            let mut ours = ours.filter(|other| same(other.value, value));
            // Most are said once.
            let (Some(first), Some(second)) = (ours.next(), ours.next()) else {
                continue;
            };
            let ours: Vec<&Quantity> = [first, second].into_iter().chain(ours).collect();
            let theirs =
                self.english.figures.iter().filter(|figure| {
                    figure.number && ours.iter().any(|one| one.has_value_of(figure))
                });
            let theirs: Vec<&Figure> = theirs.collect();
            if ours.len() <= theirs.len() {
                continue;
            }
            if let Some(new) = self
                .new_figures()
                .find(|figure| may_replace(figure, quantity))
            {
                let at = theirs
                    .iter()
                    .filter(|figure| figure.place.start < new.place.start);
                found.extend(ours.get(at.count()));
            }
        }
        found
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
                && (figure.values[0] >= 2.0 || figure.values[0].fract() != 0.0)
                // A second is a unit, and the other of two.
                && !(figure.ordinal && figure.values[0] == 2.0)
                && !chinese.ground(figure, english, source, target)
                // threescore and ten: the whole has ground.
                && !english.figures.iter().any(|whole| {
                    whole.place.len() > figure.place.len()
                        && whole.place.start <= figure.place.start
                        && figure.place.end <= whole.place.end
                        && chinese.ground(whole, english, source, target)
                })
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
            let is_scale = figure.number && figure.values[0] >= 100.0 && !figure.free;
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

/// Whether a figure of the English may stand where a number of the Chinese should.
fn may_replace(figure: &Figure, quantity: &Quantity) -> bool {
    let (value, other) = (quantity.value, figure.values[0]);
    (figure.digits || figure.ordinal == quantity.ordinal)
        && other.fract() == value.fract()
        && other <= value.max(2.0) * 10.0
        && other * 10.0 >= value
}

fn tell_missing(
    near: &Near<'_>,
    bead: &Both<'_>,
    missing: &[&Quantity],
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let pair = near.pair;
    // 4-15 is one thing to tell.
    let mut places: Vec<(Range<usize>, &Quantity)> = Vec::new();
    for quantity in missing {
        let range = places.last_mut().filter(|(place, _)| {
            let between = pair.source.get(place.end..quantity.place.start);
            between.is_some_and(|text| {
                matches!(
                    text.trim(),
                    "-" | "—" | "–" | "~" | "～" | "到" | "至" | "或"
                )
            })
        });
        match range {
            Some((place, _)) => place.end = quantity.place.end,
            None => places.push((quantity.place.clone(), quantity)),
        }
    }
    let written = |place: &Range<usize>| pair.source[place.clone()].trim().to_owned();
    if places.len() >= MANY {
        let mut names: Vec<String> = Vec::new();
        for name in places.iter().map(|(place, _)| written(place)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let message = format!("{} are not in the English", names.join(", "));
        found.push(
            BeadFinding::new("number", severity, pair.index, names[0].clone(), message)
                .at_source(places[0].0.clone()),
        );
        return;
    }
    let new: Vec<&Figure> = bead
        .new_figures()
        .filter(|figure| {
            !figure.ordinal || figure.digits || missing.iter().any(|quantity| quantity.ordinal)
        })
        .collect();
    for (place, quantity) in &places {
        let name = written(place);
        let mut severity = severity;
        let mut message = format!("{name} is not in the English");
        if near.are_swapped(quantity) {
            message += ", but in the next cell";
            severity = severity.min(Severity::Note);
        }
        let mut finding = BeadFinding::new("number", severity, pair.index, name, message)
            .at_source(place.clone());
        if let ([figure], [_]) = (new.as_slice(), places.as_slice()) {
            finding.message += &format!(", which has {}", &pair.target[figure.place.clone()]);
            finding = finding.at_target(figure.place.clone());
        }
        found.push(finding);
    }
}

/// The links near one, read when they are first asked for.
struct Near<'a> {
    pair: &'a CheckedBead<'a>,
    context: &'a Context<'a>,
    links: OnceCell<Vec<NearLink>>,
}

/// A link near another.
struct NearLink {
    source: String,
    target: String,
    numbers: OnceCell<(Quantities, Figures)>,
}

impl NearLink {
    fn numbers(&self) -> &(Quantities, Figures) {
        self.numbers
            .get_or_init(|| (chinese::read(&self.source), english::read(&self.target)))
    }
}

impl Near<'_> {
    fn links(&self) -> &[NearLink] {
        self.links.get_or_init(|| {
            let bitext = self.context.bitext;
            let index = self.pair.index;
            // A row of a table has some cells.
            let far = if is_cell(self.pair) { 14 } else { 2 };
            let last = (index + far + 1).min(bitext.beads.len());
            (index.saturating_sub(far)..last)
                .filter(|&at| at != index)
                .map(|at| NearLink {
                    source: bitext.source_text(&bitext.beads[at]),
                    target: bitext.target_text(&bitext.beads[at]),
                    numbers: OnceCell::new(),
                })
                .collect()
        })
    }

    /// Whether a number stands in the English of the link before or behind, where its Chinese has none: the sentences
    /// are cut otherwise. Not where that link lacks what stands here: then they are exchanged.
    fn have(&self, bead: &Both<'_>, quantity: &Quantity) -> bool {
        if bead.new_figures().next().is_some() || is_cell(self.pair) || quantity.value <= 2.0 {
            return false;
        }
        self.links().iter().any(|link| {
            let (source, target) = (&link.source, &link.target);
            let (chinese, english) = link.numbers();
            english.figures.iter().any(|figure| {
                figure.number
                    && !figure.free
                    && quantity.has_value_of(figure)
                    && !chinese.ground(figure, english, source, target)
            }) || quantity
                .said
                .as_deref()
                .is_some_and(|said| stands_in(target, said) && !stands_in(source, said))
        })
    }

    /// Whether a figure of the English stands in the Chinese of the link before or behind, whose English lacks it.
    fn lack(&self, figure: &Figure) -> bool {
        !is_cell(self.pair)
            && self.links().iter().any(|link| {
                let (chinese, english) = link.numbers();
                chinese.exact.iter().any(|quantity| {
                    quantity.need == Need::Yes
                        && quantity.has_value_of(figure)
                        && !quantity.is_in(english, &link.target)
                })
            })
    }

    /// Whether the number of a cell stands in one near it, whose own stands here.
    fn are_swapped(&self, quantity: &Quantity) -> bool {
        let written = self.pair.source[quantity.place.clone()].trim();
        is_cell(self.pair)
            && self
                .links()
                .iter()
                .any(|link| stands_in(&link.target, written) && !stands_in(&link.source, written))
    }
}

/// Whether a link is a cell of a table, or a number alone as there.
fn is_cell(pair: &CheckedBead<'_>) -> bool {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() <= 2;
    let cells = |sentences: &[Sentence]| {
        sentences
            .iter()
            .all(|sentence| sentence.kind == BlockKind::TableCell)
    };
    bare(&pair.source) && bare(&pair.target) || cells(pair.sources) && cells(pair.targets)
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
