//! The one error type. Data cannot cause an error; only patterns, settings and I/O can.

use std::fmt;

/// Why a redactor could not be built or a pattern file was refused.
///
/// The message is one line: where, what, and the way out. It never holds a byte of the data that is filtered.
#[derive(Debug, Clone)]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// What an [`Error`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A pattern file is not TOML, or has a key or a value that the format does not know.
    Format,
    /// A regular expression of a pattern file cannot be used.
    Regex,
    /// The examples of a pattern file are missing, malformed, or not what the pattern finds.
    Example,
    /// Two patterns share one name.
    Duplicate,
    /// A setting names something that does not exist: a kind, a region, a mask.
    Setting,
}

impl Error {
    pub(crate) fn format(place: impl fmt::Display, what: impl fmt::Display) -> Error {
        Error { kind: ErrorKind::Format, message: format!("{place}: {what}") }
    }

    pub(crate) fn regex(place: impl fmt::Display, what: impl fmt::Display) -> Error {
        Error { kind: ErrorKind::Regex, message: format!("{place}: {what}") }
    }

    pub(crate) fn example(place: impl fmt::Display, what: impl fmt::Display) -> Error {
        Error { kind: ErrorKind::Example, message: format!("{place}: {what}") }
    }

    pub(crate) fn duplicate(id: &str) -> Error {
        Error {
            kind: ErrorKind::Duplicate,
            message: format!("pattern {id}: there are two of this name; rename one file, the name is its path without .toml"),
        }
    }

    pub(crate) fn setting(what: impl fmt::Display) -> Error {
        Error { kind: ErrorKind::Setting, message: what.to_string() }
    }

    /// What the error is about.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
