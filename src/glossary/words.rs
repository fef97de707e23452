//! Whether a stretch of Chinese is a word: 图 is none in 下图, 用户 is one in 使用户满意 and none in 使用户口. The
//! lexicon's segmentation tells: how much less probable a text becomes when it has to be cut where the stretch
//! begins and ends.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::lexicon::Lexicon;
use crate::text::script::is_han;

/// How much a text may cost more (minus the natural logarithm of its probability) when it is cut at the ends
/// of a term. A segmentation by frequencies of words alone is wrong now and then, by little.
const TOLERANCE: f32 = 3.0;
/// The same for a term of one character.
const CERTAIN: f32 = 0.5;
/// The cost of a term that the lexicon does not have: that of a rare word.
const TERM_COST: f32 = 13.0;
/// The cost of a character that is no word of the lexicon.
const UNKNOWN_COST: f32 = 20.0;
/// Terms of at least this many characters are words wherever they stand, if nothing else is asked for: other
/// words that happen to meet so are rarer than faults of a segmentation.
const SURE: usize = 3;

/// Function words, and what else stands before a noun without forming a compound with it. A term of one
/// character is a word behind one of them: 的树 but not 柳树.
const BEFORE: &str = "的 了 着 过 在 是 有 和 与 及 或 把 被 将 对 向 从 到 为 用 由 给 让 使 于 按 比 跟 同 \
    该 此 这 那 每 各 某 无 个 棵 张 条 种 段 幅 组 本 份 件 座 \
    其 它 他 她 我 你 您 请 这个 那个 一个 两个 多个 每个 某个 各个 这种 一种 这些 那些 一些 所有 以及 或者 \
    并且 而且 如果 不是 就是 这是 都是 其中 它的 他的 她的 我的 你的 他们 它们 我们 你们 因为 所以 但是 \
    通过 根据 关于 对于 为了 由于";
/// Function words and words of place, which stand behind a noun.
const BEHIND: &str = "的 了 在 是 有 和 与 及 或 把 被 将 对 向 从 到 为 用 由 给 让 使 于 按 比 跟 同 则 即 且 \
    并 而 但 也 都 就 还 只 不 没 无 会 能 可 要 应 需 必 很 更 最 太 里 中 上 下 边 旁 前 后 时 之 所 等 吗 呢 \
    吧 啊";
/// Characters that count other things more often than they are nouns: 三项, 这层关系, 两点.
const MEASURES: &str = "项 点 层 种 类 位 名 条 张 段 组 步 页 章 节 集 部 件 份 台 套 级 度 年 月 日 时 分 秒 间 面 \
    家 口 块 根 支 次 回 声 道 线 代 处 头 只 片 场 门 笔 号";
const NUMERALS: &str = "一二两三四五六七八九十百千万几半第";

static WORDS_BEFORE: LazyLock<HashSet<&str>> =
    LazyLock::new(|| BEFORE.split_whitespace().collect());
static WORDS_BEHIND: LazyLock<HashSet<&str>> =
    LazyLock::new(|| BEHIND.split_whitespace().collect());

/// A run of Chinese characters with all words that the lexicon finds in it.
struct Run {
    /// Offset of its first byte in the text.
    from: usize,
    /// Offsets of its characters in the text, and its end.
    offsets: Vec<usize>,
    chars: Vec<char>,
    /// For each character the words that begin there: their length and cost.
    words: Vec<Vec<(usize, f32)>>,
    /// The least cost of what is before each boundary.
    before: Vec<f32>,
    /// The least cost of what is behind each boundary.
    behind: Vec<f32>,
}

impl Run {
    fn new(text: &str, from: usize) -> Run {
        let lexicon = Lexicon::get();
        let mut offsets = Vec::new();
        let mut chars = Vec::new();
        for (at, c) in text[from..].char_indices() {
            offsets.push(from + at);
            if !is_han(c) {
                break;
            }
            chars.push(c);
        }
        if offsets.len() == chars.len() {
            offsets.push(text.len());
        }
        let count = chars.len();
        let mut words: Vec<Vec<(usize, f32)>> = vec![Vec::new(); count];
        for start in 0..count {
            let mut found = Vec::new();
            lexicon.prefixes(&chars[start..], |length, word| {
                found.push((length, lexicon.word_cost(word)));
            });
            if found.first().is_none_or(|&(length, _)| length > 1) {
                found.push((1, UNKNOWN_COST));
            }
            for (length, cost) in found {
                // A long word that is made of two can be cut between them: 数据结构.
                let middle = (2..length.saturating_sub(1)).find(|&middle| {
                    let is_word = |part| lexicon.find(part).is_some();
                    is_word(&chars[start..start + middle])
                        && is_word(&chars[start + middle..start + length])
                });
                match middle {
                    Some(middle) => {
                        words[start].push((middle, cost / 2.0));
                        words[start + middle].push((length - middle, cost / 2.0));
                    }
                    None => words[start].push((length, cost)),
                }
            }
        }
        let mut before = vec![f32::INFINITY; count + 1];
        before[0] = 0.0;
        for start in 0..count {
            for &(length, cost) in &words[start] {
                let end = start + length;
                before[end] = before[end].min(before[start] + cost);
            }
        }
        let mut behind = vec![f32::INFINITY; count + 1];
        behind[count] = 0.0;
        for start in (0..count).rev() {
            for &(length, cost) in &words[start] {
                behind[start] = behind[start].min(cost + behind[start + length]);
            }
        }
        Run {
            from,
            offsets,
            chars,
            words,
            before,
            behind,
        }
    }

