//! Reads a digit cluster: groups of digits and what stands between them, in plain text.

use std::ops::Range;

use super::masks;

/// The most groups of one cluster. The longest datum has 34 characters; a card read digit by digit has 19 groups.
pub(super) const MAX_GROUPS: usize = 40;

/// The most digits of one cluster. A single group with more is no datum of any kind.
pub(super) const MAX_DIGITS: usize = 64;

/// The most bytes between two groups: `) - (`, two spaces and a bracket.
pub(super) const MAX_SEPARATOR: usize = 5;

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

    /// What `bytes` before a group, [`MAX_SEPARATOR`] at most, are; none where they do not hold a cluster together.
    fn read(bytes: &[u8]) -> Option<Separator> {
        // One byte is by far the most frequent.
        if let [mark] = bytes {
            let bit = SEPARATORS[usize::from(*mark)];
            return (bit != 0).then_some(Separator(bit));
        }
        let (mut bits, mut marks, mut spaces) = (0, 0, 0);
        for (place, &byte) in bytes.iter().enumerate() {
            let bit = SEPARATORS[usize::from(byte)];
            if bit == 0 {
                return None;
            }
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
        Some(Separator(bits))
    }
}

/// The bit of each byte that may stand between two groups.
pub(super) const SEPARATORS: [u16; 256] = {
    let mut bits = [0; 256];
    bits[b' ' as usize] = Separator::SPACE;
    bits[b'\t' as usize] = Separator::TAB;
    bits[b'-' as usize] = Separator::DASH;
    bits[b'.' as usize] = Separator::DOT;
    bits[b'/' as usize] = Separator::SLASH;
    bits[b'_' as usize] = Separator::UNDERSCORE;
    bits[b'(' as usize] = Separator::OPEN;
    bits[b')' as usize] = Separator::CLOSE;
    bits[b'+' as usize] = Separator::PLUS;
    bits
};

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

/// A window, and the memory that begins with it: whole blocks can be read at its end, too.
#[derive(Clone, Copy)]
pub(super) struct Text<'t> {
    pub(super) text: &'t [u8],
    pub(super) room: &'t [u8],
}

impl Text<'_> {
    /// Which of the 64 bytes from `place` on are of some sort, as bits: a group is read with two counts of bits, not byte by byte.
    pub(super) fn ahead(self, place: usize, sort: impl Fn(&[u8; 64]) -> u64) -> u64 {
        let mut padded = [0; 64];
        let bytes = match self.room[place..].first_chunk::<64>() {
            Some(bytes) => bytes,
            None => {
                let rest = &self.text[place..];
                padded[..rest.len()].copy_from_slice(rest);
                &padded
            }
        };
        // What follows the window is none of its business.
        let inside = self.text.len() - place;
        if inside < 64 { sort(bytes) & ((1 << inside) - 1) } else { sort(bytes) }
    }

    fn digits(self, place: usize) -> u64 {
        self.ahead(place, masks::digits)
    }
}

/// Digits one after the other. Most groups are copied as one block of [`COPIED`] bytes; what is too much is written over.
struct Digits([u8; MAX_DIGITS + COPIED]);

const COPIED: usize = 16;

/// So many bits are known where a group begins: as many as are copied, and a gap with the digit behind it.
const AHEAD: usize = COPIED + MAX_SEPARATOR + 1;

impl Digits {
    fn copy(&mut self, to: usize, text: Text<'_>, from: usize, count: usize) {
        match (text.room[from..].first_chunk::<COPIED>(), self.0[to..].first_chunk_mut::<COPIED>()) {
            (Some(block), Some(place)) if count <= COPIED => *place = *block,
            _ => self.0[to..to + count].copy_from_slice(&text.text[from..from + count]),
        }
    }
}

/// Groups of these lengths with one byte between each two, so that they are compared at once: bit n where byte n ends one.
pub(super) const fn layout(lengths: &[u8]) -> u32 {
    let (mut layout, mut at, mut end) = (0, 0, 0);
    while at < lengths.len() {
        end += lengths[at];
        layout |= 1 << end;
        (at, end) = (at + 1, end + 1);
    }
    layout
}

/// Bits of a length in a shape, and how many lengths it has room for.
const LENGTH: u32 = 5;
pub(super) const MAX_SHAPED: usize = 12;

/// The lengths of groups in one number, so that they are compared at once: five bits each, the last one lowest.
pub(super) const fn shape(lengths: &[u8]) -> u64 {
    let (mut shape, mut at) = (0, 0);
    while at < lengths.len() {
        shape = shape << LENGTH | lengths[at] as u64;
        at += 1;
    }
    shape
}

/// Groups of digits that nothing but separators keeps apart. Kept from one cluster to the next: only what `count` and `total`
/// reach is of this one, so nothing is cleared in between.
pub(super) struct Cluster {
    groups: [Group; MAX_GROUPS],
    count: usize,
    /// The [`shape`] of all groups, where they are few and short enough.
    shape: u64,
    is_shaped: bool,
    digits: Digits,
    total: usize,
    /// Anything that stands between two of them, and before one that did not fit.
    pub(super) seams: Separator,
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
            shape: 0,
            is_shaped: false,
            digits: Digits([0; MAX_DIGITS + COPIED]),
            total: 0,
            seams: Separator(0),
            lead: 0,
            plus: false,
            open: false,
            end: 0,
        }
    }
}

