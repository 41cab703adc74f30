//! Milliseconds until the first line is clean: in a process that links the library, and for the command.

use std::{
    hint::black_box,
    io::{Read, Write},
    process::{Command, Stdio},
};

use criterion::{Criterion, criterion_group, criterion_main};
use scrubline::Redactor;

const LINE: &str = "Customer: my number is +49 30 901820.\n";
const CLEANED: &str = "Customer: my number is [PHONE].\n";

fn startup(c: &mut Criterion) {
    let mut group = c.benchmark_group("startup");
    group.sample_size(20);
    group.bench_function("builtin", |b| b.iter(Redactor::builtin));
    // The word lists are made when the first candidate asks for them.
    group.bench_function("builtin and first datum", |b| {
        b.iter(|| {
            let redactor = Redactor::builtin();
            assert_eq!(redactor.redact_str(black_box(LINE)), CLEANED);
            assert_eq!(redactor.redact_str("call 5551234, ok"), "call [PHONE], ok");
        });
    });
    if let Some(command) = option_env!("CARGO_BIN_EXE_scrubline") {
        group.bench_function("command to first byte", |b| b.iter(|| assert_eq!(first_line(command), CLEANED)));
        group.bench_function("cat to first byte", |b| b.iter(|| assert_eq!(first_line("cat"), LINE)));
    }
    group.finish();
}

/// Starts a filter, sends it a line and waits for what comes out, with the input still open.
fn first_line(command: &str) -> String {
    let mut child = Command::new(command).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the filter starts");
    let mut input = child.stdin.take().expect("the input is a pipe");
    let mut output = child.stdout.take().expect("the output is a pipe");
    input.write_all(LINE.as_bytes()).expect("the filter reads");
    let mut bytes = [0; 256];
    let count = output.read(&mut bytes).expect("the filter writes");
    drop(input);
    child.wait().expect("the filter ends");
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}

criterion_group!(benches, startup);
criterion_main!(benches);
