//! Addresses by what they lead to: a page of a site has one for each language.

use percent_encoding::percent_decode_str;

use super::script::is_han;

/// Tags of languages and regions as addresses have them, in lower case.
const TAGS: &[&str] = &[
    "zh", "zh-cn", "zh-hans", "zh-tw", "zh-hant", "zh-hk", "zh_cn", "zh_tw", "cn", "en", "en-us",
    "en-gb", "en_us", "en_gb",
];
/// Keys of a query that choose a language.
const KEYS: &[&str] = &["hl", "lang", "language", "locale", "lng"];

/// The whole address of something on a server of the web; `None` where an address leads elsewhere. One that begins
/// with `//` takes the scheme of the page that it stands in.
#[must_use]
pub fn on_server(url: &str) -> Option<String> {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    if url.starts_with("//") {
        return Some(format!("https:{url}"));
    }
    (lower.starts_with("http://") || lower.starts_with("https://")).then(|| url.to_owned())
}

/// Whether two addresses lead to the same page of the same site, each perhaps in a language of its own:
/// `cn.a.example/b` and `a.example/b`, `/zh-CN/b` and `/en-US/b`, `b-cn` and `b`, `?hl=zh-cn` and `?hl=en`. The
/// place in the page counts only where both name one, in one language: headings are translated.
#[must_use]
pub fn same_page(one: &str, other: &str) -> bool {
    let (one, other) = (Parts::of(one), Parts::of(other));
    let places = [&one.place, &other.place];
    one.site == other.site
        && one.path == other.path
        && one.query == other.query
        && (one.place == other.place
            || one.tags != other.tags
            || places
                .into_iter()
                .any(|place| place.is_empty() || place.chars().any(is_han)))
}

/// Whether two addresses are of editions of one site in two languages, each on a host of its own
/// (`zh.a.example`, `en.a.example`): there a page has a name in its language.
#[must_use]
pub fn is_other_edition(one: &str, other: &str) -> bool {
    let (one, other) = (Parts::of(one), Parts::of(other));
    let differ = |one: &str, other: &str| one.get(..2) != other.get(..2);
    one.site == other.site
        && matches!((one.host_tag, other.host_tag), (Some(one), Some(other)) if differ(&one, &other))
}

/// Whether two addresses are of one site.
#[must_use]
pub fn same_site(one: &str, other: &str) -> bool {
    Parts::of(one).site == Parts::of(other).site
}

/// Whether two names are the same but for the language that they name: `guide_zh` and `guide_en`.
#[must_use]
pub fn same_but_language(one: &str, other: &str) -> bool {
    let parts = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (parts(one), parts(other));
    one.len() == other.len()
        && one.len() > 1
        && one
            .iter()
            .zip(&other)
            .all(|(one, other)| one == other || is_tag(one) && is_tag(other))
}

/// The parts of an address without what says the language.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    site: String,
    path: Vec<String>,
    query: Vec<String>,
    place: String,
    /// What says the language.
    tags: Vec<String>,
    /// What of the host says it.
    host_tag: Option<String>,
}

impl Parts {
    fn of(address: &str) -> Parts {
        let address = percent_decode_str(address).decode_utf8_lossy().into_owned();
        let rest = address
            .split_once("://")
            .map_or(address.as_str(), |(_, rest)| rest);
        let (rest, place) = rest.split_once('#').unwrap_or((rest, ""));
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.to_lowercase();
        let mut labels: Vec<&str> = host.split('.').collect();
        let mut tags = Vec::new();
        while labels.len() > 2 && (is_tag(labels[0]) || labels[0] == "www") {
            let label = labels.remove(0);
            if label != "www" {
                tags.push(label.to_owned());
            }
        }
        let host_tag = tags.first().cloned();
        // The ending of a country is a language, too.
        if labels.len() > 1 && labels.last() == Some(&"cn") {
            labels.pop();
            if labels.len() > 1 && labels.last() == Some(&"com") {
                labels.pop();
            }
        } else if labels.len() > 1 && labels.last() == Some(&"com") {
            labels.pop();
        }
        tags.extend(
            path.split('/')
                .filter(|step| is_tag(step))
                .map(str::to_lowercase),
        );
        let steps = path
            .split('/')
            .filter(|step| !step.is_empty() && !is_tag(step));
        let mut path: Vec<String> = Vec::new();
        for step in steps {
            let bare = untagged(step);
            if !bare.eq_ignore_ascii_case(step) {
                tags.push(step.to_lowercase());
            }
            path.push(bare);
        }
        if path
            .last()
            .is_some_and(|last| matches!(last.as_str(), "index" | "index.html" | "index.htm"))
        {
            path.pop();
        }
        let mut query: Vec<String> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .filter(|pair| {
                let key = pair.split('=').next().unwrap_or_default();
                !KEYS.contains(&key.to_lowercase().as_str())
            })
            .map(str::to_owned)
            .collect();
        query.sort();
        Parts {
            site: labels.join("."),
            path,
            query,
            place: place.to_owned(),
            tags,
            host_tag,
        }
    }
}

