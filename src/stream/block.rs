//! Cuts chunks into parts that nothing to come can change, and finds in them.
//!
//! A block of whole lines is such a part: findings never cross a line end. A line longer than the buffer goes through the same
//! finder in pieces: the finder says up to which place everything is decided, that much goes on, and the rest is kept. The
//! answer is therefore the same however the input was cut.

use std::{mem, ops::Range};

use memchr::{memchr, memrchr};

use crate::{
    find::{Extent, Finder, Finding, Scratch},
    redactor::{LongLine, Redactor},
    stats::Stats,
};

/// Receives the parts in order: together they are the input, but for the lines that are withheld.
pub(super) trait Sink {
    fn decided(&mut self, part: &Decided<'_>);
    /// A long line comes to its end, after the parts before it and none of its own.
    fn withheld(&mut self, has_end: bool);
}

/// A part of the input: `hay[range]`.
pub(super) struct Decided<'a> {
    pub(super) redactor: &'a Redactor,
    pub(super) hay: &'a [u8],
    pub(super) range: Range<usize>,
    /// Ordered, disjoint, within the range.
    pub(super) findings: &'a [Finding],
    /// How far into its line `hay` begins. Not zero only where a long line goes through in pieces.
    pub(super) offset: u64,
}

impl Decided<'_> {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.hay[self.range.clone()]
    }

    /// Counts its lines and findings.
    pub(super) fn count(&self, stats: &mut Stats) {
        stats.lines += bytecount::count(self.bytes(), b'\n') as u64;
        for finding in self.findings {
            stats.count(finding.pattern);
        }
    }
}

pub(super) struct Blocks {
    redactor: Redactor,
    long_line: LongLine,
    /// The line still arriving, or what is undecided of it.
    held: Vec<u8>,
    /// How far into its line `held` begins.
    offset: u64,
    /// Whether the rest of the line is withheld.
    withholding: bool,
    scratch: Scratch,
    findings: Vec<Finding>,
}

impl Blocks {
    pub(super) fn new(redactor: Redactor, long_line: LongLine) -> Blocks {
        Blocks { redactor, long_line, held: Vec::new(), offset: 0, withholding: false, scratch: Scratch::default(), findings: Vec::new() }
    }

    pub(super) fn push(&mut self, chunk: &[u8], sink: &mut impl Sink) {
        let mut rest = chunk;
        if !self.held.is_empty() || self.withholding {
            // The held line is completed by as little as it needs; what follows is then looked at in place.
            match memchr(b'\n', rest) {
                Some(end) => {
                    let (line, tail) = rest.split_at(end + 1);
                    self.hold(line, sink);
                    self.end_line(sink);
                    rest = tail;
                }
                None => {
                    self.hold(rest, sink);
                    rest = &[];
                }
            }
        }
        if let Some(end) = memrchr(b'\n', rest) {
            let (lines, tail) = rest.split_at(end + 1);
            self.pass_lines(lines, sink);
            rest = tail;
        }
        self.hold(rest, sink);
    }

    pub(super) fn finish(&mut self, sink: &mut impl Sink) {
        self.end_line(sink);
    }

    pub(super) fn held_bytes(&self) -> usize {
        self.held.len()
    }

    /// Whole lines that never were in the buffer.
    fn pass_lines(&mut self, lines: &[u8], sink: &mut impl Sink) {
        if self.long_line == LongLine::Withhold && lines.len() > self.redactor.max_line_bytes() {
            for line in lines.split_inclusive(|&b| b == b'\n') {
                self.hold(line, sink);
                self.end_line(sink);
            }
            return;
        }
        self.redactor.finder().find(lines, Extent::Whole, &mut self.scratch, &mut self.findings);
        self.pass(lines, 0..lines.len(), sink);
    }

    /// Keeps a piece of a line; passes its front on when it grows too long.
    fn hold(&mut self, piece: &[u8], sink: &mut impl Sink) {
        let limit = self.redactor.max_line_bytes();
        // At least as much is added at a time as may be undecided already, so the work stays linear.
        for piece in piece.chunks(limit.max(Finder::MAX_HELD)) {
            if self.withholding {
                self.held.clear();
                self.held.extend(piece.last().filter(|&&b| b == b'\n'));
                continue;
            }
            self.held.extend_from_slice(piece);
            let line_bytes = self.held.len() - usize::from(self.held.last() == Some(&b'\n'));
            if line_bytes <= limit {
                continue;
            }
            if self.long_line == LongLine::Withhold {
                self.withholding = true;
                self.held.drain(..line_bytes);
            } else {
                self.pass_decided(sink);
            }
        }
    }

    /// Passes on what is decided of a long line, and keeps the rest.
    fn pass_decided(&mut self, sink: &mut impl Sink) {
        let held = mem::take(&mut self.held);
        let decided = self.redactor.finder().find(&held, Extent::Piece, &mut self.scratch, &mut self.findings);
        self.pass(&held, 0..decided, sink);
        self.held = held;
        self.held.drain(..decided);
        self.offset += decided as u64;
    }

    /// Passes on the held line, whose end has come.
    fn end_line(&mut self, sink: &mut impl Sink) {
        let mut held = mem::take(&mut self.held);
        if self.withholding {
            self.withholding = false;
            sink.withheld(held.last() == Some(&b'\n'));
        } else if !held.is_empty() {
            self.redactor.finder().find(&held, Extent::Whole, &mut self.scratch, &mut self.findings);
            self.pass(&held, 0..held.len(), sink);
        }
        self.offset = 0;
        // The buffer is kept for the next line, unless one long line made it large: an idle stream must be small.
        held.clear();
        held.shrink_to(1 << 10);
        self.held = held;
    }

    fn pass(&self, hay: &[u8], range: Range<usize>, sink: &mut impl Sink) {
        sink.decided(&Decided { redactor: &self.redactor, hay, range, findings: &self.findings, offset: self.offset });
    }
}
