//! The life of one connection: handshake, upstream, transfer, end.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use tokio::{
    select,
    sync::watch,
    time::{Instant, sleep, sleep_until, timeout},
};
use tracing::debug;

use super::{
    Limits,
    listener::Incoming,
    shared::{Phase, Shared},
    socket::Socket,
    transfer::Transfer,
    upstream,
};

/// While draining, a connection that moved nothing for so long has nothing on its way any more.
const QUIET: Duration = Duration::from_millis(100);
/// How long a client may take to close after our end of file. What it sends by then is answered by a reset otherwise, which
/// could overtake lines it has not read yet.
const LINGER: Duration = Duration::from_secs(1);
/// How long what was clean may take to go out when a connection has failed.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// A reset throws away what the system has not sent yet, and there is no portable question whether it has.
const BEFORE_RESET: Duration = Duration::from_millis(50);
/// When nothing is due, the timer is set to some time.
const SOME_TIME: Duration = Duration::from_secs(24 * 3600);

/// Why a connection failed, as the label `reason` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// Reading from or writing to the client.
    Client,
    /// Reading from or writing to the upstream.
    Upstream,
    /// The upstream was away for too long.
    Connect,
    /// TLS with the client.
    Handshake,
    /// No byte moved for too long.
    Idle,
    /// A line took too long to arrive.
    Line,
    /// The drain was over before the connection was.
    Drain,
    /// A defect of this program.
    Panic,
}

impl Failure {
    pub(super) const ALL: [Failure; 8] = [
        Failure::Client,
        Failure::Upstream,
        Failure::Connect,
        Failure::Handshake,
        Failure::Idle,
        Failure::Line,
        Failure::Drain,
        Failure::Panic,
    ];

    pub(super) fn reason(self) -> &'static str {
        match self {
            Failure::Client => "client",
            Failure::Upstream => "upstream",
            Failure::Connect => "connect",
            Failure::Handshake => "handshake",
            Failure::Idle => "idle",
            Failure::Line => "line",
            Failure::Drain => "drain",
            Failure::Panic => "panic",
        }
    }
}

/// Counts a connection as open while it lives, however it ends.
struct Open(Arc<Shared>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.metrics.open.dec();
    }
}

pub(super) async fn serve(incoming: Incoming, shared: Arc<Shared>) {
    shared.metrics.accepted.inc();
    shared.metrics.open.inc();
    let open = Open(shared);
    let shared = &open.0;
    // What begins a connection needs several KiB for the handshake; boxed, they are given back before it is idle.
    let outcome = match Box::pin(begin(incoming, shared)).await {
        Ok(transfer) => finish(transfer, shared).await,
        Err(failure) => Err(failure),
    };
    if let Err(failure) = outcome {
        shared.metrics.failed.with_label_values(&[failure.reason()]).inc();
        debug!(reason = failure.reason(), "connection failed");
    }
}

/// From what was accepted to two sockets that are ready. The client is not read from before its upstream is there.
async fn begin(incoming: Incoming, shared: &Arc<Shared>) -> Result<Box<Transfer>, Failure> {
    let current = shared.current();
    let limits = &current.settings.limits;
    let mut phase = shared.phase.subscribe();
    let sockets = async {
        let client = match (incoming, &current.settings.tls) {
            (Incoming::Unix(stream), _) => Socket::unix(stream),
            (Incoming::Tcp(stream), None) => Socket::tcp(stream),
            (Incoming::Tcp(stream), Some(tls)) => {
                let handshake = timeout(limits.line.unwrap_or(SOME_TIME), tls.accept(stream));
                Socket::tls(handshake.await.map_err(|_| Failure::Handshake)?.map_err(|_| Failure::Handshake)?)
            }
        };
        let upstream = match &current.settings.forward {
            Some(forward) => Some(upstream::connect(forward, limits.connect, shared).await.ok_or(Failure::Connect)?),
            None => None,
        };
        Ok(Box::new(Transfer::new(client, upstream)))
    };
    select! {
        transfer = sockets => transfer,
        _ = phase.wait_for(|phase| *phase == Phase::Ending) => Err(Failure::Drain),
    }
}

async fn finish(mut transfer: Box<Transfer>, shared: &Shared) -> Result<(), Failure> {
    let outcome = run(&mut transfer, shared).await;
    match outcome {
        Ok(()) => {
            transfer.client.release();
            if let Some(upstream) = &mut transfer.upstream {
                upstream.release();
            }
        }
        Err(failure) => Box::pin(fail(&mut transfer, failure, shared)).await,
    }
    outcome
}

