//! Fixes: the words that findings propose, put into a bitext as operations (so that the ids of sentences
//! follow the words, and an edit can be taken back), or into the bytes of a text. A fix is taken apart into the words
//! that really change, so that markup, line breaks and ends of sentences between them stay. What is not made comes
//! back with the reason.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use similar::{Algorithm, capture_diff_slices};

use super::finding::Finding;
use super::judged::{JudgedFinding, State};
use super::locate::{in_file, starts};
use crate::bitext::Bitext;
use crate::bitext::SideName;
use crate::bitext::edit::Operation;
use crate::document::Syntax;
use crate::error::{Error, Place, Result};
use crate::segment::SegmentedDocument;
use crate::text::xml::{Escape, Quotes};

/// Bytes to be replaced, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes.
    pub place: Range<usize>,
    /// The words there before.
    pub was: String,
    /// The words there after.
    pub with: String,
}

/// An edit in one target sentence of a bitext.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentenceEdit {
    /// Index of the sentence in the target side.
    pub sentence: usize,
    /// The edit, in bytes of the sentence's text.
    pub edit: Edit,
}

/// The reason why a fix is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMade {
    /// It proposes no words.
    NoFix,
    /// It has no place in the English.
    NoPlace,
    /// Words that change stand on both sides of the end of a sentence.
    AcrossSentences,
    /// The words are there already: the bitext folds white space that its text has.
    ThereAlready,
    /// It overlaps another one that is made.
    Overlaps,
    /// Its place no longer says what it said.
    Changed,
    /// In the text there is markup, or a character written as a code, inside the words that change.
    Markup,
    /// The words to be written have characters that would be markup in the text.
    WouldBeMarkup,
}

impl fmt::Display for NotMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotMade::NoFix => "there are no words to write instead",
            NotMade::NoPlace => "it is about the whole sentence",
            NotMade::AcrossSentences => "its place reaches over the end of a sentence",
            NotMade::ThereAlready => {
                "only the text has these spaces, not the bitext: check the two texts with --fix"
            }
            NotMade::Overlaps => "it overlaps another one: run check again",
            NotMade::Changed => "the words have changed since",
            NotMade::Markup => "there is markup inside its place: look at it",
            NotMade::WouldBeMarkup => "its words would be markup in this text: look at it",
        })
    }
}

/// The findings that count and whose fix is safe, in the order of the text.
pub fn safe(findings: &[JudgedFinding]) -> impl Iterator<Item = &JudgedFinding> {
    findings.iter().filter(|judged| {
        let fix = judged.finding.fix.as_ref();
        judged.state == State::New && fix.is_some_and(|fix| fix.safe)
    })
}

/// The words that differ between two texts: bytes of the old one, and bytes of the new one that stand for them. A
/// piece of the old text is never empty, unless all of it is.
#[must_use]
pub fn differing_words(old: &str, new: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let whole = || vec![(0..old.len(), 0..new.len())];
    if old == new {
        return Vec::new();
    }
    let (olds, news) = (tokens(old), tokens(new));
    let texts = |text: &'_ str, of: &[Range<usize>]| -> Vec<String> {
        of.iter()
            .map(|place| text[place.clone()].to_owned())
            .collect()
    };
    let ops = capture_diff_slices(Algorithm::Myers, &texts(old, &olds), &texts(new, &news));
    let bytes = |of: &[Range<usize>], range: Range<usize>, end: usize| {
        let from = of.get(range.start).map_or(end, |place| place.start);
        let to = range.end.checked_sub(1).and_then(|last| of.get(last));
        from..to.map_or(from, |place| place.end).max(from)
    };
    let mut pieces: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for op in ops.iter().filter(|op| op.tag() != similar::DiffTag::Equal) {
        let (mut of_old, mut of_new) = (op.old_range(), op.new_range());
        if of_old.is_empty() {
            // With the word behind it, or before it: so it is clear on which side of markup it stands.
            let is_space = |at: usize| old[olds[at].clone()].trim().is_empty();
            if of_old.end < olds.len() && !is_space(of_old.end) {
                (of_old.end, of_new.end) = (of_old.end + 1, of_new.end + 1);
            } else if of_old.start > 0 {
                (of_old.start, of_new.start) = (of_old.start - 1, of_new.start.saturating_sub(1));
            } else {
                return whole();
            }
        }
        let piece = (
            bytes(&olds, of_old, old.len()),
            bytes(&news, of_new, new.len()),
        );
        if pieces
            .last()
            .is_some_and(|(last, _)| last.end > piece.0.start)
        {
            return whole();
        }
        pieces.push(piece);
    }
    pieces
}

