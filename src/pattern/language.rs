//! A spoken language: its words, checked, and the lines that prove them.

use super::{Example, SpokenFile, examples, lazy::Read, parsed};
use crate::error::Error;

/// A spoken language: its words, and the lines that prove them.
#[derive(Debug)]
pub(crate) struct Language {
    pub(crate) file: SpokenFile,
    pub(crate) found: Vec<Example>,
    pub(crate) clean: Vec<Example>,
}

impl Read for Language {
    fn read(id: &str, text: &str) -> Result<Language, Error> {
        let file: SpokenFile = parsed(id, text)?;
        for (name, list, count) in
            [("digits", &file.numbers.digits, 10), ("teens", &file.numbers.teens, 10), ("tens", &file.numbers.tens, 8)]
        {
            if list.split('|').count() != count {
                let at = format!("pattern {id}: numbers.{name}");
                return Err(Error::format(
                    at,
                    format_args!("must have {count} values, parted by |, with / between the ways of saying one"),
                ));
            }
        }
        if let Some(sign) = file.signs.at.split(['|', '/']).filter_map(|s| s.split_whitespace().next()).find(|s| !is_seen(s)) {
            let why = format_args!(
                "{sign:?} is not seen by the scan, which looks for at, ät and words with certain letters: see Words::find_signs"
            );
            return Err(Error::format(format!("pattern {id}: signs.at"), why));
        }
        let (found, clean) = examples(id, &file.examples)?;
        Ok(Language { file, found, clean })
    }
}

/// Whether the scan reports a word that stands for an `@`: the law of `find::spoken::Words::find_signs`.
fn is_seen(sign: &str) -> bool {
    let has_a = |place: usize| sign.as_bytes().get(place).is_some_and(|b| b.eq_ignore_ascii_case(&b'a'));
    let is_long = sign.len() >= 6 && has_a(0) && (has_a(4) || has_a(5));
    matches!(sign, "at" | "ät") || is_long || (sign.len() >= 10 && (has_a(7) || has_a(9)))
}
