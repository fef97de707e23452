# What the library and the command say, by the ids that the test gives to the English.

## align/aligner.rs

m-a-locked-bead-lies-outside-5e6d = 已锁定的链接超出文本范围
m-it-takes-one-for-each-5821 = 每个中文句子须有一行，没有译文则留空
m-no-bead-can-keep-this-866b = 没有任何链接能满足此锚点
m-sentences-are-counted-from-0-c3b8 = 句子从 0 计数，两侧均按顺序排列
m-translations-for-sentences-e6a2 = 有 { $a } 条译文，却有 { $n } 个句子

## align/weights.rs

m-build-the-program-again-with-507d = 请用学习所得的 src/align/weights.json 重新构建程序
m-the-compiled-in-weights-cannot-295e = 内置权重无法使用：{ $what }
m-there-are-none-for-4b7b = 缺少 { $stage } 的权重
m-is-no-shape-f4fa = { $name } 不是一种形状

## bitext/desk.rs

m-proposed-c105 = 提议：{ $a }

## bitext/edit/decisions.rs

m-duizhao-status-lists-those-that-8b27 = duizhao status 会列出有冲突的链接
m-duizhao-status-lists-those-that-0474 = duizhao status 会列出现有的失落决定
m-it-holds-24f6 = 仍然成立
m-kept-the-edit-6fa7 = 保留了修改
m-the-link-is-not-in-1a56 = 链接 { $a } 没有冲突
m-there-is-no-lost-decision-d8bb = 没有失落的决定 { $a }
m-took-what-the-text-has-cea1 = 采用了文本中的内容

## bitext/edit/links.rs

m-it-is-the-end-of-1666 = 已到文本末尾
m-look-at-the-link-again-bf0b = 请重新查看该链接
m-merged-links-6226 = 合并了 { $number } 个链接
m-name-the-first-and-the-addf = 请指明若干链接中的第一个和最后一个
m-one-of-both-parts-would-cc0c = 拆分后有一部分会是空的
m-resolve-the-conflict-first-e5ee = 请先解决冲突
m-shift-as-many-as-there-83da = 移动的句数不要超过现有的句数
m-shifted-to-the-link-6bba = 已将 { $count } { $what }移到{ $which }链接
m-split-between-two-sentences-of-78a0 = 请在某一侧的两句之间拆分
m-the-english-of-the-link-3d8e = 链接 { $a } 的英文尚未写入文本
m-the-first-link-is-not-4d3f = 第一个链接并非缺少英文的链接
m-the-link-is-in-conflict-eaf6 = 链接 { $a } 与其文本有冲突
m-the-link-has-sentences-on-f157 = 该链接在那一侧有 { $a } 个句子
m-the-link-has-chinese-and-b05e = 该链接有 { $sources } 个中文句子和 { $targets } 个英文句子，少于第一部分应得的数目
m-the-link-has-one-side-62fe = 该链接只有一侧
m-the-neighbour-s-sentences-stand-48c8 = 相邻链接的句子位于别处
m-the-second-link-is-not-57c6 = 第二个链接并非缺少中文的链接
m-their-sentences-do-not-stand-6f66 = 它们的句子不相邻
m-there-is-no-link-on-186c = 那一侧没有链接
m-there-is-nothing-to-unlink-bc07 = 没有可以解除的链接
m-this-is-one-link-1419 = 这只是一个链接
m-took-the-note-away-4620 = 删除了备注
m-unlink-it-and-link-its-35e6 = 请解除该链接，并将其各部分分别对齐
m-unlink-it-first-or-shift-3d6e = 请先解除该链接，或移动其句子
m-unlink-what-stands-elsewhere-first-0fc6 = 请先解除位于别处的链接
m-write-it-first-duizhao-align-b8f2 = 请先写入（duizhao align），或将该链接与相邻链接合并

## bitext/edit/mod.rs

m-it-has-been-split-merged-a53b = 该链接后来已被拆分、合并或解除：请重新查看文本
m-there-is-no-link-9f02 = 没有链接 { $a }

## bitext/edit/rewrite.rs

m-changed-nothing-c805 = 没有改动
m-edited-but-the-text-has-10be = 已修改，但文本另有改动：产生冲突
m-took-the-english-out-3e98 = 删除了英文

## bitext/edit/said.rs

m-it-may-have-been-decided-3bac = 可能已有决定：请重新查看该链接
m-it-may-have-been-taken-82a3 = 可能已被删除：请重新查看该链接
m-nobody-proposes-this-32df = 没有人提出此译文
m-nobody-proposes-this-for-the-7682 = 没有人为链接 { $a } 提出此译文
m-propose-other-english-336b = 请提出不同的英文
m-the-comment-has-no-words-fece = 批注没有文字
m-the-link-has-no-english-afdf = 链接 { $a } 没有可供{ $b }的英文
m-the-link-has-no-such-c16a = 链接 { $a } 没有这条批注
m-took-the-comment-away-d549 = 删除了批注
m-what-is-proposed-is-what-e89d = 提议的译文与链接现有的相同
m-write-its-english-first-or-4270 = 请先写出英文，或就此提问
m-write-some-37d5 = 请写一些文字

## bitext/format/aspect.rs

m-1-block-that-is-more-2774 = 1 个链接中不止一个段落的块
m-1-confidence-a639 = 1 个置信度
m-any-text-5a09 = 任何文字
m-blocks-and-their-kinds-d337 = 块及其类别
m-comments-on-73bb = { $after }的批注
m-control-characters-in-704b = { $after }中的控制字符
m-control-characters-in-notes-a329 = 备注中的控制字符
m-control-characters-in-sentences-dd15 = 句子中的控制字符
m-decisions-that-found-no-place-15f2 = 找不到位置的决定
m-language-tag-9533 = 语言标签
m-links-with-an-empty-side-7439 = 一侧为空的链接
m-moved-link-06f0 = 移位的链接
m-names-of-19cb = { $after }的名称
m-places-in-the-source-files-5c57 = 在源文件中的位置
m-places-of-084b = { $after }的位置
m-proposals-for-9eaf = { $after }的提议
m-rejected-link-ccd6 = 被否决的链接
m-rejected-links-b54d = 被否决的链接
m-tabs-and-line-breaks-in-abc2 = { $after }中的制表符和换行
m-tabs-and-line-breaks-in-06a7 = 句子中的制表符和换行
m-the-names-of-the-texts-b50a = 文本的名称
m-the-order-of-857f = { $after }的顺序
m-the-order-of-moved-links-a795 = 移位链接的顺序
m-the-tags-of-the-languages-8ea0 = 语言标签
m-the-words-of-e03e = { $after }的文字
m-what-a-newer-version-wrote-3bd9 = 较新版本写入的内容
m-what-changed-since-a-link-019f = 链接建立以来的改动
m-what-changed-since-of-6f1d = { $after }建立以来的改动
m-where-one-sentence-of-a-68d2 = 链接内句子之间的界线
m-white-space-beyond-single-spaces-b6fe = 单个空格以外的空白
m-white-space-beyond-single-spaces-b0ad = { $after }中单个空格以外的空白
m-who-gave-9bad = { $after }由谁给出
m-who-gave-stages-and-when-515a = 阶段由谁、何时给出
m-in-their-files-01c9 = { $before }在其文件中
m-of-a-newer-version-fba0 = 较新版本的{ $before }
m-of-sentences-inside-links-b4e1 = { $before }（链接内的句子）
m-with-an-empty-side-1e90 = 一侧为空的{ $before }
m-without-a-place-6a68 = 没有位置的{ $before }
m-blocks-that-are-more-than-1ad3 = { $number } 个链接中不止一个段落的块
m-confidences-7617 = { $number } 个置信度

## bitext/format/intertext/link.rs

m-is-no-pair-of-lists-6032 = “{ $targets }”不是一对句子列表
m-an-alignment-of-intertext-begins-1773 = InterText 对齐文件的开头是 <linkGrp toDoc="a.en.xml" fromDoc="a.zh.xml">
m-name-the-alignment-and-not-7af5 = 请指定对齐文件，而不是其中的文本
m-the-attribute-is-missing-109c = 缺少属性 { $name }
m-this-is-no-alignment-of-d18c = 这不是 InterText 对齐文件：最外层元素是 <{ $name }>
m-xtargets-looks-like-1-1-7d94 = xtargets 的形式如 "1:1;1:1 1:2"

## bitext/format/intertext/read.rs

m-is-linked-twice-4514 = “{ $a }”链接了两次
m-export-the-alignment-and-both-73fc = 请将对齐文件和两个文本一起重新导出
m-its-sentences-do-not-follow-b02d = 其句子不连续
m-link-77a0 = 链接 { $a }：{ $what }
m-has-no-sentence-with-the-1921 = { $file } 中没有编号为“{ $id }”的句子

## bitext/format/intertext/text.rs

m-have-intertext-number-them-anew-ead0 = 请用 InterText 重新编号
m-there-are-two-sentences-with-e6a0 = 有两个句子的编号都是“{ $id }”

## bitext/format/jsonl.rs

m-a-bead-with-after-needs-b3e4 = 带有 "after" 的链接还须有 "moved" 编号
m-a-bitext-file-starts-with-95d7 = 双语文件以标题行开头；可用 `duizhao align` 生成
m-a-repeated-sentence-has-2-9de6 = 重复的句子编号后应有 .2、.3……；重新对齐即可重写编号
m-a-sentence-s-block-at-3ea4 = 某个句子的 "block"、"at" 或 "bytes" 超出其文件
m-delete-the-line-7c87 = 请删除此行
m-duizhao-align-zh-en-o-7679 = duizhao align ZH EN -o （此文件）可保留两个版本的决定；也可每行只保留一个版本，并删除标记行
m-git-left-a-conflict-here-bdd5 = git 在此留下了未解决的冲突
m-it-is-empty-5e19 = 文件是空的
m-it-was-written-by-a-48b7 = 该文件由较新的 duizhao 写成：请更新本程序
m-not-a-line-of-a-4799 = 不是双语文件的行：{ $what }
m-put-into-one-of-these-2d42 = 请在其中一个链接的 "after" 中填入未移位句子的编号
m-put-there-the-id-of-099d = 请填入它前面那个译文句子的编号，或重新对齐
m-the-bead-holds-no-sentence-574b = 该链接两侧都没有句子
m-the-confidence-is-and-not-484f = 置信度为 { $a }，不在 0..=1 之内
m-the-file-has-version-and-45d8 = 文件的版本为 { $version }，本程序最多能读版本 { $version }
m-the-header-has-no-version-51a5 = 标题行没有版本号
m-the-header-starts-duizhao-bitext-9921 = 标题行以 {"{"}"duizhao":"bitext","version":2,…{"}"} 开头
m-the-moved-bead-stands-after-10b4 = 移位的链接位于“{ $a }”之后，但没有这个编号的译文句子
m-the-moved-bead-stands-after-365a = 移位的链接所跟随的句子又位于它之后
m-the-sentence-id-stands-in-3371 = 句子编号“{ $a }”也出现在第 { $other } 行
m-they-are-told-from-the-5fef = 这些值由前一句推得；重新对齐即可重写
m-this-is-not-a-bitext-da35 = 这不是双语文件：第一行不是标题行
m-write-version-2-c269 = 请写 "version":2

## bitext/format/links.rs

m-a-is-missing-here-1393 = 此处缺少“{ $c }”
m-a-line-of-links-looks-2943 = 链接行的形式如 [0, 1]:[0]，没有则写 []
m-a-number-is-missing-here-f059 = 此处缺少数字
m-the-number-is-too-large-7a26 = 数字 { $a } 太大

## bitext/format/losses.rs

m-first-in-7104 = 首见于{ $after }
m-line-d091 = { $before }（{ $first }第 { $a } 行）

## bitext/format/mod.rs

m-csv-table-ec1e = CSV 表格
m-excel-workbook-5971 = Excel 工作簿
m-intertext-alignment-3ddb = InterText 对齐文件
m-json-lines-a-link-a-d3f1 = JSON Lines，每行一个链接；内容完整，便于在 git 中合并
m-moses-parallel-corpus-6c1d = Moses 平行语料
m-po-catalogue-of-gettext-ef0c = gettext 的 PO 文件
m-tmx-1-4b-translation-memory-f7b0 = TMX 1.4b 翻译记忆
m-xliff-1-2-e5e5 = XLIFF 1.2
m-xliff-2-1-6d27 = XLIFF 2.1
m-0-1-0-a-line-8937 = 每行如 `[0, 1]:[0]`，句子从 0 计数，供评分工具读取
m-a-table-with-a-header-fa35 = 带标题行的表格，每行一个链接，用于电子表格和脚本
m-a-table-with-filters-and-1c9e = 带筛选和状态列表的表格；其他来源的表格按列名读取
m-an-alignment-and-two-texts-f3b4 = 一个对齐文件和两个 XML 文本（NAME.zh.xml 与 NAME.en.xml），用于 InterText 编辑器
m-bitext-format-9e3e = 双语文件格式
m-bitexts-are-read-from-29ee = 双语文件可从 { $a } 读取
m-convert-it-to-bitext-jsonl-7c80 = 请转换成 .bitext.jsonl
m-duizhao-project-file-eea3 = duizhao 项目文件
m-for-poedit-weblate-and-whatever-b0f7 = 供 Poedit、Weblate 等软件本地化工具使用
m-name-a-file-to-write-acd4 = 请指定要写入的文件：NAME.{ $ends }
m-name-the-format-or-let-1e8f = 请指明格式，或让文件名以 { $a } 结尾
m-save-it-as-utf-8-001c = 请存为 UTF-8
m-sentence-links-6801 = 句子链接
m-such-tools-take-xliff-1-8fa8 = 这类工具可用 XLIFF 1.2：NAME.xliff12.xlf
m-tab-separated-table-0f54 = 制表符分隔的表格
m-the-file-is-not-utf-1a55 = 文件不是 UTF-8 编码
m-the-same-columns-as-plain-e159 = 同样的各列，存为纯文本
m-the-same-for-older-tools-c634 = 供较旧的工具使用；Trados、memoQ 和 Phrase 的输出均可读取
m-two-plain-texts-name-zh-97ab = 两个纯文本 NAME.zh 与 NAME.en，每行一个链接，用于训练翻译系统
m-what-translation-tools-exchange-b97c = 翻译工具之间交换的格式
m-what-translation-tools-work-on-69c1 = 翻译工具逐句处理的格式；除 2.1 外也能读取 1.2 和 2.0
m-takes-several-files-and-there-6ff1 = { $a } 需要多个文件，而只有一个输出流
m-hold-no-texts-so-no-7aee = { $a }：{ $b } 不含文字，无法从中读取双语内容
m-takes-several-files-and-this-afbe = { $a }：{ $b } 由多个文件组成，这只是其中之一
m-is-read-and-written-by-ef8f = { $a }：.{ $ending } 可以读取，但只能由其自身的工具写出
m-the-name-does-not-tell-72bb = { $a }：从文件名看不出是哪种双语文件格式

## bitext/format/moses.rs

m-each-line-is-the-translation-80f6 = 每一行都是另一文件中同一行的译文
m-the-name-does-not-tell-f909 = 从文件名看不出是哪种语言
m-the-two-texts-are-called-37d7 = 两个文本应名为 NAME.zh 和 NAME.en
m-has-no-line-for-this-764a = { $a } 没有与此对应的行：它有 { $b } 行，而这里有 { $c } 行

## bitext/format/sheet/as_bitext.rs

m-that-is-no-table-8885 = 不是表格的
m-with-a-cell-that-is-2b72 = 含有非文字单元格的

## bitext/format/sheet/csv.rs

m-begin-with-a-line-such-c351 = 请以这样的一行开头：number,source,target,status,note
m-line-3b25 = 第 { $line } 行
m-not-csv-f3c9 = 不是 CSV：{ $error }
m-the-first-line-does-not-e5ae = 第一行没有指明中文列和英文列

## bitext/format/sheet/docx/read.rs

m-a-comment-of-that-is-71b4 = { $a } 的批注不在任何行上：{ $b }
m-changes-of-the-chinese-are-95ed = 中文的改动不予采纳
m-name-them-in-the-first-6fd8 = 请在表格第一行写明：Chinese、English
m-no-table-in-it-has-3505 = 其中没有表格含有指明中文列和英文列的行
m-row-39bd = 第 { $a } 行
m-save-it-as-docx-f6ff = 请存为 .docx
m-table-row-7ba8 = 表格 { $number } 第 { $a } 行
m-this-is-no-word-document-adcc = 这不是 Word 文档：没有文字
m-changes-that-are-recorded-outside-ed7d = 表格之外记录的 { $a } 处修订（{ $start }…）

