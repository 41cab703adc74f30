//! Nanoseconds per byte on lines made to be slow, at three sizes: what is linear costs the same at each.

use std::{hint::black_box, time::Duration};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use scrubline::Redactor;

/// What is repeated, and whether anything in it is a datum.
const PIECES: [(&str, &[u8], bool); 24] = [
    ("digits", b"1234567890", false),
    ("zeros", b"0", false),
    ("@", b"@", false),
    ("a@", b"a@", false),
    ("1@", b"1@", false),
    ("1-", b"1-", false),
    ("0-", b"0-", false),
    ("1.1 ", b"1.1 ", false),
    ("1 tab", b"1\t2\t3\t", false),
    ("a.", b"a.", false),
    ("DE12", b"DE12", false),
    ("DE12 3456 ", b"DE12 3456 ", false),
    ("+49 ", b"+49 ", false),
    ("(", b"(", false),
    ("(at)", b"(at)", false),
    ("0xFF", b"\xFF", false),
    ("%25", b"%25", false),
    ("backslash", b"\\", false),
    ("digit in disguise", "\u{661}".as_bytes(), false),
    ("disguises", b"%40&#64;(at)\\u0040[dot]", false),
    ("digits in disguise", b"%31&#50;\\u0033 ", false),
    ("card that fails", b"4111 1111 1111 1112 ", false),
    ("IBAN that fails", b"GB82 WEST 1234 5698 7654 33 ", false),
    ("date", b"2024-01-15 ", false),
];

const SIZES: [usize; 3] = [4 << 10, 16 << 10, 64 << 10];

fn hostile(c: &mut Criterion) {
    let redactor = Redactor::builtin();
    let mut out = Vec::new();
    for (name, piece, has_data) in PIECES {
        let mut group = c.benchmark_group(format!("hostile/{name}"));
        group.sample_size(10).warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_millis(500));
        for size in SIZES {
            let line: Vec<u8> = piece.iter().copied().cycle().take(size).collect();
            out.clear();
            let found = redactor.redact_into(&line, &mut out);
            assert_eq!(found > 0, has_data, "{name}: {found} findings in {size} bytes");
            group.throughput(Throughput::Bytes(size as u64));
            group.bench_function(BenchmarkId::from_parameter(size), |b| {
                b.iter(|| {
                    out.clear();
                    redactor.redact_into(black_box(&line), &mut out)
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, hostile);
criterion_main!(benches);
