//! A project of several texts: the list, the way from text to text, and what goes over all of them.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::json;

use super::driver::{Browser, CONTROL, DOWN, ENTER, ESCAPE, Looks, UP_ALL, WIDE};
use super::{in_browser, said};
use crate::workbench::{Project, Server};

fn review(project: &Project) -> Server {
    Server::start(project, &["review"])
}

async fn is(browser: &Browser, what: &str, expression: &str) {
    browser
        .until(what, &format!("return !!({expression})"))
        .await;
}

/// The list is there, and everything in it is known.
async fn listed(browser: &Browser) {
    let known = "location.pathname === '/' && document.querySelectorAll('.text-row').length > 0 \
        && !document.querySelector('#sums').textContent.includes('not read')";
    is(browser, "the list is there", known).await;
}

async fn list(browser: &Browser, server: &Server) {
    browser.client.goto(&server.address).await.unwrap();
    listed(browser).await;
}

/// The page of a text is there, with a bead that has the focus or not.
async fn opened(browser: &Browser, name: &str, title: &str) {
    let there = format!(
        "decodeURIComponent(location.pathname) === '/t/{name}' && document.querySelector('#title').textContent === '{title}' \
         && document.querySelector('[role=tabpanel]:not([hidden])')"
    );
    is(browser, &format!("{name} is open"), &there).await;
}

/// The row of this text has the focus.
async fn stands(browser: &Browser, name: &str) {
    is(
        browser,
        &format!("{name} has the focus"),
        &format!("document.activeElement.dataset.key === '{name}'"),
    )
    .await;
}

/// The current bead of the view contains these words, and has the focus.
async fn at_bead(browser: &Browser, view: &str, words: &str) {
    let there = format!(
        "document.body.dataset.view === '{view}' && document.activeElement.closest('.bead.current')?.innerText.includes('{words}')"
    );
    is(
        browser,
        &format!("the bead with {words} is current"),
        &there,
    )
    .await;
}

#[test]
fn texts_are_listed_opened_and_switched_by_the_keyboard() {
    let project = Project::book();
    let server = review(&project);
    in_browser(WIDE, async |browser| {
        list(browser, &server).await;
        stands(browser, "zh/01.md").await;
        let shown = browser.js("return [...document.querySelectorAll('.part')].map(part => [part.querySelector('h2').innerText, ...[...part.querySelectorAll('.text-row')].map(row => row.innerText.replace(/\\s+/g, ' '))])").await;
        assert_eq!(
            shown,
            json!([
                [
                    "上游",
                    "清晨 zh/01.md 4 links nothing to do",
                    "账本 zh/02.md 5 links 1 doubtful 2 findings",
                    shown[0][3]
                ],
                [
                    "下游",
                    "钟声 zh/04.md 5 links 1 doubtful 2 findings",
                    "归来 zh/05.md 3 links nothing to do"
                ],
            ])
        );
        assert!(
            shown[0][3]
                .as_str()
                .unwrap()
                .contains("the English of zh/03.md is not there"),
            "{shown}"
        );
        browser.picture("texts").await;
        let nameless = browser.js("return [...document.querySelectorAll('button, input, select, textarea, a, [role=tab]')].filter(e => e.offsetParent && !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length || e.title)).map(e => e.outerHTML)").await;
        assert_eq!(nameless, json!([]));
        // Into a text, on to the next ones, and back.
        browser.keys(DOWN.to_string()).await;
        stands(browser, "zh/02.md").await;
        browser.keys(ENTER.to_string()).await;
        opened(browser, "zh/02.md", "账本").await;
        is(
            browser,
            "its place is shown",
            "document.querySelector('#text-place').textContent === '2 of 5'",
        )
        .await;
        is(
            browser,
            "the beads are there",
            "document.querySelectorAll('.bead[data-bead]').length === 5",
        )
        .await;
        browser.picture("text-of-several").await;
        browser.keys("[").await;
        opened(browser, "zh/01.md", "清晨").await;
        is(
            browser,
            "there is a view",
            "document.querySelectorAll('.bead[data-bead]').length === 4",
        )
        .await;
        browser.keys("[").await;
        said(browser, "this is the first text").await;
        browser.keys("]").await;
        opened(browser, "zh/02.md", "账本").await;
        is(
            browser,
            "there is a view",
            "document.querySelectorAll('.bead[data-bead]').length === 5",
        )
        .await;
        browser.keys("0").await;
        listed(browser).await;
        stands(browser, "zh/02.md").await;
        is(
            browser,
            "it is the last one",
            "document.querySelector('[data-name=\"zh/02.md\"]').innerText.includes('last')",
        )
        .await;
        // Filters, by the mouse and by words.
        browser.click("#texts-kinds [data-kind=doubtful]").await;
        is(
            browser,
            "two are left",
            "document.querySelectorAll('.text-row').length === 2",
        )
        .await;
        browser.click("#texts-kinds [data-kind=all]").await;
        browser.js("document.activeElement.blur()").await;
        browser.keys("n").await;
        browser.keys("归").await;
        is(
            browser,
            "one is left",
            "document.querySelectorAll('.text-row').length === 1",
        )
        .await;
        browser.keys(ENTER.to_string()).await;
        stands(browser, "zh/05.md").await;
        browser.is_clean(&server);
        // A text that cannot be opened says why, and is no dead end.
        browser
            .client
            .goto(&format!("http://{}/t/zh%2F03.md", server.host))
            .await
            .unwrap();
        is(
            browser,
            "it says why",
            "document.querySelector('#unopened').innerText.toLowerCase().includes('duizhao translate')",
        )
        .await;
        browser.picture("text-unopened").await;
        browser.keys("]").await;
        opened(browser, "zh/04.md", "钟声").await;
    });
}