## bitext/format/sheet/po/read.rs

m-a-po-file-has-entries-945d = PO 文件由 msgid 和 msgstr 条目组成
m-a-string-that-belongs-to-9f16 = 字符串不属于任何条目
m-a-string-without-its-end-ae5f = 字符串没有结束
m-msgfmt-c-says-what-is-9fa0 = msgfmt -c 可说明文件的问题
m-of-its-plural-forms-the-821d = 只读取了第一个复数形式
m-there-is-no-entry-in-5276 = 其中没有条目
m-this-is-no-line-of-ab29 = 这不是 PO 文件的行
m-obsolete-entries-a7bd = { $obsolete } 个已废弃的条目

## bitext/format/sheet/xlsx.rs

m-a-text-is-longer-than-677c = 有一段文字超过单元格可容纳的 { $longest } 个字符：请用 docx、po 或 xliff
m-cannot-be-read-02fe = 无法读取：{ $error }
m-has-too-many-merged-cells-4908 = 合并单元格过多
m-is-a-date-and-no-738e = 是日期，不是文字
m-is-a-formula-and-no-bbaa = 是公式，不是文字
m-is-an-error-a047 = 是错误值
m-name-them-in-the-first-b68d = 请在第一行写明，如：number、source、target、status、note
m-no-row-names-a-column-4414 = 没有指明中文列和英文列的行
m-no-sheet-has-a-row-ea9b = 没有工作表含有指明中文列和英文列的行
m-save-it-as-xlsx-or-1dc5 = 请存为 .xlsx 或 .csv
m-sheet-row-8a5b = 工作表“{ $name }”第 { $a } 行
m-sheet-d925 = 工作表“{ $name }”：{ $what }
m-the-cell-of-e4aa = { $a } 单元格{ $fault }
m-there-is-a-cell-far-9ae4 = 表格以外很远处有单元格，在第 { $a } 行第 { $b } 列
m-this-is-not-a-workbook-f543 = 这不是工作簿：{ $error }

## bitext/format/tmx/read.rs

m-tmx-is-not-read-f62c = 不能读取 TMX { $version }
m-export-it-as-tmx-1-8670 = 请导出为 TMX 1.4
m-in-beside-that-is-taken-a0f0 = { $a } 的内容，已采用 { $taken } 的
m-inline-code-0529 = 行内代码
m-inside-inline-codes-12a6 = 行内代码内部
m-none-of-its-units-has-454d = 其中 { $a } 个单元没有一个同时含有中文和英文
m-of-the-file-2ef9 = 文件的
m-second-variant-4ce0 = 第二个变体
m-the-languages-in-it-are-dc3a = 其中的语言有 { $a }
m-this-is-no-tmx-file-e8c6 = 这不是 TMX 文件：最外层元素是 <{ $name }>
m-with-empty-5c6c = { $language } 为空
m-without-e86b = 缺少 { $language }

## bitext/format/tsv.rs

m-a-cell-may-not-hold-0e8b = 单元格中不能有制表符
m-begin-with-a-line-of-de98 = 第一行应是以制表符分隔的列名：{ $a }
m-of-the-column-644e = “{ $name }”列的
m-the-confidence-is-no-number-e0b7 = 置信度“{ $cell }”不是 0..=1 之间的数
m-the-first-line-does-not-e430 = 第一行没有列名 source 和 target
m-the-row-has-cells-and-93f4 = 该行有 { $a } 个单元格，而标题行有 { $b } 列

## bitext/format/xliff/read.rs

m-xliff-is-not-read-996f = 不能读取 XLIFF { $version }
m-binary-unit-3a7c = 二进制单元
m-export-it-as-xliff-2-4ea9 = 请导出为 XLIFF 2.1 或 1.2
m-from-to-7725 = 从“{ $source }”到“{ $target }”
m-glossary-entry-6bd7 = 术语条目
m-it-is-and-not-chinese-d91b = 它是 { $which }，而不是中文和英文
m-make-two-of-it-b750 = 请分成两个文件
m-metadata-group-6edb = 元数据组
m-of-files-and-groups-33dd = 文件和组的
m-that-was-recorded-d740 = 已记录的
m-this-file-is-translated-the-ad36 = 该文件的翻译方向与前一个文件相反
m-this-is-no-xliff-file-5c0d = 这不是 XLIFF 文件：最外层元素是 <{ $name }>
m-with-translate-no-6c30 = 带 translate="no" 的

## bitext/format/xml.rs

m-broken-xml-979a = XML 已损坏：{ $error }
m-broken-xml-the-file-ends-e2bb = XML 已损坏：文件在元素内部中断
m-it-was-cut-off-fetch-9fdb = 文件被截断：请重新获取
m-the-encoding-is-not-known-529c = 编码“{ $label }”未知
m-the-entities-of-its-document-8afa = 其文档类型中的实体代表过多的文字
m-the-entity-is-not-read-e5f2 = 不能读取实体 &{ $name };
m-the-file-is-utf-32-1bba = 文件是 UTF-32 编码，不能读取
m-the-file-is-not-the-66e1 = 文件并非它所声明的 { $a } 编码
m-this-is-no-xml-there-2d00 = 这不是 XML：其中没有元素
m-write-the-character-itself-known-cb11 = 请直接写出该字符：可识别的有 &amp; &lt; &gt; &quot; &apos;、数字引用，以及文件自身文档类型所声明的文字
m-write-the-text-itself-a18a = 请直接写出文字

## bitext/merge.rs

m-both-changes-together-make-no-8da0 = 两方的改动合在一起不能构成双语文件：{ $error }
m-take-one-of-the-two-dbd3 = 请取其中一个版本，再重做另一方的改动

## bitext/model.rs

m-both-its-sides-were-changed-cbd9 = 两侧均有改动
m-its-sentences-no-longer-stand-c2cd = 其句子不再相邻
m-its-source-was-changed-d935 = 其原文有改动
m-its-translation-was-changed-3bdd = 其译文有改动

## bitext/returned/missing.rs

m-its-row-is-not-in-ec51 = 其行已不在文件中：英文保持不变

## bitext/returned/mod.rs

m-not-read-c94d = 不能读取

## bitext/returned/row.rs

m-a-row-without-chinese-which-8b63 = 没有中文的行，不属于任何链接
m-is-there-and-here-by-6897 = 文件中为{ $a }，此处现为{ $b }
m-is-and-has-no-english-6501 = 状态为{ $a }，却没有英文
m-its-link-is-no-longer-3264 = 其链接已不存在：已被拆分、合并，或其中文有改动
m-no-link-has-this-chinese-3337 = 没有链接含有这段中文
m-only-the-shape-of-marks-bae8 = 只有标点的形状有改动，系文字处理软件所致：未采纳
m-the-chinese-was-changed-and-fcc4 = 中文有改动，未采纳

## bitext/returned/shape.rs

m-cannot-be-made-one-64ba = 不能合并：{ $why }
m-cannot-be-split-79a4 = 不能拆分：{ $why }
m-was-split-inside-a-sentence-cf87 = 在一个中文句子内部拆分：各部分的英文合在一起采纳

## bitext/sheets.rs

m-word-document-051c = Word 文档
m-a-table-to-edit-and-4922 = 供修改和批注的表格；修订会作为提议返回
m-a-table-with-filters-and-9295 = 带筛选和状态列表的表格
m-for-poedit-weblate-and-what-7d33 = 供 Poedit、Weblate 等软件本地化工具使用
m-for-translation-tools-2877 = 供翻译工具使用
m-sheet-format-c69e = 送审表格格式
m-the-same-columns-as-plain-a81e = 同样的各列，存为纯文本，供脚本和其他电子表格使用

## bitext/stretch.rs

# without $is
m-that-translate-nothing-ff31 = { $before }：{ $count } 句没有对应的原文
# without $is $them
m-with-translation-elsewhere-moved-group-f8d1 = { $before }：{ $count } 句的译文位于别处（移位组 { $group }）
# without $is $them
m-without-translation-30e8 = { $before }：{ $count } 句没有译文

## bitext/validate.rs

m-bead-61df = 链接 { $a }：{ $after }
m-it-holds-no-sentence-of-8e8f = 两侧都没有句子
m-its-is-but-that-side-abc9 = 其 { $name } 为 { $range }，但那一侧只有 { $a } 个句子
m-its-confidence-is-and-not-6d03 = 其置信度为 { $a }，不在 0..=1 之内
m-its-source-starts-with-sentence-17cd = 其原文从第 { $a } 句开始，但接下来应是第 { $next-source } 句
m-its-target-starts-with-sentence-07ef = 其译文从第 { $a } 句开始，早于上方链接的结尾 { $next-target }，却未标为移位
m-target-sentence-is-in-bead-69e3 = 译文第 { $sentence } 句也在链接 { $a } 中
m-sentence-is-in-no-bead-be53 = { $name }第 { $sentence } 句不在任何链接中
m-sentences-and-have-the-same-027b = { $name }第 { $other } 句和第 { $at } 句编号相同：“{ $a }”

## cache.rs

m-another-run-is-using-the-11c2 = 另一次运行正在使用缓存
m-delete-the-file-what-it-efee = 请删除该文件；其中的内容会重新获取
m-the-cache-cannot-be-used-f711 = 缓存无法使用：{ $error }
m-wait-until-it-has-ended-6b60 = 请等它结束

## check/baseline.rs

m-make-it-anew-with-write-b765 = 请用 --write-baseline 重新生成
m-make-one-with-write-baseline-802c = 请用 --write-baseline 生成
m-the-baseline-has-version-e69d = 基线的版本是 { $a }
m-this-is-no-baseline-b0c1 = 这不是基线文件：{ $error }

## check/fixes.rs

m-it-is-about-the-whole-c00d = 问题涉及整个句子
m-it-overlaps-another-one-run-b4da = 它与另一处修正重叠：请再运行一次 check
m-its-place-reaches-over-the-83d4 = 其位置跨越句末
m-its-words-would-be-markup-4818 = 修正后的文字在此文本中会成为标记：请查看
m-only-utf-8-text-can-cdd9 = 只有 UTF-8 文本可以；请改为修正双语文件
m-only-the-text-has-these-105c = 这些空格只在文本中，不在双语文件中：请用 --fix 检查两个文本
m-the-words-have-changed-since-3f27 = 文字此后已有改动
m-there-are-no-words-to-430e = 没有可供替换的文字
m-there-is-markup-inside-its-35a1 = 其位置内有标记：请查看
m-this-file-cannot-be-mended-7ef7 = 该文件不能就地修正

## check/judge.rs

m-baseline-8714 = 基线 { $fingerprint }
m-it-hides-nothing-4c13 = 它没有忽略任何问题：{ $a }（{ $b }）
m-no-longer-found-2298 = 不再出现：{ $what }
m-this-comment-hides-nothing-f5d7 = 该注释没有忽略任何问题：{ $a }

## check/listed.rs

m-the-english-of-this-text-1061 = 该文本的英文似乎是 { $english }：git mv { $english } { $target }
m-this-text-has-no-chinese-40c5 = 该文本没有中文：{ $source } 不存在
m-this-text-has-no-english-9750 = 该文本没有英文：{ $target } 不存在
m-this-text-is-listed-and-79b6 = 该文本已列入，但不存在
m-this-text-is-the-english-39b8 = 该文本不是项目中任何中文文本的英文

## cli/align.rs

m-links-stay-as-they-are-5598 = { $a }：{ $kept } 个链接保持不变
m-links-with-an-empty-side-65dc = { $left-out } 个一侧为空的链接不在 { $a } 中

## cli/batch.rs

m-a-list-and-a-folder-88cf = 需要一个列表和一个文件夹
m-name-the-chinese-text-and-1d2f = 请指定中文文本及其译文
m-nothing-says-where-the-bitext-b560 = 没有说明 { $a } 的双语文件写到哪里
m-set-bitext-bitext-bitext-jsonl-c12e = 请在 duizhao.toml 的 [project] 下设置 bitext = "bitext/{ $path }.bitext.jsonl"，或指定两个文本和 -o
m-is-for-one-pair-and-16db = { $name } 只用于一对文本，而项目的文本各自对齐到自己的双语文件中

## cli/build.rs

m-not-translated-yet-d190 = 尚未翻译：{ $first }{ $others }
m-set-it-to-seconds-since-fbc5 = 请设为自 1970 年起的秒数，或不设置
m-and-other-texts-340b = { $before } 及另外 { $many } 个文本
m-and-another-text-3305 = { $before } 及另一个文本
m-is-no-number-of-seconds-1592 = { $name } 不是秒数
m-is-not-in-the-edition-7ff3 = { $name } 未收入对照版：{ $error }

## cli/check.rs

m-bitext-is-for-two-texts-ae3b = --bitext 用于两个文本，而项目有多个文本
m-a-dry-run-is-not-51f3 = 试运行不能显示为 { $a }
m-set-bitext-under-project-each-d3da = 请在 [project] 下设置 bitext：每个文本有自己的双语文件
m-take-format-text-or-json-0608 = 请用 --format text 或 json
m-is-not-mended-1e8a = { $a } 没有修正：{ $error }
m-of-texts-are-as-they-3b8f = { $b } 个文本中有 { $a } 个与上次检查时相同
m-known-findings-a01c = { $a }：{ $number } 个已知问题

## cli/chosen.rs

m-not-translated-yet-c005 = 尚未翻译：{ $a }

## cli/convert.rs

m-a-file-to-convert-and-195e = 需要指定要转换的文件和要生成的文件
m-name-both-or-for-texts-ec81 = 请指定两者；若是项目的文本，则指定格式和文件夹：--to tmx -o DIR
m-name-one-such-as-to-383b = 请指定一种，如 --to tmx；duizhao formats 会列出各种格式
m-nothing-says-which-format-the-cca4 = 没有说明文本转换成哪种格式
m-wrote-e906 = 已写入 { $a }

## cli/diff.rs

m-source-is-of-one-text-73cf = --source 用于单个文本，项目的文本各有自己的中文
m-compared-changes-fd91 = 已比较：{ $a } 处改动
m-leave-it-out-7b2b = 请去掉该选项
m-name-one-file-duizhao-diff-1a5d = 请指定一个文件：`duizhao diff --git HEAD~1..HEAD en.md`
m-name-the-old-version-and-c5f0 = 请指定旧版和新版，或一个文件加 --git REV
m-new-file-b52c = 新文件
m-standard-output-cab4 = 标准输出
m-file-names-were-given-fb4a = 给出了 { $a } 个文件名
m-file-names-were-given-with-b176 = 与 --git 一起给出了 { $a } 个文件名
m-not-merged-see-git-status-6d22 = { $a }：尚未合并；见 `git status`
m-links-sentences-e68a = { $what }：{ $a } 个链接，{ $b } 个句子

## cli/edit.rs

m-edit-a-bitext-jsonl-b99c = 请编辑 .bitext.jsonl
m-cannot-be-written-e89e = 不能写出 { $a }
m-operations-done-2de2 = 完成了 { $number } 项操作

## cli/eval.rs

m-no-errors-cfb7 = 没有错误
m-strict-f1-is-below-ac05 = 严格 F1 为 { $f1 }，低于 { $least }
m-unlinked-sentences-4941 = 未链接的句子

## cli/export.rs

m-1-row-e32b = 1 行
m-end-it-in-docx-xlsx-c14b = 请以 .docx、.xlsx、.csv、.po 或 .xlf 结尾，或用 --to 指定 { $ids } 之一
m-name-another-file-take-it-ffc9 = 请指定其他文件，或先采纳其内容（duizhao import），或用 --force 覆盖
m-such-tools-take-xliff-name-6ec1 = 这类工具可用 XLIFF：NAME.xlf
m-the-name-tells-no-format-3bf1 = 从文件名 { $a } 看不出要写成哪种格式
m-wrote-duizhao-import-takes-it-e562 = 已写入 { $a }（{ $rows }）；送回后用 duizhao import 采纳
m-is-there-already-and-somebody-dea4 = { $a } 已存在，可能有人在其中作过修改
m-is-written-by-its-own-f462 = { $a }：.{ $ending } 只能由其自身的工具写出
m-rows-7468 = { $rows } 行

## cli/formats.rs

m-back-a-translation-or-a-ff14 = 写回：译文或改动写入文件的副本，其余内容不变。
m-what-to-do-40bc = 处理办法

## cli/import.rs

