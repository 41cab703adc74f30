//! `scrubline [FILE]...`: files in, the same bytes with the data masked out.

use std::{fmt::Write, num::NonZeroUsize};

use scrubline::{Redactor, Stats};

use crate::{
    config::Config,
    exit::{Exit, Trouble, tell},
    files::{Input, Inputs},
    flags::FilterFlags,
    jobs,
    output::Output,
    progress::Progress,
    settings,
};

/// Below this a file is clean before more threads could help.
const MIN_BYTES: u64 = 1 << 20;

pub(crate) fn run(flags: &FilterFlags) -> Result<Exit, Trouble> {
    let config = Config::read(flags.look.config.as_deref())?;
    let redactor = settings::redactor(&flags.look, &config)?;
    let inputs = Inputs::new(&flags.file.files);
    if inputs.usable.is_empty() {
        return Ok(Exit::Trouble);
    }
    let mut output = inputs.output(flags.file.output.as_deref().or(config.output.as_deref()))?;
    let jobs = flags.jobs.or(config.jobs).map_or(1, NonZeroUsize::get);
    let mut stats = Stats::default();
    let mut exit = if inputs.all_usable { Exit::Done } else { Exit::Trouble };
    for input in &inputs.usable {
        match copy(&redactor, jobs, input, &mut output) {
            Ok(counted) => stats.add(&counted),
            // As cat does: what one file lacks does not keep the others back.
            Err(Trouble::Said(message)) if !output.failed => {
                tell(message);
                exit = Exit::Trouble;
            }
            Err(Trouble::ReaderGone) => return Ok(exit),
            Err(trouble) => return Err(trouble),
        }
    }
    if flags.file.stats || config.stats == Some(true) {
        print_stats(&redactor, &stats);
    }
    Ok(exit)
}

fn copy(redactor: &Redactor, jobs: usize, input: &Input, output: &mut Output) -> Result<Stats, Trouble> {
    let file = input.open().map_err(|e| input.trouble(&e))?;
    let is_large = file.metadata().is_ok_and(|m| m.is_file() && m.len() >= MIN_BYTES);
    let from = Progress::new(file);
    let copied = if is_large && jobs > 1 { jobs::copy(redactor, jobs, from, &mut *output) } else { redactor.copy(from, &mut *output) };
    copied.map_err(|e| if output.failed { output.trouble(&e) } else { input.trouble(&e) })
}

/// One count a line, on standard error: findings of each kind, then line ends and bytes.
pub(crate) fn print_stats(redactor: &Redactor, stats: &Stats) {
    let mut kinds: Vec<(&str, u64)> = Vec::new();
    for (id, pattern) in redactor.patterns() {
        match kinds.iter_mut().find(|(kind, _)| *kind == pattern.kind()) {
            Some((_, count)) => *count += stats.findings(id),
            None => kinds.push((pattern.kind(), stats.findings(id))),
        }
    }
    kinds.extend([("lines", stats.lines), ("bytes-in", stats.bytes_in), ("bytes-out", stats.bytes_out)]);
    let text = kinds.iter().fold(String::new(), |mut text, (name, count)| {
        let _ = writeln!(text, "{name} {count}");
        text
    });
    // Standard error may be closed: then nobody wants the counts.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
}
