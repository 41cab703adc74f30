//! Joins streams to tokio: a codec, a reader and a copy. Feature `tokio`.
//!
//! All three hold back what is undecided and let nothing else through. When the reader fails in the middle of a line, the part
//! of the line that is undecided is withheld: half a datum cannot be told from clean text. None of them asks for more input
//! before what is clean has been taken, so a slow receiver slows the sender down, and memory stays bounded by
//! [`RedactorBuilder::max_line_bytes`](crate::RedactorBuilder::max_line_bytes) and a few reads.

mod codec;
mod copy;
mod reader;

pub use codec::RedactCodec;
pub use copy::copy;
pub use reader::RedactReader;

/// Bytes asked for at once.
const READ_BYTES: usize = 32 << 10;
