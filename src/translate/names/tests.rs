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
    let cases: [(&[(&str, &str)], &[(&str, &str)]); 21] = [
        // People, whichever way round, at once.
        (
            &[("林小安走到码头。", "Lin Xiao'an walked to the quay.")],
            &[("林小安", "Lin Xiao'an")],
        ),
        (
            &[
                ("他找孟丽。", "He looks for Li Meng."),
                ("孟丽笑了。", "Li Meng laughs."),
            ],
            &[("孟丽", "Li Meng")],
        ),
        (&[("他找孟丽。", "He looks for Li Meng.")], &[]),
        (
            &[("欧阳明远来了。", "Ouyang Mingyuan has come.")],
            &[("欧阳明远", "Ouyang Mingyuan")],
        ),
        (
            &[(
                "徐渡之和罗平安在船上。",
                "Xu Duzhi and Luo Ping'an are on board.",
            )],
            &[("徐渡之", "Xu Duzhi"), ("罗平安", "Luo Ping'an")],
        ),
        // With titles.
        (
            &[
                ("老徐笑了。", "Old Xu laughed."),
                ("他问老徐。", "He asked Old Xu."),
            ],
            &[("老徐", "Old Xu")],
        ),
        // Parts of something else.
        (
            &[
                ("那是四十二章经。", "That is Zhang Jing."),
                ("有四十二章经。", "There is Zhang Jing."),
            ],
            &[],
        ),
        (
            &[
                ("徐家很大。", "Xu Jia is large."),
                ("他在徐家。", "He is at Xu Jia's."),
            ],
            &[],
        ),
        (
            &[
                ("小豆乐在唱。", "Doule is singing."),
                ("他叫小豆乐来。", "He calls Doule."),
            ],
            &[],
        ),
        (
            &[
                ("罗小四来了。", "Luo Xiaosi has come."),
                ("问罗小四。", "Luo Xiao"),
                ("罗小四笑。", "He, Luo Xiao"),
            ],
            &[("罗小四", "Luo Xiaosi")],
        ),
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

const ISLAND: &[(&str, &str)] = &[
    (
        "大家都在等去飞鱼岛的船。",
        "Everybody is waiting for the ship to Flying Fish Island.",
    ),
    (
        "昨天飞鱼岛下了雪。",
        "Yesterday it snowed on Flying Fish Island.",
    ),
    (
        "她给飞鱼岛写了一封信。",
        "She wrote a letter to Flying Fish Island.",
    ),
    (
        "老师问飞鱼岛在哪里。",
        "The teacher asked where Flying Fish Island was.",
    ),
    (
        "晚上看得见飞鱼岛上的灯。",
        "In the evening one sees the lamps of Flying Fish Island.",
    ),
    (
        "谁也没有见过飞鱼岛的春天。",
        "Nobody had ever seen the spring on Flying Fish Island.",
    ),
];

const CRUTCH: &[(&str, &str)] = &[
    (
        "孩子们都怕铁拐婆。",
        "All the children are afraid of Iron Crutch.",
    ),
    (
        "早上铁拐婆坐在门口。",
        "In the morning Iron Crutch sits at the door.",
    ),
    (
        "渔夫送给铁拐婆两条鱼。",
        "The fisherman gives two fishes to Iron Crutch.",
    ),
    ("他听见铁拐婆在唱歌。", "He heard how Iron Crutch sang."),
    (
        "没有人知道铁拐婆几岁了。",
        "Nobody knows how old Iron Crutch is.",
    ),
    (
        "后来铁拐婆再也没有回来。",
        "Later on Iron Crutch never came back.",
    ),
];

const NOBODY: &[(&str, &str)] = &[
    (
        "面包房在广场旁边。",
        "The bakery is next to the square, on Monday too.",
    ),
    (
        "两只猫睡在屋顶上。",
        "Two cats sleep on the roof of the Harbour Inn.",
    ),
    (
        "冬天河水结冰。",
        "In winter the river freezes, and so does Aunt Mary.",
    ),
    (
        "邮局下午五点关门。",
        "The post office closes at five, says Mary.",
    ),
    (
        "暴风雨从北方来。",
        "The storm comes from the north in March.",
    ),
    (
        "看守人每天晚上点灯。",
        "The keeper lights the lamp every evening but on Monday.",
    ),
];

/// A name that nothing spells stands with its English again and again.
#[test]
fn what_is_repeated_is_found_at_last() {
    let names = names();
    for (text, sentences) in [("1", ISLAND), ("2", CRUTCH), ("3", NOBODY)] {
        for (zh, en) in sentences {
            names.learn(zh, en, &from(text));
        }
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
    assert!(
        list.contains(&("飞鱼岛", "Flying Fish Island", "1")),
        "{list:?}"
    );
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
        ("他问罗平。", "He asked Luo Ping."),
        ("徐渡来了。", "Xu Du has come."),
        ("他问徐渡。", "He asked Xu Du."),
    ] {
        names.learn(zh, en, &from("zh.md"));
    }
    assert_eq!(names.found(), []);
    let text = "林小安、小安、罗平和林小安。";
    let english: Vec<String> = names.in_text(text).into_iter().map(|n| n.english).collect();
    assert_eq!(english, ["Ann Lin", "Little An"]);
    for (text, count) in [("王成来了。", 1), ("国王成了家。", 0), ("国王和王成。", 1)]
    {
        let names = Names::new(vec![name("王成", "Wang Cheng", false)], Vec::new());
        assert_eq!(names.in_text(text).len(), count, "{text}");
    }
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
    let ann = own(&[("林小安", "Ann Lin")]);
    let cases = [
        (
            "林小安来了。",
            "Lin Xiao'an has come.",
            &ann,
            Some("林小安"),
        ),
        ("林小安来了。", "Mrs Lin has come.", &ann, None),
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
