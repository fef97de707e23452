//! The worker: answers one line of `duizhao pipe`.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::align::Aligner;
use crate::bitext::Bitext;
use crate::check::{Checker, Files, Judge, State};
use crate::document::{ReadOptions, read_bytes_with};
use crate::error::{Error, Result};
use crate::glossary::Termbase;
use crate::project::Project;
use crate::report::FindingRecord;
use crate::segment::{SegmentedDocument, segment};
use crate::text::Language;

/// The task of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Link the sentences of two texts.
    Align,
    /// Find what is wrong with a translation.
    Check,
    /// Cut texts into sentences.
    Segment,
}

/// Answers lines, each by itself; nothing is kept between two.
pub struct Worker<'a> {
    task: Task,
    checker: Checker<'a>,
    project: &'a Project,
    /// The format that texts are read as.
    format: &'a str,
}

/// The keys of a line. Others are passed over.
#[derive(Deserialize)]
struct Asked {
    text: Option<String>,
    source: Option<String>,
    target: Option<String>,
    beads: Option<Vec<GivenBead>>,
}

/// A bead as `align` gives it.
#[derive(Deserialize)]
struct GivenBead {
    #[serde(default)]
    source: Sentences,
    #[serde(default)]
    target: Sentences,
}

#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Sentences {
    #[default]
    None,
    One(String),
    Several(Vec<String>),
}

impl Sentences {
    fn joined(self, between: &str) -> String {
        match self {
            Sentences::None => String::new(),
            Sentences::One(text) => text,
            Sentences::Several(texts) => texts.join(between),
        }
    }
}

