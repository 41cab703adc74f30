//! Runs of digits that are worth a look, and those that are not: too few, or a part of something longer.
//!
//! Times, the pieces of a UUID, an address with its port: three of four digits of a log line go here, by shifts of words, without a
//! look at a byte.

use fearless_simd::{Simd, mask64x8, prelude::*, u8x64, u64x8};

use super::{
    MIN_DIGITS,
    lane::{Bits, Lane, STEP, place},
    stretch::MAX_GAP,
};

/// What is known of the digits of a page.
///
/// All lanes but the first hold something only beside chunks that have digits enough.
#[derive(Default)]
pub(super) struct Runs {
    /// Digits of runs that are worth a look, at least one of each, and which chunks have such: where nothing is in disguise, runs with
    /// digits enough for a number; elsewhere all.
    pub(super) picks: Lane,
    pub(super) with: u64,
    /// The runs of those chunks: digits and what joins them, or digits alone.
    pub(super) runs: Lane,
    /// There are digits that are a part of something longer, and so worth no look.
    pub(super) has_parts: bool,
    /// Bytes that may hold the groups of a number together; some others too.
    joints: Lane,
    /// Of these hyphens and dots; spaces, commas and semicolons; colons; and each `x`.
    ties: Lane,
    pauses: Lane,
    colons: Lane,
    crosses: Lane,
    /// Digits, and single hyphens and dots between two of them.
    tight: Lane,
    /// What digits right behind it are the rest of, and what digits right before it go on with.
    heads: Lane,
    tails: Lane,
    /// Behind these, and before these, more may be said about digits than that they are a part of something.
    opens: Lane,
    closes: Lane,
    /// Digits that are a part of something longer.
    parts: Lane,
    /// Those that are not.
    alive: Lane,
}

/// The text of a page.
pub(super) struct Text<'p> {
    pub(super) hay: &'p [u8],
    /// Where the page begins.
    pub(super) base: usize,
    /// Its chunks.
    pub(super) chunks: usize,
    /// Whether the haystack ends with it.
    pub(super) ends: bool,
    pub(super) digit: &'p Lane,
    pub(super) letter: &'p Lane,
    pub(super) high: &'p Lane,
    /// The second digit of what may begin an IBAN.
    pub(super) iban: &'p Lane,
    /// Which chunks are in no disguise.
    pub(super) plain: u64,
    /// Where a word may begin that says a number.
    pub(super) numerals: &'p Lane,
}

/// Only digits so near to the beginning of a chunk go on from the one before, and only those so near to its end into the next.
const EARLY: u64 = u64::MAX >> (63 - MAX_GAP);
const LATE: u64 = EARLY.reverse_bits();

impl Runs {
    /// Finds the runs of a page. With `all`, digits that are a part of something longer are in them, too.
    #[inline(always)]
    pub(super) fn read<S: Simd>(&mut self, simd: S, of: &Text<'_>, all: bool) {
        let busy = of.busy(simd, of.digit);
        let plain = busy & of.plain;
        // The chunks beside one with digits near its ends tell how these go on.
        let known = plain | of.beside(simd, plain);
        for slot in Bits(known) {
            self.classify(simd, slot, of);
        }
        let mut glued = if known & 1 != 0 { self.combine(simd, 0, of) } else { 0 };
        for slot in (1..=of.chunks).step_by(STEP) {
            if known >> slot & 0xFF != 0 {
                glued |= self.combine(simd, slot, of);
            }
        }
        glued &= known;
        self.end(of);
        let calm = plain & (of.plain >> 1 | u64::from(of.ends) << of.chunks) & (glued | glued << 1 | glued >> 1);
        self.has_parts = !all && calm != 0 && self.find_parts(simd, calm, of);
        let rest = if self.has_parts {
            for slot in (0..=of.chunks).step_by(STEP) {
                self.alive.put(slot, of.digit.words(simd, slot) & !self.parts.words(simd, slot));
            }
            plain & of.busy(simd, &self.alive)
        } else {
            plain
        };
        let digit = if self.has_parts { &self.alive } else { of.digit };
        self.with = 0;
        for slot in (1..=of.chunks).step_by(STEP) {
            if rest >> slot & 0xFF != 0 {
                let (runs, picks) = self.enough(simd, slot, digit, of);
                self.runs.put(slot, runs);
                self.with |= self.picks.put(slot, picks);
            }
        }
        self.with &= rest;
        for slot in Bits(busy & !of.plain) {
            (self.runs[slot], self.picks[slot]) = (of.digit[slot], of.digit[slot]);
            self.with |= 1 << slot;
        }
    }

