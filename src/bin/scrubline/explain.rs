//! `scrubline explain`: every candidate, and why it is masked or left alone.
//!
//! The text may be shown, for whoever asks has given it.

use std::{
    borrow::Cow,
    fmt::Write,
    io::{self, BufRead, Read},
};

use anstyle::{AnsiColor, Style};
use scrubline::{Candidate, PatternId, Redactor, Verdict};
use serde_json::json;

use crate::{
    config::Config,
    exit::{Exit, Trouble},
    flags::{Color, ExplainFlags},
    output, settings,
};

/// The longest line that is read from standard input. Explaining is slow, and nobody reads on for that long.
const MAX_LINE_BYTES: usize = 64 << 10;

const MASKED: Style = AnsiColor::Green.on_default().bold();
const LEFT_ALONE: Style = AnsiColor::Yellow.on_default().bold();
const FAILED: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();

pub(crate) fn run(flags: &ExplainFlags) -> Result<Exit, Trouble> {
    let config = Config::read(flags.look.config.as_deref())?;
    let redactor = settings::redactor(&flags.look, &config)?;
    let text = if flags.text == "-" { read_line()? } else { flags.text.as_encoded_bytes().to_vec() };
    let lines: Vec<&[u8]> = text.split(|&b| b == b'\n').collect();
    let lines = match lines.split_last() {
        Some((&[], before)) if !before.is_empty() => before,
        _ => &lines[..],
    };
    let paint = match flags.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    };
    let teller = Teller { redactor: &redactor, paint, several: lines.len() > 1 };
    let mut report = String::new();
    for (index, line) in lines.iter().enumerate() {
        let told = if flags.json { teller.json(index + 1, line, &mut report) } else { teller.text(index + 1, line, &mut report) };
        told.expect("writing to memory does not fail");
    }
    output::print(|to| io::Write::write_all(to, report.as_bytes()))?;
    Ok(Exit::Done)
}

fn read_line() -> Result<Vec<u8>, Trouble> {
    let mut line = Vec::new();
    let read = io::stdin().lock().take(MAX_LINE_BYTES as u64 + 1).read_until(b'\n', &mut line);
    read.map_err(|e| Trouble::io("standard input", &e))?;
    if line.len() > MAX_LINE_BYTES {
        return Err(Trouble::new(format_args!("standard input: its line is longer than {MAX_LINE_BYTES} bytes; explain a part of it")));
    }
    Ok(line)
}

/// How candidates are told.
struct Teller<'r> {
    redactor: &'r Redactor,
    paint: bool,
    /// Whether lines must be told apart.
    several: bool,
}

impl Teller<'_> {
    fn text(&self, number: usize, line: &[u8], out: &mut String) -> std::fmt::Result {
        let candidates = self.redactor.explain(line);
        if self.several {
            writeln!(out, "line {number}:")?;
        }
        for candidate in &candidates {
            self.candidate(line, candidate, out)?;
        }
        if candidates.is_empty() {
            writeln!(out, "no candidate: nothing here looks like what is searched")?;
        }
        let masked = self.redactor.redact(line);
        writeln!(out, "{} {}", self.styled(DIM, "result"), shown(&masked))
    }

    fn candidate(&self, line: &[u8], candidate: &Candidate, out: &mut String) -> std::fmt::Result {
        let (style, verdict) = match candidate.verdict {
            Verdict::Masked => (MASKED, "masked".to_owned()),
            Verdict::Beaten { by } => (LEFT_ALONE, format!("beaten by {}", self.name(by))),
            Verdict::NotAskedFor => (LEFT_ALONE, "left alone: its kind was not asked for".to_owned()),
            _ => (LEFT_ALONE, "left alone".to_owned()),
        };
        let datum = shown(&line[candidate.span.clone()]);
        let kind = self.redactor.pattern(candidate.pattern).kind();
        writeln!(out, "{datum}: {kind}, {}", self.styled(style, &verdict))?;
        let entry = if candidate.entry.is_empty() { String::new() } else { format!(": {}", candidate.entry) };
        let label = |name: &str| self.styled(DIM, &format!("{name:<8}"));
        writeln!(out, "  {} {}-{}", label("bytes"), candidate.span.start, candidate.span.end)?;
        writeln!(out, "  {} {}.toml{entry}", label("rule"), self.redactor.pattern(candidate.pattern).id())?;
        if let Some(heard) = &candidate.heard {
            writeln!(out, "  {} {}", label("heard"), shown(heard.as_bytes()))?;
        }
        for check in &candidate.checks {
            let (name, style) = if check.passed { ("passed", DIM) } else { ("failed", FAILED) };
            writeln!(out, "  {} {}", self.styled(style, &format!("{name:<8}")), check.name)?;
        }
        for word in &candidate.words {
            let side = if word.supports { "for" } else { "against" };
            let unit = if word.distance == 1 { "byte" } else { "bytes" };
            writeln!(out, "  {} \"{}\", {} {unit} away, word list {}", label(side), word.word, word.distance, word.list)?;
        }
        Ok(())
    }

    /// One object for each candidate, then one for the line.
    fn json(&self, number: usize, line: &[u8], out: &mut String) -> std::fmt::Result {
        for candidate in self.redactor.explain(line) {
            let pattern = self.redactor.pattern(candidate.pattern);
            let checks: Vec<_> = candidate.checks.iter().map(|c| json!({ "name": c.name, "passed": c.passed })).collect();
            let words = candidate.words.iter();
            let words: Vec<_> =
                words.map(|w| json!({ "word": w.word, "list": w.list, "supports": w.supports, "distance": w.distance })).collect();
            let mut object = json!({
                "line": number,
                "start": candidate.span.start,
                "end": candidate.span.end,
                "kind": pattern.kind(),
                "pattern": pattern.id(),
                "entry": candidate.entry,
                "heard": candidate.heard,
                "text": String::from_utf8_lossy(&line[candidate.span.clone()]),
                "verdict": match candidate.verdict {
                    Verdict::Masked => "masked",
                    Verdict::Beaten { .. } => "beaten",
                    Verdict::NotAskedFor => "not asked for",
                    _ => "left-alone",
                },
                "checks": checks,
                "words": words,
            });
            if let Verdict::Beaten { by } = candidate.verdict {
                object["by"] = json!(self.redactor.pattern(by).id());
            }
            writeln!(out, "{object}")?;
        }
        writeln!(out, "{}", json!({ "line": number, "masked": String::from_utf8_lossy(&self.redactor.redact(line)) }))
    }

    fn name(&self, id: PatternId) -> String {
        let pattern = self.redactor.pattern(id);
        format!("{} ({}.toml)", pattern.kind(), pattern.id())
    }

    fn styled(&self, style: Style, text: &str) -> String {
        if self.paint { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// Text that a terminal only prints. What is in disguise may hold what a terminal would obey.
fn shown(bytes: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(bytes);
    if text.contains(char::is_control) { Cow::Owned(text.replace(char::is_control, "\u{FFFD}")) } else { text }
}
