//! The severity of each rule: the table's own, unless the settings give another.

use super::finding::Severity;
use super::options::CheckConfig;
use super::rules::RuleInfo;
use crate::error::Result;
use crate::text::named::Named;

impl CheckConfig {
    /// The severity of a rule.
    #[must_use]
    pub fn severity(&self, rule: &str) -> Severity {
        let default = RuleInfo::find(rule).map_or(Severity::Off, |info| info.severity);
        self.rules.get(rule).copied().unwrap_or(default)
    }

    /// Sees to it that only rules are named that there are.
    ///
    /// # Errors
    /// [`Error::Usage`](crate::Error::Usage) with the rules there are, and the nearest one.
    pub fn validate(&self) -> Result<()> {
        let named = self.rules.keys().chain(self.ignore.iter().map(|i| &i.rule));
        for name in named {
            RuleInfo::by_id(name)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_go_before_the_table() {
        let mut settings = CheckConfig::default();
        assert_eq!(settings.severity("length"), Severity::Note);
        assert_eq!(settings.severity("no-such-rule"), Severity::Off);
        settings.rules.insert("length".to_owned(), Severity::Error);
        assert_eq!(settings.severity("length"), Severity::Error);
        assert!(settings.validate().is_ok());
    }

    #[test]
    fn an_unknown_rule_is_answered_with_the_nearest() {
        let mut settings = CheckConfig::default();
        settings.rules.insert("lenght".to_owned(), Severity::Off);
        let said = settings.validate().unwrap_err().to_string();
        let wanted = "no rule is called \"lenght\"";
        assert!(said.contains(wanted), "{said}");
        assert!(
            said.contains("did you mean \"length\"? there are term-missing, "),
            "{said}"
        );
    }
}
