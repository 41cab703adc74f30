//! Runs of digits that are worth a look, and those that are not: too few, or a part of something longer.
//!
//! Times, the pieces of a UUID, an address with its port: three of four digits of a log line go here, by shifts of words, without a
//! look at a byte.

use fearless_simd::{Simd, mask64x8, prelude::*, u64x8};

use super::{
    MIN_DIGITS,
    known::{EARLY, Known, LATE, Text, with_enough},
    lane::{Lane, STEP},
    stretch::MAX_GAP,
};

/// What is known of the digits of a page.
#[derive(Default)]
pub(super) struct Runs {
    /// Which chunks have digits that are worth a look: where nothing is in disguise, in runs with enough for a number; elsewhere all.
    pub(super) with: u64,
    /// There are digits that are a part of something longer, and so worth no look.
    pub(super) has_parts: bool,
    known: Known,
    /// Of the known chunks in no disguise a digit at least of each run that is worth a look.
    picks: Lane,
    /// Their runs: digits and what joins them.
    runs: Lane,
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

impl Runs {
    /// Finds the runs of a page. With `all`, digits that are a part of something longer are in them, too.
    #[inline(always)]
    pub(super) fn read<S: Simd>(&mut self, simd: S, of: &Text<'_>, all: bool) {
        let busy = of.busy(simd);
        let plain = busy & of.plain;
        self.known.read(simd, plain | of.beside(simd, plain), of);
        let glued = self.combine_all(simd);
        self.end(of);
        let (read, last) = (of.plain & of.within(), u64::from(of.ends) << of.chunks);
        let [mut rest, calm, unfinished, unread_before, unread_behind] =
            self.known.pack([plain, plain & (of.plain >> 1 | last), of.unfinished(), !(read << 1), !(read >> 1 | last)]);
        let calm = calm & (glued | glued << 1 | glued >> 1);
        self.has_parts = !all && calm != 0 && self.find_parts(simd, calm);
        if self.has_parts {
            self.alive[0] = self.known.digit[0];
            for index in self.known.steps() {
                self.alive.put(index, self.known.digit.words(simd, index) & !self.parts.words(simd, index));
            }
            let (_, enough) = with_enough(simd, &self.alive, &self.known.iban, self.known.chunks);
            rest &= enough | unfinished;
        }
        self.with = self.pick(simd, rest, (unread_before, unread_behind)) | busy & !of.plain;
    }

    /// What stands behind the page says nothing, or is not known.
    fn end(&mut self, of: &Text<'_>) {
        let next = self.known.chunks + 1;
        self.closes[next] = if of.ends { 0 } else { u64::MAX };
        (self.tight[next], self.tails[next], self.alive[next]) = (0, 0, 0);
    }

    /// Combines the lanes of bytes. Returns in which chunks digits may be a part of something longer.
    #[inline(always)]
    fn combine_all<S: Simd>(&mut self, simd: S) -> u64 {
        let mut glued = if self.known.has_before { self.combine(simd, 0) } else { 0 };
        for index in self.known.steps() {
            glued |= self.combine(simd, index);
        }
        glued
    }

    /// The same for the chunks from `index` on.
    #[inline(always)]
    fn combine<S: Simd>(&mut self, simd: S, index: usize) -> u64 {
        let known = &self.known;
        let (digit, letter, high) = (known.digit.words(simd, index), known.letter.words(simd, index), known.high.words(simd, index));
        let (digit_1, next) = (digit << 1 | known.digit_before.words(simd, index), known.digit.ahead(simd, index, 1));
        let letter_1 = known.letter.behind(simd, index, 1);
        let (letters_3, high_1) =
            (known.letter.behind(simd, index, 2) & known.letter.behind(simd, index, 3), known.high.behind(simd, index, 1));
        let (tie, pause, colon) = (known.ties.words(simd, index), known.pauses.words(simd, index), known.colons.words(simd, index));
        // A single letter is no label, and neither are letters behind a digit: adding the first of them carries through the others. Of
        // two the first may be in the chunk before.
        let behind_digit = letter & digit_1;
        let second = letter_1 & known.digit.behind(simd, index, 2);
        let head = colon & digit_1 | letter & (!(letter_1 | high_1) | behind_digit | second | letter ^ (letter + behind_digit));
        // Behind an x is an extension.
        let tail = letter & !known.crosses.words(simd, index) | colon & next;
        let close = known.joints.words(simd, index) | pause | high;
        let glue = tail & digit_1 | head & next | tie & digit_1 & known.letter.ahead(simd, index, 1);
        self.tight.put(index, digit | tie & digit_1 & next);
        self.heads.put(index, head);
        self.tails.put(index, tail);
        self.closes.put(index, close);
        // Behind one or two letters and a mark no number was said.
        self.opens.put(index, close & !((tie | pause) & letter_1 & !letters_3));
        glue.simd_ne(0).to_bitmask() << index
    }

