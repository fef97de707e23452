//! Addresses that a reader of an edition may follow.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// The address, if following it can do no harm: web, mail, or relative.
pub(super) fn harmless_url(url: &str) -> Option<&str> {
    let url = url.trim();
    if url.is_empty() || url.chars().any(char::is_control) {
        return None;
    }
    if url.starts_with("//") || url.contains('\\') {
        return None;
    }
    let scheme = url
        .find([':', '/', '?', '#'])
        .filter(|&at| url[at..].starts_with(':'))
        .map(|at| url[..at].to_ascii_lowercase());
    match scheme.as_deref() {
        None | Some("http" | "https" | "mailto") => Some(url),
        Some(_) => None,
    }
}

/// The address, if it is harmless and names no server: one that leads somewhere only from where its text is.
pub(super) fn within(url: &str) -> Option<&str> {
    let url = harmless_url(url)?;
    let end = url.find(['/', '?', '#']).unwrap_or(url.len());
    (!url[..end].contains(':')).then_some(url)
}

/// The address of one page from another, both by their paths with `/`.
pub(super) fn relative(from: &str, to: &str) -> String {
    let folders = |path: &str| path.matches('/').count();
    let shared = from
        .split('/')
        .take(folders(from))
        .zip(to.split('/').take(folders(to)))
        .take_while(|(a, b)| a == b)
        .count();
    let rest: Vec<&str> = to.split('/').skip(shared).collect();
    let path = encoded(&rest.join("/").replace('%', "%25"), Letters::All);
    // A colon in the first step would end a scheme.
    let path = path.replace(':', "%3A").replace('?', "%3F");
    "../".repeat(folders(from) - shared) + &path
}

/// The letters that an address may hold as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// Those of every script, as the URL standard has it.
    All,
    /// Those of ASCII: a strict URI (RFC 3986).
    Ascii,
}

/// An address of the web or of a mailbox, with percent signs for what may not stand in one; none for an
/// address that leads nowhere from a file of its own, as relative ones do.
pub(super) fn outward(url: &str, letters: Letters) -> Option<String> {
    let (scheme, rest) = harmless_url(url)?.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "http" | "https" => {
            let rest = rest.strip_prefix("//")?;
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (host, rest) = rest.split_at(end);
            let sound = is_host(host) && (letters == Letters::All || host.is_ascii());
            sound.then(|| format!("{scheme}://{host}{}", encoded(rest, letters)))
        }
        "mailto" => {
            let sound = match letters {
                Letters::All => rest.contains('@'),
                Letters::Ascii => is_mailbox(rest.split('?').next()?),
            };
            sound.then(|| format!("{scheme}:{}", encoded(rest, letters)))
        }
        _ => None,
    }
}

/// A name and perhaps a port.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "0"));
    let label = |label: &str| {
        let inner = label.chars().all(|c| c.is_alphanumeric() || c == '-');
        inner && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    name.strip_suffix('.').unwrap_or(name).split('.').all(label) && port.parse::<u16>().is_ok()
}

/// A name at a host, in letters, digits and the few marks that names have.
fn is_mailbox(address: &str) -> bool {
    let part = |part: &str, marks: &[u8]| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || marks.contains(&byte);
        !part.is_empty() && part.bytes().all(fits)
    };
    let parts = address.split_once('@');
    parts.is_some_and(|(name, host)| part(name, b".-_+") && part(host, b".-"))
}

