//! From a reader to a writer of tokio.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::READ_BYTES;
use crate::{redactor::Redactor, stats::Stats};

/// Filters a reader into a writer until end of file. What has been read is written and flushed before more is asked for.
///
/// ```
/// use scrubline::{Redactor, async_io};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let (from, mut to) = (&b"mail anna@example.org\n"[..], Vec::new());
/// let stats = async_io::copy(from, &mut to, &Redactor::builtin()).await?;
/// assert_eq!(to, b"mail [EMAIL]\n");
/// assert_eq!(stats.total(), 1);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// The reader or the writer fails. Everything that was clean by then has been written; the undecided rest of the line is
/// withheld.
pub async fn copy<R, W>(mut from: R, mut to: W, redactor: &Redactor) -> io::Result<Stats>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut stream = redactor.stream();
    let mut chunk = vec![0; READ_BYTES];
    let mut clean = Vec::new();
    loop {
        let read = match from.read(&mut chunk).await {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            stream.finish(&mut clean);
        } else {
            stream.push(&chunk[..read], &mut clean);
        }
        if !clean.is_empty() {
            to.write_all(&clean).await?;
            to.flush().await?;
            clean.clear();
        }
        if read == 0 {
            return Ok(stream.stats().clone());
        }
    }
}