m-taken-in-52f8 = 已采纳
m-would-be-taken-in-afa4 = 将会采纳
m-not-taken-in-8be0 = { $before }  未采纳（{ $a }）：
m-changes-not-7e63 = { $changes } 处改动{ $done }，{ $listed } 处未采纳

## cli/init.rs

m-duizhao-status-shows-what-there-da55 = duizhao status 显示现有内容，duizhao align 进行对齐，duizhao build 制作对照版
m-put-zh-md-and-en-4e22 = 请把 zh.md 和 en.md 放在 duizhao.toml 旁边，然后运行：duizhao build

## cli/merge.rs

m-the-result-147e = 结果
m-conflicts-between-and-keep-one-82c7 = { $a }：{ $conflicts } 处冲突，位于 <<<<<<< 与 >>>>>>> 之间；每处保留一个版本，并删除标记行

## cli/next.rs

m-no-link-is-left-of-dd98 = 没有这些阶段的链接了

## cli/output.rs

m-takes-several-files-and-standard-fc00 = { $a } 需要多个文件，而标准输出只有一个

## cli/overview.rs

m-texts-708b = = { $a } 个文本
m-en-changed-b6ab = 英文改动
m-its-english-was-not-renamed-52e0 = 其英文没有随之改名：{ $command }
m-listed-and-not-there-dc8b = 已列入，但不存在
m-not-committed-2760 = 未提交
m-not-translated-there-is-no-fedf = 未译，{ $a } 不存在
m-zh-changed-4971 = 中文改动
m-no-text-of-the-project-4ae9 = { $a }：不是项目的文本，{ $b }
m-no-text-has-this-english-1204 = { $extra }：没有文本以它为英文

## cli/pipe.rs

m-the-pipe-9642 = 管道
m-of-documents-were-answered-with-cf8a = { $b } 个文档中有 { $a } 个答复为错误

## cli/providers.rs

m-protocols-protocol-in-a-provider-ced5 = 协议（[provider.NAME] 表中的 `protocol`）：
m-providers-of-this-project-0c67 = 本项目的翻译服务：
m-a-schema-is-refused-so-6285 = 服务器拒绝 schema，因此改为请求不带 schema 的 JSON：{ $why }
m-a-schema-is-taken-and-3649 = 服务器接受 schema 但不遵守：仍会检查每个答复；减小批量会有帮助
m-answers-are-held-to-a-d334 = 答复遵守 schema：不会丢失句子
m-asked-requests-s-tokens-read-0f8f = { $with-key }询问，{ $a } 次请求，{ $b } 秒，读入 { $c } 个 token，写出 { $d } 个
m-with-a-key-2d3d = 带密钥
m-without-a-key-3721 = 不带密钥
m-answers-but-not-with-a-3363 = { $name } 有答复，但不是译文：{ $why }
m-works-e7e7 = { $name } 可用：{ $trial-sentence } → { $text }

## cli/review.rs

m-a-project-of-texts-2776 = 含 { $a } 个文本的项目
m-no-browser-could-be-opened-c523 = 无法打开浏览器：请自行打开该地址
m-is-open-at-this-address-e7ca = { $what }已在此地址打开，仅限本机访问；按 Ctrl-C 结束，一切都会保存
m-is-saved-596f = { $what }已保存

## cli/segment.rs

m-left-out-2f18 = 略去：{ $a }：{ $b }，{ $c }（{ $d }{ $more }）
m-the-text-cannot-be-read-a7ef = 文本无法读取
m-markdown-of-a461 = { $a }：{ $b } 风格的 Markdown
m-read-as-fac5 = { $a }：按 { $b } 读取

## cli/staged.rs

m-staged-looks-at-what-is-261c = --staged 查看已暂存的内容，而 --fix 和 --write-baseline 会写入文件
m-leave-staged-out-git-add-2edf = 请去掉 --staged，再用 git add 加入所写的内容

## cli/status.rs

m-1-sentence-changed-4294 = 1 个句子有改动
m-a-decision-whose-sentences-are-3f82 = 其句子已不存在的决定；可在 duizhao review 中清除
m-as-the-bitext-says-37c4 = 与双语文件一致
m-locked-and-reworded-since-look-40ec = 已锁定，但此后文字有改动；请查看并重新锁定
m-not-in-the-text-yet-39d0 = 尚未写入文本；duizhao align 或 review 会在可以写入时写入
m-not-there-732a = 不存在
m-the-chinese-changed-since-translate-a308 = 中文此后有改动；请重译，或在 duizhao review 中确认译文仍然成立
m-the-text-and-an-edit-d6d5 = 文本与修改改动了同一个句子；请在 duizhao review 中选择
m-links-made-anew-duizhao-align-82fc = { $a }：重新建立的链接：{ $b }（duizhao align 会写入）
m-nothing-waits-856f = { $a }：没有待处理的内容
m-sentences-changed-9a78 = { $number } 个句子有改动

## cli/terms.rs

m-for-example-f7c7 = 例句
m-no-terms-were-found-least-970a = 没有找到术语；--least 2 可查找更少见的
m-terms-bc16 = { $a }：{ $b } 个术语

## cli/tm.rs

m-answer-of-a-server-8504 = 个服务器答复
m-answers-of-servers-95d5 = 服务器的答复
m-doubtful-and-forgotten-8b00 = 个存疑并已丢弃的
m-nothing-is-like-it-6ca2 = 没有相似的内容
m-units-3da9 = { $a }：{ $number } 个单元
m-units-fefd = { $units } 个单元

## cli/translate.rs

m-changed-and-staged-choose-among-941a = --changed 和 --staged 用于在项目的文本中选择
m-force-replaces-a-file-and-7944 = --force 用于替换文件，而项目的文本是就地修改的
m-o-is-for-one-text-fd48 = -o 用于单个文本
m-delete-the-english-file-and-5169 = 要重新翻译，请删除英文文件及其双语文件
m-interrupted-what-was-received-is-7ccf = 已中断；已收到的内容会保留，再次运行即可继续
m-leave-o-out-they-are-9c96 = 请去掉 -o：它们写到 duizhao.toml 所指定之处
m-nothing-of-this-text-was-2a4d = 该文本以前没有译过任何内容
m-nothing-was-written-allow-partial-d33d = 未写出任何内容：--allow-partial 可写出已有的部分
m-nothing-was-written-no-sentence-5ed5 = 未写出任何内容：没有一个句子有译文
m-run-without-offline-8a9c = 请不带 --offline 运行
m-texts-of-a-project-are-ec95 = 项目的文本写到 duizhao.toml 所指定之处
m-this-takes-one-chinese-text-f3c1 = 此处只能有一个中文文本
m-what-was-asked-is-waited-b346 = 正在等待已发出的请求，因为它们会计费；再按一次 Ctrl-C 立即结束
m-without-a-project-one-text-8d74 = 没有项目时，一次只翻译一个文本
m-paragraphs-stayed-chinese-their-english-9c0a = { $a } 个段落保留中文：其英文会被读作标记
m-untranslated-3ca8 = { $a }:{ $b }：未译（{ $why }）：{ $c }{ $hint }
m-sentences-are-kept-as-a-2a10 = { $by-person } 个句子保留人工所留的译文
m-sentences-are-out-of-the-62cc = { $from-memory } 个句子取自翻译记忆库
m-more-are-untranslated-51e2 = 另有 { $more } 个未译
m-sentences-that-a-person-had-53b6 = { $saved } 个人工翻译过的句子已不在中文里；它们保存在翻译记忆库中

## cli/translate/batches.rs

m-collect-fetches-what-it-has-42c9 = --collect 可取回已完成的部分，其余的可重新请求
m-duizhao-translate-collect-with-the-1c6e = 用相同参数运行 `duizhao translate --collect` 可取回答复，可能需要一天
m-batch-is-under-way-at-c4b3 = 批次 { $a } 正在 { $b } 处理：{ $c }
m-batch-of-an-interrupted-run-b3cf = 中断的运行所提交的批次 { $a } 正在处理：{ $b }
m-batch-is-of-done-4751 = 批次 { $name } { $word }，{ $b } 个中已完成 { $a } 个{ $because }
m-batch-is-of-answered-d9c8 = 批次 { $name } { $word }，{ $all } 个中已答复 { $answered } 个
m-batch-is-of-right-92a4 = 批次 { $name } { $word }：{ $b } 个中有 { $a } 个正确{ $c }
m-batch-never-reached-the-service-3b78 = 批次 { $name } 从未到达服务：其中 { $a } 可以重新请求
m-batch-903c = 批次 { $name }：{ $error }
m-batch-not-taken-for-other-9954 = 批次 { $name }：因其他原因未采用，{ $a }
m-batch-not-taken-d249 = 批次 { $name }：未采用，{ $a }：{ $what }
m-batch-the-results-lack-of-9ec5 = 批次 { $name }：结果中缺少 { $a } 个中的 { $left } 个；请再次运行，或放弃：duizhao translate --cancel { $name } --force
m-batch-the-service-did-not-05aa = 批次 { $name }：服务未处理到 { $a }{ $because }
m-interrupted-the-batches-go-on-a5b4 = 已中断；批次仍在继续，再次运行即可取回答复
m-it-is-forgotten-its-answers-caa0 = 已不再记录：不会取回其答复
m-it-is-forgotten-the-service-ad4b = 已不再记录；无法通知服务，它可能继续处理并计费
m-no-batch-is-under-way-868e = 没有正在处理的批次
m-nothing-is-left-to-ask-7472 = 没有需要询问的；不带 --batch 运行即可写出已知的译文
m-translated-before-70e9 = { $a }以前译过
m-under-way-before-f66d = { $a }已在处理中
m-under-way-in-a-batch-cd79 = { $a }正在批处理中：用 duizhao translate --collect 取回，用 --cancel BATCH 放弃
m-perhaps-never-submitted-collect-looks-83c0 = { $before }，可能从未提交：--collect 会查找
m-about-to-be-spent-da03 = { $before }；预计花费约 { $a }

## cli/translate/reading.rs

m-read-before-462b = 以前读过
m-second-reader-e606 = 复读
m-second-reader-read-of-them-a917 = 复读者 { $reader }：读了 { $a }，其中 { $b } 对以前读过；{ $c }；另有 { $d }
m-the-second-reader-did-not-f60f = 复读者没有读 { $a }：{ $why }
m-the-translation-is-complete-the-675b = 翻译已完成，复读未完成：{ $error }
m-tokens-read-a04e = 读入的 token
m-tokens-written-e06d = 写出的 token
m-unknown-give-prices-in-duizhao-c79f = 未知：请在 duizhao.toml 中给出价格
m-spent-aa19 = { $before }，花费 { $spent }
m-duizhao-check-only-review-shows-674e = { $before }；`duizhao check --only review` 显示其疑问

## cli/translate/show.rs

m-answered-before-dcee = 以前已答复
m-cost-with-batch-fccc = 使用 --batch 的费用
m-kept-from-a-person-fd9f = 保留人工译文
m-translation-memory-9863 = 翻译记忆库
m-under-way-in-a-batch-1205 = 正在批处理中
m-stale-db7c = { $before }  过期
m-to-be-translated-7e53 = { $before }  需要翻译
m-untranslated-0319 = { $before }  未译
m-and-more-defa = { $before } 及另外 { $more } 个
m-of-tokens-read-from-the-fc15 = { $before }；读入的 { $a } 个 token 中有 { $b } 个来自服务器的缓存
# without $a
m-found-and-added-to-what-48d2 = 找到 { $count } 个名字，已加入 { $b }：{ $c }{ $more }；您在其中所作的改动会得到遵循
m-of-sentences-translated-of-them-2b61 = { $all } 个句子中已译 { $done } 个，其中 { $known } 个以前已知；{ $a } 次请求，用时 { $b } 秒

## cli/translate/texts.rs

m-1-text-is-4176 = 1 个文本
m-chinese-sentence-c9d5 = 个中文句子
m-are-out-of-the-translation-7bab = { $a }取自翻译记忆库
m-as-before-what-was-received-0c2a = { $a }与以前相同；已收到的内容会保留，再次运行即可继续
m-changed-after-their-english-did-4158 = { $a }在其英文之后有改动：--stale 可重译
m-is-listed-and-is-not-4024 = { $a } 已列入，但不存在
m-to-translate-in-of-98f6 = { $b }中有 { $needing } 个需要翻译，共 { $a }
m-untranslated-4ba0 = { $a }:{ $line }:{ $column }：未译（{ $b }）：{ $c }{ $hint }
m-stayed-chinese-their-english-would-5fc6 = { $a }：{ $b } 保留中文：其英文会被读作标记
m-translated-16e8 = { $a }：已译 { $b }
m-is-new-517e = { $before }；{ $a } 是新文件
m-not-deed = { $before }；{ $a } 个未译
m-texts-are-944f = { $number } 个文本
m-translated-of-them-known-before-c7b1 = { $texts }：已译 { $a }，其中 { $b } 个以前已知；{ $c }，用时 { $d } 秒
m-nothing-is-left-to-translate-41ab = { $texts }：没有需要翻译的内容

## config.rs

m-is-no-date-write-yyyy-32d7 = “{ $written }”不是日期：请写 YYYY、YYYY-MM 或 YYYY-MM-DD
m-a-confidence-lies-between-0-c10d = 置信度在 0 和 1 之间
m-did-you-mean-8750 = 是否想用“{ $near }”？
m-expected-a-date-yyyy-yyyy-3d06 = 应为日期：YYYY、YYYY-MM 或 YYYY-MM-DD
m-it-belongs-in-b3e9 = 它属于 [{ $a }]
m-there-are-b5fc = 可用的有 { $a }
m-there-is-no-0e22 = 没有 [{ $a }]
m-there-is-no-key-in-6d85 = [{ $b }] 中没有键“{ $a }”
m-write-name-above-it-with-8472 = 请在其上方写 [{ $table }.NAME]，名称自定
m-write-a-number-between-0-f178 = 请写 0 到 1 之间的数

## config/servers.rs

m-choose-one-with-provider-name-c9c0 = 请用 --provider NAME 或 [translate] 中的 provider 选择一个
m-describe-it-in-under-af26 = 请在 { $file-name } 的 [{ $group }.{ $name }] 下描述它
m-describe-one-in-under-provider-7539 = 请在 { $file-name } 的 [provider.NAME] 下描述一个；`duizhao providers` 会列出协议
m-there-are-several-providers-b29b = 有多个翻译服务
m-there-is-no-f851 = 没有{ $group }“{ $name }”
m-there-is-no-provider-to-105d = 没有可用于翻译的翻译服务

## config/texts.rs

m-a-file-of-contents-summary-5e61 = 目录文件（SUMMARY.md、mkdocs.yml、电子书 .epub），或路径列表
m-a-path-a-glob-or-5c37 = 路径、通配符，或它们的列表

## diff/render/markdown.rs

m-look-first-7f19 = 应先查看
m-new-finding-0d80 = 新增的问题
# without $texts
m-of-other-2af4 = 另外 { $a } 个文本中的 { $changes } 处改动
# without $more
m-more-in-the-table-ee5e = 表中另有 { $rows } 个文本

## diff/render/mod.rs

m-a-page-in-one-file-2642 = 单文件页面，可筛选，可用键盘操作
m-for-a-comment-on-a-257d = 用于合并请求的评论，大小有限
m-for-people-at-a-terminal-dd61 = 供终端阅读
m-for-programs-docs-diff-md-e6c5 = 供程序读取；格式见 docs/diff.md
m-merged-from-ea75 = 由 { $a } 句合并
m-moved-and-edited-dea3 = 移位并修改
m-moved-here-from-74f5 = 由 { $a } 移来{ $number }
m-moved-to-5cbc = 移到 { $a }{ $number }
m-moved-sentences-ac82 = 移位，{ $blocks } 个句子
m-nothing-changed-c08f = 没有改动
m-resolved-the-chinese-changed-the-b3a9 = 已随改：中文有改动，英文已随之修改
m-restored-this-chinese-had-no-c4f5 = 补译：此处中文原先没有英文
m-split-into-f97d = 拆分为 { $a } 句
m-stale-chinese-that-had-no-015f = 过期：原先没有英文的中文已不存在
m-stale-chinese-that-has-no-6140 = 过期：中文没有英文
m-stale-the-chinese-changed-the-eac8 = 过期：中文有改动，英文未随之修改
m-and-moved-with-others-bb72 = { $a }，并随其他句子移位
m-sentences-602d = { $before }，{ $number } 个句子
m-dropped-d255 = { $what }：删去 { $a }
m-put-in-54a6 = { $what }：加入 { $a }

## diff/render/summary.rs

