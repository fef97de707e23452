//! The workbench in a real browser: Debian's chromium and chromium-driver, where they are installed.
#![allow(clippy::needless_pass_by_value)]

mod driver;
mod edition;
mod site;
mod texts;
mod with_others;

use std::fs;

use crate::workbench::{Project, Server, duizhao};
use driver::{ALT, Browser, CONTROL, DOWN, ENTER, ESCAPE, Looks, SHIFT, TAB, UP_ALL, WIDE};
use serde_json::{Value, json};

/// Runs a test in a browser of its own; without a browser the test is skipped.
fn in_browser<T>(looks: Looks, test: impl AsyncFnOnce(&Browser) -> T) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        if let Some(browser) = Browser::open(looks).await {
            test(&browser).await;
            browser.close().await;
        }
    });
}

fn total(server: &Server) -> u64 {
    server.get("session")["total"].as_u64().unwrap()
}

fn bead(server: &Server, at: usize) -> Value {
    server.get(&format!("beads?from={at}&count=1"))["beads"][0].clone()
}

/// Moves the cursor to a bead of the Align or Edit view.
async fn stand(browser: &Browser, view: &str, at: usize) {
    browser
        .click(&format!("[role=tab][data-view={view}]"))
        .await;
    browser
        .until(
            "the view is there",
            &format!("return !document.querySelector('[role=tabpanel][data-view={view}]').hidden"),
        )
        .await;
    browser.js("document.activeElement.blur()").await;
    browser.keys("g").await;
    browser
        .until(
            "the dialog is open",
            "return !!document.querySelector('dialog[open] #ask-field')",
        )
        .await;
    browser.keys(format!("{}{ENTER}", at + 1)).await;
    browser
        .until(
            "the bead is current",
            &format!(
                "return document.activeElement.closest('.bead.current')?.dataset.index === '{at}'"
            ),
        )
        .await;
}

async fn said(browser: &Browser, what: &str) {
    let script = format!(
        "return document.querySelector('#status').textContent.toLowerCase().includes({})",
        json!(what)
    );
    browser.until(&format!("\"{what}\" is said"), &script).await;
}

#[test]
fn links_by_the_keyboard_alone() {
    let project = Project::new();
    let server = project.review(&[]);
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        let before = total(&server);
        let (first, second) = (bead(&server, 10), bead(&server, 11));
        stand(browser, "align", 10).await;
        browser.keys("m").await;
        said(browser, "merged 2 links").await;
        assert_eq!(total(&server), before - 1);
        browser
            .until(
                "the bead is locked",
                "return document.querySelector('.bead.current').dataset.status === 'locked'",
            )
            .await;
        // Split again at the same place: the cut is at the cursor.
        browser.keys("s").await;
        browser
            .until(
                "splitting",
                "return !document.querySelector('#mode').hidden",
            )
            .await;
        browser.picture("align-split").await;
        browser.keys(ESCAPE.to_string()).await;
        browser
            .until("left", "return document.querySelector('#mode').hidden")
            .await;
        browser.keys("s").await;
        browser.keys(ENTER.to_string()).await;
        said(browser, "split").await;
        assert_eq!(total(&server), before);
        for _ in 0..2 {
            browser.keys(format!("{CONTROL}z{UP_ALL}")).await;
        }
        browser.until("undone", "return document.querySelector('[data-action=undo]').getAttribute('aria-disabled') === 'true'").await;
        assert_eq!(
            (
                bead(&server, 10)["id"].clone(),
                bead(&server, 11)["id"].clone()
            ),
            (first["id"].clone(), second["id"].clone())
        );
        browser.keys(format!("{CONTROL}{SHIFT}z{UP_ALL}")).await;
        browser.until("done again", "return document.querySelector('[data-action=redo]').getAttribute('aria-disabled') === 'false'").await;
        browser.keys(format!("{CONTROL}z{UP_ALL}")).await;

        // Unlink, and link again.
        browser.until("back", "return document.querySelector('[data-action=undo]').getAttribute('aria-disabled') === 'true'").await;
        stand(browser, "align", 20).await;
        browser.keys("u").await;
        said(browser, "unlinked").await;
        assert_eq!(total(&server), before + 1);
        stand(browser, "align", 20).await;
        browser.keys("c").await;
        browser
            .until("linking", "return !document.querySelector('#mode').hidden")
            .await;
        browser.keys(DOWN.to_string()).await;
        browser.keys("c").await;
        said(browser, "linked").await;
        assert_eq!(total(&server), before);

        // Shift a sentence to the next bead, lock, write a note.
        stand(browser, "align", 30).await;
        let target = bead(&server, 30)["target"][0]["text"].clone();
        browser.keys(format!("{ALT}{DOWN}{UP_ALL}")).await;
        said(browser, "shifted").await;
        let near: String = (30..32).map(|at| bead(&server, at).to_string()).collect();
        assert!(near.contains(target.as_str().unwrap()));
        stand(browser, "align", 40).await;
        browser.keys("l").await;
        said(browser, "locked").await;
        browser.keys("n").await;
        browser
            .until(
                "asked",
                "return !!document.querySelector('dialog[open] #ask-field')",
            )
            .await;
        browser
            .keys(format!("see page 4{CONTROL}{ENTER}{UP_ALL}"))
            .await;
        said(browser, "noted").await;
        assert_eq!(bead(&server, 40)["note"], "see page 4");
        assert_eq!(bead(&server, 40)["status"], "locked");
        browser.is_clean(&server);
    });
}

