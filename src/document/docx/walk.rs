//! The way through a part as it stands in the source: its stretches in order, and between them the texts of
//! other parts.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use super::super::packed::BETWEEN;
use super::super::source::SourceText;
use super::super::xml::{Xml, XmlEvent};
use super::stories::Story;
use super::survey::{Survey, survey};
use crate::error::Result;
use crate::text::SourceSpan;

/// A part to read.
pub(super) struct Walk<'s> {
    /// Its name.
    pub(super) member: &'s str,
    /// Its XML, with U+0000 between stretches.
    xml: Cow<'s, str>,
    /// Where stretches begin: in the XML and in the source, both ascending.
    places: Vec<(usize, usize)>,
    /// At which offsets in the XML other parts stand: their numbers in the source.
    others: Vec<(usize, usize)>,
}

/// The text of a part, by its number.
pub(super) fn part_text(source: &SourceText, number: usize) -> &str {
    let next = source.parts.get(number + 1);
    let end = next.map_or(source.text.len(), |next| next.at - BETWEEN.len_utf8());
    &source.text[source.parts[number].at..end]
}

/// The parts called `stories` in the order of the source, each with the other parts in it.
pub(super) fn walks<'s>(source: &'s SourceText, stories: &HashMap<String, Story>) -> Vec<Walk<'s>> {
    let parts = &source.parts;
    let end = |number: usize| parts[number].at + part_text(source, number).len();
    // The numbers of each story's own parts, and of the others with how many own ones stand before them.
    type Numbers = (Vec<usize>, Vec<(usize, usize)>);
    let mut all: Vec<Numbers> = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        if !stories.contains_key(&part.member) {
            if let Some((own, others)) = all.last_mut() {
                others.push((own.len(), number));
            }
            continue;
        }
        match all.last_mut() {
            Some((own, _)) if parts[own[0]].member == part.member => own.push(number),
            _ => all.push((vec![number], Vec::new())),
        }
    }
    let walks = all.into_iter().map(|(own, others)| {
        let member = parts[own[0]].member.as_str();
        let (first, last) = (own[0], own[own.len() - 1]);
        if others.iter().all(|&(before, _)| before == own.len()) {
            let xml = &source.text[parts[first].at..end(last)];
            return Walk {
                member,
                xml: Cow::Borrowed(xml),
                places: vec![(0, parts[first].at)],
                others: others
                    .iter()
                    .map(|&(_, other)| (xml.len(), other))
                    .collect(),
            };
        }
        let mut xml = String::new();
        let mut places = Vec::with_capacity(own.len());
        let mut ends = Vec::with_capacity(own.len());
        for &number in &own {
            if !xml.is_empty() {
                xml.push(BETWEEN);
            }
            places.push((xml.len(), parts[number].at));
            xml.push_str(&source.text[parts[number].at..end(number)]);
            ends.push(xml.len());
        }
        let others = others.iter();
        Walk {
            member,
            others: others
                .map(|&(before, other)| (before.checked_sub(1).map_or(0, |at| ends[at]), other))
                .collect(),
            xml: Cow::Owned(xml),
            places,
        }
    });
    walks.collect()
}

/// What the whole of each part tells.
///
/// # Errors
/// As [`Xml::walk`].
pub(super) fn survey_all(walks: &[Walk<'_>], path: &Path) -> Result<Survey> {
    let mut all = Survey::default();
    for walk in walks {
        let (_, found) = survey(walk.xml(path))?;
        all.add(found, |offset| walk.in_source(offset));
    }
    Ok(all)
}

impl Walk<'_> {
    fn xml<'w>(&'w self, path: &'w Path) -> Xml<'w> {
        Xml {
            path,
            member: self.member,
            text: &self.xml,
        }
    }

    /// Where it begins in the source.
    pub(super) fn begins(&self) -> usize {
        self.in_source(0)
    }

    fn in_source(&self, offset: usize) -> usize {
        let after = self.places.partition_point(|&(in_xml, _)| in_xml <= offset);
        let (in_xml, at) = self.places[after.saturating_sub(1)];
        at + offset - in_xml
    }

    /// Tells `listen` everything that stands in the part, with its bytes in the source, and the numbers of other
    /// parts where these stand.
    ///
    /// # Errors
    /// As [`Xml::walk`], and the first of `listen`.
    pub(super) fn each(
        &self,
        path: &Path,
        mut listen: impl FnMut(Step<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut places = self.places.iter().peekable();
        let mut others = self.others.iter().peekable();
        let mut failed = None;
        let mut moved = 0;
        let mut tell = |step: Step<'_>| {
            if failed.is_none() {
                failed = listen(step).err();
            }
        };
        self.xml(path).walk(|event, span| {
            while let Some(&(_, number)) = others.next_if(|&&(at, _)| at <= span.start) {
                tell(Step::Other(number));
            }
            while let Some(&(in_xml, at)) = places.next_if(|&&(in_xml, _)| in_xml <= span.start) {
                moved = at - in_xml;
            }
            let span = SourceSpan::new(span.start + moved, span.end + moved);
            tell(Step::Event(event, span));
        })?;
        for &(_, number) in others {
            tell(Step::Other(number));
        }
        failed.map_or(Ok(()), Err)
    }
}

/// A step of the way.
pub(super) enum Step<'e> {
    /// Something in the part.
    Event(XmlEvent<'e>, SourceSpan),
    /// Another part, by its number in the source.
    Other(usize),
}
