//! The page of an edition: printed, read on screens of all widths, by keys and by ear, in both themes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::driver::{Browser, ESCAPE, Looks, WIDE};
use super::in_browser;
use crate::common::tower::tower;
use crate::common::{done, fixture, folder_with, installed, shared, skipped};

/// The words that only a proof sheet may show.
const BADGES: [&str; 5] = ["untranslated", "(added)", "moved", "confidence", "omission"];

/// A pair of texts, in a folder of its own.
fn pair(folder: &Path) -> tempfile::TempDir {
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    folder_with(&[("zh.md", read("zh.md")), ("en.md", read("en.md"))])
}

/// The pairs that pages are made of: the fixture, and a long interview where it is there.
fn pairs() -> Vec<tempfile::TempDir> {
    let long = shared("corpora/interview");
    let folders = [Some(fixture("interview")), long];
    folders.into_iter().flatten().map(|at| pair(&at)).collect()
}

/// Builds the page of a pair; gives back its address.
fn built(folder: &Path, more: &[&str]) -> String {
    done(folder, &[&["build", "zh.md", "en.md"], more].concat());
    format!("file://{}/edition/edition.html", folder.display())
}

/// A text of few sentences, in which rows lack either side and which has headings, a table and notes of its own.
fn small() -> tempfile::TempDir {
    folder_with(&[
        (
            "zh.md",
            "# 灯塔\n\n岛上有一座灯塔。看灯的人叫石磊。\n\n## 夜\n\n夜里很黑，灯塔的光扫过海面。船长说：“我看见了。”\n\n## 晨\n\n早上，他把灯熄掉。\n\n| 船 | 人 |\n| --- | --- |\n| 渔船 | 三个 |\n",
        ),
        (
            "en.md",
            "# The Lighthouse\n\nThere is a lighthouse on the island. The keeper is called Shi Lei.\n\n## Night\n\nThe night is dark, and the light sweeps over the sea. “I see it,” said the captain.\n\n## Morning\n\nIn the morning he puts the light out.\n\n| Boat | Men |\n| --- | --- |\n| fishing boat | three |\n",
        ),
    ])
}

/// The text of each page of a PDF, laid out as it is printed.
fn pages(pdf: &Path) -> Vec<String> {
    let read = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8"])
        .arg(pdf)
        .arg("-")
        .output()
        .unwrap();
    assert!(read.status.success());
    let text = String::from_utf8(read.stdout).unwrap();
    let pages = text.split('\u{c}').map(str::to_owned);
    pages.filter(|page| !page.trim().is_empty()).collect()
}

fn han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn both_columns_are_printed_on_every_page() {
    if Command::new("pdftotext").arg("-v").output().is_err() {
        skipped("pdftotext is not on the PATH");
        return;
    }
    let pairs = pairs();
    in_browser(WIDE, async |browser| {
        for (number, pair) in pairs.iter().enumerate() {
            let url = built(pair.path(), &[]);
            // The texts may use such words themselves.
            let own = fs::read_to_string(pair.path().join("en.md")).unwrap();
            browser.client.goto(&url).await.unwrap();
            for (paper, width, height) in [("A4", 21.0, 29.7), ("Letter", 21.59, 27.94)] {
                let pdf = pair.path().join(format!("{paper}.pdf"));
                fs::write(&pdf, browser.print(width, height)).unwrap();
                let pages = pages(&pdf);
                assert!(
                    pages.len() > 2,
                    "{paper} of {number}: {} pages",
                    pages.len()
                );
                for (at, page) in pages.iter().enumerate() {
                    let place = format!("page {} of {paper} of {number}:\n{page}", at + 1);
                    let lines: Vec<&str> = page.lines().map(str::trim).collect();
                    let last = lines.iter().rfind(|line| !line.is_empty());
                    assert_eq!(last, Some(&(at + 1).to_string().as_str()), "{place}");
                    let beside = |line: &&&str| {
                        line.chars().any(han)
                            && line.split_whitespace().any(|word| {
                                word.len() > 2 && word.chars().all(|c| c.is_ascii_alphabetic())
                            })
                    };
                    // The last page may have a line or two.
                    let least = if at + 1 == pages.len() { 1 } else { 8 };
                    assert!(lines.iter().filter(beside).count() >= least, "{place}");
                    for badge in BADGES.iter().filter(|badge| !own.contains(**badge)) {
                        assert!(!page.contains(badge), "{badge} on {place}");
                    }
                }
            }
        }
    });
}

