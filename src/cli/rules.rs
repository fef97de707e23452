//! `duizhao rules`

use duizhao::Result;
use duizhao::check::RULES;

use super::Context;
use super::output::write_to;

pub(super) fn run(context: &Context) -> Result<()> {
    context.project.config.check.validate()?;
    let words = context.talk.words;
    write_to(None, |out| {
        for rule in RULES {
            let severity = context.project.config.check.severity(rule.id).name();
            writeln!(out, "{} ({})", rule.id, words.tell(severity))?;
            writeln!(out, "    {}", words.word(&format!("rule-{}", rule.id)))?;
            let (zh, en) = rule.example;
            let between = if zh.is_empty() { "" } else { " / " };
            let example = [("example", format!("{zh}{between}{en}").into())];
            writeln!(out, "    {}", words.say("rules-example", &example))?;
        }
        writeln!(out, "\n{}", words.word("rules-settings"))
    })
}
