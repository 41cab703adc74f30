//! Takes connections on, refuses what is beyond the limit, and sees all of them to their end.

use std::{
    future::poll_fn,
    io,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    select,
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};
use tracing::warn;

use super::{
    connection,
    listener::{Incoming, Listener},
    shared::{Phase, Shared},
    socket::Socket,
};

const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// Of the time for a drain, what is kept for ending the rest visibly.
const LAST_PART: u32 = 5;

pub(super) struct Acceptor {
    listeners: Vec<Listener>,
    /// The listener to ask first, so that a busy one does not starve the others.
    first: usize,
    connections: JoinSet<()>,
    shared: Arc<Shared>,
}

impl Acceptor {
    pub(super) fn new(listeners: Vec<Listener>, shared: Arc<Shared>) -> Acceptor {
        Acceptor { listeners, first: 0, connections: JoinSet::new(), shared }
    }

    /// Never ends.
    pub(super) async fn run(&mut self) {
        let mut pause = FIRST_PAUSE;
        loop {
            let accepted = select! {
                biased;
                Some(_) = self.connections.join_next() => continue,
                accepted = poll_fn(|cx| poll_next(&self.listeners, &mut self.first, cx)) => accepted,
            };
            match accepted {
                Ok(incoming) => {
                    pause = FIRST_PAUSE;
                    self.take_on(incoming);
                }
                Err(e) if is_of_one_connection(&e) => {}
                Err(e) => {
                    // Out of descriptors or memory, mostly. The client waits in the queue of the system meanwhile, and the
                    // pause leaves the processor to those who could free some.
                    self.shared.metrics.accept_errors.inc();
                    warn!(error = %e, "cannot accept connections for the moment");
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    fn take_on(&mut self, incoming: Incoming) {
        if self.connections.len() >= self.shared.current().settings.limits.connections {
            self.shared.metrics.refused.with_label_values(&["limit"]).inc();
            drop(match incoming {
                Incoming::Tcp(stream) => Socket::tcp(stream),
                Incoming::Unix(stream) => Socket::unix(stream),
            });
            return;
        }
        self.connections.spawn(connection::serve(incoming, Arc::clone(&self.shared)));
    }

    /// Listens no more and waits for the connections; ends all that are left when the time is up.
    pub(super) async fn drain(mut self, end: Instant) {
        // Who has connected before the end was called may have sent lines already; the queue of the system is emptied first.
        while let Poll::Ready(Ok(incoming)) = poll_fn(|cx| Poll::Ready(poll_next(&self.listeners, &mut self.first, cx))).await {
            self.take_on(incoming);
        }
        self.listeners.clear();
        let time = end.saturating_duration_since(Instant::now());
        let mut ending = false;
        while !self.connections.is_empty() {
            select! {
                _ = self.connections.join_next() => {}
                () = sleep_until(end - time / LAST_PART), if !ending => {
                    warn!(connections = self.connections.len(), "drain is over, ending what is left");
                    self.shared.phase.send_replace(Phase::Ending);
                    ending = true;
                }
                () = sleep_until(end), if ending => break,
            }
        }
        self.connections.shutdown().await;
    }
}

fn poll_next(listeners: &[Listener], first: &mut usize, cx: &mut Context<'_>) -> Poll<io::Result<Incoming>> {
    for step in 0..listeners.len() {
        let at = (*first + step) % listeners.len();
        if let Poll::Ready(accepted) = listeners[at].poll_accept(cx) {
            *first = at + 1;
            return Poll::Ready(accepted);
        }
    }
    Poll::Pending
}

/// A client that left while it waited is no trouble of ours.
fn is_of_one_connection(e: &io::Error) -> bool {
    matches!(
        e.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused | io::ErrorKind::Interrupted
    )
}
