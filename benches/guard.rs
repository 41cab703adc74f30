//! Fails where scrubline has become slower beside one regex alternation, both in this process: `cargo bench --bench guard`.
//!
//! Never times, which say more about the machine: of each the best of many rounds, one after the other, and the ratio of these.

mod corpus;
mod regexes;

use std::{
    env,
    hint::black_box,
    io::{self, Write},
    process::ExitCode,
    time::{Duration, Instant},
};

use scrubline::Redactor;

/// So little that a round is over before another program has its turn.
const CORPUS_BYTES: usize = 256 << 10;

const BLOCK_BYTES: usize = 64 << 10;

const ROUNDS: usize = 150;

/// How many times as fast as the alternation it must be at least, by corpus: about half of what was measured with AVX-512
/// on 2026-11-23. What is below that is no noise.
const FLOORS: [(&str, f64); 4] = [("transcript", 2.4), ("dense", 0.95), ("digits", 0.95), ("jsonl", 1.9)];

fn main() -> ExitCode {
    // As all benches understand it: once, for the findings.
    let rounds = if env::args().any(|argument| argument == "--test") { 0 } else { ROUNDS };
    let redactor = Redactor::builtin();
    let [(_, alternation), ..] = regexes::all();
    let mut is_slower = false;
    for corpus in corpus::all(CORPUS_BYTES) {
        corpus.check(&redactor);
        if rounds == 0 {
            continue;
        }
        let blocks: Vec<&[u8]> = corpus::blocks(&corpus.text, BLOCK_BYTES).collect();
        let mut out = Vec::with_capacity(2 * BLOCK_BYTES);
        let mut time = |redact: &mut dyn FnMut(&[u8], &mut Vec<u8>)| {
            let start = Instant::now();
            for block in &blocks {
                out.clear();
                redact(black_box(block), &mut out);
                black_box(&out);
            }
            start.elapsed()
        };
        let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
        for _ in 0..rounds {
            let mut stream = redactor.stream();
            ours = ours.min(time(&mut |block, out| stream.push(block, out)));
            theirs = theirs.min(time(&mut |block, out| alternation(block, out)));
        }
        let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
        let floor = FLOORS.iter().find(|(name, _)| *name == corpus.name).map_or(0.0, |(_, floor)| *floor);
        is_slower |= ratio < floor;
        // Nobody is left to be told that this could not be written.
        let _ = writeln!(io::stdout(), "{:10} {ratio:5.2} times as fast as one alternation, at least {floor}", corpus.name);
    }
    ExitCode::from(u8::from(is_slower))
}
