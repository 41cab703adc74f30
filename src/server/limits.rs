//! What one server takes upon itself at most.

use std::time::Duration;

/// The limits of a server. What is beyond one is refused or ended visibly, and counted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Connections open at a time; 10,000 unless told otherwise. The next one is reset at once.
    pub connections: usize,
    /// How long a connection may be without a byte in either direction; one hour unless told otherwise, `None` is for ever.
    pub idle: Option<Duration>,
    /// How long a line may take from its first byte to its end, and a TLS handshake as a whole; one minute unless told
    /// otherwise, `None` is for ever. Time in which the receiver holds everything up does not count.
    pub line: Option<Duration>,
    /// How long to look for an upstream that is away; ten seconds unless told otherwise.
    pub connect: Duration,
    /// How long a drain may take; ten seconds unless told otherwise.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 10_000,
            idle: Some(Duration::from_secs(3600)),
            line: Some(Duration::from_secs(60)),
            connect: Duration::from_secs(10),
            drain: Duration::from_secs(10),
        }
    }
}
