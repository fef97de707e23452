//! What is done with a line.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::align::{Aligner, MOST_SENTENCES};
use crate::bitext::Bitext;
use crate::check::{CheckConfig, Checker, Suppressions, joined};
use crate::document::read_bytes;
use crate::error::{Error, Result};
use crate::glossary::Termbase;
use crate::report::{Files, Report};
use crate::segment::{SegmentOptions, Text, segment};
use crate::text::Language;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Link the sentences of two texts.
    Align,
    /// Find what is wrong with a translation.
    Check,
    /// Cut texts into sentences.
    Segment,
}

/// Does it, line by line; nothing is kept between two lines.
pub struct Worker<'a> {
    task: Task,
    checker: Checker<'a>,
    settings: &'a CheckConfig,
    segment: &'a SegmentOptions,
    /// The format that texts are read as.
    format: &'a str,
    languages: (&'a str, &'a str),
}

/// A line. Other keys are passed over.
#[derive(Deserialize)]
struct Asked {
    text: Option<String>,
    source: Option<String>,
    target: Option<String>,
    beads: Option<Vec<Pair>>,
}

/// A bead as `align` gives it.
#[derive(Deserialize)]
struct Pair {
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
    /// What is wrong with the settings of the checks.
    pub fn new(
        task: Task,
        (termbase, settings): (&'a Termbase, &'a CheckConfig),
        segment: &'a SegmentOptions,
        format: &'a str,
        languages: (&'a str, &'a str),
    ) -> Result<Worker<'a>> {
        Ok(Worker {
            task,
            checker: Checker::new(termbase, settings)?,
            settings,
            segment,
            format,
            languages,
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

    fn read(&self, text: &str, language: Option<Language>) -> Result<Text> {
        let document = read_bytes(text.as_bytes().to_vec(), Path::new("-"), Some(self.format))?;
        let language = language
            .or_else(|| Language::detect(&document.source.text))
            .unwrap_or(Language::En);
        let text = segment(document, language, self.segment);
        if text.segments.len() > MOST_SENTENCES {
            return Err(Error::usage(
                format!(
                    "{} sentences are too many for one document",
                    text.segments.len()
                ),
                "cut it into volumes",
            ));
        }
        Ok(text)
    }

    fn both(&self, asked: &Asked) -> Result<(Text, Text)> {
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

    fn bitext(&self, asked: &Asked) -> Result<Bitext> {
        let (chinese, english) = self.both(asked)?;
        Aligner::new(&chinese, &english)
            .languages(self.languages.0, self.languages.1)
            .run()
    }

    fn align(&self, asked: &Asked) -> Result<Value> {
        let bitext = self.bitext(asked)?;
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
        let bitext = match asked.beads.take() {
            Some(beads) => {
                let pairs: Vec<(String, String)> = beads
                    .into_iter()
                    .map(|pair| (pair.source.joined(""), pair.target.joined(" ")))
                    .collect();
                let pairs = pairs
                    .iter()
                    .map(|(one, other)| (one.as_str(), other.as_str()));
                Bitext::of_pairs(pairs, self.languages)
            }
            None => joined(&self.bitext(&asked)?),
        };
        let found = self.checker.check(&bitext, None, 1);
        let report = Report::new(
            &bitext,
            found,
            &Files::default(),
            &Suppressions::default(),
            self.settings,
            None,
        );
        let findings: Vec<Value> = report
            .shown()
            .map(|item| {
                let finding = &item.finding;
                let mut value = json!({
                    "rule": finding.rule,
                    "severity": finding.severity.name(),
                    "message": finding.message,
                    "bead": finding.bead,
                    "source": item.texts.0,
                    "target": item.texts.1,
                    "fingerprint": item.fingerprint,
                });
                if let Some(fix) = &finding.fix {
                    value["suggestion"] = json!(fix.with);
                }
                value
            })
            .collect();
        Ok(json!({"findings": findings}))
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