    /// What stands behind the page says nothing, or is not known.
    fn end(&mut self, of: &Text<'_>) {
        let next = of.chunks + 1;
        let unknown = if of.ends { 0 } else { u64::MAX };
        (self.joints[next], self.closes[next]) = (unknown, unknown);
        (self.tight[next], self.tails[next], self.pauses[next], self.ties[next]) = (0, 0, 0, 0);
    }

    /// Fills the lanes of bytes for a chunk.
    #[inline(always)]
    fn classify<S: Simd>(&mut self, simd: S, slot: usize, of: &Text<'_>) {
        let mut padded = [b'\n'; 64];
        let v = u8x64::from_slice(simd, of.chunk(slot, &mut padded));
        let lower = v | 0x20;
        let space = v.simd_eq(b' ').to_bitmask();
        let joint = v.simd_eq(b'\t')
            | v.simd_eq(b'_')
            // ( ) * + and - . /
            | (v - b'(').simd_lt(4)
            | (v - b'-').simd_lt(3)
            // [ ] { } and \ |, then < >
            | (lower - b'{').simd_lt(3)
            | (v | 2).simd_eq(b'>');
        self.joints[slot] = space | joint.to_bitmask();
        self.ties[slot] = (v.simd_eq(b'-') | v.simd_eq(b'.')).to_bitmask();
        self.pauses[slot] = space | (v.simd_eq(b',') | v.simd_eq(b';')).to_bitmask();
        self.colons[slot] = v.simd_eq(b':').to_bitmask();
        self.crosses[slot] = lower.simd_eq(b'x').to_bitmask();
    }

    /// Combines the lanes of bytes for the chunks from `slot` on. Returns in which of them digits may be a part of something longer.
    #[inline(always)]
    fn combine<S: Simd>(&mut self, simd: S, slot: usize, of: &Text<'_>) -> u64 {
        let (digit, letter, high) = (of.digit.words(simd, slot), of.letter.words(simd, slot), of.high.words(simd, slot));
        let (digit_1, next) = (of.digit.behind(simd, slot, 1), of.digit.ahead(simd, slot, 1));
        let letter_1 = of.letter.behind(simd, slot, 1);
        let (letters_3, high_1) = (of.letter.behind(simd, slot, 2) & of.letter.behind(simd, slot, 3), of.high.behind(simd, slot, 1));
        let (tie, pause, colon) = (self.ties.words(simd, slot), self.pauses.words(simd, slot), self.colons.words(simd, slot));
        // A single letter is no label, and neither are letters behind a digit: adding the first of them carries through the others. Of
        // two the first may be in the chunk before.
        let behind_digit = letter & digit_1;
        let second = letter_1 & of.digit.behind(simd, slot, 2);
        let head = colon & digit_1 | letter & (!(letter_1 | high_1) | behind_digit | second | letter ^ (letter + behind_digit));
        // Behind an x is an extension.
        let tail = letter & !self.crosses.words(simd, slot) | colon & next;
        let close = self.joints.words(simd, slot) | pause | high;
        self.tight.put(slot, digit | tie & digit_1 & next);
        self.heads.put(slot, head);
        self.tails.put(slot, tail);
        self.closes.put(slot, close);
        // Behind one or two letters and a mark no number was said.
        self.opens.put(slot, close & !((tie | pause) & letter_1 & !letters_3));
        (tail & digit_1 | head & next | tie & digit_1 & of.letter.ahead(simd, slot, 1)).simd_ne(0).to_bitmask() << slot
    }

