//! `markup`: addresses, placeholders and code of the visible text, and links where the documents are
//! at hand. What stands in the Chinese stands in the English, in any order: placeholders letter by letter, code
//! but for marks of typesetting, addresses by what they lead to.
//!
//! Changed code and a link that leads elsewhere on its site are slips; what a freer translation does is a note: code
//! that a shorter sentence leaves out or a longer one adds, a link to a page of another site in its place.

use std::ops::Range;

use super::Context;
use crate::bitext::{Bead, Sentence};
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::check::language::{BLANK, place_in_sentence};
use crate::check::locate::starts;
use crate::check::weight::weight;
use crate::document::MarkKind;
use crate::segment::SegmentedDocument;
use crate::text::address::{is_other_edition, same_but_language, same_page, same_site};
use crate::text::likeness::spelling;
use crate::text::literal::{LiteralKind, literals};
use crate::text::scan::has_byte;
use crate::text::script::is_han;

/// The likeness from which one is the other with a slip in it.
const LIKE: f64 = 0.6;
/// The same of addresses, which share much by chance: of one site, and of two.
const LIKE_ON_SITE: f64 = 0.7;
const LIKE_ADDRESS: f64 = 0.8;
/// The same of images, whose names share most of what there is to them.
const LIKE_IMAGE: f64 = 0.95;
/// Share of the usual length from which English leaves nothing out.
const WHOLE: f64 = 0.9;
/// The most findings of a severity that a bead has one by one.
const MANY: usize = 3;
/// Beads before and behind in which a translator may have put what stands here.
const NEAR: usize = 2;

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    if !pair.is_linked() || pair.rows_differ() {
        return;
    }
    let source = items(
        &pair.source,
        pair.sources,
        context.texts.map(|texts| (texts.0, pair.bead.source.start)),
    );
    let target = items(
        &pair.target,
        pair.targets,
        context.texts.map(|texts| (texts.1, pair.bead.target.start)),
    );
    if source.is_empty() && target.is_empty() {
        return;
    }
    let mut compared = Compared::of(pair, context, &source, &target);
    compared.pair_up();
    compared.tell(context.weighed(pair.bead, severity), found);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Code,
    Address,
    /// The address of an image: another edition often has a picture of its own.
    Image,
    Placeholder,
}

#[derive(Clone, Debug)]
struct Item {
    kind: Kind,
    what: String,
    /// Its bytes in the bead's text; those of a link's words for its address.
    place: Range<usize>,
    /// Whether its bytes are what it says, so that others can be written there.
    is_visible: bool,
}

impl Item {
    /// Whether two items are the same.
    fn is(&self, other: &Item) -> bool {
        self.kind == other.kind
            && (self.what == other.what
                || self.kind == Kind::Code && typeset(&self.what) == typeset(&other.what))
    }

    /// The likeness of two items of a kind.
    fn likeness(&self, other: &Item) -> f64 {
        match self.kind {
            Kind::Code => spelling(&typeset(&self.what), &typeset(&other.what)),
            _ => spelling(&self.what, &other.what),
        }
    }

    /// Whether the words of code stand in a text without its marks, perhaps in the plural or with a capital.
    fn is_said_in(&self, text: &str) -> bool {
        if self.kind != Kind::Code {
            return false;
        }
        says(text, &typeset(&self.what)) || {
            let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
            let words = self.what.split(|c| !is_word(c));
            let mut words = words.filter(|word| !word.is_empty()).peekable();
            words.peek().is_some() && words.all(|word| says(text, word))
        }
    }

    /// Whether other code has all of this but its Chinese words.
    fn is_rendered_by(&self, other: &Item) -> bool {
        self.is_rendered_in(&other.what)
    }

    /// The same of a text.
    fn is_rendered_in(&self, text: &str) -> bool {
        let mut kept = self
            .what
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        kept.all(|word| word.is_empty() || says(text, word))
    }

    /// Whether another item is the same in the language of its readers: the page of another edition, a name of a file.
    fn is_for_readers_of(&self, other: &Item) -> bool {
        let (one, other) = (&self.what, &other.what);
        match self.kind {
            Kind::Address => same_page(one, other) || is_other_edition(one, other),
            Kind::Code => same_but_language(one, other),
            Kind::Placeholder | Kind::Image => false,
        }
    }

    /// Whether code says a word of its own, not only signs.
    fn has_words(&self) -> bool {
        self.what.contains(char::is_alphanumeric)
    }
}