    /// The least cost of the words from one boundary to another.
    fn between(&self, start: usize, end: usize) -> f32 {
        let mut least = vec![f32::INFINITY; end - start + 1];
        least[0] = 0.0;
        for at in start..end {
            for &(length, cost) in &self.words[at] {
                if at + length <= end {
                    let to = at + length - start;
                    least[to] = least[to].min(least[at - start] + cost);
                }
            }
        }
        least[end - start]
    }

    /// How much the run costs more when it is cut at two boundaries and what is between is a word.
    fn extra_cost(&self, start: usize, end: usize) -> f32 {
        let count = self.chars.len();
        let own = self.between(start, end).min(TERM_COST);
        let cut = self.before[start] + own + self.behind[end];
        cut - self.before[count]
    }

    /// The most probable word that ends at a boundary.
    fn word_before(&self, end: usize) -> Option<&[char]> {
        let mut starts = (0..end).filter(|&start| {
            let mut words = self.words[start].iter();
            words.any(|&(length, cost)| {
                start + length == end && self.before[start] + cost <= self.before[end] + 0.01
            })
        });
        starts.next_back().map(|start| &self.chars[start..end])
    }

    /// The most probable word that begins at a boundary.
    fn word_behind(&self, start: usize) -> Option<&[char]> {
        let mut words = self.words.get(start)?.iter();
        let (length, _) = words.find(|&&(length, cost)| {
            cost + self.behind[start + length] <= self.behind[start] + 0.01
        })?;
        Some(&self.chars[start..start + length])
    }

    /// Whether one character is a word of its own and no part of a compound.
    fn is_alone(&self, at: usize, before: Option<char>) -> bool {
        if self.extra_cost(at, at + 1) > CERTAIN {
            return false;
        }
        let word = self.word_behind(at + 1);
        if MEASURES.contains(self.chars[at]) {
            let before = match at {
                0 => before,
                _ => Some(self.chars[at - 1]),
            };
            let counts = |c: char| c.is_numeric() || NUMERALS.contains(c);
            if before.is_some_and(counts) || word.is_some_and(|word| word.len() > 1) {
                return false;
            }
        }
        let listed = |list: &HashSet<&str>, word: &[char]| {
            let word: String = word.iter().collect();
            list.contains(word.as_str())
        };
        let free_before = self
            .word_before(at)
            .is_none_or(|word| listed(&WORDS_BEFORE, word));
        free_before && word.is_none_or(|word| word.len() > 1 || listed(&WORDS_BEHIND, word))
    }
}

/// The words of one text, which is looked at no further than terms stand in it.
pub(super) struct Words<'a> {
    text: &'a str,
    runs: HashMap<usize, Run>,
}

impl<'a> Words<'a> {
    /// `text` is folded, so that its characters are simplified ones.
    pub(super) fn new(text: &'a str) -> Words<'a> {
        Words {
            text,
            runs: HashMap::new(),
        }
    }

    /// Whether a stretch of the text is a word or several. Of ends in Latin letters or digits, and beside other
    /// characters than Chinese ones, nothing is asked. `by_segmentation` lets the segmentation alone decide: also of long
    /// terms, and of a term of one character although it may be part of a compound.
    pub(super) fn has(&mut self, start: usize, end: usize, by_segmentation: bool) -> bool {
        let term = &self.text[start..end];
        if !term.chars().all(is_han) {
            return true;
        }
        let length = term.chars().count();
        if length >= SURE && !by_segmentation {
            return true;
        }
        let last_before = self.text[..start].chars().next_back();
        let before = self.text[..start].char_indices().rev();
        let from = before
            .take_while(|&(_, c)| is_han(c))
            .last()
            .map_or(start, |(at, _)| at);
        let run = self
            .runs
            .entry(from)
            .or_insert_with(|| Run::new(self.text, from));
        debug_assert_eq!(run.from, from);
        let index = |offset| run.offsets.binary_search(&offset).ok();
        let (Some(first), Some(last)) = (index(start), index(end)) else {
            return true;
        };
        match length {
            1 if by_segmentation => run.extra_cost(first, last) <= CERTAIN,
            1 => run.is_alone(first, last_before),
            _ => run.extra_cost(first, last) <= TOLERANCE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::fold::fold_source;

    fn has(text: &str, term: &str) -> bool {
        let text = fold_source(text).lower;
        let start = text.find(term).unwrap();
        Words::new(&text).has(start, start + term.len(), false)
    }

    #[test]
    fn terms_are_words() {
        for (text, term) in [
            ("链表节点的值", "节点"),
            ("使用户满意", "用户"),
            ("这是一种数据结构", "数据"),
            ("该算法的时间复杂度为", "算法"),
            ("按钮样式与组件属性", "样式"),
            ("每个组件都有属性", "组件"),
            ("遍历子数组", "数组"),
            ("二叉树的叶节点", "二叉树"),
            ("一棵树的高度", "树"),
            ("树是一种结构", "树"),
            ("的值为空", "值"),
            ("第3行。", "行"),
            ("当前栈帧空间", "栈帧空间"),
            ("该层是输出", "层"),
        ] {
            assert!(has(text, term), "{term} in {text}");
        }
        for (text, term) in [
            ("复杂度", "度"),
            ("如下图所示", "图"),
            ("便于理解", "解"),
            ("值得注意", "值"),
            ("程序运行时", "行"),
            ("浮层消失", "层"),
            ("金属性质稳定", "属性"),
            ("使用户口本", "用户"),
            ("连接数据库", "数据"),
            ("一颗柳树倒了", "树"),
            ("共有 12 项", "项"),
            ("分三层来看", "层"),
            ("这项工作", "项"),
            ("这样就行了", "行"),
        ] {
            assert!(!has(text, term), "{term} in {text}");
        }
    }
}