/// The part of an address after the host, with percent signs for characters that may not stand there. A
/// percent sign that encodes nothing stands for itself, and so does a second `#`.
fn encoded(rest: &str, letters: Letters) -> String {
    let mut encoded = String::with_capacity(rest.len());
    let mut fragment = false;
    for (at, c) in rest.char_indices() {
        let escape = rest.as_bytes().get(at + 1..at + 3);
        let keep = match c {
            '%' => escape.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            '#' => !std::mem::replace(&mut fragment, true),
            c if c.is_ascii() => c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?".contains(c),
            c => letters == Letters::All && c.is_alphanumeric(),
        };
        if keep {
            encoded.push(c);
        } else {
            encoded.extend(utf8_percent_encode(
                c.encode_utf8(&mut [0; 4]),
                NON_ALPHANUMERIC,
            ));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_links_are_kept() {
        for kept in [
            "https://example.org/?a=b#c",
            "HTTP://example.org",
            "mailto:a@example.org",
            "notes/1.md",
            "notes.md",
            "#top",
            "a/b:c",
        ] {
            assert_eq!(harmless_url(kept), Some(kept));
        }
        for dropped in [
            "",
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "//example.org/x",
            "\\\\example.org\\x",
        ] {
            assert_eq!(harmless_url(dropped), None, "{dropped}");
            for letters in [Letters::All, Letters::Ascii] {
                assert_eq!(outward(dropped, letters), None, "{dropped}");
            }
        }
    }

    #[test]
    fn pages_know_the_way_to_each_other() {
        for (from, to, way) in [
            ("a.html", "b.html", "b.html"),
            ("a.html", "上/二.html", "上/二.html"),
            ("上/一.html", "上/二.html", "二.html"),
            ("上/一.html", "下/三.html", "../下/三.html"),
            ("a/b/c.html", "index.html", "../../index.html"),
            ("a.html", "b c%.html", "b%20c%25.html"),
        ] {
            assert_eq!(relative(from, to), way);
        }
        for (url, is_within) in [
            ("ch02.md#x", true),
            ("#x", true),
            ("/a:b", true),
            ("https://e.org/", false),
            ("javascript:x", false),
        ] {
            assert_eq!(within(url).is_some(), is_within, "{url}");
        }
    }

    #[test]
    fn only_addresses_of_the_web_and_of_mail_lead_out() {
        for (url, all, ascii) in [
            ("HTTPS://e.org", "https://e.org", "https://e.org"),
            (
                "https://e.org:8080/a?b=c#d",
                "https://e.org:8080/a?b=c#d",
                "https://e.org:8080/a?b=c#d",
            ),
            (
                "https://e.org/桥",
                "https://e.org/桥",
                "https://e.org/%E6%A1%A5",
            ),
            (
                "https://e.org/a b\"[1]#x#y",
                "https://e.org/a%20b%22%5B1%5D#x%23y",
                "https://e.org/a%20b%22%5B1%5D#x%23y",
            ),
            (
                "https://e.org/100%",
                "https://e.org/100%25",
                "https://e.org/100%25",
            ),
            (
                "https://e.org/%e6%a1%a5",
                "https://e.org/%e6%a1%a5",
                "https://e.org/%e6%a1%a5",
            ),
            (
                "mailto:a.b+c@example.org",
                "mailto:a.b+c@example.org",
                "mailto:a.b+c@example.org",
            ),
        ] {
            assert_eq!(outward(url, Letters::All).as_deref(), Some(all), "{url}");
            assert_eq!(
                outward(url, Letters::Ascii).as_deref(),
                Some(ascii),
                "{url}"
            );
        }
        for url in [
            "notes.md",
            "#top",
            "https:e.org",
            "https://",
            "https:///x",
            "https://a b/",
            "https://e.org:x/",
            "https://e.org:99999/",
            "https://[::1]/",
            "https://a@b/",
            "mailto:nobody",
        ] {
            for letters in [Letters::All, Letters::Ascii] {
                assert_eq!(outward(url, letters), None, "{url}");
            }
        }
        let ours = "https://例子.中国/桥";
        assert_eq!(outward(ours, Letters::All).as_deref(), Some(ours));
        assert_eq!(outward(ours, Letters::Ascii), None);
        assert!(outward("mailto:张三@e.org", Letters::All).is_some());
        assert_eq!(outward("mailto:张三@e.org", Letters::Ascii), None);
    }
}
