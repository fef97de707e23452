//! A hash that is written into files: short, and the same on every machine and in every version.

use std::hash::{BuildHasherDefault, Hasher};

use ecow::{EcoString, eco_format};

/// FNV-1a, 64 bits (draft-eastlake-fnv, section 2). Not for secrets or against intent.
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Takes in more bytes.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// The hash, all 64 bits.
    pub(crate) const fn value(&self) -> u64 {
        self.0
    }

    /// The hash in 40 bits, the upper bits folded over the lower by exclusive or, as the draft advises for
    /// sizes that are no power of two (section 3).
    pub(crate) const fn folded(&self) -> u64 {
        (self.0 >> 40) ^ (self.0 & 0xff_ffff_ffff)
    }

    /// The hash in 40 bits as ten hex digits.
    pub(crate) fn hex(&self) -> EcoString {
        eco_format!("{:010x}", self.folded())
    }
}

/// The hash of a text.
pub(crate) fn of(text: &str) -> u64 {
    let mut hash = Fnv::default();
    hash.add(text.as_bytes());
    hash.value()
}

/// For maps whose keys are hashes already.
pub(crate) type ByHash = BuildHasherDefault<Hashed>;

/// The hash of a hash: itself.
#[derive(Debug, Default)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        // Test vectors of the draft's appendix.
        for (text, value) in [
            ("", 0xcbf2_9ce4_8422_2325_u64),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            let mut hash = Fnv::default();
            hash.add(text.as_bytes());
            assert_eq!(hash.0, value, "{text:?}");
        }
    }
}