#[test]
fn links_by_the_mouse() {
    let project = Project::new();
    let server = project.review(&[]);
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        let before = total(&server);
        browser
            .click(".bead[data-index='4'] [data-side=source]")
            .await;
        browser.click(".bead.current [data-action=merge]").await;
        said(browser, "merged").await;
        assert_eq!(total(&server), before - 1);
        browser.click("#status-undo").await;
        browser.until("undone", "return document.querySelector('[data-action=undo]').getAttribute('aria-disabled') === 'true'").await;
        assert_eq!(total(&server), before);
        // The least certain first, then only those without counterpart.
        browser.click("[data-filter=unlinked]").await;
        browser
            .until(
                "filtered",
                "return document.querySelectorAll('[data-view=align] .bead').length === 2",
            )
            .await;
        browser.picture("align-unlinked").await;
        browser.click("[data-filter=all]").await;
        browser
            .until(
                "all are there",
                "return document.querySelectorAll('[data-view=align] .bead').length > 2",
            )
            .await;
        browser.keys("\u{E011}").await; // Home
        browser
            .click(".bead[data-index='2'] [data-side=source]")
            .await;
        browser.click(".bead.current [data-action=unlink]").await;
        said(browser, "unlinked").await;
        browser.is_clean(&server);
    });
}

