//! Link targets as relations of the document, one for each address.

use std::collections::BTreeMap;

/// The ids of the relations by address.
#[derive(Debug, Default)]
pub(super) struct Links {
    ids: BTreeMap<String, usize>,
}

impl Links {
    /// The id of the relation for an address; `None` if a link to it is not safe or not possible.
    pub(super) fn id(&mut self, url: &str) -> Option<String> {
        let address = address(url)?;
        let next = self.ids.len() + 1;
        let number = *self.ids.entry(address).or_insert(next);
        Some(format!("link{number}"))
    }

    /// The relations as ids and addresses.
    pub(super) fn relations(&self) -> impl Iterator<Item = (String, &str)> {
        self.ids
            .iter()
            .map(|(address, number)| (format!("link{number}"), address.as_str()))
    }
}

/// The address of a web page or mailbox as a strict URI, because word processors reject a whole
/// document for an invalid one. `None` for others: a relative address leads nowhere from a document.
fn address(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let plain = |host: &str| {
        !host.is_empty()
            && host
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
    };
    let sound = match scheme.as_str() {
        "http" | "https" => {
            let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
            let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
            plain(host) && port.parse::<u16>().is_ok()
        }
        "mailto" => {
            let (name, host) = rest.split('?').next()?.split_once('@')?;
            plain(host) && plain(&name.replace(['_', '+'], "-"))
        }
        _ => false,
    };
    if !sound || url.chars().any(|c| c.is_control() || c == '\\') {
        return None;
    }
    let mut address = scheme + ":";
    let mut fragment = false;
    for byte in rest.bytes() {
        let kept = byte.is_ascii_alphanumeric()
            || b"-._~/?!$'()*+,;=:@&".contains(&byte)
            || (byte == b'#' && !std::mem::replace(&mut fragment, true));
        if kept || byte == b'%' {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    // A percent sign that does not begin an escape stands for itself and is encoded.
    let mut whole = String::with_capacity(address.len());
    let mut parts = address.split('%');
    whole.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let encodes = part.len() >= 2 && part.bytes().take(2).all(|b| b.is_ascii_hexdigit());
        whole.push_str(if encodes { "%" } else { "%25" });
        whole.push_str(part);
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn only_sound_addresses_are_led_to() {
        for (url, led) in [
            ("https://example.org/?a=b#c", "https://example.org/?a=b#c"),
            (
                "HTTP://example.org:8080/中",
                "http://example.org:8080/%E4%B8%AD",
            ),
            ("https://e.org/a b%20c%", "https://e.org/a%20b%20c%25"),
            ("https://e.org/#a#b", "https://e.org/#a%23b"),
            (
                "https://e.org/\"onclick=\"x",
                "https://e.org/%22onclick=%22x",
            ),
            ("mailto:a.b+c@example.org", "mailto:a.b+c@example.org"),
        ] {
            assert_eq!(address(url).as_deref(), Some(led));
        }
        for url in [
            "",
            "notes.md",
            "#top",
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "//example.org/x",
            "https:///x",
            "https://[::1]/",
            "https://a@b/",
            "https://e.org:99999/",
            "https://e.org\\x",
            "mailto:nobody",
        ] {
            assert_eq!(address(url), None, "{url}");
        }
    }
}
