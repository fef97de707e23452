//! The server of a batch service, asked by HTTP.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use serde_json::Value;

use crate::http::{Failure, Pace, Part, finish};
use crate::translate::engine::Engine;
use crate::translate::protocol::batch_service::{Answered, Transport};

/// The most bytes of the results of a batch.
const MOST_RESULTS: u64 = 1 << 30;
/// The most bytes of one line of them: as much as the answer to a request by itself may have.
const LONGEST_LINE: u64 = 16 << 20;

/// A provider's server.
pub(super) struct Server<'a> {
    engine: &'a Engine,
    pace: Pace,
}

impl Server<'_> {
    pub(super) fn new(engine: &Engine) -> Server<'_> {
        let pause = engine.first_pause;
        Server {
            engine,
            pace: pause.map_or_else(Pace::default, Pace::starting_with),
        }
    }
}

impl Transport for Server<'_> {
    fn get(&self, path: &str) -> Answered<Value> {
        finish(|| self.engine.client().get(path, &self.pace, json))?
    }

    fn lines(&self, path: &str, each: &mut dyn FnMut(&[u8])) -> Answered<()> {
        // In a file without a name, so that a line is taken only when all have come.
        let mut file = tempfile::tempfile().map_err(|error| unreadable(&error))?;
        finish(|| {
            let client = self.engine.client();
            client.download(path, MOST_RESULTS, &mut file, &self.pace)
        })??;
        lines_of(&file, each).map_err(|error| unreadable(&error))
    }

    fn post(&self, path: &str, body: &str) -> Answered<Value> {
        let answer = finish(|| self.engine.client().post_once(path, body, &self.pace))??;
        json(&answer).map_err(|what| Failure::Senseless { what })
    }

    fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file_name: &str,
        file: &[u8],
    ) -> Answered<Value> {
        let mut parts: Vec<Part<'_>> = fields
            .iter()
            .map(|(name, text)| Part {
                name,
                file: None,
                bytes: text.as_bytes(),
            })
            .collect();
        parts.push(Part {
            name: "file",
            file: Some(file_name),
            bytes: file,
        });
        let client = self.engine.client();
        finish(|| client.post_form(path, &parts, &self.pace, json))?
    }
}

fn json(answer: &[u8]) -> std::result::Result<Value, String> {
    serde_json::from_slice(answer).map_err(|_| "the answer is not JSON".to_owned())
}

/// Hands over each line; of one that is too long the beginning.
fn lines_of(file: &File, each: &mut dyn FnMut(&[u8])) -> std::io::Result<()> {
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)?
            == 0
        {
            return Ok(());
        }
        each(&line);
    }
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::Final {
        what: format!("the results cannot be kept while they are read: {error}"),
        help: String::new(),
    }
}
