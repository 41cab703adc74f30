//! Looks behind a word for `@` for the first dot of a domain, written or said. Most words for it have none: "at 6:30 pm".

use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x64};

use super::{
    super::scan::Bits,
    address::MAX_LABEL_WORDS,
    folded::{Folded, MAX_WORD, count_letters},
    lexicon::{Lexicon, Sense},
    trigger::Trigger,
};

/// How far from the beginning of the word for `@` the first dot may be. A label has at most 63 bytes.
const DOT_WITHIN: usize = 64;

/// The bytes of a look: 64 places, and two more behind each.
pub(crate) const REACH: usize = 66;

/// Where the first dot may be, of the places behind a word for `@`.
pub(super) struct Dots {
    /// Dots inside the first word.
    inside: u64,
    /// Where those words begin that may say one: all that can follow a label.
    pub(super) words: u64,
}

impl Dots {
    /// Dots inside any word, as in "kestrel.io".
    #[inline(always)]
    pub(super) fn written<S: Simd>(simd: S, bytes: &[u8; REACH]) -> u64 {
        let (here, next) = (u8x64::from_slice(simd, &bytes[..64]), u8x64::from_slice(simd, &bytes[1..65]));
        (here.simd_eq(b'.') & next.simd_gt(b'/')).to_bitmask()
    }

    /// Looks at the bytes behind a word that may stand for an `@`, and at so many of them.
    #[inline(always)]
    pub(super) fn find<S: Simd>(simd: S, bytes: &[u8; REACH], within: usize) -> Dots {
        let here = u8x64::from_slice(simd, &bytes[..64]);
        let space = here.simd_eq(b' ').to_bitmask();
        let stop = (here.simd_eq(b'.') | here.simd_eq(b'?') | here.simd_eq(b'!')).to_bitmask();
        // A line ends, with an hour the talk is of something else, and so it is in the next sentence.
        let end = (here.simd_eq(b'\n') | here.simd_eq(b':')).to_bitmask() | stop & space >> 1;
        let line = before_first(end) & before_first(1u64.checked_shl(within as u32).unwrap_or(0));
        let spaces = space & line;
        let further = without_first(spaces);
        let mut beyond = further;
        for _ in 0..MAX_LABEL_WORDS {
            beyond = without_first(beyond);
        }
        let first_word = before_first(further) & !before_first(spaces);
        Dots { inside: Dots::written(simd, bytes) & line & first_word, words: (further & !beyond) << 1 }
    }

    /// Whether there is one, or a word of those that may say one.
    #[inline(always)]
    pub(super) fn may_be(&self, words: u64) -> bool {
        self.inside | self.words & words != 0
    }
}

/// All places before the first of some.
#[inline(always)]
fn before_first(places: u64) -> u64 {
    places.wrapping_sub(1) & !places
}

#[inline(always)]
fn without_first(places: u64) -> u64 {
    places & places.wrapping_sub(1)
}

/// The bytes from `from` on, and line ends where there are no more.
#[inline(always)]
pub(crate) fn reach<'p>(hay: &'p [u8], from: usize, padded: &'p mut [u8; REACH]) -> &'p [u8; REACH] {
    hay[from..].first_chunk().unwrap_or_else(|| pad(&hay[from..], padded))
}

#[cold]
#[inline(never)]
fn pad<'p>(rest: &[u8], padded: &'p mut [u8; REACH]) -> &'p [u8; REACH] {
    padded[..rest.len()].copy_from_slice(rest);
    padded[rest.len()..].fill(b'\n');
    padded
}

