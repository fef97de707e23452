use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::glossary::format::csv;
use crate::glossary::{Concept, Relation};

/// A small glossary of a harbour town.
const GLOSSARY: &str = "\
source,target,variants,forbidden
港务局,Harbour Authority,HA,Port Bureau|Harbour Authority Office
港,harbour,port,haven
务局长,bureau chief,,
灯塔,lighthouse,light|beacon,lamp tower
开放源码,open source,,open code
IT,IT,,
蓝Tide,BlueTide,,Blue Tide|Bluetide
杰克·伦敦,Jack London,London,
误差范围,margin for error,,
守塔人,lighthouse keeper,keeper,tower guard
城,city,,
光,light,,
堡,castle,,
";

fn matcher() -> (TermMatcher, Termbase) {
    let (termbase, _) = csv::read(GLOSSARY.as_bytes(), Path::new("g.csv"), b',').unwrap();
    (TermMatcher::new(&termbase), termbase)
}

/// Each hit as `text=source term/rendering`.
fn shown(text: &str, hits: &[TermHit], termbase: &Termbase) -> Vec<String> {
    hits.iter()
        .map(|hit| {
            format!(
                "{}={}/{:?}",
                &text[hit.span.clone()],
                termbase.concepts[hit.concept].source,
                hit.rendering
            )
        })
        .collect()
}

fn source(text: &str) -> Vec<String> {
    let (matcher, termbase) = matcher();
    shown(text, &matcher.in_source(text), &termbase)
}

fn target(text: &str) -> Vec<String> {
    let (matcher, termbase) = matcher();
    shown(text, &matcher.in_target(text), &termbase)
}

#[test]
fn longer_source_terms_shield_shorter_ones() {
    assert_eq!(
        source("港务局在港边。"),
        ["港务局=港务局/Source", "港=港/Source"]
    );
    // Of overlapping terms the longer one counts, and of equally long ones the first.
    assert_eq!(source("港务局长"), ["港务局=港务局/Source"]);
    assert_eq!(
        source("守塔人看灯塔"),
        ["守塔人=守塔人/Source", "灯塔=灯塔/Source"]
    );
}

#[test]
fn a_longer_term_wins_although_another_starts_first() {
    let concept = |source: &str| Concept {
        source: source.into(),
        target: "x".into(),
        ..Concept::default()
    };
    let termbase = Termbase {
        concepts: vec![concept("甲乙"), concept("乙丙丁"), concept("乙丙丁")],
    };
    let matcher = TermMatcher::new(&termbase);
    let concepts: Vec<_> = matcher
        .in_source("甲乙丙丁")
        .iter()
        .map(|hit| hit.concept)
        .collect();
    assert_eq!(concepts, [1, 2]);
}

#[test]
fn source_terms_are_found_however_they_are_set() {
    assert_eq!(source("杰克 · 伦敦来了"), ["杰克 · 伦敦=杰克·伦敦/Source"]);
    assert_eq!(source("ＩＴ业"), ["ＩＴ=IT/Source"]);
    assert_eq!(source("蓝 Tide"), ["蓝 Tide=蓝Tide/Source"]);
    // Terms are not found inside a word, and abbreviations not in small letters.
    assert_eq!(source("BIT 和 it"), Vec::<String>::new());
}

#[test]
fn renderings_stand_at_word_boundaries() {
    assert_eq!(target("The city."), ["city=城/Preferred"]);
    assert_eq!(target("Cityscape, ubiquity, city2"), Vec::<String>::new());
    assert_eq!(
        target("“City”—city-wide 城city"),
        [
            "City=城/Preferred",
            "city=城/Preferred",
            "city=城/Preferred"
        ]
    );
    assert_eq!(target("O’London; London’t"), Vec::<String>::new());
}

#[test]
fn capitals() {
    assert_eq!(target("IT fails, and it hurts."), ["IT=IT/Preferred"]);
    assert_eq!(
        target("HARBOUR AUTHORITY"),
        ["HARBOUR AUTHORITY=港务局/Preferred", "HARBOUR=港/Preferred"]
    );
    assert_eq!(target("Harbour"), ["Harbour=港/Preferred"]);
    // A prescribed spelling and a forbidden one of the same letters are told apart.
    assert_eq!(target("BlueTide"), ["BlueTide=蓝Tide/Preferred"]);
    assert_eq!(target("Bluetide"), ["Bluetide=蓝Tide/Forbidden(1)"]);
    assert_eq!(target("Blue-Tide"), ["Blue-Tide=蓝Tide/Forbidden(0)"]);
}

