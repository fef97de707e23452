//! Quantities: what a number of one language may be in the other. `crate::text::numeral` reads them; here is what
//! translators make of them: 三成 is 30 per cent, 98年 is 1998, 下午3点 is 15:00, 七天 is a week,
//! 10公里 is six miles.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::text::numeral::{chinese_digit, chinese_numbers, english_numbers, is_chinese_numeral};

/// A number of a Chinese text that the English has to have.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quantity {
    /// Its bytes.
    pub(crate) place: Range<usize>,
    /// The values that it may have in English.
    pub(crate) values: Vec<f64>,
    /// The same measured in other units: near is enough.
    pub(crate) converted: Vec<f64>,
    /// The month that it may be.
    pub(crate) month: Option<usize>,
}

/// The numbers of a Chinese text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Quantities {
    /// Those that have to be in the English.
    pub(crate) wanted: Vec<Quantity>,
    /// The values of all, those that need not be in the English as well.
    pub(crate) all: Vec<f64>,
    /// Whether some are only about so much (几十, 三四百): then English may have any.
    pub(crate) vague: bool,
}

/// Words with numerals that count nothing, by each numeral in them and the bytes before it.
static NOT_NUMBERS: LazyLock<HashMap<char, Vec<(usize, &'static str)>>> = LazyLock::new(|| {
    let mut words: HashMap<char, Vec<(usize, &'static str)>> = HashMap::new();
    let lines = include_str!("data/not-numbers.txt").lines();
    for word in lines
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
    {
        for (at, c) in word.char_indices().filter(|&(_, c)| is_chinese_numeral(c)) {
            words.entry(c).or_default().push((at, word));
        }
    }
    words
});

/// Whether the number at a place is part of such a word.
fn in_word(text: &str, place: &Range<usize>) -> bool {
    let first = text[place.clone()].chars().next();
    let words = first.and_then(|c| NOT_NUMBERS.get(&c));
    words.into_iter().flatten().any(|&(before, word)| {
        place.start.checked_sub(before).is_some_and(|start| {
            text.get(start..).is_some_and(|rest| rest.starts_with(word))
                // A number that begins in the word counts as part of it, even if it goes on behind (统一六国).
                && place.start < start + word.len()
        })
    })
}

/// Measure words and units: a small number in characters before one of them is meant as a number.
const UNITS: &[&str] = &[
    "年", "岁", "歲", "月", "日", "号", "號", "天", "周", "週", "星期", "小时", "小時", "分钟",
    "分鐘", "秒", "点", "點", "时", "公里", "千米", "米", "里", "厘米", "毫米", "公斤", "千克",
    "克", "斤", "吨", "噸", "亩", "畝", "公顷", "平方", "立方", "尺", "寸", "丈", "元", "块", "塊",
    "美元", "英镑", "欧元", "日元", "港元", "角", "分", "％", "%", "倍", "度", "人", "名", "位",
    "个", "個", "家", "座", "条", "條", "艘", "辆", "輛", "架", "本", "部", "篇", "页", "頁", "章",
    "次", "届", "屆", "层", "層", "楼", "樓", "户", "戶", "所", "只", "隻", "头", "頭", "匹", "棵",
    "株", "张", "張", "幅", "件", "台", "臺", "套", "世纪", "世紀", "多", "余", "餘", "万", "亿",
    "国", "省", "市", "县", "种", "種", "项", "項", "批", "支", "枚", "颗", "顆", "道", "门", "門",
    "步", "级", "級", "代", "成", "折", "比", "票", "席", "分之", "两", "兩", "英尺", "英里",
    "英寸", "英亩", "磅", "海里", "行", "字",
];
/// The largest number that the English often leaves out, or says in other words.
const FEW: f64 = 2.0;

