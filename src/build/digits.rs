//! Reads the patterns of the metadata: digits, `\d`, classes, groups, alternation, `?`, `{n}` and `{m,n}`.
//!
//! None of them repeats without a bound, so each is a finite language and needs no general regex engine.

use crate::automaton::{Automaton, DEAD, State};

enum Node {
    /// Bit n: the digit n.
    Digits(u16),
    All(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Node>, usize, usize),
}

/// The state that accepts what `pattern` matches followed by what `then` accepts.
pub(crate) fn compile(automaton: &mut Automaton, pattern: &str, then: State) -> State {
    let mut reader = Reader { rest: pattern.as_bytes() };
    let node = reader.either();
    assert!(reader.rest.is_empty(), "unread end of the pattern {pattern}");
    build(automaton, &node, then)
}

fn build(automaton: &mut Automaton, node: &Node, then: State) -> State {
    match node {
        Node::Digits(set) => {
            let next = std::array::from_fn(|digit| if set >> digit & 1 == 1 { then } else { DEAD });
            automaton.state(false, next)
        }
        Node::All(parts) => parts.iter().rev().fold(then, |then, part| build(automaton, part, then)),
        Node::Either(parts) => parts.iter().fold(DEAD, |sum, part| {
            let one = build(automaton, part, then);
            automaton.union(sum, one)
        }),
        Node::Repeat(part, least, most) => {
            let optional = (*least..*most).fold(then, |more, _| {
                let one = build(automaton, part, more);
                automaton.union(one, then)
            });
            (0..*least).fold(optional, |more, _| build(automaton, part, more))
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn take(&mut self, wanted: &[u8]) -> bool {
        let taken = self.rest.strip_prefix(wanted);
        self.rest = taken.unwrap_or(self.rest);
        taken.is_some()
    }

    fn byte(&mut self) -> u8 {
        let (&first, rest) = self.rest.split_first().expect("a pattern ends in the middle of a part");
        self.rest = rest;
        first
    }

    fn digit(&mut self) -> u8 {
        let byte = self.byte();
        assert!(byte.is_ascii_digit(), "{:?} is not of the patterns' language", char::from(byte));
        byte - b'0'
    }

    fn either(&mut self) -> Node {
        let mut parts = vec![self.all()];
        while self.take(b"|") {
            parts.push(self.all());
        }
        Node::Either(parts)
    }

    fn all(&mut self) -> Node {
        let mut parts = Vec::new();
        while !matches!(self.rest.first(), None | Some(b'|' | b')')) {
            let part = self.part();
            parts.push(self.repeated(part));
        }
        Node::All(parts)
    }

    fn part(&mut self) -> Node {
        if self.take(b"(?:") || self.take(b"(") {
            let inner = self.either();
            assert!(self.take(b")"), "a group is not closed");
            inner
        } else if self.take(b"\\d") {
            Node::Digits(0x3ff)
        } else if self.take(b"[") {
            let mut set = 0;
            while !self.take(b"]") {
                let first = self.digit();
                let last = if self.take(b"-") { self.digit() } else { first };
                set |= (first..=last).fold(0, |bits, digit| bits | 1u16 << digit);
            }
            Node::Digits(set)
        } else {
            Node::Digits(1 << self.digit())
        }
    }

    fn repeated(&mut self, part: Node) -> Node {
        if self.take(b"?") {
            return Node::Repeat(Box::new(part), 0, 1);
        }
        if !self.take(b"{") {
            return part;
        }
        let least = self.number();
        let most = if self.take(b",") { self.number() } else { least };
        assert!(self.take(b"}") && least <= most, "a repetition is out of order");
        Node::Repeat(Box::new(part), least, most)
    }

    fn number(&mut self) -> usize {
        let mut value = usize::from(self.digit());
        while self.rest.first().is_some_and(u8::is_ascii_digit) {
            value = value * 10 + usize::from(self.digit());
        }
        value
    }
}
