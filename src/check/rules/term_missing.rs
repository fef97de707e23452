//! `term-missing`: a term has none of its renderings in its bead; the short form that was introduced in
//! parentheses counts from then on. Where the rendering may be left out by right, or something else may stand for
//! it, it is only a note: a pronoun, a related word, the sentence beside it, a name that the term only classes.
//!
//! A term that most places render otherwise is one finding, about the glossary, in one text and over all texts of
//! a project; so is a compound with a term in it. Only the places that differ from these have findings of their
//! own.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use super::{Comparing, Context, Tell, tokens};
use crate::check::checked_bead::CheckedBead;
use crate::check::fact::{Differing, Gathered, GatheredPlace, Gathering, Member, Seen};
use crate::check::finding::{BeadFinding, Severity};
use crate::check::pronoun::has_pronoun;
use crate::check::stand_in::{StandIns, compound, english_words, stand_ins};
use crate::glossary::{Concept, Relation, Rendering, TermHit};
use crate::lexicon::Lexicon;
use crate::text::english::{stem, words};
use crate::text::hash;
use crate::text::likeness::similarity;

/// The number of beads behind a named term in which a pronoun may stand for it.
const NEAR: usize = 3;
/// The least number of places without a rendering, most of all places, that are one finding.
const MANY: usize = 4;
/// The same for the places of a compound.
const MANY_OF_COMPOUND: usize = 3;
/// The least share of these places that have the same words instead.
const SAME_WORDS: f64 = 0.6;
/// The cost of a stem (minus the natural logarithm of its relative frequency) below which it stands for no term.
const COMMON: f32 = 6.2;
/// The longest such words.
const MOST_WORDS: usize = 3;
/// The least number of words of the Chinese, and the share of them in the English, for which a sentence is
/// translated so freely that a term that it lacks says nothing.
const FREE: (usize, f64) = (4, 0.25);
/// The number of words in a clause from which it is no clause, but labels in a row without a mark between them.
const LIST: usize = 18;
/// The least likeness of a misspelt name to its rendering.
const MISSPELT: f64 = 0.8;

/// The lowest bits of a value say what a place is; the others are those of its compound.
const STATE: u64 = 0b11;
const RENDERED: u64 = 0b00;
/// It may be rendered by right otherwise.
const OPEN: u64 = 0b01;
const LACKING: u64 = 0b10;

pub(super) const RULE: Comparing = Comparing {
    see,
    differ,
    tell: Tell::Gather(gather),
    is_told: |value| value & STATE != RENDERED,
    weigh: |_, severity| severity,
};

/// Short forms of terms, each with the bead that introduces it.
pub(crate) type ShortForms = HashMap<String, Vec<(String, usize)>>;

fn see(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    seen: &mut Vec<Seen>,
    _: &mut Vec<BeadFinding>,
) {
    let concepts = &context.termbase.concepts;
    // Each may stand for one term alone.
    let mut taken: Vec<Range<usize>> = Vec::new();
    let english = OnceCell::new();
    for (hit, own) in super::terms(pair, context) {
        let concept = &concepts[hit.concept];
        let term = concept.source.as_str();
        let rendered = pair.rendered(&own);
        let place = compound(&pair.source, &hit.span);
        let of_compound = &pair.source[place.clone()];
        let about = if place == hit.span {
            0
        } else {
            hash::of(of_compound) & !STATE
        };
        let fact = |state: u64, words: String, alone: Option<BeadFinding>| Seen {
            key: hash::of(term),
            value: about | state,
            target: 0..0,
            words,
            subject: term.to_owned(),
            alone,
        };
        if rendered.agreed + rendered.akin > 0 || has_short_form(pair, context, term) {
            seen.push(fact(RENDERED, String::new(), None));
            continue;
        }
        // That is said by `term-forbidden`.
        if rendered.forbidden > 0 {
            continue;
        }
        let missing = Missing {
            pair,
            context,
            concept,
            own: &own,
            hit,
        };
        let english = english.get_or_init(|| english_words(&pair.target));
        let stand_ins = stand_ins(pair, &hit.span, english);
        // Of a misspelt name the surname alone is right.
        let head = missing.head().filter(|_| missing.misspelt().is_none());
        let (state, finding) = match &head {
            Some(place) => missing.only_head(severity, place),
            None => missing.finding(severity, rendered.derived > 0, &stand_ins, &mut taken),
        };
        let instead = head.as_ref().map_or_else(
            || runs(&pair.target, &stand_ins.words),
            |head| pair.target[head.clone()].to_owned(),
        );
        let words = Words {
            preferred: &concept.target,
            compound: if about == 0 { "" } else { of_compound },
            is_sure: finding.severity == severity || head.is_some(),
            instead,
        };
        seen.push(fact(state, words.written(severity), Some(finding)));
    }
}

