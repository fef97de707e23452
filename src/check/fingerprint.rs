//! Fingerprints: names of findings for baselines and suppressions.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// The name of a finding in its text. Written as the digest, from the second occurrence on with its number:
/// `digest-2`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    /// 16 hex digits over the rule, what it is about and the Chinese sentence of its place (or the English
    /// where there is none): lines may move, and the rest of the English may change.
    pub digest: String,
    /// Which finding of this digest in the text it is, from 1 in the order of the text.
    pub occurrence: usize,
}

/// Further names of a finding, by which a baseline or the settings may know it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherNames {
    /// Its fingerprint as duizhao gave it before, over all the Chinese of its link.
    pub former: Fingerprint,
    /// Digests over the other sentences of the link: before it was linked with them, it had one of these.
    pub others: Vec<String>,
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

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fingerprint, D::Error> {
        let written = String::deserialize(deserializer)?;
        let number = written.split_once('-').and_then(|(digest, number)| {
            let occurrence = number.parse().ok()?;
            Some(Fingerprint {
                digest: digest.to_owned(),
                occurrence,
            })
        });
        Ok(number.unwrap_or(Fingerprint {
            digest: written,
            occurrence: 1,
        }))
    }
}

/// The digest of a finding of `rule` about `subject` in a sentence; white space does not count.
pub(crate) fn digest(rule: &str, subject: &str, sentence: &str) -> String {
    let mut hash = Sha256::new();
    let sentence: String = sentence.split_whitespace().collect();
    for part in [rule, subject, &sentence] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let bytes = &hash.finalize()[..8];
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Counts the findings of a text with the same digest, in their order.
#[derive(Debug, Default)]
pub(crate) struct Occurrences(HashMap<String, usize>);

impl Occurrences {
    /// Numbers the next finding.
    pub(crate) fn number(&mut self, fingerprint: &mut Fingerprint) {
        let times = self.0.entry(fingerprint.digest.clone()).or_default();
        *times += 1;
        fingerprint.occurrence = *times;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_counts_and_not_its_white_space() {
        let one = digest("number", "320", "全岛有 320 人。");
        assert_eq!(one, digest("number", "320", "全岛有320人。"));
        assert_eq!(one.len(), 16);
        assert_ne!(one, digest("length", "320", "全岛有320人。"));
        assert_ne!(one, digest("number", "32", "全岛有320人。"));
    }

    #[test]
    fn findings_of_a_name_are_numbered_and_written_so() {
        let mut occurrences = Occurrences::default();
        let mut next = || {
            let mut one = Fingerprint {
                digest: "0123456789abcdef".to_owned(),
                occurrence: 0,
            };
            occurrences.number(&mut one);
            one
        };
        let (one, two) = (next(), next());
        assert_eq!(one.to_string(), "0123456789abcdef");
        assert_eq!(serde_json::json!(two), "0123456789abcdef-2");
        for fingerprint in [one, two] {
            let text = serde_json::to_string(&fingerprint).unwrap();
            let read: Fingerprint = serde_json::from_str(&text).unwrap();
            assert_eq!(read, fingerprint);
        }
    }
}