    /// Finds digits that are a part of something longer, so that none of them can be a datum: what goes on with letters behind or
    /// before, or with a digit and a colon, on either side of all that single hyphens and dots hold together.
    ///
    /// Looks at `calm` chunks, and leaves the others as they are. Returns whether there are such digits.
    #[inline(always)]
    fn find_parts<S: Simd>(&mut self, simd: S, calm: u64, of: &Text<'_>) -> bool {
        let nothing = u64x8::splat(simd, 0);
        let mut with = 0;
        // Runs of tight bits of which the beginning allows that they are a part of something longer, and of which it proves it.
        let (mut allowed, mut proved) = (nothing, nothing);
        for slot in (1..=of.chunks).step_by(STEP) {
            let here = calm >> slot & 0xFF;
            if here == 0 {
                (allowed, proved) = (nothing, nothing);
                self.parts.put(slot, nothing);
                continue;
            }
            let tight = mask64x8::from_bitmask(simd, here).select(self.tight.words(simd, slot), nothing);
            let iban = of.iban.words(simd, slot) | of.iban.ahead(simd, slot, 1) | of.iban.ahead(simd, slot, 2);
            let before = self.tight.behind(simd, slot, 1) | self.opens.behind(simd, slot, 1) | iban;
            let starts = tight & !before;
            allowed = run_from(starts, tight, allowed);
            proved = run_from(starts & self.heads.behind(simd, slot, 1), tight, proved);
            let ends = tight & !self.tight.ahead(simd, slot, 1);
            let (sure, goes_on) = (ends & proved, ends & allowed & self.tails.ahead(simd, slot, 1));
            // A word behind them may say a number, which would make them one that is said.
            let text = of.letter.ahead(simd, slot, 2) & !of.numerals.ahead(simd, slot, 2);
            let before_text = sure & self.pauses.ahead(simd, slot, 1) | ends & allowed & self.ties.ahead(simd, slot, 1);
            with |= self.parts.put(slot, goes_on | sure & !self.closes.ahead(simd, slot, 1) | before_text & text);
        }
        // Back to where they begin.
        let mut next = nothing;
        for slot in (0..of.chunks).step_by(STEP).rev().map(|slot| slot + 1) {
            let here = calm >> slot & 0xFF;
            if here == 0 {
                next = nothing;
                continue;
            }
            let tight = mask64x8::from_bitmask(simd, here).select(self.tight.words(simd, slot), nothing);
            next = run_up_to(self.parts.words(simd, slot), tight, next);
            self.parts.put(slot, next);
        }
        with != 0
    }

    /// The runs of the chunks from `slot` on, and a digit of those that have enough or begin an IBAN; those that go on in the chunks
    /// beside theirs may have.
    #[inline(always)]
    fn enough<S: Simd>(&self, simd: S, slot: usize, digit: &Lane, of: &Text<'_>) -> (u64x8<S>, u64x8<S>) {
        let (here, last, next) = (digit.words(simd, slot), digit.words_before(simd, slot), digit.words(simd, slot + 1));
        let (joint, last_joint, next_joint) =
            (self.joints.words(simd, slot), self.joints.words_before(simd, slot), self.joints.words(simd, slot + 1));
        let known = of.plain & of.within();
        let unknown = |places: usize| mask64x8::from_bitmask(simd, !(known >> places) & 0xFF);
        // Of two words without a common bit the one that has the highest is greater, and so is what is below the lowest of the other.
        let from_before = (here & EARLY).simd_ne(0) & (unknown(slot - 1) | last.simd_gt(!(last | last_joint)));
        let before_first = |words: u64x8<S>| (words - 1) & !words;
        let goes_on = before_first(next).simd_lt(before_first(!(next | next_joint)));
        let beyond = if of.ends { !(1 << of.chunks >> slot) } else { u64::MAX };
        let on_behind = (here & LATE).simd_ne(0) & mask64x8::from_bitmask(simd, beyond & 0xFF) & (unknown(slot + 1) | goes_on);
        let runs = split(here, joint);
        let iban = of.iban.words(simd, slot) | of.iban.ahead(simd, slot, 1) | of.iban.ahead(simd, slot, 2);
        (runs, enough(simd, here, runs, (from_before, on_behind)) | iban & here)
    }
}

