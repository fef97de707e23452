//! The key of a pair by its words: what was said of Chinese and its English holds as long as both stay.

use crate::text::digest;
use crate::text::spaces;

/// A key for what is known of a pair.
pub type PairKey = [u8; 32];

/// The key of a pair: a hash of the visible words of both sides. White space does not count, except between words.
#[must_use]
pub fn pair_key(source: &str, target: &str) -> PairKey {
    digest::of_parts(["pair", &spaces::fold(source), &spaces::fold(target)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_both_sides_count() {
        let key = pair_key("船来了。", "The ship came.");
        assert_eq!(key, pair_key(" 船来了。\n", "The  ship\ncame. "));
        for (source, target) in [
            ("船来了！", "The ship came."),
            ("船来了。", "The ships came."),
            ("", "船来了。The ship came."),
        ] {
            assert_ne!(key, pair_key(source, target));
        }
    }
}
