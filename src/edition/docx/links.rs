//! Link targets as relations of the document, one for each address.

use std::collections::BTreeMap;

use crate::edition::address::{Letters, outward};

/// The ids of the relations by address.
#[derive(Debug, Default)]
pub(super) struct Links {
    ids: BTreeMap<String, usize>,
}

impl Links {
    /// The id of the relation for an address; `None` if a link to it is not safe or not possible.
    pub(super) fn id(&mut self, url: &str) -> Option<String> {
        // Word processors call a whole document broken for an address that is no strict URI.
        let address = outward(url, Letters::Ascii)?;
        let next = self.ids.len() + 1;
        let number = *self.ids.entry(address).or_insert(next);
        Some(format!("link{number}"))
    }

    /// The relations as ids and addresses.
    pub(super) fn relations(&self) -> impl Iterator<Item = (String, &str)> {
        self.ids
            .iter()
            .map(|(address, number)| (format!("link{number}"), address.as_str()))
    }
}
