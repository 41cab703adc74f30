//! `HOST:PORT` and `unix:PATH`.

use std::{
    fmt, io,
    net::{IpAddr, ToSocketAddrs},
    path::PathBuf,
    str::FromStr,
};

/// A place to listen at or to connect to: `HOST:PORT` or `unix:PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Address {
    /// A host, by name or number (IPv6 without brackets), and a port.
    Tcp {
        /// Name or number.
        host: String,
        /// Port; 0 lets the system choose.
        port: u16,
    },
    /// The path of a Unix socket.
    Unix(PathBuf),
}

impl Address {
    /// Whether only this machine can reach it. A name counts as its numbers do.
    ///
    /// # Errors
    ///
    /// A name that cannot be resolved.
    pub fn is_local(&self) -> io::Result<bool> {
        match self {
            Address::Unix(_) => Ok(true),
            Address::Tcp { host, port } => Ok((host.as_str(), *port).to_socket_addrs()?.all(|address| is_loopback(address.ip()))),
        }
    }
}

pub(super) fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Address, AddressError> {
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() || path.contains('\0') { Err(AddressError) } else { Ok(Address::Unix(path.into())) };
        }
        let (host, port) = text.rsplit_once(':').ok_or(AddressError)?;
        let port = if port.bytes().all(|b| b.is_ascii_digit()) { port.parse().ok() } else { None };
        let bare = match host.strip_prefix('[') {
            Some(rest) => rest.strip_suffix(']').filter(|inner| inner.contains(':')),
            None => Some(host).filter(|host| !host.contains([':', ']'])),
        };
        match (bare, port) {
            (Some(host), Some(port)) if !host.is_empty() && !host.contains(char::is_whitespace) => {
                Ok(Address::Tcp { host: host.to_owned(), port })
            }
            _ => Err(AddressError),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Address::Tcp { host, port } => write!(f, "{host}:{port}"),
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// A text that is neither `HOST:PORT` nor `unix:PATH`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressError;

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an address; write HOST:PORT, [IPV6]:PORT or unix:PATH")
    }
}

impl std::error::Error for AddressError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written_alike() {
        for text in ["127.0.0.1:7878", "localhost:0", "[::1]:9000", "logs.example.com:514", "unix:/run/scrubline.sock", "unix:relative"] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "7878", ":7878", "host:", "host:70000", "host:+1", "::1:9000", "[::1]", "[host]:1", "unix:", "a b:1", "http://a:1"]
        {
            assert_eq!(text.parse::<Address>(), Err(AddressError), "{text}");
        }
    }

    #[test]
    fn loopback_is_local_and_the_rest_is_not() {
        for (text, local) in [
            ("127.0.0.1:1", true),
            ("127.9.9.9:1", true),
            ("[::1]:1", true),
            ("[::ffff:127.0.0.1]:1", true),
            ("0.0.0.0:1", false),
            ("[::]:1", false),
            ("192.0.2.1:1", false),
            ("unix:/x", true),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().is_local().unwrap(), local, "{text}");
        }
    }
}
