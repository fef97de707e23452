# Reports of the check and of the diff for people: what is said by id.

report-found-in = { $links }中有：{ $found }
report-links-of-texts = { $texts }的 { $links }
report-texts-not-checked = ；{ $texts }未检查
report-known = ；{ $count } 个已知
report-suppressed = ；{ $count } 个已忽略
report-is-known = （已知）
report-is-suppressed = （已忽略：{ $reason }）
report-write = 应写“{ $with }”
report-perhaps = 或许应写“{ $with }”
report-write-this = 应写：
report-perhaps-this = 或许应写：
report-also = 另见 { $places }
report-also-more = {" "}等，还有 { $count } 处
report-nothing = （无）
report-headline = duizhao 检查：{ $what }
report-nothing-found = 没有发现问题
report-errors = 错误
report-warnings = 警告
report-unused = 未起作用
report-more-rows = ……另有 { $count } 个
report-no-room = ……另有 { $count } 个问题，此处容纳不下：请用 `duizhao check` 查看。
report-page-of-pair = { $source } 与 { $target }：{ $links } 个链接中有 { $errors } 个错误、{ $warnings } 个警告、{ $notes } 条提示。
report-page-of-texts = { $texts } 个文本的 { $links } 个链接中有 { $errors } 个错误、{ $warnings } 个警告、{ $notes } 条提示。
report-by-rule = 按规则
report-all-of-it = 全文

list-semicolon = ；
list-dot = 。

diff-kept = { $changed }；{ $all } 个句子中有 { $kept } 个未变
diff-scores = chrF { $chrf }，TER { $ter }，{ $rate } % 的字符有改动
diff-headline = { $old } → { $new }：{ $said }
diff-look-at = { $count } 处应先查看（!）
diff-look-at-first = 应先查看
diff-by-section = 按章节
diff-new-findings = 新增的问题
diff-resolved-findings = 已解决的问题
diff-previous = 上一处（k）
diff-next = 下一处（j）
diff-no-room = ……另有 { $count } 处改动，此处容纳不下：请用 `duizhao diff` 查看全部。
diff-more-texts = ……另有内容，此处容纳不下：{ $what }。请用 `duizhao diff --git` 查看。
