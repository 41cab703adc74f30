//! `scrubline check`: pattern files prove themselves.

use std::{fmt::Write, path::PathBuf};

use scrubline::{Patterns, Redactor};

use crate::{
    exit::{Exit, Trouble, tell},
    flags::CheckFlags,
    output,
    settings::{PatternFile, pattern_files},
};

pub(crate) fn run(flags: &CheckFlags) -> Result<Exit, Trouble> {
    let (mine, files, refused) = if flags.paths.is_empty() { (Patterns::builtin(), Vec::new(), 0) } else { read(&flags.paths) };
    // As in use: together with the shipped patterns and words, of which a file of the same name takes the place.
    let mut all = Patterns::builtin();
    all.replace(mine.clone());
    let redactor = Redactor::builder().patterns(all).build().map_err(Trouble::new)?;
    let is_mine = |id: &str| flags.paths.is_empty() || files.iter().any(|file| file.id == id);
    let mut report = String::new();
    let mut failures = 0;
    for failure in scrubline::check(&redactor).into_iter().filter(|f| is_mine(&f.pattern)) {
        let place = files.iter().find(|file| file.id == failure.pattern);
        let place = place.map_or_else(|| format!("pattern {}", failure.pattern), |file| file.path.display().to_string());
        let _ = writeln!(report, "{place}: examples.{}: {}", failure.example, failure.what);
        failures += 1;
    }
    let languages = if mine.languages() > 0 { format!(", {} spoken languages", mine.languages()) } else { String::new() };
    let (patterns, examples) = (mine.iter().count(), mine.examples());
    let _ = writeln!(report, "{patterns} patterns{languages}, {examples} examples, {} failures", failures + refused);
    output::print(|to| std::io::Write::write_all(to, report.as_bytes()))?;
    Ok(if failures + refused > 0 { Exit::Trouble } else { Exit::Done })
}

/// Tables that lie beside the patterns, but are compiled into the program (src/build/), not read.
const TABLES: &[&str] = &["phone/habits", "phone/regions"];

/// Reads all files. What is refused is told at once and counted; the others are checked all the same.
fn read(paths: &[PathBuf]) -> (Patterns, Vec<PatternFile>, usize) {
    let (mut mine, mut files, mut refused) = (Patterns::default(), Vec::new(), 0);
    let mut refuse = |trouble| {
        if let Trouble::Said(message) = trouble {
            tell(message);
        }
        refused += 1;
    };
    for path in paths {
        let found = match pattern_files(path) {
            Ok(found) => found,
            Err(trouble) => {
                refuse(trouble);
                continue;
            }
        };
        for file in found.into_iter().filter(|file| !TABLES.contains(&file.id.as_str())) {
            let added = file
                .parse()
                .and_then(|one| mine.add(one).map_err(|e| Trouble::new(format_args!("{}: {}", file.path.display(), file.without_id(&e)))));
            match added {
                Ok(()) => files.push(file),
                Err(trouble) => refuse(trouble),
            }
        }
    }
    (mine, files, refused)
}
