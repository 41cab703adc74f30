//! Bytes per second on four corpora, beside the fastest simple rival in the same run.
//!
//! The rival is one alternation of four regexes over blocks of whole lines, which finds less and proves nothing.

mod corpus;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use regex::bytes::{Regex, RegexBuilder};
use scrubline::Redactor;

const CORPUS_BYTES: usize = 4 << 20;

/// What arrives at once: a read of a pipe, and of a file.
const CHUNKS: [(&str, usize); 2] = [("64K", 64 << 10), ("256K", 256 << 10)];

fn throughput(c: &mut Criterion) {
    let redactor = Redactor::builtin();
    let rival = alternation();
    for corpus in corpus::all(CORPUS_BYTES) {
        // The time of a filter that misses a datum counts for nothing, and neither does one that masks what is none.
        let found = redactor.find_iter(&corpus.text).count();
        let lines = corpus.text.split(|&byte| byte == b'\n').count();
        assert!((corpus.data..=corpus.data + lines / 1000).contains(&found), "{}: {found} findings of {} data", corpus.name, corpus.data);
        let mut group = c.benchmark_group(corpus.name);
        group.throughput(Throughput::Bytes(corpus.text.len() as u64)).sample_size(10);
        for (name, bytes) in CHUNKS {
            let mut out = Vec::with_capacity(2 * bytes);
            group.bench_function(BenchmarkId::new("scrubline", name), |b| {
                b.iter(|| {
                    let mut stream = redactor.stream();
                    for chunk in corpus.text.chunks(bytes) {
                        out.clear();
                        stream.push(black_box(chunk), &mut out);
                        black_box(&out);
                    }
                    stream.finish(&mut out);
                    assert_eq!(stream.stats().total(), found as u64);
                });
            });
            group.bench_function(BenchmarkId::new("alternation", name), |b| {
                b.iter(|| {
                    for chunk in corpus.text.chunks(bytes) {
                        out.clear();
                        let mut at = 0;
                        for found in rival.find_iter(black_box(chunk)) {
                            out.extend_from_slice(&chunk[at..found.start()]);
                            out.extend_from_slice(b"[PII]");
                            at = found.end();
                        }
                        out.extend_from_slice(&chunk[at..]);
                        black_box(&out);
                    }
                });
            });
        }
        group.finish();
    }
}

/// An address, an IBAN, a card, a phone number, as a first attempt at each would have it.
fn alternation() -> Regex {
    let shapes = [
        r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b",
        r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b",
        r"\b(?:[0-9][ -]?){12,18}[0-9]\b",
        r"(?:\+[0-9]{1,3}[ .-]?)?(?:\([0-9]{2,4}\)|\b[0-9]{2,4})[ .-]?[0-9]{3,4}[ .-]?[0-9]{3,4}\b",
    ];
    let alternation = shapes.map(|shape| format!("(?:{shape})")).join("|");
    RegexBuilder::new(&alternation).unicode(false).build().expect("the alternation compiles")
}

criterion_group!(benches, throughput);
criterion_main!(benches);
