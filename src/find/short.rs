//! Short texts: a line at a time, a field, what a person types.
//!
//! Most hold nothing, and a look at their bytes and the beginnings of their words says so, for a tenth of what a page costs. Others
//! are put between line ends, so that they are read as quickly as the same line in the middle of a block.

use std::mem;

use fearless_simd::{Level, dispatch, prelude::*, u8x64};

use super::{
    Extent, Finder, Finding, Report, Scratch,
    scan::{Bits, MIN_DIGITS},
    shapes::Met,
    spoken::{Spoken, first_bytes},
};

/// The longest text that is looked at for nothing first, in bytes: of longer ones most hold something, or cost no more in pages.
const GLANCED: usize = 128;

/// The longest text that is put between line ends.
const SHORT: usize = 2048;

/// The line ends before a short text, and behind the last chunk of it: as many as a glance looks at.
const MARGIN: usize = 64;

/// What the bytes of a chunk are, bit n for byte n.
#[derive(Default)]
struct Classes {
    letter: u64,
    digit: u64,
    a: u64,
    /// What an address, or anything in disguise, has at least one of: `@`, the first bytes of escapes, brackets, all beyond ASCII.
    mark: u64,
}

impl Classes {
    fn of(bytes: &[u8; 64]) -> Classes {
        dispatch!(Level::baseline(), simd => {
            let bytes = u8x64::simd_from(simd, *bytes);
            let small = bytes | 0x20;
            let (letter, digit, a) = ((small - b'a').simd_lt(26), (bytes - b'0').simd_lt(10), small.simd_eq(b'a'));
            // % and &; with bit 5 set, [ is { and \ is |. A ' is in every sixth line of a talk, and no mark.
            let mark = bytes.simd_ge(0x80)
                | (bytes - b'%').simd_lt(2)
                | bytes.simd_eq(b'(')
                | (small - b'{').simd_lt(2)
                | bytes.simd_eq(b'<')
                | bytes.simd_eq(b'@');
            Classes { letter: letter.to_bitmask(), digit: digit.to_bitmask(), a: a.to_bitmask(), mark: mark.to_bitmask() }
        })
    }

    /// Whether the check digits of an IBAN may be among the digits: two behind a letter, together or apart.
    fn may_begin_iban(&self, before: &Classes) -> bool {
        let digit = |places: u32| self.digit << places | before.digit >> (64 - places);
        let letter = |places: u32| self.letter << places | before.letter >> (64 - places);
        self.digit & (digit(1) & letter(2) | digit(2) & letter(4)) != 0
    }

    /// The words that begin in a chunk. What is behind it is not known, so it may be letters.
    fn words(&self, before: &Classes, all_signs: bool) -> Words {
        let ahead = |letters: u64, places: u32| letters >> places | !(u64::MAX >> places);
        let starts = self.letter & !(self.letter << 1 | before.letter >> 63);
        let two = self.letter & ahead(self.letter, 1);
        let four = two & ahead(two, 2);
        let eight = four & ahead(four, 4);
        let signs = if all_signs { starts } else { starts & (self.a | eight) };
        Words { long: starts & two & ahead(self.letter, 2), signs }
    }
}

/// First letters of words that may be of something said aloud.
struct Words {
    /// Of three letters and more: shorter ones alone make no number.
    long: u64,
    /// Those that may stand for an `@` begin with an a or have ten letters and more; of these, eight suffice here.
    signs: u64,
}

impl Words {
    /// Whether any begins something said aloud. `base` is where the chunk begins.
    fn may_speak(&self, spoken: &Spoken, hay: &[u8], base: usize) -> bool {
        let trigger = spoken.trigger();
        let is_number = |place: usize| trigger.admits(first_bytes(hay, place)) && trigger.admits_core(hay, place);
        let is_sign = |place: usize| trigger.admits_sign(hay, place) && spoken.may_be_address(hay, place);
        Bits(self.long).any(|bit| is_number(base + bit)) || Bits(self.signs).any(|bit| is_sign(base + bit))
    }
}

impl Finder {
    /// Whether whole lines surely hold nothing. May be wrong where it says no.
    pub(super) fn is_surely_clean(&self, hay: &[u8]) -> bool {
        if hay.len() > GLANCED {
            return false;
        }
        let (mut before, mut digits) = (Classes::default(), 0);
        for (number, chunk) in hay.chunks(64).enumerate() {
            let classes = Classes::of(&chunk.try_into().unwrap_or_else(|_| {
                let mut padded = [b'\n'; 64];
                padded[..chunk.len()].copy_from_slice(chunk);
                padded
            }));
            digits += classes.digit.count_ones() as usize;
            if classes.mark != 0 || digits >= MIN_DIGITS || classes.may_begin_iban(&before) {
                return false;
            }
            let speaks = |spoken: &Spoken| classes.words(&before, spoken.trigger().has_unusual_signs).may_speak(spoken, hay, 64 * number);
            if self.spoken.as_ref().is_some_and(speaks) {
                return false;
            }
            before = classes;
        }
        !self.shapes.as_ref().is_some_and(|shapes| shapes.may_match(Met { digits: digits > 0, at: false }))
    }

