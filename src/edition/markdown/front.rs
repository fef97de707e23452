//! What stands before the rows and behind them: title, people, colophon.

use super::escape::escape;
use crate::edition::colophon;
use crate::edition::model::EditionOptions;

/// What stands before the texts: title, subtitle, people, what it is about, and what kind of edition it is where
/// that is a proof sheet.
pub(super) fn front_lines(options: &EditionOptions) -> Vec<String> {
    let data = &options.data;
    let mut lines = Vec::new();
    let title = data.title.label().line();
    if !title.is_empty() {
        lines.push(format!("# {}", escape(&title, true)));
    }
    let subtitle = data.subtitle.label().line();
    if !subtitle.is_empty() {
        lines.push(format!("*{}*", escape(&subtitle, false)));
    }
    let people: Vec<String> = colophon::people(options).iter().map(told).collect();
    if !people.is_empty() {
        lines.push(people.join("\\\n"));
    }
    let about = data.description.label();
    let about = [about.source, about.target].into_iter().flatten();
    lines.extend(about.map(|about| escape(about.trim(), true)));
    if options.proof {
        let (source, target) = colophon::kind(options);
        lines.push(format!("> *{source} · {target}*"));
    }
    lines
}

/// The lines of the colophon.
pub(super) fn colophon_lines(options: &EditionOptions) -> String {
    let lines: Vec<String> = colophon::lines(options).iter().map(told).collect();
    lines.join("\\\n")
}

/// A line about the book in both languages.
fn told(line: &colophon::ColophonLine) -> String {
    let (chinese, english) = line.about.names();
    let mut said = vec![line.source.as_str(), line.target.as_str()];
    said.retain(|said| !said.is_empty());
    said.dedup();
    format!(
        "{chinese} · {english}: {}",
        escape(&said.join(" · "), false)
    )
}
