//! Reads a digit cluster: groups of digits and what stands between them, in plain text.

use std::ops::Range;

/// The most groups of one cluster. The longest datum has 34 characters; a card read digit by digit has 19 groups.
pub(super) const MAX_GROUPS: usize = 40;

/// The most digits of one cluster. A single group with more is no datum of any kind.
pub(super) const MAX_DIGITS: usize = 64;

/// The most bytes between two groups: `) - (`, two spaces and a bracket.
const MAX_SEPARATOR: usize = 5;

/// What stands before a group, as a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Separator(pub(super) u16);

impl Separator {
    pub(super) const SPACE: u16 = 1;
    pub(super) const DASH: u16 = 2;
    pub(super) const DOT: u16 = 4;
    pub(super) const SLASH: u16 = 8;
    pub(super) const UNDERSCORE: u16 = 16;
    pub(super) const OPEN: u16 = 32;
    pub(super) const CLOSE: u16 = 64;
    pub(super) const PLUS: u16 = 128;
    pub(super) const TAB: u16 = 256;
    /// More than one space.
    pub(super) const WIDE: u16 = 512;
    /// Spaces on the outside of a mark: ` - `, ` / `.
    pub(super) const LOOSE: u16 = 1024;

    pub(super) fn has(self, bits: u16) -> bool {
        self.0 & bits != 0
    }

    /// The marks alone, without how many spaces and brackets came with them: equal marks make a uniform grouping.
    pub(super) fn marks(self) -> u16 {
        let marks = self.0 & (Self::DASH | Self::DOT | Self::SLASH | Self::UNDERSCORE | Self::PLUS | Self::TAB);
        if marks == 0 { self.0 & (Self::SPACE | Self::OPEN | Self::CLOSE) } else { marks }
    }

    /// Reads the bytes before the next group, which follows within [`MAX_SEPARATOR`] bytes, and how many they are; none where
    /// they do not hold a cluster together.
    fn read(text: &[u8]) -> Option<(Separator, usize)> {
        // One byte is by far the most frequent.
        if let [mark, digit, ..] = text
            && digit.is_ascii_digit()
        {
            return Separator::of(*mark).map(|bit| (Separator(bit), 1));
        }
        let length = text.iter().take(MAX_SEPARATOR + 1).take_while(|b| !b.is_ascii_digit()).count();
        if length > MAX_SEPARATOR || length >= text.len() {
            return None;
        }
        let bytes = &text[..length];
        let (mut bits, mut marks, mut spaces) = (0, 0, 0);
        for (place, &byte) in bytes.iter().enumerate() {
            let bit = Separator::of(byte)?;
            spaces += u32::from(bit == Self::SPACE);
            if bit & (Self::DASH | Self::DOT | Self::SLASH | Self::UNDERSCORE) != 0 {
                marks += 1;
                // A full stop and a space end a sentence; a dot between digits has no space after it.
                if bit == Self::DOT && bytes.get(place + 1) == Some(&b' ') {
                    return None;
                }
            } else if bit & bits & (Self::OPEN | Self::CLOSE | Self::PLUS) != 0 {
                return None;
            }
            bits |= bit;
        }
        if marks > 1 {
            return None;
        }
        if spaces > 1 {
            bits |= Self::WIDE;
        }
        if marks == 1 && bytes.first() == Some(&b' ') && bytes.last() == Some(&b' ') {
            bits |= Self::LOOSE;
        }
        Some((Separator(bits), length))
    }

    fn of(byte: u8) -> Option<u16> {
        Some(match byte {
            b' ' => Self::SPACE,
            b'\t' => Self::TAB,
            b'-' => Self::DASH,
            b'.' => Self::DOT,
            b'/' => Self::SLASH,
            b'_' => Self::UNDERSCORE,
            b'(' => Self::OPEN,
            b')' => Self::CLOSE,
            b'+' => Self::PLUS,
            _ => return None,
        })
    }
}

/// Digits without anything between them.
///
/// Offsets have 16 bits: a window is a few kilobytes, and the groups of a cluster fit into five cache lines.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Group {
    start: u16,
    end: u16,
    /// Index of its first digit among the digits of the cluster.
    first: u8,
    /// What stands before it; for the first group nothing.
    pub(super) before: Separator,
}

impl Group {
    pub(super) fn start(&self) -> usize {
        usize::from(self.start)
    }

    pub(super) fn end(&self) -> usize {
        usize::from(self.end)
    }

    pub(super) fn len(&self) -> usize {
        usize::from(self.end - self.start)
    }
}

/// Groups of digits that nothing but separators keeps apart. Kept from one cluster to the next: only what `count` and `total`
/// reach is of this one, so nothing is cleared in between.
pub(super) struct Cluster {
    groups: [Group; MAX_GROUPS],
    count: usize,
    digits: [u8; MAX_DIGITS],
    total: usize,
    /// Where what belongs to the first group begins: its `+`, its bracket.
    pub(super) lead: usize,
    /// Whether a `+` stands before the first group.
    pub(super) plus: bool,
    /// Whether a bracket opens before the first group.
    pub(super) open: bool,
    /// Where a reader goes on after this cluster.
    pub(super) end: usize,
}

