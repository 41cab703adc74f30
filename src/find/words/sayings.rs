//! What words say about the number that they stand beside, and which are passed over on the way to them, by their letters. May be
//! wrong, never misses one. `chain` asks it.

use std::ops::Range;

use super::{
    table::{AGAINST, CARD, LINK, MARK, NAMED, NUMBER, PHONE, Roles, UNIT},
    touch::{MOST, Openings, Part, Runs, first_eight, part},
};

/// What a word may say, as bits: that a number is no card, that it is no phone number, that it is one; nothing itself, so that the
/// word beyond it counts; that it is one of its own kind where the word for a number is beside it; that it is a number.
pub(super) const NO_CARD: u8 = 1;
pub(super) const NO_PHONE: u8 = 2;
pub(super) const PASSED: u8 = 4;
pub(super) const OWNER: u8 = 8;
pub(super) const COUNTED: u8 = 16;
pub(super) const A_PHONE: u8 = 32;

/// Words of the set of runs. A word is asked for three sorts and a dozen parts, so it is sparse.
const WORDS: usize = 1 << 12;

/// Bits of the set of pairs; some 700 entries have two of them each.
const PAIR_BITS: u32 = 16;

/// Room for words of their own; those of the program take less than half of it.
const WHOLE: usize = 512;
const PLACES: usize = 4;

/// So many letters of the words of a pair count.
const PAIR_LETTERS: usize = 3;

/// What the words of all lists say, by their letters.
#[derive(Debug)]
pub(super) struct Sayings {
    pub(super) openings: Openings,
    pub(super) runs: Runs<WORDS>,
    /// The last two words, and the first two, of entries that say something about a datum.
    pub(super) pairs: [u64; 1 << (PAIR_BITS - 6)],
    /// Words that are entries of their own, of which others seem to be a part: "customer" for "custo*", a price in Portuguese. By
    /// their letters, each in one of some places.
    pub(super) whole: [u64; WHOLE],
}

impl Sayings {
    pub(super) const NONE: Sayings =
        Sayings { openings: Openings::NONE, runs: Runs::NONE, pairs: [0; 1 << (PAIR_BITS - 6)], whole: [0; WHOLE] };

    /// Takes a form that no other letters may stand beside, when all forms have been added: as the longest entry wins, nothing that
    /// may be a part of it counts. Of too many or too long ones it takes none.
    pub(super) fn add_whole(&mut self, form: &[u8]) {
        let word = 0..form.len();
        if form.len() > 8 || !form.iter().all(u8::is_ascii_alphabetic) {
            return;
        }
        let is_other = |says: &u8| !self.runs.have_whole(form, word.clone(), says.trailing_zeros()) && self.says(form, &word) & says != 0;
        let letters = first_eight(form, word.clone());
        if [NO_CARD, NO_PHONE, A_PHONE].iter().any(is_other)
            && !self.is_whole(letters)
            && let Some(place) = places(letters).find(|place| self.whole[*place] == 0)
        {
            self.whole[place] = letters;
        }
    }

    /// Whether at most eight letters are those of such a form.
    #[inline]
    fn is_whole(&self, letters: u64) -> bool {
        places(letters).any(|place| self.whole[place] == letters)
    }