/// Whether a text has a word, whatever its capitals and number.
fn says(text: &str, word: &str) -> bool {
    let (text, word) = (text.to_lowercase(), word.to_lowercase());
    let is_word = |one: char| one.is_ascii_alphanumeric() || one == '_';
    !word.is_empty()
        && text.match_indices(&word).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let behind = &text[at + word.len()..];
            let stands = |behind: &str| !behind.starts_with(is_word);
            let ends = |plural: &str| behind.strip_prefix(plural).is_some_and(stands);
            let begins = word.starts_with(is_word) && before.is_some_and(is_word);
            !begins && (!word.ends_with(is_word) || ends("") || ends("s") || ends("es"))
        })
}

/// Code as it is compared: the marks and spaces of both ways of typesetting are the same, and the kind of quotes;
/// without back ticks, quotes around it, the brackets of a call without arguments and the slash behind a folder.
fn typeset(code: &str) -> String {
    let mut plain = String::with_capacity(code.len());
    for one in code.trim_matches('`').chars() {
        plain.push(match one {
            '…' => {
                plain.push_str("...");
                continue;
            }
            '，' | '、' => ',',
            '；' => ';',
            '：' => ':',
            '（' => '(',
            '）' => ')',
            '。' => '.',
            '“' | '”' | '‘' | '’' | '"' => '\'',
            one if one.is_whitespace() => continue,
            one => one,
        });
    }
    let quoted = plain
        .strip_prefix('\'')
        .and_then(|code| code.strip_suffix('\''))
        .filter(|code| !code.contains('\''));
    let plain = quoted.map_or(plain.clone(), str::to_owned);
    let called = plain
        .strip_suffix("()")
        .or(plain.strip_suffix('/'))
        .filter(|name| !name.is_empty());
    called.map_or(plain.clone(), str::to_owned)
}

/// What the two sides have that the other has not.
struct Compared<'a> {
    pair: &'a CheckedBead<'a>,
    context: &'a Context<'a>,
    source: &'a [Item],
    target: &'a [Item],
    /// Items of the source, by index, that the target has not.
    missing: Vec<usize>,
    /// Items of the target that the source has not.
    added: Vec<usize>,
    /// What has become what.
    changed: Vec<(usize, usize)>,
}

