//! What all connections of one server share.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use tokio::sync::watch;

use super::{
    Limits, Settings,
    desk::Desk,
    metrics::{FindingCounters, Metrics},
};
use crate::stats::Stats;

/// How far the end of a server has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Serving,
    /// No new connections; the open ones end when they have been quiet for a moment.
    Draining,
    /// The time is up: what is still under way is ended visibly.
    Ending,
}

/// The settings in force. A reload puts a new one in its place; each block and each connection looks once, at its beginning.
#[derive(Debug)]
pub(super) struct Current {
    pub(super) settings: Settings,
    pub(super) findings: FindingCounters,
    /// Tells a desk that its stream is of another redactor.
    pub(super) generation: u64,
}

#[derive(Debug)]
pub(super) struct Shared {
    current: RwLock<Arc<Current>>,
    desks: Mutex<Vec<Desk>>,
    stats: Mutex<Stats>,
    pub(super) metrics: Metrics,
    pub(super) phase: watch::Sender<Phase>,
    /// Whether the last attempt to reach the upstream failed.
    pub(super) away: watch::Sender<bool>,
}

impl Shared {
    pub(super) fn new(settings: Settings) -> Shared {
        let metrics = Metrics::new();
        let findings = metrics.finding_counters(&settings.redactor);
        Shared {
            current: RwLock::new(Arc::new(Current { settings, findings, generation: 0 })),
            desks: Mutex::default(),
            stats: Mutex::default(),
            metrics,
            phase: watch::Sender::new(Phase::Serving),
            away: watch::Sender::new(false),
        }
    }

    pub(super) fn current(&self) -> Arc<Current> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn limits(&self) -> Limits {
        self.current().settings.limits.clone()
    }

    pub(super) fn replace(&self, settings: Settings) {
        let findings = self.metrics.finding_counters(&settings.redactor);
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let generation = current.generation + 1;
        *current = Arc::new(Current { settings, findings, generation });
        // The upstream may be another one now, of which nothing is known.
        self.set_away(false);
    }

    /// Lends a desk to work at. There are never more than threads, since none is kept over an await.
    pub(super) fn desk(&self) -> Desk {
        lock(&self.desks).pop().unwrap_or_default()
    }

    /// Takes a desk back. One that is not returned, because a panic came, is gone, and its half-made stream with it.
    pub(super) fn put_back(&self, desk: Desk) {
        lock(&self.desks).push(desk);
    }

    pub(super) fn count(&self, stats: &Stats, findings: &FindingCounters) {
        self.metrics.count(stats, findings);
        lock(&self.stats).add(stats);
    }

    pub(super) fn stats(&self) -> Stats {
        lock(&self.stats).clone()
    }

    pub(super) fn set_away(&self, away: bool) {
        self.away.send_if_modified(|before| std::mem::replace(before, away) != away);
        self.metrics.upstream_up.set(i64::from(!away));
    }

    pub(super) fn is_ready(&self) -> bool {
        *self.phase.borrow() == Phase::Serving && !*self.away.borrow()
    }

    pub(super) fn block_took(&self, time: Duration) {
        self.metrics.block_took(time);
    }
}

/// A panic while a lock is held leaves numbers and spare buffers behind, which are good as they are.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
