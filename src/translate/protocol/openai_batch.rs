//! The batch service of OpenAI, which many compatible servers have, too: a file of requests, a batch made of
//! it, files of answers and of errors.

use serde_json::{Value, json};

use super::batch_service::{
    Answered, BatchCounts, BatchLimits, BatchService, BatchStatus, MOST_PAGES, PAGE, RequestResult,
    Sought, Submission, Transport, in_path, number, senseless, text,
};

pub(super) struct OpenAiBatches;

/// The endpoint of every request, as the service names it wherever it stands.
const ENDPOINT: &str = "/v1/chat/completions";

/// The name under which our tag stands in the metadata of a batch.
const TAG: &str = "duizhao";

/// States after which nothing more comes.
const OVER: &[&str] = &["completed", "failed", "expired", "cancelled"];

/// Older than this before the submission, in seconds, a batch of the list cannot be the one that is sought:
/// clocks differ less.
const DAY: u64 = 86_400;

impl BatchService for OpenAiBatches {
    fn limits(&self) -> BatchLimits {
        // OpenAI takes 200 MB; compatible services take 100.
        BatchLimits {
            requests: 50_000,
            bytes: 100_000_000,
        }
    }

    fn entry(&self, custom_id: &str, body: &Value) -> Value {
        json!({"custom_id": custom_id, "method": "POST", "url": ENDPOINT, "body": body})
    }

    fn upload(
        &self,
        server: &dyn Transport,
        submission: Submission<'_>,
    ) -> Answered<Option<String>> {
        let mut file = submission.entries.join("\n");
        file.push('\n');
        let name = format!("duizhao-{}.jsonl", submission.tag);
        let answer = server.upload("/files", &[("purpose", "batch")], &name, file.as_bytes())?;
        match text(&answer, "/id") {
            Some(id) => Ok(Some(id.to_owned())),
            None => Err(senseless("the answer to the upload has no id")),
        }
    }

    fn create(&self, server: &dyn Transport, submission: Submission<'_>) -> Answered<BatchStatus> {
        let body = json!({
            "input_file_id": submission.input_file,
            "endpoint": ENDPOINT,
            "completion_window": "24h",
            "metadata": {TAG: submission.tag},
        });
        status(&server.post("/batches", &body.to_string())?)
    }

    fn find(&self, server: &dyn Transport, sought: Sought<'_>) -> Answered<Option<String>> {
        let mut after = String::new();
        for _ in 0..MOST_PAGES {
            let page = server.get(&format!("/batches?limit={PAGE}{after}"))?;
            let Some(batches) = page.get("data").and_then(Value::as_array) else {
                return Err(senseless("the list of batches has no data"));
            };
            let is_it = |batch: &&Value| {
                text(batch, &format!("/metadata/{TAG}")) == Some(sought.tag)
                    || sought.input_file.is_some()
                        && text(batch, "/input_file_id") == sought.input_file
            };
            if let Some(id) = batches
                .iter()
                .find(is_it)
                .and_then(|batch| text(batch, "/id"))
            {
                return Ok(Some(id.to_owned()));
            }
            let last = batches.last();
            let is_older = last
                .and_then(|batch| batch.get("created_at")?.as_u64())
                .is_some_and(|created| created + DAY < sought.since);
            let goes_on = page.get("has_more").and_then(Value::as_bool) == Some(true);
            match last.and_then(|batch| text(batch, "/id")) {
                Some(id) if goes_on && !is_older => after = format!("&after={}", in_path(id)),
                _ => break,
            }
        }
        Ok(None)
    }

    fn status(&self, server: &dyn Transport, id: &str) -> Answered<BatchStatus> {
        status(&server.get(&format!("/batches/{}", in_path(id)))?)
    }

    fn cancel(&self, server: &dyn Transport, id: &str) -> Answered<BatchStatus> {
        status(&server.post(&format!("/batches/{}/cancel", in_path(id)), "{}")?)
    }

    fn read_line(&self, line: &Value) -> Option<(String, RequestResult)> {
        let id = text(line, "/custom_id")?.to_owned();
        if let Some(error) = line.get("error").filter(|error| !error.is_null()) {
            let code = text(error, "/code").unwrap_or_default();
            let message = text(error, "/message").map_or_else(|| error.to_string(), str::to_owned);
            return Some((
                id,
                match code {
                    "batch_expired" | "batch_cancelled" => RequestResult::NotDone(message),
                    _ => RequestResult::Refused(message),
                },
            ));
        }
        let body = line.pointer("/response/body")?;
        let status = number(line, "/response/status_code");
        if status != 0 && !(200..300).contains(&status) {
            let message = ["/error/message", "/message"]
                .iter()
                .find_map(|place| text(body, place))
                .map_or_else(|| body.to_string(), str::to_owned);
            let refused = RequestResult::Refused(format!("the server says {status}: {message}"));
            return Some((id, refused));
        }
        Some((id, RequestResult::Answer(body.clone())))
    }
}

fn status(batch: &Value) -> Answered<BatchStatus> {
    let (Some(id), Some(word)) = (text(batch, "/id"), text(batch, "/status")) else {
        return Err(senseless("the answer about the batch has no id or status"));
    };
    let files = ["/output_file_id", "/error_file_id"];
    let results: Vec<String> = files
        .iter()
        .filter_map(|place| text(batch, place))
        .map(|file| format!("/files/{}/content", in_path(file)))
        .collect();
    let counts = BatchCounts {
        answered: number(batch, "/request_counts/completed"),
        failed: number(batch, "/request_counts/failed"),
        all: number(batch, "/request_counts/total"),
    };
    // A batch that is said to be completed before its files are named is asked for again.
    let lacks_files = word == "completed" && results.is_empty() && counts.all > 0;
    let errors = batch.pointer("/errors/data").and_then(Value::as_array);
    let why: Vec<&str> = errors
        .into_iter()
        .flatten()
        .filter_map(|error| text(error, "/message"))
        .take(3)
        .collect();
    Ok(BatchStatus {
        id: id.to_owned(),
        word: word.replace('_', " "),
        is_over: OVER.contains(&word) && !lacks_files,
        counts,
        results,
        why: (!why.is_empty()).then(|| why.join("; ")),
    })
}
