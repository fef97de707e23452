//! Authorisation: only the browser that was given the start address, and the workbench's own page in
//! it, may send requests.
//!
//! Any web page can make a browser send requests to this machine, and a host name that resolves to this
//! machine (DNS rebinding) makes such a page look like one of ours. Therefore `Host` has to be this
//! address by number or `localhost`; `Origin`, where the browser sends one, has to be the same; and a
//! cookie has to be present that only the start address sets and that requests of other sites do not
//! carry (`SameSite=Strict`).

use axum::http::{HeaderMap, Method, header};

use crate::error::{Error, Result};
use crate::text::digest;

/// The secrets that requests are checked against.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    port: u16,
    /// The token in the start address.
    token: String,
    /// The value of the cookie.
    secret: String,
}

/// The reason why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It was sent to a host name other than ours.
    Host,
    /// It was sent by another site.
    Origin,
    /// It lacks the cookie.
    Cookie,
    /// It would change something, but its content is not JSON.
    Kind,
}

fn random() -> Result<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::usage(
            format!("the system gives no random numbers: {error}"),
            "the workbench does not open without: anybody could talk to it",
        )
    })?;
    Ok(digest::hex(&bytes))
}

impl Guard {
    /// A guard for a port, with fresh random secrets.
    pub(super) fn new(port: u16) -> Result<Guard> {
        Ok(Guard {
            port,
            token: random()?,
            secret: random()?,
        })
    }

    /// The start address, which the person opens.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/?token={}", self.port, self.token)
    }

    /// The cookie that the start address sets. Cookies are shared by all ports of a host, so the name
    /// contains the port.
    pub(super) fn cookie(&self) -> String {
        format!(
            "duizhao-{}={}; Path=/; HttpOnly; SameSite=Strict",
            self.port, self.secret
        )
    }

    /// Whether this is the token of the start address.
    pub(super) fn is_token(&self, token: &str) -> bool {
        same(token, &self.token)
    }

    /// Checks that a request was sent to our host name, and not by another site.
    ///
    /// # Errors
    /// The reason to refuse it.
    pub(super) fn place(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let hosts = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{}", self.port));
        let value = |name| headers.get(name).map(|value| value.to_str().unwrap_or(""));
        if !value(header::HOST).is_some_and(|host| hosts.iter().any(|known| known == host)) {
            return Err(Refusal::Host);
        }
        let ours = |origin: &str| hosts.iter().any(|host| origin == format!("http://{host}"));
        if value(header::ORIGIN).is_some_and(|origin| !ours(origin)) {
            return Err(Refusal::Origin);
        }
        let site = headers
            .get("sec-fetch-site")
            .map(|v| v.to_str().unwrap_or(""));
        if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
            return Err(Refusal::Origin);
        }
        Ok(())
    }

    /// Checks that a request comes from the browser that was given the start address, and, if it
    /// changes something, from a page of ours.
    ///
    /// # Errors
    /// The reason to refuse it.
    pub(super) fn person(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
        let name = format!("duizhao-{}", self.port);
        let cookies = headers.get_all(header::COOKIE).iter();
        let known = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .any(|(cookie, value)| cookie == name && same(value, &self.secret));
        if !known {
            return Err(Refusal::Cookie);
        }
        if *method != Method::GET && *method != Method::HEAD {
            if headers.get(header::ORIGIN).is_none() {
                return Err(Refusal::Origin);
            }
            let kind = headers.get(header::CONTENT_TYPE);
            let json = kind
                .and_then(|kind| kind.to_str().ok())
                .is_some_and(|kind| {
                    kind.split(';').next().unwrap_or("").trim() == "application/json"
                });
            if !json {
                return Err(Refusal::Kind);
            }
        }
        Ok(())
    }
}

/// Compares in constant time, so that the time does not reveal where the texts differ.
fn same(one: &str, two: &str) -> bool {
    let (one, two) = (one.as_bytes(), two.as_bytes());
    let differs = one
        .iter()
        .zip(two)
        .fold(0, |so_far, (a, b)| so_far | (a ^ b));
    one.len() == two.len() && differs == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(of: &[(&str, &str)]) -> HeaderMap {
        of.iter()
            .map(|(name, value)| {
                (
                    axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap(),
                    value.parse().unwrap(),
                )
            })
            .collect()
    }

    #[test]
    fn only_the_own_page_gets_through() {
        let guard = Guard::new(4000).unwrap();
        let other = Guard::new(4000).unwrap();
        let place = |of: &[(&str, &str)]| guard.place(&headers(of));
        assert_eq!(place(&[("host", "127.0.0.1:4000")]), Ok(()));
        assert_eq!(
            place(&[
                ("host", "localhost:4000"),
                ("origin", "http://localhost:4000")
            ]),
            Ok(())
        );
        for host in [
            "evil.example:4000",
            "127.0.0.1",
            "127.0.0.1:4001",
            "[::1]:4000",
        ] {
            assert_eq!(place(&[("host", host)]), Err(Refusal::Host), "{host}");
        }
        assert_eq!(place(&[]), Err(Refusal::Host));
        for origin in ["http://evil.example", "null", "https://127.0.0.1:4000"] {
            let sent = [("host", "127.0.0.1:4000"), ("origin", origin)];
            assert_eq!(place(&sent), Err(Refusal::Origin), "{origin}");
        }
        let sent = [("host", "127.0.0.1:4000"), ("sec-fetch-site", "cross-site")];
        assert_eq!(place(&sent), Err(Refusal::Origin));

        let cookie = guard.cookie();
        let cookie = cookie.split(';').next().unwrap();
        let person = |method, of: &[(&str, &str)]| guard.person(&method, &headers(of));
        assert_eq!(person(Method::GET, &[("cookie", cookie)]), Ok(()));
        assert_eq!(
            person(Method::GET, &[("cookie", &format!("a=b; {cookie}"))]),
            Ok(())
        );
        let foreign = other.cookie();
        for cookie in ["", "duizhao-4000=", foreign.split(';').next().unwrap()] {
            let sent = [("cookie", cookie)];
            assert_eq!(person(Method::GET, &sent), Err(Refusal::Cookie), "{cookie}");
        }
        let origin = ("origin", "http://127.0.0.1:4000");
        let json = ("content-type", "application/json");
        assert_eq!(
            person(Method::POST, &[("cookie", cookie), origin, json]),
            Ok(())
        );
        assert_eq!(
            person(Method::POST, &[("cookie", cookie), json]),
            Err(Refusal::Origin)
        );
        let form = ("content-type", "text/plain");
        assert_eq!(
            person(Method::POST, &[("cookie", cookie), origin, form]),
            Err(Refusal::Kind)
        );
        assert!(
            guard.is_token(&guard.token) && !guard.is_token(&other.token) && !guard.is_token("")
        );
    }
}
