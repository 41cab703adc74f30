//! Turns chunks into blocks of whole lines, and those into masked chunks or findings.

mod block;
mod copy;
mod find;

pub(crate) use copy::copy;
pub use find::{FindStream, LineFinding};

use std::fmt;

use crate::{redactor::Redactor, stats::Stats};

use block::{Blocks, Decided, Sink};

/// What goes out instead of a line that is withheld.
const WITHHELD: &[u8] = b"[WITHHELD]";

/// Masks a stream that arrives in chunks of any size.
pub struct RedactStream {
    blocks: Blocks,
    stats: Stats,
}

impl RedactStream {
    pub(crate) fn new(redactor: Redactor) -> RedactStream {
        let long_line = redactor.long_line();
        RedactStream { blocks: Blocks::new(redactor, long_line), stats: Stats::default() }
    }

    /// Takes the next bytes and appends to `out` all that can no longer change.
    pub fn push(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        let before = out.len();
        self.stats.bytes_in += chunk.len() as u64;
        self.blocks.push(chunk, &mut Masked { stats: &mut self.stats, out });
        self.stats.bytes_out += (out.len() - before) as u64;
    }

    /// Ends the stream and releases the last, unterminated line. The stream is then as new, with its counts kept.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        let before = out.len();
        self.blocks.finish(&mut Masked { stats: &mut self.stats, out });
        self.stats.bytes_out += (out.len() - before) as u64;
    }

    /// Counts since the stream began.
    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// Counts since the last call; they begin anew.
    pub fn take_stats(&mut self) -> Stats {
        std::mem::take(&mut self.stats)
    }

    /// How many bytes are held back at the moment.
    pub fn held_bytes(&self) -> usize {
        self.blocks.held_bytes()
    }
}

impl fmt::Debug for RedactStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactStream").field("held_bytes", &self.held_bytes()).field("stats", &self.stats).finish_non_exhaustive()
    }
}

/// Appends each part, masked, to `out`.
struct Masked<'s> {
    stats: &'s mut Stats,
    out: &'s mut Vec<u8>,
}

impl Sink for Masked<'_> {
    fn decided(&mut self, part: &Decided<'_>) {
        part.count(self.stats);
        part.redactor.mask_into(part.hay, part.range.clone(), part.findings, self.out);
    }

    fn withheld(&mut self, has_end: bool) {
        self.stats.lines += u64::from(has_end);
        self.out.extend_from_slice(WITHHELD);
        self.out.extend_from_slice(if has_end { b"\n" } else { b"" });
    }
}