/// A unit, and its size in other units.
const CONVERSIONS: &[(&str, &[f64])] = &[
    ("平方公里", &[0.3861, 247.1, 100.0]),
    ("平方米", &[10.764]),
    ("公里", &[0.6214, 1000.0, 2.0]),
    ("千米", &[0.6214]),
    ("海里", &[1.852, 1.151]),
    ("英里", &[1.609]),
    ("里", &[0.5, 0.3107, 0.333]),
    ("厘米", &[0.3937, 0.01]),
    ("公分", &[0.3937, 1.0]),
    ("毫米", &[0.03937]),
    ("米", &[3.2808, 1.0936]),
    ("公斤", &[2.2046]),
    ("千克", &[2.2046]),
    ("斤", &[0.5, 1.1023, 500.0]),
    ("两", &[50.0, 0.05]),
    ("英尺", &[0.3048]),
    ("英寸", &[2.54]),
    ("英亩", &[0.4047, 6.07]),
    ("磅", &[0.4536]),
    ("吨", &[1.1023, 0.9842, 2204.6]),
    ("亩", &[0.0667, 0.1647, 666.7]),
    ("畝", &[0.0667, 0.1647]),
    ("公顷", &[2.471, 15.0]),
    ("丈", &[3.333, 10.94]),
    ("尺", &[0.3333, 1.0936]),
    ("寸", &[1.312, 3.333]),
    ("升", &[0.2642, 1.76]),
    ("天", &[0.142_857, 24.0]),
    ("日", &[0.142_857]),
    ("周", &[7.0, 0.25]),
    ("星期", &[7.0]),
    ("个星期", &[7.0]),
    ("个月", &[0.083_333, 0.3333, 30.0, 4.0]),
    ("年", &[12.0, 0.1, 0.01]),
    ("小时", &[60.0, 0.041_667]),
    ("分钟", &[0.016_667, 0.066_667]),
    ("个小时", &[60.0, 0.041_667]),
    ("岁", &[0.1]),
    ("个", &[0.083_333, 0.05]),
    ("打", &[12.0]),
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The numbers of a Chinese text.
pub(crate) fn chinese(text: &str) -> Quantities {
    let numbers = chinese_numbers(text);
    let mut found = Quantities::default();
    let mut skip_to = 0;
    for (n, number) in numbers.iter().enumerate() {
        let place = number.span.clone();
        let written = &text[place.clone()];
        let (before, behind) = (&text[..place.start], &text[place.end..]);
        let arabic =
            written.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
        found.all.push(number.value);
        if place.start < skip_to {
            continue;
        }
        let next = numbers
            .get(n + 1)
            .filter(|next| next.span.start >= place.end);
        // 三分之二, 百分之三十
        if let Some(rest) = behind.strip_prefix("分之") {
            let follows = next.filter(|next| next.span.start == text.len() - rest.len());
            if let Some(part) = follows {
                skip_to = part.span.end;
                let share = part.value / number.value.max(1.0);
                // 百分之三点五
                let tail = &text[part.span.end..];
                let decimal = decimal_behind(part.value, tail);
                if let Some((_, length)) = decimal {
                    skip_to = part.span.end + length;
                }
                let mut values = vec![share];
                if matches!(
                    written,
                    "百" | "千" | "万" | "十万" | "百万" | "千万" | "亿" | "十亿"
                ) {
                    let value = decimal.map_or(part.value, |(value, _)| value);
                    values = vec![value, share, value / 100.0];
                    if written == "千" {
                        values.push(value / 10.0);
                    }
                } else {
                    values.extend([(share * 100.0).round(), (share * 1000.0).round() / 10.0]);
                }
                found.all.extend(&values);
                let wanted = Quantity {
                    place: place.start..skip_to,
                    values,
                    converted: vec![share * 100.0],
                    month: None,
                };
                found.wanted.push(wanted);
                continue;
            }
        }
        let mut value = number.value;
        let mut end = place.end;
        let mut values = Vec::new();
        // 三点五
        if !arabic
            && let Some((decimal, length)) = decimal_behind(value, behind)
            && !text[end + length..].starts_with('分')
        {
            values.push(value);
            value = decimal;
            end += length;
            skip_to = end;
            // 一点七五万亿
            let unit = text[end..]
                .chars()
                .map_while(crate::text::numeral::chinese_unit);
            let scale: f64 = unit.product();
            if scale > 1.0 {
                value *= scale;
                let length = text[end..]
                    .chars()
                    .take_while(|&c| crate::text::numeral::chinese_unit(c).is_some());
                end += length.map(char::len_utf8).sum::<usize>();
                skip_to = end;
            }
        }
        // 一百多亿
        let odd = text[end..].strip_prefix(['多', '余', '餘', '来']);
        if let Some(rest) = odd
            && let Some(scale) = rest
                .chars()
                .next()
                .and_then(crate::text::numeral::chinese_unit)
        {
            let scale: f64 = scale
                * rest
                    .chars()
                    .skip(1)
                    .map_while(crate::text::numeral::chinese_unit)
                    .product::<f64>();
            value *= scale;
            end += '多'.len_utf8();
            let length = text[end..]
                .chars()
                .take_while(|&c| crate::text::numeral::chinese_unit(c).is_some());
            end += length.map(char::len_utf8).sum::<usize>();
            skip_to = end;
        }
        // 一米六零
        if before.ends_with('米')
            && !behind.starts_with('米')
            && numbers[..n]
                .last()
                .is_some_and(|last| last.span.end + '米'.len_utf8() == place.start)
        {
            continue;
        }
        let behind = &text[end..];
        // 20世纪90年代 is the 1990s, 双11 a festival.
        let decade = behind
            .strip_prefix("世纪")
            .or(behind.strip_prefix("世紀"))
            .is_some_and(|rest| {
                rest.contains("年代")
                    && next.is_some_and(|next| next.span.start == text.len() - rest.len())
            });
        if decade || before.ends_with(['双', '雙']) {
            continue;
        }
        if behind.starts_with("成新") {
            found.vague = true;
            continue;
        }
        if vague(written, before, behind) {
            found.vague = true;
            continue;
        }
        if !arabic && !is_meant(text, &place, number.ordinal, value, behind) {
            continue;
        }
        values.insert(0, value);
        let mut converted = Vec::new();
        other_values(value, behind, number.ordinal, &mut values);
        for (unit, factors) in CONVERSIONS {
            if behind
                .strip_prefix(['多', '余', '餘', '来'])
                .unwrap_or(behind)
                .starts_with(unit)
            {
                converted.extend(factors.iter().map(|factor| value * factor));
                break;
            }
        }
        if behind.starts_with(['度', '℃']) || behind.starts_with("摄氏") || before.ends_with("摄氏")
        {
            converted.push(value * 1.8 + 32.0);
        }
        let month = (behind.starts_with(['月', '·', '・']) && (1.0..=12.0).contains(&value))
            .then_some(value as usize);
        found.all.extend(&values);
        found.all.extend(&converted);
        found.wanted.push(Quantity {
            place: place.start..end,
            values,
            converted,
            month,
        });
    }
    found
}

/// 点五 behind a number: its value with the decimal, and how many bytes that takes.
fn decimal_behind(value: f64, behind: &str) -> Option<(f64, usize)> {
    let rest = behind.strip_prefix('点').or(behind.strip_prefix('點'))?;
    let digits: Vec<u32> = rest.chars().map_while(chinese_digit).collect();
    if digits.is_empty() {
        return None;
    }
    let bytes: usize = rest.chars().take(digits.len()).map(char::len_utf8).sum();
    let part = digits
        .iter()
        .rev()
        .fold(0.0, |part, &digit| (part + f64::from(digit)) / 10.0);
    // Behind the digits a unit of time means a time of the day.
    if rest[bytes..].starts_with(['十', '分', '半', '刻']) {
        return None;
    }
    Some((value + part, '点'.len_utf8() + bytes))
}

/// 几十, 数百, 三四百, 十几, 上千: about so much.
fn vague(written: &str, before: &str, behind: &str) -> bool {
    let digits: Vec<u32> = written.chars().filter_map(chinese_digit).collect();
    let neighbours = digits.windows(2).any(|two| two[0] + 1 == two[1] && two[0] > 0)
        && written.chars().zip(written.chars().skip(1)).any(|(one, two)| {
            matches!((chinese_digit(one), chinese_digit(two)), (Some(a), Some(b)) if a + 1 == b && a > 0)
        });
    let is_year = behind.starts_with('年') && digits.len() == 4;
    let bare = digits.is_empty() && !written.starts_with(|c: char| c.is_ascii_digit());
    neighbours && !is_year && !written.starts_with(|c: char| c.is_ascii_digit())
        || before.ends_with(['几', '幾', '数', '數', '若', '好'])
        || behind.starts_with(['几', '幾'])
        || bare
            && written.chars().count() == 1
            && (written != "十" || before.ends_with(['上', '近', '成']))
        || bare && before.ends_with(['上', '成', '过', '近', '达'])
}

/// Whether a number in characters is meant as one.
fn is_meant(text: &str, place: &Range<usize>, ordinal: bool, value: f64, behind: &str) -> bool {
    let written = &text[place.clone()];
    let before = &text[..place.start];
    if in_word(text, place) {
        return false;
    }
    let weekday = ["周", "星期", "礼拜", "週"]
        .iter()
        .any(|word| before.ends_with(word));
    let rank = before.ends_with([
        '初', '大', '老', '小', '高', '阿', '其', '之', '头', '每', '这', '那', '同', '某', '哪',
        '有', '逐',
    ]) && value < 10.0
        && !behind.starts_with(['年', '岁', '月'])
        && !before.ends_with(['每', '有', '大', '这', '那', '头', '同']);
    if weekday || rank {
        return false;
    }
    if ordinal {
        return value >= 3.0 && !behind.starts_with(['者', '方']);
    }
    let compound =
        written.chars().count() > 1 && written.chars().any(|c| chinese_digit(c).is_some());
    let counted = UNITS.iter().any(|unit| behind.starts_with(unit));
    // 这两个人, 三是: demonstratives and enumerations.
    let listed = behind.starts_with(['是', '来', '则', '要', '、']) && value < 11.0;
    if listed {
        return false;
    }
    if compound {
        // A name may have numerals in it; a number ends its clause, counts something, or is long.
        let ends = behind.chars().next().is_none_or(|c| !c.is_alphanumeric());
        return counted || ends || written.chars().count() > 2;
    }
    // 刘备、关羽、张飞三人: it sums up a list.
    let last_clause = before.rsplit(['，', '。', '；']).next().unwrap_or_default();
    if last_clause.contains('、')
        && behind.starts_with(['人', '国', '地', '省', '者', '位', '个', '家'])
        && value < 11.0
    {
        return false;
    }
    let measured = behind.starts_with(['成', '倍', '折', '岁', '元', '吨']) && value > 1.0;
    counted && value > FEW || measured
}

/// Further values of a number, by what stands around it.
fn other_values(value: f64, behind: &str, ordinal: bool, values: &mut Vec<f64>) {
    let starts = |words: &[&str]| words.iter().any(|word| behind.starts_with(word));
    let whole = value.fract() == 0.0;
    if starts(&["年代"]) {
        values.extend([
            1900.0 + value,
            1800.0 + value,
            2000.0 + value,
            1700.0 + value,
            value % 100.0,
        ]);
    } else if behind.starts_with('年') && value < 100.0 {
        values.extend([1900.0 + value, 2000.0 + value]);
    }
    if starts(&["世纪", "世紀"]) {
        values.extend([(value - 1.0) * 100.0, value * 100.0]);
    }
    if behind.starts_with(['点', '點', '时', ':']) || starts(&["：", "时许"]) {
        values.extend([value + 12.0, value - 12.0]);
        if behind.chars().nth(1) == Some('半') {
            values.push(value + 0.5);
        }
    }
    if behind.starts_with('成') || behind.starts_with('折') {
        values.clear();
        values.extend([value * 10.0, 100.0 - value * 10.0, value / 10.0]);
        // 两成五
        if let Some(digit) = behind.chars().nth(1).and_then(chinese_digit) {
            values.push(value * 10.0 + f64::from(digit));
        }
    }
    if behind.starts_with('倍') {
        values.extend([
            value + 1.0,
            value - 1.0,
            value * 100.0,
            (value + 1.0) * 100.0,
            (value - 1.0) * 100.0,
        ]);
    }
    if behind.starts_with(['%', '％']) {
        values.push(value / 100.0);
    }
    if behind.starts_with('半') || behind.chars().nth(1) == Some('半') || behind.contains("个半")
    {
        values.push(value + 0.5);
        // 一年半 is eighteen months.
        values.extend([(value + 0.5) * 12.0, (value + 0.5) * 60.0]);
    }
    if (ordinal || starts(&["楼", "层", "樓", "層"])) && whole {
        values.push(value - 1.0);
    }
}

/// The numbers of an English text, in every way that it may say one.
#[derive(Clone, Debug, Default)]
pub(crate) struct EnglishNumbers {
    /// Values that stand there.
    pub(crate) values: Vec<f64>,
    /// Those in digits, with their places.
    pub(crate) digits: Vec<(Range<usize>, f64)>,
    months: Vec<usize>,
}

impl EnglishNumbers {
    /// Reads a text.
    pub(crate) fn of(text: &str) -> EnglishNumbers {
        let mut found = EnglishNumbers::default();
        let numbers = english_numbers(text);
        let halves = text.contains("and a half")
            || text.contains("and one half")
            || text.contains("½")
            || text.contains(".5");
        for number in &numbers {
            let span = number.span.clone();
            let written = &text[span.clone()];
            let mut value = number.value;
            let behind = &text[span.end..];
            // 1.2m, 3bn, 5k
            let suffix: String = behind
                .chars()
                .take_while(char::is_ascii_alphabetic)
                .collect();
            let scale = match suffix.to_lowercase().as_str() {
                "k" => 1e3,
                "m" | "mn" => 1e6,
                "bn" | "b" => 1e9,
                "tn" | "trn" => 1e12,
                _ => 1.0,
            };
            if scale > 1.0 {
                found.values.push(value);
                value *= scale;
            }
            found.values.push(value);
            if halves {
                found.values.push(value + 0.5);
                let scale = scale_behind(behind);
                found.values.push((value + 0.5) * scale);
            }
            // '98, 1990s
            if written.len() <= 3 && text[..span.start].ends_with(['\'', '’', '‘']) {
                found.values.push(1900.0 + value);
            }
            if (1000.0..2200.0).contains(&value) && value.fract() == 0.0 {
                found.values.push(value % 100.0);
            }
            if written.starts_with(|c: char| c.is_ascii_digit()) {
                found.digits.push((span.clone(), value));
            }
        }
        // 2/3, "two in three", "two out of three", "two-thirds"
        for two in numbers.windows(2) {
            let between = &text[two[0].span.end..two[1].span.start.max(two[0].span.end)];
            let of = matches!(
                between.trim(),
                "/" | "out of" | "in" | "of" | "in every" | "out of every" | "-" | "" | "⁄"
            );
            if of && two[1].value > two[0].value {
                found.values.push(two[0].value / two[1].value);
            }
        }
        let mut last: Option<f64> = None;
        let mut at = 0;
        for word in text.split(|c: char| !c.is_ascii_alphabetic()) {
            let place = text[at..].find(word).map_or(at, |offset| at + offset);
            at = place + word.len();
            if word.is_empty() {
                continue;
            }
            let lower = word.to_ascii_lowercase();
            let before = numbers
                .iter()
                .rfind(|number| number.span.end <= place && place - number.span.end <= 2);
            let count = before.map(|number| number.value).or(last.take());
            if let Some(value) = named(&lower) {
                found.values.push(value);
            }
            if let Some(part) = fraction(&lower) {
                found.values.push(count.unwrap_or(1.0) * part);
                if part == 0.25 {
                    found.values.push(15.0);
                    found.values.push(45.0);
                } else if part == 0.5 {
                    found.values.push(30.0);
                    let scale = scale_behind(
                        text[at..]
                            .trim_start_matches(|c: char| !c.is_ascii_alphabetic())
                            .trim_start_matches("a "),
                    );
                    found.values.push(0.5 * scale);
                    found.values.push(6.0);
                }
            }
            if let Some(times) = many(&lower) {
                found.values.push(count.unwrap_or(1.0) * times);
                found.values.push(times);
            }
            if word.len() > 1 || lower == "i" || lower == "v" || lower == "x" {
                found.values.extend(roman(word));
            }
            if let Some(month) = MONTHS
                .iter()
                .position(|month| *month == lower || lower.len() == 3 && month.starts_with(&lower))
            {
                found.months.push(month + 1);
            }
            last = english_numbers(word).first().map(|number| number.value);
        }
        found
    }

    /// Whether a Chinese number is among them.
    pub(crate) fn has(&self, quantity: &Quantity) -> bool {
        quantity
            .month
            .is_some_and(|month| self.months.contains(&month))
            || quantity
                .values
                .iter()
                .any(|&value| self.values.iter().any(|&other| same(value, other)))
            || quantity
                .converted
                .iter()
                .any(|&value| self.values.iter().any(|&other| near(value, other)))
    }
}

/// Equal but for rounding of the arithmetic; fractions but for what a translator rounds.
pub(crate) fn same(one: f64, other: f64) -> bool {
    let margin = if one.abs() < 1.0 {
        0.006
    } else {
        one.abs() * 1e-9
    };
    (one - other).abs() <= margin
}

/// Equal as far as units converted and rounded are.
pub(crate) fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= one.abs() * 0.07
}

