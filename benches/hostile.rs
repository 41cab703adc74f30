//! Nanoseconds per byte on lines made to be slow, at three sizes: what is linear costs the same at each.

use std::{hint::black_box, time::Duration};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use scrubline::Redactor;

/// What is repeated.
const PIECES: [(&str, &[u8]); 24] = [
    ("digits", b"1234567890"),
    ("zeros", b"0"),
    ("@", b"@"),
    ("a@", b"a@"),
    ("1@", b"1@"),
    ("1-", b"1-"),
    ("0-", b"0-"),
    ("1.1 ", b"1.1 "),
    ("1 tab", b"1\t2\t3\t"),
    ("a.", b"a."),
    ("DE12", b"DE12"),
    ("DE12 3456 ", b"DE12 3456 "),
    ("+49 ", b"+49 "),
    ("(", b"("),
    ("(at)", b"(at)"),
    ("0xFF", b"\xFF"),
    ("%25", b"%25"),
    ("backslash", b"\\"),
    ("digit in disguise", "\u{661}".as_bytes()),
    ("disguises", b"%40&#64;(at)\\u0040[dot]"),
    ("digits in disguise", b"%31&#50;\\u0033 "),
    ("card that fails", b"4111 1111 1111 1112 "),
    ("IBAN that fails", b"GB82 WEST 1234 5698 7654 33 "),
    ("date", b"2024-01-15 "),
];

const SIZES: [usize; 3] = [4 << 10, 16 << 10, 64 << 10];

fn hostile(c: &mut Criterion) {
    let redactor = Redactor::builtin();
    let mut out = Vec::new();
    for (name, piece) in PIECES {
        let mut group = c.benchmark_group(format!("hostile/{name}"));
        group.sample_size(10).warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_millis(500));
        for size in SIZES {
            let line: Vec<u8> = piece.iter().copied().cycle().take(size).collect();
            // Cut into pieces it must come out the same.
            let (mut stream, mut streamed) = (redactor.stream(), Vec::new());
            line.chunks(1000).for_each(|chunk| stream.push(chunk, &mut streamed));
            stream.finish(&mut streamed);
            assert_eq!(&streamed[..], &redactor.redact(&line)[..], "{name}");
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