/// Words, stretches of white space, and single marks.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let kind = |c: char| match c {
        c if c.is_whitespace() => 0,
        c if c.is_alphanumeric() => 1,
        _ => 2,
    };
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let mut last = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match tokens.last_mut() {
            Some(token) if last == Some(kind(c)) && kind(c) < 2 => token.end = end,
            _ => tokens.push(at..end),
        }
        last = Some(kind(c));
    }
    tokens
}

/// The fix of a finding as edits of target sentences, which are made together or not at all.
///
/// # Errors
/// [`NotMade`] where it has no such place or no words.
pub fn of_finding(bitext: &Bitext, finding: &Finding) -> Result<Vec<SentenceEdit>, NotMade> {
    let fix = finding.fix.as_ref().ok_or(NotMade::NoFix)?;
    if finding.target.is_empty() {
        return Err(NotMade::NoPlace);
    }
    let sentences = finding.target_sentences(bitext);
    let joined = finding.target_text(bitext);
    let visible = joined.get(finding.target.clone()).ok_or(NotMade::Changed)?;
    let begins = starts(sentences, &joined);
    let mut pieces = differing_words(visible, &fix.with);
    if pieces.is_empty() {
        pieces.push((0..visible.len(), 0..fix.with.len()));
    }
    let edits = pieces.into_iter().map(|(old, new)| {
        let place = finding.target.start + old.start..finding.target.start + old.end;
        let mut of = begins.iter().zip(sentences).enumerate();
        let (number, start) = of
            .find(|(_, (start, sentence))| {
                **start <= place.start && place.end <= **start + sentence.text.len()
            })
            .map(|(number, (start, _))| (number, *start))
            .ok_or(NotMade::AcrossSentences)?;
        Ok(SentenceEdit {
            sentence: finding.sentences.target.start + number,
            edit: Edit {
                place: place.start - start..place.end - start,
                was: visible[old].to_owned(),
                with: fix.with[new].to_owned(),
            },
        })
    });
    edits.collect()
}

/// A stretch of a text that fixes change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its line in the file, from 1; 0 where it is not known.
    pub line: usize,
    /// The column at which it begins.
    pub column: usize,
    /// As it was: whole lines of a text, or a sentence of a bitext.
    pub old: String,
    /// As it will be.
    pub new: String,
    /// The fixes that change it, by their number.
    pub fixes: Vec<usize>,
}

/// Edits of a bitext, ready to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BitextFixes {
    /// One operation for each bead that changes, in the order of the text: [`Bitext::edit`] does them.
    pub operations: Vec<Operation>,
    /// Each sentence that changes.
    pub changes: Vec<Change>,
    /// For each fix, in the order given, why it is not made.
    pub outcomes: Vec<Option<NotMade>>,
}

impl BitextFixes {
    /// The number of fixes that are made.
    #[must_use]
    pub fn made(&self) -> usize {
        made(&self.outcomes)
    }
}

fn made(outcomes: &[Option<NotMade>]) -> usize {
    outcomes.iter().filter(|outcome| outcome.is_none()).count()
}

/// The operations that put the fixes of findings into a bitext; outcomes are told of the findings.
#[must_use]
pub fn of_findings(bitext: &Bitext, findings: &[&JudgedFinding]) -> BitextFixes {
    let fixes: Vec<_> = findings
        .iter()
        .map(|judged| of_finding(bitext, &judged.finding))
        .collect();
    let edits: Vec<_> = fixes
        .iter()
        .map(|fix| fix.clone().unwrap_or_default())
        .collect();
    let mut done = in_bitext(bitext, &edits);
    for (outcome, fix) in done.outcomes.iter_mut().zip(fixes) {
        if let Err(why) = fix {
            *outcome = Some(why);
        }
    }
    done
}

