//! The shapes of the pattern files, and what a pattern file says as source.
#![allow(dead_code, reason = "the library's own sources, of which not all is used here")]

#[path = "../pattern/file.rs"]
mod file;
#[path = "../pattern/spoken.rs"]
mod spoken;
#[path = "../pattern/table.rs"]
mod table;
#[path = "../pattern/words.rs"]
mod words;

pub(crate) use spoken::{Numbers, Rules, SpokenFile};
pub(crate) use words::WordFile;

use crate::fixed::Fixed;
use file::{File, Reader};
use serde::de::DeserializeOwned;
use table::{Country, Refusal, Scheme};

/// The source of kind and knowledge. None where the program reads the text itself: for regexes and masks.
pub(crate) fn source(path: &str, text: &str) -> Option<String> {
    let file: File = read(path, text);
    if file.mask.is_some() {
        return None;
    }
    let knowledge = match file.reader {
        Reader::Regex => return None,
        Reader::Email => format!("Email {{ tlds: {:?} }}", Fixed::from(file.tlds)),
        Reader::Phone => "Phone".to_owned(),
        Reader::Iban => format!("Iban({:?})", rows(path, "country", &file.countries, Country::new)),
        Reader::Card => format!("Card({:?})", rows(path, "scheme", &file.schemes, Scheme::new)),
    };
    Some(format!("({:?}, Knowledge::{knowledge})", file.kind))
}

/// Reads a file; a refusal stops the build.
pub(crate) fn read<T: DeserializeOwned>(path: &str, text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn rows<Row, Out: Clone>(path: &str, name: &str, rows: &[Row], read: impl Fn(&Row) -> Result<Out, Refusal>) -> Fixed<[Out]> {
    let row = |(place, row): (usize, &Row)| {
        read(row).unwrap_or_else(|(Refusal::Regex(why) | Refusal::Format(why))| panic!("{path}: {name} {}: {why}", place + 1))
    };
    rows.iter().enumerate().map(row).collect::<Vec<_>>().into()
}