impl Text<'_> {
    /// Which chunks may have digits enough. Half of the chunks of a talk that have digits have not: a time of day, a price, a number
    /// of things.
    #[inline(always)]
    fn busy<S: Simd>(&self, simd: S, digit: &Lane) -> u64 {
        let has = |words: u64x8<S>, slot: usize| words.simd_ne(0).to_bitmask() << slot;
        let (mut some, mut many, mut across) = (0, 0, 0);
        for slot in (1..=self.chunks).step_by(STEP) {
            let (here, before) = (digit.words(simd, slot), digit.words(simd, slot - 1));
            let with = has(here, slot);
            if with == 0 {
                continue;
            }
            some |= with;
            many |= has(fifth(here) | self.iban.words(simd, slot) | self.iban.words(simd, slot + 1) & 3, slot);
            // Digits enough are within 37 bytes: at least 40 on one side of a border and 24 on the other are looked at.
            let enough = fifth(before >> 24 | here << 40) | fifth(before >> 40 | here << 24);
            let both = (before & LATE).simd_ne(0) & (here & EARLY).simd_ne(0);
            across |= (enough.simd_ne(0) & both).to_bitmask() << slot;
        }
        // What goes on behind the page is not known.
        let unknown = u64::from(!self.ends && digit[self.chunks] & LATE != 0) << self.chunks;
        some & (many | across | across >> 1 | unknown | !self.plain) & self.within()
    }

    /// A bit for each chunk of the page.
    fn within(&self) -> u64 {
        u64::MAX >> (63 - self.chunks) & !1
    }

    /// Which chunks stand beside one of these that has digits near that end.
    #[inline(always)]
    fn beside<S: Simd>(&self, simd: S, chunks: u64) -> u64 {
        let (mut early, mut late) = (0, 0);
        for slot in (1..=self.chunks).step_by(STEP) {
            let here = self.digit.words(simd, slot);
            early |= (here & EARLY).simd_ne(0).to_bitmask() << slot;
            late |= (here & LATE).simd_ne(0).to_bitmask() << slot;
        }
        ((chunks & early) >> 1 | (chunks & late) << 1) & (self.within() | 1)
    }

    /// The place in the haystack of a bit.
    #[inline(always)]
    fn place(&self, slot: usize, bit: usize) -> usize {
        place(self.base, slot, bit)
    }

    /// The bytes of a chunk.
    #[inline(always)]
    fn chunk<'c>(&'c self, slot: usize, padded: &'c mut [u8; 64]) -> &'c [u8; 64] {
        self.hay.get(self.place(slot, 0)..).and_then(|rest| rest.first_chunk()).unwrap_or_else(|| self.padded_chunk(slot, padded))
    }

    /// The same, where less than a chunk is there, with line ends for the rest.
    #[cold]
    #[inline(never)]
    fn padded_chunk<'c>(&self, slot: usize, padded: &'c mut [u8; 64]) -> &'c [u8; 64] {
        if slot == 0 {
            padded[64 - self.base..].copy_from_slice(&self.hay[..self.base]);
        } else {
            let rest = &self.hay[self.place(slot, 0)..];
            padded[..rest.len()].copy_from_slice(rest);
        }
        padded
    }
}