/// The operations that put fixes into a bitext, each with its edits.
#[must_use]
pub fn in_bitext(bitext: &Bitext, fixes: &[Vec<SentenceEdit>]) -> BitextFixes {
    let owners = bitext.bead_of(SideName::Target);
    let text = |sentence: usize| {
        owners.get(sentence)?.as_ref()?;
        Some(bitext.target.sentences.get(sentence)?.text.as_str())
    };
    let edits = fixes.iter().map(|edits| {
        let edits = edits.iter().map(|one| (one.sentence, &one.edit));
        edits.collect()
    });
    let edits: Vec<Vec<_>> = edits.collect();
    let (taken, outcomes) = take(&edits, text);
    let mut done = BitextFixes {
        outcomes,
        ..BitextFixes::default()
    };
    let mut by_bead: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
    for (at, edits) in &taken {
        let Some(&Some(bead)) = owners.get(*at) else {
            continue;
        };
        let sentence = &bitext.target.sentences[*at];
        let text = replaced(&sentence.text, edits);
        let (line, column) = sentence.at.unwrap_or((0, 0));
        let mut fixes: Vec<usize> = edits.iter().map(|(_, number)| *number).collect();
        fixes.dedup();
        done.changes.push(Change {
            line,
            column,
            old: sentence.text.to_string(),
            new: text.clone(),
            fixes,
        });
        by_bead.entry(bead).or_default().push((*at, text));
    }
    for (at, changed) in by_bead {
        let bead = &bitext.beads[at];
        let texts = bitext.bead_target(bead).iter();
        let mut texts: Vec<String> = texts.map(|sentence| sentence.text.to_string()).collect();
        for (sentence, text) in changed {
            texts[sentence - bead.target.start] = text;
        }
        done.operations.push(Operation::Translate {
            bead: bead.id.clone(),
            texts,
            was: None,
            by_rule: true,
        });
    }
    done
}

/// A text with its fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFixes {
    /// The new text.
    pub text: String,
    /// The lines that change.
    pub changes: Vec<Change>,
    /// For each finding, in the order given, why its fix is not made.
    pub outcomes: Vec<Option<NotMade>>,
}

impl TextFixes {
    /// The number of fixes that are made.
    #[must_use]
    pub fn made(&self) -> usize {
        made(&self.outcomes)
    }
}

/// The English text with the fixes of findings in a bitext of its sentences.
///
/// # Errors
/// [`Error::Input`] for a text that is not UTF-8, or stands in an archive.
pub fn in_text(
    english: &SegmentedDocument,
    bitext: &Bitext,
    findings: &[&JudgedFinding],
) -> Result<TextFixes> {
    let source = &english.document.source;
    if source.encoding != "UTF-8" || !source.parts.is_empty() {
        return Err(Error::input(
            Place::file(&source.path),
            "this file cannot be mended in place",
            "only UTF-8 text can; mend the bitext instead",
        ));
    }
    let fixes: Vec<Result<Vec<Edit>, NotMade>> = findings
        .iter()
        .map(|judged| {
            if judged.texts.1 != judged.finding.target_text(bitext) {
                return Err(NotMade::Changed);
            }
            let edits = of_finding(bitext, &judged.finding)?;
            edits.iter().map(|edit| in_bytes(english, edit)).collect()
        })
        .collect();
    let edits = fixes.iter().map(|fix| {
        let edits = fix.iter().flatten();
        edits.map(|edit| (0, edit)).collect()
    });
    let edits: Vec<Vec<_>> = edits.collect();
    let (taken, mut outcomes) = take(&edits, |_| Some(source.text.as_str()));
    for (outcome, fix) in outcomes.iter_mut().zip(&fixes) {
        if let Err(why) = fix {
            *outcome = Some(*why);
        }
    }
    let edits = taken.get(&0).map_or(&[][..], Vec::as_slice);
    Ok(TextFixes {
        text: replaced(&source.text, edits),
        changes: changed_lines(&source.text, edits),
        outcomes,
    })
}

