//! A codec for `tokio_util::codec::Framed` and its like.

use std::{io, mem};

use bytes::{Bytes, BytesMut};
use tokio_util::codec::{Decoder, Encoder};

use crate::{redactor::Redactor, stats::Stats, stream::RedactStream};

/// Decodes bytes into clean bytes; encodes bytes as they are.
///
/// A frame is what could be decided at once: whole lines, as many as have arrived, or a part of a line that is too long to be
/// held. Put together, the frames are the masked input.
///
/// ```
/// use scrubline::{Redactor, async_io::RedactCodec};
/// use tokio_stream::StreamExt;
/// use tokio_util::codec::FramedRead;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let socket: &[u8] = b"write to anna@example.org\nbye\n";
/// let mut lines = FramedRead::new(socket, RedactCodec::new(&Redactor::builtin()));
/// while let Some(clean) = lines.next().await {
///     assert_eq!(clean?, "write to [EMAIL]\nbye\n");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct RedactCodec {
    stream: RedactStream,
}

impl RedactCodec {
    /// A codec for one connection.
    pub fn new(redactor: &Redactor) -> RedactCodec {
        RedactCodec { stream: redactor.stream() }
    }

    /// Counts since the connection began.
    pub fn stats(&self) -> &Stats {
        self.stream.stats()
    }
}

impl Decoder for RedactCodec {
    type Item = Bytes;
    type Error = io::Error;

    fn decode(&mut self, src: &mut BytesMut) -> io::Result<Option<Bytes>> {
        let mut out = Vec::new();
        self.stream.push(src, &mut out);
        // The undecided rest is held by the stream, where it is bounded, not in `src`, which would grow with the line.
        src.clear();
        Ok(frame(out))
    }

    fn decode_eof(&mut self, src: &mut BytesMut) -> io::Result<Option<Bytes>> {
        let mut out = Vec::new();
        self.stream.push(&mem::take(src), &mut out);
        self.stream.finish(&mut out);
        Ok(frame(out))
    }
}

impl Encoder<Bytes> for RedactCodec {
    type Error = io::Error;

    /// Appends the bytes as they are: what this side has to say is not masked.
    fn encode(&mut self, item: Bytes, dst: &mut BytesMut) -> io::Result<()> {
        dst.extend_from_slice(&item);
        Ok(())
    }
}

fn frame(out: Vec<u8>) -> Option<Bytes> {
    (!out.is_empty()).then(|| Bytes::from(out))
}
