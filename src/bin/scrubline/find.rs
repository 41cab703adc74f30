//! `scrubline find`: reports where data is, and the data itself only on demand.

use std::io::{ErrorKind, Read, Write};

use scrubline::{FindStream, LineFinding, Redactor, Stats};

use crate::{
    config::Config,
    exit::{Exit, Trouble, tell},
    files::{Input, Inputs},
    filter::print_stats,
    flags::FindFlags,
    output::Output,
    progress::Progress,
    settings,
};

/// Bytes asked for at once. What is found in them is held until they are done.
const READ_BYTES: usize = 64 << 10;

pub(crate) fn run(flags: &FindFlags) -> Result<Exit, Trouble> {
    let config = Config::read(flags.look.config.as_deref())?;
    let redactor = settings::redactor(&flags.look, &config)?;
    let inputs = Inputs::new(&flags.file.files);
    if inputs.usable.is_empty() {
        return Ok(Exit::Trouble);
    }
    let mut output = inputs.output(flags.file.output.as_deref().or(config.output.as_deref()))?;
    let mut stats = Stats::default();
    let mut all_read = inputs.all_usable;
    for input in &inputs.usable {
        let report = Report { redactor: &redactor, file: inputs.several.then(|| input.name()), json: flags.json, show: flags.show };
        match search(&report, input, &mut output) {
            Ok(counted) => stats.add(&counted),
            Err(Trouble::Said(message)) if !output.failed => {
                tell(message);
                all_read = false;
            }
            // It left at a finding.
            Err(Trouble::ReaderGone) => return Ok(if all_read { Exit::Done } else { Exit::Trouble }),
            Err(trouble) => return Err(trouble),
        }
    }
    if flags.file.stats || config.stats == Some(true) {
        print_stats(&redactor, &stats);
    }
    Ok(match (all_read, stats.total()) {
        (false, _) => Exit::Trouble,
        (true, 0) => Exit::Nothing,
        (true, _) => Exit::Done,
    })
}

fn search(report: &Report<'_>, input: &Input, output: &mut Output) -> Result<Stats, Trouble> {
    let mut from = Progress::new(input.open().map_err(|e| input.trouble(&e))?);
    let mut stream = report.redactor.find_stream();
    let mut chunk = vec![0; READ_BYTES];
    let mut text = Vec::new();
    loop {
        match from.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => {
                stream.push(&chunk[..n], |finding| report.write(&finding, &mut text));
                // What is typed is answered before more is asked for.
                output.put(&text)?;
                text.clear();
            }
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => {
                end(&mut stream, report, output)?;
                return Err(input.trouble(&e));
            }
        }
    }
    end(&mut stream, report, output)?;
    Ok(stream.stats().clone())
}

fn end(stream: &mut FindStream, report: &Report<'_>, output: &mut Output) -> Result<(), Trouble> {
    let mut text = Vec::new();
    stream.finish(|finding| report.write(&finding, &mut text));
    output.put(&text)
}

/// How a finding is told.
struct Report<'r> {
    redactor: &'r Redactor,
    /// Named where there are several.
    file: Option<String>,
    json: bool,
    show: bool,
}

impl Report<'_> {
    fn write(&self, finding: &LineFinding<'_>, out: &mut Vec<u8>) {
        let written = if self.json { self.write_json(finding, out) } else { self.write_text(finding, out) };
        written.expect("writing to memory does not fail");
    }

    fn write_json(&self, finding: &LineFinding<'_>, out: &mut Vec<u8>) -> std::io::Result<()> {
        let pattern = self.redactor.pattern(finding.pattern);
        let quoted = |text: &str| serde_json::Value::from(text);
        write!(out, "{{")?;
        if let Some(file) = &self.file {
            write!(out, "\"file\":{},", quoted(file))?;
        }
        write!(out, "\"line\":{},\"start\":{},\"end\":{},", finding.line, finding.span.start, finding.span.end)?;
        write!(out, "\"kind\":{},\"pattern\":{}", quoted(pattern.kind()), quoted(pattern.id()))?;
        if self.show {
            write!(out, ",\"text\":{}", quoted(&String::from_utf8_lossy(finding.datum())))?;
        }
        writeln!(out, "}}")
    }

    fn write_text(&self, finding: &LineFinding<'_>, out: &mut Vec<u8>) -> std::io::Result<()> {
        if let Some(file) = &self.file {
            write!(out, "{file}:")?;
        }
        let kind = self.redactor.pattern(finding.pattern).kind();
        write!(out, "{}:{}-{} {kind}", finding.line, finding.span.start, finding.span.end)?;
        if self.show {
            // A datum in disguise may hold what a terminal would obey.
            let datum = String::from_utf8_lossy(finding.datum()).replace(char::is_control, "\u{FFFD}");
            write!(out, " {datum}")?;
        }
        writeln!(out)
    }
}
