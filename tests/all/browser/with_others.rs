//! Reviewing with others: finding and replacing, lists that stay true, stages, comments, proposals, fixes that are
//! shown first, the density, the language of the page.

use std::fs;
use std::time::{Duration, Instant};

use fantoccini::Locator;
use serde_json::{Value, json};

use super::driver::{ALT, Browser, CONTROL, DOWN, ENTER, ESCAPE, Looks, UP_ALL, WIDE};
use super::{bead, in_browser, said, stand};
use crate::common::installed;
use crate::workbench::{Project, Server};

async fn is(browser: &Browser, what: &str, expression: &str) {
    browser
        .until(what, &format!("return !!({expression})"))
        .await;
}

fn until(what: &str, mut is: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < Duration::from_secs(30), "never: {what}");
        std::thread::sleep(Duration::from_millis(60));
    }
}

/// Types words into a field of a dialog.
async fn fill(browser: &Browser, selector: &str, words: &str) {
    browser
        .js(&format!("document.querySelector('{selector}').focus()"))
        .await;
    browser.keys(format!("{CONTROL}a{UP_ALL}{words}")).await;
}

async fn place(browser: &Browser) -> String {
    let place = browser
        .js("return document.querySelector('#place').textContent")
        .await;
    place.as_str().unwrap().to_owned()
}

/// The names that the accessibility tree has for nodes of a role.
fn names(browser: &Browser, role: &str) -> Vec<String> {
    let nodes = browser.accessible().into_iter();
    nodes
        .filter(|(of, _)| of == role)
        .map(|(_, name)| name)
        .collect()
}

async fn choose(browser: &Browser, selector: &str, value: &str) {
    browser
        .js(&format!(
            "const select = document.querySelector('{selector}'); select.value = '{value}'; select.dispatchEvent(new Event('change'))"
        ))
        .await;
}

#[test]
fn words_are_found_looked_at_and_replaced_by_the_keyboard() {
    let project = Project::new();
    let server = project.review(&[]);
    let before = server.get("find?q=bridge&most=500");
    let total = before["target"].as_u64().unwrap();
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        browser.keys(format!("{CONTROL}h{UP_ALL}")).await;
        is(
            browser,
            "the dialog has the focus",
            "document.activeElement.id === 'replace-q'",
        )
        .await;
        browser.keys("bridge").await;
        is(
            browser,
            "all places are there",
            &format!("document.querySelectorAll('#replace-dialog .tick').length === {total}"),
        )
        .await;
        fill(browser, "#replace-with", "viaduct").await;
        is(
            browser,
            "before and after are shown",
            "document.querySelector('.tick ins')?.textContent.includes('viaduct') && document.querySelector('.tick del')?.textContent.toLowerCase().includes('bridge')",
        )
        .await;
        browser.picture("replace").await;
        // One is left out, by its tick.
        browser
            .js("document.querySelectorAll('#replace-dialog .tick input')[1].focus()")
            .await;
        browser.keys(" ").await;
        let button = "document.querySelector('#replace-dialog [data-action=replace]')";
        is(
            browser,
            "the button counts",
            &format!(
                "{button}.textContent === 'Replace {} of {total} places'",
                total - 1
            ),
        )
        .await;
        let ticks = names(browser, "checkbox");
        let said_so = |name: &String| name.contains("taken out:") && name.contains("put in:");
        assert!(
            ticks.iter().filter(|name| said_so(name)).count() as u64 == total,
            "{ticks:?}"
        );
        assert!(names(browser, "dialog").contains(&"Find and replace".to_owned()));
        browser.js(&format!("{button}.focus()")).await;
        browser.keys(ENTER.to_string()).await;
        is(
            browser,
            "it is done",
            "document.activeElement.dataset.action === 'undo-replace'",
        )
        .await;
        assert_eq!(server.get("find?q=bridge")["target"], 1);
        assert_eq!(server.get("find?q=viaduct")["target"], total - 1);
        // One step back.
        browser.keys(ENTER.to_string()).await;
        until("taken back", || {
            server.get("find?q=bridge")["target"] == total
        });
        browser.keys(ESCAPE.to_string()).await;
        is(
            browser,
            "closed",
            "!document.querySelector('#replace-dialog')",
        )
        .await;
        browser.is_clean(&server);
    });
}