impl<'a> Compared<'a> {
    fn of(
        pair: &'a CheckedBead<'a>,
        context: &'a Context<'a>,
        source: &'a [Item],
        target: &'a [Item],
    ) -> Compared<'a> {
        // The number of times does not matter: English says once what Chinese says twice.
        let differs = |some: &[Item], others: &[Item]| -> Vec<usize> {
            let mut kept: Vec<usize> = Vec::new();
            for (at, item) in some.iter().enumerate() {
                let is_new = !kept.iter().any(|&one| some[one].is(item));
                if is_new && !others.iter().any(|other| other.is(item)) {
                    kept.push(at);
                }
            }
            kept
        };
        Compared {
            missing: differs(source, target),
            added: differs(target, source),
            changed: Vec::new(),
            pair,
            context,
            source,
            target,
        }
    }

    /// Finds what has become what: of all pairs those that are most alike first. What remains missing or added is
    /// neither said in other words nor in the next sentence.
    fn pair_up(&mut self) {
        let (source, target) = (self.source, self.target);
        let mut alike: Vec<(f64, usize, usize)> = Vec::new();
        for &one in &self.missing {
            for &other in &self.added {
                let (a, b) = (&source[one], &target[other]);
                if a.kind != b.kind {
                    continue;
                }
                let mut likeness = a.likeness(b);
                if a.kind == Kind::Image && likeness < LIKE_IMAGE {
                    continue;
                }
                if a.kind == Kind::Address && same_page(&a.what, &b.what) {
                    likeness = 1.0;
                }
                if likeness >= LIKE {
                    alike.push((likeness, one, other));
                }
            }
        }
        alike.sort_by(|one, two| two.0.total_cmp(&one.0));
        for (_, one, other) in alike {
            self.take(one, other);
        }
        self.missing.retain(|&at| source[at].kind != Kind::Image);
        self.added.retain(|&at| target[at].kind != Kind::Image);
        self.misspelt_once();
        let (chinese, english) = (&*self.pair.source, &*self.pair.target);
        // Words of a screen or a message are translated, also where they stand as code.
        let is_translated = |item: &Item| item.kind == Kind::Code && item.what.chars().any(is_han);
        for at in std::mem::take(&mut self.missing) {
            if is_translated(&source[at]) {
                let renders = |&other: &usize| {
                    target[other].kind == Kind::Code && source[at].is_rendered_by(&target[other])
                };
                if let Some(other) = self.added.iter().position(renders) {
                    self.added.remove(other);
                } else if !source[at].is_rendered_in(english) {
                    self.missing.push(at);
                }
            } else if !source[at].is_said_in(english) {
                self.missing.push(at);
            }
        }
        self.added.retain(|&at| !target[at].is_said_in(chinese));
        self.elsewhere();
        // One for one: it stands where the other should.
        for kind in [Kind::Placeholder, Kind::Address, Kind::Code] {
            let missing = self.missing.iter().filter(|&&at| source[at].kind == kind);
            let added = self.added.iter().filter(|&&at| target[at].kind == kind);
            let (missing, added): (Vec<usize>, Vec<usize>) =
                (missing.copied().collect(), added.copied().collect());
            let is_paired = match kind {
                Kind::Code => missing.len() == 1 && added.len() == 1,
                _ => missing.len() == added.len(),
            };
            if is_paired {
                for (one, other) in missing.into_iter().zip(added) {
                    self.take(one, other);
                }
            }
        }
    }

    /// Takes two for what has become what, unless one of them is taken.
    fn take(&mut self, one: usize, other: usize) {
        if self.missing.contains(&one) && self.added.contains(&other) {
            self.missing.retain(|&at| at != one);
            self.added.retain(|&at| at != other);
            self.changed.push((one, other));
        }
    }

    /// Code that stands more often in the Chinese than in the English, where something like it is added.
    fn misspelt_once(&mut self) {
        let (source, target) = (self.source, self.target);
        let times = |items: &[Item], item: &Item| items.iter().filter(|one| one.is(item)).count();
        for other in self.added.clone() {
            let added = &target[other];
            let one = source.iter().position(|item| {
                item.kind == Kind::Code
                    && added.kind == Kind::Code
                    && item.likeness(added) >= LIKE
                    && times(target, item) > 0
                    && times(source, item) > times(target, item)
            });
            if let Some(one) = one {
                self.added.retain(|&at| at != other);
                self.changed.push((one, other));
            }
        }
    }

    /// Leaves out what the translator put into a sentence nearby.
    fn elsewhere(&mut self) {
        if self.missing.is_empty() && self.added.is_empty() {
            return;
        }
        let (source, target) = (self.source, self.target);
        let beads = &self.context.bitext.beads;
        let index = self.pair.index;
        let near = index.saturating_sub(NEAR)..(index + NEAR + 1).min(beads.len());
        for at in near.filter(|&at| at != index) {
            let [chinese, english] = sides(&beads[at], self.context);
            let has = |items: &[Item], item: &Item| items.iter().any(|other| other.is(item));
            self.missing
                .retain(|&at| !has(&english, &source[at]) || has(&chinese, &source[at]));
            self.added
                .retain(|&at| !has(&chinese, &target[at]) || has(&english, &target[at]));
        }
    }

    fn tell(mut self, severity: Severity, all: &mut Vec<BeadFinding>) {
        let found = &mut Vec::new();
        let (source, target) = (self.source, self.target);
        let note = severity.min(Severity::Note);
        self.changed.sort_unstable();
        for &(one, other) in &self.changed {
            let (item, other) = (&source[one], &target[other]);
            let Some(severity) = self.weigh(item, other, severity) else {
                continue;
            };
            let message = format!("{} has become {}", item.what, other.what);
            let mut finding = self.finding(item, severity, message);
            finding = finding
                .at_source(item.place.clone())
                .at_target(other.place.clone());
            // What is in the language of the readers is right as it is.
            if other.is_visible && !item.is_for_readers_of(other) {
                finding = finding.fixed(item.what.as_str(), false);
            }
            found.push(finding);
        }
        for missing in self.left_out(severity) {
            found.push(missing);
        }
        for &at in &self.added {
            let item = &target[at];
            // English names in code what Chinese leaves to the context, and links more: seldom a slip.
            let severity = match item.kind {
                Kind::Placeholder => severity,
                Kind::Address if item.is_visible => severity,
                Kind::Code | Kind::Address | Kind::Image => note,
            };
            let message = format!("{} is not in the Chinese", item.what);
            let finding = self.finding(item, severity, message);
            found.push(finding.at_target(item.place.clone()));
        }
        all.extend(as_few(std::mem::take(found)));
    }

    /// What the English has not, code as one finding: mostly a clause is gone with it.
    fn left_out(&self, severity: Severity) -> Vec<BeadFinding> {
        let note = severity.min(Severity::Note);
        let warning = severity.min(Severity::Warning);
        let mut found: Vec<BeadFinding> = Vec::new();
        let mut code: Vec<&Item> = Vec::new();
        for &at in &self.missing {
            let item = &self.source[at];
            let severity = match item.kind {
                Kind::Code => {
                    code.push(item);
                    continue;
                }
                Kind::Address if !item.is_visible && !self.is_whole() => note,
                Kind::Address if !item.is_visible => warning,
                Kind::Address | Kind::Image | Kind::Placeholder => severity,
            };
            let message = format!("{} is not in the English", item.what);
            let finding = self.finding(item, severity, message);
            found.push(finding.at_source(item.place.clone()));
        }
        if let Some(first) = code.first() {
            let says_much = code.iter().any(|item| item.has_words()) && self.is_whole();
            let all: Vec<&str> = code.iter().map(|item| item.what.as_str()).collect();
            let message = match all.as_slice() {
                [one] => format!("{one} is not in the English"),
                all => format!("{} are not in the English", all.join(", ")),
            };
            let severity = if says_much { warning } else { note };
            let finding = self.finding(first, severity, message);
            found.push(finding.at_source(first.place.clone()));
        }
        found
    }

    fn finding(&self, item: &Item, severity: Severity, message: String) -> BeadFinding {
        let what = item.what.as_str();
        BeadFinding::new("markup", severity, self.pair.index, what, message)
    }

    /// The severity with which one has become another; none where the project does not want to know.
    fn weigh(&self, item: &Item, other: &Item, severity: Severity) -> Option<Severity> {
        if item.is_for_readers_of(other) {
            let edition = severity.min(self.context.settings.other_editions);
            return (edition != Severity::Off).then_some(edition);
        }
        let note = Some(severity.min(Severity::Note));
        match item.kind {
            Kind::Placeholder | Kind::Image => Some(severity),
            // Words inside it are translated, or stand beside their translation.
            Kind::Code if item.what.chars().any(is_han) && item.is_rendered_by(other) => None,
            // The plural, or with more or less around it.
            Kind::Code => {
                let (one, other) = (typeset(&item.what), typeset(&other.what));
                let plural = other.strip_suffix('s') == Some(one.as_str());
                let is_part = says(&one, &other) || says(&other, &one);
                if plural || is_part {
                    note
                } else {
                    Some(severity)
                }
            }
            Kind::Address => {
                let likeness = item.likeness(other);
                let is_slip = likeness >= LIKE_ADDRESS
                    || likeness >= LIKE_ON_SITE && same_site(&item.what, &other.what)
                    || self.is_taken_from_elsewhere(item, other);
                if is_slip { Some(severity) } else { note }
            }
        }
    }

    /// Whether an address is one that the other text has, too, somewhere else: a link in the wrong place, not one
    /// that was chosen for the readers of the other language.
    fn is_taken_from_elsewhere(&self, item: &Item, other: &Item) -> bool {
        let links_to = |text: &SegmentedDocument, address: &str| {
            text.document.blocks.iter().any(|block| {
                block.marks.iter().any(|mark| match &mark.kind {
                    MarkKind::Link(url) => url.trim_end_matches('/') == address,
                    _ => false,
                })
            })
        };
        match self.context.texts {
            Some((chinese, english)) => {
                links_to(chinese, &other.what) || links_to(english, &item.what)
            }
            None => true,
        }
    }

    /// Whether the English is as long as usual, so that it has left nothing out.
    fn is_whole(&self) -> bool {
        let says = weight(self.pair.source_words()) as f64;
        let words = self.pair.target_words().chars().filter(|&c| c != BLANK);
        words.count() as f64 >= WHOLE * self.context.ratio * says
    }
}

