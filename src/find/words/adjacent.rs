//! Says quickly that no word stands right beside a candidate. May be wrong, never misses one.
//!
//! Most candidates of a log have no word beside them that any list knows ("bytes=56938"), and this look at one run of letters
//! takes a tenth of the time that weighing the text does.

use super::{
    fold::WORD_REACH,
    reach::{BLOCK, ends, last_block, starts},
    touch::{Side, Touch, Voice},
};
use crate::find::masks;

impl Touch {
    /// Whether a word that ends right before a candidate, with nothing but spaces and punctuation between, may say something.
    pub(super) fn before(&self, before: &[u8], voice: Voice) -> bool {
        let mut rest = before;
        // One digit may stand at the word: "phone2: ".
        let mut digits = 0;
        loop {
            let Some((&byte, left)) = rest.split_last() else { return false };
            match byte {
                _ if byte.is_ascii_alphabetic() => break,
                b'?' | b'!' | b';' | b'\n' => return false,
                b'0'..=b'9' if digits == 0 => digits = 1,
                _ if !byte.is_ascii() || self.signs >> byte & 1 != 0 => return true,
                _ if digits > 0 => return self.closers >> byte & 1 != 0,
                _ => {}
            }
            rest = left;
        }
        // A reach that is full may have cut it.
        (before.len() >= WORD_REACH && rest.len() <= BLOCK) || self.last(rest, voice)
    }

    /// The same for a word after a candidate.
    pub(super) fn after(&self, after: &[u8], voice: Voice) -> bool {
        for (start, &byte) in after.iter().enumerate() {
            match byte {
                _ if byte.is_ascii_alphabetic() => return self.first(&after[start..], voice),
                b'?' | b'!' | b';' | b'\n' => return false,
                _ if byte.is_ascii_digit() => return start == 0,
                _ if !byte.is_ascii() || self.signs >> byte & 1 != 0 => return true,
                _ => {}
            }
        }
        false
    }

    /// Whether the word that a text ends with may say something about what follows it.
    #[inline]
    pub(super) fn last(&self, text: &[u8], voice: Voice) -> bool {
        let place = starts(&masks::sorts(&last_block(text))).ilog2() as usize;
        if place == 0 && text.len() > BLOCK {
            // Before the first byte that is seen there may be another letter.
            return true;
        }
        let start = text.len() + place - BLOCK;
        text[..start].last().is_some_and(|byte| !byte.is_ascii()) || self.has(text, start..text.len(), Side::Before, voice)
    }

    /// Whether the word that a text begins with may say something about what is before it.
    #[inline]
    pub(super) fn first(&self, text: &[u8], voice: Voice) -> bool {
        let end = ends(&masks::sorts(&masks::first_bytes(text))).trailing_zeros() as usize + 1;
        // It may have more letters than are seen, or the reach may have cut it.
        end >= BLOCK || text.get(end).is_none_or(|byte| !byte.is_ascii()) || self.has(text, 0..end, Side::After, voice)
    }
}