async fn run(transfer: &mut Transfer, shared: &Shared) -> Result<(), Failure> {
    let limits = shared.limits();
    let mut phases = shared.phase.subscribe();
    let mut timer = pin!(sleep_until(Instant::now() + SOME_TIME));
    loop {
        let phase = *phases.borrow_and_update();
        if phase == Phase::Ending {
            return Box::pin(end_now(transfer, shared)).await;
        }
        let due = due(transfer, &limits, phase);
        timer.as_mut().reset(due);
        let moving = poll_fn(|cx| {
            // A panic in the filter is a failure of this connection and of no other.
            match catch_unwind(AssertUnwindSafe(|| transfer.poll(cx, shared))) {
                Ok(Poll::Ready(outcome)) => Poll::Ready(Some(outcome)),
                // A line has begun that is due before what the timer is set to.
                Ok(Poll::Pending) if line_due(transfer, &limits).is_some_and(|line| line < due) => Poll::Ready(None),
                Ok(Poll::Pending) => Poll::Pending,
                Err(_) => Poll::Ready(Some(Err(Failure::Panic))),
            }
        });
        select! {
            biased;
            outcome = moving => match outcome {
                Some(Ok(())) => break,
                Some(Err(failure)) => return Err(failure),
                None => {}
            },
            _ = phases.changed() => {}
            () = &mut timer => check(transfer, &limits, phase)?,
        }
    }
    if *phases.borrow() != Phase::Serving && transfer.upstream.is_none() {
        Box::pin(linger(transfer, shared, &mut phases)).await;
    }
    Ok(())
}

fn line_due(transfer: &mut Transfer, limits: &Limits) -> Option<Instant> {
    Some(transfer.waits_for_line_since()? + limits.line?)
}

/// When to look at this connection if nothing happens. Set once and not moved by each byte: a timer that comes too early
/// looks, and is set again.
fn due(transfer: &mut Transfer, limits: &Limits, phase: Phase) -> Instant {
    let now = Instant::now();
    let idle = limits.idle.map(|idle| transfer.moved + idle);
    let quiet = (phase == Phase::Draining).then(|| now + QUIET);
    [idle, line_due(transfer, limits), quiet].into_iter().flatten().min().unwrap_or(now + SOME_TIME)
}

fn check(transfer: &mut Transfer, limits: &Limits, phase: Phase) -> Result<(), Failure> {
    let now = Instant::now();
    if line_due(transfer, limits).is_some_and(|line| line <= now) {
        return Err(Failure::Line);
    }
    if limits.idle.is_some_and(|idle| transfer.moved + idle <= now) {
        return Err(Failure::Idle);
    }
    if phase == Phase::Draining && transfer.moved + QUIET <= now && transfer.is_between_lines() {
        transfer.end_input();
    }
    Ok(())
}

/// The drain is over. Between lines nothing is lost by an end in order; in the middle of one there is something missing.
async fn end_now(transfer: &mut Transfer, shared: &Shared) -> Result<(), Failure> {
    if !transfer.is_between_lines() {
        return Err(Failure::Drain);
    }
    transfer.end_input();
    let through = poll_fn(|cx| match transfer.poll(cx, shared) {
        Poll::Pending if !transfer.lines_are_through() => Poll::Pending,
        Poll::Pending => Poll::Ready(Ok(())),
        Poll::Ready(outcome) => Poll::Ready(outcome),
    });
    timeout(LAST_WORDS, through).await.unwrap_or(Err(Failure::Drain))
}

async fn linger(transfer: &mut Transfer, shared: &Shared, phases: &mut watch::Receiver<Phase>) {
    let closed = timeout(LINGER, poll_fn(|cx| transfer.poll_linger(cx, shared)));
    select! {
        _ = closed => {}
        _ = phases.wait_for(|phase| *phase == Phase::Ending) => {}
    }
}

/// What was clean goes out; then the sockets are dropped as they are, which resets them.
async fn fail(transfer: &mut Transfer, failure: Failure, shared: &Shared) {
    let cut = transfer.is_in_line();
    let _ = timeout(LAST_WORDS, poll_fn(|cx| transfer.poll_last(cx, shared))).await;
    // Nothing is missing at an upstream whose client merely went away between two lines.
    if !cut
        && matches!(failure, Failure::Client | Failure::Idle)
        && transfer.receiver_is_at_line_end()
        && let Some(upstream) = &mut transfer.upstream
    {
        let _ = timeout(LAST_WORDS, poll_fn(|cx| upstream.poll_shutdown(cx))).await;
        upstream.release();
    }
    sleep(BEFORE_RESET).await;
}
