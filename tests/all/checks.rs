//! The rules of `duizhao check` on cases that are data: `fixtures/checks`.

#![allow(clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use duizhao::bitext::{
    Bead, BeadId, BeadSpan, BeadState, Bitext, PairKey, Sentence, Side, Status, pair_key,
};
use duizhao::check::{
    CheckConfig, Checker, Doubt, Doubts, Files, Finding, Judge, JudgedFinding, RULES, Severity,
    fixes,
};
use duizhao::document::{BlockKind, read_bytes};
use duizhao::glossary::{Concept, Termbase};
use duizhao::segment::{SegmentIds, SegmentOptions, SegmentedDocument, segment};
use duizhao::text::Language;

/// A text in the form that a line of a file has.
struct Case {
    wanted: bool,
    line: usize,
    /// The findings expected in it, as the lines behind it give them.
    answers: Vec<Answer>,
    bitext: Bitext,
    termbase: Termbase,
    doubts: Arc<Doubts>,
}

/// A finding as a line of a file has it: `= where || part of the message || fix`.
#[derive(Debug, PartialEq)]
struct Answer {
    place: String,
    message: String,
    fix: String,
}

impl Answer {
    fn read(line: &str) -> Answer {
        let mut parts = line.splitn(3, " || ").map(|part| part.trim().to_owned());
        let mut part = || parts.next().unwrap_or_default();
        Answer {
            place: part(),
            message: part(),
            fix: part(),
        }
    }

    /// The answer that a finding gives: its bead where there are several, the column (from 1, in characters)
    /// and the words of its places, its message, and its fix with the verb of the text report.
    fn of(finding: &Finding, bitext: &Bitext) -> Answer {
        let mut place = Vec::new();
        if bitext.beads.len() > 1 {
            place.push(format!("#{}", finding.bead + 1));
        }
        let texts = (finding.source_text(bitext), finding.target_text(bitext));
        let sides = [
            ("zh", texts.0, &finding.source),
            ("en", texts.1, &finding.target),
        ];
        let mut whole = true;
        for (side, text, bytes) in sides {
            if !bytes.is_empty() {
                let column = text[..bytes.start].chars().count() + 1;
                place.push(format!("{side} {column} ⟦{}⟧", &text[bytes.clone()]));
                whole = false;
            }
        }
        if whole {
            place.push("whole".to_owned());
        }
        let fix = finding.fix.as_ref().map(|fix| {
            let verb = if fix.safe { "write" } else { "perhaps" };
            format!("{verb} ⟦{}⟧", fix.with)
        });
        Answer {
            place: place.join(" "),
            message: finding.message.clone(),
            fix: fix.unwrap_or_default(),
        }
    }

    fn line(&self) -> String {
        let mut line = format!("= {} || {}", self.place, self.message);
        if !self.fix.is_empty() {
            line += &format!(" || {}", self.fix);
        }
        line
    }

    /// Whether a finding is this one; of its message a part is enough.
    fn fits(&self, found: &Answer) -> bool {
        self.place == found.place
            && self.fix == found.fix
            && !self.message.is_empty()
            && found.message.contains(&self.message)
    }
}

fn cases(file: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut termbase = Termbase::default();
    let mut doubts: Vec<(PairKey, Doubt)> = Vec::new();
    let mut confidence = 1.0;
    let mut cases = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let list = |text: Option<&str>| -> Vec<String> {
            let items = text.unwrap_or_default().split(';').map(str::trim);
            items
                .filter(|item| !item.is_empty())
                .map(str::to_owned)
                .collect()
        };
        if let Some(term) = line.strip_prefix("@term ") {
            let (source, rest) = term.split_once("=>").unwrap();
            let mut parts = rest.split('|');
            termbase.concepts.push(Concept {
                source: source.trim().to_owned(),
                target: parts.next().unwrap().trim().to_owned(),
                variants: list(parts.next()),
                forbidden: list(parts.next()),
                ..Concept::default()
            });
        } else if line == "@terms" {
            termbase.concepts.clear();
        } else if let Some(doubt) = line.strip_prefix("@doubt ") {
            let mut parts = doubt.splitn(4, " || ");
            let (source, target) = (parts.next().unwrap(), parts.next().unwrap());
            let doubt = Doubt {
                reader: "anna".to_owned(),
                reason: parts.next().unwrap().to_owned(),
                proposal: parts.next().map(str::to_owned),
            };
            doubts.push((pair_key(source, target), doubt));
        } else if let Some(value) = line.strip_prefix("@confidence ") {
            confidence = value.parse().unwrap();
        } else if let Some(answer) = line.strip_prefix('=') {
            let case: &mut Case = cases.last_mut().unwrap();
            case.answers.push(Answer::read(answer));
        } else if let Some(pairs) = line.strip_prefix(['+', '-']) {
            cases.push(Case {
                wanted: line.starts_with('+'),
                line: n + 1,
                answers: Vec::new(),
                bitext: bitext(pairs, confidence),
                termbase: termbase.clone(),
                doubts: Arc::new(doubts.iter().cloned().collect()),
            });
        } else {
            assert!(
                line.is_empty() || line.starts_with('#'),
                "{}:{}",
                file.display(),
                n + 1
            );
        }
    }
    cases
}