#[test]
fn pages_are_as_large_as_the_settings_say_and_have_a_running_head() {
    let folder = small();
    let settings = "[edition]\npage-size = \"b5\"\nmargins = \"15mm\"\ntitle = { zh = \"灯\", en = \"The \\\"Light\\\"\" }\n";
    fs::write(folder.path().join("duizhao.toml"), settings).unwrap();
    let url = built(folder.path(), &[]);
    in_browser(WIDE, async |browser| {
        browser.client.goto(&url).await.unwrap();
        let rule = browser
            .js("const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).filter(rule => rule instanceof CSSPageRule); return [rules[0].style.size, rules[0].style.marginTop, rules[0].cssText]")
            .await;
        assert_eq!(rule[0], "176mm 250mm");
        assert_eq!(rule[1], "15mm");
        let text = rule[2].as_str().unwrap();
        assert!(
            text.contains("@top-center") && text.contains("counter(page)"),
            "{text}"
        );
        // A rule about a part of a page is read, too: its title cannot leave its quotes.
        let parts = browser
            .js("return document.querySelectorAll('style').length === 1 && document.title")
            .await;
        assert_eq!(parts, json!("灯 · The \"Light\""));
    });
}

#[test]
fn one_language_alone_reads_as_an_article() {
    let pairs = pairs();
    in_browser(WIDE, async |browser| {
        for pair in &pairs {
            browser.client.goto(&built(pair.path(), &[])).await.unwrap();
            browser.js("document.querySelectorAll('.row').forEach(row => { row.style.contentVisibility = 'visible'; })").await;
            for (view, other) in [("v-target", "source"), ("v-source", "target")] {
                browser.click(&format!("#{view}")).await;
                let strange = browser
                    .js(&format!(
                        "return [...document.querySelectorAll('main .{other}, footer .pair .{}')].filter(e => e.getClientRects().length).map(e => e.textContent)",
                        if other == "source" { "own" } else { "other" }
                    ))
                    .await;
                assert_eq!(strange, json!([]), "{view}");
                let gaps = browser
                    .js("return [...document.querySelectorAll('main .row')].filter(r => r.getClientRects().length && !r.innerText.trim() && !r.querySelector('img, hr')).map(r => r.outerHTML)")
                    .await;
                assert_eq!(gaps, json!([]), "{view}");
            }
            browser.click("#v-columns").await;
        }
    });
}

/// Goes over the lines of the Chinese; gives back those that begin or end with a mark that must not stand there.
const BAD_LINES: &str = r"
    const never = /[。，、；：！？」』）》〉】’”…]/, last = /[（「『《〈【‘“]/, bad = [];
    let lines = 0;
    document.querySelectorAll('.row').forEach(row => { row.style.contentVisibility = 'visible'; });
    document.querySelectorAll('.source p').forEach(p => {
        const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
        let before = null;
        while (walker.nextNode()) {
            const node = walker.currentNode;
            for (let at = 0; at !== node.data.length; at += 1) {
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + 1);
                const box = range.getClientRects()[0];
                if (!box || !box.width) { continue; }
                const one = { c: node.data[at], top: box.top, left: box.left };
                if (before && one.left < before.left && one.top > before.top + 4) {
                    lines += 1;
                    if (never.test(one.c) || last.test(before.c)) { bad.push(before.c + '|' + one.c + ' ' + p.textContent.slice(0, 30)); }
                }
                before = one;
            }
        }
    });
    return { lines, bad };";

#[test]
fn lines_of_chinese_begin_and_end_where_they_may() {
    let pairs = pairs();
    in_browser(WIDE, async |browser| {
        for pair in &pairs {
            let url = built(pair.path(), &[]);
            let mut lines = 0;
            for width in [360, 390, 700, 1000, 1280] {
                browser.look(Looks { width, ..WIDE });
                browser.client.goto(&url).await.unwrap();
                let found = browser.js(BAD_LINES).await;
                lines += found["lines"].as_u64().unwrap();
                assert_eq!(found["bad"], json!([]), "{width}");
            }
            assert!(lines > 150, "{lines}");
        }
    });
}

