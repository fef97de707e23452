//! The catalogues as they are compiled in, and what they say.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde_json::Value as Json;

use super::area::{AREAS, pattern_for_pages};
use super::locale::Locale;

/// What stands for a placeholder: a text or a number.
pub type Value<'a> = FluentValue<'a>;

/// The words of one language, and behind them those in English.
pub struct Words {
    locale: Locale,
    bundle: FluentBundle<&'static FluentResource>,
}

/// The parsed files of a language, by area.
type Files = Vec<(&'static str, FluentResource)>;

static ENGLISH_FILES: LazyLock<Files> = LazyLock::new(|| files(Locale::English));
static CHINESE_FILES: LazyLock<Files> = LazyLock::new(|| files(Locale::Chinese));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::new(Locale::English));
static CHINESE: LazyLock<Words> = LazyLock::new(|| Words::new(Locale::Chinese));

/// Parses the files of a language. An entry with a fault is left out; a test sees to it that there is none.
fn files(locale: Locale) -> Files {
    let parsed = AREAS.iter().map(|area| {
        let text = match locale {
            Locale::English => area.english,
            Locale::Chinese => area.chinese,
        };
        let resource = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        (area.name, resource)
    });
    parsed.collect()
}

fn files_of(locale: Locale) -> &'static Files {
    match locale {
        Locale::English => &ENGLISH_FILES,
        Locale::Chinese => &CHINESE_FILES,
    }
}

impl Words {
    fn new(locale: Locale) -> Words {
        let tag = locale.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Marks around what is put in are for texts of mixed directions; here they would be rubbish in a terminal.
        bundle.set_use_isolating(false);
        for (_, resource) in files_of(locale) {
            bundle.add_resource_overriding(resource);
        }
        Words { locale, bundle }
    }

    /// The words of a language.
    #[must_use]
    pub fn of(locale: Locale) -> &'static Words {
        match locale {
            Locale::English => &ENGLISH,
            Locale::Chinese => &CHINESE,
        }
    }

    /// The language.
    #[must_use]
    pub const fn locale(&self) -> Locale {
        self.locale
    }

    /// The text with this id, with these values in its placeholders. In English where this language lacks it; the
    /// id itself where English lacks it, too.
    #[must_use]
    pub fn say(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        let said = self.try_say(id, values);
        let said = said.or_else(|| Words::of(Locale::English).try_say(id, values));
        said.unwrap_or_else(|| id.to_owned())
    }

    /// The text with this id, if it has no placeholders to fill.
    #[must_use]
    pub fn word(&self, id: &str) -> String {
        self.say(id, &[])
    }

    /// Whether this language itself has the id.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// The text with this id in this language.
    pub(super) fn try_say(&self, id: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut given = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            given.set(*name, value.clone());
        }
        let mut faults = Vec::new();
        let said = self
            .bundle
            .format_pattern(pattern, Some(&given), &mut faults);
        Some(said.into_owned())
    }

    /// The patterns of an area by id, for a page that fills them itself; in English where this language lacks one.
    /// `docs/languages.md` says how they are written: a text with `{name}` in it, or one such text for the number
    /// one and one for others: `{"by": "count", "one": "…", "other": "…"}`.
    #[must_use]
    pub fn area(&self, name: &str) -> BTreeMap<&'static str, Json> {
        let mut patterns = BTreeMap::new();
        for locale in [Locale::English, self.locale] {
            for (id, pattern) in messages(locale, name) {
                if let Some(pattern) = pattern_for_pages(pattern) {
                    patterns.insert(id, pattern);
                }
            }
        }
        patterns
    }
}

/// The messages of an area in a language, in the order of the file.
pub(super) fn messages(
    locale: Locale,
    area: &str,
) -> impl Iterator<
    Item = (
        &'static str,
        &'static fluent_syntax::ast::Pattern<&'static str>,
    ),
> {
    let of_area = files_of(locale)
        .iter()
        .filter(move |(name, _)| *name == area);
    of_area
        .flat_map(|(_, resource)| resource.entries())
        .filter_map(|entry| match entry {
            fluent_syntax::ast::Entry::Message(message) => {
                Some((message.id.name, message.value.as_ref()?))
            }
            _ => None,
        })
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Words").field(&self.locale).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_language_lacks_is_said_in_english() {
        let chinese = Words::of(Locale::Chinese);
        assert_eq!(chinese.say("no-such-text", &[]), "no-such-text");
        let english = Words::of(Locale::English);
        assert_eq!(
            english.say("label-error", &[]),
            "error",
            "the catalogue is compiled in"
        );
        assert_eq!(chinese.word("label-error"), "错误");
    }
}
