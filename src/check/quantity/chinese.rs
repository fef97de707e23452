//! The quantities of a Chinese text: its numbers, with what they count and whether they are meant as numbers.

use std::ops::Range;
use std::sync::LazyLock;

use super::by_char::ByChar;
use super::measure::{self, UnitId};
use super::vague::{self, Rough};
use super::{Kind, Need, Quantity, aside, blanked, clock};
use crate::text::data;
use crate::text::numeral::{
    Number, chinese_digit, chinese_numbers, chinese_unit, is_chinese_numeral,
};

/// The quantities of a Chinese text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quantities {
    /// Its numbers, also those that need not be in the English.
    pub(crate) exact: Vec<Quantity>,
    /// Amounts that are only about so much.
    pub(crate) rough: Vec<Rough>,
}

/// Words with numerals that count nothing, once for each numeral in them: by the character behind it or, where it is
/// not the first of the word, before it, with the bytes of the word before the numeral.
static NOT_NUMBERS: LazyLock<ByChar<(usize, &str)>> = LazyLock::new(|| {
    let rows = data::rows(include_str!("../data/not-numbers.txt"));
    let words = rows.flat_map(str::split_whitespace);
    words
        .flat_map(|word| {
            let numerals = word.char_indices().filter(|&(_, c)| is_chinese_numeral(c));
            numerals.filter_map(move |(at, _)| {
                let beside = match word[..at].chars().next_back() {
                    Some(before) => before,
                    None => word.chars().nth(1)?,
                };
                Some((beside, (at, word)))
            })
        })
        .collect()
});

/// The names of eras by their last character, and the year before their first.
static ERAS: LazyLock<ByChar<(&str, f64)>> = LazyLock::new(|| {
    data::rows(include_str!("../data/eras.txt"))
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(year, names)| Some((year.parse::<f64>().ok()?, names)))
        .flat_map(|(year, names)| names.split(' ').map(move |name| (name, year)))
        .filter_map(|(name, year)| Some((name.chars().next_back()?, (name, year))))
        .collect()
});

