//! Character classes, as far as the end of a sentence depends on them.

use crate::text::script::is_han;

/// A kind of quotation mark or bracket, opening and closing. Full-width, half-width and undirected forms
/// count as one kind, since writers mix them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    /// `“”` `"` `＂` `„` `«»`
    Double,
    /// `‘’` `'`
    Single,
    /// `「」`
    Corner,
    /// `『』`
    WhiteCorner,
    /// `()` `（）`
    Round,
    /// `[]` `［］` `〔〕` `【】`
    Square,
    /// `{}` `｛｝`
    Curly,
    /// `《》` `〈〉`
    Title,
}

impl Bracket {
    /// The number of kinds.
    pub(super) const COUNT: usize = 8;

    /// Whether the kind encloses speech: quotations are cut into sentences, brackets and titles are not.
    pub(super) const fn is_quote(self) -> bool {
        matches!(
            self,
            Bracket::Double | Bracket::Single | Bracket::Corner | Bracket::WhiteCorner
        )
    }
}

/// The class of a character for the scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// `。！？` and their like: ends a sentence wherever it stands.
    End,
    /// `.` `．`: ends a sentence, or a number, an abbreviation, an address.
    Dot,
    /// `…` `⋯`
    Ellipsis,
    /// `—` `―` `–`
    Dash,
    /// `；` `;`
    Semicolon,
    /// An opening mark that cannot be anything else.
    Open(Bracket),
    /// A closing mark that cannot be anything else.
    Close(Bracket),
    /// `"`: opens or closes.
    Straight,
    /// `'` and `’`: opens, closes, or is an apostrophe.
    Apostrophe,
    /// A line feed or paragraph separator.
    Line,
    /// Anything else.
    Other,
}

/// The class of an ASCII byte.
pub(super) const fn of_ascii(byte: u8) -> Class {
    match byte {
        b'!' | b'?' => Class::End,
        b'.' => Class::Dot,
        b';' => Class::Semicolon,
        b'"' => Class::Straight,
        b'\'' => Class::Apostrophe,
        b'(' => Class::Open(Bracket::Round),
        b')' => Class::Close(Bracket::Round),
        b'[' => Class::Open(Bracket::Square),
        b']' => Class::Close(Bracket::Square),
        b'{' => Class::Open(Bracket::Curly),
        b'}' => Class::Close(Bracket::Curly),
        b'\n' => Class::Line,
        _ => Class::Other,
    }
}

/// The class of any other character.
pub(super) const fn of(c: char) -> Class {
    match c {
        '。' | '！' | '？' | '｡' | '﹒' | '﹖' | '﹗' | '‼' | '⁇' | '⁈' | '⁉' | '‽' => {
            Class::End
        }
        '．' => Class::Dot,
        '…' | '⋯' => Class::Ellipsis,
        '—' | '―' | '–' | '⸺' => Class::Dash,
        '；' | '﹔' => Class::Semicolon,
        '“' | '„' | '«' | '〝' => Class::Open(Bracket::Double),
        '”' | '»' | '〞' | '〟' => Class::Close(Bracket::Double),
        '‘' => Class::Open(Bracket::Single),
        '’' => Class::Apostrophe,
        '「' | '﹁' | '｢' => Class::Open(Bracket::Corner),
        '」' | '﹂' | '｣' => Class::Close(Bracket::Corner),
        '『' | '﹃' => Class::Open(Bracket::WhiteCorner),
        '』' | '﹄' => Class::Close(Bracket::WhiteCorner),
        '（' | '﹙' => Class::Open(Bracket::Round),
        '）' | '﹚' => Class::Close(Bracket::Round),
        '［' | '〔' | '【' | '〖' => Class::Open(Bracket::Square),
        '］' | '〕' | '】' | '〗' => Class::Close(Bracket::Square),
        '｛' => Class::Open(Bracket::Curly),
        '｝' => Class::Close(Bracket::Curly),
        '《' | '〈' => Class::Open(Bracket::Title),
        '》' | '〉' => Class::Close(Bracket::Title),
        '＂' => Class::Straight,
        '\u{2029}' => Class::Line,
        _ => Class::Other,
    }
}

/// A mark after which a sentence always goes on.
pub(super) const fn is_soft(c: char) -> bool {
    matches!(
        c,
        ',' | ';' | ':' | '，' | '、' | '；' | '：' | '､' | '﹐' | '﹑' | '﹔' | '﹕' | '·' | '・'
    )
}

/// A letter or digit of a script that puts spaces between words.
pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric() && !is_unspaced(c))
}

/// A letter of a script without spaces between words: Han, kana, bopomofo.
pub(super) const fn is_unspaced(c: char) -> bool {
    is_han(c) || matches!(c as u32, 0x3040..=0x312F)
}

/// A dash of any length.
pub(super) const fn is_dash(c: char) -> bool {
    matches!(c, '—' | '―' | '–' | '⸺' | '─')
}

/// ①, ⑴, ⒈ and their like.
pub(super) const fn is_circled(c: char) -> bool {
    matches!(c as u32, 0x2460..=0x249B | 0x2776..=0x2793 | 0x3251..=0x325F | 0x32B1..=0x32BF)
}

/// A mark that refers to a note: superior figures and daggers.
pub(super) const fn is_note_sign(c: char) -> bool {
    matches!(c, '*' | '†' | '‡' | '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}
