//! Many languages asked at once: which of them accept this number?
//!
//! An index is a trie over the first digits. It goes down until all but a few languages are decided for the length at
//! hand, so a question costs a few steps of the trie and a few walks of the automaton instead of one walk a language.

use crate::automaton::{Automaton, State};
use std::collections::HashMap;

/// A set of regions, as in `src/validate/phone.rs`.
pub(crate) type Set = [u64; 4];

/// One way to read a number: as a number of `region`, with its trunk prefix or without.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Reading {
    pub(crate) region: u8,
    pub(crate) trunk: bool,
    pub(crate) state: State,
}

/// Languages that stay undecided at a leaf: more makes the tables smaller and the answers slower. 4 gives 500 KiB and 150 to
/// 180 ns for a number and its grouping, 8 gives 420 KiB and 190 to 210 ns (2026-11-22).
const UNDECIDED: usize = 4;

/// A leaf bit in a node's number; the rest is the place of the leaf or branch.
pub(crate) const LEAF: u16 = 1 << 15;

#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Leaf {
    /// Place in `sets` of the regions decided without trunk prefix, and with it.
    pub(crate) bare: u16,
    pub(crate) trunk: u16,
    /// Range in `readings` of those that still have to be walked.
    pub(crate) first: u16,
    pub(crate) count: u8,
    /// Bits: some region is decided without trunk prefix, some with it.
    pub(crate) decided: u8,
}

/// Where some digits lead to.
pub(crate) enum Below<'i, 'd> {
    /// A leaf, and the digits behind it.
    Leaf(&'i Leaf, &'d [usize]),
    /// More digits are needed.
    Branch,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Question {
    left: usize,
    bare: Set,
    trunk: Set,
    undecided: Vec<Reading>,
}

#[derive(Default)]
pub(crate) struct Index {
    pub(crate) sets: Vec<Set>,
    pub(crate) readings: Vec<Reading>,
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) branches: Vec<[u16; 10]>,
    known_sets: HashMap<Set, u16>,
    known_readings: HashMap<Vec<Reading>, u16>,
    known_leaves: HashMap<Leaf, u16>,
    known_branches: HashMap<[u16; 10], u16>,
    answers: HashMap<Question, u16>,
}

fn place<K: Clone + Eq + std::hash::Hash>(known: &mut HashMap<K, u16>, list: &mut Vec<K>, key: K) -> u16 {
    *known.entry(key.clone()).or_insert_with(|| {
        list.push(key);
        u16::try_from(list.len() - 1).expect("an index has fewer than 65,536 entries")
    })
}

impl Index {
    /// Where `digits` lead to from a node.
    pub(crate) fn below<'i, 'd>(&'i self, node: u16, digits: &'d [usize]) -> Below<'i, 'd> {
        match digits {
            _ if node & LEAF != 0 => Below::Leaf(&self.leaves[usize::from(node & !LEAF)], digits),
            [] => Below::Branch,
            [first, rest @ ..] => self.below(self.branches[usize::from(node)][*first], rest),
        }
    }

    /// The node that answers for numbers of `length` digits which of `readings` accept them.
    pub(crate) fn node(&mut self, automaton: &Automaton, readings: Vec<Reading>, length: usize) -> u16 {
        self.answer(automaton, Question { left: length, bare: [0; 4], trunk: [0; 4], undecided: readings })
    }

    fn answer(&mut self, automaton: &Automaton, mut question: Question) -> u16 {
        let Question { left, bare, trunk, undecided } = &mut question;
        undecided.retain(|reading| {
            let set = if reading.trunk { &mut *trunk } else { &mut *bare };
            let (word, bit) = (usize::from(reading.region / 64), 1 << (reading.region % 64));
            if automaton.every(reading.state, *left) {
                set[word] |= bit;
            }
            automaton.some(reading.state, *left) && set[word] & bit == 0
        });
        undecided.sort_unstable();
        undecided.dedup();
        if let Some(&known) = self.answers.get(&question) {
            return known;
        }
        let answer = if question.undecided.len() <= UNDECIDED {
            self.leaf(&question)
        } else {
            let next = std::array::from_fn(|digit| {
                let mut below = question.clone();
                below.left -= 1;
                for reading in &mut below.undecided {
                    reading.state = automaton.next(reading.state, digit);
                }
                self.answer(automaton, below)
            });
            // A branch whose children agree asks about a digit that does not matter, but a walk from a leaf below it
            // starts one digit later, so only leaves with nothing left to walk may move up.
            let settled = next[0] & LEAF != 0 && self.leaves[usize::from(next[0] & !LEAF)].count == 0;
            if settled && next.iter().all(|&node| node == next[0]) {
                next[0]
            } else {
                let place = place(&mut self.known_branches, &mut self.branches, next);
                assert!(place < LEAF, "a node's number has no room for more branches");
                place
            }
        };
        self.answers.insert(question, answer);
        answer
    }

    fn leaf(&mut self, question: &Question) -> u16 {
        let first = match self.known_readings.get(&question.undecided) {
            Some(&known) => known,
            None => {
                let first = u16::try_from(self.readings.len()).expect("an index has fewer than 65,536 readings");
                self.readings.extend(&question.undecided);
                self.known_readings.insert(question.undecided.clone(), first);
                first
            }
        };
        let decided = |set: Set| u8::from(set != [0; 4]);
        let leaf = Leaf {
            bare: place(&mut self.known_sets, &mut self.sets, question.bare),
            trunk: place(&mut self.known_sets, &mut self.sets, question.trunk),
            first: if question.undecided.is_empty() { 0 } else { first },
            count: question.undecided.len() as u8,
            decided: decided(question.bare) | decided(question.trunk) << 1,
        };
        let place = place(&mut self.known_leaves, &mut self.leaves, leaf);
        assert!(place < LEAF, "a node's number has no room for more leaves");
        LEAF | place
    }
}