    /// Finds digits that are a part of something longer, so that none of them can be a datum: what goes on with letters behind or
    /// before, or with a digit and a colon, on either side of all that single hyphens and dots hold together.
    ///
    /// Looks at `calm` chunks. Returns whether there are such digits.
    #[inline(always)]
    fn find_parts<S: Simd>(&mut self, simd: S, calm: u64) -> bool {
        let Known { letter, ties, pauses, iban, numerals, .. } = &self.known;
        let nothing = u64x8::splat(simd, 0);
        let mut with = 0;
        // Runs of tight bits of which the beginning allows that they are a part of something longer, and of which it proves it.
        let (mut allowed, mut proved) = (nothing, nothing);
        for index in self.known.steps() {
            let here = calm >> index & 0xFF;
            if here == 0 {
                (allowed, proved) = (nothing, nothing);
                self.parts.put(index, nothing);
                continue;
            }
            let tight = mask64x8::from_bitmask(simd, here).select(self.tight.words(simd, index), nothing);
            let iban = iban.words(simd, index) | iban.ahead(simd, index, 1) | iban.ahead(simd, index, 2);
            let before = self.tight.behind(simd, index, 1) | self.opens.behind(simd, index, 1) | iban;
            let starts = tight & !before;
            allowed = run_from(starts, tight, allowed);
            proved = run_from(starts & self.heads.behind(simd, index, 1), tight, proved);
            let ends = tight & !self.tight.ahead(simd, index, 1);
            let (sure, goes_on) = (ends & proved, ends & allowed & self.tails.ahead(simd, index, 1));
            // A word behind them may say a number, which would make them one that is said.
            let text = letter.ahead(simd, index, 2) & !numerals.ahead(simd, index, 2);
            let before_text = sure & pauses.ahead(simd, index, 1) | ends & allowed & ties.ahead(simd, index, 1);
            with |= self.parts.put(index, goes_on | sure & !self.closes.ahead(simd, index, 1) | before_text & text);
        }
        if with == 0 {
            return false;
        }
        // Back to where they begin.
        let mut next = nothing;
        for index in self.known.steps().rev() {
            let here = calm >> index & 0xFF;
            if here == 0 {
                next = nothing;
                continue;
            }
            let tight = mask64x8::from_bitmask(simd, here).select(self.tight.words(simd, index), nothing);
            next = run_up_to(self.parts.words(simd, index), tight, next);
            self.parts.put(index, next);
        }
        true
    }

