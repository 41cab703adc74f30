//! What was considered in a line, and why it was masked or not.

use std::ops::Range;

use crate::pattern::PatternId;

/// Something in a line that a pattern took a closer look at.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Candidate {
    /// Bytes within the line.
    pub span: Range<usize>,
    /// The pattern that looked.
    pub pattern: PatternId,
    /// Whether it is masked, and if not, why not.
    pub verdict: Verdict,
    /// The entry of the pattern file that decided: a scheme, a country, a habit of writing. Empty where none fitted.
    pub entry: String,
    /// The checks that were made, in order.
    pub checks: Vec<Check>,
    /// The words near it that were weighed.
    pub words: Vec<NearWord>,
    /// For what was said aloud: what was heard, as it would be written. It holds the datum.
    pub heard: Option<String>,
}

/// How a candidate ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It is masked.
    Masked,
    /// It failed its checks, or the words near it speak against it.
    LeftAlone,
    /// It is one, but its kind was not asked for.
    NotAskedFor,
    /// It would be masked, but another finding covers it.
    Beaten {
        /// The pattern that won.
        by: PatternId,
    },
}

/// One check on a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// What was checked, in a few words: `Luhn check digit`.
    pub name: String,
    /// Whether it passed.
    pub passed: bool,
}

/// A word near a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NearWord {
    /// The word as its list has it, not as the text has it.
    pub word: String,
    /// The word list.
    pub list: String,
    /// Whether it speaks for the candidate; against it otherwise.
    pub supports: bool,
    /// Bytes between the word and the candidate.
    pub distance: usize,
}