impl<'a> Worker<'a> {
    /// A worker.
    ///
    /// # Errors
    /// Those of the settings of the checks.
    pub fn new(
        task: Task,
        project: &'a Project,
        termbase: &'a Termbase,
        format: &'a str,
    ) -> Result<Worker<'a>> {
        Ok(Worker {
            task,
            checker: Checker::new(termbase, &project.config.check)?,
            project,
            format,
        })
    }

    /// Answers a line, or one that was too long; `true` with an error.
    #[must_use]
    pub fn answer(&self, number: usize, line: Result<&[u8], usize>) -> (Vec<u8>, bool) {
        let wrong = |id: Value, error: &Error| {
            let (what, help) = match error {
                Error::Usage { what, help } | Error::Input { what, help, .. } => {
                    (what.clone(), help.clone())
                }
                other => (other.to_string(), String::new()),
            };
            let mut record = json!({"id": id, "error": what});
            if id_is_missing(&record) {
                record["line"] = json!(number);
            }
            if !help.is_empty() {
                record["help"] = json!(help);
            }
            (record.to_string().into_bytes(), true)
        };
        let line = match line {
            Ok(line) => line,
            Err(length) => {
                let error =
                    Error::usage(format!("the line has {length} bytes"), "cut the document");
                return wrong(Value::Null, &error);
            }
        };
        let value: Value = match serde_json::from_slice(line) {
            Ok(value) => value,
            Err(error) => {
                let error = Error::usage(format!("no JSON: {error}"), "");
                return wrong(Value::Null, &error);
            }
        };
        let id = value.get("id").cloned().unwrap_or(Value::Null);
        let asked: Asked = match serde_json::from_value(value) {
            Ok(asked) => asked,
            Err(error) => return wrong(id, &Error::usage(error.to_string(), "")),
        };
        let done = match self.task {
            Task::Align => self.align(&asked),
            Task::Check => self.check(asked),
            Task::Segment => self.segment(&asked),
        };
        match done {
            Ok(mut answer) => {
                answer["id"] = id;
                (answer.to_string().into_bytes(), false)
            }
            Err(error) => wrong(id, &error),
        }
    }

    fn read(&self, text: &str, language: Option<Language>) -> Result<SegmentedDocument> {
        let read = ReadOptions {
            language,
            ..self.project.config.read.clone()
        };
        let bytes = text.as_bytes().to_vec();
        let document = read_bytes_with(bytes, Path::new("-"), Some(self.format), &read)?;
        let language = language
            .or_else(|| document.letters().heavier())
            .unwrap_or(Language::En);
        Ok(segment(document, language, &self.project.config.segment))
    }

    fn both(&self, asked: &Asked) -> Result<(SegmentedDocument, SegmentedDocument)> {
        let (Some(source), Some(target)) = (&asked.source, &asked.target) else {
            return Err(Error::usage(
                "there is no source or no target",
                "a line is {\"id\": …, \"source\": \"the Chinese text\", \"target\": \"the English text\"}",
            ));
        };
        Ok((
            self.read(source, Some(Language::Zh))?,
            self.read(target, Some(Language::En))?,
        ))
    }

    fn bitext(&self, chinese: &SegmentedDocument, english: &SegmentedDocument) -> Result<Bitext> {
        let (source, target) = self.project.languages();
        Aligner::new(chinese, english)
            .languages(source, target)
            .run()
    }

    fn align(&self, asked: &Asked) -> Result<Value> {
        let (chinese, english) = self.both(asked)?;
        let bitext = self.bitext(&chinese, &english)?;
        let beads: Vec<Value> = bitext
            .beads
            .iter()
            .map(|bead| {
                let texts = |sentences: &[crate::bitext::Sentence]| -> Vec<Value> {
                    sentences.iter().map(|s| json!(s.text)).collect()
                };
                let mut value = json!({
                    "source": texts(bitext.bead_source(bead)),
                    "target": texts(bitext.bead_target(bead)),
                    "confidence": (f64::from(bead.confidence) * 1000.0).round() / 1000.0,
                });
                if let Some(number) = bead.moved {
                    value["moved"] = json!(number);
                }
                value
            })
            .collect();
        Ok(json!({"beads": beads}))
    }

    fn check(&self, mut asked: Asked) -> Result<Value> {
        let findings = match asked.beads.take() {
            Some(beads) => {
                let pairs: Vec<(String, String)> = beads
                    .into_iter()
                    .map(|bead| (bead.source.joined(""), bead.target.joined(" ")))
                    .collect();
                // A bead without words is not checked, but is counted in the indices of the others.
                let says = |text: &str| !text.trim().is_empty();
                let said = pairs.iter().enumerate();
                let indices: Vec<usize> = said
                    .filter(|(_, (one, other))| says(one) || says(other))
                    .map(|(index, _)| index)
                    .collect();
                let pairs = pairs
                    .iter()
                    .map(|(one, other)| (one.as_str(), other.as_str()));
                let bitext = Bitext::of_pairs(pairs, self.project.languages());
                let mut findings = self.find(&bitext, Files::default());
                for finding in &mut findings {
                    finding.index = finding.index.map(|at| indices[at]);
                    // Beads that come from no text have no place in one.
                    finding.source.place = None;
                    finding.target.place = None;
                }
                findings
            }
            None => {
                let (chinese, english) = self.both(&asked)?;
                let bitext = self.bitext(&chinese, &english)?;
                let files = Files {
                    chinese: Some(&chinese),
                    english: Some(&english),
                };
                self.find(&bitext, files)
            }
        };
        Ok(json!({"findings": findings}))
    }

    /// The findings of a bitext that the settings do not hide.
    fn find(&self, bitext: &Bitext, files: Files<'_>) -> Vec<FindingRecord> {
        let judge = Judge {
            files,
            ignore: &self.project.config.check.ignore,
            ..Judge::default()
        };
        let found = self.checker.check(bitext, None, 1);
        judge
            .judge(bitext, found)
            .findings
            .iter()
            .filter(|judged| judged.state == State::New)
            .map(|judged| FindingRecord {
                index: Some(judged.finding.bead),
                ..FindingRecord::from(judged)
            })
            .collect()
    }

    fn segment(&self, asked: &Asked) -> Result<Value> {
        let mut answer = serde_json::Map::new();
        for (key, text, language) in [
            ("text", &asked.text, None),
            ("source", &asked.source, Some(Language::Zh)),
            ("target", &asked.target, Some(Language::En)),
        ] {
            if let Some(text) = text {
                let text = self.read(text, language)?;
                let sentences = text.segments.iter().map(|s| json!(s.text));
                answer.insert(key.into(), sentences.collect());
            }
        }
        if answer.is_empty() {
            return Err(Error::usage(
                "there is no text",
                "a line is {\"id\": …, \"text\": \"…\"}, or has source and target",
            ));
        }
        Ok(Value::Object(answer))
    }
}

/// Whether a record needs its line to be found again.
fn id_is_missing(record: &Value) -> bool {
    record["id"].is_null()
}
