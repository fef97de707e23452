//! A text with other bytes in places.

use std::collections::BTreeMap;

use crate::text::SourceSpan;

/// New bytes for some of a text, by the offset at which these begin. Of two that overlap the first counts.
pub(super) type Patches = BTreeMap<usize, (SourceSpan, String)>;

/// The text with the new bytes.
pub(super) fn patched(text: &str, patches: &Patches) -> String {
    patched_part(text, SourceSpan::new(0, text.len()), patches)
}

/// A part of the text with the new bytes.
pub(super) fn patched_part(text: &str, of: SourceSpan, patches: &Patches) -> String {
    let mut out = String::with_capacity(of.len() + of.len() / 8);
    let mut at = of.start;
    for (span, written) in patches.range(of.start..=of.end).map(|(_, patch)| patch) {
        if span.start < at || span.end > of.end {
            continue;
        }
        out.push_str(&text[at..span.start]);
        out.push_str(written);
        at = span.end;
    }
    out + &text[at..of.end]
}
