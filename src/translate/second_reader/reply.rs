//! What a reader says of each pair, in the words of a chat server.

use super::super::prompt::key;
use super::super::reply::{IsAnswer, Members, Node, each_answer};
use super::super::thoughts;

/// A doubt and a proposal, as they were said; either may be empty.
pub(super) type Said = (String, String);

/// What is said of `count` pairs: `None` where the key is missing or doubled, or has no doubt in it, not even an
/// empty one. The last object that has all keys counts, else the last that has any.
pub(super) fn readings(said: &str, count: usize) -> Vec<Option<Said>> {
    let keys: Vec<String> = (0..count).map(key).collect();
    let is_reading: IsAnswer =
        |value| matches!(value, Node::Members(members) if members.text("doubt").is_some());
    let (mut best, mut has_all) = (None, false);
    each_answer(said, (&keys, is_reading), &mut |members| {
        let found: Vec<Option<Said>> = keys.iter().map(|key| one(members, key)).collect();
        let all = found.iter().all(Option::is_some);
        if all || !has_all && found.iter().any(Option::is_some) {
            best = Some(found);
            has_all = all;
        }
    });
    best.unwrap_or_else(|| vec![None; count])
}

fn one(members: &Members, key: &str) -> Option<Said> {
    let reading = members.object(key)?;
    let behind = |text: &str| thoughts::behind(text, "").map(|text| text.trim().to_owned());
    let doubt = behind(reading.text("doubt")?)?;
    let proposal = reading.text("proposal").and_then(behind);
    Some((doubt, proposal.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_told_from_thoughts_drafts_and_echoes() {
        let none = r#"{"doubt":"","proposal":""}"#;
        let some = r#"{"doubt":"why","proposal":"x"}"#;
        let both = format!(r#"{{"s1":{none},"s2":{some}}}"#);
        let draft = format!(r#"{{"s1":{some},"s2":{some}}}"#);
        let echo = r#"{"pairs":{"s1":{"chinese":"海。","english":"Sea."}}}"#;
        let schema = r#"{"properties":{"s1":{"properties":{"doubt":{"type":"string"}}}}}"#;
        let right = [Some(("", "")), Some(("why", "x"))];
        let only_one = [Some(("", "")), None];
        let nothing = [None, None];
        for (said, wanted) in [
            (both.clone(), right),
            (format!("```json\n{both}\n```"), right),
            (format!("<think>{draft}</think>{both}"), right),
            (format!("{draft}\nNo: {both}"), right),
            (format!("{echo} {schema} {both}"), right),
            (format!(r#"{{"readings":{both}}}"#), right),
            (format!("<think>{both}"), nothing),
            (echo.to_owned(), nothing),
            (schema.to_owned(), nothing),
            (format!(r#"{{"s1":{none}}}"#), only_one),
            (format!(r#"{{"s1":{none},"s2":""}}"#), only_one),
            (format!(r#"{{"s1":{none},"s2":{{}}}}"#), only_one),
            (
                format!(r#"{{"s1":{none},"s2":{some},"s2":{none}}}"#),
                only_one,
            ),
            (
                r#"{"s1":{"doubt":""},"s2":{"doubt":null}}"#.to_owned(),
                only_one,
            ),
            (both[..both.len() - 1].to_owned(), nothing),
            (none.to_owned(), nothing),
            ("All is well.".to_owned(), nothing),
            (String::new(), nothing),
        ] {
            let got = readings(&said, 2);
            let got: Vec<Option<(&str, &str)>> = got
                .iter()
                .map(|one| {
                    one.as_ref()
                        .map(|(doubt, proposal)| (&**doubt, &**proposal))
                })
                .collect();
            assert_eq!(got, wanted, "{said}");
        }
    }
}