/// Whether the text begins with a word for `@`, and a dot is behind it where a domain may have its first.
pub(super) fn may_follow(trigger: &Trigger, lexicon: &Lexicon, text: &[u8]) -> bool {
    let first = letters(text, MAX_WORD);
    // Most are "at", or begin like a longer word for it.
    let is_at = text[..first].eq_ignore_ascii_case(b"at");
    if !is_at && !lexicon.get(&Folded::new(&text[..first])).is_some_and(|e| e.has(|s| s == Sense::At) || e.more > 0) {
        return false;
    }
    let rest = &text[first..];
    let mut padded = [b'\n'; REACH];
    let bytes = reach(rest, 0, &mut padded);
    let dots = dispatch!(Level::baseline(), simd => Dots::find(simd, bytes, DOT_WITHIN - first));
    let is_written = Bits(dots.inside).any(|at| bytes[at + 1].is_ascii_alphanumeric());
    let is_said = |at: usize| trigger.may_be_dot(&rest[at..]) && is_dot(lexicon, &rest[at..]);
    let next = || bytes.iter().position(|b| *b == b' ').map_or(&[][..], |at| &rest[at + 1..]);
    (is_written || Bits(dots.words).any(is_said)) && !is_sign(trigger, lexicon, next())
}

/// How many letters a text begins with, at most so many.
fn letters(text: &[u8], most: usize) -> usize {
    count_letters(text).min(most)
}

/// Whether the text begins with a word that cannot follow the one for `@`: another one, or a dot.
fn is_sign(trigger: &Trigger, lexicon: &Lexicon, text: &[u8]) -> bool {
    let (word, rest) = text.split_at(letters(text, MAX_WORD));
    let is_dot = || lexicon.get(&Folded::new(word)).is_some_and(|e| e.has(|s| s == Sense::Dot));
    rest.first() == Some(&b' ') && (word.eq_ignore_ascii_case(b"at") || (trigger.may_be_dot(word) && is_dot()))
}

/// Whether the text begins with a word for a dot, or with "dotcom".
fn is_dot(lexicon: &Lexicon, text: &[u8]) -> bool {
    let word = &text[..letters(text, MAX_WORD + 1)];
    let is_sense = || lexicon.get(&Folded::new(word)).is_some_and(|e| e.has(|s| s == Sense::Dot) || e.more > 0);
    (word.len() > 4 && word[..3].eq_ignore_ascii_case(b"dot")) || is_sense()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// What a look finds, a byte at a time.
    fn find(bytes: &[u8; REACH], within: usize) -> Dots {
        let (mut dots, mut spaces) = (Dots { inside: 0, words: 0 }, 0);
        for at in 0..within {
            match bytes[at] {
                b'\n' | b':' => break,
                b'.' | b'?' | b'!' if bytes[at + 1] == b' ' => break,
                b'.' if spaces == 1 && bytes[at + 1] > b'/' => dots.inside |= 1 << at,
                b' ' => {
                    spaces += 1;
                    dots.words |= u64::from((2..=MAX_LABEL_WORDS + 1).contains(&spaces)) << at << 1;
                }
                _ => {}
            }
        }
        dots
    }

    #[test]
    fn a_look_finds_dots() {
        let (mut random, mut seen) = (Random(1), 0);
        for _ in 0..20_000 {
            let mut bytes = [b'a'; REACH];
            for _ in 0..random.below(24) {
                bytes[random.below(REACH)] = b"     ..?!:\n/"[random.below(12)];
            }
            let within = random.below(65);
            let dots = dispatch!(Level::new(), simd => Dots::find(simd, &bytes, within));
            let slow = find(&bytes, within);
            assert_eq!((dots.inside, dots.words), (slow.inside, slow.words), "{:?} {within}", String::from_utf8_lossy(&bytes));
            seen += u32::from(dots.inside != 0) + u32::from(dots.words != 0);
        }
        assert!(seen > 5000, "{seen}");
    }

    #[test]
    fn a_domain_may_follow() {
        let spoken = super::super::Spoken::new(crate::pattern::Patterns::builtin().spoken().clone()).unwrap();
        let follows = |text: &str| spoken.may_be_address(text.as_bytes(), 0);
        for text in
            ["at gmail dot com", "at kestrel.io", "At blue sky travel dot com", "arroba empresa punto es", "ät web punkt de", "at x dotcom"]
        {
            assert!(follows(text), "{text}");
        }
        for text in [
            "at gmail com",
            "at dot com",
            "at at gmail dot com",
            "at 6:30 dot com",
            "at home. My dot com",
            "at home\nx dot com",
            "at one two three four dot com",
            "at the store.",
            "average temperature dot com",
            "at",
        ] {
            assert!(!follows(text), "{text}");
        }
    }
}
