//! One kind of socket over TCP, TLS and Unix, that ends in a reset unless it was told that all is well.

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use socket2::{SockRef, TcpKeepalive};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, UnixStream},
};
use tokio_rustls::TlsStream;

/// How long a silent peer goes unasked whether it is still there.
const KEEPALIVE: Duration = Duration::from_secs(60);

/// A connected socket.
///
/// Dropped without [`Socket::release`], a TCP socket is reset: whoever reads from it learns that something is missing, be it
/// an error, a panic or the end of the program. A Unix socket knows no reset; it closes.
pub(super) struct Socket {
    stream: Stream,
    released: bool,
}

enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Socket {
    pub(super) fn tcp(stream: TcpStream) -> Socket {
        Socket { stream: Stream::Tcp(stream), released: false }
    }

    pub(super) fn unix(stream: UnixStream) -> Socket {
        Socket { stream: Stream::Unix(stream), released: false }
    }

    pub(super) fn tls(stream: TlsStream<TcpStream>) -> Socket {
        Socket { stream: Stream::Tls(Box::new(stream)), released: false }
    }

    /// All is well: the socket may close in order when it is dropped.
    pub(super) fn release(&mut self) {
        self.released = true;
    }

    pub(super) fn poll_read(&mut self, cx: &mut Context<'_>, into: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut buf = ReadBuf::new(into);
        ready!(match &mut self.stream {
            Stream::Tcp(stream) => Pin::new(stream).poll_read(cx, &mut buf),
            Stream::Unix(stream) => Pin::new(stream).poll_read(cx, &mut buf),
            Stream::Tls(stream) => Pin::new(stream).poll_read(cx, &mut buf),
        })?;
        Poll::Ready(Ok(buf.filled().len()))
    }

    pub(super) fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            Stream::Tcp(stream) => Pin::new(stream).poll_write(cx, bytes),
            Stream::Unix(stream) => Pin::new(stream).poll_write(cx, bytes),
            Stream::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    /// Pushes out what TLS holds back; the others hold nothing.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Tcp(_) | Stream::Unix(_) => Poll::Ready(Ok(())),
            Stream::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    /// Says end of file to the peer; reading goes on.
    pub(super) fn poll_shutdown(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Unix(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if !self.released {
            let _ = match &self.stream {
                Stream::Tcp(stream) => stream.set_zero_linger(),
                Stream::Tls(stream) => stream.get_ref().0.set_zero_linger(),
                Stream::Unix(_) => Ok(()),
            };
        }
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.stream {
            Stream::Tcp(_) => "tcp",
            Stream::Unix(_) => "unix",
            Stream::Tls(_) => "tls",
        };
        f.debug_struct("Socket").field("kind", &kind).field("released", &self.released).finish()
    }
}

/// Settings of every TCP connection: a line goes out when it is there, and a peer that died in silence is found out.
/// Neither can fail on a connected socket in a way that matters more than the connection itself.
pub(super) fn prepare(stream: &TcpStream) {
    let _ = stream.set_nodelay(true);
    let _ = SockRef::from(stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE));
}
