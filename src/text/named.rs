//! Tables of named things (formats, reports, protocols) and the look-up that they have in common.

use std::path::Path;

use super::nearest::nearest;
use crate::error::{Error, Result};

/// One line of a table: what a user can name.
pub trait Named: Sized + 'static {
    /// The kind of thing, as messages call it: `bitext format`.
    const KIND: &'static str;

    /// All of them, in the order in which they are listed.
    fn table() -> &'static [Self];

    /// The name that the user writes.
    fn id(&self) -> &'static str;

    /// The endings of its files' names, without the dot, the usual one first.
    fn extensions(&self) -> &[&'static str] {
        &[]
    }

    /// The one with this id.
    #[must_use]
    fn find(id: &str) -> Option<&'static Self> {
        Self::table().iter().find(|one| one.id() == id)
    }

    /// The one with this id.
    ///
    /// # Errors
    /// [`Error::Usage`] with the ids that there are, and the nearest where one is near.
    fn by_id(id: &str) -> Result<&'static Self> {
        Self::find(id).ok_or_else(|| {
            let there = format!("there are {}", Self::ids(|_| true));
            let help = match nearest(id, Self::table().iter().map(Self::id)) {
                Some(near) => format!("did you mean \"{near}\"? {there}"),
                None => there,
            };
            Error::usage(format!("no {} is called \"{id}\"", Self::KIND), help)
        })
    }

    /// The one whose files end like this path, upper or lower case; of several (`.xlf`, `.xliff12.xlf`)
    /// the one whose ending is longest.
    #[must_use]
    fn by_ending(path: &Path) -> Option<&'static Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let fits = |ending: &&str| {
            let stem = name.strip_suffix(ending);
            stem.is_some_and(|stem| stem.ends_with('.'))
        };
        let length = |one: &'static Self| {
            one.extensions()
                .iter()
                .copied()
                .filter(|e| fits(e))
                .map(str::len)
                .max()
        };
        Self::table()
            .iter()
            .filter_map(|one| Some((length(one)?, one)))
            .max_by_key(|(length, _)| *length)
            .map(|(_, one)| one)
    }

    /// The ids of some of them, as a message lists them.
    #[must_use]
    fn ids(which: impl Fn(&Self) -> bool) -> String {
        let some = Self::table().iter().filter(|one| which(one));
        some.map(Self::id).collect::<Vec<_>>().join(", ")
    }

    /// All endings, as a message lists them.
    #[must_use]
    fn endings() -> String {
        let all = Self::table().iter().flat_map(Self::extensions);
        let all: Vec<String> = all.map(|ending| format!(".{ending}")).collect();
        all.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Lamp(&'static str, &'static [&'static str]);

    impl Named for Lamp {
        const KIND: &'static str = "lamp";

        fn table() -> &'static [Lamp] {
            &[
                Lamp("oil", &["oil", "old.lamp"]),
                Lamp("electric", &["lamp"]),
            ]
        }

        fn id(&self) -> &'static str {
            self.0
        }

        fn extensions(&self) -> &[&'static str] {
            self.1
        }
    }

    #[test]
    fn the_nearest_is_named_where_one_is_near() {
        assert_eq!(Lamp::by_id("oil").expect("it is there").0, "oil");
        let Err(Error::Usage { what, help }) = Lamp::by_id("eletcric") else {
            panic!("there is no such lamp");
        };
        assert_eq!(what, "no lamp is called \"eletcric\"");
        assert_eq!(help, "did you mean \"electric\"? there are oil, electric");
        let Err(Error::Usage { help, .. }) = Lamp::by_id("candle") else {
            panic!("there is no such lamp");
        };
        assert_eq!(help, "there are oil, electric");
    }

    #[test]
    fn the_longest_ending_says_most() {
        let found = |path: &str| Lamp::by_ending(Path::new(path)).map(|lamp| lamp.0);
        assert_eq!(found("a/b.LAMP"), Some("electric"));
        assert_eq!(found("b.old.lamp"), Some("oil"));
        assert_eq!(found("lamp"), None);
        assert_eq!(found("-"), None);
        assert_eq!(Lamp::endings(), ".oil, .old.lamp, .lamp");
    }
}