    /// Picks of the chunks of `rest` the runs that have digits enough or begin an IBAN, and those that go on in the chunks beside
    /// theirs, which may have: those before and behind some of them were not read. Returns the chunks that have such.
    #[inline(always)]
    fn pick<S: Simd>(&mut self, simd: S, rest: u64, (unread_before, unread_behind): (u64, u64)) -> u64 {
        let digit = if self.has_parts { &self.alive } else { &self.known.digit };
        let (joints, iban) = (&self.known.joints, &self.known.iban);
        let mut with = 0;
        for index in self.known.steps() {
            if rest >> index & 0xFF == 0 {
                continue;
            }
            let (here, last, next) = (digit.words(simd, index), digit.words_before(simd, index), digit.words(simd, index + 1));
            let (joint, last_joint, next_joint) =
                (joints.words(simd, index), joints.words_before(simd, index), joints.words(simd, index + 1));
            let mask = |chunks: u64| mask64x8::from_bitmask(simd, chunks >> index & 0xFF);
            // Of two words without a common bit the one that has the highest is greater, and so is what is below the lowest of the other.
            let from_before = (here & EARLY).simd_ne(0) & (mask(unread_before) | last.simd_gt(!(last | last_joint)));
            let before_first = |words: u64x8<S>| (words - 1) & !words;
            let goes_on = before_first(next).simd_lt(before_first(!(next | next_joint)));
            let on_behind = (here & LATE).simd_ne(0) & (mask(unread_behind) | goes_on);
            let runs = split(here, joint);
            let iban = iban.words(simd, index) | iban.ahead(simd, index, 1) | iban.ahead(simd, index, 2);
            let picks = enough(simd, here, runs, (from_before, on_behind)) | iban & here;
            self.runs.put(index, runs);
            with |= self.picks.put(index, picks);
        }
        self.known.unpack(with & rest)
    }

    /// The runs of a chunk that is in no disguise, digits and what joins them, and a digit at least of each that is worth a look.
    #[inline(always)]
    pub(super) fn of(&self, slot: usize) -> (u64, u64) {
        let index = self.known.index(slot);
        (self.runs[index], self.picks[index])
    }
}

/// The run of bits of a mask that begins with `head`; none where that is not of it.
#[inline(always)]
pub(super) fn first_run(mask: u64, head: u64) -> u64 {
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

    use super::super::{Scan, Sink, Stretch, Wanted, lane::Bits, page, tests::levels};
    use super::*;
    use crate::random::Random;

    /// Digits that are a part of something longer, between bars, and some that are not.
    const PARTS: [&str; 9] = [
        "9:|13.074|Z",
        "x=|2026-06-14|T",
        "c-|04759531985|d",
        "=|211.138.25.94|:3481",
        "9:|12345| status",
        "\"c|00000001|\"",
        "8ed|91234|\"",
        "c-|12345|-abc ",
        "=a|12345-678-91011-1213-1415-1617-1819-2021-2223-2425-2627|b",
    ];
    const WHOLE: [&str; 14] = [
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
    ];

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
        is_seen_in(&text, shift + parts[0].len()..shift + parts[0].len() + parts[1].len(), level)
    }

    /// Whether any of some bytes of a text are reported.
    fn is_seen_in(text: &str, bytes: std::ops::Range<usize>, level: Level) -> bool {
        let (mut seen, mut page, mut stretch) = (Seen::default(), super::super::Page::default(), Stretch::default());
        let wanted = Wanted { words: None, parts: false };
        Scan { level, wanted, page: &mut page, stretch: &mut stretch }.run(text.as_bytes(), 0..text.len(), &mut seen);
        seen.0.iter().any(|found| found.start < bytes.end && bytes.start < found.end)
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
        for text in PARTS {
            assert!(!is_seen(text), "{text}");
        }
        for text in WHOLE {
            assert!(is_seen(text), "{text}");
        }
    }

    #[test]
    fn what_stands_in_other_chunks_does_not_matter() {
        let pieces = ["12345 ", "~~", "a", "9:", "2026-06-14T", "x", ": ", "some words, ", "DE89 ", "7", "-"];
        let mut random = Random(5);
        let mut noise = |bytes: usize| {
            let mut text = String::new();
            while text.len() < bytes {
                text += pieces[random.next() % pieces.len()];
            }
            text + &"~".repeat(140)
        };
        for (text, is_part) in PARTS.iter().map(|text| (text, true)).chain(WHOLE.iter().map(|text| (text, false))) {
            let parts: Vec<&str> = text.split('|').collect();
            for shift in 0..130 {
                let before = noise(300) + &"~".repeat(shift);
                let first = before.len() + parts[0].len();
                let all = before + &parts.concat() + &"~".repeat(80) + &noise(300);
                let is_seen = is_seen_in(&all, first..first + parts[1].len(), Level::new());
                assert_eq!(is_seen, !is_part, "{text} {shift}");
            }
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
