# The help: about a command, its arguments, their values.

help-global-about = 对照：中英对照版工具
help-global-long-about = 对照：中英对照版工具。

    退出码：0 完成；1 未达要求（按选项判断）或未全部译出；2 用法或输入有误；3 服务器出错（已收到的答复会保留）；130 被中断。
help-global-color = 终端是否用颜色（遵从 NO_COLOR）
help-global-quiet = 标准错误输出中只显示错误
help-global-verbose = 在标准错误输出中显示更多信息
help-global-config = 设置文件 [默认：向上查找最近的 duizhao.toml]
help-global-jobs = 使用的线程数；不影响结果 [默认：全部核心]
help-global-locked = 文本与其双语文件不一致，或有译文待写入文本时，即告失败（用于 CI）
help-global-strict = 把读取时的警告当作错误：缺页、无文字的文本、转换时丢失的内容（用于 CI）
help-global-interface = 消息、帮助和页面的语言：en 或 zh-CN [默认：DUIZHAO_LANG，否则用系统的语言]

help-init-about = 在文件夹中建立项目：duizhao.toml、术语表、.gitignore
help-init-folder = 项目的文件夹

help-segment-about = 把文本切分成句子
help-segment-file = 文本；- 表示标准输入
help-segment-lang = 文本的语言 [默认：自动识别]
help-segment-from = 按哪种格式读取 [默认：按文件名；- 为 txt]
help-segment-format = 每行一句，或带文件字节偏移的 JSON Lines（压缩包则为其中成员的偏移）
help-segment-explain = 对每个断句处和疑似断句处，说明由哪条规则决定
help-segment-output = 写入此文件，而不写到标准输出

help-align-about = 逐句对齐中文原文与英文译文，或对齐项目的全部文本
help-align-names = 中文原文及其译文、一个双语文件，或项目中的文本：路径、文件夹、通配符 [默认：项目的全部文本]
help-align-changed = 其中只取自本分支离开 REV 以来改动过的文本，不论是否已提交
help-align-staged = 其中只取已暂存待提交的文本；不写入文本的命令按暂存的内容读取所有文件
help-align-batch = 对齐此表（TSV 或 CSV，含 source、target 列，可另有 output 列）中的每一对文本，写入 -o 的文件夹；已完成的不再重做
help-align-summary = --batch 和项目文本的汇总方式
help-align-lines = 文件已是每行一句
help-align-from = 两个文本按哪种格式读取 [默认：按文件名]
help-align-format = 结果的格式 [默认：按输出文件名；终端上为表格，否则为 jsonl]
help-align-mt = 中文的机器译文，作为补充依据：每句一行
help-align-memory = 用作翻译记忆的双语文件（.tmx、.tsv、.bitext.jsonl 等），作为补充依据；可多次指定
help-align-tm = 以项目的翻译记忆库作为补充依据：取其中（及 --memory 中）相似度达到此值的句子
help-align-glossary = 其术语可作为对齐依据的术语表；可多次指定 [默认：duizhao.toml 中的 glossary]
help-align-encoder = 以句向量作为补充依据，取自 duizhao.toml 的 [encoder.NAME]
help-align-anchors = 必须属于同一链接的句子，每行一条（如 [12]:[14]，从 0 计数）
help-align-onto = 保留此双语文件中的决定，以及未受改动影响的所有链接 [默认：已有的输出文件]
help-align-fresh = 即使输出文件已存在，也从头对齐
help-align-take = 旧版 duizhao 的双语文件与文本不一致时，以哪一方的文字为准
help-align-take-file = 以文本为准
help-align-take-bitext = 以双语文件为准
help-align-recut = 按当前设置重新断句，而不沿用已有双语文件的断句
help-align-gold = 与标准链接（链接文件）比较并评分，显示在标准错误输出
help-align-output = 写入此文件，而不写到标准输出；与 --batch 同用时为文件夹

help-build-about = 制作对照版：读取、断句、对齐、写出
help-build-names = 中文原文及其译文、一个双语文件，或项目中的文本：路径、文件夹、通配符 [默认：项目的全部文本]
help-build-changed = 其中只取自本分支离开 REV 以来改动过的文本，不论是否已提交
help-build-staged = 其中只取已暂存待提交的文本；不写入文本的命令按暂存的内容读取所有文件
help-build-to = 制作的格式，如 html,epub,md,tmx,jsonl,tsv [默认：duizhao.toml 中的 formats，否则为 html]
help-build-glossary = 需标出其术语的术语表；可多次指定
help-build-output = 写入的文件夹 [默认：duizhao.toml 中的 output，否则为 edition]
help-build-title = 对照版的标题 [默认：第一个标题]
help-build-layout = 两种文本的排列方式
help-build-proof = 制作校样：未译、增译、存疑之处和检查出的问题列在正文旁
help-build-terms = 在首次出现处标出术语，并在文末附术语表
help-build-fetch-images = 下载服务器上的图片，收入对照版
help-build-pinyin = 在页面和电子书中显示汉语拼音
help-build-single-file = 多个文本合为一个文件（若格式允许）
help-build-per-text = 每个文本各成一个文件
help-build-from = 两个文本按哪种格式读取 [默认：按文件名]