/// Measure words and units: a small number in characters before one of them is meant as a number.
const COUNTER_NAMES: &[&str] = &[
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
/// The same by their first character.
static COUNTERS: LazyLock<ByChar<&str>> = LazyLock::new(|| {
    let names = COUNTER_NAMES.iter();
    names
        .filter_map(|name| Some((name.chars().next()?, *name)))
        .collect()
});
/// The largest number that the English often leaves out, or says in other words.
const FEW: f64 = 2.0;
/// The largest count of things that a sentence lists, or points to (这三个).
const LISTED: f64 = 10.0;

/// Words before a count of things that the text has named before or names behind.
const POINTING: &[&str] = &[
    "这", "這", "那", "此", "该", "該", "上述", "以上", "以下", "下列", "下述", "上面", "下面",
    "前述", "如下", "另外", "其他", "其余", "剩下", "同", "每", "任",
];

/// The quantities of a text, whose stretches that are no language are blanked.
pub(crate) fn read(text: &str) -> Quantities {
    let mut found = Quantities::default();
    let (versions, dates) = aside::compounds(text);
    let apart = dates.iter().map(|date| &date.place).chain(&versions);
    let words = blanked(text, apart);
    for place in versions {
        let mut quantity = Quantity::new(place.clone(), f64::NAN, Need::Yes);
        quantity.said = Some(text[place].to_owned());
        found.exact.push(quantity);
    }
    for date in dates {
        let mut quantity = Quantity::new(date.place.clone(), f64::NAN, Need::Yes);
        quantity.said = Some(text[date.place].to_owned());
        quantity.parts = date.parts;
        found.exact.push(quantity);
    }
    let text = &*words;
    let numbers = chinese_numbers(text);
    let mut clocks = clock::chinese(text, &numbers);
    found.exact.reserve_exact(numbers.len());
    let mut skip_to = 0;
    let reader = Reader {
        text,
        numbers: &numbers,
    };
    for (n, number) in numbers.iter().enumerate() {
        if number.span.start < skip_to {
            continue;
        }
        if let Some(at) = clocks.iter().position(|clock| {
            clock.place.start <= number.span.start && number.span.end <= clock.place.end
        }) {
            let clock = clocks.swap_remove(at);
            let sure = !clock.doubtful;
            let mut quantity = Quantity::new(clock.place.clone(), number.value, Need::Yes);
            if clock.hours().is_empty() {
                let minutes = f64::from(clock.minutes % 60);
                quantity.parts = vec![number.value, minutes];
                quantity.values.clear();
            }
            quantity.values.extend(clock.hours());
            if sure {
                skip_to = clock.place.end;
                quantity.clock = Some(clock);
                found.exact.push(quantity);
                continue;
            }
            // 三点 may be three points: read as any number, with the hour as a further sense.
            if let Some(mut plain) = reader.quantity(n, &mut skip_to) {
                plain.values.extend(quantity.values);
                plain.clock = Some(clock);
                found.exact.push(plain);
            }
            continue;
        }
        if let Some(rough) = vague::chinese(text, number).filter(|_| !in_word(text, &number.span)) {
            skip_to = skip_to.max(rough.place.end);
            found.rough.push(rough);
            continue;
        }
        if let Some(quantity) = reader.quantity(n, &mut skip_to) {
            found.exact.push(quantity);
        }
    }
    halves(text, &mut found);
    share_units(text, &mut found.exact);
    found
}

/// 半小时, 半年, 一半: they need not be in the English, but are ground for what stands there.
fn halves(text: &str, found: &mut Quantities) {
    for (at, mark) in text.match_indices('半') {
        if found.exact.iter().any(|q| q.place.contains(&at)) {
            continue;
        }
        let end = at + mark.len();
        let mut quantity = Quantity::new(at..end, 0.5, Need::No);
        quantity.values.extend([50.0, 2.0]);
        if let Some((units, _)) = measure::chinese_behind(&text[end..]) {
            quantity.units = units;
        }
        found.exact.push(quantity);
    }
}

/// 30到50米, 2.5—3小时: the first has the unit of the second.
fn share_units(text: &str, exact: &mut [Quantity]) {
    exact.sort_by_key(|quantity| quantity.place.start);
    for at in (1..exact.len()).rev() {
        let (some, rest) = exact.split_at_mut(at);
        let (Some(one), Some(two)) = (some.last_mut(), rest.first()) else {
            continue;
        };
        let between = text
            .get(one.place.end..two.place.start)
            .unwrap_or("x")
            .trim();
        let ranged = matches!(
            between,
            "到" | "至"
                | "-"
                | "—"
                | "–"
                | "~"
                | "～"
                | "、"
                | "或"
                | "和"
                | ","
                | "—-"
                | "——"
                | "－"
                | "×"
                | "x"
        );
        if ranged && one.units.is_empty() && one.clock.is_none() {
            one.units = two.units;
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    numbers: &'a [Number],
}

impl Reader<'_> {
    /// The quantity that begins at a number; `skip_to` becomes the end of what it took.
    fn quantity(&self, n: usize, skip_to: &mut usize) -> Option<Quantity> {
        let (text, numbers) = (self.text, self.numbers);
        let number = &numbers[n];
        let place = number.span.clone();
        let written = &text[place.clone()];
        let (before, behind) = (&text[..place.start], &text[place.end..]);
        let arabic =
            written.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
        let next = numbers
            .get(n + 1)
            .filter(|next| next.span.start >= place.end);
        if arabic && aside::is_name(text, &place) {
            let mut quantity = Quantity::new(place, number.value, Need::No);
            quantity.is_name = true;
            return Some(quantity);
        }
        if aside::is_item(text, &place) {
            return Some(Quantity::new(place, number.value, Need::No));
        }
        if let Some(share) = self.share(number, next, skip_to) {
            return Some(share);
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
            // 一点七五万亿
            let (scale, length) = scale_behind(&text[end..]);
            value *= scale;
            end += length;
        }
        // 200 万次
        if arabic && text[end..].starts_with(' ') {
            let (scale, length) = scale_behind(text[end..].trim_start_matches(' '));
            if scale > 1.0 {
                values.push(value);
                value *= scale;
                end = text.len() - text[end..].trim_start_matches(' ').len() + length;
            }
        }
        // 1000B, 2.5k
        if arabic {
            let scale = match text[end..].chars().next() {
                Some('k' | 'K') => 1e3,
                Some('M') => 1e6,
                Some('B' | 'G') => 1e9,
                Some('T') => 1e12,
                _ => 1.0,
            };
            let ends = !text[end..]
                .chars()
                .nth(1)
                .is_some_and(|c| c.is_ascii_alphanumeric());
            if scale > 1.0 && ends {
                values.push(value * scale);
            }
        }
        // 一百多亿
        if let Some(rest) = text[end..].strip_prefix(['多', '余', '餘', '来', '來']) {
            let (scale, length) = scale_behind(rest);
            if scale > 1.0 {
                value *= scale;
                end += '多'.len_utf8() + length;
            }
        }
        *skip_to = end;
        let mut units: &'static [UnitId] = &[];
        if let Some((found, _)) = measure::chinese_behind(&text[end..]) {
            units = found;
        } else if let Some((found, _)) = measure::before(before) {
            units = found;
        }
        let mut need = Need::Yes;
        // “6·1”
        let day = behind
            .strip_prefix(['·', '・', '‧'])
            .filter(|_| arabic)
            .and_then(|rest| next.filter(|next| next.span.start == text.len() - rest.len()));
        if let Some(day) = day {
            *skip_to = day.span.end;
            let mut quantity = Quantity::new(place.start..day.span.end, value, Need::Yes);
            quantity.values = vec![value + day.value / 10f64.powi(day.span.len() as i32)];
            quantity.parts = vec![value, day.value];
            return Some(quantity);
        }
        // 1米75, 一米七五, 三块五
        if let Some((joined, to)) = self.composite(value, end, next) {
            values.push(value);
            value = joined;
            end = to;
            *skip_to = to;
        } else if self.is_tail(n) {
            return None;
        } else if !arabic {
            need = is_meant(text, &place, number.ordinal, value, &text[end..]);
        }
        let behind = &text[end..];
        let spaced = behind.trim_start_matches(' ');
        // 20世纪90年代 is the 1990s, 双11 a festival.
        let decade = spaced
            .strip_prefix("世纪")
            .or(spaced.strip_prefix("世紀"))
            .is_some_and(|rest| {
                rest.contains("年代")
                    && next.is_some_and(|next| {
                        next.span.start == text.len() - rest.trim_start_matches(' ').len()
                    })
            });
        if decade || before.ends_with(['双', '雙']) || behind.starts_with("成新") {
            need = Need::No;
        }
        if need == Need::Yes && self.is_pointed(&place, value, spaced, number.ordinal) {
            need = Need::IfChanged;
        }
        values.insert(0, value);
        // Not a number yet, so that no list of values is made: that is here already.
        let mut quantity = Quantity::new(place.start..end, f64::NAN, need);
        quantity.value = value;
        quantity.written = place;
        quantity.ordinal = number.ordinal || before.trim_end_matches(' ').ends_with('第');
        other_values(value, before, spaced, quantity.ordinal, &mut values);
        quantity.values = values;
        quantity.units = units;
        quantity.month = (spaced.starts_with(['月', '·', '・']) && (1.0..=12.0).contains(&value))
            .then_some(value as usize);
        quantity.counts =
            value <= LISTED && value.fract() == 0.0 && units.is_empty() && !quantity.ordinal;
        quantity.dated = spaced.starts_with(['年', '月', '日', '号', '號']);
        quantity.negative = is_negative(before, behind);
        quantity.kind = kind(before, behind, value, &mut quantity.values);
        if quantity.ordinal && arabic && value <= FEW && need == Need::Yes {
            quantity.need = Need::IfChanged;
        }
        Some(quantity)
    }

    /// 三分之二, 百分之三十, 1/4
    fn share(
        &self,
        number: &Number,
        next: Option<&Number>,
        skip_to: &mut usize,
    ) -> Option<Quantity> {
        let text = self.text;
        let place = number.span.clone();
        let behind = &text[place.end..];
        if let Some(rest) = behind.strip_prefix("分之") {
            let part = next.filter(|next| next.span.start == text.len() - rest.len())?;
            *skip_to = part.span.end;
            let share = part.value / number.value.max(1.0);
            // 百分之三点五
            let decimal = decimal_behind(part.value, &text[part.span.end..]);
            if let Some((_, length)) = decimal {
                *skip_to = part.span.end + length;
            }
            let mut quantity = Quantity::new(place.start..*skip_to, share, Need::Yes);
            let written = &text[place];
            let whole = written.chars().all(|c| chinese_unit(c).is_some());
            if whole {
                let value = decimal.map_or(part.value, |(value, _)| value);
                quantity.values = vec![value, share, value / 100.0];
                if written == "百" {
                    quantity.value = value;
                    quantity.units = measure::percent();
                }
                if written == "千" {
                    quantity.values.push(value / 10.0);
                }
            } else {
                quantity
                    .values
                    .extend([(share * 100.0).round(), (share * 1000.0).round() / 10.0]);
                quantity.rounded.push(share * 100.0);
            }
            return Some(quantity);
        }
        // 1/4 may be a quarter, a date or a page of so many.
        let rest = behind.strip_prefix('/')?;
        let part = next.filter(|next| next.span.start == text.len() - rest.len())?;
        let more = text[part.span.end..].starts_with('/') || text[..place.start].ends_with('/');
        if more || number.value.fract() != 0.0 || part.value <= 0.0 {
            return None;
        }
        *skip_to = part.span.end;
        let share = number.value / part.value;
        let mut quantity = Quantity::new(place.start..part.span.end, share, Need::Yes);
        quantity.said = Some(text[place.start..part.span.end].to_owned());
        quantity.parts = vec![number.value, part.value];
        if share < 1.0 {
            quantity.values.push((share * 100.0).round());
            quantity.rounded.push(share * 100.0);
        }
        Some(quantity)
    }

    /// 1米75, 一米八, 三块五: the value with what stands behind the unit, and its end.
    fn composite(&self, value: f64, end: usize, next: Option<&Number>) -> Option<(f64, usize)> {
        let unit = self.text[end..].chars().next()?;
        if !matches!(unit, '米' | '块' | '塊' | '元') || value.fract() != 0.0 {
            return None;
        }
        let next = next.filter(|next| next.span.start == end + unit.len_utf8())?;
        let written = &self.text[next.span.clone()];
        let digits = written.chars().count();
        let plain = written
            .chars()
            .all(|c| c.is_ascii_digit() || chinese_digit(c).is_some());
        let behind = &self.text[next.span.end..];
        // 两米三个人 counts men.
        if !plain
            || digits > 2
            || measure::chinese_behind(behind).is_some()
            || behind.starts_with(['个', '個', '点', '点'])
        {
            return None;
        }
        let size = if digits == 1 { 10.0 } else { 100.0 };
        (next.value < size).then(|| (value + next.value / size, next.span.end))
    }

    /// Whether a number is the tail of another with its unit between: 一米六零.
    fn is_tail(&self, n: usize) -> bool {
        let start = self.numbers[n].span.start;
        self.text[..start].ends_with('米')
            && !self.text[self.numbers[n].span.end..].starts_with('米')
            && self.numbers[..n]
                .last()
                .is_some_and(|last| last.span.end + '米'.len_utf8() == start)
    }

    /// Whether a count points to things that the text names, or stands in a technical word (三元组, 四边形): only
    /// another number instead of it is a slip.
    fn is_pointed(&self, place: &Range<usize>, value: f64, behind: &str, ordinal: bool) -> bool {
        if value > LISTED || value.fract() != 0.0 || ordinal {
            return false;
        }
        let before = self.text[..place.start].trim_end_matches(' ');
        if POINTING.iter().any(|word| before.ends_with(word))
            && !behind.starts_with(['年', '天', '岁', '月', '米', '元', '万', '%'])
        {
            return true;
        }
        let technical = behind
            .strip_prefix([
                '元', '维', '維', '阶', '階', '边', '邊', '角', '叉', '目', '音', '重', '轮', '輪',
                '段', '级', '態', '态', '象',
            ])
            .is_some_and(|rest| {
                rest.starts_with([
                    '组', '組', '形', '树', '樹', '素', '论', '方', '函', '式', '色', '阶', '链',
                    '数', '结', '取', '车', '运', '限', '码', '的', '分', '制', '语', '模',
                ])
            });
        // 三态, 二进制, 三次函数
        technical
            || [
                "进制",
                "進制",
                "次函数",
                "次方程",
                "次方",
                "次曲线",
                "项式",
                "項式",
                "段式",
                "分法",
                "分查找",
                "分搜索",
                "分图",
            ]
            .iter()
            .any(|word| behind.starts_with(word))
    }
}

/// The product of the 万 and 亿 that a text begins with, and their bytes.
fn scale_behind(text: &str) -> (f64, usize) {
    let units = text.chars().take_while(|&c| chinese_unit(c).is_some());
    units.fold((1.0, 0), |(scale, length), c| {
        (
            scale * chinese_unit(c).unwrap_or(1.0),
            length + c.len_utf8(),
        )
    })
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

/// Whether the number at a place is part of a word that counts nothing.
fn in_word(text: &str, place: &Range<usize>) -> bool {
    let before = text[..place.start].chars().next_back();
    let behind = text[place.start..].chars().nth(1);
    let words = [before, behind].into_iter().flatten();
    words
        .flat_map(|beside| NOT_NUMBERS.get(beside))
        .any(|&(before, word)| {
            place.start.checked_sub(before).is_some_and(|start| {
                text.get(start..).is_some_and(|rest| rest.starts_with(word))
                // A number that begins in the word counts as part of it, even if it goes on behind (统一六国).
                && place.start < start + word.len()
                // 十一 is a holiday and 十一个 eleven.
                && !(word.chars().all(is_chinese_numeral)
                    && counts(&text[start + word.len()..]))
            })
        })
}

/// Whether a text begins with what numbers count.
fn counts(text: &str) -> bool {
    let first = text.chars().next();
    let names = first.map_or(&[][..], |first| COUNTERS.get(first));
    names.iter().any(|name| text.starts_with(name))
}

/// Whether a number in characters is meant as one, and so has to be in the English. Where that is not sure, only
/// another number instead of it is a slip.
fn is_meant(text: &str, place: &Range<usize>, ordinal: bool, value: f64, behind: &str) -> Need {
    let written = &text[place.clone()];
    let before = &text[..place.start];
    if in_word(text, place) || written.chars().all(|c| c == '一') {
        return Need::No;
    }
    let sure = |is: bool| if is { Need::Yes } else { Need::IfChanged };
    let weekday = ["周", "星期", "礼拜", "週", "禮拜"]
        .iter()
        .any(|word| before.ends_with(word));
    let rank = before.ends_with(['初', '老', '小', '高', '阿', '其', '之', '某', '哪', '逐'])
        && value < 10.0
        && !behind.starts_with(['年', '岁', '月'])
        && !behind.starts_with([
            '个', '個', '种', '種', '项', '項', '类', '類', '位', '条', '條', '张', '張', '部',
            '次',
        ]);
    if weekday || rank {
        return Need::No;
    }
    if ordinal {
        let party = behind.starts_with(['者', '方']);
        return if value < 3.0 || party {
            Need::No
        } else {
            Need::Yes
        };
    }
    // 二十几两 is a weight.
    let counted_before = before
        .chars()
        .next_back()
        .is_some_and(|c| is_chinese_numeral(c) || matches!(c, '几' | '幾' | '多' | '半' | '余'));
    if matches!(written, "两" | "兩") && counted_before {
        return Need::No;
    }
    let compound =
        written.chars().count() > 1 && written.chars().any(|c| chinese_digit(c).is_some());
    let counted = counts(behind);
    // 这两个人, 三是: demonstratives and enumerations.
    let listed = behind.starts_with(['是', '来', '则', '要', '、']) && value < 11.0;
    if listed {
        return Need::No;
    }
    if compound {
        // A name may have numerals in it; a number ends its clause, counts something, or is long.
        let ends = behind.chars().next().is_none_or(|c| !c.is_alphanumeric());
        return sure(counted || ends || written.chars().count() > 2);
    }
    // 刘备、关羽、张飞三人: it sums up a list.
    let last_clause = before.rsplit(['，', '。', '；']).next().unwrap_or_default();
    if last_clause.contains('、')
        && behind.starts_with(['人', '国', '地', '省', '者', '位', '个', '家'])
        && value < 11.0
    {
        return Need::IfChanged;
    }
    // 三人走了: the three of them, or they.
    if before
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric())
        && behind.starts_with('人')
        && value < 11.0
        && behind.chars().nth(1).is_some_and(char::is_alphanumeric)
    {
        return Need::IfChanged;
    }
    // 一成半 is a share, 一成功 is none.
    let share = behind.starts_with('折')
        || behind.strip_prefix('成').is_some_and(|rest| {
            !rest.starts_with([
                '功', '为', '立', '长', '员', '就', '果', '本', '熟', '年', '名', '见', '都', '绩',
                '不', '份',
            ])
        });
    let measured = share || behind.starts_with(['倍', '岁', '元', '吨']) && value > 1.0;
    if value < FEW {
        return if measured { Need::Yes } else { Need::No };
    }
    sure(counted && value > FEW || measured)
}

/// Further values of a number, by what stands around it.
fn other_values(value: f64, before: &str, behind: &str, ordinal: bool, values: &mut Vec<f64>) {
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
    } else if behind.starts_with('年') && value < 100.0 && whole {
        values.extend([1900.0 + value, 2000.0 + value]);
        let last = before.chars().next_back();
        let eras = last.map_or(&[][..], |last| ERAS.get(last));
        if let Some((name, year)) = eras.iter().find(|(name, _)| before.ends_with(name)) {
            values.truncate(values.len() - 2);
            values.push(year + value);
            // A lunar year ends in the next one.
            if !matches!(
                *name,
                "民国" | "民國" | "昭和" | "大正" | "平成" | "令和" | "明治"
            ) {
                values.push(year + value + 1.0);
            }
        }
    }
    if starts(&["世纪", "世紀"]) {
        values.extend([(value - 1.0) * 100.0, value * 100.0]);
    }
    if behind.starts_with('半') || behind.chars().nth(1) == Some('半') || behind.contains("个半")
    {
        values.push(value + 0.5);
    }
    if (ordinal || starts(&["楼", "层", "樓", "層"])) && whole {
        values.push(value - 1.0);
    }
    // 五毛 is fifty cents.
    if behind.starts_with(['毛', '角']) {
        values.extend([value * 10.0, value / 10.0]);
    }
    if behind.starts_with(['%', '％']) {
        values.push(value / 100.0);
    }
}

/// 零下十五度, 负5, −3
fn is_negative(before: &str, behind: &str) -> bool {
    let before = before.trim_end_matches(' ');
    if before.ends_with("零下") || before.ends_with('−') || before.ends_with("冰点以下") {
        return true;
    }
    if before.ends_with(['负', '負']) {
        // 胜负 and 抱负 are words.
        let rest = &before[..before.len() - '负'.len_utf8()];
        return !rest.ends_with([
            '胜', '勝', '抱', '正', '担', '肩', '自', '辜', '欺', '背', '承',
        ]);
    }
    // A hyphen that no other figure or word stands before.
    let hyphen = before.strip_suffix('-');
    hyphen.is_some_and(|rest| {
        let opens = rest.is_empty()
            || rest.ends_with([' ', '（', '(', '：', '，', '为', '是', '到', '至', '低']);
        opens
            && behind
                .trim_start_matches(' ')
                .starts_with(['℃', '°', '度', '%', '摄'])
    })
}

/// What a number says of a whole: multiples and discounts, with the values that English may have for them.
fn kind(before: &str, behind: &str, value: f64, values: &mut Vec<f64>) -> Kind {
    if ["公元前", "西元前", "纪元前"]
        .iter()
        .any(|word| before.trim_end_matches(' ').ends_with(word))
    {
        return Kind::BeforeChrist;
    }
    if behind.starts_with('成') {
        // 两成五, 一成半
        let tail = behind.chars().nth(1);
        let digit = tail.and_then(chinese_digit).map(f64::from);
        let digit = digit.or((tail == Some('半')).then_some(5.0)).unwrap_or(0.0);
        let share = value * 10.0 + digit;
        *values = vec![share, share / 100.0];
        if digit == 0.0 {
            values.push(100.0 - share);
        }
        return Kind::Plain;
    }
    if behind.starts_with('折') {
        // 七五折 is 75 of a hundred.
        let share = if value >= 10.0 { value } else { value * 10.0 };
        *values = vec![share, 100.0 - share, share / 100.0, 1.0 - share / 100.0];
        return Kind::Discount { share };
    }
    if behind.trim_start_matches(' ').starts_with('倍') {
        let grown = [
            "增", "增加", "增长", "增長", "提高", "提升", "上升", "扩大", "翻", "多", "涨", "漲",
            "高", "长", "快", "大",
        ]
        .iter()
        .any(|word| {
            let before = before.trim_end_matches(['了', ' ', '近', '约', '出', '超', '过']);
            before.ends_with(word)
        });
        let to = before
            .trim_end_matches(['了', ' ', '近', '约'])
            .ends_with(['到', '至', '为', '成']);
        values.extend([value * 100.0, value - 1.0]);
        if grown && !to {
            values.extend([value + 1.0, (value + 1.0) * 100.0]);
            return Kind::Grown { times: value };
        }
        values.push((value - 1.0) * 100.0);
        return Kind::Times;
    }
    Kind::Plain
}