m-gone-f869 = 已不存在：{ $a }{ $b }
m-new-1017 = 新增：{ $a }{ $b }
m-no-text-differs-c58d = 各文本均无差异
m-not-translated-f1ad = 未译
m-was-b0b6 = 原为 { $a }
m-unchanged-d70c = { $before }；{ $number } 个未变

## diff/render/terminal.rs

m-resolved-finding-cad3 = 已解决的问题

## diff/revision.rs

m-kind-of-change-01a2 = 改动类别

## document/archive.rs

m-a-file-that-somebody-packed-5913 = 如此打包的文件不是送审所写的文件
m-at-most-ten-thousand-are-b412 = 最多读取一万个
m-cannot-be-unpacked-8809 = 无法解压：{ $error }
m-check-that-the-file-is-9a4c = 请检查文件是否完整、扩展名是否正确
m-has-a-nul-character-which-db84 = 含有 NUL 字符，XML 中不允许
m-is-too-large-when-unpacked-0302 = 解压后太大
m-the-archive-has-members-5b0e = 压缩包中有 { $a } 个成员
m-the-archive-is-damaged-cd2a = 压缩包已损坏
m-the-limit-is-64-mb-a849 = 上限为每个成员 64 MB（表格工作表 256 MB）、总计 512 MB
m-this-is-not-a-zip-2214 = 这不是 zip 压缩包，或已损坏：{ $error }

## document/docx/beside.rs

m-building-blocks-a65f = 构建基块
m-the-document-names-it-and-4ccf = { $member }：文档提到它，但它不存在

## document/docx/drawn_in.rs

m-a-chart-9c63 = 图表
m-a-diagram-ef94 = 示意图
m-another-part-8c26 = 另一部件
m-text-of-another-file-a882 = 另一文件的文字
m-which-is-missing-1069 = { $target }：{ $what }，不存在
m-which-is-not-read-472c = { $target }：{ $what }，不读取

## document/docx/mod.rs

m-is-missing-8d21 = 不存在
m-name-its-format-with-from-5741 = 请用 --from 指明其格式
m-this-is-a-text-not-4470 = 这是文本，不是 DOCX 文档
m-this-is-not-a-docx-8da9 = 这不是 DOCX 文档
m-a-field-begins-and-never-1893 = { $a }：有一个域只有开始没有结束；其后的内容按文字读取
m-byte-37ef = { $member }，第 { $at } 字节
m-a-part-of-this-document-12cc = { $target }：此文档中自成文件的部分；请单独读取

## document/docx/omitted.rs

m-chart-labels-1410 = 图表标签
m-deleted-text-e046 = 已删除的文字
m-field-instruction-51c8 = 域代码
m-hidden-text-a3be = 隐藏文字
m-table-of-contents-cb1c = 目录

## document/encode.rs

m-read-again-the-new-bytes-4c15 = 重新读取时，新的字节会成为另一段文字
m-has-no-u-5265 = { $encoding } 中没有 { $character }（U+{ $a }）

## document/encoding.rs

m-a-nul-byte-at-offset-9223 = 偏移 { $at } 处有 NUL 字节：这是二进制文件，不是文本
m-give-the-text-itself-duizhao-ba16 = 请给出文本本身；`duizhao formats` 列出可读取的格式
m-save-the-file-as-utf-9923 = 请将文件存为 UTF-8，或转换：iconv -f { $encoding } -t UTF-8 -c { $a }
m-the-byte-0x-at-offset-a40e = 偏移 { $a }（第 { $line } 行）的字节 0x{ $byte } 不是 { $encoding }

## document/epub/follow.rs

m-the-pages-of-the-translation-552c = { $a }：译文的页面从左向右翻；中文的页面从右向左翻
m-pages-d020 = { $more }{ $pages } 页
m-the-lines-of-the-translation-7245 = { $places }：译文的行从左向右排；中文的行从上向下排

## document/epub/mod.rs

m-names-no-page-that-can-dba6 = 没有列出任何可读的页面；书中没有文字
m-page-outside-of-the-reading-7a2b = 不在阅读顺序中的页面
m-this-is-a-text-not-43ad = 这是文本，不是 EPUB
m-the-page-is-left-out-c430 = { $member }{ $separator }{ $at }{ $what }；略去该页

## document/epub/package.rs

m-an-edition-can-only-be-4d57 = 只有未加密的书才能制作对照版
m-is-called-in-the-book-efe4 = 在书中名为 { $member }
m-is-in-the-reading-order-d1ff = 在阅读顺序中，但类型为“{ $a }”且没有可读的替代；略去
m-is-in-the-reading-order-6d38 = 在阅读顺序中，但不在书里；其余照常读取
m-is-named-as-the-package-fdf2 = 被指为书的包文件，但不在书里
m-names-no-package-d15b = 没有指明包文件
m-names-no-package-that-is-e6d1 = 所指的包文件不存在；改用 { $member }
m-the-book-has-more-renditions-102a = 书中还有 { $rest } 个版本，未读取
m-the-book-is-damaged-b920 = 书已损坏
m-the-book-is-encrypted-5e98 = 书已加密
m-the-item-is-in-the-e8b6 = 条目“{ $id }”在阅读顺序中，但不在清单里
m-this-is-not-an-epub-3a98 = 这不是 EPUB
m-and-others-9519 = { $before } 及另外 { $count } 个
m-in-the-reading-order-more-fed4 = { $first }{ $others }：在阅读顺序中不止一次；以首次出现处为准
m-it-is-read-as-far-6b0c = { $what }；尽可能读取

## document/html.rs

m-sign-of-a-note-91c6 = 注释标记

## document/html_regions.rs

m-outside-of-article-ba27 = article 之外
m-outside-of-main-e6bc = main 之外

## document/markdown_left_out.rs

m-alternative-text-065f = 替代文字
m-attribute-e011 = 属性 { $name }
m-front-matter-30bd = 文首元数据

## document/members.rs

m-cannot-be-unpacked-6937 = 无法解压（{ $error }）
m-is-not-there-5c9b = 不存在

## document/mod.rs

m-subrip-subtitles-cb56 = SubRip 字幕
m-substation-alpha-subtitles-a4cf = SubStation Alpha 字幕
m-webvtt-subtitles-3a06 = WebVTT 字幕
m-word-docx-641a = Word（DOCX）
m-headings-lists-quotations-tables-footnotes-dcac = 标题、列表、引文、表格、脚注、HTML 中的文字；代码和公式保持原样
m-headings-lists-quotations-tables-notes-9f7f = 标题、列表、引文、表格、注释；接受修订，略去批注
m-it-has-no-text-a6dd = 没有文字
m-it-has-no-text-left-1fba = 没有文字；略去：{ $a }
m-paragraphs-by-blank-lines-or-87b9 = 以空行或缩进分段；手工换行会合并
m-plain-text-0c26 = 纯文本
m-the-book-s-documents-in-d330 = 按阅读顺序读取书中的文档（作为 HTML）；有版权保护的书不予读取
m-the-text-of-a-page-6766 = 页面的文字：标题、段落、列表、表格；略去注音、脚本和菜单
m-the-words-of-the-cues-56f4 = 字幕条的文字，不含注释和样式；说话者取自语音标签或人名标签
m-the-words-of-the-cues-5a4e = 字幕条的文字；一句可跨多条
m-the-words-of-the-dialogue-cf70 = 对白的文字，不含注释、绘图和特效代码
m-without-strict-and-strict-under-67e7 = 不带 --strict（且设置中 [read] 下没有 strict）时只是警告

## document/model.rs

m-no-kind-of-block-is-89b7 = 没有名为“{ $name }”的块类别

## document/rewrite_kept.rs

m-a-block-would-be-left-a351 = 会留下一个无法去除的空块
m-a-note-sign-an-image-ff1c = 注释标记、图片或标签会失去所属的句子
m-a-piece-of-code-or-3cf8 = 会切断一段代码或公式
m-markup-and-words-cannot-be-0a5c = 此处的标记和文字无法区分
m-the-new-words-would-be-91cf = 新的文字会被读作标记
m-there-is-no-such-sentence-9200 = 文本中没有这个句子
m-cannot-be-written-back-yet-933a = { $format } 尚不能写回

## document/stream.rs

m-the-bytes-at-offset-are-2ac5 = 偏移 { $at } 处的字节不是 UTF-8 文本，尽管之前的都是
m-the-file-is-damaged-there-67f7 = 文件在该处已损坏，或有部分内容来自其他编码的文件

## document/subtitles/lines.rs

m-cue-id-1e22 = 字幕条编号
m-outside-of-cues-1f4e = 字幕条之外

## document/subtitles/mod.rs

m-line-these-are-no-times-7867 = 第 { $line } 行：无法识别的字幕时间
m-more-lines-are-like-it-9e7f = 另有 { $more } 行类似

## document/unread.rs

m-a-fictionbook-2fab = FictionBook 电子书
m-a-kindle-book-20a7 = Kindle 电子书
m-a-pdf-e384 = PDF
m-a-pdf-has-lines-and-6d50 = PDF 只有行而没有段落：请索取其原始文档（.docx、.epub），或用 Word 打开并另存为 .docx，或转成文本：pdftotext -layout FILE.pdf FILE.txt
m-a-zip-archive-docx-epub-0cdb = ZIP 压缩包（DOCX、EPUB 等）
m-a-book-or-word-document-9150 = 没有扩展名的电子书或 Word 文档可用 --from epub 或 --from docx 指明；其他压缩包须先解压
m-a-database-997d = 数据库
m-a-document-of-pages-988e = Pages 文稿
m-a-help-file-chm-c657 = 帮助文件（CHM）
m-a-packed-file-64fd = 压缩文件
m-a-program-9748 = 程序
m-a-rich-text-rtf-34a0 = 富文本（RTF）
m-a-scanned-book-djvu-caj-17e0 = 扫描书（DjVu、CAJ）
m-a-spreadsheet-or-a-presentation-cd2c = 电子表格或演示文稿
m-an-opendocument-text-7572 = OpenDocument 文本
m-an-image-9af4 = 图片
m-an-old-word-document-or-8e60 = 旧版 Word 文档，或带密码的文档
m-copy-its-text-into-a-11b3 = 请把文字复制到文档中并存为 .docx；术语表可以是 .xlsx
m-format-that-is-not-read-4ed2 = 不能读取的格式
m-make-an-epub-of-it-c352 = 请转成 EPUB，例如用 Calibre：ebook-convert BOOK.mobi BOOK.epub；须没有版权保护
m-open-it-in-pages-and-2689 = 请用 Pages 打开并导出为 Word（.docx）或 EPUB
m-open-it-in-word-or-5e6a = 请用 Word 或 LibreOffice 打开并存为 .docx
m-open-it-in-word-or-cb42 = 请用 Word 或 LibreOffice 打开并存为不带密码的 .docx
m-save-it-as-srt-vtt-be5a = 请在字幕编辑器（如 Subtitle Edit 或 Aegisub）中存为 .srt、.vtt 或 .ass
m-subtitles-as-pictures-88f0 = 图形字幕
m-subtitles-in-xml-ttml-615d = XML 字幕（TTML）
m-these-are-pictures-of-pages-39af = 这是页面或字幕的图像：请用文字识别程序生成 .txt、.docx 或 .srt
m-this-is-which-is-not-ef55 = 这是{ $a }，不能读取
m-unpack-it-fb6d = 请解压
m-unpack-its-pages-as-with-ba08 = 请解压其中的页面（例如用 7-Zip），并给出 .html 文件

## document/write.rs

m-these-can-or-have-the-e3d3 = 可以写回的有：{ $a }；也可将译文存为双语文件
m-cannot-be-written-back-cfbc = { $a } 不能写回

## document/xml.rs

m-an-attribute-f742 = 属性：{ $what }
m-elements-are-nested-too-deeply-714b = 元素嵌套过深
m-it-ends-inside-an-element-bd26 = 在元素内部中断
m-the-file-is-damaged-save-211d = 文件已损坏；请重新保存或获取
m-the-reference-means-nothing-no-294e = 引用 &{ $name }; 没有意义：没有以此名声明的文字
m-the-reference-means-nothing-352e = 引用 &{ $written }; 没有意义
m-write-the-character-itself-a956 = 请直接写出该字符
m-write-the-text-itself-or-3a6e = 请直接写出文字；若不知文件来源，则不要使用该文件

## edition/book_data.rs

m-expected-a-name-a-table-d92f = 应为名称、表 {"{"} zh = "…", en = "…" {"}"}，或它们的列表
m-expected-words-or-a-table-836d = 应为文字，或表 {"{"} zh = "…", en = "…" {"}"}

## edition/mod.rs

m-epub-3-book-fcc7 = EPUB 3 电子书
m-html-page-15e7 = HTML 页面
m-typst-source-05b3 = Typst 源文件
m-a-book-for-e-readers-3748 = 供电子阅读器使用的书：左右对照、段落交错，或英文以弹出注释显示
m-a-book-to-print-set-1e61 = 供印刷的书，用 typst 命令排版：左右对照、段落交错，或对页排列
m-a-table-of-two-columns-e740 = 两栏表格，便于编辑和批注；交错时上下排列
m-both-languages-in-each-cue-f1d6 = 每条字幕含两种语言，时间取自中文
m-both-languages-in-each-event-bb76 = 每个事件含两种语言，各用一种样式
m-interleaved-markdown-each-group-of-e287 = 交错的 Markdown：每组段落后跟其译文
m-kind-of-edition-8ffb = 对照版类别
m-one-self-contained-page-side-574a = 自成一体的页面：左右对照或段落交错，句子与对应句一同高亮
m-what-the-pdf-is-made-054b = PDF 的源文件，可修改后用 Typst 排版

## edition/print.rs

m-are-no-margins-they-are-20e4 = “{ $written }”不是页边距：应为一个、两个（上下、左右）或四个（上、外、下、内）长度，每个 0 到 100 毫米，如“20mm 15mm”
m-is-no-size-of-a-a2aa = “{ $written }”不是页面尺寸：应为 { $a } 之一，或宽和高，如“170mm x 240mm”

## edition/subtitles.rs

m-one-of-the-two-texts-588a = 两个文本中须有一个是字幕（.srt、.vtt、.ass）
m-subtitles-need-times-and-neither-0222 = 字幕需要时间，而两个文本都没有

## edition/terms.rs

m-not-to-be-used-but-7b39 = { $a }：不应使用，而应使用 { $b }

## encoder/endpoint.rs

m-it-is-longer-than-the-bff7 = 超过模型的长度限制：请拆分
m-the-sentence-is-b99a = { $what }；该句是“{ $beginning }…”

## encoder/gather.rs

m-the-encoder-gave-vectors-of-5dc1 = 编码服务 { $a } 给出了 { $one } 维和 { $other } 维的向量
m-the-model-behind-the-name-ac18 = 该名称背后的模型已更换：请删除缓存，或更改模型名称

## encoder/reply.rs

m-a-list-of-numbers-or-8398 = 数字列表或 base64
m-the-answer-has-vectors-for-d1c2 = 答复中有 { $got } 个向量，而文字有 { $count } 条，或并非一一对应
m-the-answer-is-not-a-16ee = 答复不是向量列表：{ $error }
m-the-bytes-do-not-divide-54bc = 字节数不能分成 32 位数
m-vector-is-zero-or-not-7a3a = 第 { $a } 个向量为零或非有限值
m-vectors-have-and-dimensions-7f19 = 向量有 { $length } 维和 { $a } 维
m-vectors-of-dimensions-were-asked-1c3f = 要求 { $asked } 维的向量，得到的却是 { $length } 维

## error.rs

m-cannot-be-read-1bf5 = { $a }：无法读取：{ $source }
m-cannot-be-written-df26 = { $a }：无法写入：{ $source }

## eval/alignment.rs

m-both-have-to-be-alignments-d57e = 两者须是同一批句子的对齐
m-it-has-and-sentences-has-7197 = 它有 { $others } 个和 { $other-targets } 个句子，{ $a } 有 { $sources } 个和 { $targets } 个
m-link-names-sentence-the-last-88e3 = 链接 { $number } 指向{ $name }第 { $beyond } 句，而最后一句是第 { $a } 句
m-sentences-are-counted-from-0-6063 = 句子从 0 计数；这些链接是否属于这些文本？

## eval/compare.rs

m-boundary-shifted-d1ce = 边界偏移
m-falsely-unlinked-a11c = 误判为无链接
m-gold-merges-93ad = 标准中合并
m-gold-splits-972d = 标准中拆分
m-unlinked-missed-9aae = 漏判无链接

## files/input.rs

