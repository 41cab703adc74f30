//! Plain text that is kept from one place of a line to the next.
//!
//! A window read as plain text for each place of a text full of disguises cost thousands of nanoseconds a byte. So a text serves the
//! places behind the one that it was read for, as long as enough of it is ahead of them. Which place asks for a new one depends on the
//! line alone, for places come in order; and what a place sees of the text begins as far before it as its window would.

use std::ops::Range;

use super::{super::Finder, Plain};

/// The plain text of a window, and the places that it is good for.
///
/// Of a long line the window may be gone while its places are not. Offsets then lie before the haystack and wrap.
#[derive(Default)]
pub(crate) struct Kept {
    plain: Plain,
    /// Where the window begins.
    base: usize,
    /// The first place that it is good for, and how many are.
    first: usize,
    places: usize,
}

impl Kept {
    /// What is left ahead of a place at least. A card number of nineteen digits takes 228 bytes if each is two escapes of UTF-16.
    const AHEAD: usize = Finder::LOOK_AHEAD / 2;

    /// Whether the text is good for `place`.
    pub(crate) fn serves(&self, place: usize) -> bool {
        place.wrapping_sub(self.first) < self.places
    }

    /// Reads the window of `place`, which is `hay[window]`.
    pub(crate) fn read(&mut self, hay: &[u8], window: Range<usize>, place: usize) {
        self.plain.read(&hay[window.clone()]);
        (self.base, self.first) = (window.start, place);
        self.places = (window.end - place).min(Finder::LOOK_AHEAD - Kept::AHEAD);
    }

    /// The text as `place` sees it.
    pub(crate) fn around(&self, place: usize) -> Around<'_> {
        let place = place.wrapping_sub(self.base);
        let from = self.plain.index_of(place.saturating_sub(Finder::LOOK_BEHIND));
        Around { plain: &self.plain, base: self.base, from, place: self.plain.index_of(place) - from }
    }

    /// Makes it as new, with its buffers kept.
    pub(crate) fn forget(&mut self) {
        self.places = 0;
    }

    /// The first `bytes` of the haystack are gone.
    pub(crate) fn shift(&mut self, bytes: usize) {
        self.base = self.base.wrapping_sub(bytes);
        self.first = self.first.wrapping_sub(bytes);
    }
}

/// Plain text around a place.
#[derive(Clone, Copy)]
pub(crate) struct Around<'k> {
    plain: &'k Plain,
    base: usize,
    from: usize,
    /// Where the place went: the first index of the text whose origin is at or after it.
    pub(crate) place: usize,
}

impl<'k> Around<'k> {
    pub(crate) fn text(&self) -> &'k [u8] {
        &self.plain.text()[self.from..]
    }

    /// The bytes of the haystack behind a range of the text.
    pub(crate) fn span(&self, range: &Range<usize>) -> Range<usize> {
        let span = self.plain.span(self.from + range.start..self.from + range.end);
        self.base.wrapping_add(span.start)..self.base.wrapping_add(span.end)
    }

    /// Where the window ends in the haystack.
    pub(crate) fn end(&self) -> usize {
        self.base.wrapping_add(self.plain.window_bytes)
    }

    /// Whether anything in the window is in disguise.
    pub(crate) fn is_disguised(&self) -> bool {
        // Every replacement is shorter than what it replaces.
        self.plain.text().len() < self.plain.window_bytes
    }
}