help-review-about = 在浏览器中改正链接、编辑译文、处理问题、审阅修订
help-review-names = 中文原文及其译文、一个双语文件，或项目中的文本：路径、文件夹、通配符 [默认：项目的全部文本]
help-review-changed = 其中只取自本分支离开 REV 以来改动过的文本，不论是否已提交
help-review-staged = 其中只取已暂存待提交的文本；不写入文本的命令按暂存的内容读取所有文件
help-review-port = 本机端口 [默认：任一空闲端口]
help-review-open = 在浏览器中打开页面
help-review-against = “比较”视图所对照的另一版双语文件 [默认：打开时的文件]
help-review-git = 同上，但对照 git 中的某个版本
help-review-glossary = 术语表；可多次指定，新术语写入第一个 [默认：duizhao.toml 中的 glossary]

help-edit-about = 按操作列表修改双语文件，与工作台中的操作相同
help-edit-bitext = 双语文件
help-edit-operations = 操作，每行一个 JSON：见 docs/review.md；- 表示标准输入
help-edit-output = 写入此文件，而不改动原双语文件

help-status-about = 显示文本的进度：已译、已审、存疑、过期；单个文本则显示待处理的内容
help-status-names = 中文原文及其译文、一个双语文件，或项目中的文本：路径、文件夹、通配符 [默认：项目的全部文本]
help-status-changed = 其中只取自本分支离开 REV 以来改动过的文本，不论是否已提交
help-status-staged = 其中只取已暂存待提交的文本；不写入文本的命令按暂存的内容读取所有文件
help-status-format = 供人阅读；JSON；Markdown 表格；徽章用的 JSON（见 docs/ci.md）
help-status-output = 写入此文件，而不写到标准输出

help-next-about = 显示接下来要人处理的链接：先是疑问，再是未译、未审、未定稿的
help-next-names = 中文原文及其译文、一个双语文件，或项目中的文本：路径、文件夹、通配符 [默认：项目的全部文本]
help-next-changed = 其中只取自本分支离开 REV 以来改动过的文本，不论是否已提交
help-next-staged = 其中只取已暂存待提交的文本；不写入文本的命令按暂存的内容读取所有文件
help-next-stage = 只取这些阶段的链接：new、translated、reviewed、approved、query [默认：approved 以外的全部]
help-next-number = 最多显示的链接数
help-next-format = 供人阅读的列表，或 JSON

help-eval-about = 把对齐结果与标准链接比较
help-eval-auto = 对齐结果：双语文件，或链接（每行如 [0, 1]:[0]）
help-eval-gold = 正确的对齐：双语文件，或链接
help-eval-errors = 列出每处错误及其文字
help-eval-source = 原文句子，每行一句；用于不含文字的链接
help-eval-target = 译文句子，每行一句
help-eval-min-f1 = 严格 F1 低于此值即告失败（退出码 1）
help-eval-format = 供人阅读的报告，或 JSON
help-eval-output = 写入此文件，而不写到标准输出

help-check-about = 检查译文：术语、数字、人名、漏译、标点
help-check-names = 中文原文及其译文、一个双语文件，或项目中的文本：路径、文件夹、通配符 [默认：项目的全部文本]
help-check-changed = 其中只取自本分支离开 REV 以来改动过的文本，不论是否已提交
help-check-staged = 其中只取已暂存待提交的文本；不写入文本的命令按暂存的内容读取所有文件
help-check-glossary = 术语表；可多次指定 [默认：duizhao.toml 中的 glossary]
help-check-bitext = 两个文本的双语文件；文本未变之处沿用其链接
help-check-format = 报告的格式：text、json、github、markdown、sarif、junit、html
help-check-output = 把报告写入此文件，而不写到标准输出
help-check-baseline = 已知问题：显示但不计数 [默认：duizhao.toml 中的 baseline]
help-check-write-baseline = 把发现的全部问题写成已知问题
help-check-fail-on = 有此级别或更严重的问题即告失败：error、warning、note、off
help-check-only = 只用这些规则
help-check-fix = 把稳妥的修正写入英文文件（或双语文件），并显示改动
help-check-dry-run = 与 --fix 同用：只显示将要改动之处（text 或 json），不写入
help-check-from = 两个文本按哪种格式读取 [默认：按文件名]

help-rules-about = 列出 check 的规则