/// What is left of words when the first four bits are taken from each.
#[inline(always)]
fn fifth<S: Simd>(mut words: u64x8<S>) -> u64x8<S> {
    for _ in 1..MIN_DIGITS {
        words = words & (words - 1);
    }
    words
}

/// The run of bits of a mask that begins with `head`; none where that is not of it.
#[inline(always)]
fn first_run(mask: u64, head: u64) -> u64 {
    // Adding the lowest bit carries through its run.
    mask & !mask.wrapping_add(mask & head)
}

/// The runs of `mask` that begin with one of `heads`, or go on from the words `before` that were made so. Of a run that takes more
/// than two words of eight the rest is left out.
#[inline(always)]
fn run_from<S: Simd>(heads: u64x8<S>, mask: u64x8<S>, before: u64x8<S>) -> u64x8<S> {
    // Adding the first bit of a run carries through it.
    let runs = mask & (mask ^ (mask + heads));
    let heads = heads | mask & (before.slide::<{ STEP - 1 }>(runs) >> 63);
    mask & (mask ^ (mask + heads))
}

/// The runs of `mask` up to one of `ends`, or on into the words `next` that were made so. Of a run that takes more than two words
/// of eight the rest is left out.
#[inline(always)]
fn run_up_to<S: Simd>(ends: u64x8<S>, mask: u64x8<S>, next: u64x8<S>) -> u64x8<S> {
    let runs = spread_back(ends, mask);
    spread_back(runs | mask & (runs.slide::<1>(next) << 63), mask)
}

/// Bits, and those of a mask from which nothing parts them.
#[inline(always)]
fn spread_back<S: Simd>(mut bits: u64x8<S>, mut mask: u64x8<S>) -> u64x8<S> {
    // After n steps these are the places with such a bit in the 2^n bits from there on.
    for places in [1, 2, 4, 8, 16, 32] {
        bits = bits | mask & (bits >> places);
        mask = mask & (mask >> places);
    }
    bits
}

/// Digits and what joins them, parted where a gap is too long.
#[inline(always)]
fn split<S: Simd>(digit: u64x8<S>, joints: u64x8<S>) -> u64x8<S> {
    let gap = joints & !digit;
    let (two, last) = (gap & gap >> 1, gap >> MAX_GAP as u32);
    let four = two & two >> 2;
    digit | joints & !(four & four >> 4 & last)
}

/// A digit of each run that has [`MIN_DIGITS`], or any where it goes on before or behind the chunk.
#[inline(always)]
fn enough<S: Simd>(simd: S, digit: u64x8<S>, runs: u64x8<S>, (before, behind): (mask64x8<S>, mask64x8<S>)) -> u64x8<S> {
    let nothing = u64x8::splat(simd, 0);
    let starts = runs & !(runs << 1);
    let first = before.select(nothing + 1, nothing);
    let last = spread_back(behind.select(runs & 1 << 63, nothing), runs);
    let taken_from = starts & !(first | last);
    // Adding the start of a run carries through what is no digit to the first that is one, in all runs at once.
    let mut rest = digit;
    for _ in 1..MIN_DIGITS {
        rest = rest & !((runs & !rest) + taken_from);
    }
    rest & ((runs & !rest) + starts)
}

/// The run of bits of a mask that one bit of it is in.
#[inline(always)]
pub(super) fn run_around(mask: u64, bit: u64) -> u64 {
    let below = bit - 1;
    let start = 64 - (!mask & below).leading_zeros();
    first_run(mask, bit) | below >> start << start
}

#[cfg(test)]
mod tests {
    use fearless_simd::{Level, dispatch};

    use super::super::{Scan, Sink, Stretch, Wanted, page, tests::levels};
    use super::*;

    /// Collects stretches.
    #[derive(Default)]
    struct Seen(Vec<std::ops::Range<usize>>);

    impl Sink for Seen {
        fn at(&mut self, _at: usize) {}