fn scale_behind(text: &str) -> f64 {
    let word: String = text
        .trim_start_matches([' ', '-'])
        .trim_start_matches("and a half ")
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    match word.trim_end_matches('s') {
        "hundred" => 1e2,
        "thousand" => 1e3,
        "million" => 1e6,
        "billion" => 1e9,
        "trillion" => 1e12,
        _ => 1.0,
    }
}

/// Words that say a number without being one.
fn named(word: &str) -> Option<f64> {
    Some(match word {
        "a" | "an" | "once" | "single" | "every" | "each" | "per" | "another" | "monthly"
        | "annual" | "yearly" => 1.0,
        "both" | "pair" | "pairs" | "couple" | "couples" | "twice" | "double" | "doubled"
        | "doubling" | "doubles" | "dual" | "twin" | "twofold" | "either" | "neither"
        | "bilateral" | "duo" => 2.0,
        "thrice" | "triple" | "tripled" | "tripling" | "triples" | "trio" | "threefold"
        | "treble" | "trilogy" | "trilateral" | "threesome" => 3.0,
        "quadruple" | "quadrupled" | "quadrupling" | "quadruples" | "fourfold" | "quartet" => 4.0,
        "fivefold" | "quintuple" | "quintupled" | "quintet" | "pentagon" => 5.0,
        "sixfold" | "sextet" | "hexagon" | "hexagonal" => 6.0,
        "sevenfold" | "week" | "weeks" | "weekly" => 7.0,
        "eightfold" | "octagon" | "octagonal" => 8.0,
        "tenfold" => 10.0,
        "hundredfold" | "century" | "centuries" | "hundreds" | "centenary" | "centennial"
        | "centenarian" => 100.0,
        "fortnight" | "fortnightly" => 14.0,
        "clock" => 24.0,
        "score" => 20.0,
        "twenties" => 20.0,
        "thirties" => 30.0,
        "forties" => 40.0,
        "fifties" => 50.0,
        "sixties" => 60.0,
        "seventies" => 70.0,
        "eighties" => 80.0,
        "nineties" => 90.0,
        "teens" => 10.0,
        "noon" | "midnight" | "midday" => 12.0,
        "thousands" => 1e3,
        "millions" | "million" => 1e6,
        "billions" | "billion" => 1e9,
        "trillion" => 1e12,
        "thousand" => 1e3,
        "hundred" => 1e2,
        "millennium" | "millennia" => 1e3,
        "quarterly" => 3.0,
        "all" | "whole" => 100.0,
        _ => return None,
    })
}

