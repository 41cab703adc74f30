//! The ways in: each brings a line through the library by another door and compares what comes out.

use std::{
    io::{self, Read},
    sync::LazyLock,
};

use scrubline::Redactor;

/// Takes a line and what must come out; says what was different.
pub(crate) type Way = fn(&Redactor, &[u8], &[u8]) -> Result<(), String>;

fn compare(out: &[u8], expected: &[u8], how: impl std::fmt::Display) -> Result<(), String> {
    if out == expected { Ok(()) } else { Err(format!("{how}: came out as {}", out.escape_ascii())) }
}

pub(crate) const SLICES: &[(&str, Way)] = &[
    ("redact", |redactor, line, expected| compare(&redactor.redact(line), expected, "slice")),
    ("redact_str", |redactor, line, expected| {
        let text = std::str::from_utf8(line).map_err(|e| e.to_string())?;
        compare(redactor.redact_str(text).as_bytes(), expected, "text")
    }),
    ("redact_into", |redactor, line, expected| {
        let mut out = Vec::new();
        redactor.redact_into(line, &mut out);
        compare(&out, expected, "appended")
    }),
    ("a block of lines", |redactor, line, expected| {
        if !line.ends_with(b"\n") {
            return Ok(());
        }
        // Lines that end and begin with digits and letters, as close as they can be.
        let block = [b"12\n", line, b"34\n", line, b"x\n"].concat();
        let expected = [b"12\n", expected, b"34\n", expected, b"x\n"].concat();
        compare(&redactor.redact(&block), &expected, "block")
    }),
];

pub(crate) const STREAMS: &[(&str, Way)] = &[
    ("a stream, one cut", |redactor, line, expected| {
        (0..=line.len())
            .try_for_each(|cut| compare(&pushed(redactor, &[&line[..cut], &line[cut..]]), expected, format_args!("cut at {cut}")))
    }),
    ("a stream, two cuts", |redactor, line, expected| {
        let cuts = (0..=line.len().min(40)).flat_map(|a| (a..=line.len().min(40)).map(move |b| (a, b)));
        let mut cuts = cuts.filter(|_| line.len() <= 40);
        cuts.try_for_each(|(a, b)| {
            compare(&pushed(redactor, &[&line[..a], &line[a..b], &line[b..]]), expected, format_args!("cut at {a} and {b}"))
        })
    }),
    ("a stream, byte by byte", |redactor, line, expected| {
        let bytes: Vec<&[u8]> = line.chunks(1).collect();
        compare(&pushed(redactor, &bytes), expected, "byte by byte")
    }),
    ("a stream for which every line is long", |_, line, expected| {
        let bytes: Vec<&[u8]> = line.chunks(1).collect();
        compare(&pushed(&EVERY_LINE_IS_LONG, &bytes), expected, "limit 1")
    }),
    ("copy", |redactor, line, expected| {
        (1..=line.len().min(12)).try_for_each(|most| {
            let mut out = Vec::new();
            let stats = redactor.copy(Slowly { rest: line, most }, &mut out).map_err(|e| e.to_string())?;
            assert_eq!((stats.bytes_in, stats.bytes_out), (line.len() as u64, out.len() as u64));
            compare(&out, expected, format_args!("reads of {most}"))
        })
    }),
];

static EVERY_LINE_IS_LONG: LazyLock<Redactor> = LazyLock::new(|| Redactor::builder().max_line_bytes(1).build().unwrap());

fn pushed(redactor: &Redactor, chunks: &[&[u8]]) -> Vec<u8> {
    let (mut stream, mut out) = (redactor.stream(), Vec::new());
    for chunk in chunks {
        stream.push(chunk, &mut out);
    }
    stream.finish(&mut out);
    out
}

/// A reader that returns at most so many bytes at a time.
struct Slowly<'a> {
    rest: &'a [u8],
    most: usize,
}

impl Read for Slowly<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.most.min(buf.len()).min(self.rest.len());
        buf[..n].copy_from_slice(&self.rest[..n]);
        self.rest = &self.rest[n..];
        Ok(n)
    }
}

#[cfg(feature = "tokio")]
pub(crate) const TOKIO: &[(&str, Way)] = &[
    ("the codec", |redactor, line, expected| {
        (0..=line.len()).try_for_each(|cut| {
            let (first, second) = line.split_at(cut);
            let frames = tokio_util::codec::FramedRead::new(
                tokio::io::AsyncReadExt::chain(first, second),
                scrubline::async_io::RedactCodec::new(redactor),
            );
            let out = block_on(async {
                let mut frames = std::pin::pin!(frames);
                let mut out = Vec::new();
                while let Some(frame) = tokio_stream::StreamExt::next(&mut frames).await {
                    out.extend_from_slice(&frame?);
                }
                io::Result::Ok(out)
            });
            compare(&out.map_err(|e| e.to_string())?, expected, format_args!("cut at {cut}"))
        })
    }),
    ("the async reader", |redactor, line, expected| {
        (1..=line.len().clamp(1, 12)).try_for_each(|most| {
            let mut reader = scrubline::async_io::RedactReader::new(line, redactor);
            let out = block_on(async {
                let (mut out, mut part) = (Vec::new(), vec![0; most]);
                loop {
                    match tokio::io::AsyncReadExt::read(&mut reader, &mut part).await? {
                        0 => return io::Result::Ok(out),
                        n => out.extend_from_slice(&part[..n]),
                    }
                }
            });
            compare(&out.map_err(|e| e.to_string())?, expected, format_args!("reads of {most}"))
        })
    }),
    ("the async copy", |redactor, line, expected| {
        let mut out = Vec::new();
        block_on(scrubline::async_io::copy(line, &mut out, redactor)).map_err(|e| e.to_string())?;
        compare(&out, expected, "async copy")
    }),
];

#[cfg(feature = "tokio")]
fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// Runs the command over `input`.
#[cfg(feature = "cli")]
pub(crate) fn command(args: &[&str], input: &[u8]) -> Vec<u8> {
    use std::{
        io::Write,
        process::{Command, Stdio},
        thread,
    };

    let mut child = Command::new(env!("CARGO_BIN_EXE_scrubline")).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input).unwrap());
        child.wait_with_output().unwrap()
    });
    assert!(output.status.success(), "{}", output.status);
    output.stdout
}
