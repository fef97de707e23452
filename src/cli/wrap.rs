//! Text broken into lines by its width on the terminal: between Chinese characters, or at spaces.

use unicode_width::UnicodeWidthChar;

/// Marks that no line begins with.
const NO_BEGIN: &str = "，。、；：？！）》」』”’…—,.;:?!)]}";
/// Marks that no line ends with.
const NO_END: &str = "（《「『“‘([{";

/// A text with line breaks where it would be wider than this. What has no place to break stays whole.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let lines: Vec<String> = text.lines().map(|line| one(line, width)).collect();
    lines.join("\n")
}

fn one(line: &str, width: usize) -> String {
    let mut out = String::with_capacity(line.len());
    // The piece that stands together, and the width of the line without it and of itself.
    let (mut piece, mut before, mut of_piece) = (String::new(), 0, 0);
    let mut last = ' ';
    for c in line.chars() {
        if !piece.is_empty() && may_break(last, c) {
            out.push_str(&piece);
            before += of_piece;
            piece.clear();
            of_piece = 0;
        }
        piece.push(c);
        of_piece += c.width().unwrap_or(0);
        last = c;
        if before > 0 && c != ' ' && before + of_piece > width {
            let kept = out.trim_end_matches(' ').len();
            out.truncate(kept);
            out.push('\n');
            before = 0;
        }
    }
    out.push_str(&piece);
    out
}

/// Whether a line may end between these two.
fn may_break(a: char, b: char) -> bool {
    if a == ' ' {
        return b != ' ';
    }
    let is_wide = |c: char| c.width() == Some(2);
    b != ' ' && (is_wide(a) || is_wide(b)) && !NO_BEGIN.contains(b) && !NO_END.contains(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_by_their_width() {
        assert_eq!(wrapped("一二三四五六", 8), "一二三四\n五六");
        assert_eq!(wrapped("一二三四，五六", 8), "一二三\n四，五六");
        assert_eq!(wrapped("把《文》给他", 4), "把\n《文》\n给他");
        assert_eq!(wrapped("用 duizhao.toml 的", 12), "用\nduizhao.toml\n的");
        assert_eq!(wrapped("a b\n\nc", 3), "a b\n\nc");
        assert_eq!(wrapped("", 3), "");
    }

    #[test]
    fn what_has_no_place_to_break_stays_whole() {
        let long = "x".repeat(50);
        assert_eq!(wrapped(&long, 10), long);
    }
}
