//! What is read: the inputs of `filter` and `find`, and small text files whole.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::{
    exit::{Trouble, tell},
    flags,
    output::{self, Output},
};

/// One input: a file, or standard input.
#[derive(Debug)]
pub(crate) enum Input {
    Stdin,
    Path(PathBuf),
}

impl Input {
    pub(crate) fn name(&self) -> String {
        match self {
            Input::Stdin => "standard input".to_owned(),
            Input::Path(path) => path.display().to_string(),
        }
    }

    pub(crate) fn open(&self) -> io::Result<File> {
        match self {
            Input::Stdin => stdin_file(),
            Input::Path(path) => File::open(path),
        }
    }

    pub(crate) fn trouble(&self, error: &io::Error) -> Trouble {
        match self {
            Input::Path(path) if error.kind() == io::ErrorKind::NotFound && flags::is_command(path) => Trouble::new(format_args!(
                "{}: there is no such file; a command comes before its options: scrubline {0} ...",
                path.display()
            )),
            _ => Trouble::io(self.name(), error),
        }
    }

    /// Whether it can be read, as far as that is known without reading. What is no regular file is not opened for it: opening
    /// a pipe has an effect.
    fn probe(&self) -> io::Result<()> {
        let Input::Path(path) = self else { return Ok(()) };
        let metadata = fs::metadata(path)?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if metadata.is_file() { File::open(path).map(drop) } else { Ok(()) }
    }

    fn identity(&self) -> Option<Identity> {
        match self {
            Input::Stdin => stdin_file().ok().and_then(|file| Identity::of(&file)),
            Input::Path(path) => fs::metadata(path).ok().filter(fs::Metadata::is_file).and_then(|_| Identity::of(&File::open(path).ok()?)),
        }
    }
}

/// The inputs that can be read. The others are told before anything is written.
pub(crate) struct Inputs {
    pub(crate) usable: Vec<Input>,
    pub(crate) all_usable: bool,
    /// Whether a finding must be told with its file.
    pub(crate) several: bool,
}

impl Inputs {
    pub(crate) fn new(files: &[PathBuf]) -> Inputs {
        let read = |path: &PathBuf| if path.as_os_str() == "-" { Input::Stdin } else { Input::Path(path.clone()) };
        let mut usable: Vec<_> = files.iter().map(read).collect();
        if usable.is_empty() {
            usable.push(Input::Stdin);
        }
        let all = usable.len();
        usable.retain(|input| match input.probe() {
            Ok(()) => true,
            Err(error) => {
                if let Trouble::Said(message) = input.trouble(&error) {
                    tell(message);
                }
                false
            }
        });
        Inputs { all_usable: usable.len() == all, several: all > 1, usable }
    }

    /// Opens the output, which must not be one of the inputs: the filter would read what it writes, or find it emptied.
    pub(crate) fn output(&self, path: Option<&Path>) -> Result<Output, Trouble> {
        let target = match path {
            Some(path) => fs::metadata(path).ok().filter(fs::Metadata::is_file).and_then(|_| Identity::of(&File::open(path).ok()?)),
            None => output::stdout_file().ok().and_then(|file| Identity::of(&file)),
        };
        if let Some(input) = self.usable.iter().find(|input| target.is_some() && input.identity() == target) {
            return Err(Trouble::new(format_args!("{}: is the output, too; write to another file, then rename it", input.name())));
        }
        match path {
            Some(path) => Output::create(path),
            None => Output::stdout(),
        }
    }
}

/// Which regular file a handle stands for. Others have none: a terminal may well be input and output.
#[derive(PartialEq, Eq)]
struct Identity(u64, u64);

impl Identity {
    #[cfg(unix)]
    fn of(file: &File) -> Option<Identity> {
        use std::os::unix::fs::MetadataExt;
        file.metadata().ok().filter(fs::Metadata::is_file).map(|m| Identity(m.dev(), m.ino()))
    }

    /// The system has such a number, but the standard library does not give it yet. A file that is open for reading can not
    /// be emptied by another there, unless both allow it.
    #[cfg(not(unix))]
    fn of(_: &File) -> Option<Identity> {
        None
    }
}

#[cfg(unix)]
fn stdin_file() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

#[cfg(windows)]
fn stdin_file() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(File::from(io::stdin().as_handle().try_clone_to_owned()?))
}

/// A text file of at most `limit` bytes, for configuration and patterns.
pub(crate) fn read_text(path: &Path, limit: usize) -> Result<String, Trouble> {
    let name = path.display();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|e| Trouble::io(&name, &e))?;
    if bytes.len() > limit {
        return Err(Trouble::new(format_args!("{name}: is larger than {limit} bytes; is it the right file?")));
    }
    String::from_utf8(bytes).map_err(|e| {
        let valid = &e.as_bytes()[..e.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|&&b| b == b'\n').count() + 1;
        Trouble::new(format_args!("{name}: line {line}: is not UTF-8; save it as UTF-8 text"))
    })
}