m-name-a-file-in-it-0342 = 请指定其中的文件
m-this-is-a-folder-be3a = 这是文件夹

## files/pair_lock.rs

m-another-duizhao-is-writing-5ed0 = 另一个 duizhao 正在写入 { $a }
m-wait-until-it-has-ended-1177 = 请等它结束，或将其结束后再试

## files/pair_swap.rs

m-name-the-file-itself-280b = 请指定文件本身
m-this-is-no-file-2333 = 这不是文件

## glossary/conflict.rs

m-for-holds-which-line-forbids-ddcf = { $a } 的“{ $allowed }”含有“{ $b }”，而第 { $c } 行为 { $d } 禁用了它
m-is-allowed-for-and-forbidden-546b = “{ $allowed }”可用于 { $a }，却在第 { $b } 行被禁用

## glossary/format/cells.rs

m-the-cell-is-read-as-75e7 = 该单元格读作多个译法，或不含其说明：{ $a }
m-cells-are-read-as-several-5ff0 = { $count } 个单元格读作多个译法，或不含其说明：{ $a }{ $b }

## glossary/format/csv.rs

m-begin-with-the-line-31b9 = 请以此行开头：{ $a }
m-begin-with-the-line-it-a244 = 请以此行开头：{ $a }；现在的首行是 { $first }
m-not-a-table-bfbe = 不是表格：{ $error }
m-put-a-cell-that-holds-17dc = 含分隔符的单元格请放在双引号之间
m-rename-one-of-them-b34c = 请给其中一个改名
m-the-cells-are-separated-by-3bfa = 单元格以{ $a }分隔，已按此读取
m-the-rendering-holds-a-which-ee7c = 译法“{ $item }”含有 |，它用于分隔译法
m-the-row-has-more-cells-cd94 = 该行的单元格多于标题行的列（{ $a }）：“{ $cell }”
m-there-are-two-columns-d830 = 有两列都名为“{ $twice }”

## glossary/format/decoded.rs

m-save-it-as-utf-8-9d7f = 请存为 UTF-8（在电子表格程序中选“CSV UTF-8”）
m-the-file-is-and-read-25fc = 文件是 { $a } 编码，已按此读取；UTF-8 更稳妥
m-the-file-is-neither-utf-2c9c = 文件既不是 UTF-8，也不是中文编码

## glossary/format/mod.rs

m-excel-workbook-its-first-sheet-62e5 = Excel 工作簿：第一张工作表，同表格
m-tbx-iso-30042-read-in-3b54 = TBX（ISO 30042）：可读取各版本，写成 TBX-Basic
m-toml-a-term-for-each-2dde = TOML，每个概念一个 [[term]]
m-columns-other-than-definition-domain-88c7 = definition、domain 和 pos 以外的列
m-comma-separated-table-2f87 = 逗号分隔的表格
m-glossary-format-1dea = 术语表格式
m-let-it-end-with-d5ee = 文件名请以 { $a } 结尾
m-line-breaks-in-1b67 = { $a } 中的换行
m-line-breaks-in-notes-b8f0 = 备注中的换行
m-the-name-does-not-tell-2de6 = { $a }：从文件名看不出是哪种术语表格式

## glossary/format/tbx.rs

m-chinese-term-51bd = 中文术语
m-in-other-languages-0812 = 其他语言的
m-of-6ef9 = “{ $category }”的
m-of-a-second-cc49 = 第二个“{ $column }”的
m-that-is-forbidden-4fc4 = 禁用的
m-that-of-tbx-is-tbx-9513 = TBX 的最外层元素是 tbx 或 martif
m-this-is-not-tbx-its-cea6 = 这不是 TBX：最外层元素是 <{ $name }>
m-without-chinese-5daf = 缺少中文
m-without-chinese-and-english-04e4 = 缺少中文和英文
m-without-english-1d03 = 缺少英文
m-of-the-column-2fcd = “{ $column }”列的{ $a }

## glossary/format/toml.rs

m-a-concept-is-term-with-e622 = 每个概念是一个 [[term]]，含 source 和 target，以及 variants 和 forbidden 列表

## glossary/format/xlsx.rs

m-further-sheet-6d0c = 其他工作表
m-the-first-sheet-cannot-be-b362 = 第一张工作表无法读取：{ $error }
m-the-workbook-has-no-sheet-0f63 = 工作簿中没有工作表

## glossary/termbase.rs

m-is-both-allowed-and-forbidden-e034 = “{ $both }”对 { $a } 既允许又禁用
m-is-listed-twice-for-ed88 = “{ $variant }”在 { $a } 下列了两次
m-delete-it-from-one-of-58f1 = 请从其中一列删去
m-fill-in-the-column-source-dcbc = 请填写 source 列，或删除该行
m-fill-in-the-column-target-50cb = 请填写 target 列，或删除该行
m-line-c8ce = 第 { $a } 行：{ $b }
m-match-is-for-it-may-7a9a = { $a } 的 match 为“{ $other }”：应为 word 或 anywhere
m-the-term-for-is-missing-6e54 = “{ $a }”的术语缺失
m-has-no-rendering-2589 = { $a } 没有译法
m-left-out-9212 = 略去 { $a }{ $many }
m-stands-in-line-too-the-f74d = { $a } 也在第 { $other } 行；两者的译法均可使用
m-the-first-here-9d0e = { $before }，首处在此

## http/exchange.rs

m-no-answer-in-time-8c29 = 未按时答复
m-the-answer-cannot-be-written-565a = 无法写出答复：{ $error }
m-the-answer-is-too-long-c260 = 答复太长

## http/failure.rs

m-check-the-account-then-run-5b3a = 请检查账户后再次运行：已收到的内容会保留
m-check-the-key-key-env-9f15 = 请检查密钥：key-env 或 key-file
m-check-url-and-model-8106 = 请检查 url 和 model
m-the-server-refused-it-content-f9d8 = 服务器拒绝：内容过滤（{ $a }）
m-the-server-says-910b = 服务器答复 { $status }
m-the-server-says-b348 = 服务器答复 { $status }：{ $a }
m-write-the-address-that-it-b28c = 请写它所重定向到的地址

## http/mod.rs

m-and-its-value-are-no-3513 = “{ $name }”及其值不是请求头
m-is-no-address-of-a-f9de = “{ $url }”不是服务器地址
m-a-header-is-a-word-bf1e = 请求头的名称由字母和连字符组成，值为一行 ASCII
m-a-server-s-url-has-f6c6 = 服务器的 url 中含有用户名、查询或片段
m-check-that-the-server-is-54af = 请检查服务器是否在运行、代理是否放行，再次运行：已收到的内容会保留
m-check-that-the-server-is-9702 = 请检查服务器是否在运行，再次运行：已收到的内容会保留
m-it-is-like-http-127-e55b = 形式如 http://127.0.0.1:8000/v1 或 https://api.example.org/v1
m-run-again-then-what-was-fdee = 届时再次运行：已收到的内容会保留
m-use-https-or-give-no-49ca = 请用 https，或不给密钥
m-write-only-scheme-host-and-0205 = 只写协议、主机和路径；密钥由 key-env 或 key-file 指定
m-would-carry-the-key-over-c79b = { $url } 会在网络上明文传送密钥
m-asked-times-3d0d = { $what }（已询问 { $tries } 次）
m-not-to-be-asked-for-d82e = { $what }；{ $a } 秒内不得再询问

## http/proxy.rs

m-it-is-like-http-127-e1a6 = 形式如 http://127.0.0.1:7890 或 socks5h://127.0.0.1:1080；NO_PROXY 列出不需要代理的主机
m-the-proxy-refuses-the-user-ac59 = 代理 { $a } 拒绝该用户名或密码
m-the-proxy-wants-a-user-5fea = 代理 { $a } 要求用户名和密码
m-write-them-into-the-variable-ec17 = 请写入指定代理的变量 HTTPS_PROXY 或 ALL_PROXY：http://USER:PASSWORD@HOST:PORT
m-names-no-proxy-that-can-7c62 = { $name } 所指的代理不可用

## http/secret.rs

m-a-has-both-key-env-4489 = { $whose }同时有 key-env 和 key-file
m-a-key-is-one-word-7657 = 密钥是由 ASCII 字母、数字和符号组成的一个词
m-chmod-600-9488 = chmod 600 { $a }
m-keep-one-of-them-c17f = 请只保留其中一个
m-other-users-may-read-this-c57b = 其他用户可以读取此密钥文件
m-set-it-to-the-key-d10b = 请设为{ $whose }的密钥；若不需要密钥，则设为空
m-the-environment-variable-is-not-558b = 环境变量 { $name } 没有设置
m-the-key-in-has-characters-f23f = { $origin } 中的密钥含有不应出现的字符

## http/tls.rs

m-install-the-certificates-of-the-fbbc = 请安装系统的证书（ca-certificates），或让 SSL_CERT_FILE 指向证书包，或设置 ca-file
m-it-has-to-be-in-9fc4 = 须为 PEM 格式（"-----BEGIN CERTIFICATE-----"）；DER 文件可用 openssl x509 -inform der -in { $name } -out { $name }.pem 转换
m-name-the-file-with-the-f605 = 请指定为您网络中的服务器签名的证书文件
m-no-encrypted-connection-is-possible-cbc7 = 无法建立加密连接：{ $error }
m-the-ca-file-cannot-be-3fee = ca-file { $name } 无法读取：{ $error }
m-the-ca-file-has-a-d9bd = ca-file { $name } 中有不可用的证书：{ $error }
m-the-ca-file-has-no-1da4 = ca-file { $name } 中没有证书
m-the-ca-file-is-damaged-fe53 = ca-file { $name } 已损坏：其中有证书没有结尾，或含有其他字符

## http/transport.rs

m-check-url-and-headers-61d4 = 请检查 url 和 headers
m-check-url-and-whether-this-0c71 = 请检查 url，以及本系统是否信任服务器的证书；应信任的证书文件由 ca-file 指定
m-it-is-no-request-0e3d = 不是请求
m-no-connection-in-time-a74a = 未按时建立连接
m-no-thread-could-be-started-6db7 = 无法启动线程：{ $error }
m-set-concurrency-to-1-dbca = 请将 concurrency 设为 1
m-the-answer-broke-off-ef7c = 答复中断：{ $cause }
m-the-connection-failed-0e83 = 连接失败
m-the-proxy-is-not-there-9956 = 代理 { $a } 不存在
m-the-proxy-makes-no-connection-94bc = 代理 { $a } 不与服务器连接
m-there-is-no-such-host-1750 = 没有这个主机
m-there-is-no-such-host-6042 = 没有这个主机；用 socks5h://{ $a } 时由代理解析
m-through-the-proxy-110c = { $what }（经代理 { $a }）

## pipe/work.rs

m-a-line-is-id-source-148f = 每行形如 {"{"}"id": …, "source": "中文文本", "target": "英文文本"{"}"}
m-a-line-is-id-text-f82e = 每行形如 {"{"}"id": …, "text": "…"{"}"}，或含有 source 和 target
m-cut-the-document-4937 = 请切分文档
m-no-json-b76b = 不是 JSON：{ $error }
m-the-line-has-bytes-6491 = 该行有 { $length } 字节
m-there-is-no-source-or-3201 = 没有 source 或没有 target
m-there-is-no-text-18b1 = 没有文字

## project/alignment.rs

m-aligned-links-5815 = 已对齐：{ $a } 个链接

## project/build.rs

m-1-image-is-on-a-8054 = 有 1 张图片在服务器上，在对照版中只是链接；--fetch-images 可将其收入
m-known-7bf1 = 可用的有：{ $a }, { $b }
m-no-edition-can-be-made-8c15 = 不能制作“{ $id }”格式的对照版
m-chinese-and-english-sentences-in-8c37 = { $a } 个中文句子、{ $b } 个英文句子，{ $c } 个链接；未译 { $d }，增译 { $e }，低于 { $g } 的链接 { $f }
m-images-are-on-servers-and-90b6 = 有 { $many } 张图片在服务器上，在对照版中只是链接；--fetch-images 可将其收入

## project/build/book.rs

m-a-file-of-holds-one-abf4 = 一个 { $format } 文件只含一个文本
m-leave-single-file-out-for-e2c1 = 请不要对它使用 --single-file
m-removed-pages-of-texts-that-39df = 删除了 { $removed } 个已不存在的文本的页面
m-wrote-and-files-beside-it-9193 = 已写入 { $a } 及其旁的 { $others } 个文件，其中 { $b } 个为新增或有改动
m-wrote-a-of-each-text-0e04 = 已将每个文本的 .{ $ends } 写入 { $a }
m-texts-4136 = { $translated } 个文本：{ $summary }

## project/build/fetch.rs

m-cannot-be-kept-b8e3 = 无法保存（{ $error }）
m-has-a-user-in-its-5213 = 地址中含有用户名
m-is-beyond-mb-in-all-d526 = 总计超过 { $a } MB
m-is-no-address-cfb7 = 不是地址
m-is-no-image-566b = 不是图片
m-was-not-asked-for-2028 = 未请求
m-was-not-sent-b6a2 = 未发送（{ $a }）

## project/build/pictures.rs

m-as-are-3ffe = 以下同样：
m-as-is-7521 = 以下同样：
m-cannot-be-fetched-as-this-c63c = 无法下载，因为本程序构建时未启用 `net` 功能
m-cannot-be-read-47c5 = 无法读取（{ $error }）
m-is-a-link-in-the-2eb4 = 在对照版中只是链接
m-is-larger-than-mb-4ee4 = 超过 { $a } MB
m-is-not-in-the-edition-807b = 未收入对照版
m-nor-are-f98d = 以下也没有：
m-nor-is-1be3 = 以下也没有：
m-set-cover-under-edition-to-1519 = 请将 [edition] 下的 cover 设为图片，或去掉
m-the-cover-54e3 = 封面 { $a } { $why }
m-the-image-so-it-966a = { $a }：图片 { $url } { $why }，因此{ $so }{ $more }

## project/build/typeset.rs

m-to-typst-writes-the-source-d837 = --to typst 可写出源文件，`typst compile` 会给出更多信息；需要 Typst 0.13 或更高版本
m-a-pdf-is-set-by-020e = PDF 由命令 { $named } 排版，而该命令不存在
m-an-image-of-the-texts-bfa6 = 文本中的某张图片可能已损坏；--to typst 可写出源文件，`typst compile` 会给出更多信息
m-install-typst-0-13-or-6cdf = 请安装 Typst 0.13 或更高版本（macOS：brew install typst；Windows：winget install --id Typst.Typst；Arch Linux：pacman -S typst；其他：cargo install --locked typst-cli），或用 [edition] 下的 pdf-command 指明其位置；--to typst 可写出待排版的源文件
m-it-may-have-needed-more-11ea = 可能内存不足：请用 --per-text 减少一次处理的文本数
m-no-font-for-chinese-was-dadf = 没有找到中文字体，可能缺字：请安装 Noto Serif CJK SC（Debian 和 Ubuntu：fonts-noto-cjk；Fedora：google-noto-serif-cjk-fonts），或用 [edition] 下的 chinese-font 指定字体（`{ $a } fonts` 可列出）
m-pdf-command-under-edition-is-500b = [edition] 下的 pdf-command 是命令 typst 或其位置
m-the-font-under-edition-is-6c8e = 字体“{ $font }”（[edition] 下的 { $key }）不存在，已用其他字体代替；`{ $a } fonts` 可列出现有字体
m-made-no-pdf-d71e = { $a } 没有生成 PDF
m-could-not-be-run-b44c = { $named } 无法运行：{ $error }
m-could-not-make-the-pdf-8e24 = { $named } 无法生成 PDF（退出码 { $code }）{ $what }
m-was-ended-before-it-had-9358 = { $named } 在生成 PDF 之前被终止

## project/check_texts.rs

m-the-known-findings-of-are-b0ef = { $old } 的已知问题现在是 { $new } 的：请重写基线
m-is-not-checked-3011 = { $a } 未检查：{ $error }

## project/checking.rs

m-checked-findings-bec0 = 已检查：{ $a } 个问题
m-convert-it-to-bitext-jsonl-a473 = 请转换成 .bitext.jsonl 后再修正
m-glossary-c6d3 = 术语表，{ $remark }
m-link-ad38 = 链接 { $a }
m-places-mended-720a = 处已修正
m-places-mended-run-check-again-1a67 = 处已修正；其余请再运行 check
m-places-would-be-mended-e2f1 = 处将会修正
m-takes-several-files-and-cannot-4158 = { $a } 由多个文件组成，不能修正
m-this-comment-gives-no-reason-890c = { $a }:{ $b }：此注释没有给出理由：请写 duizhao-ignore: RULE: 理由
m-is-not-mended-14c8 = { $place }：{ $a } 没有修正：{ $why }

