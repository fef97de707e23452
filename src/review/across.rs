//! What the desk answers about all texts: the list of them, the next place of a kind, the places of words, the
//! renderings of a term. Open texts answer as they are now, the others as they were surveyed.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Value, json};

use super::concordance::{self, Hit, Use};
use super::counts::Tally;
use super::desk::Desk;
use super::session::ApiError;
use super::state::lock;
use super::suggestions;
use super::view::list_title;
use super::workbench::Answer;
use crate::bitext::Bitext;

/// The most examples of a rendering.
const MOST_EXAMPLES: usize = 20;

impl Desk {
    /// What is known of all texts, at once; `since` is the state that the page has.
    pub(super) fn list(&self, since: Option<&str>) -> Answer {
        let texts: Vec<Value> = (0..self.texts.len()).map(|at| self.row(at)).collect();
        let unread = texts.iter().filter(|row| row["state"] == "unread").count();
        let (source, target) = self.common.project.languages();
        let mut answer = json!({
            "unread": unread, "texts": texts, "last": lock(&self.last).name(),
            "languages": {"source": source, "target": target},
            "glossary": self.common.glossary.as_ref().map(|path| self.common.named(path)),
            "title": self.name(),
        });
        let mut state = DefaultHasher::new();
        answer.to_string().hash(&mut state);
        let state = format!("{:016x}", state.finish());
        if since == Some(&state) {
            return Ok(json!({"state": state, "texts": null}));
        }
        answer["state"] = json!(state);
        Ok(answer)
    }

    /// The title of the edition, else the name of the project's folder.
    fn name(&self) -> String {
        let config = &self.common.project.config;
        let title = config.edition.title.label().line();
        if !title.is_empty() {
            return title;
        }
        {
            let folder = &config.folder;
            let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
            let name = whole.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        }
    }

    fn row(&self, at: usize) -> Value {
        let text = &self.texts[at].text;
        let known = self.survey.glance(at);
        let (mut state, mut counts, mut error) = ("unread", None, None);
        let mut heading = known.as_ref().and_then(|known| known.title.clone());
        match known.as_ref().map(|known| &known.tally) {
            Some(Ok(tally)) => (state, counts) = ("known", Some(*tally)),
            Some(Err(why)) => (state, error) = ("failed", Some(why.clone())),
            None => {}
        }
        if let Some(why) = self.refused(at) {
            (state, counts, error) = ("failed", None, Some(why));
        }
        let mut is_saved = true;
        if let Some(workbench) = self.if_open(at) {
            let (mut now, is_checked) = workbench.tally();
            if let Some(before) = counts.filter(|_| !is_checked) {
                now.findings = before.findings;
            }
            (state, counts, error) = ("open", Some(now), None);
            let session = workbench.session();
            heading = list_title(session.base.chinese_file(), &session.bitext);
            is_saved = session.is_saved();
        }
        json!({
            "name": text.name, "title": self.title(at, heading), "part": text.part,
            "state": state, "error": error, "saved": is_saved, "counts": counts,
        })
    }

    /// The next text behind this one that has a place of a kind (`doubtful`, `findings`, `stale`…); after
    /// the last one the first is next. `null` where no other text has one.
    pub(super) fn next(&self, kind: &str, after: &str) -> Answer {
        let from = self.number(after)?;
        if Tally::default().of_kind(kind).is_none() {
            return Err(ApiError::Unknown(format!("there is no kind \"{kind}\"")));
        }
        let number = self.texts.len();
        for step in 1..number {
            let at = (from + step) % number;
            let tally = self.tally(at, kind == "findings");
            if tally.and_then(|tally| tally.of_kind(kind)).unwrap_or(0) > 0 {
                return Ok(json!({"text": self.texts[at].text.name, "wrapped": at < from}));
            }
        }
        Ok(json!({"text": null, "wrapped": false}))
    }

    /// The numbers of a text; `None` where it cannot be opened.
    fn tally(&self, at: usize, with_findings: bool) -> Option<Tally> {
        if let Some(workbench) = self.if_open(at) {
            let (tally, is_checked) = workbench.tally();
            if is_checked || !with_findings {
                return Some(tally);
            }
        }
        let known = self.survey.look(at, &self.texts[at], &self.common);
        known.tally.clone().ok()
    }