#[test]
fn both_columns_stand_on_one_grid() {
    let folder = pair(&fixture("interview"));
    let url = built(folder.path(), &[]);
    in_browser(WIDE, async |browser| {
        browser.client.goto(&url).await.unwrap();
        let found = browser
            .js(r"
                const lh = parseFloat(getComputedStyle(document.querySelector('.source p')).lineHeight);
                const odd = [];
                let rows = 0;
                function baseline(p) {
                    const mark = document.createElement('span');
                    mark.style.display = 'inline-block';
                    p.prepend(mark);
                    const at = mark.getBoundingClientRect().bottom;
                    mark.remove();
                    return at;
                }
                document.querySelectorAll('.row').forEach(row => {
                    row.style.contentVisibility = 'visible';
                    const [a, b] = ['.source > p', '.target > p'].map(s => row.querySelector(s));
                    if (!a || !b) { return; }
                    rows += 1;
                    [a, b].forEach(p => {
                        const lines = p.getBoundingClientRect().height / lh;
                        if (Math.abs(lines - Math.round(lines)) > 0.03) { odd.push([lines, p.textContent.slice(0, 40)]); }
                    });
                    if (Math.abs(baseline(a) - baseline(b)) > 0.6) { odd.push([baseline(a), baseline(b)]); }
                });
                return { rows, odd };")
            .await;
        assert!(found["rows"].as_u64().unwrap() > 20, "{found}");
        assert_eq!(found["odd"], json!([]));
    });
}

#[test]
fn the_bar_takes_one_line_on_a_phone() {
    let book = tower();
    done(book.path(), &["build"]);
    let folder = small();
    let alone = built(folder.path(), &["--proof"]);
    let site = format!("file://{}/edition/ch02.html", book.path().display());
    let phone = Looks {
        width: 390,
        height: 780,
        dark: false,
    };
    in_browser(phone, async |browser| {
        for url in [&alone, &site] {
            browser.client.goto(url).await.unwrap();
            let bar = browser
                .js("const bar = document.querySelector('.bar'); const shown = [...bar.children].filter(e => e.getClientRects().length).map(e => e.getBoundingClientRect()); \
                     return { height: bar.offsetHeight, parts: shown.length, low: Math.max(...shown.map(r => r.top)) < Math.min(...shown.map(r => r.bottom)), right: Math.max(...shown.map(r => r.right)), wide: document.documentElement.scrollWidth }")
                .await;
            assert!(bar["height"].as_u64().unwrap() < 56, "{url} {bar}");
            assert!(bar["parts"].as_u64().unwrap() >= 3, "{url} {bar}");
            assert_eq!(bar["low"], json!(true), "{url} {bar}");
            assert!(bar["right"].as_f64().unwrap() <= 390.0, "{url} {bar}");
            assert_eq!(bar["wide"], json!(390), "{url} {bar}");
            // The search takes the whole line while it is used.
            browser.keys("/").await;
            browser
                .until(
                    "the search is wide",
                    "return document.getElementById('find').getBoundingClientRect().width > 200",
                )
                .await;
        }
    });
}

/// The id of the first sentence of a side that has these words.
async fn id_of(browser: &Browser, side: &str, words: &str) -> String {
    let script = format!(
        "return [...document.querySelectorAll('.{side} .s')].find(s => s.textContent.includes({})).id",
        json!(words)
    );
    browser.js(&script).await.as_str().unwrap().to_owned()
}

#[test]
fn an_address_leads_to_a_sentence_and_a_pair_is_copied_with_it() {
    let folder = pair(&fixture("interview"));
    let url = built(folder.path(), &[]);
    in_browser(WIDE, async |browser| {
        browser.client.goto(&url).await.unwrap();
        let id = id_of(browser, "target", "stone bridge reopened").await;
        let there = "const s = document.activeElement, r = s.getBoundingClientRect(); \
            return s.classList.contains('pin') && r.top >= 0 && r.bottom <= innerHeight && \
            document.querySelectorAll('.s.pin').length > 1";
        browser.client.goto("about:blank").await.unwrap();
        browser.client.goto(&format!("{url}#{id}")).await.unwrap();
        browser.until("the sentence is lit", there).await;
        browser.picture("edition-deep-link").await;
        let at = browser.js("return document.activeElement.id").await;
        assert_eq!(at, json!(id));

        // In a view that does not show it, it is shown.
        browser.click("#v-source").await;
        browser.client.goto("about:blank").await.unwrap();
        browser.client.goto(&format!("{url}#{id}")).await.unwrap();
        browser.until("the sentence is lit", there).await;

        browser.cdp(
            "Browser.grantPermissions",
            json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}),
        );
        let copied = async |how: &str| -> String {
            browser
                .until(
                    "it is told",
                    "return document.getElementById('copied').textContent === 'Copied'",
                )
                .await;
            let text = browser.js("return navigator.clipboard.readText()").await;
            text.as_str()
                .unwrap_or_else(|| panic!("{how}: {text}"))
                .to_owned()
        };
        browser.keys("y").await;
        let text = copied("y").await;
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(
            lines[0].chars().any(han) && lines[1].contains("stone bridge reopened"),
            "{text}"
        );
        assert!(
            lines[2].starts_with("— ") && lines[2].ends_with(&format!("{url}#{id}")),
            "{text}"
        );
        browser.keys(ESCAPE.to_string()).await;
        browser
            .until(
                "nothing is held",
                "return document.getElementById('peek').hidden",
            )
            .await;
        browser.keys("c").await;
        assert_eq!(copied("c").await, format!("{url}#{id}"));
        browser.click("#copy-pair").await;
        browser
            .until(
                "it is told",
                "return document.getElementById('copied').textContent === 'Copied'",
            )
            .await;
        assert_eq!(copied("button").await, text);
        browser.is_quiet(&format!("file://{}/", folder.path().display()));
    });
}

