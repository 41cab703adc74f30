//! Turns bytes into places where something could start. May be wrong, never misses.
//!
//! One pass over the bytes serves all kinds. It makes bit masks of them, a [`Page`] at a time, and reports:
//!
//! - an *at*: a byte, entity, escape or bracketed word that may be the `@` of an address;
//! - a *stretch*: digits of any script that lie close together, enough of them for a number, or two letters and two digits
//!   as at the start of an IBAN. A stretch says only where to look; where a number begins and ends is for the readers to say;
//! - words that may be of something said aloud.

mod disguise;
mod known;
mod lane;
mod page;
mod runs;
mod stretch;

use std::ops::Range;

use fearless_simd::{Level, dispatch};

pub(super) use lane::{Bits, CHUNKS, Lane, STEP, place};
use page::Places;
pub(super) use page::{Page, Wanted};
use runs::run_around;
use stretch::Digits;
pub(super) use stretch::{Stretch, UNREPORTED};

/// A stretch needs so many digits. The shortest national significant numbers that anyone writes down have five.
pub(super) const MIN_DIGITS: usize = 5;

/// How far behind a bracket the sign's name in it may begin.
const NEAR_BRACKET: usize = 3;

/// What the scan reports.
pub(super) trait Sink {
    /// Something at `at` may be an `@`.
    fn at(&mut self, at: usize);
    /// Digits lie close together from `start` to `end`.
    fn stretch(&mut self, start: usize, end: usize);
    /// There are digits that are in no stretch, since they can be no number of any kind that is built in.
    fn digits(&mut self) {}
    /// Whether an IBAN may have its second check digit at `place`, behind letters and a digit.
    fn may_be_iban(&self, _place: usize) -> bool {
        true
    }
    /// Whether the word at `place` is in nothing said aloud that was read before.
    fn may_begin_run(&self, _place: usize) -> bool {
        true
    }
    /// The word at `place` may say a number.
    fn number_word(&mut self, _place: usize) {}
    /// The word at `place` may stand for an `@`.
    fn sign_word(&mut self, _place: usize) {}
}

/// What a scan works with.
pub(super) struct Scan<'s> {
    /// The vectors of the machine.
    pub(super) level: Level,
    pub(super) wanted: Wanted<'s>,
    pub(super) page: &'s mut Page,
    /// Carries digits on from one part of a line to the next.
    pub(super) stretch: &'s mut Stretch,
}

/// Reports all places of a text by itself, words aside.
pub(super) fn scan(text: &[u8], sink: &mut impl Sink) {
    let (mut page, mut stretch) = (Page::default(), Stretch::default());
    Scan { level: Level::new(), wanted: Wanted { words: None, parts: false }, page: &mut page, stretch: &mut stretch }.run(
        text,
        0..text.len(),
        sink,
    );
}

