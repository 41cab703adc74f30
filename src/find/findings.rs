//! Findings one after the other, block by block of whole lines.

use std::{fmt, iter::FusedIterator, vec};

use memchr::{memchr, memrchr};

use super::{Finder, Finding};

/// Iterates over the findings of a haystack, in order and disjoint.
pub struct Findings<'r, 'h> {
    finder: &'r Finder,
    haystack: &'h [u8],
    /// Lines up to here have been searched.
    from: usize,
    found: vec::IntoIter<Finding>,
}

impl<'r, 'h> Findings<'r, 'h> {
    /// Bytes of whole lines that are searched at once.
    const BLOCK: usize = 64 << 10;

    pub(crate) fn new(finder: &'r Finder, haystack: &'h [u8]) -> Findings<'r, 'h> {
        Findings { finder, haystack, from: 0, found: Vec::new().into_iter() }
    }
}

impl Iterator for Findings<'_, '_> {
    type Item = Finding;

    fn next(&mut self) -> Option<Finding> {
        loop {
            if let Some(finding) = self.found.next() {
                return Some(finding);
            }
            let rest = &self.haystack[self.from..];
            if rest.is_empty() {
                return None;
            }
            let block = rest.len().min(Findings::BLOCK);
            let end = memrchr(b'\n', &rest[..block]).or_else(|| memchr(b'\n', rest)).map_or(rest.len(), |n| n + 1);
            let mut findings = Vec::new();
            self.finder.find_lines(&rest[..end], &mut findings);
            for finding in &mut findings {
                finding.span = self.from + finding.span.start..self.from + finding.span.end;
            }
            self.from += end;
            self.found = findings.into_iter();
        }
    }
}

impl FusedIterator for Findings<'_, '_> {}

impl fmt::Debug for Findings<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Findings").field("haystack_bytes", &self.haystack.len()).field("from", &self.from).finish_non_exhaustive()
    }
}
