# Built pages: src/edition/html/. Only words, { $name }, and a select over one and other for a whole text; no signs of
# markup. What a script says begins with page-js-.

page-skip = 跳到正文
page-skip-contents = 跳到目录
page-view = 视图
page-columns = 左右对照
page-interleaved = 段落交错
page-search = 搜索
page-search-both = 搜索两种文本
page-search-all = 搜索全部文本
page-hit-before = 上一个结果
page-hit-after = 下一个结果
page-more = 更多
page-hide-low = 隐藏存疑标记
page-print = 打印
page-sentence = 句子
page-copy-both = 复制原文和译文
page-copy-link = 复制链接
page-let-go = 取消固定

page-keys = 快捷键
page-key-sentence = 下一句、上一句；也可用 { $down } { $up }
page-key-counterpart = 转到对应的句子
page-key-pin = 固定句子，或取消固定
page-key-copy = 复制句子、对应的句子及出处
page-key-link = 复制指向句子的链接
page-key-chapter = 上一章、下一章
page-key-text = 上一个、下一个文本
page-key-search = 搜索；{ $enter } 和 { $shift } { $enter } 在结果之间移动
page-key-leave = 退出搜索，取消固定
page-key-list = 显示此列表
page-close = 关闭

page-contents = 目录
page-texts = 文本
page-all-texts = 全部文本
page-previous-text = 上一个文本：{ $title }
page-next-text = 下一个文本：{ $title }
page-around = 上一个和下一个文本
page-chinese-only = 仅有中文
page-not-here = 未收入本版
page-glossary = 术语表
page-cover = 封面
page-image = 图片
page-note-back = 返回注 { $number } 的标记
page-note-back-place = 返回注 { $number } 的第 { $place } 处标记

page-proof = 校样
page-not-translated = 尚未翻译
page-not-translated-yet = 尚未翻译
page-texts-not-translated = { $texts }未译
page-untranslated = { $count } 句未译
page-doubtful = { $count } 处存疑
page-moved = { $count } 处移位
page-findings = 检查出的问题
page-suggestion = 建议：{ $words }
page-is-untranslated = 未译
page-is-added = 增译
page-is-moved = 移位
page-is-doubtful = 存疑

page-js-language = zh-CN
page-js-copied = 已复制
page-js-not-copied = 浏览器不允许复制
page-js-hit = { $at } / { $all }
page-js-none = 没有结果
page-js-others = 在其他文本中找到
page-js-needs = 搜索需要 { $file }
page-js-more = 另有 { $count } 处
page-js-found = { $texts } 个文本中有 { $count } 处
page-js-found-others = 其他 { $texts } 个文本中有 { $count } 处
