//! `speaker`: the labels of an interview. How each speaker's label is rendered is learned from the
//! text; then a label that is missing or is another's stands out. What stands before a colon is a label where it
//! is a name, a title or a part in a conversation, or recurs in turn with others, and there is a dialogue: somebody
//! else speaks, too. The heads of notes, definitions and steps are none.

use std::collections::{HashMap, HashSet};

use super::{Context, Whole};
use crate::check::checked_bead::CheckedBead;
use crate::check::evidence::chinese_words;
use crate::check::finding::{BeadFinding, Severity};
use crate::lexicon::Lexicon;
use crate::lexicon::person::is_name;
use crate::text::scan::has_two;
use crate::text::script::is_han;

/// The longest head before a colon that is a label.
const LONGEST: usize = 16;
const MOST_WORDS: usize = 5;
/// Speakers that are not named.
const ROLES: &[&str] = &[
    "问",
    "答",
    "提问",
    "回答",
    "追问",
    "记者",
    "主持人",
    "主持",
    "采访者",
    "受访者",
    "采访人",
    "嘉宾",
    "观众",
    "听众",
    "读者",
    "网友",
    "同学",
    "众人",
    "旁白",
    "画外音",
    "甲",
    "乙",
    "丙",
    "丁",
    "甲方",
    "乙方",
    "男",
    "女",
    "法官",
    "老师",
    "医生",
    "妈妈",
    "爸爸",
    "母亲",
    "父亲",
    "爷爷",
    "奶奶",
    "哥哥",
    "姐姐",
    "弟弟",
    "妹妹",
    "老板",
    "警察",
    "司机",
    "护士",
    "士兵",
    "国王",
    "王后",
    "孩子",
    "男孩",
    "女孩",
];
/// Endings of words for people: their titles and trades.
const PEOPLE: &[&str] = &[
    "先生",
    "女士",
    "小姐",
    "太太",
    "夫人",
    "老师",
    "教授",
    "博士",
    "院士",
    "医生",
    "律师",
    "主任",
    "经理",
    "总裁",
    "主席",
    "队长",
    "校长",
    "院长",
    "部长",
    "局长",
    "所长",
    "船长",
    "市长",
    "村长",
    "厂长",
    "书记",
    "老人",
    "大爷",
    "大妈",
    "叔叔",
    "阿姨",
    "法官",
    "警官",
    "师傅",
    "同志",
    "同学",
    "记者",
    "主持人",
    "演员",
    "作家",
    "导演",
];
/// Heads that have the form of a name and are none.
const NO_NAMES: &[&str] = &[
    "时间", "方法", "于是", "例如", "比如", "关于", "高度", "安全", "成果", "项目", "路径", "容器",
];
/// Characters that foreign names are written with.
const FOREIGN: &str = "阿埃艾安昂奥巴白班邦贝比彼毕波伯博布查达戴丹道德迪蒂丁东杜顿多厄恩尔法菲芬弗福富盖甘冈高戈格古哈海汉豪赫亨华霍基吉加嘉贾杰金卡凯坎康考科克肯孔库奎拉莱赖兰朗劳勒雷黎里利莉莲列林琳柳卢鲁露路伦罗洛马玛迈麦曼梅门蒙米密明莫姆穆纳娜内妮尼涅宁努诺欧帕潘庞培佩彭皮珀普齐奇恰强乔切琼丘热仁日瑞若萨塞桑森沙莎山舍申圣史什施舒斯思苏孙索塔泰坦汤唐陶特提田廷图托瓦万旺威维韦卫魏温文沃乌伍西希锡夏香肖歇谢辛欣兴休雅亚延扬耶叶伊依因英尤于约赞泽扎詹张珍芝朱兹卓宗佐";
/// The least number of turns of the only one who has a label.
const ALONE: usize = 4;
/// Bytes of a Chinese character.
const LETTER: usize = 3;
/// Changes from one speaker to another that make a dialogue.
const CHANGES: usize = 3;

