//! Link targets as relations of the document, one for each address.

use std::collections::BTreeMap;

use crate::edition::address::{Letters, outward};
use crate::edition::slots::{Counted, Slot};

/// The numbers of the relations by address.
#[derive(Debug, Default)]
pub(super) struct Links {
    numbers: BTreeMap<String, usize>,
}

impl Links {
    /// The place for the id of the relation for an address; `None` if a link to it is not safe or not possible.
    pub(super) fn id(&mut self, url: &str) -> Option<String> {
        // Word processors call a whole document broken for an address that is no strict URI.
        let address = outward(url, Letters::Ascii)?;
        let number = self.number(address);
        Some(Slot::Number(Counted::Address, number).to_string())
    }

    /// The number of an address, from 1 in the order in which they are asked for.
    pub(super) fn number(&mut self, address: String) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(address).or_insert(next)
    }

    /// The addresses by number, the first at 0.
    pub(super) fn into_addresses(self) -> Vec<String> {
        let mut addresses = vec![String::new(); self.numbers.len()];
        for (address, number) in self.numbers {
            addresses[number - 1] = address;
        }
        addresses
    }

    /// The relations as ids and addresses.
    pub(super) fn relations(&self) -> impl Iterator<Item = (String, &str)> {
        self.numbers
            .iter()
            .map(|(address, number)| (id(*number), address.as_str()))
    }
}

/// The id of a relation.
pub(super) fn id(number: usize) -> String {
    format!("link{number}")
}