#[test]
fn the_page_has_names_for_those_who_listen() {
    let folder = small();
    let url = built(folder.path(), &["--proof"]);
    for width in [1280, 390] {
        in_browser(Looks { width, ..WIDE }, async |browser| {
            browser.client.goto(&url).await.unwrap();
            let heard = browser.accessible();
            for (role, name) in [
                ("banner", ""),
                ("main", ""),
                ("contentinfo", ""),
                ("navigation", "Contents"),
                ("search", ""),
                ("searchbox", "Search both texts"),
                ("group", "View"),
                ("radio", "Columns"),
                ("radio", "Interleaved"),
                ("radio", "中文"),
                ("radio", "English"),
                ("DisclosureTriangle", "More"),
                ("heading", "灯塔"),
                ("heading", "The Lighthouse"),
                ("columnheader", "Boat"),
            ] {
                let found = heard.iter().any(|(is, called)| {
                    let named = called == name || role == "heading" && called.starts_with(name);
                    is == role && (name.is_empty() || named)
                });
                assert!(found, "{role} {name} at {width}: {heard:?}");
            }
            for (role, name) in &heard {
                let needs = [
                    "button",
                    "link",
                    "radio",
                    "checkbox",
                    "searchbox",
                    "textbox",
                    "dialog",
                ];
                assert!(
                    !needs.contains(&role.as_str()) || !name.is_empty(),
                    "{role} at {width}"
                );
            }
            browser.click(".more summary").await;
            let heard = browser.accessible();
            for name in ["Keys", "Print"] {
                assert!(
                    heard.contains(&("button".to_owned(), name.to_owned())),
                    "{name}"
                );
            }
            browser.click("#hide-low").await;
            browser.keys(ESCAPE.to_string()).await;
            browser.click(".target p .s").await;
            let heard = browser.accessible();
            for name in ["Copy both", "Copy link", "Let go"] {
                assert!(
                    heard.contains(&("button".to_owned(), name.to_owned())),
                    "{name}"
                );
            }
        });
    }
}

/// The contrast of every colour of words with every ground that they stand on, and of the edges of controls.
const CONTRASTS: &str = r"
    function channels(color) { return color.match(/[\d.]+/g).slice(0, 3).map(Number); }
    function light(color) {
        const [r, g, b] = channels(color).map(c => { c /= 255; return c > 0.04045 ? ((c + 0.055) / 1.055) ** 2.4 : c / 12.92; });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    }
    const probe = document.createElement('p');
    document.body.append(probe);
    const proof = document.body.classList.contains('proof');
    const pairs = [];
    ['--paper', '--bar'].forEach(ground => {
        ['--ink', '--soft', '--link'].forEach(ink => pairs.push([ink, ground, 4.5]));
        ['--edge', '--focus'].forEach(edge => pairs.push([edge, ground, 3]));
    });
    ['--lit', '--pin'].forEach(ground => ['--ink', '--link'].forEach(ink => pairs.push([ink, ground, 4.5])));
    ['--hit', '--here'].forEach(ground => pairs.push(['--on-hit', ground, 4.5]));
    pairs.push(['--paper', '--ink', 4.5]);
    if (proof) {
        pairs.push(['--ink', '--bad-bg', 4.5], ['--ink', '--new-bg', 4.5], ['--ink', '--doubt-bg', 4.5], ['--soft', '--doubt-bg', 4.5],
            ['--bad', '--paper', 4.5], ['--new', '--paper', 4.5], ['--doubt', '--paper', 4.5], ['--move', '--paper', 4.5],
            ['--bad', '--doubt-bg', 4.5], ['--doubt', '--doubt-bg', 4.5], ['--move', '--move-bg', 4.5],
            ['--link', '--bad-bg', 4.5], ['--link', '--new-bg', 4.5]);
    }
    return pairs.map(([ink, ground, least]) => {
        probe.style.color = `var(${ink})`;
        probe.style.backgroundColor = `var(${ground})`;
        const is = getComputedStyle(probe);
        const [a, b] = [light(is.color), light(is.backgroundColor)].sort((a, b) => b - a);
        return [ink, ground, (a + 0.05) / (b + 0.05), least];
    });";

