//! Answers that refuse to translate, in words. "I'm sorry, but I can't" may be the translation of a sentence:
//! so an answer is a refusal only where its Chinese says nothing like it.

/// Beginnings of answers, in lower case and with plain apostrophes, each with the words of a sentence that may be
/// translated so.
const BEGINNINGS: &[(&str, &[&str])] = &[
    ("i can't assist", CANNOT),
    ("i cannot assist", CANNOT),
    ("i can't help", CANNOT),
    ("i cannot help", CANNOT),
    ("i can't translate", CANNOT),
    ("i cannot translate", CANNOT),
    ("i can't provide", CANNOT),
    ("i cannot provide", CANNOT),
    ("i can't comply", CANNOT),
    ("i cannot comply", CANNOT),
    ("i can't fulfill", CANNOT),
    ("i cannot fulfill", CANNOT),
    ("i won't be able to", CANNOT),
    ("i'm unable to", CANNOT),
    ("i am unable to", CANNOT),
    ("i'm not able to", CANNOT),
    ("i am not able to", CANNOT),
    ("i must decline", &["拒", "推", "辞", "辭", "谢绝", "婉"]),
    ("as an ai", MACHINE),
    ("as a language model", MACHINE),
    ("as a large language model", MACHINE),
    ("i'm an ai", MACHINE),
    ("i am an ai", MACHINE),
    ("作为ai", MACHINE),
    ("作为一个ai", MACHINE),
    ("作为人工智能", MACHINE),
    ("作为一个人工智能", MACHINE),
    ("抱歉", SORRY),
    ("很抱歉", SORRY),
    ("非常抱歉", SORRY),
    ("对不起", SORRY),
    ("對不起", SORRY),
    ("我无法", CANNOT),
    ("我不能", CANNOT),
    ("無法", CANNOT),
    ("无法", CANNOT),
];

/// Beginnings that are one of a refusal only where the answer says, too, that something cannot be done.
const REGRETS: &[&str] = &[
    "i'm sorry, but",
    "i'm sorry, i ",
    "i am sorry, but",
    "i'm very sorry, but",
    "sorry, but i",
    "sorry, i ",
    "i apologize",
    "my apologies",
    "unfortunately, i ",
];

/// The words by which an answer says so.
const REFUSES: &[&str] = &[
    "can't",
    "cannot",
    "can not",
    "unable",
    "not able",
    "won't",
    "decline",
    "not allowed",
];

const SORRY: &[&str] = &[
    "对不起",
    "對不起",
    "抱歉",
    "歉",
    "不好意思",
    "遗憾",
    "遺憾",
    "可惜",
    "恕",
    "见谅",
    "見諒",
    "对不住",
    "原谅",
    "原諒",
    "失礼",
    "失禮",
    "难过",
    "難過",
    "不敢",
    "不巧",
];
const CANNOT: &[&str] = &[
    "不能",
    "无法",
    "無法",
    "没法",
    "沒法",
    "不了",
    "不会",
    "不會",
    "不可",
    "没办法",
    "沒辦法",
    "无能",
    "無能",
    "不得",
    "无力",
    "無力",
    "难以",
    "難以",
    "不住",
    "不出",
    "不到",
    "不上",
    "未能",
    "无从",
    "無從",
];
const MACHINE: &[&str] = &[
    "AI",
    "ai",
    "人工智能",
    "人工智慧",
    "语言模型",
    "語言模型",
    "机器",
    "機器",
    "模型",
];

