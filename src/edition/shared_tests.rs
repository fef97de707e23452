//! What both texts have alike is shown once.

use std::path::Path;

use super::*;
use crate::align::Aligner;
use crate::bitext::SideName;
use crate::document::read_bytes;
use crate::segment::{SegmentOptions, segment};
use crate::text::Language;

/// What the rows of two Markdown texts share, and the images, code and rules that their sides still show alone.
fn shown(zh: &str, en: &str) -> (Vec<String>, Vec<String>) {
    let text = |source: &str, name: &str, language| {
        let document = read_bytes(source.as_bytes().to_vec(), Path::new(name), None).unwrap();
        segment(document, language, &SegmentOptions::default())
    };
    let (zh, en) = (
        text(zh, "zh.md", Language::Zh),
        text(en, "en.md", Language::En),
    );
    let bitext = Aligner::new(&zh, &en).run().unwrap();
    let edition = Edition::new(&zh, &en, &bitext, EditionOptions::default());
    let told = |opaque: &Opaque| match opaque {
        Opaque::Rule => "rule".to_owned(),
        Opaque::Code { code, .. } => code.clone(),
        Opaque::Nothing => "nothing".to_owned(),
        Opaque::Images(images) => {
            let image = images.iter().map(|image| {
                let other = image.other_alt.as_deref().unwrap_or("-");
                format!("{}|{}|{other}", image.url, image.alt)
            });
            image.collect::<Vec<_>>().join(" ")
        }
    };
    let (mut shared, mut alone) = (Vec::new(), Vec::new());
    let (mut source, mut target) = (0, 0);
    for row in edition.rows() {
        assert_eq!((row.source.start, row.target.start), (source, target));
        (source, target) = (row.source.end, row.target.end);
        shared.extend(row.shared.iter().map(told));
        for side in [SideName::Source, SideName::Target] {
            for view in edition.blocks(row, side) {
                if view.is_opaque() {
                    alone.push(told(&edition.opaque(&view)));
                    continue;
                }
                let events = view.pieces.iter().flat_map(|piece| &piece.events);
                alone.extend(events.filter_map(|event| match event {
                    Event::Image { url, .. } => Some((*url).to_owned()),
                    _ => None,
                }));
            }
        }
    }
    assert_eq!(
        (source, target),
        (zh.document.blocks.len(), en.document.blocks.len())
    );
    (shared, alone)
}

#[test]
fn images_code_and_rules_of_both_texts() {
    let (shared, alone) = shown(
        "灯塔在海边。\n\n![灯](img/a.png)\n\n```sh\nls\n```\n\n---\n\n渡船来了。\n\n![船](b.png)",
        "The lighthouse is by the sea.\n\n![A lamp](../img/a.png)\n\n```sh\nls\n```\n\n---\n\nThe ferry has come.\n\n![A ship](c.png)",
    );
    assert_eq!(shared, ["img/a.png|灯|A lamp", "ls", "rule"]);
    assert_eq!(alone, ["b.png|船|-", "c.png|A ship|-"]);
}

#[test]
fn an_image_a_row_further_is_shown_once() {
    let (shared, alone) = shown(
        "灯塔在海边。\n\n![灯](a.png)\n\n渡船每天早上来。\n\n村里的人都在等它。",
        "The lighthouse is by the sea.\n\nThe ferry comes every morning.\n\n![](a.png)\n\nThe people of the village wait for it.",
    );
    assert_eq!(shared, ["a.png|灯|-"]);
    assert!(alone.is_empty(), "{alone:?}");
}

#[test]
fn the_image_of_a_caption_is_shown_once() {
    let (shared, alone) = shown(
        "![灯](a.png) 灯塔的灯在夜里亮着。\n\n渡船来了。",
        "![A lamp](a.png) The lamp of the lighthouse burns at night.\n\nThe ferry has come.",
    );
    assert_eq!(shared, ["a.png|灯|A lamp"]);
    assert!(alone.is_empty(), "{alone:?}");
}

#[test]
fn images_of_two_servers_are_two_images() {
    let (shared, alone) = shown(
        "灯塔在海边。\n\n![灯](https://a.example/1/640)",
        "The lighthouse is by the sea.\n\n![A lamp](https://b.example/2/640)",
    );
    assert!(shared.is_empty(), "{shared:?}");
    assert_eq!(alone.len(), 2, "{alone:?}");
}
