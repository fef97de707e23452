# The rules of the check by their ids, and what they say of a text.

rule-term-missing = 术语没有使用术语表中的任何译法
rule-term-forbidden = 术语使用了术语表禁用的译法
rule-term-case = 不应翻译或须区分大小写的术语写法不符
rule-term-inconsistent = 术语在有些地方按约定翻译，在别处则不然
rule-name-romanisation = 人名拼音与汉字不符，或姓名顺序前后不一
rule-number = 数字缺失、不同，或在中文里没有依据
rule-unit = 数值正确，但单位、货币、日期、上下午或纪年不同
rule-omission = 句子或其中大部分没有译文
rule-addition = 英文没有对应的中文，或内容多出很多
rule-moved = 某段内容在英文中位于别处
rule-untranslated = 英文中残留中文
rule-repeated-word = 同一个单词连续出现两次
rule-pairing = 引号或括号没有成对
rule-full-width = 英文中残留全角标点、字母或数字
rule-end-mark = 问句译成了陈述句，或陈述句译成了问句
rule-end-missing = 正文句子缺句末标点，或被截断
rule-same-source = 相同的中文句子译法不同
rule-same-target = 不同的中文句子译文相同
rule-markup = 链接、地址、占位符、脚注或代码缺失或有改动
rule-speaker = 说话者的标签缺失，或是他人的标签
rule-length = 英文与中文相比异常长或异常短
rule-low-confidence = 这些句子是否对应存疑
rule-double-space = 空格过多，或标点后缺空格
rule-stale = 英文写成之后，中文有改动
rule-review = 复读者对英文存疑
rule-text-missing = 项目中的文本没有英文
rule-text-extra = 项目中的英文文本没有中文

## check/rules/addition.rs

m-the-english-is-much-too-f07b = 英文过长：是通常长度的 { $a } 倍
m-this-has-no-chinese-582a = 这个{ $what }没有对应的中文：{ $text }
m-this-heading-has-no-chinese-8e24 = 此标题没有对应的中文：{ $text }

## check/rules/double_space.rs

m-there-are-several-spaces-22e3 = 有多个空格
m-there-is-a-space-before-0220 = 标点前有空格
m-there-is-no-space-behind-35ed = 标点后缺空格

## check/rules/end_mark.rs

m-the-chinese-asks-the-english-5d0b = 中文是问句，英文不是
m-the-english-asks-the-chinese-8ede = 英文是问句，中文不是

## check/rules/end_missing.rs

m-the-chinese-ends-a-sentence-4a14 = 中文在此结束一句，英文没有句末标点

## check/rules/full_width.rs

m-is-of-chinese-typesetting-write-f248 = “{ $run }”是中文排版的写法：应写“{ $a }”

## check/rules/length.rs

m-the-english-has-per-cent-7092 = 英文长度只有本文通常长度的百分之 { $share }
m-the-english-is-times-as-a176 = 英文长度是本文通常长度的 { $times } 倍

## check/rules/low_confidence.rs

m-these-may-not-belong-together-035a = 两者可能并不对应（置信度 { $confidence }）

## check/rules/markup.rs

m-are-not-in-the-english-790f = { $a } 不见于英文
m-has-become-b340 = { $a } 变成了 { $b }
m-is-not-in-the-chinese-85c8 = { $a } 不见于中文
m-is-not-in-the-english-38fc = { $a } 不见于英文
m-and-more-like-this-4b94 = { $before }，另有 { $a } 处类似

## check/rules/moved.rs

m-this-stands-elsewhere-in-the-46e2 = 这个{ $a }在英文中位于别处{ $line }：{ $b }
m-in-line-1d9f = { $before }，第 { $line } 行

## check/rules/name_romanisation.rs

m-is-in-pinyin-d499 = “{ $written }”：{ $name } 的拼音是 { $spelt }
m-is-in-of-places-c8b7 = “{ $written }”：{ $name } 在 { $b } 处中有 { $a } 处写作“{ $other }”（{ $place }）
m-elsewhere-is-de08 = “{ $written }”：{ $name } 在别处写作“{ $other }”

## check/rules/number.rs

m-but-in-the-next-cell-6120 = { $before }，但见于相邻的单元格
m-which-has-485b = { $before }，英文作 { $a }
m-has-another-order-of-magnitude-0661 = { $written } 与 { $english } 的数量级不同
m-is-below-zero-and-not-5d9e = { $written } 为负数，英文中不是

## check/rules/omission.rs

m-hardly-anything-of-this-is-6e7d = 英文中几乎没有这部分内容
m-nothing-of-this-is-in-bcd9 = 英文中完全没有这部分内容
m-perhaps-this-is-not-in-383a = 英文中可能没有这部分内容
m-the-english-is-much-too-f92a = 英文过短：只有通常长度的百分之 { $a }
m-this-has-no-english-962b = 这个{ $what }没有对应的英文：{ $text }
m-this-heading-has-no-english-64b5 = 此标题没有对应的英文：{ $text }

## check/rules/pairing.rs

m-a-quotation-mark-has-no-9ebf = 引号没有成对
m-this-bracket-is-not-closed-3c62 = 此括号没有结束
m-this-bracket-was-not-opened-0eb7 = 此括号没有开始
m-this-quotation-is-not-closed-c6cf = 此引语没有结束
m-this-quotation-was-not-opened-9ffb = 此引语没有开始

