//! The columns of tables: how they are called when they go out, and what others call them.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Text,
    Number,
    Source,
    Target,
    Status,
    Note,
    /// What went out, a line of JSON.
    Sent,
}

/// The columns in their order: what each is called, and further names by which it is known.
const NAMES: &[(Column, &str, &[&str])] = &[
    (Column::Text, "Text 文本", &["text", "文本", "file", "文件"]),
    (
        Column::Number,
        "No. 编号",
        &["no.", "no", "number", "#", "编号", "序号"],
    ),
    (
        Column::Source,
        "Chinese 原文",
        &[
            "chinese", "source", "zh", "zh-cn", "zh-tw", "zh_cn", "中文", "原文", "源文",
        ],
    ),
    (
        Column::Target,
        "English 译文",
        &[
            "english",
            "target",
            "en",
            "en-us",
            "en-gb",
            "translation",
            "英文",
            "译文",
        ],
    ),
    (
        Column::Status,
        "Status 状态",
        &["status", "state", "stage", "状态"],
    ),
    (
        Column::Note,
        "Note 备注",
        &["note", "notes", "remark", "备注", "注释"],
    ),
    (Column::Sent, "duizhao", &[]),
];

impl Column {
    /// Its name in a table that goes out.
    pub(super) fn name(self) -> &'static str {
        let mut all = NAMES.iter();
        all.find(|(column, ..)| *column == self)
            .map_or("", |(_, name, _)| name)
    }

    /// The column that a cell of a header names.
    pub(super) fn named(cell: &str) -> Option<Column> {
        let cell = cell.trim().to_lowercase();
        let mut all = NAMES.iter();
        all.find(|(_, name, others)| name.to_lowercase() == cell || others.contains(&&*cell))
            .map(|(column, ..)| *column)
    }
}

/// The columns of a table that goes out.
pub(super) fn of(has_texts: bool) -> Vec<Column> {
    let all = NAMES.iter().map(|(column, ..)| *column);
    all.filter(|column| has_texts || *column != Column::Text)
        .collect()
}

/// The columns that a header names, each the first time; `None` where it names no Chinese or no English.
pub(super) fn named<'c>(header: impl Iterator<Item = &'c str>) -> Option<Vec<Option<Column>>> {
    let mut found: Vec<Option<Column>> = Vec::new();
    for cell in header {
        let column = Column::named(cell).filter(|column| !found.contains(&Some(*column)));
        found.push(column);
    }
    let has = |column| found.contains(&Some(column));
    (has(Column::Source) && has(Column::Target)).then_some(found)
}

/// The stage that a cell names, in English or in Chinese, in any letters; a name behind another counts as well
/// (`已批准 approved`).
pub(super) fn stage(cell: &str) -> Option<crate::bitext::Stage> {
    use crate::bitext::Stage;
    let cell = cell.trim().to_lowercase();
    const CHINESE: &[(&str, Stage)] = &[
        ("疑问", Stage::Query),
        ("待译", Stage::New),
        ("新建", Stage::New),
        ("已译", Stage::Translated),
        ("已翻译", Stage::Translated),
        ("已审", Stage::Reviewed),
        ("已审阅", Stage::Reviewed),
        ("已批准", Stage::Approved),
        ("已定稿", Stage::Approved),
    ];
    let chinese = || {
        let mut all = CHINESE.iter();
        all.find(|(name, _)| *name == cell).map(|(_, stage)| *stage)
    };
    Stage::named(&cell)
        .or_else(chinese)
        .or_else(|| cell.split_whitespace().find_map(Stage::named))
}

/// A table's cell as a row has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells(Vec<(Column, String)>);

impl Cells {
    pub(super) fn set(&mut self, column: Column, text: String) {
        self.0.push((column, text));
    }

    pub(super) fn get(&self, column: Column) -> Option<&str> {
        let mut all = self.0.iter();
        all.find(|(one, _)| *one == column)
            .map(|(_, text)| text.as_str())
    }

    /// The row that the cells say. What its status cell says that is no status is a fault.
    pub(super) fn row(&self, place: String) -> super::Row {
        use crate::text::spaces::fold;
        let sent = self.get(Column::Sent).and_then(super::Sent::parse);
        let mut faults = Vec::new();
        let status = self.get(Column::Status).map(str::trim).unwrap_or_default();
        let stage = stage(status);
        if stage.is_none() && !status.is_empty() {
            faults.push(format!("\"{status}\" is no status"));
        }
        let number = self.get(Column::Number).unwrap_or_default().trim();
        super::Row {
            place,
            number: number.trim_end_matches(".0").parse().unwrap_or(0),
            source: fold(self.get(Column::Source).unwrap_or_default()),
            target: self.get(Column::Target).map(fold),
            stage,
            note: self.get(Column::Note).map(|note| note.trim().to_owned()),
            sent,
            faults,
            ..super::Row::default()
        }
    }
}