#[test]
fn inflection_and_marks() {
    for (text, hit) in [
        ("cities", "cities=城/Preferred"),
        ("the city’s walls", "city=城/Preferred"),
        ("the cities' walls", "cities=城/Preferred"),
        ("margins for error", "margins for error=误差范围/Preferred"),
        (
            "open\u{2011}source",
            "open\u{2011}source=开放源码/Preferred",
        ),
        ("open\n  source", "open\n  source=开放源码/Preferred"),
        ("lamp towers", "lamp towers=灯塔/Forbidden(0)"),
    ] {
        assert_eq!(target(text), [hit]);
    }
}

#[test]
fn within_a_concept_the_longer_rendering_shields() {
    assert_eq!(
        target("the Harbour Authority Office"),
        [
            "Harbour Authority Office=港务局/Forbidden(1)",
            "Harbour=港/Preferred"
        ]
    );
}

#[test]
fn concepts_overlap_until_one_chooses() {
    let text = "a lighthouse keeper by the light";
    let (matcher, termbase) = matcher();
    let hits = matcher.in_target(text);
    assert_eq!(
        shown(text, &hits, &termbase),
        [
            "lighthouse keeper=守塔人/Preferred",
            "lighthouse=灯塔/Preferred",
            "light=灯塔/Variant(0)",
            "light=光/Preferred"
        ]
    );
    assert_eq!(
        shown(text, &longest(hits), &termbase),
        [
            "lighthouse keeper=守塔人/Preferred",
            "light=灯塔/Variant(0)",
            "light=光/Preferred"
        ]
    );
}

#[test]
fn an_empty_glossary_finds_nothing() {
    let matcher = TermMatcher::new(&Termbase::default());
    assert!(matcher.in_source("灯塔").is_empty());
    assert!(matcher.in_target("lighthouse").is_empty());
    assert!(matcher.in_target("").is_empty());
}

/// What [`TermMatcher::renderings`] finds for one term with these renderings, the preferred one first.
fn found(renderings: &str, times: usize, text: &str) -> Vec<String> {
    let mut renderings = renderings.split('|').map(str::to_owned);
    let concept = Concept {
        source: "词".into(),
        target: renderings.next().unwrap_or_default(),
        variants: renderings.collect(),
        forbidden: vec!["gadget".into()],
        ..Concept::default()
    };
    let termbase = Termbase {
        concepts: vec![concept],
    };
    let term = TermHit {
        concept: 0,
        span: 0..3,
        rendering: Rendering::Source,
    };
    let hits = TermMatcher::new(&termbase).renderings(&vec![term; times], text);
    let kind = |rendering| match rendering {
        Rendering::Related { how, .. } => format!("{how:?}"),
        other => format!("{other:?}"),
    };
    hits.iter()
        .map(|hit| format!("{}={}", &text[hit.span.clone()], kind(hit.rendering)))
        .collect()
}

