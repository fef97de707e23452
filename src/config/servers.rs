//! The servers of the settings: encoders and providers by the names that the user gave them.

use std::collections::BTreeMap;

use super::{Config, FILE_NAME};
use crate::encoder::EncoderConfig;
use crate::error::{Error, Result};
use crate::text::nearest::nearest;
use crate::translate::ProviderConfig;

impl Config {
    /// The encoder called `name`.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is none, with the nearest one there is.
    pub fn encoder(&self, name: &str) -> Result<&EncoderConfig> {
        named(&self.encoders, "encoder", name)
    }

    /// The provider called `name`; without a name the one of `[translate]`, else the only one.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is none, with the nearest one there is.
    pub fn provider(&self, name: Option<&str>) -> Result<&ProviderConfig> {
        let name = name.or(self.translate.provider.as_deref());
        match (name, self.providers.len()) {
            (Some(name), _) => named(&self.providers, "provider", name),
            (None, 1) => self
                .providers
                .values()
                .next()
                .ok_or_else(|| Error::usage("there is no provider to translate", "")),
            (None, 0) => Err(Error::usage(
                "there is no provider to translate",
                format!(
                    "describe one in {FILE_NAME} under [provider.NAME]; `duizhao providers` lists the protocols"
                ),
            )),
            (None, _) => Err(Error::usage(
                "there are several providers",
                "choose one with --provider NAME, or provider in [translate]",
            )),
        }
    }

    /// The name of a provider with these settings; of several with the same the first.
    #[must_use]
    pub fn name_of_provider(&self, settings: &ProviderConfig) -> String {
        let mut named = self.providers.iter();
        let found = named.find(|(_, one)| *one == settings);
        found.map_or_else(String::new, |(name, _)| name.clone())
    }

    /// Files of keys and certificates count from the folder of the settings, too.
    pub(super) fn resolve_files(&mut self) {
        let Config {
            encoders,
            providers,
            folder,
            ..
        } = self;
        let of_encoders = encoders
            .values_mut()
            .flat_map(|e| e.key_file.iter_mut().chain(&mut e.ca_file));
        let of_providers = providers
            .values_mut()
            .flat_map(|p| p.key_file.iter_mut().chain(&mut p.ca_file));
        for path in of_encoders.chain(of_providers) {
            // An absolute path replaces the folder.
            *path = folder.join(&*path);
        }
    }
}

/// The settings under `[group.name]`.
fn named<'t, T>(table: &'t BTreeMap<String, T>, group: &str, name: &str) -> Result<&'t T> {
    table.get(name).ok_or_else(|| {
        let names = || table.keys().map(String::as_str);
        let help = match nearest(name, names()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if table.is_empty() => {
                format!("describe it in {FILE_NAME} under [{group}.{name}]")
            }
            None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        };
        Error::usage(format!("there is no {group} \"{name}\""), help)
    })
}
