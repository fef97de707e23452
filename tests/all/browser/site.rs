//! The edition of a project as a site, read from a folder without any server.

use serde_json::json;

use super::driver::{Browser, DOWN, ENTER, ESCAPE, WIDE};
use super::in_browser;
use crate::common::done;
use crate::common::tower::tower;

/// The page that is open, below the folder of the edition.
async fn is_at(browser: &Browser, page: &str) {
    let script = format!(
        "return decodeURI(location.pathname).endsWith({})",
        json!(format!("/edition/{page}"))
    );
    browser.until(page, &script).await;
}

/// Types into the search and waits for so many sentences of other texts.
async fn search(browser: &Browser, wanted: &str, found: usize) {
    browser.js("document.activeElement.blur()").await;
    browser.keys("/").await;
    browser
        .until(
            "the field is there",
            "return document.activeElement.id === 'find'",
        )
        .await;
    browser.keys(wanted).await;
    browser
        .until(
            "it is found",
            &format!("return document.querySelectorAll('#everywhere a').length === {found}"),
        )
        .await;
}

#[test]
fn a_site_is_searched_and_walked_through_from_a_folder() {
    let folder = tower();
    done(folder.path(), &["build"]);
    let site = format!("file://{}/edition/", folder.path().display());
    in_browser(WIDE, async |browser| {
        let goto = async |page: &str| {
            let url = format!("{site}{page}");
            browser.client.goto(&url).await.unwrap();
        };
        goto("index.html").await;
        search(browser, "boat", 4).await;
        let shown = browser
            .js("return document.querySelector('#everywhere li').textContent")
            .await;
        assert_eq!(
            shown,
            json!("See the boat and outside, and what is not.见船和外面，还有没有的。")
        );
        browser.picture("site-search").await;

        // By the keyboard to the first, and to its place, where it is lit.
        browser.keys(DOWN.to_string()).await;
        browser.keys(ENTER.to_string()).await;
        is_at(browser, "ch01.html").await;
        browser
            .until(
                "it is lit",
                "return document.getElementById('found').textContent === '1 of 1' \
                 && CSS.highlights.get('hit').size === 1",
            )
            .await;
        let seen = browser
            .js(
                "const r = document.getElementById('r1').getBoundingClientRect(); \
                 return r.top >= 0 && r.bottom <= innerHeight",
            )
            .await;
        assert_eq!(seen, json!(true));

        // Chinese, from a page; its own hits are lit in it and not listed.
        browser
            .js("document.getElementById('find').value = ''")
            .await;
        search(browser, "老人", 1).await;
        let found = browser
            .js("return [document.getElementById('found').textContent, \
                 document.getElementById('everywhere-count').textContent]")
            .await;
        assert_eq!(found, json!(["1 of 1", "1 in 1 other text"]));
        browser.keys(ESCAPE.to_string()).await;
        browser
            .until(
                "the list is gone",
                "return document.getElementById('everywhere').hidden",
            )
            .await;

        // On and back, by links and by keys.
        browser.js("document.activeElement.blur()").await;
        browser.click(".around a[rel=next]").await;
        is_at(browser, "ch02.html").await;
        browser.keys("n").await;
        is_at(browser, "下/第三章.html").await;
        browser.keys("p").await;
        is_at(browser, "ch02.html").await;
        browser.click(".texts a[rel=contents]").await;
        is_at(browser, "index.html").await;

        // A page in a folder finds what lies above it.
        goto("%E4%B8%8B/ch04.html").await;
        search(browser, "tower", 4).await;
        browser.click("#everywhere a").await;
        is_at(browser, "ch01.html").await;

        // The keys of a page work as they do in one that is alone.
        browser.js("document.activeElement.blur()").await;
        browser.keys("j").await;
        browser
            .until(
                "a sentence is focused",
                "return document.activeElement.classList.contains('s')",
            )
            .await;
        browser.click("#v-interleaved").await;
        goto("ch02.html").await;
        browser
            .until(
                "the view is kept",
                "return document.getElementById('v-interleaved').checked",
            )
            .await;
        browser.is_quiet(&site);
    });
}
