//! The findings of the check in a proof sheet: each below its row, and an index of all at the end.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::bitext::SideName;
use crate::edition::markup::escape;
use crate::edition::model::{BlockView, Edition, FindingMark};
use crate::words::Words;

/// The place of a side in a pair.
pub(super) const fn at(side: SideName) -> usize {
    match side {
        SideName::Source => 0,
        SideName::Target => 1,
    }
}

/// The class of a severity; `note` is that of the words on the state of a link.
fn class(severity: &str) -> &str {
    match severity {
        "note" => "remark",
        severity => severity,
    }
}

/// The findings of a text, by the sentences that they are at.
pub(super) struct RowFindings<'e> {
    words: &'static Words,
    prefix: &'e str,
    ids: &'e [Vec<String>; 2],
    findings: &'e [FindingMark],
    /// The numbers of the findings at each sentence; none in an edition for readers.
    at: BTreeMap<(usize, usize), Vec<usize>>,
}

impl<'e> RowFindings<'e> {
    /// The findings of a text whose ids have this prefix, and whose sentences these.
    pub(super) fn new(
        edition: &'e Edition<'_>,
        prefix: &'e str,
        ids: &'e [Vec<String>; 2],
    ) -> RowFindings<'e> {
        let findings: &[FindingMark] = match edition.options.proof {
            true => &edition.options.findings,
            false => &[],
        };
        let mut numbers: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (number, finding) in findings.iter().enumerate() {
            let place = (at(finding.side), finding.segment);
            numbers.entry(place).or_default().push(number);
        }
        RowFindings {
            words: Words::of(edition.options.interface),
            prefix,
            ids,
            findings,
            at: numbers,
        }
    }

    fn of(&self, side: SideName, segment: usize) -> &[usize] {
        self.at.get(&(at(side), segment)).map_or(&[], Vec::as_slice)
    }

    /// The class of a sentence: that of the worst of its findings.
    pub(super) fn class(&self, side: SideName, segment: usize) -> String {
        let severities = self.of(side, segment).iter();
        let worst = severities
            .map(|&number| self.findings[number].severity)
            .min_by_key(|severity| match *severity {
                "error" => 0,
                "warning" => 1,
                _ => 2,
            });
        worst.map_or(String::new(), |severity| {
            format!(" found {}", class(severity))
        })
    }

    /// The attribute by which a sentence says what was found in it.
    pub(super) fn described(&self, side: SideName, segment: usize) -> String {
        let ids: Vec<String> = (self.of(side, segment).iter())
            .map(|number| format!("{}f{number}", self.prefix))
            .collect();
        match ids.is_empty() {
            true => String::new(),
            false => format!(" aria-describedby=\"{}\"", ids.join(" ")),
        }
    }

    /// Writes the findings at the sentences of a row.
    pub(super) fn of_row(
        &self,
        sides: &[Vec<BlockView<'_>>; 2],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if self.findings.is_empty() {
            return Ok(());
        }
        let mut numbers: Vec<usize> = Vec::new();
        for view in sides.iter().flatten() {
            for sentence in view.pieces.iter().filter_map(|piece| piece.sentence) {
                numbers.extend(self.of(view.side, sentence.segment));
            }
        }
        if numbers.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "<div class=\"findings\" role=\"note\" aria-label=\"{}\" lang=\"{}\">",
            self.words.word("page-findings"),
            self.words.locale().tag()
        )?;
        for number in numbers {
            let finding: &FindingMark = &self.findings[number];
            write!(
                out,
                "<p class=\"finding {}\" id=\"{}f{number}\"><b>{}</b> <code>{}</code> {}",
                class(finding.severity),
                self.prefix,
                self.words.tell(finding.severity),
                escape(&finding.rule),
                escape(&self.words.tell(&finding.message))
            )?;
            if let Some(suggestion) = &finding.suggestion {
                write!(
                    out,
                    " <span class=\"suggestion\">{}</span>",
                    self.words
                        .say("page-suggestion", &[("words", escape(suggestion).into())])
                )?;
            }
            writeln!(out, "</p>")?;
        }
        writeln!(out, "</div>")
    }

    /// Writes the index of all findings, in the order of the check.
    pub(super) fn index(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.findings.is_empty() {
            return Ok(());
        }
        let prefix = self.prefix;
        writeln!(
            out,
            "<section class=\"index\" lang=\"{}\" aria-labelledby=\"{prefix}findings\">\n<h2 id=\"{prefix}findings\">{}</h2>\n<ol>",
            self.words.locale().tag(),
            self.words.word("page-findings")
        )?;
        for finding in self.findings {
            let words = format!(
                "<b>{}</b> <code>{}</code> {}",
                self.words.tell(finding.severity),
                escape(&finding.rule),
                escape(&self.words.tell(&finding.message))
            );
            let class = class(finding.severity);
            match self.ids[at(finding.side)].get(finding.segment) {
                Some(id) => writeln!(
                    out,
                    "<li class=\"{class}\"><a href=\"#{prefix}{id}\">{words}</a></li>"
                ),
                None => writeln!(out, "<li class=\"{class}\">{words}</li>"),
            }?;
        }
        writeln!(out, "</ol>\n</section>")
    }
}
