//! Counts of what a stream let through and what it masked. Numbers only: no byte of the input gets here.

use crate::pattern::PatternId;

/// Counts since a stream began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Bytes read.
    pub bytes_in: u64,
    /// Bytes written.
    pub bytes_out: u64,
    /// Line ends (LF) read. A last line without one is not counted.
    pub lines: u64,
    findings: Vec<u64>,
}

impl Stats {
    /// How many findings a pattern had.
    pub fn findings(&self, pattern: PatternId) -> u64 {
        self.findings.get(pattern.index()).copied().unwrap_or(0)
    }

    /// How many findings all patterns had together.
    pub fn total(&self) -> u64 {
        self.findings.iter().sum()
    }

    /// Adds the counts of another stream of the same redactor.
    pub fn add(&mut self, other: &Stats) {
        self.bytes_in += other.bytes_in;
        self.bytes_out += other.bytes_out;
        self.lines += other.lines;
        if self.findings.len() < other.findings.len() {
            self.findings.resize(other.findings.len(), 0);
        }
        for (mine, theirs) in self.findings.iter_mut().zip(&other.findings) {
            *mine += theirs;
        }
    }

    pub(crate) fn count(&mut self, pattern: PatternId) {
        if self.findings.len() <= pattern.index() {
            self.findings.resize(pattern.index() + 1, 0);
        }
        self.findings[pattern.index()] += 1;
    }
}
