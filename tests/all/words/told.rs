//! Messages as the program puts them together, told in Chinese.

use duizhao::words::{Locale, Words};

#[test]
fn messages_that_are_put_together_are_told() {
    let chinese = Words::of(Locale::Chinese);
    for (english, told) in [
        (
            "5 sentences to translate in 2 of 3 texts",
            "3 个文本中有 2 个需要翻译，共 5 个句子",
        ),
        (
            "zh/01.md: 5 sentences translated; en/01.md is new; 1 not",
            "zh/01.md：已译 5 个句子；en/01.md 是新文件；1 个未译",
        ),
        (
            "3 texts: 12 sentences translated, 4 of them known before; 3 requests in 1.2 s, 0.0123 spent",
            "3 个文本：已译 12 个句子，其中 4 个以前已知；3 次请求，用时 1.2 秒，花费 0.0123",
        ),
        (
            "2 sentences changed since both.jsonl; 2 links made anew; 1 decision lost (duizhao align writes it down, duizhao status shows it)",
            "2 个句子有改动（自 both.jsonl 以来）；重新建立 2 个链接；失落 1 项决定（duizhao align 会写入，duizhao status 可查看）",
        ),
        (
            "2 links wait to be written into en.md, 1 of them in conflict with it (duizhao status shows them)",
            "2 个链接等待写入 en.md，其中 1 个与文本冲突（duizhao status 可查看）",
        ),
        (
            "the lock of link b12 could not be kept, for its source was changed: 一 | One",
            "锁定未能保留（链接 b12），因为其原文有改动：一 | One",
        ),
        (
            "zh.md:12:1: 3 sentences without their translation",
            "zh.md:12:1：3 句没有译文",
        ),
        (
            "a.tmx: left out: 3 notes of the file (first in line 3), 2 properties",
            "a.tmx：略去：文件的 3 条提示（首见于第 3 行），2 项属性",
        ),
        (
            "2 of 3 safe fixes made in 2 texts",
            "3 处稳妥的修正已完成 2 处（2 个文本）",
        ),
        (
            "new: 3 sentences, 2 of them from zh/02.md",
            "新增：3 个句子，其中 2 个来自 zh/02.md",
        ),
        (
            "zh.md:3:1: untranslated (it is too short: something is left out): 灯亮了。\n  80% like 灯 → lamp",
            "zh.md:3:1：未译（太短：有略去的内容）：灯亮了。\n  80% 相似：灯 → lamp",
        ),
        (
            "a row of a table stands elsewhere in the English, from line 3 on: from \"一\" to \"二\"",
            "表格的一行在英文中位于别处，从第 3 行起：从“一”到“二”",
        ),
        (
            "灯塔 is rendered as agreed in 3 places (\"lighthouse\", zh.md:3) and otherwise in 1",
            "灯塔 有 3 处（“lighthouse”，zh.md:3）按约定翻译，另有 1 处则不然",
        ),
        (
            "https://x/v1: the server says 429: slow down (asked 6 times)\n  help: check url and model",
            "https://x/v1: 服务器答复 429：slow down（已询问 6 次）\n  办法：请检查 url 和 model",
        ),
        (
            "a.docx: 3 changes that are recorded outside of tables (abc…)",
            "a.docx: 表格之外记录的 3 处修订（abc…）",
        ),
    ] {
        assert_eq!(chinese.tell(english), told);
        assert_eq!(Words::of(Locale::English).tell(english), english);
    }
}