fn bitext(pairs: &str, confidence: f32) -> Bitext {
    let side = |language: &str| Side {
        language: language.to_owned(),
        file: format!("{language}.md"),
        sentences: Vec::new(),
        reading: None,
    };
    let mut bitext = Bitext {
        source: side("zh"),
        target: side("en"),
        beads: Vec::new(),
        ..Bitext::default()
    };
    let mut ids = [SegmentIds::new(), SegmentIds::new()];
    let paragraphs = pairs.split("##").enumerate();
    let pairs =
        paragraphs.flat_map(|(block, pairs)| pairs.split("#&").map(move |pair| (block, pair)));
    for (block, pair) in pairs {
        let (source, target) = pair.split_once("||").unwrap_or_else(|| panic!("{pair}"));
        let (source, was) = match source.split_once("<<") {
            Some((source, was)) => (source, Some(was.trim().to_owned())),
            None => (source, None),
        };
        let sides = [(&mut bitext.source, source), (&mut bitext.target, target)];
        let mut ranges = Vec::new();
        for ((side, text), ids) in sides.into_iter().zip(&mut ids) {
            let from = side.sentences.len();
            let texts = text.split(" // ").map(str::trim);
            for text in texts.filter(|text| !text.is_empty()) {
                let (kind, row, text) = kind(text);
                side.sentences.push(Sentence {
                    id: ids.next(text),
                    text: text.into(),
                    bytes: None,
                    at: row.map(|row| (row, 1)),
                    // A heading is a block of its own.
                    block: block * 2 + usize::from(!matches!(kind, BlockKind::Heading(_))),
                    kind,
                });
            }
            ranges.push(from..side.sentences.len());
        }
        bitext.beads.push(Bead {
            id: BeadId::default(),
            source: ranges[0].clone(),
            target: ranges[1].clone(),
            confidence,
            status: Status::Auto,
            moved: None,
            note: None,
            state: was.map(|was| {
                Box::new(BeadState {
                    was: Some(was),
                    ..BeadState::default()
                })
            }),
        });
    }
    bitext.name_beads();
    bitext
}

/// The kind of block that a sentence is marked with, `<h2>`, and the row of a cell, `<cell 3>`.
fn kind(text: &str) -> (BlockKind, Option<usize>, &str) {
    let marked = text.strip_prefix('<').and_then(|text| text.split_once('>'));
    let Some((mark, rest)) = marked else {
        return (BlockKind::Paragraph, None, text);
    };
    let (name, row) = match mark.split_once(' ') {
        Some(("cell", row)) => ("table-cell", row.parse().ok()),
        None if mark == "item" => ("list-item", None),
        _ => (mark, None),
    };
    match BlockKind::try_from(name.to_owned()) {
        Ok(kind) => (kind, row, rest.trim()),
        Err(_) => (BlockKind::Paragraph, None, text),
    }
}

