//! Turns what the readers of digits note into findings.

use std::ops::Range;

use super::{
    Finder,
    cluster::{Cluster, Text},
    explain,
    number::{Note, Notes},
    plain::Around,
    resolve::Found,
    words::Topic,
};

/// Turns notes into findings of the haystack.
pub(super) struct Collect<'a> {
    pub(super) finder: &'a Finder,
    pub(super) found: &'a mut Vec<Found>,
    /// Where the text begins in the haystack, unless it is plain text.
    pub(super) base: usize,
    pub(super) plain: Option<Around<'a>>,
    pub(super) log: Option<&'a mut explain::Log>,
}

impl Collect<'_> {
    pub(super) fn read(&mut self, text: Text<'_>, start: usize, cluster: &mut Cluster) -> usize {
        let numbers = &self.finder.numbers;
        match self.log {
            Some(_) => numbers.read(text, start, cluster, &mut Everything(self)),
            None => numbers.read(text, start, cluster, self),
        }
    }

    /// Takes back what was found after `mark`, because the window must be read in another way.
    pub(super) fn undo(self, mark: usize) {
        self.found.truncate(mark);
        if let Some(log) = self.log {
            log.undo();
        }
    }

    fn span(&self, range: &Range<usize>) -> Range<usize> {
        match self.plain {
            Some(plain) => plain.span(range),
            None => self.base + range.start..self.base + range.end,
        }
    }
}

impl Notes for Collect<'_> {
    const ALL: bool = false;

    fn found(&mut self, topic: Topic, range: Range<usize>, checked: bool) {
        let found = Found { span: self.span(&range), pattern: self.finder.pattern_of(topic), checked };
        self.found.push(found);
    }

    fn take(&mut self, note: Note) {
        if note.masked {
            self.found(note.topic, note.range, note.checked);
        }
    }
}

/// Takes refusals too.
struct Everything<'c, 'a>(&'c mut Collect<'a>);

impl Notes for Everything<'_, '_> {
    const ALL: bool = true;

    fn found(&mut self, topic: Topic, range: Range<usize>, checked: bool) {
        self.0.found(topic, range, checked);
    }

    fn take(&mut self, note: Note) {
        let span = self.0.span(&note.range);
        if let Some(log) = &mut self.0.log {
            log.note(self.0.finder, span, &note);
        }
        self.0.take(note);
    }
}