#[test]
fn all_texts_are_replaced_and_taken_back_from_the_page() {
    let project = Project::book();
    let server = Server::start(&project, &["review"]);
    in_browser(WIDE, async |browser| {
        browser.client.goto(&server.address).await.unwrap();
        is(
            browser,
            "all is read",
            "document.querySelectorAll('.text-row').length > 0 && !document.querySelector('#sums').textContent.includes('not read')",
        )
        .await;
        browser.keys(format!("{CONTROL}h{UP_ALL}")).await;
        is(
            browser,
            "the dialog has the focus",
            "document.activeElement.id === 'replace-q'",
        )
        .await;
        browser.keys("the boat").await;
        is(
            browser,
            "two places",
            "document.querySelectorAll('#replace-dialog .tick').length === 2",
        )
        .await;
        let titles = browser
            .js("return [...document.querySelectorAll('.tick-title')].map(one => one.textContent)")
            .await;
        assert_eq!(titles, json!(["清晨", "归来"]));
        browser.keys(ENTER.to_string()).await;
        browser.keys("the raft").await;
        browser.keys(ENTER.to_string()).await;
        is(
            browser,
            "the button has the focus",
            "document.activeElement.dataset.action === 'replace'",
        )
        .await;
        browser.keys(ENTER.to_string()).await;
        is(
            browser,
            "done",
            "document.activeElement.dataset.action === 'take-back'",
        )
        .await;
        let count = |q: &str| server.get(&format!("project/find?q={q}"))["target"].clone();
        assert_eq!(count("the%20raft"), 2);
        browser.picture("replace-all").await;
        browser.keys(ENTER.to_string()).await;
        until("taken back", || {
            count("the%20boat") == 2 && count("the%20raft") == 0
        });
        browser.is_clean(&server);
    });
}

#[test]
fn a_list_holds_only_what_belongs_to_it() {
    let project = Project::new();
    let server = project.review(&[]);
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        browser.click("#align-bar [data-filter=unlinked]").await;
        let rows = "document.querySelectorAll('#align-list .bead').length";
        is(browser, "the unlinked", &format!("{rows} === 2")).await;
        assert_eq!(place(browser).await, "1 of 2 unlinked");
        // In the Edit view the same ones are shown; what is written leaves when it is left, not before.
        browser.js("document.activeElement.blur()").await;
        browser.keys("2").await;
        is(
            browser,
            "the same in Edit",
            "document.querySelectorAll('#edit-list .bead').length === 2",
        )
        .await;
        browser.keys(ENTER.to_string()).await;
        is(
            browser,
            "to be written",
            "document.activeElement.dataset.action === 'write'",
        )
        .await;
        browser.keys(ENTER.to_string()).await;
        is(
            browser,
            "typing",
            "document.activeElement.matches('textarea[data-sentence]')",
        )
        .await;
        browser.keys("It was copied out.").await;
        is(
            browser,
            "kept",
            "document.querySelector('#saved').textContent === 'Kept'",
        )
        .await;
        is(
            browser,
            "it stays while it is typed in",
            "document.querySelectorAll('#edit-list .bead').length === 2 && document.activeElement.matches('textarea')",
        )
        .await;
        browser.keys(ESCAPE.to_string()).await;
        is(
            browser,
            "it is gone",
            "document.querySelectorAll('#edit-list .bead').length === 1",
        )
        .await;
        is(
            browser,
            "the next one is current",
            "document.activeElement.matches('#edit-list .bead.current')",
        )
        .await;
        assert_eq!(place(browser).await, "1 of 1 unlinked");
        // An act in the Align view takes the link out of the list, and undo brings it back.
        browser.keys("1").await;
        browser.click("#align-bar [data-filter=doubtful]").await;
        is(
            browser,
            "the doubtful",
            "document.querySelector('#place').textContent.endsWith('doubtful')",
        )
        .await;
        let all = browser
            .js(&format!("return {rows}"))
            .await
            .as_u64()
            .unwrap();
        assert!(all > 2, "{all}");
        let first = "document.querySelector('#align-list .bead.current').dataset.index";
        let index = browser.js(&format!("return {first}")).await;
        browser
            .js("document.querySelector('#align-list .bead.current').focus()")
            .await;
        browser.keys("l").await;
        is(
            browser,
            "one less",
            &format!("{rows} === {} && {first} !== {index}", all - 1),
        )
        .await;
        is(
            browser,
            "the next has the focus",
            "document.activeElement.matches('#align-list .bead.current')",
        )
        .await;
        assert_eq!(place(browser).await, format!("1 of {} doubtful", all - 1));
        browser.keys(format!("{CONTROL}z{UP_ALL}")).await;
        is(browser, "it is back", &format!("{rows} === {all}")).await;
        browser.is_clean(&server);
    });
}

