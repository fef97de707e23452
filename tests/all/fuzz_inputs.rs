//! Regression inputs of the fuzzer: all of `fixtures/fuzz/TARGET/*`, and their first beginnings, are
//! given to the fuzz targets.

#[path = "../../fuzz/checks.rs"]
mod checks;

use crate::common::fixture;

#[test]
fn no_input_breaks_anything() {
    let folder = fixture("fuzz");
    for target in checks::TARGETS {
        let mut inputs = 0;
        for entry in std::fs::read_dir(folder.join(target)).unwrap() {
            let data = std::fs::read(entry.unwrap().path()).unwrap();
            checks::check(target, &data);
            for cut in 0..data.len().min(600) {
                checks::check(target, &data[..cut]);
            }
            inputs += 1;
        }
        assert!(inputs > 0, "{target} has no input");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        failure_persistence: None,
        ..proptest::prelude::ProptestConfig::default()
    })]

    /// Pieces of pages in any order, as pages of a book and its table of contents.
    #[test]
    fn books_of_any_pages_are_written_back(
        pages in proptest::collection::vec(
            proptest::collection::vec(
                proptest::sample::select(vec![
                    "海", "灯。", "A ", " ", "\n", "\u{3000}", "<p>", "</p>", "<b>", "</b>", "<br/>", "<a href=\"#n\">",
                    "<a href='b.xhtml'>", "</a>", "<ruby>", "<rt>", "</rt>", "</ruby>", "<![CDATA[", "]]>", "&amp;",
                    "&mdash;", "&lt;", "<pre>", "<pre class=\"x\">", "</pre>", "<select>", "<svg>", "</svg>",
                    "<math>", "</math>", "<h1>", "</h1>", "<h2 id=\"n\">", "</h2>", "<nav>", "</nav>",
                    "<span hidden=\"\">", "</span>", "<!-- ", " -->", "<table>", "<tr>", "<td>", "</td>",
                    "<img alt=\"x\"/>", "<title>", "</title>", "<head>", "</head>", "<html lang=\"zh\">", "<sup>1</sup>",
                    "<li>", "</li>", "<text>", "</text>", "<navLabel>", "</navLabel>", "<main>", "</main>", "<code>",
                    "</code>", "<i/>", "<", ">", "&", "\"", "<p style=\"writing-mode:vertical-rl\">", "<script>", "</script>",
                ]),
                0..24,
            ),
            4..5,
        ),
    ) {
        let data = [&pages[0].concat(), "B <i> & \"c\" ", &pages[1].concat(), &pages[2].concat(), "", &pages[3].concat()];
        checks::check("write_book", data.join("\0").as_bytes());
    }
}
