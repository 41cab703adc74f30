//! Nanoseconds for one line as a service sees it: `redact_str` on a clean line, on one with numbers, on one with a datum.

use std::{borrow::Cow, hint::black_box};

use criterion::{Criterion, criterion_group, criterion_main};
use scrubline::Redactor;

/// Lines of 60 bytes, and what they become.
const LINES: [(&str, &str, &str); 3] = [
    (
        "clean",
        "Agent: I have booked a table for you at half past seven, ok?",
        "Agent: I have booked a table for you at half past seven, ok?",
    ),
    (
        "numbers",
        "Agent: I have booked 2 rooms on 2024-01-15 at 19:30, room 42",
        "Agent: I have booked 2 rooms on 2024-01-15 at 19:30, room 42",
    ),
    ("phone", "Customer: my number is +49 30 901820, please call me at noon", "Customer: my number is [PHONE], please call me at noon"),
];

fn latency(c: &mut Criterion) {
    let redactor = Redactor::builtin();
    let mut group = c.benchmark_group("redact_str");
    for (name, line, expected) in LINES {
        assert_eq!(line.len(), 60);
        let masked = redactor.redact_str(line);
        assert_eq!(masked, expected);
        assert_eq!(matches!(masked, Cow::Borrowed(_)), line == expected);
        group.bench_function(name, |b| b.iter(|| redactor.redact_str(black_box(line)).len()));
    }
    group.finish();
    let mut stream = redactor.stream();
    let mut out = Vec::new();
    c.bench_function("stream/one typed line", |b| {
        b.iter(|| {
            out.clear();
            stream.push(black_box(b"Agent: I have booked a table for you at half past seven, ok?\n"), &mut out);
            assert_eq!(out.len(), 61);
        });
    });
}

criterion_group!(benches, latency);
criterion_main!(benches);