## project/comparison.rs

m-both-versions-are-bitexts-and-5730 = 两版都是双语文件，自带中文：不读取 --source
m-compare-two-bitexts-or-two-d808 = 请比较两个双语文件或两个文本；`duizhao align` 可由文本及其译文生成双语文件
m-name-a-revision-that-does-8fc0 = 请指定含有该文件的版本，并用文件现在的名称
m-this-is-a-text-and-1c3c = 这是文本，而 { $a } 是双语文件
m-does-not-hold-this-file-431b = { $version } 中没有这个文件

## project/convert.rs

m-like-is-for-a-text-9000 = --like 用于由双语文件生成文本
m-name-a-text-to-write-75f7 = 请指定要写出的文本，如 en.docx
m-nothing-was-written-without-strict-0b00 = 未写出任何内容；不带 --strict 时只作提示
m-does-not-hold-ff31 = { $a } 不能保存：{ $b }
m-left-out-9402 = { $a }：略去：{ $b }

## project/doubts.rs

m-what-the-second-reader-doubts-5bb1 = 复读者的疑问未能显示：{ $error }

## project/exchange.rs

m-duizhao-merge-takes-two-people-152b = duizhao merge 可合并两人对双语文件的改动
m-set-bitext-under-project-and-f73c = 请在 [project] 下设置 bitext，并生成：duizhao align
m-the-file-does-not-say-a1f0 = 文件没有说明由谁改动：请用 --by NAME 指明
m-this-is-a-bitext-and-69af = 这是双语文件，而不是送出的文件
m-unit-f060 = 单元 { $a }
m-has-no-bitext-in-which-187c = { $a } 没有双语文件可保存其阶段、批注和提议
m-a-row-of-another-text-8899 = { $a }：属于另一个文本的行

## project/git_diff.rs

m-docs-git-md-shows-the-2975 = 设置方法见 docs/git.md
m-git-gave-other-arguments-than-ef7e = git 给出的参数与外部 diff 的不同

## project/glossary.rs

m-aligned-without-this-glossary-4ca0 = 对齐时未用此术语表：{ $error }

## project/hints.rs

m-an-anchor-names-sentences-of-7553 = 锚点指明两侧同属一个链接的句子
m-anchor-562d = 锚点 { $number }：{ $what }
m-anchors-and-cross-or-overlap-8161 = 锚点 { $one } 与 { $other } 交叉或重叠
m-build-with-the-feature-net-04b4 = 请启用 net 功能构建，或不用编码服务
m-build-with-the-feature-net-374d = 请启用 net 功能构建，或不用翻译记忆
m-it-takes-one-line-for-763f = 须与中文文本上 `duizhao segment` 的输出逐行对应，没有译文则留空
m-keep-one-of-them-or-874f = 请只保留其中一个，或合为一个锚点
m-name-a-bitext-that-keeps-0416 = 请指定保存决定的双语文件（.jsonl）
m-name-fewer-sentences-the-others-ae0e = 请减少句子：该链接的其余句子会自行归位
m-one-side-is-empty-0ab2 = 有一侧为空
m-sentences-are-counted-from-0-ed2a = 句子从 0 计数
m-take-the-anchor-out-or-c606 = 请去掉该锚点，或解锁该链接
m-the-anchor-contradicts-what-was-2b0f = 锚点 [{ $a }]:[{ $b }] 与对中文句子 { $c } 和英文句子 { $d } 的决定相矛盾
m-the-encoder-is-a-server-a160 = 编码服务“{ $name }”是服务器，而本程序构建时未启用网络
m-the-lock-of-f217 = 锁定
m-the-rejection-of-f20a = 否决
m-the-remark-on-03f3 = 备注“{ $note }”
m-there-is-no-sentence-the-96e0 = 没有{ $name }第 { $a } 句，最后一句是第 { $b } 句
m-this-build-has-no-translation-11cc = 本程序构建时未包含翻译记忆库
m-chinese-and-english-sentences-are-05aa = { $a } 个中文句子和 { $b } 个英文句子对一个链接来说太多
m-cannot-be-read-back-68d2 = { $a } 不能读回
m-lines-of-translation-for-chinese-78ce = 有 { $a } 行译文，却有 { $sentences } 个中文句子
m-link-could-not-be-kept-c210 = { $what }未能保留（链接 { $a }），因为{ $b }：{ $c } | { $d }

## project/history/blobs.rs

m-git-cat-file-filters-says-1f44 = `git cat-file --filters` 会说明原因；可能缺少 git-lfs 之类的过滤器
m-git-could-not-be-run-10e6 = git 无法运行：{ $error }
m-git-could-not-be-spoken-477b = 无法与 git 通信
m-git-could-not-give-as-1641 = git 无法给出 { $id } 中的 { $a }
m-give-the-file-another-name-8f88 = 请给文件改名
m-versions-are-read-through-git-03dc = 版本通过 git 读取：请安装 git
m-a-name-of-two-lines-f067 = { $a }：含换行的文件名无法查询

## project/history/chosen.rs

m-for-the-next-commit-fd9c = 已暂存待提交
m-since-6e3b = 自 { $revision } 以来
m-changed-it-is-of-all-5baf = { $a }{ $against }有改动：它涉及全部文本
m-of-changed-8838 = { $all } 个{ $b }中有 { $a } 个{ $against }有改动

## project/history/copy.rs

m-git-fetch-gets-what-a-1ee7 = `git fetch` 可取回部分克隆所缺的内容
m-a-merge-left-this-file-93ae = 合并后此文件有待人工解决冲突
m-git-does-not-have-its-71a1 = git 中没有其内容
m-resolve-it-and-tell-git-8a96 = 请解决冲突，并用 `git add` 告知 git

## project/history/repository.rs

m-fetch-it-git-fetch-unshallow-3f94 = 请获取：`git fetch --unshallow { $remote } { $branch }`，或 `git fetch --deepen=100 { $remote } { $branch }`
m-fetch-it-git-fetch-unshallow-b138 = 请获取：`git fetch --unshallow`，或 `git fetch --deepen=100`
m-git-f598 = git { $what }：{ $a }
m-git-does-not-trust-this-d811 = git 不信任此仓库：{ $first }
m-git-knows-no-such-commit-5297 = git 在此没有这个提交
m-it-begins-with-a-dash-e062 = 以连字符开头
m-name-a-commit-a-branch-7b52 = 请指定提交、分支或标签
m-name-a-commit-a-branch-6426 = 请指定提交、分支或标签；`git fetch` 可获取他人的，`git log --oneline` 可列出提交
m-name-a-revision-that-this-4c6b = 请指定本分支所由来的版本
m-the-folder-belongs-to-another-c976 = 文件夹属于其他用户：`git config --global --add safe.directory FOLDER`
m-this-clone-is-shallow-and-160b = 此克隆是浅克隆，没有该提交
m-this-folder-is-in-no-3408 = 此文件夹不在 git 仓库中，或没有安装 git
m-what-changed-since-a-revision-a3f2 = 只有 git 才知道某版本以来的改动
m-in-github-actions-actions-checkout-93f7 = { $a }；在 GitHub Actions 中：actions/checkout 加 fetch-depth: 0
m-it-has-no-commit-in-dc2f = { $one }：与 { $other } 没有共同的提交
m-this-clone-is-shallow-and-37a2 = { $one }：此克隆是浅克隆，没有 { $one } 与 { $other } 分叉处的提交

## project/history/shared.rs

m-git-fetch-unshallow-brings-the-0192 = git fetch --unshallow 可取回其余历史；在 GitHub Actions 中：fetch-depth: 0
m-whether-english-is-older-than-b73e = 无法确定每句英文是否早于其中文：此克隆是浅克隆，历史太短
m-whether-english-is-older-than-37d1 = 无法确定英文是否早于其中文：{ $error }

## project/history/staged.rs

m-the-settings-are-not-staged-733a = 设置既未暂存，也不在提交中

## project/in_shape.rs

m-blocks-stay-chinese-their-english-a1eb = 个块保留中文：其英文会被读作标记
m-it-has-none-of-the-8a63 = 其中没有此双语文件的任何中文句子
m-links-have-no-english-and-634f = 个链接没有英文，保留中文
m-links-whose-chinese-is-not-5326 = 个链接的中文不在其中，已略去
m-name-with-like-the-document-fef4 = 请用 --like 指定双语文件所由来的文档
m-stretch-of-english-before-the-3934 = 段英文位于第一个中文句子之前，已略去
m-the-english-cannot-be-written-d60f = 英文无法写入其副本：{ $why }
m-write-it-as-txt-or-74a4 = 请写成 .txt 或 .md
m-pieces-of-markup-such-as-d36e = { $name }：{ $a } 处标记（如粗体）在英文中没有已知的位置

## project/language.rs

m-both-texts-look-has-has-3fc8 = 两个文本看来都是{ $a }：{ $one } 有 { $b }，{ $other } 有 { $c }；以第一个为中文，第二个为英文
m-looks-it-is-taken-as-3364 = { $a } 看来是{ $b }（{ $seen }）；按{ $c }处理

## project/merge.rs

m-duizhao-convert-makes-one-of-8a00 = duizhao convert 可由其他双语文件生成
m-only-bitext-jsonl-files-are-346c = 只能合并 .bitext.jsonl 文件：其他格式不保留句子编号
m-our-version-72db = 我方版本
m-the-common-ancestor-c82c = 共同祖先
m-their-version-b7a6 = 对方版本

## project/open.rs

m-a-bitext-remembers-how-its-7ad1 = 双语文件记录了其文本的读取方式：请去掉 --from，或重新对齐
m-name-the-chinese-text-and-30bb = 请指定中文文本及其译文，或双语文件（.bitext.jsonl、.tmx、.tsv）
m-the-texts-of-are-and-9bb5 = { $a } 的文本是 { $b }，而不是 { $from }
m-there-are-no-links-in-fb5a = 其中没有链接
m-this-is-one-text-alone-0820 = 这只是一个文本，不是双语文件
m-without-strict-this-is-only-21a9 = 不带 --strict 时只作提示

## project/operations.rs

m-docs-review-md-lists-the-340c = 操作见 docs/review.md
m-it-was-edited-in-another-daff = 修改是在另一个双语文件中作的

## project/origin.rs

m-its-texts-were-read-by-7f0a = 其文本由较新的读取器读取（{ $newest }；本程序为 { $reader-version }）
m-update-duizhao-71b5 = 请更新 duizhao

## project/pair.rs

m-an-edition-needs-both-a-b907 = 对照版需要中文文本及其译文
m-keep-one-of-both-versions-7e94 = 请保留其中一个版本，并删除标记行
m-keep-one-of-both-versions-5ba1 = 请保留其中一个版本，删除标记行，并用 `git add` 告知 git
m-name-the-chinese-text-and-705a = 请指定中文文本及其英文译文
m-read-chinese-and-english-sentences-0ba0 = 读取了 { $a } 个中文句子和 { $b } 个英文句子
m-there-is-no-text-in-4437 = 此文件中没有文字
m-is-the-english-text-and-c81d = { $a } 是英文文本，{ $b } 是中文文本
m-was-given-twice-5bd3 = { $a } 给了两次

## project/project_comparison.rs

m-the-index-061e = 暂存区
m-the-older-version-is-a-bbf3 = 较旧的版本须是提交

## project/shelf/hand_over.rs

m-what-was-decided-on-goes-6233 = { $a }：对“{ $b }”的决定随之转到 { $c }

## project/shelf/list.rs

m-give-each-pair-an-output-fe67 = 请给每一对文本各自的输出
m-name-a-file-fa0d = 请指定文件
m-no-header-with-source-and-09f7 = 没有含 `source` 和 `target` 的标题行
m-no-pair-in-this-list-d773 = 列表中没有文本对
m-results-go-to-one-folder-c284 = 结果写入同一文件夹：不要另指文件夹
m-the-first-line-names-the-7047 = 第一行是列名，以制表符或逗号分隔
m-the-output-is-no-plain-5874 = 输出 { $name } 不是单纯的文件名
m-the-output-stands-twice-5360 = 输出 { $output } 出现两次

## project/shelf/run.rs

m-align-to-jsonl-and-duizhao-4a0f = 请对齐成 jsonl，再用 `duizhao convert` 转换结果
m-many-texts-are-aligned-without-cdcc = 多个文本的对齐不用服务器：不使用设置中的编码服务
m-wait-for-it-or-write-c158 = 请等待，或写入其他文件夹
m-cannot-be-written-as-one-87ac = { $a } 不能每对文本写成一个文件
m-texts-are-being-aligned-here-9888 = { $a }：此处已在对齐文本
m-chinese-and-english-sentences-links-22be = { $head }：{ $a } 个中文句子、{ $b } 个英文句子，{ $c } 个链接
m-nothing-has-changed-it-is-0d4e = { $head }：没有改动，保持原样

## project/start/mod.rs

# without $texts
m-found-chinese-with-english-and-3d32 = 找到 { $number } 个有英文的中文文本：{ $a } 和 { $b }
m-what-was-found-would-be-8da8 = 根据所找到的内容，设置应为：{"\u000A"}  { $settings }
m-is-there-already-left-alone-ed69 = { $path } 已存在：保持不变

## project/status.rs

m-name-one-or-set-bitext-3644 = 请指定一个，或在 duizhao.toml 中设置 bitext
m-no-bitext-was-named-a288 = 没有指定双语文件

## project/texts/chosen.rs

m-did-you-mean-ae58 = 是否想用 { $near }？
m-duizhao-init-makes-a-duizhao-36c0 = duizhao init 可根据找到的文本生成 duizhao.toml
m-duizhao-status-lists-the-texts-7f65 = duizhao status 会列出文本
m-name-a-chinese-text-and-2040 = 请指定中文文本及其译文，或在 duizhao.toml 中设置 source 和 target（duizhao init 可生成）
m-name-one-6522 = 请指定一个
m-name-one-of-them-such-a982 = 请指定其中一个，如 { $a }
m-no-text-of-the-project-1d0c = 项目中没有文本与 { $shown } 相符
m-there-are-texts-duizhao-status-f586 = 共有 { $a } 个文本：duizhao status 会列出
m-two-texts-outside-of-the-acc9 = 项目以外的两个文本须一起指定，中文在前
m-files-were-named-and-there-833d = 指定了 { $a } 个文件，而没有项目
m-is-a-folder-and-there-f67b = { $a } 是文件夹，而没有项目
m-texts-are-meant-and-this-a741 = 所指的有 { $a } 个文本，而此处只能有一个
m-is-no-text-of-the-3806 = { $shown } 不是项目的文本
m-is-no-text-of-the-0781 = { $shown } 不是项目的文本：{ $a }

## project/texts/contents.rs

m-order-names-a-summary-md-8c2e = order 须指定 SUMMARY.md、mkdocs.yml、.epub，或为路径列表
m-there-is-no-nav-in-3456 = 此文件中没有 nav
m-this-is-no-yaml-0ff2 = 这不是 YAML：{ $a }
m-this-is-no-file-of-c8d4 = 这不是目录文件
m-without-one-mkdocs-orders-by-c9f5 = 没有 nav 时 mkdocs 按名称排序：请去掉 order

## project/texts/list.rs