/// The findings of a bead, those of a severity as one where there are many: the bead holds a list that is another.
fn as_few(mut found: Vec<BeadFinding>) -> Vec<BeadFinding> {
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let is_one = |finding: &BeadFinding| finding.severity == severity;
        let number = found.iter().filter(|finding| is_one(finding)).count();
        if number <= MANY {
            continue;
        }
        let mut first = true;
        found.retain_mut(|finding| {
            if !is_one(finding) {
                return true;
            }
            if first {
                finding.message += &format!(", and {} more like this", number - 1);
                finding.fix = None;
            }
            std::mem::take(&mut first)
        });
    }
    found
}

/// The items of both sides of a bead.
fn sides(bead: &Bead, context: &Context<'_>) -> [Vec<Item>; 2] {
    let texts = context.texts;
    let bitext = context.bitext;
    [
        items(
            &bitext.source_text(bead),
            bitext.bead_source(bead),
            texts.map(|texts| (texts.0, bead.source.start)),
        ),
        items(
            &bitext.target_text(bead),
            bitext.bead_target(bead),
            texts.map(|texts| (texts.1, bead.target.start)),
        ),
    ]
}

/// The items of some sentences that are joined to `text`; `document` is that in which they stand, and the number of
/// the first of them there.
fn items(
    text: &str,
    sentences: &[Sentence],
    document: Option<(&SegmentedDocument, usize)>,
) -> Vec<Item> {
    let mut items = Vec::new();
    if let Some((document, first)) = document {
        marked(text, sentences, document, first, &mut items);
    }
    visible(text, &mut items);
    items
}

