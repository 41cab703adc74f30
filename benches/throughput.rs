//! Bytes per second on four corpora, beside the simple ways to do the job in the same run: the same blocks of whole lines in, masked
//! text out.

mod corpus;
mod regexes;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use scrubline::Redactor;

const CORPUS_BYTES: usize = 4 << 20;

/// What arrives at once: a read of a pipe, and of a file.
const BLOCKS: [(&str, usize); 2] = [("64K", 64 << 10), ("256K", 256 << 10)];

fn throughput(c: &mut Criterion) {
    let redactor = Redactor::builtin();
    let rivals = regexes::all();
    for corpus in corpus::all(CORPUS_BYTES) {
        let found = corpus.check(&redactor);
        let mut group = c.benchmark_group(corpus.name);
        group.throughput(Throughput::Bytes(corpus.text.len() as u64)).sample_size(10);
        for (name, bytes) in BLOCKS {
            let blocks: Vec<&[u8]> = corpus::blocks(&corpus.text, bytes).collect();
            let mut out = Vec::with_capacity(2 * bytes);
            group.bench_function(BenchmarkId::new("scrubline", name), |b| {
                b.iter(|| {
                    let mut stream = redactor.stream();
                    for block in &blocks {
                        out.clear();
                        stream.push(black_box(block), &mut out);
                        black_box(&out);
                    }
                    stream.finish(&mut out);
                    assert_eq!(stream.stats().total(), found as u64);
                });
            });
            for (rival, redact) in &rivals {
                group.bench_function(BenchmarkId::new(*rival, name), |b| {
                    b.iter(|| {
                        for block in &blocks {
                            out.clear();
                            redact(black_box(block), &mut out);
                            black_box(&out);
                        }
                    });
                });
            }
        }
        group.finish();
    }
}

criterion_group!(benches, throughput);
criterion_main!(benches);
