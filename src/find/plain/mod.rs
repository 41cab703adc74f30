//! Turns a window of a line in disguise into plain text, with the way back to its offsets.
//!
//! Data hides behind foreign digits, full-width forms, no-break spaces, zero-width characters, entities, percent signs, backslashes and
//! words such as "(at)". The readers of the kinds know none of it: here, and only here, a disguise is undone. Three stages follow each
//! other, each from bytes to bytes: what stands for a character by its number or name (`escape`), characters that stand for an ASCII one
//! (`character`), words in brackets (`bracket`). Every replacement is shorter than what it replaces, so the text never outgrows the window,
//! and each text byte remembers where it came from.
//!
//! The aim is to find data, not to render text: what reads in two ways is left as it is, unless both ways end a datum at the same place.

mod bare;
mod bracket;
mod character;
mod entity;
mod escape;
mod kept;

use std::fmt;
use std::ops::Range;

pub(crate) use bare::{Bare, NEAR_ADDRESS, changes, is_bare_beside, may_change};
#[cfg(test)]
pub(crate) use character::LEADS;
pub(crate) use character::foreign_digit;
pub(crate) use kept::{Around, Kept};

/// How often text is unescaped: JSON inside JSON, or an entity inside a query inside a log line. More layers than that have not been seen.
const ROUNDS: usize = 3;

/// Marks bytes that may start an escape.
const ESCAPE: u8 = 1;
/// Marks bytes that may start a character with an ASCII stand-in.
const CHARACTER: u8 = 2;
/// Marks bytes that may open a word in brackets.
const BRACKET: u8 = 4;

/// What each byte may start. Lead bytes of UTF-8 that start no character of interest (Cyrillic, Han, most Latin) are left out,
/// so that such text is copied in long runs.
const STARTS: [u8; 256] = {
    let mut table = [0; 256];
    let mut place = 0;
    while place < 4 {
        table[b"%&\\="[place] as usize] = ESCAPE;
        table[b"([{<"[place] as usize] = BRACKET;
        place += 1;
    }
    place = 0;
    while place < character::LEADS.len() {
        table[character::LEADS[place] as usize] = CHARACTER;
        place += 1;
    }
    table
};

/// The first place at or after `from` where one of `classes` may start, or the length of `source`.
fn next(source: &[u8], from: usize, classes: u8) -> usize {
    source[from..].iter().position(|&byte| STARTS[byte as usize] & classes != 0).map_or(source.len(), |place| from + place)
}

/// Whether a word in brackets that stands for an `@` begins at `at`.
pub(crate) fn is_at_word(source: &[u8], at: usize) -> bool {
    bracket::at(source, at).is_some_and(|word| word.sign == b'@')
}

/// How far before an escape another may begin that it is a part of.
const OPEN_ESCAPE: usize = 8;

/// Whether the escape that begins at `at` is that of a digit, and a part of no other: "%4&#48;".
pub(crate) fn is_digit(source: &[u8], at: usize) -> bool {
    let near = at.saturating_sub(OPEN_ESCAPE);
    let before = source[near..at].iter().rposition(|&byte| STARTS[byte as usize] == ESCAPE).map(|place| near + place);
    escape::at(source, at, false).is_some_and(|(character, _)| character.is_ascii_digit())
        && before.is_none_or(|before| escape::at(source, before, true).is_some())
}

/// A window as plain text. Reused between windows: keeps its buffers.
#[derive(Default)]
pub(crate) struct Plain {
    layer: Layer,
    /// The layer before, or the one being written.
    spare: Layer,
    window_bytes: usize,
}

impl Plain {
    /// Reads a window: bytes of one line, which may begin or end inside a character or an escape. Invalid UTF-8 is copied as it is.
    pub(crate) fn read(&mut self, window: &[u8]) {
        self.window_bytes = window.len();
        self.layer.clear();
        self.layer.copy(window, 0..window.len());
        let mut classes = self.classes();
        for _ in 0..ROUNDS {
            if classes & ESCAPE == 0 || !self.pass(escape::undo) {
                break;
            }
            classes = self.classes();
        }
        if classes & CHARACTER != 0 && self.pass(character::undo) {
            classes = self.classes();
        }
        if classes & BRACKET != 0 {
            self.pass(bracket::undo);
        }
    }

    /// The plain text, never longer than the window.
    pub(crate) fn text(&self) -> &[u8] {
        &self.layer.text
    }

    /// The bytes of the window behind a range of the text: from the first byte of its first character to the last byte of its last,
    /// so that a dropped character inside is covered and one outside is not.
    pub(crate) fn span(&self, range: Range<usize>) -> Range<usize> {
        let start = self.layer.starts.get(range.start).map_or(self.window_bytes, |&start| start as usize);
        if range.is_empty() { start..start } else { start..self.layer.ends[range.end - 1] as usize }
    }

    /// Where in the text a place of the window went: the first text index whose origin is at or after `at`.
    pub(crate) fn index_of(&self, at: usize) -> usize {
        self.layer.starts.partition_point(|&start| (start as usize) < at)
    }

    fn classes(&self) -> u8 {
        self.layer.text.iter().fold(0, |classes, &byte| classes | STARTS[byte as usize])
    }

    /// Takes the text through one stage. Whether anything changed.
    fn pass(&mut self, undo: fn(&[u8], &mut Layer)) -> bool {
        self.spare.clear();
        undo(&self.layer.text, &mut self.spare);
        if self.spare.text.len() == self.layer.text.len() {
            return false;
        }
        for start in &mut self.spare.starts {
            *start = self.layer.starts[*start as usize];
        }
        for end in &mut self.spare.ends {
            *end = self.layer.ends[*end as usize - 1];
        }
        std::mem::swap(&mut self.layer, &mut self.spare);
        true
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plain").field("window_bytes", &self.window_bytes).field("text_bytes", &self.layer.text.len()).finish()
    }
}

/// Text, and for each byte of it where the character it belongs to starts and ends in the source.
///
/// Offsets are 32 bits wide: a window is a few kilobytes at most, and these lists are most of what a reading writes.
#[derive(Default)]
struct Layer {
    text: Vec<u8>,
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Layer {
    fn clear(&mut self) {
        self.text.clear();
        self.starts.clear();
        self.ends.clear();
    }

    /// Appends bytes of the source as they are, each its own origin.
    fn copy(&mut self, source: &[u8], range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let (start, end) = (range.start as u32, range.end as u32);
        self.text.extend_from_slice(&source[range]);
        self.starts.extend(start..end);
        self.ends.extend(start + 1..end + 1);
    }

    /// Appends a character that stands for `origin`. Each of its bytes stands for all of it.
    fn put(&mut self, character: char, origin: Range<usize>) {
        if character.is_ascii() {
            return self.put_byte(character as u8, origin);
        }
        let mut buffer = [0; 4];
        for &byte in character.encode_utf8(&mut buffer).as_bytes() {
            self.put_byte(byte, origin.clone());
        }
    }

    fn put_byte(&mut self, byte: u8, origin: Range<usize>) {
        self.text.push(byte);
        self.starts.push(origin.start as u32);
        self.ends.push(origin.end as u32);
    }

    /// Takes the last byte back and returns where it started.
    fn take_back(&mut self) -> Option<usize> {
        self.text.pop();
        self.ends.pop();
        self.starts.pop().map(|start| start as usize)
    }
}

#[cfg(test)]
mod tests;
