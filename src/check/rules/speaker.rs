//! `speaker`: the labels of an interview. How each speaker's label is rendered is learned from the
//! text; then a label that is missing or is another's stands out.

use std::collections::HashMap;

use super::{Context, Whole};
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};

/// The longest head before a colon that is a label.
const LONGEST: usize = 16;
const MOST_WORDS: usize = 5;
/// Heads that are no speakers.
const NO_SPEAKERS: &[&str] = &[
    "时间",
    "地点",
    "注",
    "注释",
    "提示",
    "例如",
    "例",
    "如",
    "比如",
    "来源",
    "图",
    "表",
    "标题",
    "作者",
    "译者",
    "编者按",
    "他说",
    "她说",
    "我说",
    "问题",
    "结论",
    "总之",
    "即",
    "原因",
    "电话",
    "地址",
    "日期",
    "主题",
    "关键词",
    "摘要",
    "一是",
    "二是",
    "三是",
    "也就是说",
    "换句话说",
    "其一",
    "其二",
    "目的",
    "方法",
    "结果",
    "另外",
    "因此",
];

struct Turn {
    bead: usize,
    /// The speaker's name in the Chinese.
    chinese: String,
    /// And in the English; nothing where there is no label.
    english: Option<String>,
    /// The English head's bytes.
    place: std::ops::Range<usize>,
}

struct Speakers {
    severity: Severity,
    turns: Vec<Turn>,
}

pub(super) fn begin<'a>(_: &Context<'a>, severity: Severity) -> Box<dyn Whole + 'a> {
    Box::new(Speakers {
        severity,
        turns: Vec::new(),
    })
}

impl Whole for Speakers {
    fn see(&mut self, pair: &CheckedBead<'_>, _: &Context<'_>, _: &mut Vec<BeadFinding>) {
        use crate::document::BlockKind::{ListItem, Paragraph, Quotation};
        let spoken = pair
            .sources
            .first()
            .is_some_and(|s| matches!(s.kind, Paragraph | Quotation | ListItem));
        if !pair.is_linked() || !spoken {
            return;
        }
        let Some(chinese) = label(&pair.source) else {
            return;
        };
        if NO_SPEAKERS.contains(&chinese)
            || chinese.ends_with(['说', '道', '问', '称', '是', '为']) && chinese != "问"
        {
            return;
        }
        let english = label(&pair.target);
        self.turns.push(Turn {
            bead: pair.index,
            chinese: chinese.to_owned(),
            place: 0..english.map_or(0, str::len),
            english: english.map(str::to_owned),
        });
    }

    fn end(self: Box<Self>, _: &Context<'_>, found: &mut Vec<BeadFinding>) {
        let mut counts: HashMap<&str, HashMap<Option<&str>, usize>> = HashMap::new();
        for turn in &self.turns {
            let of = counts.entry(&turn.chinese).or_default();
            *of.entry(turn.english.as_deref()).or_default() += 1;
        }
        // The usual label of each, where one is more usual than all others.
        let usual: HashMap<&str, &str> = counts
            .iter()
            .filter_map(|(&chinese, labels)| {
                let mut labels: Vec<(&Option<&str>, &usize)> = labels.iter().collect();
                labels.sort_by_key(|&(label, count)| (std::cmp::Reverse(*count), *label));
                let (label, count) = labels.first()?;
                let next = labels.get(1).map_or(0, |(_, count)| **count);
                ((**count) > next && **count > 1).then_some((chinese, (**label)?))
            })
            .collect();
        // A text of many turns also has labels for those who speak only once.
        let labelled = self
            .turns
            .iter()
            .filter(|turn| turn.english.is_some())
            .count();
        let is_interview = self.turns.len() >= 4 && labelled * 3 >= self.turns.len() * 2;
        let mut introduced: Vec<(&str, &str)> = Vec::new();
        for turn in &self.turns {
            let finding = |message: String| {
                BeadFinding::new(
                    "speaker",
                    self.severity,
                    turn.bead,
                    turn.chinese.as_str(),
                    message,
                )
                .at_target(turn.place.clone())
            };
            let usual_label = usual.get(turn.chinese.as_str()).copied();
            match (turn.english.as_deref(), usual_label) {
                (None, Some(usual)) => {
                    found.push(finding(format!(
                        "the label of {} is missing (\"{usual}:\")",
                        turn.chinese
                    )));
                }
                (None, None) if is_interview && counts[turn.chinese.as_str()].len() == 1 => {
                    found.push(finding(format!("the label of {} is missing", turn.chinese)));
                }
                (Some(label), Some(usual)) if label != usual => {
                    let whose = self.turns.iter().find(|other| {
                        other.chinese != turn.chinese
                            && self::usual(&other.chinese, &counts) == Some(label)
                    });
                    // The full name at first, then its initials or a part of it.
                    let first = !introduced.iter().any(|(who, _)| *who == turn.chinese);
                    if let Some(other) = whose {
                        let other = &other.chinese;
                        found.push(finding(format!(
                            "{} speaks, but \"{label}\" is the label of {other}",
                            turn.chinese
                        )));
                    } else if !(first && is_short_for(usual, label)) {
                        found.push(
                            finding(format!(
                                "the label of {} is \"{usual}\" elsewhere",
                                turn.chinese
                            ))
                            .fixed(usual, false),
                        );
                    }
                }
                _ => {}
            }
            if let Some(label) = &turn.english {
                introduced.push((&turn.chinese, label));
            }
        }
    }
}

fn usual<'a>(
    chinese: &str,
    counts: &HashMap<&'a str, HashMap<Option<&'a str>, usize>>,
) -> Option<&'a str> {
    let labels = counts.get(chinese)?;
    let mut labels: Vec<(&Option<&str>, &usize)> = labels.iter().collect();
    labels.sort_by_key(|&(label, count)| (std::cmp::Reverse(*count), *label));
    *labels.first()?.0
}

/// Whether one label is a part of another, or its initials.
fn is_short_for(short: &str, full: &str) -> bool {
    let initials: String = full
        .split([' ', '-'])
        .filter_map(|word| word.chars().next())
        .collect();
    let plain: String = short.chars().filter(|c| c.is_alphabetic()).collect();
    full.contains(short)
        || initials.eq_ignore_ascii_case(&plain)
        || plain.len() <= 3 && plain.chars().all(char::is_uppercase)
}

/// The head of a sentence that could be a label.
fn label(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['*', '_', ' ']);
    let at = text.find(['：', ':'])?;
    let name = text[..at].trim_end_matches(['*', '_', ' ']);
    let behind = text[at..].chars().nth(1);
    let is_wide = text[at..].starts_with('：');
    if name.is_empty() || !is_wide && behind.is_some_and(|c| !c.is_whitespace() && c != '*') {
        return None;
    }
    let marks = [
        '。', '，', ',', '.', '?', '？', '！', '!', '；', ';', '“', '”', '"', '、', '…',
    ];
    let initials = name.trim_end_matches('.');
    let is_plain = !initials
        .replace("Dr.", "Dr")
        .replace("Mr.", "Mr")
        .replace("Ms.", "Ms")
        .contains(marks);
    let is_short = if name.is_ascii() || !name.chars().any(crate::text::script::is_han) {
        name.split_whitespace().count() <= MOST_WORDS
            && name.chars().next().is_some_and(char::is_uppercase)
    } else {
        name.chars().count() <= LONGEST
    };
    (is_plain && is_short && name.chars().all(|c| !c.is_ascii_digit())).then_some(name)
}
