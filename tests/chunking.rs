//! Properties over bytes made of pieces that make trouble: whatever comes in, and however it is cut, the promises hold.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod properties;

use properties::{Random, Redactors, chunking, redact};

/// How much the tests try; SCRUBLINE_ROUNDS=100 tries a hundred times as much.
fn rounds(few: usize) -> usize {
    few * std::env::var("SCRUBLINE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Another part of the random numbers, for a longer hunt.
fn seed(n: usize) -> u64 {
    let base: u64 = std::env::var("SCRUBLINE_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(2026);
    (base << 32 | n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1
}

#[test]
fn short_inputs_come_out_the_same_however_they_are_cut() {
    let redactors = Redactors::builtin();
    for round in 0..rounds(600) {
        let mut random = Random(seed(round));
        let bytes = random.below(300);
        let input = random.nasty(bytes);
        chunking(&redactors, &input, seed(round));
    }
}

#[test]
fn long_lines_come_out_the_same_however_they_are_cut() {
    let redactors = Redactors::builtin();
    for round in 0..rounds(24) {
        let mut random = Random(seed(round + 1_000_000));
        let bytes = 3_000 + random.below([10_000, 40_000, 100_000][round % 3]);
        let input = random.nasty(bytes);
        chunking(&redactors, &input, seed(round));
    }
}

/// Plain text is kept from one place to the next, and from one piece of a line to the next.
#[test]
fn long_lines_in_disguise_come_out_the_same_however_they_are_cut() {
    let parts = "%34 &#49; \\u0030 １ ٤ 7 %20 &nbsp; - %40 &#64; (at) ＠ @ anna b %2e [dot] .org .com 字 é \\ % & ( = C:\\n %2540 &amp;#64; +49 4111";
    let parts: Vec<&str> = parts.split(' ').chain([" ", ", ", "&#0000000", "\\\\\\"]).collect();
    let redactors = Redactors::builtin();
    for round in 0..rounds(24) {
        let mut random = Random(seed(round + 3_000_000));
        let (bytes, few) = (2_000 + random.below(20_000), 3 + random.below(parts.len() - 3));
        let first = random.below(parts.len());
        let mut input = Vec::new();
        while input.len() < bytes {
            input.extend_from_slice(parts[(first + random.below(few)) % parts.len()].as_bytes());
        }
        chunking(&redactors, &input, seed(round));
    }
}

#[test]
fn all_ways_of_asking_agree() {
    let redactors = Redactors::builtin();
    for round in 0..rounds(3_000) {
        let mut random = Random(seed(round + 2_000_000));
        let bytes = random.below(400);
        let input = random.nasty(bytes);
        redact(&redactors.whole, &input);
        // Most random bytes are no text; text has more to lose.
        redact(&redactors.whole, String::from_utf8_lossy(&input).as_bytes());
    }
}
