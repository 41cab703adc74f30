//! A progress bar, where somebody can see it and there is time to look at it.

use std::{
    fs::File,
    io::{self, IsTerminal, Read},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Below this a file is filtered before a bar could be read.
const MIN_BYTES: u64 = 64 << 20;

/// A file, and the bar that shows how much of it has been read.
pub(crate) struct Progress {
    file: File,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Shows a bar for a large regular file if standard error is a terminal that standard output does not write to as well.
    pub(crate) fn new(file: File) -> Progress {
        let length = file.metadata().ok().filter(|m| m.is_file() && m.len() >= MIN_BYTES).map(|m| m.len());
        let visible = io::stderr().is_terminal() && !io::stdout().is_terminal();
        let bar = length.filter(|_| visible).map(|length| {
            let template = "{bar:32} {percent:>3} %  {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left";
            let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(10)).with_style(style)
        });
        Progress { file, bar }
    }
}

impl Read for Progress {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        if let Some(bar) = &self.bar {
            bar.inc(read as u64);
        }
        Ok(read)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