#[test]
fn the_list_fits_wide_and_narrow_light_and_dark() {
    let project = Project::book();
    let server = review(&project);
    for (name, width, dark) in [
        ("wide", 1280, true),
        ("narrow", 390, false),
        ("narrow-dark", 390, true),
    ] {
        let looks = Looks {
            width,
            height: 800,
            dark,
        };
        in_browser(looks, async |browser| {
            list(browser, &server).await;
            for view in ["texts", "terms"] {
                browser
                    .click(&format!("[role=tab][data-view={view}]"))
                    .await;
                if view == "terms" {
                    browser.click("[data-action=term-uses]").await;
                    is(
                        browser,
                        "the renderings are there",
                        "document.querySelectorAll('.rendering').length === 3",
                    )
                    .await;
                }
                browser.picture(&format!("list-{view}-{name}")).await;
                let fits = browser
                    .js("return document.documentElement.scrollWidth <= window.innerWidth")
                    .await;
                assert_eq!(fits, json!(true), "{view} {name}");
            }
            browser.is_clean(&server);
        });
    }
}

#[test]
fn next_goes_on_in_the_next_text() {
    let project = Project::book();
    let server = review(&project);
    in_browser(WIDE, async |browser| {
        list(browser, &server).await;
        stands(browser, "zh/01.md").await;
        browser.keys(ENTER.to_string()).await;
        opened(browser, "zh/01.md", "清晨").await;
        is(
            browser,
            "the beads are there",
            "document.querySelectorAll('.bead[data-bead]').length === 4",
        )
        .await;
        // There is nothing doubtful here, and nothing in the third text, which cannot be opened.
        browser.keys("d").await;
        opened(browser, "zh/02.md", "账本").await;
        at_bead(browser, "align", "下雨的日子里").await;
        browser.keys("d").await;
        opened(browser, "zh/04.md", "钟声").await;
        at_bead(browser, "align", "translator once added").await;
        browser.keys("d").await;
        opened(browser, "zh/02.md", "账本").await;
        at_bead(browser, "align", "下雨的日子里").await;
        said(browser, "from the first text again").await;
        // Findings likewise.
        browser.keys("3").await;
        is(
            browser,
            "the first finding has the focus",
            "document.activeElement.matches('.card.finding')",
        )
        .await;
        browser.keys("d").await;
        is(
            browser,
            "the second one",
            "document.activeElement === document.querySelectorAll('.card.finding')[1]",
        )
        .await;
        browser.keys("j").await;
        said(browser, "the last one here").await;
        browser.keys("d").await;
        opened(browser, "zh/04.md", "钟声").await;
        is(browser, "its first finding has the focus", "document.body.dataset.view === 'findings' && document.activeElement.matches('.card.finding')").await;
        // From the list, a number leads to what it counts.
        browser.keys("0").await;
        listed(browser).await;
        browser
            .click("[data-name='zh/02.md'] [data-kind=doubtful]")
            .await;
        opened(browser, "zh/02.md", "账本").await;
        at_bead(browser, "align", "下雨的日子里").await;
        is(
            browser,
            "these alone",
            "document.querySelectorAll('.bead').length === 1",
        )
        .await;
        browser.is_clean(&server);
    });
}

