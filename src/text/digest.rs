//! SHA-256 of bytes and of lists of parts, and bytes as hex digits.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of some bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The SHA-256 of a list of parts, each with its length before it (8 bytes, little-endian), so that no
/// two lists read alike.
#[must_use]
pub fn of_parts<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> [u8; 32] {
    after(b"", parts)
}

/// As [`of_parts`], behind bytes that stand without their length.
pub(crate) fn after<P: AsRef<[u8]>>(first: &[u8], parts: impl IntoIterator<Item = P>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(first);
    for part in parts {
        let part = part.as_ref();
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Two lower-case hex digits a byte.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing into a String does not fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_fips_180_4() {
        assert_eq!(
            hex(&sha256(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn lists_of_parts_do_not_read_alike() {
        assert_ne!(of_parts(["ab", "c"]), of_parts(["a", "bc"]));
        assert_ne!(of_parts(["a"]), of_parts(["a", ""]));
        assert_eq!(of_parts(["a"]), sha256(b"\x01\0\0\0\0\0\0\0a"));
        assert_eq!(after(b"x", ["a"]), sha256(b"x\x01\0\0\0\0\0\0\0a"));
    }
}