fn fraction(word: &str) -> Option<f64> {
    Some(match word.trim_end_matches('s') {
        "half" | "halve" | "halved" => 0.5,
        "third" => 1.0 / 3.0,
        "quarter" | "fourth" => 0.25,
        "fifth" => 0.2,
        "sixth" => 1.0 / 6.0,
        "seventh" => 1.0 / 7.0,
        "eighth" => 0.125,
        "ninth" => 1.0 / 9.0,
        "tenth" => 0.1,
        "hundredth" => 0.01,
        "thousandth" => 0.001,
        _ => return None,
    })
}

fn many(word: &str) -> Option<f64> {
    Some(match word {
        "dozen" | "dozens" => 12.0,
        "decade" | "decades" => 10.0,
        "century" | "centuries" => 100.0,
        "week" | "weeks" => 7.0,
        "year" | "years" => 12.0,
        _ => return None,
    })
}

/// The value of a Roman numeral in capitals, if it is one.
fn roman(word: &str) -> Option<f64> {
    let digit = |c: char| {
        Some(match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            _ => return None,
        })
    };
    let digits: Option<Vec<i32>> = word.chars().map(digit).collect();
    let digits = digits?;
    let total: i32 = digits
        .iter()
        .enumerate()
        .map(|(n, &d)| {
            if digits.get(n + 1).is_some_and(|&next| next > d) {
                -d
            } else {
                d
            }
        })
        .sum();
    (total > 0).then_some(f64::from(total))
}
