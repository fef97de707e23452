use super::*;

fn from(text: &str) -> Arc<str> {
    Arc::from(text)
}

fn names() -> Names {
    Names::new(Vec::new(), Vec::new())
}

/// What is found in these sentences.
fn found_in(sentences: &[(&str, &str)]) -> Vec<(String, String)> {
    let names = names();
    for (chinese, english) in sentences {
        names.learn(chinese, english, &from("zh.md"));
    }
    let found = names.found().into_iter();
    found.map(|name| (name.chinese, name.english)).collect()
}

#[test]
fn what_is_spelt_is_found_and_nothing_else() {
    let cases: [(&[(&str, &str)], &[(&str, &str)]); 16] = [
        // People, whichever way round, at once.
        (
            &[("林小安走到码头。", "Lin Xiao'an walked to the quay.")],
            &[("林小安", "Lin Xiao'an")],
        ),
        (
            &[("他找孟丽。", "He looks for Li Meng.")],
            &[("孟丽", "Li Meng")],
        ),
        (
            &[("欧阳明远来了。", "Ouyang Mingyuan has come.")],
            &[("欧阳明远", "Ouyang Mingyuan")],
        ),
        (
            &[("徐渡和罗平在船上。", "Xu Du and Luo Ping are on board.")],
            &[("徐渡", "Xu Du"), ("罗平", "Luo Ping")],
        ),
        // With titles.
        (&[("老徐笑了。", "Old Xu laughed.")], &[("老徐", "Old Xu")]),
        (
            &[("郑教授问他。", "Professor Zheng asked him.")],
            &[("郑教授", "Professor Zheng")],
        ),
        (
            &[("罗叔叔睡了。", "Uncle Luo is asleep.")],
            &[("罗叔叔", "Uncle Luo")],
        ),
        // Other names, when they come again.
        (&[("巧儿在唱歌。", "Qiao'er is singing.")], &[]),
        (
            &[
                ("巧儿在唱歌。", "Qiao'er is singing."),
                ("妈妈叫巧儿。", "Mother calls Qiao'er."),
            ],
            &[("巧儿", "Qiao'er")],
        ),
        (
            &[
                ("巧儿在唱歌。", "Qiao'er is singing."),
                ("巧儿在唱歌。", "Qiao'er is singing."),
            ],
            &[],
        ),
        // Words of the language, in either.
        (
            &[("我们走吧。", "Women walk."), ("我们来了。", "Women came.")],
            &[],
        ),
        (
            &[
                ("他在上海。", "He is in Shanghai."),
                ("上海很大。", "Shanghai is large."),
            ],
            &[],
        ),
        (
            &[
                ("师傅来了。", "Shifu has come."),
                ("师傅走了。", "Shifu has gone."),
            ],
            &[],
        ),
        // Two who are read alike.
        (
            &[("林晓安找林小安。", "Lin Xiaoan looks for Lin Xiaoan.")],
            &[],
        ),
        // A surname alone.
        (
            &[
                ("徐家很大。", "The Xu house is large."),
                ("徐家在东边。", "The Xu house is in the east."),
            ],
            &[],
        ),
        // Other characters than those of the name.
        (&[("海上有船。", "Lin Xiao'an is at sea.")], &[]),
    ];
    for (sentences, expected) in cases {
        let expected: Vec<(String, String)> = expected
            .iter()
            .map(|(zh, en)| ((*zh).to_owned(), (*en).to_owned()))
            .collect();
        assert_eq!(found_in(sentences), expected, "{sentences:?}");
    }
}

