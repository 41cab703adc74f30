//! One shared acyclic automaton over the ten digits, with a start state for each language.

use std::collections::HashMap;

/// A state, and with it the language of the digit strings accepted from there on.
///
/// Equal languages are the same state: states are interned by what they accept and where they lead, so the automaton is
/// minimal whatever is built in it.
pub(crate) type State = u32;

/// Accepts nothing.
pub(crate) const DEAD: State = 0;
/// Accepts every string of digits.
pub(crate) const ANY: State = 1;
/// Accepts the empty string alone.
pub(crate) const END: State = 2;

#[derive(Clone, PartialEq, Eq, Hash)]
struct Row {
    accepts: bool,
    next: [State; 10],
}

/// The states made so far.
pub(crate) struct Automaton {
    rows: Vec<Row>,
    /// Bit n: some string of n digits is accepted.
    some: Vec<u32>,
    /// Bit n: every string of n digits is accepted.
    every: Vec<u32>,
    known: HashMap<Row, State>,
    unions: HashMap<(State, State), State>,
    meets: HashMap<(State, State), State>,
    rests: HashMap<(State, State), State>,
}

impl Automaton {
    pub(crate) fn new() -> Self {
        let mut this = Self {
            rows: Vec::new(),
            some: Vec::new(),
            every: Vec::new(),
            known: HashMap::new(),
            unions: HashMap::new(),
            meets: HashMap::new(),
            rests: HashMap::new(),
        };
        for (row, lengths) in [
            (Row { accepts: false, next: [DEAD; 10] }, 0),
            (Row { accepts: true, next: [ANY; 10] }, u32::MAX),
            (Row { accepts: true, next: [DEAD; 10] }, 1),
        ] {
            this.known.insert(row.clone(), this.rows.len() as State);
            this.rows.push(row);
            this.some.push(lengths);
            this.every.push(lengths);
        }
        this
    }

    pub(crate) fn state(&mut self, accepts: bool, next: [State; 10]) -> State {
        let row = Row { accepts, next };
        if let Some(&known) = self.known.get(&row) {
            return known;
        }
        let id = self.rows.len() as State;
        let mut some = 0;
        let mut every = u32::MAX;
        for &to in &next {
            some |= self.some[to as usize] << 1;
            every &= self.every[to as usize] << 1;
        }
        self.some.push(some | u32::from(accepts));
        self.every.push(every | u32::from(accepts));
        self.rows.push(row.clone());
        self.known.insert(row, id);
        id
    }

    pub(crate) fn next(&self, state: State, digit: usize) -> State {
        self.rows[state as usize].next[digit]
    }

    pub(crate) fn accepts(&self, state: State) -> bool {
        self.rows[state as usize].accepts
    }

    /// Whether some string of `length` digits is accepted.
    pub(crate) fn some(&self, state: State, length: usize) -> bool {
        self.some[state as usize] >> length & 1 == 1
    }

    /// Whether every string of `length` digits is accepted.
    pub(crate) fn every(&self, state: State, length: usize) -> bool {
        self.every[state as usize] >> length & 1 == 1
    }

    pub(crate) fn union(&mut self, a: State, b: State) -> State {
        let (a, b) = (a.min(b), a.max(b));
        if a == b || a == DEAD {
            return b;
        }
        if a == ANY {
            return ANY;
        }
        if let Some(&known) = self.unions.get(&(a, b)) {
            return known;
        }
        let next = std::array::from_fn(|digit| self.union(self.next(a, digit), self.next(b, digit)));
        let made = self.state(self.accepts(a) || self.accepts(b), next);
        self.unions.insert((a, b), made);
        made
    }

    pub(crate) fn meet(&mut self, a: State, b: State) -> State {
        let (a, b) = (a.min(b), a.max(b));
        if a == b || a == DEAD {
            return a;
        }
        if a == ANY {
            return b;
        }
        if let Some(&known) = self.meets.get(&(a, b)) {
            return known;
        }
        let next = std::array::from_fn(|digit| self.meet(self.next(a, digit), self.next(b, digit)));
        let made = self.state(self.accepts(a) && self.accepts(b), next);
        self.meets.insert((a, b), made);
        made
    }

    /// What `a` accepts and `b` does not.
    pub(crate) fn minus(&mut self, a: State, b: State) -> State {
        if a == b || a == DEAD || b == ANY {
            return DEAD;
        }
        if b == DEAD {
            return a;
        }
        if let Some(&known) = self.rests.get(&(a, b)) {
            return known;
        }
        let next = std::array::from_fn(|digit| self.minus(self.next(a, digit), self.next(b, digit)));
        let made = self.state(self.accepts(a) && !self.accepts(b), next);
        self.rests.insert((a, b), made);
        made
    }

    /// `digits`, then what `state` accepts.
    pub(crate) fn prefixed(&mut self, digits: &str, state: State) -> State {
        digits.bytes().rev().fold(state, |to, byte| {
            let mut next = [DEAD; 10];
            next[usize::from(byte - b'0')] = to;
            self.state(false, next)
        })
    }

    /// What `state` accepts after `digits`.
    pub(crate) fn after(&self, state: State, digits: &str) -> State {
        digits.bytes().fold(state, |from, byte| self.next(from, usize::from(byte - b'0')))
    }

    /// What `state` accepts, with `digits` put in after the first `place` digits.
    pub(crate) fn inserted(&mut self, digits: &str, place: usize, state: State) -> State {
        if place == 0 {
            return self.prefixed(digits, state);
        }
        if state == DEAD {
            return DEAD;
        }
        let next = std::array::from_fn(|digit| self.inserted(digits, place - 1, self.next(state, digit)));
        self.state(false, next)
    }

    /// The strings of at least `length` digits whose first `length` digits begin something that `state` accepts.
    pub(crate) fn opening(&mut self, length: usize, state: State) -> State {
        if state == DEAD {
            return DEAD;
        }
        if length == 0 {
            return ANY;
        }
        let next = std::array::from_fn(|digit| self.opening(length - 1, self.next(state, digit)));
        self.state(false, next)
    }
}
