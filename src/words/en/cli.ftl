# What the command says by id.

label-error = error
label-warning = warning
label-help = help
label-note = note
label-ends = {": "}
list-comma = {", "}

help-usage = Usage:{" "}
help-usage-options = [OPTIONS]
help-commands = Commands
help-command = COMMAND
help-arguments = Arguments
help-options = Options
help-flag = Print help
help-version = Print version
help-help = Print the help of a command
help-default = {" "}[default: { $value }]
help-values = {" "}[possible values: { $values }]

clap-unknown = there is no argument { $argument }
clap-no-command = there is no command { $command }
clap-missing = these arguments are needed: { $arguments }
clap-command-missing = a command is needed
clap-value-missing = { $argument } needs a value
clap-bad-value = "{ $value }" is no value for { $argument }
clap-twice = { $argument } is given twice
clap-conflict = { $argument } does not go together with { $other }
clap-no-equals = the value of { $argument } follows an equals sign
clap-number-of-values = { $argument } has too many values or too few
clap-near-command = did you mean the command { $near }?
clap-near-argument = did you mean { $near }?
clap-near-value = did you mean "{ $near }"?
clap-more = --help says more.

rules-example = example: { $example }
rules-settings =
    To change a severity, or to switch a rule off: rules = {"{"} length = "off" {"}"} under [check] in
    duizhao.toml. To hide one finding: <!-- duizhao-ignore: RULE: reason --> before its paragraph, or
    {"[["}check.ignore]] with rule, reason and subject or fingerprint.
status-no-part = (no part)
terms-name = {" "}(name)
tm-in = in { $path }
progress-sentences = {"{prefix}{bar:24} {pos}/{len}"} sentences, {"{per_sec}"}, {"{eta}"} left{"{msg}"}
progress-spent = , { $spent } spent
progress-second-reader = second reader{" "}