help-diff-about = 显示两版译文之间真正的改动
help-diff-paths = 旧版和新版：双语文件，或同一语言的文本；与 --git 同用时为一个文件，或项目中的文本 [默认：全部文本]
help-diff-source = 新版所译的中文 [默认：duizhao.toml 中的 source]
help-diff-source-old = 旧版所译的中文（若不同） [默认：同上]
help-diff-git = 比较一个文件或整个项目的不同版本：A..B、A...B，或以 A 与当前文件比较
help-diff-staged = 把项目的上次提交与已暂存的内容比较
help-diff-glossary = 术语表；可多次指定 [默认：duizhao.toml 中的 glossary]
help-diff-format = 显示方式：text、json、html、markdown
help-diff-output = 写入此文件，而不写到标准输出
help-diff-stat = 只显示汇总：按章节；项目则按文本
help-diff-all = 也显示细微改动：标记、换行、空格
help-diff-only = 只显示这些类别：edited、retranslated、split、merged、moved、added、restored、removed、stale、resolved、markup、rewrapped、spacing
help-diff-exit-code = 有细微改动以外的改动时，以退出码 1 结束
help-diff-fail-on = 有以下情况时以退出码 1 结束：改动类别、number、negation、name、term、finding
help-diff-no-findings = 不比较检查结果
help-diff-limit = Markdown 的最大字节数
help-diff-no-pager = 不分页显示
help-diff-from = 文本按哪种格式读取 [默认：按文件名]

help-merge-about = 合并两人对双语文件或文本的改动
help-merge-base = 双方共同的起始双语文件（与 --text 同用时为文本）
help-merge-ours = 我方的版本
help-merge-theirs = 对方的版本
help-merge-name = 消息中所用的文件名，由 git 给出
help-merge-text = 文件是文本：逐句合并
help-merge-output = 写入此文件，而不写到标准输出

help-terms-about = 找出术语表缺少的术语
help-terms-names = 中文原文及其译文、一个双语文件，或项目中的文本：路径、文件夹、通配符 [默认：项目的全部文本]
help-terms-changed = 其中只取自本分支离开 REV 以来改动过的文本，不论是否已提交
help-terms-staged = 其中只取已暂存待提交的文本；不写入文本的命令按暂存的内容读取所有文件
help-terms-glossary = 其中的术语视为已知的术语表；可多次指定
help-terms-least = 术语至少出现的次数
help-terms-most = 最多列出的术语数
help-terms-output = 写成术语表（.csv、.tsv、.tbx、.toml、.xlsx），而不显示表格
help-terms-from = 两个文本按哪种格式读取 [默认：按文件名]

help-translate-about = 用自选的翻译服务逐句翻译中文文本
help-translate-names = 中文原文及其译文、一个双语文件，或项目中的文本：路径、文件夹、通配符 [默认：项目的全部文本]
help-translate-changed = 其中只取自本分支离开 REV 以来改动过的文本，不论是否已提交
help-translate-staged = 其中只取已暂存待提交的文本；不写入文本的命令按暂存的内容读取所有文件
help-translate-output = 写入此文件，而不写到标准输出：沿用中文的结构（Word 文档、电子书、网页、字幕或文本的副本），或纯文本（.txt），或双语文件（.bitext.jsonl、.tmx 等）
help-translate-provider = 翻译服务：duizhao.toml 的 [provider.NAME] [默认：[translate] 中的 provider，否则为唯一的一个]
help-translate-from = 文本按哪种格式读取 [默认：按文件名]
help-translate-glossary = 译文应遵循其术语的术语表；可多次指定
help-translate-tm = 查找翻译记忆库中相似度达到此值的句子：提供给对话式服务参考，并列在仍未译出的句子旁
help-translate-dry-run = 只说明工作量和费用，不发出请求
help-translate-offline = 不发出请求：只用以前译过的
help-translate-batch = 把句子交给翻译服务的批处理，一天内答复，费用约为一半；用 --collect 取回答复
help-translate-collect = 取回已提交批次的答复并写入文本；不再请求别的
help-translate-wait = 与 --collect 同用：等到所有批次完成，先隔这么多秒询问，之后间隔渐长
help-translate-batches = 列出尚未取回答复的批次
help-translate-cancel = 让服务停止处理某一批次；已完成的部分仍可用 --collect 取回。与 --force 同用则不再记录该批次
help-translate-stale = 对项目的文本，重译已过期的译文，即中文此后有改动的译文
help-translate-refresh = 重新请求这些句子（编号见 duizhao segment --format jsonl）
help-translate-max-requests = 请求数到此为止
help-translate-max-chars = 中文字符数到此为止
help-translate-max-cost = 费用到此为止，按 duizhao.toml 中的价格计
help-translate-allow-partial = 即使仍有句子未译，也写出结果并以 0 退出
help-translate-force = 即使输出文件写出后被人改过，也予以替换

