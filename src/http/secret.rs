//! The key of a server. It goes into one place of a request and nowhere else.

use std::fs;
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, Place, Result};

/// The replacement for the key in all messages.
const HIDDEN: &str = "[key]";

/// A secret key. Its debug form shows nothing of it, and it is wiped from memory when dropped.
#[derive(Clone, Debug)]
pub struct Secret(SecretString);

impl Secret {
    /// A key as it was given, without white space around it; `None` when that is empty, as for servers
    /// that need no key.
    ///
    /// # Errors
    /// [`Error::Usage`] when it has characters that no header can carry. `origin` tells where the key is
    /// from.
    pub fn new(key: &str, origin: &str) -> Result<Option<Secret>> {
        let key = key.trim();
        if !key.chars().all(|c| c.is_ascii_graphic()) {
            return Err(Error::usage(
                format!("the key in {origin} has characters that cannot be in a key"),
                "a key is one word of ASCII letters, digits and signs",
            ));
        }
        Ok((!key.is_empty()).then(|| Secret(key.into())))
    }

    /// The key, from the environment variable or the file that the settings name; `None` when they name
    /// neither, or when its value is empty. `variable` looks an environment variable up, `whose` is the
    /// table for messages.
    ///
    /// # Errors
    /// [`Error::Usage`] when both are named, the variable is not set, or its value is no key; for the
    /// file as [`Secret::from_file`].
    pub fn named(
        env: Option<&str>,
        file: Option<&Path>,
        variable: impl Fn(&str) -> Option<String>,
        whose: &str,
    ) -> Result<Option<Secret>> {
        match (env, file) {
            (None, None) => Ok(None),
            (None, Some(file)) => Secret::from_file(file),
            (Some(name), None) => match variable(name) {
                Some(key) => Secret::new(&key, name),
                None => Err(Error::usage(
                    format!("the environment variable {name} is not set"),
                    format!("set it to the key of the {whose}, or to nothing when it needs none"),
                )),
            },
            (Some(_), Some(_)) => Err(Error::usage(
                format!("a {whose} has both key-env and key-file"),
                "keep one of them",
            )),
        }
    }

    /// The key from a file that contains nothing else.
    ///
    /// # Errors
    /// [`Error::Read`]; [`Error::Input`] when other users may read the file (where the system has such
    /// permissions), or as from [`Secret::new`].
    pub fn from_file(path: &Path) -> Result<Option<Secret>> {
        let read = |source| Error::Read {
            path: path.to_owned(),
            source,
        };
        if is_open_to_others(&fs::metadata(path).map_err(read)?) {
            return Err(Error::input(
                Place::file(path),
                "other users may read this key file",
                format!("chmod 600 {}", path.display()),
            ));
        }
        let key = SecretString::from(fs::read_to_string(path).map_err(read)?);
        Secret::new(key.expose_secret(), &path.display().to_string())
    }

    /// The value of a header with the key behind `prefix`.
    pub(super) fn header(&self, prefix: &str) -> SecretString {
        SecretString::from(format!("{prefix}{}", self.0.expose_secret()))
    }

    /// The JSON object `object` with the key as a further member.
    pub(super) fn in_object(&self, object: &str, member: &str) -> Option<SecretString> {
        let rest = object.trim_start().strip_prefix('{')?;
        let comma = if rest.trim_start().starts_with('}') {
            ""
        } else {
            ","
        };
        let key = serde_json::to_string(self.0.expose_secret()).ok()?;
        Some(SecretString::from(format!(
            "{{\"{member}\":{key}{comma}{rest}"
        )))
    }

    /// `text` with every occurrence of the key replaced.
    pub(super) fn redact(&self, text: &str) -> String {
        text.replace(self.0.expose_secret(), HIDDEN)
    }
}

#[cfg(unix)]
fn is_open_to_others(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_shown() {
        let key = Secret::new(" sk-canary-1234\n", "here").unwrap().unwrap();
        assert!(!format!("{key:?}").contains("canary"));
        assert_eq!(
            key.redact("bad key sk-canary-1234; (sk-canary-1234)"),
            "bad key [key]; ([key])"
        );
        assert_eq!(
            key.header("Bearer ").expose_secret(),
            "Bearer sk-canary-1234"
        );
    }

    #[test]
    fn no_key_and_bad_keys() {
        assert!(Secret::new(" \n", "here").unwrap().is_none());
        for bad in ["sk-canary\r\nX-Evil: 1", "sk canary", "钥匙-canary"] {
            let said = Secret::new(bad, "SOME_KEY").unwrap_err().to_string();
            assert!(said.contains("SOME_KEY"), "{said}");
            assert!(!said.contains("canary"), "{said}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "sk-canary-1234\n").unwrap();
        let allow = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        allow(0o644);
        let said = Secret::from_file(&path).unwrap_err().to_string();
        assert!(said.contains("chmod 600"), "{said}");
        allow(0o600);
        assert!(Secret::from_file(&path).unwrap().is_some());
        assert!(Secret::from_file(&folder.path().join("none")).is_err());
    }
}
