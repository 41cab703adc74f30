//! Turns chunks into blocks of whole lines, and those into masked chunks.
//!
//! A block of whole lines is final: findings never cross a line end, so nothing that comes later can change it. A line longer
//! than the buffer goes through the same finder in pieces: the finder says up to which place everything is decided, the
//! stream releases that much and keeps the rest. The answer is therefore the same however the input was cut.

mod copy;

pub(crate) use copy::copy;

use std::{fmt, mem};

use memchr::{memchr, memrchr};

use crate::{
    find::{Extent, Finder, Finding, Scratch},
    redactor::{LongLine, Redactor},
    stats::Stats,
};

/// What goes out instead of a line that is withheld.
const WITHHELD: &[u8] = b"[WITHHELD]";

/// Masks a stream that arrives in chunks of any size.
pub struct RedactStream {
    redactor: Redactor,
    /// The line still arriving, or what is undecided of it.
    held: Vec<u8>,
    /// Whether the rest of the line is withheld.
    withholding: bool,
    scratch: Scratch,
    findings: Vec<Finding>,
    stats: Stats,
}

impl RedactStream {
    pub(crate) fn new(redactor: Redactor) -> RedactStream {
        RedactStream {
            redactor,
            held: Vec::new(),
            withholding: false,
            scratch: Scratch::default(),
            findings: Vec::new(),
            stats: Stats::default(),
        }
    }

    /// Takes the next bytes and appends to `out` all that can no longer change.
    pub fn push(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        let before = out.len();
        self.stats.bytes_in += chunk.len() as u64;
        let mut rest = chunk;
        if !self.held.is_empty() || self.withholding {
            // The held line is completed by as little as it needs; what follows is then looked at in place.
            match memchr(b'\n', rest) {
                Some(end) => {
                    let (line, tail) = rest.split_at(end + 1);
                    self.hold(line, out);
                    self.end_line(out);
                    rest = tail;
                }
                None => {
                    self.hold(rest, out);
                    rest = &[];
                }
            }
        }
        if let Some(end) = memrchr(b'\n', rest) {
            let (lines, tail) = rest.split_at(end + 1);
            self.release_lines(lines, out);
            rest = tail;
        }
        self.hold(rest, out);
        self.stats.bytes_out += (out.len() - before) as u64;
    }

    /// Ends the stream and releases the last, unterminated line. The stream is then as new, with its counts kept.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        let before = out.len();
        self.end_line(out);
        self.stats.bytes_out += (out.len() - before) as u64;
    }

    /// Counts since the stream began.
    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// How many bytes are held back at the moment.
    pub fn held_bytes(&self) -> usize {
        self.held.len()
    }

    /// Whole lines that never were in the buffer.
    fn release_lines(&mut self, lines: &[u8], out: &mut Vec<u8>) {
        if self.redactor.long_line() == LongLine::Withhold && lines.len() > self.redactor.max_line_bytes() {
            for line in lines.split_inclusive(|&b| b == b'\n') {
                self.hold(line, out);
                self.end_line(out);
            }
            return;
        }
        self.stats.lines += memchr::memchr_iter(b'\n', lines).count() as u64;
        self.redactor.finder().find(lines, Extent::Whole, &mut self.scratch, &mut self.findings);
        self.mask(lines, 0..lines.len(), out);
    }

    /// Keeps a piece of a line; releases from its front when it grows too long.
    fn hold(&mut self, piece: &[u8], out: &mut Vec<u8>) {
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
            if self.redactor.long_line() == LongLine::Withhold {
                self.withholding = true;
                self.held.drain(..line_bytes);
            } else {
                self.release_decided(out);
            }
        }
    }

    /// Releases what is decided of a long line.
    fn release_decided(&mut self, out: &mut Vec<u8>) {
        let held = mem::take(&mut self.held);
        let decided = self.redactor.finder().find(&held, Extent::Piece, &mut self.scratch, &mut self.findings);
        self.mask(&held, 0..decided, out);
        self.held = held;
        self.held.drain(..decided);
    }

    /// Releases the held line, whose end has come.
    fn end_line(&mut self, out: &mut Vec<u8>) {
        let mut held = mem::take(&mut self.held);
        let has_end = held.last() == Some(&b'\n');
        self.stats.lines += u64::from(has_end);
        if self.withholding {
            self.withholding = false;
            out.extend_from_slice(WITHHELD);
            out.extend_from_slice(if has_end { b"\n" } else { b"" });
        } else if !held.is_empty() {
            self.redactor.finder().find(&held, Extent::Whole, &mut self.scratch, &mut self.findings);
            self.mask(&held, 0..held.len(), out);
        }
        // The buffer is kept for the next line, unless one long line made it large: an idle stream must be small.
        held.clear();
        held.shrink_to(1 << 10);
        self.held = held;
    }

    fn mask(&mut self, hay: &[u8], range: std::ops::Range<usize>, out: &mut Vec<u8>) {
        self.redactor.mask_into(hay, range, &self.findings, out);
        for finding in self.findings.drain(..) {
            self.stats.count(finding.pattern);
        }
    }
}

impl fmt::Debug for RedactStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactStream").field("held_bytes", &self.held_bytes()).field("stats", &self.stats).finish_non_exhaustive()
    }
}