#[test]
fn stages_comments_and_proposals_by_the_keyboard() {
    let project = Project::new();
    let server = project.review(&[]);
    let id = |at: usize| bead(&server, at)["id"].clone();
    let op = |op: Value| {
        server.post("op", json!({"version": server.version(), "op": op}));
    };
    op(json!({"do": "propose", "bead": id(8), "texts": ["In Wuxi they begin with the bridge."]}));
    op(json!({"do": "propose", "bead": id(9), "texts": ["Nobody wants this."]}));
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        stand(browser, "align", 6).await;
        browser.keys("y").await;
        said(browser, "approved").await;
        let badge = "document.querySelector('#align-list .bead.current .stage.approved')";
        is(browser, "the badge", badge).await;
        // A question, by the keyboard alone; the answer resolves it.
        stand(browser, "edit", 7).await;
        browser.keys("q").await;
        is(
            browser,
            "asked",
            "document.activeElement.id === 'ask-field'",
        )
        .await;
        browser
            .keys(format!("Which engineers?{CONTROL}{ENTER}{UP_ALL}"))
            .await;
        is(
            browser,
            "it is a query",
            "document.querySelector('#edit-list .bead.current .stage.query')",
        )
        .await;
        is(
            browser,
            "the thread",
            "document.querySelector('#aids .comment')?.textContent.includes('Which engineers?')",
        )
        .await;
        browser.keys("o").await;
        is(
            browser,
            "asked",
            "document.activeElement.id === 'ask-field'",
        )
        .await;
        let about = browser
            .js("return document.querySelector('dialog .about').textContent")
            .await;
        assert!(
            about.as_str().unwrap().contains("Which engineers?"),
            "{about}"
        );
        browser
            .keys(format!("All of them.{CONTROL}{ENTER}{UP_ALL}"))
            .await;
        is(
            browser,
            "two comments",
            "document.querySelectorAll('#aids .comment').length === 2",
        )
        .await;
        // From elsewhere, the question is what wants work first.
        stand(browser, "edit", 20).await;
        browser.keys("i").await;
        is(
            browser,
            "the question",
            "document.activeElement.dataset.index === '7'",
        )
        .await;
        said(browser, "query").await;
        choose(browser, "#edit-bar .stages", "query").await;
        is(
            browser,
            "it alone",
            "document.querySelectorAll('#edit-list .bead').length === 1",
        )
        .await;
        assert_eq!(place(browser).await, "1 of 1 query");
        browser.picture("edit-query").await;
        browser.click("#aids [data-action=resolve-question]").await;
        is(
            browser,
            "none is left",
            "!document.querySelector('#edit-none').hidden",
        )
        .await;
        assert_eq!(bead(&server, 7)["stage"]["is"], "translated");
        choose(browser, "#edit-bar .stages", "").await;
        // Proposals are seen as changes, accepted and refused.
        stand(browser, "edit", 8).await;
        is(
            browser,
            "what is proposed",
            "[...document.querySelectorAll('#aids .proposal ins')].some(one => one.textContent.includes('begin'))",
        )
        .await;
        browser.picture("edit-proposal").await;
        browser.keys("p").await;
        said(browser, "accepted").await;
        assert_eq!(
            bead(&server, 8)["target"][0]["text"],
            "In Wuxi they begin with the bridge."
        );
        stand(browser, "edit", 9).await;
        browser.keys("P").await;
        said(browser, "refused").await;
        assert_eq!(bead(&server, 9)["proposals"], json!([]));
        // An answer goes to the link that it stands at, whichever is the current one.
        stand(browser, "align", 5).await;
        browser
            .click("#align-list .bead[data-index='7'] [data-action=comment]")
            .await;
        is(
            browser,
            "asked",
            "document.activeElement.id === 'ask-field'",
        )
        .await;
        browser
            .keys(format!("And the others?{CONTROL}{ENTER}{UP_ALL}"))
            .await;
        until("it is there", || {
            bead(&server, 7)["comments"].as_array().unwrap().len() == 3
        });
        assert_eq!(bead(&server, 5)["comments"], json!([]));
        stand(browser, "edit", 9).await;
        // A note is seen and changed here, too.
        browser.keys("n").await;
        is(
            browser,
            "asked",
            "document.activeElement.id === 'ask-field'",
        )
        .await;
        browser
            .keys(format!("see page 4{CONTROL}{ENTER}{UP_ALL}"))
            .await;
        is(
            browser,
            "the note",
            "document.querySelector('#edit-list .bead.current .note')?.textContent.includes('see page 4')",
        )
        .await;
        browser.is_clean(&server);
    });
}

