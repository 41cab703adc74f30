//! The simple ways to mask the four kinds: one regex for each, put to work as programs do.
//!
//! They check no check digits, no numbering plans and no words.

use std::borrow::Cow;

use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

/// An address, an IBAN, a card, a phone number, as a first attempt at each would have it.
pub(crate) const SHAPES: [(&str, &str); 4] = [
    ("[EMAIL]", r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b"),
    ("[IBAN]", r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
    ("[CARD]", r"\b(?:[0-9][ -]?){12,18}[0-9]\b"),
    ("[PHONE]", r"(?:\+[0-9]{1,3}[ .-]?)?(?:\([0-9]{2,4}\)|\b[0-9]{2,4})[ .-]?[0-9]{3,4}[ .-]?[0-9]{3,4}\b"),
];

/// Appends a block of whole lines to the output, masked.
pub(crate) type Redact = Box<dyn Fn(&[u8], &mut Vec<u8>)>;

/// All of them, the fastest first.
pub(crate) fn all() -> [(&'static str, Redact); 3] {
    let shapes = || SHAPES.map(|(mask, shape)| (compile(shape), mask));
    let set = RegexSetBuilder::new(SHAPES.map(|(_, shape)| shape)).unicode(false).build().expect("the shapes compile");
    let (chosen, four) = (shapes(), shapes());
    [
        ("alternation", alternation()),
        ("set", Box::new(move |block, out| lines(block, |line| out.extend_from_slice(&replace_matching(&set, &chosen, line))))),
        ("four", Box::new(move |block, out| lines(block, |line| out.extend_from_slice(&replace(&four, line))))),
    ]
}

/// One alternation of the four with one mask, over the block.
fn alternation() -> Redact {
    let all = compile(&SHAPES.map(|(_, shape)| format!("(?:{shape})")).join("|"));
    Box::new(move |block, out| {
        let mut at = 0;
        for found in all.find_iter(block) {
            out.extend_from_slice(&block[at..found.start()]);
            out.extend_from_slice(b"[PII]");
            at = found.end();
        }
        out.extend_from_slice(&block[at..]);
    })
}

fn compile(shape: &str) -> Regex {
    RegexBuilder::new(shape).unicode(false).build().expect("the shapes compile")
}

fn lines(block: &[u8], redact: impl FnMut(&[u8])) {
    block.split_inclusive(|&byte| byte == b'\n').for_each(redact);
}

/// `replace_all` of those that match.
fn replace_matching<'l>(set: &RegexSet, shapes: &[(Regex, &str)], line: &'l [u8]) -> Cow<'l, [u8]> {
    set.matches(line).iter().fold(Cow::Borrowed(line), |line, place| replace(&shapes[place..=place], line))
}

/// One `replace_all` after the other.
fn replace<'l>(shapes: &[(Regex, &str)], line: impl Into<Cow<'l, [u8]>>) -> Cow<'l, [u8]> {
    shapes.iter().fold(line.into(), |line, (shape, mask)| match shape.replace_all(&line, mask.as_bytes()) {
        Cow::Owned(masked) => Cow::Owned(masked),
        Cow::Borrowed(_) => line,
    })
}
