//! Turns a window of a line in disguise into plain text, with the way back to its offsets.
//!
//! Data hides behind foreign digits, full-width forms, no-break spaces, zero-width characters, entities, percent signs, backslashes and
//! words such as "(at)". The readers of the kinds know none of it: here, and only here, a disguise is undone. Three stages follow each
//! other, each from bytes to bytes: what stands for a character by its number or name (`escape`), characters that stand for an ASCII one
//! (`character`), words in brackets (`bracket`). Every replacement is shorter than what it replaces, so the text never outgrows the window,
//! and each text byte remembers where it came from.
//!
//! The aim is to find data, not to render text: what reads in two ways is left as it is, unless both ways end a datum at the same place.

mod bracket;
mod character;
mod entity;
mod escape;

use std::fmt;
use std::ops::Range;

use wide::u8x16;

pub(crate) use character::foreign_digit;

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

/// Whether a window holds anything that [`Plain::read`] could change. May be wrong for bytes above 0x7F; never misses.
pub(crate) fn needs_reading(window: &[u8]) -> bool {
    let mut at = 0;
    while at < window.len() {
        let mut starts = suspects(&window[at..]);
        while starts != 0 {
            if changes(window, at + starts.trailing_zeros() as usize) {
                return true;
            }
            starts &= starts - 1;
        }
        at += LANE;
    }
    false
}

fn changes(window: &[u8], at: usize) -> bool {
    match STARTS[window[at] as usize] {
        ESCAPE => escape::at(window, at, false).is_some(),
        BRACKET => bracket::at(window, at).is_some(),
        _ => window[at] >= 0x80,
    }
}

/// The bytes that are looked at together.
const LANE: usize = 16;

/// Those of the first [`LANE`] bytes of `text` that may start anything, as a mask.
fn suspects(text: &[u8]) -> u32 {
    let bytes = u8x16::new(text.first_chunk().copied().unwrap_or_else(|| {
        let mut bytes = [0; LANE];
        bytes[..text.len()].copy_from_slice(text);
        bytes
    }));
    let is = |byte| bytes.simd_eq(u8x16::splat(byte));
    // Subtracting the first of a range maps it to 0.., and all else above: one comparison instead of two.
    let percent_or_and = (bytes - u8x16::splat(b'%')).simd_lt(u8x16::splat(2));
    // With bit 5 set, `[` is `{` and `\` is `|`; with bit 0 set, `<` is `=`.
    let bracket_or_slash = ((bytes | u8x16::splat(0x20)) - u8x16::splat(b'{')).simd_lt(u8x16::splat(2));
    let less_or_equal = (bytes | u8x16::splat(1)).simd_eq(u8x16::splat(b'='));
    // The highest bit of each lane is the mask, and of a byte above 0x7F as well.
    (bytes | percent_or_and | is(b'(') | bracket_or_slash | less_or_equal).to_bitmask()
}

/// Whether the first of some bytes may start anything, by the one that follows. Of the marks in logs and tables most cannot.
fn may_start(bytes: &[u8]) -> bool {
    let next = bytes.get(1).copied().unwrap_or_default();
    match bytes[0] {
        b'(' | b'[' | b'{' => !next.is_ascii_digit(),
        b'<' => matches!(next, b' ' | b'a' | b'A' | b'd' | b'D' | b'@' | b'.'),
        b'=' => matches!(next, b'0'..=b'9' | b'A'..=b'F'),
        b'%' => next.is_ascii_hexdigit() || matches!(next, b'u' | b'U'),
        b'&' => next == b'#' || next.is_ascii_alphabetic(),
        byte => byte == b'\\' || byte >= 0x80,
    }
}

/// How near an address a disguise may be a part of it.
pub(crate) const NEAR_ADDRESS: usize = LANE;

/// Whether nothing that may start anything is near an address, on either side.
pub(crate) fn is_bare_beside(hay: &[u8], address: &Range<usize>) -> bool {
    let before = address.start.saturating_sub(NEAR_ADDRESS)..address.start;
    suspects(&hay[before]) | suspects(&hay[address.end..]) == 0
}

/// A part of a haystack that has nothing in it which may start anything. Most text has not, and one look at a byte serves all that is
/// read around it.
#[derive(Debug, Default)]
pub(crate) struct Bare(Range<usize>);

impl Bare {
    /// Whether `hay[part]` is such a part. Parts are to be asked for from left to right.
    pub(crate) fn holds(&mut self, hay: &[u8], part: Range<usize>) -> bool {
        if part.start < self.0.start || part.start > self.0.end {
            self.0 = part.start..part.start;
        }
        while self.0.end < part.end {
            let rest = &hay[self.0.end..];
            let mut suspects = suspects(rest);
            while suspects != 0 && !may_start(&rest[suspects.trailing_zeros() as usize..]) {
                suspects &= suspects - 1;
            }
            if suspects != 0 {
                self.0.end += suspects.trailing_zeros() as usize;
                break;
            }
            self.0.end += LANE;
        }
        part.end <= self.0.end
    }
}

/// Whether a word in brackets that stands for an `@` begins at `at`.
pub(crate) fn is_at_word(source: &[u8], at: usize) -> bool {
    bracket::at(source, at).is_some_and(|word| word.sign == b'@')
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
