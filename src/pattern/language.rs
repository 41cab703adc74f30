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
        let (found, clean) = examples(id, &file.examples)?;
        Ok(Language { file, found, clean })
    }
}
