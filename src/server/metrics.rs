//! What the server counts, in the text format of Prometheus.

use std::time::Duration;

use prometheus::{Encoder, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};

use super::connection::Failure;
use crate::{redactor::Redactor, stats::Stats};

/// Upper bounds of the block histogram, in seconds: from a line that comes alone to a receiver that is slow.
const BLOCK_SECONDS: &[f64] = &[1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 5e-2, 0.1, 0.5, 1.0, 5.0];

/// All counters of one server. There is no global registry.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    lines: IntCounter,
    input_bytes: IntCounter,
    output_bytes: IntCounter,
    findings: IntCounterVec,
    block_seconds: Histogram,
    pub(super) open: IntGauge,
    pub(super) accepted: IntCounter,
    pub(super) refused: IntCounterVec,
    pub(super) failed: IntCounterVec,
    pub(super) accept_errors: IntCounter,
    pub(super) connect_retries: IntCounter,
    pub(super) upstream_up: IntGauge,
    reloads: IntCounterVec,
}

impl Metrics {
    pub(super) fn new() -> Metrics {
        let registry = Registry::new();
        let counter = |name, help| register(&registry, IntCounter::new(name, help));
        let gauge = |name, help| register(&registry, IntGauge::new(name, help));
        let family = |name: &str, help: &str, labels: &[&str]| register(&registry, IntCounterVec::new(Opts::new(name, help), labels));
        let build =
            Opts::new("scrubline_build_info", "Always 1; the label tells the version.").const_label("version", env!("CARGO_PKG_VERSION"));
        register(&registry, IntGauge::with_opts(build)).set(1);
        let metrics = Metrics {
            lines: counter("scrubline_lines_total", "Lines read, by their line ends."),
            input_bytes: counter("scrubline_input_bytes_total", "Bytes read from clients."),
            output_bytes: counter("scrubline_output_bytes_total", "Clean bytes made of them."),
            findings: family("scrubline_findings_total", "Data masked.", &["kind", "pattern"]),
            block_seconds: register(
                &registry,
                Histogram::with_opts(
                    HistogramOpts::new("scrubline_block_duration_seconds", "From a block read to the last of its clean bytes handed on.")
                        .buckets(BLOCK_SECONDS.to_vec()),
                ),
            ),
            open: gauge("scrubline_connections_open", "Client connections open now."),
            accepted: counter("scrubline_connections_accepted_total", "Client connections taken on."),
            refused: family("scrubline_connections_refused_total", "Client connections reset as soon as they came.", &["reason"]),
            failed: family("scrubline_connections_failed_total", "Client connections that ended in a reset.", &["reason"]),
            accept_errors: counter(
                "scrubline_accept_errors_total",
                "Times that no connection could be accepted, for want of descriptors mostly.",
            ),
            connect_retries: counter("scrubline_upstream_connect_errors_total", "Attempts to reach the upstream that failed."),
            upstream_up: gauge("scrubline_upstream_up", "0 while the upstream is known to be away."),
            reloads: family("scrubline_reloads_total", "Reloads of patterns, certificates and settings.", &["result"]),
            registry,
        };
        // A counter that is not there before its first event cannot be alerted on.
        metrics.upstream_up.set(1);
        metrics.refused.with_label_values(&["limit"]);
        for failure in Failure::ALL {
            metrics.failed.with_label_values(&[failure.reason()]);
        }
        for result in ["ok", "failed"] {
            metrics.reloads.with_label_values(&[result]);
        }
        metrics
    }

    pub(super) fn text(&self) -> Vec<u8> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text).expect("metrics of fixed names can be written to memory");
        text
    }

    pub(super) fn count(&self, stats: &Stats, findings: &FindingCounters) {
        self.lines.inc_by(stats.lines);
        self.input_bytes.inc_by(stats.bytes_in);
        self.output_bytes.inc_by(stats.bytes_out);
        if stats.total() > 0 {
            for (pattern, counter) in &findings.0 {
                counter.inc_by(stats.findings(*pattern));
            }
        }
    }

    pub(super) fn block_took(&self, time: Duration) {
        self.block_seconds.observe(time.as_secs_f64());
    }

    pub(super) fn reloaded(&self, ok: bool) {
        self.reloads.with_label_values(&[if ok { "ok" } else { "failed" }]).inc();
    }

    /// The counters of a redactor's patterns, looked up once.
    pub(super) fn finding_counters(&self, redactor: &Redactor) -> FindingCounters {
        FindingCounters(
            redactor.patterns().map(|(id, pattern)| (id, self.findings.with_label_values(&[pattern.kind(), pattern.id()]))).collect(),
        )
    }
}

/// One counter for each pattern.
#[derive(Debug)]
pub(super) struct FindingCounters(Vec<(crate::pattern::PatternId, IntCounter)>);

fn register<C: prometheus::core::Collector + Clone + 'static>(registry: &Registry, metric: prometheus::Result<C>) -> C {
    let metric = metric.expect("names and labels are constants that the format allows");
    registry.register(Box::new(metric.clone())).expect("names are distinct");
    metric
}
