//! Lines with marks, from files.

use std::{fs, ops::Range, path::Path};

use scrubline::Redactor;
use serde::Deserialize;

/// A line and what must be found in it.
pub(crate) struct Case {
    /// Where it comes from, for messages.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) spans: Vec<Range<usize>>,
    /// The kind of all spans; none where a line holds several.
    pub(crate) kind: Option<String>,
    /// Whether it is a line of ours: its marks are all that may be found. An example of a pattern speaks of its own kind alone.
    pub(crate) is_own: bool,
}

impl Case {
    /// The line with its findings masked.
    pub(crate) fn masked(&self, redactor: &Redactor) -> Vec<u8> {
        let (mut out, mut at) = (Vec::new(), 0);
        for finding in redactor.find_iter(self.text.as_bytes()) {
            out.extend_from_slice(&self.text.as_bytes()[at..finding.span.start]);
            out.extend_from_slice(format!("[{}]", redactor.pattern(finding.pattern).kind()).as_bytes());
            at = finding.span.end;
        }
        out.extend_from_slice(&self.text.as_bytes()[at..]);
        out
    }
}

/// A section of a file: `found` with « » around each datum, `clean` without any.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    #[serde(default)]
    found: Vec<String>,
    #[serde(default)]
    clean: Vec<String>,
}

/// All cases: those of `tests/data/cases/*.toml`, whose sections are kinds or `mixed`, and the examples of the patterns.
pub(crate) fn all(redactor: &Redactor) -> Vec<Case> {
    let mut cases = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cases");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let sections: toml::Table = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        for (section, value) in sections {
            let Section { found, clean } = value.try_into().unwrap_or_else(|e| panic!("{}: [{section}]: {e}", file.display()));
            let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
            for (list, lines) in [("found", found), ("clean", clean)] {
                for (n, line) in lines.iter().enumerate() {
                    let (text, spans) = unmark(line);
                    assert_eq!(spans.is_empty(), list == "clean", "{stem} {section}.{list} {n}: {line}");
                    let kind = Some(section.to_uppercase()).filter(|kind| kind != "MIXED");
                    cases.push(Case { name: format!("{stem} {section}.{list} {}", n + 1), text, spans, kind, is_own: true });
                }
            }
        }
    }
    for (_, pattern) in redactor.patterns() {
        for (list, examples) in [("found", pattern.found_examples()), ("clean", pattern.clean_examples())] {
            for (n, example) in examples.iter().enumerate() {
                let name = format!("patterns/{}.toml examples.{list} {}", pattern.id(), n + 1);
                let kind = Some(pattern.kind().to_owned());
                cases.push(Case { name, text: example.text.clone(), spans: example.spans.clone(), kind, is_own: false });
            }
        }
    }
    assert!(cases.len() > 100, "only {} cases were read", cases.len());
    cases
}

/// A marked line as text and spans.
fn unmark(marked: &str) -> (String, Vec<Range<usize>>) {
    let (mut text, mut spans) = (String::new(), Vec::new());
    for (n, part) in marked.split(['«', '»']).enumerate() {
        let start = text.len();
        text.push_str(part);
        if n % 2 == 1 {
            spans.push(start..text.len());
        }
    }
    assert!(marked.matches('«').count() == spans.len() && marked.matches('»').count() == spans.len(), "marks do not pair: {marked}");
    (text, spans)
}

/// Text and spans as a marked line.
pub(crate) fn mark(text: &str, spans: &[Range<usize>]) -> String {
    let (mut marked, mut at) = (String::new(), 0);
    for span in spans {
        marked = marked + &text[at..span.start] + "«" + &text[span.clone()] + "»";
        at = span.end;
    }
    marked + &text[at..]
}