help-tm-about = 项目的翻译记忆库
help-tm-import-about = 导入译文：TMX 或其他双语文件
help-tm-import-files = 双语文件
help-tm-export-about = 把全部内容写成双语文件
help-tm-export-output = 文件；由文件名决定格式（.tmx、.tsv、.bitext.jsonl）
help-tm-check-about = 找出看似并非译文的句对；若有，退出码为 1
help-tm-check-format = 供人阅读；或 JSON
help-tm-check-forget = 丢弃服务器存疑的答复，以便重新请求。人工译文和导入的译文保留
help-tm-find-about = 查找与某个中文句子相似的内容
help-tm-find-text = 句子
help-tm-find-least = 最低相似度（百分比）
help-tm-find-most = 最多列出的条数

help-providers-about = 列出翻译服务可用的协议，并检测翻译服务
help-providers-check-about = 请翻译服务译一个短句，并说明其情况
help-providers-check-name = duizhao.toml 中的 [provider.NAME]

help-export-about = 把文本送交他人：可修改和批注的 Word 表格、工作簿、CSV、PO 或 XLIFF
help-export-file = 要写的文件：review.docx、review.xlsx、review.csv、review.po、review.xlf
help-export-names = 中文原文及其译文、一个双语文件，或项目中的文本：路径、文件夹、通配符 [默认：项目的全部文本]
help-export-changed = 其中只取自本分支离开 REV 以来改动过的文本，不论是否已提交
help-export-staged = 其中只取已暂存待提交的文本；不写入文本的命令按暂存的内容读取所有文件
help-export-stage = 只取这些阶段的链接：new、translated、reviewed、approved、query
help-export-marked = 只取有问题、批注、备注或提议的链接
help-export-no-findings = 不附检查出的问题
help-export-to = 格式 [默认：按文件名]
help-export-force = 覆盖已有的文件

help-import-about = 采纳送回的内容：译文、状态、备注、批注、修订
help-import-file = 送回的文件：export 所写的，或翻译工具的 TMX、XLIFF、SDLXLIFF、MQXLIFF
help-import-names = 中文原文及其译文、一个双语文件，或项目中的文本：路径、文件夹、通配符 [默认：项目的全部文本]
help-import-changed = 其中只取自本分支离开 REV 以来改动过的文本，不论是否已提交
help-import-staged = 其中只取已暂存待提交的文本；不写入文本的命令按暂存的内容读取所有文件
help-import-dry-run = 只显示将会采纳的内容，不写入
help-import-by = 文件未写明作者的改动由谁所作 [默认：最后保存文件的人]
help-import-propose = 把译文的改动作为提议，留待在 review 中接受
help-import-marks = 只有引号形状不同的改动（文字处理软件所致）也予以采纳
help-import-remove-missing = 删去文件中缺少的行的译文
help-import-from = 文件的格式 [默认：按文件名]
help-import-format = 供人阅读的列表，或 JSON
help-import-output = 写入此文件，而不写到标准输出

help-convert-about = 把双语文件或术语表转换成另一种格式
help-convert-names = 双语文件或术语表，以及要生成的文件，格式由文件名决定：若为文本（en.md、en.docx、en.epub、en.srt），则写入双语文件中的英文。与 -o 同用时为项目中的文本 [默认：全部文本]
help-convert-from = 双语文件按哪种格式读取 [默认：按文件名]
help-convert-to = 双语文件写成哪种格式，如 xliff12 [默认：按文件名]
help-convert-like = 按此中文文档的结构写出英文 [默认：双语文件所记的文档]
help-convert-output = 把项目文本的双语文件写入此文件夹，各按其文本的路径存放

help-pipe-about = 用作过滤器：每行读入一个 JSON 文档，依次写出一行结果，错误也成记录
help-pipe-task = 对每行做什么
help-pipe-task-align = {"{"}"id", "source", "target"{"}"} 得到 {"{"}"id", "beads": [{"{"}"source": [], "target": [], "confidence"{"}"}]{"}"}
help-pipe-task-check = 同上的输入，或 align 的结果，得到 {"{"}"id", "findings": []{"}"}
help-pipe-task-segment = {"{"}"id", "text"{"}"} 得到 {"{"}"id", "text": ["句子"]{"}"}
help-pipe-from = 文本按哪种格式读取
help-pipe-glossary = 检查用的术语表；可多次指定 [默认：duizhao.toml 中的 glossary]

help-formats-about = 列出可读、可写、可写回的格式，以及对其他格式的处理办法
help-formats-format = 列出的方式

help-completions-about = 输出 shell 补全命令、选项及其值所需的脚本
help-completions-shell = shell 的名称

help-man-about = 输出手册页，或为每个命令写一页
help-man-output = 把 duizhao.1、duizhao-align.1 等写入此文件夹
