//! The inline codes of a block. What most of its text looks like is its base; a stretch with another look, a
//! link or a content control is a pair, and everything without text between characters is a point. What a
//! reader does not see makes no code.

use std::collections::BTreeMap;

use super::super::codes::{Code, Coded, Content};
use super::super::model::{Block, CodeKind};
use super::anatomy::{Anatomy, Atom, Kind, What};
use super::look::Looks;
use crate::text::SourceSpan;

/// What a pair of codes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pair {
    /// A container, by its node.
    Container(usize),
    /// A look, and a run that has it.
    Look { look: usize, run: usize },
}

/// The codes of a block, and what they mean.
pub(super) struct Coding {
    /// Text and codes.
    pub(super) content: Content,
    /// What the pairs are; the number of a pair is its place here.
    pub(super) pairs: Vec<Pair>,
    /// The look of most of the text, and a run that has it: in each container (by where that begins), and
    /// outside of all.
    bases: BTreeMap<Option<usize>, (usize, usize)>,
}

impl Coding {
    /// Look and run of text that stands in these pairs, the outermost first.
    pub(super) fn look(&self, open: &[u32], anatomy: &Anatomy) -> Option<(usize, usize)> {
        let pairs = open.iter().rev();
        let mut pairs = pairs.filter_map(|&number| self.pairs.get(number as usize));
        match pairs.next() {
            Some(Pair::Look { look, run }) => Some((*look, *run)),
            Some(Pair::Container(node)) => {
                let own = self.bases.get(&Some(anatomy.nodes[*node].start));
                own.or_else(|| self.bases.get(&None)).copied()
            }
            None => self.bases.get(&None).copied(),
        }
        .or_else(|| self.bases.values().next().copied())
    }
}

/// Whether a text says something by itself.
fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// The containers around an atom, the outermost first.
fn containers(anatomy: &Anatomy, atom: &Atom) -> Vec<usize> {
    let mut stack = anatomy.stack(atom.node);
    stack.retain(|&node| matches!(anatomy.nodes[node].kind, Kind::Container | Kind::Field));
    stack
}

/// The run that characters stand in, and its look.
fn run_of(anatomy: &Anatomy, atom: &Atom) -> Option<(usize, usize)> {
    let stack = anatomy.stack(atom.node);
    let run = stack
        .into_iter()
        .rfind(|&node| anatomy.nodes[node].kind == Kind::Run)?;
    Some((anatomy.nodes[run].look, run))
}

/// Finds the codes of a block.
pub(super) fn coding(anatomy: &Anatomy, block: &Block, looks: &Looks) -> Coding {
    let bases = bases(anatomy, block);
    let mut finder = Finder {
        anatomy,
        block,
        looks,
        bases: &bases,
        open: Vec::new(),
        codes: Vec::new(),
        sources: Vec::new(),
        pairs: Vec::new(),
        reached: (0, block.span.start),
    };
    for number in 0..anatomy.atoms.len() {
        finder.add(number);
    }
    finder.change(&[], None, (block.text.len(), block.span.end));
    let content = Content {
        coded: Coded {
            text: block.text.clone(),
            codes: finder.codes,
        },
        sources: finder.sources,
    };
    Coding {
        content,
        pairs: finder.pairs,
        bases,
    }
}

/// The look of most of the text in each container.
fn bases(anatomy: &Anatomy, block: &Block) -> BTreeMap<Option<usize>, (usize, usize)> {
    // For each container and look: how much text, and the run with most of it.
    type Weight = (usize, usize, usize);
    let mut weights: BTreeMap<(Option<usize>, usize), Weight> = BTreeMap::new();
    for atom in anatomy.atoms.iter().filter(|atom| atom.what == What::Text) {
        let Some((look, run)) = run_of(anatomy, atom) else {
            continue;
        };
        let container = containers(anatomy, atom).last().copied();
        let container = container.map(|node| anatomy.nodes[node].start);
        let text = atom.text.of(&block.text);
        let letters = 1 + 8 * text.chars().filter(|c| c.is_alphanumeric()).count();
        let weight = weights.entry((container, look)).or_insert((0, 0, run));
        weight.0 += letters;
        if letters > weight.1 {
            (weight.1, weight.2) = (letters, run);
        }
    }
    let mut bases: BTreeMap<Option<usize>, (usize, usize, usize)> = BTreeMap::new();
    for ((container, look), (letters, _, run)) in weights {
        let base = bases.entry(container).or_insert((0, look, run));
        // Of two as heavy the first in the text.
        if letters > base.0 || letters == base.0 && run < base.2 {
            *base = (letters, look, run);
        }
    }
    let bases = bases.into_iter();
    bases
        .map(|(container, (_, look, run))| (container, (look, run)))
        .collect()
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Open {
    number: u32,
    /// The container, or nothing for a look.
    container: Option<usize>,
    look: usize,
}

struct Finder<'a> {
    anatomy: &'a Anatomy,
    block: &'a Block,
    looks: &'a Looks,
    bases: &'a BTreeMap<Option<usize>, (usize, usize)>,
    open: Vec<Open>,
    codes: Vec<Code>,
    sources: Vec<SourceSpan>,
    pairs: Vec<Pair>,
    /// How far text and source have come.
    reached: (usize, usize),
}