/// A name that nothing spells stands with its English again and again.
#[test]
fn what_is_repeated_is_found_at_last() {
    let names = names();
    let rest = [
        "看见了灯。",
        "走到海边。",
        "在码头上等船。",
        "不说话。",
        "点了灯。",
        "笑了。",
    ];
    let said = [
        "saw the lamp.",
        "walked to the sea.",
        "waited for the ship on the quay.",
        "said nothing.",
        "lit the lamp.",
        "laughed.",
    ];
    for (zh, en) in rest.iter().zip(said) {
        names.learn(
            &format!("那天小豆子{zh}"),
            &format!("That day Little Bean {en}"),
            &from("1"),
        );
        names.learn(
            &format!("后来铁拐婆{zh}"),
            &format!("Later Iron Crutch {en}"),
            &from("2"),
        );
        names.learn(
            &format!("后来大家都{zh}"),
            &format!("Later everybody {en}"),
            &from("3"),
        );
    }
    let found = names.found_at_last();
    let list: Vec<(&str, &str, &str)> = found
        .iter()
        .map(|name| {
            (
                name.chinese.as_str(),
                name.english.as_str(),
                name.from.as_str(),
            )
        })
        .collect();
    assert!(list.contains(&("小豆子", "Little Bean", "1")), "{list:?}");
    assert!(list.contains(&("铁拐婆", "Iron Crutch", "2")), "{list:?}");
    assert_eq!(list.len(), 2, "{list:?}");
}

#[test]
fn what_is_decided_stays() {
    let name = |chinese: &str, english: &str, is_decided| Name {
        chinese: chinese.to_owned(),
        english: english.to_owned(),
        from: String::new(),
        is_decided,
    };
    let known = vec![
        name("林小安", "Ann Lin", true),
        name("罗平", NO_NAME, true),
        name("小安", "Little An", false),
    ];
    let names = Names::new(known, vec!["徐渡".to_owned()]);
    for (zh, en) in [
        ("林小安来了。", "Lin Xiao'an has come."),
        ("罗平来了。", "Luo Ping has come."),
        ("徐渡来了。", "Xu Du has come."),
    ] {
        names.learn(zh, en, &from("zh.md"));
    }
    assert_eq!(names.found(), []);
    let text = "林小安、小安、罗平和林小安。";
    let english: Vec<String> = names.in_text(text).into_iter().map(|n| n.english).collect();
    assert_eq!(english, ["Ann Lin", "Little An"]);
    let decided = names.decided_in(text);
    assert_eq!(decided, [("林小安".to_owned(), "Ann Lin".to_owned())]);
}

#[test]
fn another_name_is_a_breach_and_a_pronoun_is_none() {
    let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(z, e)| ((*z).to_owned(), (*e).to_owned()))
            .collect()
    };
    let lin = own(&[("林小安", "Lin Xiao'an")]);
    let both = own(&[("林小安", "Lin Xiao'an"), ("铁拐婆", "Iron Crutch")]);
    let cases = [
        ("林小安来了。", "Lin Xiao'an has come.", &lin, None),
        ("林小安来了。", "LIN XIAO’AN has come.", &lin, None),
        ("林小安来了。", "Then Lin came.", &lin, None),
        ("林小安来了。", "He has come.", &lin, None),
        ("林小安来了。", "Then he came to the sea.", &lin, None),
        ("他来了。", "Then Little Ann came.", &lin, None),
        (
            "林小安来了。",
            "Then Little Ann came.",
            &lin,
            Some("林小安"),
        ),
        ("林小安来了。", "Xiaoan has come.", &lin, None),
        ("林小安来了。", "Hsiaoan has come.", &lin, Some("林小安")),
        ("林小安见铁拐婆。", "She met Iron Crutch.", &both, None),
        (
            "林小安见铁拐婆。",
            "She met Iron Crutch in Beijing.",
            &both,
            None,
        ),
        (
            "林小安见铁拐婆。",
            "Then Hsiaoan met Iron Crutch.",
            &both,
            None,
        ),
    ];
    for (chinese, answer, names, expected) in cases {
        let got = breach(chinese, answer, names, &[]).map(|name| name.0.as_str());
        assert_eq!(got, expected, "{chinese} {answer}");
    }
    assert_eq!(
        breach(
            "林小安在港务局。",
            "He is at the Harbour Trust.",
            &lin,
            &["Harbour Trust"]
        ),
        None
    );
}
