//! Fingerprints: names of findings for baselines and suppressions.

use std::collections::HashMap;
use std::fmt;

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

/// The name of a finding. Written as the digest, from the second occurrence on with its number: `digest-2`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    /// 16 hex digits over the rule, what it is about and the Chinese (or the English where there is none):
    /// lines may move, and the rest of the English may change.
    pub digest: String,
    /// Which finding of this digest it is, from 1 in the order of the text.
    pub occurrence: usize,
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.occurrence {
            0 | 1 => f.write_str(&self.digest),
            times => write!(f, "{}-{times}", self.digest),
        }
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Gives fingerprints to the findings of a text, in their order.
#[derive(Debug, Default)]
pub(crate) struct Fingerprints {
    seen: HashMap<String, usize>,
}

impl Fingerprints {
    /// The fingerprint of the next finding; `texts` are the joined sentences that it speaks of.
    pub(crate) fn next(
        &mut self,
        rule: &str,
        subject: &str,
        (source, target): (&str, &str),
    ) -> Fingerprint {
        let text = if source.trim().is_empty() {
            target
        } else {
            source
        };
        let mut hash = Sha256::new();
        for part in [rule, subject, &text.split_whitespace().collect::<String>()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let digest: String = hash.finalize()[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let times = self.seen.entry(digest.clone()).or_default();
        *times += 1;
        Fingerprint {
            digest,
            occurrence: *times,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chinese_counts_and_not_its_white_space_or_the_english() {
        let mut names = Fingerprints::default();
        let one = names.next("number", "320", ("全岛有 320 人。", "There are 32."));
        let two = names.next("number", "320", ("全岛有320人。", "There are 3,200."));
        assert_eq!(one.digest, two.digest);
        assert_eq!(one.digest.len(), 16);
        assert_eq!(two.to_string(), format!("{}-2", one));
        let other = names.next("length", "320", ("全岛有320人。", ""));
        assert_ne!(other.digest, one.digest);
        // An addition goes by its English.
        let addition = |text| {
            let mut names = Fingerprints::default();
            names.next("addition", "", (" ", text)).digest
        };
        assert_ne!(addition("One."), addition("Two."));
        assert_eq!(serde_json::json!(two), format!("{}-2", one.digest));
    }
}
