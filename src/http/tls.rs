//! Encryption: certificates are judged by the system, and by those of a file that the settings name.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::Failure;
use crate::error::{Error, Result};

/// Certificates that are trusted besides those of the system.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnCertificates(Vec<CertificateDer<'static>>);

impl OwnCertificates {
    /// The certificates in a PEM file.
    ///
    /// # Errors
    /// [`Error::Usage`] when it cannot be read or has no certificate in it.
    pub(super) fn from_file(path: &Path) -> Result<OwnCertificates> {
        let name = path.display();
        let bytes = std::fs::read(path).map_err(|error| {
            Error::usage(
                format!("the ca-file {name} cannot be read: {error}"),
                "name the file with the certificate that your network's servers are signed with",
            )
        })?;
        let found: std::result::Result<Vec<_>, _> =
            CertificateDer::pem_slice_iter(&bytes).collect();
        let help = format!(
            "it has to be in PEM (\"-----BEGIN CERTIFICATE-----\"); of a file in DER that is made by \
             openssl x509 -inform der -in {name} -out {name}.pem"
        );
        match found {
            Ok(found) if !found.is_empty() => {
                let mut store = RootCertStore::empty();
                for certificate in &found {
                    store.add(certificate.clone()).map_err(|error| {
                        Error::usage(
                            format!(
                                "the ca-file {name} has a certificate that cannot be used: {error}"
                            ),
                            help.clone(),
                        )
                    })?;
                }
                Ok(OwnCertificates(found))
            }
            Ok(_) => Err(Error::usage(
                format!("the ca-file {name} has no certificate in it"),
                help,
            )),
            Err(_) => Err(Error::usage(
                format!(
                    "the ca-file {name} is damaged: a certificate in it has no end, or other signs"
                ),
                help,
            )),
        }
    }

    /// The settings of connections; with `judging` false for connections without encryption, for which the
    /// system's certificates need not be read.
    ///
    /// # Errors
    /// [`Failure::Final`] on a system without certificates.
    pub(super) fn settings(&self, judging: bool) -> std::result::Result<ClientConfig, Failure> {
        let provider = Arc::new(ring::default_provider());
        let failed = |error: rustls::Error| Failure::Final {
            what: format!("no encrypted connection is possible: {error}"),
            help:
                "install the certificates of the system (ca-certificates), let SSL_CERT_FILE name \
                   a bundle of them, or set ca-file"
                    .to_owned(),
        };
        let settings = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(failed)?;
        let mut settings = if judging {
            let verifier = if self.0.is_empty() {
                Verifier::new(provider)
            } else {
                Verifier::new_with_extra_roots(self.0.iter().cloned(), provider)
            };
            settings
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier.map_err(failed)?))
                .with_no_client_auth()
        } else {
            settings
                .with_root_certificates(RootCertStore::empty())
                .with_no_client_auth()
        };
        settings.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_refused_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, content: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            path
        };
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for (path, says) in [
            (folder.path().join("none"), "cannot be read"),
            (file("empty", b""), "no certificate in it"),
            (
                file("der", &[0x30, 0x82, 1, 2, 0xff]),
                "no certificate in it",
            ),
            (file("broken", broken.as_bytes()), "cannot be used"),
            (file("half", &broken.as_bytes()[..40]), "is damaged"),
        ] {
            let said = OwnCertificates::from_file(&path).unwrap_err().to_string();
            assert!(said.contains(says), "{said}");
        }
    }
}
