//! Gaps: a chapter that one side lacks. In running text leaving a sentence unlinked is rare and costs
//! much, so that thousands of them in a row would sooner be crammed into beads of any size. A gap is
//! another state of the search: going in and out costs something, inside it an unlinked sentence costs
//! next to nothing, and nothing is linked. Source sentences come first, then target sentences, so that
//! there is one way through a gap.
//!
//! The recursion over these states is written once, over a semiring: with the maximum it finds the best
//! path, with the sum of probabilities the posteriors of beads.
//!
//! Costs are in the model's units, natural logarithms of odds.

use super::bead::Edge;

/// Cost of going into a gap, and of coming out of it: about one gap in four hundred sentences.
pub(crate) const SWITCH: f64 = 6.0;
/// Cost of an unlinked sentence in a gap. In running text it costs 1 to 4, so that a gap pays from
/// about ten sentences on.
pub(crate) const SENTENCE: f64 = 0.3;
/// Cost of going from the source sentences of a gap on to target sentences: a passage with another
/// in its place is much rarer than one that is missing.
pub(crate) const REPLACED: f64 = 12.0;

/// A semiring: how ways to the same place are added up. Scores along a way are logarithms and are summed.
pub(crate) trait Semiring {
    /// A score.
    type Value: Copy + PartialOrd;
    /// The score of no way at all.
    const NOTHING: Self::Value;
    /// The score of the empty way.
    const EMPTY: Self::Value;

    /// Two sets of ways to the same place.
    fn plus(a: Self::Value, b: Self::Value) -> Self::Value;

    /// A way that costs `cost` more.
    fn minus(a: Self::Value, cost: f64) -> Self::Value;

    /// A way and the bead that follows.
    fn then(a: Self::Value, score: Self::Value) -> Self::Value;
}

/// The best way (the Viterbi semiring).
pub(crate) enum Best {}

impl Semiring for Best {
    type Value = f32;
    const NOTHING: f32 = f32::NEG_INFINITY;
    const EMPTY: f32 = 0.0;

    fn plus(a: f32, b: f32) -> f32 {
        a.max(b)
    }

    fn minus(a: f32, cost: f64) -> f32 {
        a - cost as f32
    }

    fn then(a: f32, score: f32) -> f32 {
        a + score
    }
}

/// The sum over all ways (the log semiring).
pub(crate) enum All {}

impl Semiring for All {
    type Value = f64;
    const NOTHING: f64 = f64::NEG_INFINITY;
    const EMPTY: f64 = 0.0;

    fn plus(a: f64, b: f64) -> f64 {
        log_add(a, b)
    }

    fn minus(a: f64, cost: f64) -> f64 {
        a - cost
    }

    fn then(a: f64, score: f64) -> f64 {
        a + score
    }
}

/// What is less by this adds less than 3e-10 to a sum; a million times that is less than a thousandth.
const NEGLIGIBLE: f64 = -22.0;

/// ln of the sum of two exponentials.
fn log_add(a: f64, b: f64) -> f64 {
    let (most, least) = if a > b { (a, b) } else { (b, a) };
    if least - most > NEGLIGIBLE {
        most + (least - most).exp().ln_1p()
    } else {
        // Also where there is no way at all: then the difference is no number, or infinite.
        most
    }
}

/// ln of the sum of exponentials.
#[must_use]
pub(crate) fn log_sum(terms: &[f64]) -> f64 {
    let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + terms
        .iter()
        .map(|term| (term - most).exp())
        .sum::<f64>()
        .ln()
}

/// The role of a bead in a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A source sentence without target.
    Omission,
    /// A target sentence without source.
    Addition,
    /// Neither of the two: the bead has both sides.
    Link,
}

impl Role {
    /// The role of a bead. Longer null beads than of one sentence do not occur in a search.
    pub(crate) const fn of(edge: Edge) -> Role {
        if edge.j0 == edge.j1 {
            Role::Omission
        } else if edge.i0 == edge.i1 {
            Role::Addition
        } else {
            Role::Link
        }
    }
}

/// The ways from the beginning to each node, by the state they arrive in.
#[derive(Clone, Debug)]
pub(crate) struct Forward<S: Semiring> {
    /// In running text by a bead.
    pub(crate) arrived: Vec<S::Value>,
    /// In running text by a bead or out of a gap.
    pub(crate) text: Vec<S::Value>,
    /// In the first half of a gap, after omissions.
    pub(crate) omitting: Vec<S::Value>,
    /// In the second half, after additions.
    pub(crate) adding: Vec<S::Value>,
}

impl<S: Semiring> Forward<S> {
    /// The ways through this number of nodes; all begin at the first.
    pub(crate) fn new(nodes: usize) -> Forward<S> {
        let mut forward = Forward {
            arrived: vec![S::NOTHING; nodes],
            text: vec![S::NOTHING; nodes],
            omitting: vec![S::NOTHING; nodes],
            adding: vec![S::NOTHING; nodes],
        };
        (forward.arrived[0], forward.text[0]) = (S::EMPTY, S::EMPTY);
        forward
    }

