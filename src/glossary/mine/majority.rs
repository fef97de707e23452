//! The most frequent of many values, in a place of constant size (R. S. Boyer and J S. Moore, MJRTY: A Fast
//! Majority Vote Algorithm, 1991).

/// A vote on values.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Majority {
    value: Option<u64>,
    lead: usize,
    votes: usize,
}

impl Majority {
    /// Counts a value; `None` is one that is like no other.
    pub(super) fn vote(&mut self, value: Option<u64>) {
        self.votes += 1;
        if value.is_some() && self.lead == 0 {
            (self.value, self.lead) = (value, 1);
        } else if value.is_some() && value == self.value {
            self.lead += 1;
        } else {
            self.lead = self.lead.saturating_sub(1);
        }
    }

    /// The value that has the lead.
    pub(super) fn value(&self) -> Option<u64> {
        self.value.filter(|_| self.lead > 0)
    }

    /// A lower bound of the lead, from 0 to 1, that one value has over all others together.
    pub(super) fn lead(&self) -> f64 {
        if self.votes < 2 {
            return 0.0;
        }
        self.lead as f64 / self.votes as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nearly_all_say_has_the_lead() {
        for (votes, least, most) in [
            (&[Some(1), Some(1), Some(2), Some(1), Some(1)][..], 0.6, 0.6),
            (&[Some(1), None, Some(2), None], 0.0, 0.25),
            (&[None, None, None], 0.0, 0.0),
            (&[Some(1)], 0.0, 0.0),
        ] {
            let mut majority = Majority::default();
            for vote in votes {
                majority.vote(*vote);
            }
            assert!((least..=most).contains(&majority.lead()), "{votes:?}");
        }
    }
}
