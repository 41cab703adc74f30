//! Milliseconds until the first line is clean: in a process that links the library, and for the command.

use std::{
    fs,
    hint::black_box,
    io::{Read, Write},
    path::Path,
    process::{Command, Stdio},
};

use criterion::{Criterion, criterion_group, criterion_main};
use scrubline::{Patterns, Redactor};

/// One datum of each sort, so that nothing is left out that a first line may need.
const LINE: &str = "call 415-555-0132 or oh seven seven double oh nine hundred one two three, mail a@example.com or say jane at \
                    example dot com, card 4111 1111 1111 1111, iban DE89 3704 0044 0532 0130 00\n";
const CLEANED: &str = "call [PHONE] or [PHONE], mail [EMAIL] or say [EMAIL], card [CARD], iban [IBAN]\n";

fn startup(c: &mut Criterion) {
    let mut group = c.benchmark_group("startup");
    group.sample_size(20);
    group.bench_function("builtin", |b| b.iter(Redactor::builtin));
    group.bench_function("builtin and first datum", |b| {
        b.iter(|| {
            let redactor = Redactor::builtin();
            assert_eq!(redactor.redact_str(black_box(LINE)), CLEANED);
        });
    });
    if let Some(command) = option_env!("CARGO_BIN_EXE_scrubline") {
        let folder = tempfile::tempdir().expect("the temporary folder can be written");
        write_fifty_patterns(folder.path());
        group.bench_function("command to first byte", |b| b.iter(|| assert_eq!(first_line(&mut Command::new(command)), CLEANED)));
        group.bench_function("command with fifty patterns to first byte", |b| {
            b.iter(|| assert_eq!(first_line(Command::new(command).arg("--patterns").arg(folder.path())), CLEANED));
        });
        group.bench_function("cat to first byte", |b| b.iter(|| assert_eq!(first_line(&mut Command::new("cat")), LINE)));
    }
    group.finish();
}

/// Fifty patterns as users have them: an API key, a ticket, a staff number, each with letters of its own in front.
fn write_fifty_patterns(folder: &Path) {
    let shapes = [
        ("[0-9a-zA-Z]{24,32}", "4eC39HqLyjWDarjtT1zdp7dc"),
        ("[0-9]{4,8}(?:/[A-Z]{2})?", "20417/AB"),
        ("(?:[0-9]{3}-){2}[0-9]{2,4}", "417-203-88"),
        ("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "01234567-89ab-cdef-0123456789ab"),
        ("[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]", "QQ 12 34 56 C"),
    ];
    for number in 0..50 {
        let (regex, example) = shapes[number % shapes.len()];
        let text = format!(
            "title = 'Pattern {number}'\nabout = 'One of fifty.'\nkind = 'P{number}'\n\
             [[shape]]\nregex = '\\bK{number}_{regex}\\b'\n\
             [examples]\nfound = ['see «K{number}_{example}»']\nclean = ['see {example}']\n"
        );
        Patterns::parse("mine", &text).expect("it is a pattern");
        fs::write(folder.join(format!("p{number}.toml")), text).expect("the temporary folder can be written");
    }
}

/// Starts a filter, sends it a line and waits for what comes out, with the input still open.
fn first_line(command: &mut Command) -> String {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the filter starts");
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