    /// Ways to a node that may go into a gap there.
    pub(crate) fn entering(&self, node: usize) -> S::Value {
        S::minus(self.arrived[node], SWITCH)
    }

    /// Ways to a node that may go on from omissions to additions there.
    pub(crate) fn replacing(&self, node: usize) -> S::Value {
        S::minus(self.omitting[node], REPLACED)
    }

    /// All ways to a node from which an omission in a gap may follow.
    pub(crate) fn before_omission(&self, node: usize) -> S::Value {
        S::plus(self.omitting[node], self.entering(node))
    }

    /// All ways to a node from which an addition in a gap may follow.
    pub(crate) fn before_addition(&self, node: usize) -> S::Value {
        S::plus(
            S::plus(self.adding[node], self.replacing(node)),
            self.entering(node),
        )
    }

    /// Continues a gap by an unlinked sentence; a link continues none.
    pub(crate) fn unlinked(&mut self, role: Role, from: usize, to: usize) {
        match role {
            Role::Omission => self.omitting[to] = S::minus(self.before_omission(from), SENTENCE),
            Role::Addition => self.adding[to] = S::minus(self.before_addition(from), SENTENCE),
            Role::Link => {}
        }
    }

    /// Arrives at a node by the given ways in running text, once its gaps are done.
    pub(crate) fn arrive(&mut self, node: usize, ways: S::Value) {
        self.arrived[node] = ways;
        let gap = S::plus(self.omitting[node], self.adding[node]);
        self.text[node] = S::plus(ways, S::minus(gap, SWITCH));
    }
}

/// The ways from each node to the end.
#[derive(Clone, Debug)]
pub(crate) struct Backward<S: Semiring> {
    /// In running text.
    text: Vec<S::Value>,
    /// By an omission inside a gap.
    omission: Vec<S::Value>,
    /// By an addition inside a gap.
    addition: Vec<S::Value>,
}

/// The ways that may follow a bead, by its role.
#[derive(Clone, Copy, Debug)]
pub(crate) struct After<V> {
    /// After a bead of running text.
    pub(crate) text: V,
    /// After an omission in a gap.
    pub(crate) omission: V,
    /// After an addition in a gap.
    pub(crate) addition: V,
}

impl<S: Semiring> Backward<S> {
    /// The ways through this number of nodes; all end at the last.
    pub(crate) fn new(nodes: usize) -> Backward<S> {
        let mut backward = Backward {
            text: vec![S::NOTHING; nodes],
            omission: vec![S::NOTHING; nodes],
            addition: vec![S::NOTHING; nodes],
        };
        backward.text[nodes - 1] = S::EMPTY;
        backward
    }

    /// Goes back by so many nodes; of the present ones the first `stay` stay, behind the new ones.
    pub(crate) fn go_back(&mut self, more: usize, stay: usize) {
        for ways in [&mut self.text, &mut self.omission, &mut self.addition] {
            before(ways, more, stay, S::NOTHING);
        }
    }

    /// The ways that may follow a bead that ends at a node.
    pub(crate) fn after(&self, node: usize) -> After<S::Value> {
        let out = S::minus(self.text[node], SWITCH);
        let inside = S::plus(self.omission[node], self.addition[node]);
        let replaced = S::minus(self.addition[node], REPLACED);
        After {
            text: S::plus(self.text[node], S::minus(inside, SWITCH)),
            omission: S::plus(out, S::plus(self.omission[node], replaced)),
            addition: S::plus(out, self.addition[node]),
        }
    }

    /// Adds a bead of running text, with what follows, to what follows a node.
    pub(crate) fn link(&mut self, from: usize, way: S::Value) {
        if way > S::NOTHING {
            self.text[from] = S::plus(self.text[from], way);
        }
    }

    /// Adds an unlinked sentence in a gap, with what follows one of its role; gives the ways from there on.
    pub(crate) fn unlinked(&mut self, role: Role, from: usize, after: S::Value) -> S::Value {
        let way = S::minus(after, SENTENCE);
        match role {
            Role::Omission => self.omission[from] = way,
            Role::Addition => self.addition[from] = way,
            Role::Link => return S::NOTHING,
        }
        way
    }
}

/// Sets so many new values before the first `stay` of a list.
pub(crate) fn before<T: Copy>(list: &mut Vec<T>, more: usize, stay: usize, value: T) {
    let mut longer = Vec::with_capacity(more + stay);
    longer.resize(more, value);
    longer.extend_from_slice(&list[..stay]);
    *list = longer;
}

impl Forward<All> {
    /// The ln of all ways that come to a node in a gap, and go on by a bead of this role.
    pub(crate) fn before(&self, role: Role, node: usize) -> f64 {
        match role {
            Role::Omission => self.before_omission(node),
            Role::Addition => self.before_addition(node),
            Role::Link => All::NOTHING,
        }
    }
}
