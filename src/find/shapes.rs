//! The shapes of `reader = "regex"` patterns: one automaton for all of them, then words and validator.

use std::ops::Range;

use memchr::{memchr, memrchr};
use regex_automata::{Anchored, Input, meta};

use super::{scan, words::WORD_REACH};
use crate::{
    pattern::{MAX_SHAPE_BYTES, PatternId, Shape, Trigger},
    validate::Validator,
};

/// Collects shapes until all are known.
#[derive(Default)]
pub(super) struct Builder<'p> {
    rows: Vec<(PatternId, &'p Shape)>,
}

/// All shapes of all patterns.
pub(super) struct Shapes {
    regex: meta::Regex,
    rows: Vec<Row>,
}

struct Row {
    pattern: PatternId,
    validator: Option<Validator>,
    near: Option<aho_corasick::AhoCorasick>,
    trigger: Trigger,
}

/// The triggers that the scan met in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Met {
    pub(super) digits: bool,
    pub(super) at: bool,
}

impl Met {
    fn has(self, trigger: Trigger) -> bool {
        match trigger {
            Trigger::Any => true,
            Trigger::Digits => self.digits,
            Trigger::At => self.at,
        }
    }
}

impl scan::Sink for Met {
    fn at(&mut self, _: usize) {
        self.at = true;
    }

    fn digits(&mut self) {
        self.digits = true;
    }

    fn stretch(&mut self, _: usize, _: usize) {
        self.digits = true;
    }
}

impl<'p> Builder<'p> {
    pub(super) fn add(&mut self, pattern: PatternId, shapes: &'p [Shape]) {
        self.rows.extend(shapes.iter().map(|shape| (pattern, shape)));
    }

    /// Compiles all shapes into one automaton. An error names the pattern whose shapes are too large.
    pub(super) fn build(self) -> Result<Option<Shapes>, (PatternId, String)> {
        let Some(&(first, _)) = self.rows.first() else { return Ok(None) };
        let hirs: Vec<_> = self.rows.iter().map(|(_, shape)| &shape.hir).collect();
        let config = meta::Config::new().utf8_empty(false).line_terminator(b'\n');
        let regex = meta::Builder::new().configure(config).build_many_from_hir(&hirs);
        let regex = regex.map_err(|error| {
            let culprit = error.pattern().map_or(first, |p| self.rows[p.as_usize()].0);
            (culprit, "regex is too large to compile; lower the upper bounds of its repetitions".to_owned())
        })?;
        let near = |words: &[String]| {
            let automaton = aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(words);
            automaton.map_err(|_| "near holds too many words".to_owned())
        };
        let mut rows = Vec::new();
        for (pattern, shape) in &self.rows {
            let near = if shape.near.is_empty() { None } else { Some(near(&shape.near).map_err(|why| (*pattern, why))?) };
            rows.push(Row { pattern: *pattern, validator: shape.validator, near, trigger: shape.trigger });
        }
        Ok(Some(Shapes { regex, rows }))
    }
}

impl Shapes {
    /// Whether a block in which the scan met these triggers may hold a match.
    pub(super) fn may_match(&self, met: Met) -> bool {
        self.rows.iter().any(|row| met.has(row.trigger))
    }

    /// Reports what begins in `hay[from..horizon]`; returns the place where the search must go on.
    pub(super) fn search(&self, hay: &[u8], from: usize, horizon: usize, mut report: impl FnMut(Range<usize>, PatternId)) -> usize {
        let mut input = Input::new(hay).range(from.min(hay.len())..).anchored(Anchored::No);
        while let Some(found) = self.regex.search(&input) {
            if found.start() >= horizon {
                break;
            }
            let row = &self.rows[found.pattern().as_usize()];
            if row.confirms(hay, &found.range()) {
                report(found.range(), row.pattern);
                input.set_start(found.end());
            } else {
                // Another shape, or this one further on, may begin inside what was refused.
                let next = found.start() + hay[found.start()..].iter().skip(1).take_while(|b| (**b & 0xC0) == 0x80).count() + 1;
                input.set_start(next.min(hay.len()));
            }
        }
        // A match that begins behind the horizon may be another one when more of the line is there.
        input.start().max(horizon.min(hay.len()))
    }
}

impl Row {
    fn confirms(&self, hay: &[u8], span: &Range<usize>) -> bool {
        // The match itself must hold the trigger, not only its block: so the answer does not depend on its neighbours.
        let holds_trigger = self.trigger == Trigger::Any || {
            let mut met = Met::default();
            scan::scan(&hay[span.clone()], &mut met);
            met.has(self.trigger)
        };
        if !holds_trigger {
            return false;
        }
        let valid = self.validator.is_none_or(|validator| {
            let mut compact = [0; MAX_SHAPE_BYTES];
            let mut length = 0;
            for &byte in hay[span.clone()].iter().filter(|b| b.is_ascii_alphanumeric()) {
                compact[length] = byte;
                length += 1;
            }
            validator.check(&compact[..length])
        });
        valid && self.near.as_ref().is_none_or(|words| words.is_match(around(hay, span)))
    }
}

/// The candidate's part of its line, [`WORD_REACH`] bytes to either side.
fn around<'h>(hay: &'h [u8], span: &Range<usize>) -> &'h [u8] {
    let (low, high) = (span.start.saturating_sub(WORD_REACH), hay.len().min(span.end + WORD_REACH));
    let start = memrchr(b'\n', &hay[low..span.start]).map_or(low, |n| low + n + 1);
    let end = memchr(b'\n', &hay[span.end..high]).map_or(high, |n| span.end + n);
    &hay[start..end]
}
