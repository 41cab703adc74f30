//! Says quickly that no word within reach of a candidate speaks for a phone number. May be wrong, never misses one.
//!
//! Of a log, whose lines are full of numbers, this looks at some ten bytes on either side, and at the first letters of each word
//! among them: a tenth of the time that weighing them takes.

use std::ops::Range;

use super::{
    fold::WORD_REACH,
    touch::{Side, Touch, Voice},
};
use crate::find::masks::{self, Sorts};

/// Bytes that are looked at together, as many as masks have bits, and those that are read in one step.
pub(super) const PART: usize = 64;
pub(super) const BLOCK: usize = 16;

/// The reach is seen in two parts, which overlap: each sees the words whole that begin where they meet.
const FAR: usize = WORD_REACH - PART;

impl Touch {
    /// Whether a word of the line that speaks for a phone number may be in the text before or after a candidate: [`WORD_REACH`]
    /// bytes each at most.
    pub(super) fn may_support(&self, before: &[u8], after: &[u8]) -> bool {
        self.supports_everywhere || self.supports_before(before) || self.supports_after(after)
    }

    fn supports_before(&self, text: &[u8]) -> bool {
        let near = Part::before(text);
        if self.supports(text, &near, 0..PART) {
            return true;
        }
        let goes_on = near.within.start == 0 && text.len() > PART;
        goes_on && self.supports(text, &Part::before(&text[..text.len() - FAR]), 0..FAR)
    }

    fn supports_after(&self, text: &[u8]) -> bool {
        let near = Part::after(text, 0);
        let goes_on = near.within.end == PART && text.len() > PART;
        let overlap = FAR / 2;
        if self.supports(text, &near, 0..if goes_on { PART - overlap } else { PART }) {
            return true;
        }
        goes_on && self.supports(text, &Part::after(text, FAR), PART - FAR - overlap..PART)
    }

    /// Whether a word that begins among some bytes of a part may be one.
    fn supports(&self, text: &[u8], part: &Part, among: Range<usize>) -> bool {
        let within = bits(part.within.start.max(among.start)..part.within.end.min(among.end));
        if part.foreign & within != 0 {
            return true;
        }
        let mut starts = part.starts & within;
        while starts != 0 {
            let place = starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let start = part.place(place);
            if self.has(text, start..start + part.letters(place), Side::After, Voice::Support) {
                return true;
            }
        }
        false
    }
}

/// The bits of a range of places.
pub(super) fn bits(places: Range<usize>) -> u64 {
    if places.is_empty() { 0 } else { !0 << places.start & !0 >> (PART - places.end) }
}

/// Some bytes beside a candidate, up to where the reach ends: a line end, or two digits in a row.
pub(super) struct Part {
    /// Where the first of them is, and [`PART`] more: a text may be shorter.
    start: usize,
    pub(super) within: Range<usize>,
    /// The first letters of words, and the last.
    pub(super) starts: u64,
    ends: u64,
    /// Not ASCII.
    pub(super) foreign: u64,
}

impl Part {
    /// The last bytes of a text, from the last on.
    pub(super) fn before(text: &[u8]) -> Part {
        let mut sorts = Sorts::default();
        let (mut known, mut cuts) = (0, 0);
        while known < PART.min(text.len()) && cuts == 0 {
            let left = &text[..text.len() - known];
            known += BLOCK;
            sorts.add(masks::sorts(&last_block(left)), PART - known);
            // Behind the second of two digits.
            cuts = sorts.newlines | sorts.digits & sorts.digits << 1;
        }
        let from = if cuts == 0 { PART.saturating_sub(text.len()) } else { PART - cuts.leading_zeros() as usize };
        Part::new(text.len(), from..PART, &sorts)
    }

    /// The bytes from a place on.
    pub(super) fn after(text: &[u8], place: usize) -> Part {
        let text = &text[place..];
        let mut sorts = Sorts::default();
        let (mut known, mut cuts) = (0, 0);
        while known < PART.min(text.len()) && cuts == 0 {
            sorts.add(masks::sorts(&masks::first_bytes(&text[known..])), known);
            known += BLOCK;
            // Before the first of two digits.
            cuts = sorts.newlines | sorts.digits & sorts.digits >> 1;
        }
        let to = if cuts == 0 { PART.min(text.len()) } else { cuts.trailing_zeros() as usize };
        Part::new(place + PART, 0..to, &sorts)
    }

    fn new(start: usize, within: Range<usize>, sorts: &Sorts) -> Part {
        Part { start, within, starts: starts(sorts), ends: ends(sorts), foreign: sorts.foreign }
    }

    /// The place of a bit in the text.
    pub(super) fn place(&self, bit: usize) -> usize {
        (self.start + bit).wrapping_sub(PART)
    }

    /// How many letters the word has that begins with a bit.
    pub(super) fn letters(&self, bit: usize) -> usize {
        (self.ends >> bit).trailing_zeros() as usize + 1
    }
}

/// The first letters of words: a capital behind a small letter begins one.
#[inline]
pub(super) fn starts(sorts: &Sorts) -> u64 {
    let small = sorts.letters & !sorts.capitals;
    sorts.letters & !(sorts.letters << 1) | sorts.capitals & small << 1
}

/// The last letters of words.
#[inline]
pub(super) fn ends(sorts: &Sorts) -> u64 {
    let small = sorts.letters & !sorts.capitals;
    sorts.letters & !(sorts.letters >> 1) | small & sorts.capitals >> 1
}

/// The last bytes of a text, behind zeros where it is shorter.
#[inline]
pub(super) fn last_block(text: &[u8]) -> [u8; BLOCK] {
    text.last_chunk().copied().unwrap_or_else(|| {
        let mut block = [0; BLOCK];
        block[BLOCK - text.len()..].copy_from_slice(text);
        block
    })
}

impl Sorts {
    /// Takes those of a block whose first byte has this place.
    fn add(&mut self, block: Sorts, place: usize) {
        self.letters |= block.letters << place;
        self.capitals |= block.capitals << place;
        self.digits |= block.digits << place;
        self.newlines |= block.newlines << place;
        self.foreign |= block.foreign << place;
    }
}
