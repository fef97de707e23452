# What the command says by id.
#
# One word for one thing:
#
# text 文本, source / Chinese 原文, target / English 译文, translation 译文, sentence 句子, paragraph 段落
# bitext 双语文件, link 链接 (对齐链接), align 对齐, omission 漏译, addition 增译, moved 移位
# segment 断句, edition 对照版, build 制作, proof sheet 校样
# glossary 术语表, term 术语, rendering 译法, translation memory 翻译记忆库, provider 翻译服务
# check 检查, rule 规则, finding 问题, severity 级别, fix 修正, baseline 基线, suppress 忽略
# revision 修订, version 版本, change 改动, diff 比较, review 审校, workbench 工作台
# error 错误, warning 警告, note 提示, settings 设置, project 项目, folder 文件夹, cache 缓存
# stale 过期, pending 待写入, doubtful 存疑, lost 失落, conflict 冲突, untranslated 未译

label-error = 错误
label-warning = 警告
label-note = 提示