    /// Takes a folded form, and whether other letters may stand before it and after it.
    pub(super) fn add(&mut self, form: &[u8], roles: Roles, (open_front, open_back): (bool, bool)) {
        // Text that is not ASCII is never passed over, and two digits in a row end the reach.
        if !form.is_ascii() || form.windows(2).any(|pair| pair.iter().all(u8::is_ascii_digit)) {
            return;
        }
        let has = |these: Roles, bit: u8| if roles & these != 0 { bit } else { 0 };
        let says = has(CARD << AGAINST, NO_CARD) | has(PHONE << AGAINST | UNIT, NO_PHONE) | has(PHONE, A_PHONE);
        let each = has(LINK | MARK | NUMBER, PASSED) | has(NUMBER | MARK, COUNTED) | has(NAMED, OWNER);
        let words: Vec<&[u8]> = form.split(|b| !b.is_ascii_alphabetic()).filter(|run| !run.is_empty()).collect();
        let open = |place: usize| {
            let (starts, ends) = (place == 0, place + 1 == words.len());
            (starts && open_front && form.starts_with(words[place]), ends && open_back && form.ends_with(words[place]))
        };
        for (place, word) in words.iter().enumerate() {
            self.learn(word, open(place), each | if words.len() == 1 { says } else { 0 });
        }
        for (place, pair) in words.windows(2).enumerate().filter(|(place, _)| *place == 0 || place + 2 == words.len()) {
            // Of a word that other letters may go on from some must be known.
            let is_known = |word: &[u8], is_open: bool| !is_open || word.len() >= PAIR_LETTERS;
            if is_known(pair[0], open(place).0) && is_known(pair[1], open(place + 1).1) {
                for bit in [NO_CARD, NO_PHONE, A_PHONE].into_iter().filter(|bit| says & bit != 0) {
                    let slot = pair_slot(pair[0], pair[1], bit);
                    self.pairs[slot / 64] |= 1 << (slot % 64);
                }
            } else {
                self.learn(pair[0], open(place), says);
                self.learn(pair[1], open(place + 1), says);
            }
        }
    }

    fn learn(&mut self, word: &[u8], open: (bool, bool), says: u8) {
        if open == (true, true) && says != 0 {
            self.runs.inside = self.runs.inside.min(word.len());
        }
        let (part, letters) = part(word, open, MOST);
        for sort in (0..u8::BITS).filter(|sort| says >> sort & 1 != 0) {
            self.runs.add(letters, part, sort);
            self.openings.add(letters, part, 1 << sort);
            if open == (false, true) {
                // It counts beside a word of its own with the same letters.
                self.runs.add(word, Part::Whole, sort);
            }
        }
    }

    /// What forms may say that have the letters of a word, in either case. They are not empty.
    #[inline]
    pub(super) fn says(&self, text: &[u8], word: &Range<usize>) -> u8 {
        let (heads, tails) = self.openings.of(text, word);
        let says = |may: u8, have: fn(&Runs<WORDS>, &[u8], Range<usize>, u32) -> bool| {
            let (mut may, mut says) = (may, 0);
            while may != 0 {
                let sort = may.trailing_zeros();
                may &= may - 1;
                says |= u8::from(have(&self.runs, text, word.clone(), sort)) << sort;
            }
            says
        };
        if word.len() <= 8 && self.is_whole(first_eight(text, word.clone())) {
            return says(heads, Runs::have_whole);
        }
        let inside = if word.len() >= self.runs.inside { NO_CARD | NO_PHONE | A_PHONE } else { 0 };
        says(heads, Runs::have_head) | says(tails, Runs::have_tail) | says(inside, Runs::have_inside)
    }

    /// Whether some form that says this may have two words, one after the other.
    #[inline]
    pub(super) fn has_pair(&self, first: &[u8], second: &[u8], says: u8) -> bool {
        let slot = pair_slot(first, second, says);
        self.pairs[slot / 64] >> (slot % 64) & 1 != 0
    }
}

/// The places where a word of its own may stand.
#[inline]
fn places(letters: u64) -> impl Iterator<Item = usize> {
    let first = (letters.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize;
    (first..first + PLACES).map(|place| place % WHOLE)
}

/// The place of the bit for two words, by the letters where they meet.
#[inline]
fn pair_slot(first: &[u8], second: &[u8], says: u8) -> usize {
    let (first, second) = (&first[first.len().saturating_sub(PAIR_LETTERS)..], &second[..second.len().min(PAIR_LETTERS)]);
    let letters = first.iter().chain(b" ").chain(second);
    let key = letters.fold(u64::from(says), |key, letter| key << 8 | u64::from(letter | 0x20));
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - PAIR_BITS)) as usize
}
