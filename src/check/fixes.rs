//! Fixes: the words that findings propose, put into a bitext as operations (so that the ids of sentences
//! follow the words, and an edit can be taken back), or into the bytes of a text. What is not made comes back
//! with the reason.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use super::finding::Finding;
use super::judge::{JudgedFinding, State};
use crate::bitext::Bitext;
use crate::bitext::SideName;
use crate::bitext::edit::Operation;
use crate::document::SourceText;
use crate::error::{Error, Place, Result};

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
    /// Its place reaches over the end of a sentence.
    AcrossSentences,
    /// The words are there already: the bitext folds white space that its text has.
    ThereAlready,
    /// It overlaps another one that is made.
    Overlaps,
    /// Its place no longer says what it said.
    Changed,
    /// In the text there is markup, or a character written as a code, inside its place.
    Markup,
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

/// The fix of a finding as an edit of one target sentence.
///
/// # Errors
/// [`NotMade`] where it has no such place or no words.
pub fn of_finding(bitext: &Bitext, finding: &Finding) -> Result<SentenceEdit, NotMade> {
    let fix = finding.fix.as_ref().ok_or(NotMade::NoFix)?;
    let mut places = finding.places(bitext);
    places.retain(|place| place.side == SideName::Target);
    let [place] = places.as_slice() else {
        return Err(match places.len() {
            0 => NotMade::NoPlace,
            _ => NotMade::AcrossSentences,
        });
    };
    let sentences = bitext.target.sentences.get(place.sentence);
    let was = sentences.and_then(|sentence| sentence.text.get(place.bytes.clone()));
    Ok(SentenceEdit {
        sentence: place.sentence,
        edit: Edit {
            place: place.bytes.clone(),
            was: was.ok_or(NotMade::Changed)?.to_owned(),
            with: fix.with.clone(),
        },
    })
}

/// Edits of a bitext, ready to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BitextFixes {
    /// One operation for each bead that changes, in the order of the text: [`Bitext::edit`] does them.
    pub operations: Vec<Operation>,
    /// Each sentence that changes, as it was and as it will be.
    pub sentences: Vec<(String, String)>,
    /// For each edit, in the order given, why it is not made.
    pub outcomes: Vec<Option<NotMade>>,
}

impl BitextFixes {
    /// The number of edits that are made.
    #[must_use]
    pub fn made(&self) -> usize {
        self.outcomes
            .iter()
            .filter(|outcome| outcome.is_none())
            .count()
    }
}

/// The operations that put the fixes of findings into a bitext; outcomes are told of the findings.
#[must_use]
pub fn of_findings(bitext: &Bitext, findings: &[&JudgedFinding]) -> BitextFixes {
    let (mut edits, mut outcomes) = (Vec::new(), Vec::with_capacity(findings.len()));
    for judged in findings {
        match of_finding(bitext, &judged.finding) {
            Ok(edit) => {
                edits.push(edit);
                outcomes.push(None);
            }
            Err(why) => outcomes.push(Some(why)),
        }
    }
    let fixes = in_bitext(bitext, &edits);
    let located = outcomes.iter_mut().filter(|outcome| outcome.is_none());
    for (outcome, done) in located.zip(&fixes.outcomes) {
        *outcome = *done;
    }
    BitextFixes { outcomes, ..fixes }
}

/// The operations that put edits into a bitext.
#[must_use]
pub fn in_bitext(bitext: &Bitext, edits: &[SentenceEdit]) -> BitextFixes {
    let mut fixes = BitextFixes {
        outcomes: vec![Some(NotMade::Changed); edits.len()],
        ..BitextFixes::default()
    };
    let owners = bitext.bead_of(SideName::Target);
    let mut by_bead: BTreeMap<usize, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    for (number, edit) in edits.iter().enumerate() {
        if let Some(&Some(bead)) = owners.get(edit.sentence) {
            let sentences = by_bead.entry(bead).or_default();
            sentences.entry(edit.sentence).or_default().push(number);
        }
    }
    for (at, sentences) in by_bead {
        let bead = &bitext.beads[at];
        let texts = bitext.bead_target(bead).iter();
        let mut texts: Vec<String> = texts.map(|sentence| sentence.text.clone()).collect();
        let mut changed = false;
        for (sentence, numbers) in sentences {
            let was = &bitext.target.sentences[sentence].text;
            let (text, outcomes) = replaced(was, numbers.iter().map(|&number| &edits[number].edit));
            for (number, outcome) in numbers.into_iter().zip(outcomes) {
                fixes.outcomes[number] = outcome;
            }
            if text != *was {
                changed = true;
                fixes.sentences.push((was.clone(), text.clone()));
                texts[sentence - bead.target.start] = text;
            }
        }
        if changed {
            fixes.operations.push(Operation::Translate {
                bead: bead.id.clone(),
                texts,
                was: None,
                by_rule: true,
            });
        }
    }
    fixes
}