#[test]
fn a_slip_is_found_while_it_is_typed() {
    let project = Project::new();
    let server = project.review(&[]);
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        let term = server.get("terms")["terms"][0].clone();
        let term = term["source"].as_str().unwrap();
        let hits = server.get(&format!("search?q={}", percent(term)));
        let at = usize::try_from(hits["hits"][0]["index"].as_u64().unwrap()).unwrap();
        stand(browser, "edit", at).await;
        browser.keys(ENTER.to_string()).await;
        browser
            .until(
                "typing",
                "return document.activeElement.matches('textarea[data-sentence]')",
            )
            .await;
        browser
            .keys(format!("{CONTROL}a{UP_ALL}Nothing of the kind， 77 times."))
            .await;
        browser.until("saved", "return document.querySelector('#saved').dataset.saved === 'true' && document.querySelector('#aids-findings').textContent.includes('77')").await;
        let found = browser
            .js("return document.querySelector('#aids').innerText")
            .await;
        assert!(found.as_str().unwrap().contains(term), "{found}");
        browser.picture("edit").await;
        // What the fix of a finding changes is seen before it is applied.
        let change = browser
            .js("const one = document.querySelector('#aids .fix-diff'); return one && [one.querySelector('del')?.textContent, one.querySelector('ins')?.textContent, one.textContent]")
            .await;
        assert_eq!(change[0], "，", "{change}");
        assert_eq!(change[1], ",", "{change}");
        assert!(
            change[2].as_str().unwrap().contains("of the kind，, 77"),
            "{change}"
        );
        // Apply a finding's fix, by a key.
        browser.keys(ESCAPE.to_string()).await;
        browser.keys("f").await;
        said(browser, "fixed").await;
        let text = bead(&server, at)["target"][0]["text"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(text.contains("kind, 77"), "{text}");
        server.post("save", json!({}));
        let report = duizhao(&project, &["check", "--only", "number,term-missing"]);
        assert!(report.contains("77"), "{report}");
        // Add a sentence, then remove all.
        browser.keys(ENTER.to_string()).await;
        browser
            .keys(format!("{CONTROL}{ENTER}{UP_ALL}One more."))
            .await;
        browser
            .until(
                "two sentences",
                "return document.querySelectorAll('.bead.current textarea').length === 2",
            )
            .await;
        browser.keys(TAB.to_string()).await;
        browser.keys(ESCAPE.to_string()).await;
        let start = std::time::Instant::now();
        while bead(&server, at)["target"].as_array().unwrap().len() != 2 {
            assert!(start.elapsed().as_secs() < 20);
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        browser.is_clean(&server);
    });
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn two_tabs_and_a_program_are_kept_apart() {
    let project = Project::new();
    let server = project.review(&[]);
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        stand(browser, "edit", 12).await;
        browser.keys(ENTER.to_string()).await;
        browser
            .until(
                "typing",
                "return document.activeElement.matches('textarea[data-sentence]')",
            )
            .await;
        // The other tab is first: this page hears of the change only when it sends something.
        let id = bead(&server, 12)["id"].clone();
        browser
            .js(&format!(
                "const real = window.fetch;
                window.fetch = (url, init) => {{
                    const since = /changes\\?since=([0-9]+)/.exec(url);
                    if (since) return Promise.resolve(new Response(JSON.stringify({{ version: Number(since[1]), total: {}, patches: [] }})));
                    window.fetch = real;
                    return real(url, init);
                }}",
                total(&server)
            ))
            .await;
        server.post("op", json!({"version": 9999, "op": {"do": "translate", "bead": id, "texts": ["The other tab's."]}}));
        browser.keys(format!("{CONTROL}a{UP_ALL}This tab's.")).await;
        browser
            .until(
                "both versions are shown",
                "return !!document.querySelector('[data-action=keep-mine]')",
            )
            .await;
        let shown = browser
            .js("return document.querySelector('.versions').innerText")
            .await;
        let shown = shown.as_str().unwrap();
        assert!(
            shown.contains("This tab's.") && shown.contains("The other tab's."),
            "{shown}"
        );
        browser.picture("edit-two-tabs").await;
        browser.click("[data-action=keep-mine]").await;
        let start = std::time::Instant::now();
        while bead(&server, 12)["target"][0]["text"] != "This tab's." {
            assert!(start.elapsed().as_secs() < 20, "{}", bead(&server, 12));
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        server.post("save", json!({}));

        // Another program writes the text: many sentences.
        let text = fs::read_to_string(project.path("en.md")).unwrap();
        fs::write(project.path("en.md"), text.replace("bridge", "viaduct")).unwrap();
        browser.client.refresh().await.unwrap();
        browser
            .until(
                "the conflict is shown",
                "return !document.querySelector('#conflict').hidden",
            )
            .await;
        browser.picture("conflict").await;
        browser
            .click("#conflict [data-action=merge-both], #conflict button")
            .await;
        browser
            .until(
                "settled",
                "return document.querySelector('#conflict').hidden",
            )
            .await;
        let all = server.get("beads?from=0&count=100").to_string();
        assert!(
            all.contains("viaduct") && !all.contains("a bridge"),
            "{all}"
        );
        assert_eq!(bead(&server, 12)["target"][0]["text"], "This tab's.");
        browser.is_clean(&server);
    });
}

