//! Words of bits, one for each 64 bytes of a page, and what is done with eight of them at once.

use std::ops::{Index, IndexMut};

use fearless_simd::{Simd, prelude::*, u64x8};

/// The chunks of a page: a word has a bit for each of them, and one for the chunk before the page.
pub(crate) const CHUNKS: usize = 63;

/// How many words are worked on at once.
pub(crate) const STEP: usize = 8;

/// A mask of each chunk, bit n for byte n. The first is of the chunk before the page. Behind the last are as many more as a step
/// may reach; what they hold means nothing.
///
/// The chunks of the page begin on a line of the cache, and so does each step from there on.
#[repr(align(64))]
pub(crate) struct Lane([u64; LEAD + CHUNKS + 3]);

/// So many words without a use stand before the first.
const LEAD: usize = STEP - 1;

impl Default for Lane {
    fn default() -> Lane {
        Lane([0; LEAD + CHUNKS + 3])
    }
}

impl Lane {
    /// The words of the chunks from `slot` on.
    #[inline(always)]
    pub(crate) fn words<S: Simd>(&self, simd: S, slot: usize) -> u64x8<S> {
        u64x8::from_slice(simd, &self.0[LEAD + slot..LEAD + slot + STEP])
    }

    /// The words of the chunks before those from `slot` on.
    #[inline(always)]
    pub(super) fn words_before<S: Simd>(&self, simd: S, slot: usize) -> u64x8<S> {
        u64x8::from_slice(simd, &self.0[LEAD + slot - 1..LEAD + slot - 1 + STEP])
    }

    /// The same, each bit moved to a place further behind. What leaves the chunk before comes in; what comes into the first means
    /// nothing.
    #[inline(always)]
    pub(crate) fn behind<S: Simd>(&self, simd: S, slot: usize, places: u32) -> u64x8<S> {
        self.words(simd, slot) << places | self.words_before(simd, slot) >> (64 - places)
    }

    /// The same, each bit moved to a place further ahead.
    #[inline(always)]
    pub(crate) fn ahead<S: Simd>(&self, simd: S, slot: usize, places: u32) -> u64x8<S> {
        self.words(simd, slot) >> places | self.words(simd, slot + 1) << (64 - places)
    }

    /// Which of so many chunks have a bit, and the one before them.
    #[inline(always)]
    pub(crate) fn with<S: Simd>(&self, simd: S, chunks: usize) -> u64 {
        let mut all = u64::from(self[0] != 0);
        for slot in (1..=chunks).step_by(STEP) {
            all |= self.words(simd, slot).simd_ne(0).to_bitmask() << slot;
        }
        all & u64::MAX >> (63 - chunks)
    }

    /// Puts the words of the chunks from `slot` on; returns which of them have a bit.
    #[inline(always)]
    pub(crate) fn put<S: Simd>(&mut self, slot: usize, words: u64x8<S>) -> u64 {
        words.store_slice(&mut self.0[LEAD + slot..LEAD + slot + STEP]);
        words.simd_ne(0).to_bitmask() << slot
    }
}

impl Index<usize> for Lane {
    type Output = u64;

    #[inline(always)]
    fn index(&self, slot: usize) -> &u64 {
        &self.0[LEAD + slot]
    }
}

impl IndexMut<usize> for Lane {
    #[inline(always)]
    fn index_mut(&mut self, slot: usize) -> &mut u64 {
        &mut self.0[LEAD + slot]
    }
}

/// The place in the haystack of a bit of a chunk of the page that begins at `base`.
///
/// Of the chunk before the page it means nothing where the haystack has less before the page.
#[inline(always)]
pub(crate) fn place(base: usize, slot: usize, bit: usize) -> usize {
    (base + slot * 64 + bit).wrapping_sub(64)
}

/// The places of the bits of a word, in order.
pub(crate) struct Bits(pub(crate) u64);

impl Iterator for Bits {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        let bit = self.0.trailing_zeros() as usize;
        (self.0 != 0).then(|| {
            self.0 &= self.0 - 1;
            bit
        })
    }
}
