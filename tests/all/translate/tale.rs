//! A tale for servers of tests that translate as a person would.

/// A few sentences that are unlike each other, with their English.
pub(crate) const TALE: &[(&str, &str)] = &[
    (
        "灯塔在岛的东边。",
        "The lighthouse stands in the east of the island.",
    ),
    (
        "看守人每天晚上点灯。",
        "The keeper lights the lamp every evening.",
    ),
    ("早上他再把它熄掉。", "In the morning he puts it out again."),
    (
        "没有人知道船什么时候回来。",
        "Nobody knows when the ship comes back.",
    ),
    (
        "渔夫在码头上等了一夜。",
        "The fisherman waited on the quay all night.",
    ),
    ("暴风雨从北方来。", "The storm comes from the north."),
    (
        "孩子们在沙滩上找贝壳。",
        "The children look for shells on the beach.",
    ),
    ("两只猫睡在屋顶上。", "Two cats sleep on the roof."),
    (
        "邮局下午五点关门。",
        "The post office closes at five in the afternoon.",
    ),
    (
        "邮局下午六点关门。",
        "The post office closes at six in the afternoon.",
    ),
    ("林小安站在码头上。", "Lin Xiao'an stands on the quay."),
    (
        "渔夫问林小安天气怎么样。",
        "The fisherman asks Lin Xiao'an about the weather.",
    ),
    ("晚上林小安回家。", "In the evening Lin Xiao'an goes home."),
    ("林小安没有睡。", "Lin Xiao'an did not sleep."),
];