/// A term without a rendering.
struct Missing<'m> {
    pair: &'m CheckedBead<'m>,
    context: &'m Context<'m>,
    concept: &'m Concept,
    /// All concepts with this term.
    own: &'m [usize],
    hit: &'m TermHit,
}

impl Missing<'_> {
    /// The head of a rendering of several words, which stands there alone: *memory* of *internal memory*.
    fn head(&self) -> Option<Range<usize>> {
        let is_head = |rendering: Rendering| {
            let how = Relation::Head;
            matches!(rendering, Rendering::Related { how: one, .. } if one == how)
        };
        let mut renderings = self.pair.renderings.iter();
        renderings
            .find(|hit| self.own.contains(&hit.concept) && is_head(hit.rendering))
            .map(|hit| hit.span.clone())
    }

    /// The finding about a place with the head of a rendering alone: it may be short for it.
    fn only_head(&self, severity: Severity, head: &Range<usize>) -> (u64, BeadFinding) {
        let mut finding = self.about(severity).at_target(head.clone());
        finding.severity = severity.min(Severity::Note);
        finding.message += &format!(", only as \"{}\"", &self.pair.target[head.clone()]);
        (LACKING, finding)
    }

    fn about(&self, severity: Severity) -> BeadFinding {
        let (term, target) = (self.concept.source.as_str(), &self.concept.target);
        let message = format!("{term} is not rendered as \"{target}\"");
        BeadFinding::new("term-missing", severity, self.pair.index, term, message)
            .at_source(self.hit.span.clone())
    }

    /// What the place is, and its finding where it is told alone. `taken` are the words that stand for terms
    /// before it.
    fn finding(
        &self,
        severity: Severity,
        derived: bool,
        stand_ins: &StandIns,
        taken: &mut Vec<Range<usize>>,
    ) -> (u64, BeadFinding) {
        let pair = self.pair;
        let mut finding = self.about(severity);
        let note = |mut finding: BeadFinding, why: &str| {
            finding.severity = severity.min(Severity::Note);
            finding.message += why;
            finding
        };
        if let Some((place, name)) = self.misspelt() {
            finding.message += &format!(", but \"{}\"", &pair.target[place.clone()]);
            let finding = finding.at_target(place).fixed(name, false);
            return (LACKING, finding);
        }
        if derived {
            let why = "; a word of the same family stands there";
            return (OPEN, note(finding, why));
        }
        if let Some(place) = stand_ins.own.first() {
            taken.push(place.clone());
            let place = run_around(&pair.target, &stand_ins.words, place);
            finding.message += &format!(", but as \"{}\"", &pair.target[place.clone()]);
            return (LACKING, finding.at_target(place));
        }
        let why = self.stands_beside().or_else(|| {
            self.pronoun()
                .then_some("; perhaps a pronoun stands for it")
        });
        if let Some(why) = why {
            return (OPEN, note(finding, why));
        }
        let (whole, clause) = (stand_ins.whole, stand_ins.clause);
        let free = stand_ins.words.iter().find(|word| !taken.contains(word));
        let why = if free.is_none() {
            Some("; nothing stands in its place")
        } else if self.only_classes(&stand_ins.words) {
            Some("; the name beside it may stand alone")
        } else if whole.words >= FREE.0 && (whole.rendered as f64) < FREE.1 * whole.words as f64
            || whole.words > 0 && whole.rendered == 0
        {
            Some("; the sentence is translated freely")
        } else if clause.words > 1 && clause.rendered == 0 {
            Some("; nothing of its clause is there")
        } else if clause.words > LIST {
            Some("; its place in so long a list cannot be told")
        } else if !stand_ins.is_beside {
            Some("; nothing stands where it would")
        } else {
            None
        };
        match why {
            Some(why) => (LACKING, note(finding, why)),
            None => {
                taken.extend(free.cloned());
                (LACKING, finding)
            }
        }
    }

    /// A name that is spelt nearly as its rendering, with that rendering.
    fn misspelt(&self) -> Option<(Range<usize>, String)> {
        let is_name = |text: &str| {
            let mut words = text.split_whitespace();
            words.clone().next().is_some()
                && words.all(|word| word.chars().next().is_some_and(char::is_uppercase))
        };
        let forms = self.concept.variants.iter().chain([&self.concept.target]);
        let written = tokens(&self.pair.target);
        for form in forms.filter(|form| form.chars().count() > 4 && is_name(form)) {
            let wanted: Vec<char> = form.chars().collect();
            let length = form.split_whitespace().count();
            for part in written.windows(length) {
                let place = part[0].0.start..part[length - 1].0.end;
                let text = &self.pair.target[place.clone()];
                let text: Vec<char> = text.chars().collect();
                if text[0] == wanted[0] && similarity(&text, &wanted) >= MISSPELT {
                    return Some((place, form.clone()));
                }
            }
        }
        None
    }

    fn pronoun(&self) -> bool {
        let name = self.concept.target.chars().next();
        has_pronoun(&self.pair.target, name.is_some_and(char::is_uppercase)) && self.was_named()
    }

    /// Whether one of the beads before names the term, with a rendering.
    fn was_named(&self) -> bool {
        let (context, index) = (self.context, self.pair.index);
        (index.saturating_sub(NEAR)..index).any(|index| {
            let pair = context.bead(index);
            let rendered = pair.rendered(self.own);
            rendered.agreed + rendered.akin + rendered.forbidden > 0
                || rendered.terms > 0 && has_short_form(&pair, context, &self.concept.source)
        })
    }

    /// Whether its rendering stands in the sentence before or behind, which has no such term.
    fn stands_beside(&self) -> Option<&'static str> {
        let index = self.pair.index;
        if index > 0 && stands_in(self.context, index - 1, self.own) {
            return Some(" (it stands in the sentence before)");
        }
        stands_in(self.context, index + 1, self.own).then_some(" (it stands in the next sentence)")
    }

    /// Whether the term only says what a name before it is (`Button 组件`), and the English has the name, with
    /// none of the words that stand in the term's place beside it.
    fn only_classes(&self, stand_ins: &[Range<usize>]) -> bool {
        let (source, target) = (&self.pair.source, &self.pair.target);
        let before = source[..self.hit.span.start].trim_end_matches([' ', '`', '>', '*']);
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
        let name = &before[before.trim_end_matches(is_name).len()..];
        if name.is_empty() {
            return false;
        }
        let (lower, name) = (target.to_ascii_lowercase(), name.to_ascii_lowercase());
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let mut places = lower
            .match_indices(&name)
            .map(|(at, name)| at..at + name.len())
            .filter(|place| {
                let before = target[..place.start].chars().next_back();
                let behind = target[place.end..].chars().next();
                !is_word(before) && !is_word(behind)
            })
            .peekable();
        places.peek().is_some()
            && places.all(|place| {
                let is_beside = |word: &Range<usize>| {
                    let between = if word.start >= place.end {
                        &target[place.end..word.start]
                    } else if word.end <= place.start {
                        &target[word.end..place.start]
                    } else {
                        return false;
                    };
                    between.chars().all(|c| matches!(c, ' ' | '`' | '*' | '-'))
                };
                !stand_ins.iter().any(is_beside)
            })
    }
}