/// An edit of a sentence as one of the bytes of its text.
fn in_bytes(english: &SegmentedDocument, of: &SentenceEdit) -> Result<Edit, NotMade> {
    let Edit { place, was, with } = &of.edit;
    let bytes = in_file(english, of.sentence, place.clone()).ok_or(NotMade::NoPlace)?;
    let written = english
        .document
        .source
        .text
        .get(bytes.range())
        .ok_or(NotMade::Changed)?;
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    if squeezed(written) != squeezed(was) {
        return Err(NotMade::Markup);
    }
    let text = &english.document.source.text;
    let begins_line = text[..bytes.start]
        .rsplit('\n')
        .next()
        .is_some_and(|line| line.trim().is_empty());
    let block = english
        .segments
        .get(of.sentence)
        .map(|segment| segment.block);
    let syntax = block.and_then(|block| Some(english.document.blocks.get(block)?.syntax));
    Ok(Edit {
        place: bytes.range(),
        was: written.to_owned(),
        with: encoded(
            with,
            was,
            english.document.format,
            syntax.unwrap_or_default(),
            begins_line,
        )?,
    })
}

/// Words as a format has them where they replace others.
fn encoded(
    with: &str,
    was: &str,
    format: &str,
    syntax: Syntax,
    begins_line: bool,
) -> Result<String, NotMade> {
    let is_plain = match format {
        "txt" | "srt" => true,
        "vtt" => !with.contains(['&', '<', '>']),
        "ass" => !with.contains(['{', '}', '\\']),
        _ => false,
    };
    let is_own = syntax == Syntax::Own;
    let is_html = matches!(format, "html" | "epub") && is_own || syntax == Syntax::Html;
    let is_new = |c: char| with.matches(c).count() > was.matches(c).count();
    let is_harmless = |c: char| match c {
        c if c.is_alphanumeric() || c == ' ' || !c.is_ascii() => true,
        '-' | '.' | ',' | ';' | '?' | '/' => true,
        '!' | ':' | '(' | ')' | '\'' | '"' | '%' | '+' => is_own,
        '&' | '<' | '>' => is_html,
        _ => false,
    };
    if is_plain {
        return Ok(with.to_owned());
    }
    // A list, a heading.
    let begins = with.split([' ', ')']).next().unwrap_or_default();
    let is_list = begins_line
        && (matches!(begins, "-" | "+")
            || begins
                .trim_end_matches('.')
                .bytes()
                .all(|b| b.is_ascii_digit()));
    let is_list = is_list && !is_html && with != was && !begins.is_empty();
    if is_list || with.chars().any(|c| is_new(c) && !is_harmless(c)) {
        return Err(NotMade::WouldBeMarkup);
    }
    const CONTENT: Escape = Escape {
        quotes: Quotes::Kept,
        ..Escape::MARKUP
    };
    Ok(match is_html {
        true => CONTENT.text(with),
        false => with.to_owned(),
    })
}

/// Edits of one text, in order, each with the number of its fix.
type Taken<'e> = BTreeMap<usize, Vec<(&'e Edit, usize)>>;

