//! Quantities: what a number of one language may be in the other. [`crate::text::numeral`] reads numbers; here is
//! what translators make of them: 三成 is 30 per cent, 98年 is 1998, 下午3点 is 15:00, 七天 is a week, 10公里 is six
//! miles.
//!
//! [`chinese`] reads the Chinese, [`english`] the English; [`clock`] knows times of the day, [`measure`] units and
//! currencies, [`vague`] amounts that are left open, [`aside`] digits that are no numbers of the language;
//! [`by_char`] is the table in which all of them look things up.

mod aside;
mod by_char;
pub(crate) mod chinese;
pub(crate) mod clock;
pub(crate) mod english;
pub(crate) mod measure;
pub(crate) mod vague;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use aside::lists;
pub(crate) use chinese::Quantities;
pub(crate) use english::{Figure, Figures};

use super::language::BLANK;
use clock::Clock;
use measure::UnitId;

/// A number of a Chinese text.
#[derive(Clone, Debug)]
pub(crate) struct Quantity {
    /// Its bytes, with the decimals and fractions that belong to it.
    pub(crate) place: Range<usize>,
    /// The bytes of the figure alone.
    pub(crate) written: Range<usize>,
    /// Its plain value; not a number for versions and dates.
    pub(crate) value: f64,
    /// The values that it may have in English.
    pub(crate) values: Vec<f64>,
    /// Values that English may round.
    pub(crate) rounded: Vec<f64>,
    /// Values that are all there where it is said in parts: a date, 1/4.
    pub(crate) parts: Vec<f64>,
    /// What may stand in the English as it is: a version.
    pub(crate) said: Option<String>,
    /// The units that it may count; none where the text names none.
    pub(crate) units: &'static [UnitId],
    /// The time of the day that it may be.
    pub(crate) clock: Option<Clock>,
    /// The month that it may be.
    pub(crate) month: Option<usize>,
    /// Whether it has to be in the English.
    pub(crate) need: Need,
    /// What it says of something else.
    pub(crate) kind: Kind,
    /// Whether it is below zero.
    pub(crate) negative: bool,
    /// Whether it orders, and does not count.
    pub(crate) ordinal: bool,
    /// Whether it counts few things, which the text may list instead.
    pub(crate) counts: bool,
    /// Whether it is part of a date.
    pub(crate) dated: bool,
    /// Whether its digits are part of a name.
    pub(crate) is_name: bool,
}

/// Whether a number of the Chinese has to be in the English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// It has to.
    Yes,
    /// It may be left out, but not be another: 这三个 is *these*, and not *these four*.
    IfChanged,
    /// It need not.
    No,
}

/// What a number says of something else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Nothing.
    Plain,
    /// By how many times its former size something grew: 增长了两倍.
    Grown {
        /// How many times.
        times: f64,
    },
    /// How many times as much.
    Times,
    /// The price that is left of a hundred: 七折 is 70.
    Discount {
        /// What is left.
        share: f64,
    },
    /// The years before Christ.
    BeforeChrist,
}

impl Quantity {
    fn new(place: Range<usize>, value: f64, need: Need) -> Quantity {
        Quantity {
            written: place.clone(),
            place,
            value,
            values: if value.is_nan() {
                Vec::new()
            } else {
                vec![value]
            },
            rounded: Vec::new(),
            parts: Vec::new(),
            said: None,
            units: &[],
            clock: None,
            month: None,
            need,
            kind: Kind::Plain,
            negative: false,
            ordinal: false,
            counts: false,
            dated: false,
            is_name: false,
        }
    }

    /// Whether it is in an English text.
    pub(crate) fn is_in(&self, english: &Figures, target: &str) -> bool {
        self.month
            .is_some_and(|month| english.months.contains(&month))
            || self
                .said
                .as_deref()
                .is_some_and(|said| stands_in(target, said))
            || english.figures.iter().any(|figure| self.is_figure(figure))
            || self
                .clock
                .as_ref()
                .is_some_and(|clock| english.clocks.iter().any(|other| clock.same_face(other)))
            || !self.parts.is_empty() && self.parts.iter().all(|&part| has_part(english, part))
    }

    /// Whether an English figure may be this number, in its units or converted.
    pub(crate) fn is_figure(&self, figure: &Figure) -> bool {
        if figure.dated && !self.dated {
            return false;
        }
        self.has_value_of(figure) || self.is_converted(figure)
    }