#[test]
fn safe_fixes_are_shown_and_left_out_before_they_are_made() {
    let project = Project::new();
    let server = project.review(&[]);
    for (at, text) in [
        (10, "One， and two."),
        (12, "Three， and four."),
        (14, "Five， and six."),
    ] {
        let id = bead(&server, at)["id"].clone();
        server.post(
            "op",
            json!({"version": server.version(), "op": {"do": "translate", "bead": id, "texts": [text]}}),
        );
    }
    until("checked", || server.get("session")["checked"] == true);
    let safe = server.get("fixes?rule=*")["total"].as_u64().unwrap();
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        browser.keys("3").await;
        is(
            browser,
            "findings",
            "document.querySelector('#findings-list [data-fingerprint]')",
        )
        .await;
        browser.keys("F").await;
        is(
            browser,
            "the fixes are shown",
            &format!("document.querySelectorAll('#fix-dialog .tick').length === {safe}"),
        )
        .await;
        browser.picture("fix-all").await;
        let at = browser
            .js("const rows = [...document.querySelectorAll('#fix-dialog .tick')]; const row = rows.find(one => one.dataset.index === '12'); row.querySelector('input').focus(); return row.textContent")
            .await;
        assert!(at.as_str().unwrap().contains("Three"), "{at}");
        browser.keys(" ").await;
        is(
            browser,
            "one less",
            &format!("document.querySelector('[data-action=fix-ticked]').textContent === 'Make {} fixes'", safe - 1),
        )
        .await;
        browser.click("[data-action=fix-ticked]").await;
        said(browser, "fixed").await;
        let words = |at: usize| bead(&server, at)["target"][0]["text"].clone();
        assert_eq!(words(10), "One, and two.");
        assert_eq!(words(12), "Three， and four.");
        browser.keys(format!("{CONTROL}z{UP_ALL}")).await;
        until("one step", || {
            words(10) == "One， and two." && words(14) == "Five， and six."
        });
        browser.is_clean(&server);
    });
}

#[test]
fn changes_are_sorted_by_weight_and_chosen_by_what_they_change() {
    let project = Project::new();
    let server = project.review(&[]);
    let edit = |at: usize, from: &str, to: &str| {
        let bead = bead(&server, at);
        let mut texts: Vec<String> = bead["target"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["text"].as_str().unwrap().to_owned())
            .collect();
        texts[0] = texts[0].replacen(from, to, 1);
        let op = json!({"do": "translate", "bead": bead["id"], "texts": texts});
        server.post("op", json!({"version": server.version(), "op": op}));
    };
    edit(8, "town", "small town");
    edit(9, "three", "four");
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        browser.keys("4").await;
        let order = "[...document.querySelectorAll('#diff-list .card')].map(one => one.dataset.index).join()";
        is(browser, "by place", &format!("{order} === '8,9'")).await;
        choose(browser, "#diff-order", "weight").await;
        is(browser, "by weight", &format!("{order} === '9,8'")).await;
        browser.click("#diff-meanings [data-kind=number]").await;
        is(browser, "numbers alone", &format!("{order} === '9'")).await;
        browser
            .js("document.querySelector('#diff-list .card').focus()")
            .await;
        assert_eq!(place(browser).await, "1 of 1 Number");
        browser.click("#diff-meanings [data-kind=number]").await;
        is(browser, "all again", &format!("{order} === '9,8'")).await;
        browser.is_clean(&server);
    });
}