/// A text with its edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFixes {
    /// The new text.
    pub text: String,
    /// For each finding, in the order given, why its fix is not made.
    pub outcomes: Vec<Option<NotMade>>,
}

impl TextFixes {
    /// The number of fixes that are made.
    #[must_use]
    pub fn made(&self) -> usize {
        self.outcomes
            .iter()
            .filter(|outcome| outcome.is_none())
            .count()
    }
}

/// The English text with the fixes of findings that were judged with it at hand.
///
/// # Errors
/// [`Error::Input`] for a text that is not UTF-8, or stands in an archive.
pub fn in_text(source: &SourceText, findings: &[&JudgedFinding]) -> Result<TextFixes> {
    if source.encoding != "UTF-8" || !source.parts.is_empty() {
        return Err(Error::input(
            Place::file(&source.path),
            "this file cannot be mended in place",
            "only UTF-8 text can; mend the bitext instead",
        ));
    }
    let mut edits = Vec::new();
    let mut outcomes = Vec::with_capacity(findings.len());
    for judged in findings {
        match in_bytes(&source.text, judged) {
            Ok(edit) => {
                edits.push(edit);
                outcomes.push(None);
            }
            Err(why) => outcomes.push(Some(why)),
        }
    }
    let (text, done) = replaced(&source.text, edits.iter());
    let located = outcomes.iter_mut().filter(|outcome| outcome.is_none());
    for (outcome, done) in located.zip(done) {
        *outcome = done;
    }
    Ok(TextFixes { text, outcomes })
}

/// The fix of a judged finding as an edit of the bytes of its text.
fn in_bytes(text: &str, judged: &JudgedFinding) -> Result<Edit, NotMade> {
    let finding = &judged.finding;
    let fix = finding.fix.as_ref().ok_or(NotMade::NoFix)?;
    let visible = judged.texts.1.get(finding.target.clone());
    let visible = visible.filter(|visible| !visible.is_empty());
    let visible = visible.ok_or(NotMade::NoPlace)?;
    let bytes = judged.target.as_ref().and_then(|place| place.bytes.clone());
    let bytes = bytes.ok_or(NotMade::NoPlace)?;
    let was = text.get(bytes.clone()).ok_or(NotMade::Changed)?;
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    if squeezed(was) != squeezed(visible) {
        return Err(NotMade::Markup);
    }
    Ok(Edit {
        place: bytes,
        was: was.to_owned(),
        with: fix.with.clone(),
    })
}

/// Puts edits into `text`. Of two that overlap the first is made, of two at one place the longer. Gives back
/// the new text, and for each edit, in the order given, why it was not made.
fn replaced<'e>(
    text: &str,
    edits: impl Iterator<Item = &'e Edit>,
) -> (String, Vec<Option<NotMade>>) {
    let edits: Vec<&Edit> = edits.collect();
    let mut order: Vec<usize> = (0..edits.len()).collect();
    order.sort_by_key(|&n| {
        let place = &edits[n].place;
        (place.start, std::cmp::Reverse(place.end))
    });
    let mut out = String::with_capacity(text.len());
    let mut outcomes = vec![None; edits.len()];
    let mut at = 0;
    for n in order {
        let edit = edits[n];
        outcomes[n] = if text.get(edit.place.clone()) != Some(&edit.was) {
            Some(NotMade::Changed)
        } else if edit.was == edit.with {
            Some(NotMade::ThereAlready)
        } else if edit.place.start < at {
            Some(NotMade::Overlaps)
        } else {
            out.push_str(&text[at..edit.place.start]);
            out.push_str(&edit.with);
            at = edit.place.end;
            None
        };
    }
    out.push_str(&text[at..]);
    (out, outcomes)
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

    #[test]
    fn edits_do_not_get_in_one_anothers_way() {
        let edits = [
            edit(16..19, "，", ", "),
            edit(3..5, "  ", " "),
            edit(5..16, "light tower", "lighthouse"),
            edit(5..10, "light", "dark"),
            edit(20..22, "was", "be"),
            edit(20..22, "is", "is"),
        ];
        let (text, outcomes) = replaced("the  light tower， is", edits.iter());
        assert_eq!(text, "the lighthouse,  is");
        assert_eq!(
            outcomes,
            [
                None,
                None,
                None,
                Some(NotMade::Overlaps),
                Some(NotMade::Changed),
                Some(NotMade::ThereAlready)
            ]
        );
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
        finding.target = 32..34;
        let second = of_finding(&bitext, &finding).unwrap();
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
        let fixes = in_bitext(&bitext, &[elsewhere, unknown]);
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
        let fixes = in_text(&english.document.source, &wanted).unwrap();
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
        let mut other = english.document.source.clone();
        other.encoding = "GB18030";
        assert!(in_text(&other, &wanted).is_err());
    }
}