/// The items of the visible text.
fn visible(text: &str, items: &mut Vec<Item>) {
    if has_byte(text, |byte| byte == b'`') {
        let ticks: Vec<usize> = text.match_indices('`').map(|(at, _)| at).collect();
        for two in ticks.chunks_exact(2) {
            items.push(Item {
                kind: Kind::Code,
                what: text[two[0]..=two[1]].to_owned(),
                place: two[0]..two[1] + 1,
                is_visible: true,
            });
        }
    }
    for literal in literals(text) {
        let place = literal.span.range();
        // What looks like a placeholder or an address in code is code.
        let in_code = |item: &Item| item.kind == Kind::Code && item.place.contains(&place.start);
        if items.iter().any(in_code) {
            continue;
        }
        items.push(Item {
            kind: match literal.kind {
                LiteralKind::Placeholder => Kind::Placeholder,
                _ => Kind::Address,
            },
            what: text[place.clone()].trim_end_matches('/').to_owned(),
            place,
            is_visible: true,
        });
    }
}

/// Links to other sites and code of these sentences.
fn marked(
    text: &str,
    sentences: &[Sentence],
    document: &SegmentedDocument,
    first: usize,
    items: &mut Vec<Item>,
) {
    let segments = document.segments.get(first..).unwrap_or_default();
    let mut starts_of = None;
    for (at, (segment, sentence)) in segments.iter().zip(sentences).enumerate() {
        let block = &document.document.blocks[segment.block];
        let inside = |mark: &&crate::document::Mark| {
            let is_image = matches!(mark.kind, MarkKind::Image { .. });
            segment.place.contains(&mark.over) && (is_image || !mark.over.is_empty())
        };
        for mark in block.marks.iter().filter(inside) {
            let (kind, what) = match &mark.kind {
                MarkKind::Link(url) if url.contains("://") => {
                    (Kind::Address, url.trim_end_matches('/').to_owned())
                }
                MarkKind::Image { url, .. } if url.contains("://") => (Kind::Image, url.clone()),
                MarkKind::Code => (Kind::Code, format!("`{}`", mark.over.of(&block.text))),
                _ => continue,
            };
            let starts = starts_of.get_or_insert_with(|| starts(sentences, text));
            let place = if segment.text == sentence.text {
                let place = place_in_sentence(block, segment, mark.over);
                starts[at] + place.start..starts[at] + place.end
            } else {
                0..0
            };
            items.push(Item {
                kind,
                what,
                place,
                is_visible: false,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::bitext::Bitext;
    use crate::bitext::testing::{bead, side};
    use crate::check::{CheckConfig, Checker, Finding, Severity};
    use crate::document::read_bytes;
    use crate::glossary::Termbase;
    use crate::segment::{SegmentOptions, SegmentedDocument, segment};
    use crate::text::Language;

    /// The findings in two documents whose sentences translate each other one by one.
    fn findings(zh: &str, en: &str, settings: &CheckConfig) -> Vec<Finding> {
        let read = |text: &str, language| {
            let document = read_bytes(text.to_owned().into(), Path::new("x.md"), None).unwrap();
            segment(document, language, &SegmentOptions::default())
        };
        let (zh, en) = (read(zh, Language::Zh), read(en, Language::En));
        assert_eq!(zh.segments.len(), en.segments.len());
        let texts = |text: &SegmentedDocument| -> Vec<String> {
            let segments = text.segments.iter();
            segments.map(|segment| segment.text.clone()).collect()
        };
        let (chinese, english) = (texts(&zh), texts(&en));
        let all = |texts: &[String]| -> Vec<&'static str> {
            texts.iter().map(|text| &*text.clone().leak()).collect()
        };
        let bitext = Bitext {
            source: side("zh", &all(&chinese)),
            target: side("en", &all(&english)),
            beads: (0..chinese.len())
                .map(|at| bead(at..at + 1, at..at + 1))
                .collect(),
            ..Bitext::default()
        };
        let termbase = Termbase::default();
        let checker = Checker::new(&termbase, settings).unwrap();
        let found = checker.check(&bitext, Some((&zh, &en)), 1);
        found
            .into_iter()
            .filter(|finding| finding.rule == "markup")
            .collect()
    }

    fn said(zh: &str, en: &str) -> Vec<(Severity, String)> {
        let found = findings(zh, en, &CheckConfig::default());
        let said = found.into_iter();
        said.map(|finding| (finding.severity, finding.message))
            .collect()
    }

    #[test]
    fn links_by_what_they_lead_to() {
        let link = |address: &str| format!("见[灯塔]({address})。\n");
        let english = |address: &str| format!("See [the lighthouse]({address}).\n");
        for (zh, en, severity) in [
            ("https://a.example/lamp", "https://a.example/lamp/", None),
            (
                "https://a.example/lamp",
                "https://a.example/lmap",
                Some(Severity::Error),
            ),
            (
                "https://a.example/zh/lamp",
                "https://a.example/lamp",
                Some(Severity::Note),
            ),
            // A page of another site, for the readers of the other language.
            (
                "https://a.example/lamp",
                "https://b.example/the-lighthouse",
                Some(Severity::Note),
            ),
            ("./lamp-cn.md", "./lamp.md", None),
        ] {
            let found = said(&link(zh), &english(en));
            let severities: Vec<Severity> = found.iter().map(|found| found.0).collect();
            assert_eq!(severities, Vec::from_iter(severity), "{zh} {en}: {found:?}");
        }
    }

    #[test]
    fn a_link_of_another_place_is_a_slip() {
        let zh = "见[灯塔](https://a.example/lamp)。\n\n见[船](https://b.example/ship)。\n";
        let en = "See [the lighthouse](https://b.example/ship).\n\nSee [the ship](https://b.example/ship).\n";
        let found = said(zh, en);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, Severity::Error);
    }

    #[test]
    fn other_editions_are_off_where_the_project_says_so() {
        let zh = "见[灯塔](https://a.example/zh/lamp)。\n";
        let en = "See [the lighthouse](https://a.example/en/lamp).\n";
        let mut settings = CheckConfig::default();
        assert_eq!(findings(zh, en, &settings).len(), 1);
        settings.other_editions = Severity::Off;
        assert_eq!(findings(zh, en, &settings).len(), 0);
    }

    #[test]
    fn code_has_its_place_and_placeholders_in_it_are_code() {
        let zh = "打开 `lamp` 之后，再看 `${count}+` 盏。\n";
        let found = findings(
            zh,
            "Open `lmap` first, then see `${count}+` lamps.\n",
            &CheckConfig::default(),
        );
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].source.clone(), found[0].target.clone()),
            (7..11, 5..9)
        );
        let found = said(zh, "Open `lamp`.\n");
        assert_eq!(
            found,
            [(
                Severity::Note,
                "`${count}+` is not in the English".to_owned()
            )]
        );
    }

    #[test]
    fn rows_in_another_order_are_not_compared() {
        let head = "| 名 | 值 |\n| --- | --- |\n";
        let zh = format!("{head}| `width` | `tall` |\n| `height` | `small` |\n");
        let en = format!("{head}| `height` | `small` |\n| `width` | `tall` |\n");
        assert_eq!(said(&zh, &en), []);
        let slip = format!("{head}| `width` | `tall` |\n| `height` | `smlal` |\n");
        assert_eq!(said(&zh, &slip).len(), 1);
    }
}
