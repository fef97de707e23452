//! What a book is known by, as the package document writes it.

/// An identifier as a URI where it is of a known kind, and its code in ONIX code list 5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identifier {
    /// The identifier.
    pub(super) value: String,
    /// The code of its kind.
    pub(super) kind: Option<&'static str>,
}

impl Identifier {
    /// The identifier that is written so: an ISBN, a DOI, or anything else as it is.
    pub(super) fn of(written: &str) -> Option<Identifier> {
        let written = written.trim();
        if written.is_empty() {
            return None;
        }
        let lower = written.to_ascii_lowercase();
        let (value, kind) = if let Some(isbn) = isbn(&lower) {
            let kind = if isbn.len() == 13 { "15" } else { "02" };
            (format!("urn:isbn:{isbn}"), Some(kind))
        } else if let Some(doi) = doi(written) {
            (format!("https://doi.org/{doi}"), Some("06"))
        } else {
            (written.to_owned(), None)
        };
        Some(Identifier { value, kind })
    }
}

/// The digits of an ISBN whose check digit is right.
fn isbn(lower: &str) -> Option<String> {
    let bare = lower.strip_prefix("urn:").unwrap_or(lower);
    let bare = bare.strip_prefix("isbn").unwrap_or(bare);
    let bare = bare
        .strip_prefix("-13")
        .or_else(|| bare.strip_prefix("-10"))
        .unwrap_or(bare);
    let bare = bare.trim_start_matches([':', '：', ' ']);
    let sound = |c: char| c.is_ascii_digit() || matches!(c, 'x' | '-' | '‐' | '–' | ' ');
    if !bare.chars().all(sound) {
        return None;
    }
    let digits: String = bare
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == 'x')
        .collect();
    let digits = digits.to_ascii_uppercase();
    let value = |c: char| c.to_digit(10).unwrap_or(10);
    let no_x = |digits: &str| !digits.contains('X');
    match digits.len() {
        13 if no_x(&digits) => {
            let sum: u32 = (digits.chars().zip([1, 3].into_iter().cycle()))
                .map(|(c, weight)| value(c) * weight)
                .sum();
            sum.is_multiple_of(10).then_some(digits)
        }
        10 if no_x(&digits[..9]) => {
            let sum: u32 = (digits.chars().zip((1..=10).rev()))
                .map(|(c, weight)| value(c) * weight)
                .sum();
            sum.is_multiple_of(11).then_some(digits)
        }
        _ => None,
    }
}

/// The name of a DOI without what it is led in with.
fn doi(written: &str) -> Option<&str> {
    let leads = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "urn:doi:",
        "doi:",
    ];
    let lead = |lead: &&str| {
        let start = written.get(..lead.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(lead))
    };
    let bare = leads
        .iter()
        .find(|one| lead(one))
        .map_or(written, |lead| &written[lead.len()..])
        .trim();
    let (prefix, suffix) = bare.split_once('/')?;
    let number = prefix.strip_prefix("10.")?;
    let sound = number.len() >= 4
        && number.chars().all(|c| c.is_ascii_digit() || c == '.')
        && !suffix.is_empty()
        && !suffix.contains(char::is_whitespace);
    sound.then_some(bare)
}

/// Whether a date is one that a package document may name: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
pub(super) fn is_date(written: &str) -> bool {
    let parts: Vec<&str> = written.split('-').collect();
    let number = |part: &str, digits: usize, most: u32| {
        part.len() == digits
            && part.chars().all(|c| c.is_ascii_digit())
            && part
                .parse()
                .is_ok_and(|number: u32| (1..=most).contains(&number))
    };
    match parts.as_slice() {
        [year] => number(year, 4, 9999),
        [year, month] => number(year, 4, 9999) && number(month, 2, 12),
        [year, month, day] => number(year, 4, 9999) && number(month, 2, 12) && number(day, 2, 31),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_and_wrong_check_digits_are_no_isbn() {
        for (written, value, kind) in [
            (
                "ISBN 978-3-16-148410-0",
                "urn:isbn:9783161484100",
                Some("15"),
            ),
            (
                "urn:isbn:9783161484100",
                "urn:isbn:9783161484100",
                Some("15"),
            ),
            ("3-16-148410-X", "urn:isbn:316148410X", Some("02")),
            ("978-3-16-148410-1", "978-3-16-148410-1", None),
            ("doi:10.1000/182", "https://doi.org/10.1000/182", Some("06")),
            ("10.1000/182", "https://doi.org/10.1000/182", Some("06")),
            (
                "https://DOI.org/10.1000/a(1)",
                "https://doi.org/10.1000/a(1)",
                Some("06"),
            ),
            (" https://e.org/book ", "https://e.org/book", None),
            ("X-第1号", "X-第1号", None),
            ("10/4", "10/4", None),
        ] {
            let found = Identifier::of(written).unwrap();
            assert_eq!(
                (found.value.as_str(), found.kind),
                (value, kind),
                "{written}"
            );
        }
        assert_eq!(Identifier::of("  "), None);
    }

    #[test]
    fn dates() {
        for date in ["2026", "2026-11", "2026-11-28"] {
            assert!(is_date(date), "{date}");
        }
        for none in [
            "",
            "26",
            "2026-13",
            "2026-11-28-1",
            "November 2026",
            "2026-1",
        ] {
            assert!(!is_date(none), "{none}");
        }
    }
}
