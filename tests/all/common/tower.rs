//! A small book for the tests of editions: two parts, a preface before them, a chapter without English, links
//! between chapters, a name in Chinese, terms, images.

use super::folder_with;

const SETTINGS: &str = "[project]\nsource = \"zh/**/*.md\"\ntarget = \"en/{path}\"\norder = \"zh/SUMMARY.md\"\nglossary = [\"terms.csv\"]\n\n\
    [edition]\ntitle = \"塔与河 The Tower and the River\"\n";

/// A GIF of one pixel.
const PIXEL: &str =
    "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/// The folder of the book, gone in the end.
pub(crate) fn tower() -> tempfile::TempDir {
    let picture = format!("![灯]({PIXEL})\n\n");
    let text = |text: &str| text.replace("PICTURE", &picture);
    folder_with(&[
        ("duizhao.toml", SETTINGS.to_owned()),
        (
            "terms.csv",
            "source,target\n老人,old man\n船,boat\n".to_owned(),
        ),
        (
            "zh/SUMMARY.md",
            text(
                "# 目录\n\n- [序](preface.md)\n\n# 第一部 塔\n\n- [第一章 塔](ch01.md)\n- [第二章 河](ch02.md)\n\n\
                 # 第二部 河\n\n- [第三章 桥](下/第三章.md)\n- [第四章 船](下/ch04.md)\n",
            ),
        ),
        ("zh/preface.md", text("没有标题的序。它很短。\n")),
        (
            "en/preface.md",
            text("A preface without a heading. It is short.\n"),
        ),
        (
            "zh/ch01.md",
            text(
                "# 塔\n\n老人住在塔里。他每天看[河](ch02.md#he-an)。见[船](下/ch04.md)和[外面](https://example.org/)，还有[没有的](nowhere.md#x)。\n\n\
                 PICTURE## 塔的门\n\n门很旧。回到[上面](#塔)，不是[那里](#nowhere)。![门](door.png)\n",
            ),
        ),
        (
            "en/ch01.md",
            text(
                "# The Tower\n\nThe old man lives in the tower. Every day he watches the [river](ch02.md#the-bank). See the [boat](下/ch04.md) and [outside](https://example.org/), and [what is not](nowhere.md#x).\n\n\
                 PICTURE## The Door of the Tower\n\nThe door is old. Back to [the top](#the-tower), not [there](#nowhere). ![Door](door.png)\n",
            ),
        ),
        (
            "zh/ch02.md",
            text(
                "# 河\n\n河水很清。\n\n## 河岸 {#he-an}\n\n岸上有人。他们在等船。\n\n1. 一个老人。\n2. 一个孩子。\n\n\
                 | 船 | 人 |\n| --- | --- |\n| 小船 | [三个](./ch01.html#塔的门) |\n",
            ),
        ),
        (
            "en/ch02.md",
            text(
                "# The River\n\nThe water of the river is clear.\n\n## The Bank\n\nThere are people on the bank. They are waiting for the boat.\n\n1. An old man.\n2. A child.\n\n\
                 | Boat | People |\n| --- | --- |\n| A small boat | [Three](./ch01.html#the-door-of-the-tower) |\n",
            ),
        ),
        (
            "zh/下/第三章.md",
            text("# 桥\n\n<a id=\"duan\"></a>桥断了。见[塔](../ch01.md)。\n"),
        ),
        (
            "en/下/第三章.md",
            text("# The Bridge\n\nThe bridge is broken. See [the tower](../ch01.md).\n"),
        ),
        (
            "zh/下/ch04.md",
            text("# 船\n\n船来了。没有人上船，因为[桥断了](第三章.md#duan)。\n"),
        ),
    ])
}
