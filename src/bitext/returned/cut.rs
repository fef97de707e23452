//! The English of a row as sentences again.

/// Cuts English into sentences.
pub type Cut<'a> = &'a dyn Fn(&str) -> Vec<String>;

/// The sentences of a text that was made of others: those at its beginning and end that did not change stay as they
/// were cut, and so does one sentence that the cutter would not have let alone.
pub(super) fn cut_like(base: &[String], text: &str, cut: Cut<'_>) -> Vec<String> {
    let (mut from, mut to) = (0, base.len());
    let mut rest = text.trim();
    let mut head = Vec::new();
    let mut tail = Vec::new();
    while from < to {
        let Some(behind) = rest.strip_prefix(base[from].as_str()) else {
            break;
        };
        if !behind.is_empty() && !behind.starts_with(' ') {
            break;
        }
        head.push(base[from].clone());
        rest = behind.trim_start();
        from += 1;
    }
    while from < to {
        let Some(before) = rest.strip_suffix(base[to - 1].as_str()) else {
            break;
        };
        if !before.is_empty() && !before.ends_with(' ') {
            break;
        }
        tail.push(base[to - 1].clone());
        rest = before.trim_end();
        to -= 1;
    }
    if !rest.is_empty() {
        let is_one = to - from == 1 && cut(&base[from]).len() > 1;
        if is_one {
            head.push(rest.to_owned());
        } else {
            head.extend(cut(rest));
        }
    }
    head.extend(tail.into_iter().rev());
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_stop(text: &str) -> Vec<String> {
        let parts = text.split_inclusive('.').map(|part| part.trim().to_owned());
        parts.filter(|part| !part.is_empty()).collect()
    }

    #[test]
    fn what_did_not_change_stays_cut_as_it_was() {
        let base: Vec<String> = ["He left Mr. Li.", "It rained.", "End."]
            .map(String::from)
            .to_vec();
        let cut = |text: &str| cut_like(&base, text, &by_stop);
        assert_eq!(
            cut("He left Mr. Li. It poured. Hard. End."),
            ["He left Mr. Li.", "It poured.", "Hard.", "End."]
        );
        assert_eq!(cut("It rained. End."), ["It rained.", "End."]);
        assert_eq!(cut(""), Vec::<String>::new());
        assert_eq!(
            cut("He met Mr. Li. It rained. End."),
            ["He met Mr. Li.", "It rained.", "End."]
        );
    }
}