/// Which fixes are made: all edits of one or none. Of two that overlap the first is made, of two at one place the
/// longer; two that say the same are one. Edits are given with the number of their text.
fn take<'e, 't>(
    fixes: &[Vec<(usize, &'e Edit)>],
    text: impl Fn(usize) -> Option<&'t str>,
) -> (Taken<'e>, Vec<Option<NotMade>>) {
    let mut order: Vec<usize> = (0..fixes.len()).filter(|&n| !fixes[n].is_empty()).collect();
    order.sort_by_key(|&n| {
        let (at, edit) = &fixes[n][0];
        let end = fixes[n].last().map_or(0, |(_, edit)| edit.place.end);
        (*at, edit.place.start, std::cmp::Reverse(end))
    });
    let mut outcomes = vec![Some(NotMade::Changed); fixes.len()];
    let mut taken: Taken<'e> = BTreeMap::new();
    for number in order {
        let edits = &fixes[number];
        let fits = |(at, edit): &(usize, &Edit)| {
            text(*at).and_then(|text| text.get(edit.place.clone())) == Some(edit.was.as_str())
        };
        let before = |at: &usize| taken.get(at).map_or(&[][..], Vec::as_slice);
        let is_same =
            |(at, edit): &(usize, &Edit)| before(at).iter().any(|(other, _)| *other == *edit);
        let overlaps = |(at, edit): &(usize, &Edit)| {
            let meets = |(other, _): &(&Edit, usize)| {
                edit.place.start < other.place.end && other.place.start < edit.place.end
            };
            before(at).iter().any(meets)
        };
        outcomes[number] = if !edits.iter().all(fits) {
            Some(NotMade::Changed)
        } else if edits.iter().all(|(_, edit)| edit.was == edit.with) {
            Some(NotMade::ThereAlready)
        } else if edits.iter().all(is_same) {
            None
        } else if edits.iter().any(overlaps) {
            Some(NotMade::Overlaps)
        } else {
            for (at, edit) in edits {
                taken.entry(*at).or_default().push((edit, number));
            }
            None
        };
    }
    for edits in taken.values_mut() {
        edits.sort_by_key(|(edit, _)| edit.place.start);
    }
    (taken, outcomes)
}

/// A text with edits that are in order and do not overlap.
fn replaced(text: &str, edits: &[(&Edit, usize)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (edit, _) in edits {
        out.push_str(&text[at..edit.place.start]);
        out.push_str(&edit.with);
        at = edit.place.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The lines of a text that edits change.
fn changed_lines(text: &str, edits: &[(&Edit, usize)]) -> Vec<Change> {
    let mut changes = Vec::new();
    let (mut at, mut line, mut counted) = (0, 1, 0);
    while let Some((first, _)) = edits.get(at) {
        let start = text[..first.place.start]
            .rfind('\n')
            .map_or(0, |end| end + 1);
        let end_of_line = |from: usize| text[from..].find('\n').map_or(text.len(), |n| from + n);
        let mut end = end_of_line(first.place.end);
        let mut next = at + 1;
        while let Some((edit, _)) = edits.get(next).filter(|(edit, _)| edit.place.start <= end) {
            end = end.max(end_of_line(edit.place.end));
            next += 1;
        }
        line += text[counted..start].matches('\n').count();
        counted = start;
        let inside: Vec<(Edit, usize)> = edits[at..next]
            .iter()
            .map(|(edit, number)| {
                let place = edit.place.start - start..edit.place.end - start;
                (
                    Edit {
                        place,
                        ..(*edit).clone()
                    },
                    *number,
                )
            })
            .collect();
        let inside: Vec<(&Edit, usize)> = inside
            .iter()
            .map(|(edit, number)| (edit, *number))
            .collect();
        let old = &text[start..end];
        let mut fixes: Vec<usize> = inside.iter().map(|(_, number)| *number).collect();
        fixes.dedup();
        let new = replaced(old, &inside);
        let bare = |text: &str| text.strip_suffix('\r').unwrap_or(text).to_owned();
        changes.push(Change {
            line,
            column: 1,
            old: bare(old),
            new: bare(&new),
            fixes,
        });
        at = next;
    }
    changes
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::bitext::testing::{bead, side};
    use crate::bitext::{Bead, BeadSpan};
    use crate::check::{CheckConfig, Checker, Files, Judge, Severity};
    use crate::glossary::{Concept, Termbase};
    use crate::segment::{SegmentIds, SegmentOptions, SegmentedDocument, segment};
    use crate::text::Language;

    fn edit(place: Range<usize>, was: &str, with: &str) -> Edit {
        Edit {
            place,
            was: was.to_owned(),
            with: with.to_owned(),
        }
    }

    /// The text with edits, each a fix, and what came of them.
    fn done(text: &str, edits: &[Edit]) -> (String, Vec<Option<NotMade>>) {
        let fixes: Vec<_> = edits.iter().map(|edit| vec![(0, edit)]).collect();
        let (taken, outcomes) = take(&fixes, |_| Some(text));
        let edits = taken.get(&0).cloned().unwrap_or_default();
        (replaced(text, &edits), outcomes)
    }

    #[test]
    fn edits_do_not_get_in_one_anothers_way() {
        let edits = [
            edit(16..19, "，", ", "),
            edit(3..5, "  ", " "),
            edit(5..16, "light tower", "lighthouse"),
            edit(5..10, "light", "dark"),
            edit(20..22, "was", "be"),
            edit(20..22, "is", "is"),
            edit(5..16, "light tower", "lighthouse"),
        ];
        let (text, outcomes) = done("the  light tower， is", &edits);
        assert_eq!(text, "the lighthouse,  is");
        assert_eq!(
            outcomes,
            [
                None,
                None,
                None,
                Some(NotMade::Overlaps),
                Some(NotMade::Changed),
                Some(NotMade::ThereAlready),
                None
            ]
        );
    }

    #[test]
    fn only_words_that_differ_are_written() {
        for (old, new, wanted) in [
            (
                "an old beacon",
                "a lighthouse",
                &[("an", "a"), ("old beacon", "lighthouse")][..],
            ),
            ("a beacon", "a lighthouse", &[("beacon", "lighthouse")]),
            (
                "light tower",
                "signal light",
                &[("light", "signal light"), (" tower", "")],
            ),
            ("light", "light house", &[("light", "light house")]),
            ("same", "same", &[]),
            (" ", "", &[(" ", "")]),
        ] {
            let pieces = differing_words(old, new);
            let said: Vec<_> = pieces
                .iter()
                .map(|(from, to)| (&old[from.clone()], &new[to.clone()]))
                .collect();
            assert_eq!(said, wanted, "{old}");
        }
    }

    proptest::proptest! {
        /// The pieces make the new text of the old one, and the rest stays.
        #[test]
        fn pieces_make_the_new_text(old in "[a-c ,.]{1,14}", new in "[a-c ,.]{0,14}") {
            let pieces = differing_words(&old, &new);
            let (mut made, mut at) = (String::new(), 0);
            for (from, to) in &pieces {
                assert!(from.start >= at && !from.is_empty());
                made += &old[at..from.start];
                made += &new[to.clone()];
                at = from.end;
            }
            made += &old[at..];
            assert_eq!(made, new);
        }
    }

    fn termbase() -> Termbase {
        Termbase {
            concepts: vec![Concept {
                source: "灯塔".to_owned(),
                target: "lighthouse".to_owned(),
                forbidden: vec!["light tower".to_owned()],
                ..Concept::default()
            }],
        }
    }

    fn bitext() -> Bitext {
        let mut bitext = Bitext {
            source: side("zh", &["灯塔在海边，很高。", "好，走吧。"]),
            target: side(
                "en",
                &[
                    "The light tower is by the sea .",
                    "It is a tall light tower.",
                    "All right， let's go.",
                ],
            ),
            beads: vec![bead(0..1, 0..2), bead(1..2, 2..3)],
            ..Bitext::default()
        };
        bitext.name_beads();
        bitext
    }

    #[test]
    fn a_bitext_is_mended_in_every_sentence_and_ids_follow_the_words() {
        let (termbase, settings, mut bitext) = (termbase(), CheckConfig::default(), bitext());
        let checker = Checker::new(&termbase, &settings).unwrap();
        let found = checker.check(&bitext, None, 1);
        let judged = Judge::default().judge(&bitext, found).findings;
        let wanted: Vec<&JudgedFinding> = safe(&judged).collect();
        let fixes = of_findings(&bitext, &wanted);
        assert_eq!(fixes.outcomes, [None; 4]);
        assert_eq!((fixes.made(), fixes.operations.len()), (4, 2));
        let beads: Vec<_> = bitext.beads.iter().map(|bead| bead.id.clone()).collect();
        for operation in &fixes.operations {
            bitext.edit(operation).unwrap();
        }
        assert_eq!(
            bitext.target.texts(),
            [
                "The lighthouse is by the sea.",
                "It is a tall lighthouse.",
                "All right, let's go."
            ]
        );
        let mut ids = SegmentIds::new();
        for sentence in &bitext.target.sentences {
            assert_eq!(sentence.id, ids.next(&sentence.text));
        }
        // Beads go by their Chinese, and keep theirs.
        let after: Vec<_> = bitext.beads.iter().map(|bead| bead.id.clone()).collect();
        assert_eq!(after, beads);
        bitext.validate().unwrap();
    }

    #[test]
    fn what_has_no_place_in_one_sentence_is_not_made() {
        let bitext = bitext();
        let mut finding = Finding {
            rule: "double-space",
            severity: Severity::Note,
            bead: 0,
            bead_id: bitext.beads[0].id.clone(),
            sentences: crate::check::SentenceSpans {
                source: 0..1,
                target: 0..2,
            },
            source: 0..0,
            target: 0..0,
            message: String::new(),
            subject: String::new(),
            fix: None,
            fingerprint: crate::check::Fingerprint {
                digest: String::new(),
                occurrence: 1,
            },
            names: crate::check::OtherNames::default(),
            stretch: None,
        };
        assert_eq!(of_finding(&bitext, &finding), Err(NotMade::NoFix));
        finding.fix = Some(crate::check::Fix {
            with: " ".to_owned(),
            safe: true,
        });
        assert_eq!(of_finding(&bitext, &finding), Err(NotMade::NoPlace));
        finding.target = 29..34;
        assert_eq!(of_finding(&bitext, &finding), Err(NotMade::AcrossSentences));
        // Nothing changes at the end of the sentence itself.
        let with = "a. I";
        finding.fix = Some(crate::check::Fix {
            with: with.to_owned(),
            safe: true,
        });
        let over = of_finding(&bitext, &finding).unwrap();
        let places: Vec<_> = over
            .iter()
            .map(|one| (one.sentence, one.edit.with.as_str()))
            .collect();
        assert_eq!(finding.target_text(&bitext).get(29..34), Some(" . It"));
        assert_eq!(places, [(0, "a"), (1, "I")]);
        finding.fix = Some(crate::check::Fix {
            with: " ".to_owned(),
            safe: true,
        });
        finding.target = 32..34;
        let second = of_finding(&bitext, &finding).unwrap().remove(0);
        assert_eq!(second.sentence, 1);
        assert_eq!(second.edit, edit(0..2, "It", " "));
        // Another bitext has other words there.
        let elsewhere = SentenceEdit {
            sentence: 2,
            ..second.clone()
        };
        let unknown = SentenceEdit {
            sentence: 9,
            ..second
        };
        let fixes = in_bitext(&bitext, &[vec![elsewhere], vec![unknown]]);
        assert_eq!(fixes.outcomes, [Some(NotMade::Changed); 2]);
        assert!(fixes.operations.is_empty() && fixes.made() == 0);
    }

    fn text(name: &str, text: &str, language: Language) -> SegmentedDocument {
        let document =
            crate::document::read_bytes(text.as_bytes().to_vec(), Path::new(name), Some("md"))
                .unwrap();
        segment(document, language, &SegmentOptions::default())
    }

    #[test]
    fn a_text_is_mended_in_its_bytes_and_markup_is_left_to_a_person() {
        let english = "The light tower is  by the sea.\n\nA light *tower* is tall.\n";
        let chinese = text("zh.md", "灯塔在海边。\n\n灯塔很高。\n", Language::Zh);
        let english = text("en.md", english, Language::En);
        let links =
            [0..1, 1..2].map(|at| Bead::automatic(BeadSpan::new(at.clone(), at), 1.0, None));
        let bitext = Bitext::assemble(&chinese, &english, ("zh", "en"), links);
        let (termbase, settings) = (termbase(), CheckConfig::default());
        let checker = Checker::new(&termbase, &settings).unwrap();
        let found = checker.check(&bitext, Some((&chinese, &english)), 1);
        let judge = Judge {
            files: Files {
                chinese: Some(&chinese),
                english: Some(&english),
            },
            ..Judge::default()
        };
        let judged = judge.judge(&bitext, found).findings;
        let wanted: Vec<&JudgedFinding> = safe(&judged).collect();
        let fixes = in_text(&english, &bitext, &wanted).unwrap();
        assert_eq!(
            fixes.text,
            "The lighthouse is by the sea.\n\nA light *tower* is tall.\n"
        );
        assert_eq!(fixes.made(), 2);
        assert_eq!(fixes.outcomes, [None, None, Some(NotMade::Markup)]);
        // The bitext has one space there already, which is said.
        let double = wanted
            .iter()
            .find(|judged| judged.finding.rule == "double-space")
            .unwrap();
        let edit = of_finding(&bitext, &double.finding).unwrap();
        let fixes = in_bitext(&bitext, &[edit]);
        assert_eq!(fixes.outcomes, [Some(NotMade::ThereAlready)]);
        // Bytes of another encoding are not written.
        let mut other = english;
        other.document.source.encoding = "GB18030";
        assert!(in_text(&other, &bitext, &wanted).is_err());
    }
}