impl Finder<'_> {
    fn add(&mut self, number: usize) {
        let atom = &self.anatomy.atoms[number];
        let inside = containers(self.anatomy, atom);
        let present = self.open.last().filter(|open| open.container.is_none());
        let present = present.map(|open| open.look);
        let wanted = match self.wanted(atom, &inside) {
            Some(wanted) => wanted,
            // It looks like what comes next, where that goes on as it is.
            None => self.anatomy.atoms[number + 1..]
                .iter()
                .find_map(|next| {
                    let there = containers(self.anatomy, next);
                    (there == inside).then(|| self.wanted(next, &there))?
                })
                .flatten()
                .filter(|&(look, _)| Some(look) == present),
        };
        let at = atom.text.start;
        self.change(&inside, wanted, (at, atom.source.start));
        let kind = match &atom.what {
            What::Text | What::Drawn => None,
            What::Opaque(markup) => Some((CodeKind::Opaque(atom.text.len()), markup)),
            What::Point(markup) => Some((CodeKind::Point, markup)),
        };
        if let Some((kind, markup)) = kind {
            self.codes.push(Code {
                kind,
                at,
                markup: markup.clone(),
            });
            self.sources.push(atom.source);
        }
        self.reached = (atom.text.end, atom.source.end);
    }

    /// The look of an atom that has one, if it is not the base where it stands.
    fn wanted(&self, atom: &Atom, inside: &[usize]) -> Option<Option<(usize, usize)>> {
        if atom.what != What::Text || !is_word(atom.text.of(&self.block.text)) {
            return None;
        }
        let (look, run) = run_of(self.anatomy, atom)?;
        let container = inside.last().map(|&node| self.anatomy.nodes[node].start);
        let base = self.bases.get(&container);
        let same = base.is_some_and(|&(base, _)| {
            base == look || self.looks.get(base).seen == self.looks.get(look).seen
        });
        Some((!same).then_some((look, run)))
    }

    /// Closes and opens pairs until these containers and this look are open.
    fn change(
        &mut self,
        inside: &[usize],
        look: Option<(usize, usize)>,
        (text, at): (usize, usize),
    ) {
        let nodes = &self.anatomy.nodes;
        let is_same = |open: &Open, node: usize| {
            open.container
                .is_some_and(|container| nodes[container].start == nodes[node].start)
        };
        let common = self
            .open
            .iter()
            .zip(inside)
            .take_while(|(open, node)| is_same(open, **node))
            .count();
        let keeps_look = common == inside.len()
            && self.open.len() == common + 1
            && self.open[common].container.is_none()
            && look.is_some_and(|(look, _)| {
                let present = self.open[common].look;
                present == look || self.looks.get(present).seen == self.looks.get(look).seen
            });
        if keeps_look {
            return;
        }
        while self.open.len() > common {
            if let Some(open) = self.open.pop() {
                let markup = open.container.map(|node| nodes[node].close.clone());
                self.codes.push(Code {
                    kind: CodeKind::Close(open.number),
                    at: self.reached.0,
                    markup: markup.unwrap_or_default(),
                });
                let end = self.reached.1;
                self.sources.push(SourceSpan::new(end, end));
            }
        }
        let containers = inside[common..].iter().map(|&node| Pair::Container(node));
        let look = look.map(|(look, run)| Pair::Look { look, run });
        for pair in containers.chain(look) {
            let number = u32::try_from(self.pairs.len()).unwrap_or(u32::MAX);
            let (open, markup) = match pair {
                Pair::Container(node) => (
                    Open {
                        number,
                        container: Some(node),
                        look: 0,
                    },
                    &nodes[node].open,
                ),
                Pair::Look { look, run } => (
                    Open {
                        number,
                        container: None,
                        look,
                    },
                    &nodes[run].open,
                ),
            };
            self.pairs.push(pair);
            self.open.push(open);
            self.codes.push(Code {
                kind: CodeKind::Open(number),
                at: text,
                markup: markup.clone(),
            });
            self.sources.push(SourceSpan::new(at, at));
        }
    }
}
