//! The paths of pages: made of the names of the texts, so that a text keeps its address while others come and
//! go, and sound on every file system.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

/// Names that Windows keeps for devices.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// What an edition itself is called, and its folder: no page is.
const OWN: [&str; 3] = ["index", "edition", "duizhao"];

/// The path of the page of each text, without an extension. No two are the same, also where case is not told.
pub(super) fn of(names: &[&str], fixed: &str) -> Vec<String> {
    let short: Vec<String> = names.iter().map(|name| path(name, fixed)).collect();
    // What collides is told apart in the order of names and not of the book, which changes more often.
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&at| (names[at], at));
    let mut taken: HashSet<String> = OWN.map(str::to_owned).into();
    // A page must not be called as a folder in which others are, either.
    for path in &short {
        taken.extend(
            path.match_indices('/')
                .map(|(at, _)| path[..at].to_lowercase()),
        );
    }
    let mut pages = vec![String::new(); names.len()];
    for at in order {
        let page = (1..)
            .map(|try_of| match try_of {
                1 => short[at].clone(),
                number => format!("{}-{number}", short[at]),
            })
            .find(|page| !taken.contains(&page.to_lowercase()))
            .unwrap_or_default();
        taken.insert(page.to_lowercase());
        pages[at] = page;
    }
    pages
}

/// The path below the fixed folder, without the extension and without the mark of its language.
fn path(name: &str, fixed: &str) -> String {
    let below = match fixed {
        "" => name,
        fixed => name
            .strip_prefix(fixed)
            .and_then(|rest| rest.strip_prefix('/'))
            .unwrap_or(name),
    };
    let (folder, file) = below.rsplit_once('/').unwrap_or(("", below));
    let stem = match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    };
    let stem = match stem.rsplit_once(['.', '_']) {
        Some((rest, tag)) if !rest.is_empty() && is_chinese_tag(tag) => rest,
        _ => stem,
    };
    let steps = folder.split('/').chain([stem]);
    let steps: Vec<String> = steps
        .filter(|step| !matches!(*step, "" | "." | ".."))
        .map(sound)
        .collect();
    if steps.is_empty() {
        return "text".to_owned();
    }
    steps.join("/")
}

fn is_chinese_tag(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase().replace('_', "-");
    tag == "zh" || tag.starts_with("zh-") || tag == "cn" || tag == "chs" || tag == "cht"
}

/// A step of a path as every file system takes it.
fn sound(step: &str) -> String {
    let mut step: String = step
        .nfc()
        .map(|c| match c {
            '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*' | '#' | '%' => '_',
            c if c.is_control() || c == '\u{fffd}' => '_',
            c => c,
        })
        .collect();
    let bare = step.split('.').next().unwrap_or_default().to_lowercase();
    if step.ends_with(['.', ' ']) || DEVICES.contains(&bare.as_str()) {
        step.push('_');
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_called_as_their_texts() {
        for (name, fixed, page) in [
            ("zh/ch03.md", "zh", "ch03"),
            ("zh/上/第一章.md", "zh", "上/第一章"),
            ("zh/ch03.md", "", "zh/ch03"),
            ("ch03.zh-CN.md", "", "ch03"),
            ("a_b.zh.md", "", "a_b"),
            ("guide_zh.html", "", "guide"),
            ("zh.md", "", "zh"),
            ("zhou/ch.md", "zh", "zhou/ch"),
            ("con.txt", "", "con_"),
            ("什么？:*?.md", "", "什么？___"),
            (".md", "", ".md"),
            ("e\u{301}.md", "", "é"),
            ("index.md", "", "index-2"),
            ("guide/index.md", "", "guide/index"),
        ] {
            assert_eq!(of(&[name], fixed), [page], "{name}");
        }
    }

    #[test]
    fn no_two_pages_are_one_file() {
        let names = [
            "b.md", "B.md", "b.html", "a/b.md", "a.md", "A/b.md", "Über.md", "ÜBER.md",
        ];
        let pages = of(&names, "");
        assert_eq!(
            pages,
            ["b-3", "B", "b-2", "a/b-2", "a-2", "A/b", "Über-2", "ÜBER"]
        );
        let turned: Vec<&str> = names.iter().rev().copied().collect();
        let mut again = of(&turned, "");
        again.reverse();
        assert_eq!(again, pages);
    }
}