/// Whether a rendering of the term stands in the target of another bead, which has no such term.
fn stands_in(context: &Context<'_>, bead: usize, own: &[usize]) -> bool {
    let Some(&first) = own.first() else {
        return false;
    };
    let term = context.termbase.concepts[first].source.as_str();
    let (Some(matcher), Some(bead)) = (context.matcher, context.bitext.beads.get(bead)) else {
        return false;
    };
    let concepts = &context.termbase.concepts;
    let target = context.bitext.target_text(bead);
    let lower = target.to_lowercase();
    // Mostly no word of a rendering is there at all: then there is no need to look closer.
    let may = own.iter().any(|&at| {
        let mut renderings = concepts[at].variants.iter().chain([&concepts[at].target]);
        renderings.any(|rendering| {
            let head = rendering.chars().take_while(|c| c.is_alphanumeric());
            let head: String = head.take(4).collect();
            lower.contains(&head.to_lowercase())
        })
    });
    if !may || context.bitext.source_text(bead).contains(term) {
        return false;
    }
    let hits = matcher.in_target_of(own, &target);
    hits.iter().any(|hit| hit.rendering.is_agreed())
}

/// Whether the English has a short form of the term that was introduced up to there.
fn has_short_form(pair: &CheckedBead<'_>, context: &Context<'_>, term: &str) -> bool {
    let forms = context.short_forms.get_or_init(|| short_forms(context));
    let Some(forms) = forms.get(term) else {
        return false;
    };
    let known = forms.iter().filter(|(_, bead)| *bead < pair.index);
    let known: Vec<&str> = known.map(|(form, _)| form.as_str()).collect();
    tokens(&pair.target).iter().any(|(_, word)| {
        let word = word.trim_end_matches("'s").trim_end_matches("’s");
        let mut parts = word.split('-').chain([word]);
        parts.any(|part| {
            let singular = part.strip_suffix('s');
            known
                .iter()
                .any(|&form| part == form || singular == Some(form))
        })
    })
}

