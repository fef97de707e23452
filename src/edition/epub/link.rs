//! Addresses that a book may link to: web and mail addresses, in the form of the URL standard. Relative
//! ones are dropped, because nothing in the book is at them.

use std::fmt::Write as _;

use super::super::markup::safe_link;

/// The address as it may stand in the book; `None` if it may not be linked to.
pub(super) fn outward(url: &str) -> Option<String> {
    let url = safe_link(url)?;
    let (scheme, rest) = url.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let (start, rest) = match scheme.as_str() {
        "http" | "https" => {
            let rest = rest.strip_prefix("//")?;
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (host, rest) = rest.split_at(end);
            if !is_host(host) {
                return None;
            }
            (format!("{scheme}://{host}"), rest)
        }
        "mailto" if rest.contains('@') => (format!("{scheme}:"), rest),
        _ => return None,
    };
    Some(start + &encoded(rest))
}

/// Whether a text is a host name, perhaps with a port.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "0"));
    let label = |label: &str| {
        let inner = label.chars().all(|c| c.is_alphanumeric() || c == '-');
        inner && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    name.strip_suffix('.').unwrap_or(name).split('.').all(label) && port.parse::<u16>().is_ok()
}

/// The part behind the host, with characters that may not stand there percent-encoded.
fn encoded(rest: &str) -> String {
    let mut encoded = String::with_capacity(rest.len());
    let mut fragment = false;
    for (at, c) in rest.char_indices() {
        let escape = rest.as_bytes().get(at + 1..at + 3);
        let keep = match c {
            '%' => escape.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            '#' => !std::mem::replace(&mut fragment, true),
            c if c.is_ascii() => c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?".contains(c),
            c => c.is_alphanumeric(),
        };
        if keep {
            encoded.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_and_of_mail_lead_out_of_the_book() {
        for (url, kept) in [
            ("HTTPS://e.org", Some("https://e.org")),
            (
                "https://e.org:8080/a?b=c#d",
                Some("https://e.org:8080/a?b=c#d"),
            ),
            ("https://例子.中国/桥", Some("https://例子.中国/桥")),
            (
                "https://e.org/a b\"[1]#x#y",
                Some("https://e.org/a%20b%22%5B1%5D#x%23y"),
            ),
            ("https://e.org/100%", Some("https://e.org/100%25")),
            ("https://e.org/%e6%a1%a5", Some("https://e.org/%e6%a1%a5")),
            ("mailto:a@e.org", Some("mailto:a@e.org")),
            ("notes.md", None),
            ("#top", None),
            ("https:e.org", None),
            ("https://", None),
            ("https://a b/", None),
            ("https://e.org:x/", None),
            ("javascript:alert(1)", None),
        ] {
            assert_eq!(outward(url).as_deref(), kept, "{url}");
        }
    }
}
