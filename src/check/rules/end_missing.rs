//! `end-missing`: English of running text that stops without a mark where the Chinese ends a sentence, as a
//! translation does that was cut off. Texts that mostly go without end marks (subtitles) mean it so.

use super::end_mark::CLOSING;
use super::{Context, Whole};
use crate::bitext::Sentence;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::document::BlockKind;
use crate::text::literal::{LiteralKind, literals};
use crate::text::script::is_han;

const ENDS: &[char] = &['。', '！', '？', '…', '．', '｡', '!', '?'];
/// The most beads that may lack their mark: this many in any text, or one in ten of those whose Chinese ends
/// a sentence. With more, the text means it so.
const FEW: usize = 3;
const ONE_IN: usize = 10;

struct Ends {
    severity: Severity,
    /// Beads whose Chinese ends a sentence of running text.
    ended: usize,
    found: Vec<BeadFinding>,
}

pub(super) fn begin<'a>(_: &Context<'a>, severity: Severity) -> Box<dyn Whole + 'a> {
    Box::new(Ends {
        severity,
        ended: 0,
        found: Vec::new(),
    })
}

impl Whole for Ends {
    fn see(&mut self, pair: &CheckedBead<'_>, context: &Context<'_>, _: &mut Vec<BeadFinding>) {
        if !pair.is_linked()
            || !is_running(pair.sources)
            || !is_running(pair.targets)
            || !pair.source.trim_end_matches(CLOSING).ends_with(ENDS)
        {
            return;
        }
        self.ended += 1;
        let target = without_reference(&pair.target);
        let Some(last) = target.chars().next_back() else {
            return;
        };
        if !last.is_alphanumeric() || is_han(last) || is_address(target) {
            return;
        }
        let behind = context.bitext.target.sentences.get(pair.bead.target.end);
        if pair.bead.moved.is_none() && behind.is_some_and(goes_on) {
            return;
        }
        // The white space may be the wide one of Chinese.
        let start = target.trim_end_matches(|c: char| !c.is_whitespace()).len();
        let start = start + target[start..].find(char::is_alphanumeric).unwrap_or(0);
        let finding = BeadFinding::new(
            "end-missing",
            self.severity,
            pair.index,
            &target[start..],
            "the Chinese ends a sentence here, the English has no end mark",
        );
        self.found.push(finding.at_target(start..target.len()));
    }

    fn end(self: Box<Self>, _: &Context<'_>, found: &mut Vec<BeadFinding>) {
        if self.found.len() <= FEW.max(self.ended / ONE_IN) {
            found.extend(self.found);
        }
    }
}

/// Whether the last of some sentences is in running text: headings, items and cells may go without.
fn is_running(sentences: &[Sentence]) -> bool {
    let kind = sentences.last().map(|sentence| sentence.kind);
    matches!(kind, Some(BlockKind::Paragraph | BlockKind::Quotation))
}

/// Without quotes and brackets at the end, and the number of a note there.
fn without_reference(text: &str) -> &str {
    let text = text.trim_end();
    let note = text
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once('['))
        .filter(|(_, note)| {
            note.trim_start_matches('^')
                .chars()
                .all(char::is_alphanumeric)
        });
    note.map_or(text, |(text, _)| text)
        .trim_end_matches(['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁰'])
        .trim_end_matches(CLOSING)
        .trim_end_matches('`')
}

/// Whether a text ends in an address of the web or of a person.
fn is_address(text: &str) -> bool {
    literals(text).last().is_some_and(|last| {
        last.span.end == text.len() && matches!(last.kind, LiteralKind::Url | LiteralKind::Email)
    })
}

/// Whether a sentence goes on with the one before, as where a line was broken inside it.
fn goes_on(sentence: &Sentence) -> bool {
    sentence.text.chars().next().is_some_and(char::is_lowercase)
}