        fn stretch(&mut self, start: usize, end: usize) {
            self.0.push(start..end);
        }
    }

    /// Whether digits between two bars are reported, so many bytes from the start of the text.
    fn is_seen_at(marked: &str, level: Level, shift: usize) -> bool {
        let parts: Vec<&str> = marked.split('|').collect();
        let text = ["~".repeat(shift), parts.concat(), "~".repeat(90)].concat();
        let (mut seen, mut page, mut stretch) = (Seen::default(), super::super::Page::default(), Stretch::default());
        let wanted = Wanted { words: None, parts: false };
        Scan { level, wanted, page: &mut page, stretch: &mut stretch }.run(text.as_bytes(), 0..text.len(), &mut seen);
        let first = shift + parts[0].len();
        seen.0.iter().any(|found| found.start < first + parts[1].len() && first < found.end)
    }

    /// The same, wherever the bytes of the text lie in a chunk and whatever the vectors.
    fn is_seen(marked: &str) -> bool {
        let is_seen = is_seen_at(marked, Level::fallback(), 70);
        for level in levels() {
            assert!((70..140).all(|shift| is_seen_at(marked, level, shift) == is_seen), "{marked} {level:?}");
            // Where a page ends more may be seen.
            let is_missed = |shift| is_seen && !is_seen_at(marked, level, shift);
            assert!(!(page::BYTES - 70..page::BYTES + 10).any(is_missed), "{marked} {level:?}");
        }
        is_seen
    }

    #[test]
    fn parts_of_something_longer_are_not_seen() {
        for text in [
            "9:|13.074|Z",
            "x=|2026-06-14|T",
            "c-|04759531985|d",
            "=|211.138.25.94|:3481",
            "9:|12345| status",
            "\"c|00000001|\"",
            "8ed|91234|\"",
            "c-|12345|-abc ",
            "=a|12345-678-91011-1213-1415-1617-1819-2021-2223-2425-2627|b",
        ] {
            assert!(!is_seen(text), "{text}");
        }
        for text in [
            "=|415-555-0132|=",
            "=|12345|x6",
            "1-ab|12345|\"",
            "=+|4930123456|a",
            "=(|12345|a",
            "four |12345|a",
            "=|12345--678|a",
            "=|1/2345|a",
            "=|12345|: 6",
            "=|12 345|a",
            "9:|12345| - st",
            "tel|12345|\"",
            "=DE|89370400440532013000|a",
            "=é|12345|a",
        ] {
            assert!(is_seen(text), "{text}");
        }
    }

    #[test]
    fn few_digits_are_not_enough() {
        let masks = |text: &str| {
            let of = |fits: fn(u8) -> bool| text.bytes().enumerate().fold(0, |all, (n, b)| all | u64::from(fits(b)) << n);
            (of(|b| b.is_ascii_digit()), of(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'.')))
        };
        for (text, before, kept) in [
            ("x 12-345 y", false, 5),
            ("x 12-34 y", false, 0),
            ("x 123         45 y", false, 0),
            ("x 123        45 y", false, 5),
            ("12 y", true, 2),
            ("12 y", false, 0),
            ("19:33:27.141Z 12345 1-2", false, 5 + 7),
        ] {
            let (digit, soft) = masks(text);
            for level in levels() {
                let (runs, found) = dispatch!(level, simd => {
                    let (digit, soft) = (u64x8::splat(simd, digit), u64x8::splat(simd, soft));
                    let (runs, each, none) = (split(digit, soft), mask64x8::splat(simd, before), mask64x8::splat(simd, false));
                    (runs.to_array()[0], enough(simd, digit, runs, (each, none)).to_array()[0])
                });
                let found = Bits(found).fold(0, |all, bit| all | run_around(runs, 1 << bit));
                assert_eq!((found & digit).count_ones(), kept, "{text} {level:?}");
            }
        }
    }
}