#[test]
fn renderings_are_found_in_any_spelling_and_form() {
    let cases = [
        ("preorder", "a pre-order walk", "pre-order=Preferred"),
        ("preorder", "a pre order walk", "pre order=Preferred"),
        ("pre-order", "in preorder", "preorder=Preferred"),
        ("drop-down", "two dropdowns", "dropdowns=Preferred"),
        ("sub-crate", "the subcrates", "subcrates=Preferred"),
        (
            "favourite colour",
            "her favorite colors",
            "favorite colors=Preferred",
        ),
        ("centralise", "it is centralized", "centralized=Preferred"),
        (
            "lamp|lantern color",
            "lantern colour",
            "lantern colour=Variant(0)",
        ),
        ("write", "it was written", "written=Preferred"),
        ("sort", "sorting the mail", "sorting=Preferred"),
        ("override", "overridden twice", "overridden=Preferred"),
        ("vertex", "four vertices", "vertices=Preferred"),
        // Shortened.
        ("tide gauge station", "the TGS is shut", "TGS=Short"),
        ("tide gauge station", "several TGSs", "TGSs=Short"),
        ("board of trade", "the BT said", "BT=Short"),
        ("localization", "l10n files", "l10n=Short"),
        ("configuration", "the config file", "config=Short"),
        // Shared with a neighbour.
        ("bow wave", "bow and stern waves", "bow=Coordinated"),
        (
            "stern wave",
            "bow, side, and stern waves",
            "stern waves=Preferred",
        ),
        ("bow wave", "bow, side, and stern waves", "bow=Coordinated"),
        (
            "cargo hold",
            "cargo or passenger holds",
            "cargo=Coordinated",
        ),
        ("add cabin", "add decks and cabins", "cabins=Coordinated"),
        ("preorder", "pre- and postorder", "pre=Coordinated"),
        // Put otherwise.
        (
            "harbour mouth",
            "the mouth of the harbor",
            "mouth of the harbor=Rearranged",
        ),
        (
            "keeper of the light",
            "the light's keeper",
            "light's keeper=Rearranged",
        ),
        // Parts of longer words.
        ("lamp", "`LampHolderNode` is called", "LampHolderNode=Part"),
        ("lamp holder", "see LampHolderNode", "LampHolderNode=Part"),
        ("Lamp", "press `lamp` now", "lamp=Preferred"),
        ("house", "a storehouse", "storehouse=Part"),
        ("array", "all subarrays", "subarrays=Part"),
        ("user", "your username", "username=Part"),
        // Derived words and heads alone do not count, but are told.
        ("recursion", "a recursive call", "recursive=Derived"),
        ("navigation", "navigate home", "navigate=Derived"),
        ("sort", "the sorter", "sorter=Derived"),
        ("linked chain", "the chain is empty", "chain=Head"),
        // None of this.
        ("form", "a platform", ""),
        ("form", "the format", ""),
        ("line", "an island in June", ""),
        ("tree", "three trains", ""),
        ("node", "a note", ""),
        ("bow wave", "The bow sank. And waves came", "waves=Head"),
        ("bow wave", "the bow that a wave broke", "wave=Head"),
        ("OCEAN", "an ocean", ""),
        ("BlueTide", "a blue tide", ""),
        ("C++", "a C", ""),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .map(|(renderings, text, expected)| (found(renderings, 1, text).join(", "), text, expected))
        .filter(|(found, _, expected)| found != *expected)
        .map(|(found, text, expected)| format!("{text}: {found} instead of {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn as_many_renderings_are_looked_for_as_there_are_terms() {
    assert_eq!(
        found("recursion", 1, "recursion is recursive"),
        ["recursion=Preferred"]
    );
    assert_eq!(
        found("recursion", 2, "recursion is recursive"),
        ["recursion=Preferred", "recursive=Derived"]
    );
    // What is forbidden is nothing else.
    assert_eq!(found("gadgetry", 1, "a gadget"), ["gadget=Forbidden(0)"]);
}

#[test]
fn relations_say_whether_a_term_is_rendered() {
    let related = |how| Rendering::Related { how, to: 1 };
    let concept = Concept {
        variants: vec!["lamp".into()],
        forbidden: vec!["torch".into()],
        ..Concept::default()
    };
    for (rendering, agreed, counts, words) in [
        (Rendering::Variant(0), true, true, "lamp"),
        (related(Relation::Short), false, true, "lamp"),
        (related(Relation::Derived), false, false, "lamp"),
        (related(Relation::Head), false, false, "lamp"),
        (Rendering::Forbidden(0), false, false, "torch"),
        (Rendering::Forbidden(1), false, false, ""),
    ] {
        let said = (
            rendering.is_agreed(),
            rendering.counts(),
            rendering.words(&concept),
        );
        assert_eq!(said, (agreed, counts, words), "{rendering:?}");
    }
}

#[test]
fn where_a_term_counts_is_a_setting() {
    let table =
        "source,target,match\n值,value,\n度,degree,word\n图,chart,anywhere\n航海图志,sea book,\n";
    let (termbase, remarks) = csv::read(table.as_bytes(), Path::new("g.csv"), b',').unwrap();
    assert!(remarks.is_empty(), "{remarks:?}");
    let matcher = TermMatcher::new(&termbase);
    for (text, expected) in [
        ("值得的复杂度见下图", "度=度/Source, 图=图/Source"),
        ("它的值", "值=值/Source"),
        ("角度", ""),
        ("航海图志", "航海图志=航海图志/Source"),
    ] {
        let hits = matcher.in_source(text);
        assert_eq!(shown(text, &hits, &termbase).join(", "), expected, "{text}");
    }
    let (_, remarks) = csv::read(
        "source,target,match\n值,value,never\n".as_bytes(),
        Path::new("g.csv"),
        b',',
    )
    .unwrap();
    assert!(
        remarks[0].to_string().contains("match is \"never\""),
        "{remarks:?}"
    );
}

proptest! {
    #[test]
    fn akin_words_lie_in_the_text(text in "\\PC{0,60}|([a-z' ’\\-/_.,灯İ]|tide|gauge| and |TG|Tide){0,20}", times in 1usize..4) {
        for renderings in ["tide gauge", "gauge of the tide|tides", "tidal", "İtide"] {
            for hit in found(renderings, times, &text) {
                prop_assert!(!hit.starts_with('='));
            }
        }
    }

    #[test]
    fn hits_lie_in_the_text(text in "\\PC{0,60}|([a-z' ’\\-港务局长灯塔İ]|light|keeper|city){0,20}") {
        let (matcher, _) = matcher();
        for hits in [matcher.in_source(&text), matcher.in_target(&text)] {
            for hit in &hits {
                prop_assert!(text.get(hit.span.clone()).is_some_and(|s| !s.is_empty()));
            }
            prop_assert!(hits.is_sorted_by_key(|hit| hit.span.start));
            let longest = longest(hits);
            for pair in longest.windows(2) {
                prop_assert!(pair[0].span == pair[1].span || pair[0].span.end <= pair[1].span.start);
            }
        }
    }
}