#[test]
fn words_stand_out_from_their_ground_in_both_themes() {
    let folder = small();
    let pages = [
        built(folder.path(), &[]),
        built(folder.path(), &["--proof", "-o", "proof"]).replace("/edition/", "/proof/"),
    ];
    in_browser(WIDE, async |browser| {
        for url in &pages {
            for dark in [false, true] {
                browser.look(Looks { dark, ..WIDE });
                browser.client.goto(url).await.unwrap();
                let found = browser.js(CONTRASTS).await;
                let found = found.as_array().unwrap();
                assert!(found.len() > 14);
                for pair in found {
                    let (is, least) = (pair[2].as_f64().unwrap(), pair[3].as_f64().unwrap());
                    assert!(is >= least, "{pair} dark: {dark}");
                }
            }
        }
    });
}

#[test]
fn axe_finds_nothing_in_pages_and_sites_of_both_kinds() {
    let Some(axe) = installed("DUIZHAO_AXE", "axe.min.js of axe-core") else {
        return;
    };
    let axe: PathBuf = axe;
    let axe = fs::read_to_string(axe).unwrap();
    let (folder, book) = (small(), tower());
    let mut pages = Vec::new();
    for proof in [&[][..], &["--proof"]] {
        let out = if proof.is_empty() { "edition" } else { "proof" };
        let more = [proof, &["-o", out]].concat();
        pages.push(built(folder.path(), &more).replace("/edition/", &format!("/{out}/")));
        done(book.path(), &[&["build"], more.as_slice()].concat());
        for page in ["index.html", "ch01.html", "ch02.html"] {
            pages.push(format!("file://{}/{out}/{page}", book.path().display()));
        }
    }
    in_browser(WIDE, async |browser| {
        for url in &pages {
            for (width, dark) in [(1280, false), (1280, true), (390, false)] {
                browser.look(Looks {
                    width,
                    dark,
                    ..WIDE
                });
                browser.client.goto(url).await.unwrap();
                browser.js(&format!("{axe}; window.axe = axe;")).await;
                let found = browser
                    .js("return axe.run().then(found => found.violations.map(one => [one.id, one.help, one.nodes.slice(0, 3).map(node => node.html.slice(0, 300) + ' ' + node.failureSummary)]))")
                    .await;
                assert_eq!(found, json!([]), "{url} {width} dark: {dark}");
            }
        }
    });
}

#[test]
fn a_proof_sheet_shows_findings_beside_the_text() {
    let folder = folder_with(&[
        (
            "zh.md",
            "# 桥\n\n桥有17个孔。它很老。\n\n没有人翻译这一句，它只在这里。\n",
        ),
        (
            "en.md",
            "# The Bridge\n\nThe bridge has 19 arches. It is very old.\n",
        ),
    ]);
    let url = built(folder.path(), &["--proof"]);
    in_browser(WIDE, async |browser| {
        browser.client.goto(&url).await.unwrap();
        let shown = browser
            .js("return [...document.querySelectorAll('.findings .finding')].map(f => f.innerText)")
            .await;
        let shown: Vec<&str> = shown
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert!(shown.iter().any(|one| one.contains("19")), "{shown:?}");
        let listed = browser
            .js("return document.querySelectorAll('.index li').length")
            .await;
        assert_eq!(listed, json!(shown.len()));
        let outlined = browser
            .js("return [...document.querySelectorAll('.s.found')].filter(s => getComputedStyle(s).outlineStyle === 'solid').length")
            .await;
        assert!(outlined.as_u64().unwrap() >= 1, "{outlined}");
        // From the index to the sentence.
        browser.click(".index li a").await;
        browser
            .until(
                "the sentence is held",
                "return document.activeElement.matches('.s.found.pin')",
            )
            .await;
        browser.picture("edition-proof").await;
    });
}
