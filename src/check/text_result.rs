//! The result of looking at one text: what was found in it alone, its facts, and apart from them the places of
//! the facts, which are needed only where places do not agree. It needs no bitext any more.

use std::collections::HashMap;

use super::account::Account;
use super::across::{FactAt, FactPlace};
use super::checker::Look;
use super::fact::Facts;
use super::locate::Files;
use super::placed::PlacedFinding;
use super::rules::RuleInfo;
use super::suppress::Suppressions;
use crate::text::named::Named;

/// What a text alone says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextResult {
    /// What was found in it, not yet numbered.
    pub found: Vec<PlacedFinding>,
    /// The facts that are compared with those of other texts.
    pub facts: Facts,
    /// The account of its links.
    pub account: Account,
    /// The names of its files, the Chinese first.
    pub files: (String, String),
    /// The comments in its files.
    pub comments: Suppressions,
}

/// The places of all facts of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextPlaces(pub(crate) Vec<(&'static str, usize, FactPlace)>);

impl TextPlaces {
    /// All places of a text that was looked at, of which something may be told.
    #[must_use]
    pub fn of(look: &Look<'_>, files: Files<'_>) -> TextPlaces {
        let facts = look.facts().0.iter();
        let wanted: Vec<FactAt> = facts
            .filter_map(|(rule, facts)| Some((RuleInfo::find(rule)?, facts)))
            .flat_map(|(rule, facts)| {
                let told = facts.iter().enumerate();
                let told = told.filter(|(_, fact)| rule.may_tell(fact.value));
                told.map(|(fact, _)| FactAt {
                    text: 0,
                    rule: rule.id,
                    fact,
                })
            })
            .collect();
        let mut places = look.places(&wanted, files);
        let in_order = wanted.into_iter();
        TextPlaces(
            in_order
                .filter_map(|at| Some((at.rule, at.fact, places.remove(&at)?)))
                .collect(),
        )
    }

    /// Those of the facts that are `wanted`, which are all of one text.
    #[must_use]
    pub fn of_facts(self, wanted: &[FactAt]) -> HashMap<FactAt, FactPlace> {
        let by_fact: HashMap<(&str, usize), FactAt> =
            wanted.iter().map(|&at| ((at.rule, at.fact), at)).collect();
        let places = self.0.into_iter();
        places
            .filter_map(|(rule, fact, place)| Some((*by_fact.get(&(rule, fact))?, place)))
            .collect()
    }
}