    /// Replaces `findings` by those of whole lines, with a `scratch` that is as new.
    pub(super) fn find_whole(&self, hay: &[u8], scratch: &mut Scratch, findings: &mut Vec<Finding>) {
        if hay.len() > SHORT {
            self.search(hay, Extent::Whole, scratch, Report { findings, log: None });
            return;
        }
        let mut room = mem::take(&mut scratch.room);
        // The first line ends are still there.
        room.resize(MARGIN, b'\n');
        room.extend_from_slice(hay);
        room.resize(room.len().next_multiple_of(64) + MARGIN, b'\n');
        (scratch.progress.judged, scratch.progress.margin) = (MARGIN, MARGIN);
        self.search(&room, Extent::Whole, scratch, Report { findings, log: None });
        for finding in findings {
            finding.span = finding.span.start - MARGIN..finding.span.end - MARGIN;
        }
        scratch.room = room;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{pattern::Patterns, random::Random, validate::phone::Regions};

    /// Text of all that may be said, written or nothing; the same for the same seed.
    fn text(seed: u64) -> String {
        const PIECES: [&str; 40] = [
            "one",
            "two",
            "seven",
            "double oh",
            "sixty",
            "nine hundred",
            "null",
            "acht",
            "at",
            "arroba",
            "aroba",
            "chiocciola",
            "punto",
            "dot",
            "com",
            "anna",
            "example",
            "a",
            "to",
            "the",
            "card",
            "phone number is",
            "4",
            "12",
            "415-555-0132",
            "LV92 LAPB NQTF XXX",
            "DE89",
            "D E 8 9",
            "@",
            "anna@example.org",
            "(at)",
            "&#64;",
            "%40",
            "ä",
            "\n",
            "4111 1111 1111 1111",
            "x",
            "nothing",
            "whatever",
            "account",
        ];
        let (mut random, mut text) = (Random(seed), String::new());
        let mut below = |end| random.below(end);
        // With few pieces to choose from, many of one sort come together.
        let (first, kinds) = (below(PIECES.len()), 1 + below(PIECES.len()));
        for _ in 0..below(24) {
            text += PIECES[(first + below(kinds)) % PIECES.len()];
            text += ["", " ", " ", " ", ", ", ". ", "-"][below(7)];
        }
        text
    }

    #[test]
    fn a_short_text_holds_what_it_holds_anywhere() {
        for spoken in [true, false] {
            let finder = Finder::new(Patterns::builtin().clone(), None, Regions::EMPTY, spoken).unwrap();
            let (mut scratch, mut clean, mut found) = (Scratch::default(), 0, 0);
            for seed in 0..30_000 {
                let text = text(seed);
                let hay = text.as_bytes();
                let (mut short, mut whole) = (Vec::new(), Vec::new());
                finder.search(hay, Extent::Whole, &mut scratch, Report { findings: &mut whole, log: None });
                finder.find_whole(hay, &mut scratch, &mut short);
                assert_eq!(short, whole, "{text}");
                let is_clean = finder.is_surely_clean(hay);
                assert!(!is_clean || whole.is_empty(), "{text}");
                (clean, found) = (clean + usize::from(is_clean), found + whole.len());
            }
            assert!(clean > 2_000 && found > 10_000, "{clean} {found}");
        }
    }

    #[test]
    fn classes_are_what_they_are_named() {
        for byte in 0..=u8::MAX {
            let classes = Classes::of(&[byte; 64]);
            let all = |is: bool| if is { u64::MAX } else { 0 };
            assert_eq!(classes.letter, all(byte.is_ascii_alphabetic()), "{byte:#x}");
            assert_eq!(classes.digit, all(byte.is_ascii_digit()), "{byte:#x}");
            assert_eq!(classes.a, all(matches!(byte, b'a' | b'A')), "{byte:#x}");
            // A | does no harm.
            let is_mark = !byte.is_ascii() || b"@%&\\([{<".contains(&byte);
            assert_eq!(classes.mark, all(is_mark || byte == b'|'), "{byte:#x}");
        }
    }
}