const AT_A_DESK: Looks = Looks {
    width: 1440,
    height: 900,
    dark: false,
};

#[test]
fn many_links_are_seen_at_once() {
    let project = Project::new();
    let server = project.review(&[]);
    in_browser(AT_A_DESK, async |browser| {
        browser.goto(&server).await;
        let whole = "(() => { const box = document.querySelector('#align-list').getBoundingClientRect(); \
            return [...document.querySelectorAll('#align-list .bead[data-bead]')].filter(one => { const { top, bottom } = one.getBoundingClientRect(); \
            return top >= box.top - 0.5 && bottom <= box.bottom + 0.5; }).length; })()";
        let usual = browser
            .js(&format!("return {whole}"))
            .await
            .as_u64()
            .unwrap();
        assert!(usual < 18, "{usual}");
        browser.js("document.activeElement.blur()").await;
        browser.keys("v").await;
        is(browser, "18 links at least", &format!("{whole} >= 18")).await;
        browser.picture("align-compact").await;
        // It is remembered, and said.
        assert_eq!(browser.js("return document.querySelector('[data-action=density]').getAttribute('aria-pressed')").await, json!("true"));
        browser.client.refresh().await.unwrap();
        is(
            browser,
            "still",
            &format!("document.querySelectorAll('.bead').length > 1 && {whole} >= 18"),
        )
        .await;
        browser.keys("v").await;
        is(browser, "as before", &format!("{whole} < 18")).await;
        browser.is_clean(&server);
    });
}

#[test]
fn a_moved_link_says_where_it_comes_from_and_leads_there() {
    let project = Project::new();
    fs::write(project.path("a.md"), "# 河\n\n船走了。\n\n天黑了。\n").unwrap();
    fs::write(
        project.path("b.md"),
        "# The River\n\nIt grew dark.\n\nThe boat left.\n",
    )
    .unwrap();
    let server = Server::start(&project, &["review", "a.md", "b.md"]);
    server.relink(&[
        ("河", "The River"),
        ("天黑了。", "It grew dark."),
        ("船走了。", "The boat left."),
    ]);
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        let badge = "document.querySelector('#align-list [data-action=go-moved]')";
        is(browser, "the badge", badge).await;
        let words = browser.js(&format!("return {badge}.innerText")).await;
        assert_eq!(words, json!("↑ moved up, from after link 3"), "{words}");
        let cells = names(browser, "gridcell");
        assert!(
            cells
                .iter()
                .any(|name| name.contains("moved up, from after link 3")),
            "{cells:?}"
        );
        stand(browser, "align", 1).await;
        browser.keys("h").await;
        is(
            browser,
            "where it comes from",
            "document.activeElement.dataset.index === '2'",
        )
        .await;
        browser.picture("align-moved").await;
        browser.is_clean(&server);
    });
}

#[test]
fn markup_is_shown_while_it_is_typed_around() {
    let project = Project::new();
    fs::write(project.path("a.md"), "# 河\n\n船走了。\n\n天黑了。\n").unwrap();
    fs::write(
        project.path("b.md"),
        "# The River\n\nThe **old boat** left.\n\nIt grew dark.\n",
    )
    .unwrap();
    let server = Server::start(&project, &["review", "a.md", "b.md"]);
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        stand(browser, "edit", 1).await;
        let bold = "document.querySelector('.bead.current .mirror mark.m-strong')?.textContent";
        is(
            browser,
            "bold under the field",
            &format!("{bold} === 'old boat'"),
        )
        .await;
        browser.keys(ENTER.to_string()).await;
        is(
            browser,
            "typing",
            "document.activeElement.matches('textarea[data-sentence]')",
        )
        .await;
        browser
            .js("document.activeElement.setSelectionRange(0, 0)")
            .await;
        browser.keys("Then: ").await;
        is(
            browser,
            "it moves with its words",
            &format!("{bold} === 'old boat'"),
        )
        .await;
        browser
            .js("document.activeElement.setSelectionRange(9, 9)")
            .await;
        browser.keys("X").await;
        let marked = browser
            .js(&format!("return [{bold}, document.activeElement.value]"))
            .await;
        assert_eq!(marked, json!(["old boat", "Then: TheX old boat left."]));
        browser.keys(ESCAPE.to_string()).await;
        is(
            browser,
            "saved",
            "document.querySelector('#saved').textContent === 'Saved'",
        )
        .await;
        assert!(
            fs::read_to_string(project.path("b.md"))
                .unwrap()
                .contains("Then: TheX **old boat** left.")
        );
        browser.is_clean(&server);
    });
}

