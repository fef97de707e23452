//! The likeness of two strings, by the edits between them.

/// The likeness of two strings of characters, from 0 to 1: 1 less the Levenshtein distance as a share of the
/// longer one's length. Two empty strings are alike.
#[must_use]
pub(crate) fn similarity(one: &[char], two: &[char]) -> f64 {
    let longer = one.len().max(two.len());
    if longer == 0 {
        return 1.0;
    }
    1.0 - strsim::generic_levenshtein(&Characters(one), &Characters(two)) as f64 / longer as f64
}

/// The same of two words of which one may be misspelt: two neighbouring letters in the wrong order are one edit.
#[must_use]
pub(crate) fn spelling(one: &str, other: &str) -> f64 {
    let longer = one.chars().count().max(other.chars().count());
    if longer == 0 {
        return 1.0;
    }
    1.0 - strsim::osa_distance(one, other) as f64 / longer as f64
}

/// Characters that [`strsim`] can go through again and again.
struct Characters<'a>(&'a [char]);

impl<'a> IntoIterator for &Characters<'a> {
    type Item = char;
    type IntoIter = std::iter::Copied<std::slice::Iter<'a, char>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{similarity, spelling};

    #[test]
    fn exchanged_letters_are_one_edit() {
        assert!((spelling("lamp", "lmap") - 0.75).abs() < f64::EPSILON);
        assert!((spelling("", "") - 1.0).abs() < f64::EPSILON);
        assert!(spelling("灯塔", "lamp").abs() < f64::EPSILON);
    }

    #[test]
    fn edits_count_against_the_longer_one() {
        let of = |one: &str, two: &str| {
            let [one, two] = [one, two].map(|text| text.chars().collect::<Vec<_>>());
            similarity(&one, &two)
        };
        assert!((of("", "") - 1.0).abs() < f64::EPSILON);
        assert!((of("灯塔", "灯塔") - 1.0).abs() < f64::EPSILON);
        assert!((of("灯塔在东", "灯塔在西") - 0.75).abs() < f64::EPSILON);
        assert!(of("", "灯塔").abs() < f64::EPSILON);
    }
}