impl Scan<'_> {
    /// Reports all places in `hay[range]`, each kind in order.
    ///
    /// What is reported depends on the line alone, not on where ranges or blocks begin and end; only of the words of numbers
    /// more may be reported at an end.
    pub(super) fn run(&mut self, hay: &[u8], range: Range<usize>, sink: &mut impl Sink) {
        for from in range.clone().step_by(page::BYTES) {
            self.page.read(self.level, hay, from..range.end.min(from + page::BYTES), self.wanted);
            if self.page.runs.has_parts {
                sink.digits();
            }
            // What counts and finds bits is a single instruction only in code for the machine's own vectors.
            dispatch!(self.level, _simd => self.report(hay, sink));
            if let Some(trigger) = self.wanted.words {
                self.page.words.report(hay, trigger, sink);
            }
        }
        self.stretch.pause(range.end, sink);
    }

    /// In the order of their places, so that findings need little sorting.
    #[inline(always)]
    fn report(&mut self, hay: &[u8], sink: &mut impl Sink) {
        let mut left = self.page.with_ats | self.page.runs.with;
        let (mut slot, mut here, mut taken) = (0, Places::default(), 0);
        loop {
            let is_done = here.all() == 0;
            if is_done && left == 0 {
                break;
            }
            // The next chunk is read in any case: how many places this one has is a guess, and where each had a loop of its own each
            // chunk cost a wrong one, a twentieth of the time of CSV.
            let next = left.trailing_zeros() as usize & 63;
            let mut there = self.page.places(next);
            there.picks &= !taken;
            (slot, here, left, taken) = if is_done { (next, there, left & left.wrapping_sub(1), 0) } else { (slot, here, left, taken) };
            let first = here.all() & here.all().wrapping_neg();
            if here.ats & first != 0 {
                here.ats &= !first;
                let place = self.page.place(slot, first.trailing_zeros() as usize);
                if hay[place] == b'@' || disguise::is_at(hay, place) {
                    sink.at(place);
                }
            } else if first != 0 {
                let run = run_around(here.runs, first);
                here.picks &= !run;
                taken |= self.report_run(slot, run, hay, sink);
            }
        }
    }

    /// Returns what was taken with it of the next chunk.
    #[inline(always)]
    fn report_run(&mut self, slot: usize, run: u64, hay: &[u8], sink: &mut impl Sink) -> u64 {
        let is_plain = self.page.plain >> slot & 1 != 0;
        let digits = run & self.page.digits(slot);
        let first = self.page.place(slot, digits.trailing_zeros() as usize);
        let last = self.page.place(slot, 63 - digits.leading_zeros() as usize);
        let count = digits.count_ones() as usize;
        // In no disguise, only a run at the start of its chunk can go on from before, and only one at its end goes on behind it.
        let apart = is_plain && run & 1 == 0;
        if apart && let Some(rest) = self.page.rest(slot, run) {
            let further = rest & self.page.digits(slot + 1);
            let last = if further == 0 { last } else { self.page.place(slot + 1, 63 - further.leading_zeros() as usize) };
            // A run of fewer digits was picked since it may begin an IBAN.
            let is_enough = count + further.count_ones() as usize >= MIN_DIGITS;
            let may_be_iban = |slot, run| Bits(run & self.page.iban[slot]).any(|bit| sink.may_be_iban(self.page.place(slot, bit)));
            if is_enough || may_be_iban(slot, run) || may_be_iban(slot + 1, rest) {
                self.stretch.close(sink);
                sink.stretch(first, last + 1);
            }
            return rest;
        }
        self.stretch.take(hay, Digits { range: first..last + 1, count, apart }, sink);
        if run & self.page.iban[slot] != 0 {
            self.stretch.suffice();
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::Simd;

    use super::{super::spoken::Trigger, stretch::MAX_GAP, *};
    use crate::random::Random;

    #[derive(Default, Debug, PartialEq)]
    struct Seen {
        ats: Vec<usize>,
        stretches: Vec<(usize, usize)>,
        words: Vec<usize>,
    }

    impl Sink for Seen {
        fn at(&mut self, at: usize) {
            self.ats.push(at);
        }
        fn stretch(&mut self, start: usize, end: usize) {
            self.stretches.push((start, end));
        }
        fn number_word(&mut self, place: usize) {
            self.words.push(place);
        }
        fn sign_word(&mut self, place: usize) {
            self.words.push(place);
        }
    }

    fn scan(text: &str, range: Range<usize>, stretch: &mut Stretch, seen: &mut Seen) {
        Scan { level: Level::new(), wanted: Wanted { words: None, parts: false }, page: &mut Page::default(), stretch }.run(
            text.as_bytes(),
            range,
            seen,
        );
    }

    /// All vectors that this machine has, and none.
    pub(super) fn levels() -> Vec<Level> {
        let mut levels = vec![Level::fallback(), Level::baseline(), Level::new()];
        #[cfg(target_arch = "x86_64")]
        {
            let best = Level::new();
            levels.extend(best.as_sse4_2().map(|simd| simd.level()));
            levels.extend(best.as_avx2().map(|simd| simd.level()));
        }
        levels
    }

    /// Bytes of all kinds, in pieces of text and alone; the same for the same seed.
    pub(super) fn noise(seed: u64, bytes: usize) -> Vec<u8> {
        let pieces = [
            "at",
            "arroba",
            "ät ",
            " at a dot b",
            " one two ",
            "three",
            "12",
            "(at)",
            "&#64;",
            "%40",
            "٤٢",
            "＠",
            "DE89",
            " ",
            "\n",
            "\\u0040",
            "-",
            ".",
        ];
        let (mut random, mut all) = (Random(seed), Vec::new());
        while all.len() < bytes {
            let pick = random.next();
            match pick % 3 {
                0 => all.push((pick / 3) as u8),
                1 => all.push(b'0' + (pick / 3 % 10) as u8),
                _ => all.extend_from_slice(pieces[pick / 3 % pieces.len()].as_bytes()),
            }
        }
        all
    }

    #[test]
    fn all_vectors_see_the_same() {
        let trigger =
            Trigger::of(&[b"one".to_vec(), b"two".to_vec(), b"three".to_vec()], &[b"at".to_vec(), b"arroba".to_vec()], &[b"dot".to_vec()]);
        let mut words = 0;
        for seed in 0..40 {
            let hay = noise(seed, 60 + seed as usize * 300);
            let seen = |level| {
                let (mut seen, mut stretch) = (Seen::default(), Stretch::default());
                Scan { level, wanted: Wanted { words: Some(&trigger), parts: false }, page: &mut Page::default(), stretch: &mut stretch }
                    .run(&hay, 0..hay.len(), &mut seen);
                seen
            };
            let plain = seen(Level::fallback());
            assert!(!plain.ats.is_empty());
            words += plain.words.len();
            for level in levels() {
                assert_eq!(seen(level), plain, "{level:?} {seed}");
            }
        }
        assert!(words > 100, "{words}");
    }

    #[test]
    fn a_page_knows_nothing_of_the_one_before() {
        let trigger = Trigger::of(&[b"one".to_vec()], &[b"at".to_vec()], &[b"dot".to_vec()]);
        let wanted = Wanted { words: Some(&trigger), parts: false };
        for level in levels() {
            for chunks in 1..CHUNKS {
                let mut page = Page::default();
                let mut seen_in = |text: &str, until| {
                    let (mut seen, mut stretch) = (Seen::default(), Stretch::default());
                    Scan { level, wanted, page: &mut page, stretch: &mut stretch }.run(text.as_bytes(), 0..until, &mut seen);
                    seen.words
                };
                seen_in(&"aé".repeat(2000), 6000);
                let text = format!("{} at kestrel dot io", " ".repeat(64 * chunks - 3));
                assert_eq!(seen_in(&text, 64 * chunks), [64 * chunks - 2], "{level:?} {chunks}");
            }
        }
    }

    fn seen(text: &str) -> Seen {
        let mut seen = Seen::default();
        scan(text, 0..text.len(), &mut Stretch::default(), &mut seen);
        seen
    }

    #[test]
    fn finds_both_at_every_offset_of_a_chunk() {
        for shift in 0..130 {
            let text = format!("{}a@b 555-0100 x", " ".repeat(shift));
            assert_eq!(seen(&text), Seen { ats: vec![shift + 1], stretches: vec![(shift + 4, shift + 12)], words: vec![] }, "{shift}");
        }
    }

    #[test]
    fn digits_are_as_far_apart_at_every_offset_of_a_chunk() {
        for shift in 0..130 {
            for gap in 1..=2 * MAX_GAP {
                let text = format!("{}x 1234{}5678 x", " ".repeat(shift), " ".repeat(gap));
                let expected: &[_] = if gap <= MAX_GAP { &[(shift + 2, shift + 10 + gap)] } else { &[] };
                assert_eq!(seen(&text).stretches, expected, "{shift} {gap}");
            }
        }
    }

    #[test]
    fn an_iban_with_few_digits_is_a_stretch() {
        for shift in 0..70 {
            let text = format!("{}LV92 LAPB NQTF X", " ".repeat(shift));
            assert_eq!(seen(&text).stretches, [(shift + 2, shift + 4)], "{shift}");
        }
        assert!(seen("in 92 and").stretches.is_empty());
    }

    #[test]
    fn ats_are_reported_in_order() {
        for shift in 0..70 {
            let text = format!("{}a&#64;b a＠b a@b", " ".repeat(shift));
            assert_eq!(seen(&text).ats, [shift + 1, shift + 9, shift + 15], "{shift}");
        }
    }

    #[test]
    fn few_or_scattered_digits_are_none() {
        for text in ["1234", "12 and then 34 and then 56", "at 6:40 for 4"] {
            assert!(seen(text).stretches.is_empty(), "{text}");
        }
    }

    #[test]
    fn disguises() {
        for text in ["a＠b", "a%40b", "a&#64;b", "a\\u0040b", "a(at)b", "a [at] b", "a&commat;b"] {
            assert_eq!(seen(text).ats.len(), 1, "{text}");
        }
        for text in ["５５５－０１００", "٠٥١-٢٤٧", "०८१२३४"] {
            assert_eq!(seen(text).stretches.len(), 1, "{text}");
        }
    }

    #[test]
    fn a_line_end_parts_digits() {
        assert!(seen("12\n345").stretches.is_empty());
        assert_eq!(seen("12345\n67890").stretches, [(0, 5), (6, 11)]);
    }

    #[test]
    fn in_two_parts_the_same_digits_are_reported() {
        for text in
            ["pay DE89 3704 and 12 34 5, ٠٥١-٢٤٧ or 1234567890 12", "LV92 LAPB NQTF a@b 1 2 3 4 5", "1234        5678          90123"]
        {
            let whole = seen(text);
            for cut in 0..=text.len() {
                let (mut parts, mut stretch) = (Seen::default(), Stretch::default());
                scan(text, 0..cut, &mut stretch, &mut parts);
                scan(text, cut..text.len(), &mut stretch, &mut parts);
                assert_eq!(parts.ats, whole.ats, "{cut}");
                // A stretch may be reported in two steps.
                let covered = |seen: &Seen| -> Vec<usize> {
                    let places = seen.stretches.iter().flat_map(|&(start, end)| start..end);
                    places.filter(|&at| text.as_bytes()[at] >= 0xC0 || text.as_bytes()[at].is_ascii_digit()).collect()
                };
                assert_eq!(covered(&parts), covered(&whole), "{text:?} at {cut}");
            }
        }
    }
}
