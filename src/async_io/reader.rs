//! A reader of clean bytes over a reader of any bytes.

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, ReadBuf};

use super::READ_BYTES;
use crate::{redactor::Redactor, stats::Stats, stream::RedactStream};

/// Reads from another reader; what comes out is masked.
///
/// ```
/// use scrubline::{Redactor, async_io::RedactReader};
/// use tokio::io::AsyncReadExt;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let socket: &[u8] = b"card 4111 1111 1111 1111\n";
/// let mut clean = String::new();
/// RedactReader::new(socket, &Redactor::builtin()).read_to_string(&mut clean).await?;
/// assert_eq!(clean, "card [CARD]\n");
/// # Ok(())
/// # }
/// ```
///
/// An error of the reader is passed on after all that was clean by then; if it is one after which reading may go on
/// (`WouldBlock`, `Interrupted`), so may this. After any other error the undecided line is gone and the end is reached.
pub struct RedactReader<R> {
    inner: R,
    stream: RedactStream,
    chunk: Box<[u8]>,
    /// Clean bytes; those before `taken` have been read.
    clean: Vec<u8>,
    taken: usize,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// The reader is at its end, or failed.
    Done,
}

impl<R> RedactReader<R> {
    /// Reads from `inner`.
    pub fn new(inner: R, redactor: &Redactor) -> RedactReader<R> {
        let chunk = vec![0; READ_BYTES].into_boxed_slice();
        RedactReader { inner, stream: redactor.stream(), chunk, clean: Vec::new(), taken: 0, state: State::Open }
    }

    /// Counts since the beginning.
    pub fn stats(&self) -> &Stats {
        self.stream.stats()
    }

    /// The reader underneath. What is read from it directly is not masked.
    pub fn get_ref(&self) -> &R {
        &self.inner
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for RedactReader<R> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        // A full buffer asks for nothing, and must not be mistaken for the end.
        if buf.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        loop {
            if this.taken < this.clean.len() {
                let n = buf.remaining().min(this.clean.len() - this.taken);
                buf.put_slice(&this.clean[this.taken..this.taken + n]);
                this.taken += n;
                return Poll::Ready(Ok(()));
            }
            this.clean.clear();
            this.taken = 0;
            if this.state == State::Done {
                return Poll::Ready(Ok(()));
            }
            let mut read = ReadBuf::new(&mut this.chunk);
            match ready!(Pin::new(&mut this.inner).poll_read(cx, &mut read)) {
                Ok(()) if read.filled().is_empty() => {
                    this.state = State::Done;
                    this.stream.finish(&mut this.clean);
                }
                Ok(()) => this.stream.push(read.filled(), &mut this.clean),
                Err(e) => {
                    if !matches!(e.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) {
                        // Fails closed: the rest of the undecided line will never come.
                        this.state = State::Done;
                    }
                    return Poll::Ready(Err(e));
                }
            }
        }
    }
}

impl<R> fmt::Debug for RedactReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clean = self.clean.len() - self.taken;
        f.debug_struct("RedactReader")
            .field("stream", &self.stream)
            .field("clean_bytes", &clean)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
