//! Finds and masks personal data in text: email addresses, phone numbers, IBANs, payment card numbers.
//!
//! ```
//! let redactor = scrubline::Redactor::builtin();
//! assert_eq!(redactor.redact_str("call +44 20 7946 0958 today"), "call [PHONE] today");
//! for finding in redactor.find_iter(b"from a@example.org to b@example.org") {
//!     assert_eq!(redactor.pattern(finding.pattern).kind(), "EMAIL");
//! }
//! ```
//!
//! # The way through the house
//!
//! Bytes become blocks of whole lines, those become places where something could start, those become confirmed findings, ordered
//! and disjoint, and those become masked bytes.
//!
//! - [`Redactor`] is immutable and shared; [`Redactor::redact_str`] is all that most callers need.
//! - [`RedactStream`] takes chunks of any size; [`Redactor::copy`] runs it from a reader to a writer.
//! - [`Patterns`] are data: TOML files that carry their examples, which [`check`] runs.
//! - [`Redactor::explain`] says why something is masked or left alone.
//!
//! # Promises
//!
//! What is not a finding comes out unchanged, to the byte. Data cannot cause an error: only patterns, settings and I/O can. Time is
//! linear in the input, memory is bounded, and the answer does not depend on how the input was cut. No byte of the input gets into
//! an error, a count or a `Debug`.
//!
//! # Features
//!
//! | feature | what it adds | what it costs |
//! |---|---|---|
//! | none | the engine | regex-automata, aho-corasick, memchr, bytecount, fearless_simd, toml, serde |
//! | `tokio` | `async_io`: a codec and an `AsyncRead` adapter | tokio, tokio-util, bytes |
//! | `server` | `server`: the sidecar | rustls, hyper, prometheus |
//! | `cli`, the default | the command | clap, indicatif, serde_json and more |
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "tokio")]
pub mod async_io;
mod check;
mod error;
mod explain;
mod find;
mod fixed;
mod mask;
mod pattern;
#[cfg(test)]
mod random;
mod redactor;
#[cfg(feature = "server")]
pub mod server;
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

/// The examples of the README, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
