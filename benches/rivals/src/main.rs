//! CPU time of scrubline and of other redactors on a file: `rivals FILE [NAME]`.
//!
//! All mask the same four kinds. Apart from scrubline they do it with the same four regexes, over blocks of whole lines or
//! line by line, as such programs do.

use std::{borrow::Cow, env, error::Error, fs, time::Instant};

use dd_sds::{MatchAction, RegexRuleConfig, RootRuleConfig, Scanner, SecondaryValidator};
use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

const SHAPES: [(&str, &str); 4] = [
    ("[EMAIL]", r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b"),
    ("[IBAN]", r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
    ("[CARD]", r"\b(?:[0-9][ -]?){12,18}[0-9]\b"),
    ("[PHONE]", r"(?:\+[0-9]{1,3}[ .-]?)?(?:\([0-9]{2,4}\)|\b[0-9]{2,4})[ .-]?[0-9]{3,4}[ .-]?[0-9]{3,4}\b"),
];

/// Bytes of a block, as a reader of a file would have them.
const BLOCK: usize = 256 << 10;

const ROUNDS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let file = arguments.next().ok_or("usage: rivals FILE [NAME]")?;
    let only = arguments.next();
    let text = fs::read(&file)?;
    for (name, redact) in redactors()? {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let mut best = f64::MAX;
        let mut bytes = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            bytes = blocks(&text).map(|block| redact(block).len()).sum();
            best = best.min(start.elapsed().as_secs_f64());
        }
        println!("{name:12} {:8.1} MB/s  {bytes} bytes out", text.len() as f64 / 1e6 / best);
    }
    Ok(())
}

type Redact = Box<dyn Fn(&[u8]) -> Vec<u8>>;

fn redactors() -> Result<Vec<(&'static str, Redact)>, Box<dyn Error>> {
    let compile = |shape: &str| RegexBuilder::new(shape).unicode(false).build();
    let each = SHAPES.iter().map(|(mask, shape)| Ok((compile(shape)?, *mask))).collect::<Result<Vec<_>, regex::Error>>()?;
    let set = RegexSetBuilder::new(SHAPES.iter().map(|(_, shape)| shape)).unicode(false).build()?;
    let all = compile(&SHAPES.map(|(_, shape)| format!("(?:{shape})")).join("|"))?;
    let (ours, scanner, shapes) = (scrubline::Redactor::builtin(), scanner()?, each.clone());
    Ok(vec![
        ("alternation", Box::new(move |block| all.replace_all(block, &b"[PII]"[..]).into_owned())),
        ("set", Box::new(move |block| lines(block, |line| replace_set(&set, &each, line)))),
        ("four", Box::new(move |block| lines(block, |line| replace(shapes.iter(), line)))),
        (
            "dd-sds",
            Box::new(move |block| {
                let mut event = String::from_utf8_lossy(block).into_owned();
                scanner.scan(&mut event).expect("rules without a network cannot fail");
                event.into_bytes()
            }),
        ),
        ("scrubline", Box::new(move |block| ours.redact(block).into_owned())),
    ])
}

/// The four regexes as rules, with Luhn and mod-97 of its own.
fn scanner() -> Result<Scanner, Box<dyn Error>> {
    let checks = [None, Some(SecondaryValidator::IbanChecker), Some(SecondaryValidator::LuhnChecksum), None];
    let rules = SHAPES.iter().zip(checks).map(|((mask, shape), check)| {
        let rule = RegexRuleConfig::new(shape).with_validator(check).build();
        RootRuleConfig::new(rule).match_action(MatchAction::Redact { replacement: (*mask).to_owned() })
    });
    Scanner::builder(&rules.collect::<Vec<_>>()).build().map_err(|e| format!("{e:?}").into())
}

fn replace<'s>(shapes: impl Iterator<Item = &'s (Regex, &'static str)>, line: &[u8]) -> Vec<u8> {
    let mut now = Cow::Borrowed(line);
    for (shape, mask) in shapes {
        if let Cow::Owned(next) = shape.replace_all(&now, mask.as_bytes()) {
            now = Cow::Owned(next);
        }
    }
    now.into_owned()
}

fn replace_set(set: &RegexSet, shapes: &[(Regex, &'static str)], line: &[u8]) -> Vec<u8> {
    replace(set.matches(line).iter().map(|place| &shapes[place]), line)
}

fn lines(block: &[u8], redact: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    block.split_inclusive(|&byte| byte == b'\n').flat_map(redact).collect()
}

/// Blocks of whole lines.
fn blocks(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest.len().min(BLOCK);
        let end = rest[..end].iter().rposition(|&byte| byte == b'\n').map_or(end, |place| place + 1);
        let (block, later) = rest.split_at(end);
        rest = later;
        (!block.is_empty()).then_some(block)
    })
}
