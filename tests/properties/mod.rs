//! What must hold for every input. Shared by the ordinary tests and the fuzz targets.
//!
//! Each property panics with the offsets that matter and the input as an escaped literal, ready to become a case.

#![allow(dead_code, reason = "each test and each fuzz target uses a part of it")]

use std::borrow::Cow;

use scrubline::{Finding, LongLine, Redactor};

/// Redactors that must agree with each other: the default one, and those that look at a long line after every few bytes.
#[derive(Debug)]
pub(crate) struct Redactors {
    /// As shipped.
    pub(crate) whole: Redactor,
    /// The same with other limits for a long line.
    pub(crate) pieces: Vec<Redactor>,
}

impl Redactors {
    /// The shipped patterns.
    pub(crate) fn builtin() -> Redactors {
        let with = |bytes| Redactor::builder().max_line_bytes(bytes).build().unwrap();
        Redactors { whole: Redactor::builtin(), pieces: [1, 3000, 5000].map(with).into() }
    }
}

/// An input and where it is cut.
pub(crate) fn stream(redactor: &Redactor, input: &[u8], chunks: impl Iterator<Item = usize>) -> Vec<u8> {
    let (mut stream, mut out, mut rest) = (redactor.stream(), Vec::new(), input);
    for chunk in chunks {
        let (now, later) = rest.split_at(chunk.min(rest.len()));
        stream.push(now, &mut out);
        assert!(stream.held_bytes() <= input.len());
        rest = later;
        if rest.is_empty() {
            break;
        }
    }
    stream.push(rest, &mut out);
    stream.finish(&mut out);
    assert_eq!(stream.held_bytes(), 0);
    let stats = stream.stats();
    assert_eq!(stats.bytes_in, input.len() as u64, "bytes_in of {}", show(input));
    assert_eq!(stats.bytes_out, out.len() as u64, "bytes_out of {}", show(input));
    assert_eq!(stats.lines, input.iter().filter(|&&b| b == b'\n').count() as u64, "lines of {}", show(input));
    assert_eq!(stats.total(), redactor.find_iter(input).count() as u64, "findings of {}", show(input));
    out
}

/// However the input is cut, the same comes out; also with a limit of one byte for a long line.
pub(crate) fn chunking(redactors: &Redactors, input: &[u8], seed: u64) {
    let whole = redactors.whole.redact(input);
    let mut random = Random(seed | 1);
    for (n, redactor) in std::iter::once(&redactors.whole).chain(&redactors.pieces).enumerate() {
        for most in [1, 7, 100, 3000, usize::MAX] {
            // A byte at a time through a window that is looked at for every byte: short inputs show the same.
            if most == 1 && input.len() > 4000 && n == 1 {
                continue;
            }
            let out = stream(redactor, input, std::iter::repeat_with(|| 1 + random.below(most)));
            same(&out, &whole, input, &format!("redactor {n}, chunks of up to {most} bytes"));
        }
    }
}