#[test]
fn markup_and_conflicts_are_shown() {
    let project = Project::new();
    let server = project.review(&[]);
    let text = fs::read_to_string(project.path("en.md")).unwrap();
    let words = |at: usize| {
        let sentence = &bead(&server, at)["target"][0];
        sentence["text"].as_str().unwrap_or_default().to_owned()
    };
    let is_plain = |words: &String| {
        let is_alone = text.matches(words.as_str()).count() == 1;
        is_alone && !words.contains(':') && words.split(' ').count() > 6
    };
    let at = (10..60).find(|&at| is_plain(&words(at))).unwrap();
    let marked = words(at);
    server.end();
    let (first, rest) = marked.split_once(' ').unwrap();
    let text = text.replace(&marked, &format!("**{first}** {rest}"));
    fs::write(project.path("en.md"), &text).unwrap();
    duizhao(
        &project,
        &["align", "zh.md", "en.md", "-o", "book.bitext.jsonl"],
    );
    let server = project.review(&[]);
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        stand(browser, "edit", at).await;
        let current = ".bead.current";
        let line = browser
            .js(&format!(
                "return document.querySelector('{current} .field-marks').innerText"
            ))
            .await;
        assert_eq!(line, json!("Has bold **."));
        browser.keys(ENTER.to_string()).await;
        browser
            .until(
                "typing",
                "return document.activeElement.matches('textarea[data-sentence]')",
            )
            .await;
        browser.keys(format!("{CONTROL}a{UP_ALL}{rest}")).await;
        browser
            .until(
                "what is dropped is said",
                "return document.querySelector('.field-marks .dropped')?.textContent.includes('**') && document.querySelector('#saved').textContent === 'Kept'",
            )
            .await;
        browser.picture("edit-markup").await;
        // Nothing is in the text yet, and another program changes the same sentence.
        let changed = text.replace(rest, "is how it goes on elsewhere.");
        assert_eq!(fs::read_to_string(project.path("en.md")).unwrap(), text);
        fs::write(project.path("en.md"), &changed).unwrap();
        browser
            .until(
                "both versions are shown",
                "return !!document.querySelector('.bead.current [data-action=keep-edit]')",
            )
            .await;
        browser.picture("edit-conflict").await;
        browser.click(".bead.current [data-action=take-file]").await;
        browser
            .until(
                "resolved",
                "return !document.querySelector('.bead.current [data-action=keep-edit]')",
            )
            .await;
        server.post("save", json!({}));
        assert_eq!(fs::read_to_string(project.path("en.md")).unwrap(), changed);
        browser.keys(ESCAPE.to_string()).await;
        stand(browser, "edit", at + 2).await;
        let bold = browser
            .js(&format!("return document.querySelector('.bead[data-index=\"{at}\"] mark.m-strong')?.textContent"))
            .await;
        assert_eq!(bold, json!(first));
        browser.is_clean(&server);
    });
}

#[test]
fn hostile_text_stays_text() {
    let project = Project::new();
    let hostile = "<script>window.broken=1</script><img src=x onerror=window.broken=2> \u{202E}drawkcab\u{202C} & \"quotes\"";
    let long = "很长的句子，".repeat(60_000) + "完。";
    let table = format!(
        "source\ttarget\n{hostile}\t{hostile}\n{long}\tIt is long.\n三。\tThree.\n四。\tFour.\n五。\tFive.\n"
    );
    fs::write(project.path("hostile.tsv"), table).unwrap();
    duizhao(
        &project,
        &["convert", "hostile.tsv", "hostile.bitext.jsonl"],
    );
    let server = Server::start(&project, &["review", "hostile.bitext.jsonl"]);
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        for view in ["align", "edit", "findings", "diff", "terms"] {
            browser
                .click(&format!("[role=tab][data-view={view}]"))
                .await;
            browser
                .until(
                    "shown",
                    &format!(
                        "return !document.querySelector('[role=tabpanel][data-view={view}]').hidden"
                    ),
                )
                .await;
        }
        stand(browser, "edit", 0).await;
        browser.keys(format!("{ENTER}")).await;
        browser
            .until(
                "typing",
                "return document.activeElement.matches('textarea')",
            )
            .await;
        browser.keys(" <b>more</b>").await;
        browser.keys(ESCAPE.to_string()).await;
        browser
            .until(
                "saved",
                "return document.querySelector('#saved').dataset.saved === 'true'",
            )
            .await;
        stand(browser, "align", 1).await;
        let text = browser
            .js("return document.querySelector('[data-view=align] [data-index=\"0\"]').innerText")
            .await;
        assert!(text.as_str().unwrap().contains("<script>"), "{text}");
        let broken = browser.js("return window.broken === undefined && !document.querySelector('main img, main script, main b')").await;
        assert_eq!(broken, json!(true));
        // Of the long sentence only a part is shown.
        let length = browser.js("return document.body.innerText.length").await;
        assert!(length.as_u64().unwrap() < 40_000, "{length}");
        browser.picture("hostile").await;
        browser.is_clean(&server);
    });
}