    /// Does something with the words of each text that has been read; gives how many have not.
    pub(super) fn each(&self, mut work: impl FnMut(usize, &Bitext, Option<String>)) -> usize {
        let mut unread = 0;
        for (at, text) in self.texts.iter().enumerate() {
            if let Some(workbench) = self.if_open(at) {
                let session = workbench.session();
                let title = list_title(session.base.chinese_file(), &session.bitext);
                work(at, &session.bitext, self.title(at, title));
                continue;
            }
            let Some(known) = self.survey.glance(at) else {
                unread += 1;
                continue;
            };
            if let Some(words) = self.survey.words(&known, text) {
                work(at, &words, self.title(at, known.title.clone()));
            }
        }
        unread
    }

    /// The places of words in all texts, the first `most` of them.
    pub(super) fn search(&self, wanted: &str, most: usize) -> Answer {
        let (mut total, mut texts) = (0, Vec::new());
        let mut hits: Vec<Value> = Vec::new();
        let unread = self.each(|at, bitext, title| {
            let (number, found) = concordance::search(bitext, wanted, most - hits.len().min(most));
            if number == 0 {
                return;
            }
            total += number;
            texts.push(json!({"name": self.texts[at].text.name, "title": title, "total": number}));
            hits.extend(found.iter().map(|hit: &Hit| self.of_text(at, json!(hit))));
        });
        Ok(json!({"total": total, "texts": texts, "hits": hits, "unread": unread}))
    }

    /// A place, with the text that it is in.
    pub(super) fn of_text(&self, at: usize, mut place: Value) -> Value {
        place["in"] = json!(self.texts[at].text.name);
        place
    }

    /// Where a term of the glossary is used in all texts, by how it is rendered.
    pub(super) fn uses(&self, term: &str) -> Answer {
        let (termbase, matcher) = self.common.terms();
        let mut found: Vec<(usize, Use)> = Vec::new();
        let mut titles: HashMap<usize, Option<String>> = HashMap::new();
        let unread = self.each(|at, bitext, title| {
            let uses = concordance::uses(bitext, term, &termbase, &matcher);
            if !uses.is_empty() {
                titles.insert(at, title);
            }
            found.extend(uses.into_iter().map(|one| (at, one)));
        });
        let mut renderings: Vec<Rendered<'_>> = Vec::new();
        for (at, one) in &found {
            let known = renderings.iter_mut().find(|rendered| {
                let first = rendered.uses[0].1;
                first.kind == one.kind && first.english == one.english
            });
            match known {
                Some(rendered) => rendered.uses.push((*at, one)),
                None => renderings.push(Rendered {
                    uses: vec![(*at, one)],
                }),
            }
        }
        renderings.sort_by_key(|rendered| std::cmp::Reverse(rendered.uses.len()));
        let renderings: Vec<Value> = renderings
            .iter()
            .map(|rendered| self.rendering(rendered, &titles))
            .collect();
        let concepts = termbase.concepts.iter();
        let concepts = concepts.filter(|concept| concept.source == term);
        Ok(json!({
            "term": term, "total": found.len(), "in": titles.len(), "renderings": renderings,
            "concepts": concepts.map(suggestions::concept).collect::<Vec<_>>(), "unread": unread,
        }))
    }

    fn rendering(&self, rendered: &Rendered<'_>, titles: &HashMap<usize, Option<String>>) -> Value {
        let mut texts: Vec<(usize, usize)> = Vec::new();
        for (at, _) in &rendered.uses {
            match texts.last_mut() {
                Some((last, times)) if last == at => *times += 1,
                _ => texts.push((*at, 1)),
            }
        }
        let texts = texts.iter().map(|(at, times)| {
            json!({"name": self.texts[*at].text.name, "title": titles.get(at), "times": times})
        });
        let examples = rendered.uses.iter().take(MOST_EXAMPLES);
        let examples = examples.map(|(at, one)| self.of_text(*at, json!(one)));
        let first = rendered.uses[0].1;
        json!({
            "english": first.english, "kind": first.kind, "times": rendered.uses.len(),
            "texts": texts.collect::<Vec<_>>(), "examples": examples.collect::<Vec<_>>(),
        })
    }

    /// The glossary.
    pub(super) fn terms(&self) -> Answer {
        let (termbase, _) = self.common.terms();
        let terms = termbase.concepts.iter().map(suggestions::concept);
        let file = self.common.glossary.as_ref();
        Ok(json!({
            "file": file.map(|path| self.common.named(path)),
            "terms": terms.collect::<Vec<_>>(),
        }))
    }
}

/// The uses of a term that are rendered in one way; there is at least one.
struct Rendered<'a> {
    uses: Vec<(usize, &'a Use)>,
}
