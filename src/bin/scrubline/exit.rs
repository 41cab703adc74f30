//! How the command ends: the exit codes, and the one line on standard error.

use std::{
    fmt,
    io::{self, Write},
    process::ExitCode,
};

/// How a command ended that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done,
    /// `find` found nothing.
    Nothing,
    /// Something could not be done, and has been told.
    Trouble,
}

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// Who reads our output has gone, as `head` does: nobody is left to do anything for.
    ReaderGone,
    /// What is told on standard error: thing, what, and the way out.
    Said(String),
}

impl Trouble {
    pub(crate) fn new(message: impl fmt::Display) -> Trouble {
        Trouble::Said(message.to_string())
    }

    /// What went wrong with a file or a stream.
    pub(crate) fn io(thing: impl fmt::Display, error: &io::Error) -> Trouble {
        let what = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file; check the name".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied; check who may read or write it".to_owned(),
            io::ErrorKind::IsADirectory => "is a directory; name the files in it".to_owned(),
            io::ErrorKind::StorageFull => "no space left on the device; free some, and start again".to_owned(),
            _ => describe(error),
        };
        Trouble::Said(format!("{thing}: {what}"))
    }
}

/// The words of the system, in lower case and without the number that Rust adds.
fn describe(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Writes one line to standard error. Where that is gone too, the exit code has to do.
pub(crate) fn tell(message: impl fmt::Display) {
    let line = printable(&format!("scrubline: {message}"));
    let _ = writeln!(io::stderr(), "{line}");
}

/// One line without control characters: a file name may hold any.
fn printable(text: &str) -> String {
    text.chars().map(|ch| if ch.is_control() { '\u{FFFD}' } else { ch }).collect()
}

/// Tells what is to be told, and turns the outcome into the exit code.
pub(crate) fn code(outcome: Result<Exit, Trouble>) -> ExitCode {
    match outcome {
        Ok(Exit::Done) | Err(Trouble::ReaderGone) => ExitCode::SUCCESS,
        Ok(Exit::Nothing) => ExitCode::from(1),
        Ok(Exit::Trouble) => ExitCode::from(2),
        Err(Trouble::Said(message)) => {
            tell(message);
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{describe, printable};

    #[test]
    fn messages_are_one_printable_line() {
        assert_eq!(printable("a\nb\u{1b}[31m"), "a\u{FFFD}b\u{FFFD}[31m");
    }

    #[test]
    fn system_errors_lose_their_number() {
        assert!(!describe(&std::io::Error::from_raw_os_error(5)).contains("os error"));
    }
}
