//! Finds and masks personal data in text.

#[cfg(feature = "tokio")]
pub mod async_io;
mod check;
mod error;
mod explain;
mod find;
mod mask;
mod pattern;
mod redactor;
mod stats;
mod stream;
pub mod validate;

pub use check::{Failure, check};
pub use error::{Error, ErrorKind};
pub use explain::{Candidate, Check, NearWord, Verdict};
pub use find::{Finding, Findings};
pub use mask::Mask;
pub use pattern::{Example, MAX_FILE_BYTES, Pattern, PatternId, Patterns};
pub use redactor::{LongLine, Redactor, RedactorBuilder};
pub use stats::Stats;
pub use stream::{FindStream, LineFinding, RedactStream};