impl Default for Cluster {
    fn default() -> Cluster {
        Cluster {
            groups: [Group::default(); MAX_GROUPS],
            count: 0,
            digits: [0; MAX_DIGITS],
            total: 0,
            lead: 0,
            plus: false,
            open: false,
            end: 0,
        }
    }
}

impl Cluster {
    /// Reads the cluster whose first digit is at `start`, in the place of the one before.
    pub(super) fn read(&mut self, text: &[u8], start: usize) {
        debug_assert!(text.len() <= usize::from(u16::MAX), "a window is a few kilobytes");
        (self.count, self.total, self.end) = (0, 0, start);
        (self.lead, self.plus, self.open) = (start, false, false);
        self.read_lead(text, start);
        let (mut at, mut before) = (start, Separator::default());
        loop {
            let mut end = at;
            let first = self.total;
            while let Some(&byte) = text.get(end).filter(|b| b.is_ascii_digit()) {
                if self.total == MAX_DIGITS {
                    return self.leave(text, at, first);
                }
                self.digits[self.total] = byte;
                self.total += 1;
                end += 1;
            }
            if self.count == MAX_GROUPS {
                return self.leave(text, at, first);
            }
            self.groups[self.count] = Group { start: at as u16, end: end as u16, first: first as u8, before };
            self.count += 1;
            self.end = end;
            match Separator::read(&text[end..]) {
                Some((separator, length)) => (at, before) = (end + length, separator),
                None => return,
            }
        }
    }

    /// Too much for one datum: a reader goes on behind a run that is too long, or at the group that did not fit.
    fn leave(&mut self, text: &[u8], at: usize, first: usize) {
        self.total = first;
        if self.count == 0 {
            self.end = at + text[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        }
    }

    /// How many digits it has.
    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// Takes up the `+` and the bracket before the first group: `+49`, `(0)`, `(+49`, `+(49`, `+ 49`.
    fn read_lead(&mut self, text: &[u8], start: usize) {
        let mut at = start;
        while at > 0 && start - at < 3 {
            match text[at - 1] {
                b'+' if !self.plus => (self.plus, self.lead) = (true, at - 1),
                b'(' if !self.open => (self.open, self.lead) = (true, at - 1),
                // A space counts only between the plus and its digits.
                b' ' if at == start => {}
                _ => break,
            }
            at -= 1;
        }
        if self.lead < start && text[start - 1] == b' ' && !self.plus {
            (self.open, self.lead) = (false, start);
        }
    }

    pub(super) fn groups(&self) -> &[Group] {
        &self.groups[..self.count]
    }

    pub(super) fn digits(&self, groups: Range<usize>) -> &[u8] {
        let end = if groups.end == self.count { self.total } else { usize::from(self.groups[groups.end].first) };
        &self.digits[usize::from(self.groups[groups.start].first)..end]
    }

    /// Whether all separators inside a range of groups have the same marks.
    pub(super) fn is_uniform(&self, groups: Range<usize>) -> bool {
        let inner = &self.groups[groups.start + 1..groups.end.max(groups.start + 1)];
        inner.windows(2).all(|pair| pair[0].before.marks() == pair[1].before.marks())
    }

    /// The lengths of a range of groups.
    pub(super) fn lengths(&self, groups: Range<usize>, into: &mut [u8; MAX_GROUPS]) -> usize {
        for (length, group) in into.iter_mut().zip(&self.groups[groups.clone()]) {
            *length = group.len() as u8;
        }
        groups.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], start: usize) -> Cluster {
        let mut cluster = Cluster::default();
        cluster.read(text, start);
        cluster
    }

    fn shape(text: &str) -> (Vec<usize>, usize, bool, bool) {
        let start = text.find(|c: char| c.is_ascii_digit()).unwrap();
        let cluster = read(text.as_bytes(), start);
        (cluster.groups().iter().map(Group::len).collect(), cluster.lead, cluster.plus, cluster.open)
    }

    #[test]
    fn groups_and_lead() {
        assert_eq!(shape("x +49 (0)30 123-45"), (vec![2, 1, 2, 3, 2], 2, true, false));
        assert_eq!(shape("(415) 555-0132, 12"), (vec![3, 3, 4], 0, false, true));
        assert_eq!(shape("(+49) 30"), (vec![2, 2], 0, true, true));
        assert_eq!(shape("5. 123"), (vec![1], 0, false, false));
        assert_eq!(shape("1 -- 2"), (vec![1], 0, false, false));
        assert_eq!(shape("( 12"), (vec![2], 2, false, false));
        assert_eq!(shape("+ 49 30"), (vec![2, 2], 0, true, false));
    }

    #[test]
    fn a_cluster_has_a_greatest_size() {
        let long = "1".repeat(100);
        let cluster = read(long.as_bytes(), 0);
        assert_eq!((cluster.groups().len(), cluster.end), (0, 100));
        let many = "1 ".repeat(100);
        let cluster = read(many.as_bytes(), 0);
        assert_eq!((cluster.groups().len(), cluster.end), (MAX_GROUPS, 2 * MAX_GROUPS - 1));
    }

    #[test]
    fn uniform() {
        let cluster = read(b"1-2-3 4", 0);
        assert!(cluster.is_uniform(0..3) && !cluster.is_uniform(0..4) && cluster.is_uniform(0..1) && cluster.is_uniform(2..4));
    }
}