#[test]
fn words_are_searched_in_all_texts() {
    let project = Project::book();
    let server = review(&project);
    in_browser(WIDE, async |browser| {
        list(browser, &server).await;
        browser.keys("/").await;
        is(
            browser,
            "the field has the focus",
            "document.activeElement.id === 'search'",
        )
        .await;
        browser.keys("warehouse").await;
        is(
            browser,
            "found",
            "document.querySelector('#search-state').textContent === '1 place in 1 text.'",
        )
        .await;
        browser.keys(DOWN.to_string()).await;
        is(
            browser,
            "the hit has the focus",
            "document.activeElement.matches('.card.hit')",
        )
        .await;
        browser.keys(ENTER.to_string()).await;
        opened(browser, "zh/02.md", "账本").await;
        is(
            browser,
            "its place is current",
            "document.querySelector('#edit-list .bead.current')?.innerText.includes('仓库')",
        )
        .await;
        // From within a text: in all texts, or in this one.
        browser.js("document.activeElement.blur()").await;
        browser.keys("/").await;
        browser.keys("渡口").await;
        is(
            browser,
            "found in all",
            "document.querySelector('#search-state').textContent === '3 places in 3 texts.'",
        )
        .await;
        browser.picture("search-all").await;
        browser.click("#search-all").await;
        is(
            browser,
            "found here",
            "document.querySelector('#search-state').textContent === '1 place.'",
        )
        .await;
        browser.click("#search-all").await;
        // The renderings of a term.
        browser.click("[data-action=term-uses]").await;
        is(
            browser,
            "all renderings",
            "document.querySelectorAll('#hits .rendering').length === 3",
        )
        .await;
        let shown = browser
            .js("return document.querySelector('#hits').innerText")
            .await;
        let shown = shown.as_str().unwrap();
        assert!(
            shown.contains("allowed by the glossary") && shown.contains("otherwise"),
            "{shown}"
        );
        browser.picture("renderings").await;
        browser.click("#hits [data-in='zh/04.md']").await;
        opened(browser, "zh/04.md", "钟声").await;
        is(
            browser,
            "its place is current",
            "document.querySelector('#edit-list .bead.current')?.innerText.includes('渡口')",
        )
        .await;
        browser.is_clean(&server);
    });
}

#[test]
fn two_tabs_work_on_two_texts_and_all_is_remembered() {
    let project = Project::book();
    let server = review(&project);
    let english = |name: &str| fs::read_to_string(project.path(name)).unwrap();
    in_browser(WIDE, async |browser| {
        list(browser, &server).await;
        let page = |name: &str| format!("http://{}/t/zh%2F{name}.md#view=edit", server.host);
        let first = browser.client.window().await.unwrap();
        let edit = async |name: &str, words: &str| {
            browser.client.goto(&page(name)).await.unwrap();
            is(
                browser,
                "the text is there",
                "document.querySelectorAll('.bead[data-bead]').length > 2",
            )
            .await;
            browser.click("[role=tab][data-view=edit]").await;
            browser.js("document.activeElement.blur()").await;
            browser.keys("g").await;
            is(
                browser,
                "asked",
                "document.querySelector('dialog[open] #ask-field')",
            )
            .await;
            browser.keys(format!("3{ENTER}")).await;
            is(
                browser,
                "it is current",
                "document.querySelector('#edit-list .bead.current')?.dataset.index === '2'",
            )
            .await;
            browser.keys(ENTER.to_string()).await;
            is(
                browser,
                "typing",
                "document.activeElement.matches('textarea[data-sentence]')",
            )
            .await;
            browser.keys(format!("{CONTROL}a{UP_ALL}{words}")).await;
            is(
                browser,
                "kept",
                "document.querySelector('#saved').textContent === 'Kept'",
            )
            .await;
        };
        edit("01", "The river ran between the stones.").await;
        let second = browser.client.new_window(true).await.unwrap();
        browser
            .client
            .switch_to_window(second.handle)
            .await
            .unwrap();
        edit("05", "He walked home alone with his lantern on the bow.").await;
        // The first tab goes on with its own text.
        browser.client.switch_to_window(first).await.unwrap();
        browser.keys(ESCAPE.to_string()).await;
        browser.js("document.activeElement.blur()").await;
        let start = Instant::now();
        while !english("en/01.md").contains("ran between") {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "{}",
                english("en/01.md")
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        browser.keys("]").await;
        opened(browser, "zh/02.md", "账本").await;
        browser.is_clean(&server);
    });
    server.end();
    if english("en/01.md").contains("flowed slowly") {
        // There is no browser.
        return;
    }
    assert!(english("en/05.md").contains("He walked home alone"));
    let server = review(&project);
    in_browser(WIDE, async |browser| {
        list(browser, &server).await;
        stands(browser, "zh/02.md").await;
        browser.keys("k").await;
        stands(browser, "zh/01.md").await;
        browser.keys(ENTER.to_string()).await;
        opened(browser, "zh/01.md", "清晨").await;
        is(browser, "view and place are those of before", "document.body.dataset.view === 'edit' && document.querySelector('#edit-list .bead.current')?.dataset.index === '2'").await;
    });
}
