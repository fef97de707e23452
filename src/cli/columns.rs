//! Words in columns of a terminal, where a Chinese character is as wide as two letters.

use unicode_width::UnicodeWidthStr;

/// A text and the spaces that fill so many columns.
pub(super) fn filled(text: &str, columns: usize) -> String {
    text.to_owned() + &" ".repeat(columns.saturating_sub(text.width()))
}

/// A text at the right end of so many columns.
pub(super) fn at_right(text: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(text.width())) + text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_as_wide_as_it_is_shown() {
        assert_eq!(filled("句子", 6), "句子  ");
        assert_eq!(at_right("句子", 6), "  句子");
        assert_eq!(filled("sentences", 6), "sentences");
        assert_eq!(filled("句子", 6).width(), filled("text", 6).width());
    }
}