/// Words of a refusal to do a task, each with the words of a sentence that may be translated so.
const TASK: &[(&str, &[&str])] = &[
    ("that request", &["求", "要"]),
    ("this request", &["求", "要"]),
    ("your request", &["求", "要"]),
    ("assist with", &["帮", "幫", "助", "忙"]),
    ("assist you with", &["帮", "幫", "助", "忙"]),
    ("help with that", &["帮", "幫", "助", "忙"]),
    ("help with this", &["帮", "幫", "助", "忙"]),
    ("translate this", &["译", "譯"]),
    ("translate that", &["译", "譯"]),
    ("translate the", &["译", "譯"]),
    ("provide a translation", &["译", "譯"]),
    ("translation of", &["译", "譯"]),
    ("this content", &["内容", "內容"]),
    ("such content", &["内容", "內容"]),
    ("content policy", &["内容", "內容"]),
    (
        "guidelines",
        &["指", "规", "規", "准则", "準則", "方针", "方針"],
    ),
    ("policies", &["政策", "规", "規"]),
];

/// The longest beginning that is looked through for the words of a refusal.
const BEGINNING: usize = 300;

/// The first words of `answer`, where it is a refusal and no translation of `source`.
pub(super) fn refusal<'a>(source: &str, answer: &'a str) -> Option<&'a str> {
    let answer = answer.trim_start().trim_start_matches(['"', '“', '*']);
    let lower: String = answer
        .chars()
        .take(BEGINNING)
        .flat_map(char::to_lowercase)
        .map(|c| if c == '\u{2019}' { '\'' } else { c })
        .collect();
    let says = |words: &[&str]| words.iter().any(|word| source.contains(word));
    let has_its_words = if REGRETS.iter().any(|begins| lower.starts_with(begins)) {
        if !REFUSES.iter().any(|word| lower.contains(word)) {
            return None;
        }
        says(SORRY) || says(CANNOT)
    } else {
        let mut beginnings = BEGINNINGS.iter();
        says(beginnings.find(|(begins, _)| lower.starts_with(begins))?.1)
    };
    let is_task = |(word, chinese): &(&str, &[&str])| lower.contains(word) && !says(chinese);
    (!has_its_words || TASK.iter().any(is_task)).then(|| first_words(answer))
}

/// The beginning of a text, for people.
pub(super) fn first_words(answer: &str) -> &str {
    let end = answer
        .char_indices()
        .nth(60)
        .map_or(answer.len(), |(at, _)| at);
    let line = answer[..end].lines().next().unwrap_or_default();
    match line.rfind(' ') {
        Some(space) if line.len() == end && end < answer.len() => &line[..space],
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_from_translations_of_the_same_words() {
        for (source, answer, refused) in [
            ("雾来了。", "I'm sorry, but I can't assist with that.", true),
            (
                "雾来了。",
                "I\u{2019}m sorry, but I can\u{2019}t help with that request.",
                true,
            ),
            ("雾来了。", "I cannot translate this text.", true),
            ("雾来了。", "As an AI language model, I must not.", true),
            ("雾来了。", "抱歉，我无法协助。", true),
            ("雾来了。", "\"Sorry, I can't do that.\"", true),
            ("对不起，我来不了。", "I'm sorry, but I can't come.", false),
            (
                "对不起，我来不了。",
                "I'm sorry, but I can't assist with that request.",
                true,
            ),
            (
                "抱歉，这个要求我帮不了忙。",
                "I'm sorry, but I can't help with that request.",
                false,
            ),
            ("我无法翻译这首诗。", "I cannot translate this poem.", false),
            (
                "作为AI，我没有感情。",
                "As an AI, I have no feelings.",
                false,
            ),
            ("可惜我不在。", "Unfortunately, I was not there.", false),
            ("人走了。", "I'm sorry, but he is dead.", false),
            ("我真的去不了。", "I'm sorry, but I really can't go.", false),
            ("他很抱歉。", "He was sorry.", false),
            ("我帮不了你。", "I can't help you.", false),
            ("我忍不住笑了。", "I can't help laughing.", false),
            ("雾来了。", "The fog came.", false),
            ("雾来了。", "", false),
        ] {
            assert_eq!(
                refusal(source, answer).is_some(),
                refused,
                "{source} / {answer}"
            );
        }
        let long = "I cannot translate this text because it is about fog, and fog is dangerous.";
        assert_eq!(
            refusal("雾来了。", long),
            Some("I cannot translate this text because it is about fog, and")
        );
    }
}