#[test]
fn findings_diffs_and_terms() {
    let project = Project::new();
    fs::copy(
        project.path("book.bitext.jsonl"),
        project.path("old.bitext.jsonl"),
    )
    .unwrap();
    let server = project.review(&["--against", "old.bitext.jsonl"]);
    let words = bead(&server, 8)["target"][0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let edit = |at: usize, text: &str| {
        let id = bead(&server, at)["id"].clone();
        server.post("op", json!({"version": server.version(), "op": {"do": "translate", "bead": id, "texts": [text]}}));
    };
    edit(8, &words.replacen(' ', " really ", 1));
    edit(20, "Not a word is as it was in this sentence， at all.");
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        browser.keys("3").await;
        browser
            .until(
                "findings are listed",
                "return !!document.querySelector('#findings-list [data-fingerprint]')",
            )
            .await;
        browser.picture("findings").await;
        let before = browser
            .js("return document.querySelectorAll('#findings-list [data-fingerprint]').length")
            .await;
        browser
            .js("document.querySelector('#findings-list [data-fingerprint]').focus()")
            .await;
        browser.keys("h").await;
        browser
            .until(
                "a reason is asked for",
                "return !!document.querySelector('dialog[open] #ask-field')",
            )
            .await;
        browser.keys(format!("{CONTROL}{ENTER}{UP_ALL}")).await;
        browser
            .until(
                "none is refused",
                "return document.querySelector('#ask-wrong').textContent !== ''",
            )
            .await;
        browser
            .keys(format!("the headline says so{CONTROL}{ENTER}{UP_ALL}"))
            .await;
        browser.until("it is gone", &format!("return document.querySelectorAll('#findings-list [data-fingerprint]').length === {} - 1", before)).await;
        assert!(
            fs::read_to_string(project.path("duizhao.toml"))
                .unwrap()
                .contains("the headline says so")
        );

        browser.js("document.activeElement.blur()").await;
        browser.keys("4").await;
        browser
            .until(
                "changes are listed",
                "return document.querySelectorAll('#diff-list [data-key]').length === 2",
            )
            .await;
        browser.picture("diff").await;
        let marked = browser.js("return [...document.querySelectorAll('#diff-list ins')].map(e => e.textContent).join()").await;
        assert!(marked.as_str().unwrap().contains("really"), "{marked}");
        browser
            .js("document.querySelector('#diff-list [data-key]').focus()")
            .await;
        browser.keys("r").await;
        browser
            .until(
                "one is left",
                "return document.querySelectorAll('#diff-list [data-key]').length === 1",
            )
            .await;
        assert_eq!(bead(&server, 8)["target"][0]["text"], words.as_str());
        browser
            .js("document.querySelector('#diff-list [data-key]').focus()")
            .await;
        browser.keys("a").await;
        let start = std::time::Instant::now();
        while server.get("diff")["changes"][0]["accepted"] != true {
            assert!(start.elapsed().as_secs() < 20);
            std::thread::sleep(std::time::Duration::from_millis(100));
        }

        browser.js("document.activeElement.blur()").await;
        browser.keys("5").await;
        browser
            .until(
                "terms",
                "return !document.querySelector('[role=tabpanel][data-view=terms]').hidden",
            )
            .await;
        browser
            .js("document.querySelector('#search').focus()")
            .await;
        browser.keys("bridge").await;
        browser
            .until(
                "hits",
                "return document.querySelectorAll('#hits li').length > 3",
            )
            .await;
        browser.picture("terms").await;
        browser
            .js("document.querySelector('#term-source').focus()")
            .await;
        browser.keys("桥洞").await;
        browser
            .js("document.querySelector('#term-target').focus()")
            .await;
        browser.keys(format!("arch opening{ENTER}")).await;
        let start = std::time::Instant::now();
        while !fs::read_to_string(project.path("glossary/terms.csv"))
            .unwrap()
            .contains("桥洞,arch opening")
        {
            assert!(start.elapsed().as_secs() < 20);
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        browser.js("document.activeElement.blur()").await;
        browser.keys("?").await;
        browser
            .until(
                "the keys are shown",
                "return !!document.querySelector('#help-dialog[open]')",
            )
            .await;
        browser.picture("keys").await;
        browser.is_clean(&server);
    });
}