## check/rules/repeated_word.rs

m-the-word-stands-twice-c272 = “{ $one } { $other }”：单词重复

## check/rules/review.rs

m-the-second-reader-doubts-this-6a40 = 复读者 { $a } 对此存疑：{ $b }

## check/rules/same_source.rs

m-the-same-chinese-is-in-4d0c = 相同的中文在 { $b } 处中有 { $a } 处译作“{ $words }”（{ $place }）
m-the-same-chinese-is-elsewhere-3f96 = 相同的中文在别处译作“{ $words }”

## check/rules/same_target.rs

m-this-english-also-stands-for-a0a1 = 此英文也用于 { $words }
m-this-english-also-stands-for-5e4f = 此英文也用于 { $words }（{ $place }）

## check/rules/speaker.rs

m-the-label-of-is-elsewhere-a7a5 = { $a } 的标签在别处是“{ $usual }”
m-the-label-of-is-missing-112a = 缺少 { $a } 的标签
m-the-label-of-is-missing-b400 = 缺少 { $a } 的标签（“{ $usual }:”）
m-speaks-but-is-the-label-177f = 说话者是 { $a }，但“{ $label }”是 { $other } 的标签

## check/rules/stale.rs

m-the-chinese-of-this-is-9747 = 此处的中文已不存在；原为 { $a }
m-this-was-made-of-other-6ee0 = 此处译自不同的中文：原为 { $a }，现为 { $b }

## check/rules/term_case.rs

m-is-to-be-written-0547 = “{ $written }”应写作“{ $form }”
m-is-missing-it-stays-as-4f47 = 缺少 { $a }：应保持原样

## check/rules/term_forbidden.rs

m-is-rendered-which-the-glossary-5a3d = { $a } 译作“{ $written }”，术语表禁用此译法：应写“{ $b }”

## check/rules/term_inconsistent.rs

m-is-rendered-as-agreed-in-5a02 = { $term } 在 { $agreed } { $places }{ $first }按约定翻译，在 { $other } 则不然

## check/rules/term_missing.rs

m-of-places-have-none-of-6bd7 = { $about }：{ $all } 处中有 { $a } 处没有其任何译法（“{ $preferred }”）
m-of-places-say-the-glossary-7334 = { $about }：{ $all } 处中有 { $a } 处作“{ $said }”，术语表作“{ $preferred }”
m-it-stands-in-the-next-f911 = { $before }（它在下一句中）
m-it-stands-in-the-sentence-27ad = { $before }（它在上一句中）
m-but-2903 = { $before }，而作“{ $a }”
m-but-as-f66a = { $before }，而译作“{ $a }”
m-only-as-8cf7 = { $before }，只译作“{ $a }”
m-a-word-of-the-same-a389 = { $before }；此处有同族词
m-its-place-in-so-long-6f00 = { $before }；列举太长，无法判断其位置
m-nothing-of-its-clause-is-6481 = { $before }；其所在分句整个没有译出
m-nothing-stands-in-its-place-37ed = { $before }；该处没有对应的词
m-nothing-stands-where-it-would-fcf6 = { $before }；它应在之处没有对应的词
m-perhaps-a-pronoun-stands-for-f4e4 = { $before }；可能以代词代替
m-the-name-beside-it-may-695b = { $before }；旁边的名字可能已足以指代
m-the-sentence-is-translated-freely-f93d = { $before }；该句是意译
m-is-not-rendered-as-6276 = { $term } 没有译作“{ $target }”

## check/rules/unit.rs

m-it-grew-to-times-as-2f71 = 增长到 { $a } 倍，英文中却是 { $b }
m-percent-of-the-price-is-5729 = 价格剩下百分之 { $share }，即优惠百分之 { $a }
m-is-before-christ-and-not-3576 = { $written } 是公元前，英文中不是
m-is-not-before-christ-and-1d77 = { $written } 不是公元前，英文中却是

## check/rules/untranslated.rs

m-chinese-is-left-in-the-1ffe = 英文中残留中文：{ $run }
m-the-sentence-is-still-chinese-91c3 = 该句仍是中文

## check/stretches.rs

m-a-cell-of-a-table-34a0 = 表格的一个单元格
m-a-row-of-a-table-af18 = 表格的一行
m-has-no-chinese-946a = 没有对应的中文
m-has-no-english-162b = 没有对应的英文
m-have-no-chinese-c5db = 没有对应的中文
m-have-no-english-f563 = 没有对应的英文
m-the-section-5f9e = “{ $a }”一节（{ $size }）
m-these-headings-8c84 = 这 { $a } 个标题
m-these-3060 = 这 { $size }
m-this-heading-bffb = 此标题
m-and-of-a-table-ec18 = 表格的 { $a } 和{ $rows }
m-cells-of-a-table-6c14 = 表格的 { $a } 个单元格
m-items-of-a-list-d114 = 列表的 { $a } 项
m-from-to-a368 = { $before }：从“{ $a }”到“{ $b }”
m-sections-a04e = { $many } 节（{ $size }）
m-of-a-table-4745 = 表格的{ $rows }
m-rows-of-a-table-af0e = 表格的 { $rows } 行
m-elsewhere-in-the-english-ec56 = { $stands }英文中的别处
m-elsewhere-in-the-english-from-2a90 = { $stands }英文中的别处，从第 { $line } 行起