/// A bead that begins with a label.
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
        if !may_have_label(&pair.source) {
            return;
        }
        let Some(chinese) = label(&pair.source) else {
            return;
        };
        // The label may stand behind a sentence that was linked with it.
        let heads = pair.targets.iter().map(|target| label(&target.text));
        let english = label(&pair.target).or_else(|| heads.flatten().next());
        let place = english.and_then(|label| {
            let start = pair.target.find(label)?;
            Some(start..start + label.len())
        });
        self.turns.push(Turn {
            bead: pair.index,
            chinese: chinese.to_owned(),
            place: place.unwrap_or(0..0),
            english: english.map(str::to_owned),
        });
    }

    fn end(mut self: Box<Self>, _: &Context<'_>, found: &mut Vec<BeadFinding>) {
        let recurring = recurring(&self.turns);
        self.turns
            .retain(|turn| is_speaker(&turn.chinese) || recurring.contains(&turn.chinese));
        let mut speakers: Vec<&str> = self
            .turns
            .iter()
            .map(|turn| turn.chinese.as_str())
            .collect();
        speakers.sort_unstable();
        speakers.dedup();
        // One who speaks alone is no dialogue: it may be a signature, or the head of a paragraph about somebody.
        if speakers.len() < 2 && self.turns.len() < ALONE {
            return;
        }
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

/// Whether a head is the label of a speaker by itself: a name, a title, a part in a conversation.
fn is_speaker(head: &str) -> bool {
    let short = head.chars().count() <= 6;
    ROLES.contains(&head)
        || short && PEOPLE.iter().any(|ending| head.ends_with(ending))
        || !NO_NAMES.contains(&head) && is_name(head) && !is_word(head)
        || is_foreign(head)
}

/// Whether it can be a foreign name, or is one in Latin letters behind Chinese text.
fn is_foreign(head: &str) -> bool {
    let letters = head.chars().filter(|c| !matches!(c, '·' | '•' | '・'));
    let count = letters.clone().count();
    (2..=LONGEST).contains(&count)
        && letters.clone().all(|c| FOREIGN.contains(c))
        && (head.contains(['·', '•', '・']) || count >= 3 || !is_word(head))
}

/// Whether the lexicon has it as a word with renderings.
fn is_word(head: &str) -> bool {
    let lexicon = Lexicon::get();
    let characters = lexicon.simplified(head);
    let mut is_word = false;
    lexicon.prefixes(&characters, |length, word| {
        is_word |= length == characters.len() && lexicon.renderings(word).next().is_some();
    });
    is_word
}

/// Heads that are labels because they recur in turn with others, and each has an English label of its own. A common
/// noun is none: it recurs in lists of properties, too.
fn recurring(turns: &[Turn]) -> HashSet<String> {
    let mut labels: HashMap<&str, HashSet<&str>> = HashMap::new();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for turn in turns {
        *counts.entry(&turn.chinese).or_default() += 1;
        if let Some(english) = &turn.english {
            labels.entry(&turn.chinese).or_default().insert(english);
        }
    }
    let recurs =
        |head: &str| counts[head] > 1 && labels.get(head).is_some_and(|of| of.len() < counts[head]);
    // Characters that are no word together, as in a name; several words are the head of a paragraph: 使用方式.
    let is_plain = |head: &str| {
        let mut words = chinese_words(head).into_iter();
        let is_one = head.chars().count() <= 4 && head.chars().all(is_han);
        is_one && words.all(|word| word.place.len() <= LETTER) && !is_word(head)
    };
    let is_foreign = |head: &str| head.chars().all(|c| FOREIGN.contains(c));
    let heads: Vec<&str> = turns
        .iter()
        .map(|turn| turn.chinese.as_str())
        .filter(|head| is_speaker(head) || recurs(head) && (is_plain(head) || is_foreign(head)))
        .collect();
    let changes = heads.windows(2).filter(|two| two[0] != two[1]).count();
    if changes < CHANGES {
        return HashSet::new();
    }
    heads.into_iter().map(str::to_owned).collect()
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

/// Whether a text may have a colon, of which the wide one ends in the bytes BC 9A.
fn may_have_label(text: &str) -> bool {
    has_two(text, |one, next| {
        (one == b':') | (one == 0xbc) & (next == 0x9a)
    }) || text.ends_with(':')
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
