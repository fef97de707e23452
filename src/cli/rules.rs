//! `duizhao rules`

use duizhao::Result;
use duizhao::check::RULES;

use super::Context;
use super::output::write_to;

pub(super) fn run(context: &Context) -> Result<()> {
    context.project.config.check.validate()?;
    write_to(None, |out| {
        for rule in RULES {
            let severity = context.project.config.check.severity(rule.id).name();
            writeln!(out, "{} ({severity})", rule.id)?;
            writeln!(out, "    {}", rule.about)?;
            let (zh, en) = rule.example;
            writeln!(
                out,
                "    example: {}{}{en}",
                zh,
                if zh.is_empty() { "" } else { " / " }
            )?;
        }
        writeln!(
            out,
            "\nTo change a severity, or to switch a rule off: rules = {{ length = \"off\" }} under [check] in\n\
             duizhao.toml. To hide one finding: <!-- duizhao-ignore: RULE: reason --> before its paragraph, or\n\
             [[check.ignore]] with rule, reason and subject or fingerprint."
        )
    })
}