/// Settings with only this rule.
fn settings(rule: &str) -> CheckConfig {
    let rules: BTreeMap<String, Severity> = RULES
        .iter()
        .filter(|info| info.id != rule)
        .map(|info| (info.id.to_owned(), Severity::Off))
        .collect();
    CheckConfig {
        rules,
        ..CheckConfig::default()
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/checks")
}

#[test]
fn every_rule_finds_what_it_should_and_nothing_else() {
    let mut wrong = String::new();
    // Those that look at the list of texts have cases of their own.
    for rule in RULES.iter().filter(|rule| !rule.is_about_texts()) {
        let cases = cases(&folder().join(format!("{}.txt", rule.id)));
        let count = |wanted| cases.iter().filter(|case| case.wanted == wanted).count();
        assert!(
            count(true) >= 5 && count(false) >= 10,
            "{} has too few cases",
            rule.id
        );
        let settings = settings(rule.id);
        for case in cases {
            let checker = Checker::new(&case.termbase, &settings).unwrap();
            let checker = checker.with_doubts(case.doubts.clone());
            let found = checker.check(&case.bitext, None, 1);
            let judged = Judge::default().judge(&case.bitext, found).findings;
            let said: Vec<Answer> = judged
                .iter()
                .map(|judged| Answer::of(&judged.finding, &case.bitext))
                .collect();
            let fits = case.wanted != said.is_empty()
                && case.answers.len() == said.len()
                && case
                    .answers
                    .iter()
                    .zip(&said)
                    .all(|(one, other)| one.fits(other));
            if !fits {
                let beads = case.bitext.beads.iter();
                let texts: Vec<String> = beads
                    .map(|bead| {
                        format!(
                            "{} || {}",
                            case.bitext.source_text(bead),
                            case.bitext.target_text(bead)
                        )
                    })
                    .collect();
                let sign = if case.wanted { '+' } else { '-' };
                writeln!(
                    wrong,
                    "{}:{}: {sign} {}",
                    rule.id,
                    case.line,
                    texts.join(" ## ")
                )
                .unwrap();
                // As the file would give it.
                for answer in said {
                    writeln!(wrong, "{}", answer.line()).unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The English of a case in a format, and its Chinese in the same; none where a text is read otherwise than one
/// paragraph for each of the case.
fn documents(bitext: &Bitext, format: &str) -> Option<(SegmentedDocument, SegmentedDocument)> {
    let document = |side: &Side, language| {
        let mut blocks: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for sentence in &side.sentences {
            blocks
                .entry(sentence.block)
                .or_default()
                .push(&sentence.text);
        }
        let paragraphs = blocks.values().map(|sentences| sentences.join(" "));
        let text: String = match format {
            "html" => paragraphs
                .map(|text| {
                    let text = text
                        .replace('&', "&amp;")
                        .replace('<', "&lt;")
                        .replace('>', "&gt;");
                    format!("<p>{text}</p>\n")
                })
                .collect(),
            _ => paragraphs.map(|text| text + "\n\n").collect(),
        };
        read(&text, format, language)
    };
    let (zh, en) = (
        document(&bitext.source, Language::Zh),
        document(&bitext.target, Language::En),
    );
    let blocks = |side: &Side| {
        side.sentences
            .iter()
            .map(|one| one.block)
            .collect::<BTreeSet<_>>()
            .len()
    };
    let fits = |text: &SegmentedDocument, side: &Side| text.document.blocks.len() == blocks(side);
    (fits(&zh, &bitext.source) && fits(&en, &bitext.target)).then_some((zh, en))
}

fn read(text: &str, format: &str, language: Language) -> SegmentedDocument {
    let name = format!("{}.{format}", language.code());
    let document = read_bytes(text.as_bytes().to_vec(), Path::new(&name), Some(format)).unwrap();
    segment(document, language, &SegmentOptions::default())
}

/// The bitext of texts whose paragraphs belong together as those of a case.
fn linked(case: &Bitext, zh: &SegmentedDocument, en: &SegmentedDocument) -> Bitext {
    let of_block =
        |text: &SegmentedDocument, side: &Side, sentences: &Range<usize>, after: usize| {
            let mut numbers: Vec<usize> = side.sentences.iter().map(|one| one.block).collect();
            numbers.dedup();
            let block = side
                .sentences
                .get(sentences.clone())
                .and_then(|of| of.first())
                .map(|of| of.block);
            let block = block.and_then(|block| numbers.iter().position(|&one| one == block));
            let Some(block) = block else {
                return after..after;
            };
            let is_of = |segment: &duizhao::segment::Segment| segment.block == block;
            let first = text.segments.iter().position(is_of).unwrap_or(after);
            first
                ..first
                    + text
                        .segments
                        .iter()
                        .filter(|segment| is_of(segment))
                        .count()
        };
    let (mut at, mut links) = ((0, 0), Vec::new());
    for bead in &case.beads {
        let source = of_block(zh, &case.source, &bead.source, at.0);
        let target = of_block(en, &case.target, &bead.target, at.1);
        at = (source.end, target.end);
        links.push(Bead::automatic(
            BeadSpan::new(source, target),
            bead.confidence,
            None,
        ));
    }
    Bitext::assemble(zh, en, ("zh.md", "en.md"), links)
}

/// What is found, and the number of findings of each rule.
fn judged(
    checker: &Checker<'_>,
    bitext: &Bitext,
    texts: Option<(&SegmentedDocument, &SegmentedDocument)>,
) -> (Vec<JudgedFinding>, BTreeMap<&'static str, usize>) {
    let found = checker.check(bitext, texts, 1);
    let mut counts = BTreeMap::new();
    for finding in &found {
        *counts.entry(finding.rule).or_default() += 1;
    }
    let judge = Judge {
        files: Files {
            chinese: texts.map(|(zh, _)| zh),
            english: texts.map(|(_, en)| en),
        },
        ..Judge::default()
    };
    (judge.judge(bitext, found).findings, counts)
}

/// Safe fixes of all cases, in a bitext and in texts of three formats: each is made or has its reason; a fix that is
/// made takes its finding away and brings no other.
#[test]
fn safe_fixes_are_made_and_bring_nothing_new() {
    let mut wrong = String::new();
    let mut made: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let everything = CheckConfig::default();
    for rule in RULES.iter().filter(|rule| !rule.is_about_texts()) {
        let only = settings(rule.id);
        for case in cases(&folder().join(format!("{}.txt", rule.id))) {
            let checkers = [&only, &everything].map(|settings| {
                let checker = Checker::new(&case.termbase, settings).unwrap();
                checker.with_doubts(case.doubts.clone())
            });
            for format in ["bitext", "md", "html", "txt"] {
                let texts = match format {
                    "bitext" => None,
                    _ => match documents(&case.bitext, format) {
                        Some(texts) => Some(texts),
                        None => continue,
                    },
                };
                let pair = texts.as_ref().map(|(zh, en)| (zh, en));
                let bitext = match pair {
                    None => case.bitext.clone(),
                    Some((zh, en)) => linked(&case.bitext, zh, en),
                };
                let before = judged(&checkers[0], &bitext, pair);
                let wanted: Vec<&JudgedFinding> = fixes::safe(&before.0).collect();
                if wanted.is_empty() {
                    continue;
                }
                let all_before = judged(&checkers[1], &bitext, pair).1;
                let (outcomes, after, all_after, text) = match &texts {
                    None => {
                        let done = fixes::of_findings(&bitext, &wanted);
                        let mut mended = bitext.clone();
                        for operation in &done.operations {
                            mended.edit(operation).unwrap();
                        }
                        mended.validate().unwrap();
                        let after = checkers
                            .each_ref()
                            .map(|checker| judged(checker, &mended, None).1);
                        let [one, all] = after;
                        (done.outcomes, one, all, mended.target.texts().join(" ## "))
                    }
                    Some((zh, en)) => {
                        let done = fixes::in_text(en, &bitext, &wanted).unwrap();
                        let new = read(&done.text, format, Language::En);
                        let mended = linked(&case.bitext, zh, &new);
                        let after = checkers
                            .each_ref()
                            .map(|checker| judged(checker, &mended, Some((zh, &new))).1);
                        let [one, all] = after;
                        (done.outcomes, one, all, done.text)
                    }
                };
                assert_eq!(outcomes.len(), wanted.len());
                let done = outcomes.iter().filter(|outcome| outcome.is_none()).count();
                let count = made.entry(format).or_default();
                *count = (count.0 + done, count.1 + wanted.len());
                for why in outcomes.iter().flatten() {
                    *reasons.entry(format!("{format}: {why}")).or_default() += 1;
                }
                let of = |counts: &BTreeMap<&str, usize>| counts.get(rule.id).copied().unwrap_or(0);
                let left = of(&before.1).saturating_sub(done);
                let more = all_after
                    .iter()
                    .find(|&(rule, &count)| count > all_before.get(rule).copied().unwrap_or(0));
                if of(&after) > left || more.is_some() {
                    writeln!(
                        wrong,
                        "{}:{} ({format}): {more:?}\n    {text}",
                        rule.id, case.line
                    )
                    .unwrap();
                }
            }
        }
    }
    eprintln!("{made:?}\n{reasons:?}");
    assert!(wrong.is_empty(), "\n{wrong}");
    for (format, (done, all)) in made {
        assert!(
            all >= 20 && done * 100 >= all * 95,
            "{format}: {done} of {all}"
        );
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        cases: 1500,
        failure_persistence: None,
        ..proptest::prelude::ProptestConfig::default()
    })]

    /// For any texts, nothing panics, and all places lie inside the texts.
    #[test]
    fn no_text_is_too_odd(
        zh in "([一二三十百千万亿两几第点分之年月成倍多半米斤岁灯塔张亚勤，。？：“”（）、0-9a-z.:/{}% ]){0,24}",
        en in "([A-Za-z0-9 .,:;?!\"'“”()\\[\\]{}%/@`灯，。Ａ　é-]|Zhang |half |two |\\. \\. ){0,30}",
    ) {
        let termbase = Termbase {
            concepts: vec![Concept {
                source: "灯塔".to_owned(),
                target: "light tower".to_owned(),
                forbidden: vec!["Light".to_owned()],
                ..Concept::default()
            }],
        };
        let settings = CheckConfig::default();
        let checker = Checker::new(&termbase, &settings).unwrap();
        let (zh, en) = (zh.replace("||", ""), en.replace("||", "").replace("##", ""));
        let bitext = bitext(&format!("{zh}||{en}##{zh}灯||{en} x"), 0.5);
        for finding in checker.check(&bitext, None, 1) {
            let (source, target) = (finding.source_text(&bitext), finding.target_text(&bitext));
            assert_eq!(finding.bead_id, bitext.beads[finding.bead].id);
            assert!(source.get(finding.source.clone()).is_some(), "{finding:?} in {source}");
            assert!(target.get(finding.target.clone()).is_some(), "{finding:?} in {target}");
        }
    }
}
