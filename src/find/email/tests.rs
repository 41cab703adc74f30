//! Drives the reader from the examples in its pattern file, and at its limits.

use serde::Deserialize;

use super::{Email, LOOK_AHEAD, LOOK_BEHIND, MAX_ADDRESS, MAX_LOCAL, Read, Refusal, Rule, Seen};
use crate::random::Random;

#[derive(Deserialize)]
struct File {
    tlds: String,
    examples: Examples,
}

#[derive(Deserialize)]
struct Examples {
    found: Vec<String>,
    clean: Vec<String>,
}

fn file() -> File {
    toml::from_str(include_str!("../../../patterns/email.toml")).unwrap()
}

fn email() -> Email {
    Email::new(file().tlds.split_whitespace())
}

/// Every reading of `text`, as ranges that do not overlap: of two that do, the one that starts first, as it is the longer one.
fn ranges(email: &Email, text: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::<std::ops::Range<usize>>::new();
    for at in memchr::memchr_iter(b'@', text) {
        if let Ok(read) = email.read(text, at) {
            assert!(read.range.start < at && at < read.range.end && read.range.end <= text.len());
            while ranges.last().is_some_and(|last| last.start >= read.range.start) {
                ranges.pop();
            }
            if ranges.last().is_none_or(|last| last.end <= read.range.start) {
                ranges.push(read.range);
            }
        }
    }
    ranges
}

fn marked(email: &Email, text: &str) -> String {
    let mut marked = String::new();
    let mut done = 0;
    for range in ranges(email, text.as_bytes()) {
        marked += &format!("{}«{}»", &text[done..range.start], &text[range.clone()]);
        done = range.end;
    }
    marked + &text[done..]
}

fn rule(text: &str) -> Result<Rule, Refusal> {
    email().read(text.as_bytes(), text.rfind('@').unwrap()).map(|read| read.rule)
}

