//! Runs the examples inside pattern files.

use std::fmt;

use crate::{
    pattern::{Example, PatternId},
    redactor::Redactor,
};

/// An example that does not do what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The pattern that owns the example.
    pub pattern: String,
    /// Which example: `found 3`, `clean 12`. Counts from 1.
    pub example: String,
    /// What went wrong, and in which way of reading.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pattern {}: examples.{}: {}", self.pattern, self.example, self.what)
    }
}

/// Runs every example of every pattern of a redactor: as one slice, pushed byte by byte, and in the middle of a large block.
/// All three must find exactly what is marked, as far as the pattern that owns the example is concerned.
pub fn check(redactor: &Redactor) -> Vec<Failure> {
    let mut failures = Vec::new();
    for (id, pattern) in redactor.patterns() {
        let found = pattern.found_examples().iter().enumerate().map(|(i, e)| (format!("found {}", i + 1), e));
        let clean = pattern.clean_examples().iter().enumerate().map(|(i, e)| (format!("clean {}", i + 1), e));
        for (name, example) in found.chain(clean) {
            if let Some(what) = run(redactor, Some(id), example) {
                failures.push(Failure { pattern: pattern.id().to_owned(), example: name, what });
            }
        }
    }
    for language in redactor.spoken_languages() {
        let found = language.found.iter().enumerate().map(|(i, e)| (format!("found {}", i + 1), e));
        let clean = language.clean.iter().enumerate().map(|(i, e)| (format!("clean {}", i + 1), e));
        for (name, example) in found.chain(clean) {
            if let Some(what) = run(redactor, None, example) {
                failures.push(Failure { pattern: language.id().to_owned(), example: name, what });
            }
        }
    }
    failures
}

/// Why an example fails, if it does. The words are about places, not about the text.
fn run(redactor: &Redactor, id: Option<PatternId>, example: &Example) -> Option<String> {
    let line = example.text.as_bytes();
    // The examples of a spoken language are about all kinds.
    let counts = |found: PatternId| id.is_none_or(|id| redactor.pattern(found).kind() == redactor.pattern(id).kind());
    let spans: Vec<_> = redactor.find_iter(line).filter(|f| counts(f.pattern)).map(|f| f.span).collect();
    if spans != example.spans {
        let show = |spans: &[std::ops::Range<usize>]| match spans {
            [] => "nothing".to_owned(),
            spans => spans.iter().map(|s| format!("bytes {}..{}", s.start, s.end)).collect::<Vec<_>>().join(", "),
        };
        return Some(format!("finds {}, expected {}", show(&spans), show(&example.spans)));
    }
    let whole = redactor.redact(line).into_owned();
    let mut stream = redactor.stream();
    let mut out = Vec::new();
    for byte in line.chunks(1) {
        stream.push(byte, &mut out);
    }
    stream.finish(&mut out);
    if out != whole {
        return Some("pushed byte by byte it comes out otherwise than as one slice".to_owned());
    }
    let filler = "\nnothing to see here, move along\n".repeat(64);
    let block = [filler.as_bytes(), line, filler.as_bytes()].concat();
    let masked = redactor.redact(&block);
    if masked.strip_prefix(filler.as_bytes()).and_then(|m| m.strip_suffix(filler.as_bytes())) != Some(&whole[..]) {
        return Some("inside a large block it comes out otherwise than alone".to_owned());
    }
    None
}