    /// Whether an English figure has one of its values.
    pub(crate) fn has_value_of(&self, figure: &Figure) -> bool {
        let mut pairs = self
            .values
            .iter()
            .flat_map(|&value| figure.values.iter().map(move |&other| (value, other)));
        pairs.any(|(value, other)| same(value, other))
            || self.rounded.iter().any(|&value| {
                figure
                    .values
                    .iter()
                    .any(|&other| (value - other).abs() <= value * 0.03)
            })
    }

    /// Whether an English figure is this number in another unit.
    pub(crate) fn is_converted(&self, figure: &Figure) -> bool {
        if self.units.is_empty() || figure.units.is_empty() {
            return false;
        }
        let values = [self.value, self.values.first().copied().unwrap_or(f64::NAN)];
        let signs: &[f64] = if self.negative { &[1.0, -1.0] } else { &[1.0] };
        let half = self
            .values
            .iter()
            .copied()
            .filter(|&value| same(value, self.value + 0.5));
        let values: Vec<f64> = values.into_iter().chain(half).collect();
        self.units.iter().any(|&from| {
            figure.units.iter().any(|&to| {
                from != to
                    && values
                        .iter()
                        .flat_map(|value| signs.iter().map(move |sign| value * sign))
                        .any(|value| {
                            measure::convert(value, from, to).is_some_and(|value| {
                                figure.values.iter().any(|&other| near(value.abs(), other))
                            })
                        })
            })
        })
    }
}

/// Whether a part of a date or fraction is in the English.
fn has_part(english: &Figures, part: f64) -> bool {
    let month = (1.0..=12.0).contains(&part) && english.months.contains(&(part as usize));
    month
        || english.figures.iter().any(|figure| {
            figure.values.iter().any(|&value| {
                same(value, part)
                    || part < 100.0 && (same(value, part + 2000.0) || same(value, part + 1900.0))
            })
        })
}

/// Whether a text holds some digits as they are, and not inside longer ones.
pub(crate) fn stands_in(text: &str, written: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    text.match_indices(written).any(|(at, _)| {
        let before = text[..at].ends_with(is_digit) && written.starts_with(is_digit);
        let decimal = text[..at]
            .strip_suffix(['.', ','])
            .is_some_and(|rest| rest.ends_with(is_digit));
        let rest = &text[at + written.len()..];
        let after = rest.starts_with(is_digit) && written.ends_with(is_digit);
        let more = rest
            .strip_prefix(['.', ','])
            .is_some_and(|rest| rest.starts_with(is_digit));
        !(before || after || decimal || more)
    })
}

impl Quantities {
    /// Whether an English figure has ground in the Chinese.
    pub(crate) fn ground(
        &self,
        figure: &Figure,
        english: &Figures,
        source: &str,
        target: &str,
    ) -> bool {
        let clock = english.clocks.iter().any(|clock| {
            clock.place.start <= figure.place.start && figure.place.end <= clock.place.end
        });
        clock
            || self.exact.iter().any(|quantity| {
                quantity.is_figure(figure)
                    || quantity
                        .parts
                        .iter()
                        .any(|&part| figure.values.iter().any(|&value| same(value, part)))
                    || quantity.clock.as_ref().is_some_and(|clock| {
                        figure
                            .values
                            .iter()
                            .any(|&value| same(value, f64::from(clock.minutes % 60)))
                    })
            })
            || self
                .rough
                .iter()
                .any(|rough| figure.values.iter().any(|&value| rough.may_be(value)))
            || figure.digits && stands_in(source, &target[figure.place.clone()])
    }
}

/// Equal but for rounding of the arithmetic; fractions but for what a translator rounds.
pub(crate) fn same(one: f64, other: f64) -> bool {
    let margin = if one.abs() < 1.0 && one != 0.0 {
        0.006
    } else {
        one.abs() * 1e-9
    };
    (one - other).abs() <= margin
}

/// Equal as far as units converted and rounded are.
pub(crate) fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= one.abs() * 0.07
}

/// A text with stretches blanked byte for byte, so that places stay.
fn blanked<'t, 'p>(text: &'t str, places: impl Iterator<Item = &'p Range<usize>>) -> Cow<'t, str> {
    let mut blanked = Cow::Borrowed(text);
    for place in places {
        let blank: String = place.clone().map(|_| BLANK).collect();
        blanked.to_mut().replace_range(place.clone(), &blank);
    }
    blanked
}