#[test]
fn the_examples_of_the_pattern_file_hold() {
    let (file, email) = (file(), email());
    let mut wrong = Vec::new();
    for example in file.examples.found.iter().chain(&file.examples.clean) {
        let is = marked(&email, &example.replace(['«', '»'], ""));
        if is != *example {
            wrong.push(format!("{example}\n   is {is}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(file.examples.found.iter().all(|example| example.contains('«')));
    assert!(file.examples.clean.iter().all(|example| example.contains('@') && !example.contains('«')));
}

#[test]
fn top_level_domains_are_in_the_form_that_lookups_want() {
    for tld in file().tlds.split_whitespace() {
        assert_eq!(tld, tld.to_lowercase());
        assert!(!tld.starts_with("xn--"), "{tld}");
        assert!(rule(&format!("a@ridge.{tld}")).is_ok(), "{tld}");
    }
}

#[test]
fn readings_name_their_rule() {
    for (text, is) in [
        ("anna@ridge.org", Rule::DotAtom),
        ("jürgen@ridge.org", Rule::International),
        ("info@möbel.de", Rule::International),
        ("\"mary ann\"@ridge.org", Rule::QuotedLocalPart),
        ("anna@[192.0.2.1]", Rule::AddressLiteral),
        ("anna@ridge@quay.org", Rule::TwoAts),
        ("smtp://anna:secret@ridge.org", Rule::Userinfo),
    ] {
        assert_eq!(rule(text), Ok(is), "{text}");
    }
}

#[test]
fn refusals_name_their_reason() {
    for (text, is) in [
        ("@anna", Refusal::NoLocalPart),
        ("an @ridge.org", Refusal::NoLocalPart),
        ("*@ridge.org", Refusal::NoLocalPart),
        ("anna@", Refusal::NoDomain),
        ("anna@ridge", Refusal::NoDot),
        ("anna@ridge.nosuch", Refusal::UnknownTopLevelDomain),
        ("icon@2x.zip", Refusal::Version),
        ("@anna@ridge.org", Refusal::Handle),
        ("git@ridge.org", Refusal::RemotePath),
        ("anna@ridge.org:/srv", Refusal::RemotePath),
    ] {
        assert_eq!(rule(text), Err(is), "{text}");
    }
}

#[test]
fn reasons_tell_the_cases_apart() {
    let rules = [Rule::DotAtom, Rule::International, Rule::QuotedLocalPart, Rule::AddressLiteral, Rule::TwoAts, Rule::Userinfo];
    let refusals = [Refusal::NoLocalPart, Refusal::NoDomain, Refusal::NoDot, Refusal::UnknownTopLevelDomain, Refusal::Version];
    let others = [Refusal::Handle, Refusal::RemotePath, Refusal::TooLong];
    let reasons = rules.map(Rule::reason).into_iter().chain(refusals.map(Refusal::reason)).chain(others.map(Refusal::reason));
    assert_eq!(reasons.collect::<std::collections::HashSet<_>>().len(), 14);
}

#[test]
fn a_local_part_has_at_most_64_octets() {
    assert_eq!(rule(&format!("{}@ridge.org", "a".repeat(MAX_LOCAL))), Ok(Rule::DotAtom));
    assert_eq!(rule(&format!("{}@ridge.org", "a".repeat(MAX_LOCAL + 1))), Err(Refusal::TooLong));
    assert_eq!(rule(&format!("{}@ridge.org", "ä".repeat(32))), Ok(Rule::International));
    assert_eq!(rule(&format!("{}@ridge.org", "ä".repeat(33))), Err(Refusal::TooLong));
    assert_eq!(rule(&format!("\"{}\"@ridge.org", " ".repeat(62))), Ok(Rule::QuotedLocalPart));
    assert_eq!(rule(&format!("\"{}\"@ridge.org", " ".repeat(63))), Err(Refusal::NoLocalPart));
    // Prose without spaces has no edge; what may be the address goes.
    let text = format!("{}@例子.中国", "字".repeat(50));
    assert_eq!(marked(&email(), &text), format!("{}«{}@例子.中国»", "字".repeat(29), "字".repeat(21)));
}

#[test]
fn an_address_has_at_most_254_octets() {
    let address = |length: usize| format!("anna@{}org", "x.".repeat(127).split_at(length - 8).0);
    assert_eq!(rule(&address(MAX_ADDRESS)), Ok(Rule::DotAtom));
    assert_eq!(rule(&address(MAX_ADDRESS + 2)), Err(Refusal::TooLong));
}

#[test]
fn bytes_that_are_no_character_are_edges() {
    let email = email();
    for broken in [&b"\xFF"[..], b"\x80", b"\xC3", b"\xE4\xBE", b"\xED\xA0\x80", b"\0", b"\n", b"\r"] {
        let text = [broken, b"anna@ridge.org", broken].concat();
        let range = broken.len()..broken.len() + 14;
        assert_eq!(ranges(&email, &text), [range], "{broken:?}");
        assert!(ranges(&email, &[b"anna", broken, b"@ridge.org"].concat()).is_empty(), "{broken:?}");
        assert!(ranges(&email, &[b"anna@ridge", broken, b".org"].concat()).is_empty(), "{broken:?}");
    }
}

#[test]
fn any_part_of_an_example_can_be_read() {
    let email = email();
    for example in file().examples.found {
        let bytes = example.as_bytes();
        for cut in 0..=bytes.len() {
            ranges(&email, &bytes[..cut]);
            ranges(&email, &bytes[cut..]);
        }
    }
}

/// What is plain to see is what a close reading finds.
fn assert_glances_are_right(email: &Email, text: &[u8], at: usize) -> bool {
    let (seen, read) = (email.glance(text, at), email.read_closely(text, at));
    match &seen {
        Seen::Address(range) => {
            assert_eq!(read, Ok(Read { range: range.clone(), rule: Rule::DotAtom }), "{:?}", String::from_utf8_lossy(text))
        }
        Seen::NoDot => assert!(read.is_err(), "{:?}", String::from_utf8_lossy(text)),
        Seen::Unclear => {}
    }
    seen != Seen::Unclear
}

#[test]
fn a_glance_sees_what_a_close_reading_finds() {
    let email = email();
    let parts = "a m v 9 . . x com org name .com Z - _ + 0 1 A M de museum Org COM xn--p1ai example So git mail v2 é 中 です @ .. ... = ; : ' \" ( < > [ ] / \\ ,";
    let parts: Vec<&str> = parts.split(' ').chain([" ", "\n", "\t", "\x1b[1;32m", "[31", ";4"]).collect();
    let mut random = Random(11);
    let mut piece = |text: &mut String| {
        for _ in 0..random.below(7) {
            // Two of three are of what addresses are made of.
            let limit = if random.below(3) == 0 { parts.len() } else { 12 };
            text.push_str(parts[random.below(limit)]);
        }
    };
    let mut seen = 0;
    for _ in 0..100_000 {
        let mut text = String::new();
        piece(&mut text);
        let at = text.len();
        text.push('@');
        piece(&mut text);
        seen += usize::from(assert_glances_are_right(&email, text.as_bytes(), at));
    }
    assert!(seen > 1_000, "{seen}");
    // Each byte of some plain addresses replaced by each other.
    for text in ["to anna@ridge.org, now", "1;32;anna.lima+x@mail.ridge.com.", "<mo_2@x-y.de>", "\"9m@a.b.Com\"", "\x1b[1;32mx@y.org"] {
        for place in 0..text.len() {
            for byte in 0..=u8::MAX {
                let mut text = text.as_bytes().to_vec();
                text[place] = byte;
                memchr::memchr_iter(b'@', &text).for_each(|at| _ = assert_glances_are_right(&email, &text, at));
            }
        }
    }
}

#[test]
fn random_text_is_read_and_what_is_out_of_reach_changes_nothing() {
    let email = email();
    let parts = [
        "@",
        "@",
        ".",
        ".",
        "a",
        "Z",
        "9",
        "org",
        "com",
        "jp",
        "中国",
        "です",
        "é",
        "я",
        "ไทย",
        "한",
        "\u{308}",
        "-",
        "_",
        "+",
        "=",
        "/",
        "//",
        ":",
        "'",
        "\"",
        "\\",
        "\\\"",
        "*",
        "~",
        "&",
        "%3D",
        "[",
        "]",
        "[192.0.2.1]",
        "...",
        " ",
        "anna@ridge.org",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.",
        "SRS0=",
        "git@",
        ":/",
        "\n",
    ];
    let mut random = Random(7);
    for _ in 0..20_000 {
        let mut text = Vec::new();
        for _ in 0..random.below(60) {
            text.extend_from_slice(parts[random.below(parts.len())].as_bytes());
            if random.below(40) == 0 {
                text.push(u8::try_from(random.below(256)).unwrap());
            }
        }
        ranges(&email, &text);
        for at in memchr::memchr_iter(b'@', &text) {
            assert_glances_are_right(&email, &text, at);
            let from = at.saturating_sub(LOOK_BEHIND);
            let window = &text[from..text.len().min(at + LOOK_AHEAD)];
            let read = email.read(window, at - from).map(|read| read.range.start + from..read.range.end + from);
            assert_eq!(read, email.read(&text, at).map(|read| read.range));
            // A line end is an end of the text.
            let line =
                memchr::memrchr(b'\n', &text[..at]).map_or(0, |n| n + 1)..memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n);
            let alone =
                email.read(&text[line.clone()], at - line.start).map(|read| read.range.start + line.start..read.range.end + line.start);
            assert_eq!(read, alone);
        }
    }
}