/// What a redactor says of one slice agrees in all its ways of saying it.
pub(crate) fn redact(redactor: &Redactor, input: &[u8]) {
    let findings: Vec<Finding> = redactor.find_iter(input).collect();
    let masked = redactor.redact(input);
    assert_eq!(matches!(masked, Cow::Borrowed(_)), findings.is_empty(), "borrows when clean: {}", show(input));
    assert_eq!(redactor.is_clean(input), findings.is_empty(), "is_clean: {}", show(input));
    let mut appended = b"before".to_vec();
    assert_eq!(redactor.redact_into(input, &mut appended), findings.len(), "redact_into: {}", show(input));
    same(&appended[6..], &masked, input, "redact_into");

    // Outside findings nothing changes: the output is the input with each span replaced by its label.
    let (mut expected, mut at) = (Vec::new(), 0);
    for finding in &findings {
        let span = &finding.span;
        assert!(
            at <= span.start && span.start < span.end && span.end <= input.len(),
            "findings in order: {span:?} after {at} in {}",
            show(input)
        );
        assert!(!input[span.clone()].contains(&b'\n'), "within a line: {span:?} in {}", show(input));
        expected.extend_from_slice(&input[at..span.start]);
        expected.extend_from_slice(format!("[{}]", redactor.pattern(finding.pattern).kind()).as_bytes());
        at = span.end;
    }
    expected.extend_from_slice(&input[at..]);
    same(&masked, &expected, input, "outside findings nothing changes");

    // Masks are never masked. What stands beside one may read otherwise than beside the datum, so random bytes promise no more.
    let again: Vec<Finding> = redactor.find_iter(&masked).collect();
    let (mut label_at, mut gone) = (0, 0);
    for finding in &findings {
        let length = redactor.pattern(finding.pattern).kind().len() + 2;
        let start = finding.span.start + label_at - gone;
        let label = start..start + length;
        assert!(
            !again.iter().any(|f| f.span.start < label.end && label.start < f.span.end),
            "mask at {label:?} is masked again: {}",
            show(input)
        );
        (label_at, gone) = (label_at + length, gone + finding.span.len());
    }

    if let Ok(text) = std::str::from_utf8(input) {
        for finding in &findings {
            let span = &finding.span;
            assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{span:?} splits a character of {}", show(input));
        }
        assert_eq!(redactor.redact_str(text).as_bytes(), &*masked);
    }
}

/// Text as a pattern file is refused or read, and never panics. What is read can be built and run.
pub(crate) fn patterns_parse(text: &str) {
    if let Ok(patterns) = scrubline::Patterns::parse("fuzzed", text)
        && let Ok(redactor) = Redactor::builder().patterns(patterns).long_line(LongLine::Window).build()
    {
        scrubline::check(&redactor);
    }
}

/// Compares outputs; on a difference shows the place of it instead of kilobytes.
fn same(out: &[u8], expected: &[u8], input: &[u8], what: &str) {
    if out == expected {
        return;
    }
    let place = out.iter().zip(expected).take_while(|(a, b)| a == b).count();
    let near = |bytes: &[u8]| show(&bytes[place.saturating_sub(40).min(bytes.len())..bytes.len().min(place + 60)]);
    panic!(
        "{what}: differs at byte {place} of the output\n       got …{}…\n  expected …{}…\n     input {}",
        near(out),
        near(expected),
        show(input)
    );
}

/// Bytes as a literal, the long ones cut.
fn show(bytes: &[u8]) -> String {
    let cut = bytes.len().min(3000);
    format!(
        "b\"{}\"{}",
        bytes[..cut].escape_ascii(),
        if cut < bytes.len() { format!(" and {} more", bytes.len() - cut) } else { String::new() }
    )
}

/// Marsaglia's xorshift64.
#[derive(Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((u128::from(self.0) * end as u128) >> 64) as usize
    }

    /// One of `all`.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// A line or more of `bytes` length, about, made of pieces that make trouble.
    pub(crate) fn nasty(&mut self, bytes: usize) -> Vec<u8> {
        let mut out = Vec::new();
        // A few pieces again and again make other trouble than many.
        let few: Vec<&[u8]> = (0..1 + self.below(6)).map(|_| self.pick(PIECES)).collect();
        let ends = self.below(3);
        while out.len() < bytes {
            match self.below(12) {
                0..4 => out.extend_from_slice(self.pick(PIECES)),
                4..8 => out.extend_from_slice(self.pick(&few)),
                8 => out.push(self.below(256) as u8),
                9 => out.extend([b'0' + self.below(10) as u8; 3]),
                10 => {
                    // Digits in some grouping.
                    for _ in 0..1 + self.below(6) {
                        for _ in 0..1 + self.below(5) {
                            out.push(b'0' + self.below(10) as u8);
                        }
                        out.extend_from_slice(self.pick(SEPARATORS));
                    }
                }
                _ => {
                    let (piece, times) = (self.pick(PIECES), 1 + self.below(40));
                    (0..times).for_each(|_| out.extend_from_slice(piece));
                }
            }
            if ends == 1 && self.below(30) == 0 || ends == 2 && self.below(600) == 0 {
                out.extend_from_slice(self.pick(LINE_ENDS));
            }
        }
        // Lines of one giant sort stay without line ends.
        if ends == 0 {
            out.iter_mut().filter(|b| **b == b'\n').for_each(|b| *b = b' ');
        }
        out
    }
}