#[test]
fn the_page_changes_its_language_and_remembers_it() {
    let project = Project::new();
    let server = project.review(&[]);
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        let language = browser
            .client
            .find(Locator::Css("#language"))
            .await
            .unwrap();
        assert_eq!(language.text().await.unwrap(), "English\n简体中文");
        choose(browser, "#language", "zh-CN").await;
        is(browser, "Chinese", "document.documentElement.lang === 'zh-CN' && document.querySelectorAll('.bead[data-bead]').length > 1").await;
        let tabs = names(browser, "tab");
        assert_eq!(tabs[0], "对齐");
        // Nothing of the page's own is in the other language: only the texts, the formats and the keys are.
        for view in ["align", "edit", "diff", "terms"] {
            browser
                .click(&format!("[role=tab][data-view={view}]"))
                .await;
            is(
                browser,
                "shown",
                &format!("!document.querySelector('[role=tabpanel][data-view={view}]').hidden"),
            )
            .await;
            tokio::time::sleep(Duration::from_millis(500)).await;
            browser.picture(&format!("{view}-chinese")).await;
            let latin = browser
                .js("return [...document.querySelectorAll('button, label, h2, option, summary, th, dt, dd')].filter(one => one.offsetParent && !one.closest('[lang^=en], .text, #exports, kbd') && /[A-Za-z]{3,}/.test(one.innerText) && !one.querySelector('.text, [lang^=en], .what:not(:empty)')).map(one => one.innerText)")
                .await;
            assert_eq!(latin, json!([]), "{view}");
        }
        browser.js("document.activeElement.blur()").await;
        browser.keys("?").await;
        is(
            browser,
            "keys",
            "document.querySelector('#help-dialog[open]')",
        )
        .await;
        let latin = browser
            .js("return [...document.querySelectorAll('#help-dialog dd, #help-dialog h3')].filter(one => /[A-Za-z]{4,}/.test(one.innerText)).map(one => one.innerText)")
            .await;
        assert_eq!(latin, json!([]));
        browser.keys(ESCAPE.to_string()).await;
        browser.client.refresh().await.unwrap();
        is(browser, "still Chinese", "document.documentElement.lang === 'zh-CN' && document.querySelector('#saved').textContent === '已保存'").await;
        browser.is_clean(&server);
    });
}

