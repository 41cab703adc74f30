//! Finds the way to the upstream, and knows when it is away.

use std::{
    hash::{BuildHasher, RandomState},
    io,
    sync::Arc,
    time::Duration,
};

use tokio::{
    net::{TcpStream, UnixStream},
    time::{Instant, sleep, timeout},
};
use tokio_rustls::TlsStream;
use tracing::{info, warn};

use super::{
    address::Address,
    shared::Shared,
    socket::{self, Socket},
    tls::ClientTls,
};

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// One attempt takes no longer than this: a host that drops packets must not use up all the time there is.
const ATTEMPT: Duration = Duration::from_secs(3);

/// Where cleaned lines go on to.
#[derive(Debug, Clone)]
pub struct Forward {
    address: Address,
    tls: Option<ClientTls>,
}

impl Forward {
    /// An upstream in plain text.
    pub fn new(address: Address) -> Forward {
        Forward { address, tls: None }
    }

    /// An upstream that speaks TLS, whose certificate must be for the host of the address. A Unix socket has no TLS.
    pub fn with_tls(address: Address, tls: ClientTls) -> Forward {
        Forward { address, tls: Some(tls) }
    }

    async fn open(&self) -> io::Result<Socket> {
        match &self.address {
            Address::Unix(path) => Ok(Socket::unix(UnixStream::connect(path).await?)),
            Address::Tcp { host, port } => {
                let stream = TcpStream::connect((host.as_str(), *port)).await?;
                socket::prepare(&stream);
                match &self.tls {
                    None => Ok(Socket::tcp(stream)),
                    Some(tls) => Ok(Socket::tls(TlsStream::Client(tls.connect(host, stream).await?))),
                }
            }
        }
    }

    async fn try_open(&self, time: Duration) -> io::Result<Socket> {
        timeout(time.min(ATTEMPT), self.open()).await.unwrap_or(Err(io::ErrorKind::TimedOut.into()))
    }
}

/// Connects, trying again with growing pauses until the time is up.
pub(super) async fn connect(forward: &Forward, time: Duration, shared: &Arc<Shared>) -> Option<Socket> {
    let end = Instant::now() + time;
    let mut pauses = Pauses::default();
    loop {
        let left = end.saturating_duration_since(Instant::now());
        match forward.try_open(left).await {
            Ok(socket) => {
                shared.set_away(false);
                return Some(socket);
            }
            Err(e) => {
                shared.metrics.connect_retries.inc();
                shared.set_away(true);
                let pause = pauses.next();
                if Instant::now() + pause >= end {
                    warn!(upstream = %forward.address, error = %e, "upstream is away");
                    return None;
                }
                sleep(pause).await;
            }
        }
    }
}

/// Asks for an upstream that is known to be away until it is back, so that readiness does not wait for a client. Never ends.
pub(super) async fn watch(shared: &Arc<Shared>) {
    let mut away = shared.away.subscribe();
    loop {
        if away.wait_for(|away| *away).await.is_err() {
            return;
        }
        let mut pauses = Pauses::default();
        while *away.borrow_and_update() {
            sleep(pauses.next()).await;
            let current = shared.current();
            if let Some(forward) = &current.settings.forward
                && let Ok(mut socket) = forward.try_open(ATTEMPT).await
            {
                socket.release();
                info!(upstream = %forward.address, "upstream is back");
                shared.set_away(false);
            }
        }
    }
}

/// Pauses that double, each with a random half, so that clients who lost the same upstream do not come back as one.
#[derive(Default)]
struct Pauses(u32);

impl Pauses {
    fn next(&mut self) -> Duration {
        let whole = FIRST_PAUSE.saturating_mul(1 << self.0).min(LONGEST_PAUSE);
        self.0 = (self.0 + 1).min(16);
        // The seed of a hasher is the randomness that the standard library has.
        let random = RandomState::new().hash_one(0) as u32;
        whole / 2 + (whole / 2).mul_f64(f64::from(random) / f64::from(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_bound_and_differ() {
        let mut pauses = Pauses::default();
        let mut whole = FIRST_PAUSE;
        for _ in 0..12 {
            let pause = pauses.next();
            assert!(pause >= whole / 2 && pause <= whole, "{pause:?} of {whole:?}");
            whole = (whole * 2).min(LONGEST_PAUSE);
        }
        let late: std::collections::HashSet<Duration> = (0..8).map(|_| pauses.next()).collect();
        assert!(late.len() > 1);
    }
}