#[test]
fn every_view_wide_and_narrow_light_and_dark() {
    let project = Project::new();
    let server = project.review(&[]);
    for (name, looks) in [
        ("wide-light", WIDE),
        ("wide-dark", Looks { dark: true, ..WIDE }),
        (
            "narrow-light",
            Looks {
                width: 390,
                height: 800,
                dark: false,
            },
        ),
        (
            "narrow-dark",
            Looks {
                width: 390,
                height: 800,
                dark: true,
            },
        ),
    ] {
        in_browser(looks, async |browser| {
            browser.goto(&server).await;
            for view in ["align", "edit", "findings", "diff", "terms"] {
                browser
                    .click(&format!("[role=tab][data-view={view}]"))
                    .await;
                browser.until("shown", &format!("return !document.querySelector('[role=tabpanel][data-view={view}]').hidden")).await;
                tokio::time::sleep(std::time::Duration::from_millis(400)).await;
                browser.picture(&format!("{view}-{name}")).await;
                let fits = browser
                    .js("return document.documentElement.scrollWidth <= window.innerWidth")
                    .await;
                assert_eq!(fits, json!(true), "{view} {name}");
            }
            // Every control has an accessible name.
            let nameless = browser.js("return [...document.querySelectorAll('button, input, select, textarea, [role=tab]')].filter(e => e.offsetParent && !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length || e.title)).map(e => e.outerHTML)").await;
            assert_eq!(nameless, json!([]), "{name}");
            browser.is_clean(&server);
        });
    }
}

#[test]
fn a_hundred_thousand_beads_are_walked_through() {
    let project = Project::new();
    let mut table = String::from("source\ttarget\tconfidence\n");
    for n in 0..100_000 {
        table.push_str(&format!(
            "第{n}天他看见了{}只海鸥。\tOn day {n} he saw {} gulls.\t0.{}\n",
            n % 90,
            n % 90,
            n % 10
        ));
    }
    fs::write(project.path("big.tsv"), table).unwrap();
    duizhao(&project, &["convert", "big.tsv", "big.bitext.jsonl"]);
    let server = Server::start(&project, &["review", "big.bitext.jsonl"]);
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        for at in [99_999, 50_000, 3] {
            stand(browser, "align", at).await;
            let text = browser
                .js("return document.activeElement.closest('.bead').innerText")
                .await;
            assert!(
                text.as_str().unwrap().contains(&format!("On day {at} ")),
                "{text}"
            );
        }
        let nodes = browser
            .js("return document.querySelectorAll('*').length")
            .await;
        assert!(nodes.as_u64().unwrap() < 5_000, "{nodes}");
        stand(browser, "align", 60_000).await;
        browser.keys("m").await;
        said(browser, "merged").await;
        stand(browser, "align", 60_001).await;
        let text = browser
            .js("return document.activeElement.closest('.bead').innerText")
            .await;
        assert!(text.as_str().unwrap().contains("On day 60002 "), "{text}");
        browser.is_clean(&server);
    });
}
