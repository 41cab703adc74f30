//! Turns connections that bring lines into the same lines, cleaned, on their way back or on to an upstream.
//!
//! Each connection is one task. It owns two sockets and, while a line is arriving, the stream that holds it; everything else
//! it borrows from the server for as long as one block takes: a buffer in, a buffer out, a stream for whole lines. So an idle
//! connection costs its sockets and its task, a busy one at most one block in each direction, and a slow receiver stops the
//! reading.
//!
//! What goes wrong ends one connection, and visibly: a socket is reset when it is dropped, unless everything that came in
//! went out. Signals, files and flags are the caller's.

mod accept;
mod address;
mod admin;
mod connection;
mod desk;
mod limits;
mod listener;
mod metrics;
mod shared;
mod socket;
mod tls;
mod transfer;
mod upstream;

use std::{io, pin::pin, sync::Arc};

use tokio::{select, time::Instant};
use tracing::info;

use crate::{redactor::Redactor, stats::Stats};
use accept::Acceptor;
use shared::{Phase, Shared};

pub use address::{Address, AddressError};
pub use limits::Limits;
pub use listener::Listener;
pub use tls::{ClientTls, ServerTls, TlsError};
pub use upstream::Forward;

/// Serves cleaned lines on a listener until `shutdown` comes, then drains. Returns what it counted.
///
/// [`Server`] can do more: forward, TLS, several listeners, reload, metrics.
///
/// # Errors
///
/// There is none while it serves: what fails is one connection. The result leaves room for what may come.
pub async fn run(
    listener: impl Into<Listener>,
    redactor: Redactor,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> io::Result<Stats> {
    Server::new(Settings { limits, ..Settings::new(redactor) }).listen(listener).run(shutdown).await
}

/// What a server does with its connections. All of it can be changed while it runs, by [`Handle::reload`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Cleans the lines.
    pub redactor: Redactor,
    /// What is refused.
    pub limits: Limits,
    /// TLS for connections that come over TCP.
    pub tls: Option<ServerTls>,
    /// Where cleaned lines go; back to the client without it.
    pub forward: Option<Forward>,
}

impl Settings {
    /// Default limits, no TLS, lines come back.
    pub fn new(redactor: Redactor) -> Settings {
        Settings { redactor, limits: Limits::default(), tls: None, forward: None }
    }
}

/// A server that does not run yet.
#[derive(Debug)]
pub struct Server {
    listeners: Vec<Listener>,
    shared: Arc<Shared>,
}

impl Server {
    /// A server that listens nowhere yet.
    pub fn new(settings: Settings) -> Server {
        Server { listeners: Vec::new(), shared: Arc::new(Shared::new(settings)) }
    }

    /// Adds a listener.
    #[must_use]
    pub fn listen(mut self, listener: impl Into<Listener>) -> Server {
        self.listeners.push(listener.into());
        self
    }

    /// What others may hold on to while the server runs.
    pub fn handle(&self) -> Handle {
        Handle { shared: Arc::clone(&self.shared) }
    }

    /// Serves until `shutdown` comes, then drains: no new connections; the open ones end when they have been quiet for a
    /// moment between two lines, and visibly cut when [`Limits::drain`] is over. Findings in what it returns are those of the
    /// redactor in force; after a reload with other patterns only their total means something.
    ///
    /// Dropping the future resets every connection at once.
    ///
    /// # Errors
    ///
    /// There is none while it serves: what fails is one connection. The result leaves room for what may come.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> io::Result<Stats> {
        let Server { listeners, shared } = self;
        let mut acceptor = Acceptor::new(listeners, Arc::clone(&shared));
        let mut shutdown = pin!(shutdown);
        let mut watch = pin!(upstream::watch(&shared));
        select! {
            () = acceptor.run() => {}
            () = &mut watch => {}
            () = &mut shutdown => {}
        }
        let end = Instant::now() + shared.limits().drain;
        shared.phase.send_replace(Phase::Draining);
        info!(connections = shared.metrics.open.get(), "draining");
        acceptor.drain(end).await;
        Ok(shared.stats())
    }
}

/// A running server, seen from outside.
#[derive(Debug, Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

impl Handle {
    /// Puts other settings in force: for lines that begin from now on, and for handshakes, upstreams and limits of
    /// connections that come from now on.
    pub fn reload(&self, settings: Settings) {
        self.shared.replace(settings);
        self.shared.metrics.reloaded(true);
    }

    /// Counts a reload that came to nothing: the old settings stay.
    pub fn reload_failed(&self) {
        self.shared.metrics.reloaded(false);
    }

    /// Whether new connections are welcome: not while draining, nor while the upstream is known to be away.
    pub fn is_ready(&self) -> bool {
        self.shared.is_ready()
    }

    fn why_not_ready(&self) -> &'static str {
        if *self.shared.phase.borrow() == Phase::Serving { "upstream is away\n" } else { "draining\n" }
    }

    /// All metrics in the text format of Prometheus.
    pub fn metrics(&self) -> Vec<u8> {
        self.shared.metrics.text()
    }

    /// Answers `/healthz`, `/readyz` and `/metrics` on a listener, for ever.
    pub async fn serve_admin(&self, listener: impl Into<Listener>) {
        admin::serve(listener.into(), self).await;
    }
}

#[cfg(test)]
mod tests;