m-a-project-text-has-no-1677 = 有一个 [[project.text]] 没有 source
m-duizhao-s-own-files-and-3d7a = duizhao 自己的文件以及 target 所指的文件不作为原文
m-each-text-has-its-own-1376 = 每个文本各有自己的双语文件：bitext = "bitext/{ $path }.bitext.jsonl"
m-every-file-that-source-matches-1791 = source 所匹配的文件全被排除
m-it-is-a-bitext-6fdb = 它是双语文件
m-it-is-an-edition-that-4498 = 它是 duizhao 制作的对照版
m-it-is-the-file-of-72eb = 它是目录文件
m-it-is-where-the-english-df5f = 它处在 { $text } 的英文的位置
m-its-name-is-that-of-7afc = 其名称不是文本的名称
m-let-target-keep-apart-what-27e8 = 请让 target 区分 source 所区分的：{ $path } 是整个路径，{ $name } 是文件名中通配符所代表的部分
m-let-target-name-other-files-d0f0 = 请让 target 指向与 source 不同的文件，或排除英文文件
m-name-its-chinese-text-34c6 = 请指定其中文文本
m-name-the-chinese-text-and-97f0 = 请指定中文文本及其译文，或在 duizhao.toml 中设置 source 和 target（duizhao init 可生成）
m-name-the-files-in-it-0a67 = 请指定其中的文件：“{ $name }/**/*.md”
m-no-file-matches-source-4c89 = 没有文件与 source = "{ $a }" 相符
m-no-texts-were-named-1673 = 没有指定文本
m-nothing-says-where-the-english-0387 = 没有说明 { $a } 的英文在哪里
m-set-target-under-project-as-4cee = 请在 [project] 下设置 target，如 target = "en/{ $path }"
m-source-is-a-folder-89da = source = "{ $a }" 是文件夹
m-the-nearest-that-does-is-be0d = 最接近且有文件的是“{ $pattern }”（{ $count } 个文件）
m-the-nearest-that-does-is-6dfc = 最接近且有文件的是“{ $pattern }”（1 个文件）
m-there-are-no-texts-in-5e15 = 此文件夹中没有文本
m-there-are-4632 = 可用的有 {"{"}{ $a }{"}"}
m-there-is-no-placeholder-5f19 = 没有占位符 {"{"}{ $unknown }{"}"}
m-and-have-the-same-english-495f = { $a } 和 { $b } 的英文相同：{ $name }
m-and-have-the-same-bitext-91c8 = { $a } 和 { $b } 的双语文件相同：{ $name }
m-is-both-the-english-of-283f = { $name } 既是 { $a } 的英文，又是文本 { $b }

## project/texts/opening.rs

m-duizhao-translate-makes-it-or-0fa8 = duizhao translate 可生成；或将 target 设为其所在位置
m-make-it-and-commit-it-164d = 请生成并提交：duizhao align
m-take-it-out-of-the-c44a = 请从列表中去掉，或恢复该文件
m-the-english-of-is-not-8552 = { $a } 的英文不存在
m-the-bitext-of-this-text-8163 = 此文本的双语文件不存在

## project/texts/renamed.rs

m-its-bitext-was-and-is-e578 = { $a }：其双语文件原为 { $b }，现为 { $c }

## project/texts/walk.rs

m-begin-the-pattern-with-the-940d = 请以文本所在的文件夹开头，如 zh/**/*.md
m-there-are-more-than-files-69da = { $a } 之下的文件超过 { $most-files } 个

## project/translation/batches.rs

m-batch-was-submitted-to-and-eb7c = 批次 { $a } 提交给了 { $b }，而翻译服务“{ $c }”现在是 { $d }
m-duizhao-translate-batches-lists-them-4d48 = duizhao translate --batches 会列出
m-no-batch-is-under-way-7b7e = 没有正在处理的批次“{ $name }”
m-set-the-url-back-to-9254 = 请把 url 改回以便取回，或放弃：duizhao translate --cancel ID --force

## project/translation/known.rs

m-like-one-by-eb66 = { $before }  相似度 { $from }-{ $a }%
m-like-dfa1 = { $score }% 相似：{ $a } → { $b }

## project/translation/mod.rs

m-the-style-guide-is-not-2109 = 风格指南不是 UTF-8 编码
m-the-style-guide-of-translate-1648 = [translate] 的风格指南不存在
m-write-it-or-take-style-ca32 = 请写出该文件，或从 duizhao.toml 中去掉 style

## project/translation/names.rs

m-keep-one-of-the-two-4eb9 = 请只保留其中一行
m-the-list-of-names-is-0189 = 名字列表不是 UTF-8 编码
m-this-is-no-name-with-11be = 这不是名字及其英文
m-write-the-chinese-a-tab-c6a5 = 请写中文、制表符、英文；若并非名字则写“-”
m-stands-in-line-already-a99f = { $chinese } 已在第 { $first } 行

## project/translation/output.rs

m-give-the-output-the-extension-26da = 输出的扩展名请用 .txt，或双语文件的扩展名（.bitext.jsonl、.tmx）
m-give-the-output-the-extension-3efd = 输出的扩展名请用中文文本的扩展名、.txt，或双语文件的扩展名（.bitext.jsonl、.tmx）
m-have-the-translation-as-a-a7c4 = 请将译文存为双语文件或 .txt
m-its-translation-cannot-be-written-83f6 = 译文无法写入其副本：{ $why }
m-somebody-has-changed-this-file-b122 = 此文件写出后被人改过，或由他人写成
m-write-to-another-file-or-7fc0 = 请写入其他文件；或写入保留改动句子的双语文件（.bitext.jsonl）；--force 则予以替换
m-cannot-be-written-from-8afb = { $b } 不能写成 { $a }

## project/translation/providers.rs

m-under-way-in-batch-57f3 = 在批次 { $batch } 中处理

## project/translation/second_reading.rs

m-reads-its-own-translations-another-affc = “{ $name }”复读自己的译文：在 [translate] 的 review 下换一个翻译服务会发现更多问题

## project/translation/sentences.rs

m-duizhao-segment-format-jsonl-lists-ad72 = `duizhao segment --format jsonl` 会列出
m-name-another-file-with-o-2680 = 请用 -o 指定其他文件
m-no-sentence-has-the-id-dbb7 = 没有编号为 { $id } 的句子
m-the-translation-would-replace-the-7e64 = 译文会替换中文文本

## project/translation/texts.rs

m-another-program-is-writing-this-fb0a = 另一个程序正在写入此文件
m-bring-the-text-back-git-8544 = 请恢复文本（git checkout），或连双语文件一并删除，以便重新翻译
m-do-it-again-95e9 = 请再试一次
m-exchange-source-and-target-in-e8d0 = 请在 duizhao.toml 中对调 source 和 target
m-it-must-not-be-written-1ebd = 不可写入
m-not-asked-3c04 = 未请求
m-there-is-no-english-here-1a51 = 此处没有英文，但 { $a } 保存着它的文字和链接
m-this-is-the-english-text-14c3 = 这是英文文本
m-this-text-has-no-bitext-90f1 = 此文本尚无双语文件
m-is-not-read-by-the-51fc = 复读者没有读 { $a }：{ $error }
m-or-its-bitext-is-changed-9bcc = { $a } 或其双语文件一直被另一个程序改动；未写入任何内容
m-was-renamed-and-is-its-32de = { $a } 已改名，其英文是 { $english }

## project/versions.rs

m-git-reads-versions-through-git-2742 = --git 通过 git 读取版本；请安装 git，或指定两个文件
m-revision-ba49 = 版本 { $a }
m-the-base-of-and-d4db = { $one } 与 { $other } 的共同基础
m-the-work-tree-a701 = 工作区
m-the-working-tree-897e = 工作区

## project/workbench.rs

m-name-a-revision-that-does-61ad = 请指定含有该文件的版本
m-set-bitext-under-project-in-ea4b = 请在 { $file-name } 的 [project] 下设置 bitext = "{ $a }"，build 和 check 就会以它为准
m-the-file-e149 = 该文件
m-there-is-no-such-glossary-1b68 = 没有这个术语表
m-is-there-already-it-is-83ef = { $a } 已存在：继续使用

## project/working.rs

m-choose-in-duizhao-review-or-ba89 = 请在 duizhao review 中选择，或用 duizhao edit 执行 {"{"}"do":"resolve","bead":"{ $a }","take":"edit"{"}"}（或 "file"）
m-duizhao-align-zh-en-o-abea = duizhao align ZH EN -o BITEXT --take file 以文本的文字为准，--take bitext 以双语文件的文字为准
m-it-was-made-by-an-f20d = 它由旧版 duizhao 生成，其中 { $number } 个句子不在文本中；无法判断哪一方较新：{"\u000A"}  { $a }
m-link-waits-0fb4 = 个链接等待
m-links-wait-4fc9 = 个链接等待
m-run-duizhao-align-without-locked-227a = 请运行 duizhao align（不带 --locked），查看改动，并将文本和双语文件一起提交
m-the-record-of-an-interrupted-9f58 = 中断的改动记录无法读取：它在 { $a }
m-the-text-and-an-edit-6514 = 文本与修改改动了同一个句子：文本作“{ $a }”，修改作“{ $words }”
m-is-not-there-this-is-c7b8 = { $a } 不存在：这是 { $b } 中的副本
m-since-f4e7 = { $a }（自 { $b } 以来）
m-to-be-written-into-48c8 = { $a }写入 { $b }
m-changed-ce33 = { $a }：{ $b }有改动
m-a-change-that-was-interrupted-8b73 = { $a }：中断的改动已完成
m-git-left-a-conflict-the-de4a = { $a }：git 留下了冲突；文字以文本为准，决定取自两个版本
m-its-texts-are-read-anew-8f3d = { $a }：本版程序重新读取其文本：运行一次 duizhao align 即可写入
m-duizhao-align-writes-it-down-d97e = { $line }（duizhao align 会写入，duizhao status 可查看）
m-duizhao-status-shows-them-eb82 = { $line }（duizhao status 可查看）
m-of-them-in-conflict-with-bcb8 = { $line }，其中 { $conflicts } 个与文本冲突
m-made-anew-9d41 = { $line }；重新建立 { $links }
m-lost-d2f0 = { $line }；失落 { $lost }

## project/writing.rs

m-convert-it-to-bitext-jsonl-ab92 = 请先转换成 .bitext.jsonl
m-name-a-chinese-document-with-de90 = 请用 --like 指定中文文档，或写成 .txt 或 .md
m-the-english-can-be-written-094f = 只有依照 { $format } 文本的结构才能把英文写成 { $format }，而它自己的文本和现有的中文都不是
m-the-text-would-be-read-05c6 = 文本会被读成另外的意思
m-there-is-no-place-of-4927 = 文本中尚没有它自己的位置
m-this-bitext-has-no-file-6610 = 此双语文件没有自己的文件
m-is-not-there-544d = { $a } 不存在
m-must-not-be-written-f2e3 = { $a } 不可写入
m-or-its-bitext-was-changed-4173 = { $file } 或其双语文件此刻被另一个程序改动；未写入任何内容
m-was-left-out-as-its-1676 = { $file }：略去了 { $markup }，因为其文字已不存在
m-written-fdcc = { $file }：写入了 { $number } 个{ $what }
m-is-not-written-yet-9ed1 = { $file }：“{ $words }”尚未写入：{ $why }
m-convert-the-file-to-utf-9ad4 = { $why }；请将文件转换成 UTF-8

## report/fix_preview.rs

m-not-made-4016 = 未修正：{ $why }
m-safe-fix-3a44 = 稳妥的修正
m-safe-fixes-e079 = 稳妥的修正
m-would-be-made-87de = 将会修正
m-nothing-was-written-82f4 = { $before }；未写入任何内容

## report/markdown.rs

m-known-finding-e539 = 已知问题
m-known-findings-41de = 已知问题
m-not-checked-bc66 = 未检查

## report/mod.rs

m-junit-xml-a-test-case-cace = JUnit XML，每条规则一个测试用例
m-sarif-2-1-0-for-6bfe = SARIF 2.1.0，用于代码扫描
m-a-comment-on-a-change-222d = 对改动的评论，最严重的在前，不超过 GitHub 的上限
m-a-page-in-one-file-0f8c = 单文件页面
m-for-programs-docs-check-md-43fa = 供程序读取；格式见 docs/check.md
m-workflow-commands-of-github-actions-5c14 = GitHub Actions 的工作流命令：在改动的文件中标注

## review/across.rs

m-there-is-no-kind-4869 = 没有“{ $kind }”这一类

## review/auth.rs

m-the-system-gives-no-random-20e2 = 系统无法提供随机数：{ $error }
m-the-workbench-does-not-open-8c0e = 没有随机数就不打开工作台：否则任何人都能与它通信

## review/common.rs

m-no-translation-memory-9305 = 没有翻译记忆库：{ $error }
m-duizhao-init-makes-one-60af = `duizhao init` 可以创建
m-name-one-with-glossary-or-b36e = 请用 --glossary 指定，或在 duizhao.toml 中设置
m-there-is-no-duizhao-toml-3ceb = 没有可供记录的 duizhao.toml
m-there-is-no-glossary-to-861b = 没有可供加入的术语表

## review/desk.rs

m-the-diff-view-compares-with-c62f = 比较视图与打开时的文件比较：{ $error }
m-each-text-of-a-project-416b = 项目中每个文本的名称各不相同
m-name-the-text-that-it-0963 = 请指明它是哪个文本的版本，或与某个修订比较 (--git)
m-one-bitext-cannot-be-compared-5297 = 一个双语文件不能与 { $a } 个文本比较
m-there-are-several-texts-name-84e2 = 有多个文本：请指定一个
m-there-is-no-text-29b9 = 没有文本 { $name }
m-there-is-no-text-to-8c48 = 没有可处理的文本
m-is-given-twice-e076 = { $a } 给出了两次

## review/file.rs

m-another-workbench-has-this-file-a8d0 = 另一个工作台已打开此文件
m-use-that-one-or-end-72bd = 请使用那一个，或在其终端中按 Ctrl-C 结束它

## review/finder.rs

m-there-is-nothing-to-look-cf85 = 没有要查找的内容

## review/fixes.rs

m-fixed-places-4172 = 修正了 { $more } 处
m-there-is-nothing-to-fix-b05e = 已没有可修正的

## review/replace.rs

m-1-place-0dfa = 1 处
m-1-sentence-369f = 1 个句子
m-replaced-in-2488 = 在{ $sentences }中替换了 { $places }
m-places-7af6 = { $places } 处
m-sentences-7b4a = { $sentences } 个句子

## review/replaced.rs

m-taken-back-ab75 = 已撤回：{ $a }
m-there-is-nothing-to-replace-777b = 没有可替换的
m-this-replacement-cannot-be-taken-25a6 = 此次替换已无法撤回
m-links-that-changed-since-stay-e5f4 = { $before }；{ $left } 个之后有改动的链接保持不变
m-one-link-that-changed-since-3780 = { $before }；1 个之后有改动的链接保持不变
m-of-texts-2d3c = { $number } 个文本：{ $told }
m-of-1-text-4abf = 1 个文本：{ $told }

## review/revision.rs

m-it-answered-to-no-chinese-9701 = 它之前没有对应的原文
m-its-chinese-is-gone-so-c7a2 = 其原文已不存在，无法确定它应在的位置
m-its-chinese-stands-elsewhere-too-54e4 = 其原文也在别处，或相邻的句子已移动
m-shift-or-link-it-in-a86f = 请在对齐视图中移动或链接它
m-that-a-sentence-is-cannot-1219 = 句子的“{ $a }”无法撤回：原文已不同
m-the-chinese-that-it-answered-f178 = 它所对应的原文已不存在
m-the-text-has-changed-since-d98b = 文本已有改动：请重新查看列表
m-there-is-no-such-change-2fd2 = 此改动已不存在
m-write-it-where-you-want-aacd = 请在编辑视图中写到需要的位置
m-write-what-it-should-say-437b = 请在编辑视图中写出应有的译文

## review/server.rs

m-another-site-sent-this-0bac = 此请求来自其他网站
m-go-to-the-list-of-68d9 = 请前往文本列表：/
m-look-at-it-as-it-d457 = 请查看当前内容后重试
m-merge-both-keep-what-is-8d38 = 合并双方、保留此处的，或采用文件的
m-no-server-can-be-started-dba7 = 无法启动服务器：{ $error }
m-open-the-address-that-the-a66d = 请打开终端中显示的地址
m-port-cannot-be-had-9bdc = 无法使用端口 { $port }：{ $error }
m-take-another-one-with-port-eea3 = 请用 --port 换一个端口，或省略它以使用任意空闲端口
m-that-did-not-work-ff00 = 操作失败
m-there-is-no-such-text-c662 = 没有这个文本
m-there-is-nothing-here-2f36 = 此处没有内容
m-this-browser-has-not-been-7099 = 此浏览器未获准进入
m-this-cannot-be-read-4106 = 无法读取：{ $error }
m-this-has-changed-since-you-ce99 = 您看到之后，此处已有改动
m-this-is-no-json-3138 = 这不是 JSON
m-this-is-not-the-name-6a1e = 这不是工作台的名称

## review/session.rs

