//! The languages that the program speaks, and which of them a person wants.

use serde::Deserialize;

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub enum Locale {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Chinese in simplified characters.
    #[serde(rename = "zh-CN")]
    Chinese,
}

/// The variable that names the language for this program alone.
const OWN: &str = "DUIZHAO_LANG";
/// The variables of the system, the strongest first.
const OF_SYSTEM: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];
/// What makes Chinese another one than that in simplified characters.
const TRADITIONAL: [&str; 4] = ["hant", "tw", "hk", "mo"];

impl Locale {
    /// All of them.
    pub const ALL: [Locale; 2] = [Locale::English, Locale::Chinese];

    /// The language tag: the name on the command line, in settings and on pages.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Locale::English => "en",
            Locale::Chinese => "zh-CN",
        }
    }

    /// The language of a tag as people and systems write it (`zh`, `zh_CN.UTF-8`, `zh-Hans`, `en-GB`); `None` for
    /// one that the program does not speak.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Locale> {
        let bare = tag.split(['.', '@']).next().unwrap_or_default();
        let lower = bare.to_ascii_lowercase();
        let mut parts = lower.split(['-', '_']);
        match parts.next() {
            Some("en") => Some(Locale::English),
            Some("zh") if !parts.any(|part| TRADITIONAL.contains(&part)) => Some(Locale::Chinese),
            _ => None,
        }
    }

    /// The language that the environment asks for: `DUIZHAO_LANG`, else the first of `LC_ALL`, `LC_MESSAGES` and
    /// `LANG` that says something, else what the system says. What asks for another language gets English.
    #[must_use]
    pub fn of_environment(
        variable: &dyn Fn(&str) -> Option<String>,
        system: &dyn Fn() -> Option<String>,
    ) -> Locale {
        let said = |name: &str| variable(name).filter(|value| !value.is_empty());
        let tag = said(OWN)
            .or_else(|| OF_SYSTEM.iter().find_map(|name| said(name)))
            .or_else(system);
        tag.and_then(|tag| Locale::of_tag(&tag)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_systems_write_them() {
        for tag in [
            "zh",
            "zh-CN",
            "zh_CN.UTF-8",
            "zh-Hans",
            "zh_SG",
            "ZH-hans-cn",
        ] {
            assert_eq!(Locale::of_tag(tag), Some(Locale::Chinese), "{tag}");
        }
        for tag in ["en", "en_US.UTF-8", "en-GB"] {
            assert_eq!(Locale::of_tag(tag), Some(Locale::English), "{tag}");
        }
        for tag in ["", "C", "POSIX", "de_DE", "zh_TW.UTF-8", "zh-Hant", "zho"] {
            assert_eq!(Locale::of_tag(tag), None, "{tag}");
        }
        for locale in Locale::ALL {
            assert_eq!(Locale::of_tag(locale.tag()), Some(locale));
        }
    }

    #[test]
    fn the_nearest_variable_counts() {
        let chosen = |set: &[(&str, &str)]| {
            let variable = |name: &str| {
                let one = set.iter().find(|(other, _)| *other == name);
                one.map(|(_, value)| (*value).to_owned())
            };
            Locale::of_environment(&variable, &|| None)
        };
        let (own, all, messages, lang) = (OWN, "LC_ALL", "LC_MESSAGES", "LANG");
        assert_eq!(chosen(&[]), Locale::English);
        assert_eq!(chosen(&[(lang, "zh_CN.UTF-8")]), Locale::Chinese);
        assert_eq!(chosen(&[(messages, "C"), (lang, "zh")]), Locale::English);
        assert_eq!(chosen(&[(all, "zh"), (messages, "C")]), Locale::Chinese);
        assert_eq!(chosen(&[(all, ""), (lang, "zh")]), Locale::Chinese);
        assert_eq!(chosen(&[(own, "en"), (all, "zh")]), Locale::English);
        assert_eq!(chosen(&[(own, "zh"), (all, "C")]), Locale::Chinese);
        assert_eq!(chosen(&[(own, "fr"), (all, "zh")]), Locale::English);
        let system = || Some("zh-Hans-CN".to_owned());
        assert_eq!(Locale::of_environment(&|_| None, &system), Locale::Chinese);
    }
}