const SEPARATORS: &[&[u8]] = &[b" ", b"-", b".", b"", b"/", b") ", b"  "];
const LINE_ENDS: &[&[u8]] = &[b"\n", b"\r\n"];

/// Fragments of data, disguises, words and bytes that readers stumble over.
const PIECES: &[&[u8]] = &[
    b"anna.lind@example.com",
    b"anna.lind",
    b"@",
    b"example.org",
    b".com",
    b"o'neil+x@mail.example.co.uk",
    b"\"quoted part\"@example.net",
    b"a@[192.0.2.1]",
    "jürgen@bücher.example.de".as_bytes(),
    "＠".as_bytes(),
    b"%40",
    b"%2540",
    b"&#64;",
    b"&#x40;",
    b"&commat;",
    b"\\u0040",
    b" (at) ",
    b" [dot] ",
    b"{at}",
    b"four one five five five five oh one three two ",
    b"null eins siebzig, ",
    "f\u{fc}nf und zwanzig ".as_bytes(),
    b"uh, ",
    b"sorry ",
    b"double oh ",
    b"o ",
    b"D E eight nine three seven ",
    b" anna dot lind ",
    b" at gmail dot com ",
    " \u{e4}t web punkt de ".as_bytes(),
    b" arroba correo punto es",
    b" at ",
    b" dot ",
    b"<at>",
    b"+1 415 555 0132",
    b"(415) 555-0132",
    b"+49 (0)30 901820",
    b"+44 20 7946 0958",
    b"0044 20 7946 0958",
    b"tel: ",
    b"Telefon ",
    b"call me at ",
    b"order number ",
    b"card ",
    b"IBAN ",
    b"GB82 WEST 1234 5698 7654 32",
    b"DE89370400440532013000",
    b"de89 3704 0044 0532 0130 00",
    b"GB82WEST",
    b"4111 1111 1111 1111",
    b"4111111111111111",
    b"5555-5555-5555-4444",
    b"3782 822463 10005",
    b"4111 1111",
    "４１１１　１１１１　１１１１　１１１１".as_bytes(),
    "٠١٢٣٤٥٦٧٨٩".as_bytes(),
    "०९८".as_bytes(),
    "\u{a0}".as_bytes(),
    "\u{200b}".as_bytes(),
    "\u{2011}".as_bytes(),
    "\u{feff}".as_bytes(),
    b"&nbsp;",
    b"&#160;",
    b"&#x200B;",
    b"%20",
    b"%2B",
    b"\\u00a0",
    b"\\u200b",
    b"\\t",
    b"\\\\",
    b"\\",
    b"%",
    b"&",
    b"&#",
    b"+",
    b"-",
    b".",
    b"/",
    b"(",
    b")",
    b"1",
    b"7",
    b"00",
    b"12 34 5",
    b"1-1-1-",
    b"2024-01-15 12:30",
    b"192.168.0.1",
    b"550e8400-e29b-41d4-a716-446655440000",
    b" ",
    b"  ",
    b"        ",
    b"\t",
    b",",
    b": ",
    b"\r",
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xe2\x80",
    b"\xf0\x9f\x98\x80",
    b"[EMAIL]",
    b"[CARD]",
    b"x",
    b"Zz",
    "日本語".as_bytes(),
    "звоните ".as_bytes(),
    b"http://user:pass@host.example/path?mail=a%40b.example.com&n=1",
    b"{\"phone\":\"+14155550132\",\"n\":4111111111111111}",
];