m-cannot-be-taken-back-or-c099 = “{ $said }”无法撤销或重做：这些句子之后在外部有改动
m-left-out-with-its-words-7e1f = 随文字一并去掉了：{ $a }。撤销可以恢复。
m-one-link-was-bd70 = 1 个链接
m-the-file-has-changed-since-5820 = 上次会话有未保存的修改，此后文件又有改动：这些修改在 { $a } 中；可用 `duizhao edit` 重新执行。
m-what-the-last-session-had-29b8 = 此版本的 duizhao 无法读取上次会话未保存的内容。它保存在 { $a } 中。
m-another-program-goes-on-changing-95f3 = 其他程序一直在修改文件
m-another-program-has-changed-the-529c = 其他程序修改了文件
m-git-has-checked-out-another-0d95 = git 检出了文件的另一个版本
m-kept-what-is-here-b423 = 保留了此处的内容
m-merged-both-2ea9 = 合并了双方
m-nothing-to-redo-0272 = 没有可重做的
m-nothing-to-undo-e75c = 没有可撤销的
m-the-files-were-changed-and-caf5 = 文件已被修改，当前无法读取：{ $error }
m-the-steps-before-it-still-b962 = 之前的步骤仍可以
m-there-is-no-conflict-with-e60c = 与文件没有冲突
m-there-is-nothing-to-do-2ba2 = 没有可做的操作
m-this-was-saved-already-and-72b6 = 这已保存，此后文件又有改动
m-took-what-the-file-holds-741b = 采用了文件的内容
m-of-them-you-had-changed-68a4 = { $before } 其中 { $conflicts } 个您也改过：请选择采用哪个译文。
m-could-not-be-done-again-f24a = { $before } 其中 { $lost } 处无法重做：它们在 { $a } 中。
m-the-files-had-been-changed-6f35 = { $before } 此后文件也有改动：双方的改动都已保留。
m-while-changes-made-here-were-9f5d = { $before }，而此处的改动尚未保存
m-unsaved-changes-of-the-last-3bec = 已恢复上次会话中 { $done } 处未保存的修改。
m-changed-outside-and-taken-over-5122 = { $links }在外部有改动，已采纳。
m-links-were-6097 = { $number } 个链接
m-changes-could-not-be-done-6feb = { $said }；{ $a } 处改动无法重做：它们在 { $b } 中
m-sentences-are-in-conflict-e547 = { $said }；{ $conflicts } 个句子有冲突
m-what-was-here-is-in-8d92 = { $said }；此处原有的内容在 { $a } 中

## review/suggestions.rs

m-let-the-first-glossary-of-f510 = 请让设置中的第一个术语表是表格 (.csv)，新术语写入其中
m-and-writing-the-file-would-b104 = { $a }：{ $remark }，写入文件会将其删除

## review/workbench.rs

m-english-text-1fea = 译文文本
m-one-sentence-f02c = 1 个句子
m-a-suppressed-finding-needs-a-227b = 忽略问题需要说明理由
m-another-program-has-changed-the-ae6c = 其他程序修改了文件，因此您在此所做的未写入
m-make-one-duizhao-convert-in-5edf = 请先制作：`duizhao convert IN book.bitext.jsonl`，或 `duizhao align ZH EN -o book.bitext.jsonl`
m-open-it-again-everything-done-ae86 = 请重新打开：您所做的一切都保存在它旁边
m-put-the-old-version-back-53db = 恢复了旧版本
m-say-in-a-few-words-e4ce = 请简短说明为什么这样是对的
m-the-english-file-as-it-809d = 译文文件的当前内容
m-the-english-has-no-file-4659 = 译文没有自己的文件
m-the-file-as-it-was-1cc4 = 打开时的文件
m-the-workbench-keeps-what-you-2a48 = 工作台把您的修改保存在双语文件中 (.bitext.jsonl)
m-there-is-no-filter-bed3 = 没有筛选条件“{ $filter }”
m-there-is-no-such-finding-ffc2 = 此问题已不存在
m-decisions-were-about-sentences-that-c903 = { $a } 个决定所涉及的句子已不存在：对齐视图中列有它们。
m-links-wait-to-be-written-a24d = { $a } 个链接等待写入 { $b }。
m-links-are-in-conflict-with-9f27 = { $conflicts } 个链接与文本有冲突：请选择采用哪个译文。
m-of-changed-since-the-bitext-f287 = { $a } 中的{ $sentences }在双语文件写成之后有改动：此处显示文件的内容。

## segment/merge.rs

m-bring-all-of-them-into-138f = 请将它们统一为一种编码，然后再合并
m-keep-one-of-both-versions-08c9 = 请保留其中一个版本
m-this-is-an-archive-only-fe54 = 这是压缩包；只有文本能逐句合并
m-this-version-is-and-is-7db3 = 此版本是 { $a }，而 { $b } 是 { $c }

## segment/rules.rs

m-a-blank-line-ends-whatever-489a = 空行结束其前的内容。
m-a-bracket-that-follows-a-f1d7 = 跟在完整句子之后、含有整句的括号自成一句。
m-a-comma-semicolon-or-colon-d79d = 其后是逗号、分号或冒号：句子继续。
m-a-dash-and-the-source-4deb = 引语之后是破折号和出处，与引语不分开。
m-a-dash-before-the-closing-6c16 = 后引号前有破折号：说话被打断，随后另起新句。
m-a-dash-ties-what-follows-6671 = 破折号将后面的内容与本句连在一起。
m-a-long-enough-clause-trails-610c = 足够长的分句以省略号收尾，其后是新的主语、引语或大写字母。
m-a-number-a-version-an-6778 = 带句点的数字、版本、地址或名称。
m-a-quotation-trails-off-and-70cb = 引语以省略号收尾并结束。
m-a-run-of-end-marks-e986 = 一串句末标点，其后是新句。
m-a-semicolon-ends-nothing-unless-013d = 除非选项另有规定，分号不断句。
m-a-small-letter-follows-the-4396 = 其后是小写字母：句子继续。
m-a-speaker-and-a-verb-5731 = 引语之后是说话者和“说”类动词。
m-an-abbreviation-that-always-has-aad1 = 后面必有词语的缩写。
m-an-abbreviation-that-can-stand-fe13 = 可位于句末的缩写，其后只能是新句的开头。
m-an-abbreviation-with-its-number-dc82 = 后带编号的缩写。
m-an-abbreviation-and-what-follows-17cc = 缩写，其后的内容很可能属于它。
m-an-ellipsis-inside-a-clause-d3e9 = 分句内的省略号。
m-an-end-mark-and-the-ddce = 句末标点及其所结束的引号和括号，与句子不分开。
m-an-end-mark-and-the-576d = 句末标点及其注释或出处标记，与句子不分开。
m-an-exclamation-or-question-mark-968a = 属于名称的感叹号或问号。
m-in-verse-every-line-is-a67a = 诗歌中每行是一句。
m-inside-a-bracket-or-a-7b94 = 括号或书名号内不断句。
m-outside-of-quotations-a-long-8784 = 引语之外，长分句以省略号收尾，后文不再接续。
m-the-initial-of-a-name-3d8e = 名字的首字母。
m-the-number-and-title-of-949c = 章节的编号和标题，正文在同一行开始。
m-the-number-of-a-point-e21c = 行内条目的编号，与前后条目成一系列。
m-the-number-or-letter-of-a1d9 = 列表项的数字或字母。
m-the-number-or-letter-of-27fc = 其后是列表下一项的数字或字母。
m-the-option-quotations-whole-keeps-91b9 = 选项 `quotations = "whole"` 使引语保持完整。
m-the-option-semicolon-is-on-3055 = 选项 `semicolon` 已启用。
m-the-quotation-stands-inside-a-1339 = 引语位于分句之中，其后分句继续。
m-the-same-word-again-after-ce43 = 省略号之后重复同一个词：说话者口吃。
m-the-text-ends-with-or-6271 = 文本结束，不论有无标点。

## text/named.rs

m-did-you-mean-349d = 是否想用“{ $near }”？{ $there }
m-no-is-called-5a36 = 没有名为“{ $id }”的{ $a }

## text/script.rs

m-han-characters-and-latin-letters-0fea = { $a } 个汉字和 { $b } 个拉丁字母

## translate/adaptations.rs

m-it-does-not-take-which-4430 = 它不接受 { $limit }，已略去
m-it-is-asked-with-false-4d67 = 以 { $thinks } = false 询问它
m-it-takes-instead-of-a73c = 它接受 { $other } 而不是 { $limit }
m-it-takes-no-system-message-ae4b = 它不接受系统消息；指示放在问题之前

## translate/answers.rs

m-a-server-5a20 = 服务器
m-translated-before-9493 = 以前译过

## translate/batch_jobs/collect.rs

m-the-service-does-not-have-e466 = 服务已不再保留它；duizhao translate --cancel BATCH --force 可放弃

## translate/batch_jobs/mod.rs

m-duizhao-translate-collect-looks-for-f9b0 = duizhao translate --collect 会查找
m-it-is-not-known-whether-9e33 = 不清楚服务是否收到此批次

## translate/batch_jobs/record.rs

m-a-later-version-of-duizhao-faa1 = 可能由较新版本的 duizhao 写成：请使用该版本
m-the-record-of-a-batch-9502 = 批次记录无法读取：{ $error }

## translate/batch_jobs/server.rs

m-the-answer-is-not-json-d3d7 = 答复不是 JSON
m-the-results-cannot-be-kept-58eb = 读取时无法保存结果：{ $error }

## translate/batch_jobs/submit.rs

m-run-again-it-is-looked-bca5 = 请再次运行：会先查找，不会提交两次
m-stopped-is-reached-9357 = 已停止：达到 { $cap }
m-this-server-seems-to-have-a9cc = 此服务器似乎没有批处理服务：请去掉 --batch
m-what-was-submitted-is-under-de83 = 已提交的正在处理；其余留待下次运行
m-it-is-not-known-whether-827c = { $what }；不清楚服务是否收到此批次

## translate/doubtful.rs

m-it-is-the-translation-of-a103 = 它是另一个句子的译文（{ $other }）

## translate/engine.rs

m-a-provider-with-protocol-needs-2b43 = 协议为“{ $a }”的翻译服务需要 url
m-add-url-https-to-its-6ee9 = 请在 duizhao.toml 中该服务的表内加上 url = "https://..."
m-in-body-set-610b = 请在 body 中设置 { $a }
m-it-thinks-before-it-answers-0745 = 它在答复前会思考，已为此留出余量；若要改变，{ $a }
m-leave-batch-out-openai-and-04fe = 请去掉 --batch；“openai”和“anthropic”有批处理，protocol = "openai" 且 url 以 /openai/v1 结尾的 Azure 也有
m-no-such-protocol-0588 = 没有这个协议
m-only-thoughts-dc58 = 只有思考
m-protocol-has-no-batch-service-cb9e = 协议“{ $a }”没有批处理服务
m-the-answer-was-cut-off-d8f6 = 答复被截断
m-the-model-refused-it-ae89 = 模型拒绝：“{ $words }”
m-the-model-thought-and-did-0104 = 模型思考了，但没有答复
m-the-model-used-all-its-68e8 = 模型把 token 全用于思考

## translate/guide.rs

m-shorten-it-or-set-context-20f3 = 请缩短，或在 [translate] 中设置 context-tokens = { $a }
m-with-summary-and-instructions-more-67db = { $before }（连同摘要和指示，另有 { $more } 个）
m-has-about-tokens-and-may-7078 = { $file } 约有 { $a } 个 token{ $besides }，而每次请求最多可附带 { $b } 个

## translate/mask.rs

m-a-mark-is-not-closed-f8ca = 有标记没有结束
m-nothing-stands-in-the-mark-9053 = 标记 { $open }{ $a }{ $close } 中没有内容
m-the-mark-is-missing-037d = 缺少标记 { $open }{ $a }{ $close }
m-the-mark-is-not-in-5f34 = 标记 { $open }{ $inside }{ $close } 不在句子中
m-the-mark-is-out-of-f140 = 标记 { $open }{ $inside }{ $close } 位置不对

## translate/options.rs

m-a-provider-with-protocol-needs-d600 = 协议为“{ $a }”的翻译服务需要 model
m-add-model-name-to-its-e7f3 = 请在 duizhao.toml 中该服务的表内加上 model = "NAME"

## translate/protocol/anthropic.rs

m-a-higher-max-tokens-or-c38b = 提高 max_tokens，或降低 thinking 中的 budget_tokens
m-the-answer-has-no-content-fa18 = 答复没有内容

## translate/protocol/anthropic_batch.rs

m-it-was-cancelled-5caf = 已取消
m-the-answer-about-the-batch-4776 = 关于批次的答复没有编号或状态
m-the-list-of-batches-has-359b = 批次列表没有数据
m-the-server-says-400-84df = 服务器答复 400：{ $message }
m-the-service-did-not-come-a3f4 = 服务未能及时处理

## translate/protocol/libretranslate.rs

m-the-answer-has-no-list-0a27 = 答复中没有文字列表

## translate/protocol/mod.rs

m-azure-translator-version-3-3040 = Azure 翻译，版本 3
m-deepl-version-2-keys-that-20a9 = DeepL，版本 2；以 :fx 结尾的密钥用于 https://api-free.deepl.com
m-google-cloud-translation-advanced-url-1e65 = Google Cloud 翻译，高级版；url 以 /v3/projects/P/locations/L 结尾
m-google-cloud-translation-basic-6a39 = Google Cloud 翻译，基本版
m-ollama-s-own-chat-4f0b = Ollama 自己的对话接口
m-an-element-of-the-answer-bd4a = 答复的某个元素在“{ $place }”处没有文字
m-any-other-service-that-takes-3fe4 = 任何收发 JSON 的其他服务，用模板描述
m-chat-completions-of-azure-openai-62e8 = Azure OpenAI 的对话补全；url 以 /openai/deployments/NAME 结尾
m-chat-completions-openai-deepseek-qwen-1180 = 对话补全：OpenAI、DeepSeek、Qwen、OpenRouter、vLLM、llama.cpp、LM Studio 等
m-messages-of-anthropic-a475 = Anthropic 的消息接口
m-the-answer-has-no-list-1cdc = 答复在“{ $array }”处没有列表
m-the-model-refused-it-05b0 = 模型拒绝

## translate/protocol/ollama.rs

m-the-answer-has-no-message-c7d6 = 答复没有消息
m-think-false-or-a-higher-cf12 = think = false，或提高 options 中的 num_predict

## translate/protocol/openai.rs

m-reasoning-effort-low-or-a-ee8c = reasoning_effort = "low"，或提高 max_completion_tokens
m-the-answer-has-no-choices-56bb = 答复没有选项
m-the-answer-is-an-error-af05 = 答复是错误：{ $error }

## translate/protocol/openai_batch.rs

m-the-answer-to-the-upload-5a36 = 上传的答复没有编号

## translate/protocol/template.rs

m-see-body-in-duizhao-toml-5377 = 见 duizhao.toml 中的 body
m-the-answer-has-no-text-a468 = 答复在“{ $place }”处没有文字
m-the-template-has-no-place-7ca5 = 模板中没有放置文字之处
m-write-texts-a-list-or-8c71 = 请在 body 中需要之处写 "$texts"（列表）或 "$text"（逐条）

## translate/run.rs

m-it-is-too-long-edc3 = 太长：{ $what }
m-not-asked-the-model-thinks-02f2 = 未请求：模型只思考而不答复；{ $a }
m-what-was-received-is-kept-5201 = 已收到的内容会保留；请放宽限额再次运行，或用 --offline
m-fewer-sentences-are-asked-for-c009 = { $what }。减少每次请求的句子数

## translate/second_reader/mod.rs

m-cannot-read-translations-protocol-only-64e9 = “{ $name }”不能复读译文：协议“{ $a }”只能翻译
m-name-a-provider-with-a-5159 = 请在 [translate] 的 review 下指定使用对话模型的翻译服务（openai、azure-openai、anthropic、ollama）

## translate/second_reader/run.rs

m-choose-another-provider-for-review-a0e9 = 请为 [translate] 中的 review 另选翻译服务
m-it-gives-no-readings-3632 = 它不给出复读意见：{ $why }
m-nothing-was-said-of-it-53b5 = 没有对此提出意见

## translate/verify.rs

m-is-not-kept-0ddd = “{ $missing }”没有保留
m-chinese-is-left-in-it-3215 = 其中残留中文
m-it-begins-with-63bd = 以“{ $found }”开头
m-it-has-several-paragraphs-e840 = 含有多个段落
m-it-is-missing-473c = 缺失
m-it-is-no-sentence-dfea = 不是句子
m-it-is-the-chinese-6e17 = 仍是中文
m-it-is-too-long-something-7e1d = 太长：有增加的内容
m-it-is-too-short-something-a728 = 太短：有略去的内容
m-it-says-the-same-again-1ae6 = 反复说同样的内容
m-the-model-s-thoughts-are-fc6e = 其中含有模型的思考
m-the-number-is-not-in-0021 = 其中没有数字 { $figure }
m-is-not-translated-as-73d5 = { $source } 没有译作“{ $target }”
