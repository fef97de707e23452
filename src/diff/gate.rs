//! The gate of a comparison: the changes that make it fail.

use super::meaning::Meaning;
use super::revision::{ChangeKind, Revision};
use crate::error::Result;
use crate::text::named::Named;

/// What a revision must not have. The default lets everything pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// Any change that there is something to read in.
    pub any: bool,
    /// A finding that the old version does not have.
    pub finding: bool,
    /// Changes of these kinds.
    pub kinds: Vec<ChangeKind>,
    /// Changes that mean one of these.
    pub meanings: Vec<Meaning>,
}

impl Gate {
    /// The gate of these names: `any`, `finding`, a meaning, or a kind of change.
    ///
    /// # Errors
    /// [`Error::Usage`](crate::Error::Usage) for a name that is none of them.
    pub fn of(names: &[String]) -> Result<Gate> {
        let mut gate = Gate::default();
        for name in names {
            let meaning = Meaning::ALL.iter().find(|meaning| meaning.name() == name);
            match (name.as_str(), meaning) {
                ("any", _) => gate.any = true,
                ("finding", _) => gate.finding = true,
                (_, Some(meaning)) => gate.meanings.push(*meaning),
                (_, None) => gate.kinds.push(*ChangeKind::by_id(name)?),
            }
        }
        Ok(gate)
    }

    /// Whether a revision has what it must not have.
    #[must_use]
    pub fn fails(&self, revision: &Revision<'_>) -> bool {
        (self.finding && !revision.new_findings.is_empty())
            || revision.changes.iter().any(|change| {
                (self.any && !change.kind.is_quiet())
                    || self.kinds.contains(&change.kind)
                    || change
                        .signs
                        .iter()
                        .any(|sign| self.meanings.contains(&sign.meaning))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Bitext;
    use crate::bitext::testing::{bead, side};
    use crate::diff::{Options, revise};

    fn gate(names: &[&str]) -> Result<Gate> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        Gate::of(&names)
    }

    fn bitext(english: &str) -> Bitext {
        let mut bitext = Bitext {
            source: side("zh-CN", &["岸边停着四十条船。"]),
            target: side("en-US", &[english]),
            beads: vec![bead(0..1, 0..1)],
            ..Bitext::default()
        };
        bitext.name_beads();
        bitext
    }

    #[test]
    fn only_what_is_named_fails() {
        let old = bitext("Forty boats lay by the quiet shore.");
        let new = bitext("Fourteen boats lay by the quiet shore.");
        let options = Options {
            jobs: 1,
            ..Options::default()
        };
        let revision = revise(&old, &new, &options).unwrap();
        for (names, fails) in [
            (&[][..], false),
            (&["any"][..], true),
            (&["edited"][..], true),
            (&["number"][..], true),
            (&["negation", "term"][..], false),
            (&["moved", "finding"][..], false),
        ] {
            assert_eq!(gate(names).unwrap().fails(&revision), fails, "{names:?}");
        }
        let same = revise(&old, &old, &options).unwrap();
        assert!(!gate(&["any"]).unwrap().fails(&same));
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
        let said = gate(&["edit", "aded"]).unwrap_err().to_string();
        assert!(said.contains("no kind of change is called"), "{said}");
        let said = gate(&["aded"]).unwrap_err().to_string();
        assert!(said.contains("did you mean \"added\"?"), "{said}");
    }
}
