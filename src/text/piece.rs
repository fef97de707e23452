//! The pieces of a text, by which two versions of it are compared.

use super::script::is_cjk_wide;

/// The pieces of a text with the byte at which each begins: words of letters and digits, single Chinese
/// characters, single marks. White space separates and is no piece.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.find(|&(_, c)| !c.is_whitespace())?;
        let mut end = start + first.len_utf8();
        if is_of_word(first) {
            while let Some((at, c)) = rest.next_if(|&(_, c)| is_of_word(c)) {
                end = at + c.len_utf8();
            }
        }
        Some((start, &text[start..end]))
    })
}

/// Whether a piece is a mark, and no word or Chinese character.
pub(crate) fn is_mark(piece: &str) -> bool {
    !piece.starts_with(char::is_alphanumeric)
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() && !is_cjk_wide(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_characters_and_marks() {
        for (text, wanted) in [
            ("", ""),
            (" \u{3000}\n", ""),
            ("The ferry's 2nd bell.", "The|ferry|'|s|2nd|bell|."),
            ("渡口GPS灯亮了……", "渡|口|GPS|灯|亮|了|…|…"),
            ("Café,  après", "Café|,|après"),
        ] {
            let found: Vec<&str> = pieces(text).map(|(_, piece)| piece).collect();
            assert_eq!(found.join("|"), wanted, "{text:?}");
            assert!(pieces(text).all(|(at, piece)| text[at..].starts_with(piece)));
        }
        assert!(is_mark("。") && is_mark("’"));
        assert!(!is_mark("灯") && !is_mark("2nd"));
    }
}