#[test]
fn axe_finds_nothing_in_the_workbench_in_both_languages_at_every_width() {
    let Some(axe) = installed("DUIZHAO_AXE", "axe.min.js of axe-core") else {
        return;
    };
    let axe = fs::read_to_string(axe).unwrap();
    let project = Project::new();
    let server = project.review(&[]);
    let id = |at: usize| bead(&server, at)["id"].clone();
    for op in [
        json!({"do": "propose", "bead": id(8), "texts": ["In Wuxi they begin with the bridge."]}),
        json!({"do": "comment", "bead": id(8), "text": "Who are they?", "asks": true}),
        json!({"do": "translate", "bead": id(12), "texts": ["Three， and four."]}),
    ] {
        server.post("op", json!({"version": server.version(), "op": op}));
    }
    // A page at 200 % has half the room.
    for (width, height) in [(1280, 900), (640, 450), (390, 800)] {
        let looks = Looks {
            width,
            height,
            dark: false,
        };
        in_browser(looks, async |browser| {
            browser.goto(&server).await;
            for language in ["en", "zh-CN"] {
                choose(browser, "#language", language).await;
                is(browser, "spoken", &format!("document.documentElement.lang === '{language}' && document.querySelector('#title')?.textContent !== '…'")).await;
                browser.js(&format!("{axe}; window.axe = axe;")).await;
                stand(browser, "align", 8).await;
                for view in [
                    "align", "edit", "findings", "diff", "terms", "replace", "fix",
                ] {
                    match view {
                        "replace" => {
                            browser.click("[data-action=find-replace]").await;
                            is(
                                browser,
                                "open",
                                "document.querySelector('#replace-dialog[open]')",
                            )
                            .await;
                            fill(browser, "#replace-q", "bridge").await;
                            is(
                                browser,
                                "found",
                                "document.querySelectorAll('#replace-dialog .tick').length > 3",
                            )
                            .await;
                        }
                        "fix" => {
                            browser.keys(ESCAPE.to_string()).await;
                            browser.click("[role=tab][data-view=findings]").await;
                            browser.click("[data-action=fix-everything]").await;
                            is(
                                browser,
                                "open",
                                "document.querySelector('#fix-dialog[open] .tick')",
                            )
                            .await;
                        }
                        view => {
                            browser
                                .click(&format!("[role=tab][data-view={view}]"))
                                .await;
                            is(browser, "shown", &format!("!document.querySelector('[role=tabpanel][data-view={view}]').hidden")).await;
                        }
                    }
                    tokio::time::sleep(Duration::from_millis(400)).await;
                    browser
                        .picture(&format!("others-{view}-{width}-{language}"))
                        .await;
                    let found = browser
                        .js("return axe.run().then(found => found.violations.map(one => [one.id, one.help, one.nodes.slice(0, 3).map(node => node.html.slice(0, 300))]))")
                        .await;
                    assert_eq!(found, json!([]), "{view} {width} {language}");
                    // Nothing has to be scrolled to sideways, and no control is cut off.
                    let outside = browser
                        .js("return [...document.querySelectorAll('button, input, select, summary, a, textarea')].filter(one => one.offsetParent && !one.closest('.scroller, .ticks-scroll, .skip, details:not([open]) > ul') && one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 120))")
                        .await;
                    assert_eq!(outside, json!([]), "{view} {width} {language}");
                    let fits = browser
                        .js("return [document.documentElement, ...document.querySelectorAll('dialog[open], .scroll, .ticks-scroll, #aids')].every(one => one.scrollWidth <= one.clientWidth + 1)")
                        .await;
                    assert_eq!(fits, json!(true), "{view} {width} {language}");
                }
                browser.keys(ESCAPE.to_string()).await;
                is(browser, "closed", "!document.querySelector('dialog[open]')").await;
            }
            browser.is_clean(&server);
        });
    }
}

#[test]
fn a_field_keeps_what_is_typed_while_keys_decide_elsewhere() {
    let project = Project::new();
    let server = project.review(&[]);
    in_browser(WIDE, async |browser| {
        browser.goto(&server).await;
        stand(browser, "edit", 8).await;
        browser.keys(ENTER.to_string()).await;
        is(
            browser,
            "typing",
            "document.activeElement.matches('textarea[data-sentence]')",
        )
        .await;
        // The letters of the stages are letters in a field.
        browser
            .keys(format!("{CONTROL}a{UP_ALL}why not, Robin? yes"))
            .await;
        is(
            browser,
            "kept",
            "document.querySelector('#saved').textContent === 'Kept'",
        )
        .await;
        assert_eq!(bead(&server, 8)["stage"]["by"], json!(null));
        browser.keys(format!("{CONTROL}{DOWN}{UP_ALL}")).await;
        is(
            browser,
            "the next field",
            "document.activeElement.closest('.bead').dataset.index === '9'",
        )
        .await;
        until("written", || {
            bead(&server, 8)["target"][0]["text"] == "why not, Robin? yes"
        });
        browser.keys(format!("{ALT}9{UP_ALL}")).await;
        browser.keys(ESCAPE.to_string()).await;
        browser.is_clean(&server);
    });
}
