//! The weight of Chinese: how much a text has to say, in one measure for texts of Han characters, names and figures.

use crate::text::scan::is_alphanumeric;
use crate::text::script::is_han;

/// The weight of a Chinese text in Han characters: a Latin letter or a digit counts a third.
pub(crate) fn weight(text: &str) -> usize {
    let (mut han, mut latin) = (0, 0);
    for c in text.chars() {
        if is_han(c) {
            han += 1;
        } else {
            latin += usize::from(is_alphanumeric(c));
        }
    }
    han + latin / 3
}
