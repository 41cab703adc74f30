//! Every case every way in. A case is data: a line of `tests/data/cases/` or an example of `patterns/`. A way in is a function
//! from a line to what comes out. They multiply.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod case;
mod way;

use scrubline::Redactor;

use case::Case;

/// Fails with all cases that failed, one a line, the marks where the spans were.
fn report(failures: &[String], of: usize) {
    assert!(failures.is_empty(), "{} of {of} failed:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn exactly_what_is_marked_is_found() {
    let redactor = Redactor::builtin();
    // What the examples of the patterns find is for `check` to say, which speaks of one kind at a time.
    let cases: Vec<Case> = case::all(&redactor).into_iter().filter(|case| case.is_own).collect();
    let mut failures = Vec::new();
    for case in &cases {
        let found: Vec<_> = redactor.find_iter(case.text.as_bytes()).map(|f| f.span).collect();
        let kinds = redactor.find_iter(case.text.as_bytes()).map(|f| redactor.pattern(f.pattern).kind().to_owned());
        let kinds: Vec<_> = kinds.filter(|kind| case.kind.as_ref().is_some_and(|wanted| wanted != kind)).collect();
        if found != case.spans {
            failures.push(format!(
                "{}\n  expected {}\n     found {}",
                case.name,
                case::mark(&case.text, &case.spans),
                case::mark(&case.text, &found)
            ));
        } else if !kinds.is_empty() {
            failures.push(format!("{}\n  {} is {kinds:?}, not {:?}", case.name, case::mark(&case.text, &case.spans), case.kind));
        }
    }
    report(&failures, cases.len());
}

/// Whatever was found, all ways in say the same, with every line end.
fn all_agree(ways: &[(&str, way::Way)]) {
    let redactor = Redactor::builtin();
    let cases = case::all(&redactor);
    let mut failures = Vec::new();
    for case in &cases {
        for end in ["", "\n", "\r\n"] {
            let line = [case.text.as_bytes(), end.as_bytes()].concat();
            let expected = [&case.masked(&redactor), end.as_bytes()].concat();
            for (name, way) in ways {
                if let Err(why) = way(&redactor, &line, &expected) {
                    failures.push(format!(
                        "{} by {name}, line end {end:?}: {why}\n  line {}",
                        case.name,
                        case::mark(&case.text, &case.spans)
                    ));
                }
            }
        }
    }
    report(&failures, cases.len());
}

#[test]
fn one_slice() {
    all_agree(way::SLICES);
}

#[test]
fn streams_cut_at_every_point() {
    all_agree(way::STREAMS);
}

#[cfg(feature = "tokio")]
#[test]
fn tokio() {
    all_agree(way::TOKIO);
}

/// The command reads all cases at once: a process for each would take minutes.
#[cfg(feature = "cli")]
#[test]
fn command() {
    let redactor = Redactor::builtin();
    let cases = case::all(&redactor);
    let input: Vec<u8> = cases.iter().flat_map(|case| [case.text.as_bytes(), b"\n"].concat()).collect();
    let out = way::command(&["-"], &input);
    let lines: Vec<&[u8]> = out.split(|&b| b == b'\n').collect();
    assert_eq!(lines.len(), cases.len() + 1, "one line in, one line out");
    let differs = |(case, line): (&Case, &&[u8])| {
        let expected = case.masked(&redactor);
        (*line != expected)
            .then(|| format!("{}\n  line {}\n   out {}", case.name, case::mark(&case.text, &case.spans), line.escape_ascii()))
    };
    let failures: Vec<_> = cases.iter().zip(&lines).filter_map(differs).collect();
    report(&failures, cases.len());
}

#[test]
fn masking_twice_equals_once() {
    let redactor = Redactor::builtin();
    let cases = case::all(&redactor);
    let once = |case: &Case| redactor.redact(case.text.as_bytes()).into_owned();
    let twice = |case: &Case| redactor.redact(&once(case)).into_owned();
    let failures: Vec<_> =
        cases.iter().filter(|c| c.is_own && once(c) != twice(c)).map(|c| format!("{}\n  {}", c.name, twice(c).escape_ascii())).collect();
    report(&failures, cases.len());
}
