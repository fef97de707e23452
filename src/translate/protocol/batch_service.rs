//! Batch services: requests that are handed in together and answered within a day, at a lower price. One file
//! for each kind of service; what they have in common is here.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::http::Failure;

/// What a service answered, or the failure of the request.
pub(in crate::translate) type Answered<T> = std::result::Result<T, Failure>;

/// The characters of an id that are no part of a path as they stand.
const NOT_IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The most pages of a list of batches that are looked through.
pub(super) const MOST_PAGES: usize = 20;

/// The number of batches on a page of a list.
pub(super) const PAGE: usize = 100;

/// The requests that a batch service needs, sent to the provider's address with its key.
pub(in crate::translate) trait Transport {
    /// The JSON at `path`; asked for again where that may help.
    fn get(&self, path: &str) -> Answered<Value>;

    /// Hands each line of the text at `path` to `each`, as it comes.
    fn lines(&self, path: &str, each: &mut dyn FnMut(&[u8])) -> Answered<()>;

    /// Posts JSON once. After a failure that may pass it is unknown whether the server has acted on it.
    fn post(&self, path: &str, body: &str) -> Answered<Value>;

    /// Posts a form with text fields and a file under the field `file`; again where that may help.
    fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file_name: &str,
        file: &[u8],
    ) -> Answered<Value>;
}

/// The most that a service takes in one batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::translate) struct BatchLimits {
    /// Number of requests.
    pub(in crate::translate) requests: usize,
    /// Bytes of all requests as they are handed in.
    pub(in crate::translate) bytes: usize,
}

/// How many requests of a batch are done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchCounts {
    /// Requests with an answer.
    pub answered: u64,
    /// Requests that failed, were cancelled or came too late.
    pub failed: u64,
    /// All requests.
    pub all: u64,
}

/// The state of a batch as the service tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::translate) struct BatchStatus {
    /// The service's id of the batch.
    pub(in crate::translate) id: String,
    /// The state in the service's words.
    pub(in crate::translate) word: String,
    /// Whether the service will do nothing more for it.
    pub(in crate::translate) is_over: bool,
    pub(in crate::translate) counts: BatchCounts,
    /// The paths of its results; none where it came to nothing.
    pub(in crate::translate) results: Vec<String>,
    /// The reason why it failed as a whole.
    pub(in crate::translate) why: Option<String>,
}

/// A batch that was perhaps submitted, as far as it is known on this side.
#[derive(Clone, Copy, Debug)]
pub(in crate::translate) struct Sought<'a> {
    /// Our own tag of the batch.
    pub(in crate::translate) tag: &'a str,
    /// The file that was uploaded for it.
    pub(in crate::translate) input_file: Option<&'a str>,
    /// When it was about to be submitted, in seconds since 1970.
    pub(in crate::translate) since: u64,
    /// The number of its requests.
    pub(in crate::translate) requests: usize,
    /// The ids of batches that it is not.
    pub(in crate::translate) others: &'a [String],
}

/// The requests of a batch on their way to the service.
#[derive(Clone, Copy, Debug)]
pub(in crate::translate) struct Submission<'a> {
    /// Our own tag of the batch.
    pub(in crate::translate) tag: &'a str,
    /// Its requests as [`BatchService::entry`] writes them, each a line of JSON.
    pub(in crate::translate) entries: &'a [String],
    /// The file that they were uploaded as.
    pub(in crate::translate) input_file: Option<&'a str>,
}

/// What became of one request of a batch.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::translate) enum RequestResult {
    /// The answer, as the same request by itself would have got it.
    Answer(Value),
    /// The server refused it, with this message.
    Refused(String),
    /// The service did not come to it, for this reason; nothing was paid.
    NotDone(String),
}

/// The service of a protocol that takes batches.
pub(in crate::translate) trait BatchService: Sync {
    /// The most that it takes in one batch.
    fn limits(&self) -> BatchLimits;

    /// One request as it is handed in, under an id of our own.
    fn entry(&self, custom_id: &str, body: &Value) -> Value;

    /// Uploads the requests, if the service wants a file before the submission; gives back its id.
    fn upload(
        &self,
        server: &dyn Transport,
        submission: Submission<'_>,
    ) -> Answered<Option<String>>;

    /// Submits the batch.
    fn create(&self, server: &dyn Transport, submission: Submission<'_>) -> Answered<BatchStatus>;

    /// The id of a batch that was perhaps submitted; `None` where the service has none like it.
    fn find(&self, server: &dyn Transport, sought: Sought<'_>) -> Answered<Option<String>>;

    /// The state of a batch.
    fn status(&self, server: &dyn Transport, id: &str) -> Answered<BatchStatus>;

    /// Asks the service to do no more of a batch.
    fn cancel(&self, server: &dyn Transport, id: &str) -> Answered<BatchStatus>;

    /// Our id of a request and what became of it, from a line of the results.
    fn read_line(&self, line: &Value) -> Option<(String, RequestResult)>;
}

/// An id as a part of a path.
pub(super) fn in_path(id: &str) -> String {
    utf8_percent_encode(id, NOT_IN_PATHS).to_string()
}

/// The text at a JSON pointer, if it is there and not empty.
pub(super) fn text<'v>(value: &'v Value, place: &str) -> Option<&'v str> {
    value
        .pointer(place)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

/// The number at a JSON pointer; 0 where there is none.
pub(super) fn number(value: &Value, place: &str) -> u64 {
    value.pointer(place).and_then(Value::as_u64).unwrap_or(0)
}

/// An answer without what it must have.
pub(super) fn senseless(what: &str) -> Failure {
    Failure::Senseless {
        what: what.to_owned(),
    }
}
