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
label-help = 办法
label-note = 提示
label-ends = ：
list-comma = 、

help-usage = 用法：
help-usage-options = [选项]
help-commands = 命令
help-command = 命令
help-arguments = 参数
help-options = 选项
help-flag = 显示帮助
help-version = 显示版本
help-help = 显示某个命令的帮助
help-default = {" "}[默认：{ $value }]
help-values = {" "}[可选值：{ $values }]

clap-unknown = 没有参数 { $argument }
clap-no-command = 没有命令 { $command }
clap-missing = 缺少必需的参数：{ $arguments }
clap-command-missing = 需要指定一个命令
clap-value-missing = { $argument } 需要一个值
clap-bad-value = “{ $value }”不能用作 { $argument } 的值
clap-twice = { $argument } 只能指定一次
clap-conflict = { $argument } 不能与 { $other } 同时使用
clap-no-equals = { $argument } 的值须用等号连接
clap-number-of-values = { $argument } 的值个数不对
clap-near-command = 是否想用命令 { $near }？
clap-near-argument = 是否想用 { $near }？
clap-near-value = 是否想用“{ $near }”？
clap-more = 详情请用 --help 查看。

rules-example = 例：{ $example }
rules-settings =
    要改变级别或关闭规则：在 duizhao.toml 的 [check] 下写 rules = {"{"} length = "off" {"}"}。
    要忽略某个问题：在其段落前写 <!-- duizhao-ignore: RULE: 理由 -->，
    或在 {"[["}check.ignore]] 中写明 rule、reason 以及 subject 或 fingerprint。
status-no-part = （不属任何部分）
terms-name = （名字）
tm-in = 位于 { $path }
progress-sentences = {"{prefix}{bar:24} {pos}/{len}"} 句，{"{per_sec}"}，剩余 {"{eta}"}{"{msg}"}
progress-spent = ，花费 { $spent }
progress-second-reader = 复读{" "}