/// The short forms that a text introduces: `(BAAI)` behind a rendering.
fn short_forms(context: &Context<'_>) -> ShortForms {
    let mut found = ShortForms::new();
    for (index, bead) in context.bitext.beads.iter().enumerate() {
        let mut targets = context.bitext.bead_target(bead).iter();
        if !targets.any(|sentence| sentence.text.contains('(')) {
            continue;
        }
        let pair = context.bead(index);
        for hit in pair
            .renderings
            .iter()
            .filter(|hit| hit.rendering.is_agreed())
        {
            let term = context.termbase.concepts[hit.concept].source.as_str();
            if let Some(form) = introduced(&pair.target[hit.span.end..]) {
                let forms = found.entry(term.to_owned()).or_default();
                if !forms.iter().any(|(one, _)| one == form) {
                    forms.push((form.to_owned(), index));
                }
            }
        }
    }
    found
}

/// The short form in `(BAAI)` at the beginning of what stands behind a rendering.
fn introduced(behind: &str) -> Option<&str> {
    let behind = behind.trim_start_matches(['\'', '’', 's', ' ']);
    let (short, _) = behind.strip_prefix('(')?.split_once(')')?;
    let short = short
        .trim_matches(['"', '“', '”', ' '])
        .trim_start_matches("the ")
        .trim_start_matches("or ");
    let capitals = short.chars().filter(|c| c.is_uppercase()).count();
    (capitals >= 2 && !short.contains(' ') && short.len() <= 12).then_some(short)
}

/// The words of a place: what the glossary says, the compound of the term, and what stands in its place.
struct Words<'w> {
    preferred: &'w str,
    compound: &'w str,
    /// Whether it counts fully where several are told together.
    is_sure: bool,
    /// What stands in its place, a run of words a line.
    instead: String,
}

impl<'w> Words<'w> {
    const SEPARATOR: char = '\u{1f}';

    fn written(&self, severity: Severity) -> String {
        let severity = if self.is_sure { severity.name() } else { "" };
        let parts = [severity, self.preferred, self.compound, &self.instead];
        parts.join(&Words::SEPARATOR.to_string())
    }

    /// The words, and the severity with which a sure place counts.
    fn read(written: &'w str) -> (Words<'w>, Option<Severity>) {
        let mut parts = written.splitn(4, Words::SEPARATOR);
        let mut part = || parts.next().unwrap_or_default();
        let severity = match part() {
            "error" => Some(Severity::Error),
            "warning" => Some(Severity::Warning),
            "note" => Some(Severity::Note),
            _ => None,
        };
        let words = Words {
            preferred: part(),
            compound: part(),
            is_sure: severity.is_some(),
            instead: part().to_owned(),
        };
        (words, severity)
    }
}

/// These words of a text, those that only a space or a hyphen parts in one line.
fn runs(text: &str, places: &[Range<usize>]) -> String {
    let mut runs = String::new();
    let mut last: Option<&Range<usize>> = None;
    for place in places {
        if let Some(last) = last {
            match &text[last.end..place.start] {
                between @ (" " | "-") => runs += between,
                _ => runs.push('\n'),
            }
        }
        runs += &text[place.clone()];
        last = Some(place);
    }
    runs
}

/// The words of a run that has this one.
fn run_around(text: &str, places: &[Range<usize>], word: &Range<usize>) -> Range<usize> {
    let joined =
        |one: &Range<usize>, next: &Range<usize>| matches!(&text[one.end..next.start], " " | "-");
    let at = places
        .iter()
        .position(|place| place == word)
        .unwrap_or_default();
    let (mut first, mut last) = (at, at);
    while first > 0 && joined(&places[first - 1], &places[first]) {
        first -= 1;
    }
    while last + 1 < places.len() && joined(&places[last], &places[last + 1]) {
        last += 1;
    }
    places[first].start..places[last].end
}

