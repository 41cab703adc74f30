//! From an address to a socket that accepts, and from that to connections.

use std::{
    fmt,
    fs::{self, Permissions},
    io,
    os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    task::{Context, Poll, ready},
};

use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};

use super::{
    address::{Address, is_loopback},
    socket,
};

/// A socket that accepts connections.
pub struct Listener {
    socket: Accepting,
    /// The path to take away in the end, and its inode: what another process put there since is not ours.
    path: Option<(PathBuf, u64)>,
}

enum Accepting {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// A connection as it came from the listener.
pub(super) enum Incoming {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Listener {
    /// Listens at an address. A Unix socket gets `unix_mode` before anyone can connect to it, replaces a socket file that
    /// nobody listens at any more, and is taken away when the listener is dropped.
    ///
    /// # Errors
    ///
    /// The address is in use or not ours, or the path cannot be written to or is no socket.
    pub async fn bind(address: &Address, unix_mode: u32) -> io::Result<Listener> {
        match address {
            Address::Tcp { host, port } => Ok(TcpListener::bind((host.as_str(), *port)).await?.into()),
            Address::Unix(path) => bind_unix(path, unix_mode),
        }
    }

    /// Where it listens: the port that the system chose, for instance.
    ///
    /// # Errors
    ///
    /// The system does not say.
    pub fn address(&self) -> io::Result<Address> {
        match (&self.socket, &self.path) {
            (Accepting::Tcp(listener), _) => {
                let address = listener.local_addr()?;
                Ok(Address::Tcp { host: address.ip().to_string(), port: address.port() })
            }
            (Accepting::Unix(_), Some((path, _))) => Ok(Address::Unix(path.clone())),
            (Accepting::Unix(listener), None) => {
                Ok(Address::Unix(listener.local_addr()?.as_pathname().unwrap_or(Path::new("(unnamed)")).to_owned()))
            }
        }
    }

    /// Whether only this machine can reach it.
    ///
    /// # Errors
    ///
    /// The system does not say.
    pub fn is_local(&self) -> io::Result<bool> {
        match &self.socket {
            Accepting::Tcp(listener) => Ok(is_loopback(listener.local_addr()?.ip())),
            Accepting::Unix(_) => Ok(true),
        }
    }

    pub(super) fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<Incoming>> {
        match &self.socket {
            Accepting::Tcp(listener) => {
                let (stream, _) = ready!(listener.poll_accept(cx))?;
                socket::prepare(&stream);
                Poll::Ready(Ok(Incoming::Tcp(stream)))
            }
            Accepting::Unix(listener) => {
                let (stream, _) = ready!(listener.poll_accept(cx))?;
                Poll::Ready(Ok(Incoming::Unix(stream)))
            }
        }
    }
}

fn bind_unix(path: &Path, mode: u32) -> io::Result<Listener> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.file_type().is_socket() => {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "there is a file of that name that is no socket"));
        }
        Ok(_) => match std::os::unix::net::UnixStream::connect(path) {
            Err(e) if e.kind() == io::ErrorKind::ConnectionRefused => {}
            Ok(_) => return Err(io::ErrorKind::AddrInUse.into()),
            Err(e) => return Err(e),
        },
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        Err(e) => return Err(e),
    }
    // Bound under another name and renamed: nobody can connect before the mode is set, and a stale file goes in one step.
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    let beside = PathBuf::from(name);
    let _ = fs::remove_file(&beside);
    let listener = UnixListener::bind(&beside)?;
    let placed = fs::set_permissions(&beside, Permissions::from_mode(mode))
        .and_then(|()| fs::rename(&beside, path))
        .and_then(|()| fs::metadata(path));
    match placed {
        Ok(metadata) => Ok(Listener { socket: Accepting::Unix(listener), path: Some((path.to_owned(), metadata.ino())) }),
        Err(e) => {
            let _ = fs::remove_file(&beside);
            Err(e)
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some((path, inode)) = &self.path
            && fs::symlink_metadata(path).is_ok_and(|found| found.ino() == *inode)
        {
            let _ = fs::remove_file(path);
        }
    }
}

impl From<TcpListener> for Listener {
    fn from(listener: TcpListener) -> Listener {
        Listener { socket: Accepting::Tcp(listener), path: None }
    }
}

impl From<UnixListener> for Listener {
    fn from(listener: UnixListener) -> Listener {
        Listener { socket: Accepting::Unix(listener), path: None }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Listener").field(&self.address().map(|address| address.to_string())).finish()
    }
}
