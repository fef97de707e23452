//! Failures of requests that got no answer, or only a part of one.

use std::error::Error as StdError;
use std::io;

use super::Failure;
use super::proxy::Proxy;

impl Failure {
    /// The failure of a request that got no answer, or only a part of one. `proxy` is what it went through.
    pub(super) fn of_transport(error: &reqwest::Error, proxy: Option<&Proxy>) -> Failure {
        let passing = |what: String| Failure::Passing { what, hold: None };
        let causes = || std::iter::successors(error.source(), next_cause);
        if let Some(proxy) = proxy
            && let Some(failure) = of_proxy(&causes, proxy)
        {
            return failure;
        }
        // Bad certificates, and answers that are not TLS.
        if let Some(untrusted) = causes().find(|cause| cause.is::<rustls::Error>()) {
            return Failure::Final {
                what: untrusted.to_string(),
                help: "check url, and whether this system trusts the server's certificate; a file with \
                       one that it should trust is named by ca-file"
                    .to_owned(),
            };
        }
        if error.is_builder() {
            return Failure::Final {
                what: deepest(causes()).unwrap_or_else(|| "it is no request".to_owned()),
                help: "check url and headers".to_owned(),
            };
        }
        let way = |what: String| match proxy {
            Some(proxy) if error.is_connect() => {
                format!("{what} (through the proxy {})", proxy.place)
            }
            _ => what,
        };
        if error.is_dns() {
            return passing(way("there is no such host".to_owned()));
        }
        if error.is_timeout() {
            let what = if error.is_connect() {
                "no connection in time"
            } else {
                "no answer in time"
            };
            return passing(way(what.to_owned()));
        }
        let cause = deepest(causes()).unwrap_or_else(|| "the connection failed".to_owned());
        if error.is_decode() || error.is_body() {
            return passing(format!("the answer broke off: {cause}"));
        }
        passing(way(cause))
    }

    /// The failure of a system that starts no more threads.
    pub(super) fn no_thread(error: &str) -> Failure {
        Failure::Final {
            what: format!("no thread could be started: {error}"),
            help: "set concurrency to 1".to_owned(),
        }
    }
}

/// What a proxy has to do with it, as far as the error says so. The words are those of the crate that speaks
/// with proxies, which has no public types for them.
fn of_proxy<'e, I>(causes: &impl Fn() -> I, proxy: &Proxy) -> Option<Failure>
where
    I: Iterator<Item = &'e (dyn StdError + 'static)>,
{
    let said = |words: &[&str]| {
        causes().any(|cause| {
            let cause = cause.to_string();
            let about = cause.starts_with("tunnel error") || cause.starts_with("SOCKS error");
            about && words.iter().any(|word| cause.contains(word))
        })
    };
    if said(&[
        "proxy authorization required",
        "user/pass authentication",
        "credentials not accepted",
        "authentication incorrectly",
    ]) {
        return Some(proxy.wants_a_password());
    }
    if causes().any(|cause| cause.to_string() == "error resolving for socks proxy") {
        return Some(Failure::Passing {
            what: format!(
                "there is no such host; with socks5h://{} the proxy looks it up",
                proxy.place
            ),
            hold: None,
        });
    }
    if said(&["failed to create underlying connection"]) {
        return Some(Failure::Passing {
            what: format!("the proxy {} is not there", proxy.place),
            hold: None,
        });
    }
    said(&[""]).then(|| Failure::Passing {
        what: format!(
            "the proxy {} makes no connection to the server",
            proxy.place
        ),
        hold: None,
    })
}

/// The cause of a cause. What an error of input or output wraps counts as one, which its `source` leaves out.
fn next_cause<'e>(cause: &&'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    match cause
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(inner) => Some(inner),
        None => (*cause).source(),
    }
}

/// The words of the innermost cause, which says most.
fn deepest<'e>(causes: impl Iterator<Item = &'e (dyn StdError + 'static)>) -> Option<String> {
    causes.last().map(ToString::to_string)
}