/// A term that most places lack is told together, and so is a compound that most of its places lack.
fn differ(members: &[Member]) -> Vec<Differing> {
    let state = |member: &Member| member.value & STATE;
    let all = |of: &dyn Fn(&Member) -> bool| {
        let places = members.iter().enumerate().filter(|(_, one)| of(one));
        let (lacking, others): (Vec<_>, Vec<_>) = places
            .filter(|(_, one)| state(one) != OPEN)
            .partition(|(_, one)| state(one) == LACKING);
        let lacking: Vec<usize> = lacking.into_iter().map(|(at, _)| at).collect();
        (lacking, others.len())
    };
    let told = |others: Vec<usize>, alike: usize, together: bool| Differing {
        reference: others.first().copied().unwrap_or_default(),
        all: others.len() + alike,
        named: Vec::new(),
        others,
        alike,
        together,
    };
    let mut found = Vec::new();
    let mut gathered: HashSet<usize> = HashSet::new();
    let (lacking, rendered) = all(&|_| true);
    if lacking.len() >= MANY && lacking.len() > rendered {
        gathered.extend(&lacking);
        found.push(told(lacking, rendered, true));
    } else {
        let compounds: std::collections::BTreeSet<u64> = members
            .iter()
            .filter(|one| state(one) == LACKING && one.value & !STATE != 0)
            .map(|one| one.value & !STATE)
            .collect();
        for compound in compounds {
            let (lacking, rendered) = all(&|one| one.value & !STATE == compound);
            if lacking.len() >= MANY_OF_COMPOUND && lacking.len() > rendered {
                gathered.extend(&lacking);
                found.push(told(lacking, rendered, true));
            }
        }
    }
    for (at, member) in members.iter().enumerate() {
        if state(member) != RENDERED && !gathered.contains(&at) {
            found.push(told(vec![at], 0, false));
        }
    }
    found
}

fn gather(gathering: &Gathering<'_>) -> Gathered {
    let first = gathering.places.first();
    let subject = first.map_or("", |place| place.subject);
    let (words, severities): (Vec<Words<'_>>, Vec<Option<Severity>>) = gathering
        .places
        .iter()
        .map(|GatheredPlace { words, .. }| Words::read(words))
        .unzip();
    let severity = |told: &[usize]| told.iter().filter_map(|&at| severities[at]).max();
    let compound = words.first().map_or("", |first| first.compound);
    // All of one compound: it is about that.
    let compound = if words.iter().all(|one| one.compound == compound) {
        compound
    } else {
        ""
    };
    let preferred = words.first().map_or("", |first| first.preferred);
    let all = gathering.all;
    let about = if compound.is_empty() {
        subject.to_owned()
    } else {
        format!("{subject} in {compound}")
    };
    match said_instead(&words) {
        Some((said, told)) => Gathered {
            message: format!(
                "{about}: {} of {all} places say \"{said}\", the glossary says \"{preferred}\"",
                told.len()
            ),
            subject: about,
            severity: severity(&told).unwrap_or(Severity::Note),
            told,
        },
        None => {
            let told: Vec<usize> = (0..words.len()).collect();
            Gathered {
                message: format!(
                    "{about}: {} of {all} places have none of its renderings (\"{preferred}\")",
                    words.len()
                ),
                subject: about,
                severity: severity(&told).unwrap_or(Severity::Note),
                told,
            }
        }
    }
}

/// The words that most places have instead, and the places that have them; of words that as many have, the longer.
fn said_instead(places: &[Words<'_>]) -> Option<(String, Vec<usize>)> {
    let lexicon = Lexicon::get();
    let mut phrases: BTreeMap<String, (Vec<usize>, BTreeMap<String, usize>)> = BTreeMap::new();
    for (at, place) in places.iter().enumerate() {
        let mut here: BTreeMap<String, String> = BTreeMap::new();
        for run in place.instead.lines() {
            let words = words(run);
            let stems: Vec<String> = words.iter().map(|word| stem(&word.lower)).collect();
            for first in 0..words.len() {
                for last in first..words.len().min(first + MOST_WORDS) {
                    let written = &run[words[first].span.start..words[last].span.end];
                    here.entry(stems[first..=last].join(" "))
                        .or_insert_with(|| written.to_lowercase());
                }
            }
        }
        for (phrase, written) in here {
            let (places, forms) = phrases.entry(phrase).or_default();
            places.push(at);
            *forms.entry(written).or_default() += 1;
        }
    }
    let says_something = |phrase: &str| {
        let mut stems = phrase.split(' ');
        stems.any(|stem| {
            let known = lexicon.find_stem(stem);
            known.is_none_or(|id| lexicon.stem_cost(id) >= COMMON)
        })
    };
    let least = (SAME_WORDS * places.len() as f64).ceil() as usize;
    let (_, (told, forms)) = phrases
        .into_iter()
        .filter(|(phrase, (told, _))| told.len() >= least.max(2) && says_something(phrase))
        .max_by_key(|(phrase, (told, _))| (told.len(), phrase.matches(' ').count()))?;
    let (said, _) = forms
        .into_iter()
        .max_by_key(|(form, times)| (*times, std::cmp::Reverse(form.clone())))?;
    Some((said, told))
}
