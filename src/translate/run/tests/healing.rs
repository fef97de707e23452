//! Answers that earlier versions kept: sound ones are not asked for again, false ones are, and never shown.

use super::*;
use crate::translate::counterpart::tests::STORY;

const TABLE: &str = "translations";

fn story() -> (Vec<Item>, Vec<Masked>) {
    let items = STORY.iter().map(|(chinese, _)| Item {
        text: (*chinese).to_owned(),
        ..Item::default()
    });
    let masked = STORY
        .iter()
        .map(|(chinese, _)| Masked::of(&Coded::plain(*chinese)));
    (items.collect(), masked.collect())
}

fn right(chinese: &str) -> Option<String> {
    let (_, english) = STORY.iter().find(|(zh, _)| *zh == chinese)?;
    Some((*english).to_owned())
}

/// Runs over a cache that holds these answers in the shape of the first version; gives back the English and which
/// sentences the server was asked for.
fn run_over(old: &[Option<&str>], offline: bool) -> (Vec<Option<String>>, Vec<String>, World) {
    let wanted = Arc::new(Mutex::new(Vec::new()));
    let seen = wanted.clone();
    let server = Server::new(move |_, request| {
        let sentences = asked(request).into_iter().map(|(_, text)| text);
        seen.lock().unwrap().extend(sentences);
        keyed(request, right)
    });
    let engine = engine(&config("openai", &server.url()), None);
    let world = World::new();
    let memory = AnswerCache::new(world.cache.clone(), engine.key());
    let (items, masked) = story();
    let entries: Vec<(Address, Vec<u8>)> = items
        .iter()
        .zip(old)
        .filter_map(|(item, text)| {
            let value = json!({"source": item.text, "text": (*text)?});
            Some((memory.address(item), value.to_string().into_bytes()))
        })
        .collect();
    world.cache.put(TABLE, &entries).unwrap();
    let job = Job {
        items: &items,
        masked: &masked,
        refresh: &[],
        offline,
        caps: Caps::default(),
    };
    let outcome = translate(&engine, &memory, job, &Stop::default(), &mut |_| {}).unwrap();
    let texts = outcome.texts.into_iter().map(|text| Some(text.ok()?.text));
    let asked = wanted.lock().unwrap().clone();
    (texts.collect(), asked, world)
}

#[test]
fn what_an_earlier_version_believed_is_judged_again() {
    let english: Vec<&str> = STORY.iter().map(|(_, english)| *english).collect();
    let sound: Vec<Option<&str>> = english.iter().copied().map(Some).collect();
    let mut shifted = sound.clone();
    shifted[2..].rotate_left(1);
    shifted[7] = None;
    let drafts: Vec<String> = (1..=8)
        .map(|n| format!("A rough version that is to become better, number s{n}"))
        .collect();
    let tags: Vec<String> = english
        .iter()
        .map(|text| format!("</think> {text}"))
        .collect();
    let mut one_tag = sound.clone();
    one_tag[4] = Some(&tags[4]);
    let chinese = |range: std::ops::Range<usize>| -> Vec<&str> {
        STORY[range].iter().map(|(chinese, _)| *chinese).collect()
    };
    for (name, old, asked) in [
        ("sound", sound, chinese(0..0)),
        ("shifted", shifted, chinese(2..8)),
        (
            "drafts",
            drafts.iter().map(|text| Some(text.as_str())).collect(),
            chinese(0..8),
        ),
        ("one tag", one_tag, chinese(4..5)),
    ] {
        let (texts, found, world) = run_over(&old, false);
        let texts: Vec<&str> = texts.iter().map(|text| text.as_deref().unwrap()).collect();
        assert_eq!(texts, english, "{name}");
        assert_eq!(found, asked, "{name}");
        let offered = AnswerCache::answers(&world.cache).unwrap();
        assert_eq!(offered.len(), STORY.len(), "{name}");
        assert!(
            offered
                .iter()
                .all(|unit| right(&unit.source).as_ref() == Some(&unit.target)),
            "{name}: {offered:?}"
        );
        // That a server said the others once stays known: texts that hold them were written by nobody.
        let said = AnswerCache::said(&world.cache).unwrap();
        for ((chinese, _), old) in STORY.iter().zip(&old) {
            let all = &said[*chinese];
            assert!(
                old.is_none_or(|old| all.iter().any(|one| one == old)),
                "{name}: {all:?}"
            );
        }
    }
}

#[test]
fn without_a_server_false_answers_are_left_out() {
    let mut old: Vec<Option<&str>> = STORY.iter().map(|(_, english)| Some(*english)).collect();
    old.swap(5, 6);
    let (texts, asked, world) = run_over(&old, true);
    assert!(asked.is_empty());
    let missing: Vec<usize> = (0..8).filter(|&at| texts[at].is_none()).collect();
    assert_eq!(missing, [5, 6]);
    assert_eq!(AnswerCache::answers(&world.cache).unwrap().len(), 6);
}