/// What stands between some groups.
pub(super) struct Seams {
    /// Anything in any of them.
    pub(super) any: Separator,
    pub(super) last: Separator,
    /// The marks of all of them.
    marks: u16,
    /// All have the same marks.
    pub(super) uniform: bool,
    /// All but the first have.
    pub(super) uniform_rest: bool,
}

impl Seams {
    /// Whether none has another mark than this.
    pub(super) fn all_are(&self, mark: u16) -> bool {
        self.marks & !mark == 0
    }
}

impl Cluster {
    /// Reads the cluster whose first digit is at `start` of a window, in the place of the one before. `room` is the window and
    /// whatever follows it in memory.
    pub(super) fn read(&mut self, Text { text, room }: Text<'_>, start: usize) {
        debug_assert!(text.len() <= usize::from(u16::MAX), "a window is a few kilobytes");
        (self.lead, self.plus, self.open) = (start, false, false);
        self.read_lead(text, start);
        let whole = Text { text, room };
        let (mut bits, mut known) = (whole.digits(start), 64);
        let (mut count, mut total, mut groups, mut longest, mut seams) = (0, 0, 0, 0, Separator(0));
        let (mut at, mut end, mut before) = (start, start, Separator(0));
        loop {
            if known < AHEAD {
                (bits, known) = (whole.digits(at), 64);
            }
            let mut run = bits.trailing_ones() as usize;
            if run > COPIED {
                // More than any group but the longest runs have.
                run = text[at..].iter().take_while(|b| b.is_ascii_digit()).count();
                (bits, known) = (whole.digits(at + run), 64);
            } else {
                (bits, known) = (bits >> run, known - run);
            }
            if run > MAX_DIGITS - total || count == MAX_GROUPS {
                // Too much for one datum: a reader goes on behind a run that is too long, or at the group that did not fit.
                if count == 0 {
                    end = at + run;
                }
                break;
            }
            self.digits.copy(total, whole, at, run);
            end = at + run;
            self.groups[count] = Group { start: at as u16, end: end as u16, first: total as u8, before };
            groups = groups << LENGTH | run as u64;
            longest |= run;
            (count, total) = (count + 1, total + run);
            let gap = bits.trailing_zeros() as usize;
            if gap > MAX_SEPARATOR {
                break;
            }
            let Some(separator) = Separator::read(&text[end..end + gap]) else { break };
            seams.0 |= separator.0;
            (at, before) = (end + gap, separator);
            (bits, known) = (bits >> gap, known - gap);
        }
        (self.count, self.total, self.shape, self.seams, self.end) = (count, total, groups, seams, end);
        self.is_shaped = longest < 1 << LENGTH && count <= MAX_SHAPED;
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
        &self.digits.0[usize::from(self.groups[groups.start].first)..][..self.size(&groups)]
    }

    /// How many digits a range of groups has.
    pub(super) fn size(&self, groups: &Range<usize>) -> usize {
        let end = if groups.end == self.count { self.total } else { usize::from(self.groups[groups.end].first) };
        end - usize::from(self.groups[groups.start].first)
    }

    /// The end of the groups of a range from its start on that have so many digits at most.
    pub(super) fn reach(&self, groups: Range<usize>, digits: usize) -> usize {
        let most = usize::from(self.groups[groups.start].first) + digits;
        groups.start + self.groups[groups].partition_point(|group| usize::from(group.first) + group.len() <= most)
    }

    /// Whether all separators inside a range of groups have the same marks.
    pub(super) fn is_uniform(&self, groups: Range<usize>) -> bool {
        let mut marks = self.groups[groups].iter().skip(1).map(|group| group.before.marks());
        let first = marks.next();
        marks.all(|marks| Some(marks) == first)
    }

    /// What stands between the groups of a range.
    pub(super) fn seams(&self, groups: Range<usize>) -> Seams {
        let inner = &self.groups[groups.start + 1..groups.end.max(groups.start + 1)];
        let mut seams = Seams { any: Separator(0), last: Separator(0), marks: 0, uniform: true, uniform_rest: true };
        let mut before = None;
        for (place, group) in inner.iter().enumerate() {
            let marks = group.before.marks();
            let differs = before.is_some_and(|before| before != marks);
            seams.uniform &= !differs;
            seams.uniform_rest &= !differs || place == 1;
            seams.any.0 |= group.before.0;
            seams.marks |= marks;
            seams.last = group.before;
            before = Some(marks);
        }
        seams
    }

    /// The [`shape`] of a range of groups.
    pub(super) fn shape(&self, groups: Range<usize>) -> Option<u64> {
        let bits = |groups: usize| LENGTH as usize * groups;
        self.is_shaped.then(|| self.shape >> bits(self.count - groups.end) & ((1 << bits(groups.len())) - 1))
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
        cluster.read(Text { text, room: text }, start);
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
