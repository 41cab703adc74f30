//! Where results go: a file, or standard output without the line buffer that Rust puts before it.

use std::{
    fs::File,
    io::{self, ErrorKind, Write},
    path::Path,
};

use crate::exit::Trouble;

/// Unbuffered: callers hand over large blocks, and whole lines where a person waits for them.
pub(crate) struct Output {
    file: File,
    name: String,
    /// The writer failed, and not the reader: `Redactor::copy` returns either.
    pub(crate) failed: bool,
}

impl Output {
    pub(crate) fn stdout() -> Result<Output, Trouble> {
        let name = "standard output".to_owned();
        let file = stdout_file().map_err(|e| Trouble::io(&name, &e))?;
        Ok(Output { file, name, failed: false })
    }

    /// Creates or overwrites a file.
    pub(crate) fn create(path: &Path) -> Result<Output, Trouble> {
        let name = path.display().to_string();
        let file = File::create(path).map_err(|e| match e.kind() {
            ErrorKind::NotFound => Trouble::new(format_args!("{name}: there is no such folder; create it first")),
            ErrorKind::IsADirectory => Trouble::new(format_args!("{name}: is a directory; name a file in it")),
            _ => Trouble::io(&name, &e),
        })?;
        Ok(Output { file, name, failed: false })
    }

    pub(crate) fn trouble(&self, error: &io::Error) -> Trouble {
        match error.kind() {
            ErrorKind::BrokenPipe => Trouble::ReaderGone,
            _ => Trouble::io(&self.name, error),
        }
    }

    /// Writes all of it, with the error told as ours.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.write_all(bytes).map_err(|e| self.trouble(&e))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.file.write(bytes);
        self.failed = matches!(&result, Err(e) if e.kind() != ErrorKind::Interrupted);
        result
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Prints what was collected to standard output.
pub(crate) fn print(collect: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Result<(), Trouble> {
    let mut text = Vec::new();
    collect(&mut text).map_err(|e| Trouble::io("standard output", &e))?;
    Output::stdout()?.put(&text)
}

/// A second handle on standard output.
#[cfg(unix)]
pub(crate) fn stdout_file() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// A second handle on standard output.
#[cfg(windows)]
pub(crate) fn stdout_file() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}
