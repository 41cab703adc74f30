//! Says quickly that no word stands right beside a candidate. May be wrong, never misses one.
//!
//! Most candidates of a log have no word beside them that any list knows ("bytes=56938"), and this look at one run of letters
//! takes a tenth of the time that weighing the text does.

use super::{
    fold::WORD_REACH,
    reach::{BLOCK, ends, first_block, last_block, starts},
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
        let Some(start) = last_word(rest) else { return true };
        match rest[..start].last() {
            Some(byte) => !byte.is_ascii() || self.has(before, start..rest.len(), Side::Before, voice),
            // A reach that is full may have cut it.
            None => before.len() >= WORD_REACH || self.has(before, 0..rest.len(), Side::Before, voice),
        }
    }

    /// The same for a word after a candidate.
    pub(super) fn after(&self, after: &[u8], voice: Voice) -> bool {
        for (start, &byte) in after.iter().enumerate() {
            match byte {
                _ if byte.is_ascii_alphabetic() => {
                    let Some(end) = first_word(&after[start..]).map(|len| start + len) else { return true };
                    // The reach may have cut it.
                    return after.get(end).is_none_or(|byte| !byte.is_ascii()) || self.has(after, start..end, Side::After, voice);
                }
                b'?' | b'!' | b';' | b'\n' => return false,
                _ if byte.is_ascii_digit() => return start == 0,
                _ if !byte.is_ascii() || self.signs >> byte & 1 != 0 => return true,
                _ => {}
            }
        }
        false
    }
}

/// Where the word begins that a text ends with; none where it has more letters than are looked at.
fn last_word(text: &[u8]) -> Option<usize> {
    let starts = starts(&masks::sorts(&last_block(text)));
    let place = starts.ilog2() as usize;
    // Before the first byte that is seen there may be another letter.
    (place > 0).then(|| text.len() + place - BLOCK)
}

/// Where the word ends that a text begins with; none where it has more letters than are looked at.
fn first_word(text: &[u8]) -> Option<usize> {
    let end = ends(&masks::sorts(&first_block(text))).trailing_zeros() as usize + 1;
    (end < BLOCK).then_some(end)
}
