//! The proxy between this machine and a server: named by the environment (`HTTPS_PROXY`, `HTTP_PROXY`,
//! `ALL_PROXY`, `NO_PROXY`) or by the system.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use super::Failure;

/// The replacement for the proxy's password in all messages.
const HIDDEN: &str = "[password]";
/// The shortest password that is removed from messages: a shorter one would be found in ordinary words.
const SHORTEST: usize = 4;

/// A proxy. Its password shows in no message and in no debug form.
#[derive(Clone, Debug)]
pub(super) struct Proxy {
    /// Host and port.
    pub(super) place: String,
    /// Whether it is spoken to by TLS itself.
    pub(super) is_encrypted: bool,
    /// The password, and the header that carries it.
    secrets: Vec<SecretString>,
}

impl Proxy {
    /// The proxy that requests to `url` go through, if any.
    ///
    /// # Errors
    /// [`Failure::Final`] when the environment names one that nobody can use; without it requests would go
    /// directly, which is what somebody who names a proxy does not want.
    pub(super) fn towards(url: &Url) -> Result<Option<Proxy>, Failure> {
        let Ok(target) = url.as_str().parse() else {
            return Ok(None);
        };
        let usable = |proxy: &Intercept| proxy.uri().host().is_some_and(|host| !host.is_empty());
        if let Some(proxy) = Matcher::from_system().intercept(&target).filter(usable) {
            let user = proxy.basic_auth().and_then(|header| header.to_str().ok());
            let coded = user.and_then(|user| user.strip_prefix("Basic "));
            let plain = coded
                .and_then(|coded| BASE64_STANDARD.decode(coded).ok())
                .and_then(|plain| String::from_utf8(plain).ok());
            let password = plain
                .as_deref()
                .and_then(|plain| Some(plain.split_once(':')?.1))
                .or_else(|| Some(proxy.raw_auth()?.1));
            let secrets = [coded, password];
            return Ok(Some(Proxy {
                place: proxy
                    .uri()
                    .authority()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                is_encrypted: proxy.uri().scheme_str() == Some("https"),
                secrets: secrets
                    .into_iter()
                    .flatten()
                    .filter(|secret| secret.len() >= SHORTEST)
                    .map(SecretString::from)
                    .collect(),
            }));
        }
        let variable = |name: &str| {
            [name.to_uppercase(), name.to_lowercase()]
                .into_iter()
                .find_map(|name| Some((std::env::var(&name).ok()?, name)))
                .filter(|(value, _)| !value.is_empty())
        };
        let named = variable(&format!("{}_proxy", url.scheme())).or_else(|| variable("all_proxy"));
        let Some((value, name)) = named else {
            return Ok(None);
        };
        // Who is exempt goes directly, whatever the proxy.
        let exempt = variable("no_proxy").map_or_else(String::new, |(value, _)| value);
        let any = Matcher::builder().all("http://proxy.invalid").no(exempt);
        let own = Matcher::builder().all(value).build();
        let useless = !own.intercept(&target).is_some_and(|proxy| usable(&proxy));
        if useless && any.build().intercept(&target).is_some() {
            return Err(Failure::Final {
                what: format!("{name} names no proxy that can be used"),
                help:
                    "it is like http://127.0.0.1:7890 or socks5h://127.0.0.1:1080; NO_PROXY lists \
                       the hosts that need none"
                        .to_owned(),
            });
        }
        Ok(None)
    }

    /// `text` without the password.
    pub(super) fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            text = text.replace(secret.expose_secret(), HIDDEN);
        }
        text
    }

    /// The failure of a proxy that wants a user and a password, or others than it got.
    pub(super) fn wants_a_password(&self) -> Failure {
        let what = if self.secrets.is_empty() {
            format!("the proxy {} wants a user and a password", self.place)
        } else {
            format!("the proxy {} refuses the user or the password", self.place)
        };
        Failure::Final {
            what,
            help: "write them into the variable that names the proxy, HTTPS_PROXY or ALL_PROXY: \
                   http://USER:PASSWORD@HOST:PORT"
                .to_owned(),
        }
    }
}
