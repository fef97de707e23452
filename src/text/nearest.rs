//! "Did you mean": the known name nearest to what was written.

use strsim::osa_distance;

/// The nearest of `names`, if it is near enough to be meant: at most a third of the letters of the
/// longer one differ, and one may always; two neighbours swapped are one difference. Capitals and the kind
/// of dash do not count.
pub(crate) fn nearest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase().replace('_', "-");
    let length = written.chars().count();
    names
        .map(|name| (osa_distance(&written, name), name))
        .filter(|(distance, name)| *distance <= (name.chars().count().max(length) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_meant() {
        let names = ["source", "target", "source-language", "glossary"];
        for (written, meant) in [
            ("sorce", Some("source")),
            ("taregt", Some("target")),
            ("source_language", Some("source-language")),
            ("Glossaries", Some("glossary")),
            ("colour", None),
        ] {
            assert_eq!(nearest(written, names.into_iter()), meant, "{written}");
        }
    }
}