fn is_tag(step: &str) -> bool {
    TAGS.contains(&step.to_lowercase().as_str())
}

/// A step of a path without the tag at its end: `button-cn`, `README.zh-CN.md`, `README_zh.md`.
fn untagged(step: &str) -> String {
    let lower = step.to_lowercase();
    let (stem, ending) = match lower.rsplit_once('.') {
        Some((stem, ending)) if !is_tag(ending) => (stem, ending),
        Some((stem, _)) => (stem, ""),
        None => (lower.as_str(), ""),
    };
    let bare = stem
        .char_indices()
        .filter(|(_, one)| matches!(one, '-' | '_' | '.'))
        .find_map(|(at, _)| (at > 0 && is_tag(&stem[at + 1..])).then(|| &stem[..at]));
    let bare = bare.unwrap_or(stem);
    match ending {
        "" => bare.to_owned(),
        ending => format!("{bare}.{ending}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_in_other_languages() {
        for (one, other, same) in [
            (
                "https://a.example/zh-CN/b",
                "https://a.example/en-US/b",
                true,
            ),
            ("https://a.example/zh/b", "https://a.example/b", true),
            ("https://cn.a.example/b", "https://a.example/b", true),
            ("https://a-b.cn/c", "https://a-b.com/c", true),
            ("https://a.com.cn/c", "https://www.a.com/c", true),
            (
                "https://a.example/components/button-cn",
                "https://a.example/components/button",
                true,
            ),
            (
                "https://a.example/README.zh-CN.md",
                "https://a.example/README.md",
                true,
            ),
            (
                "https://a.example/README_zh.md",
                "https://a.example/README.md",
                true,
            ),
            (
                "https://a.example/d?hl=zh-cn&x=1",
                "https://a.example/d?x=1&hl=en",
                true,
            ),
            (
                "https://a.example/f#%E6%A0%BC%E5%BC%8F",
                "https://a.example/f#format",
                true,
            ),
            ("https://a.example/f#one", "https://a.example/f#two", false),
            ("https://a.example/b", "https://a.example/c", false),
            ("https://a.example/b", "https://a.example/b#c", true),
            (
                "https://a.example/zh-CN/b#x_y",
                "https://a.example/en-US/b#z",
                true,
            ),
            ("https://a.example/index-cn", "https://a.example", true),
            ("https://a.example/b?x=1", "https://a.example/b?x=2", false),
            ("https://a.example/b", "https://b.example/b", false),
            ("https://a.example/v4/b", "https://a.example/v5/b", false),
            ("https://en.example/b", "https://zh.example/b", false),
        ] {
            assert_eq!(same_page(one, other), same, "{one} {other}");
        }
    }

    #[test]
    fn editions_on_hosts_of_their_own() {
        let zh = "https://zh.a.example/wiki/灯塔";
        assert!(is_other_edition(zh, "https://en.a.example/wiki/Lighthouse"));
        assert!(!is_other_edition(zh, "https://zh.a.example/wiki/b"));
        assert!(!is_other_edition(zh, "https://en.b.example/wiki/c"));
        assert!(!is_other_edition(zh, "https://a.example/wiki/c"));
    }
}
